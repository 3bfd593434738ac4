/** What a change of the policy does to one incident, small enough to be kept while the others are still read. */
import { GATE_NAMES, type GateName } from "../rules/gates.ts";
import type { PolicyInForce } from "../policy/resolve.ts";
import type { Snapshot } from "../snapshot/snapshot.ts";
import type { Instant } from "../snapshot/types.ts";
import type { Outcome } from "../verdict/types.ts";
import { type CloseOutcome, enforced, type Simulated, simulateClosing, simulateClosure } from "./simulate.ts";

/** An open incident's outcome under the policy in force and under the proposed one. */
export interface OpenRow {
  readonly kind: "open";
  readonly from: CloseOutcome;
  readonly to: CloseOutcome;
  /** Conditions whose outcome changes. */
  readonly gates: readonly (readonly [GateName, Outcome | "none", Outcome | "none"])[];
}

/** A close of the last 90 days under the proposed policy in enforce mode. */
export interface ClosedRow {
  readonly kind: "closed";
  readonly closedAt: Instant;
  readonly close: CloseOutcome;
  /** Conditions that did not hold. */
  readonly unmet: readonly GateName[];
}

/** `gone`: it could not be read as an incident any more. */
export type Row = OpenRow | ClosedRow | { readonly kind: "gone" };

/**
 * One incident, under what is in force and under what is proposed.
 *
 * @param closedAt as it was listed; null: it was open.
 */
export function rowOf(snapshot: Snapshot, closedAt: Instant | null, before: PolicyInForce, after: PolicyInForce): Row {
  if (snapshot.incident.state === "open") {
    return openRow(simulateClosing(snapshot, before), simulateClosing(snapshot, after));
  }
  if (after.state !== "in_force" || closedAt === null) return { kind: "gone" };
  const closure = simulateClosure(snapshot, enforced(after));
  return closedRow(closure, closure.closedAt ?? closedAt);
}

/** The row of an incident that could not be read. */
export function unknownRow(closedAt: Instant | null): Row {
  return closedAt === null
    ? { kind: "open", from: "unknown", to: "unknown", gates: [] }
    : { kind: "closed", closedAt, close: "unknown", unmet: [] };
}

/** Both outcomes of an open incident. */
export function openRow(before: Simulated, after: Simulated): OpenRow {
  const gates = GATE_NAMES.map((name) => [name, before.gates[name] ?? "none", after.gates[name] ?? "none"] as const);
  // Where nothing was judged, or is no longer, every condition differs, and that says nothing.
  const both = before.close !== "not_judged" && after.close !== "not_judged";
  const changed = both ? gates.filter(([, from, to]) => from !== to) : [];
  return { kind: "open", from: before.close, to: after.close, gates: changed };
}

export function closedRow(closure: Simulated, closedAt: Instant): ClosedRow {
  const unmet = GATE_NAMES.filter((name) => closure.gates[name] === "fail");
  return { kind: "closed", closedAt, close: closure.close, unmet };
}

/** Whether an open incident's outcome changes at all. */
export function changes(row: OpenRow): boolean {
  return row.from !== row.to || row.gates.length > 0;
}
