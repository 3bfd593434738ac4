import { describe, expect, it } from "@jest/globals";
import type { Reminded } from "../../../src/core/plan/write.ts";
import { heldBackUntil, nextReminded, threadsDue } from "../../../src/core/rules/reminder-sent.ts";
import type { Comment } from "../../../src/core/snapshot/issue.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import { judged } from "../../support/judged.ts";
import { policyInForce } from "../../support/policy.ts";
import { incident, item, ownComment, snapshot, tracker } from "../../support/snapshot.ts";

const DUE = "2026-03-31";
const sent = (key: string) => ownComment(`notice:reminder:${key}`, "");

interface Told {
  readonly now?: string;
  readonly comments?: readonly Comment[];
  readonly other?: readonly Comment[];
  readonly reminded?: Readonly<Record<string, Reminded>>;
  readonly over?: Partial<Snapshot>;
}

/** Two items of oscar's, #2 due on Tuesday, March 31, and #3 three days later; neither is done. */
function subject({ now = "2026-03-31T09:00:00Z", comments = [], other = [], reminded, over }: Told = {}) {
  const read = snapshot({
    now,
    incident: incident({ comments: [tracker(reminded === undefined ? {} : { reminded })] }),
    items: [
      item(2, { fields: { due: DUE }, owner: "oscar", comments }),
      item(3, { fields: { due: "2026-04-03" }, owner: "oscar", comments: other }),
    ],
  });
  const gates = { 2: { gate: "fail" as const }, 3: { gate: "fail" as const } };
  return judged({ ...read, ...over }, { inForce: policyInForce(), items: gates });
}

const due = (told: Told) =>
  threadsDue(subject(told)).map(({ issue, reminders }) => [issue.number, ...reminders.map(({ step }) => step)]);

describe("R-O3: what our comments tell of a thread", () => {
  it("is the newest day and each date's furthest step, in whatever order they stand", () => {
    const comments = [
      sent("2/2026-04-15+due/2026-03-31/overdue-12"),
      sent("2/2026-04-14+due/2026-03-31/overdue-9+review/2026-04-16/before-1"),
      sent("2/2026-04-13+review/2026-04-16/before-3"),
    ];
    const expected = { on: "2026-04-15", dates: { "due/2026-03-31": "overdue-12", "review/2026-04-16": "before-1" } };
    for (const told of [comments, [...comments].reverse()]) {
      expect(nextReminded(subject({ comments: told }))[2]).toEqual(expected);
      expect(Object.keys(nextReminded(subject({ comments: told }))[2]?.dates ?? {})).toEqual(
        Object.keys(expected.dates),
      );
    }
  });

  it("counts for that thread alone", () => {
    const told = { comments: [sent("2/2026-03-31+due/2026-03-31/on")] };
    expect(nextReminded(subject(told))).toEqual({
      2: { on: DUE, dates: { "due/2026-03-31": "on" } },
      3: { dates: { "due/2026-04-03": "seen" } },
    });
    expect(due(told)).toEqual([[3, "before-3"]]);
    expect(due({})).toEqual([
      [2, "on"],
      [3, "before-3"],
    ]);
  });

  it("is nothing where a key only looks like one", () => {
    for (const key of [
      "2/2026-03-31",
      "2/2026-03-31+due/2026-03-31",
      "2/2026-03-31+due/2026-03-31/on!",
      "2/+due/2026-03-31/on",
    ]) {
      expect(nextReminded(subject({ comments: [sent(key)] }))[2]).toEqual({ dates: { "due/2026-03-31": "seen" } });
    }
    const before = ownComment("notice:x-notice:reminder:2/2026-03-31+due/2026-03-31/on", "");
    expect(due({ comments: [before] })[0]).toEqual([2, "on"]);
  });

  it("pass: what is past the furthest step is due, and nothing up to it", () => {
    const at = (step: string) => due({ comments: [sent(`2/2026-03-30+due/2026-03-31/${step}`)] })[0];
    expect(at("before-3")).toEqual([2, "on"]);
    expect(at("before-1")).toEqual([2, "on"]);
    expect(at("on")).toEqual([3, "before-3"]);
  });
});

describe("R-O3: what is remembered", () => {
  it("forgets the earliest dates first, whatever their topic, and never one that is asked for", () => {
    const dates = Object.fromEntries([
      ["review/2025-01-01", "on"],
      ...Array.from({ length: 12 }, (_, index) => [`adoption/2026-05-${String(index + 10)}`, "on"]),
    ]) as Record<string, string>;
    const kept = Object.keys(nextReminded(subject({ reminded: { 2: { dates } } }))[2]?.dates ?? {});
    expect(kept).toHaveLength(13);
    expect(kept).not.toContain("review/2025-01-01");
    expect(kept).toContain("due/2026-03-31");
    expect(kept).toEqual([...kept].sort());
  });

  it("unknown: is left as it was where items or the ledger could not be read", () => {
    const reminded = { 7: { dates: { "due/2026-01-01": "on" } } };
    const lost = { unreadable: "502", transient: true };
    expect(nextReminded(subject({ reminded, over: { items: lost } }))).toEqual(reminded);
    expect(nextReminded(subject({ reminded, over: { ledger: lost } }))).toEqual(reminded);
    expect(nextReminded(subject({ reminded }))).not.toHaveProperty("7");
  });

  it("holds back what comes in a thread that was written to today, until the next working day's hour", () => {
    const reminded = { 2: { on: DUE, dates: { "due/2026-03-31": "before-1" } } };
    expect(due({ reminded })).toEqual([[3, "before-3"]]);
    expect(heldBackUntil(subject({ reminded }))).toBe("2026-04-01T09:00:00Z");
    const yesterday = { 2: { on: "2026-03-30", dates: { "due/2026-03-31": "before-1" } } };
    expect(heldBackUntil(subject({ reminded: yesterday }))).toBeNull();
    expect(due({ reminded: yesterday })[0]).toEqual([2, "on"]);
  });
});
