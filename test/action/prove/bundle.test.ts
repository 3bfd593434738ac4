/** The committed bundle's mode `prove`, as a runner runs it: a pull request of the box, and its commits in a real git. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { PROOF_CHECK } from "../../../src/core/evidence/red-green.ts";
import { type Sandbox, startSandbox } from "../../../src/sandbox/start.ts";
import { type Ended, type Job, runJob } from "../runner.ts";
import { LOW, PROPER } from "./project.ts";

interface Person {
  readonly name: string;
  readonly email: string;
  readonly date: string;
}
interface Commit {
  readonly sha: string;
  readonly message: string;
  readonly author: Person;
  readonly committer: Person;
  readonly parents: readonly { readonly sha: string }[];
}
interface Run {
  readonly name: string;
  readonly conclusion: string;
  readonly app: { readonly id: number };
  readonly output: { readonly title: string; readonly summary: string; readonly text: string };
}

/** Path → text. */
type Texts = Readonly<Record<string, string>>;

let box: Sandbox;
let folder: string;

beforeEach(async () => {
  box = await startSandbox({ empty: true });
  folder = mkdtempSync(join(tmpdir(), "quench-prove-bundle-"));
  for (const name of ["workspace", "temp"]) mkdirSync(join(folder, name));
});
afterEach(async () => {
  await box.close();
  rmSync(folder, { recursive: true });
});

async function api<T>(route: string, body?: unknown): Promise<T> {
  const [method = "GET", path = ""] = route.split(" ");
  const answer = await fetch(`${box.url}${path.startsWith("/_") ? "" : `/repos/${box.repository}`}${path}`, {
    method,
    headers: { authorization: `Bearer ${box.people.admin.token}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${route}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

async function put(branch: string, files: Texts): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    const known = await api<{ sha: string }>(`GET /contents/${path}?ref=${branch}`).catch(() => null);
    const content = Buffer.from(text).toString("base64");
    await api(`PUT /contents/${path}`, { message: `Write ${path}`, content, branch, ...(known && { sha: known.sha }) });
  }
}

function git(input: string | undefined, env: Record<string, string>, ...parameters: string[]): string {
  const cwd = join(folder, "workspace");
  const given = { PATH: process.env["PATH"], HOME: folder, ...env };
  return execFileSync("git", parameters, { cwd, env: given, encoding: "utf8", input: input ?? "" }).trim();
}

/** The commits of a branch, oldest first, made anew in the workspace; the box's ids are git's own. */
async function mirror(branch: string): Promise<string> {
  const listed = await api<{ sha: string }[]>(`GET /commits?sha=${branch}&per_page=100`);
  for (const { sha } of [...listed].reverse()) {
    const commit = await api<Commit>(`GET /git/commits/${sha}`);
    const { tree } = await api<{ tree: { path: string; type: string; sha: string }[] }>(
      `GET /git/trees/${sha}?recursive=1`,
    );
    git(undefined, {}, "read-tree", "--empty");
    for (const entry of tree.filter(({ type }) => type === "blob")) {
      const { content } = await api<{ content: string }>(`GET /git/blobs/${entry.sha}`);
      const text = Buffer.from(content, "base64").toString();
      git(text, {}, "hash-object", "-w", "--stdin");
      git(undefined, {}, "update-index", "--add", "--cacheinfo", `100644,${entry.sha},${entry.path}`);
    }
    const { author, committer } = commit;
    const made = git(
      commit.message,
      {
        GIT_AUTHOR_NAME: author.name,
        GIT_AUTHOR_EMAIL: author.email,
        GIT_AUTHOR_DATE: author.date,
        GIT_COMMITTER_NAME: committer.name,
        GIT_COMMITTER_EMAIL: committer.email,
        GIT_COMMITTER_DATE: committer.date,
      },
      "commit-tree",
      git(undefined, {}, "write-tree"),
      ...commit.parents.flatMap((parent) => ["-p", parent.sha]),
    );
    expect(made).toBe(sha);
  }
  return listed[0]?.sha ?? "";
}

/** A pull request in the box, and its head checked out in the workspace. */
async function open(head: Texts): Promise<object> {
  await put("main", { "package.json": '{ "type": "module" }\n', ...PROPER.base });
  const main = await api<{ object: { sha: string } }>("GET /git/ref/heads/main");
  await api("POST /git/refs", { ref: "refs/heads/fix", sha: main.object.sha });
  await put("fix", head);
  const pull = await api<object>("POST /pulls", { title: "Mend it", head: "fix", base: "main" });
  git(undefined, {}, "init", "--quiet");
  await mirror("main");
  git(undefined, {}, "checkout", "--quiet", "--force", "--detach", await mirror("fix"));
  return pull;
}

const run = (pull: object, more: Partial<Pick<Job, "event" | "token" | "inputs" | "interrupt">> = {}): Promise<Ended> =>
  runJob({
    apiUrl: box.url,
    graphqlUrl: box.graphqlUrl,
    repository: box.repository,
    token: more.token ?? box.people.actions.token,
    event: more.event ?? "pull_request",
    payload: { action: "opened", pull_request: pull },
    inputs: { mode: "prove", "test-command": "node --test test/*.test.js", repeat: "2", ...more.inputs },
    env: { GITHUB_WORKSPACE: join(folder, "workspace"), RUNNER_TEMP: join(folder, "temp"), HOME: folder },
    ...(more.interrupt && { interrupt: more.interrupt }),
  });

const checks = async (pull: object): Promise<readonly Run[]> => {
  const { sha } = (pull as { head: { sha: string } }).head;
  const { check_runs: runs } = await api<{ check_runs: Run[] }>(`GET /commits/${sha}/check-runs`);
  return runs.filter(({ name }) => name === PROOF_CHECK);
};

describe("the bundle's mode prove", () => {
  it("posts a proof as the Actions App, once", async () => {
    const pull = await open(PROPER.head);
    const first = await run(pull);
    expect({ code: first.code, log: first.log }).toMatchObject({ code: 0 });
    expect(first.outputs["outcome"]).toBe("pass");
    expect(first.summary).toContain("**✅ Proven.**");
    expect(first.summary).toMatch(/<sub>Mode prove · \d+ requests to GitHub · [\d.]+ s<\/sub>\n?$/);
    expect(first.log).not.toContain(box.people.actions.token);
    await run(pull, { inputs: { repeat: "1" } });
    const [check, ...others] = await checks(pull);
    expect(others).toEqual([]);
    expect(check).toMatchObject({ conclusion: "success", app: { id: 15_368 } });
    // The globs are those of the policy's defaults: nothing else was given.
    expect(check?.output.summary).toContain("`test/high.test.js`, new here");
    expect(check?.output.summary).toContain("| Head | 1 of 1 |");
    expect(readdirSync(join(folder, "temp"))).toEqual([]);
  });

  it("fails a test that was green before", async () => {
    const pull = await open({ "test/low.test.js": `${LOW}\n` });
    const { code, outputs, log } = await run(pull);
    expect(code).toBe(1);
    expect(outputs["outcome"]).toBe("fail");
    expect(log).toMatch(/^::error::Not proven\. These tests do not show the fault\./m);
    expect((await checks(pull)).map(({ conclusion }) => conclusion)).toEqual(["failure"]);
    const dry = await run(pull, { inputs: { "dry-run": "true" } });
    expect(dry.code).toBe(0);
  });

  it("runs nothing under pull_request_target", async () => {
    const pull = await open(PROPER.head);
    const { code, log } = await run(pull, { event: "pull_request_target", inputs: { "test-command": "touch ran" } });
    expect(code).toBe(1);
    expect(log).toContain("never runs on `pull_request_target`");
    expect(await checks(pull)).toEqual([]);
  });

  it("leaves nothing where the job is canceled", async () => {
    const pull = await open(PROPER.head);
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      const { code } = await run(pull, {
        inputs: { "test-command": `echo $$ >'${folder}/pid'; echo running; sleep 300` },
        interrupt: { at: "| running", signal },
      });
      expect(code).toBe(130);
      expect(readdirSync(join(folder, "temp"))).toEqual([]);
      const state = `/proc/${readFileSync(join(folder, "pid"), "utf8").trim()}/stat`;
      expect(existsSync(state) && !readFileSync(state, "utf8").includes(") Z")).toBe(false);
    }
    expect(await checks(pull)).toEqual([]);
  });

  it("tells without a check where the token may only read", async () => {
    const pull = await open(PROPER.head);
    const { token } = await api<{ token: string }>("POST /_sandbox/tokens", { permissions: { contents: "read" } });
    const { code, log, outputs } = await run(pull, { token });
    expect(code).toBe(0);
    expect(outputs["outcome"]).toBe("pass");
    expect(log).toMatch(/^::warning::.*`checks: write`/m);
    expect(await checks(pull)).toEqual([]);
  });
});
