import { describe, expect, it } from "@jest/globals";
import { type Report, resultOfOne, secondsOf, together } from "../../../src/core/evidence/check-result.ts";
import { day } from "../../support/snapshot.ts";

const MERGED = day(3, 60);
const BEFORE = day(3, 50);
const AFTER = day(3, 70);
const APP = { id: 15_368, slug: "github-actions" };

function report(conclusion: string | null, over: Partial<Report> = {}): Report {
  return {
    name: "guard",
    app: APP,
    status: conclusion === null ? "in_progress" : "completed",
    conclusion,
    startedAt: day(3, 49),
    completedAt: conclusion === null ? null : BEFORE,
    databaseId: 1,
    commit: "head",
    queued: false,
    ...over,
  };
}

const late = { startedAt: day(3, 61), completedAt: AFTER };
const onMerge = (conclusion: string | null, over: Partial<Report> = {}) =>
  report(conclusion, { commit: "merge", ...late, ...over });
const inQueue = (conclusion: string | null, over: Partial<Report> = {}) =>
  report(conclusion, { commit: "merge", queued: true, ...over });
const result = (...reports: readonly Report[]) => resultOfOne(reports, MERGED);

describe("R-A2 what a check did on one merged pull request", () => {
  it.each([
    ["success", "passed"],
    ["failure", "failed"],
    ["error", "failed"],
    ["timed_out", "failed"],
    ["startup_failure", "failed"],
    ["action_required", "failed"],
    ["skipped", "skipped"],
    ["neutral", "skipped"],
    ["cancelled", "missing"],
    ["stale", "missing"],
    ["something_new", "missing"],
  ])("%s on the last head: %s", (conclusion, expected) => {
    expect(result(report(conclusion))).toEqual({ result: expected });
  });

  it("queued, still running or nowhere: missing", () => {
    expect(result()).toEqual({ result: "missing" });
    expect(result(report(null))).toEqual({ result: "missing" });
    expect(result(report(null, { status: "queued", startedAt: null }))).toEqual({ result: "missing" });
  });

  it("what began on the head after the merge excuses nothing", () => {
    expect(result(report("success", late))).toEqual({ result: "missing" });
    expect(result(report("failure", late))).toEqual({ result: "missing" });
    expect(result(report("success", { ...late, startedAt: null }))).toEqual({ result: "missing" });
    expect(result(report("success", { completedAt: MERGED }))).toEqual({ result: "passed" });
  });

  it("what began on the head by the merge and ended later counts; its failure was not merged over", () => {
    expect(result(report("success", { completedAt: AFTER }))).toEqual({ result: "passed" });
    expect(result(report("failure", { completedAt: AFTER }))).toEqual({ result: "failed", late: true });
    expect(result(report("skipped", { completedAt: AFTER }))).toEqual({ result: "missing" });
    expect(result(report("failure", { completedAt: AFTER }), onMerge("success"))).toEqual({
      result: "failed",
      late: true,
    });
  });

  it("a re-run that began before the merge and ended after it does not hide the former verdict", () => {
    expect(result(report("failure"), report("success", { completedAt: AFTER }))).toEqual({ result: "failed" });
    expect(result(report("success"), report(null))).toEqual({ result: "passed" });
  });

  it("the latest completed report on the head counts, in whatever order they arrive", () => {
    const first = report("failure", { completedAt: day(3, 40) });
    const second = report("success");
    expect([result(first, second), result(second, first)]).toEqual([{ result: "passed" }, { result: "passed" }]);
    const broken = report("cancelled", { completedAt: day(3, 55) });
    expect(result(second, broken)).toEqual({ result: "missing" });
    const skipped = report("skipped", { completedAt: day(3, 55) });
    expect(result(second, skipped)).toEqual({ result: "passed" });
    const same = report("failure");
    expect([result(same, second), result(second, same)]).toEqual([{ result: "failed" }, { result: "failed" }]);
  });

  it("what a merge queue was told decides, since that was merged", () => {
    expect(result(report("failure"), inQueue("success"))).toEqual({ result: "passed" });
    expect(result(report("success"), inQueue("failure"))).toEqual({ result: "failed" });
    expect(result(inQueue("success"))).toEqual({ result: "passed" });
    // Another CI's report carries no event; one that ended before the merge was made in the queue.
    expect(result(report("failure"), onMerge("success", { startedAt: BEFORE, completedAt: BEFORE }))).toEqual({
      result: "passed",
    });
  });

  it("a queue's skipped or cancelled check leaves it to the head", () => {
    expect(result(report("success"), inQueue("skipped"))).toEqual({ result: "passed" });
    expect(result(report("failure"), inQueue("skipped"))).toEqual({ result: "failed" });
    expect(result(report("success"), inQueue("cancelled"))).toEqual({ result: "passed" });
    expect(result(report("skipped"), inQueue("success"))).toEqual({ result: "passed" });
    expect(result(report("skipped"), inQueue("cancelled"))).toEqual({ result: "skipped" });
  });

  it("a run on the merge commit after the merge shows that it ran, late", () => {
    expect(result(onMerge("success"))).toEqual({ result: "passed", late: true });
    expect(result(onMerge("failure"))).toEqual({ result: "failed", late: true });
    expect(result(report("skipped"), onMerge("success"))).toEqual({ result: "passed", late: true });
    expect(result(report("cancelled"), onMerge("success"))).toEqual({ result: "passed", late: true });
    expect(result(onMerge("success", { startedAt: MERGED, completedAt: MERGED }))).toEqual({
      result: "passed",
      late: true,
    });
  });

  it("in the very second of the merge: by where and when it began", () => {
    // On the merge commit, before it was merged: a queue of another CI.
    expect(result(onMerge("failure", { startedAt: BEFORE, completedAt: MERGED }))).toEqual({ result: "failed" });
    expect(result(onMerge("failure", { startedAt: BEFORE, completedAt: AFTER }))).toEqual({
      result: "failed",
      late: true,
    });
    expect(result(onMerge("failure", { startedAt: null, completedAt: BEFORE }))).toEqual({
      result: "failed",
      late: true,
    });
    expect(result(onMerge("failure", { startedAt: BEFORE, completedAt: null }))).toEqual({
      result: "failed",
      late: true,
    });
    expect(result(report("failure", { startedAt: MERGED, completedAt: AFTER }))).toEqual({
      result: "failed",
      late: true,
    });
  });

  it("what is on the merge commit says nothing of the head", () => {
    const skipped = report("skipped", { startedAt: BEFORE, completedAt: BEFORE });
    expect(result(skipped, onMerge("success", { completedAt: null, startedAt: AFTER }))).toEqual({
      result: "passed",
      late: true,
    });
    expect(result(inQueue("skipped"))).toEqual({ result: "skipped" });
    expect(result(inQueue("skipped"), report(null))).toEqual({ result: "skipped" });
  });

  it("a conclusion counts of a completed report only", () => {
    expect(result(report("success", { status: "in_progress" }))).toEqual({ result: "missing" });
    expect(result(report(null, { status: "completed", completedAt: BEFORE }))).toEqual({ result: "missing" });
  });

  it("a late run does not undo a failure that was merged over, nor spoil a success", () => {
    expect(result(report("failure"), onMerge("success"))).toEqual({ result: "failed" });
    expect(result(report("success"), onMerge("failure"))).toEqual({ result: "passed" });
  });

  it("one that was skipped after the merge was missing at the merge", () => {
    expect(result(onMerge("skipped"))).toEqual({ result: "missing" });
    expect(result(report(null), onMerge("skipped"))).toEqual({ result: "missing" });
  });

  it("a report without any time is taken for one of before the merge", () => {
    expect(result(report("success", { startedAt: null, completedAt: null }))).toEqual({ result: "passed" });
  });
});

describe("R-A2 several checks together", () => {
  const passed = { result: "passed" } as const;
  const failed = { result: "failed" } as const;
  const skipped = { result: "skipped" } as const;
  const missing = { result: "missing" } as const;
  const passedLate = { ...passed, late: true };
  const failedLate = { ...failed, late: true };

  it.each([
    ["nothing", [], missing],
    ["all passed", [passed, passed], passed],
    ["one failed", [passed, missing, failed, failedLate], failed],
    ["one missing", [passed, missing, failedLate], missing],
    ["one failed late", [passed, failedLate, skipped], failedLate],
    ["all skipped", [skipped, skipped], skipped],
    ["some skipped", [skipped, passed], passed],
    ["some late", [passedLate, passed], passed],
    ["all late", [passedLate, skipped], passedLate],
  ])("%s", (_name, results, expected) => {
    expect(together(results)).toEqual(expected);
    expect(together([...results].reverse())).toEqual(expected);
  });
});

describe("R-E2 how long the runs took", () => {
  it("is the sum of the runs on both commits, those of after the merge too", () => {
    expect(secondsOf([report("success"), onMerge("failure")])).toBe(60 + 540);
  });

  it("is null where none ran, and where only a commit status tells", () => {
    expect(secondsOf([])).toBeNull();
    expect(secondsOf([report(null), report("skipped")])).toBeNull();
    expect(secondsOf([report("success", { app: null })])).toBeNull();
    expect(secondsOf([report("success", { startedAt: null })])).toBeNull();
    expect(secondsOf([report("success", { completedAt: null })])).toBeNull();
    expect(secondsOf([report(null, { completedAt: AFTER })])).toBeNull();
    expect(secondsOf([report("cancelled")])).toBe(60);
  });

  it("is never negative", () => {
    expect(secondsOf([report("success", { startedAt: day(3, 51) })])).toBe(0);
  });
});
