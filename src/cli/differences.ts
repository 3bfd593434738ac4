/** Where two verdicts on what should be the same incident differ in more than their words. */
import type { Verdict, VerdictNode } from "../core/verdict/types.ts";

/**
 * What comes out differently: nodes by rule and subject, as lines for a person. Phrases may differ, and so may the
 * addresses in keys.
 */
export function differences(before: Verdict, after: Verdict): readonly string[] {
  const [was, is] = [outcomesOf(before), outcomesOf(after)];
  const keys = [...new Set([...was.keys(), ...is.keys()])].sort();
  return keys.flatMap((key) => {
    const [one, other] = [was.get(key) ?? "nothing", is.get(key) ?? "nothing"];
    return one === other ? [] : [`${key}: ${one} becomes ${other}`];
  });
}

/** The outcomes under each key: of several that differ by an address alone, all of them, sorted. */
function outcomesOf(verdict: Verdict): ReadonlyMap<string, string> {
  const found = new Map<string, string[]>();
  const add = (key: string, outcome: string): void => {
    const plain = key.replace(/https?:\/\/\S+/g, "<link>").replace(/^(R-M1|R-H[12]:#\d+)[:/].*$/, "$1");
    found.set(plain, [...(found.get(plain) ?? []), outcome]);
  };
  const walk = (node: VerdictNode): void => {
    add(node.key, node.outcome);
    node.children.forEach(walk);
  };
  for (const node of [verdict.closable, verdict.scorecard, ...verdict.checklist, ...verdict.rules]) walk(node);
  for (const { number, gate, status, outcome, band } of verdict.items) {
    walk(gate);
    add(`#${number}`, `${status}, ${outcome}, ${band ?? "no band"}`);
  }
  for (const { rule, state, metAt } of verdict.windows) add(rule, `${state} ${metAt ?? ""}`.trim());
  for (const { rule, outcome } of verdict.sprint) add(rule, outcome);
  add("severity", verdict.severity);
  add("mode", verdict.effectiveMode);
  add("closure", verdict.closure.kind);
  return new Map([...found].map(([key, outcomes]) => [key, outcomes.sort().join(", ")]));
}
