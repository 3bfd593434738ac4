/** What is to be asked of an index that is not at hand: all of it at once. */
import { queueRef } from "../../github/heads/read-group.ts";
import type { Wanted } from "../../queue/known.ts";
import { issueKey, policyKey } from "../events/references.ts";
import type { Signal } from "../events/signal.ts";

/** What has to be known to tell what a signal comes to (`consequencesOf`). Pure. */
export function wantedBy(signal: Signal): Wanted {
  const { repository, installation, everyIncidentOf } = signal;
  const others = signal.others.map((other) => other.repository);
  const pulls = signal.others.flatMap((other) => {
    const pull = other.kind === "group" ? queueRef(other.ref)?.pull : undefined;
    return pull === undefined ? [] : [issueKey(other.repository, pull)];
  });
  return {
    keys: [...signal.keys, ...signal.itemKeys, ...pulls],
    repositories: repository === null ? others : [repository, ...others],
    usersOf: [
      ...signal.keys.filter((key) => key.startsWith("policy ")),
      ...(signal.mayTouchPolicy ? others.map((other) => policyKey(other, "*")) : []),
    ],
    incidentsOf: everyIncidentOf === "repository" && repository !== null ? [repository] : [],
    incidentsOfInstallation: everyIncidentOf === "installation" ? [installation] : [],
  };
}

/** What several want, as one. Pure. */
export function allOf(all: readonly Wanted[]): Wanted {
  return {
    keys: all.flatMap(({ keys = [] }) => keys),
    repositories: all.flatMap(({ repositories = [] }) => repositories),
    usersOf: all.flatMap(({ usersOf = [] }) => usersOf),
    incidentsOf: all.flatMap(({ incidentsOf = [] }) => incidentsOf),
    incidentsOfInstallation: all.flatMap(({ incidentsOfInstallation = [] }) => incidentsOfInstallation),
  };
}
