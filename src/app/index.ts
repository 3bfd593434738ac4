/**
 * Which incident a thing on the forge belongs to, so that an event is known to be irrelevant without asking GitHub.
 * In memory, bounded, and deletable at any time: the sweep and the passes fill it again.
 */
import type { Policy } from "../core/policy/schema.ts";
import type { Change, Index, Known, RepositoryFacts, Swept } from "../queue/known.ts";
import type { IncidentSubject } from "../queue/queue.ts";
import { issueKey } from "./references.ts";

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

/** The index of one process. */
export interface MemoryIndex extends Index, Known {
  apply(change: Change): void;
  readonly incidents: number;
}

interface Entry {
  readonly subject: IncidentSubject;
  readonly keys: ReadonlySet<string>;
}

/** Makes an index of at most so many incidents, keys of each, and repositories. The longest untouched goes first. */
export function createIndex(bounds = { incidents: 10_000, keysOfEach: 2_000, repositories: 20_000 }): MemoryIndex {
  const incidents = new Map<string, Entry>();
  const byKey = new Map<string, Set<string>>();
  const repositories = new Map<string, RepositoryFacts>();
  /** By the files that policies are made of. */
  const users = new Map<string, Set<string>>();
  const sweeps = new Map<string, Swept>();

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

  const put = (subject: IncidentSubject, keys: Iterable<string>): void => {
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
  };
  const learn = (repository: string, facts: RepositoryFacts): void => {
    const name = repository.toLowerCase();
    unlearn(name);
    repositories.set(name, facts);
    for (const file of facts.policyFiles ?? []) {
      const names = users.get(file);
      if (names === undefined) users.set(file, new Set([name]));
      else names.add(name);
    }
    trim(repositories, bounds.repositories, unlearn);
  };
  const forgetRepository = (repository: string): void => {
    unlearn(repository.toLowerCase());
    sweeps.delete(repository.toLowerCase());
    for (const subject of where(sameRepository(repository))) drop(issueKey(subject.repository, subject.number));
  };

  const index: MemoryIndex = {
    view: async () => index,
    size: async () => incidents.size,
    get incidents() {
      return incidents.size;
    },
    find: (key) => [...(byKey.get(key) ?? [])].flatMap((own) => incidents.get(own)?.subject ?? []),
    facts: (repository) => repositories.get(repository.toLowerCase()) ?? null,
    usersOf(key) {
      if (!key.endsWith(" *")) return [...(users.get(key) ?? [])];
      const there = key.slice(0, -1);
      return [...users].flatMap(([file, names]) => (file.startsWith(there) ? [...names] : []));
    },
    incidentsOf: (repository) => where(sameRepository(repository)),
    incidentsOfInstallation: (installation) => where((subject) => subject.installation === installation),
    swept: (repository) => sweeps.get(repository.toLowerCase()) ?? null,
    apply(change) {
      switch (change.kind) {
        case "put":
          return put(change.subject, change.keys);
        case "remove":
          return drop(issueKey(change.subject.repository, change.subject.number));
        case "learn":
          return learn(change.repository, change.facts);
        case "swept":
          sweeps.set(change.repository.toLowerCase(), change.swept);
          return trim(sweeps, bounds.repositories, (name) => sweeps.delete(name));
        case "distrust":
          return void sweeps.delete(change.repository.toLowerCase());
        case "forget_repository":
          return forgetRepository(change.repository);
        case "forget_installation":
          for (const [name, facts] of repositories)
            if (facts.installation === change.installation) forgetRepository(name);
          for (const subject of where((each) => each.installation === change.installation)) {
            drop(issueKey(subject.repository, subject.number));
          }
      }
    },
  };
  return index;
}
