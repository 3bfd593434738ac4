/**
 * Our own budget of content-creating calls, kept within what GitHub documents: 80 a minute and 500 an hour.
 * Source: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
 *
 * A burst is let through at once; spacing the writes would make a first pass slow for no gain. Share one between the
 * clients of one installation: the limit is the account's, not the client's.
 */
export interface Reservoir {
  /** Takes one call at `nowMs` (GitHub's clock) and returns 0, or takes none and returns how many ms to wait. */
  take(nowMs: number): number;
}

const MINUTE = 60_000;
const HOUR = 3_600_000;

/** Makes a reservoir of sliding windows. */
export function createReservoir(perMinute = 80, perHour = 500): Reservoir {
  let taken: number[] = [];
  return {
    take(nowMs) {
      // A clock that was set back (a simulated GitHub) must not leave calls in the future that never expire.
      taken = taken.filter((at) => at > nowMs - HOUR && at <= nowMs);
      const overHour = taken[taken.length - perHour];
      const overMinute = taken[taken.length - perMinute];
      const wait = Math.max(
        overHour === undefined ? 0 : overHour + HOUR - nowMs,
        overMinute === undefined ? 0 : overMinute + MINUTE - nowMs,
        0,
      );
      if (wait === 0) taken.push(nowMs);
      return wait;
    },
  };
}
