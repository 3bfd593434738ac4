/** The one clock of the App's timers, injected so that the sandbox and the tests can move it. */

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs `job` once when the clock reaches `at` (milliseconds since the epoch); returns how to cancel it. */
  schedule(at: number, job: () => void): () => void;
}

/**
 * No `setTimeout` is longer: after a host was asleep or its clock was set on, what is due by then does not wait for the
 * rest of a span that was reckoned before. (Node clamps those of 25 days and more to 1 ms.)
 */
const LONGEST_TIMEOUT = 60_000;

/**
 * The host's clock. Its timers do not keep the process alive: what is left undone is found again by the sweep at start.
 */
export const systemClock: Clock = {
  now: () => Date.now(),
  schedule(at, job) {
    let timer: NodeJS.Timeout | undefined;
    const arm = (): void => {
      const left = at - Date.now();
      timer = left > LONGEST_TIMEOUT ? setTimeout(arm, LONGEST_TIMEOUT) : setTimeout(job, Math.max(0, left));
      timer.unref();
    };
    arm();
    return () => clearTimeout(timer);
  },
};
