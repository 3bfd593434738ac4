/** Which incidents are looked at, and in which order, so that nothing waits for ever. Pure. */
import type { Mark, Remembered } from "./mark.ts";

/** `due`: something changed, its instant has come, or it is new; `round`: all are looked at once in a while. */
export interface Turn {
  readonly number: number;
  readonly why: "due" | "round";
}

/** After so many that are due comes one of the round. */
const DUE_IN_A_ROW = 3;
/** A look begins after the round did, and is known to be of a moment before it ended. */
const GRAIN = 60;

/** Whether it was looked at in the mark's present round. */
export function isSeen({ seen }: Remembered, round: number): boolean {
  return seen > 0 && seen + GRAIN >= round;
}

/**
 * What is due first, whatever waits longest in front; then the closes of the round, then the rest, longest unseen first.
 *
 * @param changed incident → when it changed last, in seconds
 * @param now GitHub's clock, in seconds
 */
export function turnsOf(
  { incidents, round }: Pick<Mark, "incidents" | "round">,
  changed: ReadonlyMap<number, number>,
  now: number,
): readonly Turn[] {
  const since = (one: Remembered): number | null => {
    const dates = [changed.get(one.number), one.wake !== null && one.wake <= now ? one.wake : undefined];
    const come = dates.filter((date) => date !== undefined);
    return come.length === 0 ? null : Math.min(...come);
  };
  const due = incidents
    .map((one) => ({ one, at: since(one) }))
    .filter((each): each is { one: Remembered; at: number } => each.at !== null)
    .sort((a, b) => a.at - b.at || a.one.number - b.one.number)
    .map(({ one }) => one.number);
  const isDue = new Set(due);
  const rest = incidents
    .filter((one) => !isDue.has(one.number) && !isSeen(one, round))
    .sort((a, b) => Number(b.closed) - Number(a.closed) || a.seen - b.seen || a.number - b.number)
    .map(({ number }) => number);
  const turns: Turn[] = [];
  for (let from = 0; from < due.length || rest.length > 0; from += DUE_IN_A_ROW) {
    turns.push(...due.slice(from, from + DUE_IN_A_ROW).map((number): Turn => ({ number, why: "due" })));
    const shared = from + DUE_IN_A_ROW < due.length ? 1 : rest.length;
    turns.push(...rest.splice(0, shared).map((number): Turn => ({ number, why: "round" })));
  }
  return turns;
}
