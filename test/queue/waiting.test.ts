import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { LANES, type Lane } from "../../src/queue/queue.ts";
import { createWaiting } from "../../src/queue/waiting.ts";

function takeAll(waiting: { take(lanes: readonly Lane[]): string | null }): string[] {
  const taken: string[] = [];
  for (let item = waiting.take(LANES); item !== null; item = waiting.take(LANES)) taken.push(item);
  return taken;
}

describe("what waits", () => {
  it("goes by lanes, and within a lane one of each owner after the other", () => {
    const waiting = createWaiting<string>();
    for (let n = 0; n < 5; n += 1) waiting.put(`busy ${n}`, "usual", 1);
    waiting.put("sweep", "background", 2);
    waiting.put("small", "usual", 2);
    waiting.put("close", "urgent", 1);
    waiting.put("app", "usual", null);
    expect(waiting.size).toBe(9);
    expect(takeAll(waiting)).toEqual([
      "close",
      "busy 0",
      "small",
      "app",
      "busy 1",
      "busy 2",
      "busy 3",
      "busy 4",
      "sweep",
    ]);
    expect(waiting.size).toBe(0);
  });

  it("moves to another lane, stays where it already stands, and is taken once", () => {
    const waiting = createWaiting<string>();
    waiting.put("a", "background", 1);
    waiting.put("b", "background", 1);
    waiting.put("a", "background", 1);
    waiting.put("b", "urgent", 1);
    expect(waiting.size).toBe(2);
    expect(waiting.take(["urgent", "usual"])).toBe("b");
    expect(waiting.take(["urgent", "usual"])).toBeNull();
    expect(takeAll(waiting)).toEqual(["a"]);
  });

  it("gives whoever comes late the next turn but those of the owners before it", () => {
    const waiting = createWaiting<string>();
    for (let n = 0; n < 3_000; n += 1) waiting.put(`1-${n}`, "usual", 1);
    for (let n = 0; n < 2_000; n += 1) waiting.take(LANES);
    waiting.put("late", "usual", 2);
    expect([waiting.take(LANES), waiting.take(LANES)]).toEqual(["1-2000", "late"]);
    expect(takeAll(waiting)).toHaveLength(999);
  });

  it("loses nothing, and lets no owner wait for more than one turn of each other one (property)", () => {
    const puts = fc.array(fc.record({ item: fc.integer({ min: 0, max: 30 }), lane: fc.constantFrom(...LANES) }), {
      maxLength: 80,
    });
    fc.assert(
      fc.property(puts, (given) => {
        const waiting = createWaiting<number>();
        const lanes = new Map<number, Lane>();
        const ownerOf = (item: number): number => (item < 20 ? 0 : item % 3);
        for (const { item, lane } of given) {
          waiting.put(item, lane, ownerOf(item));
          lanes.set(item, lane);
        }
        const taken: number[] = [];
        for (let item = waiting.take(LANES); item !== null; item = waiting.take(LANES)) taken.push(item);
        expect(taken).toHaveLength(lanes.size);
        expect(new Set(taken)).toEqual(new Set(lanes.keys()));
        const rank = (item: number): number => LANES.indexOf(lanes.get(item) ?? "urgent");
        for (let n = 1; n < taken.length; n += 1)
          expect(rank(taken[n] ?? 0)).toBeGreaterThanOrEqual(rank(taken[n - 1] ?? 0));
        for (const lane of LANES) {
          const owners = taken.filter((item) => lanes.get(item) === lane).map(ownerOf);
          // While somebody else waits, nobody has two turns in a row more often than the others are through.
          for (let n = 0; n + 1 < owners.length; n += 1) {
            if (owners[n] === owners[n + 1]) expect(new Set(owners.slice(n)).size).toBeLessThanOrEqual(1);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
