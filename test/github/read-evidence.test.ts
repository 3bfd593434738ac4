/** What is cited and what became of it, read from the sandbox over HTTP. */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { LookedUp, Run } from "../../src/core/snapshot/facts.ts";
import { isUnreadable } from "../../src/core/snapshot/types.ts";
import { known, openWorld, pullOf, type World } from "./read-support.ts";

let world: World;
let incident: number;
let item: number;
beforeEach(async () => {
  world = await openWorld();
  const opened = await world.open("owner", "Checkout down", "### Severity\n\nSEV1\n", ["incident"]);
  const body = `### Incident reference\n\n#${opened.number}\n\n### Target environment\n\nproduction\n\n<!-- quench:item:controls -->`;
  const made = await world.open("app", "Add an alert", body, ["hardening"]);
  const sub = { n: opened.number, sub_issue_id: made.id };
  await world.as("app", "POST /repos/{owner}/{repo}/issues/{n}/sub_issues", sub);
  incident = opened.number;
  item = made.number;
});
afterEach(() => world.box.close());

/** A merged pull request of the item. */
async function merge(files: Record<string, string>, branch = "fix"): Promise<{ number: number; sha: string }> {
  const { number } = await world.pull("author", { branch, body: `- Hardening: #${item}\r\n`, files });
  const done = await world.as<{ sha: string }>("admin", "PUT /repos/{owner}/{repo}/pulls/{number}/merge", { number });
  return { number, sha: done.sha };
}

/** What the reader finds behind a link that the item's owner cites. */
async function found(url: string, topic = "behavior drill"): Promise<LookedUp> {
  await world.comment("owner", item, `/quench evidence ${topic} ${url}`);
  return known((await world.read(incident)).links[url]?.found);
}

async function runFound(url: string): Promise<Run> {
  const one = await found(url);
  if (!("run" in one)) throw new Error(`no run: ${JSON.stringify(one)}`);
  return one.run;
}

interface MadeRun {
  readonly id: number;
  readonly artifacts?: readonly { readonly id: number }[];
}

const made = async (run: object): Promise<MadeRun> =>
  (await world.control("POST", "workflow-runs", run)) as unknown as MadeRun;

const web = () => `https://github.com/${world.box.repository}`;

describe("R-H2 what became of a merged file", () => {
  const TEST = "tests/pool.test.js";
  const keptOf = async (number: number) =>
    Object.fromEntries(known(pullOf(await world.read(incident), number).files).map(({ path, kept }) => [path, kept]));
  const remove = async (path: string): Promise<void> => {
    const { sha } = await world.as<{ sha: string }>("admin", "GET /repos/{owner}/{repo}/contents/{path}", { path });
    const parameters = { path, sha, message: `Delete ${path}` };
    await world.as("admin", "DELETE /repos/{owner}/{repo}/contents/{path}", parameters);
  };

  it("is there until it is deleted, and then the next one is looked for", async () => {
    const { number } = await merge({ [TEST]: "1\n", "tests/zone.test.js": "2\n", "src/pool.js": "3\n" });
    expect(await keptOf(number)).toEqual({ [TEST]: true, "tests/zone.test.js": undefined, "src/pool.js": undefined });
    await remove(TEST);
    expect(await keptOf(number)).toEqual({ [TEST]: false, "tests/zone.test.js": true, "src/pool.js": undefined });
    await remove("tests/zone.test.js");
    expect(await keptOf(number)).toMatchObject({ [TEST]: false, "tests/zone.test.js": false });
  });

  it("an unchanged one costs nothing", async () => {
    const { number } = await merge({ [TEST]: "1\n" });
    expect(await keptOf(number)).toEqual({ [TEST]: true });
    await world.spent();
    expect(await keptOf(number)).toEqual({ [TEST]: true });
    const { requests, total, notModified } = await world.spent();
    expect(total - notModified).toBe(requests);
  });

  it("may have been renamed since", async () => {
    const text = Array.from({ length: 30 }, (_, line) => `line ${line}\n`).join("");
    const { number } = await merge({ [TEST]: text });
    const main = await world.as<{ object: { sha: string } }>("admin", "GET /repos/{owner}/{repo}/git/ref/heads/main");
    const tree = await world.as<{ sha: string }>("admin", "POST /repos/{owner}/{repo}/git/trees", {
      base_tree: main.object.sha,
      tree: [
        { path: TEST, mode: "100644", type: "blob", sha: null },
        { path: "tests/pool-size.test.js", mode: "100644", type: "blob", content: text },
      ],
    });
    const commit = await world.as<{ sha: string }>("admin", "POST /repos/{owner}/{repo}/git/commits", {
      message: "A better name",
      tree: tree.sha,
      parents: [main.object.sha],
    });
    await world.as("admin", "PATCH /repos/{owner}/{repo}/git/refs/heads/main", { sha: commit.sha });
    expect(await keptOf(number)).toEqual({ [TEST]: true });
    await remove("tests/pool-size.test.js");
    expect(await keptOf(number)).toEqual({ [TEST]: false });
  });

  it("R-V1: it is neither there nor gone while GitHub fails", async () => {
    const { number } = await merge({ [TEST]: "1\n" });
    await world.control("POST", "faults", { route: "GET /repos/*/contents/**", status: 502, times: 50 });
    expect(isUnreadable((await keptOf(number))[TEST])).toBe(true);
  });
});

describe("R-H3 runs in the sandbox", () => {
  it("a run, its job and its artifact, on a commit with the control", async () => {
    const { sha } = await merge({ "src/pool.js": "1\n" });
    const run = await made({
      name: "drill",
      event: "workflow_dispatch",
      head_sha: sha,
      duration_seconds: 720,
      artifacts: [{ name: "report", retention_days: 1 }],
    });
    const url = `${web()}/actions/runs/${run.id}`;
    const read = await runFound(`${url}/usage`);
    expect(read).toMatchObject({ kind: "workflow_run", id: run.id, conclusion: "success", contains: [sha] });
    expect(Date.parse(read.completedAt ?? "") - Date.parse(read.startedAt ?? "")).toBe(720_000);
    const artifact = `${url}/artifacts/${run.artifacts?.[0]?.id}`;
    expect(await found(artifact)).toMatchObject({ kind: "artifact", name: "report", expired: false });
    expect(await found(`${url}/artifacts/987654`)).toEqual({ kind: "absent" });
  });

  it("a later attempt begins anew", async () => {
    const { sha } = await merge({ "src/pool.js": "1\n" });
    const run = await made({ name: "drill", event: "workflow_dispatch", head_sha: sha, conclusion: "failure" });
    await world.control("POST", "clock", { advance: "PT10M" });
    await made({ rerun_of: run.id, conclusion: "success" });
    const url = `${web()}/actions/runs/${run.id}`;
    const [last, first] = [await runFound(url), await runFound(`${url}/attempts/1`)];
    expect([last.attempt, last.conclusion, first.attempt, first.conclusion]).toEqual([2, "success", 1, "failure"]);
    expect(Date.parse(last.startedAt ?? "")).toBeGreaterThan(Date.parse(first.completedAt ?? ""));
  });

  it("R-S3: the environments to which it deployed", async () => {
    const { sha } = await merge({ "src/pool.js": "1\n" });
    const run = await made({ name: "deploy", event: "push", head_sha: sha });
    const url = `${web()}/actions/runs/${run.id}`;
    for (const environment of ["production", "staging"]) {
      const { id } = await world.as<{ id: number }>("admin", "POST /repos/{owner}/{repo}/deployments", {
        ref: sha,
        environment,
        required_contexts: [],
        auto_merge: false,
      });
      const state = environment === "production" ? "success" : "failure";
      const status = { id, state, log_url: `${url}/job/1` };
      await world.as("admin", "POST /repos/{owner}/{repo}/deployments/{id}/statuses", status);
    }
    expect((await runFound(url)).environments).toEqual(["production"]);
  });
});

describe("what is cited", () => {
  it("R-A1: a file on the default branch, until it is deleted, and at a commit that it contains", async () => {
    const { sha } = await merge({ "docs/guard.md": "1\n" });
    const file = { kind: "file", path: "docs/guard.md", onDefaultBranch: true };
    expect(await found(`${web()}/blob/main/docs/guard.md?plain=1#L1`, "failure-path")).toMatchObject(file);
    expect(await found(`${web()}/blob/${sha}/docs/guard.md`, "failure-path")).toMatchObject(file);
    const branch = `${web()}/blob/fix/docs/guard.md`;
    expect(await found(branch, "failure-path")).toMatchObject({ kind: "file", path: "docs/guard.md" });
    expect(await found(`${web()}/blob/main/docs/none.md`, "failure-path")).toEqual({ kind: "absent" });
  });

  it("R-H1: a pull request by the former name of its repository", async () => {
    const { number } = await world.pull("author", { branch: "fix", files: { "src/pool.js": "1\n" } });
    await world.as("admin", "PATCH /repos/{owner}/{repo}", { name: "store" });
    const url = `${web()}/pull/${number}/files`;
    await world.comment("owner", item, `/quench evidence implementation ${url}`);
    const snapshot = await world.read(incident);
    expect(snapshot.links[url]?.found).toEqual({ kind: "pull_request", pull: `acme/store#${number}` });
    expect(known(known(snapshot.items)[0]?.links)).toContainEqual({ pull: `acme/store#${number}`, kind: "command" });
  });

  it("R-V1: what a person cites and we may not see is absent", async () => {
    await world.control("POST", "repositories", { repository: "acme/secret", private: true, install: false });
    for (const path of ["actions/runs/1", "pull/1", "blob/main/a.md", "issues/1#issuecomment-1"]) {
      expect(await found(`https://github.com/acme/secret/${path}`)).toEqual({ kind: "absent" });
    }
    await world.control("POST", "repositories", { repository: "acme/open", private: false, install: false });
    expect(await found("https://github.com/acme/open/actions/runs/1")).toEqual({ kind: "absent" });
    expect(await found("https://github.com/else/shop/actions/runs/1")).toEqual({ kind: "other" });
  });
});
