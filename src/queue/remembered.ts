/** Why looks are asked for and by which deliveries: for the log, and within bounds however much is asked. */
import type { Entry } from "./entry.ts";
import { REASONS_KEPT } from "./queue.ts";

/** Longer names of reasons and deliveries than GitHub has are cut. */
const LONGEST_NAME = 100;
/** Different reasons whose text is shared by all who have them. */
const SHARED_REASONS = 500;

export interface Remembered {
  reason(entry: Entry, reason: string): void;
  cause(entry: Entry, cause: string): void;
  /** A look takes with it what its subject was asked for. */
  taken(causes: readonly string[]): void;
}

/** @param most deliveries beyond the first of each entry that are kept in all. */
export function createRemembered(most: number): Remembered {
  let more = 0;
  const shared = new Map<string, string>();
  const add = (entry: Entry, list: "reasons" | "causes", one: string): boolean => {
    const kept = entry[list];
    const name = one.length > LONGEST_NAME ? one.slice(0, LONGEST_NAME) : one;
    if (kept.length >= REASONS_KEPT || kept.includes(name)) return false;
    // A list that begins by `push` has room for sixteen more, and most have one reason for as long as they sleep.
    if (kept.length === 0) entry[list] = [name];
    else kept.push(name);
    return true;
  };
  return {
    reason(entry, reason) {
      const same = shared.get(reason);
      if (same === undefined && shared.size < SHARED_REASONS) shared.set(reason, reason);
      add(entry, "reasons", same ?? reason);
    },
    cause(entry, cause) {
      if (entry.causes.length > 0 && more >= most) return;
      if (add(entry, "causes", cause) && entry.causes.length > 1) more += 1;
    },
    taken(causes) {
      more -= Math.max(0, causes.length - 1);
    },
  };
}
