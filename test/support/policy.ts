/** Policies in force, as a repository's file would put them there. */
import { type InForce, resolvePolicy } from "../../src/core/policy/resolve.ts";
import type { Instant } from "../../src/core/snapshot/types.ts";

/** Long before the incident of the builders. */
export const COMMITTED: Instant = "2026-01-05T12:00:00Z";

const TRUSTED = ["grafana.example.com"];

/**
 * The policy of a file: its YAML, or settings that differ from `version: 1`, `mode: enforce` and a trusted dashboard.
 *
 * @throws where the text is no valid policy that is enabled: a test must not go on with another one.
 */
export function policyInForce(
  yamlOrOverrides: string | Readonly<Record<string, unknown>> = {},
  committedAt: Instant = COMMITTED,
): InForce {
  const text =
    typeof yamlOrOverrides === "string"
      ? yamlOrOverrides
      : JSON.stringify({ version: 1, mode: "enforce", evidence: { trusted_hosts: TRUSTED }, ...yamlOrOverrides });
  const resolved = resolvePolicy([{ path: ".github/quench.yml", commit: "c0ffee0".repeat(5), committedAt, text }]);
  if (resolved.state !== "in_force" || resolved.standing.problem !== null) {
    throw new Error(`not a policy: ${JSON.stringify(resolved)}`);
  }
  return resolved;
}
