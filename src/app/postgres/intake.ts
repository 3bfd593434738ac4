/** How a delivery gets in: within two seconds, or not at all. */
import type { Pool } from "pg";
import { Overloaded } from "../../queue/queue.ts";
import type { Signal } from "../events/signal.ts";
import { type AskOptions, enqueue } from "./ask.ts";
import { createAsk } from "./questions.ts";
import { LOOKS_AT_ONCE, receiveSignal } from "./route.ts";
import { inTransaction, sqlOf } from "./sql.ts";
import { type Trouble, wordsOf } from "./trouble.ts";

export interface IntakeParts extends AskOptions {
  readonly pool: Pool;
  readonly trouble: Trouble;
  /** Looks that may wait. */
  readonly most: number;
  readonly onReady: () => void;
}

export interface Intake {
  /** @throws Overloaded where it cannot be stored now. */
  receive(signal: Signal, cause: string): Promise<number>;
  /** Null where something can be stored, else why not. */
  unready(): Promise<string | null>;
}

/** In ms. GitHub waits ten seconds for an answer. */
const WITHIN = 2_000;
/** An installation's thousands of incidents take longer to be written than some. */
const WITHIN_FOR_MANY = 8_000;
const COUNT_EVERY = 1_000;
const READ_ONLY = Object.assign(new Error("transaction_read_only is on"), { code: "25006" });

export function createIntake({ pool, jobs, clock, trouble, most, onReady }: IntakeParts): Intake {
  const db = sqlOf(pool);
  const ask = createAsk(db);
  let waiting = 0;
  let countAt = 0;

  /** At most once a second and a tenth of the time, and nobody waits for it. */
  const count = (): void => {
    const begun = performance.now();
    if (begun < countAt) return;
    countAt = Number.POSITIVE_INFINITY;
    countWaiting()
      .catch((error: unknown) => trouble.told(error))
      .finally(() => {
        countAt = Math.max(begun + COUNT_EVERY, performance.now() + (performance.now() - begun) * 9);
      });
  };
  const countWaiting = async (): Promise<void> => {
    const [row] = await db.query<{ count: number }>(
      "select count(*)::integer as count from (select from quench.turn where job is not null and token is null limit $1) w",
      [most],
    );
    waiting = row?.count ?? 0;
  };
  const isReadOnly = async (): Promise<boolean> => {
    const [row] = await db.query<{ yes: boolean }>("select current_setting('transaction_read_only') = 'on' as yes");
    return row?.yes === true;
  };
  const full = (): string | null => (waiting >= most ? `${most} looks wait already` : null);

  return {
    async receive(signal, cause) {
      count();
      try {
        return await within(async (extend) => {
          let ready = false;
          const found = await receiveSignal(
            ask,
            (work) => inTransaction(pool, work),
            signal,
            cause,
            async (sql, asked) => {
              // Only where something is to be stored: what concerns nobody would have to be found and healed as well.
              const why = full();
              if (why !== null) throw new Overloaded(why);
              if (asked.length >= LOOKS_AT_ONCE) extend(WITHIN_FOR_MANY);
              ready = (await enqueue(sql, asked, { jobs, clock })) || ready;
            },
          );
          trouble.over();
          if (ready) onReady();
          return found;
        });
      } catch (error) {
        if (error instanceof Overloaded) throw error;
        trouble.told(error);
        throw new Overloaded(wordsOf(error));
      }
    },
    async unready() {
      try {
        await within(countWaiting);
        // It answers, and stores nothing.
        if (await within(isReadOnly)) throw READ_ONLY;
        trouble.over();
        return full();
      } catch (error) {
        trouble.told(error);
        return wordsOf(error);
      }
    },
  };
}

/** @throws where it takes too long from its begin: what it does may be done all the same. */
function within<T>(work: (extend: (ms: number) => void) => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    let late: NodeJS.Timeout | undefined;
    const extend = (ms: number): void => {
      clearTimeout(late);
      late = setTimeout(() => reject(new Error("timeout expired")), begun + ms - performance.now());
    };
    extend(WITHIN);
    work(extend)
      .finally(() => clearTimeout(late))
      .then(resolve, reject);
  });
}
