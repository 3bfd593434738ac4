/**
 * Preloaded into an App's process (`node --import`): its clock is moved from outside, over the process's own channel, so
 * that hours pass for it as they pass for the box. The product knows nothing of it.
 *
 * Two ways to move it. Time that *passes* is seen by everything: the hour, what is elapsed, and timers. A clock that is
 * *set* shows another hour, and timers go on as before: that is what an administrator or a wrong time server does.
 */

import { type ClockMessage, OFFSET } from "./clock-message.ts";

/** Shorter timers are a request's own pauses, which nobody waits for. */
const FOLLOWS_FROM = 1_000;

interface Pending {
  due: number;
  current: NodeJS.Timeout;
  readonly run: () => void;
}

// However the harness ends, nothing of the cast outlives it.
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
process.channel?.unref();
if (process.env[OFFSET] !== undefined) install(Number(process.env[OFFSET]));

function install(first: number): void {
  const host = { date: Date, now: Date.now, elapsed: performance.now.bind(performance) };
  const timers = { set: globalThis.setTimeout, clear: globalThis.clearTimeout };
  let offset = first;
  let passed = 0;
  const now = (): number => host.now() + offset;
  const elapsed = (): number => host.elapsed() + passed;

  globalThis.Date = class extends host.date {
    constructor(...given: readonly unknown[]) {
      super(...((given.length === 0 ? [now()] : given) as [number]));
    }
    static override now(): number {
      return now();
    }
    static override [Symbol.hasInstance](value: unknown): boolean {
      return value instanceof host.date;
    }
  } as DateConstructor;
  performance.now = elapsed;

  const pending = new Map<unknown, Pending>();
  const setMoved = (callback: (...given: unknown[]) => void, delay = 0, ...given: unknown[]): NodeJS.Timeout => {
    if (!(delay >= FOLLOWS_FROM)) return timers.set(callback, delay, ...given);
    const run = (): void => {
      pending.delete(handle);
      callback(...given);
    };
    const handle = timers.set(run, delay);
    pending.set(handle, { due: elapsed() + delay, current: handle, run });
    return handle;
  };
  // Those who wait by `util.promisify` find its own property there.
  globalThis.setTimeout = Object.assign(setMoved, timers.set);
  globalThis.clearTimeout = (handle) => {
    const known = pending.get(handle);
    pending.delete(handle);
    timers.clear(known?.current ?? handle);
  };

  const follow = (): void => {
    for (const [handle, entry] of pending) {
      timers.clear(entry.current);
      const holds = (handle as NodeJS.Timeout).hasRef();
      entry.current = timers.set(entry.run, Math.max(0, entry.due - elapsed()));
      if (!holds) entry.current.unref();
    }
  };
  process.on("message", (message: ClockMessage) => {
    if ("pass" in message) {
      offset += message.pass;
      passed += message.pass;
      follow();
    } else offset += message.set;
    process.send?.({ done: message.id });
  });
}
