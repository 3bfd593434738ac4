/** Judging and planning in one line, and finding the line of a verdict that a test is about. */
import { plan } from "../../src/core/plan/plan.ts";
import type { Write } from "../../src/core/plan/write.ts";
import type { InForce } from "../../src/core/policy/resolve.ts";
import type { Snapshot } from "../../src/core/snapshot/snapshot.ts";
import { evaluate } from "../../src/core/verdict/evaluate.ts";
import type { ItemVerdict, Verdict, VerdictNode } from "../../src/core/verdict/types.ts";
import { policyInForce } from "./policy.ts";

export function judge(snapshot: Snapshot, inForce: InForce = policyInForce()): Verdict {
  return evaluate(snapshot, inForce);
}

export function planned(snapshot: Snapshot, inForce: InForce = policyInForce()): readonly Write[] {
  return plan(evaluate(snapshot, inForce), snapshot, inForce);
}

/** The writes of one kind, typed. */
export function ofKind<K extends Write["kind"]>(
  writes: readonly Write[],
  kind: K,
): readonly Extract<Write, { kind: K }>[] {
  return writes.filter((write): write is Extract<Write, { kind: K }> => write.kind === kind);
}

/** The node with this key, wherever it is in the verdict. @throws where there is none. */
export function row(verdict: Verdict, key: string): VerdictNode {
  const stack: VerdictNode[] = [verdict.closable, ...verdict.checklist, ...verdict.items.map((item) => item.gate)];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.key === key) return node;
    stack.push(...node.children);
  }
  throw new Error(`no row ${key}`);
}

/** The verdict on one item. @throws where there is none. */
export function itemIn(verdict: Verdict, number: number): ItemVerdict {
  const found = verdict.items.find((item) => item.number === number);
  if (found === undefined) throw new Error(`no item #${number}`);
  return found;
}
