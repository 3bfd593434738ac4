/** What the queue of one process keeps of a subject, and when which of its lanes is due. */
import { laneOf } from "./lane.ts";
import { type EnqueueRequest, LANES, type Lane, type Subject } from "./queue.ts";

export interface Entry {
  readonly key: string;
  /** The latest one: a re-installed App has another installation id. */
  subject: Subject;
  state: "waiting" | "ready" | "running";
  /** The lane that it is ready or runs in. */
  lane: Lane;
  /** When the earliest reason of each lane is due, in the order of `LANES`; never where there is none. */
  due: number[];
  /** Since when it has been due; null before that. */
  since: number | null;
  reasons: string[];
  causes: string[];
  /** Unfinished work waits: it counts as busy when it is near. */
  retry: boolean;
  failures: number;
}

export const NEVER = Number.POSITIVE_INFINITY;

export function createEntry(key: string, subject: Subject): Entry {
  return {
    key,
    subject,
    state: "waiting",
    lane: "background",
    due: [NEVER, NEVER, NEVER],
    since: null,
    reasons: [],
    causes: [],
    retry: false,
    failures: 0,
  };
}

/** Asks for it in that lane by that time: the earliest of several wins. */
export function dueBy(entry: Entry, lane: Lane, at: number): void {
  const rank = LANES.indexOf(lane);
  entry.due[rank] = Math.min(entry.due[rank] ?? NEVER, at);
}

/** The most urgent lane that is due. */
export function laneDue(entry: Entry, now: number): Lane {
  return LANES[entry.due.findIndex((at) => at <= now)] ?? entry.lane;
}

/** When it begins to wait, or, where it does, to wait in an earlier lane. */
export function nextDue({ state, lane, due }: Entry): number {
  if (state === "running") return NEVER;
  return Math.min(NEVER, ...(state === "ready" ? due.slice(0, LANES.indexOf(lane)) : due));
}

/** What is due by `by` is put off until `until`. */
export function putOff(entry: Entry, by: number, until: number): void {
  entry.due = entry.due.map((at) => (at <= by ? until : at));
}

const FIRST_BACKOFF = 1_000;
const LONGEST_BACKOFF = 600_000;
/** How long a failing subject makes a new event wait. */
const HURRIED_RETRY = 5_000;

/** How long it waits after so many failures in a row. */
export function backoff(failures: number): number {
  return Math.min(LONGEST_BACKOFF, FIRST_BACKOFF * 2 ** Math.min(failures - 1, 20));
}

/** Takes a request's time; its reason is remembered by whoever keeps the entry. */
export function asked(entry: Entry, subject: Subject, now: number, { reason, at = now, retry }: EnqueueRequest): void {
  entry.subject = subject;
  // An event may hurry a failing subject, but not make it spin.
  const isFailing = entry.failures > 0 && entry.state === "waiting";
  dueBy(entry, laneOf(subject, reason), Math.max(at, isFailing ? now + HURRIED_RETRY : now));
  entry.retry ||= retry === true || isFailing;
}

/** Its look failed: it is tried again, later and later. @returns when at the latest. */
export function failed(entry: Entry, now: number): number {
  entry.failures += 1;
  const at = now + backoff(entry.failures);
  const soon = Math.min(at, now + HURRIED_RETRY);
  putOff(entry, soon, soon);
  dueBy(entry, entry.lane, at);
  entry.retry = true;
  return at;
}
