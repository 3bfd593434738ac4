/** Warnings that anybody on the network can cause: each kind once a second at most, so that nobody fills the log. */
import type { Log } from "../log.ts";

const EVERY = 1_000;

/** @param now milliseconds. */
export function createComplaints(log: Log, now: () => number = Date.now): (status: number, why: string) => void {
  const told = new Map<string, { at: number; since: number }>();
  return (status, why) => {
    const last = told.get(why);
    if (last !== undefined && now() - last.at < EVERY) {
      last.since += 1;
      return;
    }
    const found = 1 + (last?.since ?? 0);
    told.set(why, { at: now(), since: 0 });
    log.warn({ status, why, ...(found > 1 ? { found } : {}) }, "a delivery was refused");
  };
}
