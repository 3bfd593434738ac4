/** What the App does with a subject of the queue: a sweep's step, or a pass. */
import { isUnreadable } from "../core/snapshot/types.ts";
import { trackersOf } from "../core/verdict/memory.ts";
import { type Identity, memoryKey } from "../github/identity.ts";
import type { Clock } from "../queue/clock.ts";
import type { IncidentSubject, Queue, SweepSubject, Work } from "../queue/queue.ts";
import { type PassResult, reconcile, type ReconcileDeps } from "../reconcile.ts";
import type { Clients } from "./clients.ts";
import type { AppConfig } from "./config.ts";
import type { Self } from "./events.ts";
import type { Index } from "./index.ts";
import type { Log } from "./log.ts";
import { relatedKeys } from "./related.ts";
import { findIncidents, findInstallations, findRepositories } from "./sweep.ts";

export interface Worker {
  readonly work: Work;
  /** Who we are, as far as GitHub has told. */
  self(): Self;
}

export interface WorkerParts {
  readonly config: AppConfig;
  readonly clients: Clients;
  readonly index: Index;
  readonly clock: Clock;
  readonly log: Log;
  /** The queue does not exist yet when its work is made. */
  readonly queue: () => Queue;
  readonly pass?: (subject: IncidentSubject, deps: ReconcileDeps) => Promise<PassResult>;
}

/** The pass ended before it could read everything; the queue tries again, later and later. */
class Unfinished extends Error {
  override readonly name = "Unfinished";
}

/** Times that unread facts are read again soon; after that the verdict says "unknown" until something happens. */
const UNREAD_TRIES = 4;
/** Failures in a row after which a subject is left to the next event or sweep: it may be gone for us for good. */
const MOST_FAILURES = 25;
/** Clocks this near are the same clock. */
const SAME_CLOCK = 2_000;
/** What nobody noticed is found by the next sweep: paced by the number of repositories, between an hour and a day. */
const SWEEP_PER_REPOSITORY = 30_000;
const SWEEP_SOONEST = 60 * 60 * 1000;
const SWEEP_LATEST = 24 * SWEEP_SOONEST;

/** Makes the worker of one App. */
export function createWorker(parts: WorkerParts): Worker {
  const { config, clients, index, clock, log } = parts;
  const key = memoryKey(config.privateKey);
  let identity: Identity | null = null;

  /** Our login is told by GitHub, not configured: a marker counts only beside it. */
  const identify = async (): Promise<Identity> => {
    if (identity !== null) return identity;
    const { data } = await clients.app.rest("GET /app");
    const { slug } = data as { slug: string };
    identity = { login: `${slug}[bot]`, appId: config.appId, kind: "app", key };
    return identity;
  };

  /** Repositories that the last full sweep found. */
  let repositories = 0;

  const sweep = async (subject: SweepSubject): Promise<void> => {
    const { installation, repository } = subject;
    if (installation === null) {
      await identify();
      const pace = Math.min(Math.max(repositories * SWEEP_PER_REPOSITORY, SWEEP_SOONEST), SWEEP_LATEST);
      repositories = 0;
      parts.queue().enqueue(subject, { reason: "sweep", at: clock.now() + pace });
      for (const each of await findInstallations(clients.app)) parts.queue().enqueue(each, { reason: "sweep" });
      return;
    }
    const client = clients.forInstallation(installation);
    if (repository === null) {
      const found = await findRepositories(client, installation);
      repositories += found.length;
      for (const each of found) parts.queue().enqueue(each, { reason: "sweep" });
      return;
    }
    const { policy, incidents } = await findIncidents(client, installation, repository, clock.now());
    if (policy === null) index.forgetRepository(repository);
    else {
      index.learn(repository, {
        installation,
        incidentLabels: policy.incident.labels,
        incidentTypes: policy.incident.types,
        itemLabels: [policy.items.label, policy.ledger.risk_label, policy.ledger.debt_label],
      });
    }
    for (const incident of incidents) parts.queue().enqueue(incident, { reason: "sweep" });
    if (incidents.length > 0) log.info({ repository, found: incidents.length }, "incidents found");
  };

  const look = async (subject: IncidentSubject, failures: number): Promise<void> => {
    const before = clock.now();
    const result = await (parts.pass ?? passOver)(subject, {
      client: clients.forInstallation(subject.installation),
      identity: await identify(),
      log,
    });
    record(subject, result);
    const { retryIn } = result;
    if (retryIn !== null) {
      parts.queue().enqueue(subject, { reason: "retry", at: clock.now() + retryIn, retry: true });
    } else if (result.kind === "deferred") throw new Unfinished(result.why);
    if (result.kind !== "judged") return;
    if (result.wakeAt !== null) {
      const at = localInstant(result.wakeAt, result.snapshot.now, before, clock.now());
      parts.queue().enqueue(subject, { reason: "wake-up", at });
    }
    const [passing] = result.unread;
    if (retryIn === null && passing !== undefined && failures < UNREAD_TRIES) throw new Unfinished(passing);
  };

  const record = (subject: IncidentSubject, result: PassResult): void => {
    const { repository, number } = subject;
    const done = result.outcomes.filter((outcome) => outcome.result === "done").length;
    const failed = result.outcomes.filter((outcome) => outcome.result === "failed").length;
    const fields = { repository, number, kind: result.kind, reads: result.reads, rounds: result.rounds, done, failed };
    switch (result.kind) {
      case "gone":
      case "no_policy":
        index.remove(subject);
        log.info({ ...fields, why: result.why }, "pass");
        return;
      case "deferred":
        log.info({ ...fields, why: result.why }, "pass");
        return;
      case "judged": {
        const { policy } = result.inForce;
        const { labels: incidentLabels, types: incidentTypes } = policy.incident;
        index.learn(repository, {
          installation: subject.installation,
          incidentLabels,
          incidentTypes,
          itemLabels: [policy.items.label, policy.ledger.risk_label, policy.ledger.debt_label],
        });
        if (isTracked(result)) index.put(subject, relatedKeys(result.snapshot));
        else index.remove(subject);
        const { closable, closure, mode } = result.verdict;
        log.info({ ...fields, mode, result: closable.outcome, closure: closure.kind, wakeAt: result.wakeAt }, "pass");
      }
    }
  };

  return {
    self: () => ({ appId: config.appId, login: identity?.login ?? null }),
    async work(subject, reasons, failures) {
      log.debug({ subject: subject.kind, repository: subject.repository, reasons: [...reasons] }, "begin");
      try {
        if (subject.kind === "sweep") await sweep(subject);
        else await look(subject, failures);
      } catch (error) {
        if (failures < MOST_FAILURES) throw error;
        log.error({ err: error, repository: subject.repository }, "given up until the next event or sweep");
      }
    },
  };
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

/**
 * An instant of GitHub's clock on ours, in milliseconds. Where the read's own instant lies within the pass, the two
 * are one clock, even if it was moved meanwhile; else they differ by a skew.
 */
export function localInstant(instant: string, readAt: string, before: number, after: number): number {
  const there = Date.parse(readAt);
  const skew = there >= before - SAME_CLOCK && there <= after + SAME_CLOCK ? 0 : after - there;
  return Date.parse(instant) + skew;
}
