/** When to look again without an event: the next instant at which a verdict, or what is said of it, changes by itself. */
import type { Instant } from "./snapshot/types.ts";
import { addMs, DAY, minInstant } from "./time.ts";
import type { Case } from "./verdict/case.ts";
import type { ClosureState, WindowVerdict } from "./verdict/types.ts";

/** A closure that could not be judged is asked about after a day (R-V2). */
export const ASK_AFTER_MS = DAY;
/** How soon to look again at what could not be read: long enough for an outage to pass, short enough to matter. */
const RETRY_UNKNOWN_MS = 15 * 60 * 1000;

/** The earliest future instant among deadlines, grace and disputes; null when only an event can change it. */
export function wakeAt(subject: Case, windows: readonly WindowVerdict[], closure: ClosureState): Instant | null {
  const { now, incident } = subject.snapshot;
  const instants: (Instant | null)[] = windows.map((window) => (window.state === "open" ? window.deadline : null));
  if (closure.kind === "grace" || closure.kind === "disputed") instants.push(closure.until);
  if (closure.kind === "pending") {
    instants.push(addMs(now, RETRY_UNKNOWN_MS));
    if (incident.closedAt !== null) instants.push(addMs(incident.closedAt, ASK_AFTER_MS));
  }
  // A restoration typed ahead of time becomes valid when it comes.
  instants.push(subject.form.restoredAt);
  return minInstant(...instants.filter((instant) => instant !== null && instant > now));
}
