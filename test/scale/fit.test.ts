import { describe, expect, it } from "@jest/globals";
import { KEPT_ANSWERS } from "../../src/app/clients.ts";
import { BOUNDS } from "../../src/app/known/index.ts";
import { compare, fit, predict } from "./fit.ts";
import { costsOf, countsFor, endsOf, LIMITS, needs } from "./limits.ts";
import type { Measured } from "./measured.ts";
import { loadOf } from "./mix.ts";
import { stretch } from "./model.ts";

/** A point as it would be if the model were true. */
function point(repositories: number): Measured {
  const { peakASecond: offered, relevantASecond: relevant, incidents } = loadOf(repositories);
  const passes = relevant * 0.5;
  const cpu = offered * 0.0005 + passes * 0.05;
  const queued = offered / (2 * (1 - cpu));
  const flat = (p50: number, p99: number) => ({ mean: p50, p50, p99, p999: p99 });
  return {
    repositories,
    incidents,
    seconds: 60,
    offered,
    answered: offered,
    relevant,
    refused503: 0,
    failed: 0,
    answer: flat(2 + queued * 0.01, 20 + queued * 0.2),
    lag: flat(100 + 50 * stretch(cpu), 300 + 80 * stretch(cpu)),
    cpu,
    cpuOfIrrelevant: 0.0005,
    longestStall: 10,
    rss: 250e6 + Math.min(incidents, 2_500) * 20_000,
    rssResting: 150e6 + Math.min(incidents, 2_500) * 20_000,
    heap: { empty: 40e6, swept: 45e6, filled: 50e6 + Math.min(incidents, 2_500) * 20_000 },
    passes,
    rest: passes * 40,
    // A tenth has always changed; 2,500 incidents' answers are kept.
    notModified: passes * 40 * Math.min(0.9, 2_500 / incidents),
    points: passes * 7,
    writesRefused: 0,
    sweep: { repositories: 50, cpu: 1, rest: 650, points: 50 },
    firstLooks: { cpu: 1, rest: incidents * 40, points: incidents * 7 },
  };
}

const fitted = fit(point(1_000), point(4_000));
const costs = costsOf([point(1_000), point(4_000)], 22);

describe("the model", () => {
  it("predicts a third point that is as it supposes", () => {
    for (const repositories of [10_000, 30_000]) {
      for (const { id, error } of compare(fitted, point(repositories))) {
        expect([id, Math.abs(error ?? 100) < 2]).toEqual([id, true]);
      }
    }
  });

  it("finds the costs that are in the points", () => {
    expect(fitted.cpuOfPasses.slope).toBeCloseTo(0.05, 9);
    expect(fitted.passes).toBeCloseTo(0.5, 9);
    expect(fitted.restOfFirst).toBeCloseTo(40, 9);
    expect(fitted.changed).toBeCloseTo(0.1, 9);
    expect(fitted.kept).toBe(KEPT_ANSWERS / 40);
    expect(fitted.garbage).toBeCloseTo(100e6, 3);
    expect(fitted.heap.slope).toBeCloseTo(20_000, 3);
    expect(costs).toEqual({ restOfSweep: 13, writesOfFirstLook: 22 });
  });

  it("tells of an error where a point is otherwise", () => {
    const off = compare(fitted, { ...point(10_000), passes: point(10_000).passes * 2 });
    expect(off.find(({ id }) => id === "passes")?.error).toBeCloseTo(-50, 6);
  });

  it("takes what fell by chance for something that does not grow", () => {
    const odd = { ...point(4_000), answer: { mean: 0, p50: 0, p99: 0, p999: 0 } };
    const { answer } = fit(point(1_000), odd);
    expect(answer.p99.slope).toBe(0);
    expect(answer.p99.base).toBeCloseTo(point(1_000).answer.p99 / 2, 6);
  });

  it("says that one process cannot do it where it cannot, and that more can", () => {
    const { peakASecond: deliveries, relevantASecond: relevant, incidents } = loadOf(100_000);
    const offered = { deliveries, relevant, incidents };
    expect(predict(fitted, offered).answerP99).toBe(Number.POSITIVE_INFINITY);
    expect(predict(fitted, offered, 8).answerP99).toBeLessThan(100);
  });
});

describe("what ends first", () => {
  it("is in order, and each resource is just within its limit there", () => {
    const ends = endsOf(fitted, costs);
    expect(ends.map(({ id }) => id).sort()).toEqual(LIMITS.map(({ id }) => id).sort());
    for (const [at, { id, repositories }] of ends.entries()) {
      expect(repositories).toBeGreaterThanOrEqual(ends[at - 1]?.repositories ?? 0);
      const limit = LIMITS.find((each) => each.id === id)?.limit ?? 0;
      expect(needs(fitted, costs, repositories)[id]).toBeLessThanOrEqual(limit);
      expect(needs(fitted, costs, Math.ceil(repositories * 1.01) + 110)[id]).toBeGreaterThan(limit);
    }
  });

  it("comes later where there are fewer incidents, and never sooner", () => {
    const few = new Map(endsOf(fitted, costs, 1).map(({ id, repositories }) => [id, repositories]));
    for (const { id, repositories } of endsOf(fitted, costs)) {
      expect(few.get(id)).toBeGreaterThanOrEqual(repositories);
    }
    expect(few.get("known")).toBe(BOUNDS.repositories);
  });

  it("takes as many processes and installations as what is used most", () => {
    const needed = needs(fitted, costs, 100_000);
    const counts = countsFor(needed);
    expect(counts.process).toBe(Math.max(...["cpu", "slots", "rss"].map((id) => times(needed, id))));
    expect(counts.installation).toBeGreaterThan(1);
    expect(countsFor(needs(fitted, costs, 100))).toEqual({ process: 1, installation: 1, bound: 1 });
  });
});

function times(needed: Readonly<Record<string, number>>, id: string): number {
  return Math.ceil((needed[id] ?? 0) / (LIMITS.find((each) => each.id === id)?.limit ?? 1));
}
