/** A pass over an incident, as the App makes it (`src/reconcile.ts`). */
import { isUnreadable } from "../../core/snapshot/types.ts";
import type { Write } from "../../core/plan/write.ts";
import { trackersOf } from "../../core/verdict/memory.ts";
import { retryOf } from "../../queue/lane.ts";
import { type IncidentSubject, REASONS_KEPT } from "../../queue/queue.ts";
import { type PassResult, reconcile, type ReconcileDeps } from "../../reconcile.ts";
import { logOf, tellWrites } from "./account.ts";
import { factsOf } from "../known/index.ts";
import { localInstant } from "./local-instant.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import { policyFilesOf, relatedKeys } from "./related.ts";
import { CHANGED, SWEPT } from "./sweeper.ts";
import type { PassContext, TurnOf } from "./work.ts";

export type IncidentPass = (subject: IncidentSubject, deps: ReconcileDeps) => Promise<PassResult>;

/** The pass ended before it could read everything; the queue tries again, later and later. */
class Unfinished extends Error {
  override readonly name = "Unfinished";
}

/** Times that unread facts are read again soon; after that the verdict says "unknown" until something happens. */
const UNREAD_TRIES = 4;
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

/** A check that two incidents' passes wrote at one moment is looked at again so much later: one part of it may be lost. */
const STANDS_AFTER = 15_000;

/** Makes the pass, keeps what it learned, and asks for what comes after it. @throws where it is to be tried again. */
export async function lookAtIncident(
  turn: TurnOf<"incident">,
  context: PassContext,
  pass: IncidentPass = passOver,
): Promise<void> {
  const { clients, clock } = context;
  const { subject, reasons, failures } = turn;
  const own = logOf(turn, context.log);
  const before = clock.now();
  const recent = failures === 0 && isRecent(reasons);
  const result = await pass(subject, {
    client: clients.forInstallation(subject.installation),
    recallWithin: recent ? RECALL_WITHIN : 0,
    identity: await context.identify(),
    log: own,
  });
  record(turn, result, { log: own, metrics: context.metrics });
  if (result.outcomes.some(({ write, result: became }) => write.kind === "create_entry" && became === "done")) {
    // What we do ourselves raises no event that is heard, and the ledger's page has one more entry.
    const { installation, repository } = subject;
    turn.enqueue({ kind: "repository", installation, repository }, { reason: "ledger" });
  }
  if (result.outcomes.some(({ write, result: became }) => isShared(write) && became === "done")) {
    // Passes of one process take turns at it; one elsewhere may have read it before we wrote, and written it after.
    turn.enqueue(subject, { reason: WAKE_UP, at: clock.now() + STANDS_AFTER });
  }
  const { retryIn } = result;
  if (retryIn !== null) {
    turn.enqueue(subject, { reason: retryOf(subject, reasons), at: clock.now() + retryIn, retry: true });
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
}

function record(
  turn: TurnOf<"incident">,
  result: PassResult,
  told: { readonly log: Log; readonly metrics: Metrics },
): void {
  const { log, metrics } = told;
  const { subject } = turn;
  const { repository, number } = subject;
  const done = result.outcomes.filter((outcome) => outcome.result === "done").length;
  const failed = result.outcomes.filter((outcome) => outcome.result === "failed").length;
  const fields = { repository, number, kind: result.kind, reads: result.reads, rounds: result.rounds, done, failed };
  tellWrites(result.outcomes, { repository, number }, told);
  const [first] = turn.reasons;
  // Nobody was told of it: it would have waited for the next sweep, or for ever.
  if (done > 0 && turn.reasons.every((reason) => reason === first) && (first === SWEPT || first === CHANGED)) {
    metrics.healed(first === SWEPT ? "full_sweep" : "changes_sweep");
  }
  metrics.verdict(result.kind === "judged" ? result.verdict.closable.outcome : result.kind);
  switch (result.kind) {
    case "gone":
    case "no_policy":
      turn.keep({ kind: "remove", subject });
      // GitHub at times says so of what is there: then the next sweep finds it again, by looking at everything.
      turn.keep({ kind: "distrust", repository });
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
}

/** Passes of several incidents write it. */
function isShared(write: Write): boolean {
  return write.kind === "check" && write.over !== undefined;
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
