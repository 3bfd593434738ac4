import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { fractionOf, HOUR, isDueToday, lookedAt, nextSlot, periodOf, sweptAt } from "../../../src/app/looks/pace.ts";

const NOW = Date.parse("2026-03-01T09:00:00Z");
const DAY = 24 * HOUR;
const keys = (count: number): string[] => Array.from({ length: count }, (_, n) => `sweep 3 acme/repository-${n}`);

/** The most of these instants that lie in any span of so many milliseconds. */
function mostWithin(instants: readonly number[], span: number): number {
  const sorted = [...instants].sort((one, other) => one - other);
  let most = 0;
  let from = 0;
  for (const [to, at] of sorted.entries()) {
    while (at - (sorted[from] ?? at) >= span) from += 1;
    most = Math.max(most, to - from + 1);
  }
  return most;
}

describe("a key's fraction", () => {
  it("is always the same, and spread evenly over keys that differ little", () => {
    expect(fractionOf("acme/shop")).toBe(fractionOf("acme/shop"));
    const tenths = Array.from({ length: 10 }, () => 0);
    for (const key of keys(10_000))
      tenths[Math.floor(fractionOf(key) * 10)] = (tenths[Math.floor(fractionOf(key) * 10)] ?? 0) + 1;
    for (const count of tenths) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });

  it("is never below 0, and never 1 (property)", () => {
    fc.assert(
      fc.property(fc.string(), (key) => {
        expect(fractionOf(key)).toBeGreaterThanOrEqual(0);
        expect(fractionOf(key)).toBeLessThan(1);
      }),
    );
  });
});

describe("a slot", () => {
  const periods = fc.constantFrom(...[1, 2, 3, 4, 6, 8, 12, 24].map((hours) => hours * HOUR));

  it("comes once in each period, whoever asks and however often (property)", () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 0, max: 10 * DAY }), periods, (key, after, period) => {
        const now = NOW + after;
        const slot = nextSlot(key, now, period);
        expect(slot).toBeGreaterThanOrEqual(now);
        expect(slot).toBeLessThan(now + period);
        expect(nextSlot(key, slot, period)).toBe(slot);
        expect(nextSlot(key, slot + 1, period)).toBe(slot + period);
        // The slot of a day is one of every shorter period's.
        const daily = nextSlot(key, now, DAY);
        expect(nextSlot(key, daily, period)).toBe(daily);
      }),
    );
  });

  it("of the day makes a sweep of everything due exactly once a day, on a timer that comes early too (property)", () => {
    fc.assert(
      fc.property(fc.string(), periods, fc.integer({ min: -20, max: 5_000 }), (key, period, late) => {
        let last = NOW;
        const whole: number[] = [];
        for (let at = nextSlot(key, NOW + 61_000, period); at < NOW + 5 * DAY; at += period) {
          if (!isDueToday(key, at + late, last)) continue;
          last = at + late;
          whole.push(last);
        }
        expect(whole.length).toBeGreaterThanOrEqual(4);
        expect((whole[0] ?? 0) - NOW).toBeLessThanOrEqual(DAY + 61_000 + late);
        for (const [n, at] of whole.entries()) if (n > 0) expect(at - (whole[n - 1] ?? 0)).toBe(DAY);
      }),
    );
  });
});

describe("the pace of an installation", () => {
  it("asks few repositories every hour, and ten thousand once a day", () => {
    expect([1, 120, 121, 500, 2_000, 2_880, 10_000, 100_000].map((count) => periodOf(count) / HOUR)).toEqual([
      1, 1, 2, 6, 24, 24, 24, 24,
    ]);
  });

  it("never asks ten thousand repositories at once: within an hour about the twenty-fourth part of them", () => {
    const at = keys(10_000).map((key) => sweptAt(key, NOW, 10_000, DAY));
    expect(Math.min(...at)).toBeGreaterThanOrEqual(NOW);
    expect(Math.max(...at)).toBeLessThan(NOW + DAY);
    expect(mostWithin(at, HOUR)).toBeLessThan(550);
    expect(mostWithin(at, 60_000)).toBeLessThan(30);
  });

  it("asks a usual team's at once", () => {
    expect(new Set(keys(100).map((key) => sweptAt(key, NOW, 100, HOUR)))).toEqual(new Set([NOW]));
    expect(new Set(keys(101).map((key) => sweptAt(key, NOW, 101, HOUR))).size).toBeGreaterThan(90);
  });

  it("looks at a hundred incidents at once, and at more of them over the time that their cost is earned in", () => {
    expect(lookedAt("incident acme/shop#1", NOW, 100)).toBe(NOW);
    const at = Array.from({ length: 1_000 }, (_, n) => lookedAt(`incident acme/shop#${n}`, NOW, 1_000));
    expect(Math.min(...at)).toBeGreaterThanOrEqual(NOW);
    expect(Math.max(...at)).toBeLessThan(NOW + 900 * 8_000);
    expect(mostWithin(at, HOUR)).toBeLessThan(600);
    expect(lookedAt("incident acme/shop#1", NOW, 1_000_000)).toBeLessThan(NOW + DAY);
  });
});
