/** Scores as ranges: what is unknown widens them, and only what holds either way passes or fails (R-V1). */
import type { Unreadable } from "../snapshot/types.ts";
import type { Scored } from "../verdict/judged.ts";
import { nearestOf, node } from "../verdict/node.ts";
import type { Outcome, Score, Step, VerdictNode } from "../verdict/types.ts";

/** One row of a score: the points that are sure, those that are possible, and why. */
export interface Row {
  readonly name: string;
  readonly title: string;
  readonly min: number;
  readonly max: number;
  /** Why, as a clause that a period ends. */
  readonly because: string;
  readonly evidence?: readonly string[];
  /** What would earn the points that are missing. */
  readonly next?: Step | null;
}

/** The score of an item: `rule:#item`, and below it one node a row, `rule:#item/name`. `most`: points of a row. */
export function scoreOf(
  rule: string,
  title: string,
  item: number,
  most: number,
  target: number,
  rows: readonly Row[],
): Scored {
  const score: Score = {
    min: rows.reduce((sum, row) => sum + row.min, 0),
    max: rows.reduce((sum, row) => sum + row.max, 0),
    of: most * rows.length,
    target,
  };
  const key = `${rule}:#${item}`;
  const children = rows.map((row) => rowNode(rule, key, item, most, row));
  const outcome = outcomeOf(score.min, score.max, target);
  const phrase = `${points(score.min, score.max)} of ${score.of} points; ${target} ${target === 1 ? "is" : "are"} needed.`;
  const next = outcome === "pass" ? null : nearestOf(children);
  return { node: node(rule, key, title, outcome, phrase, { item, children, next }), score };
}

function rowNode(rule: string, key: string, item: number, most: number, row: Row): VerdictNode {
  const outcome = outcomeOf(row.min, row.max, most);
  const phrase = `${points(row.min, row.max)} of ${most}: ${row.because}.`;
  const next = outcome === "pass" ? null : (row.next ?? null);
  return node(rule, `${key}/${row.name}`, row.title, outcome, phrase, { item, evidence: row.evidence ?? [], next });
}

function outcomeOf(min: number, max: number, target: number): Outcome {
  if (min >= target) return "pass";
  return max < target ? "fail" : "unknown";
}

/** `3`, or `3–4` where facts that could not be read leave both possible. */
export function points(min: number, max: number): string {
  return min === max ? `${min}` : `${min}–${max}`;
}

/** Why a row cannot be decided, as a clause: the first fact that could not be read, and the permission that would help. */
export function cannotTell([first]: readonly Unreadable[]): string {
  const grant = first?.permission === undefined ? "" : `. Grant Quench ${first.permission}`;
  return `cannot tell yet: ${first?.unreadable ?? "something could not be read"}${grant}`;
}
