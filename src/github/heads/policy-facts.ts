/** What is said about a change of the policy: what was read of it, and what its simulation came to so far. */
import { createHash } from "node:crypto";
import type { PolicyCheckFacts, SimulatedPlace, Stopped } from "../../core/render/policy-check.ts";
import type { Row } from "../../core/simulate/compare.ts";
import type { JudgedFile } from "../../core/simulate/judge-file.ts";
import type { SimulationTask } from "./list-simulated.ts";
import type { PolicyChange } from "./read-policy-change.ts";
import type { PolicyPlace } from "./read-policy-places.ts";

interface Simulation {
  readonly files: readonly JudgedFile[];
  readonly places: readonly PolicyPlace[];
  readonly tasks: readonly SimulationTask[];
  /** Incidents of each place that are too many. */
  readonly left: ReadonlyMap<PolicyPlace, number>;
  /** By the key of their task; what is not there is to come. */
  readonly rows: Readonly<Record<string, Row>>;
  readonly key: string;
  readonly placesLeft: number;
  readonly stopped: Stopped | null;
}

export function policyFacts(change: PolicyChange, simulation: Simulation): PolicyCheckFacts {
  const { repository, intoDefault, baseBranch } = change;
  const { files, tasks, left, rows, key, placesLeft, stopped } = simulation;
  const places = simulation.places.map((place): SimulatedPlace => {
    const { home, before, after, same } = place;
    const own = home === repository;
    const incidents = tasks
      .filter((task) => task.place === place)
      .map((task) => ({ ...task.incident, row: rows[task.key] ?? null }));
    const name = own ? null : `${home.owner}/${home.repo}`;
    const hidden = !own && home.private && !repository.private;
    return { name, hidden, before, after, same, incidents, left: left.get(place) ?? 0 };
  });
  const record = { key, rows, ...(stopped === null ? {} : { stopped: true }) };
  return { files, otherBranch: intoDefault ? null : baseBranch, places, placesLeft, stopped, record };
}

/** A digest of what the check is made of, but for the incidents: the head's files, and the commits that are in force now. */
export function policyKey(change: PolicyChange, files: readonly JudgedFile[], places: readonly PolicyPlace[]): string {
  const standing = places.map(({ home, before }) => [
    `${home.owner}/${home.repo}`.toLowerCase(),
    before.state === "absent" ? null : (before.standing.files ?? before.standing.commit),
  ]);
  const complaints = files.map(({ problems, elsewhere }) => [...problems, ...elsewhere]);
  const made = ["1", change.files.map(({ at, blob }) => [at.path, blob]), change.baseBranch, standing, complaints];
  return createHash("sha256").update(JSON.stringify(made)).digest("hex");
}
