/** Losing sight of a part of a snapshot, as a 502 or a missing permission would have it. */
import type { Snapshot } from "../../src/core/snapshot/snapshot.ts";
import { isUnreadable } from "../../src/core/snapshot/types.ts";

export type Path = readonly (string | number)[];

/** What is read in place of a part. */
export const LOST = { unreadable: "502", transient: true };

/** Places of the parts that the contract calls `Readable`, each with a list or a fact that was read. */
export function readableParts(snapshot: Snapshot): readonly Path[] {
  const paths: Path[] = [["items"], ["ledger"], ["repository", "labels"], ["overrideTeam"]];
  for (const part of ["recent", "codeowners", "history", "strayed"] as const) {
    if (snapshot[part] !== undefined && snapshot[part] !== null) paths.push([part]);
  }
  const issue = (at: Path): void => {
    for (const part of ["comments", "events", "links", "type"]) paths.push([...at, part]);
  };
  issue(["incident"]);
  for (const list of ["items", "ledger"] as const) {
    const issues = snapshot[list];
    if (!isUnreadable(issues)) issues.forEach((_one, index) => issue([list, index]));
  }
  for (const [key, one] of Object.entries(snapshot.pulls)) {
    paths.push(["pulls", key]);
    if (isUnreadable(one)) continue;
    for (const part of ["files", "closes", "contributors", "revertedBy"]) paths.push(["pulls", key, part]);
    paths.push(["pulls", key, "head", "checks"]);
  }
  for (const [url, one] of Object.entries(snapshot.links)) {
    paths.push(["links", url, "found"]);
    if (!isUnreadable(one.found) && one.found.kind === "run") paths.push(["links", url, "found", "run", "contains"]);
  }
  for (const login of Object.keys(snapshot.people)) paths.push(["people", login, "role"], ["people", login, "member"]);
  for (const team of Object.keys(snapshot.teams ?? {})) paths.push(["teams", team]);
  for (const [number, facts] of Object.entries(snapshot.controls ?? {})) {
    paths.push(["controls", number]);
    if (isUnreadable(facts)) continue;
    for (const part of ["sightings", "required", "deployments", "scheduled"]) paths.push(["controls", number, part]);
  }
  return paths;
}

/** The same data with another value at a place. */
export function withAt<T>(value: T, [key, ...rest]: Path, put: unknown): T {
  if (key === undefined) return put as T;
  const copy: unknown = Array.isArray(value) ? [...(value as unknown[])] : { ...value };
  Reflect.set(copy as object, key, withAt(Reflect.get(value as object, key) as unknown, rest, put));
  return copy as T;
}
