/** C. The conditions of R-C1 by the policy's names for them, and the mode of each (`gates.*`). */
import { MODES, type Policy } from "../policy/schema.ts";
import type { Case } from "../verdict/case.ts";
import type { Mode, Outcome, VerdictNode } from "../verdict/types.ts";
import { effectiveMode } from "./severity.ts";

/** A gate of the policy: `gates.scorecard`. */
export type GateName = keyof Policy["gates"];

/** The key of each gate's node among the children of R-C1, in their order. */
export const GATE_KEYS: Readonly<Record<GateName, string>> = {
  scorecard: "R-C1/scorecard",
  adoption: "R-C1/adoption",
  owners: "R-C1/owners",
  priorities: "R-C1/priorities",
  items: "R-C1/items",
  checklist: "R-C6",
};

export const GATE_NAMES = Object.keys(GATE_KEYS) as readonly GateName[];

/** Shadow is the weakest, enforce the strictest. */
export function rankOf(mode: Mode): number {
  return MODES.indexOf(mode);
}

export function weakerOf(a: Mode, b: Mode): Mode {
  return rankOf(a) < rankOf(b) ? a : b;
}

/** What a gate's failing comes to for this incident: its own mode, where that is weaker than the policy's here. */
export function gateMode(subject: Case, gate: GateName): Mode {
  const here = effectiveMode(subject);
  return weakerOf(here, subject.policy.gates[gate] ?? here);
}

/** The strictest mode among the conditions that fail, and among those that cannot be told; null where none is. */
export interface Bearing {
  readonly fail: Mode | null;
  readonly unknown: Mode | null;
}

/** How the conditions bear on a close, given each gate's mode. */
export function bearingOf(closable: VerdictNode, modeOf: (gate: GateName) => Mode): Bearing {
  const strictest = (outcome: Outcome): Mode | null => {
    const keys = new Set(closable.children.filter((one) => one.outcome === outcome).map(({ key }) => key));
    const ranks = GATE_NAMES.filter((gate) => keys.has(GATE_KEYS[gate])).map((gate) => rankOf(modeOf(gate)));
    return MODES[Math.max(...ranks)] ?? null;
  };
  return { fail: strictest("fail"), unknown: strictest("unknown") };
}
