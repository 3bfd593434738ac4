/** From a case to a judged one: the items' gates first, then what they come to together, then whether it may close. */
import type { InForce } from "../policy/resolve.ts";
import { adoptedOf, observedOf } from "../rules/adoption.ts";
import { adoptionScoreOf } from "../rules/adoption-score.ts";
import { forOne, isAlone } from "../rules/alone.ts";
import { statusOf, verifiedOf } from "../rules/backlog.ts";
import { checklistOf, closable } from "../rules/closure.ts";
import { signalToEffort } from "../rules/economics.ts";
import { overrideOf } from "../rules/override.ts";
import { bandOf, inOrder, isUrgent } from "../rules/priority.ts";
import { qaGate } from "../rules/qa-gate.ts";
import { rubricOf } from "../rules/rubric.ts";
import { scorecardOf } from "../rules/scorecard.ts";
import { windowsOf } from "../rules/windows.ts";
import type { Case } from "./case.ts";
import type { ItemCase } from "./item-case.ts";
import type { Assessed, Judged, JudgedItem, Weighed } from "./judged.ts";
import type { VerdictNode } from "./types.ts";

/** Judges a case: everything that rules of the incident look at. */
export function assess(subject: Case, inForce: InForce): Judged {
  const assessed: Assessed = {
    ...subject,
    inForce,
    items: inOrder(subject.items.map((item) => assessItem(subject, item))),
  };
  const weighed: Weighed = {
    ...assessed,
    scorecard: scorecardOf(assessed),
    windows: windowsOf(assessed),
    checklist: checklistOf(assessed),
    override: overrideOf(assessed),
  };
  return { ...weighed, closable: closable(weighed) };
}

function assessItem(subject: Case, item: ItemCase): JudgedItem {
  const { number } = item.issue;
  const mine = isAlone(subject) ? (gate: VerdictNode) => forOne(gate, number, isUrgent({ band: bandOf(item) })) : same;
  const qa = mine(qaGate(item));
  const observed = observedOf(subject, item);
  const scored = rubricOf(subject, item, observed);
  const rubric = { ...scored, node: mine(scored.node) };
  const adoption = adoptionScoreOf(subject, item, observed);
  const adopted = adoptedOf(subject, item, observed, adoption);
  const gate = verifiedOf(item, [qa, rubric.node, adopted]);
  return {
    ...item,
    band: bandOf(item),
    signalToEffort: signalToEffort(item),
    qa,
    observed,
    rubric,
    adoption,
    adopted,
    gate,
    status: statusOf(subject, item, gate.outcome),
  };
}

function same(gate: VerdictNode): VerdictNode {
  return gate;
}
