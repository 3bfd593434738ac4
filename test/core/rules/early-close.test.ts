import { describe, expect, it } from "@jest/globals";
import type { TrackerMemory } from "../../../src/core/plan/write.ts";
import { nextMemory } from "../../../src/core/plan/memory.ts";
import type { InForce } from "../../../src/core/policy/resolve.ts";
import { countEarly, earlyCloses } from "../../../src/core/rules/early-close.ts";
import type { Comment, Issue } from "../../../src/core/snapshot/issue.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import type { Person, Readable } from "../../../src/core/snapshot/types.ts";
import { judge } from "../../support/judge.ts";
import { policyInForce } from "../../support/policy.ts";
import { subjectOf } from "../../support/rule.ts";
import {
  closed,
  comment,
  day,
  type Event,
  incident,
  labeled,
  person,
  reopened,
  snapshot,
  tracker,
} from "../../support/snapshot.ts";
import { closableStory } from "../../support/story.ts";

const SHADOW = policyInForce({ mode: "shadow" });
const FIRST = closed(day(1), "paul", { id: "CE_first" });
const SECOND = closed(day(4), "paul", { id: "CE_second" });

interface Told {
  readonly now?: string;
  readonly comments?: readonly Comment[];
  readonly close?: typeof FIRST;
  readonly events?: readonly Event[];
  readonly memory?: Partial<TrackerMemory>;
  readonly fields?: Readonly<Record<string, string>>;
  readonly people?: Readonly<Record<string, Person>>;
  readonly issue?: Partial<Issue>;
}

function read({
  now = day(6),
  comments = [],
  close = FIRST,
  events = [],
  memory = {},
  fields = {},
  people = {},
  issue = {},
}: Told): Snapshot {
  const here = incident({
    comments: [tracker(memory), ...comments],
    events: [labeled(day(0), "paul"), ...events],
    close,
    fields,
    ...issue,
  });
  const found = snapshot({ now, incident: here });
  return { ...found, people: { ...found.people, ...people } };
}

const early = (told: Told, inForce: InForce = SHADOW) => {
  const seen = read(told);
  return earlyCloses(subjectOf(seen, inForce), judge(seen, inForce));
};
const remembered = (told: Told, inForce: InForce = SHADOW) => {
  const seen = read(told);
  return nextMemory(subjectOf(seen, inForce), judge(seen, inForce), inForce.committedAt).early;
};
const alarm = (at: string, by = "maya", because = "the *probe* lied") =>
  comment(`/quench false-alarm ${because}`, by, at);

describe("R-K2: closes that enforce mode would have undone", () => {
  it("are those that shadow mode recorded or warn mode told", () => {
    expect(early({})).toEqual([{ event: "CE_first", at: day(1), falseAlarm: null }]);
    expect(early({}, policyInForce({ mode: "warn" }))).toHaveLength(1);
    expect(remembered({})).toEqual({ CE_first: day(1) });
  });

  it("not those that enforce mode would have let be: proven, let go by the right, of low risk, by a softer gate", () => {
    const story = closableStory();
    const proven = { ...story, incident: incident({ ...story.incident, close: closed(day(3), "paul") }) };
    expect(judge(proven, SHADOW).closure.kind).toBe("settled");
    expect(earlyCloses(subjectOf(proven, SHADOW), judge(proven, SHADOW))).toEqual([]);
    expect(early({ close: closed(day(1), "maya", { reason: "not_planned" }) })).toEqual([]);
    expect(early({ fields: { severity: "SEV4", failure_class: "" } })).toEqual([]);
    const soft = Object.fromEntries(
      ["scorecard", "adoption", "owners", "priorities", "items", "checklist"].map((gate) => [gate, "warn"]),
    );
    expect(early({}, policyInForce({ mode: "warn", gates: soft }))).toEqual([]);
    expect(remembered({ fields: { severity: "SEV4", failure_class: "" } })).toBeUndefined();
  });

  it("not one that cannot be judged: unknown is no early close", () => {
    const lost = { unreadable: "502", transient: true };
    expect(early({ issue: { events: lost, state: "closed", closedAt: day(1) } })).toEqual([]);
  });

  it("stay on record after a reopening, a second close, a proof and enforce mode", () => {
    const memory = { early: { CE_first: day(1) } };
    const events = [FIRST, reopened(day(2), "paul")];
    expect(early({ memory, events, close: SECOND }).map(({ event }) => event)).toEqual(["CE_first", "CE_second"]);
    expect(remembered({ memory, events, close: SECOND })).toEqual({ CE_first: day(1), CE_second: day(4) });
    const open = {
      state: "open" as const,
      stateReason: null,
      closedAt: null,
      events: [labeled(day(0), "paul"), ...events],
    };
    expect(early({ memory, issue: open }, policyInForce())).toMatchObject([{ event: "CE_first" }]);
    expect(remembered({ memory, issue: open }, policyInForce())).toEqual({ CE_first: day(1) });
  });

  it("are remembered up to the newest twenty", () => {
    const many = Object.fromEntries(Array.from({ length: 25 }, (_, index) => [`CE_${index}`, day(-30 + index)]));
    const kept = remembered({ memory: { early: many } });
    expect(Object.keys(kept ?? {})).toHaveLength(20);
    expect(kept).toHaveProperty("CE_first");
    expect(kept).not.toHaveProperty("CE_5");
  });
});

describe("R-K2: /quench false-alarm", () => {
  const words = (told: Told) => early(told).map(({ falseAlarm }) => falseAlarm);

  it("pass: marks the close before it, said by the override right", () => {
    const said = alarm(day(2));
    expect(words({ comments: [said] })).toEqual([
      { by: "maya", because: "the *probe* lied", at: day(2), url: said.url },
    ]);
  });

  it("pass: said along with the close, a moment before it", () => {
    expect(words({ comments: [alarm("2026-03-03T08:59:30Z")] })).toMatchObject([{ by: "maya" }]);
    expect(words({ comments: [alarm("2026-03-03T08:58:00Z")] })).toEqual([null]);
  });

  it("pass: said again, the last word counts, and it is one false alarm", () => {
    const told = { comments: [alarm(day(2)), alarm(day(3), "maya", "it was a test")] };
    expect(words(told)).toMatchObject([{ because: "it was a test", at: day(3) }]);
    expect(countEarly(early(told))).toEqual({ closes: 1, falseAlarms: 1, unsure: 0 });
  });

  it("fail: said by nobody, by somebody without the right, or taken back", () => {
    expect(words({})).toEqual([null]);
    expect(words({ comments: [alarm(day(2), "oscar")] })).toEqual([null]);
    expect(words({ comments: [] })).toEqual([null]);
    expect(countEarly(early({ comments: [alarm(day(2), "oscar")] }))).toEqual({ closes: 1, falseAlarms: 0, unsure: 0 });
  });

  it("fail: about another close", () => {
    const told = {
      memory: { early: { CE_first: day(1) } },
      events: [FIRST, reopened(day(2), "paul")],
      close: SECOND,
    };
    expect(words({ ...told, comments: [alarm(day(2))] })).toMatchObject([{ by: "maya" }, null]);
    expect(words({ ...told, comments: [alarm(day(5))] })).toMatchObject([null, { by: "maya" }]);
    expect(countEarly(early({ ...told, comments: [alarm(day(2)), alarm(day(5))] }))).toMatchObject({ falseAlarms: 2 });
  });

  it("unknown: whether whoever said it may, or the comments, could not be read", () => {
    const LOST: Readable<never> = { unreadable: "502" };
    const people = { nora: { ...person("nora", "write", true), role: LOST } };
    const told = { comments: [alarm(day(2), "nora")], people };
    expect(words(told)).toEqual([{ unreadable: "the role of nora could not be read" }]);
    expect(countEarly(early(told))).toEqual({ closes: 1, falseAlarms: 0, unsure: 1 });
  });
});
