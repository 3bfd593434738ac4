/** The box's clock: wall time plus an offset, and the jobs that wait for an instant of it. */
import type { BoxClock } from "../state/contract.ts";

/** A clock that the controls can move. */
export interface MovableClock extends BoxClock {
  /** Moves to `at` (ms since the epoch); jobs due on the way run first, in order of their time. */
  moveTo(at: number): void;
  /** How many jobs wait. */
  waiting(): number;
  /** Drops all jobs and timers, so that the process can end. */
  stop(): void;
}

interface Job {
  at: number;
  order: number;
  run: () => void;
}

/** Node's timers fire at once beyond this delay, so longer waits are taken in steps. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** ISO 8601 in UTC with seconds, as GitHub writes instants. */
export const isoSeconds = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/**
 * @param start the first instant it shows (ms since the epoch); the wall clock's when left out
 */
export const createClock = (start?: number): MovableClock => {
  let offset = start === undefined ? 0 : start - Date.now();
  let jobs: Job[] = [];
  let order = 0;
  let timer: NodeJS.Timeout | undefined;

  const now = (): number => Date.now() + offset;

  const runDue = (until: number): void => {
    for (;;) {
      const next = jobs.filter((job) => job.at <= until).sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (next === undefined) return;
      jobs = jobs.filter((job) => job !== next);
      // A job that a jump passes sees its own instant, as if time had flowed.
      if (next.at > now()) offset = next.at - Date.now();
      next.run();
    }
  };

  const arm = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (jobs.length === 0) return;
    const soonest = Math.min(...jobs.map((job) => job.at));
    const delay = Math.min(Math.max(0, soonest - now()), LONGEST_TIMER);
    timer = setTimeout(() => {
      runDue(now());
      arm();
    }, delay);
    timer.unref();
  };

  return {
    now,
    iso: () => isoSeconds(now()),
    schedule(at, run) {
      const job: Job = { at, order: order++, run };
      jobs.push(job);
      arm();
      return () => {
        jobs = jobs.filter((other) => other !== job);
        arm();
      };
    },
    moveTo(at) {
      runDue(at);
      offset = at - Date.now();
      arm();
    },
    waiting: () => jobs.length,
    stop() {
      jobs = [];
      clearTimeout(timer);
    },
  };
};
