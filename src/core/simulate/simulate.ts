/** What another policy would say of an incident: of closing it now, and of how it was closed. Nothing here is in force. */
import { actorMayOverride } from "../people.ts";
import { defaultPolicy, type InForce, type PolicyInForce } from "../policy/resolve.ts";
import { bearingOf, GATE_KEYS, GATE_NAMES, type GateName, gateMode, rankOf } from "../rules/gates.ts";
import { isIncident } from "../rules/severity.ts";
import { presentClose } from "../rules/undo.ts";
import type { Snapshot } from "../snapshot/snapshot.ts";
import type { Instant } from "../snapshot/types.ts";
import { addMs } from "../time.ts";
import { assess } from "../verdict/assess.ts";
import { buildCase } from "../verdict/case.ts";
import type { Judged } from "../verdict/judged.ts";
import type { Outcome } from "../verdict/types.ts";
import { asOf } from "./as-of.ts";

/**
 * What would become of a close. `held`: it would stay, by the gate or an override. `let_go`: by somebody with the right.
 * `not_judged`: no incident under that policy, or it is off.
 */
export type CloseOutcome = "held" | "undone" | "told" | "recorded" | "let_go" | "not_judged" | "unknown";

/** One incident under one policy. */
export interface Simulated {
  readonly close: CloseOutcome;
  /** Each condition of R-C1; empty where nothing is judged. */
  readonly gates: Readonly<Partial<Record<GateName, Outcome>>>;
  /** The nearest step that would turn the gate, as Markdown: may quote the incident. Null where nothing is missing. */
  readonly next: string | null;
}

const NOT_JUDGED: Simulated = { close: "not_judged", gates: {}, next: null };

/** What closing an open incident as completed would come to now. */
export function simulateClosing(snapshot: Snapshot, policy: PolicyInForce): Simulated {
  return policy.state === "in_force" ? standing(judged(snapshot, policy)) : NOT_JUDGED;
}

/**
 * What the gate would have said when a closed incident was closed, by what GitHub shows of that time.
 *
 * @returns `closedAt` null where it is open.
 */
export function simulateClosure(
  snapshot: Snapshot,
  policy: PolicyInForce,
): Simulated & { readonly closedAt: Instant | null } {
  const { closedAt } = snapshot.incident;
  const close = presentClose(snapshot.incident);
  if (policy.state !== "in_force" || closedAt === null) return { ...NOT_JUDGED, closedAt };
  if (close === null) return { close: "unknown", gates: {}, next: null, closedAt };
  const then = judged(asOf(snapshot, close.at, addMs(close.at, policy.policy.closure.grace)), policy);
  const found = standing(then);
  const right = close.reason === "completed" ? false : actorMayOverride(snapshot, then.policy, close.actor);
  if (right === true && found.close !== "not_judged") return { ...found, close: "let_go", closedAt };
  // Whether it was let go by right cannot be told: then neither whether it would have been undone.
  if (right === null && found.close === "undone") return { ...found, close: "unknown", closedAt };
  return { ...found, closedAt };
}

/** The same policy, enforced from the start. */
export function enforced(inForce: InForce): InForce {
  return { ...inForce, policy: { ...inForce.policy, mode: "enforce" } };
}

/** What a repository without a policy would have: the defaults, enforced. */
export function defaultsEnforced(): InForce {
  const standing = { path: null, commit: null, problem: null, belowFloor: [] };
  return { state: "in_force", policy: defaultPolicy("enforce"), standing, committedAt: null };
}

function judged(snapshot: Snapshot, inForce: InForce): Judged {
  return assess(buildCase(snapshot, inForce.policy), inForce);
}

function standing(subject: Judged): Simulated {
  if (!isIncident(subject)) return NOT_JUDGED;
  const { closable, override } = subject;
  const gates = Object.fromEntries(
    GATE_NAMES.map((name) => [
      name,
      closable.children.find(({ key }) => key === GATE_KEYS[name])?.outcome ?? "unknown",
    ]),
  );
  const next = closable.next?.text ?? null;
  return { close: override?.running === true ? "held" : closeOf(subject), gates, next };
}

function closeOf(subject: Judged): CloseOutcome {
  const { closable } = subject;
  if (closable.outcome === "pass") return "held";
  const { fail, unknown } = bearingOf(closable, (gate) => gateMode(subject, gate));
  if (fail === null || (unknown !== null && rankOf(unknown) > rankOf(fail))) return "unknown";
  return fail === "enforce" ? "undone" : fail === "warn" ? "told" : "recorded";
}
