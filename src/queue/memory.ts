/**
 * The queue of the App in one process. It may be lost at any time: the sweep at start rebuilds it.
 */
import { createAlarm } from "./alarm.ts";
import type { Clock } from "./clock.ts";
import { asked, createEntry, type Entry, failed, laneDue, NEVER, nextDue, putOff } from "./entry.ts";
import { createHeap } from "./heap.ts";
import { createInFlight } from "./in-flight.ts";
import type { Change } from "./known.ts";
import { lanesAfter } from "./lane.ts";
import {
  type EnqueueRequest,
  LANES,
  type Lane,
  Overloaded,
  type Queue,
  type Subject,
  subjectKey,
  type Work,
} from "./queue.ts";
import { createRemembered } from "./remembered.ts";
import { createWaiting } from "./waiting.ts";

export interface MemoryQueueOptions {
  readonly clock: Clock;
  readonly work: Work;
  /** Passes at once, over all subjects; of the background lane at most half of them, or two. */
  readonly concurrency?: number;
  /** Subjects that may run or wait for a look: beyond it new ones are refused. Those that sleep may be ten times more. */
  readonly most?: number;
  /** How long a look is to be postponed, in milliseconds; 0: it may begin. */
  readonly admit?: (subject: Subject, lane: Lane) => number;
  readonly onPostponed?: (subject: Subject, lane: Lane, until: number) => void;
  /** Told of every look that begins, and how long it has been due. */
  readonly onBegin?: (subject: Subject, lane: Lane, waited: number) => void;
  /** Told of every failed pass and when it is tried again. */
  readonly onError?: (subject: Subject, error: unknown, retryAt: number) => void;
  /** Takes what a pass learned, at once. */
  readonly keep?: (change: Change) => void;
  /** Told after every pass, failed or not, when it no longer counts as in flight. */
  readonly onEnd?: (subject: Subject) => void;
}

/** A retry this near counts as busy, a wake-up only when it is practically due. */
const NEAR_RETRY = 30_000;
const IMMINENT = 2_000;
const MOST = 100_000;
/** What sleeps was asked for by looks, not by deliveries: so many times more of it. */
const ASLEEP = 10;

/**
 * One pass at a time per subject; by lanes, and within a lane by turns of the installations. Deterministic: the same
 * calls on the same clock start the same passes in the same order.
 */
export function createMemoryQueue(options: MemoryQueueOptions): Queue {
  const { clock, work, concurrency = 8, most = MOST } = options;
  // Whoever comes with something urgent finds a place that no slow sweep has.
  const mostBackground = Math.max(1, Math.min(concurrency - 1, Math.max(2, Math.floor(concurrency / 2))));
  const entries = new Map<string, Entry>();
  const waiting = createWaiting<Entry>();
  /** By when each becomes ready, or rises to an earlier lane. */
  const sleeping = createHeap<Entry>();
  /** Those of them that wait with unfinished work. */
  const retrying = createHeap<Entry>();
  /** Entries that run or are ready. */
  const active = createInFlight<Entry>();
  const remembered = createRemembered(most);
  const runs = new Set<Promise<void>>();
  let begunInARow = 0;
  const running: Record<Lane, number> = { urgent: 0, usual: 0, background: 0 };
  let idlers: (() => void)[] = [];
  let stopped = false;

  const busy = (): boolean => {
    const now = clock.now();
    const isNear = (at: number | undefined, within: number): boolean => at !== undefined && at - now <= within;
    return active.size > 0 || isNear(sleeping.first()?.at, IMMINENT) || isNear(retrying.first()?.at, NEAR_RETRY);
  };
  const isFull = (): boolean => active.size + retrying.size >= most || entries.size >= most * ASLEEP;
  const settle = (): void => {
    if (idlers.length === 0 || busy()) return;
    const resolved = idlers;
    idlers = [];
    for (const resolve of resolved) resolve();
  };

  const alarm = createAlarm(clock, (now) => {
    for (let next = sleeping.first(); next !== null && next.at <= now; next = sleeping.first()) rouse(next.item, now);
    pump();
  });
  const sleep = (entry: Entry): void => {
    const at = nextDue(entry);
    if (at === NEVER) sleeping.delete(entry);
    else sleeping.set(entry, at);
    if (entry.retry && entry.state === "waiting") retrying.set(entry, at);
    else retrying.delete(entry);
  };
  /** Makes ready what is due, or moves it to the lane that is due by now. */
  const rouse = (entry: Entry, now: number): void => {
    entry.lane = laneDue(entry, now);
    entry.state = "ready";
    entry.since ??= now;
    active.add(entry, entry.subject);
    waiting.put(entry, entry.lane, entry.subject.installation);
    sleep(entry);
  };

  const ask = (subject: Subject, request: EnqueueRequest, refusable: boolean): void => {
    // A delivery that comes while the process ends is not taken: GitHub keeps it for whoever comes next.
    if (stopped && refusable) throw new Overloaded("this process ends");
    if (stopped) return;
    const key = subjectKey(subject);
    const known = entries.get(key);
    if (known === undefined && refusable && isFull()) throw new Overloaded(`${entries.size} subjects wait already`);
    const entry = known ?? createEntry(key, subject);
    if (known === undefined) entries.set(key, entry);
    remembered.reason(entry, request.reason);
    if (request.cause !== undefined) remembered.cause(entry, request.cause);
    const now = clock.now();
    asked(entry, subject, now, request);
    if (entry.state === "running") return;
    if (Math.min(...entry.due) <= now) rouse(entry, now);
    else sleep(entry);
    pump();
  };

  const postpone = (entry: Entry, until: number): void => {
    entry.state = "waiting";
    entry.retry = true;
    active.delete(entry);
    putOff(entry, clock.now(), until);
    sleep(entry);
    options.onPostponed?.(entry.subject, entry.lane, until);
  };

  const fail = (entry: Entry, error: unknown, reasons: readonly string[], causes: readonly string[]): void => {
    const at = failed(entry, clock.now());
    options.onError?.(entry.subject, error, at);
    if (stopped) return;
    // What is tried again follows from what it followed from.
    const later = entry.reasons;
    entry.reasons = [];
    for (const reason of [...reasons, "retry", ...later]) remembered.reason(entry, reason);
    for (const cause of causes) remembered.cause(entry, cause);
  };

  const run = async (entry: Entry): Promise<void> => {
    const { reasons, causes, lane } = entry;
    const waited = clock.now() - (entry.since ?? clock.now());
    remembered.taken(causes);
    Object.assign(entry, { state: "running", reasons: [], causes: [], retry: false, since: null });
    entry.due.fill(NEVER);
    sleep(entry);
    running[lane] += 1;
    try {
      // The newest one: a wake-up that was there before brings its own, older cause.
      const cause = causes.at(-1);
      const followed = cause === undefined ? {} : { cause };
      options.onBegin?.(entry.subject, lane, waited);
      await work({
        subject: entry.subject,
        reasons,
        failures: entry.failures,
        causes,
        enqueue: (subject, request) => ask(subject, { ...followed, ...request }, false),
        keep: (change) => options.keep?.(change),
      });
      entry.failures = 0;
    } catch (error) {
      fail(entry, error, reasons, causes);
    }
    running[lane] -= 1;
    entry.state = "waiting";
    active.delete(entry);
    if (stopped) return;
    const [now, next] = [clock.now(), nextDue(entry)];
    if (next === NEVER) entries.delete(entry.key);
    else if (next <= now) rouse(entry, now);
    else sleep(entry);
    options.onEnd?.(entry.subject);
  };

  const pump = (): void => {
    while (!stopped && running.urgent + running.usual + running.background < concurrency) {
      const full = running.background >= mostBackground;
      const entry = waiting.take(lanesAfter(begunInARow).filter((lane) => !full || lane !== "background"));
      if (entry === null) {
        begunInARow = 0;
        break;
      }
      const wait = options.admit?.(entry.subject, entry.lane) ?? 0;
      if (wait > 0) {
        postpone(entry, clock.now() + wait);
        continue;
      }
      begunInARow += 1;
      const begun = run(entry).finally(() => {
        runs.delete(begun);
        pump();
        settle();
      });
      runs.add(begun);
    }
    if (!stopped) alarm.set(sleeping.first()?.at ?? null);
  };

  return {
    enqueue: (subject, request) => ask(subject, request, true),
    follow: (subject, request) => ask(subject, request, false),
    inFlight: (repository, installation) => active.has(repository, installation),
    busy,
    idle: () =>
      new Promise((resolve) => {
        idlers.push(resolve);
        settle();
      }),
    get size() {
      return entries.size;
    },
    get running() {
      return runs.size;
    },
    get full() {
      return isFull();
    },
    async stop(within = 10_000): Promise<void> {
      stopped = true;
      alarm.set(null);
      for (let entry = waiting.take(LANES); entry !== null; entry = waiting.take(LANES)) active.delete(entry);
      sleeping.clear();
      retrying.clear();
      let late: NodeJS.Timeout | undefined;
      const deadline = new Promise<void>((resolve) => {
        late = setTimeout(resolve, within);
      });
      await Promise.race([Promise.allSettled(runs), deadline]);
      clearTimeout(late);
      entries.clear();
      settle();
    },
  };
}
