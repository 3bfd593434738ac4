import { describe, expect, it } from "@jest/globals";
import {
  adoptedSince,
  type Effect,
  EFFECT_RULES,
  effectOf,
  effectPhrase,
  type Period,
  ratioOf,
} from "../../../src/core/rules/effect.ts";
import type { PastIncident } from "../../../src/core/snapshot/facts.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import { isUnreadable } from "../../../src/core/snapshot/types.ts";
import { addMs, DAY, HOUR, MINUTE } from "../../../src/core/time.ts";
import type { Judged } from "../../../src/core/verdict/judged.ts";
import { node } from "../../../src/core/verdict/node.ts";
import type { Outcome } from "../../../src/core/verdict/types.ts";
import { past } from "../../support/entries.ts";
import { judged } from "../../support/judged.ts";
import { policyInForce } from "../../support/policy.ts";
import { incident, item, OPENED, shut, closed, snapshot, tracker } from "../../support/snapshot.ts";
import { expectWords, nodesOf } from "../../support/rule-nodes.ts";

/** The incident of the builders began at 08:30 on March 2; its control is adopted on March 12. */
const SINCE = "2026-03-12T00:00:00Z";
const at = (days: number) => addMs(SINCE, days * DAY);

interface World {
  readonly history?: Snapshot["history"];
  readonly now?: string;
  readonly fields?: Readonly<Record<string, string | null | readonly string[]>>;
  readonly labels?: readonly string[];
  readonly policy?: object;
  readonly duplicate?: boolean;
}

const subject = (world: World = {}): Judged => {
  const { history = [], now = at(90), fields = {}, labels = ["incident"], policy = {} } = world;
  const open = incident({ fields, labels });
  const issue = world.duplicate === true ? shut(open, closed(OPENED, "maya", { reason: "duplicate" })) : open;
  return judged(snapshot({ now, incident: issue, over: history === undefined ? {} : { history } }), {
    inForce: policyInForce({ ...policy }),
  });
};
const effect = (world: World = {}, since: string | null = SINCE, name = "config-change"): Effect => {
  const found = effectOf(subject(world), name, since);
  if (isUnreadable(found)) throw new Error(found.unreadable);
  return found;
};
/** So many incidents of the class, one a day, from a day on. */
const many = (count: number, from: number, number = 100): PastIncident[] =>
  Array.from({ length: count }, (_, index) => past(number + index, at(from + index)));

describe("R-M1: the very second", () => {
  it("an incident that begins now counts now, and one that begins as the window ends does not", () => {
    const opened = past(100, at(5));
    const after = (now: string) => effect({ history: [opened], now }).after?.count;
    expect(after(at(5))).toBe(1);
    expect(after(addMs(at(5), DAY))).toBe(1);
    const before = effect({ history: [opened], now: at(5) }, null).before;
    expect(before).toMatchObject({ to: at(5), count: 2 });
    const { window } = policyInForce().policy.effect;
    const end = addMs(SINCE, window);
    const late = { history: [past(100, end)] };
    expect([
      effect({ ...late, now: end }).after?.count,
      effect({ ...late, now: addMs(end, DAY) }).after?.count,
    ]).toEqual([0, 0]);
  });
});

describe("R-M1: the ratio of two counts", () => {
  const ratio = (before: number, after: number, days = 90, afterDays = 90) =>
    ratioOf({ count: before, days }, { count: after, days: afterDays });

  it("has its exact conditional interval", () => {
    // Clopper–Pearson limits of 0 in 6 are 0 and 1 - 0.025^(1/6) = 0.45926, an odds of 0.8494.
    expect(ratio(6, 0)).toEqual({ estimate: 0, low: 0, high: 0.85 });
    // Of 1 in 6: 0.00421 and 0.64123.
    expect(ratio(5, 1)).toEqual({ estimate: 0.2, low: 0, high: 1.79 });
    // Of 5 in 10: 0.18709 and 0.81291.
    expect(ratio(5, 5)).toEqual({ estimate: 1, low: 0.23, high: 4.35 });
  });

  // Given their sum, the later of two Poisson counts is binomial (Przyborowski and Wilenski, Biometrika 31, 1940), and
  // p / (1 - p) is the ratio of the rates; p has the limits of Clopper and Pearson (Biometrika 26, 1934), as tabulated:
  // 1 of 10: 0.0025 to 0.4450; 2 of 10: 0.0252 to 0.5561; 3 of 10: 0.0667 to 0.6525; 5 of 20: 0.0866 to 0.4910.
  it.each([
    [9, 1, { estimate: 0.11, low: 0, high: 0.8 }],
    [8, 2, { estimate: 0.25, low: 0.03, high: 1.25 }],
    [7, 3, { estimate: 0.43, low: 0.07, high: 1.88 }],
    [2, 8, { estimate: 4, low: 0.8, high: 38.67 }],
    [15, 5, { estimate: 0.33, low: 0.09, high: 0.96 }],
    [10, 0, { estimate: 0, low: 0, high: 0.45 }],
    [0, 10, { estimate: null, low: 2.24, high: null }],
    [1, 1, { estimate: 1, low: 0.01, high: 78.5 }],
    [1, 0, { estimate: 0, low: 0, high: 39 }],
    [0, 1, { estimate: null, low: 0.03, high: null }],
  ])("has the tabulated limits: %d before, %d after", (before, after, expected) => {
    expect(ratio(before, after)).toEqual(expected);
  });

  it("has limits at which each tail of the binomial is 2.5 %", () => {
    /** The chance of at least `least` of `all`, summed term by term. */
    const tail = (all: number, least: number, p: number): number => {
      let sum = 0;
      let term = (1 - p) ** all;
      for (let k = 0; k <= all; k += 1) {
        if (k >= least) sum += term;
        term *= ((all - k) / (k + 1)) * (p / (1 - p));
      }
      return sum;
    };
    const share = (odds: number) => Math.max(0, odds) / (1 + Math.max(0, odds));
    for (let before = 0; before <= 12; before += 1) {
      for (let after = 0; after <= 12; after += 1) {
        const found = ratio(before, after);
        if (found === null) continue;
        const all = before + after;
        // Rounded to two decimals, the limit lies within half of one.
        const [under, over] = [found.low - 0.005, found.low + 0.005].map(share) as [number, number];
        if (after > 0) expect(tail(all, after, under)).toBeLessThanOrEqual(0.025 + 1e-9);
        if (after > 0) expect(tail(all, after, over)).toBeGreaterThanOrEqual(0.025 - 1e-9);
        if (found.high === null) continue;
        const [less, more] = [found.high - 0.005, found.high + 0.005].map(share) as [number, number];
        expect(1 - tail(all, after + 1, less)).toBeGreaterThanOrEqual(0.025 - 1e-9);
        expect(1 - tail(all, after + 1, more)).toBeLessThanOrEqual(0.025 + 1e-9);
      }
    }
  });

  it("has no upper bound where there was none before", () => {
    expect(ratio(0, 6)).toEqual({ estimate: null, low: 1.18, high: null });
  });

  it("is of rates, not of counts", () => {
    expect(ratio(6, 2, 90, 30)).toMatchObject({ estimate: 1 });
    expect(ratio(6, 0, 90, 45)).toMatchObject({ high: 1.7 });
  });

  it("is none where there is nothing to compare", () => {
    expect(ratio(0, 0)).toBeNull();
    expect(ratio(3, 0, 90, 0)).toBeNull();
    expect(ratio(0, 3, 0, 90)).toBeNull();
  });
});

describe("R-M1: what counts", () => {
  it("is the class, in any case, of other incidents and this one", () => {
    const history = [
      past(2, at(-20)),
      past(3, at(-21), { failureClass: "CONFIG-Change" }),
      past(4, at(-22), { failureClass: "capacity" }),
      past(5, at(-23), { failureClass: null }),
      past(6, at(3)),
    ];
    const found = effect({ history }, SINCE, "Config-Change");
    expect(found).toMatchObject({ failureClass: "Config-Change", since: SINCE });
    expect([found.before.count, found.after?.count]).toEqual([3, 1]);
    expect(effect({ history }, SINCE, "capacity").before.count).toBe(1);
  });

  it("is no drill and no duplicate, of the others as of this one", () => {
    const history = [past(2, at(-20), { drill: true }), past(3, at(-20), { duplicate: true })];
    expect(effect({ history }).before.count).toBe(1);
    expect(effect({ fields: { drill: ["This is a drill, not an incident"] } }).before.count).toBe(0);
    expect(effect({ labels: ["incident", "Drill"] }).before.count).toBe(0);
    expect(effect({ duplicate: true }).before.count).toBe(0);
  });

  it("is dated by the start, else the detection, else the issue", () => {
    const of = (over: Partial<PastIncident>) => effect({ history: [past(2, at(1), over)] });
    expect(of({ startedAt: at(-1) }).before.count).toBe(2);
    expect(of({ startedAt: null, detectedAt: at(-1) }).before.count).toBe(2);
    expect(of({ startedAt: null, detectedAt: null }).after?.count).toBe(1);
  });

  it("lies in the windows: from their first instant to just before their last", () => {
    const count = (from: string) => {
      const found = effect({ history: [past(2, from)] });
      return [found.before.count, found.after?.count];
    };
    expect(count(at(-90))).toEqual([2, 0]);
    expect(count(addMs(at(-90), -1000))).toEqual([1, 0]);
    expect(count(addMs(SINCE, -1000))).toEqual([2, 0]);
    expect(count(SINCE)).toEqual([1, 1]);
    expect(effect({ history: [past(2, addMs(at(90), -1000))], now: at(200) }).after?.count).toBe(1);
    expect(effect({ history: [past(2, at(90))], now: at(200) }).after?.count).toBe(0);
  });

  it("the window after ends now at the latest, and is as long as the policy says", () => {
    expect(effect({ now: addMs(at(40), -1000) }).after).toMatchObject({
      from: SINCE,
      to: addMs(at(40), -1000),
      days: 39,
    });
    expect(effect({ now: at(40) }).after).toMatchObject({ to: at(40), days: 40 });
    expect(effect({ now: at(400) }).after).toMatchObject({ to: at(90), days: 90 });
    const week = effect({ policy: { effect: { window: "7d" } } });
    expect([week.before.from, week.before.to, week.before.days]).toEqual([at(-7), SINCE, 7]);
    expect(week.after).toMatchObject({ to: at(7), days: 7 });
  });

  it("an adoption still to come is none yet", () => {
    expect(effect({ now: at(3) }, at(4))).toEqual(effect({ now: at(3) }, null));
    expect(effect({ now: at(3) }, at(3))).toMatchObject({
      since: at(3),
      after: { from: at(3), to: at(3), days: 0, count: 0 },
      ratio: null,
      trend: "too few",
    });
  });

  it("of none before and none after: nothing, and never enough", () => {
    expect(effect({ fields: { failure_class: "other" } })).toMatchObject({
      before: { count: 0, detect: null, restore: null },
      after: { count: 0, detect: null, restore: null },
      ratio: null,
      trend: "too few",
      enoughAt: null,
    });
  });

  it("takes no start from long before the issue, and none from after it", () => {
    const of = (over: Partial<PastIncident>) => effect({ history: [past(2, at(10), over)] });
    // At most 14 days before the opening, so that it lies before the adoption by four of them.
    expect(of({ startedAt: at(-200) }).before.count).toBe(2);
    expect(effect({ history: [past(2, at(15), { startedAt: at(-1) })] }).after?.count).toBe(1);
    expect(of({ startedAt: at(400) }).after?.count).toBe(1);
    expect(of({ startedAt: null, detectedAt: at(400) }).after?.count).toBe(1);
  });

  it("takes a class that the policy does not list as it is written", () => {
    const listed = { failure_classes: ["capacity"] };
    const history = [past(2, at(-3), { failureClass: "Gremlins" }), past(3, at(-4), { failureClass: "capacity" })];
    expect(effect({ history, policy: listed }, SINCE, "gremlins").before.count).toBe(1);
  });

  it("without an adoption it is the last window, and nothing to compare", () => {
    const found = effect({ now: at(3) }, null);
    expect(found).toEqual({
      failureClass: "config-change",
      since: null,
      before: { from: at(-87), to: at(3), days: 90, count: 1, detect: null, restore: null },
      after: null,
      ratio: null,
      trend: "too few",
      enoughAt: null,
    });
  });
});

describe("R-M1: durations", () => {
  const of = (...restored: readonly (number | null)[]): Period => {
    const history = restored.map((minutes, index) =>
      past(10 + index, at(-20), { restoredAt: minutes === null ? null : addMs(at(-20), minutes * MINUTE) }),
    );
    return effect({ history }).before;
  };

  it("are in seconds: the median, and the nearest rank of 95 in 100", () => {
    expect(of(10).restore).toEqual({ of: 1, median: 600, p95: 600 });
    expect(of(30, 10).restore).toEqual({ of: 2, median: 1200, p95: 1800 });
    expect(of(30, 10, 20).restore).toEqual({ of: 3, median: 1200, p95: 1800 });
    const twenty = Array.from({ length: 20 }, (_, index) => index + 1);
    expect(of(...twenty).restore).toEqual({ of: 20, median: 630, p95: 19 * 60 });
    expect(of(...twenty, 21).restore).toEqual({ of: 21, median: 660, p95: 20 * 60 });
  });

  it("leave out what was not restored, or before it began; none at all is null", () => {
    expect(of(null, -1, 10).restore).toEqual({ of: 1, median: 600, p95: 600 });
    expect(of(0).restore).toEqual({ of: 1, median: 0, p95: 0 });
    expect(of(null).restore).toBeNull();
    expect(of().restore).toBeNull();
  });

  it("leave out what was typed ahead of time, or before it began", () => {
    const history = [
      past(2, at(5), { restoredAt: at(95), detectedAt: at(95) }),
      past(3, at(5), { restoredAt: addMs(at(5), HOUR), detectedAt: at(4) }),
      past(4, at(5), { startedAt: at(6), detectedAt: addMs(at(5), HOUR) }),
    ];
    const { detect, restore } = effect({ history, now: at(60) }).after ?? {};
    expect(restore).toEqual({ of: 1, median: 3600, p95: 3600 });
    expect(detect).toBeNull();
    expect(effect({ history, now: at(95) }).after?.restore).toMatchObject({ of: 2, p95: 90 * 86_400 });
  });

  it("to the detection run from the start, where both are told", () => {
    const history = [
      past(2, at(-20), { detectedAt: addMs(at(-20), 5 * MINUTE) }),
      past(3, at(-20), { startedAt: null, detectedAt: at(-20), restoredAt: addMs(at(-20), HOUR) }),
    ];
    const { detect, restore } = effect({ history }).before;
    expect(detect).toEqual({ of: 1, median: 300, p95: 300 });
    expect(restore).toEqual({ of: 1, median: 3600, p95: 3600 });
  });

  it("of this incident count too", () => {
    const fields = { detected_at: "2026-03-02T08:40Z", restored_at: "2026-03-02T09:30Z" };
    const { detect, restore } = effect({ fields }).before;
    expect(detect?.median).toBe(600);
    expect(restore?.median).toBe(3600);
  });
});

describe("R-M1: a trend", () => {
  it("is told by an interval that excludes 1", () => {
    expect(effect({ history: many(5, -30) })).toMatchObject({
      before: { count: 6 },
      after: { count: 0 },
      ratio: { estimate: 0, low: 0, high: 0.85 },
      trend: "lower",
      enoughAt: null,
    });
    expect(effect({ history: many(4, -30) }).trend).toBe("unclear");
    const rise = effect({ history: many(6, 5), fields: { failure_class: "other" } });
    expect([rise.before.count, rise.trend, rise.ratio?.low]).toEqual([0, "higher", 1.18]);
    expect(effect({ history: many(5, 5), fields: { failure_class: "other" } }).trend).toBe("unclear");
  });

  it("takes the policy's least number of incidents in both windows together", () => {
    expect(effect({ history: [past(2, at(-20)), past(3, at(5))] }).trend).toBe("unclear");
    expect(effect({ history: [past(3, at(5))] })).toMatchObject({ trend: "too few", enoughAt: null });
    expect(effect({ history: [past(3, at(5))], policy: { effect: { least: 2 } } }).trend).toBe("unclear");
  });

  it("with none since takes the time in which the former rate would have brought one", () => {
    const history = many(2, -30);
    const now = (moment: string) => effect({ history, now: moment });
    expect(now(at(30))).toMatchObject({ trend: "unclear", enoughAt: null });
    expect(now(addMs(at(30), -1000))).toMatchObject({ trend: "too few", enoughAt: at(30) });
    // Seven in 90 days: one in 13 days, rounded up.
    expect(effect({ history: many(6, -30), now: at(1) }).enoughAt).toBe(at(13));
  });

  it("with one since is told at once, but not on the first day", () => {
    const history = [...many(2, -30), past(9, addMs(SINCE, HOUR))];
    expect(effect({ history, now: at(1) }).trend).not.toBe("too few");
    expect(effect({ history, now: addMs(at(1), -1000) })).toMatchObject({ ratio: null, trend: "too few" });
  });
});

describe("R-M1: what was not read", () => {
  it("is unreadable", () => {
    expect(effectOf(subject({ history: { unreadable: "search: 502" } }), "x", SINCE)).toEqual({
      unreadable: "search: 502",
    });
    const without = judged(snapshot({ now: at(1) }));
    expect(effectOf(without, "x", SINCE)).toEqual({ unreadable: "the other incidents were not read" });
  });
});

describe("R-M1: adoption", () => {
  it("is since when we remember the item as verified", () => {
    const memory = tracker({ verified: { I_12: SINCE } });
    const of = judged(snapshot({ incident: incident({ comments: [memory] }), items: [item(12), item(13)] }));
    const since = of.items.map((one): [number, string | null] => [one.issue.number, adoptedSince(of, one)]);
    expect(Object.fromEntries(since)).toEqual({ 12: SINCE, 13: null });
    const bare = judged(snapshot({ items: [item(12)] }));
    expect(bare.items.map((one) => adoptedSince(bare, one))).toEqual([null]);
  });
});

describe("R-M1: the sentence", () => {
  const restored = (days: number, number: number) =>
    past(number, at(days), { restoredAt: addMs(at(days), 90 * MINUTE) });

  it("gives counts, times to restore, interval and meaning", () => {
    const history = [...many(4, -30), restored(-10, 50)];
    expect(effectPhrase(effect({ history }), "UTC")).toBe(
      "6 incidents of `config-change` in the 90 days before Mar 12, 2026 (95 % restored within 1 h 30 min), 0 in the 90 days after: the class became rarer, 0 to 0.85 times the former rate with 95 % confidence.",
    );
    const rise = effect({ history: [...many(5, 5), restored(20, 60)], fields: { failure_class: "other" } });
    expect(effectPhrase(rise, "UTC")).toBe(
      "0 incidents of `config-change` in the 90 days before Mar 12, 2026, 6 in the 90 days after (95 % restored within 1 h 30 min): the class became more frequent, at least 1.18 times the former rate with 95 % confidence.",
    );
    expect(effectPhrase(effect({ history: many(4, -30) }), "UTC")).toContain(": no clear change, 0 to 1.09 times");
  });

  it("calls too few what is too few, and says where nothing is adopted", () => {
    expect(effectPhrase(effect({}), "America/New_York")).toBe(
      "1 incident of `config-change` in the 90 days before Mar 11, 2026, 0 in the 90 days after: too few to say whether it helped.",
    );
    expect(effectPhrase(effect({}, null), "UTC")).toBe(
      "0 incidents of `config-change` in the 90 days up to now; no control of the class is adopted yet, so there is nothing to compare.",
    );
  });
});

describe("R-M1: one line a class", () => {
  const lines = (
    world: World,
    items: readonly ReturnType<typeof item>[],
    verified: Record<string, string> = {},
    outcome: Outcome = "pass",
  ) => {
    const { history = [], now = at(90), fields = {} } = world;
    const read = snapshot({
      now,
      incident: incident({ fields, comments: [tracker({ verified })] }),
      items,
      over: { history },
    });
    const found = judged(read);
    const adopted = found.items.map((one) => ({ ...one, adopted: node("R-A1", "R-A1", "", outcome, "") }));
    return nodesOf(EFFECT_RULES, "R-M1", { ...found, items: adopted });
  };

  it("of the incident and of its items, each once", () => {
    const items = [
      item(12, { fields: { failure_class: "Capacity" } }),
      item(13, { fields: { failure_class: "CONFIG-change" } }),
      item(14, { fields: { failure_class: null } }),
    ];
    expect(lines({}, items).map(({ key, outcome, item: of }) => [key, outcome, of])).toEqual([
      ["R-M1:config-change", "fail", null],
      ["R-M1:capacity", "fail", null],
    ]);
    expect(lines({ fields: { failure_class: null } }, [item(12)])).toEqual([]);
  });

  it("passes where the effect is measured, from the first adoption in the class", () => {
    const items = [item(12, { fields: { failure_class: "config-change" } }), item(13), item(14)];
    const found = lines({ history: many(5, -30) }, items, { I_12: at(5), I_13: SINCE });
    expect(found).toMatchObject([
      { rule: "R-M1", key: "R-M1:config-change", title: "Effect is measured", outcome: "pass" },
    ]);
    expect(found[0]?.phrase).toContain("before Mar 12, 2026");
  });

  it("fails where it is too few, and where the control is not adopted any more", () => {
    expect(lines({}, [item(12)], { I_12: SINCE })).toMatchObject([
      { outcome: "fail", phrase: expect.stringContaining("too few to say") },
    ]);
    expect(lines({ history: many(5, -30) }, [item(12)], { I_12: SINCE }, "fail")).toMatchObject([
      { outcome: "fail", phrase: expect.stringContaining("no control of the class is adopted yet") },
    ]);
  });

  it("is unknown where the others were not read", () => {
    expect(lines({ history: { unreadable: "search: 502" } }, [item(12)])).toMatchObject([
      { outcome: "unknown", phrase: "Cannot tell yet: search: 502." },
    ]);
  });

  it("keeps long names short in its key", () => {
    const [line] = lines({ fields: { failure_class: "x".repeat(300) } }, []);
    expect(line?.key).toBe(`R-M1:${"x".repeat(80)}`);
  });
});

it("the family has its words for the docs", () => {
  expectWords(EFFECT_RULES);
});
