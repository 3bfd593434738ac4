/**
 * Spreads the looks of a sweep: the first ones at once, then one every few seconds for each installation, so that a
 * sweep leaves most of an installation's hourly budget to what people do meanwhile.
 */
export interface Pace {
  /** When the next look of that installation may be made, in milliseconds. */
  next(installation: number, nowMs: number): number;
}

/** As many looks as a pass over a usual team's incidents takes. */
const BURST = 100;
/**
 * A usual incident costs 7 points (npm run bench), and the smallest installation has 5,000 an hour: this spends 3,150.
 * https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
 */
const EVERY = 8_000;

/** Makes a pace of so many looks at once and then one every so many milliseconds. */
export function createPace(burst = BURST, every = EVERY): Pace {
  /** When the looks made so far will have been earned. */
  const earned = new Map<number, number>();
  return {
    next(installation, nowMs) {
      const start = nowMs - burst * every;
      const then = Math.max(earned.get(installation) ?? start, start) + every;
      earned.set(installation, then);
      return Math.max(then, nowMs);
    },
  };
}
