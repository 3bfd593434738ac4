import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import nock from "nock";
import type { Api, LimitObserver, Rate } from "../../../src/github/request/allowance.ts";
import { type ClientOptions, createClient } from "../../../src/github/request/client.ts";
import { RateLimited } from "../../../src/github/request/errors.ts";
import { createReservoir } from "../../../src/github/request/reservoir.ts";

const HOST = "https://github.example";
/** GitHub's clock is an hour ahead of ours. */
const LOCAL = Date.parse("2026-03-01T08:30:00Z");
const DATE = { date: "Sun, 01 Mar 2026 09:30:00 GMT" };
const RESET = String(Date.parse("2026-03-01T10:00:00Z") / 1000);
const api = () => nock(HOST);

function observed(more: Partial<ClientOptions> = {}) {
  const answers: [Api, number | null, Rate | null][] = [];
  const limits: [Api | "both", number][] = [];
  const observer: LimitObserver = {
    onAnswer: (of, status, rate) => void answers.push([of, status, rate]),
    onLimited: (of, until) => void limits.push([of, until]),
  };
  const client = createClient({
    auth: "secret-token",
    baseUrl: HOST,
    graphqlUrl: `${HOST}/graphql`,
    sleep: async () => undefined,
    now: () => LOCAL,
    observer,
    ...more,
  });
  return { client, answers, limits };
}

const rateHeaders = (remaining: number, resource: string) => ({
  ...DATE,
  "x-ratelimit-limit": "5000",
  "x-ratelimit-remaining": String(remaining),
  "x-ratelimit-reset": RESET,
  "x-ratelimit-resource": resource,
});

beforeAll(() => nock.disableNetConnect());
afterEach(() => {
  const pending = nock.pendingMocks();
  nock.cleanAll();
  expect(pending).toEqual([]);
});
afterAll(() => nock.enableNetConnect());

describe("whoever observes a client", () => {
  it("is told of every try, with what is left of the hour by the client's own clock", async () => {
    const { client, answers } = observed();
    api().get("/x").reply(502, "oops", DATE);
    api().get("/x").reply(200, {}, rateHeaders(4_000, "core"));
    api().post("/graphql").reply(200, { data: {} }, rateHeaders(12, "graphql"));
    await client.rest("GET /x");
    await client.graphql("query { viewer { login } }", {});
    const resetAt = Date.parse("2026-03-01T09:00:00Z");
    expect(answers).toEqual([
      ["rest", 502, null],
      ["rest", 200, { limit: 5_000, remaining: 4_000, resetAt }],
      ["graphql", 200, { limit: 5_000, remaining: 12, resetAt }],
    ]);
  });

  it("is not told of a search's own allowance as if it were the hour's", async () => {
    const { client, answers } = observed();
    api()
      .get("/search/issues")
      .reply(200, {}, { ...rateHeaders(1, "search"), "x-ratelimit-limit": "30" });
    await client.rest("GET /search/issues");
    expect(answers).toEqual([["rest", 200, null]]);
  });

  it("is told until when nothing is sent: of one API where it is used up, of both by a secondary limit", async () => {
    const { client, limits } = observed();
    api().get("/x").reply(403, { message: "API rate limit exceeded" }, rateHeaders(0, "core"));
    await expect(client.rest("GET /x")).rejects.toThrow(RateLimited);
    expect(limits).toEqual([["rest", LOCAL + 1_800_000]]);
    // Nothing is sent any more, so nothing more is told.
    await expect(client.rest("GET /x")).rejects.toThrow(RateLimited);
    expect(limits).toHaveLength(1);
    api()
      .post("/graphql")
      .reply(403, { message: "You have exceeded a secondary rate limit." }, { ...DATE, "retry-after": "90" });
    await expect(client.graphql("query { viewer { login } }", {})).rejects.toThrow(RateLimited);
    expect(limits[1]).toEqual(["both", LOCAL + 90_000]);
  });
});

describe("a limit without a word of how long", () => {
  it("holds for a minute, and twice as long each time that it meets us again", async () => {
    let now = LOCAL;
    const { client, limits } = observed({ now: () => now });
    const waits: number[] = [];
    for (let n = 0; n < 6; n += 1) {
      api().get("/x").reply(429, { message: "slow down" });
      await expect(client.rest("GET /x")).rejects.toThrow(RateLimited);
      waits.push(((limits.at(-1)?.[1] ?? 0) - now) / 60_000);
      now = limits.at(-1)?.[1] ?? 0;
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 16]);
    api().get("/x").reply(200, {});
    await client.rest("GET /x");
    api().get("/x").reply(429, { message: "slow down" });
    await expect(client.rest("GET /x")).rejects.toThrow(RateLimited);
    expect((limits.at(-1)?.[1] ?? 0) - now).toBe(60_000);
  });

  it("does not hold for a day where our clock was set back by one meanwhile", async () => {
    let now = LOCAL;
    const { client } = observed({ now: () => now });
    api().get("/x").reply(429, { message: "slow down" });
    await expect(client.rest("GET /x")).rejects.toThrow(RateLimited);
    now -= 86_400_000;
    api().get("/x").reply(200, { done: true });
    expect((await client.rest("GET /x")).data).toEqual({ done: true });
  });
});

describe("our own budget of writes", () => {
  it("may be asked of another process", async () => {
    const asked: number[] = [];
    const take = async (nowMs: number): Promise<number> => {
      asked.push(nowMs);
      return asked.length > 1 ? 7_000 : 0;
    };
    const { client, answers } = observed({ reservoir: { take } });
    api().post("/x").reply(201, {}, DATE);
    await client.rest("POST /x");
    await expect(client.rest("POST /x")).rejects.toMatchObject({ name: "RateLimited", waitMs: 7_000 });
    expect(answers).toHaveLength(1);
    expect(asked).toEqual([LOCAL, Date.parse(DATE.date)]);
  });

  it("is not refilled by GitHub's clock going back by the second that it is told in", () => {
    const reservoir = createReservoir();
    for (let n = 0; n < 80; n += 1) expect(reservoir.take(LOCAL + (n % 2) * 999)).toBe(0);
    expect(reservoir.take(LOCAL)).toBe(60_000);
    expect(reservoir.take(LOCAL + 999)).toBe(59_001);
  });

  it("tells how long until a share of it is left", () => {
    const reservoir = createReservoir();
    expect(reservoir.waitFor({ minute: 0.33, hour: 0.33 }, LOCAL)).toBe(0);
    for (let n = 0; n < 54; n += 1) reservoir.take(LOCAL + n * 10);
    // 53 of 80 may be taken while a third is left.
    expect(reservoir.waitFor({ minute: 0.33, hour: 0.33 }, LOCAL + 1_000)).toBe(60_000 - 1_000);
    expect(reservoir.waitFor({ minute: 0.1, hour: 0.1 }, LOCAL + 1_000)).toBe(0);
    expect(reservoir.waitFor({ minute: 0.33, hour: 0.33 }, LOCAL + 60_000)).toBe(0);
    for (let n = 0; n < 400; n += 1) reservoir.take(LOCAL + 60_000 + n * 1_000);
    const now = LOCAL + 60_000 + 400_000;
    // 450 of 500 may be taken while a tenth is left: four more than that were.
    expect(reservoir.waitFor({ minute: 0.1, hour: 0.1 }, now)).toBe(LOCAL + 30 + 3_600_000 - now);
  });
});
