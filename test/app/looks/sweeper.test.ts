import { describe, expect, it } from "@jest/globals";
import type { Clients } from "../../../src/app/clients.ts";
import { createIndex } from "../../../src/app/known/index.ts";
import { createLog } from "../../../src/app/log.ts";
import { fileKey, issueKey, mergedKey } from "../../../src/app/events/references.ts";
import { nextSlot, periodOf } from "../../../src/app/looks/pace.ts";
import { createSweeper } from "../../../src/app/looks/sweeper.ts";
import type { PassContext } from "../../../src/app/looks/work.ts";
import type { GitHubClient } from "../../../src/github/request/client.ts";
import { Refused, Unavailable } from "../../../src/github/request/errors.ts";
import type { EnqueueRequest, Subject, SweepSubject } from "../../../src/queue/queue.ts";
import { createTestClock } from "../../queue/test-clock.ts";
import { turnOf } from "../../support/turn.ts";

const NOW = Date.parse("2026-03-01T09:00:00Z");
const HOUR = 3_600_000;
const REPOSITORY: SweepSubject = { kind: "sweep", installation: 3, repository: "acme/shop" };
const POLICY = { content: Buffer.from("version: 1\nmode: enforce\n").toString("base64") };
const incident = (number: number) => ({ kind: "incident", installation: 3, repository: "acme/shop", number });

/** A repository with incidents 1 and 2, as it is answered; a test changes it. */
function world() {
  const state = {
    policy: POLICY as unknown,
    /** The file that the policy may build on, in another repository. */
    base: POLICY as unknown,
    broken: false,
    tip: "a",
    /** Answers to "what changed since". */
    changed: [] as unknown[],
    compare: null as unknown,
    incidents: [1, 2],
  };
  const clock = createTestClock(NOW);
  const asked: string[] = [];
  const enqueued: { subject: Subject; request: EnqueueRequest }[] = [];
  const rest = async (route: string, parameters: Record<string, unknown> = {}) => {
    const headers = { date: new Date(clock.now()).toUTCString() };
    const answer = (data: unknown) => ({ status: 200, data, headers });
    const { since } = parameters;
    asked.push(typeof since === "string" ? `${route} since ${since}` : route);
    if (route.includes("/contents/") && parameters["repo"] === "base") return answer(state.base);
    if (route.includes("/contents/")) {
      if (state.policy === null) throw new Refused(route, 404, {}, headers);
      return answer(state.policy);
    }
    if (route.endsWith("/commits")) return answer([{ sha: state.tip }]);
    if (route.includes("/compare/")) {
      if (state.compare === null) throw new Refused(route, 404, {}, headers);
      return answer(state.compare);
    }
    if (state.broken && route.endsWith("/issues")) throw new Unavailable(route, 502, "Bad Gateway");
    if (route.endsWith("/issues") && parameters["sort"] === "updated") return answer(state.changed);
    if (route.endsWith("/issues"))
      return answer(
        parameters["state"] === "open" && parameters["labels"] === "incident"
          ? state.incidents.map((number) => ({ number, closed_at: null }))
          : [],
      );
    throw new Error(`not expected: ${route}`);
  };
  const client: GitHubClient = { graphql: () => Promise.reject(new Error("no GraphQL here")), rest };
  const clients: Clients = { app: client, forInstallation: () => client, forget: () => undefined };
  const index = createIndex();
  const context = { clients, index: () => index, clock, log: createLog({ level: "silent" }) };
  const sweeper = createSweeper(context as unknown as PassContext);
  const sweep = async (reason = "sweep") => {
    asked.length = 0;
    enqueued.length = 0;
    const { turn, noted } = turnOf(REPOSITORY, { reasons: [reason], keep: (change) => index.apply(change) });
    await sweeper.sweep(turn);
    enqueued.push(...noted.enqueued);
    return enqueued.filter(({ subject }) => subject.kind === "incident").map(({ subject }) => subject);
  };
  return { state, clock, asked, enqueued, index, sweeper, sweep };
}

describe("a sweep of a repository", () => {
  it("looks at every incident the first time, and at none of a thousand where nothing changed since", async () => {
    const box = world();
    box.state.incidents = Array.from({ length: 1000 }, (_, index) => index + 1);
    expect(await box.sweep("start")).toHaveLength(1000);
    await box.clock.advance(HOUR);
    expect(await box.sweep()).toEqual([]);
    expect(box.asked).toHaveLength(3);
    expect(box.asked[2]).toContain("since 2026-03-01T08:58:00.000Z");
  });

  it("makes the looks of a large one one after another, at the same times whoever asks", async () => {
    const box = world();
    box.state.incidents = Array.from({ length: 400 }, (_, index) => index + 1);
    const times = async (): Promise<number[]> => {
      await box.sweep("start");
      const incidents = box.enqueued.filter(({ subject }) => subject.kind === "incident");
      return incidents.map(({ request }) => (request.at ?? 0) - NOW);
    };
    const at = await times();
    expect(at).toHaveLength(400);
    expect(Math.min(...at)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...at)).toBeLessThan(300 * 8_000);
    expect(at.filter((each) => each < 600_000).length).toBeLessThan(150);
    expect(await times()).toEqual(at);
  });

  it("looks at what changed: an incident by its label, one by its item, one by a pull request's text", async () => {
    const box = world();
    await box.sweep("start");
    box.index.apply({
      kind: "put",
      subject: { kind: "incident", installation: 3, repository: "acme/shop", number: 2 },
      keys: [issueKey("acme/shop", 20)],
    });
    box.index.apply({
      kind: "put",
      subject: { kind: "incident", installation: 3, repository: "acme/shop", number: 3 },
      keys: [issueKey("acme/shop", 30)],
    });
    await box.clock.advance(HOUR);
    box.state.changed = [
      { number: 1, labels: [{ name: "Incident" }] },
      { number: 20, labels: [] },
      { number: 55, labels: [], pull_request: {}, body: "Hardening: #30" },
      { number: 56, labels: [{ name: "bug" }], body: "Nothing of ours" },
    ];
    expect(await box.sweep()).toEqual([incident(1), incident(2), incident(3)]);
  });

  it("looks at what a push changed, as its webhook would have said", async () => {
    const box = world();
    await box.sweep("start");
    box.index.apply({
      kind: "put",
      subject: { kind: "incident", installation: 3, repository: "acme/shop", number: 1 },
      keys: [fileKey("acme/shop", "test/a.ts")],
    });
    box.index.apply({
      kind: "put",
      subject: { kind: "incident", installation: 3, repository: "acme/shop", number: 2 },
      keys: [mergedKey("acme/shop")],
    });
    await box.clock.advance(HOUR);
    box.state.tip = "b";
    const commits = [{ commit: { message: "Tidy" } }];
    const files = [{ filename: "test/a.ts", status: "removed" }];
    box.state.compare = { status: "ahead", total_commits: 1, commits, files };
    expect(await box.sweep()).toEqual([incident(1)]);
    box.state.tip = "c";
    box.state.compare = { status: "ahead", total_commits: 1, commits: [{ commit: { message: 'Revert "x"' } }] };
    expect(await box.sweep()).toEqual([incident(2)]);
  });

  it.each([
    ["the branch was rewritten", { status: "diverged", commits: [], files: [] }],
    ["the comparison is gone", null],
    ["more changed than is listed", { status: "ahead", total_commits: 900, commits: [], files: [] }],
    [
      "the policy changed",
      {
        status: "ahead",
        total_commits: 1,
        commits: [{ commit: { message: "Stricter" } }],
        files: [{ filename: ".github/quench.yml", status: "modified" }],
      },
    ],
  ])("looks at every incident where %s", async (_why, compare) => {
    const box = world();
    await box.sweep("start");
    await box.clock.advance(HOUR);
    box.state.tip = "b";
    box.state.compare = compare;
    expect(await box.sweep()).toEqual([incident(1), incident(2)]);
  });

  it("looks at every incident when an event asks for it, where it is not to be trusted, and in its slot of the day", async () => {
    const box = world();
    const all = [incident(1), incident(2)];
    const daily = nextSlot("sweep 3 acme/shop", NOW, 24 * HOUR);
    await box.sweep("start");
    await box.clock.advance(HOUR);
    expect(await box.sweep("push")).toEqual(all);
    await box.clock.advance(HOUR);
    expect(await box.sweep()).toEqual([]);
    expect(await box.sweep("retry")).toEqual([]);
    box.index.apply({ kind: "distrust", repository: "ACME/Shop" });
    expect(await box.sweep()).toEqual(all);
    for (const day of [0, 24 * HOUR, 48 * HOUR]) {
      await box.clock.advance(daily + day - 5 * 60_000 - box.clock.now());
      expect(await box.sweep()).toEqual([]);
      await box.clock.advance(5 * 60_000);
      expect(await box.sweep()).toEqual(all);
      await box.clock.advance(12 * HOUR);
      expect(await box.sweep()).toEqual([]);
    }
  });

  it("looks at every incident where its policy became another one elsewhere, unheard", async () => {
    const box = world();
    const file = (text: string) => ({ content: Buffer.from(`version: 1\n${text}`).toString("base64") });
    box.state.policy = file("_extends: base\n");
    box.state.base = file("mode: warn\n");
    await box.sweep("start");
    await box.clock.advance(HOUR);
    expect(await box.sweep()).toEqual([]);
    box.state.base = file("mode: enforce\n");
    expect(await box.sweep()).toEqual([incident(1), incident(2)]);
    expect(await box.sweep()).toEqual([]);
  });

  it("trusts no mark of a sweep that GitHub broke off", async () => {
    const box = world();
    await box.sweep("start");
    await box.clock.advance(HOUR);
    box.state.broken = true;
    await expect(box.sweep()).rejects.toThrow("502");
    box.state.broken = false;
    box.state.changed = [{ number: 1, labels: [{ name: "incident" }] }];
    expect(await box.sweep()).toEqual([incident(1)]);
    expect(box.asked.at(-1)).toContain("since 2026-03-01T08:58:00.000Z");
  });

  it("forgets a repository whose policy is gone", async () => {
    const box = world();
    await box.sweep("start");
    box.state.policy = null;
    box.index.apply({ kind: "distrust", repository: "acme/shop" });
    expect(await box.sweep()).toEqual([]);
    expect(box.index.facts("acme/shop")).toBeNull();
  });
});

describe("a sweep of an installation", () => {
  const NAMES = Array.from({ length: 5_000 }, (_, n) => `acme/repository-${n}`);
  const INSTALLATION: SweepSubject = { kind: "sweep", installation: 3, repository: null };
  const ALL: SweepSubject = { kind: "sweep", installation: null, repository: null };

  /** One that has so many repositories, listed a hundred at a time. */
  function installed(names: readonly string[]) {
    const clock = createTestClock(NOW);
    const rest = async (route: string, { page = 1 }: { page?: number } = {}) => {
      const of = (list: readonly unknown[]): readonly unknown[] => list.slice((page - 1) * 100, page * 100);
      const date = new Date(clock.now()).toUTCString();
      const headers = names.length > page * 100 ? { date, link: '<https://forge.test>; rel="next"' } : { date };
      const data =
        route === "GET /app/installations"
          ? of([{ id: 3 }, { id: 4 }, { id: 5, suspended_at: "2026-02-01T00:00:00Z" }])
          : { repositories: of(names.map((full_name) => ({ full_name }))) };
      return { status: 200, data, headers };
    };
    const client = { rest } as unknown as GitHubClient;
    const clients: Clients = { app: client, forInstallation: () => client, forget: () => undefined };
    const index = createIndex();
    const context = { clients, index: () => index, clock, log: createLog({ level: "silent" }) };
    const parts = { ...context, identify: async () => null };
    // Nothing that it told before is remembered: each time it is another process.
    const swept = async (subject: SweepSubject, reason: string) => {
      const { turn, noted } = turnOf(subject, { reasons: [reason] });
      await createSweeper(parts as unknown as PassContext).sweep(turn);
      return noted.enqueued.map(({ subject: { installation, repository }, request }) => ({
        name: repository ?? installation,
        reason: request.reason,
        in: (request.at ?? NaN) - clock.now(),
      }));
    };
    return { clock, swept, index };
  }

  it("sweeps a few repositories at once, wholly where it was asked for", async () => {
    const { swept } = installed(["acme/shop", "acme/api"]);
    expect(await swept(INSTALLATION, "installation.created")).toEqual([
      { name: "acme/shop", reason: "whole sweep", in: 0 },
      { name: "acme/api", reason: "whole sweep", in: 0 },
    ]);
    expect(await swept(INSTALLATION, "sweep")).toEqual([
      { name: "acme/shop", reason: "sweep", in: 0 },
      { name: "acme/api", reason: "sweep", in: 0 },
    ]);
  });

  it("sweeps many each in its slot, and at the same times whoever asks", async () => {
    const names = NAMES.slice(0, 200);
    const { swept, clock } = installed(names);
    const period = periodOf(200);
    const usual = await swept(INSTALLATION, "sweep");
    expect(usual).toEqual(
      names.map((name) => ({ name, reason: "sweep", in: nextSlot(`sweep 3 ${name}`, NOW, period) - NOW })),
    );
    await clock.advance(1);
    const again = await swept(INSTALLATION, "sweep");
    expect(again.map((each) => each.in + 1).slice(0, 50)).toEqual(usual.map((each) => each.in).slice(0, 50));
  });

  it("sweeps soon what missed its slot, and not all of it at once", async () => {
    const { swept, index } = installed(NAMES);
    const last = (hours: number) => ({
      whole: NOW - hours * HOUR,
      mark: { tip: "a", at: NOW - hours * HOUR },
      policy: "",
    });
    for (const repository of NAMES.slice(0, 400)) index.apply({ kind: "swept", repository, swept: last(27) });
    for (const repository of NAMES.slice(400, 900)) index.apply({ kind: "swept", repository, swept: last(20) });
    index.apply({
      kind: "swept",
      repository: "acme/repository-900",
      swept: { ...last(50), mark: { tip: "a", at: NOW - HOUR } },
    });
    const found = await swept(INSTALLATION, "sweep");
    const soon = found.slice(-400);
    expect(soon.map((each) => each.name)).toEqual(NAMES.slice(0, 400));
    expect(Math.max(...soon.map((each) => each.in))).toBeLessThan(300 * 8_000);
    expect(soon.filter((each) => each.in < 60_000).length).toBeLessThan(30);
    const planned = found.slice(0, -400);
    expect(planned.every((each) => each.in < 3 * HOUR)).toBe(true);
    expect(Math.abs(planned.length - 5_000 / 8)).toBeLessThan(100);
  });

  it("never asks five thousand repositories at once: a whole sweep takes its day", async () => {
    const { swept } = installed(NAMES);
    const whole = await swept(INSTALLATION, "start");
    expect(whole).toHaveLength(5_000);
    for (const hour of [0, 7, 23]) {
      const within = whole.filter((each) => each.in >= hour * HOUR && each.in < (hour + 1) * HOUR);
      expect(Math.abs(within.length - 5_000 / 24)).toBeLessThan(70);
    }
  });

  it("finds every repository once a day, planning a few hours at a time", async () => {
    const { swept, clock } = installed(NAMES);
    expect(periodOf(NAMES.length)).toBe(24 * HOUR);
    const planned = new Map<string | number | null, Set<number>>();
    for (let hour = 0; hour < 27; hour += 1) {
      const found = await swept(INSTALLATION, "sweep");
      expect(found.length).toBeLessThan(900);
      for (const each of found) {
        const at = planned.get(each.name) ?? new Set();
        planned.set(each.name, at.add(clock.now() + each.in));
      }
      // It may be up to two hours late itself.
      await clock.advance(hour % 5 === 0 ? 3 * HOUR - 60_000 : HOUR);
    }
    expect(planned.size).toBe(5_000);
    for (const at of planned.values()) {
      const sorted = [...at].sort((one, other) => one - other);
      for (const [n, each] of sorted.entries()) if (n > 0) expect(each - (sorted[n - 1] ?? 0)).toBe(24 * HOUR);
    }
  });

  it("is asked for every hour for each installation", async () => {
    const { swept } = installed([]);
    for (const [reason, told] of [
      ["start", "whole sweep"],
      ["sweep", "sweep"],
      ["retry", "sweep"],
    ] as const) {
      const [itself, ...rest] = await swept(ALL, reason);
      expect(itself).toMatchObject({ name: null, reason: "sweep" });
      expect(itself?.in).toBeGreaterThanOrEqual(60_000);
      expect(itself?.in).toBeLessThanOrEqual(HOUR + 60_000);
      expect(rest).toEqual([
        { name: 3, reason: told, in: 0 },
        { name: 4, reason: told, in: 0 },
      ]);
    }
  });
});
