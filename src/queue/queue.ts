/**
 * The queue's interface. An entry only says *look again*: it carries no decision and no state, so that losing,
 * repeating or re-ordering entries changes nothing but the time at which somebody looks.
 */

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

export type Subject = IncidentSubject | SweepSubject;

export interface EnqueueRequest {
  /** Why, for the log: `issues.labeled`, `wake-up`, `sweep`. */
  readonly reason: string;
  /** When, in milliseconds of the queue's clock; at once if absent or past. The earliest of several wins. */
  readonly at?: number;
  /** True where unfinished work waits for `at` (a rate limit, a claim): it counts as busy when it is near. */
  readonly retry?: boolean;
}

export interface Queue {
  /** Asks for one more look at the subject. A look that begins absorbs everything asked for before it began. */
  enqueue(subject: Subject, request: EnqueueRequest): void;
  /** True while a look at such a subject runs or is about to: what it reads may not be indexed yet. */
  inFlight(matches: (subject: Subject) => boolean): boolean;
  /** True while a pass runs, is queued, is due, or waits for a retry that is near. */
  busy(): boolean;
  /** Resolves once the queue is not busy. */
  idle(): Promise<void>;
  /** Subjects that run, are queued, or have a wake-up. */
  readonly size: number;
  /** Starts nothing more, and waits for what runs, at most ten seconds. */
  stop(): Promise<void>;
}

/**
 * What the queue does with a subject. A thrown error is transient: it is tried again, later and later.
 *
 * @param failures how many times in a row it has failed before.
 */
export type Work = (subject: Subject, reasons: readonly string[], failures: number) => Promise<void>;

/** The same for the same subject: logins and repository names do not differ by case at GitHub. */
export function subjectKey(subject: Subject): string {
  return subject.kind === "incident"
    ? `incident ${subject.repository.toLowerCase()}#${subject.number}`
    : `sweep ${subject.installation ?? "*"} ${subject.repository?.toLowerCase() ?? "*"}`;
}
