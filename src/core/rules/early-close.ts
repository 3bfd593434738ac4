/** K. Closes that enforce mode would have undone: kept for the decision to promote the mode (R-K2, R-C3). */
import { said, undecided } from "../commands/said.ts";
import type { TrackerMemory } from "../plan/write.ts";
import { type Instant, isUnreadable, type Unreadable } from "../snapshot/types.ts";
import { addMs, compare } from "../time.ts";
import type { Case } from "../verdict/case.ts";
import type { Verdict } from "../verdict/types.ts";
import { bearingOf, gateMode } from "./gates.ts";
import { presentClose } from "./undo.ts";

/** What a verdict says of a close. */
export type Judgment = Pick<Verdict, "closure" | "closable">;

/** What a person said of a close that would have been undone: `/quench false-alarm <because>`. */
export interface FalseAlarm {
  readonly by: string;
  /** As it was written: raw. */
  readonly because: string;
  readonly at: Instant;
  /** Of the comment. */
  readonly url: string;
}

/** A close that enforce mode would have undone. */
export interface EarlyClose {
  /** Node id of the close event. */
  readonly event: string;
  readonly at: Instant;
  /** `unreadable`: somebody said so, and whether they may could not be told. Null: nobody says so. */
  readonly falseAlarm: FalseAlarm | Unreadable | null;
}

/** More closes of one incident than these tell nothing new: the newest are kept. */
const MOST = 20;

/**
 * The closes of an incident that were told or recorded instead of undone, the oldest first: those remembered, and the one
 * in force. One stays on record whatever came later: proof, a reopening, or enforce mode.
 *
 * The last `/quench false-alarm` after a close, before the next one, is about that close; a comment sent with the close,
 * within the grace, is too. Deleting it takes it back.
 */
export function earlyCloses(subject: Case, judgment: Judgment): readonly EarlyClose[] {
  const closes = Object.entries(earlyMemory(subject, judgment)).sort(([, a], [, b]) => compare(a, b));
  return closes.map(([event, at], index): EarlyClose => {
    const next = closes[index + 1]?.[1] ?? null;
    return { event, at, falseAlarm: alarmWithin(subject, at, next) };
  });
}

/** What is to be remembered of them: by the close event's node id, when it was. */
export function earlyMemory(subject: Case, judgment: Judgment): NonNullable<TrackerMemory["early"]> {
  const { memory, snapshot } = subject;
  const close = presentClose(snapshot.incident);
  const early = close !== null && wouldBeUndone(subject, judgment);
  const all = { ...memory.early, ...(early ? { [close.id]: close.at } : {}) };
  return Object.fromEntries(
    Object.entries(all)
      .sort(([, a], [, b]) => compare(a, b))
      .slice(-MOST),
  );
}

/** Whether the close in force is let be for the mode alone: enforce mode would undo it, at this severity, by these gates. */
function wouldBeUndone(subject: Case, { closure, closable }: Judgment): boolean {
  if (closure.kind !== "kept" || closure.early === undefined) return false;
  const enforcing: Case = { ...subject, policy: { ...subject.policy, mode: "enforce" } };
  return bearingOf(closable, (gate) => gateMode(enforcing, gate)).fail === "enforce";
}

/** Counts for the decision to promote the mode. */
export interface EarlyCount {
  readonly closes: number;
  readonly falseAlarms: number;
  /** Of which nobody can say yet whether they were false alarms. */
  readonly unsure: number;
}

/** How many there are, and how many of them a person called a false alarm. */
export function countEarly(closes: readonly EarlyClose[]): EarlyCount {
  const alarms = closes.map(({ falseAlarm }) => falseAlarm);
  return {
    closes: closes.length,
    falseAlarms: alarms.filter((alarm) => alarm !== null && !isUnreadable(alarm)).length,
    unsure: alarms.filter(isUnreadable).length,
  };
}

function alarmWithin(subject: Case, from: Instant, next: Instant | null): EarlyClose["falseAlarm"] {
  const { grace } = subject.policy.closure;
  const since = addMs(from, -grace);
  const until = next === null ? null : addMs(next, -grace);
  const within = (at: Instant): boolean => at >= since && (until === null || at < until);
  const last = said(subject.heard, "false-alarm").findLast(({ at }) => within(at));
  if (last !== undefined) return { by: last.by, because: last.command.because, at: last.at, url: last.url };
  const { comments } = subject.snapshot.incident;
  if (isUnreadable(comments)) return comments;
  const [unread = null] = undecided(
    subject.heard.filter(({ at }) => within(at)),
    "false-alarm",
  );
  return unread;
}
