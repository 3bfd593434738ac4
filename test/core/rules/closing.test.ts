import { describe, expect, it } from "@jest/globals";
import { CLOSING_RULES } from "../../../src/core/rules/closing.ts";
import type { TrackerMemory } from "../../../src/core/plan/write.ts";
import type { Issue } from "../../../src/core/snapshot/issue.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import type { VerdictNode } from "../../../src/core/verdict/types.ts";
import { sound } from "../../support/rule-words.ts";
import { type Gates, judged } from "../../support/judged.ts";
import { policyInForce } from "../../support/policy.ts";
import {
  closed,
  comment,
  day,
  type Event,
  incident,
  item,
  labeled,
  link,
  pull,
  reopened,
  shut,
  snapshot,
  tracker,
} from "../../support/snapshot.ts";

interface Told {
  readonly close?: ReturnType<typeof closed>;
  readonly events?: readonly Event[];
  readonly memory?: Partial<TrackerMemory>;
  readonly now?: string;
  readonly gates?: Gates;
  readonly item?: Partial<Issue>;
  readonly pulls?: Snapshot["pulls"];
}

const FAILS: Gates = { items: { 2: { gate: "fail" } } };

/** An incident of one item, whose owner confirmed adoption; every gate passes unless `gates` says otherwise. */
function nodes(rule: string, told: Told = {}): readonly VerdictNode[] {
  const one = item(2, { owner: "oscar", comments: [comment("/quench ack adoption", "oscar", day(1))], ...told.item });
  const read = snapshot({
    now: told.now ?? day(2),
    incident: incident({
      comments: [tracker(told.memory ?? {})],
      events: [labeled(day(0), "paul"), ...(told.events ?? [])],
      ...(told.close === undefined ? {} : { close: told.close }),
    }),
    items: [one],
    over: told.pulls === undefined ? {} : { pulls: told.pulls },
  });
  return sound(CLOSING_RULES.find(({ id }) => id === rule)?.judge?.(judged(read, told.gates ?? {})) ?? []);
}

const URL = "https://github.com/acme/shop/issues/1";

describe("R-C2 an item closes once it is verified or retired", () => {
  const closedAs = (gates: Gates, reason: "completed" | "not_planned" = "completed", more: Partial<Issue> = {}) => {
    const done = shut(item(2, { owner: "oscar", ...more }), closed(day(1), "oscar", { reason }));
    return nodes("R-C2", { item: done, gates, memory: { verified: { I_2: day(1) } } });
  };

  it("R-C2 pass: verified", () => {
    expect(closedAs({})).toEqual([
      {
        rule: "R-C2",
        key: "R-C2:#2",
        title: "Item closed once verified",
        item: 2,
        outcome: "pass",
        phrase: "#2 is closed, and verified.",
        evidence: ["https://github.com/acme/shop/issues/2"],
        next: null,
        children: [],
      },
    ]);
  });

  it("R-C2 pass: retired, whatever its gate says now", () => {
    const comments = [comment("/quench retire It costs more.", "maya", day(1))];
    expect(closedAs(FAILS, "completed", { comments })).toMatchObject([
      { outcome: "pass", phrase: "#2 is closed, and its control is retired." },
    ]);
  });

  it("R-C2 fail: neither", () => {
    expect(closedAs(FAILS)).toMatchObject([
      { outcome: "fail", phrase: "#2 was closed before it was verified.", next: { text: "Do R-B4:#2." } },
    ]);
  });

  it("R-C2 unknown: its gate cannot be told", () => {
    expect(closedAs({ items: { 2: { gate: "unknown" } } })).toMatchObject([
      { outcome: "unknown", phrase: "#2 is closed, and whether it is verified cannot be told yet.", next: null },
    ]);
  });

  it("R-C2: nothing of one that is open, or closed as not planned", () => {
    expect(nodes("R-C2", { gates: FAILS })).toEqual([]);
    expect(nodes("R-C2", { gates: FAILS, item: { state: "open", stateReason: "completed" } })).toEqual([]);
    expect(closedAs(FAILS, "not_planned")).toEqual([]);
  });
});

describe("R-C3 the close that is in force", () => {
  const close = closed(day(1), "oscar");
  const told = (more: Told = {}) => nodes("R-C3", { close, gates: FAILS, ...more });

  it("R-C3: nothing while it is open", () => {
    expect(nodes("R-C3")).toEqual([]);
  });

  it("R-C3 pass: the gate passed", () => {
    expect(told({ gates: {} })).toEqual([
      {
        rule: "R-C3",
        key: "R-C3",
        title: "Closed in time",
        item: null,
        outcome: "pass",
        phrase: "The incident was closed once its gate passed.",
        evidence: [URL],
        next: null,
        children: [],
      },
    ]);
  });

  it("R-C3 pass: let go by the right", () => {
    expect(told({ close: closed(day(1), "maya", { reason: "not_planned" }) })).toMatchObject([
      { outcome: "pass", phrase: "The incident is closed and stays so: `maya` let it go as not planned.", next: null },
    ]);
  });

  it("R-C3 fail: to be undone, told, or recorded", () => {
    expect(told()).toMatchObject([
      {
        outcome: "fail",
        phrase: "The incident was closed early, by `oscar`, and is reopened.",
        next: { text: "Do R-B4:#2." },
      },
    ]);
    expect(told({ gates: { ...FAILS, inForce: policyInForce({ mode: "warn" }) } })).toMatchObject([
      { outcome: "fail", phrase: "The incident was closed early and stays closed: warn mode only tells." },
    ]);
    expect(told({ gates: { ...FAILS, inForce: policyInForce({ mode: "shadow" }) } })).toMatchObject([
      {
        outcome: "fail",
        phrase: "The incident was closed early and stays closed: shadow mode only records what would have been undone.",
      },
    ]);
  });

  it("R-C3 fail: disputed", () => {
    expect(told({ events: [reopened(day(1, -20)), reopened(day(1, -10))], now: day(1, 30) })).toMatchObject([
      { outcome: "fail", phrase: "The incident was closed early again and again, and is left closed for now." },
    ]);
  });

  it("R-C3 unknown: within the grace, or not to be judged yet", () => {
    expect(told({ now: "2026-03-03T09:00:30Z" })).toMatchObject([
      {
        outcome: "unknown",
        phrase: "The incident was just closed; the close is judged at Mar 3, 2026, 09:01 UTC.",
        next: null,
      },
    ]);
    expect(told({ gates: { scorecard: "unknown" } })).toMatchObject([
      {
        outcome: "unknown",
        phrase: "The incident is closed, and the close cannot be judged yet: some facts could not be read.",
      },
    ]);
  });
});

describe("R-C7 a closure that passed stays", () => {
  const close = closed(day(2), "oscar");
  const told = (more: Told = {}) =>
    nodes("R-C7", { close, gates: FAILS, memory: { settled: close.id }, now: day(5), ...more });
  const reverted = (at: string) => ({
    "acme/shop#102": pull(102, [], { revertedBy: "acme/shop#130" }),
    "acme/shop#130": pull(130, [], { mergedAt: at }),
  });
  const linked = { links: [link(102)] };

  it("R-C7: nothing while it is open, or where it never passed", () => {
    expect(nodes("R-C7", { gates: FAILS })).toEqual([]);
    expect(told({ memory: {} })).toEqual([]);
  });

  it("R-C7 pass: it passes now", () => {
    expect(told({ memory: {}, gates: {} })).toMatchObject([
      { outcome: "pass", phrase: "The gate passed when the incident was closed: the closure is settled." },
    ]);
  });

  it("R-C7 pass: it passed then", () => {
    expect(told()).toMatchObject([
      {
        key: "R-C7",
        title: "A closure that passed stays",
        outcome: "pass",
        phrase: "The closure is settled: what decays later reopens nothing.",
        evidence: [URL],
        next: null,
      },
    ]);
  });

  it("R-C7 fail: reverted soon after, as the policy has it", () => {
    const at = (mergedAt: string, inForce = policyInForce()) =>
      told({ item: linked, pulls: reverted(mergedAt), now: day(60), gates: { ...FAILS, inForce } });
    expect(at(day(3))).toMatchObject([
      {
        outcome: "fail",
        phrase: "The closure was settled, and an implementing pull request was reverted since: it is judged again.",
        next: { text: "Do R-B4:#2." },
      },
    ]);
    expect(at("2026-03-18T08:59:59Z")).toMatchObject([{ outcome: "fail" }]);
    expect(at("2026-03-18T09:00:00Z")).toMatchObject([{ outcome: "pass" }]);
    const long = policyInForce({ closure: { settles_after: "30d" } });
    expect(at("2026-03-18T09:00:00Z", long)).toMatchObject([{ outcome: "fail" }]);
    expect(at(day(2))).toMatchObject([{ outcome: "pass" }]);
  });

  it("R-C7 unknown: whether one was reverted, while that might still end it", () => {
    const pulls = { "acme/shop#102": { unreadable: "pull request 102: 502" } };
    expect(told({ item: linked, pulls })).toMatchObject([
      {
        outcome: "unknown",
        phrase: "The closure is settled, and whether a revert ended that cannot be told yet: pull request 102: 502.",
      },
    ]);
    expect(told({ item: linked, pulls, now: "2026-03-18T08:59:59Z" })).toMatchObject([{ outcome: "unknown" }]);
    expect(told({ item: linked, pulls, now: "2026-03-18T09:00:00Z" })).toMatchObject([{ outcome: "pass" }]);
  });
});

describe("R-C8 the limits of reopening", () => {
  const twice = [reopened(day(0, 10)), reopened(day(0, 20))];
  const close = closed(day(0, 30), "oscar");

  it("R-C8: nothing where we never reopened", () => {
    expect(nodes("R-C8", { close, gates: FAILS, events: [reopened(day(0, 10), "paul")] })).toEqual([]);
  });

  it("R-C8 pass: within a day's limit, counted to the second", () => {
    const at = (now: string) => nodes("R-C8", { events: twice, now, gates: FAILS })[0]?.phrase;
    expect(at(day(0, 30))).toBe("Reopened 2 of at most 2 times within the last day.");
    expect(at("2026-03-03T09:09:59Z")).toBe("Reopened 2 of at most 2 times within the last day.");
    expect(at("2026-03-03T09:10:00Z")).toBe("Reopened 1 of at most 2 times within the last day.");
    expect(nodes("R-C8", { events: twice, now: day(5) })).toMatchObject([
      {
        key: "R-C8",
        title: "Limits of reopening",
        outcome: "pass",
        phrase: "Reopened 0 of at most 2 times within the last day.",
        evidence: [URL],
        next: null,
      },
    ]);
  });

  it("R-C8 fail: disputed, for whoever decides", () => {
    const disputed = (settings: Record<string, unknown>) =>
      nodes("R-C8", { close, events: twice, now: day(0, 40), gates: { ...FAILS, inForce: policyInForce(settings) } });
    expect(disputed({ closure: { grace: "0s" } })).toMatchObject([
      {
        outcome: "fail",
        phrase:
          "The incident is disputed: closed early more than 2 times a day; it is reopened once more after Mar 3, 2026, 09:10 UTC.",
        next: {
          text: "Decide about #1: finish what is missing, or override.",
          distance: "comment",
          who: ["someone with maintain or admin"],
        },
      },
    ]);
    expect(disputed({ closure: { grace: "0s" }, people: { escalation: "ester" } })[0]?.next?.who).toEqual(["ester"]);
    const again = [...twice, close, reopened(day(1))];
    const late = closed(day(1, 10), "oscar");
    const last = nodes("R-C8", { close: late, events: again, now: day(1, 20), gates: FAILS });
    expect(last[0]?.phrase).toBe(
      "The incident is disputed: closed early more than 2 times a day; it is not reopened again.",
    );
  });

  it("R-C8 unknown: its timeline could not be read", () => {
    const read = snapshot({ incident: incident({ events: { unreadable: "events: 502" } }) });
    const found = CLOSING_RULES.find(({ id }) => id === "R-C8")?.judge?.(judged(read)) ?? [];
    expect(found).toMatchObject([
      { outcome: "unknown", phrase: "How often the incident was reopened could not be read: events: 502." },
    ]);
  });
});
