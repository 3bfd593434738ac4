/** Which policy is in force: the newest version of the file that can be read (design: "Where it runs"). */
import type { Instant, PolicyVersion } from "../snapshot/types.ts";
import type { Mode, PolicyFileStanding, PolicyStanding } from "../verdict/types.ts";
import { type Combination, knownBases, placeOf, seekPolicy, type Sought } from "./combine.ts";
import { belowFloor } from "./floor.ts";
import { maxInstant } from "../time.ts";
import { formatDiagnostic, judgePolicy, readPolicyFile } from "./parse.ts";
import { isGroup } from "./merge.ts";
import { type Policy, policySchema } from "./schema.ts";

export type PolicyInForce =
  /** No file: silence. */
  | { readonly state: "absent" }
  /** The file says `enabled: false`: silence. */
  | { readonly state: "disabled"; readonly standing: PolicyStanding }
  | {
      readonly state: "in_force";
      readonly policy: Policy;
      readonly standing: PolicyStanding;
      /** When the version in force was committed, as its author says; null for the defaults. */
      readonly committedAt: Instant | null;
    };

/** A policy that judges: what `evaluate` and `plan` take. */
export type InForce = Extract<PolicyInForce, { readonly state: "in_force" }>;

/** The policy of a file that says nothing but its mode. */
export function defaultPolicy(mode: Mode): Policy {
  return policySchema.parse({ version: 1, mode });
}

/** What holds without a policy file where somebody asks all the same (a workflow, a terminal): it tells, and undoes nothing. */
export function defaultInForce(): InForce {
  return {
    state: "in_force",
    policy: defaultPolicy("warn"),
    standing: { path: null, commit: null, problem: null, belowFloor: [] },
    committedAt: null,
  };
}

/**
 * Decides on the file's versions on the default branch, newest first, with what they build on (`_extends`).
 *
 * A newest version that cannot be read does not loosen the gate: the last one that could stays in force, and the
 * problem is told. One that was never valid since the file came into being means the defaults in shadow mode.
 */
export function resolvePolicy(versions: readonly PolicyVersion[]): PolicyInForce {
  const sought = seekPolicy({ versions, more: false, absent: null }, knownBases(versions));
  const problem = problemOf(sought, versions);
  if (sought.found !== null) return inForceOf(sought.found, problem);
  if (problem === null) return { state: "absent" };
  const alone = sought.outOfSight ? ownSettings(versions) : null;
  if (alone !== null) return withAlone(inForceOf(alone, problem));
  const policy = defaultPolicy("shadow");
  return {
    state: "in_force",
    policy,
    standing: { path: null, commit: null, problem, belowFloor: [] },
    committedAt: null,
  };
}

function problemOf({ problems: [first, ...more], need }: Sought, [newest]: readonly PolicyVersion[]): string | null {
  if (first !== undefined) return `${formatDiagnostic(first)}${more.length > 0 ? ` (${more.length} more)` : ""}`;
  // A need is left only where a snapshot does not hold what its policy builds on.
  return need === null ? null : `${newest?.path ?? "The policy file"}: what it builds on was not read.`;
}

function inForceOf({ policy, versions }: Combination, problem: string | null): PolicyInForce {
  const [file] = versions;
  const files = versions.flatMap((version): PolicyFileStanding[] => {
    const place = placeOf(version);
    return place === null
      ? []
      : [{ repository: `${place.owner}/${place.repo}`, path: place.path, commit: version.commit }];
  });
  const standing: PolicyStanding = {
    path: file?.path ?? null,
    commit: file?.commit ?? null,
    problem,
    belowFloor: belowFloor(policy),
    ...(files.length === 0 ? {} : { files }),
  };
  // What is in force began with the last change of any of its files.
  const committedAt = maxInstant(...versions.map((version) => version.committedAt)) ?? null;
  return policy.enabled ? { state: "in_force", policy, standing, committedAt } : { state: "disabled", standing };
}

function withAlone(resolved: PolicyInForce): PolicyInForce {
  return resolved.state === "absent" ? resolved : { ...resolved, standing: { ...resolved.standing, alone: true } };
}

/**
 * The newest version that is valid by itself, where what it builds on is out of our sight: its own settings alone. A
 * mode that it leaves to its base is then `warn`: nothing is let go in silence, and nobody is punished for what we
 * cannot read (R-V1).
 */
function ownSettings(versions: readonly PolicyVersion[]): Combination | null {
  for (const version of versions) {
    if (version.text === null) return null;
    const { file } = readPolicyFile(version.text, version.path);
    const { policy } = file === null ? { policy: null } : judgePolicy([file]);
    if (file === null || policy === null) continue;
    const saysMode = isGroup(file.value) && "mode" in file.value;
    return { policy: saysMode ? policy : { ...policy, mode: "warn" }, versions: [version] };
  }
  return null;
}
