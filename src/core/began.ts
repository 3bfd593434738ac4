/** When an incident began, as far as a claim of it counts (R-H2, R-M1). */
import type { Instant } from "./snapshot/types.ts";
import { addMs, DAY, maxInstant } from "./time.ts";

/** How long before its issue was opened an incident may have begun: a typed date cannot make years of old work count. */
const LONGEST_BACKDATING_MS = 14 * DAY;

/**
 * The claimed start, at most 14 days before the issue was opened and never after it; without a claim, its opening.
 *
 * @param claimed what the form says; null where it says nothing.
 */
export function beganAt(claimed: Instant | null, opened: Instant): Instant {
  if (claimed === null || claimed >= opened) return opened;
  return maxInstant(claimed, addMs(opened, -LONGEST_BACKDATING_MS)) ?? opened;
}
