/**
 * Our own budget of content-creating calls, kept within what GitHub documents: 80 a minute and 500 an hour.
 * Source: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
 *
 * A burst is let through at once; spacing the writes would make a first pass slow for no gain. Share one between the
 * clients of one installation, in all processes: the limit is the account's, not the client's.
 */
export interface Reservoir {
  /** Takes one call at `nowMs` (GitHub's clock) and returns 0, or takes none and returns how many ms to wait. */
  take(nowMs: number): number | Promise<number>;
}

/** One that is kept in this process, and can tell what is left. */
export interface LocalReservoir extends Reservoir {
  take(nowMs: number): number;
  /** How many ms until at least those shares (0 to 1) of the minute's and of the hour's calls are left; 0: they are. */
  waitFor(left: { readonly minute: number; readonly hour: number }, nowMs: number): number;
}

export const CREATIONS_A_MINUTE = 80;
export const CREATIONS_AN_HOUR = 500;

const MINUTE = 60_000;
const HOUR = 3_600_000;
/** GitHub's clock is told in whole seconds, so that it seems to go back by one now and then; hosts differ by some. */
const UNSTEADY = 60_000;

/** Makes a reservoir of sliding windows. */
export function createReservoir(perMinute = CREATIONS_A_MINUTE, perHour = CREATIONS_AN_HOUR): LocalReservoir {
  let taken: number[] = [];
  /** Until at most so many calls of that window are left in it. */
  const until = (most: number, window: number, nowMs: number): number => {
    const over = taken[taken.length - 1 - most];
    return over === undefined ? 0 : Math.max(0, over + window - nowMs);
  };
  const forget = (nowMs: number): void => {
    // A clock that was set back (a simulated GitHub) must not leave calls in the future that never expire.
    taken = taken.filter((at) => at > nowMs - HOUR && at <= nowMs + UNSTEADY);
  };
  return {
    waitFor(left, nowMs) {
      forget(nowMs);
      return Math.max(
        until(Math.floor(perMinute * (1 - left.minute)), MINUTE, nowMs),
        until(Math.floor(perHour * (1 - left.hour)), HOUR, nowMs),
      );
    },
    take(nowMs) {
      forget(nowMs);
      const wait = Math.max(until(perMinute - 1, MINUTE, nowMs), until(perHour - 1, HOUR, nowMs));
      if (wait === 0) taken.push(Math.max(nowMs, taken.at(-1) ?? nowMs));
      return wait;
    },
  };
}
