/** What one rule says of a judged case. */
import type { Rule } from "../../src/core/rules/rule.ts";
import type { Snapshot } from "../../src/core/snapshot/snapshot.ts";
import { assess } from "../../src/core/verdict/assess.ts";
import { buildCase } from "../../src/core/verdict/case.ts";
import type { Judged } from "../../src/core/verdict/judged.ts";
import type { VerdictNode } from "../../src/core/verdict/types.ts";
import { policyInForce } from "./policy.ts";

/** The case of a snapshot, judged for real. */
export function subjectOf(snapshot: Snapshot, inForce = policyInForce()): Judged {
  return assess(buildCase(snapshot, inForce.policy), inForce);
}

/** The nodes of the rule with this id. @throws where the family has none that judges. */
export function saysOf(rules: readonly Rule[], id: string, subject: Judged): readonly VerdictNode[] {
  const judge = rules.find((rule) => rule.id === id)?.judge;
  if (judge === undefined || judge === null) throw new Error(`no rule ${id} that judges`);
  return judge(subject);
}

/** Its only node. @throws where there is none, or more than one. */
export function saysOnce(rules: readonly Rule[], id: string, subject: Judged): VerdictNode {
  const [only, ...more] = saysOf(rules, id, subject);
  if (only === undefined || more.length > 0) throw new Error(`${id} says ${more.length + 1} things, or nothing`);
  return only;
}

/** The words of a family for the docs that are not sentences, one line a rule. */
export function headings(rules: readonly Rule[]): readonly string[] {
  return rules.map(({ id, title, kind, settings }) => `${id} (${kind}) ${title} [${settings.join(", ")}]`);
}

/** What each of its nodes is headed with: `R-T1 Rank findings`. */
export function titles(rules: readonly Rule[], subject: Judged): readonly string[] {
  return rules.flatMap((rule) => (rule.judge?.(subject) ?? []).map((one) => `${one.rule} ${one.title}`));
}

/** Its sentences: when it passes, fails and is unknown, and why it never does. */
export function sentences(rules: readonly Rule[]): readonly string[] {
  return rules.flatMap(({ passes, fails, unknown, never = {} }) => [
    passes,
    fails,
    unknown ?? "",
    ...Object.values(never),
  ]);
}
