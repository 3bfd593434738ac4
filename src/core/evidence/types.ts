/** Evidence: a fact read from the forge that supports an item or an incident (R-V vocabulary). */
import type { Instant, Unreadable } from "../snapshot/types.ts";

/** What a piece of evidence can show. */
export type EvidenceKind =
  | "diff"
  | "command_output"
  /** The pull request's tests failed without its change and passed with it (R-Q1); of the Quality lane only. */
  | "red_green_proof"
  | "guardrail"
  | "test"
  | "runbook"
  | "oncall_checklist"
  | "monitoring"
  | "rollback"
  | "ownership_file"
  | "retro"
  | "behavioral"
  /** A rollback that was rehearsed, with its duration (R-S1). */
  | "rollback_run"
  /** A drill or an incident that used the control, of whatever style (R-S3). */
  | "exercise"
  | "sign_off"
  | "oncall_ack"
  | "runbook_ack"
  | "adoption_ack"
  | "failure_path"
  | "dashboard"
  | "link";

/** 2 verified on the forge · 1 told, or a screenshot · 0 nothing. */
export type Strength = 0 | 1 | 2;

export interface Evidence {
  readonly kind: EvidenceKind;
  readonly strength: Strength;
  /** Issue number of the item it supports; null for the incident's own. */
  readonly item: number | null;
  readonly who: string | null;
  readonly when: Instant | null;
  readonly url: string;
  /** Why it counts, or why it does not (strength 0). */
  readonly because: string;
  /** For behavioral evidence: `alert-replay`, `drill`, `rollback`, `regression-trend`. */
  readonly style?: string;
  /** Seconds, where the evidence is timed. */
  readonly duration?: number;
  /** Where it is a run: the environments it deployed to, null where they were not read (R-S3). */
  readonly run?: { readonly environments: readonly string[] | null };
}

/** The evidence of one subject, and what could not be read while looking for it. */
export interface EvidenceSet {
  readonly found: readonly Evidence[];
  readonly unreadable: readonly Unreadable[];
}

/** A fact that could not be read, and what it would have shown. */
export interface UnreadFact {
  readonly kind: EvidenceKind;
  readonly why: Unreadable;
}

/** How the names of our own checks begin: they prove nothing, whoever ran them. */
export const OUR_CHECKS = "Quench /";
