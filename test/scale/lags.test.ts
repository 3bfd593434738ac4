import { describe, expect, it } from "@jest/globals";
import type { Planned } from "./generator.ts";
import { lagsOf, quantilesOf } from "./lags.ts";

const planned = (index: number, relevant: boolean): Planned => ({
  at: 0,
  index,
  relevant,
  occasion: { kind: "status", repository: "", repositoryId: 1, installation: 1, number: 1, sha: "", id: 1 },
});

describe("the lag of a delivery", () => {
  it("ends with the first look that read after it", () => {
    const plan = [planned(1, true), planned(2, true)];
    const outcomes = [
      { due: 1_000, took: 1, status: 202 },
      { due: 1_000, took: 1, status: 202 },
    ];
    // The look at 1 that ends at 1,050 had read before the delivery came.
    const passes = [
      { index: 1, at: 1_050 },
      { index: 1, at: 1_300 },
      { index: 2, at: 1_100 },
    ];
    const reads = [
      [990, 1],
      [1_060, 1],
      [1_010, 2],
    ] as const;
    expect(lagsOf(plan, outcomes, passes, reads)).toEqual([300, 100]);
  });

  it("is none where nothing had to be looked at, or was not", () => {
    const outcomes = [{ due: 5, took: 1, status: 202 }];
    expect(lagsOf([planned(1, false)], outcomes, [{ index: 1, at: 9 }], [[6, 1]])).toEqual([]);
    expect(lagsOf([planned(1, true)], outcomes, [], [[6, 1]])).toEqual([]);
  });

  it("is told by its mean and its quantiles", () => {
    const values = Array.from({ length: 1000 }, (_each, at) => 1000 - at);
    expect(quantilesOf(values)).toEqual({ mean: 500.5, p50: 501, p99: 991, p999: 1000 });
    expect(quantilesOf([])).toEqual({ mean: 0, p50: 0, p99: 0, p999: 0 });
  });
});
