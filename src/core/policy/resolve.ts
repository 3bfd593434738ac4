/** Which policy is in force: the newest version of the file that can be read (design: "Where it runs"). */
import type { Instant, PolicyVersion } from "../snapshot/types.ts";
import type { Mode, PolicyStanding } from "../verdict/types.ts";
import { belowFloor } from "./floor.ts";
import { formatDiagnostic, parsePolicy } from "./parse.ts";
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

/**
 * Decides on the file's versions on the default branch, newest first.
 *
 * A newest version that cannot be read does not loosen the gate: the last one that could stays in force, and the
 * problem is told. One that was never valid since the file came into being means the defaults in shadow mode.
 */
export function resolvePolicy(versions: readonly PolicyVersion[]): PolicyInForce {
  let problem: string | null = null;
  for (const { path, commit, committedAt, text } of versions) {
    if (text === null) {
      // Deleted: what was in force before it was deleted does not come back.
      break;
    }
    const { policy, problems } = parsePolicy(text, path);
    if (policy !== null) {
      const standing = { path, commit, problem, belowFloor: belowFloor(policy) };
      return policy.enabled ? { state: "in_force", policy, standing, committedAt } : { state: "disabled", standing };
    }
    const [first] = problems;
    const more = problems.length > 1 ? ` (${problems.length - 1} more)` : "";
    problem ??= first === undefined ? `${path} cannot be read.` : `${formatDiagnostic(first)}${more}`;
  }
  if (problem === null) {
    return { state: "absent" };
  }
  const policy = defaultPolicy("shadow");
  return {
    state: "in_force",
    policy,
    standing: { path: null, commit: null, problem, belowFloor: [] },
    committedAt: null,
  };
}
