/**
 * What signals ask of the database. Most deliveries concern nobody and are one question each: those that come while
 * others are being asked wait for that, and are asked together. The more there are, the less each one costs.
 */
import type { Signal } from "../events/signal.ts";
import { allOf, type Consequences, consequencesOf, wantedBy } from "../route.ts";
import { isInFlight, knownOf, questionOf, type Reader, type Row } from "./index.ts";
import type { Sql } from "./sql.ts";

/** What a signal comes to, and whether a look that concerns it (`concerns`) is in hand or waits, at the same moment. */
export interface Answer extends Consequences {
  readonly inFlight: boolean;
}

/** Asks what a signal comes to, as it is at some moment after the call. @throws what the statement throws. */
export type Ask = (signal: Signal) => Promise<Answer>;

interface Waiting {
  readonly signal: Signal;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/** Statements under way. */
const AT_ONCE = 2;
const TOGETHER = 50;
/** Keys of a signal above which nobody is made to wait for its answer. */
const FEW_KEYS = 50;

/** Asks on any connection, together with others. */
export function createAsk(db: Sql): Ask {
  const waiting: Waiting[] = [];
  let asking = 0;
  const next = (): void => {
    while (asking < AT_ONCE && waiting.length > 0) {
      const some = waiting.splice(0, TOGETHER);
      const signals = some.map(({ signal }) => signal);
      asking += 1;
      void answersTo(db, signals)
        .then(
          (answers) => answers.forEach((answer, at) => some[at]?.resolve(answer)),
          (error: unknown) => some.forEach(({ reject }) => reject(error)),
        )
        .finally(() => {
          asking -= 1;
          next();
        });
    }
  };
  return (signal) => {
    if (signal.everyIncidentOf !== null || signal.keys.length + signal.itemKeys.length > FEW_KEYS) {
      return answerTo(db, signal);
    }
    return new Promise((resolve, reject) => {
      waiting.push({ signal, resolve, reject });
      next();
    });
  };
}

/** Asks for one alone: inside of a transaction. */
export async function answerTo(db: Sql, signal: Signal): Promise<Answer> {
  const [answer] = await answersTo(db, [signal]);
  if (answer === undefined) throw new Error("no answer to a signal");
  return answer;
}

/** In one statement, so that all of it is of one moment. */
async function answersTo(db: Sql, signals: readonly Signal[]): Promise<readonly Answer[]> {
  const readers = signals.flatMap((signal) => readerOf(signal) ?? []);
  const { text, values } = questionOf(allOf(signals.map(wantedBy)), readers);
  const rows = values.length === 0 ? [] : await db.query<Row>(text, values);
  const known = knownOf(rows);
  return signals.map((signal) => ({
    ...consequencesOf(signal, known),
    inFlight: isInFlight(rows, readerOf(signal)),
  }));
}

export function readerOf({ repository, installation }: Signal): Reader | null {
  return repository === null ? null : { repository, installation };
}
