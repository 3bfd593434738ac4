/** R-K2: the gate's own phases, with the dates on which it promotes itself. */
import { deliveryOn, isReachable, reachableAgain, workdayUntil } from "../calendar.ts";
import type { Instant } from "../snapshot/types.ts";
import { addDays, startOfLocalDay } from "../time.ts";
import type { Mode } from "../verdict/types.ts";
import { MODES, type Policy } from "./schema.ts";

/** Days before a promotion on which it is announced. */
const NOTICE_DAYS = 7;

export interface Promotion {
  readonly mode: Mode;
  /** The beginning of the day, in the team's zone, on which it came to this mode by itself; null: as the file says. */
  readonly since: Instant | null;
  /** When it promotes itself next; null if never. */
  readonly next: { readonly mode: Mode; readonly at: Instant } | null;
}

/** The mode at an instant. A date never demotes. */
export function promotionAt(policy: Policy, now: Instant): Promotion {
  let promotion: Omit<Promotion, "next"> = { mode: policy.mode, since: null };
  for (const mode of ["warn", "enforce"] as const) {
    const day = policy.promote[mode];
    if (day === null || MODES.indexOf(mode) <= MODES.indexOf(promotion.mode)) continue;
    const at = startOfLocalDay(day, policy.time.zone);
    if (at > now) return { ...promotion, next: { mode, at } };
    promotion = { mode, since: at };
  }
  return { ...promotion, next: null };
}

/** A promotion that is to come, and when it is announced. */
export interface Announcement {
  readonly mode: Exclude<Mode, "shadow">;
  /** The day of the policy file on which the mode begins. */
  readonly day: string;
  /** When it begins. */
  readonly begins: Instant;
  /** A week before, at the hour of `rhythm`, on a working day: that day or the last one before it. */
  readonly from: Instant;
}

/** The promotion that is next; null where the policy has none to come. */
export function announcementOf(policy: Policy, now: Instant): Announcement | null {
  const next = promotionAt(policy, now).next;
  if (next === null || next.mode === "shadow") return null;
  const day = policy.promote[next.mode];
  if (day === null) return null;
  const { time, rhythm } = policy;
  const from = deliveryOn(workdayUntil(addDays(day, -NOTICE_DAYS), time), rhythm.hour, time);
  return { mode: next.mode, day, begins: next.at, from };
}

/**
 * When the promotion that is next is announced, be it past or to come: a week before it, on a working day. One that was
 * written into the file later than that is announced at once where people can be reached, else as soon as they can; and
 * at once where that would be after it began. Null where none is to come.
 */
export function announcedAt(policy: Policy, now: Instant): Instant | null {
  const next = announcementOf(policy, now);
  if (next === null) return null;
  const { time, rhythm } = policy;
  if (now < next.from || isReachable(now, rhythm.hour, time)) return next.from;
  const later = reachableAgain(now, rhythm.hour, time);
  return later < next.begins ? later : next.from;
}
