/** What one measured point is. */

/** What was measured. Times in milliseconds, memory in bytes, rates a second over the time of sending. */
export interface Measured {
  readonly repositories: number;
  readonly incidents: number;
  readonly seconds: number;
  readonly offered: number;
  readonly answered: number;
  /** Of the offered ones, those that an incident had to be looked at for. */
  readonly relevant: number;
  readonly refused503: number;
  readonly failed: number;
  readonly answer: Quantiles;
  readonly lag: Quantiles;
  /** Share of the processor, less what the App takes without any delivery. */
  readonly cpu: number;
  readonly longestStall: number;
  /** Seconds of CPU that one delivery takes which concerns no incident. */
  readonly cpuOfIrrelevant: number;
  /** Resident, with the garbage of the moment. */
  readonly rss: number;
  /** Resident after a collection, when all is over. */
  readonly rssResting: number;
  /** With nothing known, with the swept repositories known, and with the incidents besides. */
  readonly heap: { readonly empty: number; readonly swept: number; readonly filled: number };
  readonly passes: number;
  readonly rest: number;
  readonly notModified: number;
  readonly points: number;
  readonly writesRefused: number;
  /** The sweep at start over so many repositories without an incident. */
  readonly sweep: Spent & { readonly repositories: number };
  /** The first look at each incident. */
  readonly firstLooks: Spent;
}

/** Seconds of CPU, requests that count, and points. */
export interface Spent {
  readonly cpu: number;
  readonly rest: number;
  readonly points: number;
}

export interface Quantiles {
  readonly mean: number;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
}
