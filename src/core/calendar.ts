/** The team's calendar: its working days, in its own time zone. */
import type { Policy } from "./policy/schema.ts";
import type { Instant } from "./snapshot/types.ts";
import { addDays, localDay, startOfLocalDay, weekday } from "./time.ts";

const NAMES = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;

/** The beginning of the first working day after the day of an instant. The policy lists at least one day. */
export function nextWorkday(after: Instant, time: Policy["time"]): Instant {
  let day = addDays(localDay(after, time.zone), 1);
  for (let tries = 0; tries < 7 && !isWorkday(day, time); tries += 1) day = addDays(day, 1);
  return startOfLocalDay(day, time.zone);
}

export function isWorkday(day: string, time: Policy["time"]): boolean {
  const name = NAMES[weekday(day)];
  return name !== undefined && time.workdays.includes(name);
}
