import { describe, expect, it } from "@jest/globals";
import { OVERRIDE_RULE, overrideOf, overrideUnread } from "../../../src/core/rules/override.ts";
import { closureOf } from "../../../src/core/rules/undo.ts";
import { pullStandings } from "../../../src/core/rules/pull-gate.ts";
import type { Comment, Issue } from "../../../src/core/snapshot/issue.ts";
import type { Person } from "../../../src/core/snapshot/types.ts";
import { sound } from "../../support/rule-words.ts";
import { type Gates, judged } from "../../support/judged.ts";
import { COMMITTED, policyInForce } from "../../support/policy.ts";
import {
  actor,
  closed,
  comment,
  day,
  HERE,
  incident,
  item,
  link,
  openPull,
  person,
  reopened,
  labeled,
  snapshot,
  tracker,
} from "../../support/snapshot.ts";

const WHY = "The vendor fixes the pool next week.";
const override = (by = "maya", at = day(1)): Comment => comment(`/quench override ${WHY}`, by, at);

interface Told {
  readonly said?: readonly Comment[];
  readonly now?: string;
  readonly close?: ReturnType<typeof closed>;
  readonly events?: Issue["events"];
  readonly gates?: Gates;
  readonly people?: readonly Person[];
}

/** One item that is not verified, unless `gates` says otherwise. */
function subject({ said = [override()], now = day(2), close, events, gates = {}, people = [] }: Told = {}) {
  const read = snapshot({
    now,
    people,
    incident: incident({
      comments: [tracker(), ...said],
      links: [link(150, "closing_keyword")],
      ...(events === undefined ? {} : { events }),
      ...(close === undefined ? {} : { close }),
    }),
    items: [item(2, { owner: "oscar", comments: [comment("/quench ack adoption", "oscar", day(1))] })],
    pulls: [openPull(150, [], { closes: [`${HERE}#1`] })],
  });
  return judged(read, { items: { 2: { gate: "fail" } }, ...gates });
}

const closure = (told: Told) => closureOf(subject(told), COMMITTED);
const nodes = (told: Told) => sound(OVERRIDE_RULE.judge?.(subject(told)) ?? []);

describe("R-C5 an override runs from its comment", () => {
  it("R-C5: for as long as the policy says, to the second", () => {
    const said = override();
    expect(overrideOf(subject({ said: [said] }))).toEqual({
      by: "maya",
      at: day(1),
      until: day(8),
      because: WHY,
      url: said.url,
      running: true,
    });
    expect(overrideOf(subject({ now: "2026-03-10T08:59:59Z" }))?.running).toBe(true);
    expect(overrideOf(subject({ now: "2026-03-10T09:00:00Z" }))?.running).toBe(false);
    const short = { gates: { inForce: policyInForce({ closure: { override_lasts: "1d" } }) } };
    expect(overrideOf(subject(short))).toMatchObject({ until: day(2), running: false });
  });

  it("R-C5: the last one counts", () => {
    expect(overrideOf(subject({ said: [override(), override("maya", day(1, 60))] }))?.at).toBe(day(1, 60));
  });

  it("R-C5: none by somebody without the right, or with too short a reason", () => {
    expect(overrideOf(subject({ said: [override("oscar")] }))).toBeNull();
    expect(overrideOf(subject({ said: [comment("/quench override Too short a one.", "maya", day(1))] }))).toBeNull();
    expect(overrideOf(subject({ said: [] }))).toBeNull();
  });
});

describe("R-C5 while it runs a close stays", () => {
  const close = closed(day(1, 60), "oscar");
  const kept = { kind: "kept", why: "`maya` overrode the gate until Mar 10, 2026, 09:00 UTC" };

  it("R-C5 pass: closed under it, or overridden after the close", () => {
    expect(closure({ close })).toEqual(kept);
    expect(closure({ close, said: [override("maya", day(1, 90))], now: day(1, 100) })).toEqual({
      ...kept,
      why: "`maya` overrode the gate until Mar 10, 2026, 10:30 UTC",
    });
    expect(closure({ close: closed(day(1, 60), "oscar", { reason: "not_planned" }) })).toEqual(kept);
  });

  it("R-C5 pass: what was disputed, or cannot be told, stays all the same", () => {
    const quarrel = [labeled(day(0), "paul"), reopened(day(1, 10)), reopened(day(1, 20))];
    expect(closure({ close, events: quarrel, said: [], now: day(1, 90) })).toMatchObject({ kind: "disputed" });
    expect(closure({ close, events: quarrel, now: day(1, 90) })).toEqual(kept);
    expect(closure({ close, gates: { items: {}, scorecard: "unknown" } })).toEqual(kept);
  });

  it("R-C5: closed once the gate passes it is settled, override or not", () => {
    expect(closure({ close, gates: { items: {} } })).toEqual({ kind: "settled" });
  });

  it("R-C5 pass: a pull request that closes the incident is clear", () => {
    expect(pullStandings(subject()).map(({ outcome }) => outcome)).toEqual(["clear"]);
    expect(pullStandings(subject({ said: [] })).map(({ outcome }) => outcome)).toEqual(["blocked"]);
    expect(pullStandings(subject({ now: day(8) })).map(({ outcome }) => outcome)).toEqual(["blocked"]);
  });
});

describe("R-C5 ended and unmet", () => {
  const close = closed(day(1, 60), "oscar");

  it("R-C5 fail: the incident is reopened, and the override's end is said", () => {
    expect(closure({ close, now: "2026-03-10T08:59:59Z" }).kind).toBe("kept");
    expect(closure({ close, now: "2026-03-10T09:00:00Z" })).toEqual({
      kind: "undo",
      event: close.id,
      how: "by `oscar`, and the override by `maya` ended Mar 10, 2026, 09:00 UTC with the gate unmet",
    });
  });

  it("R-C5: one that was over before the close has nothing to do with it", () => {
    const late = closed(day(8), "oscar");
    expect(closure({ close: late, now: day(9) })).toMatchObject({ kind: "undo", how: "by `oscar`" });
    const under = closed("2026-03-10T08:59:59Z", "oscar");
    expect(closure({ close: under, now: day(9) })).toMatchObject({
      how: expect.stringContaining("the override by `maya`"),
    });
  });

  it("R-C5: met in time it is settled", () => {
    expect(closure({ close, now: day(9), gates: { items: {} } })).toEqual({ kind: "settled" });
  });

  it("R-C5: where nothing is enforced the end is told, not undone", () => {
    const inForce = policyInForce({ mode: "warn" });
    expect(closure({ close, now: day(9), gates: { inForce, items: { 2: { gate: "fail" } } } })).toMatchObject({
      kind: "kept",
      early: "told",
    });
  });
});

describe("R-V1 whether an override counts could not be read", () => {
  const blind = { people: [person("maya", { unreadable: "role of maya: 403" })] };
  const close = closed(day(1, 60), "oscar");

  it("R-V1 unknown: the close is kept until it is known", () => {
    expect(overrideUnread(subject(blind))).toEqual({ unreadable: "the role of maya could not be read" });
    expect(closure({ ...blind, close })).toEqual({
      kind: "pending",
      why: "whether an override counts could not be read: the role of maya could not be read",
    });
  });

  it("R-V1: one that would be over by now matters not", () => {
    expect(closure({ ...blind, close, now: "2026-03-10T08:59:59Z" }).kind).toBe("pending");
    expect(overrideUnread(subject({ ...blind, now: "2026-03-10T09:00:00Z" }))).toBeNull();
    expect(closure({ ...blind, close, now: "2026-03-10T09:00:00Z" }).kind).toBe("undo");
  });

  it("R-V1 unknown: the incident's comments", () => {
    const read = subject({ close });
    const unread = { unreadable: "comments: 403" };
    const deaf = {
      ...read,
      override: null,
      snapshot: { ...read.snapshot, incident: { ...read.snapshot.incident, comments: unread } },
    };
    expect(overrideUnread(deaf)).toEqual(unread);
    expect(closureOf(deaf, COMMITTED).kind).toBe("pending");
  });
});

describe("R-C5 in the verdict", () => {
  it("R-C5: nothing where nobody overrode", () => {
    expect(nodes({ said: [] })).toEqual([]);
    expect(nodes({ said: [override("oscar")] })).toEqual([]);
  });

  it("R-C5 pass: it runs", () => {
    const said = override();
    expect(nodes({ said: [said] })).toEqual([
      {
        rule: "R-C5",
        key: "R-C5",
        title: "Override is met in time",
        item: null,
        outcome: "pass",
        phrase: `\`maya\` overrides the gate until Mar 10, 2026, 09:00 UTC: ${WHY}`,
        evidence: [said.url],
        next: null,
        children: [],
      },
    ]);
  });

  it("R-C5 pass: it was met", () => {
    expect(nodes({ now: day(9), gates: { items: {} } })).toMatchObject([
      { outcome: "pass", phrase: "The override by `maya` was met: the gate passes." },
    ]);
  });

  it("R-C5 fail: it ended unmet, with the gate's next step", () => {
    const [node] = nodes({ now: day(9) });
    expect(node).toMatchObject({
      outcome: "fail",
      phrase: "The override by `maya` ended Mar 10, 2026, 09:00 UTC, and the gate is not met.",
      next: { text: "Do R-B4:#2." },
    });
  });

  it("R-C5 unknown: whether it counts, or whether it was met", () => {
    expect(nodes({ people: [person("maya", { unreadable: "role of maya: 403" })] })).toMatchObject([
      {
        outcome: "unknown",
        phrase: "Cannot tell yet whether an override runs: the role of maya could not be read.",
        evidence: [],
        next: null,
      },
    ]);
    expect(nodes({ now: day(9), gates: { items: {}, scorecard: "unknown" } })).toMatchObject([
      {
        outcome: "unknown",
        phrase: "The override by `maya` ended Mar 10, 2026, 09:00 UTC, and whether the gate passes cannot be told yet.",
      },
    ]);
  });

  it("R-C5: one that runs is known, whoever else's is not", () => {
    const people = [{ ...person("zoe", { unreadable: "role of zoe: 403" }), nodeId: actor("zoe").nodeId }];
    expect(nodes({ said: [override(), override("zoe", day(1, 5))], people })).toMatchObject([{ outcome: "pass" }]);
  });
});
