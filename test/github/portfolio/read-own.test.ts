import { describe, expect, it } from "@jest/globals";
import { listIncidents } from "../../../src/github/portfolio/list-incidents.ts";
import { readOwn } from "../../../src/github/portfolio/read-own.ts";
import type { GitHubClient } from "../../../src/github/request/client.ts";
import { policyInForce } from "../../support/policy.ts";
import { type Answers, scriptedRest } from "../request/scripted-rest.ts";

const PLACE = { owner: "acme", repo: "shop" };
const BOT = { login: "quench[bot]" };
const LIST = "/repos/acme/shop/issues";
const US = "creator=quench[bot]&direction=desc";

const issue = (number: number, over: Readonly<Record<string, unknown>> = {}) => ({
  number,
  node_id: `I_${number}`,
  html_url: `https://github.com/acme/shop/issues/${number}`,
  title: `Issue ${number}`,
  body: "",
  state: "open",
  state_reason: null,
  created_at: "2026-03-30T09:00:10Z",
  closed_at: null,
  user: { login: "quench[bot]" },
  ...over,
});

describe("readOwn", () => {
  it("knows our issues by marker and author, by number", async () => {
    const marked = "<!-- quench:own:digest:2026-03-30 -->\nThe text.\n";
    const answers: Answers = {
      [`${LIST}?${US}&labels=quench: report&page=1&per_page=100&sort=created&state=all`]: [
        issue(52, { body: marked, state_reason: "reopened" }),
        issue(51, {
          body: "<!-- quench:own:ledger:debt -->\r\nRows",
          state: "closed",
          closed_at: "2026-03-31T00:00:00Z",
        }),
        issue(50, { body: marked, user: { login: "mallory" } }),
        issue(49, { body: "<!-- quench:item:x -->\nAn item" }),
        issue(48, { body: `A text before.\n${marked}` }),
        issue(47, { body: null }),
        issue(46, { body: marked, pull_request: {} }),
      ],
    };
    expect(await readOwn(scriptedRest(answers), PLACE, BOT, true)).toEqual([
      {
        number: 51,
        nodeId: "I_51",
        url: "https://github.com/acme/shop/issues/51",
        key: "ledger:debt",
        title: "Issue 51",
        body: "Rows",
        state: "closed",
        createdAt: "2026-03-30T09:00:10Z",
        closedAt: "2026-03-31T00:00:00Z",
        reopened: false,
      },
      expect.objectContaining({
        number: 52,
        key: "digest:2026-03-30",
        body: "The text.",
        state: "open",
        reopened: true,
      }),
    ]);
  });

  it("looks at all that we opened where our label is gone", async () => {
    const address = `${LIST}?${US}&page=1&per_page=100&sort=created&state=all`;
    const github = scriptedRest({ [address]: [] });
    expect(await readOwn(github, PLACE, BOT, false)).toEqual([]);
    expect(github.asked).toEqual([address]);
  });
});

describe("listIncidents", () => {
  const { policy } = policyInForce({ incident: { labels: ["incident"], types: [] } });
  const now = "2026-03-30T09:05:00Z";
  const open = `${LIST}?labels=incident&page=1&per_page=100&state=open`;
  const lately = `${LIST}?labels=incident&page=1&per_page=100&since=2026-03-15T09:05:00Z&state=closed`;
  const list = (answers: Answers, over: { entries?: readonly number[]; settled?: boolean } = {}) =>
    listIncidents(scriptedRest(answers), PLACE, policy, {
      now,
      url: "https://github.com/acme/shop",
      entries: [],
      settled: false,
      identity: BOT,
      ...over,
    });
  const closed = (number: number, at: string) =>
    issue(number, { state: "closed", closed_at: at, user: { login: "olga" } });

  it("are the open and the lately closed ones, and neither pull requests nor reports of ours", async () => {
    const answers = {
      [open]: [
        issue(3, { user: { login: "olga" } }),
        issue(4, { pull_request: {} }),
        issue(5, { body: "<!-- quench:own:digest:2026-03-30 -->\nText" }),
        issue(6, { body: "<!-- quench:own:digest:2026-03-30 -->\nText", user: { login: "mallory" } }),
      ],
      [lately]: [closed(1, "2026-03-15T09:05:00Z"), closed(2, "2026-03-15T09:04:59Z")],
    };
    const { incidents, beyond } = await list(answers);
    expect(incidents.map(({ number, scope }) => [number, scope])).toEqual([
      [1, "current"],
      [3, "current"],
      [6, "current"],
    ]);
    expect(beyond).toBe(0);
  });

  it("are those with an open entry of the ledger too, however long they are closed", async () => {
    const { incidents } = await list({ [open]: [], [lately]: [] }, { entries: [7] });
    expect(incidents).toEqual([
      {
        number: 7,
        url: "https://github.com/acme/shop/issues/7",
        title: "#7",
        state: "closed",
        closedAt: null,
        scope: "current",
      },
    ]);
  });

  it("are for an audit the settled ones, those closed last, and it is told how many are left out", async () => {
    const old = Array.from({ length: 203 }, (_, index) =>
      closed(index + 1, new Date(Date.parse("2025-01-01T00:00:00Z") + index * 86_400_000).toISOString()),
    );
    const page = (number: number) => old.slice((number - 1) * 100, number * 100);
    const paged: GitHubClient = {
      ...scriptedRest({}),
      async rest(route: string, parameters: Record<string, unknown> = {}) {
        if (parameters["state"] === "open") return { status: 200, data: [], headers: {} };
        const number = Number(parameters["page"]);
        const headers: Record<string, string> = number < 3 ? { link: '<x>; rel="next"' } : {};
        return { status: 200, data: page(number), headers };
      },
    };
    const { incidents, beyond } = await listIncidents(paged, PLACE, policy, {
      now,
      url: "https://github.com/acme/shop",
      entries: [2],
      settled: true,
      identity: BOT,
    });
    expect(beyond).toBe(2);
    // #2 has an open entry; of the settled ones #1 and #3 were closed first.
    expect(incidents.slice(0, 3).map(({ number, scope }) => [number, scope])).toEqual([
      [2, "current"],
      [4, "settled"],
      [5, "settled"],
    ]);
    expect(incidents).toHaveLength(201);
  });
});
