/**
 * What stands between a webhook and the looks that follow from it: queue, index and router, in memory or in PostgreSQL.
 */
import type { Clock } from "../queue/clock.ts";
import type { Index } from "../queue/known.ts";
import { createMemoryQueue } from "../queue/memory.ts";
import type { EnqueueRequest, Lane, Subject, Work } from "../queue/queue.ts";
import { createIndex } from "./known/index.ts";
import { createRouter } from "./route.ts";
import type { Signal } from "./events/signal.ts";

export interface Engine {
  readonly index: Index;
  /**
   * Stores what a signal asks for. Once it resolves, nothing of it is lost by the end of this process: PostgreSQL has
   * it, or (in memory) the sweep at start finds it again.
   *
   * @param cause the delivery's id, for the log.
   * @returns how many subjects are to be looked at.
   * @throws Overloaded where it cannot be taken now.
   */
  receive(signal: Signal, cause: string): Promise<number>;
  /** False where nothing would come of a signal; left out where that takes more than a moment to tell. */
  concerns?(signal: Signal): boolean;
  enqueue(subject: Subject, request: EnqueueRequest): Promise<void>;
  /** True while a look runs, is queued, is due, or waits for a retry that is near. */
  busy(): Promise<boolean>;
  /** Subjects that run, wait, or have a wake-up. */
  size(): Promise<number>;
  /** Looks that run here. */
  running(): number;
  /** Resolves once it is not busy. */
  idle(): Promise<void>;
  /** Null where work can be taken, else why not in a few words. */
  unready(): Promise<string | null>;
  /**
   * Takes one creation of an installation at `nowMs` (GitHub's clock), counted over all processes, and resolves with 0,
   * or takes none and resolves with how many milliseconds to wait. Left out: this process is the only one.
   */
  takeCreation?(installation: number, nowMs: number): Promise<number>;
  /** True where a sweep over everything is known from before: then what changed since is enough. */
  sweptBefore(): Promise<boolean>;
  /** Begins nothing more, and waits for what runs, at most so many milliseconds; what does not end is left to others. */
  stop(within: number): Promise<void>;
}

export { Overloaded } from "../queue/queue.ts";

export interface EngineParts {
  readonly clock: Clock;
  readonly work: Work;
  /** Looks at once; 8 where left out. */
  readonly concurrency?: number;
  /** How long a look of that lane is to be postponed, in milliseconds; 0: it may begin. See `budget.ts`. */
  readonly admit?: (subject: Subject, lane: Lane) => number;
  /** Told of every look that was not admitted. */
  readonly onPostponed?: (subject: Subject, lane: Lane, until: number) => void;
  /** Told of every look that begins, and how many milliseconds it has been due. */
  readonly onBegin?: (subject: Subject, lane: Lane, waited: number) => void;
  /** Told of every failed look and when it is tried again, by the clock. */
  readonly onError: (subject: Subject, error: unknown, retryAt: number) => void;
}

/** The engine of one process: what it holds may be lost at any time, and comes back by the sweep at start. */
export function createMemoryEngine(parts: EngineParts): Engine {
  const index = createIndex();
  const queue = createMemoryQueue({
    ...parts,
    keep: (change) => index.apply(change),
    onEnd: (subject) => router.ended(subject),
  });
  const router = createRouter({ index, queue });
  return {
    index,
    receive: async (signal, cause) => router.route(signal, cause),
    concerns: (signal) => router.concerns(signal),
    enqueue: async (subject, request) => queue.follow(subject, request),
    busy: async () => queue.busy(),
    size: async () => queue.size,
    running: () => queue.running,
    idle: () => queue.idle(),
    unready: async () => (queue.full ? `${queue.size} subjects wait already` : null),
    sweptBefore: async () => false,
    stop: (within) => queue.stop(within),
  };
}
