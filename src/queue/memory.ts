/**
 * The queue of the App in one process. It may be lost at any time: the sweep at start rebuilds it.
 */
import type { Clock } from "./clock.ts";
import type { Change } from "./known.ts";
import { type EnqueueRequest, type Queue, type Subject, subjectKey, type Work } from "./queue.ts";

export interface MemoryQueueOptions {
  readonly clock: Clock;
  readonly work: Work;
  /** Passes at once, over all subjects. */
  readonly concurrency?: number;
  /** Told of every failed pass and when it is tried again. */
  readonly onError?: (subject: Subject, error: unknown, retryAt: number) => void;
  /** Takes what a pass learned, at once. */
  readonly keep?: (change: Change) => void;
  /** Told after every pass, failed or not, when it no longer counts as in flight. */
  readonly onEnd?: (subject: Subject) => void;
}

interface Entry {
  readonly key: string;
  /** The latest one: a re-installed App has another installation id. */
  subject: Subject;
  state: "waiting" | "ready" | "running";
  /** Asked for while running: exactly one more pass, however often. */
  again: boolean;
  reasons: string[];
  causes: string[];
  timer: { at: number; retry: boolean; cancel: () => void } | null;
  failures: number;
}

const FIRST_BACKOFF = 1_000;
const LONGEST_BACKOFF = 600_000;
/** A retry this near counts as busy, a wake-up only when it is practically due. */
const NEAR_RETRY = 30_000;
const IMMINENT = 2_000;
/** How long a failing subject makes a new event wait. */
const HURRIED_RETRY = 5_000;
/** Reasons of one look that are kept, the first ones. */
export const REASONS_KEPT = 10;

/**
 * One pass at a time per subject, first come first served, at most `concurrency` in all. Deterministic: the same calls
 * on the same clock start the same passes in the same order.
 */
export function createMemoryQueue(options: MemoryQueueOptions): Queue {
  const { clock, work, concurrency = 8 } = options;
  const entries = new Map<string, Entry>();
  const ready: Entry[] = [];
  /** Entries that run or are queued. */
  const active = new Set<Entry>();
  const runs = new Set<Promise<void>>();
  let idlers: (() => void)[] = [];
  let stopped = false;

  const entryOf = (subject: Subject): Entry => {
    const key = subjectKey(subject);
    const known = entries.get(key);
    if (known !== undefined) {
      known.subject = subject;
      return known;
    }
    const entry: Entry = {
      key,
      subject,
      state: "waiting",
      again: false,
      reasons: [],
      causes: [],
      timer: null,
      failures: 0,
    };
    entries.set(key, entry);
    return entry;
  };

  const busy = (): boolean => {
    if (active.size > 0) return true;
    const now = clock.now();
    for (const { timer } of entries.values()) {
      if (timer !== null && timer.at - now <= (timer.retry ? NEAR_RETRY : IMMINENT)) return true;
    }
    return false;
  };
  const settle = (): void => {
    if (idlers.length === 0 || busy()) return;
    const resolved = idlers;
    idlers = [];
    for (const resolve of resolved) resolve();
  };

  const makeReady = (entry: Entry): void => {
    if (entry.state === "running") entry.again = true;
    else if (entry.state === "waiting") {
      entry.state = "ready";
      active.add(entry);
      ready.push(entry);
      pump();
    }
  };

  const arm = (entry: Entry, at: number, retry: boolean): void => {
    if (entry.timer !== null && entry.timer.at <= at) {
      entry.timer.retry ||= retry;
      return;
    }
    entry.timer?.cancel();
    const cancel = clock.schedule(at, () => {
      entry.timer = null;
      makeReady(entry);
    });
    entry.timer = { at, retry, cancel };
  };

  const run = async (entry: Entry): Promise<void> => {
    const { reasons, causes } = entry;
    entry.state = "running";
    entry.reasons = [];
    entry.causes = [];
    entry.timer?.cancel();
    entry.timer = null;
    try {
      const [cause] = causes;
      const followed = cause === undefined ? {} : { cause };
      await work({
        subject: entry.subject,
        reasons,
        failures: entry.failures,
        causes,
        enqueue: (subject, request) => queue.enqueue(subject, { ...followed, ...request }),
        keep: (change) => options.keep?.(change),
      });
      entry.failures = 0;
    } catch (error) {
      entry.failures += 1;
      const at = clock.now() + Math.min(LONGEST_BACKOFF, FIRST_BACKOFF * 2 ** Math.min(entry.failures - 1, 20));
      options.onError?.(entry.subject, error, at);
      if (!stopped) {
        remember(entry.reasons, "retry");
        // What is tried again follows from what it followed from.
        for (const cause of causes) remember(entry.causes, cause);
        arm(entry, entry.again ? Math.min(at, clock.now() + HURRIED_RETRY) : at, true);
        entry.again = false;
      }
    }
    entry.state = "waiting";
    active.delete(entry);
    if (stopped) return;
    if (entry.again) {
      entry.again = false;
      makeReady(entry);
    } else if (entry.timer === null) entries.delete(entry.key);
    options.onEnd?.(entry.subject);
  };

  const pump = (): void => {
    while (!stopped && runs.size < concurrency) {
      const entry = ready.shift();
      if (entry === undefined) return;
      const running = run(entry).finally(() => {
        runs.delete(running);
        pump();
        settle();
      });
      runs.add(running);
    }
  };

  const queue: Queue = {
    enqueue(subject: Subject, request: EnqueueRequest): void {
      if (stopped) return;
      const entry = entryOf(subject);
      remember(entry.reasons, request.reason);
      if (request.cause !== undefined) remember(entry.causes, request.cause);
      if (request.at === undefined || request.at <= clock.now()) {
        // An event may hurry a failing subject, but not make it spin.
        if (entry.failures > 0 && entry.state === "waiting") arm(entry, clock.now() + HURRIED_RETRY, true);
        else makeReady(entry);
      } else arm(entry, request.at, request.retry === true);
    },
    inFlight(matches): boolean {
      for (const entry of active) if (matches(entry.subject)) return true;
      return false;
    },
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
    async stop(within = 10_000): Promise<void> {
      stopped = true;
      for (const entry of entries.values()) entry.timer?.cancel();
      for (const entry of ready) active.delete(entry);
      ready.length = 0;
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
  return queue;
}

function remember(kept: string[], one: string): void {
  if (kept.length < REASONS_KEPT && !kept.includes(one)) kept.push(one);
}
