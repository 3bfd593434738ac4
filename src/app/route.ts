/**
 * Signal → incidents to look at, by what is known; and the memory of references that match nothing *yet*.
 *
 * While a pass or sweep of the repository is in flight, what it read is not in the index: a pull request that links an
 * item created a second ago would seem irrelevant. Such signals are kept and routed again when the pass ends.
 */
import { MARK } from "../core/plan/pointer.ts";
import { REPORT_LABEL } from "../core/portfolio/report.ts";
import { queueRef } from "../github/heads/read-group.ts";
import type { Change, Known, RepositoryFacts } from "../queue/known.ts";
import type { IncidentSubject, Queue, RepositorySubject, Subject } from "../queue/queue.ts";
import type { Signal } from "./events/signal.ts";
import type { MemoryIndex } from "./known/index.ts";
import { issueKey, policyKey } from "./events/references.ts";

/** The labels of the ledger where the policy was not read yet: the default policy's. */
const LEDGER = ["residual-risk", "reliability-debt"] as const;
/** What counts as an incident there. */
const UNREAD: Pick<RepositoryFacts, "incidentLabels" | "incidentTypes" | "itemLabels"> = {
  incidentLabels: ["incident"],
  incidentTypes: ["Incident"],
  itemLabels: ["hardening", ...LEDGER],
};

/** The incidents that a signal is about, without repetition. Pure. */
export function subjectsOf(signal: Signal, known: Known): readonly IncidentSubject[] {
  const found = new Map<string, IncidentSubject>();
  const add = (subjects: readonly IncidentSubject[]): void => {
    for (const subject of subjects) {
      found.set(`${subject.repository.toLowerCase()}#${subject.number}`, {
        ...subject,
        // A re-installed App has another number; but what a stranger's text points to stays with its own account's.
        installation: isOfOwner(subject.repository, signal.repository) ? signal.installation : subject.installation,
      });
    }
  };
  const { repository, issue, installation } = signal;
  for (const key of signal.keys) add(known.find(key));
  if (signal.everyIncidentOf === "installation") add(known.incidentsOfInstallation(installation));
  if (repository === null) return [...found.values()];
  if (signal.everyIncidentOf === "repository") add(known.incidentsOf(repository));
  if (issue !== null) {
    const facts = known.facts(repository) ?? UNREAD;
    // The default label is looked at even where the policy names others: its file may have changed unseen.
    const labels = [...facts.incidentLabels, ...UNREAD.incidentLabels];
    const named = [...facts.incidentTypes, ...labels];
    if (issue.labels.some((label) => isOneOf(label, labels)) || issue.types.some((type) => isOneOf(type, named))) {
      add([{ kind: "incident", installation, repository, number: issue.number }]);
    }
    if (issue.labels.some((label) => isOneOf(label, facts.itemLabels))) {
      for (const key of signal.itemKeys) add(known.find(key));
    }
  }
  return [...found.values()];
}

/**
 * The repository whose own issues an event may change: on an entry of the ledger, which a page lists, or on an issue of
 * ours, which somebody edited, closed or deleted. Comments change neither.
 */
function ownIssuesOf({ event, repository, issue, installation }: Signal, known: Known): RepositorySubject | null {
  if (repository === null || issue === null || !event.startsWith("issues.")) return null;
  const wanted = [...(known.facts(repository)?.ledgerLabels ?? LEDGER), REPORT_LABEL, MARK.name];
  return issue.labels.some((label) => isOneOf(label, wanted)) ? { kind: "repository", installation, repository } : null;
}

/** Repositories of the installation whose policy is made of a file that was pushed (`_extends`). */
function policyUsers({ keys, installation }: Signal, known: Known): readonly string[] {
  const users = keys.filter((key) => key.startsWith("policy ")).flatMap((key) => known.usersOf(key));
  return [...new Set(users)].filter((user) => known.facts(user)?.installation === installation);
}

/** Passes that are no incident's, of those that a signal asks for: where there is no policy, nothing is looked at. */
export function othersOf({ event, others, mayTouchPolicy }: Signal, known: Known): Signal["others"] {
  return others.filter((other) => {
    const facts = known.facts(other.repository);
    // It may have no policy of its own and yet hold files that others' are made of.
    const isBase = mayTouchPolicy && known.usersOf(policyKey(other.repository, "*")).length > 0;
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
        return facts !== null || (pull !== undefined && known.find(issueKey(other.repository, pull)).length > 0);
      }
    }
  });
}

/** An installation is one account's. */
function isOfOwner(repository: string, other: string | null): boolean {
  const ownerOf = (name: string): string | undefined => name.split("/")[0]?.toLowerCase();
  return other === null || ownerOf(repository) === ownerOf(other);
}

function isOneOf(name: string, names: readonly string[]): boolean {
  return names.some((each) => each.toLowerCase() === name.toLowerCase());
}

/** What a signal comes to. */
export interface Consequences {
  /** What is not ours to see any more; it is forgotten before anything else. */
  readonly forget: readonly Change[];
  readonly subjects: readonly Subject[];
  /** It names things, and none of them is known: what is being read right now may tell more. */
  readonly unmatched: boolean;
  /** What else it names where something is known: an incident that is being read right now may be named as well. */
  readonly rest: Signal | null;
}

/** What a signal asks for, by what is known. Pure. */
export function consequencesOf(signal: Signal, known: Known): Consequences {
  const { forget, sweep, installation } = signal;
  const page = ownIssuesOf(signal, known);
  const matched: Subject[] = [...othersOf(signal, known)];
  for (const repository of policyUsers(signal, known)) {
    matched.push({ kind: "sweep", installation, repository }, ...known.incidentsOf(repository));
  }
  matched.push(...subjectsOf(signal, known));
  const points = signal.keys.length > 0 || signal.issue !== null || signal.others.length > 0;
  return {
    forget: [
      ...(forget === null || forget.installation === null
        ? []
        : [{ kind: "forget_installation", installation: forget.installation } as const]),
      ...(forget?.repositories ?? []).map((repository) => ({ kind: "forget_repository", repository }) as const),
    ],
    subjects: [...(sweep === null ? [] : [sweep]), ...(page === null ? [] : [page]), ...matched],
    unmatched: matched.length === 0 && points && signal.repository !== null,
    rest: matched.length === 0 ? null : restOf(signal, matched, known),
  };
}

/** Issues, pull requests and commits alone: what a push changed is mostly nobody's. */
const NAMED = /#|^sha /;

function restOf(signal: Signal, matched: readonly Subject[], known: Known): Signal | null {
  if (signal.repository === null) return null;
  const own = new Set(
    matched.flatMap((one) => (one.kind === "incident" ? [issueKey(one.repository, one.number)] : [])),
  );
  const keys = signal.keys.filter((key) => NAMED.test(key) && !own.has(key) && known.find(key).length === 0);
  if (keys.length === 0) return null;
  const nothing = { issue: null, itemKeys: [], everyIncidentOf: null, sweep: null, others: [], forget: null } as const;
  return { ...signal, ...nothing, keys, mayTouchPolicy: false };
}

export interface Router {
  /** Enqueues what the signal is about. @returns how many subjects. @throws Overloaded where the queue is full. */
  route(signal: Signal, cause?: string): number;
  /** False where nothing would come of it: known at once, and nothing is kept. */
  concerns(signal: Signal): boolean;
  /** A pass or sweep of that subject has ended, and the index holds what it read. */
  ended(subject: Subject): void;
  /** Signals kept. */
  readonly kept: number;
}

/** Makes a router that keeps at most so many signals in all; beyond them every known incident is looked at instead. */
export function createRouter(parts: {
  readonly index: MemoryIndex;
  readonly queue: Queue;
  readonly most?: number;
}): Router {
  const { index, queue, most = 5_000 } = parts;
  let kept: { readonly signal: Signal; readonly cause: string | undefined }[] = [];
  const overflowed = new Map<string, number>();

  /** What was taken before is not refused any more. */
  const follow = (subjects: readonly Subject[], reason: string, cause?: string): void => {
    for (const subject of subjects) queue.follow(subject, { reason, ...(cause === undefined ? {} : { cause }) });
  };
  return {
    route(signal, cause) {
      const { repository, installation, event } = signal;
      const first = consequencesOf(signal, index);
      for (const change of first.forget) index.apply(change);
      // A forgotten repository's incidents are looked at no more.
      const { subjects, unmatched, rest } = first.forget.length === 0 ? first : consequencesOf(signal, index);
      const later = unmatched ? signal : rest;
      // Asked before what it asks for is in flight itself.
      const reading = repository !== null && queue.inFlight(repository, installation);
      for (const subject of subjects) {
        queue.enqueue(subject, { reason: event, ...(cause === undefined ? {} : { cause }) });
      }
      if (later !== null && repository !== null && reading) {
        if (kept.length < most) kept.push({ signal: later, cause });
        else overflowed.set(repository, installation);
      }
      return subjects.length;
    },
    concerns(signal) {
      const { repository, installation } = signal;
      const { forget, subjects, unmatched } = consequencesOf(signal, index);
      if (forget.length > 0 || subjects.length > 0) return true;
      return unmatched && repository !== null && queue.inFlight(repository, installation);
    },
    ended(subject) {
      if (kept.length === 0 && overflowed.size === 0) return;
      const waiting: typeof kept = [];
      for (const one of kept) {
        const { repository, installation, event } = one.signal;
        // Thousands may be kept, and most looks are not about them.
        if (repository !== null && !concerns(subject, repository, installation)) {
          waiting.push(one);
          continue;
        }
        const { subjects, unmatched } = consequencesOf(one.signal, index);
        if (!unmatched) follow(subjects, event, one.cause);
        else if (repository !== null && queue.inFlight(repository, installation)) waiting.push(one);
      }
      kept = waiting;
      for (const [repository, installation] of overflowed) {
        if (!concerns(subject, repository, installation)) continue;
        overflowed.delete(repository);
        follow(index.incidentsOf(repository), "too many events");
      }
    },
    get kept() {
      return kept.length;
    },
  };
}

/** True where a look at that subject may learn something about the repository. */
export function concerns(subject: Subject, repository: string, installation: number): boolean {
  if (subject.kind === "sweep") {
    if (subject.installation === null) return true;
    if (subject.repository === null) return subject.installation === installation;
  }
  return subject.repository !== null && subject.repository.toLowerCase() === repository.toLowerCase();
}
