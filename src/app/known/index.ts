/**
 * Which incident a thing on the forge belongs to, so that an event is known to be irrelevant without asking GitHub.
 * In memory, bounded, and deletable at any time: the sweep and the passes fill it again.
 */
import type { Policy } from "../../core/policy/schema.ts";
import type { Change, Index, Known, RepositoryFacts, Swept } from "../../queue/known.ts";
import { createKnownIncidents } from "./known-incidents.ts";
import { issueKey } from "../events/references.ts";

const KEYS_OF_EACH = 2_000;

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

/** An incident's own key and the first ones of the others: nobody makes an incident cost more than that. */
export function keptKeys(own: string, keys: Iterable<string>, most = KEYS_OF_EACH): ReadonlySet<string> {
  const kept = new Set<string>([own]);
  for (const key of keys) {
    if (kept.size >= most) break;
    kept.add(key);
  }
  return kept;
}

/** The index of one process. */
export interface MemoryIndex extends Index, Known {
  apply(change: Change): void;
  readonly incidents: number;
}

export interface IndexBounds {
  readonly incidents: number;
  readonly keysOfEach: number;
  /** Of all incidents together. */
  readonly keys: number;
  readonly repositories: number;
}

/** Of the index of one process. */
export const BOUNDS: IndexBounds = {
  incidents: 250_000,
  keysOfEach: KEYS_OF_EACH,
  keys: 5_000_000,
  repositories: 200_000,
};

/** Makes an index within bounds. The longest untouched goes first. */
export function createIndex(given: Partial<IndexBounds> = {}): MemoryIndex {
  const bounds = { ...BOUNDS, ...given };
  const incidents = createKnownIncidents(bounds);
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

  const trim = (map: Map<string, unknown>, most: number, remove: (key: string) => void): void => {
    for (const key of map.keys()) {
      if (map.size <= most) return;
      remove(key);
    }
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
    for (const subject of incidents.of(repository)) incidents.drop(subject);
  };

  const index: MemoryIndex = {
    view: async () => index,
    size: async () => incidents.size,
    get incidents() {
      return incidents.size;
    },
    find: (key) => incidents.find(key),
    facts: (repository) => repositories.get(repository.toLowerCase()) ?? null,
    usersOf(key) {
      if (!key.endsWith(" *")) return [...(users.get(key) ?? [])];
      const there = key.slice(0, -1);
      return [...users].flatMap(([file, names]) => (file.startsWith(there) ? [...names] : []));
    },
    incidentsOf: (repository) => incidents.of(repository),
    incidentsOfInstallation: (installation) => incidents.ofInstallation(installation),
    swept: (repository) => sweeps.get(repository.toLowerCase()) ?? null,
    apply(change) {
      switch (change.kind) {
        case "put": {
          const { subject, keys } = change;
          const own = issueKey(subject.repository, subject.number);
          return incidents.put(subject, keptKeys(own, keys, bounds.keysOfEach));
        }
        case "remove":
          return incidents.drop(change.subject);
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
          for (const [name, facts] of repositories) {
            if (facts.installation === change.installation) forgetRepository(name);
          }
          for (const subject of incidents.ofInstallation(change.installation)) incidents.drop(subject);
      }
    },
  };
  return index;
}
