/** The incidents that one process knows, by their keys, repositories and installations: bounded, and small in memory. */
import type { IncidentSubject } from "../../queue/queue.ts";
import { createGroups } from "./groups.ts";
import { createKeyTable } from "./key-table.ts";
import { issueKey } from "../events/references.ts";

export interface KnownIncidents {
  /** Those that the key belongs to. */
  find(key: string): readonly IncidentSubject[];
  of(repository: string): readonly IncidentSubject[];
  ofInstallation(installation: number): readonly IncidentSubject[];
  /** Replaces what is known of an incident. Its own key (`issueKey`) is among the keys. */
  put(subject: IncidentSubject, keys: Iterable<string>): void;
  drop(subject: IncidentSubject): void;
  readonly size: number;
}

/** @param bounds incidents, and keys of all of them: above either the ones longest untouched are dropped. */
export function createKnownIncidents(bounds: { readonly incidents: number; readonly keys: number }): KnownIncidents {
  const table = createKeyTable();
  const byRepository = createGroups<string>();
  const byInstallation = createGroups<number>();
  /** All of them, the longest untouched first. */
  const byAge = createGroups<"all">();
  /** By the table's owner, in columns: an object for each would take as much as all the rest. */
  const repositories: string[] = [];
  const installations: number[] = [];
  const numbers: number[] = [];
  /** Owners given back. */
  const free: number[] = [];
  let size = 0;

  const subjectOf = (owner: number): IncidentSubject => ({
    kind: "incident",
    installation: installations[owner] ?? 0,
    repository: repositories[owner] ?? "",
    number: numbers[owner] ?? 0,
  });
  const nameOf = (owner: number): string => (repositories[owner] ?? "").toLowerCase();
  const ownerOf = ({ repository, number }: IncidentSubject): number | undefined => {
    const name = repository.toLowerCase();
    // Others may name it among theirs.
    const owners = table.owners(issueKey(repository, number));
    return owners.find((owner) => numbers[owner] === number && nameOf(owner) === name);
  };
  const forget = (owner: number): void => {
    table.clear(owner);
    byRepository.leave(nameOf(owner), owner);
    byInstallation.leave(installations[owner] ?? 0, owner);
    byAge.leave("all", owner);
    repositories[owner] = "";
    free.push(owner);
    size -= 1;
  };
  const trim = (): void => {
    for (const oldest of byAge.members("all")) {
      if (size <= bounds.incidents && (table.size <= bounds.keys || size === 1)) return;
      forget(oldest);
    }
  };

  return {
    find: (key) => table.owners(key).map(subjectOf),
    of: (repository) => Array.from(byRepository.members(repository.toLowerCase()), subjectOf),
    ofInstallation: (installation) => Array.from(byInstallation.members(installation), subjectOf),
    put(subject, keys) {
      const { installation, repository, number } = subject;
      const known = ownerOf(subject);
      if (known !== undefined) forget(known);
      const owner = free.pop() ?? size;
      const name = repository.toLowerCase();
      // One text for all of a repository's incidents.
      const [neighbor] = byRepository.members(name);
      const shared = neighbor === undefined ? undefined : repositories[neighbor];
      repositories[owner] = shared === repository ? shared : repository;
      installations[owner] = installation;
      numbers[owner] = number;
      byRepository.join(name, owner);
      byInstallation.join(installation, owner);
      byAge.join("all", owner);
      for (const key of keys) table.add(owner, key);
      size += 1;
      trim();
    },
    drop(subject) {
      const owner = ownerOf(subject);
      if (owner !== undefined) forget(owner);
    },
    get size() {
      return size;
    },
  };
}
