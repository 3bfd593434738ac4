/** S. The scorecard of the incident (R-S1): five rows of one point, and which control earned which. */
import type { ItemCase } from "../verdict/item-case.ts";
import type { Assessed, Scored } from "../verdict/judged.ts";
import { nearestOf, node } from "../verdict/node.ts";
import type { Outcome, VerdictNode } from "../verdict/types.ts";
import type { Rule } from "./rule.ts";
import { CLASS_TEST, ESCALATION, MONITORING, ROLLBACK } from "./scorecard-rows.ts";
import { RUNBOOK } from "./scorecard-runbook.ts";
import { type Row, type Source, sourceOf, sourcesOf } from "./sources.ts";

const ROWS: readonly Row[] = [CLASS_TEST, ROLLBACK, ESCALATION, MONITORING, RUNBOOK];

/** R-S1: five rows of one point; below each, the controls that earned it. */
export function scorecardOf(subject: Assessed): Scored {
  const sources = sourcesOf(subject);
  const children = ROWS.map((row) => rowOf(subject, row, sources));
  const count = (outcome: Outcome) => children.filter((child) => child.outcome === outcome).length;
  const target = subject.policy.scores.scorecard;
  const min = count("pass");
  const max = min + count("unknown");
  const outcome = min >= target ? "pass" : max < target ? "fail" : "unknown";
  const shown = min === max ? String(min) : `${min}–${max}`;
  const tail = { pass: "", fail: "; hardening is incomplete", unknown: "; some facts could not be read" }[outcome];
  return {
    node: node("R-S1", "R-S1", "Scorecard", outcome, `${shown} of ${ROWS.length}, target ${target}${tail}.`, {
      children,
      next: outcome === "pass" ? null : nearestOf(children),
    }),
    score: { min, max, of: ROWS.length, target },
  };
}

function rowOf(subject: Assessed, row: Row, sources: readonly Source[]): VerdictNode {
  const key = `R-S1/${row.name}`;
  const earned = sources.flatMap((source) => {
    const proof = row.proof(subject, source);
    return proof === null ? [] : [{ item: source.item?.issue.number ?? null, ...proof }];
  });
  const [first] = earned;
  if (first === undefined) {
    const { outcome, phrase, next } = row.missing(subject, sources);
    return node("R-S1", key, row.title, outcome, phrase, { next });
  }
  const children = earned.flatMap(({ item, because, evidence }) =>
    item === null ? [] : [node("R-S1", `${key}:#${item}`, `#${item}`, "pass", `${because}.`, { item, evidence })],
  );
  return node("R-S1", key, row.title, "pass", `${first.because} (${earners(earned.map(({ item }) => item))}).`, {
    evidence: earned.flatMap(({ evidence }) => evidence),
    children,
  });
}

const MOST_EARNERS = 5;

/** `#2, #3 and 4 more`, by number; the incident's own proof last. */
function earners(items: readonly (number | null)[]): string {
  const numbers = items.filter((item) => item !== null).sort((a, b) => a - b);
  const names = [...numbers.map((number) => `#${number}`), ...(items.includes(null) ? ["the incident itself"] : [])];
  const more = names.length - MOST_EARNERS;
  return names.slice(0, MOST_EARNERS).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/** The names of the rows that one control earns by itself, in the scorecard's order: its column. */
export function earnedBy(subject: Assessed, item: ItemCase): readonly string[] {
  const source = sourceOf(item);
  return ROWS.filter((row) => row.proof(subject, source) !== null).map((row) => row.name);
}

/** The points that one control earns by itself, 0 to 5; the incident's own scorecard decides. */
export function columnOf(subject: Assessed, item: ItemCase): number {
  return earnedBy(subject, item).length;
}

/** R-S1 for the registry; its nodes stand in `Verdict.scorecard`. */
export const SCORECARD_RULE: Rule = {
  id: "R-S1",
  title: "Scorecard",
  passes:
    "The incident earns as many of five points as the policy asks for: a merged test of an item covers the root-cause class; the rollback path was rehearsed and timed; an escalation owner is documented and still a member; monitoring was updated; the runbook was updated and its owners acknowledged it after the merge. Each control's own column says which of them it earned.",
  fails: "It earns fewer, even if everything that could not be read turned out well.",
  unknown: "What could not be read decides whether the target is reached; the score is shown as a range.",
  settings: ["scores.scorecard", "files.tests", "files.monitoring", "files.runbooks", "files.ownership"],
  kind: "gate",
  judge: null,
};
