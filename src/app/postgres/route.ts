/**
 * Signal → subjects, in PostgreSQL; and the signals that match nothing *yet* (`src/app/route.ts`).
 *
 * Why none is left behind. A signal is lost only where a look that learned of its key ends without routing it. One
 * statement asks for the matches and for looks in flight, so both are of one moment. If the look's end was stored
 * before that moment, the key matches. If no look was in flight, a later one reads what the signal told of. If one was,
 * the signal goes into the memory of signals, and meanwhile that look may end: so an advisory lock keeps the keeper and
 * ending looks apart (`lockToKeep`, `lockToEnd`), and once he has it the keeper asks again. Either the look's end is
 * stored by then, and it matches or nothing is in flight any more; or the look's end begins after the keeper's, and
 * `routeKept`, a later statement of it, sees what was kept. Of two looks that end at once, one may be in flight for the
 * other: both lock the rows of what was kept, and the later one decides by what the former has left.
 *
 * Whoever takes these locks takes them first, before any row: then nobody who waits for one holds what others wait for.
 */
import { consequencesOf } from "../route.ts";
import type { Signal } from "../events/signal.ts";
import { askedOf, type Send } from "./asked.ts";
import { applyChanges } from "./changes.ts";
import { knownOf } from "./index.ts";
import { keep, lockToKeep } from "./kept.ts";
import { type Answer, answerTo, type Ask, readerOf } from "./questions.ts";
import type { Sql } from "./sql.ts";

/**
 * Looks asked for in one transaction: it holds what its installation's other deliveries wait for. Where one of several
 * fails, the delivery has failed, and comes again as a whole.
 */
export const LOOKS_AT_ONCE = 100;

/** Runs it in one transaction. */
export type Transaction = <T>(work: (db: Sql) => Promise<T>) => Promise<T>;

/**
 * Stores what a signal asks for, all of it once this resolves. Of one that concerns nobody, one question is all there is.
 *
 * @param cause the delivery's id, for the log.
 * @returns how many subjects are to be looked at.
 */
export async function receiveSignal(
  ask: Ask,
  transaction: Transaction,
  signal: Signal,
  cause: string | undefined,
  send: Send,
): Promise<number> {
  if (signal.forget !== null) return transaction((tx) => forget(tx, signal, cause, send));
  const found = await ask(signal);
  if (laterOf(found, signal) === null) {
    const asked = askedOf(found.subjects, signal.event, cause);
    for (let at = 0; at < asked.length; at += LOOKS_AT_ONCE) {
      await transaction((tx) => send(tx, asked.slice(at, at + LOOKS_AT_ONCE)));
    }
    return asked.length;
  }
  return transaction(async (tx) => {
    await lockToKeep(tx, readerOf(signal));
    const again = await answerTo(tx, signal);
    const later = laterOf(again, signal);
    if (later !== null) await keep(tx, later, cause);
    if (again.subjects.length > 0) await send(tx, askedOf(again.subjects, signal.event, cause));
    return again.subjects.length;
  });
}

/** What is not ours to see any more is forgotten before anything else: its incidents are looked at no more. */
async function forget(db: Sql, signal: Signal, cause: string | undefined, send: Send): Promise<number> {
  await applyChanges(db, consequencesOf(signal, knownOf([])).forget);
  const { subjects } = await answerTo(db, signal);
  if (subjects.length > 0) await send(db, askedOf(subjects, signal.event, cause));
  return subjects.length;
}

/** What of it matches nothing, where somebody is reading what may tell more. */
function laterOf({ unmatched, rest, inFlight }: Answer, signal: Signal): Signal | null {
  if (!inFlight) return null;
  return unmatched ? signal : rest;
}
