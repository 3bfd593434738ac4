/** Other incidents of the last 90 days (`enforce.repeat_within`), for telling a repeat of a failure class (rulebook V, high risk). */
import { readIncidentForm } from "../../core/forms/values.ts";
import type { Policy } from "../../core/policy/schema.ts";
import type { PastIncident, RecentIncident } from "../../core/snapshot/facts.ts";
import { type Instant, isUnreadable, type Readable, type Unreadable } from "../../core/snapshot/types.ts";
import { addMs } from "../../core/time.ts";
import type { Listing } from "./read-incidents.ts";

/**
 * Those among the incidents listed, only where they can change something: in enforce mode, for an incident whose own
 * severity does not block and which names a failure class. Null where nothing depends on them.
 */
export function recentOf(
  listing: Listing<PastIncident> | Unreadable,
  incident: { readonly body: string; readonly createdAt: Instant },
  policy: Policy,
): Readable<readonly RecentIncident[]> | null {
  const form = readIncidentForm(incident.body, policy);
  const { when } = policy.enforce;
  const blocks = (when as readonly string[]).includes(form.severity ?? "SEV2");
  if (policy.mode !== "enforce" || !when.includes("repeat") || blocks || form.failureClass === null) return null;
  if (isUnreadable(listing)) return listing;
  const from = addMs(incident.createdAt, -policy.enforce.repeat_within);
  // Of those opened in the second at which the list was cut, some may be missing.
  if (listing.cutAt !== null && listing.cutAt >= from) {
    return { unreadable: "recent incidents: there are more than were read" };
  }
  // Drills and duplicates are no incidents of a class.
  return listing.found.flatMap(({ number, url, failureClass, openedAt, drill, duplicate }) =>
    drill || duplicate || openedAt < from || openedAt > incident.createdAt ? [] : [{ number, url, failureClass }],
  );
}
