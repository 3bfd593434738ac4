import type { Clock } from "../../src/queue/clock.ts";

export interface TestClock extends Clock {
  /** Moves time and runs what becomes due, in order, letting promises settle between jobs. */
  advance(milliseconds: number): Promise<void>;
  /** Moves time and runs nothing: a host that was asleep. */
  jump(milliseconds: number): void;
}

/** Lets everything that only waits for promises happen. */
export async function flush(): Promise<void> {
  for (let turn = 0; turn < 200; turn += 1) await Promise.resolve();
}

/** A clock that stands still until it is moved. */
export function createTestClock(start = Date.parse("2026-03-01T09:00:00Z")): TestClock {
  let now = start;
  let jobs: { at: number; job: () => void }[] = [];
  return {
    now: () => now,
    schedule(at, job) {
      const entry = { at, job };
      jobs.push(entry);
      return () => {
        jobs = jobs.filter((other) => other !== entry);
      };
    },
    async advance(milliseconds) {
      const end = now + milliseconds;
      let there = false;
      for (;;) {
        const next = jobs.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (next !== undefined) {
          jobs = jobs.filter((other) => other !== next);
          now = Math.max(now, next.at);
          next.job();
        } else if (there) {
          break;
        } else {
          now = end;
          there = true;
        }
        // What is under way may ask for something at an instant that is over by now: that is due at once.
        await flush();
      }
    },
    jump(milliseconds) {
      now += milliseconds;
    },
  };
}
