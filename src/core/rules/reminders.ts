/** O. Reminders: who is reminded of which date, when (R-O3). */
import { isOverdueFor, isReachable, reachableAgain } from "../calendar.ts";
import type { Heard } from "../commands/hear.ts";
import type { CalendarDay } from "../forms/fields.ts";
import { sameLogin } from "../people.ts";
import type { Instant } from "../snapshot/types.ts";
import { daysBetween, endOfLocalDay, formatDay, minInstant } from "../time.ts";
import type { Judged, JudgedItem } from "../verdict/judged.ts";
import { node } from "../verdict/node.ts";
import type { Step, VerdictNode } from "../verdict/types.ts";
import { escalationOf } from "./departed.ts";
import { itemsUnread } from "./priority.ts";
import { entryObligation, itemObligations, type Obligation, type ReminderTopic } from "./reminder-dates.ts";
import { pauseOf, remindersAsked } from "./reminder-pause.ts";
import { Clock, type ReminderStep } from "./reminder-steps.ts";
import type { Rule } from "./rule.ts";
import { closureOf } from "./undo.ts";

/** One reminder, to be sent once for ever. */
export interface Reminder {
  /** `reminder:#12/due/2026-03-31/before-3`. */
  readonly key: string;
  readonly topic: ReminderTopic;
  /** `before-3`, `on`, `overdue-1`. */
  readonly step: string;
  /** Number of the item or ledger entry in whose thread it is said. */
  readonly number: number;
  /** The owner's login. */
  readonly to: string;
  /** The escalation owner's login; null before the date is overdue so long, and where there is none. */
  readonly escalate: string | null;
  readonly dueDay: CalendarDay;
  /** When it is to be sent. */
  readonly at: Instant;
  /** Days over the date on the day on which it is to be sent; 0 up to the date. */
  readonly overdueDays: number;
  readonly next: Step | null;
}

interface Schedule {
  readonly obligation: Obligation;
  /** What it is reminded of by, up to the next; none where nobody can be. */
  readonly steps: readonly ReminderStep[];
  /** How many of the steps have come. */
  readonly come: number;
  /** The steps whose day has come, whether anybody could be reminded or not. */
  readonly passed: readonly ReminderStep[];
  /** While it is snoozed, when reminders go on. */
  readonly silentUntil: Instant | null;
}

interface Schedules {
  readonly clock: Clock;
  /** The escalation owner's login; null where there is none. */
  readonly escalation: string | null;
  readonly all: readonly Schedule[];
  readonly ofItem: ReadonlyMap<number, readonly Schedule[]>;
}

// The verdict, its rules and the wake-up all ask: the dates of a case are worked out once.
const known = new WeakMap<Judged, Schedules>();

function schedulesOf(subject: Judged): Schedules {
  const found = known.get(subject);
  if (found !== undefined) return found;
  const { snapshot, policy } = subject;
  const clock = new Clock(snapshot.now, policy);
  const general = snoozesOf(subject.heard);
  const paused = pauseOf(subject) !== null;
  const schedule = (obligation: Obligation): Schedule => {
    const { owner, unread, date, heard } = obligation;
    const asked = owner !== null && unread === null && !paused;
    const snoozes = [...general, ...snoozesOf(heard)].sort((a, b) => (a.at < b.at ? -1 : 1));
    const all = clock.stepsUntilNext(date, snoozes);
    const come = clock.come(all);
    const [steps, passed] = [asked ? all : [], all.slice(0, come)];
    return { obligation, steps, come: asked ? come : 0, passed, silentUntil: clock.silentUntil(snoozes) };
  };
  const asked = remindersAsked(subject);
  const settled = asked && closureOf(subject, subject.inForce.committedAt).kind === "settled";
  const ofItem = new Map(
    (asked ? subject.items : []).map((item) => [
      item.issue.number,
      itemObligations(subject, item, settled).map(schedule),
    ]),
  );
  const entries = asked ? subject.ledger.flatMap((entry) => entryObligation(subject, entry)).map(schedule) : [];
  const made = {
    clock,
    escalation: escalationOf(subject).login,
    all: [...[...ofItem.values()].flat(), ...entries],
    ofItem,
  };
  known.set(subject, made);
  return made;
}

/** Snoozes that count, and those of which nobody can say: in doubt nobody is reminded (R-V1). */
function snoozesOf(heard: readonly Heard[]): readonly { readonly at: Instant; readonly days: number }[] {
  return heard.flatMap(({ command, standing, at }) =>
    command.name === "snooze" && (standing.kind === "accepted" || standing.kind === "undecided")
      ? [{ at, days: command.days }]
      : [],
  );
}

function reminderOf(subject: Judged, { obligation, steps }: Schedule, index: number): Reminder | null {
  const { topic, number, date, owner, next } = obligation;
  const chosen = steps[index];
  if (chosen === undefined || owner === null) return null;
  const overdueDays = Math.max(0, daysBetween(date, chosen.day));
  const { clock, escalation: called } = schedulesOf(subject);
  const { reminders, time } = subject.policy;
  const escalation = isOverdueFor(reminders.escalate_after, date, chosen.day, time) ? called : null;
  return {
    key: `reminder:#${number}/${topic}/${date}/${chosen.step}`,
    topic,
    step: chosen.step,
    number,
    to: owner,
    escalate: escalation === null || sameLogin(escalation, owner) ? null : escalation,
    dueDay: date,
    at: clock.at(chosen.day),
    overdueDays,
    next,
  };
}

/** A date that somebody answers for. */
export interface DateCome {
  readonly obligation: Obligation;
  /** The steps that have come, oldest first, also where nobody was to be reminded. */
  readonly come: readonly { readonly step: string; readonly at: Instant }[];
}

/** Every date that is not done with, with what has come of it; nothing while reminders are off. */
export function datesCome(subject: Judged): readonly DateCome[] {
  const { clock, all } = schedulesOf(subject);
  return all.map(({ obligation, passed }) => ({
    obligation,
    come: passed.map(({ step, day }) => ({ step, at: clock.at(day) })),
  }));
}

/** R-O3: every reminder up to now and the next of each date, in the order of items and ledger. */
export function remindersOf(subject: Judged): readonly Reminder[] {
  return schedulesOf(subject).all.flatMap((schedule) =>
    schedule.steps.flatMap((_step, index) => reminderOf(subject, schedule, index) ?? []),
  );
}

/**
 * R-O3: the reminders to be sent now, unless sent before: of each date only the newest, so that an outage is no flood.
 * None on days off, before the hour, in quiet hours and while snoozed: then `reminderWake` names when to look again.
 */
export function dueReminders(subject: Judged): readonly Reminder[] {
  if (!isReachable(subject.snapshot.now, subject.policy.rhythm.hour, subject.policy.time)) return [];
  return schedulesOf(subject).all.flatMap((schedule) =>
    schedule.silentUntil === null ? (reminderOf(subject, schedule, schedule.come - 1) ?? []) : [],
  );
}

function nextOf(subject: Judged, schedules: readonly Schedule[]): Instant | null {
  const { clock } = schedulesOf(subject);
  return minInstant(
    ...schedules.map(({ steps, come }) => {
      const next = steps[come];
      return next === undefined ? null : clock.at(next.day);
    }),
  );
}

/** When a reminder about an item is due next; null where none is. */
export function nextReminder(subject: Judged, item: JudgedItem): Instant | null {
  return nextOf(subject, schedulesOf(subject).ofItem.get(item.issue.number) ?? []);
}

/** When to look again for a reminder: the next one's time, and the end of a silence in which one may be waiting. */
export function reminderWake(subject: Judged): Instant | null {
  const { snapshot, policy } = subject;
  const { all } = schedulesOf(subject);
  const come = all.filter((schedule) => schedule.come > 0);
  const waits = come.length > 0 && !isReachable(snapshot.now, policy.rhythm.hour, policy.time);
  return minInstant(
    nextOf(subject, all),
    waits ? reachableAgain(snapshot.now, policy.rhythm.hour, policy.time) : null,
    ...come.map(({ silentUntil }) => silentUntil),
  );
}

/** R-O3: each date that is not done with, and whether it is over. */
function dates(subject: Judged): readonly VerdictNode[] {
  const { snapshot, policy } = subject;
  const paused = pauseOf(subject) !== null;
  return schedulesOf(subject).all.map(({ obligation }) => {
    const { topic, number, url, date, unread, what, next } = obligation;
    const over = snapshot.now >= endOfLocalDay(date, policy.time.zone);
    const phrase = `${what} on ${formatDay(date)}`;
    const key = `R-O3:#${number}/${topic}`;
    const extra = { item: number, evidence: [url] };
    if (unread !== null)
      return node(
        "R-O3",
        key,
        "Reminder",
        "unknown",
        `${phrase}, but nobody is reminded: ${unread.unreadable}.`,
        extra,
      );
    return over
      ? node("R-O3", key, "Reminder", "fail", `${phrase}, and that day is over.`, { ...extra, next })
      : node(
          "R-O3",
          key,
          "Reminder",
          "pass",
          `${phrase}; ${paused ? "reminders rest" : "reminders come by themselves"}.`,
          extra,
        );
  });
}

/** For the registry, beside the digest and the audit (R-O1, R-O2). */
export const REMINDER_RULES: readonly Rule[] = [
  {
    id: "R-O3",
    title: "Reminders",
    passes:
      "A due, adoption check, review, target or revisit date lies ahead: its owner is reminded before it and on it, on working days, outside quiet hours.",
    fails:
      "The date is over, and what it was set for is not done: its owner is reminded while it stays so, and after some days the escalation owner too.",
    unknown: "Whether it is done, or whose it is, could not be read: then nobody is reminded.",
    settings: [
      "reminders.enabled",
      "reminders.before",
      "reminders.daily_for",
      "reminders.then_every",
      "reminders.escalate_after",
      "reminders.paused",
      "reminders.pause_label",
      "rhythm.hour",
      "time.zone",
      "time.workdays",
      "time.days_off",
      "time.quiet_hours",
      "people.escalation",
      "people.away",
    ],
    kind: "fact",
    judge: (subject) => [...itemsUnread(subject, "R-O3", "Reminder"), ...dates(subject)],
  },
];
