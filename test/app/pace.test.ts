import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { createPace } from "../../src/app/pace.ts";

const NOW = Date.parse("2026-03-01T09:00:00Z");

describe("the pace of a sweep", () => {
  it("lets the first looks through at once, and then one every eight seconds", () => {
    const pace = createPace(3, 8_000);
    const at = Array.from({ length: 6 }, () => pace.next(1, NOW) - NOW);
    expect(at).toEqual([0, 0, 0, 8_000, 16_000, 24_000]);
  });

  it("keeps installations apart", () => {
    const pace = createPace(1, 8_000);
    expect([pace.next(1, NOW), pace.next(1, NOW), pace.next(2, NOW)]).toEqual([NOW, NOW + 8_000, NOW]);
  });

  it("never promises more than its rate in any hour, and never a time that is past", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 600_000 }), { minLength: 1, maxLength: 300 }), (pauses) => {
        const pace = createPace(10, 8_000);
        let now = NOW;
        const looks = pauses.map((pause) => {
          now += pause;
          const at = pace.next(1, now);
          expect(at).toBeGreaterThanOrEqual(now);
          return at;
        });
        for (const from of looks) {
          const within = looks.filter((at) => at >= from && at < from + 3_600_000);
          expect(within.length).toBeLessThanOrEqual(10 + 450);
        }
      }),
      { numRuns: 50 },
    );
  });
});
