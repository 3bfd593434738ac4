import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { rangePattern } from "../../../src/core/policy/range-pattern.ts";

describe("rangePattern", () => {
  it.each([
    [0, 0, "0"],
    [7, 12, "[7-9]|1[0-2]"],
    [0, 9, "\\d"],
    [0, 99, "\\d|[1-9]\\d"],
    [1, 28, "[1-9]|1\\d|2[0-8]"],
    [60, 60, "60"],
    [1, 365, "[1-9]|[1-9]\\d|[1-2]\\d{2}|3[0-5]\\d|36[0-5]"],
  ])("%i to %i is %s", (low, high, pattern) => {
    expect(rangePattern(low, high)).toBe(pattern);
  });

  it("matches the numbers of the range and no others", () => {
    const number = fc.oneof(fc.nat(150), fc.nat(1200), fc.nat(999_999));
    fc.assert(
      fc.property(number, number, number, (a, b, tried) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const pattern = new RegExp(`^(?:${rangePattern(low, high)})$`);
        for (const one of [tried, low, high, low - 1, high + 1]) {
          expect([low, high, one, pattern.test(String(one))]).toEqual([low, high, one, one >= low && one <= high]);
        }
        expect(pattern.test(`0${low}`)).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });
});
