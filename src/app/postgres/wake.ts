/**
 * Who waits for looks is told at once where there are some: `notify`, after the commit, on a statement of its own.
 * Inside of the transaction it would be surer, but PostgreSQL lets only one transaction at a time commit that notifies.
 * Nothing depends on it: everybody also looks every second.
 */
import type { Client, Pool } from "pg";

const CHANNEL = "quench_ready";
/** Many in a row are one, in ms. */
const GATHER = 10;
const SOONEST_RETRY = 500;
const LONGEST_RETRY = 30_000;

export interface Wake {
  /** Resolves at the next call from here or elsewhere, or after so many milliseconds. */
  wait(ms: number): Promise<void>;
  /** Wakes who waits in this process. */
  here(): void;
  /** Wakes who waits in any process. */
  everywhere(): void;
  /** Begins to hear what others call. */
  listen(): void;
  stop(): Promise<void>;
}

/** @param open a connection of its own, for listening. */
export function createWake(pool: Pool, open: () => Client, onError: (error: unknown) => void): Wake {
  let waiting: (() => void)[] = [];
  /** Called while nobody waited. */
  let called = false;
  let gathering: NodeJS.Timeout | undefined;
  let retry: NodeJS.Timeout | undefined;
  let client: Client | null = null;
  let stopped = false;

  const here = (): void => {
    called = waiting.length === 0;
    const resolved = waiting;
    waiting = [];
    for (const resolve of resolved) resolve();
  };
  const connect = async (pause: number): Promise<void> => {
    if (stopped) return;
    const opened = open();
    let next = pause;
    client = opened;
    const again = (): void => {
      if (client !== opened || stopped) return;
      client = null;
      clearTimeout(retry);
      retry = setTimeout(() => void connect(Math.min(LONGEST_RETRY, next * 2)), next).unref();
    };
    opened.on("end", again);
    opened.on("notification", here);
    try {
      await opened.connect();
      await opened.query(`listen ${CHANNEL}`);
      next = SOONEST_RETRY;
      // What was called while nobody listened.
      here();
    } catch (error) {
      onError(error);
      again();
      await opened.end().catch(() => undefined);
    }
  };

  return {
    wait(ms) {
      if (called) {
        called = false;
        return Promise.resolve();
      }
      return new Promise((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          waiting = waiting.filter((one) => one !== done);
          resolve();
        };
        const timer = setTimeout(done, ms);
        waiting.push(done);
      });
    },
    here,
    everywhere() {
      here();
      gathering ??= setTimeout(() => {
        gathering = undefined;
        pool.query("select pg_notify($1, '')", [CHANNEL]).catch(onError);
      }, GATHER).unref();
    },
    listen: () => void connect(SOONEST_RETRY),
    async stop() {
      stopped = true;
      clearTimeout(gathering);
      clearTimeout(retry);
      here();
      await client?.end().catch(() => undefined);
    },
  };
}
