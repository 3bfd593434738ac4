import { describe, expect, it } from "@jest/globals";
import { createIdle } from "../../../src/sandbox/engine/idle.ts";
import { createRequestLog } from "../../../src/sandbox/engine/requests.ts";

describe("the request log", () => {
  it("counts by route, asker, 304 and GraphQL cost", () => {
    const log = createRequestLog();
    const get = { method: "GET", route: "/repos/{owner}/{repo}", path: "/repos/acme/shop" };
    log.record({ ...get, status: 200, asker: "quench[bot]" });
    log.record({ ...get, status: 304, asker: "quench[bot]" });
    log.record({ method: "POST", route: null, path: "/nowhere", status: 404, asker: null });
    log.record({
      method: "POST",
      route: "/graphql",
      path: "/graphql",
      status: 200,
      asker: "quench[bot]",
      graphql: { cost: 9, mutation: false },
    });
    const summary = log.summary();
    expect(summary).toMatchObject({
      total: 4,
      writes: 1,
      not_modified: 1,
      failed: 1,
      graphql: { requests: 1, mutations: 0, cost: 9 },
    });
    expect(summary.routes["GET /repos/{owner}/{repo}"]).toEqual({ count: 2, not_modified: 1 });
    expect(summary.routes["POST /nowhere"]).toEqual({ count: 1, not_modified: 0 });
    expect(summary.by["quench[bot]"]).toMatchObject({ total: 3, writes: 0 });
    log.clear();
    expect(log.summary()).toMatchObject({ total: 0, by: {} });
  });
});

describe("waiting for calm", () => {
  it("asks every probe until all are idle twice in a row", async () => {
    const idle = createIdle();
    const answers = [false, true, false, true, true, true];
    let asked = 0;
    idle.addProbe("flickering", async () => answers[asked++] ?? true);
    expect(await idle.settle(5000)).toEqual([]);
    expect(asked).toBe(5);
  });

  it("names who is still at work when time is up; a probe that fails is at work", async () => {
    const idle = createIdle();
    idle.addProbe("busy", () => false);
    idle.addProbe("broken", () => {
      throw new Error("gone");
    });
    idle.addProbe("calm", () => true);
    expect(await idle.settle(0)).toEqual(["busy", "broken"]);
  });
});
