/** The team's calendar: its working days and quiet hours, in its own time zone. */
import type { Policy } from "./policy/schema.ts";
import type { Instant } from "./snapshot/types.ts";
import { addDays, atClock, localClock, localDay, startOfLocalDay, weekday } from "./time.ts";

/** `time` of the policy: zone, working days, days off, quiet hours. */
export type TeamTime = Policy["time"];

const NAMES = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;

/** True for a day of the week on which the team works, and which is none of its days off. */
export function isWorkday(day: string, time: TeamTime): boolean {
  const name = NAMES[weekday(day)];
  return name !== undefined && time.workdays.includes(name) && !time.days_off.includes(day);
}

/** The day itself where the team works on it, else the next one on which it does. The policy lists at least one. */
export function workdayFrom(day: string, time: TeamTime): string {
  let found = day;
  while (!isWorkday(found, time)) found = addDays(found, 1);
  return found;
}

/** The day itself where the team works on it, else the last one before on which it does. */
export function workdayUntil(day: string, time: TeamTime): string {
  let found = day;
  while (!isWorkday(found, time)) found = addDays(found, -1);
  return found;
}

/** True once so many working days have come after a day; the last of them may be the day itself that is asked about. */
export function isOverdueFor(count: number, due: string, day: string, time: TeamTime): boolean {
  let last = due;
  for (let passed = 0; passed < count; passed += 1) {
    last = workdayFrom(addDays(last, 1), time);
    if (last > day) return false;
  }
  return true;
}

/** The beginning of the first working day after the day of an instant. */
export function nextWorkday(after: Instant, time: TeamTime): Instant {
  return startOfLocalDay(workdayFrom(addDays(localDay(after, time.zone), 1), time), time.zone);
}

/** True in the team's quiet hours: from the one time of day up to, not with, the other, over midnight where need be. */
export function isQuiet(at: Instant, time: TeamTime): boolean {
  if (time.quiet_hours === null) return false;
  const { from, to } = time.quiet_hours;
  const clock = localClock(at, time.zone);
  return from <= to ? clock >= from && clock < to : clock >= from || clock < to;
}

/**
 * True where people may be written to at that moment: on a working day, from the hour on at which things are sent, and
 * not in quiet hours. What waited for such a day does so for its hour: else it would come whenever somebody looks.
 */
export function isReachable(at: Instant, hour: number, time: TeamTime): boolean {
  const today = localDay(at, time.zone);
  return isWorkday(today, time) && !isQuiet(at, time) && at >= deliveryOn(today, hour, time);
}

/** When something is sent on a day: at that full hour, or where that is quiet, when the quiet hours end on that day. */
export function deliveryOn(day: string, hour: number, time: TeamTime): Instant {
  const at = atClock(day, `${String(hour).padStart(2, "0")}:00`, time.zone);
  return time.quiet_hours !== null && isQuiet(at, time) ? atClock(day, time.quiet_hours.to, time.zone) : at;
}

/** When people can be written to again, from a moment at which they cannot: at the hour, or after a pause in the day. */
export function reachableAgain(at: Instant, hour: number, time: TeamTime): Instant {
  const today = localDay(at, time.zone);
  if (isWorkday(today, time)) {
    const sent = deliveryOn(today, hour, time);
    if (sent > at) return sent;
    const end = time.quiet_hours === null ? at : atClock(today, time.quiet_hours.to, time.zone);
    if (end > at) return end;
  }
  return deliveryOn(workdayFrom(addDays(today, 1), time), hour, time);
}
