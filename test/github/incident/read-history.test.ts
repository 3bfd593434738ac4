import { describe, expect, it } from "@jest/globals";
import type { PastIncident } from "../../../src/core/snapshot/facts.ts";
import { isUnreadable } from "../../../src/core/snapshot/types.ts";
import { addMs, DAY } from "../../../src/core/time.ts";
import type { GitHubClient } from "../../../src/github/request/client.ts";
import { RateLimited, Refused, Unavailable } from "../../../src/github/request/errors.ts";
import { type HistorySubject, readHistory } from "../../../src/github/incident/read-history.ts";
import { policyInForce } from "../../support/policy.ts";

const OPENED = "2026-03-02T09:00:00Z";
const LATER = "2026-03-20T09:00:00Z";
const BODY = "### Severity\n\nSEV3\n\n### Failure class\n\ncapacity\n";
const WEB = "https://github.com/acme/shop";

type Listed = Readonly<Record<string, unknown>> & { readonly number: number };
type Asked = Readonly<Record<string, unknown>>;

/** A repository whose list of issues ignores the filters, as the oldest of servers might. */
function clientOf(listed: readonly Listed[], failing: (asked: Asked) => Error | null = () => null) {
  const asked: Asked[] = [];
  const client: GitHubClient & { asked: Asked[] } = {
    asked,
    graphql: () => Promise.reject(new Error("no GraphQL is needed")),
    async rest(route, parameters = {}) {
      expect(route).toBe("GET /repos/{owner}/{repo}/issues");
      asked.push(parameters);
      const error = failing(parameters);
      if (error !== null) throw error;
      const page = Number(parameters["page"]);
      const data = listed.slice((page - 1) * 100, page * 100).map((one) => ({
        html_url: `${WEB}/issues/${one.number}`,
        labels: [{ name: "incident" }],
        body: BODY,
        created_at: OPENED,
        user: { login: "maya", node_id: "U_maya", type: "User" },
        ...one,
      }));
      return { status: 200, data, headers: {} };
    },
  };
  return client;
}

const subject = (over: Partial<HistorySubject> = {}): HistorySubject => ({
  owner: "acme",
  repo: "shop",
  number: 9,
  webUrl: WEB,
  organization: false,
  body: BODY,
  createdAt: OPENED,
  items: [{ number: 12, body: "" }],
  ...over,
});

async function read(
  client: GitHubClient,
  over: Partial<HistorySubject> = {},
  file: Parameters<typeof policyInForce>[0] = {},
) {
  const people: string[] = [];
  const found = await readHistory(client, subject(over), policyInForce(file).policy, {
    async read(logins) {
      people.push(...logins);
    },
  });
  return { ...found, people };
}

async function history(...parameters: Parameters<typeof read>): Promise<readonly PastIncident[]> {
  const found = (await read(...parameters)).history;
  if (found === undefined || isUnreadable(found)) throw new Error(`not read: ${JSON.stringify(found)}`);
  return found;
}

describe("R-M1: the other incidents", () => {
  it("are told with what their forms say, each once, in order, and without this one", async () => {
    const form = [
      "### Failure class\n\nCapacity",
      "### Started at\n\n2026-03-01T07:00Z",
      "### Detected at\n\n2026-03-01T07:10Z",
      "### Service restored at\n\n2026-03-01T08:00Z",
    ];
    const client = clientOf([
      { number: 9 },
      { number: 5, body: form.join("\r\n\r\n") },
      { number: 2, body: null, state_reason: "duplicate" },
      { number: 5, body: form.join("\n\n") },
    ]);
    expect(await history(client)).toEqual([
      {
        number: 2,
        url: `${WEB}/issues/2`,
        failureClass: null,
        openedAt: OPENED,
        startedAt: null,
        detectedAt: null,
        restoredAt: null,
        drill: false,
        duplicate: true,
      },
      {
        number: 5,
        url: `${WEB}/issues/5`,
        failureClass: "Capacity",
        openedAt: OPENED,
        startedAt: "2026-03-01T07:00:00Z",
        detectedAt: "2026-03-01T07:10:00Z",
        restoredAt: "2026-03-01T08:00:00Z",
        drill: false,
        duplicate: false,
      },
    ]);
    expect(client.asked).toEqual([
      {
        owner: "acme",
        repo: "shop",
        labels: "incident",
        state: "all",
        sort: "created",
        direction: "desc",
        per_page: 100,
        page: 1,
      },
    ]);
  });

  it("are no pull requests, no spam, and nothing without a label or a type of theirs", async () => {
    const listed = [
      { number: 1, pull_request: {} },
      { number: 2, locked: true, active_lock_reason: "spam" },
      { number: 3, locked: true, active_lock_reason: "resolved" },
      { number: 4, locked: true, active_lock_reason: null },
      { number: 5, labels: [{ name: "bug" }] },
      { number: 6, labels: undefined },
      { number: 7, labels: ["INCIDENT"] },
      { number: 8, labels: [], type: { name: "incident" } },
      { number: 10, labels: [{}], type: null },
    ];
    expect((await history(clientOf(listed))).map(({ number }) => number)).toEqual([3, 4, 7, 8]);
  });

  it("survive answers that lack what they could lack", async () => {
    const bare = { number: 3, html_url: undefined, body: undefined, user: null, state_reason: undefined };
    const listed = [bare, null as unknown as Listed, { number: 4, created_at: null }, {} as Listed];
    const client = clientOf([]);
    client.rest = async () => ({
      status: 200,
      data: listed.map(
        (one) => one && { labels: ["incident"], ...(one === bare ? { created_at: OPENED } : {}), ...one },
      ),
      headers: {},
    });
    expect(await history(client)).toMatchObject([{ number: 3, url: `${WEB}/issues/3`, failureClass: null }]);
  });

  it("are drills by the policy's label or by the form", async () => {
    const listed = [
      { number: 1, labels: ["incident", "Game-Day"] },
      { number: 2, labels: ["incident", { name: "drill" }] },
      { number: 3, body: `${BODY}\n### Drill\n\n- [X] This is a drill\n` },
    ];
    const drills = async (file: Readonly<Record<string, unknown>>) =>
      (await history(clientOf(listed), {}, file)).map(({ drill }) => drill);
    expect(await drills({ incident: { drill_label: "game-day" } })).toEqual([true, false, true]);
    expect(await drills({})).toEqual([false, true, true]);
  });

  it("reach back by the longer of the two windows before this one was opened", async () => {
    const at = (days: number, ms = 0) => addMs(OPENED, -days * DAY - ms);
    const listed = [
      { number: 40, created_at: LATER },
      { number: 4, created_at: at(90) },
      { number: 3, created_at: at(90, 1000) },
      { number: 2, created_at: at(120) },
      { number: 1, created_at: at(120, 1000) },
    ];
    const numbers = async (file: Readonly<Record<string, unknown>>) =>
      (await history(clientOf(listed), {}, file)).map(({ number }) => number);
    expect(await numbers({})).toEqual([4, 40]);
    expect(await numbers({ effect: { window: "120d" } })).toEqual([2, 3, 4, 40]);
    expect(await numbers({ effect: { window: "30d" }, enforce: { repeat_within: "120d" } })).toEqual([2, 3, 4, 40]);
  });

  it("are asked for by each label, and in an organization by each type, without regard to case", async () => {
    const file = { incident: { labels: ["incident", "outage"], types: ["Incident", "Breach"] } };
    const client = clientOf([{ number: 2, labels: ["outage"] }]);
    expect(await history(client, { organization: true }, file)).toHaveLength(1);
    expect(client.asked.map(({ labels, type }) => labels ?? type)).toEqual([
      "incident",
      "outage",
      "incident",
      "breach",
      "outage",
    ]);
    expect(client.asked.map((asked) => "type" in asked)).toEqual([false, false, true, true, true]);
    const person = clientOf([]);
    await history(person, {}, file);
    expect(person.asked).toHaveLength(2);
  });

  it("an organization without the type refuses it, which is no failure", async () => {
    const refused = (asked: Asked) =>
      "type" in asked ? new Refused("GET", 422, { message: "Validation Failed" }, {}) : null;
    const client = clientOf([{ number: 2 }], refused);
    expect((await history(client, { organization: true })).map(({ number }) => number)).toEqual([2]);
  });
});

describe("R-V1: other incidents that were not read", () => {
  const unread = async (error: Error) => (await read(clientOf([], () => error))).history;

  it("say why, and which permission would help", async () => {
    expect(await unread(new Unavailable("GET issues", 502, "Bad Gateway"))).toMatchObject({
      unreadable: expect.stringContaining("502"),
      transient: true,
    });
    expect(await unread(new Refused("GET", 403, { message: "Resource not accessible by integration" }, {}))).toEqual({
      unreadable: "other incidents: GET: HTTP 403 (Resource not accessible by integration)",
      permission: "issues: read",
    });
    for (const status of [404, 410]) {
      expect(await unread(new Refused("GET", status, {}, {}))).toEqual({
        unreadable: `other incidents: GitHub answered ${status}`,
        permission: "issues: read",
      });
    }
    const named = new Refused("GET", 403, {}, { "x-accepted-github-permissions": "issues=read" });
    expect(await unread(named)).toMatchObject({ permission: "issues: read" });
    const odd = clientOf([]);
    odd.rest = async () => ({ status: 200, data: { message: "?" }, headers: {} });
    expect((await read(odd)).history).toMatchObject({ unreadable: "other incidents: the answer is no list" });
  });

  it("a rate limit ends the pass", async () => {
    await expect(unread(new RateLimited("GET", 0, 1000))).rejects.toThrow(RateLimited);
  });

  it("a failure on a later page leaves all unread", async () => {
    const many = Array.from({ length: 150 }, (_, index) => ({ number: 100 + index }));
    const client = clientOf(many, ({ page }) => (page === 2 ? new Unavailable("GET issues", 502, "") : null));
    expect((await read(client)).history).toMatchObject({ transient: true });
  });

  it("are more than a thousand: told, and the recent ones stay where all of them were read", async () => {
    const opened = (index: number) => addMs(OPENED, -index * 3600_000);
    const many = (count: number) =>
      clientOf(Array.from({ length: count }, (_, index) => ({ number: 5000 - index, created_at: opened(index) })));
    expect(await history(many(999))).toHaveLength(999);
    const whole = many(1000);
    const file = { mode: "enforce", enforce: { when: ["SEV1", "repeat"], repeat_within: "30d" } } as const;
    const found = await read(whole, {}, file);
    expect(whole.asked).toHaveLength(10);
    expect(found.history).toEqual({
      unreadable: "other incidents: there are more than can be read since 2025-12-02T09:00:00Z",
    });
    expect(found.recent).toHaveLength(721);
    const short = { ...file, effect: { window: "30d" } } as const;
    // The thousandth is older than anything asks for.
    expect((await read(many(1000), {}, short)).history).toHaveLength(721);
  });
});

describe("what depends on the other incidents", () => {
  it("is a class that is named, or an item: else nothing is asked", async () => {
    const client = clientOf([{ number: 2 }]);
    expect(await read(client, { body: "Down.", items: [] })).toEqual({ recent: null, people: [] });
    expect(client.asked).toEqual([]);
    expect(await read(client, { items: [] })).toMatchObject({ history: [{ number: 2 }] });
    expect(await read(client, { body: "Down." })).toMatchObject({ history: [{ number: 2 }] });
  });

  it("is the repeat rule, from the same answers", async () => {
    const client = clientOf([{ number: 2 }, { number: 30, created_at: LATER }]);
    const file = { mode: "enforce", enforce: { when: ["SEV1", "repeat"] } } as const;
    const found = await read(client, {}, file);
    expect(found.recent).toEqual([{ number: 2, url: `${WEB}/issues/2`, failureClass: "capacity" }]);
    expect(found.history).toHaveLength(2);
    expect(client.asked).toHaveLength(1);
    expect((await read(client, {}, { mode: "warn" })).recent).toBeNull();
  });
});

describe("R-S3: a later incident that used a control", () => {
  const used = async (timeline: string, over: object = {}, field = "Timeline") => {
    const body = `### Failure class\n\ncapacity\n\n### ${field}\n\n${timeline}\n\n### Root cause\n\nlike #13\n`;
    const items = [12, 13].map((number) => ({ number, body: "" }));
    const [one] = await history(clientOf([{ number: 30, created_at: LATER, body, ...over }]), { items });
    return one?.exercised;
  };

  it.each([
    "- 09:00 #12 stopped it",
    "09:00 (#12) stopped it",
    `09:00 ${WEB}/issues/12 stopped it`,
    `09:00 ${WEB}/issues/12#issuecomment-3, which helped`,
    "09:00 acme/shop#12 stopped it",
    "09:00 Acme/Shop#12.",
    "> quoted: #12",
    "| 09:00 | #12 |",
  ])("R-S3: %s", async (line) => {
    expect(await used(line)).toEqual([12]);
    expect(await used(line, {}, "Evidence packet")).toEqual([12]);
    expect(await used(line, {}, "Impact")).toBeUndefined();
  });

  it.each([
    "09:00 #123 and #1",
    "09:00 item 12",
    "09:00 other/shop#12",
    "09:00 acme/shop-2#12",
    "09:00 xacme/shop#12",
    "09:00 page#12",
    "09:00 https://github.com/acme/other/issues/12",
    `09:00 ${WEB}/issues/123`,
    `09:00 ${WEB}/pull/12`,
    "09:00 `#12`",
    "```\n#12\n```",
    "<!-- #12 -->",
    "09:00 &#12;",
    "09:00 \\#12",
  ])("none: %s", async (line) => {
    expect(await used(line)).toBeUndefined();
  });

  it("names several, and says who opened it; whoever is a person is looked up", async () => {
    const body = "### Timeline\n\n#13, then #12\n";
    const listed = [
      { number: 30, created_at: LATER, body },
      { number: 31, created_at: LATER, body, user: { login: "pager[bot]", node_id: "B_1", type: "Bot" } },
      { number: 32, created_at: LATER, body, user: null },
      { number: 33, created_at: LATER },
    ];
    const items = [12, 13].map((number) => ({ number, body: "" }));
    const found = await read(clientOf(listed), { items });
    expect(found.history).toMatchObject([
      { number: 30, exercised: [12, 13], by: { login: "maya", nodeId: "U_maya", kind: "user" } },
      { number: 31, exercised: [12, 13], by: { login: "pager[bot]", nodeId: "B_1", kind: "bot" } },
      { number: 32, exercised: [12, 13], by: { login: "ghost", nodeId: "", kind: "ghost" } },
      { number: 33 },
    ]);
    expect(found.people).toEqual(["maya"]);
  });

  it("is none that was there before", async () => {
    expect(await used("#12", { created_at: OPENED })).toBeUndefined();
    expect(await used("#12", { created_at: addMs(OPENED, 1000) })).toEqual([12]);
  });
});
