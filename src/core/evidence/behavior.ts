/** Behavioral evidence: a drill or an incident replay, told by command and looked up as a run (R-F2, R-H3, R-Q1). */
import type { Heard } from "../commands/hear.ts";
import type { PullRequest } from "../snapshot/pull.ts";
import type { Snapshot } from "../snapshot/snapshot.ts";
import { type Instant, isUnreadable, type Unreadable } from "../snapshot/types.ts";
import { judgeFound, later, runOf } from "./run.ts";
import { isOlder, NOT_FOR_US, toldOf } from "./told.ts";
import type { Evidence } from "./types.ts";

/**
 * The behavioral evidence told on an item, each with its strength and why.
 *
 * @param style the verification style that fits the item's finding type (R-F2); null where it has none: any style fits.
 * @param implementing the pull requests that brought the control: a run counts on a commit that contains one of them.
 * @param began when the incident began: what was written before it is not about its control.
 * @param unread why `implementing` may lack some.
 */
export function behavioral(
  snapshot: Snapshot,
  item: number,
  heard: readonly Heard[],
  style: string | null,
  implementing: readonly PullRequest[],
  began: Instant,
  unread?: Unreadable,
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
        ...toldOf("it is told, and its link was not looked up", command.note),
        when: at,
        url: comment.url,
      });
    } else if (isUnreadable(link.found)) {
      unreadable.push(link.found);
    } else if (link.found.kind === "absent") {
      found.push({ ...base, strength: 0, when: at, because: link.found.because ?? NOT_FOR_US });
    } else if (isOlder(link.found, began)) {
      found.push({ ...base, strength: 0, when: at, because: "it was written before the incident began" });
    } else {
      const judged = judgeFound(link.found, implementing, snapshot.self, unread);
      if (isUnreadable(judged)) unreadable.push(judged);
      // A later attempt starts anew, so a sign-off given before it has not seen it (R-H5).
      else if (judged !== null)
        found.push({ ...base, ...judged, when: later(at, runOf(link.found)?.startedAt ?? null) });
      else
        found.push({
          ...base,
          ...toldOf("its link is not a workflow run, so it is told, not verified", command.note),
          when: at,
        });
    }
  }
  return { found, unreadable };
}
