import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { type BudgetParts, createBudget } from "../../src/app/budget.ts";
import type { Api } from "../../src/github/request/allowance.ts";
import { LANES, type Lane, type Subject } from "../../src/queue/queue.ts";
import { createTestClock } from "../queue/test-clock.ts";

const HOUR = 3_600_000;
const incident = (number: number, installation = 1): Subject => ({
  kind: "incident",
  installation,
  repository: "acme/shop",
  number,
});
const ALL: Subject = { kind: "sweep", installation: null, repository: null };

function budgeted(parts: Partial<BudgetParts> = {}) {
  const clock = createTestClock();
  const budget = createBudget({ clock, ...parts });
  const left = (
    remaining: number,
    api: Api = "rest",
    installation: number | null = 1,
    limit = 5_000,
    resetIn = HOUR / 2,
  ) => budget.observer(installation).onAnswer(api, 200, { limit, remaining, resetAt: clock.now() + resetIn });
  const admitted = (subject: Subject = incident(1)): Record<Lane, boolean> => ({
    urgent: budget.admit(subject, "urgent") === 0,
    usual: budget.admit(subject, "usual") === 0,
    background: budget.admit(subject, "background") === 0,
  });
  return { clock, budget, left, admitted };
}

describe("what is left of an installation's hour", () => {
  it("is enough for everybody where nothing is known", () => {
    expect(budgeted().admitted()).toEqual({ urgent: true, usual: true, background: true });
  });

  it.each(["rest", "graphql"] as const)("of %s is kept for what somebody waits for", (api) => {
    const { left, admitted } = budgeted();
    left(1_700, api);
    expect(admitted()).toEqual({ urgent: true, usual: true, background: true });
    left(1_600, api);
    expect(admitted()).toEqual({ urgent: true, usual: true, background: false });
    left(500, api);
    expect(admitted()).toEqual({ urgent: true, usual: true, background: false });
    left(499, api);
    expect(admitted()).toEqual({ urgent: true, usual: false, background: false });
    left(1, api);
    expect(admitted()).toEqual({ urgent: true, usual: false, background: false });
    // With nothing left GitHub would say no, and whoever asks all the same may be shut out.
    left(0, api);
    expect(admitted()).toEqual({ urgent: false, usual: false, background: false });
  });

  it("is each installation's own, and the App's own routes apart", () => {
    const { left, admitted } = budgeted();
    left(10);
    expect(admitted(incident(1, 2))).toEqual({ urgent: true, usual: true, background: true });
    expect(admitted(ALL).background).toBe(true);
    left(10, "rest", null);
    expect(admitted(ALL).background).toBe(false);
    expect(admitted(incident(1, 2)).background).toBe(true);
  });

  it("is full again after the reset, and what waits comes spread over the time after it, each time in another order", () => {
    const { clock, left, budget } = budgeted();
    left(300);
    const reset = HOUR / 2;
    for (const [lane, over] of [
      ["usual", 120_000],
      ["background", 1_200_000],
    ] as const) {
      const waits = Array.from({ length: 1_000 }, (_, n) => budget.admit(incident(n), lane));
      expect(Math.min(...waits)).toBeGreaterThanOrEqual(reset);
      expect(Math.max(...waits)).toBeLessThanOrEqual(reset + over);
      const tenths = Array.from(
        { length: 10 },
        (_, n) =>
          waits.filter((wait) => wait - reset > (n * over) / 10 && wait - reset <= ((n + 1) * over) / 10).length,
      );
      for (const count of tenths) expect(Math.abs(count - 100)).toBeLessThan(50);
      // The same look is told the same moment whoever asks.
      expect(budget.admit(incident(7), lane)).toBe(waits[7]);
    }
    const first = budget.admit(incident(7), "background") - reset;
    clock.jump(HOUR / 2);
    expect(budget.admit(incident(7), "background")).toBe(0);
    left(300, "rest", 1, 5_000, HOUR);
    expect(budget.admit(incident(7), "background") - HOUR).not.toBe(first);
  });

  it("takes the least that it was told of an hour, however the answers overtake each other", () => {
    const { clock, left, admitted } = budgeted();
    left(400);
    left(2_000);
    expect(admitted().usual).toBe(false);
    // A second's difference is the same hour; the next one is another.
    left(2_000, "rest", 1, 5_000, HOUR / 2 + 1_000);
    expect(admitted().usual).toBe(false);
    left(5_000, "rest", 1, 5_000, HOUR);
    expect(admitted().usual).toBe(true);
    left(0, "rest", 1, 5_000, HOUR / 2);
    expect(admitted().usual).toBe(true);
    clock.jump(0);
  });
});

describe("where GitHub has said no", () => {
  it("nothing begins until it is over, and then not all of it in the same moment", () => {
    const { clock, budget, admitted } = budgeted();
    budget.observer(1).onLimited("both", clock.now() + 60_000);
    expect(admitted()).toEqual({ urgent: false, usual: false, background: false });
    expect(admitted(incident(1, 2))).toEqual({ urgent: true, usual: true, background: true });
    const most: Record<Lane, number> = { urgent: 5_000, usual: 60_000, background: 60_000 };
    for (const lane of LANES) {
      const waits = Array.from({ length: 100 }, (_, n) => budget.admit(incident(n), lane));
      expect(Math.min(...waits)).toBeGreaterThan(60_000 - 1);
      expect(Math.max(...waits)).toBeLessThanOrEqual(60_000 + most[lane]);
      expect(new Set(waits).size).toBeGreaterThan(90);
    }
    clock.jump(60_000);
    expect(admitted()).toEqual({ urgent: true, usual: true, background: true });
  });

  it("in one of the two ways a look can make no use of the other", () => {
    const { clock, budget, admitted } = budgeted();
    budget.observer(1).onLimited("graphql", clock.now() + 10_000);
    expect(admitted().urgent).toBe(false);
    // A shorter one does not end a longer one.
    budget.observer(1).onLimited("both", clock.now() + 1_000);
    clock.jump(5_000);
    expect(admitted().urgent).toBe(false);
  });

  it("a clock that was set back makes no day of a minute", () => {
    const { clock, budget, left, admitted } = budgeted();
    budget.observer(1).onLimited("both", clock.now() + 60_000);
    left(10);
    clock.jump(-86_400_000);
    expect(admitted()).toEqual({ urgent: true, usual: true, background: true });
  });

  it("a clock that was set back makes no day of an hour either, where an answer comes before anybody asks", () => {
    const { clock, left, admitted } = budgeted();
    left(10);
    clock.jump(-86_400_000);
    left(4_000);
    expect(admitted()).toEqual({ urgent: true, usual: true, background: true });
  });
});

describe("what an installation may create", () => {
  it("is one budget for all of its clients, kept in part for what somebody waits for", async () => {
    const { clock, budget, admitted } = budgeted();
    for (let n = 0; n < 41; n += 1) expect(await budget.reservoir(1).take(0)).toBe(0);
    expect(admitted()).toEqual({ urgent: true, usual: true, background: false });
    for (let n = 0; n < 20; n += 1) expect(await budget.reservoir(1).take(0)).toBe(0);
    expect(admitted()).toEqual({ urgent: true, usual: false, background: false });
    for (let n = 0; n < 19; n += 1) expect(await budget.reservoir(1).take(0)).toBe(0);
    expect(await budget.reservoir(1).take(0)).toBe(60_000);
    expect(await budget.reservoir(2).take(0)).toBe(0);
    expect(budget.admit(incident(1), "usual")).toBeLessThanOrEqual(120_000);
    clock.jump(60_000);
    expect(admitted()).toEqual({ urgent: true, usual: true, background: true });
    expect(await budget.reservoir(1).take(0)).toBe(0);
  });

  it("is asked of all processes where there are several, and their no is remembered", async () => {
    const taken: [number, number][] = [];
    let answer = 0;
    const { clock, budget, admitted } = budgeted({
      takeShared: async (installation, nowMs) => {
        taken.push([installation, nowMs]);
        return answer;
      },
    });
    expect(await budget.reservoir(1).take(123)).toBe(0);
    answer = 9_000;
    expect(await budget.reservoir(1).take(124)).toBe(9_000);
    expect(taken).toEqual([
      [1, 123],
      [1, 124],
    ]);
    expect(admitted()).toEqual({ urgent: true, usual: false, background: false });
    clock.jump(9_000);
    expect(admitted().background).toBe(true);
    // The App itself creates nothing that anybody shares.
    answer = 0;
    expect(await budget.reservoir(null).take(125)).toBe(0);
    expect(taken).toHaveLength(2);
  });
});

describe("what is told of the requests", () => {
  it("is the size of the allowance, never whose it is, and what GraphQL has charged", () => {
    const told: unknown[] = [];
    const { left, budget } = budgeted({ onRequest: (...each) => void told.push(each) });
    left(4_000, "graphql");
    left(3_993, "graphql");
    left(3_995, "graphql");
    left(3_980, "graphql");
    left(4_990, "rest");
    left(12_000, "graphql", 2, 12_500);
    budget.observer(2).onAnswer("rest", null, null);
    budget.observer(null).onAnswer("rest", 200, null);
    left(4_996, "graphql", 1, 5_000, 2 * HOUR);
    expect(told).toEqual([
      // What was charged before is another process's.
      ["small", "graphql", 200, 0],
      ["small", "graphql", 200, 7],
      ["small", "graphql", 200, 0],
      ["small", "graphql", 200, 13],
      ["small", "rest", 200, 0],
      ["large", "graphql", 200, 0],
      ["large", "rest", null, 0],
      ["app", "rest", 200, 0],
      ["small", "graphql", 200, 4],
    ]);
  });
});

describe("what is remembered", () => {
  it("is bounded: the installation unheard of for longest goes first", () => {
    const { left, admitted } = budgeted({ most: 3 });
    for (const installation of [1, 2, 3]) left(10, "rest", installation);
    left(10, "rest", 1);
    left(10, "rest", 4);
    expect([1, 2, 3, 4].map((installation) => admitted(incident(1, installation)).usual)).toEqual([
      false,
      true,
      false,
      false,
    ]);
  });

  it("never holds the more urgent for longer than the less urgent, nor beyond an hour and its spread (property)", () => {
    const told = fc.record({
      api: fc.constantFrom<Api>("rest", "graphql"),
      remaining: fc.integer({ min: 0, max: 5_000 }),
      resetIn: fc.integer({ min: -HOUR, max: HOUR }),
      limited: fc.option(fc.integer({ min: 0, max: HOUR }), { freq: 3 }),
      takes: fc.integer({ min: 0, max: 40 }),
      pause: fc.integer({ min: 0, max: HOUR / 2 }),
    });
    fc.assert(
      fc.property(fc.array(told, { maxLength: 20 }), (steps) => {
        const { clock, budget, left } = budgeted();
        for (const { api, remaining, resetIn, limited, takes, pause } of steps) {
          left(remaining, api, 1, 5_000, resetIn);
          if (limited !== null) budget.observer(1).onLimited("both", clock.now() + limited);
          for (let n = 0; n < takes; n += 1) void budget.reservoir(1).take(0);
          clock.jump(pause);
          const [urgent = 0, usual = 0, background = 0] = LANES.map((lane) => budget.admit(incident(1), lane));
          expect(urgent > 0 && usual === 0).toBe(false);
          expect(usual > 0 && background === 0).toBe(false);
          expect(urgent).toBeLessThanOrEqual(usual > 0 ? usual : urgent);
          expect(background).toBeLessThanOrEqual(HOUR + 1_200_000);
        }
        // Without another word everything may begin in the end.
        clock.jump(2 * HOUR);
        expect(LANES.map((lane) => budget.admit(incident(1), lane))).toEqual([0, 0, 0]);
      }),
      { numRuns: 200 },
    );
  });
});
