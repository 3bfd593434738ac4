import { beforeEach, describe, expect, it } from "@jest/globals";
import { ORIGINALS, twinOf, twinSha } from "./fleet.ts";
import { type Answered, type Asked, createReplay, kept } from "./replay.ts";

const SHA = "d".repeat(40);
const fleet = { repositories: 300, incidents: 2, listed: 120, installations: 1 };
let asked: Asked[] = [];
const box = async (one: Asked): Promise<Answered> => {
  asked.push(one);
  if (one.path.startsWith("/installation/")) {
    const repositories = Object.values(ORIGINALS).map((full_name) => ({ full_name }));
    return { status: 200, headers: {}, body: JSON.stringify({ total_count: 2, repositories }) };
  }
  const name = one.path.includes("graphql") ? ORIGINALS.incident : one.path;
  const headers: Record<string, string> = one.path === "/graphql" ? { "x-ratelimit-cost": "7" } : { etag: '"1"' };
  return { status: 200, headers, body: `{"of":"${name}","sha":"${SHA}"}` };
};
const ask = (path: string, more: Partial<Asked> = {}): Asked => ({
  method: "GET",
  path,
  headers: {},
  body: "",
  ...more,
});

describe("the stand-in", () => {
  let replay = createReplay(box, () => 42);
  beforeEach(() => {
    asked = [];
    replay = createReplay(box, () => 42);
    replay.play(fleet);
  });

  it("asks the box once, and answers each twin with its own name and commits", async () => {
    const [one, other] = [
      await replay.answer(ask(`/repos/${twinOf(0)}/x`)),
      await replay.answer(ask(`/repos/${twinOf(1)}/x`)),
    ];
    expect(asked.map(({ path }) => path)).toEqual([`/repos/${ORIGINALS.incident}/x`]);
    expect(JSON.parse(one?.body ?? "")).toEqual({ of: `/repos/${twinOf(0)}/x`, sha: twinSha(SHA, 0) });
    expect(JSON.parse(other?.body ?? "")).toEqual({ of: `/repos/${twinOf(1)}/x`, sha: twinSha(SHA, 1) });
    expect(replay.counts()).toMatchObject({ rest: 2, recorded: 1, notModified: 0 });
  });

  it("copies the calm repository for a twin without an incident", async () => {
    await replay.answer(ask(`/repos/${twinOf(2)}/x`));
    expect(asked[0]?.path).toBe(`/repos/${ORIGINALS.quiet}/x`);
  });

  it("answers 304 to whoever has it, and counts it apart", async () => {
    await replay.answer(ask(`/repos/${twinOf(0)}/x`));
    const again = await replay.answer(ask(`/repos/${twinOf(0)}/x`, { headers: { "if-none-match": '"1"' } }));
    expect(again).toMatchObject({ status: 304, body: "" });
    expect(asked[0]?.headers["if-none-match"]).toBeUndefined();
    expect(replay.counts()).toMatchObject({ rest: 2, notModified: 1 });
  });

  it("counts the points of each query, and tells when whose incident was read", async () => {
    const query = ask("/graphql", {
      method: "POST",
      body: JSON.stringify({ query: "query {}", variables: { name: "twin-000001" } }),
    });
    await replay.answer(query);
    const answer = await replay.answer(query);
    expect(replay.counts()).toMatchObject({ graphql: 2, points: 14, recorded: 1 });
    expect(replay.reads()).toEqual([
      [42, 1],
      [42, 1],
    ]);
    expect(answer.body).toContain(twinOf(1));
    replay.forget();
    expect(replay.counts()).toMatchObject({ graphql: 0, points: 0 });
    expect(replay.reads()).toEqual([]);
  });

  it("refuses and counts whatever would change something", async () => {
    const comment = await replay.answer(ask(`/repos/${twinOf(0)}/issues/1/comments`, { method: "POST", body: "{}" }));
    const mutation = await replay.answer(ask("/graphql", { method: "POST", body: '{"query":"\\n mutation M { x }"}' }));
    expect([comment.status, mutation.status]).toEqual([403, 403]);
    expect(replay.counts().refused).toBe(2);
    expect(asked).toEqual([]);
  });

  it("lists those of the fleet that a sweep is to find, page by page", async () => {
    const page = async (number: number) => {
      const { body, headers } = await replay.answer(ask(`/installation/repositories?per_page=100&page=${number}`));
      const { repositories } = JSON.parse(body) as { repositories: readonly { full_name: string }[] };
      return { names: repositories.map(({ full_name: name }) => name), next: headers["link"] !== undefined };
    };
    const [first, last] = [await page(1), await page(2)];
    expect(first?.names).toHaveLength(100);
    expect(first?.names[0]).toBe(twinOf(2));
    expect(first?.next).toBe(true);
    expect(last?.names).toHaveLength(20);
    expect(last?.names.at(-1)).toBe(twinOf(121));
    expect(last?.next).toBe(false);
  });

  it("hands tokens out as the box does", async () => {
    await replay.answer(ask("/app/installations/2000000024/access_tokens", { method: "POST", body: "{}" }));
    expect(asked[0]?.path).toBe("/app/installations/24/access_tokens");
  });

  it("keeps no header of one connection or of the box's allowance", () => {
    const headers = {
      date: "x",
      connection: "close",
      etag: "1",
      "x-ratelimit-remaining": "3",
      "x-ratelimit-cost": "7",
    };
    expect(kept(headers)).toEqual({ etag: "1", "x-ratelimit-cost": "7" });
  });
});
