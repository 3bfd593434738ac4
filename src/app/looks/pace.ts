/**
 * When a sweep's looks are made. Every time is told by a key alone: whoever asks, in whichever process and however often,
 * is told the same, so that nothing is made twice and nothing needs to be remembered.
 */

const MOMENT = 60_000;
export const HOUR = 60 * MOMENT;
const DAY = 24 * HOUR;

/** What a sweep of that many finds is looked at at once: as much as a pass over a usual team's incidents takes. */
const BURST = 100;
/**
 * A usual incident costs 7 points (npm run bench), and the smallest installation has 5,000 an hour: this spends 3,150.
 * https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
 */
const EVERY = 8_000;
/** An installation's repositories are asked what changed at most this often: each costs a few requests. */
const EVERY_REPOSITORY = 30_000;
/** Hours that a day is made of without a rest, so that each slot of a longer period is one of a shorter one too. */
const PERIODS = [1, 2, 3, 4, 6, 8, 12, 24].map((hours) => hours * HOUR);

/** A number from 0 up to 1 that is always the same for a key, and spread evenly over keys. Pure. */
export function fractionOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1) hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  // Keys that differ only at their ends differ little until now.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/**
 * A key's next slot, at `now` or later: each has one in every period. All in milliseconds.
 *
 * @param period one that a day can be divided by.
 */
export function nextSlot(key: string, now: number, period: number): number {
  const offset = Math.floor(fractionOf(key) * DAY) % period;
  return offset + Math.ceil((now - offset) / period) * period;
}

/** Whether a key's slot of the day has come since `last`; a timer may come a moment early. */
export function isDueToday(key: string, now: number, last: number): boolean {
  const slot = nextSlot(key, now + MOMENT + 1, DAY) - DAY;
  return last < slot - MOMENT;
}

/** How long it takes to ask all of so many repositories of an installation what changed: an hour at least, a day at most. */
export function periodOf(repositories: number): number {
  return PERIODS.find((period) => period >= repositories * EVERY_REPOSITORY) ?? DAY;
}

/** When one of so many is swept that are found at once: a few at once, many each in its slot. */
export function sweptAt(key: string, now: number, found: number, period: number): number {
  return found <= BURST ? now : nextSlot(key, now, period);
}

/** When one of so many is looked at that are due at once: over the time in which their cost is earned. */
export function lookedAt(key: string, now: number, due: number): number {
  return now + Math.floor(fractionOf(key) * Math.min(DAY, Math.max(0, due - BURST) * EVERY));
}
