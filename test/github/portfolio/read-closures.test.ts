import { describe, expect, it } from "@jest/globals";
import { readClosures } from "../../../src/github/portfolio/read-closures.ts";
import type { GitHubClient, RestAnswer } from "../../../src/github/request/client.ts";
import { Refused } from "../../../src/github/request/errors.ts";

const NOW = "2026-03-31T12:00:00Z";
const DAY = 86_400_000;
const PLACE = { owner: "acme", repo: "shop" };
const MARKS = { labels: ["incident"], types: [] };
const ago = (days: number): string => new Date(Date.parse(NOW) - days * DAY).toISOString();

const issue = (number: number, days: number, over: object = {}) => ({
  number,
  title: `Outage ${number}`,
  html_url: `https://github.com/acme/shop/issues/${number}`,
  closed_at: ago(days),
  state_reason: "completed",
  updated_at: ago(days),
  ...over,
});

/** Answers each page by its query. */
function client(
  answer: (query: Record<string, unknown>) => readonly object[],
): GitHubClient & { asked: Record<string, unknown>[] } {
  const asked: Record<string, unknown>[] = [];
  return {
    asked,
    graphql: () => Promise.reject(new Error("nobody asks GraphQL")),
    rest: async (_route, query = {}): Promise<RestAnswer> => {
      asked.push(query);
      return { status: 200, data: answer(query), headers: { date: new Date(NOW).toUTCString() } };
    },
  };
}

const read = (from: GitHubClient, days: number, marks: Parameters<typeof readClosures>[2] = MARKS) =>
  readClosures(from, PLACE, marks, { span: days * DAY, fallback: 0 });

describe("past closures", () => {
  it("are those closed as completed in that time, the last closed first, by GitHub's clock", async () => {
    const from = client(() => [
      issue(5, 1, { state_reason: "not_planned" }),
      issue(4, 2, { state_reason: "duplicate" }),
      issue(3, 3, { state_reason: null }),
      issue(2, 2),
      issue(1, 31, { updated_at: ago(1) }),
      issue(9, 1, { pull_request: {} }),
    ]);
    const { now, closures, more } = await read(from, 30);
    expect([now, more]).toEqual([NOW, false]);
    expect(closures.map(({ number }) => number)).toEqual([2, 3]);
    expect(from.asked).toEqual([
      expect.objectContaining({
        ...PLACE,
        labels: "incident",
        state: "closed",
        sort: "updated",
        direction: "desc",
        page: 1,
      }),
    ]);
  });

  it("go on over pages until the rest was touched before", async () => {
    const from = client(({ page }) =>
      Array.from({ length: 100 }, (_, index) => issue((Number(page) - 1) * 100 + index + 1, Number(page) * 10)),
    );
    const { closures, more } = await read(from, 25);
    expect([closures.length, more]).toEqual([200, false]);
    expect(from.asked.length).toBe(3);
  });

  it("are cut where there are too many, which is told", async () => {
    const from = client(({ page }) => Array.from({ length: 100 }, (_, index) => issue(Number(page) * 100 + index, 1)));
    const { closures, more } = await read(from, 30);
    expect([closures.length, more, from.asked.length]).toEqual([3000, true, 30]);
  });

  it("are found by any label or type, each once; a type that GitHub refuses is none", async () => {
    const marks = { labels: ["incident", "outage"], types: ["Incident"] };
    const from = client(({ labels, type }) => {
      if (type !== undefined)
        return [issue(1, 1, { type: { name: "incident" } }), issue(7, 1, { type: { name: "Bug" } })];
      return labels === "outage" ? [issue(2, 2), issue(1, 1)] : [issue(2, 2)];
    });
    expect((await read(from, 30, marks)).closures.map(({ number }) => number)).toEqual([1, 2]);
    const refusing: GitHubClient = {
      ...from,
      rest: async (route, query) => {
        if (query?.["type"] !== undefined) throw new Refused(route, 422, { message: "no such type" }, {});
        return from.rest(route, query);
      },
    };
    expect((await read(refusing, 30, marks)).closures.length).toBe(2);
  });

  it("of a repository out of sight are no empty list", async () => {
    const refusing: GitHubClient = {
      graphql: () => Promise.reject(new Error("nobody asks GraphQL")),
      rest: (route) => Promise.reject(new Refused(route, 404, { message: "Not Found" }, {})),
    };
    await expect(read(refusing, 30)).rejects.toThrow("HTTP 404");
  });
});
