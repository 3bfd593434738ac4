/** How looks begin: what is due moves into its lane, what is foremost there comes into somebody's hands. */
import { randomUUID } from "node:crypto";
import { dueBy, nextDue } from "../../queue/entry.ts";
import { lanesAfter } from "../../queue/lane.ts";
import { LANES, type Lane, type Subject } from "../../queue/queue.ts";
import { begin, postpone, type StoredEntry, takeOver, wake } from "./entry.ts";
import type { Job, Jobs, QueueName } from "./jobs.ts";
import { advance } from "./share.ts";
import type { Sql } from "./sql.ts";
import { lockFree, lockOverdue, type Locked, save } from "./store.ts";

/** What has begun. */
export interface Begun {
  readonly token: string;
  readonly subject: Subject;
  readonly lane: Lane;
  readonly reasons: readonly string[];
  readonly causes: readonly string[];
  readonly failures: number;
  /** How long it has been due, in ms. */
  readonly waited: number;
}

export interface Postponed {
  readonly subject: Subject;
  readonly lane: Lane;
  /** How long, in ms. */
  readonly wait: number;
}

export interface Claimed {
  readonly begun: readonly Begun[];
  readonly postponed: readonly Postponed[];
}

export interface ClaimOptions {
  readonly jobs: Jobs;
  readonly worker: string;
  /** In ms. */
  readonly lease: number;
  /** Looks that may begin, of all lanes together and of each. */
  readonly room: Readonly<Record<Lane | "all", number>>;
  /** Looks that this worker has begun since it last found nothing. */
  readonly before: number;
  readonly admit: (subject: Subject, lane: Lane) => number;
}

/** Delayed jobs that are moved at once. */
const MOST_DUE = 200;
const MOST_OVERDUE = 100;
/** Somebody changes it right now: it comes up again in a moment, in ms. */
const MOMENT = 50;

/** Takes what is foremost into this worker's hands, by lanes. */
export async function claim(sql: Sql, options: ClaimOptions): Promise<Claimed> {
  const { jobs, worker, lease, room, before, admit } = options;
  const begun: Begun[] = [];
  const postponed: Postponed[] = [];
  const placed: { lane: Lane; priority: number }[] = [];
  for (const { lane, most: turns } of fetches(before, room.all)) {
    const own = begun.filter((one) => one.lane === lane).length;
    const most = Math.min(turns, room[lane] - own, room.all - begun.length);
    const fetched = most > 0 ? await jobs.fetch(sql, lane, most) : [];
    if (fetched.length === 0) continue;
    const locked = await lockFetched(sql, jobs, lane, fetched);
    for (const job of fetched) {
      const entry = locked.entries.get(job.key);
      if (entry === undefined) continue;
      if (entry.state !== "ready" || entry.job?.id !== job.id) {
        await stray(sql, jobs, { lane, job, entry, now: locked.now });
        continue;
      }
      const { subject, failures, since } = entry;
      const wait = admit(subject, lane);
      if (wait > 0) {
        postpone(entry, locked.now, locked.now + wait);
        postponed.push({ subject, lane, wait });
        continue;
      }
      placed.push({ lane, priority: job.priority });
      const waited = Math.max(0, locked.now - (since ?? locked.now));
      const { token, reasons, causes } = begin(entry, randomUUID(), worker);
      begun.push({ token, subject, lane, reasons, causes, failures, waited });
    }
    await save(sql, locked, jobs, { lease });
  }
  await advance(sql, placed);
  return { begun, postponed };
}

/** What to ask for: first where it is a later lane's turn, then by lanes as far as there is room. */
function fetches(before: number, room: number): readonly { readonly lane: Lane; readonly most: number }[] {
  const [first = "urgent"] = lanesAfter(before);
  const byLane = LANES.map((lane) => ({ lane, most: room }));
  return first === "urgent" ? byLane : [{ lane: first, most: 1 }, ...byLane];
}

/** Moves what is due into its lane. @returns how many, and how soon the next one is due, in ms; null where none is. */
export async function rouse(sql: Sql, jobs: Jobs): Promise<{ readonly moved: number; readonly next: number | null }> {
  const fetched = await jobs.fetch(sql, "later", MOST_DUE);
  if (fetched.length > 0) {
    const locked = await lockFetched(sql, jobs, "later", fetched);
    const entries = new Map([...locked.entries].toSorted(([, a], [, b]) => nextDue(a) - nextDue(b)));
    for (const entry of entries.values()) if (nextDue(entry) <= locked.now) wake(entry, locked.now);
    await save(sql, { ...locked, entries }, jobs, { spent: new Set(entries.keys()) });
  }
  const [row] = await sql.query<{ next: number | null }>(
    "select (extract(epoch from min(wakes) - now()) * 1000)::float8 as next from quench.turn where wakes is not null",
  );
  return { moved: fetched.length, next: row?.next ?? null };
}

/** Takes over what nobody says any more to be his. @returns the subjects. */
export async function reap(sql: Sql, jobs: Jobs): Promise<readonly Subject[]> {
  const locked = await lockOverdue(sql, MOST_OVERDUE);
  for (const entry of locked.entries.values()) takeOver(entry, locked.now);
  if (locked.entries.size > 0) await save(sql, locked, jobs);
  return [...locked.entries.values()].map(({ subject }) => subject);
}

/** Locks the entries of fetched jobs; a job without one ends, and one that somebody else has locked is put back. */
async function lockFetched(sql: Sql, jobs: Jobs, queue: QueueName, fetched: readonly Job[]): Promise<Locked> {
  const keys = fetched.map(({ key }) => key);
  const locked = await lockFree(sql, keys);
  const missing = fetched.filter(({ key }) => !locked.entries.has(key));
  if (missing.length === 0) return locked;
  const there = await sql.query<{ key: string; now: number }>(
    "select key, (extract(epoch from now()) * 1000)::float8 as now from quench.turn where key = any($1)",
    [missing.map(({ key }) => key)],
  );
  const known = new Map(there.map(({ key, now }) => [key, now]));
  await jobs.remove(
    sql,
    queue,
    missing.map(({ id }) => id),
  );
  await jobs.add(
    sql,
    missing.flatMap((job) => {
      const now = known.get(job.key);
      return now === undefined ? [] : [{ ...job, queue, at: now + MOMENT }];
    }),
  );
  return locked;
}

/** A job that is not its subject's ends; one that finds its subject in somebody's hands means one more look after. */
async function stray(
  sql: Sql,
  jobs: Jobs,
  { lane, job, entry, now }: { lane: Lane; job: Job; entry: StoredEntry; now: number },
): Promise<void> {
  if (entry.state === "running") dueBy(entry, lane, now);
  if (entry.job?.id !== job.id) await jobs.remove(sql, lane, [job.id]);
}
