import { describe, expect, it } from "@jest/globals";
import { closingsOf, type RawPullFacts, readIssues } from "../../../src/github/heads/read-closings.ts";
import { scripted } from "../request/raw-support.ts";

const WHOLE = { hasNextPage: false, endCursor: null };
const FACTS: RawPullFacts = {
  number: 5,
  state: "OPEN",
  headRefOid: "a".repeat(40),
  baseRefName: "main",
  closes: { nodes: [], pageInfo: WHOLE },
  commits: { nodes: [{ commit: { oid: "b".repeat(40), message: "Fixes #1" } }], pageInfo: WHOLE },
};

describe("what a merge would close", () => {
  it("is told by commit messages, as far as they are read", () => {
    const first = { nodes: FACTS.commits && "nodes" in FACTS.commits ? FACTS.commits.nodes : [] };
    const long = { ...first, pageInfo: { hasNextPage: true, endCursor: "x" } } as RawPullFacts["commits"];
    for (const facts of [FACTS, { ...FACTS, commits: long }])
      expect(closingsOf(facts, "acme/shop")).toEqual({
        byBody: [],
        byCommit: [{ issue: "acme/shop#1", commit: "b".repeat(10) }],
      });
  });

  it("is not known where the commits or the links could not be read: that is no reason to let it pass", () => {
    const problem = { problem: "Something went wrong", type: null, field: "commits" };
    expect(closingsOf({ ...FACTS, commits: problem }, "acme/shop")).toMatchObject({ transient: true });
    expect(closingsOf({ ...FACTS, closes: problem }, "acme/shop")).toMatchObject({ transient: true });
  });
});

describe("issues that messages name", () => {
  const keys = (count: number): string[] => Array.from({ length: count }, (_, index) => `acme/shop#${index + 1}`);
  const issue = (number: number) => ({
    number,
    url: `https://forge.test/acme/shop/issues/${number}`,
    state: "OPEN",
    repository: { nameWithOwner: "acme/shop", isPrivate: false },
    labels: { nodes: [{ name: "incident" }] },
  });

  it("are all looked up, however many decoys stand before the one that counts", async () => {
    const client = scripted(({ variables }) => ({
      data: Object.fromEntries(keys(100).map((_, i) => [`i${i}`, { issue: issue(Number(variables[`number${i}`])) }])),
    }));
    const found = await readIssues(client, keys(100));
    expect(found).toHaveLength(100);
    expect(client.asked).toHaveLength(1);
  });

  it("are unknown where there are more, and nothing is asked", async () => {
    const client = scripted(() => ({ data: {} }));
    expect(await readIssues(client, keys(101))).toEqual({
      unreadable: "closing words: they name more than 100 issues",
    });
    expect(client.asked).toEqual([]);
  });
});
