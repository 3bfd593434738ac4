/** What the App does with a subject of the queue: a sweep's step, or a pass. */
import { isUnreadable } from "../core/snapshot/types.ts";
import { trackersOf } from "../core/verdict/memory.ts";
import { type Identity, memoryKey } from "../github/identity.ts";
import { isPermanent } from "../github/write/write-context.ts";
import type { Clock } from "../queue/clock.ts";
import { REASONS_KEPT } from "../queue/memory.ts";
import type { Index } from "../queue/known.ts";
import type { IncidentSubject, Subject, Turn, Work } from "../queue/queue.ts";
import { type PassResult, reconcile, type ReconcileDeps } from "../reconcile.ts";
import type { Clients } from "./clients.ts";
import type { AppConfig } from "./config.ts";
import type { Self } from "./signal.ts";
import { factsOf } from "./index.ts";
import { localInstant } from "./local-instant.ts";
import type { Log } from "./log.ts";
import { lookAtPull } from "./pull-pass.ts";
import { policyFilesOf, relatedKeys } from "./related.ts";
import { isOut } from "./presence.ts";
import { createRepositoryPass } from "./repository-pass.ts";
import { lookAtSetUp } from "./set-up-pass.ts";
import { createSweeper } from "./sweeper.ts";

export interface Worker {
  readonly work: Work;
  /** Who we are, as far as GitHub has told. */
  self(): Self;
}

export interface WorkerParts {
  readonly config: AppConfig;
  readonly clients: Clients;
  /** It does not exist yet when the work is made. */
  readonly index: () => Index;
  readonly clock: Clock;
  readonly log: Log;
  readonly pass?: (subject: IncidentSubject, deps: ReconcileDeps) => Promise<PassResult>;
  readonly repositoryPass?: (turn: TurnOf<"repository">) => Promise<void>;
}

/** A turn of one kind of subject. */
export type TurnOf<K extends Subject["kind"]> = Omit<Turn, "subject"> & {
  readonly subject: Extract<Subject, { readonly kind: K }>;
};

/** What every kind of pass is given. */
export interface PassContext extends Omit<WorkerParts, "pass" | "repositoryPass"> {
  /** Who we are: GitHub is asked once. */
  readonly identify: () => Promise<Identity>;
}

/** The pass ended before it could read everything; the queue tries again, later and later. */
class Unfinished extends Error {
  override readonly name = "Unfinished";
}

/** Times that unread facts are read again soon; after that the verdict says "unknown" until something happens. */
const UNREAD_TRIES = 4;
/** Failures in a row after which a subject is left to the next event or sweep: it may be gone for us for good. */
const MOST_FAILURES = 25;
/** The same for what GitHub refuses, and would again; a commit may be unknown for a moment after its push. */
const MOST_REFUSALS = 2;
/**
 * What changes an issue, a comment or a pull request leaves the rest of GitHub alone: its members, files, runs and
 * required checks are as they were some minutes ago, unless the plan would act on them. A close, a label that is taken
 * off and a command are judged by the facts of the moment, and a type or a place is itself read over REST.
 */
const RECALLED =
  /^(?:issues\.(?!closed|unlabeled|typed|untyped|transferred)|issue_comment\.(?!command)|sub_issues\.|pull_request\.|pull_request_review\.)/;
/** A wake-up that is not due yet is a reason too: by itself it is none to be content with less. */
const WAKE_UP = "wake-up";
const RECALL_WITHIN = 10 * 60 * 1000;

/** Makes the worker of one App. */
export function createWorker(parts: WorkerParts): Worker {
  const { config, clients, clock, log } = parts;
  const key = memoryKey(config.privateKey);
  const formerKeys = config.previousPrivateKey === undefined ? [] : [memoryKey(config.previousPrivateKey)];
  let identity: Identity | null = null;

  /** Our login is told by GitHub, not configured: a marker counts only beside it. */
  const identify = async (): Promise<Identity> => {
    if (identity !== null) return identity;
    const { data } = await clients.app.rest("GET /app");
    const { slug } = data as { slug: string };
    identity = { login: `${slug}[bot]`, appId: config.appId, kind: "app", key, formerKeys };
    return identity;
  };

  const look = async (turn: TurnOf<"incident">): Promise<void> => {
    const { subject, reasons, failures } = turn;
    const before = clock.now();
    const recent = failures === 0 && isRecent(reasons);
    const result = await (parts.pass ?? passOver)(subject, {
      client: clients.forInstallation(subject.installation),
      recallWithin: recent ? RECALL_WITHIN : 0,
      identity: await identify(),
      log,
    });
    record(turn, result);
    if (result.outcomes.some(({ write, result: became }) => write.kind === "create_entry" && became === "done")) {
      // What we do ourselves raises no event that is heard, and the ledger's page has one more entry.
      const { installation, repository } = subject;
      turn.enqueue({ kind: "repository", installation, repository }, { reason: "ledger" });
    }
    const { retryIn } = result;
    if (retryIn !== null) {
      turn.enqueue(subject, { reason: "retry", at: clock.now() + retryIn, retry: true });
    } else if (result.kind === "deferred") throw new Unfinished(result.why);
    if (result.kind !== "judged") return;
    const { duplicateOf } = result.snapshot.incident;
    if (duplicateOf !== undefined && result.outcomes.some(({ result: became }) => became === "done")) {
      // GitHub raises no event for the one that survives, and the items are its own now (R-C3).
      turn.enqueue({ ...subject, ...duplicateOf }, { reason: "duplicate" });
    }
    if (result.recalled) {
      // Nothing changed by what was known. What changed unheard shows once that is too old to be known.
      turn.enqueue(subject, { reason: WAKE_UP, at: clock.now() + RECALL_WITHIN });
    }
    if (result.wakeAt !== null) {
      const at = localInstant(result.wakeAt, result.snapshot.now, before, clock.now());
      turn.enqueue(subject, { reason: WAKE_UP, at });
    }
    const [passing] = result.unread;
    if (retryIn === null && passing !== undefined && failures < UNREAD_TRIES) throw new Unfinished(passing);
  };

  const record = (turn: TurnOf<"incident">, result: PassResult): void => {
    const { subject } = turn;
    const { repository, number } = subject;
    const done = result.outcomes.filter((outcome) => outcome.result === "done").length;
    const failed = result.outcomes.filter((outcome) => outcome.result === "failed").length;
    const fields = { repository, number, kind: result.kind, reads: result.reads, rounds: result.rounds, done, failed };
    switch (result.kind) {
      case "gone":
      case "no_policy":
        turn.keep({ kind: "remove", subject });
        if (result.kind === "no_policy") {
          // The first incident that somebody labels is the occasion to offer the set-up.
          const { installation } = subject;
          turn.enqueue({ kind: "repository", installation, repository }, { reason: "no policy" });
        }
        log.info({ ...fields, why: result.why }, "pass");
        return;
      case "deferred":
        log.info({ ...fields, why: result.why }, "pass");
        return;
      case "judged": {
        const read = result.snapshot.policy;
        const policyFiles = isUnreadable(read) ? [] : policyFilesOf(read, repository);
        const facts = factsOf(result.inForce.policy, { installation: subject.installation, policyFiles });
        turn.keep({ kind: "learn", repository, facts });
        turn.keep(
          isTracked(result)
            ? { kind: "put", subject, keys: [...relatedKeys(result.snapshot)] }
            : { kind: "remove", subject },
        );
        const { closable, closure, mode } = result.verdict;
        log.info({ ...fields, mode, result: closable.outcome, closure: closure.kind, wakeAt: result.wakeAt }, "pass");
      }
    }
  };

  const context: PassContext = { config, clients, index: parts.index, clock, log, identify };
  const sweeper = createSweeper(context);
  const reports = createRepositoryPass(context);
  const lookAtRepository = async (turn: TurnOf<"repository">): Promise<void> => {
    if (await lookAtSetUp(turn, context)) await reports.look(turn);
  };
  const begin = (turn: Turn): Promise<void> => {
    const { subject } = turn;
    switch (subject.kind) {
      case "sweep":
        return sweeper.sweep({ ...turn, subject });
      case "incident":
        return look({ ...turn, subject });
      case "repository":
        return (parts.repositoryPass ?? lookAtRepository)({ ...turn, subject });
      case "pull":
      case "group":
      case "checks":
        return lookAtPull({ ...turn, subject }, context);
    }
  };

  return {
    self: () => ({ appId: config.appId, login: identity?.login ?? null }),
    async work(turn) {
      const { subject, reasons, failures, causes } = turn;
      const fields = { subject: subject.kind, repository: subject.repository, deliveries: [...causes] };
      log.debug({ ...fields, reasons: [...reasons] }, "begin");
      try {
        await begin(turn);
      } catch (error) {
        const { installation } = subject;
        if (installation !== null && (await isOut(clients, installation, error))) {
          turn.keep({ kind: "forget_installation", installation });
          clients.forget(installation);
          log.info({ installation }, "the installation was removed or suspended: nothing more is done there");
          return;
        }
        if (failures < mostFailures(subject, error)) throw error;
        // Of what is not an incident's the next sweep tells anyhow.
        if (subject.kind === "incident") turn.keep({ kind: "distrust", repository: subject.repository });
        log.error({ err: error, repository: subject.repository }, "given up until the next event or sweep");
      }
    },
  };
}

/** A queue waits for its group, and a person for the check asked for again: no sweep finds those. */
function mostFailures({ kind }: Subject, error: unknown): number {
  return isPermanent(error) && kind !== "group" && kind !== "checks" ? MOST_REFUSALS : MOST_FAILURES;
}

function isRecent(reasons: readonly string[]): boolean {
  // The queue has kept no more: what else there was may ask for a fresh look.
  if (reasons.length >= REASONS_KEPT) return false;
  const events = reasons.filter((reason) => reason !== WAKE_UP);
  return events.length > 0 && events.every((reason) => RECALLED.test(reason));
}

function passOver(subject: IncidentSubject, deps: ReconcileDeps): Promise<PassResult> {
  const [owner = "", repo = ""] = subject.repository.split("/");
  return reconcile({ owner, repo, number: subject.number }, deps);
}

/** Still an incident, or one that we speak on: a removed label is judged too (R-C3). */
function isTracked(result: Extract<PassResult, { kind: "judged" }>): boolean {
  const { snapshot, inForce } = result;
  const { labels, types } = inForce.policy.incident;
  const has = (names: readonly string[], name: string): boolean =>
    names.some((each) => each.toLowerCase() === name.toLowerCase());
  const { incident } = snapshot;
  return (
    incident.labels.some((label) => has(labels, label)) ||
    (typeof incident.type === "string" && has([...types, ...labels], incident.type)) ||
    isUnreadable(incident.comments) ||
    trackersOf(snapshot).length > 0
  );
}
