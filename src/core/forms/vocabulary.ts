/**
 * The rulebook's own words: the choices that forms offer and commands take. Words are compared without regard to case,
 * and always stored as written here.
 */

export const SEVERITIES = ["SEV1", "SEV2", "SEV3", "SEV4"] as const;

/** R-F: what went wrong with noticing, deciding, restoring or keeping it fixed. */
export const FINDING_TYPES = ["missed detection", "late decision", "slow recovery", "repeated regression"] as const;
export type FindingType = (typeof FINDING_TYPES)[number];

/** R-B1. */
export const BUCKETS = ["detect", "prevent", "recover"] as const;
export type Bucket = (typeof BUCKETS)[number];

/** R-L1. */
export const LANES = ["controls", "quality", "operations"] as const;
export type Lane = (typeof LANES)[number];

/** R-E1. */
export const CONTROL_TYPES = [
  "blocking policy gate",
  "regression suite expansion",
  "runbook and template upgrade",
  "architecture simplification",
] as const;
export type ControlType = (typeof CONTROL_TYPES)[number];

/** R-K2. */
export const PHASES = ["shadow", "warn", "enforce"] as const;
export type Phase = (typeof PHASES)[number];

/** R-P1, the one axis. */
export const RISK_REDUCTIONS = ["high", "medium", "low"] as const;
export type RiskReduction = (typeof RISK_REDUCTIONS)[number];

/** R-P1, the other axis. */
export const ADOPTION_SPEEDS = ["fast", "medium", "slow"] as const;
export type AdoptionSpeed = (typeof ADOPTION_SPEEDS)[number];

/** R-P4 sorts by it: the easily undone comes first. */
export const REVERSIBILITIES = ["easy", "moderate", "hard"] as const;
export type Reversibility = (typeof REVERSIBILITIES)[number];

/** R-P1. */
export const BANDS = ["P0", "P1", "P2", "P3"] as const;
export type Band = (typeof BANDS)[number];

/** R-F2: the styles of behavioral evidence. */
export const BEHAVIOR_STYLES = ["alert-replay", "drill", "rollback", "regression-trend"] as const;
export type BehaviorStyle = (typeof BEHAVIOR_STYLES)[number];

/** Finds the word of a list that a text is, ignoring case, outer blanks and inner runs of blanks; null if none. */
export function wordOf<T extends string>(words: readonly T[], text: string): T | null {
  const wanted = text.trim().replace(/\s+/g, " ").toLowerCase();
  return words.find((word) => word.toLowerCase() === wanted) ?? null;
}
