import { describe, expect, it } from "@jest/globals";
import type { GitHubClient } from "../../../src/github/request/client.ts";
import { RateLimited, Refused, Unavailable } from "../../../src/github/request/errors.ts";
import type { RawLanded, RawPull } from "../../../src/github/raw.ts";
import { type Home, readReverts } from "../../../src/github/reverts/read-reverts.ts";
import { day, sha } from "../../support/snapshot.ts";

const HERE = "acme/shop";

function pull(number: number, over: object = {}): RawPull {
  return {
    id: `PR_${number}`,
    number,
    title: `Change ${number}`,
    body: "",
    mergedAt: day(10),
    repository: { nameWithOwner: HERE, defaultBranchRef: { name: "main" } },
    baseRefName: "main",
    mergeCommit: { id: `C_${number}`, oid: sha(number), message: `Change ${number} (#${number})` },
    files: {
      nodes: [{ path: `src/${number}.js`, changeType: "ADDED", additions: 1, deletions: 0 }],
      pageInfo: { hasNextPage: false },
    },
    commits: {
      nodes: [{ commit: { oid: sha(number + 5000), message: `Change ${number}` } }],
      pageInfo: { hasNextPage: false },
    },
    reverts: { nodes: [], pageInfo: { hasNextPage: false } },
    ...over,
  } as unknown as RawPull;
}

/** A pull request as `REVERTERS` answers it. */
function reverter(number: number, title: string, over: object = {}): object {
  return {
    __typename: "PullRequest",
    id: `PR_${number}`,
    number,
    title,
    body: "",
    merged: true,
    mergedAt: day(12),
    lastEditedAt: null,
    baseRefName: "main",
    headRefName: "undo",
    repository: { nameWithOwner: HERE },
    mergeCommit: { oid: sha(number), message: `${title} (#${number})` },
    files: { nodes: [{ path: "docs/other.md" }] },
    commits: { nodes: [{ commit: { oid: sha(number + 5000), message: title } }], pageInfo: { hasNextPage: false } },
    reverts: { nodes: [], pageInfo: { hasNextPage: false } },
    ...over,
  };
}

const refersTo = (source: object) => ({
  reverts: { nodes: [{ __typename: "CrossReferencedEvent", source }], pageInfo: { hasNextPage: false } },
});
const commit = (number: number, message: string, at = day(12)): RawLanded => ({
  id: `C_${number}`,
  oid: sha(number),
  committedDate: at,
  message,
});
const merged = (number: number, at = day(10)): RawLanded => commit(number, `Change ${number} (#${number})`, at);
const page = (nodes: readonly unknown[], hasNextPage = false): Home => ({
  nameWithOwner: HERE,
  branch: "main",
  landed: { nodes: nodes as RawLanded[], pageInfo: { hasNextPage, endCursor: "c" } },
});

type Variables = Record<string, unknown>;
type Answer = (variables: Variables) => unknown;

/** Answers the two documents, and keeps what was asked. */
function scripted({
  nodes,
  histories,
}: {
  nodes?: (id: string) => unknown;
  histories?: (path: string, after: unknown) => unknown;
}) {
  const asked: { kind: string; variables: Variables }[] = [];
  const answers: Record<string, Answer> = {
    Nodes: ({ ids0 }) => ({ n0: (ids0 as string[]).map((id) => nodes?.(id) ?? null) }),
    Landed: (variables) => {
      const data: Record<string, { defaultBranchRef: { target: Record<string, unknown> } }> = {};
      const target: Record<string, unknown> = {};
      for (let i = 0; `path${i}` in variables; i += 1)
        target[`h${i}`] = histories?.(String(variables[`path${i}`]), variables[`after${i}`]);
      for (let i = 0; `owner${i}` in variables; i += 1) data[`r${i}`] = { defaultBranchRef: { target } };
      return data;
    },
  };
  const client = {
    async graphql(query: string, variables: Variables) {
      const kind = /query (\w+)/.exec(query)?.[1] ?? "";
      asked.push({ kind, variables });
      return { data: answers[kind]?.(variables) ?? null, errors: [], date: day(20) };
    },
    rest: () => Promise.reject(new Error("no REST here")),
  } as unknown as GitHubClient;
  return { client, asked };
}

const brought = (number: number, ...pulls: object[]) => ({
  __typename: "Commit",
  id: `C_${number}`,
  oid: sha(number),
  pulls: { nodes: pulls },
});
const history = (nodes: readonly unknown[], hasNextPage = false, endCursor = "next") => ({
  nodes,
  pageInfo: { hasNextPage, endCursor },
});

describe("a page of last commits that reaches back to the merge", () => {
  it("needs no request where nothing says a word of it", async () => {
    const { client, asked } = scripted({});
    const landed = [commit(70, 'Revert "Something else (#66)"'), commit(69, "Tidy"), merged(41)];
    const found = await readReverts(client, [pull(41), pull(42, { mergedAt: null })], page(landed, true));
    expect([...found]).toEqual([["PR_41", null]]);
    expect(asked).toEqual([]);
  });

  it("names who brought the revert, with one request", async () => {
    const { client, asked } = scripted({
      nodes: () => brought(70, reverter(44, "Undo", { baseRefName: "next" }), reverter(45, "Away with it")),
    });
    const landed = [commit(70, `Away\n\nThis reverts commit ${sha(41)}.`), merged(41)];
    const found = await readReverts(client, [pull(41)], page(landed));
    expect(found.get("PR_41")).toEqual({ by: "acme/shop#45", at: day(12) });
    expect(asked.map(({ kind, variables }) => [kind, variables["ids0"]])).toEqual([["Nodes", ["C_70"]]]);
  });

  it("names the commit that was pushed directly", async () => {
    const { client } = scripted({ nodes: () => brought(70) });
    const landed = [commit(70, `Away\n\nThis reverts commit ${sha(41)}.`), merged(41)];
    expect((await readReverts(client, [pull(41)], page(landed))).get("PR_41")).toEqual({
      by: `commit ${sha(70).slice(0, 12)}`,
      at: day(12),
    });
    // A commit that is gone meanwhile was brought by nobody.
    const gone = { problem: "Could not resolve to a node", type: "NOT_FOUND" };
    const other = scripted({ nodes: () => gone });
    expect((await readReverts(other.client, [pull(41)], page(landed))).get("PR_41")).toMatchObject({ at: day(12) });
  });

  it("follows a chain of reverts", async () => {
    const pulls: Record<string, object> = {
      C_70: brought(70, reverter(45, "A")),
      C_71: brought(71, reverter(46, "B", { mergedAt: day(13) })),
    };
    const { client, asked } = scripted({ nodes: (id) => pulls[id] });
    const landed = [
      commit(71, `Revert "A" (#46)\n\nThis reverts commit ${sha(70)}.`, day(13)),
      commit(70, `A (#45)\n\nThis reverts commit ${sha(41)}.`),
      merged(41),
    ];
    expect((await readReverts(client, [pull(41)], page(landed))).get("PR_41")).toBeNull();
    expect(asked).toHaveLength(1);
  });

  it("says nothing of one whose merge could not be read", async () => {
    const { client, asked } = scripted({});
    const hidden = pull(41, { mergedAt: { problem: "no", type: "FORBIDDEN", field: "mergedAt" } });
    expect((await readReverts(client, [hidden], page([merged(42)]))).has("PR_41")).toBe(false);
    expect(asked).toEqual([]);
  });

  it("also where it ends by date, and not where commits are missing from it", async () => {
    const quiet = scripted({});
    const elsewhere = pull(41, { mergeCommit: null });
    expect(
      (await readReverts(quiet.client, [elsewhere], page([commit(70, "Tidy"), commit(69, "Old", day(1))], true))).get(
        "PR_41",
      ),
    ).toBeNull();
    expect(quiet.asked).toEqual([]);
    const busy = scripted({ histories: () => history([]) });
    await readReverts(busy.client, [pull(41)], page([commit(70, "Tidy"), null, merged(41)]));
    expect(busy.asked.map(({ kind }) => kind)).toEqual(["Landed"]);
  });
});

describe("what was merged before the page", () => {
  it("is asked by the path that tells best, many in one request", async () => {
    const { client, asked } = scripted({
      histories: (path) => history(path === "src/41.js" ? [commit(70, `Undo\n\nThis reverts commit ${sha(41)}.`)] : []),
      nodes: () => brought(70),
    });
    const files = ["package-lock.json", "CHANGELOG.md", ".changeset/blue-cats.md", "src/42.js"].map((path) => ({
      path,
      changeType: "MODIFIED",
    }));
    const raws = [
      pull(41),
      pull(42, {
        files: { nodes: [{ path: "a.js", changeType: "DELETED" }, ...files], pageInfo: { hasNextPage: true } },
      }),
      pull(43, { files: { nodes: [], pageInfo: { hasNextPage: false } } }),
    ];
    const found = await readReverts(client, raws, page([commit(80, "New", day(19))], true));
    expect(found.get("PR_41")).toMatchObject({ by: `commit ${sha(70).slice(0, 12)}` });
    expect(found.get("PR_42")).toBeNull();
    expect(found.get("PR_43")).toBeNull();
    expect(asked[0]).toEqual({
      kind: "Landed",
      variables: {
        owner0: "acme",
        name0: "shop",
        path0: "src/41.js",
        since0: day(9),
        after0: null,
        path1: "src/42.js",
        since1: day(9),
        after1: null,
      },
    });
  });

  it("in other repositories of the owner too; one path is asked once", async () => {
    const { client, asked } = scripted({ histories: () => history([]) });
    const api = { nameWithOwner: "acme/api", defaultBranchRef: { name: "main" } };
    const files = { nodes: [{ path: "src/a.js", changeType: "MODIFIED" }], pageInfo: { hasNextPage: false } };
    const raws = [
      pull(41, { repository: api, files }),
      pull(42, { repository: api, files, mergedAt: day(4), id: "PR_api42" }),
      pull(43, { files }),
    ];
    const found = await readReverts(client, raws, page([merged(43)]));
    expect([...found.values()]).toEqual([null, null, null]);
    expect(asked.map(({ variables }) => variables)).toEqual([
      { owner0: "acme", name0: "api", path0: "src/a.js", since0: day(3), after0: null },
    ]);
  });

  it("is read on, and beyond the bound it cannot be told, unless it is known to be reverted", async () => {
    const more = scripted({
      histories: (_path, after) => (after === null ? history([commit(70, "Tidy")], true) : history([])),
    });
    expect((await readReverts(more.client, [pull(41)], page([], true))).get("PR_41")).toBeNull();
    expect(more.asked).toHaveLength(2);
    let turn = 0;
    const endless = scripted({ histories: () => history([commit(100 + turn, "Tidy")], true, `${(turn += 1)}`) });
    expect((await readReverts(endless.client, [pull(41)], page([], true))).get("PR_41")).toEqual({
      unreadable: "reverts: too many commits to src/41.js since the merge",
    });
    expect(endless.asked.length).toBeLessThan(8);
    const told = scripted({
      histories: () => history([commit(100 + turn, turn % 2 === 0 ? "Revert #41" : "Tidy")], true, `${(turn += 1)}`),
      nodes: (id) => brought(Number(id.slice(2))),
    });
    expect((await readReverts(told.client, [pull(41)], page([], true))).get("PR_41")).toMatchObject({ at: day(12) });
  });

  it("is read in all its files where some of its commits were taken back", async () => {
    const two = {
      files: {
        nodes: ["a.js", "b.js"].map((path) => ({ path, changeType: "ADDED" })),
        pageInfo: { hasNextPage: false },
      },
      commits: {
        nodes: [51, 52].map((n) => ({ commit: { oid: sha(n), message: `Part ${n}` } })),
        pageInfo: { hasNextPage: false },
      },
    };
    const undo = (n: number) => commit(n + 20, `Revert "Part ${n}"\n\nThis reverts commit ${sha(n)}.`);
    const { client, asked } = scripted({
      histories: (path) => history(path === "a.js" ? [undo(51)] : [undo(52)]),
      nodes: (id) => brought(Number(id.slice(2))),
    });
    expect((await readReverts(client, [pull(41, two)], page([], true))).get("PR_41")).toMatchObject({ at: day(12) });
    expect(asked.map(({ kind }) => kind)).toEqual(["Landed", "Nodes", "Landed", "Nodes"]);
  });
});

describe("a merged pull request that refers to it", () => {
  const source = (title: string, body: string, over: object = {}) => reverter(45, title, { body, ...over });
  const read = async (from: object, answer: unknown = from) => {
    const { client, asked } = scripted({ nodes: () => answer });
    const found = await readReverts(client, [pull(41, refersTo(from))], page([commit(80, "Away with it"), merged(41)]));
    return { found: found.get("PR_41"), requests: asked.length };
  };

  it("takes it back where it says so", async () => {
    const by = { by: "acme/shop#45", at: day(12) };
    expect(await read(source('Revert "Change 41"', "Reverts acme/shop#41"))).toEqual({ found: by, requests: 1 });
    expect((await read(source("Away with it", "Reverts #41"))).found).toEqual(by);
    expect((await read(source("Revert the limit", "It broke.\n\n* Reverts #41."))).found).toEqual(by);
    expect((await read(source('Revert "Change 41"', "See #41."))).found).toEqual(by);
  });

  it("does not where it is open, elsewhere, about another or about something else", async () => {
    for (const one of [
      source('Revert "Change 41"', "Reverts #41", { merged: false }),
      source('Revert "Change 41"', "Reverts #41", { baseRefName: "next" }),
      source('Revert "Change 41"', "Reverts #41", { repository: { nameWithOwner: "acme/api" } }),
      source('Revert "Change 40"', "Reverts #40, and mentions #41"),
      source("Fix the pool", "- Reverts #41 in part"),
      { __typename: "Issue" },
    ])
      expect(await read(one)).toEqual({ found: null, requests: 0 });
  });

  it("does not by what was written after its merge, unless it touches the same files", async () => {
    const late = { lastEditedAt: day(15) };
    expect((await read(source("Revert #41", "Reverts #41", late))).found).toBeNull();
    expect((await read(source("Revert #41", "Reverts #41", { lastEditedAt: day(11) }))).found).not.toBeNull();
    const same = { ...late, files: { nodes: [{ path: "src/41.js" }] } };
    expect((await read(source("Revert #41", "Reverts #41", same))).found).toMatchObject({ by: "acme/shop#45" });
  });

  it("may itself be taken back by one that refers to it", async () => {
    const again = reverter(46, 'Revert "Revert "Change 41""', { body: "Reverts acme/shop#45", mergedAt: day(13) });
    const first = source('Revert "Change 41"', "Reverts acme/shop#41", refersTo(again));
    const { client } = scripted({ nodes: (id) => (id === "PR_45" ? first : again) });
    const found = await readReverts(client, [pull(41, refersTo(first))], page([merged(41)]));
    expect(found.get("PR_41")).toBeNull();
  });
});

describe("what could not be read", () => {
  const landed = [commit(70, `Away\n\nThis reverts commit ${sha(41)}.`), merged(41)];
  const failing = (error: Error): GitHubClient => ({
    graphql: () => Promise.reject(error),
    rest: () => Promise.reject(error),
  });

  it("leaves those untold whose fate depends on it, and nobody else", async () => {
    const client = failing(new Unavailable("GraphQL", 502, "Bad Gateway"));
    const found = await readReverts(client, [pull(41), pull(42)], page([...landed, merged(42)]));
    expect(found.get("PR_41")).toMatchObject({ unreadable: expect.stringContaining("502"), transient: true });
    expect(found.get("PR_42")).toBeNull();
    const old = await readReverts(client, [pull(41)], page([], true));
    expect(old.get("PR_41")).toMatchObject({ unreadable: expect.stringContaining("502"), transient: true });
    const refused = await readReverts(failing(new Refused("GraphQL", 403, {}, {})), [pull(41)], page([], true));
    expect(refused.get("PR_41")).toMatchObject({ unreadable: expect.stringContaining("403") });
  });

  it("is told of an incomplete list of references, and of a file list without a file", async () => {
    const { client } = scripted({ histories: () => history([]) });
    const stopped = pull(41, { reverts: { nodes: [], pageInfo: { hasNextPage: true } } });
    expect((await readReverts(client, [stopped], page([merged(41)]))).get("PR_41")).toHaveProperty("unreadable");
    const noFiles = pull(41, { files: { problem: "timeout", type: null } });
    expect((await readReverts(client, [noFiles], page([], true))).get("PR_41")).toHaveProperty("unreadable");
    const left = scripted({ histories: () => undefined });
    expect((await readReverts(left.client, [pull(41)], page([], true))).get("PR_41")).toHaveProperty("unreadable");
  });

  it("ends the pass at a rate limit", async () => {
    const limited = failing(new RateLimited("GraphQL", 0, 60_000));
    await expect(readReverts(limited, [pull(41)], page(landed))).rejects.toThrow(RateLimited);
    await expect(readReverts(limited, [pull(41)], page([], true))).rejects.toThrow(RateLimited);
  });

  it("is nobody's business for what was merged into another branch", async () => {
    const { client, asked } = scripted({});
    const other = pull(41, { baseRefName: "next", reverts: { problem: "timeout", type: null } });
    expect((await readReverts(client, [other], page([], true))).get("PR_41")).toBeNull();
    expect(asked).toEqual([]);
  });
});
