/**
 * Which incident a thing on the forge belongs to, so that an event is known to be irrelevant without asking GitHub.
 * In memory, bounded, and deletable at any time: the sweep and the passes fill it again.
 */
import type { Policy } from "../core/policy/schema.ts";
import type { IncidentSubject } from "../queue/queue.ts";
import { issueKey } from "./references.ts";

/** What a repository's policy says an incident and an item look like, as last read. */
export interface RepositoryFacts {
  readonly installation: number;
  readonly incidentLabels: readonly string[];
  readonly incidentTypes: readonly string[];
  /** Of hardening items, residual risks and debts. */
  readonly itemLabels: readonly string[];
  /** Of residual risks and debts, whose pages list them; left out: the default policy's. */
  readonly ledgerLabels?: readonly string[];
  /** Every open pull request gets the check (`checks.all_pull_requests`); left out: only linked ones. */
  readonly allPulls?: boolean;
  /** Keys of the files in other repositories that its policy is made of. */
  readonly policyFiles?: readonly string[];
}

/** What of a policy tells whether an event concerns anybody. */
export function factsOf(
  { incident, items, ledger, checks }: Policy,
  known: Required<Pick<RepositoryFacts, "installation" | "policyFiles">>,
): RepositoryFacts {
  const ledgerLabels = [ledger.risk_label, ledger.debt_label];
  return {
    ...known,
    incidentLabels: incident.labels,
    incidentTypes: incident.types,
    itemLabels: [items.label, ...ledgerLabels],
    ledgerLabels,
    allPulls: checks.all_pull_requests,
  };
}

export interface Index {
  /** The incidents that the key (`references.ts`) belongs to. */
  find(key: string): readonly IncidentSubject[];
  /** Replaces what is known of an incident. Its own number belongs to it without being said. */
  put(subject: IncidentSubject, keys: Iterable<string>): void;
  remove(subject: IncidentSubject): void;
  learn(repository: string, facts: RepositoryFacts): void;
  facts(repository: string): RepositoryFacts | null;
  /** Repositories, in lower case, whose policy is made of that file (`policyKey`; its path `*`: of any there). */
  usersOf(key: string): readonly string[];
  incidentsOf(repository: string): readonly IncidentSubject[];
  incidentsOfInstallation(installation: number): readonly IncidentSubject[];
  forgetRepository(repository: string): void;
  forgetInstallation(installation: number): void;
  /** Incidents known. */
  readonly size: number;
}

interface Known {
  readonly subject: IncidentSubject;
  readonly keys: ReadonlySet<string>;
}

/** Makes an index of at most so many incidents, keys of each, and repositories. The longest untouched goes first. */
export function createIndex(bounds = { incidents: 10_000, keysOfEach: 2_000, repositories: 20_000 }): Index {
  const incidents = new Map<string, Known>();
  const byKey = new Map<string, Set<string>>();
  const repositories = new Map<string, RepositoryFacts>();
  /** By the files that policies are made of. */
  const users = new Map<string, Set<string>>();

  const unlearn = (name: string): void => {
    for (const file of repositories.get(name)?.policyFiles ?? []) {
      const names = users.get(file);
      names?.delete(name);
      if (names?.size === 0) users.delete(file);
    }
    repositories.delete(name);
  };

  const drop = (own: string): void => {
    const known = incidents.get(own);
    if (known === undefined) return;
    incidents.delete(own);
    for (const key of known.keys) {
      const owners = byKey.get(key);
      owners?.delete(own);
      if (owners?.size === 0) byKey.delete(key);
    }
  };
  const where = (matches: (subject: IncidentSubject) => boolean): readonly IncidentSubject[] =>
    [...incidents.values()].map(({ subject }) => subject).filter(matches);
  const trim = (map: Map<string, unknown>, most: number, remove: (key: string) => void): void => {
    for (const key of map.keys()) {
      if (map.size <= most) return;
      remove(key);
    }
  };
  const sameRepository = (repository: string): ((subject: IncidentSubject) => boolean) => {
    const name = repository.toLowerCase();
    return (subject) => subject.repository.toLowerCase() === name;
  };

  return {
    find: (key) => [...(byKey.get(key) ?? [])].flatMap((own) => incidents.get(own)?.subject ?? []),
    put(subject, keys) {
      const own = issueKey(subject.repository, subject.number);
      drop(own);
      const kept = new Set<string>([own]);
      for (const key of keys) {
        if (kept.size >= bounds.keysOfEach) break;
        kept.add(key);
      }
      incidents.set(own, { subject, keys: kept });
      for (const key of kept) {
        const owners = byKey.get(key);
        if (owners === undefined) byKey.set(key, new Set([own]));
        else owners.add(own);
      }
      trim(incidents, bounds.incidents, drop);
    },
    remove: (subject) => drop(issueKey(subject.repository, subject.number)),
    learn(repository, facts) {
      const name = repository.toLowerCase();
      unlearn(name);
      repositories.set(name, facts);
      for (const file of facts.policyFiles ?? []) {
        const names = users.get(file);
        if (names === undefined) users.set(file, new Set([name]));
        else names.add(name);
      }
      trim(repositories, bounds.repositories, unlearn);
    },
    facts: (repository) => repositories.get(repository.toLowerCase()) ?? null,
    usersOf(key) {
      if (!key.endsWith(" *")) return [...(users.get(key) ?? [])];
      const there = key.slice(0, -1);
      return [...users].flatMap(([file, names]) => (file.startsWith(there) ? [...names] : []));
    },
    incidentsOf: (repository) => where(sameRepository(repository)),
    incidentsOfInstallation: (installation) => where((subject) => subject.installation === installation),
    forgetRepository(repository) {
      unlearn(repository.toLowerCase());
      for (const subject of where(sameRepository(repository))) drop(issueKey(subject.repository, subject.number));
    },
    forgetInstallation(installation) {
      for (const [name, facts] of repositories) if (facts.installation === installation) unlearn(name);
      for (const subject of where((each) => each.installation === installation)) {
        drop(issueKey(subject.repository, subject.number));
      }
    },
    get size() {
      return incidents.size;
    },
  };
}
