/** Checkouts as `actions/checkout` leaves them, and some that it does not. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { gatherCommits } from "../../../src/action/prove/commits.ts";
import { createGit } from "../../../src/action/prove/git.ts";
import { readRequest } from "../../../src/action/prove/request.ts";
import {
  ASSERTS,
  type Checkout,
  lengthen,
  payloadOf,
  PROPER,
  type Project,
  project,
  proveIn,
  RUN,
  scripts,
} from "./project.ts";

let made: Project | null = null;
afterEach(() => made?.remove());

const git = createGit(process.env, { server: "https://github.test", token: "ghs_secret" });

async function gather(
  where: Project,
  commits: { base: string; head: string } = where,
  by = git,
): ReturnType<typeof gatherCommits> {
  const folder = mkdtempSync(join(where.temp, "repository-"));
  const request = readRequest("pull_request", payloadOf(commits));
  return gatherCommits(by, request, { workspace: where.workspace, folder, address: where.origin });
}

describe("the commits", () => {
  it.each<[string, Checkout]>([
    ["a whole clone", {}],
    ["a whole clone of the merge commit", { at: "merge" }],
    ["the merge commit alone, as actions/checkout does by default", { at: "merge", clone: ["--depth=1"] }],
    ["the merge commit and its parents", { at: "merge", clone: ["--depth=2"] }],
    ["the head alone", { at: "head", clone: ["--depth=1"] }],
    ["the base branch alone", { at: "base", clone: ["--depth=1"] }],
    ["a clone without blobs", { at: "head", clone: ["--filter=blob:none"] }],
  ])("are found from %s", async (_name, checkout) => {
    made = project(PROPER, checkout);
    const before = made.git(made.workspace, "rev-parse", "HEAD");
    const { base, head, repository } = await gather(made);
    expect(head).toBe(made.head);
    expect(base).toBe(made.git(made.origin, "merge-base", made.base, made.head));
    expect(base).not.toBe(made.base);
    expect(made.git(repository, "show", `${base}:src/clamp.js`)).toContain("clamp");
    expect(made.git(made.workspace, "rev-parse", "HEAD")).toBe(before);
  });

  it("meet further back than the first fetch reaches", async () => {
    made = project(PROPER, { at: "head", clone: ["--depth=1"] });
    const head = lengthen(made, 60);
    const { base } = await gather(made, { base: made.base, head });
    expect(base).toBe(made.git(made.origin, "merge-base", made.base, head));
  });

  it("are found by their refs where a server gives out no other commit", async () => {
    made = project(PROPER, { at: "base", clone: ["--depth=1"] });
    made.git(made.origin, "config", "uploadpack.allowAnySHA1InWant", "false");
    // The newer protocol gives out every commit that is asked for.
    writeFileSync(join(made.root, ".gitconfig"), "[protocol]\n\tversion = 0\n");
    const old = createGit({ ...process.env, HOME: made.root }, { server: "https://github.test", token: "ghs_secret" });
    const bare = mkdtempSync(join(made.temp, "bare-"));
    await old(bare, ["init", "--quiet", "--bare", "."]);
    // Neither is the tip of a branch any more, as the base of an event is not once somebody else has merged.
    const parent = made.git(made.origin, "rev-parse", `${made.base}^`);
    expect((await old(bare, ["fetch", "--quiet", made.origin, parent])).code).not.toBe(0);
    expect((await gather(made, { base: parent, head: made.head }, old)).base).toBe(parent);
  });

  it("are told as missing where a push has replaced them", async () => {
    made = project(PROPER, { at: "base", clone: ["--depth=1"] });
    const { base } = made;
    await expect(gather(made, { base, head: "c".repeat(40) })).rejects.toThrow(
      /^The head ccccccc could not be fetched/,
    );
    await expect(gather(made, { base: "d".repeat(40), head: made.head })).rejects.toThrow(
      /^The base ddddddd could not be fetched/,
    );
  });

  it("are told where they have no commit in common", async () => {
    made = project(PROPER);
    const other = join(made.root, "other");
    mkdirSync(other);
    made.git(other, "init", "--quiet");
    made.git(other, "commit", "--quiet", "--allow-empty", "-m", "alone");
    made.git(other, "push", "--quiet", made.origin, "HEAD:refs/pull/7/other");
    const head = made.git(other, "rev-parse", "HEAD");
    await expect(gather(made, { base: made.base, head })).rejects.toThrow(/have no commit in common/);
  });

  it("need a checkout, at the workspace's root", async () => {
    made = project(PROPER);
    const { temp } = made;
    for (const workspace of [temp, join(temp, "nowhere"), join(made.workspace, "src")]) {
      await expect(gather({ ...made, workspace })).rejects.toThrow(/Add a step `uses: actions\/checkout@<commit>`/);
    }
  });

  it.each(["2.30.9", "1.99.0", null])("need a git that is new enough, not %s", async (version) => {
    made = project(PROPER);
    const other: typeof git = (folder, parameters, options) =>
      parameters[0] !== "--version"
        ? git(folder, parameters, options)
        : version === null
          ? Promise.reject(new Error("spawn git ENOENT"))
          : Promise.resolve({ code: 0, out: Buffer.from(`git version ${version}\n`), complaint: "" });
    await expect(gather(made, made, other)).rejects.toThrow(
      `needs git 2.31 or newer, and here is ${version === null ? "none" : `git version ${version}`}.`,
    );
  });

  it("are not fetched through what the checkout's own settings say of hooks and other servers", async () => {
    made = project(scripts(ASSERTS), { at: "head", clone: ["--depth=1"] });
    const { workspace, root } = made;
    const hook = `#!/bin/sh\ntouch '${join(root, "hooked")}'\n`;
    mkdirSync(join(workspace, ".git", "hooks"), { recursive: true });
    writeFileSync(join(workspace, ".git", "hooks", "post-checkout"), hook, { mode: 0o755 });
    made.git(workspace, "config", "core.fsmonitor", `touch '${join(root, "monitored")}'`);
    made.git(workspace, "config", "http.https://github.test/.extraheader", "AUTHORIZATION: basic persisted");
    expect((await proveIn(made, { inputs: RUN })).posted[0]?.conclusion).toBe("success");
    expect(readdirSync(root).filter((name) => /hooked|monitored/.test(name))).toEqual([]);
  });

  it("are told in the check where one is missing", async () => {
    made = project(PROPER, { at: "head", clone: ["--depth=1"] });
    rmSync(made.origin, { recursive: true });
    const { posted, title, report } = await proveIn(made);
    expect(posted[0]?.conclusion).toBe("action_required");
    expect(title).toBe("The commits could not be read");
    expect(report).toMatchObject({ outputs: { outcome: "unknown" }, failures: [] });
  });
});

describe("the token", () => {
  it("goes to git by its environment, to this server only, and is in no file and no complaint", async () => {
    made = project(PROPER);
    const folder = join(made.temp, "repository");
    mkdirSync(folder);
    await git(folder, ["init", "--quiet", "--bare", "."]);
    const names = async (signedIn: boolean): Promise<string> =>
      (await git(folder, ["config", "--show-origin", "--get-regexp", "extraheader"], { signedIn })).out.toString();
    expect(await names(true)).toMatch(
      /^command line:\s+http\.https:\/\/github\.test\/\.extraheader AUTHORIZATION: basic /,
    );
    expect(await names(false)).toBe("");
    expect(readFileSync(join(folder, "config"), "utf8")).not.toContain("extraheader");
    const { complaint } = await git(folder, ["cat-file", "-e", "ghs_secret"]);
    expect(complaint).toContain("***");
    expect(complaint).not.toContain("ghs_secret");
  });
});
