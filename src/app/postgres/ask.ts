/** How looks are asked for, and how they end: always one transaction, with everything that follows from it. */
import type { Clock } from "../../queue/clock.ts";
import { Lost } from "../../queue/fence.ts";
import type { Change } from "../../queue/known.ts";
import { type Subject, subjectKey } from "../../queue/queue.ts";
import { applyChanges } from "./changes.ts";
import { ask, fail, handBack, succeed } from "./entry.ts";
import type { Jobs } from "./jobs.ts";
import { lockToEnd, routeKept } from "./kept.ts";
import type { Asked } from "./asked.ts";
import type { Sql } from "./sql.ts";
import { lockSubjects, type Locked, save } from "./store.ts";

export interface AskOptions {
  readonly jobs: Jobs;
  /** What `at` is meant by: a request's time is so far from the database's now as it is from this clock's. */
  readonly clock: Clock;
}

/** Asks for looks in the transaction that is given. @returns true where one may begin at once. */
export async function enqueue(sql: Sql, asked: readonly Asked[], { jobs, clock }: AskOptions): Promise<boolean> {
  if (asked.length === 0) return false;
  const locked = await lockSubjects(
    sql,
    asked.map(({ subject }) => subject),
  );
  takeAll(locked, asked, clock);
  return save(sql, locked, jobs);
}

function takeAll({ entries, now }: Locked, asked: readonly Asked[], clock: Clock): void {
  const ahead = now - clock.now();
  for (const { subject, request } of asked) {
    const entry = entries.get(subjectKey(subject));
    const { at } = request;
    if (entry !== undefined) {
      ask(entry, subject, at === undefined ? request : { ...request, at: at + ahead }, now);
    }
  }
}

/** What a look came to. */
export interface Ended {
  readonly token: string;
  readonly subject: Subject;
  readonly changes: readonly Change[];
  readonly asked: readonly Asked[];
  readonly failed: boolean;
}

export interface Stored {
  /** Something may begin at once. */
  readonly ready: boolean;
  /** In how many milliseconds it is tried again; null where it did not fail. */
  readonly retryIn: number | null;
}

/**
 * Stores the end of a look: what it learned, what it asked for, and that it is in nobody's hands any more.
 *
 * @throws Lost where it was in other hands already: then nothing of it is stored.
 */
export async function storeEnd(sql: Sql, ended: Ended, options: AskOptions): Promise<Stored> {
  const { token, subject, changes, asked, failed } = ended;
  const { jobs, clock } = options;
  await lockToEnd(sql, subject);
  await applyChanges(sql, changes);
  const locked = await lockSubjects(sql, [subject, ...asked.map((one) => one.subject)]);
  const entry = locked.entries.get(subjectKey(subject));
  if (entry?.held?.token !== token) throw new Lost();
  takeAll(locked, asked, clock);
  let retryIn: number | null = null;
  if (failed) retryIn = fail(entry, locked.now) - locked.now;
  else succeed(entry, locked.now);
  let ready = await save(sql, locked, jobs);
  await routeKept(sql, subject, async (db, more) => {
    ready = (await enqueue(db, more, options)) || ready;
  });
  return { ready, retryIn };
}

/** Hands back what is still in hand: it waits again at its former place. */
export async function giveBack(sql: Sql, held: readonly { token: string; subject: Subject }[], jobs: Jobs) {
  if (held.length === 0) return;
  const locked = await lockSubjects(
    sql,
    held.map(({ subject }) => subject),
  );
  const tokens = new Set(held.map(({ token }) => token));
  for (const entry of locked.entries.values()) {
    if (entry.held !== null && tokens.has(entry.held.token)) handBack(entry, locked.now);
  }
  await save(sql, locked, jobs);
}
