/**
 * What signals ask of the database. Most deliveries concern nobody and are one question each: those that come while
 * others are being asked wait for that, and are asked together. The more there are, the less each one costs.
 */
import type { Signal } from "../events/signal.ts";
import { allOf, wantedBy } from "../known/wanted.ts";
import { type Consequences, consequencesOf } from "../route.ts";
import { inFlightOf, knownOf, nameOf, questionOf, type Reader, type Row } from "./index.ts";
import type { Sql } from "./sql.ts";
import { isOutOfReach } from "./trouble.ts";

/** What a signal comes to, and whether a look that concerns it (`concerns`) is in hand or waits, at the same moment. */
export interface Answer extends Consequences {
  readonly inFlight: boolean;
}

/** Asks what a signal comes to, as it is at some moment after the call. @throws what the statement throws. */
export type Ask = (signal: Signal) => Promise<Answer>;

interface Waiting {
  readonly signal: Signal;
  /** When it came, in milliseconds. */
  readonly since: number;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/** Statements under way. */
const AT_ONCE = 2;
const TOGETHER = 50;
/** Keys of a signal above which nobody is made to wait for its answer. */
const FEW_KEYS = 50;
/** In ms. Whoever waited for longer is refused about now: what is asked for him would keep the others waiting. */
const PATIENCE = 1_500;

/** Asks on any connection, together with others. */
export function createAsk(db: Sql): Ask {
  const waiting: Waiting[] = [];
  let asking = 0;
  const next = (): void => {
    const now = performance.now();
    while (asking < AT_ONCE && waiting.length > 0) {
      const some = waiting.splice(0, TOGETHER).filter((one) => {
        const isLate = now - one.since > PATIENCE;
        if (isLate) one.reject(new Error("timeout expired"));
        return !isLate;
      });
      if (some.length === 0) continue;
      asking += 1;
      void answer(db, some).finally(() => {
        asking -= 1;
        next();
      });
    }
  };
  return async (signal) => {
    const { keys = [], usersOf = [] } = wantedBy(signal);
    if (signal.everyIncidentOf !== null || keys.length > FEW_KEYS || usersOf.length > 0) return answerTo(db, signal);
    return new Promise((resolve, reject) => {
      waiting.push({ signal, since: performance.now(), resolve, reject });
      next();
    });
  };
}

/** Answers them all: one that cannot be told fails alone. */
async function answer(db: Sql, some: readonly Waiting[]): Promise<void> {
  const signals = some.map(({ signal }) => signal);
  const begun = performance.now();
  try {
    // It only reads: where the connection was cut under all of them, it is asked once more.
    const told = await tellerOf(db, signals).catch((error: unknown) => {
      if (!isOutOfReach(error) || performance.now() - begun > PATIENCE) throw error;
      return tellerOf(db, signals);
    });
    for (const { signal, resolve, reject } of some) {
      try {
        resolve(told(signal));
      } catch (error) {
        reject(error);
      }
    }
  } catch (error) {
    for (const { reject } of some) reject(error);
  }
}

/** Asks for one alone: inside of a transaction. */
export async function answerTo(db: Sql, signal: Signal): Promise<Answer> {
  return (await tellerOf(db, [signal]))(signal);
}

/** Asks for all of them in one statement, so that all is of one moment. @returns what one of them comes to. */
async function tellerOf(db: Sql, signals: readonly Signal[]): Promise<(signal: Signal) => Answer> {
  const readers = signals.flatMap((signal) => readerOf(signal) ?? []);
  const { text, values } = questionOf(allOf(signals.map(wantedBy)), readers);
  const rows = values.length === 0 ? [] : await db.query<Row>(text, values);
  const known = knownOf(rows);
  const inFlight = inFlightOf(rows);
  return (signal) => {
    const reader = readerOf(signal);
    return { ...consequencesOf(signal, known), inFlight: reader !== null && inFlight.has(nameOf(reader)) };
  };
}

export function readerOf({ repository, installation }: Signal): Reader | null {
  return repository === null ? null : { repository: repository.toLowerCase(), installation };
}
