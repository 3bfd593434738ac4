import { describe, expect, it } from "@jest/globals";
import { Unavailable } from "../../../src/github/request/errors.ts";
import type { RawPull } from "../../../src/github/raw.ts";
import { contributorsOf, readAuthors } from "../../../src/github/pulls/read-contributors.ts";
import { nodesBy, rawCommit, rawList, rawPull, scripted, silent, idsOf } from "../request/raw-support.ts";

const TRAILER = "Fix\n\nCo-authored-by: Vera <vera@example.com>";

const authorsOf = (id: string, logins: readonly (string | null)[], parents = 1) => ({
  id,
  parents: { nodes: Array.from({ length: parents }, (_, index) => ({ oid: `${index}` })) },
  authors: rawList(logins.map((login) => ({ user: login === null ? null : { login } }))),
});

const pushedOver = (...commits: (ReturnType<typeof rawCommit> | null)[]) =>
  rawList(commits.map((beforeCommit) => ({ __typename: "HeadRefForcePushedEvent", beforeCommit })));

/** Who had a hand in it, by the authors that GitHub names for commits. */
async function contributors(raw: RawPull, authors: Readonly<Record<string, unknown>> = {}) {
  const client = scripted((one) => ({ data: nodesBy(one, (id) => authors[id] ?? null) }));
  const read = contributorsOf(raw, await readAuthors(client, [raw]));
  return { read, asked: client.asked.flatMap((one) => idsOf(one)) };
}

describe("who had a hand in a pull request", () => {
  it("is told by its commits with no further request: authors and committers", async () => {
    const commits = rawList([
      { commit: rawCommit("C1", { by: "andy", with: "carl" }) },
      { commit: rawCommit("C2", { by: "bea", with: null }) },
    ]);
    const raw = rawPull(1, { commits });
    expect(contributorsOf(raw, await readAuthors(silent(), [raw]))).toEqual(["andy", "bea", "carl"]);
  });

  it("co-authors are looked up where a message names some", async () => {
    const raw = rawPull(1, { commits: rawList([{ commit: rawCommit("C1", { message: TRAILER }) }]) });
    const { read, asked } = await contributors(raw, { C1: authorsOf("C1", ["andy", "vera", null]) });
    expect(asked).toEqual(["C1"]);
    expect(read).toEqual(["andy", "vera"]);
  });

  it("co-authors whom only the squash commit names count, its committer does not", async () => {
    const raw = rawPull(1, { mergeCommit: rawCommit("M1", { message: TRAILER, with: "maya" }) });
    const { read } = await contributors(raw, { M1: authorsOf("M1", ["andy", "vera"]) });
    expect(read).toEqual(["andy", "vera"]);
  });

  it("the author of a merge is who pressed the button, whatever its message names", async () => {
    const raw = rawPull(1, { mergeCommit: rawCommit("M1", { by: "maya", message: TRAILER }) });
    const { read } = await contributors(raw, { M1: authorsOf("M1", ["maya", "vera"], 2) });
    expect(read).toEqual(["andy"]);
  });

  it("a squash commit by somebody else than author and merger is looked up", async () => {
    const raw = rawPull(1, { mergeCommit: rawCommit("M1", { by: "nora", with: "web-flow" }) });
    const { read, asked } = await contributors(raw, { M1: authorsOf("M1", ["nora"]) });
    expect(asked).toEqual(["M1"]);
    expect(read).toEqual(["andy", "nora"]);
  });

  it("who wrote what was pushed over had a hand in it, co-authors included", async () => {
    const gone = [rawCommit("B1", { by: "vera", with: "carl" }), rawCommit("B2", { message: TRAILER }), null];
    const raw = rawPull(1, { reverts: pushedOver(...gone) });
    const { read, asked } = await contributors(raw, { B2: authorsOf("B2", ["andy", "otto"]) });
    expect(asked).toEqual(["B2"]);
    expect(read).toEqual(["andy", "carl", "otto", "vera"]);
  });

  it("what lay behind the last commit that was pushed over counts as well, and what is merged is not asked twice", async () => {
    const raw = rawPull(7, {
      reverts: pushedOver(rawCommit("B1", { by: "andy" })),
      mergeCommit: rawCommit("M1", { by: "andy" }),
    });
    const basehead = `${rawCommit("M1").oid}...${rawCommit("B1").oid}`;
    const commit = (author: string | null, committer: string | null = null) => ({
      author: author === null ? null : { login: author },
      committer: committer === null ? null : { login: committer },
    });
    const path = `GET /repos/acme/shop/compare/${basehead}`;
    const page = Array.from({ length: 100 }, () => commit("bea"));
    const client = scripted(() => ({ data: {} }), {
      [`${path}?page=1`]: { commits: page },
      [`${path}?page=2`]: { commits: [commit("vera", "web-flow"), commit(null)] },
    });
    expect(contributorsOf(raw, await readAuthors(client, [raw]))).toEqual(["andy", "bea", "vera", "web-flow"]);
    expect(client.looked).toEqual([`${path}?page=1`, `${path}?page=2`]);
    // Thrown away: what the timeline names is all there is. An outage leaves the contributors unread.
    const lost = scripted(() => ({ data: {} }));
    expect(contributorsOf(raw, await readAuthors(lost, [raw]))).toEqual(["andy"]);
    const down = scripted(() => ({ data: {} }), { [`${path}?page=1`]: new Unavailable("compare", 502, "") });
    expect(contributorsOf(raw, await readAuthors(down, [raw]))).toMatchObject({ transient: true });
    const open = rawPull(8, { reverts: pushedOver(rawCommit("B1", { by: "andy" })), mergeCommit: null });
    expect(contributorsOf(open, await readAuthors(silent(), [open]))).toEqual(["andy"]);
  });

  it("somebody known by mail only is nobody", async () => {
    const raw = rawPull(1, { commits: rawList([{ commit: rawCommit("C1", { by: null }) }]) });
    expect((await contributors(raw)).read).toEqual([]);
  });

  it.each([
    ["the commits", { commits: { problem: "timeout", type: null } }],
    ["one of the commits", { commits: rawList([{ commit: { problem: "timeout", type: null } as never }]) }],
    ["what was pushed over", { reverts: { problem: "timeout", type: null } }],
    [
      "a commit that was pushed over",
      {
        reverts: rawList([{ __typename: "HeadRefForcePushedEvent", beforeCommit: { problem: "timeout", type: null } }]),
      },
    ],
  ] as const)("is unread where %s could not be read", async (_name, over) => {
    const { read } = await contributors(rawPull(1, over));
    expect(read).toEqual({ unreadable: "contributors: timeout", transient: true });
  });

  it("is unread, with the permission, where commits may not be read", async () => {
    const commits = { problem: "Resource not accessible by integration", type: "FORBIDDEN", field: "commits" };
    const { read } = await contributors(rawPull(1, { commits }));
    expect(read).toEqual({
      unreadable: "contributors: Resource not accessible by integration",
      permission: "contents: read",
    });
  });

  it("is unread where the co-authors could not be looked up", async () => {
    const raw = rawPull(1, { commits: rawList([{ commit: rawCommit("C1", { message: TRAILER }) }]) });
    const failing = scripted(() => {
      throw new Unavailable("GraphQL", 502, "Bad Gateway");
    });
    expect(contributorsOf(raw, await readAuthors(failing, [raw]))).toMatchObject({ transient: true });
    expect((await contributors(raw)).read).toMatchObject({ unreadable: expect.stringContaining("contributors") });
    expect(contributorsOf(raw, new Map())).toMatchObject({ unreadable: expect.stringContaining("co-authors") });
  });
});
