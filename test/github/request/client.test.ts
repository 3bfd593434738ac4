import { inspect } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import nock from "nock";
import { type ClientOptions, createClient } from "../../../src/github/request/client.ts";
import { RateLimited, Refused, Unavailable } from "../../../src/github/request/errors.ts";
import { createEtagCache } from "../../../src/github/request/etag-cache.ts";
import { createReservoir } from "../../../src/github/request/reservoir.ts";

const API = "https://github.example/api/v3";
const NOW = Date.parse("2026-03-01T09:30:00Z");
const DATE = { date: "Sun, 01 Mar 2026 09:30:00 GMT" };
const slept: number[] = [];

const client = (more: Partial<ClientOptions> = {}) =>
  createClient({
    auth: "secret-token",
    baseUrl: API,
    graphqlUrl: "https://github.example/api/graphql",
    sleep: async (ms) => void slept.push(ms),
    now: () => NOW - 3_600_000,
    ...more,
  });
const api = () => nock(API);
const graphql = () => nock("https://github.example").post("/api/graphql");

async function failure(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error("it did not fail");
}

beforeAll(() => nock.disableNetConnect());
afterEach(() => {
  const pending = nock.pendingMocks();
  nock.cleanAll();
  slept.length = 0;
  expect(pending).toEqual([]);
});
afterAll(() => nock.enableNetConnect());

describe("REST", () => {
  it("fills the route in and sends the token, and answers status, data and headers", async () => {
    nock(API, { reqheaders: { authorization: "token secret-token" } })
      .get("/repos/acme/shop/issues/7")
      .reply(200, { number: 7 }, { "X-Thing": "a" });
    const answer = await client().rest("GET /repos/{owner}/{repo}/issues/{n}", { owner: "acme", repo: "shop", n: 7 });
    expect(answer).toMatchObject({ status: 200, data: { number: 7 }, headers: { "x-thing": "a" } });
  });

  it("throws a refusal for 4xx, with status, body and headers, and without the token", async () => {
    api().get("/x").reply(404, { message: "Not Found" }, { "x-accepted-github-permissions": "actions=read" });
    const error = await failure(client().rest("GET /x"));
    expect(error).toBeInstanceOf(Refused);
    expect(error).toMatchObject({
      status: 404,
      data: { message: "Not Found" },
      headers: { "x-accepted-github-permissions": "actions=read" },
    });
    expect(inspect(error, { depth: 10 })).not.toContain("secret-token");
  });

  it("asks again with the ETag, and answers the body it had for a 304", async () => {
    const shared = createEtagCache();
    api()
      .get("/x?page=1")
      .reply(200, [{ id: 1 }], { etag: 'W/"a"' });
    const one = client({ etagCache: shared });
    const first = await one.rest("GET /x", { page: 1 });
    (first.data as { id: number }[])[0] = { id: 99 };
    nock(API, { reqheaders: { "if-none-match": 'W/"a"' } })
      .get("/x?page=1")
      .reply(304, "", { "x-ratelimit-remaining": "4999" });
    const second = await one.rest("GET /x", { page: 1 });
    expect(second).toMatchObject({
      status: 200,
      data: [{ id: 1 }],
      headers: { etag: 'W/"a"', "x-ratelimit-remaining": "4999" },
    });
    nock(API, { reqheaders: { "if-none-match": 'W/"a"' } })
      .get("/x?page=1")
      .reply(200, [{ id: 2 }], { etag: 'W/"b"' });
    expect((await one.rest("GET /x", { page: 1 })).data).toEqual([{ id: 2 }]);
  });

  it("gives a recent answer without asking, a missing thing's too, and asks where it is too old or was a failure", async () => {
    let now = NOW;
    const one = client({ now: () => now });
    const recalled: string[] = [];
    const ask = (path: string, within = 60_000) =>
      one.rest(`GET ${path}`, {}, { within, onRecall: () => void recalled.push(path) });
    api().get("/here").reply(200, { a: 1 });
    api().get("/gone").reply(404, { message: "Not Found" });
    api().get("/nothing").reply(204, "");
    api().get("/refused").times(2).reply(403, { message: "Forbidden" });
    await ask("/here");
    await failure(ask("/gone"));
    await ask("/nothing");
    await failure(ask("/refused"));
    expect(recalled).toEqual([]);
    now += 59_000;
    expect(await ask("/here")).toMatchObject({ status: 200, data: { a: 1 } });
    expect(await failure(ask("/gone"))).toMatchObject({ status: 404, data: { message: "Not Found" } });
    expect(await ask("/nothing")).toMatchObject({ status: 204 });
    await failure(ask("/refused"));
    expect(recalled).toEqual(["/here", "/gone", "/nothing"]);
    api().get("/here").times(2).reply(200, { a: 2 });
    expect((await ask("/here", 0)).data).toEqual({ a: 2 });
    now += 60_000;
    expect((await ask("/here")).data).toEqual({ a: 2 });
    expect(recalled).toHaveLength(3);
  });

  it("counts a 304 as said anew", async () => {
    let now = NOW;
    const one = client({ now: () => now });
    api().get("/x").reply(200, { a: 1 }, { etag: '"1"' });
    await one.rest("GET /x");
    now += 100_000;
    api().get("/x").reply(304);
    await one.rest("GET /x");
    now += 59_000;
    expect((await one.rest("GET /x", {}, { within: 60_000 })).data).toEqual({ a: 1 });
  });

  it.each([500, 502, 503, 504])("tries a read again after %i", async (status) => {
    api().get("/x").times(2).reply(status, "oops");
    api().get("/x").reply(200, { ok: true });
    expect((await client().rest("GET /x")).data).toEqual({ ok: true });
    expect(slept).toEqual([100, 400]);
  });

  it("gives a read up after three more tries, and says so with the status", async () => {
    api().get("/x").times(4).reply(502, "oops");
    const error = await failure(client().rest("GET /x"));
    expect(error).toBeInstanceOf(Unavailable);
    expect(error).toMatchObject({ status: 502, answered: true });
    expect(slept.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(2000);
  });

  it("tries a read again after a broken connection", async () => {
    api()
      .get("/x")
      .replyWithError(Object.assign(new Error("socket hang up"), { code: "ECONNRESET" }));
    api().get("/x").reply(200, { ok: true });
    expect((await client().rest("GET /x")).data).toEqual({ ok: true });
  });

  it("takes an answer that was cut off for none: a list that broke off is not empty", async () => {
    const json = { "content-type": "application/json; charset=utf-8" };
    for (const cut of ["", '[{"id": 1, "numb']) {
      api().get("/x").times(4).reply(200, cut, json);
      expect(await failure(client().rest("GET /x"))).toBeInstanceOf(Unavailable);
      api().post("/x").reply(201, cut, json);
      expect(await failure(client().rest("POST /x"))).toMatchObject({ name: "Unavailable", answered: false });
    }
    api().get("/x").reply(200, "[", json);
    api()
      .get("/x")
      .reply(200, [{ id: 1 }]);
    expect((await client().rest("GET /x")).data).toEqual([{ id: 1 }]);
  });

  it("takes an answer of GraphQL's that was cut off for none, and a page that is no JSON for no answer of GraphQL's", async () => {
    const json = { "content-type": "application/json; charset=utf-8" };
    for (const cut of ["", '{"data": {"repository": nu']) {
      graphql().times(4).reply(200, cut, json);
      expect(await failure(client().graphql("query { x }", {}))).toMatchObject({
        name: "Unavailable",
        answered: false,
        message: expect.stringContaining("it was cut off"),
      });
    }
    graphql().reply(200, "<html>sign in</html>", { "content-type": "text/html" });
    expect(await failure(client().graphql("query { x }", {}))).toMatchObject({ name: "Unavailable", status: 200 });
    graphql().reply(200, '{"data": {"repository": nu', json);
    graphql().reply(200, { data: { ok: true } });
    expect((await client().graphql("query { x }", {})).data).toEqual({ ok: true });
  });

  it("never repeats a write: its outcome is ambiguous", async () => {
    api().post("/x").reply(502, "oops");
    expect(await failure(client().rest("POST /x"))).toMatchObject({ name: "Unavailable", status: 502, answered: true });
    api().patch("/x").replyWithError(new Error("socket hang up"));
    expect(await failure(client().rest("PATCH /x"))).toMatchObject({
      name: "Unavailable",
      status: 500,
      answered: false,
    });
    expect(slept).toEqual([]);
  });
});

describe("rate limits", () => {
  it("end the pass, and say when to come back by GitHub's clock", async () => {
    const reset = String(Date.parse("2026-03-01T10:00:00Z") / 1000);
    api()
      .get("/x")
      .reply(
        403,
        { message: "API rate limit exceeded for installation ID 1." },
        { ...DATE, "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset },
      );
    const error = await failure(client().rest("GET /x"));
    expect(error).toBeInstanceOf(RateLimited);
    expect(error).toMatchObject({ retryAt: "2026-03-01T10:00:00Z", waitMs: 1_800_000 });
  });

  it("of the secondary kind obey retry-after, on writes too", async () => {
    api()
      .post("/x")
      .reply(403, { message: "You have exceeded a secondary rate limit." }, { ...DATE, "retry-after": "60" });
    expect(await failure(client().rest("POST /x"))).toMatchObject({ retryAt: "2026-03-01T09:31:00Z" });
    api().get("/x").reply(429, { message: "slow down" }, DATE);
    expect(await failure(client().rest("GET /x"))).toMatchObject({ name: "RateLimited", waitMs: 60_000 });
  });

  it("of a second or two are waited out, because nothing was done yet", async () => {
    api()
      .post("/x")
      .reply(429, {}, { ...DATE, "retry-after": "1" });
    api().post("/x").reply(201, { id: 1 });
    expect((await client().rest("POST /x")).status).toBe(201);
    expect(slept).toEqual([1000]);
  });

  it.each([
    "0",
    "-5",
  ])("that ask to wait for %s seconds are waited out all the same, and not asked in a loop", async (after) => {
    api()
      .get("/x")
      .times(4)
      .reply(403, { message: "You have exceeded a secondary rate limit." }, { ...DATE, "retry-after": after });
    expect(await failure(client().rest("GET /x"))).toMatchObject({ name: "RateLimited", waitMs: 1_000 });
    expect(slept).toEqual([1_000, 1_000, 1_000]);
  });

  it("are told from a plain 403", async () => {
    api()
      .get("/x")
      .reply(403, { message: "Resource not accessible by integration" }, { ...DATE, "x-ratelimit-remaining": "4000" });
    expect(await failure(client().rest("GET /x"))).toMatchObject({ name: "Refused", status: 403 });
  });

  it("of our own let a burst of 80 writes through, then none until the minute is over", async () => {
    api().post("/x").times(81).reply(201, {}, DATE);
    api().delete("/x").reply(204, "", DATE);
    let now = NOW;
    const one = client({ now: () => now });
    for (let n = 0; n < 80; n += 1) await one.rest("POST /x");
    expect(slept).toEqual([]);
    expect(await failure(one.rest("POST /x"))).toMatchObject({ name: "RateLimited", waitMs: 60_000 });
    await one.rest("DELETE /x");
    now += 60_000;
    // GitHub's clock is the answers'; between two answers the local one carries it on.
    await one.rest("POST /x");
  });

  it("of our own allow 500 writes an hour", () => {
    const reservoir = createReservoir();
    for (let n = 0; n < 500; n += 1) expect(reservoir.take(NOW + n * 1000)).toBe(0);
    expect(reservoir.take(NOW + 500_000)).toBe(3_600_000 - 500_000);
    expect(reservoir.take(NOW + 3_600_000)).toBe(0);
  });

  it("of our own forget calls that a clock set back leaves in the future", () => {
    const reservoir = createReservoir(1, 10);
    expect(reservoir.take(NOW)).toBe(0);
    expect(reservoir.take(NOW - 86_400_000)).toBe(0);
  });
});

describe("GraphQL", () => {
  it("answers data, errors and GitHub's clock", async () => {
    graphql().reply(200, { data: { a: null }, errors: [{ message: "no", path: ["a"], type: "NOT_FOUND" }] }, DATE);
    expect(await client().graphql("{ a }", {})).toEqual({
      data: { a: null },
      errors: [{ message: "no", path: ["a"], type: "NOT_FOUND" }],
      date: "2026-03-01T09:30:00Z",
    });
  });

  it("sends query and variables to its own address", async () => {
    nock("https://github.example")
      .post("/api/graphql", { query: "query Q($a: Int) { b }", variables: { a: 1 } })
      .reply(200, { data: {} });
    expect((await client().graphql("query Q($a: Int) { b }", { a: 1 })).data).toEqual({});
  });

  it("takes RATE_LIMITED in an answer of 200 for what it is", async () => {
    const reset = String(Date.parse("2026-03-01T09:40:00Z") / 1000);
    graphql().reply(
      200,
      { errors: [{ type: "RATE_LIMITED", message: "API rate limit exceeded" }] },
      { ...DATE, "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset },
    );
    expect(await failure(client().graphql("{ a }", {}))).toMatchObject({
      name: "RateLimited",
      retryAt: "2026-03-01T09:40:00Z",
    });
  });

  it("tries queries again, and mutations never", async () => {
    graphql().reply(502, "oops");
    graphql().reply(200, { data: { a: 1 } });
    expect((await client().graphql("{ a }", {})).data).toEqual({ a: 1 });
    graphql().reply(502, "oops");
    expect(await failure(client().graphql("mutation { a }", {}))).toMatchObject({ name: "Unavailable", status: 502 });
  });

  it("asks only as often as it is told to", async () => {
    graphql().reply(504, "late");
    const late = { name: "Unavailable", status: 504 };
    await expect(client().graphql("query Q { x }", {}, { tries: 1 })).rejects.toMatchObject(late);
    expect(slept).toEqual([]);
    graphql().twice().reply(504, "late");
    await expect(client().graphql("query Q { x }", {}, { tries: 2 })).rejects.toMatchObject(late);
    expect(slept).toHaveLength(1);
  });

  it("refuses what is no answer of GraphQL's", async () => {
    graphql().reply(401, { message: "Bad credentials" });
    expect(await failure(client().graphql("{ a }", {}))).toMatchObject({ name: "Unavailable", status: 401 });
    graphql().reply(200, "<html>");
    expect(await failure(client().graphql("{ a }", {}))).toMatchObject({ name: "Unavailable", status: 200 });
  });
});
