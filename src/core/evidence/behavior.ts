/** Behavioral evidence: a drill or an incident replay, told by command and looked up as a run (R-F2, R-H3, R-Q1). */
import type { Heard } from "../commands/hear.ts";
import { codeSpan } from "../markdown.ts";
import { isUnreadable, type PullRequest, type Run, type Snapshot, type Unreadable } from "../snapshot/types.ts";
import { type Evidence, OUR_CHECKS } from "./types.ts";

/**
 * The behavioral evidence told on an item, each with its strength and why.
 *
 * @param style the verification style that fits the item's finding type (R-F2); null where it has none: any style fits.
 * @param implementing the pull requests that brought the control: a run counts on a commit that contains one of them.
 */
export function behavioral(
  snapshot: Snapshot,
  item: number,
  heard: readonly Heard[],
  style: string | null,
  implementing: readonly PullRequest[],
): { found: Evidence[]; unreadable: Unreadable[] } {
  const found: Evidence[] = [];
  const unreadable: Unreadable[] = [];
  for (const { command, standing, by, at, comment } of heard) {
    if (command.name !== "evidence" || command.topic !== "behavior") continue;
    if (standing.kind === "undecided") unreadable.push({ unreadable: standing.why });
    if (standing.kind !== "accepted") continue;
    const base = { kind: "behavioral" as const, item, who: by, url: command.url, style: command.style };
    const link = snapshot.links[command.url];
    if (style !== null && command.style !== style) {
      found.push({
        ...base,
        strength: 0,
        when: at,
        because: `it is ${command.style}, and this item is proven by ${style}`,
      });
    } else if (link === undefined) {
      found.push({
        ...base,
        strength: 1,
        when: at,
        url: comment.url,
        because: "it is told, and its link was not looked up",
      });
    } else if (isUnreadable(link.found)) {
      unreadable.push(link.found);
    } else if (link.found.kind === "run") {
      const judged = judgeRun(link.found.run, implementing);
      if (isUnreadable(judged)) unreadable.push(judged);
      // A later attempt starts anew, so a sign-off given before it has not seen it (R-H5).
      else found.push({ ...base, ...judged, when: later(at, link.found.run.startedAt) });
    } else if (link.found.kind === "absent") {
      found.push({ ...base, strength: 0, when: at, because: "its link does not exist or cannot be opened by Quench" });
    } else {
      found.push({
        ...base,
        strength: 1,
        when: at,
        because: "its link is not a workflow run, so it is told, not verified",
      });
    }
  }
  return { found, unreadable };
}

/** The later of when a run was told and when it began: a later attempt starts anew. */
export function later(a: string, b: string | null): string {
  return b !== null && b > a ? b : a;
}

/** What a run proves of the control that `implementing` brought (R-H3); 0 where it does not count, with why. */
export function judgeRun(
  run: Run,
  implementing: readonly PullRequest[],
): Pick<Evidence, "strength" | "because" | "duration" | "run"> | Unreadable {
  if (run.name.startsWith(OUR_CHECKS)) return { strength: 0, because: "it is Quench's own check" };
  if (run.status !== "completed") return { strength: 0, because: `the run ${codeSpan(run.name)} has not finished` };
  if (run.conclusion !== "success")
    return { strength: 0, because: `the run ${codeSpan(run.name)} ended with ${run.conclusion ?? "nothing"}` };
  if (implementing.length === 0) return { strength: 0, because: "nothing is merged yet that the run could exercise" };
  const contained = isUnreadable(run.contains) ? null : run.contains;
  if (contained === null) return run.contains as Unreadable;
  const controls = implementing.filter((pull) => pull.mergeCommit !== null && contained.includes(pull.mergeCommit));
  if (controls.length === 0) {
    return { strength: 0, because: `the run ${codeSpan(run.name)} is on a commit without the merged control` };
  }
  const { startedAt } = run;
  if (startedAt !== null && controls.every((pull) => pull.mergedAt !== null && startedAt < pull.mergedAt)) {
    return { strength: 0, because: `the run ${codeSpan(run.name)} began before the control was merged` };
  }
  const duration = seconds(run);
  return {
    strength: 2,
    because: `the run ${codeSpan(run.name)} succeeded on a commit with the control`,
    run: { environments: run.environments ?? null },
    ...(duration === null ? {} : { duration }),
  };
}

function seconds(run: Run): number | null {
  if (run.startedAt === null || run.completedAt === null) return null;
  return Math.max(0, Math.round((Date.parse(run.completedAt) - Date.parse(run.startedAt)) / 1000));
}
