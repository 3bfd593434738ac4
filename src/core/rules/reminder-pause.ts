/** O. Whether an incident is reminded of at all, and whether its reminders rest while its gate goes on (R-O3). */
import type { Case } from "../verdict/case.ts";

/** What lets the reminders of an incident rest: the policy names it, or people put the label on it. */
export type Pause = { readonly by: "policy" } | { readonly by: "label"; readonly label: string };

/** How the incident's reminders rest; null where they do not. */
export function pauseOf({ snapshot, policy }: Pick<Case, "snapshot" | "policy">): Pause | null {
  const { number, labels } = snapshot.incident;
  const { paused, pause_label: wanted } = policy.reminders;
  const label = labels.find((name) => name.toLowerCase() === wanted.toLowerCase());
  if (label !== undefined) return { by: "label", label };
  return paused.includes(number) ? { by: "policy" } : null;
}

/** False where the policy sends none, and for an incident that was let go. */
export function remindersAsked({ snapshot: { incident }, policy }: Pick<Case, "snapshot" | "policy">): boolean {
  return policy.reminders.enabled && !(incident.state === "closed" && incident.stateReason !== "completed");
}
