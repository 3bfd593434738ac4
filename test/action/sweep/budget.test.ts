import { describe, expect, it } from "@jest/globals";
import { createBudget } from "../../../src/action/sweep/budget.ts";
import type { GitHubClient } from "../../../src/github/request/client.ts";

const RESET = Date.parse("2026-03-01T10:00:00Z");

/** A GitHub whose points and requests run out by what each call costs. */
function github(limit: number, costs: { readonly graphql: number; readonly rest: number }) {
  const left = { graphql: limit, rest: limit };
  let now = RESET - 3_000_000;
  const client: GitHubClient = {
    async graphql() {
      left.graphql -= costs.graphql;
      const rate = { limit, remaining: left.graphql, resetAt: RESET };
      return { data: null, errors: [], date: new Date(now).toISOString(), rate };
    },
    async rest() {
      left.rest -= costs.rest;
      const headers = {
        "x-ratelimit-limit": String(limit),
        "x-ratelimit-remaining": String(left.rest),
        "x-ratelimit-reset": String(RESET / 1000),
        date: new Date(now).toUTCString(),
      };
      return { status: 200, data: [], headers };
    },
  };
  return { client, advance: (ms: number) => void (now += ms) };
}

describe("the budget of a sweep", () => {
  it("stops before a third of the hour's points would be touched", async () => {
    const budget = createBudget(github(1_000, { graphql: 7, rest: 1 }).client, () => 0);
    let looks = 0;
    while (budget.allows(1)) {
      await budget.client.graphql("query A { a }", {});
      budget.looked(1);
      looks += 1;
    }
    expect(looks * 7).toBeLessThanOrEqual(667);
    expect(looks * 7).toBeGreaterThan(640);
    expect(budget.resetAt()).toBe(RESET);
  });

  it("counts requests as well as points, whichever runs out first", async () => {
    const budget = createBudget(github(1_000, { graphql: 1, rest: 20 }).client, () => 0);
    let looks = 0;
    while (budget.allows(1)) {
      await budget.client.graphql("query A { a }", {});
      await budget.client.rest("GET /repos/{owner}/{repo}/issues");
      budget.looked(1);
      looks += 1;
    }
    expect(looks * 20).toBeLessThanOrEqual(667);
  });

  it("takes what GitHub does not tell for enough, and an hour that is over for a new one", async () => {
    const silent: GitHubClient = {
      graphql: async () => ({ data: null, errors: [], date: "2026-03-01T09:00:00Z" }),
      rest: async () => ({ status: 200, data: [], headers: {} }),
    };
    const unknown = createBudget(silent, () => 0);
    await unknown.client.graphql("query A { a }", {});
    expect(unknown.allows(10_000)).toBe(true);
    expect(unknown.resetAt()).toBeNull();

    const used = createBudget(github(1_000, { graphql: 900, rest: 1 }).client, () => 0);
    await used.client.graphql("query A { a }", {});
    expect(used.allows(1)).toBe(false);
    used.renew();
    expect(used.allows(1)).toBe(true);
  });

  it("tells how long to wait where a minute's worth was created", async () => {
    const { client, advance } = github(5_000, { graphql: 1, rest: 1 });
    const budget = createBudget(client, () => 0);
    await budget.client.rest("GET /repos/{owner}/{repo}/issues");
    for (let count = 0; count < 76; count += 1) await budget.client.rest("POST /repos/{owner}/{repo}/issues");
    expect(budget.waitToCreate(1)).toBe(60_000);
    advance(61_000);
    await budget.client.rest("GET /repos/{owner}/{repo}/issues");
    expect(budget.waitToCreate(50)).toBe(0);
    const comments = "mutation Together { r0: addComment(input: {}) { a } r1: addComment(input: {}) { a } }";
    for (let count = 0; count < 20; count += 1) await budget.client.graphql(comments, {});
    expect(budget.waitToCreate(30)).toBe(0);
    expect(budget.waitToCreate(50)).toBeGreaterThan(0);
  });

  it("never lets more be created at once than GitHub takes, not even where nothing was created lately", async () => {
    const { client, advance } = github(5_000, { graphql: 1, rest: 1 });
    const budget = createBudget(client, () => 0);
    await budget.client.rest("GET /repos/{owner}/{repo}/issues");
    expect(budget.waitToCreate(76)).toBe(0);
    expect(budget.waitToCreate(77)).toBeGreaterThan(0);
    for (let count = 0; count < 70; count += 1) await budget.client.rest("POST /repos/{owner}/{repo}/issues");
    expect(budget.waitToCreate(6)).toBe(0);
    expect(budget.waitToCreate(7)).toBe(60_000);
    // All of them are over a minute old: a machine that made them within a second sees an empty minute.
    advance(61_000);
    await budget.client.rest("GET /repos/{owner}/{repo}/issues");
    expect(budget.waitToCreate(76)).toBe(0);
    expect(budget.waitToCreate(140)).toBeGreaterThan(0);
  });
});
