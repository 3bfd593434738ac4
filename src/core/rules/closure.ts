/** C. Closure: whether an incident may close (R-C1). */
import { OVERRIDERS, overriders } from "../people.ts";
import type { Policy } from "../policy/schema.ts";
import type { Weighed } from "../verdict/judged.ts";
import { allOf, nearestOf, node } from "../verdict/node.ts";
import type { VerdictNode } from "../verdict/types.ts";
import { CLOSING_RULES } from "./closing.ts";
import { checklistComplete } from "./checklist.ts";
import { adopted, itemsResolved, prioritiesResolved, scorecardReached } from "./conditions.ts";
import { ownersConfirmed } from "./follow-up.ts";
import { OVERRIDE_RULE } from "./override.ts";
import { PULL_GATE_RULE } from "./pull-gate.ts";
import type { Rule } from "./rule.ts";

export { checklistOf } from "./checklist.ts";

/** R-C1: every condition must hold; nothing passes vacuously. */
export function closable(subject: Weighed): VerdictNode {
  const children = [
    scorecardReached(subject),
    adopted(subject),
    ownersConfirmed(subject),
    prioritiesResolved(subject),
    itemsResolved(subject),
    checklistComplete(subject.checklist),
  ];
  const outcome = allOf(children, "fail");
  const open = children.filter((child) => child.outcome === "fail").length;
  const phrase = {
    pass: "Every condition for closing holds.",
    fail: `${open} of ${children.length} conditions ${open === 1 ? "is" : "are"} not met yet.`,
    unknown: "Some facts could not be read, so Quench cannot tell yet.",
    not_applicable: "",
  }[outcome];
  return node("R-C1", "R-C1", "May close", outcome, phrase, { children, next: nearestOf(children) });
}

/** The way out, named wherever a close is undone. */
export const WAY_OUT = way(OVERRIDERS);

/** The same with those whom the policy names. */
export function wayOut(policy: Policy): string {
  return way(overriders(policy));
}

function way(who: string): string {
  return `To let the incident go without the gate, ${who} closes it as *not planned* or *duplicate*, or says \`/quench override <reason>\` and closes it.`;
}

const GATES = ["scorecard", "adoption", "owners", "priorities", "items", "checklist"].map((name) => `gates.${name}`);

const MAY_CLOSE: Rule = {
  id: "R-C1",
  title: "May close",
  passes:
    "The scorecard reaches its target; a control is implemented and runs in the normal workflow; the owners of items, accepted risks and debts confirmed adoption; no P0 or P1 is unresolved; every other item is verified, retired or deferred; the quick checklist is complete.",
  fails: "One of the conditions does not hold. Nothing passes vacuously: an incident without items may not close.",
  unknown: "What could not be read might decide one of the conditions, and no other one fails.",
  settings: ["scores.scorecard", ...GATES],
  kind: "gate",
  judge: null,
};

const QUICK_CHECKLIST: Rule = {
  id: "R-C6",
  title: "Quick checklist",
  passes:
    "One automation guardrail is merged, one regression test is merged, the runbook update is published, and an owner's acknowledgement is recorded.",
  fails: "One of the four is missing.",
  unknown: "What could not be read might show what is missing.",
  settings: ["gates.checklist", "files.guardrails", "files.tests", "files.runbooks"],
  kind: "gate",
  judge: null,
};

export const CLOSURE_RULES: readonly Rule[] = [
  MAY_CLOSE,
  ...CLOSING_RULES,
  PULL_GATE_RULE,
  OVERRIDE_RULE,
  QUICK_CHECKLIST,
].toSorted((a, b) => (a.id < b.id ? -1 : 1));
