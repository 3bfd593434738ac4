/** O. When a date is reminded of: steps on the team's working days, moved by snoozes (R-O3). */
import { deliveryOn, workdayFrom, workdayUntil } from "../calendar.ts";
import type { CalendarDay } from "../forms/fields.ts";
import type { Policy } from "../policy/schema.ts";
import type { Instant } from "../snapshot/types.ts";
import { addDays, daysBetween, localDay, maxInstant } from "../time.ts";

/** One reminder of a date. */
export interface ReminderStep {
  /** `before-3`, `on`, `overdue-1`: once for ever with its date, however it is moved. */
  readonly step: string;
  /** The day on which it is sent. */
  readonly day: CalendarDay;
}

/** A snooze that counts: nothing is sent from when it was said until so many days later. */
export interface Snooze {
  readonly at: Instant;
  readonly days: number;
}

type Settings = Pick<Policy, "reminders" | "rhythm" | "time">;

/** Overdue steps older than this many days are not counted up to: only the newest of them is ever sent. */
const LONG_OVERDUE = 400;

/** The steps of a date without end, in their order: before it, on it, then while it is overdue. */
function* stepsOf(
  date: CalendarDay,
  today: CalendarDay,
  { reminders, time }: Settings,
): Generator<ReminderStep, never> {
  for (const days of reminders.before) yield { step: `before-${days}`, day: workdayUntil(addDays(date, -days), time) };
  yield { step: "on", day: workdayFrom(date, time) };
  let last = date;
  for (let count = 1; count <= reminders.daily_for; count += 1) {
    last = workdayFrom(addDays(last, 1), time);
    yield { step: `overdue-${count}`, day: last };
  }
  const passed = Math.floor((daysBetween(last, today) - LONG_OVERDUE) / reminders.then_every);
  for (let count = Math.max(1, passed); ; count += 1)
    yield {
      step: `overdue-${reminders.daily_for + count}`,
      day: workdayFrom(addDays(last, count * reminders.then_every), time),
    };
}

/** The team's clock at one moment: what has been sent by now, and when things are sent. */
export class Clock {
  private readonly settings: Settings;
  private readonly today: CalendarDay;
  private readonly now: Instant;
  // Many dates fall on the same few days, and asking a zone for its clocks is what costs most here.
  private readonly deliveries = new Map<CalendarDay, Instant>();

  constructor(now: Instant, settings: Settings) {
    this.now = now;
    this.settings = settings;
    this.today = localDay(now, settings.time.zone);
  }

  /** When something is sent on a day. */
  at(day: CalendarDay): Instant {
    const known = this.deliveries.get(day);
    if (known !== undefined) return known;
    const made = deliveryOn(day, this.settings.rhythm.hour, this.settings.time);
    this.deliveries.set(day, made);
    return made;
  }

  /** True for a day whose delivery has come by now. */
  private hasCome(day: CalendarDay): boolean {
    return day === this.today ? this.at(day) <= this.now : day < this.today;
  }

  /**
   * The steps of a date up to and with the next that is still to come. Of several on one day, the last is sent. A step
   * that a snooze holds back is sent on the first working day after it.
   */
  stepsUntilNext(date: CalendarDay, snoozes: readonly Snooze[]): readonly ReminderStep[] {
    const moves = snoozes.map((snooze) => this.moveOf(snooze));
    const sent: ReminderStep[] = [];
    for (const { step, day } of stepsOf(date, this.today, this.settings)) {
      const moved = { step, day: moves.reduce((at, move) => move(at), day) };
      const last = sent.at(-1);
      if (last !== undefined && !this.hasCome(last.day) && last.day !== moved.day) break;
      if (last !== undefined && last.day === moved.day) sent.pop();
      sent.push(moved);
    }
    return sent;
  }

  /** The number of steps that have come by now. */
  come(steps: readonly ReminderStep[]): number {
    return steps.filter(({ day }) => this.hasCome(day)).length;
  }

  /** While a snooze runs, when reminders go on: with the delivery of the first working day after. Null where none does. */
  silentUntil(snoozes: readonly Snooze[]): Instant | null {
    const said = snoozes.filter(({ at }) => at <= this.now);
    return maxInstant(...said.map((snooze) => this.at(this.spanOf(snooze).resumed)).filter((at) => at > this.now));
  }

  private spanOf({ at, days }: Snooze): {
    readonly from: CalendarDay;
    readonly until: CalendarDay;
    readonly resumed: CalendarDay;
  } {
    const from = localDay(at, this.settings.time.zone);
    const until = addDays(from, days);
    return { from, until, resumed: workdayFrom(until, this.settings.time) };
  }

  private moveOf(snooze: Snooze): (day: CalendarDay) => CalendarDay {
    const { from, until, resumed } = this.spanOf(snooze);
    const held = (day: CalendarDay): boolean =>
      day < until && (day > from || (day === from && this.at(day) >= snooze.at));
    return (day) => (held(day) ? resumed : day);
  }
}
