import { describe, expect, it } from "@jest/globals";
import type { Clients } from "../../src/app/clients.ts";
import { createIndex } from "../../src/app/index.ts";
import { createLog } from "../../src/app/log.ts";
import { fileKey, issueKey, mergedKey } from "../../src/app/references.ts";
import { createSweeper } from "../../src/app/sweeper.ts";
import type { PassContext } from "../../src/app/work.ts";
import type { GitHubClient } from "../../src/github/request/client.ts";
import { Refused, Unavailable } from "../../src/github/request/errors.ts";
import type { EnqueueRequest, Subject, SweepSubject } from "../../src/queue/queue.ts";
import { createTestClock } from "../queue/test-clock.ts";
import { turnOf } from "../support/turn.ts";

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

  it("makes the looks of a large one one after another", async () => {
    const box = world();
    box.state.incidents = Array.from({ length: 102 }, (_, index) => index + 1);
    await box.sweep("start");
    const incidents = box.enqueued.filter(({ subject }) => subject.kind === "incident");
    const at = incidents.map(({ request }) => (request.at ?? 0) - NOW);
    expect(at.slice(98)).toEqual([0, 0, 8_000, 16_000]);
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

  it("looks at every incident once a day, when an event asks for it, and where it is not to be trusted", async () => {
    const box = world();
    const all = [incident(1), incident(2)];
    await box.sweep("start");
    await box.clock.advance(HOUR);
    expect(await box.sweep("push")).toEqual(all);
    await box.clock.advance(HOUR);
    expect(await box.sweep()).toEqual([]);
    box.index.apply({ kind: "distrust", repository: "ACME/Shop" });
    expect(await box.sweep()).toEqual(all);
    await box.clock.advance(23 * HOUR);
    expect(await box.sweep()).toEqual([]);
    await box.clock.advance(HOUR);
    expect(await box.sweep()).toEqual(all);
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
