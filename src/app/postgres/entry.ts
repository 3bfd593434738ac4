/**
 * One subject of the queue, and what may become of it: the same as in memory (`src/queue/memory.ts`), on a row that the
 * transaction has locked. Pure but for the entry that is given; times are milliseconds of the database's clock.
 */
import { asked, backoff, dueBy, type Entry, failed, laneDue, NEVER, nextDue, putOff } from "../../queue/entry.ts";
import { type EnqueueRequest, REASONS_KEPT, type Subject } from "../../queue/queue.ts";

export interface StoredEntry extends Entry {
  /** Waits in `lane` to be fetched, or (where `held` is set) is what the look was begun with. Null: to be made. */
  job: { readonly id: string | null; readonly priority: number | null } | null;
  held: Held | null;
}

/** In whose hands it is, and what for. */
export interface Held {
  readonly token: string;
  readonly worker: string;
  readonly reasons: readonly string[];
  readonly causes: readonly string[];
}

/** Times in a row that a look whose worker is gone begins at once: it may be the look that takes the worker along. */
const TAKEOVERS_AT_ONCE = 2;
/** Longer names of reasons and deliveries than GitHub has are cut. */
const LONGEST_NAME = 100;

/** Takes a request; its `at` by the database's clock. */
export function ask(entry: StoredEntry, subject: Subject, request: EnqueueRequest, now: number): void {
  remember(entry.reasons, request.reason);
  if (request.cause !== undefined) remember(entry.causes, request.cause);
  asked(entry, subject, now, request);
  wake(entry, now);
}

/** Makes it ready where it is due, or moves it to the more urgent lane that is due by now. */
export function wake(entry: StoredEntry, now: number): void {
  if (entry.state === "running" || Math.min(...entry.due) > now) return;
  const lane = laneDue(entry, now);
  if (entry.state !== "ready" || lane !== entry.lane) entry.job = { id: null, priority: null };
  entry.lane = lane;
  entry.state = "ready";
  entry.since ??= now;
}

/** A look begins: it absorbs everything asked for before. */
export function begin(entry: StoredEntry, token: string, worker: string): Held {
  const { reasons, causes } = entry;
  const held = { token, worker, reasons, causes };
  Object.assign(entry, { state: "running", held, reasons: [], causes: [], retry: false, since: null });
  entry.due.fill(NEVER);
  return held;
}

/** It may not begin before `until`. */
export function postpone(entry: StoredEntry, now: number, until: number): void {
  entry.state = "waiting";
  entry.job = null;
  entry.retry = true;
  putOff(entry, now, until);
}

export function succeed(entry: StoredEntry, now: number): void {
  entry.failures = 0;
  letGo(entry, now);
}

/** @returns when it is tried again at the latest. */
export function fail(entry: StoredEntry, now: number): number {
  const { held } = entry;
  const at = failed(entry, now);
  const later = entry.reasons;
  entry.reasons = [];
  // What is tried again follows from what it followed from.
  for (const reason of [...(held?.reasons ?? []), "retry", ...later]) remember(entry.reasons, reason);
  for (const cause of held?.causes ?? []) remember(entry.causes, cause);
  letGo(entry, now);
  return at;
}

/** Whoever held it is gone: the look is done again from the start, for the same reasons. */
export function takeOver(entry: StoredEntry, now: number): void {
  entry.failures += 1;
  handBack(entry, now);
  if (entry.failures > TAKEOVERS_AT_ONCE) postpone(entry, now, now + backoff(entry.failures));
}

/** Whoever holds it does not finish it. It keeps its place in the queue. */
export function handBack(entry: StoredEntry, now: number): void {
  const { held, job, lane } = entry;
  const later = entry.reasons;
  entry.reasons = [];
  for (const reason of [...(held?.reasons ?? []), ...later]) remember(entry.reasons, reason);
  for (const cause of held?.causes ?? []) remember(entry.causes, cause);
  dueBy(entry, lane, now);
  letGo(entry, now);
  if (entry.job !== null && entry.lane === lane) entry.job = { id: null, priority: job?.priority ?? null };
}

/** True where nothing is left to be kept. */
export function isIdle(entry: StoredEntry): boolean {
  return entry.state === "waiting" && nextDue(entry) === NEVER;
}

function letGo(entry: StoredEntry, now: number): void {
  entry.held = null;
  entry.job = null;
  entry.state = "waiting";
  wake(entry, now);
}

function remember(kept: string[], one: string): void {
  const name = one.length > LONGEST_NAME ? one.slice(0, LONGEST_NAME) : one;
  if (kept.length < REASONS_KEPT && !kept.includes(name)) kept.push(name);
}
