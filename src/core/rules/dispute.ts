/**
 * C. How often a close is undone (R-C8). Counted from the issue's own timeline, where nobody can forget it: a restart, a
 * second process or another instance of ours counts the same.
 */
import { nextWorkday } from "../calendar.ts";
import { actorMayOverride, sameLogin } from "../people.ts";
import type { Issue } from "../snapshot/issue.ts";
import { type Instant, isUnreadable } from "../snapshot/types.ts";
import { addMs, DAY, maxInstant, msBetween } from "../time.ts";
import type { Case } from "../verdict/case.ts";
import { instancesOf } from "../verdict/instances.ts";
import type { CloseEvent } from "./undo.ts";

/** The quarrel that is on: the close that went over the limit of a day, and what we did since. */
export interface Dispute {
  readonly close: CloseEvent;
  /** When it is reopened once more; null where that was done already: it is not reopened again. */
  readonly until: Instant | null;
}

/** When Quench reopened an issue, whichever instance of it. */
export function reopeningsOf(subject: Case, { events }: Issue): readonly Instant[] {
  if (isUnreadable(events)) return [];
  const instances = instancesOf(subject.snapshot);
  return events
    .filter((event) => event.kind === "reopened" && instances.some((login) => sameLogin(event.actor.login, login)))
    .map((event) => event.at);
}

/**
 * The dispute of an incident; null where there is none. It begins with a close on top of as many reopenings within 24
 * hours as the policy allows, whoever closed; and it ends with a close that stood: settled, or let go by the right.
 *
 * The one reopening left comes on the next working day, and never as a third one within 24 hours.
 */
export function disputeOf(subject: Case, incident: Issue): Dispute | null {
  if (isUnreadable(incident.events)) return null;
  const { snapshot, policy, memory } = subject;
  const instances = instancesOf(snapshot);
  const most = policy.closure.max_reopens_per_day;
  let ours: Instant[] = [];
  let begun: { readonly close: CloseEvent; readonly earliest: Instant } | null = null;
  let since = 0;
  for (const event of incident.events) {
    if (event.kind === "reopened" && instances.some((login) => sameLogin(event.actor.login, login))) {
      ours.push(event.at);
      if (begun !== null) since += 1;
    }
    if (event.kind !== "closed") continue;
    if (event.id === memory.settled || isLetGo(event)) {
      ours = [];
      begun = null;
      since = 0;
      continue;
    }
    const earliest = dayHasRoom(ours, event.at, most);
    if (begun === null && earliest !== null) begun = { close: event, earliest };
  }
  if (begun === null) return null;
  const until = maxInstant(nextWorkday(begun.close.at, policy.time), begun.earliest) ?? begun.earliest;
  return { close: begun.close, until: since > 0 ? null : until };

  function isLetGo(close: CloseEvent): boolean {
    return close.reason !== "completed" && actorMayOverride(snapshot, policy, close.actor) === true;
  }
}

/** Of an item: when a day has room for another reopening; null where it has now. An item calls nobody. */
export function itemWaits(subject: Case, item: Issue): Instant | null {
  const { snapshot, policy } = subject;
  return dayHasRoom(reopeningsOf(subject, item), snapshot.now, policy.closure.max_reopens_per_day);
}

/** When the day has room for another reopening; null where it has at that instant. */
function dayHasRoom(reopenings: readonly Instant[], now: Instant, most: number): Instant | null {
  const first = reopenings.filter((at) => msBetween(at, now) < DAY).at(-most);
  return first === undefined ? null : addMs(first, DAY);
}
