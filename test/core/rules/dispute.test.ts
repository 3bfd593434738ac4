import { describe, expect, it } from "@jest/globals";
import { disputeOf, itemWaits, reopeningsOf } from "../../../src/core/rules/dispute.ts";
import type { CloseEvent } from "../../../src/core/rules/undo.ts";
import type { Issue } from "../../../src/core/snapshot/issue.ts";
import { policyInForce } from "../../support/policy.ts";
import { subjectOf } from "../../support/rule.ts";
import {
  closed,
  day,
  type Event,
  incident,
  item,
  labeled,
  reopened,
  snapshot,
  tracker,
} from "../../support/snapshot.ts";

const CLOSED = (days: number, minutes: number, over: Partial<CloseEvent> = {}, by = "paul") =>
  closed(day(days, minutes), by, { id: `CE_${days}_${minutes}`, ...over });

/** The dispute of an incident with that timeline, of which the last close is in force. */
function dispute(events: readonly Event[], memory = {}, most = 2) {
  const here = incident({ comments: [tracker(memory)], events: [labeled(day(0), "paul"), ...events], state: "closed" });
  const inForce = policyInForce({ closure: { max_reopens_per_day: most } });
  return disputeOf(subjectOf(snapshot({ incident: here, now: day(9) }), inForce), here);
}

/** Two reopenings of ours, and a close on top. */
const QUARREL = [CLOSED(1, 0), reopened(day(1, 2)), CLOSED(1, 10), reopened(day(1, 12)), CLOSED(1, 20)] as const;

describe("R-C8: the quarrel that is on", () => {
  it("fail: begins with the close on top of a day's reopenings; the one left comes a day after the first of them", () => {
    expect(dispute(QUARREL)).toEqual({ close: QUARREL[4], until: day(2, 2) });
  });

  it("pass: none below the limit, or with the first reopening a day before the close to the second", () => {
    expect(dispute(QUARREL.slice(0, 3))).toBeNull();
    const at = (minutes: number) => dispute([...QUARREL.slice(0, 4), CLOSED(2, minutes)]);
    expect(at(1)).toMatchObject({ close: { id: "CE_2_1" } });
    expect(at(2)).toBeNull();
  });

  it("counts from the last of so many reopenings where more lie within the day", () => {
    const one = dispute([...QUARREL, reopened(day(1, 22)), CLOSED(1, 30)], {}, 1);
    expect(one).toEqual({ close: QUARREL[2], until: null });
    // A close with three of ours before it: the third from the end is not asked.
    const late = [reopened(day(1, 1)), ...QUARREL.slice(1)];
    expect(dispute(late)).toEqual({ close: QUARREL[2], until: null });
    expect(dispute([reopened(day(1, 1)), reopened(day(1, 2)), reopened(day(1, 3)), CLOSED(1, 20)])).toMatchObject({
      until: day(2, 2),
    });
  });

  it("is the same for every further close, and over with the one reopening left", () => {
    const more = [...QUARREL, reopened(day(1, 30), "oscar"), CLOSED(1, 40)];
    expect(dispute(more)).toEqual({ close: QUARREL[4], until: day(2, 2) });
    expect(dispute([...QUARREL, reopened(day(2, 2)), CLOSED(2, 10)])).toEqual({ close: QUARREL[4], until: null });
  });

  it("ends with a close that was settled", () => {
    const events = [...QUARREL, reopened(day(1, 30), "oscar"), CLOSED(1, 40)];
    expect(dispute(events, { settled: "CE_1_20" })).toBeNull();
    expect(dispute(events, { settled: "CE_1_0" })).not.toBeNull();
  });

  it.each([
    "not_planned",
    "duplicate",
  ] as const)("ends with a close as %s by the right, and by nobody else", (reason) => {
    const events = (by: string, why: CloseEvent["reason"]) => [
      ...QUARREL,
      reopened(day(1, 30), "oscar"),
      CLOSED(1, 40, { reason: why }, by),
      reopened(day(1, 50), "oscar"),
      CLOSED(1, 60),
    ];
    expect(dispute(events("maya", reason))).toBeNull();
    expect(dispute(events("paul", reason))).not.toBeNull();
    expect(dispute(events("maya", "completed"))).not.toBeNull();
  });

  it("unknown: without the timeline there is none, and nothing is counted", () => {
    const here: Issue = { ...incident({}), events: { unreadable: "502" } };
    const subject = subjectOf(snapshot({ incident: here }), policyInForce());
    expect(disputeOf(subject, here)).toBeNull();
    expect(reopeningsOf(subject, here)).toEqual([]);
  });

  it("counts our reopenings alone, whatever else we did", () => {
    const ours = labeled(day(1), "quench[bot]", "quench: disputed");
    const here = incident({ events: [ours, CLOSED(1, 1), reopened(day(1, 2)), reopened(day(1, 3), "oscar")] });
    expect(reopeningsOf(subjectOf(snapshot({ incident: here }), policyInForce()), here)).toEqual([day(1, 2)]);
    expect(dispute([ours, ours, ours, CLOSED(1, 20)])).toBeNull();
  });
});

describe("R-C8: an item", () => {
  it("waits until the day has room for another reopening", () => {
    const at = (now: string, ...events: readonly Event[]) =>
      itemWaits(subjectOf(snapshot({ now }), policyInForce()), { ...item(2), events });
    const [one, two] = [reopened(day(1, 2)), reopened(day(1, 12))];
    expect(at(day(1, 20), one)).toBeNull();
    expect(at(day(1, 20), one, two)).toBe(day(2, 2));
    expect(at(day(2, 1), one, two)).toBe(day(2, 2));
    expect(at(day(2, 2), one, two)).toBeNull();
  });
});
