/** One timer of the clock, at the earliest instant of however many. */
import type { Clock } from "./clock.ts";

export interface Alarm {
  /** Moves it; null: there is nothing to wait for. */
  set(at: number | null): void;
}

/** @param ring called once the clock reaches the instant, with it or a later one: a timer may come a moment early. */
export function createAlarm(clock: Clock, ring: (now: number) => void): Alarm {
  let set: { readonly at: number; readonly cancel: () => void } | null = null;
  return {
    set(at) {
      if (at === (set?.at ?? null)) return;
      set?.cancel();
      set = null;
      if (at === null) return;
      const cancel = clock.schedule(at, () => {
        set = null;
        ring(Math.max(at, clock.now()));
      });
      set = { at, cancel };
    },
  };
}
