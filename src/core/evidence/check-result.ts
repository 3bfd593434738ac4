/** What a control's check did on one merged pull request (R-A2), judged at the time of the merge (R-A3). */
import { byText } from "../order.ts";
import type { Sighting } from "../snapshot/facts.ts";
import type { Check } from "../snapshot/pull.ts";
import type { Instant } from "../snapshot/types.ts";
import { msBetween } from "../time.ts";
import type { Reported } from "./reporter.ts";

/** One report of a check, on one of a merged pull request's commits. */
export interface Report
  extends Reported,
    Pick<Check, "status" | "conclusion" | "startedAt" | "completedAt" | "databaseId"> {
  /** Its last head, or what the merge made: a queue's merge-group commit *is* the merge commit once merged. */
  readonly commit: "head" | "merge";
  /** It ran for a merge queue (`merge_group`), hence before the merge. */
  readonly queued: boolean;
}

export type CheckResult = Pick<Sighting, "result" | "late">;

type Verdict = "passed" | "failed" | "skipped" | "none";

/**
 * A conclusion in the rulebook's words. GitHub takes `skipped` and `neutral` for passed, but neither says that the control
 * looked: both are *skipped*. What was broken off or never finished (`cancelled`, `stale`, no conclusion) says nothing.
 * `action_required` blocks a merge as a failure does.
 * Source: https://docs.github.com/en/rest/checks/runs, "conclusion"
 */
const VERDICTS: Readonly<Record<string, Verdict>> = {
  success: "passed",
  failure: "failed",
  error: "failed",
  timed_out: "failed",
  startup_failure: "failed",
  action_required: "failed",
  skipped: "skipped",
  neutral: "skipped",
};

/**
 * What one check of one reporter did.
 * 1. What a merge queue was told decides: it tested what was merged.
 * 2. Else what the last head had been told when it was merged: a failure was merged over.
 * 3. Else what was begun on the last head by the merge and ended later: a success counts, since Apps' clocks differ; a
 *    failure was not known yet (`late`). What began there after the merge excuses nothing, or old heads could be made to
 *    look good.
 * 4. Else a run on the merge commit after the merge (a push workflow): it ran, too late to hold anything up (`late`). It
 *    does not undo a failure that was merged over.
 * In each, the latest completed report counts, a skipped one only where none other is. A check that was not finished at
 * the merge, or was cancelled, is *missing* unless 3 or 4 shows that it ran.
 */
export function resultOfOne(reports: readonly Report[], mergedAt: Instant): CheckResult {
  const queue = latest(reports.filter((one) => one.commit === "merge" && wasBefore(one, mergedAt)));
  const head = latest(reports.filter((one) => one.commit === "head" && isKnownBy(one, mergedAt)));
  const begun = latest(reports.filter((one) => one.commit === "head" && isBegunBy(one, mergedAt)));
  const after = latest(reports.filter((one) => one.commit === "merge" && !wasBefore(one, mergedAt)));
  for (const verdict of [queue, head]) if (verdict === "passed" || verdict === "failed") return { result: verdict };
  if (begun === "passed") return { result: "passed" };
  for (const verdict of [begun, after]) {
    if (verdict === "passed" || verdict === "failed") return { result: verdict, late: true };
  }
  return { result: queue === "skipped" || head === "skipped" ? "skipped" : "missing" };
}

/**
 * What several checks did together: those of a prefix, and those of several reporters. Merged over one's failure is
 * failed; then one that is missing; then one that failed late; passed where one passed and the others were skipped.
 */
export function together(results: readonly CheckResult[]): CheckResult {
  const some = (result: Sighting["result"], late: boolean): boolean =>
    results.some((one) => one.result === result && (one.late === true) === late);
  if (some("failed", false)) return { result: "failed" };
  if (results.length === 0 || results.some((one) => one.result === "missing")) return { result: "missing" };
  if (some("failed", true)) return { result: "failed", late: true };
  if (some("passed", false)) return { result: "passed" };
  return some("passed", true) ? { result: "passed", late: true } : { result: "skipped" };
}

/** Seconds that the reports' runs took together; null where none says. A commit status has no duration. */
export function secondsOf(reports: readonly Report[]): number | null {
  const spans = reports.flatMap(({ app, conclusion, startedAt, completedAt }) =>
    app === null || conclusion === null || conclusion === "skipped" || startedAt === null || completedAt === null
      ? []
      : [Math.max(0, Math.round(msBetween(startedAt, completedAt) / 1000))],
  );
  return spans.length === 0 ? null : spans.reduce((sum, span) => sum + span, 0);
}

/** On the merge commit: told before the merge. One that began in the very second of the merge is a push workflow's. */
function wasBefore({ queued, startedAt, completedAt }: Report, mergedAt: Instant): boolean {
  return queued || (completedAt !== null && completedAt <= mergedAt && startedAt !== null && startedAt < mergedAt);
}

function isKnownBy({ startedAt, completedAt }: Report, mergedAt: Instant): boolean {
  const told = completedAt ?? startedAt;
  return told === null || told <= mergedAt;
}

function isBegunBy({ startedAt, completedAt }: Report, mergedAt: Instant): boolean {
  return startedAt !== null && startedAt <= mergedAt && completedAt !== null && completedAt > mergedAt;
}

function latest(reports: readonly Report[]): Verdict | null {
  const told = reports.map((one) => ({ ...one, verdict: verdictOf(one) }));
  const looked = told.filter(({ verdict }) => verdict !== "skipped");
  // Of two that ended in the same second the worse one counts, in whatever order they arrived (law 2).
  const [last] = (looked.length > 0 ? looked : told).sort(
    (a, b) => byText(b.completedAt ?? "", a.completedAt ?? "") || byText(a.verdict, b.verdict),
  );
  return last?.verdict ?? null;
}

function verdictOf({ status, conclusion }: Report): Verdict {
  return status === "completed" && conclusion !== null ? (VERDICTS[conclusion] ?? "none") : "none";
}
