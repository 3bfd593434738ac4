/** The one clock of the App's timers, injected so that the sandbox and the tests can move it. */

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs `job` once when the clock reaches `at` (milliseconds since the epoch); returns how to cancel it. */
  schedule(at: number, job: () => void): () => void;
}

/** Node clamps a longer `setTimeout` to 1 ms: https://nodejs.org/api/timers.html#settimeoutcallback-delay-args */
const LONGEST_TIMEOUT = 2 ** 31 - 1;

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
