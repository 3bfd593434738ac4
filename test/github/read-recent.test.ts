import { describe, expect, it } from "@jest/globals";
import type { GitHubClient } from "../../src/github/client.ts";
import { Unavailable } from "../../src/github/errors.ts";
import { readRecent } from "../../src/github/read-recent.ts";
import { policyInForce } from "../support/policy.ts";

const OPENED = "2026-03-02T09:00:00Z";
const BODY = "### Severity\n\nSEV3\n\n### Failure class\n\ncapacity\n";

interface Listed {
  readonly number: number;
  readonly created_at: string;
  readonly labels?: readonly (string | { name?: string })[];
  readonly body?: string | null;
  readonly state_reason?: string | null;
  readonly pull_request?: unknown;
}

function clientOf(listed: readonly Listed[], error?: Error): GitHubClient & { asked: Record<string, unknown>[] } {
  const asked: Record<string, unknown>[] = [];
  return {
    asked,
    graphql: () => Promise.reject(new Error("no GraphQL is needed")),
    async rest(_route, parameters = {}) {
      asked.push(parameters);
      if (error !== undefined) throw error;
      const page = Number(parameters["page"]);
      const data = listed.slice((page - 1) * 100, page * 100).map((one) => ({
        html_url: `https://github.com/acme/shop/issues/${one.number}`,
        labels: [],
        body: BODY,
        ...one,
      }));
      return { status: 200, data, headers: {} };
    },
  };
}

const ENFORCE = { mode: "enforce", enforce: { when: ["SEV1", "repeat"] } } as const;
const subject = (body = BODY) => ({ owner: "acme", repo: "shop", number: 9, body, createdAt: OPENED });

async function numbers(client: GitHubClient, over: Parameters<typeof policyInForce>[0] = ENFORCE) {
  const read = await readRecent(client, subject(), policyInForce(over).policy);
  return read === null || "unreadable" in read ? read : read.map(({ number }) => number);
}

describe("recent incidents", () => {
  it("reach back as far as the policy says, to the second, and never ahead", async () => {
    const client = clientOf([
      { number: 1, created_at: "2026-01-31T08:59:59Z" },
      { number: 2, created_at: "2026-01-31T09:00:00Z" },
      { number: 3, created_at: OPENED },
      { number: 4, created_at: "2026-03-02T09:00:01Z" },
      { number: 9, created_at: OPENED },
    ]);
    expect(await numbers(client, { ...ENFORCE, enforce: { ...ENFORCE.enforce, repeat_within: "30d" } })).toEqual([
      2, 3,
    ]);
    expect(client.asked[0]).toMatchObject({ since: "2026-01-31T09:00:00Z", labels: "incident", state: "all" });
    const usual = clientOf([{ number: 1, created_at: "2025-12-02T09:00:00Z" }]);
    expect(await numbers(usual)).toEqual([1]);
    expect(usual.asked[0]).toMatchObject({ since: "2025-12-02T09:00:00Z" });
  });

  it("are told with number, address and class, each once, in order", async () => {
    const listed = [
      { number: 5, created_at: OPENED },
      { number: 2, created_at: OPENED, body: "no form" },
    ];
    const { policy } = policyInForce({ ...ENFORCE, incident: { labels: ["incident", "outage"] } });
    const client = clientOf(listed);
    expect(await readRecent(client, subject(), policy)).toEqual([
      { number: 2, url: "https://github.com/acme/shop/issues/2", failureClass: null },
      { number: 5, url: "https://github.com/acme/shop/issues/5", failureClass: "capacity" },
    ]);
    expect(client.asked.map(({ labels }) => labels)).toEqual(["incident", "outage"]);
  });

  it("leave out drills by the policy's own label or the form, duplicates and pull requests", async () => {
    const listed = [
      { number: 1, created_at: OPENED, labels: ["Game-Day"] },
      { number: 2, created_at: OPENED, labels: [{ name: "game-day" }] },
      { number: 3, created_at: OPENED, labels: ["drill", {}] },
      { number: 4, created_at: OPENED, body: `${BODY}\n### Drill\n\n- [X] This is a drill\n` },
      { number: 5, created_at: OPENED, state_reason: "duplicate" },
      { number: 6, created_at: OPENED, pull_request: {} },
      { number: 7, created_at: OPENED, state_reason: "not_planned", body: null },
    ];
    const own = { ...ENFORCE, incident: { drill_label: "game-day" } };
    // `drill` is an ordinary label where the policy names another one.
    expect(await numbers(clientOf(listed), own)).toEqual([3, 7]);
    expect(await numbers(clientOf(listed))).toEqual([1, 2, 7]);
  });

  it("are not asked for where nothing depends on them", async () => {
    const client = clientOf([]);
    expect(await numbers(client, { mode: "warn" })).toBeNull();
    expect(await numbers(client, { mode: "enforce", enforce: { when: ["SEV1"] } })).toBeNull();
    expect(await numbers(client, { mode: "enforce", enforce: { when: ["SEV3", "repeat"] } })).toBeNull();
    const { policy } = policyInForce(ENFORCE);
    expect(await readRecent(client, subject("### Severity\n\nSEV3\n"), policy)).toBeNull();
    expect(client.asked).toEqual([]);
  });

  it("are unread on a failure, and where there are more than five pages", async () => {
    const down = clientOf([], new Unavailable("GET issues", 502, "Bad Gateway"));
    expect(await numbers(down)).toMatchObject({ unreadable: expect.stringContaining("502"), transient: true });
    const many = (count: number) =>
      clientOf(Array.from({ length: count }, (_, index) => ({ number: 100 + index, created_at: OPENED })));
    expect(await numbers(many(499))).toHaveLength(499);
    expect(await numbers(many(500))).toEqual({ unreadable: "recent incidents: there are more than were read" });
  });
});
