/** How often a law is tried, and the seeds that once broke one. */

/** Seeds that once showed a broken law: tried first, for ever. */
const KEPT: readonly number[] = [];

/** What fast-check is asked for: 1,000 runs in CI and fewer while working, from a seed that every machine shares. */
export const LAW_RUNS = {
  numRuns: process.env["CI"] === undefined ? 150 : 1000,
  seed: 20260302,
  examples: KEPT.map((seed): [number] => [seed]),
};
