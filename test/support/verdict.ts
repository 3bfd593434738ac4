/** Parts of verdicts for tests that only show them. */
import { node } from "../../src/core/verdict/node.ts";
import type { ItemVerdict } from "../../src/core/verdict/types.ts";

/** The verdict on an item that has nothing yet. */
export function itemVerdict(over: Partial<ItemVerdict> = {}): ItemVerdict {
  const number = over.number ?? 2;
  return {
    number,
    url: `https://github.com/acme/shop/issues/${number}`,
    title: `Guardrail ${number} (incident #1)`,
    status: "open",
    outcome: "fail",
    bucket: null,
    lane: null,
    band: null,
    signalToEffort: null,
    owner: null,
    verifier: null,
    operator: null,
    due: null,
    gate: node("R-B4", `R-B4:#${number}`, "Verified", "fail", "Missing: evidence.", { item: number }),
    rubric: { min: 0, max: 0, of: 10, target: 7 },
    adoption: { min: 0, max: 0, of: 5, target: 4 },
    reminder: null,
    ...over,
  };
}
