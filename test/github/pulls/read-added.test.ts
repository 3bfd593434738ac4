import { describe, expect, it } from "@jest/globals";
import type { PullRequest } from "../../../src/core/snapshot/pull.ts";
import type { Readable } from "../../../src/core/snapshot/types.ts";
import type { GitHubClient } from "../../../src/github/request/client.ts";
import { RateLimited, Refused, Unavailable } from "../../../src/github/request/errors.ts";
import { readAdded } from "../../../src/github/pulls/read-added.ts";
import { policyInForce } from "../../support/policy.ts";
import { openPull, pull } from "../../support/snapshot.ts";

const { policy } = policyInForce();
const RUNBOOK = "docs/runbooks/pool.md";
const PATCH = "@@ -1,2 +1,3 @@\n # Pool\n-Old step\n+New step\n+\n+Look at `pool-limit`\n\\ No newline at end of file";

type Listed = { filename: string; patch?: string };

/** A GitHub that lists these files of every pull request, or fails from some page on. */
function clientOf(
  listed: readonly Listed[],
  fail?: { page: number; error: Error },
  texts: Readonly<Record<string, object>> = {},
): GitHubClient & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    graphql: () => Promise.reject(new Error("no GraphQL is needed")),
    async rest(route, parameters = {}) {
      if (route.includes("/contents/")) {
        asked.push(String(parameters["path"]));
        const text = texts[String(parameters["path"])];
        if (text === undefined) throw new Refused(route, 404, { message: "Not Found" }, {});
        if (text instanceof Error) throw text;
        return { status: 200, data: text, headers: {} };
      }
      const page = Number(parameters["page"]);
      asked.push(
        `${String(parameters["owner"])}/${String(parameters["repo"])}#${String(parameters["pull_number"])} ${page}`,
      );
      if (fail !== undefined && page >= fail.page) throw fail.error;
      return { status: 200, data: listed.slice((page - 1) * 100, page * 100), headers: {} };
    },
  };
}

async function added(client: GitHubClient, one: Readable<PullRequest>) {
  const { pull: read } = await readAdded(client, { pull: one }, policy);
  return read;
}

const merged = (paths: readonly string[], over: Partial<PullRequest> = {}) => pull(20, paths, over);

const addedOf = (
  read: Readable<PullRequest> | undefined,
): Readonly<Record<string, Readable<readonly string[]> | undefined>> => {
  if (read === undefined || "unreadable" in read || "unreadable" in read.files) throw new Error("not read");
  return Object.fromEntries(read.files.map((one) => [one.path, one.added]));
};

describe("what merged pull requests add to documents", () => {
  it("is the new lines of runbooks, on-call checklists, dashboards and alerts, and of nothing else", async () => {
    const paths = [RUNBOOK, "docs/oncall/pool.md", "ops/alerts/pool.yml", "src/pool.js"];
    const client = clientOf(paths.map((filename) => ({ filename, patch: PATCH })));
    const lines = ["New step", "", "Look at `pool-limit`"];
    expect(addedOf(await added(client, merged(paths)))).toEqual({
      [RUNBOOK]: lines,
      "docs/oncall/pool.md": lines,
      "ops/alerts/pool.yml": lines,
      "src/pool.js": undefined,
    });
    expect(client.asked).toEqual(["acme/shop#20 1"]);
  });

  it("follows the policy's globs", async () => {
    const own = policyInForce({ files: { runbooks: ["wiki/**"] } }).policy;
    const client = clientOf([
      { filename: "wiki/pool.txt", patch: "+a" },
      { filename: RUNBOOK, patch: "+b" },
    ]);
    const { pull: read } = await readAdded(client, { pull: merged(["wiki/pool.txt", RUNBOOK]) }, own);
    expect(addedOf(read)).toEqual({ "wiki/pool.txt": ["a"], [RUNBOOK]: undefined });
  });

  it("costs no request where there is none of them, nothing is merged, or its files were not read", async () => {
    const client = clientOf([]);
    const files = { unreadable: "files: HTTP 502" };
    const gone = { unreadable: "pull request: HTTP 502" };
    const open = openPull(21, [RUNBOOK]);
    const pulls = { a: merged(["src/pool.js"]), b: open, c: merged([], { files }), d: gone };
    expect(await readAdded(client, pulls, policy)).toEqual(pulls);
    expect(client.asked).toEqual([]);
  });

  it("is the text of a file for which GitHub shows no patch: too large, or only renamed", async () => {
    const base64 = (text: string) => ({ type: "file", encoding: "base64", content: btoa(text) });
    const textOf = async (found?: object) => {
      const client = clientOf([{ filename: RUNBOOK }], undefined, found === undefined ? {} : { [RUNBOOK]: found });
      const read = addedOf(await added(client, merged([RUNBOOK])))[RUNBOOK];
      expect(client.asked).toEqual(["acme/shop#20 1", RUNBOOK]);
      return read;
    };
    expect(await textOf(base64("# Pool\r\nLook at `pool-limit`\n"))).toEqual(["# Pool", "Look at `pool-limit`", ""]);
    expect(await textOf(base64("\u0000\u0001PDF"))).toEqual([]);
    const hidden = { unreadable: `file: GitHub shows no text of ${RUNBOOK}` };
    expect(await textOf({ type: "file", encoding: "none", content: "" })).toEqual(hidden);
    expect(await textOf()).toEqual(hidden);
    expect(await textOf(new Unavailable("GET", 502, "down"))).toMatchObject({ transient: true });
  });

  it("is not asked for where nothing can count: elsewhere merged, reverted, deleted", async () => {
    const client = clientOf([{ filename: RUNBOOK, patch: PATCH }]);
    const deleted = [{ path: RUNBOOK, change: "deleted" as const, additions: 0, deletions: 9 }];
    for (const over of [{ baseIsDefault: false }, { revertedBy: "acme/shop#21" }, { files: deleted }]) {
      expect(addedOf(await added(client, merged([RUNBOOK], over)))).toEqual({ [RUNBOOK]: undefined });
    }
    expect(client.asked).toEqual([]);
    const unsure = merged([RUNBOOK], { revertedBy: { unreadable: "reverts: HTTP 502" } });
    expect(addedOf(await added(client, unsure))[RUNBOOK]).toHaveLength(3);
  });

  it("stays unread beyond as many pull requests as anybody means", async () => {
    const many = Array.from({ length: 301 }, (_, index) => [`acme/shop#${index}`, pull(index, [RUNBOOK])] as const);
    const client = clientOf([{ filename: RUNBOOK, patch: PATCH }]);
    const read = await readAdded(client, Object.fromEntries(many), policy);
    const unread = Object.values(read).filter((one) => "unreadable" in (addedOf(one)[RUNBOOK] ?? {}));
    expect([client.asked.length, unread.length]).toEqual([300, 1]);
  });

  it("is read to the last page", async () => {
    const paths = Array.from({ length: 100 }, (_, index) => `src/${index}.js`);
    const client = clientOf([...paths, RUNBOOK].map((filename) => ({ filename, patch: "+late" })));
    expect(addedOf(await added(client, merged([...paths, RUNBOOK])))[RUNBOOK]).toEqual(["late"]);
    expect(client.asked).toEqual(["acme/shop#20 1", "acme/shop#20 2"]);
  });

  it("ends with the last full page", async () => {
    const paths = [RUNBOOK, ...Array.from({ length: 99 }, (_, index) => `src/${index}.js`)];
    const client = clientOf(paths.map((filename) => ({ filename, patch: "+x" })));
    expect(addedOf(await added(client, merged(paths)))[RUNBOOK]).toEqual(["x"]);
    expect(client.asked).toHaveLength(1);
  });

  it.each([
    ["404", new Refused("GET files", 404, { message: "Not Found" }, {}), {}],
    ["403", new Refused("GET files", 403, { message: "Resource not accessible" }, {}), {}],
    ["5xx", new Unavailable("GET files", 502, "Bad Gateway"), { transient: true }],
    ["no answer", new Unavailable("GET files", null, "reset"), { transient: true }],
  ])("is unread on %s, and what was read before it counts", async (_name, error, why) => {
    const unread = { unreadable: expect.stringMatching(/^patches: /), ...why };
    expect(addedOf(await added(clientOf([], { page: 1, error }), merged([RUNBOOK])))).toEqual({ [RUNBOOK]: unread });
    const paths = [RUNBOOK, ...Array.from({ length: 99 }, (_, index) => `src/${index}.js`), "docs/oncall/a.md"];
    const listed = paths.map((filename) => ({ filename, patch: "+x" }));
    const read = addedOf(await added(clientOf(listed, { page: 2, error }), merged(paths)));
    expect([read[RUNBOOK], read["docs/oncall/a.md"]]).toEqual([["x"], unread]);
  });

  it("ends the pass where GitHub limits the rate", async () => {
    const error = new RateLimited("GET files", 0, 60_000);
    await expect(added(clientOf([], { page: 1, error }), merged([RUNBOOK]))).rejects.toBe(error);
  });
});
