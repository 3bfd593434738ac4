/** The looks that are in this worker's hands, and for how long at least. */
import { type Fence, Lost } from "../../queue/fence.ts";
import type { Sql } from "./sql.ts";

export interface Hold extends Fence {
  readonly token: string;
  /** Not ours any more. */
  lose(): void;
}

export interface Holds {
  /** @param since when the transaction was asked for that took them, by `times`. */
  take(token: string, since: Times): Hold;
  /** The look has ended: what it left running (one of several reads failed) sends nothing more. */
  end(token: string): void;
  /** None of them is ours any more. */
  loseAll(): void;
  /** Says for all of them that they are ours still. */
  renew(sql: Sql): Promise<void>;
}

/** Two clocks: one stands still while a machine sleeps, the other is set by people. Whichever has gone further counts. */
export interface Times {
  readonly steady: number;
  readonly wall: number;
}

export interface HoldsOptions {
  /** How long they are ours unless we say so again, in ms. */
  readonly lease: number;
  readonly times?: () => Times;
}

/**
 * What somebody else has locked (thousands are asked for at once, and it is among them) is ours still, and is said so the
 * next time: were it waited for, all the others would be lost with it.
 */
const RENEW = `
  with free as (
    select key from quench.turn where token = any($1::uuid[]) for update skip locked
  ), renewed as (
    update quench.turn t set until = now() + $2 * interval '1 ms' from free where t.key = free.key returning t.token
  )
  select t.token, r.token is not null as renewed
  from quench.turn t left join renewed r on r.token = t.token where t.token = any($1::uuid[])`;

/** What was sent at the last moment arrives a little later. */
const MARGIN = 1 / 8;

export function createHolds({ lease, times = present }: HoldsOptions): Holds {
  const held = new Map<string, { since: Times; readonly ended: AbortController; timer?: NodeJS.Timeout }>();
  const longest = lease * (1 - MARGIN);
  const left = (since: Times): number => {
    const now = times();
    return longest - Math.max(now.steady - since.steady, now.wall - since.wall);
  };
  const lose = (token: string): void => {
    const one = held.get(token);
    if (one === undefined) return;
    clearTimeout(one.timer);
    one.ended.abort(new Lost());
  };
  /** Cuts what is under way at the moment when others may begin. */
  const watch = (token: string): void => {
    const one = held.get(token);
    if (one === undefined || one.ended.signal.aborted) return;
    const ms = left(one.since);
    clearTimeout(one.timer);
    if (ms <= 0) lose(token);
    else one.timer = setTimeout(() => watch(token), ms).unref();
  };

  return {
    take(token, since) {
      const ended = new AbortController();
      const one = { since, ended };
      held.set(token, one);
      watch(token);
      return {
        token,
        signal: ended.signal,
        // A process that was stopped and goes on comes here before its timers do.
        alive: () => !ended.signal.aborted && left(one.since) > 0,
        lose: () => lose(token),
      };
    },
    end(token) {
      lose(token);
      held.delete(token);
    },
    async renew(sql) {
      const tokens = [...held].filter(([, { ended }]) => !ended.signal.aborted).map(([token]) => token);
      if (tokens.length === 0) return;
      const since = times();
      const rows = await sql.query<{ token: string; renewed: boolean }>(RENEW, [tokens, lease]);
      const ours = new Map(rows.map(({ token, renewed }) => [token, renewed]));
      for (const token of tokens) {
        const one = held.get(token);
        if (one === undefined) continue;
        const renewed = ours.get(token);
        if (renewed === undefined) lose(token);
        else if (renewed) {
          one.since = since;
          watch(token);
        }
      }
    },
    loseAll() {
      for (const token of held.keys()) lose(token);
    },
  };
}

/** By both clocks of this machine. */
export function present(): Times {
  return { steady: performance.now(), wall: Date.now() };
}
