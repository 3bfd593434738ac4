import { describe, expect, it } from "@jest/globals";
import { RateLimited, Unavailable } from "../../../src/github/request/errors.ts";
import { completeLists, type OpenList } from "../../../src/github/request/pages.ts";
import { entries } from "../../../src/github/request/problems.ts";
import type { RawList } from "../../../src/github/raw.ts";
import { rawList, scripted, type Asked } from "./raw-support.ts";

type Node = { id: string };

const node = (index: number): Node => ({ id: `N_${index}` });
const nodes = (from: number, to: number): Node[] => Array.from({ length: to - from }, (_, i) => node(from + i));
const open = (list: RawList<Node>, kind: OpenList["kind"] = "labels", holder = "I_1"): OpenList => ({
  kind,
  holder,
  list,
});

/** A list of `count` nodes behind a cursor that is its place, as both ends see it. */
function pageOf({ variables }: Asked, index: number, count: number): Record<string, unknown> {
  const size = Number(variables[`size${index}`]);
  const from = Number(variables[`after${index}`] ?? 0);
  const to = Math.min(count, from + size);
  const page = {
    nodes: nodes(from, to),
    totalCount: count,
    pageInfo: { hasNextPage: to < count, endCursor: String(to) },
  };
  if (!(`before${index}` in variables)) return { page };
  const end = Number(variables[`before${index}`] ?? count);
  const start = Math.max(0, end - size);
  return {
    page,
    last: { nodes: nodes(start, end), pageInfo: { hasPreviousPage: start > 0, startCursor: String(start) } },
  };
}

const first = (count: number): RawList<Node> => ({ ...rawList(nodes(0, 100), "100"), totalCount: count });

describe("lists that go on", () => {
  it("are read to their end, several in one request", async () => {
    const lists = [first(130), first(250), rawList(nodes(0, 3))];
    const client = scripted((asked) => ({
      data: { p0: pageOf(asked, 0, asked.variables["id0"] === "I_0" ? 130 : 250), p1: pageOf(asked, 1, 250) },
    }));
    await completeLists(
      client,
      lists.map((list, index) => open(list, "labels", `I_${index}`)),
    );
    expect(client.asked.map(({ variables }) => [variables["id0"], variables["id1"]])).toEqual([
      ["I_0", "I_1"],
      ["I_1", undefined],
    ]);
    expect(lists.map((list) => list.nodes?.length)).toEqual([130, 250, 3]);
    expect(entries(lists[1], "labels")).toEqual(nodes(0, 250));
  });

  it("of comments are read from both ends at once, so that 500 take two requests", async () => {
    const list = first(500);
    const client = scripted((asked) => ({ data: { p0: pageOf(asked, 0, 500) } }));
    await completeLists(client, [open(list, "comments")]);
    expect(client.asked).toHaveLength(2);
    expect(entries(list, "comments")).toEqual(nodes(0, 500));
  });

  it.each([
    101, 199, 200, 201, 299, 300, 301, 399, 400, 401, 700, 999,
  ])("of %i comments are whole and in order", async (count) => {
    const list = first(count);
    const client = scripted((asked) => ({ data: { p0: pageOf(asked, 0, count) } }));
    await completeLists(client, [open(list, "comments")]);
    expect(entries(list, "comments")).toEqual(nodes(0, count));
  });

  it("of comments are read from the start alone where GitHub does not say how many there are", async () => {
    const list = rawList(nodes(0, 100), "100");
    const client = scripted((asked) => {
      const { page } = pageOf(asked, 0, 350) as { page: RawList<Node> };
      return { data: { p0: { page: { nodes: page.nodes, pageInfo: page.pageInfo } } } };
    });
    await completeLists(client, [open(list, "comments")]);
    expect(client.asked.some(({ query }) => query.includes("last:"))).toBe(false);
    expect(entries(list, "comments")).toEqual(nodes(0, 350));
  });

  it("are whole where the end could not be read", async () => {
    const list = first(500);
    const client = scripted((asked) => {
      const p0 = pageOf(asked, 0, 500);
      return { data: { p0: { ...p0, last: null } }, errors: [{ message: "timeout", path: ["p0", "last"] }] };
    });
    await completeLists(client, [open(list, "comments")]);
    expect(entries(list, "comments")).toEqual(nodes(0, 500));
  });

  it.each([
    ["does not move", { hasNextPage: true, endCursor: "100" }],
    ["is missing", { hasNextPage: true, endCursor: null }],
  ])("stop where the cursor %s", async (_name, pageInfo) => {
    const list = first(300);
    const client = scripted(() => ({ data: { p0: { page: { nodes: nodes(0, 100), pageInfo } } } }));
    await completeLists(client, [open(list)]);
    expect(client.asked).toHaveLength(1);
    expect(entries(list, "labels")).toEqual({ unreadable: "labels: its pages repeat" });
  });

  it("stop where cursors go round in a circle", async () => {
    const list = rawList(nodes(0, 100), "a");
    const client = scripted(({ variables }) => ({
      data: { p0: { page: rawList(nodes(0, 1), variables["after0"] === "a" ? "b" : "a") } },
    }));
    await completeLists(client, [open(list)]);
    expect(client.asked.length).toBeLessThanOrEqual(40);
    expect(entries(list, "labels")).toEqual({ unreadable: "labels: there are more than can be read" });
  });

  it("that appear while others are read are read along", async () => {
    const outer = rawList<Node>([], "1");
    const inner = first(150);
    const found: OpenList[] = [];
    const client = scripted((asked) => {
      found[0] = open(inner, "labels", "I_2");
      return { data: { p0: asked.variables["id0"] === "I_2" ? pageOf(asked, 0, 150) : { page: rawList([node(0)]) } } };
    });
    await completeLists(client, () => [open(outer), ...found]);
    expect(entries(inner, "labels")).toEqual(nodes(0, 150));
  });
});

describe("pages that GitHub fails at", () => {
  const unavailable = new Unavailable("GraphQL", 504, "Gateway Timeout");

  it("are asked for with half the lists, then half the entries", async () => {
    const lists = [first(300), first(200)];
    const client = scripted((asked) => {
      if ("id1" in asked.variables || Number(asked.variables["size0"]) > 50) throw unavailable;
      return { data: { p0: pageOf(asked, 0, asked.variables["id0"] === "I_0" ? 300 : 200) } };
    });
    await completeLists(
      client,
      lists.map((list, index) => open(list, "labels", `I_${index}`)),
    );
    expect(lists.map((list) => entries(list, "labels"))).toEqual([nodes(0, 300), nodes(0, 200)]);
  });

  it("leave unread what still fails, for now, after so many requests", async () => {
    const lists = Array.from({ length: 20 }, () => first(300));
    const client = scripted(() => {
      throw unavailable;
    });
    await completeLists(
      client,
      lists.map((list, index) => open(list, "labels", `I_${index}`)),
    );
    expect(client.asked.length).toBeLessThanOrEqual(40);
    for (const list of lists) {
      expect(entries(list, "labels")).toMatchObject({
        unreadable: expect.stringContaining("HTTP 504"),
        transient: true,
      });
    }
  });

  it("say which permission lacks", async () => {
    const list = first(300);
    const client = scripted(() => ({
      data: { p0: { page: null } },
      errors: [{ message: "Resource not accessible by integration", type: "FORBIDDEN", path: ["p0", "page"] }],
    }));
    await completeLists(client, [open(list)]);
    expect(entries(list, "labels")).toEqual({
      unreadable: "labels: Resource not accessible by integration",
      permission: "issues: read",
    });
  });

  it("end the pass where GitHub limits it", async () => {
    const client = scripted(() => {
      throw new RateLimited("GraphQL", 0, 60_000);
    });
    await expect(completeLists(client, [open(first(300))])).rejects.toThrow(RateLimited);
  });
});
