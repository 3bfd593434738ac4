/** What a run proves of a control (R-H3): it succeeded, on a commit that contains the control, after its merge. */
import { codeSpan } from "../markdown.ts";
import type { LookedUp, Run } from "../snapshot/facts.ts";
import type { PullRequest } from "../snapshot/pull.ts";
import type { Snapshot } from "../snapshot/snapshot.ts";
import { type Instant, isUnreadable, type Unreadable } from "../snapshot/types.ts";
import { type Evidence, OUR_CHECKS } from "./types.ts";

/** What a cited run comes to. */
export type RunProof = Pick<Evidence, "strength" | "because" | "duration" | "run">;

/** The run behind a cited link: itself, or the one that left an artifact. */
export function runOf(found: LookedUp): Run | null {
  return found.kind === "run" || found.kind === "artifact" ? found.run : null;
}

/** The later of when a run was told and when it began: a later attempt starts anew. */
export function later(a: Instant, b: Instant | null): Instant {
  return b !== null && b > a ? b : a;
}

/** What a cited run or artifact proves; null for every other link. An expired artifact shows nobody anything. */
export function judgeFound(
  found: LookedUp,
  implementing: readonly PullRequest[],
  self: Snapshot["self"],
  unread?: Unreadable,
): RunProof | Unreadable | null {
  const run = runOf(found);
  if (run === null) return null;
  const isExpired = found.kind === "artifact" && found.expired;
  return isExpired ? { strength: 1, because: "its artifact has expired" } : judgeRun(run, implementing, self, unread);
}

/**
 * What a run proves of the control that `implementing` brought; 0 where it does not count, with why.
 *
 * @param unread why `implementing` may lack some: then nobody can tell that the run is on a commit without the control.
 */
export function judgeRun(
  run: Run,
  implementing: readonly PullRequest[],
  self: Snapshot["self"],
  unread?: Unreadable,
): RunProof | Unreadable {
  const name = `the run ${codeSpan(run.name)}`;
  if (isOurs(run, self)) return { strength: 0, because: "it is Quench's own check" };
  if (run.status !== "completed") return { strength: 0, because: `${name} has not finished` };
  if (run.conclusion !== "success")
    return { strength: 0, because: `${name} ended with ${run.conclusion ?? "nothing"}` };
  if (implementing.length === 0)
    return unread ?? { strength: 0, because: "nothing is merged yet that the run could exercise" };
  const { contains } = run;
  if (isUnreadable(contains)) return contains;
  const controls = implementing.filter((pull) => pull.mergeCommit !== null && contains.includes(pull.mergeCommit));
  if (controls.length === 0)
    return unread ?? { strength: 0, because: `${name} is on a commit without the merged control` };
  // A merge queue tests the very commit that it merges later: containing it does not mean to come after.
  const isBefore = (at: Instant): boolean => controls.every(({ mergedAt }) => mergedAt !== null && at < mergedAt);
  const { startedAt, completedAt } = run;
  const known = startedAt ?? completedAt;
  if (known !== null && isBefore(known))
    return unread ?? { strength: 0, because: `${name} began before the control was merged` };
  // On a later commit it can only have begun after the merge.
  const isLater = controls.some(({ mergeCommit }) => mergeCommit !== run.headSha);
  if (startedAt === null && !isLater) return { unreadable: `when ${name} began was not read` };
  const duration = seconds(run);
  return {
    strength: 2,
    because: `${name} succeeded on a commit with the control`,
    run: { environments: isUnreadable(run.environments) ? null : (run.environments ?? null) },
    ...(duration === null ? {} : { duration }),
  };
}

/** Nothing that we reported ourselves proves anything: neither our checks nor the workflow that runs us. */
function isOurs({ name, app }: Run, self: Snapshot["self"]): boolean {
  if (name.startsWith(OUR_CHECKS) || name.toLowerCase() === "quench") return true;
  return self.kind === "app" && self.appId !== null && app?.id === self.appId;
}

function seconds({ startedAt, completedAt }: Run): number | null {
  if (startedAt === null || completedAt === null) return null;
  return Math.max(0, Math.round((Date.parse(completedAt) - Date.parse(startedAt)) / 1000));
}
