/**
 * Instants, days and durations. The present moment is never asked for here: it is data (`Snapshot.now`).
 *
 * An instant is ISO 8601 in UTC with whole seconds, `2026-03-01T09:30:00Z`; a day is `2026-03-01`; a duration is in
 * milliseconds.
 */
import type { Instant } from "./snapshot/types.ts";
import { epochOfClock, wallClock, zoneName } from "./zone.ts";

export { isZone } from "./zone.ts";

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const UNITS: Readonly<Record<string, number>> = { s: SECOND, m: MINUTE, h: HOUR, d: DAY, w: 7 * DAY };

/** Reads `60s`, `15m`, `72h`, `3d`, `2w` as milliseconds; null if it is anything else. */
export function parseDuration(text: string): number | null {
  const match = /^(\d{1,6})([smhdw])$/.exec(text.trim());
  const unit = UNITS[match?.[2] ?? ""];
  return match === null || unit === undefined ? null : Number(match[1]) * unit;
}

/** Milliseconds since the epoch. Throws a RangeError for a text that is no instant. */
export function epoch(instant: Instant): number {
  const ms = Date.parse(instant);
  if (Number.isNaN(ms)) {
    throw new RangeError(`not an instant: ${JSON.stringify(instant.slice(0, 40))}`);
  }
  return ms;
}

/** The instant of a number of milliseconds since the epoch; fractions of a second are dropped. */
export function fromEpoch(ms: number): Instant {
  return `${new Date(Math.floor(ms / SECOND) * SECOND).toISOString().slice(0, -5)}Z`;
}

/** The instant `ms` milliseconds later; earlier when negative. */
export function addMs(instant: Instant, ms: number): Instant {
  return fromEpoch(epoch(instant) + ms);
}

/** Milliseconds from `from` to `to`; negative when `to` is earlier. */
export function msBetween(from: Instant, to: Instant): number {
  return epoch(to) - epoch(from);
}

/** Orders instants for `sort`: negative when `a` is earlier, 0 when they are the same instant. */
export function compare(a: Instant, b: Instant): number {
  return epoch(a) - epoch(b);
}

/** The latest of the instants; null for none. Nulls are passed over. */
export function maxInstant(...instants: readonly (Instant | null)[]): Instant | null {
  return pick(instants, (a, b) => compare(a, b) > 0);
}

/** The earliest of the instants; null for none. Nulls are passed over. */
export function minInstant(...instants: readonly (Instant | null)[]): Instant | null {
  return pick(instants, (a, b) => compare(a, b) < 0);
}

function pick(instants: readonly (Instant | null)[], better: (a: Instant, b: Instant) => boolean): Instant | null {
  let best: Instant | null = null;
  for (const instant of instants) {
    if (instant !== null && (best === null || better(instant, best))) {
      best = instant;
    }
  }
  return best;
}

/** The calendar day of an instant in a zone, `YYYY-MM-DD`. */
export function localDay(instant: Instant, zone: string): string {
  return wallClock(epoch(instant), zone).slice(0, 10);
}

/** True for `YYYY-MM-DD` of a day that exists in the calendar, from 1970 to 2999: days are counted on from it. */
export function isDay(text: string): boolean {
  if (!/^(?:19[7-9]|2\d\d)\d-\d{2}-\d{2}$/.test(text)) {
    return false;
  }
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}

/** The day a number of days later, by the calendar. */
export function addDays(day: string, days: number): string {
  return fromEpoch(Date.parse(`${day}T00:00:00Z`) + days * DAY).slice(0, 10);
}

/** Days from `from` to `to` by the calendar; negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY);
}

/** The first instant of a day in a zone; where midnight is skipped, the first instant after the gap. */
export function startOfLocalDay(day: string, zone: string): Instant {
  return fromEpoch(epochOfClock(`${day}T00:00:00`, zone));
}

/** The instant at which a zone's clocks show a time of day, `09:30`; one that they skip is moved on by the gap. */
export function atClock(day: string, clock: string, zone: string): Instant {
  return fromEpoch(epochOfClock(`${day}T${clock}:00`, zone));
}

/** The time of day of an instant in a zone, `09:30`. */
export function localClock(instant: Instant, zone: string): string {
  return wallClock(epoch(instant), zone).slice(11, 16);
}

/** The end of a day in a zone: the first instant that is no longer in it, be the day 23, 24 or 25 hours long. */
export function endOfLocalDay(day: string, zone: string): Instant {
  return startOfLocalDay(addDays(day, 1), zone);
}

/** The day of the week, 0 = Sunday to 6 = Saturday. */
export function weekday(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}

/** For people, absolute only: `Mar 3, 2026, 14:30 UTC`, `Mar 3, 2026, 15:30 GMT+1` (Intl's short zone name). */
export function formatInstant(instant: Instant, zone: string): string {
  const clock = wallClock(epoch(instant), zone);
  return `${formatDay(clock.slice(0, 10))}, ${clock.slice(11, 16)} ${zoneName(epoch(instant), zone)}`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** For people: `Mar 3, 2026`. */
export function formatDay(day: string): string {
  return `${MONTHS[Number(day.slice(5, 7)) - 1] ?? ""} ${Number(day.slice(8, 10))}, ${day.slice(0, 4)}`;
}

const LONG_MONTHS = "January February March April May June July August September October November December".split(" ");

/** For titles: `March 3, 2026`. */
export function formatLongDay(day: string): string {
  return `${LONG_MONTHS[Number(day.slice(5, 7)) - 1] ?? ""} ${Number(day.slice(8, 10))}, ${day.slice(0, 4)}`;
}

/** For people: the two largest units, `2 d 5 h`, `5 h 20 min`, `45 s`; the sign is dropped. */
export function formatDuration(ms: number): string {
  const seconds = Math.floor(Math.abs(ms) / SECOND);
  const parts = [
    [Math.floor(seconds / 86_400), "d"],
    [Math.floor(seconds / 3600) % 24, "h"],
    [Math.floor(seconds / 60) % 60, "min"],
    [seconds % 60, "s"],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  if (first === -1) {
    return "0 s";
  }
  const shown = parts.slice(first, first + 2).filter(([count]) => count > 0);
  return shown.map(([count, unit]) => `${count} ${unit}`).join(" ");
}

const ISO =
  /^(\d{4}-\d{2}-\d{2})(?:[Tt ]| at )?(?:(\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?)? ?([Zz]|UTC|GMT|[+\u2212-]\d{2}(?::?\d{2})?)?$/;

/**
 * Reads an ISO 8601 date and time; where it has no offset it is on `zone`'s clocks. A clock time that a zone skips in
 * spring is moved on by the gap, one that occurs twice in autumn is the first. Null for anything else: a date alone,
 * a day that does not exist, a year before 1970.
 */
export function parseTime(text: string, zone: string): Instant | null {
  const match = ISO.exec(text.trim());
  const [, day = "", hour, minute, second = "00", offset] = match ?? [];
  if (match === null || hour === undefined || minute === undefined || !isDay(day) || day < "1970-01-02") {
    return null;
  }
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) {
    return null;
  }
  const clock = `${day}T${hour}:${minute}:${second}`;
  if (offset === undefined) {
    return fromEpoch(epochOfClock(clock, zone));
  }
  const minutes = offsetMinutes(offset);
  return minutes === null ? null : fromEpoch(Date.parse(`${clock}Z`) - minutes * MINUTE);
}

function offsetMinutes(offset: string): number | null {
  if (/^[A-Za-z]/.test(offset)) {
    return 0;
  }
  const hours = Number(offset.slice(1, 3));
  const minutes = Number(offset.slice(3).replace(":", "") || "0");
  return hours > 14 || minutes > 59 ? null : (offset.startsWith("+") ? 1 : -1) * (hours * 60 + minutes);
}
