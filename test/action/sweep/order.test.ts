import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import type { Remembered } from "../../../src/action/sweep/mark.ts";
import { isSeen, turnsOf } from "../../../src/action/sweep/order.ts";

const ROUND = 1_000_000;
const NOW = ROUND + 3_600;

function one(number: number, changes: Partial<Remembered> = {}): Remembered {
  return { number, closed: false, seen: ROUND + 5, wake: null, leads: [], files: [], merged: false, ...changes };
}

const numbers = (incidents: readonly Remembered[], changed: ReadonlyMap<number, number> = new Map()) =>
  turnsOf({ incidents, round: ROUND }, changed, NOW).map(({ number }) => number);

describe("the order of a sweep", () => {
  it("leaves out whatever was looked at and is not due", () => {
    expect(numbers([one(1), one(2, { wake: NOW + 1 })])).toEqual([]);
  });

  it("begins with what is due by time or changed, whatever waits longest in front", () => {
    const incidents = [one(1, { wake: NOW }), one(2, { wake: NOW - 500 }), one(3), one(4)];
    expect(numbers(incidents, new Map([[3, NOW - 100]]))).toEqual([2, 3, 1]);
  });

  it("goes on with closes, then with what was not looked at for longest", () => {
    const incidents = [
      one(1, { seen: 10 }),
      one(2, { seen: 0 }),
      one(3, { seen: 5 }),
      one(4, { seen: 20, closed: true }),
    ];
    expect(numbers(incidents)).toEqual([4, 2, 3, 1]);
  });

  it("lets one of the round come after each three that are due, so that it is never starved", () => {
    const due = Array.from({ length: 9 }, (_, index) => one(index + 1, { wake: NOW - 100 + index }));
    const rest = Array.from({ length: 5 }, (_, index) => one(index + 101, { seen: 0 }));
    expect(numbers([...due, ...rest])).toEqual([1, 2, 3, 101, 4, 5, 6, 102, 7, 8, 9, 103, 104, 105]);
  });

  it("names each once, and all that are due or were not seen", () => {
    const incident = fc.record({
      number: fc.integer({ min: 1, max: 500 }),
      closed: fc.boolean(),
      seen: fc.oneof(fc.constant(0), fc.integer({ min: ROUND - 5_000, max: NOW })),
      wake: fc.option(fc.integer({ min: NOW - 5_000, max: NOW + 5_000 })),
      leads: fc.constant([]),
      files: fc.constant([]),
      merged: fc.boolean(),
    });
    const all = fc.uniqueArray(incident, { selector: ({ number }) => number, maxLength: 60 });
    fc.assert(
      fc.property(all, (incidents) => {
        const turns = turnsOf({ incidents, round: ROUND }, new Map(), NOW);
        const wanted = incidents.filter((each) => (each.wake !== null && each.wake <= NOW) || !isSeen(each, ROUND));
        expect(turns.map(({ number }) => number).sort((a, b) => a - b)).toEqual(
          wanted.map(({ number }) => number).sort((a, b) => a - b),
        );
        const firstOfRound = turns.findIndex(({ why }) => why === "round");
        expect(turns.slice(0, Math.max(0, firstOfRound)).length).toBeLessThanOrEqual(
          wanted.some((each) => !isSeen(each, ROUND) && !(each.wake !== null && each.wake <= NOW)) ? 3 : turns.length,
        );
      }),
    );
  });
});
