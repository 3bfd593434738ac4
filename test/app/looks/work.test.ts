import { describe, expect, it } from "@jest/globals";
import { generateKeyPairSync } from "node:crypto";
import { UNCOUNTED } from "../../../src/app/looks/account.ts";
import type { Clients } from "../../../src/app/clients.ts";
import { createIndex } from "../../../src/app/known/index.ts";
import { createLog } from "../../../src/app/log.ts";
import { localInstant } from "../../../src/app/looks/local-instant.ts";
import { createWorker, type WorkerParts } from "../../../src/app/looks/work.ts";
import { defaultPolicy } from "../../../src/core/policy/resolve.ts";
import type { Write } from "../../../src/core/plan/write.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import type { GitHubClient } from "../../../src/github/request/client.ts";
import { RateLimited, Refused } from "../../../src/github/request/errors.ts";
import { createMemoryQueue } from "../../../src/queue/memory.ts";
import type { Subject, IncidentSubject, Lane, Queue } from "../../../src/queue/queue.ts";
import type { PassResult } from "../../../src/reconcile.ts";
import { createTestClock, flush } from "../../queue/test-clock.ts";
import { turnOf } from "../../support/turn.ts";

const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});
const SUBJECT: IncidentSubject = { kind: "incident", installation: 3, repository: "acme/shop", number: 12 };
const NOW = "2026-03-01T09:00:00Z";
const DATE = { date: new Date(NOW).toUTCString() };

type Answers = Readonly<Record<string, unknown>>;

/** A client that answers routes from a table; what is not in it is 404. */
function answering(answers: Answers, asked: string[]): GitHubClient {
  return {
    graphql: () => Promise.reject(new Error("no GraphQL here")),
    rest: async (route, parameters = {}) => {
      const { owner, repo, page: _page, per_page: _size, ...rest } = parameters;
      const path = route.replace("{owner}", String(owner)).replace("{repo}", String(repo));
      const key = Object.keys(rest).length === 0 ? path : `${path} ${JSON.stringify(rest)}`;
      asked.push(key);
      if (!(key in answers)) throw new Refused(route, 404, { message: "Not Found" }, DATE);
      return { status: 200, data: answers[key], headers: DATE };
    },
  };
}

function setUp(answers: Answers, pass: () => PassResult) {
  const clock = createTestClock(Date.parse(NOW));
  const asked: string[] = [];
  const index = createIndex();
  const client = answering(answers, asked);
  const clients: Clients = { app: client, forInstallation: () => client, forget: () => undefined };
  const looked: number[] = [];
  const recalled: (number | undefined)[] = [];
  const healed: string[] = [];
  const parts: WorkerParts = {
    config: {
      appId: 7,
      privateKey,
      webhookSecret: "s",
      port: 0,
      host: "",
      logLevel: "silent",
      apiUrl: "https://forge.test",
      graphqlUrl: "https://forge.test/graphql",
    },
    clients,
    index: () => index,
    clock,
    log: createLog({ level: "silent" }),
    metrics: { ...UNCOUNTED, healed: (by) => void healed.push(by) },
    pass: async (subject, { recallWithin }) => {
      looked.push(subject.number);
      recalled.push(recallWithin);
      return pass();
    },
    repositoryPass: async () => undefined,
  };
  const worker = createWorker(parts);
  const queue: Queue = createMemoryQueue({ clock, work: worker.work, keep: (change) => index.apply(change) });
  return { queue, clock, asked, index, looked, recalled, healed, worker, parts };
}

function judged(given: Partial<Extract<PassResult, { kind: "judged" }>> = {}): PassResult {
  const snapshot = {
    now: NOW,
    repository: { owner: "acme", name: "shop" },
    policy: [],
    incident: { labels: ["incident"], type: null, comments: [] },
    items: [{ number: 13, url: "https://forge.test/acme/shop/issues/13" }],
    ledger: [],
    pulls: { "acme/shop#5": { headSha: "a".repeat(40), mergeCommit: null }, "acme/api#6": { unreadable: "x" } },
    links: {
      "https://forge.test/acme/shop/actions/runs/77": {
        url: "https://forge.test/acme/shop/actions/runs/77",
        found: { kind: "run", run: { id: 77, headSha: "b".repeat(40) } },
      },
    },
  } as unknown as Snapshot;
  const standing = { path: null, commit: null, problem: null, belowFloor: [] };
  const verdict = { closable: { outcome: "fail" }, closure: { kind: "open" }, mode: "warn" };
  return {
    kind: "judged",
    snapshot,
    verdict: verdict as unknown as Extract<PassResult, { kind: "judged" }>["verdict"],
    inForce: { state: "in_force", policy: defaultPolicy("warn"), standing, committedAt: null },
    wakeAt: null,
    unread: [],
    outcomes: [],
    reads: 1,
    rounds: 1,
    recalled: false,
    retryIn: null,
    ...given,
  };
}

const APP = { "GET /app": { slug: "quench" } };

describe("a pass of the App", () => {
  it.each([
    ["issues.labeled", 600_000],
    ["issues.closed", 0],
    ["issues.unlabeled", 0],
    ["issues.untyped", 0],
    ["issues.transferred", 0],
    ["issues.edited, issues.closed", 0],
    ["1, 2, 3, 4, 5, 6, 7, 8, 9, 10".replaceAll(/\d+/g, "issues.edited$&"), 0],
    ["issue_comment.created", 600_000],
    ["pull_request.synchronize", 600_000],
    ["wake-up, issues.edited", 600_000],
    ["sweep, issues.edited", 0],
    ["issue_comment.command", 0],
    ["check_run.completed", 0],
    ["push", 0],
    ["member.removed", 0],
    ["wake-up", 0],
    ["sweep", 0],
    ["changed", 0],
  ])("after %s is content with answers of the last %i milliseconds", async (reasons, within) => {
    const { queue, clock, recalled } = setUp(APP, () => judged());
    for (const reason of reasons.split(", ")) queue.enqueue(SUBJECT, { reason, at: clock.now() + 1 });
    await clock.advance(1);
    expect(recalled).toEqual([within]);
  });

  it("looks again once what it was content with is too old, and comes no sooner for it", async () => {
    let recalled = true;
    const { queue, clock, looked } = setUp(APP, () => judged({ recalled }));
    queue.enqueue(SUBJECT, { reason: "issues.edited" });
    await flush();
    recalled = false;
    await clock.advance(599_999);
    expect(looked).toEqual([12]);
    await clock.advance(1);
    expect(looked).toEqual([12, 12]);
    await clock.advance(3_600_000);
    expect(looked).toEqual([12, 12]);
    expect(queue.size).toBe(0);
  });

  it.each([
    ["sweep", 1, ["full_sweep"]],
    ["changed", 1, ["changes_sweep"]],
    ["sweep", 0, []],
    ["sweep, issues.closed", 1, []],
    ["wake-up", 1, []],
  ])("for %s that wrote %i times counts %j as found unheard", async (reasons, writes, found) => {
    const write = { kind: "notice", key: "undo:1" } as Write;
    const outcomes = Array.from({ length: writes }, () => ({ write, result: "done" as const }));
    const { queue, clock, healed } = setUp(APP, () => judged({ outcomes }));
    for (const reason of reasons.split(", ")) queue.enqueue(SUBJECT, { reason, at: clock.now() + 1 });
    await clock.advance(1);
    expect(healed).toEqual(found);
  });

  it("does not seem to have done what a later version asks for", async () => {
    const { worker } = setUp(APP, () => judged());
    const { turn } = turnOf({ kind: "novelty", installation: 3, repository: "acme/shop" } as unknown as Subject);
    await expect(worker.work(turn)).rejects.toThrow("a subject that this version does not know: novelty");
  });

  it("fills the index with what belongs to the incident", async () => {
    const { queue, index, worker } = setUp(APP, () => judged());
    queue.enqueue(SUBJECT, { reason: "event" });
    await flush();
    for (const key of [
      "acme/shop#12",
      "acme/shop#13",
      "acme/shop#5",
      "acme/api#6",
      `sha ${"a".repeat(40)}`,
      `sha ${"b".repeat(40)}`,
    ]) {
      expect(index.find(key)).toEqual([SUBJECT]);
    }
    expect(index.find("run acme/shop 77")).toEqual([SUBJECT]);
    expect(index.facts("acme/shop")).toMatchObject({
      incidentLabels: ["incident"],
      itemLabels: ["hardening", "residual-risk", "reliability-debt"],
    });
    expect(worker.self()).toEqual({ appId: 7, login: "quench[bot]" });
  });

  it("takes out what is gone, has no policy, or is no incident any more", async () => {
    const facts = { outcomes: [], reads: 1, rounds: 1, recalled: false, retryIn: null };
    const results: PassResult[] = [
      { kind: "gone", why: "deleted", ...facts },
      { kind: "no_policy", why: "absent", snapshot: {} as Snapshot, ...facts },
    ];
    for (const result of results) {
      const { queue, index } = setUp(APP, () => result);
      index.apply({ kind: "put", subject: SUBJECT, keys: [] });
      index.apply({ kind: "swept", repository: "acme/shop", swept: { whole: 0, mark: null, policy: "" } });
      queue.enqueue(SUBJECT, { reason: "event" });
      await flush();
      expect(index.incidents).toBe(0);
      // It may have been hidden for a moment: the next sweep looks at everything.
      expect(index.swept("acme/shop")).toBeNull();
    }
  });

  it("wakes up when the verdict says so", async () => {
    const { queue, clock, looked } = setUp(APP, () =>
      judged({ wakeAt: looked.length > 1 ? null : "2026-03-01T09:01:00Z" }),
    );
    queue.enqueue(SUBJECT, { reason: "event" });
    await flush();
    expect(queue.busy()).toBe(false);
    await clock.advance(59_999);
    expect(looked).toHaveLength(1);
    await clock.advance(1);
    expect(looked).toHaveLength(2);
    expect(queue.size).toBe(0);
  });

  it("comes back after a rate limit or another pass's claim", async () => {
    const { queue, clock, looked } = setUp(APP, () => judged({ retryIn: looked.length > 1 ? null : 3_000 }));
    queue.enqueue(SUBJECT, { reason: "event" });
    await flush();
    expect(queue.busy()).toBe(true);
    await clock.advance(3_000);
    expect(looked).toHaveLength(2);
    expect(queue.busy()).toBe(false);
  });

  it.each([
    ["issues.closed", "urgent"],
    ["issues.edited", "usual"],
    ["sweep", "background"],
  ] as const)("comes back after %s in the lane %s, where a limit cut it off", async (reason, lane) => {
    const began: [string, Lane][] = [];
    const { clock, worker } = setUp(APP, () => judged({ retryIn: began.length > 2 ? null : 3_000 }));
    const queue = createMemoryQueue({
      clock,
      work: (turn) => worker.work(turn),
      onBegin: (subject, of) => began.push([subject.kind, of]),
    });
    queue.enqueue(SUBJECT, { reason });
    await flush();
    await clock.advance(6_000);
    expect(began).toEqual(Array.from({ length: 3 }, () => ["incident", lane]));
  });

  it("puts off a sweep that a limit cut off, for the same reasons and without calling it failed", async () => {
    const { clock, parts, asked } = setUp(APP, () => judged());
    const turns: (readonly string[])[] = [];
    const failures: number[] = [];
    let limited = true;
    const client: GitHubClient = {
      graphql: () => Promise.reject(new Error("no GraphQL here")),
      rest: (route) =>
        Promise.reject(limited ? new RateLimited(route, clock.now(), 90_000) : new Refused(route, 404, {}, DATE)),
    };
    const { work } = createWorker({
      ...parts,
      clients: { app: client, forInstallation: () => client, forget: () => undefined },
    });
    const queue = createMemoryQueue({
      clock,
      work: (turn) => {
        if (turn.subject.kind !== "sweep") return Promise.resolve();
        turns.push(turn.reasons);
        failures.push(turn.failures);
        return work(turn);
      },
    });
    const sweep = { kind: "sweep", installation: 3, repository: "acme/shop" } as const;
    for (const reason of ["sweep", "push"]) queue.enqueue(sweep, { reason, at: clock.now() + 1 });
    await clock.advance(1);
    expect(turns).toEqual([["sweep", "push"]]);
    await clock.advance(89_999);
    expect(turns).toHaveLength(1);
    limited = false;
    await clock.advance(1);
    expect(turns).toEqual([
      ["sweep", "push"],
      ["sweep", "push"],
    ]);
    expect(failures).toEqual([0, 0]);
    expect([queue.size, asked]).toEqual([0, []]);
  });

  it("reads again what an outage kept from it, a few times", async () => {
    const outage = setUp(APP, () => judged({ unread: ["comments: GraphQL: HTTP 502 (Bad gateway)"] }));
    outage.queue.enqueue(SUBJECT, { reason: "event" });
    await flush();
    await outage.clock.advance(600_000);
    expect(outage.looked).toHaveLength(5);
    expect(outage.queue.size).toBe(0);
  });

  it("tries a few times what GitHub refuses, and not for hours", async () => {
    const there = { 'GET /app/installations/{installation_id} {"installation_id":3}': { suspended_at: null } };
    const { queue, clock, looked } = setUp({ ...APP, ...there }, () => {
      throw new Refused("POST /repos/acme/shop/check-runs", 403, { message: "Resource not accessible" }, DATE);
    });
    queue.enqueue(SUBJECT, { reason: "check_run.rerequested" });
    await flush();
    await clock.advance(86_400_000);
    expect(looked).toHaveLength(3);
  });

  it("looks at the incident that survives a duplicate, once the duplicate says so", async () => {
    const snapshot = (judged() as Extract<PassResult, { kind: "judged" }>).snapshot;
    const duplicateOf = { repository: "acme/shop", number: 30 };
    const merged = { ...snapshot, incident: { ...snapshot.incident, duplicateOf } };
    const said = { write: { kind: "tracker" }, result: "done" } as unknown as PassResult["outcomes"][number];
    let writes = [said];
    const { queue, clock, looked } = setUp(APP, () => {
      const outcomes = writes;
      writes = [];
      return judged({ snapshot: merged, outcomes });
    });
    queue.enqueue(SUBJECT, { reason: "issues.closed" });
    await clock.advance(60_000);
    expect(looked).toEqual([12, 30]);
  });

  it("looks again at a check that another incident's pass writes too, until nothing was written", async () => {
    const check = (over: object, result = "done") =>
      ({ write: { kind: "check", ...over }, result }) as unknown as PassResult["outcomes"][number];
    let writes = [check({ over: null }), check({ over: "#7" }), check({ over: "#7" }, "skipped")];
    const { queue, clock, looked } = setUp(APP, () => judged({ outcomes: writes.splice(0, 1) }));
    queue.enqueue(SUBJECT, { reason: "pull_request.edited" });
    await clock.advance(14_000);
    expect(looked).toHaveLength(1);
    await clock.advance(60_000);
    expect(looked).toHaveLength(3);
    // Its own, and nobody else's: nothing can be lost of it.
    writes = [check({})];
    queue.enqueue(SUBJECT, { reason: "pull_request.edited" });
    await clock.advance(60_000);
    expect(looked).toHaveLength(4);
  });

  it("waits where GitHub does not even tell who we are", async () => {
    const { queue, clock, looked } = setUp({}, () => judged());
    queue.enqueue(SUBJECT, { reason: "event" });
    await clock.advance(10_000);
    expect(looked).toEqual([]);
    expect(queue.size).toBe(1);
  });
});

describe("a sweep", () => {
  const LIST = "GET /repos/acme/shop/issues";
  const POLICY = "GET /repos/acme/shop/contents/.github/quench.yml";
  const since = new Date(Date.parse(NOW) - 15 * 86_400_000).toISOString();
  const content = (text: string): object => ({ content: Buffer.from(text).toString("base64") });
  const issue = (number: number, closed_at: string | null = null, given: object = {}): object => ({
    number,
    closed_at,
    ...given,
  });

  it("goes from installations over repositories to open and lately closed incidents", async () => {
    const answers = {
      ...APP,
      "GET /app/installations": [
        { id: 3, suspended_at: null },
        { id: 4, suspended_at: NOW },
      ],
      "GET /installation/repositories": {
        repositories: [{ full_name: "acme/shop" }, { full_name: "acme/old", archived: true }],
      },
      [POLICY]: content("version: 1\nincident:\n  labels: [outage]\nreminders:\n  enabled: false\n"),
      [`${LIST} {"state":"open","labels":"outage"}`]: [issue(12), issue(13, null, { pull_request: {} })],
      [`${LIST} {"state":"closed","since":"${since}","labels":"outage"}`]: [
        issue(14, "2026-02-20T00:00:00Z"),
        issue(15, "2026-01-01T00:00:00Z"),
      ],
      [`${LIST} {"state":"open","type":"Incident"}`]: [issue(16, null, { type: { name: "incident" } }), issue(17)],
      [`${LIST} {"state":"closed","since":"${since}","type":"Incident"}`]: [],
    };
    const { queue, clock, looked, index } = setUp(answers, () => judged());
    queue.enqueue({ kind: "sweep", installation: null, repository: null }, { reason: "start" });
    await clock.advance(0);
    await flush();
    expect([...looked].sort((a, b) => a - b)).toEqual([12, 14, 16]);
    expect(index.facts("acme/shop")).not.toBeNull();
    // Only the next sweep is left.
    expect(queue.size).toBe(1);
    expect(queue.busy()).toBe(false);
    looked.length = 0;
    await clock.advance(61 * 60 * 1000);
    await flush();
    expect([...looked].sort((a, b) => a - b)).toEqual([12, 14, 16]);
  });

  it("looks at no incident where there is no policy, here or at the owner's", async () => {
    const { queue, asked, looked, clock } = setUp(APP, () => judged());
    queue.enqueue({ kind: "sweep", installation: 3, repository: "acme/shop" }, { reason: "start" });
    await clock.advance(0);
    expect(asked).toEqual([POLICY, "GET /repos/acme/.github/contents/.github/quench.yml"]);
    expect(looked).toEqual([]);
    expect(queue.size).toBe(0);
  });

  it("takes the last policy that parses", async () => {
    const answers = {
      ...APP,
      [POLICY]: content("version: 1\nmoed: x\n"),
      'GET /repos/acme/shop/commits {"path":".github/quench.yml"}': [{ sha: "c2" }, { sha: "c1" }],
    };
    const withHistory = {
      ...answers,
      [`${POLICY} {"ref":"c2"}`]: content("version: 1\nmoed: x\n"),
      [`${POLICY} {"ref":"c1"}`]: content(
        "version: 1\nincident:\n  labels: [outage]\n  types: []\nreminders:\n  enabled: false\n",
      ),
      [`${LIST} {"state":"open","labels":"outage"}`]: [issue(12)],
      [`${LIST} {"state":"closed","since":"${since}","labels":"outage"}`]: [],
    };
    const { queue, looked, clock } = setUp(withHistory, () => judged());
    queue.enqueue({ kind: "sweep", installation: 3, repository: "acme/shop" }, { reason: "start" });
    await clock.advance(0);
    await flush();
    expect(looked).toEqual([12]);
  });
});

describe("an instant of GitHub's clock on ours", () => {
  const at = (iso: string): number => Date.parse(iso);
  it("is the same instant where the clocks agree, however long the pass took", () => {
    expect(localInstant("2026-03-01T09:01:00Z", NOW, at(NOW) - 500, at(NOW) + 90_000_000)).toBe(
      at("2026-03-01T09:01:00Z"),
    );
  });
  it("is moved by the skew where they do not", () => {
    const local = at("2026-03-04T09:00:00Z");
    expect(localInstant("2026-03-01T09:01:00Z", NOW, local - 500, local)).toBe(local + 60_000);
  });
});
