/** GitHub's clock and ours. */

/** Clocks this near are the same clock. */
const SAME_CLOCK = 2_000;

/**
 * An instant of GitHub's clock on ours, in milliseconds. Where the read's own instant lies within the pass, the two
 * are one clock, even if it was moved meanwhile; else they differ by a skew.
 */
export function localInstant(instant: string, readAt: string, before: number, after: number): number {
  const there = Date.parse(readAt);
  const skew = there >= before - SAME_CLOCK && there <= after + SAME_CLOCK ? 0 : after - there;
  return Date.parse(instant) + skew;
}
