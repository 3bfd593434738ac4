/** O. When digest and audit are due (R-O1, R-O2). */
import { deliveryOn, workdayFrom } from "../calendar.ts";
import type { Policy } from "../policy/schema.ts";
import { WEEKDAYS } from "../policy/settings.ts";
import type { Instant } from "../snapshot/types.ts";
import { addDays, addMs, DAY, localDay, maxInstant, minInstant, weekday } from "../time.ts";

/** When one of the two is due: its nominal day, which names it, and the instant, on a working day. */
export interface Due {
  readonly day: string;
  readonly at: Instant;
}

/** The digest or the audit that came last, and the instant of the next; null where the policy has none. */
export interface Rhythm {
  /** Null only where none was due in the last months. */
  readonly last: Due | null;
  /** The one before the last. */
  readonly before: Due | null;
  readonly next: Instant | null;
}

/** How many weeks or months are looked at: a team's longest holidays lie within. */
const BACK = 8;
const AHEAD = 8;

/**
 * R-O1, R-O2: when digest and audit are due: on the policy's weekday or day of the month, at its hour in the team's time
 * zone; on a day off, the next working day.
 */
export function rhythmOf(what: "digest" | "audit", now: Instant, policy: Policy): Rhythm | null {
  const { time, rhythm } = policy;
  const today = localDay(now, time.zone);
  const days = what === "digest" ? weekdays(today, rhythm.digest) : monthDays(today, rhythm.audit);
  if (days.length === 0) return null;
  const dues = days.map((day): Due => ({ day, at: deliveryOn(workdayFrom(day, time), rhythm.hour, time) }));
  const past = dues.filter(({ at }) => at <= now);
  return {
    last: past.at(-1) ?? null,
    before: past.at(-2) ?? null,
    next: minInstant(...dues.map(({ at }) => (at > now ? at : null))),
  };
}

/** What a digest looks back on, and ahead to. */
export interface DigestSpan {
  /** When the digest before it was due. */
  readonly since: Instant;
  /** The next digest, a week ahead at least. */
  readonly until: Instant;
}

/** R-O1: from the former digest to the next one, wherever days off have moved them; a week each way where there is none. */
export function digestSpan(now: Instant, policy: Policy): DigestSpan {
  const rhythm = rhythmOf("digest", now, policy);
  const week = addMs(now, 7 * DAY);
  return {
    since: rhythm?.before?.at ?? addMs(now, -7 * DAY),
    until: maxInstant(rhythm?.next ?? null, week) ?? week,
  };
}

function weekdays(today: string, name: Policy["rhythm"]["digest"]): readonly string[] {
  if (name === null) return [];
  // The policy's week begins on Monday, the calendar's on Sunday.
  const nominal = addDays(today, ((WEEKDAYS.indexOf(name) + 1) % 7) - weekday(today));
  return range().map((weeks) => addDays(nominal, weeks * 7));
}

function monthDays(today: string, dayOfMonth: number | null): readonly string[] {
  if (dayOfMonth === null) return [];
  const [year = 0, month = 1] = today.split("-").map(Number);
  return range().map((months) => {
    const count = year * 12 + (month - 1) + months;
    const parts = [Math.floor(count / 12), (count % 12) + 1, dayOfMonth];
    return parts.map((part, index) => String(part).padStart(index === 0 ? 4 : 2, "0")).join("-");
  });
}

function range(): readonly number[] {
  return Array.from({ length: BACK + AHEAD + 1 }, (_, index) => index - BACK);
}
