/**
 * Signal → incidents to look at, by the index; and the memory of references that match nothing *yet*.
 *
 * While a pass or sweep of the repository is in flight, what it read is not in the index: a pull request that links an
 * item created a second ago would seem irrelevant. Such signals are kept and routed again when the pass ends.
 */
import { MARK } from "../core/plan/pointer.ts";
import { REPORT_LABEL } from "../core/portfolio/report.ts";
import { queueRef } from "../github/heads/read-group.ts";
import type { IncidentSubject, Queue, RepositorySubject, Subject } from "../queue/queue.ts";
import type { Signal } from "./signal.ts";
import type { Index, RepositoryFacts } from "./index.ts";
import { issueKey, policyKey } from "./references.ts";

/** The labels of the ledger where the policy was not read yet: the default policy's. */
const LEDGER = ["residual-risk", "reliability-debt"] as const;
/** What counts as an incident there. */
const UNREAD: Pick<RepositoryFacts, "incidentLabels" | "incidentTypes" | "itemLabels"> = {
  incidentLabels: ["incident"],
  incidentTypes: ["Incident"],
  itemLabels: ["hardening", ...LEDGER],
};

/** The incidents that a signal is about, without repetition. Pure. */
export function subjectsOf(signal: Signal, index: Index): readonly IncidentSubject[] {
  const found = new Map<string, IncidentSubject>();
  const add = (subjects: readonly IncidentSubject[]): void => {
    for (const subject of subjects) {
      found.set(`${subject.repository.toLowerCase()}#${subject.number}`, {
        ...subject,
        installation: signal.installation,
      });
    }
  };
  const { repository, issue, installation } = signal;
  for (const key of signal.keys) add(index.find(key));
  if (signal.everyIncidentOf === "installation") add(index.incidentsOfInstallation(installation));
  if (repository === null) return [...found.values()];
  if (signal.everyIncidentOf === "repository") add(index.incidentsOf(repository));
  if (issue !== null) {
    const facts = index.facts(repository) ?? UNREAD;
    // The default label is looked at even where the policy names others: its file may have changed unseen.
    const labels = [...facts.incidentLabels, ...UNREAD.incidentLabels];
    const named = [...facts.incidentTypes, ...labels];
    if (issue.labels.some((label) => isOneOf(label, labels)) || issue.types.some((type) => isOneOf(type, named))) {
      add([{ kind: "incident", installation, repository, number: issue.number }]);
    }
    if (issue.labels.some((label) => isOneOf(label, facts.itemLabels))) {
      for (const key of signal.itemKeys) add(index.find(key));
    }
  }
  return [...found.values()];
}

/**
 * The repository whose own issues an event may change: on an entry of the ledger, which a page lists, or on an issue of
 * ours, which somebody edited, closed or deleted. Comments change neither.
 */
function ownIssuesOf({ event, repository, issue, installation }: Signal, index: Index): RepositorySubject | null {
  if (repository === null || issue === null || !event.startsWith("issues.")) return null;
  const wanted = [...(index.facts(repository)?.ledgerLabels ?? LEDGER), REPORT_LABEL, MARK.name];
  return issue.labels.some((label) => isOneOf(label, wanted)) ? { kind: "repository", installation, repository } : null;
}

/** Repositories of the installation whose policy is made of a file that was pushed (`_extends`). */
function policyUsers({ keys, installation }: Signal, index: Index): readonly string[] {
  const users = keys.filter((key) => key.startsWith("policy ")).flatMap((key) => index.usersOf(key));
  return [...new Set(users)].filter((user) => index.facts(user)?.installation === installation);
}

/** Passes that are no incident's, of those that a signal asks for: where there is no policy, nothing is looked at. */
export function othersOf({ event, others, mayTouchPolicy }: Signal, index: Index): Signal["others"] {
  return others.filter((other) => {
    const facts = index.facts(other.repository);
    // It may have no policy of its own and yet hold files that others' are made of.
    const isBase = mayTouchPolicy && index.usersOf(policyKey(other.repository, "*")).length > 0;
    switch (other.kind) {
      case "repository":
        return true;
      case "pull":
        return isBase || (facts !== null && (facts.allPulls === true || mayTouchPolicy));
      case "checks":
        // Who asks for a check again has one of ours before his eyes.
        return facts !== null || event.startsWith("check_");
      case "group": {
        // A repository without a policy may have pull requests of a central incident repository.
        const pull = queueRef(other.ref)?.pull;
        return facts !== null || (pull !== undefined && index.find(issueKey(other.repository, pull)).length > 0);
      }
    }
  });
}

function isOneOf(name: string, names: readonly string[]): boolean {
  return names.some((each) => each.toLowerCase() === name.toLowerCase());
}

export interface Router {
  /** Enqueues what the signal is about. @returns how many subjects. */
  route(signal: Signal): number;
  /** A pass or sweep of that subject has ended, and the index holds what it read. */
  ended(subject: Subject): void;
  /** Signals kept. */
  readonly kept: number;
}

/** Makes a router that keeps at most so many signals in all; beyond them every known incident is looked at instead. */
export function createRouter(parts: { readonly index: Index; readonly queue: Queue; readonly most?: number }): Router {
  const { index, queue, most = 5_000 } = parts;
  let kept: Signal[] = [];
  const overflowed = new Map<string, number>();

  const send = (signal: Signal): number => {
    const others = othersOf(signal, index);
    for (const other of others) queue.enqueue(other, { reason: signal.event });
    const users = policyUsers(signal, index);
    for (const repository of users) {
      const { installation } = signal;
      queue.enqueue({ kind: "sweep", installation, repository }, { reason: signal.event });
      for (const incident of index.incidentsOf(repository)) queue.enqueue(incident, { reason: signal.event });
    }
    const subjects = subjectsOf(signal, index);
    for (const subject of subjects) queue.enqueue(subject, { reason: signal.event });
    return subjects.length + users.length + others.length;
  };
  const isRead = (repository: string, installation: number): boolean =>
    queue.inFlight((subject) => concerns(subject, repository, installation));

  return {
    route(signal) {
      const { forget, sweep, repository } = signal;
      if (forget !== null) {
        if (forget.installation !== null) index.forgetInstallation(forget.installation);
        for (const name of forget.repositories) index.forgetRepository(name);
      }
      if (sweep !== null) queue.enqueue(sweep, { reason: signal.event });
      const page = ownIssuesOf(signal, index);
      if (page !== null) queue.enqueue(page, { reason: signal.event });
      const sent = send(signal);
      const points = signal.keys.length > 0 || signal.issue !== null || signal.others.length > 0;
      if (sent === 0 && points && repository !== null && isRead(repository, signal.installation)) {
        if (kept.length < most) kept.push(signal);
        else overflowed.set(repository, signal.installation);
      }
      return sent + (page === null ? 0 : 1) + (sweep === null ? 0 : 1);
    },
    ended(subject) {
      if (kept.length === 0 && overflowed.size === 0) return;
      const waiting: Signal[] = [];
      for (const signal of kept) {
        const { repository, installation } = signal;
        const about = repository === null || concerns(subject, repository, installation);
        if (about && send(signal) > 0) continue;
        if (!about || (repository !== null && isRead(repository, installation))) waiting.push(signal);
      }
      kept = waiting;
      for (const [repository, installation] of overflowed) {
        if (!concerns(subject, repository, installation)) continue;
        overflowed.delete(repository);
        for (const incident of index.incidentsOf(repository)) queue.enqueue(incident, { reason: "too many events" });
      }
    },
    get kept() {
      return kept.length;
    },
  };
}

function concerns(subject: Subject, repository: string, installation: number): boolean {
  if (subject.kind === "sweep") {
    if (subject.installation === null) return true;
    if (subject.repository === null) return subject.installation === installation;
  }
  return subject.repository !== null && subject.repository.toLowerCase() === repository.toLowerCase();
}
