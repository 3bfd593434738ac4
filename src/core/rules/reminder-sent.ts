/** O. What was sent already, each once for ever: told by our comments, and remembered where people delete them (R-O3). */
import { deliveryOn, workdayFrom } from "../calendar.ts";
import type { CalendarDay } from "../forms/fields.ts";
import type { Reminded } from "../plan/write.ts";
import type { Issue } from "../snapshot/issue.ts";
import { type Instant, isUnreadable } from "../snapshot/types.ts";
import { addDays, localDay, maxInstant } from "../time.ts";
import type { Judged } from "../verdict/judged.ts";
import { trackersOf } from "../verdict/memory.ts";
import type { Obligation } from "./reminder-dates.ts";
import { remindersAsked } from "./reminder-pause.ts";
import { type DateCome, datesCome, dueReminders, type Reminder } from "./reminders.ts";

/** The dates remembered of one thread; past that many the earliest are forgotten. */
const MOST_DATES = 12;
/** A date that was seen, and of which nothing was sent. */
const SEEN = "seen";

/** What is due in one thread now and was not sent, in the order of the dates' topics. */
export interface ThreadDue {
  readonly issue: Issue;
  readonly reminders: readonly Reminder[];
}

/**
 * The key of the comment that holds reminders: its thread and day, then each topic, date and step.
 * `reminder:12/2026-03-30+due/2026-03-31/before-1`.
 */
export function reminderKey(
  thread: number,
  day: CalendarDay,
  reminders: readonly Pick<Reminder, "topic" | "dueDay" | "step">[],
): string {
  return `reminder:${thread}/${day}${reminders.map((one) => `+${one.topic}/${one.dueDay}/${one.step}`).join("")}`;
}

// A comment tells of the thread that it is in, whatever number that had: an issue may have been transferred.
const KEY =
  /^notice:reminder:\d{1,10}\/(\d{4}-\d{2}-\d{2})((?:\+[a-z]{1,20}\/\d{4}-\d{2}-\d{2}\/[a-z]{1,20}(?:-\d{1,6})?)+)$/;

interface Thread {
  on: CalendarDay | null;
  readonly dates: Map<string, string>;
}

/** What the comments and the memory say together: whichever knows more. */
function sentIn({ memory }: Judged, { number, comments }: Pick<Issue, "number" | "comments">): Thread {
  const remembered = memory.reminded?.[number];
  const thread: Thread = { on: remembered?.on ?? null, dates: new Map(Object.entries(remembered?.dates ?? {})) };
  for (const { own } of isUnreadable(comments) ? [] : comments) {
    const [, day = "", parts = ""] = KEY.exec(own?.key ?? "") ?? [];
    if (day === "") continue;
    if (thread.on === null || day > thread.on) thread.on = day;
    for (const part of parts.slice(1).split("+")) {
      const cut = part.lastIndexOf("/");
      const [date, step] = [part.slice(0, cut), part.slice(cut + 1)];
      if (rankOf(step) > rankOf(thread.dates.get(date) ?? SEEN)) thread.dates.set(date, step);
    }
  }
  return thread;
}

/** Steps of one date in their order. */
function rankOf(step: string): number {
  const count = Number(/-(\d+)$/.exec(step)?.[1] ?? 0);
  if (step.startsWith("before-")) return -count;
  return step === SEEN ? Number.NEGATIVE_INFINITY : count;
}

/**
 * What came before it could be meant is not made up for: before the date was written, and before our first word on the
 * incident. Both are GitHub's own times, so that a restart changes nothing.
 */
function floorOf({ snapshot }: Judged, { since }: Obligation): Instant {
  const first = trackersOf(snapshot)[0]?.createdAt ?? snapshot.now;
  return maxInstant(since, first) ?? first;
}

/** Every unsent reminder that is due, by thread; `held` where somebody was written to there today. */
function unsent(subject: Judged): readonly (ThreadDue & { readonly held: boolean })[] {
  const due = dueReminders(subject);
  if (due.length === 0) return [];
  const { snapshot, policy } = subject;
  const today = localDay(snapshot.now, policy.time.zone);
  const obligations = new Map(datesCome(subject).map(({ obligation: one }) => [`${one.number}/${one.topic}`, one]));
  return threadsOf(subject).flatMap((issue) => {
    const thread = sentIn(subject, issue);
    const reminders = due.filter((reminder) => {
      if (reminder.number !== issue.number) return false;
      const last = thread.dates.get(`${reminder.topic}/${reminder.dueDay}`);
      const obligation = obligations.get(`${reminder.number}/${reminder.topic}`);
      if (last !== undefined) return rankOf(reminder.step) > rankOf(last);
      return obligation !== undefined && reminder.at >= floorOf(subject, obligation);
    });
    return reminders.length === 0 ? [] : [{ issue, reminders, held: thread.on !== null && thread.on >= today }];
  });
}

function threadsOf({ items, ledger }: Judged): readonly Issue[] {
  return [...items, ...ledger].map(({ issue }) => issue);
}

/** R-O3: what is to be sent now, one comment a thread. */
export function threadsDue(subject: Judged): readonly ThreadDue[] {
  return unsent(subject).filter(({ held }) => !held);
}

/** When what has to wait, because somebody was written to in its thread today, can be sent; null where nothing waits. */
export function heldBackUntil(subject: Judged): Instant | null {
  if (!unsent(subject).some(({ held }) => held)) return null;
  const { snapshot, policy } = subject;
  const tomorrow = addDays(localDay(snapshot.now, policy.time.zone), 1);
  return deliveryOn(workdayFrom(tomorrow, policy.time), policy.rhythm.hour, policy.time);
}

/**
 * What to remember of each thread, also where no date is asked for at the moment: proof may decay, and what was said
 * before is not said again then. Of issues that are gone nothing. A date that is seen for the
 * first time counts as reminded of up to its floor, so that a later edit of its text does not move that.
 */
export function nextReminded(subject: Judged): Readonly<Record<string, Reminded>> {
  const { memory, itemsUnread, ledgerUnread } = subject;
  const before = memory.reminded ?? {};
  // What could not be read, or is not asked for at the moment, is not forgotten.
  if (!remindersAsked(subject) || itemsUnread !== null || ledgerUnread !== null) return before;
  const dates = datesCome(subject);
  const next: Record<string, Reminded> = {};
  for (const issue of threadsOf(subject)) {
    const here = dates.filter(({ obligation }) => obligation.number === issue.number);
    const thread = sentIn(subject, issue);
    const wanted = here.map(({ obligation }) => `${obligation.topic}/${obligation.date}`);
    for (const date of here) {
      const key = `${date.obligation.topic}/${date.obligation.date}`;
      if (!thread.dates.has(key) && date.obligation.unread === null) thread.dates.set(key, firstSeen(subject, date));
    }
    const all = [...thread.dates].sort(([a], [b]) => (dateIn(a) < dateIn(b) ? 1 : -1));
    const kept = all
      .filter(([key], index) => wanted.includes(key) || index < MOST_DATES)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    if (kept.length > 0)
      next[issue.number] = { ...(thread.on === null ? {} : { on: thread.on }), dates: Object.fromEntries(kept) };
  }
  return next;
}

function dateIn(key: string): string {
  return `${key.slice(key.indexOf("/") + 1)} ${key}`;
}

function firstSeen(subject: Judged, { obligation, come }: DateCome): string {
  const floor = floorOf(subject, obligation);
  return come.findLast(({ at }) => at < floor)?.step ?? SEEN;
}
