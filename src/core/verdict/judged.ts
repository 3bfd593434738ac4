/** A case whose items are judged: what the rules of the incident look at. */
import type { Band } from "../forms/vocabulary.ts";
import type { InForce } from "../policy/resolve.ts";
import type { Case } from "./case.ts";
import type { ItemCase } from "./item-case.ts";
import type { ItemStatus, OverrideStanding, Score, VerdictNode, WindowVerdict } from "./types.ts";

/** A score and the tree that explains it: one child a row. */
export interface Scored {
  readonly node: VerdictNode;
  readonly score: Score;
}

/** One item with its gates. */
export interface JudgedItem extends ItemCase {
  /** R-P1: computed; the written one where an axis is missing. */
  readonly band: Band | null;
  /** R-E1; null where the control type is not named. */
  readonly signalToEffort: number | null;
  /** R-Q1. */
  readonly qa: VerdictNode;
  /** R-S2. */
  readonly rubric: Scored;
  /** R-S3. */
  readonly adoption: Scored;
  /** R-A2: whether the control was observed in the real workflow. */
  readonly observed: VerdictNode;
  /** R-A1: the checklist, with R-S3 as its last row. */
  readonly adopted: VerdictNode;
  /** R-B4: verified while qa, rubric and adopted pass. */
  readonly gate: VerdictNode;
  readonly status: ItemStatus;
}

/** The first stage: the items have their gates and stand in the order of work (R-P4). */
export interface Assessed extends Case {
  readonly items: readonly JudgedItem[];
  readonly inForce: InForce;
}

/** The second stage: the incident's own scores and windows. */
export interface Weighed extends Assessed {
  /** R-S1. */
  readonly scorecard: Scored;
  readonly windows: readonly WindowVerdict[];
  /** R-C6. */
  readonly checklist: readonly VerdictNode[];
  readonly override: OverrideStanding | null;
}

/** The last stage: whether it may close (R-C1). */
export interface Judged extends Weighed {
  readonly closable: VerdictNode;
}
