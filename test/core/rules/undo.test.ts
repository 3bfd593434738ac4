import { describe, expect, it } from "@jest/globals";
import { closureOf, enforcedSince, gatesSince, itemClosureOf, presentClose } from "../../../src/core/rules/undo.ts";
import { howClosed } from "../../../src/core/rules/how-closed.ts";
import type { TrackerMemory } from "../../../src/core/plan/write.ts";
import type { InForce } from "../../../src/core/policy/resolve.ts";
import type { Issue } from "../../../src/core/snapshot/issue.ts";
import type { PullRequest } from "../../../src/core/snapshot/pull.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import type { ClosureState } from "../../../src/core/verdict/types.ts";
import { buildCase } from "../../../src/core/verdict/case.ts";
import { judge, ofKind, planned } from "../../support/judge.ts";
import { type Gates, judged } from "../../support/judged.ts";
import { COMMITTED, policyInForce } from "../../support/policy.ts";
import {
  actor,
  closed,
  comment,
  day,
  type Event,
  incident,
  item,
  labeled,
  type Parts,
  person,
  reopened,
  shut,
  snapshot,
  tracker,
  unlabeled,
} from "../../support/snapshot.ts";
import { proven, provenItems, storyOf } from "../../support/story.ts";

type Close = ReturnType<typeof closed>;

interface Told {
  readonly close?: Close;
  readonly events?: readonly Event[];
  readonly memory?: Partial<TrackerMemory> | null;
  readonly issue?: Partial<Issue>;
  readonly parts?: Parts;
  readonly fields?: Record<string, string>;
}

/** Closed on the second day, by its author, with nothing proven; looked at a day later. */
const EARLY = closed(day(1), "paul");

/** A snapshot of an incident that was closed; its tracker stood before, unless `memory` is null. */
function shutStory(told: Told = {}): Snapshot {
  const comments = told.memory === null ? [] : [tracker(told.memory ?? {})];
  const here = incident({
    comments,
    events: [labeled(day(0), "paul"), ...(told.events ?? [])],
    close: told.close ?? EARLY,
    fields: told.fields ?? {},
    ...told.issue,
  });
  return snapshot({ incident: here, ...told.parts });
}

const closure = (told: Told = {}, inForce: InForce = policyInForce()): ClosureState =>
  judge(shutStory(told), inForce).closure;
const proven3 = (told: Told = {}): Snapshot => {
  const read = shutStory(told);
  return storyOf(provenItems(), { incident: read.incident, now: read.now, ...told.parts });
};

describe("R-C3 closing early is undone", () => {
  it("R-C3 fail: in enforce mode it is reopened, keyed by the close event", () => {
    expect(closure()).toEqual({ kind: "undo", event: EARLY.id, how: "by `paul`" });
    const writes = planned(shutStory());
    const [reopen] = ofKind(writes, "reopen");
    expect(reopen).toMatchObject({
      key: `undo:${EARLY.id}`,
      closeEvent: EARLY.id,
      issue: { number: 1, nodeId: "I_1" },
    });
    expect(reopen?.notice).toContain("closed by `paul`");
    expect(reopen?.notice).toContain("**Next:**");
    expect(reopen?.notice).toContain("Still missing:");
    expect(reopen?.notice).toContain("someone with maintain or admin closes it as *not planned* or *duplicate*");
  });

  it("R-C3 pass: closing in time holds", () => {
    expect(judge(proven3()).closure).toEqual({ kind: "settled" });
    expect(ofKind(planned(proven3()), "reopen")).toEqual([]);
  });

  it("R-C3: in warn mode it is told once, in shadow mode recorded", () => {
    const warn = policyInForce({ mode: "warn" });
    expect(closure({}, warn)).toMatchObject({ kind: "kept", why: expect.stringContaining("warn mode") });
    const notices = ofKind(planned(shutStory(), warn), "notice");
    expect(notices.map((notice) => notice.key)).toEqual([`warned:${EARLY.id}`]);
    const shadow = policyInForce({ mode: "shadow" });
    expect(closure({}, shadow)).toMatchObject({ kind: "kept" });
    expect(ofKind(planned(shutStory(), shadow), "notice")).toEqual([]);
    for (const inForce of [warn, shadow]) expect(ofKind(planned(shutStory(), inForce), "reopen")).toEqual([]);
  });

  it("R-C3: below high risk enforce acts as warn", () => {
    expect(closure({ fields: { severity: "SEV3" } })).toMatchObject({
      kind: "kept",
      why: expect.stringContaining("warn mode"),
    });
    expect(ofKind(planned(shutStory({ fields: { severity: "SEV3" } })), "notice")).toHaveLength(1);
  });

  it("R-C3: the grace is waited for, to the second", () => {
    const at = (now: string) => closure({ parts: { now } });
    expect(at("2026-03-03T09:00:59Z")).toEqual({ kind: "grace", until: "2026-03-03T09:01:00Z" });
    expect(at("2026-03-03T09:01:00Z").kind).toBe("undo");
    const writes = planned(shutStory({ parts: { now: "2026-03-03T09:00:10Z" } }));
    expect(ofKind(writes, "reopen")).toEqual([]);
    expect(ofKind(writes, "notice")).toEqual([]);
    expect(judge(shutStory({ parts: { now: "2026-03-03T09:00:10Z" } })).wakeAt).toBe("2026-03-03T09:01:00Z");
  });

  it("R-C3: the policy sets the grace", () => {
    expect(closure({ parts: { now: "2026-03-03T09:04:00Z" } }, policyInForce({ closure: { grace: "5m" } })).kind).toBe(
      "grace",
    );
  });

  it.each<[string, Close, string]>([
    [
      "a pull request's keyword",
      closed(day(1), "paul", { closer: { kind: "pull_request", url: "u", number: 12, repository: "acme/shop" } }),
      "by the closing keyword of acme/shop#12, which `paul` merged",
    ],
    [
      "a pull request elsewhere, which may be private",
      closed(day(1), "paul", { closer: { kind: "pull_request", url: "u", number: 4, repository: "acme/secret" } }),
      "by the closing keyword of a pull request in another repository, which `paul` merged",
    ],
    [
      "a commit's keyword",
      closed(day(1), "paul", { closer: { kind: "commit", url: "u", sha: "abcdef0123" } }),
      "by the closing keyword in commit abcdef0, which `paul` brought to the default branch",
    ],
    [
      "a project",
      closed(day(1), "maya", { closer: { kind: "project", title: "@all <b>" } }),
      "by the automation of the project @\u200ball &lt;b&gt;",
    ],
    [
      "a project that nobody may see",
      closed(day(1), "maya", { closer: { kind: "project", title: null } }),
      "by something out of Quench's sight, such as the automation of a private project",
    ],
    ["a project's account", closed(day(1), "github-project-automation[bot]"), "by a project's automation"],
    ["a bot", closed(day(1), "stale[bot]"), "by the bot `stale[bot]`"],
    ["an admin's own hand", closed(day(1), "maya"), "by `maya`"],
    [
      "a deleted account",
      { ...closed(day(1), "ghost"), actor: actor("ghost", "ghost") },
      "by an account that was deleted since",
    ],
  ])("R-C3 fail: closed as completed by %s", (_name, close, how) => {
    expect(closure({ close })).toMatchObject({ kind: "undo", how });
    expect(howClosed(close, shutStory().repository)).toBe(how);
  });
});

describe("R-C3 not planned and duplicate", () => {
  it.each(["not_planned", "duplicate"] as const)("R-C3 pass: %s by the override right lets go", (reason) => {
    expect(closure({ close: closed(day(1), "maya", { reason }) })).toMatchObject({
      kind: "kept",
      why: expect.stringContaining("`maya` let it go"),
    });
    const named = policyInForce({ people: { override: { users: ["Oscar"] } } });
    expect(closure({ close: closed(day(1), "oscar", { reason }) }, named).kind).toBe("kept");
  });

  it.each([
    "not_planned",
    "duplicate",
  ] as const)("R-C3 fail: %s without the right is undone, and says who has it", (reason) => {
    const close = closed(day(1), "oscar", { reason });
    expect(closure({ close })).toMatchObject({ kind: "undo", event: close.id });
    const [reopen] = ofKind(planned(shutStory({ close })), "reopen");
    expect(reopen?.notice).toContain(
      `as ${reason.replace("_", " ")}, which only someone with maintain or admin can do`,
    );
  });

  it("R-C3 fail: an outsider who closes what they opened", () => {
    expect(closure({ close: closed(day(1), "mallory", { reason: "not_planned" }) }).kind).toBe("undo");
  });

  it("R-C3 fail: a bot has no right, nobody can look its role up", () => {
    expect(closure({ close: closed(day(1), "stale[bot]", { reason: "not_planned" }) }).kind).toBe("undo");
  });

  it("R-V2 unknown: a role that could not be read keeps it closed", () => {
    const people = [person("oscar", { unreadable: "role of oscar: 403", permission: "members: read" })];
    const told = { close: closed(day(1), "oscar", { reason: "not_planned" as const }), parts: { people } };
    expect(closure(told)).toMatchObject({ kind: "pending", why: "the role of `oscar` could not be read" });
    expect(ofKind(planned(shutStory(told)), "reopen")).toEqual([]);
  });

  it("R-C1 pass: what may close may close under any reason", () => {
    expect(
      judge(proven3({ close: closed(day(2), "oscar", { reason: "not_planned" }), parts: { now: day(3) } })).closure
        .kind,
    ).toBe("settled");
  });
});

describe("R-V1, R-V2 unknown never reopens", () => {
  it("R-V2: a gate that cannot be told keeps the close, marked with our label", () => {
    const close = closed(day(1, 1200), "paul");
    const [first, ...rest] = provenItems();
    if (first === undefined) throw new Error("no item");
    const unread = proven(2, { pull: { files: { unreadable: "files: 403", permission: "contents: read" } } });
    const read = storyOf([unread, ...rest], { incident: incident({ comments: [tracker()], close }) });
    expect(judge(read).closable.outcome).toBe("unknown");
    expect(judge(read).closure).toEqual({ kind: "pending", why: "some facts could not be read" });
    const writes = planned(read);
    expect(ofKind(writes, "reopen")).toEqual([]);
    expect(ofKind(writes, "issue_labels").find((write) => write.issue.number === 1)?.add).toEqual([
      "quench: not judged yet",
    ]);
    expect(ofKind(writes, "label").map((write) => write.name)).toContain("quench: not judged yet");
  });

  it("R-V2: after 24 hours somebody with the override right is asked, once", () => {
    const at = (now: string) => {
      const read = shutStory({ issue: { links: { unreadable: "links: 502", transient: true } }, parts: { now } });
      return ofKind(planned(read), "notice").map((notice) => notice.key);
    };
    expect(at(day(1, 1439))).toEqual([]);
    expect(at(day(2))).toEqual([`pending:${EARLY.id}`]);
  });

  it.each<[string, Parts["over"]]>([
    ["the items", { items: { unreadable: "items: 502", transient: true } }],
    ["the ledger", { ledger: { unreadable: "ledger: 502", transient: true } }],
    ["a pull request", { pulls: { "acme/shop#9": { unreadable: "pull request 9: 502", transient: true } } }],
    ["a link", { links: { u: { url: "u", found: { unreadable: "link: 502", transient: true } } } }],
    ["a person", { people: { maya: person("maya", "admin", { unreadable: "membership: 502", transient: true }) } }],
    [
      "the repository's labels",
      { repository: { ...snapshot().repository, labels: { unreadable: "labels: 502", transient: true } } },
    ],
  ])("R-V1: %s, for a passing reason: kept", (_what, over) => {
    const read = shutStory({ parts: { over: over ?? {} } });
    expect(judge(read).closure.kind).toBe("pending");
    expect(ofKind(planned(read), "reopen")).toEqual([]);
  });

  it("R-V1: the timeline itself", () => {
    const told = { issue: { events: { unreadable: "events: 502", transient: true } } };
    const read = { ...shutStory(), incident: { ...shutStory().incident, ...told.issue } };
    expect(judge(read).closure).toMatchObject({ kind: "pending", why: "the timeline could not be read: events: 502" });
    expect(ofKind(planned(read), "reopen")).toEqual([]);
  });

  it("R-V1: its comments: nothing at all is written", () => {
    const base = shutStory();
    expect(
      planned({ ...base, incident: { ...base.incident, comments: { unreadable: "comments: 502", transient: true } } }),
    ).toEqual([]);
  });

  it("R-V1: a close that is not on the timeline yet is awaited", () => {
    const base = shutStory();
    const read = { ...base, incident: { ...base.incident, events: [labeled(day(0), "paul")] } };
    expect(judge(read).closure).toEqual({ kind: "pending", why: "the close is not on the timeline yet" });
    expect(presentClose(read.incident)).toBeNull();
    // What was reopened is not closed, whatever its timeline holds.
    expect(presentClose({ ...base.incident, state: "open" })).toBeNull();
  });

  it("R-V1: for a lasting reason a plain fail stays a fail", () => {
    const read = shutStory({ parts: { over: { ledger: { unreadable: "ledger: 403", permission: "issues: read" } } } });
    expect(judge(read).closure.kind).toBe("undo");
  });
});

describe("R-C7 what is judged", () => {
  it("R-C7: a close before enforce began is kept", () => {
    expect(closure({}, policyInForce({}, day(1, 30)))).toEqual({
      kind: "kept",
      why: "it was closed before the gate watched it",
    });
    expect(closure({}, policyInForce({}, day(0, 30))).kind).toBe("undo");
  });

  it("R-C7: a commit date that lies ahead means now", () => {
    expect(closure({}, policyInForce({}, "2027-01-01T00:00:00Z")).kind).toBe("kept");
  });

  it("R-C7: a later change of the file does not move the beginning that was seen", () => {
    const memory = { enforcedSince: "2026-01-05T12:00:00Z" };
    expect(closure({ memory }, policyInForce({}, day(1, 30))).kind).toBe("undo");
    const [written] = ofKind(planned(shutStory({ memory }), policyInForce({}, day(1, 30))), "tracker");
    expect(written?.memory.enforcedSince).toBe("2026-01-05T12:00:00Z");
  });

  it("R-C7: labelling a closed issue starts nothing", () => {
    const late = labeled(day(1, 60), "paul");
    const base = incident({ events: [], close: EARLY });
    const read = snapshot({ incident: { ...base, events: [EARLY, late] } });
    expect(judge(read).closure.kind).toBe("kept");
    expect(planned(read)).toEqual([]);
  });

  it("R-C7: relabelling it neither reopens it nor creates items", () => {
    const events = [labeled(day(0), "paul"), unlabeled(day(0, 600), "maya"), EARLY, labeled(day(1, 60), "paul")];
    const base = incident({ comments: [tracker()], close: EARLY });
    const read = snapshot({ incident: { ...base, events } });
    expect(judge(read).closure.kind).toBe("kept");
    expect(ofKind(planned(read), "reopen")).toEqual([]);
    expect(ofKind(planned(read), "create_item")).toEqual([]);
  });

  it("R-C7: taking the label off without the right, closing, and putting it on again escapes nothing", () => {
    const events = [labeled(day(0), "paul"), unlabeled(day(0, 600), "oscar"), EARLY, labeled(day(1, 60), "oscar")];
    const base = incident({ comments: [tracker()], close: EARLY });
    expect(judge(snapshot({ incident: { ...base, events } })).closure.kind).toBe("undo");
  });

  it("R-C7: typing a closed issue an incident starts nothing either", () => {
    const read = snapshot({ incident: incident({ labels: [], type: "Incident", events: [], close: EARLY }) });
    expect(judge(read).closure.kind).toBe("kept");
    expect(planned(read)).toEqual([]);
  });

  it("R-C7: a typed one is watched since our first trace: the tracker, or an item that we made", () => {
    const at = (opened: string, over: Partial<Issue> = {}) => {
      const here = incident({ labels: [], type: "Incident", events: [], close: EARLY });
      return judge(snapshot({ incident: here, items: [item(2, { createdAt: opened, ...over })] })).closure.kind;
    };
    expect(at(day(1))).toBe("undo");
    expect(at("2026-03-03T09:00:01Z")).toBe("kept");
    expect(at(day(0), { openedByUs: false })).toBe("kept");
  });

  it("R-C7: one that was typed before it was labelled is watched since the first of both", () => {
    const late = [labeled(day(2), "paul")];
    const here = (typed: boolean) => {
      const comments = [tracker(typed ? { typed } : {})];
      const base = incident({ comments, events: [], close: EARLY });
      return judge(snapshot({ incident: { ...base, events: [EARLY, ...late] } })).closure.kind;
    };
    expect(here(true)).toBe("undo");
    expect(here(false)).toBe("kept");
  });

  it("R-C7: another label taken off ends nothing", () => {
    const events = [labeled(day(0), "paul"), unlabeled(day(0, 5), "maya", "team-a")];
    expect(closure({ events: events.slice(1) }).kind).toBe("undo");
  });

  it("R-C7: a typed incident that was watched is judged", () => {
    const read = snapshot({
      incident: incident({ labels: [], type: "Incident", events: [], comments: [tracker()], close: EARLY }),
    });
    expect(judge(read).closure.kind).toBe("undo");
  });
});

describe("R-C7 enforced since", () => {
  const PROMOTED = { mode: "warn", promote: { enforce: "2026-03-03" } };
  const since = (told: Told, inForce: InForce) =>
    enforcedSince(buildCase(shutStory(told), inForce.policy), inForce.committedAt);

  it("R-C7: the later of the file's commit and the day on which it promoted itself", () => {
    expect(since({}, policyInForce(PROMOTED))).toBe("2026-03-03T00:00:00Z");
    expect(since({}, policyInForce(PROMOTED, day(1, 30)))).toBe(day(1, 30));
    expect(since({}, policyInForce())).toBe(COMMITTED);
    expect(since({}, policyInForce({}, "2027-01-01T00:00:00Z"))).toBe("2026-03-04T09:00:00Z");
    expect(since({}, { ...policyInForce(), committedAt: null })).toBe("2026-03-04T09:00:00Z");
    expect(since({}, policyInForce({ mode: "warn" }))).toBeNull();
    expect(since({ memory: { enforcedSince: day(-3) } }, policyInForce(PROMOTED))).toBe(day(-3));
    expect(since({ memory: { enforcedSince: day(-3) } }, policyInForce({ mode: "warn" }))).toBeNull();
  });

  it("R-K2: a close before the promotion is kept, to the second; one after it is undone", () => {
    const at = (instant: string) => closure({ close: closed(instant, "paul") }, policyInForce(PROMOTED));
    expect(at("2026-03-02T23:59:59Z")).toEqual({ kind: "kept", why: "it was closed before the gate watched it" });
    expect(at("2026-03-03T00:00:00Z").kind).toBe("undo");
  });
});

/** One item, not verified, whose owner confirmed adoption; `gates` says what else does not hold. */
function told(gates: Gates, settings: Record<string, unknown> = {}, more: Told = {}): ClosureState {
  const acked = comment("/quench ack adoption", "oscar", day(0, 60));
  const read = shutStory({
    ...more,
    parts: { items: [item(2, { owner: "oscar", comments: [acked] })], ...more.parts },
  });
  const inForce = policyInForce(settings);
  return closureOf(judged(read, { ...gates, inForce }), inForce.committedAt);
}

const RECORDED = {
  kind: "kept",
  why: "shadow mode only records what would have been undone",
  early: "recorded",
};
const TOLD = { kind: "kept", why: "warn mode only tells", early: "told" };

describe("R-C3 a gate with a mode of its own", () => {
  const CHECKLIST: Gates = { checklist: "fail" };
  const ITEM: Gates = { items: { 2: { gate: "fail" } } };
  const PENDING = { kind: "pending", why: "some facts could not be read" };

  it("R-C3: what only warns is told, what only records is recorded", () => {
    expect(told(CHECKLIST).kind).toBe("undo");
    expect(told(CHECKLIST, { gates: { checklist: "warn" } })).toEqual(TOLD);
    expect(told(CHECKLIST, { gates: { checklist: "shadow" } })).toEqual(RECORDED);
    expect(told(CHECKLIST, { gates: { items: "shadow" } }).kind).toBe("undo");
    expect(told(CHECKLIST, { mode: "warn", gates: { checklist: "enforce" } })).toEqual(TOLD);
  });

  it.each<[string, Gates]>([
    ["scorecard", { scorecard: "fail" }],
    ["adoption", { items: { 2: { observed: "fail" } } }],
    ["priorities", ITEM],
    ["items", { items: { 2: { band: "P2", gate: "fail" } } }],
    ["checklist", CHECKLIST],
  ])("R-C3: gates.%s eases its own condition alone", (gate, gates) => {
    expect(told(gates).kind).toBe("undo");
    expect(told(gates, { gates: { [gate]: "shadow" } })).toEqual(RECORDED);
    expect(
      told({ ...gates, ...(gate === "checklist" ? { scorecard: "fail" } : CHECKLIST) }, { gates: { [gate]: "shadow" } })
        .kind,
    ).toBe("undo");
  });

  it("R-C3: the strictest of those that fail decides", () => {
    const gates = { gates: { checklist: "warn", scorecard: "shadow" } };
    expect(told({ ...CHECKLIST, scorecard: "fail" }, gates)).toEqual(TOLD);
    expect(told({ ...CHECKLIST, ...ITEM, scorecard: "fail" }, gates).kind).toBe("undo");
  });

  it("R-V1: unknown where nothing is enforced holds back no undo that another condition justifies", () => {
    const eased = { gates: { scorecard: "warn" } };
    expect(told({ ...CHECKLIST, scorecard: "unknown" }, eased).kind).toBe("undo");
    const fault = { parts: { over: { ledger: { unreadable: "ledger: 502", transient: true } } } };
    // The owners of the ledger cannot be told either, and that gate is enforced.
    expect(told({ ...CHECKLIST, scorecard: "unknown" }, eased, fault)).toEqual(PENDING);
    expect(
      told({ ...CHECKLIST, scorecard: "unknown" }, { gates: { scorecard: "warn", owners: "warn" } }, fault).kind,
    ).toBe("undo");
  });

  it("R-V1: a passing fault that shows nowhere holds everything back", () => {
    const labels = { unreadable: "labels: 502", transient: true };
    const fault = { parts: { over: { repository: { ...snapshot().repository, labels } } } };
    expect(told(CHECKLIST, {}, fault)).toEqual(PENDING);
    expect(told({ ...CHECKLIST, scorecard: "unknown" }, {}, fault)).toEqual(PENDING);
    expect(told({ ...CHECKLIST, scorecard: "unknown" }, { gates: { scorecard: "shadow" } }, fault).kind).toBe("undo");
  });

  it("R-V1: unknown where it is enforced is not outweighed by what only warns or records", () => {
    expect(told({ ...CHECKLIST, scorecard: "unknown" }, { gates: { checklist: "warn" } })).toEqual(PENDING);
    expect(told({ ...CHECKLIST, scorecard: "unknown" }, { gates: { checklist: "shadow", scorecard: "warn" } })).toEqual(
      PENDING,
    );
    expect(told({ ...CHECKLIST, scorecard: "unknown" }, { gates: { checklist: "warn", scorecard: "warn" } })).toEqual(
      TOLD,
    );
    expect(told({ scorecard: "unknown" }, { gates: { scorecard: "shadow" } })).toEqual(PENDING);
  });

  it("R-V1: for a lasting reason, unknown beside a fail of the same weight changes nothing", () => {
    expect(told({ ...CHECKLIST, scorecard: "unknown" }).kind).toBe("undo");
  });
});

describe("R-C7 a gate that is enforced only since later", () => {
  const settings = { gates: { checklist: "enforce" } };
  const CHECKLIST: Gates = { checklist: "fail" };
  const since = (memory: Partial<TrackerMemory>, own: Record<string, unknown> = settings, committedAt = COMMITTED) => {
    const inForce = policyInForce({ ...own }, committedAt);
    return gatesSince(buildCase(shutStory({ memory }), inForce.policy), committedAt);
  };

  it("R-C7: is remembered from the pass that saw it eased", () => {
    expect(since({})).toEqual({});
    expect(since({}, { gates: { checklist: "warn", items: "shadow" } })).toEqual({ checklist: null, items: null });
    expect(since({ gates: { checklist: null } })).toEqual({ checklist: COMMITTED });
    expect(since({ gates: { checklist: null } }, {}, day(1, 30))).toEqual({ checklist: day(1, 30) });
    expect(since({ gates: { checklist: day(1, 5) } })).toEqual({ checklist: day(1, 5) });
    expect(since({ gates: { checklist: day(1, 5) } }, { gates: { checklist: "warn" } })).toEqual({ checklist: null });
    expect(since({ gates: { checklist: null } }, { mode: "warn" })).toEqual({});
  });

  it("R-C7: a close before that is recorded, to the second; one after it is undone", () => {
    const at = (instant: string) =>
      told(CHECKLIST, settings, { close: closed(instant, "paul"), memory: { gates: { checklist: day(1) } } });
    expect(at("2026-03-03T08:59:59Z")).toEqual(RECORDED);
    expect(at("2026-03-03T09:00:00Z").kind).toBe("undo");
    // Below high risk it only warns, since whenever.
    const minor = {
      close: closed(day(0, 60), "paul"),
      memory: { gates: { checklist: day(1) } },
      fields: { severity: "SEV3" },
    };
    expect(told(CHECKLIST, settings, minor)).toEqual(TOLD);
  });

  it("R-C7: is written into the memory, and only what is needed of it", () => {
    const memoryOf = (own: Record<string, unknown>) =>
      ofKind(planned(shutStory(), policyInForce(own)), "tracker")[0]?.memory.gates;
    expect(memoryOf({})).toBeUndefined();
    expect(memoryOf({ gates: { items: "warn" } })).toEqual({ items: null });
  });
});

describe("R-C2 how an item's closure stands", () => {
  const standing = (
    close: Close | null,
    gates: Gates = {},
    settings: Record<string, unknown> = {},
    more: Told & { readonly events?: readonly Event[] } = {},
  ): ClosureState => {
    const open = item(2, { owner: "oscar", events: more.events ?? [] });
    const one = close === null ? open : shut(open, close);
    const read = snapshot({
      items: [one],
      incident: incident({ comments: [tracker(more.memory ?? {})], ...more.issue }),
      ...more.parts,
    });
    const inForce = policyInForce(settings);
    const subject = judged(read, { items: { 2: { gate: "fail" } }, ...gates, inForce });
    const [only] = subject.items;
    if (only === undefined) throw new Error("no item");
    return itemClosureOf(subject, only, inForce.committedAt);
  };
  const CLOSE = closed(day(1), "oscar");

  it("R-C2 pass: retired", () => {
    const comments = [comment("/quench retire It costs more.", "maya", day(1))];
    const read = snapshot({
      items: [shut(item(2, { owner: "oscar", comments }), CLOSE)],
      incident: incident({ comments: [tracker({ verified: { I_2: day(1) } })] }),
    });
    const subject = judged(read, { items: { 2: { gate: "fail" } } });
    expect(subject.items.map((one) => itemClosureOf(subject, one, COMMITTED))).toEqual([{ kind: "settled" }]);
  });

  it("R-C2: open, and closed in time", () => {
    expect(standing(null)).toEqual({ kind: "open" });
    expect(standing(CLOSE, { items: {} })).toEqual({ kind: "settled" });
  });

  it("R-C2 fail: to be undone, without a grace", () => {
    expect(standing(CLOSE)).toEqual({ kind: "undo", event: CLOSE.id, how: "by `oscar`" });
    expect(standing(CLOSE, {}, {}, { parts: { now: day(1) } }).kind).toBe("undo");
  });

  it("R-C2: not judged as not planned, in another mode, or before the gate watched, to the second", () => {
    const kept = { kind: "kept", why: "it is not judged" };
    expect(standing(closed(day(1), "oscar", { reason: "not_planned" }))).toEqual(kept);
    expect(standing(CLOSE, {}, { mode: "warn" })).toEqual(kept);
    const watched = { issue: { events: [labeled(day(1), "paul")] } };
    expect(standing(closed("2026-03-03T08:59:59Z", "oscar"), {}, {}, watched)).toEqual(kept);
    expect(standing(CLOSE, {}, {}, watched).kind).toBe("undo");
  });

  it("R-C2: once the incident is closed its items are history", () => {
    const shutToo = { issue: { close: closed(day(2), "maya") } } as Told;
    expect(standing(CLOSE, {}, {}, shutToo)).toEqual({ kind: "kept", why: "the incident is closed" });
  });

  it("R-V1 unknown: kept until it is known", () => {
    const pending = { kind: "pending", why: "some facts could not be read" };
    expect(standing(CLOSE, { items: { 2: { gate: "unknown" } } })).toEqual(pending);
    const fault = { parts: { over: { ledger: { unreadable: "ledger: 502", transient: true } } } };
    expect(standing(CLOSE, {}, {}, fault)).toEqual(pending);
  });

  it("R-C8: after two reopenings within a day it waits until the day has room for another, to the second", () => {
    const events = [reopened(day(1, -20)), reopened(day(1, -10))];
    const at = (now: string) => standing(CLOSE, {}, {}, { events, parts: { now } });
    expect(at("2026-03-04T08:39:59Z")).toEqual({ kind: "disputed", event: CLOSE.id, until: "2026-03-04T08:40:00Z" });
    expect(at("2026-03-04T08:40:00Z").kind).toBe("undo");
    const apart = [reopened(day(0, -10)), reopened(day(1, -10))];
    expect(standing(CLOSE, {}, {}, { events: apart, parts: { now: day(1, 1) } }).kind).toBe("undo");
    const close = [reopened("2026-03-02T09:01:01Z"), reopened(day(1, -10))];
    expect(standing(CLOSE, {}, {}, { events: close, parts: { now: day(1, 1) } }).kind).toBe("disputed");
  });
});

describe("R-C7 settled closures", () => {
  const close = closed(day(2), "oscar");
  const settled = (told: Told = {}) =>
    shutStory({ close, memory: { settled: close.id }, parts: { now: day(30) }, ...told });

  it("R-C7: a close that passed is remembered as settled", () => {
    const [written] = ofKind(planned(proven3({ close, parts: { now: day(2, 10) } })), "tracker");
    expect(written?.memory.settled).toBe(close.id);
  });

  it("R-C7 pass: settled, then decayed, is never reopened", () => {
    expect(judge(settled()).closable.outcome).toBe("fail");
    expect(judge(settled()).closure).toEqual({ kind: "settled" });
    expect(ofKind(planned(settled()), "reopen")).toEqual([]);
  });

  it("R-C7: settles that close only: closed again without proof it is judged again", () => {
    const again = closed(day(4), "paul");
    const read = settled({ close: again, events: [close, reopened(day(3), "paul")] });
    expect(judge(read).closure).toMatchObject({ kind: "undo", event: again.id });
  });

  const reverted = (mergedAt: string) => {
    const [, ...rest] = provenItems();
    const items = [proven(2, { pull: { revertedBy: "acme/shop#130" } }), ...rest];
    const revert = { ...proven(30).pull, key: "acme/shop#130", number: 130, mergedAt };
    return judge(storyOf(items, { incident: settled().incident, now: day(20), pulls: [revert] })).closure.kind;
  };

  it("R-C7 fail: an implementing pull request reverted within 14 days ends it", () => {
    expect(reverted(day(3))).toBe("undo");
    expect(reverted(day(15))).toBe("undo");
    // By a pull request that was not read, it was reverted by now.
    const [, ...rest] = provenItems();
    const items = [proven(2, { pull: { revertedBy: "acme/shop#130" } }), ...rest];
    const at = (now: string, over: Parts["over"] = {}) => {
      const read = storyOf(items, { incident: settled().incident, now });
      return judge({ ...read, pulls: { ...read.pulls, ...over?.pulls } }).closure.kind;
    };
    expect(at(day(15))).toBe("undo");
    expect(at(day(16))).toBe("settled");
    expect(at(day(15), { pulls: { "acme/shop#130": { unreadable: "pull request 130: 403" } } })).toBe("undo");
  });

  it("R-C7 fail: the notice says what was reverted, and by what", () => {
    const [, ...rest] = provenItems();
    const pull = { revertedBy: "commit 0123456789ab", revertedAt: day(3) };
    const read = storyOf([proven(2, { pull }), ...rest], { incident: settled().incident, now: day(20) });
    const [reopen] = ofKind(planned(read), "reopen");
    expect(reopen?.notice).toContain("This incident was closed by ");
    const what = "The pull request acme/shop#102 does not count any more: it was reverted by commit 0123456789ab.";
    expect(reopen?.notice).toMatch(new RegExp(`\n\n${what.replaceAll(".", String.raw`\.`)}\n\n`));
  });

  it("R-C7: when it was reverted is what was read of that, by a commit that no pull request brought too", () => {
    const at = (revertedAt: string, over: Partial<PullRequest> = {}) => {
      const [, ...rest] = provenItems();
      const revertedBy = "commit 0123456789ab";
      const items = [proven(2, { pull: { revertedBy, revertedAt, ...over } }), ...rest];
      return judge(storyOf(items, { incident: settled().incident, now: day(40) })).closure.kind;
    };
    expect(at(day(3))).toBe("undo");
    expect(at(day(15))).toBe("undo");
    expect(at(day(16))).toBe("settled");
    expect(at(day(1, 400))).toBe("settled");
    // What never counted ends nothing by being reverted.
    expect(at(day(3), { baseIsDefault: false, baseBranch: "next" })).toBe("settled");
    expect(at(day(3), { mergedAt: day(-3) })).toBe("settled");
  });

  it("R-C7 pass: reverted later, or before the close, it stays", () => {
    expect(reverted(day(16))).toBe("settled");
    expect(reverted(day(1, 400))).toBe("settled");
  });

  it("R-C7 pass: a pull request that counts for nothing, reverted by nobody or nobody knows, ends nothing", () => {
    for (const revertedBy of [null, { unreadable: "reverts: 502" }]) {
      const items = [proven(2, { pull: { baseIsDefault: false, baseBranch: "next", revertedBy } })];
      expect(judge(storyOf(items, { incident: settled().incident, now: day(5) })).closure.kind).toBe("settled");
    }
  });

  it("R-H7: a memory that others edited settles nothing", () => {
    const tampered = tracker(
      { settled: close.id },
      { own: { key: "tracker", memory: { state: "void", why: "somebody else edited it" }, lastEditorIsUs: false } },
    );
    const read = settled({ issue: { comments: [tampered] } });
    expect(judge(read).closure.kind).toBe("undo");
  });
});

describe("R-C8 the limits of reopening", () => {
  const twice = [closed(day(1), "paul"), reopened(day(1, 2)), closed(day(1, 10), "paul"), reopened(day(1, 12))];
  const third = closed(day(1, 20), "paul");

  it("R-C8: the second close of a day is still undone", () => {
    expect(closure({ events: twice.slice(0, 2), close: closed(day(1, 10), "paul") }).kind).toBe("undo");
  });

  it("R-C8: the third is disputed until the next working day", () => {
    const at = { events: twice, close: third, parts: { now: day(1, 30) } };
    expect(closure(at)).toEqual({ kind: "disputed", event: third.id, until: "2026-03-04T09:02:00Z" });
    const inForce = policyInForce({ people: { escalation: "ester" } });
    const writes = planned(shutStory(at), inForce);
    expect(ofKind(writes, "reopen")).toEqual([]);
    const [notice] = ofKind(writes, "notice");
    expect(notice?.key).toBe(`disputed:${third.id}`);
    expect(notice?.body).toContain("@ester, please decide.");
    expect(judge(shutStory(at)).wakeAt).toBe("2026-03-04T00:00:00Z");
  });

  it("R-C8: the next working day, in the team's zone, and no third one within 24 hours", () => {
    const berlin = policyInForce({ time: { zone: "Europe/Berlin" } });
    expect(closure({ events: twice, close: third, parts: { now: day(1, 30) } }, berlin)).toMatchObject({
      until: "2026-03-04T09:02:00Z",
    });
    // Closed again just before the day was over: the 4th of March is the next working day in Berlin from 23:00 on.
    const late = closed("2026-03-04T09:01:00Z", "paul");
    expect(closure({ events: twice, close: late, parts: { now: "2026-03-04T09:10:00Z" } }, berlin)).toMatchObject({
      until: "2026-03-04T23:00:00Z",
    });
  });

  it("R-C8: once the day is over, a close is judged like any other", () => {
    const later = closed("2026-03-04T09:13:00Z", "paul");
    expect(closure({ events: twice, close: later, parts: { now: day(3) } }).kind).toBe("undo");
  });

  it("R-C8: a dispute ends with a close that stood", () => {
    const released = closed(day(1, 25), "maya", { reason: "not_planned" });
    const events = [...twice, third, reopened(day(1, 24), "oscar"), released, reopened(day(1, 26), "oscar")];
    expect(closure({ events, close: closed(day(1, 28), "paul"), parts: { now: day(1, 30) } }).kind).toBe("undo");
  });

  it("R-C8: the escalation owner is called once a dispute, whatever is closed in it", () => {
    const more = [...twice, third, reopened("2026-03-04T09:02:05Z")];
    const told = { events: more, close: closed("2026-03-04T10:00:00Z", "paul"), parts: { now: day(5) } };
    const called = ofKind(planned(shutStory(told)), "notice").map(({ key }) => key);
    expect(called).toEqual([`disputed:${third.id}`]);
  });

  it("R-C8: what another instance of Quench reopened counts", () => {
    const other = comment("## Verdict", "guard[bot]", day(0), {
      author: actor("guard[bot]", "bot"),
      peer: { key: "tracker", kind: "app" },
    });
    const events = [
      closed(day(1), "paul"),
      reopened(day(1, 2), "guard[bot]"),
      closed(day(1, 10), "paul"),
      reopened(day(1, 12)),
    ];
    const at = (comments: Issue["comments"]) =>
      closure({ events, close: third, issue: { comments }, parts: { now: day(1, 30) } }).kind;
    expect(at([tracker(), other])).toBe("disputed");
    expect(at([tracker()])).toBe("undo");
  });

  it("R-C8: over a weekend it waits for Monday", () => {
    // Friday, March 6.
    const friday = [closed(day(4), "paul"), reopened(day(4, 2)), closed(day(4, 10), "paul"), reopened(day(4, 12))];
    const close = closed(day(4, 20), "paul");
    for (const now of [day(4, 30), day(5), day(6)]) {
      expect(closure({ events: friday, close, parts: { now } })).toEqual({
        kind: "disputed",
        event: close.id,
        until: "2026-03-09T00:00:00Z",
      });
    }
    expect(closure({ events: friday, close, parts: { now: "2026-03-09T00:00:00Z" } })).toMatchObject({
      kind: "undo",
      event: close.id,
    });
  });

  it("R-C8: then once more, and no more after that", () => {
    const more = [...twice, third, reopened("2026-03-04T00:00:05Z")];
    const fourth = closed("2026-03-04T08:00:00Z", "paul");
    const told = { events: more, close: fourth, parts: { now: day(5) } };
    expect(closure(told)).toEqual({ kind: "disputed", event: fourth.id, until: null });
    expect(ofKind(planned(shutStory(told)), "reopen")).toEqual([]);
  });

  it("R-C8 pass: a disputed one that passes closes", () => {
    const read = proven3({ events: twice, close: third, parts: { now: day(3) } });
    expect(judge(read).closure).toEqual({ kind: "settled" });
  });

  it("R-C8: other people's reopenings are not counted", () => {
    const theirs = [
      closed(day(1), "paul"),
      reopened(day(1, 2), "oscar"),
      closed(day(1, 10), "paul"),
      reopened(day(1, 12), "oscar"),
    ];
    expect(closure({ events: theirs, close: third }).kind).toBe("undo");
  });

  it("R-C8: two reopenings more than a day apart are no quarrel", () => {
    const apart = [closed(day(1), "paul"), reopened(day(1, 2)), closed(day(3), "paul"), reopened(day(3, 2))];
    expect(closure({ events: apart, close: closed(day(3, 20), "paul"), parts: { now: day(3, 30) } }).kind).toBe("undo");
  });

  it("R-C8: the policy sets how many", () => {
    const one = policyInForce({ closure: { max_reopens_per_day: 1 } });
    expect(
      closure({ events: twice.slice(0, 2), close: closed(day(1, 10), "paul"), parts: { now: day(1, 30) } }, one).kind,
    ).toBe("disputed");
  });

  it("R-C8: the mark is put on, and taken off once it is open", () => {
    const at = { events: twice, close: third, parts: { now: day(1, 30) } };
    expect(ofKind(planned(shutStory(at)), "issue_labels")[0]).toMatchObject({ add: ["quench: disputed"], remove: [] });
    const open = incident({
      comments: [tracker()],
      labels: ["incident", "quench: disputed"],
      events: [labeled(day(0), "paul"), ...twice],
    });
    expect(ofKind(planned(snapshot({ incident: open })), "issue_labels")[0]).toMatchObject({
      add: [],
      remove: ["quench: disputed"],
    });
  });
});

describe("R-C2 closing an item", () => {
  const itemStory = (
    close: Close,
    told: { gate?: "pass"; events?: readonly Event[]; parts?: Parts; links?: Issue["links"] } = {},
  ) => {
    const links = told.links ?? [];
    const base = proven(2, told.gate === "pass" ? {} : { issue: { links } });
    const issue: Issue = {
      ...base.issue,
      state: "closed",
      stateReason: close.reason,
      closedAt: close.at,
      events: [...(told.events ?? []), close],
    };
    return storyOf([{ ...base, issue }], {
      incident: incident({ comments: [tracker({ created: { "lane-controls": "I_2" } })] }),
      ...told.parts,
    });
  };
  const reopens = (read: Snapshot, inForce?: InForce) =>
    ofKind(planned(read, inForce), "reopen").filter((write) => write.issue.number === 2);

  it("R-C2 fail: by its own pull request's keyword on merge, it is reopened quietly and at once", () => {
    const close = closed(day(1, 180), "paul", {
      closer: { kind: "pull_request", url: "u", number: 102, repository: "acme/shop" },
    });
    const [reopen] = reopens(itemStory(close, { parts: { now: day(1, 180) } }));
    expect(reopen).toMatchObject({ key: `undo:${close.id}`, closeEvent: close.id, notice: null });
  });

  it("R-C2 fail: by hand, with the reason", () => {
    const [reopen] = reopens(itemStory(closed(day(1, 180), "oscar")));
    expect(reopen?.notice).toContain("It was closed by `oscar`.");
    expect(reopen?.notice).toContain("**Next:**");
    expect(reopen?.notice).toContain("*not planned*");
  });

  it("R-C2 pass: a verified one may close", () => {
    expect(reopens(itemStory(closed(day(1, 500), "oscar"), { gate: "pass" }))).toEqual([]);
  });

  it("R-C2 unknown: what could not be read reopens nothing", () => {
    expect(
      reopens(itemStory(closed(day(1, 500), "oscar"), { links: { unreadable: "links: 502", transient: true } })),
    ).toEqual([]);
    expect(reopens(itemStory(closed(day(1, 500), "oscar"), { links: { unreadable: "links: 403" } }))).toEqual([]);
  });

  it("R-C2: in enforce only", () => {
    expect(reopens(itemStory(closed(day(1, 500), "oscar")), policyInForce({ mode: "warn" }))).toEqual([]);
  });

  it("R-C2: not planned is no claim of completion, and the item then counts as open for the gate", () => {
    const read = itemStory(closed(day(1, 500), "oscar", { reason: "not_planned" }));
    expect(reopens(read)).toEqual([]);
    expect(judge(read).closable.children[0]?.outcome).toBe("fail");
  });

  it("R-C8: an item is not reopened for ever either", () => {
    const events = [closed(day(1), "oscar"), reopened(day(1, 2)), closed(day(1, 10), "oscar"), reopened(day(1, 12))];
    expect(reopens(itemStory(closed(day(1, 20), "oscar"), { events, parts: { now: day(1, 30) } }))).toEqual([]);
    expect(reopens(itemStory(closed(day(1, 20), "oscar"), { events, parts: { now: day(2, 30) } }))).toHaveLength(1);
  });

  it("R-C2: an item closed with a settled incident is history", () => {
    const close = closed(day(1, 500), "oscar");
    const read = itemStory(close);
    const shutToo = incident({ comments: [tracker({ settled: EARLY.id })], close: EARLY });
    expect(reopens({ ...read, incident: shutToo })).toEqual([]);
  });
});
