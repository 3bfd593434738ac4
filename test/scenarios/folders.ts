/** The folders of scenarios: what was read, under which policy, and what is decided on it. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { plan } from "../../src/core/plan/plan.ts";
import { type InForce, resolvePolicy } from "../../src/core/policy/resolve.ts";
import type { Snapshot } from "../../src/core/snapshot/snapshot.ts";
import { evaluate } from "../../src/core/verdict/evaluate.ts";

export const ROOT = join("test", "scenarios");

/** Names of the folders, sorted. */
export function scenarioNames(): readonly string[] {
  const entries = readdirSync(ROOT, { withFileTypes: true });
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).toSorted();
}

/** One scenario's snapshot with its policy file in it, and that policy in force. @throws where it is not valid. */
export function scenario(name: string): { readonly snapshot: Snapshot; readonly inForce: InForce } {
  const read = JSON.parse(readFileSync(join(ROOT, name, "snapshot.json"), "utf8")) as Snapshot;
  const version = {
    path: ".github/quench.yml",
    commit: "5ce7a210".repeat(5),
    committedAt: "2026-01-05T12:00:00Z",
    text: readFileSync(join(ROOT, name, "policy.yml"), "utf8"),
  };
  const inForce = resolvePolicy([version]);
  if (inForce.state !== "in_force" || inForce.standing.problem !== null)
    throw new Error(`${name}: the policy is not valid`);
  return { snapshot: { ...read, policy: [version] }, inForce };
}

/** Verdict and plan as JSON, which is what programs get: what is undefined in memory is not there. */
export function decided(name: string): { readonly verdict: unknown; readonly plan: unknown } {
  const { snapshot, inForce } = scenario(name);
  const verdict = evaluate(snapshot, inForce);
  const writes = plan(verdict, snapshot, inForce);
  return JSON.parse(JSON.stringify({ verdict, plan: writes })) as { verdict: unknown; plan: unknown };
}
