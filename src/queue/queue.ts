/**
 * The queue's interface. An entry only says *look again*: it carries no decision and no state, so that losing,
 * repeating or re-ordering entries changes nothing but the time at which somebody looks.
 */
import type { Change } from "./known.ts";

/** An incident to look at. `repository` is `owner/name`. */
export interface IncidentSubject {
  readonly kind: "incident";
  readonly installation: number;
  readonly repository: string;
  readonly number: number;
}

/** A search for incidents: everywhere, in one installation, or in one repository of it. */
export interface SweepSubject {
  readonly kind: "sweep";
  /** Null: every installation. */
  readonly installation: number | null;
  /** `owner/name`; null: every repository of the installation. */
  readonly repository: string | null;
}

/** What is written for a repository as a whole: digest, audit, ledger pages, the set-up. `repository` is `owner/name`. */
export interface RepositorySubject {
  readonly kind: "repository";
  readonly installation: number;
  readonly repository: string;
}

/** A pull request whose own checks are to be looked at: it may belong to no incident. */
export interface PullSubject {
  readonly kind: "pull";
  readonly installation: number;
  readonly repository: string;
  readonly number: number;
}

/** A merge queue's group: the commit that asks for its checks, and the one it is built on. */
export interface GroupSubject {
  readonly kind: "group";
  readonly installation: number;
  readonly repository: string;
  readonly sha: string;
  readonly base: string;
  /** The group's branch: `refs/heads/gh-readonly-queue/main/pr-12-…`. */
  readonly ref: string;
}

/** A commit whose checks of ours are asked for again, or were never looked at. */
export interface ChecksSubject {
  readonly kind: "checks";
  readonly installation: number;
  readonly repository: string;
  readonly sha: string;
}

/** A search for webhook deliveries that did not come, or were not taken: GitHub keeps three days of them. */
export interface DeliveriesSubject {
  readonly kind: "deliveries";
  readonly installation: null;
  readonly repository: null;
}

export type Subject =
  | IncidentSubject
  | SweepSubject
  | RepositorySubject
  | PullSubject
  | GroupSubject
  | ChecksSubject
  | DeliveriesSubject;

/** What waits goes by lanes, the earlier ones first; now and then a later one has its turn (`lane.ts`). */
export const LANES = ["urgent", "usual", "background"] as const;
export type Lane = (typeof LANES)[number];

/** Reasons of one look that are kept, the first ones; and deliveries, as long as there is room. */
export const REASONS_KEPT = 10;

export interface EnqueueRequest {
  /** Why, for the log: `issues.labeled`, `wake-up`, `sweep`. Tells the lane too (`lane.ts`). */
  readonly reason: string;
  /** The delivery that it follows from, for the log; left out: the turn's own. */
  readonly cause?: string;
  /** When, in milliseconds of the queue's clock; at once if absent or past. The earliest of several wins. */
  readonly at?: number;
  /** True where unfinished work waits for `at` (a rate limit, a claim): it counts as busy when it is near. */
  readonly retry?: boolean;
}

/** What a delivery asks for cannot be stored now: GitHub records a failed delivery, which is healed later. */
export class Overloaded extends Error {
  override readonly name = "Overloaded";
}

/** The queue of one process; `src/app/engine.ts` has what is common with the one of many. */
export interface Queue {
  /**
   * Asks for one more look at the subject. A look that begins absorbs everything asked for before it began.
   *
   * @throws Overloaded where it is full and does not know the subject yet.
   */
  enqueue(subject: Subject, request: EnqueueRequest): void;
  /** The same for what follows from something that was taken before: it is never refused. */
  follow(subject: Subject, request: EnqueueRequest): void;
  /** True while a look runs, or is about to, that may read something of the repository: it may not be indexed yet. */
  inFlight(repository: string, installation: number): boolean;
  /** True while a pass runs, is queued, is due, or waits for a retry that is near. */
  busy(): boolean;
  /** Resolves once the queue is not busy. */
  idle(): Promise<void>;
  /** Subjects that run, are queued, or have a wake-up. */
  readonly size: number;
  /** Looks that run. */
  readonly running: number;
  /** New subjects are refused. */
  readonly full: boolean;
  /** Starts nothing more, and waits for what runs, at most so many milliseconds: ten seconds where left out. */
  stop(within?: number): Promise<void>;
}

/** One look at a subject, and where its consequences go: they are stored together with its end, or not at all. */
export interface Turn {
  readonly subject: Subject;
  readonly reasons: readonly string[];
  /** How many times in a row it has failed before. */
  readonly failures: number;
  /** Deliveries that it follows from, the first ones. */
  readonly causes: readonly string[];
  enqueue(subject: Subject, request: EnqueueRequest): void;
  keep(change: Change): void;
}

/** What the queue does with a subject. A thrown error is transient: it is tried again, later and later. */
export type Work = (turn: Turn) => Promise<void>;

/** The same for the same subject: logins and repository names do not differ by case at GitHub. */
export function subjectKey(subject: Subject): string {
  const { kind } = subject;
  switch (kind) {
    case "incident":
    case "pull":
      return `${kind} ${subject.repository.toLowerCase()}#${subject.number}`;
    case "group":
    case "checks":
      return `${kind} ${subject.repository.toLowerCase()}@${subject.sha}`;
    case "repository":
      return `${kind} ${subject.repository.toLowerCase()}`;
    case "sweep":
      return `${kind} ${subject.installation ?? "*"} ${subject.repository?.toLowerCase() ?? "*"}`;
    case "deliveries":
      return kind;
  }
}
