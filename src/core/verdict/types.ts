/**
 * The verdict: a tree that explains itself. Other programs may rely on its JSON; `schema` names its version.
 */
import type { Band } from "../forms/vocabulary.ts";
import type { Instant } from "../snapshot/types.ts";

export type Outcome = "pass" | "fail" | "unknown" | "not_applicable";

/**
 * How far a step is from where its person stands. "Nearest" is by this distance: what is one comment away comes before
 * what needs a pull request.
 */
export type Distance = "wait" | "comment" | "edit" | "run" | "pull_request";

export interface Step {
  /** One imperative sentence in Markdown that we wrote; people's text in it is already quoted safely. */
  readonly text: string;
  readonly distance: Distance;
  /** Logins (without `@`) or descriptions (`someone with maintain or admin`) of who can take it. */
  readonly who: readonly string[];
}

export interface VerdictNode {
  /** The rulebook's id: `R-Q1`. */
  readonly rule: string;
  /** Unique within the verdict: `R-Q1:#12/behavioral`. */
  readonly key: string;
  readonly title: string;
  /** Number of the item (or ledger entry) it is about; null for the incident. */
  readonly item: number | null;
  readonly outcome: Outcome;
  /** One sentence for a person: why the outcome is what it is. */
  readonly phrase: string;
  /** URLs of the facts that decided. */
  readonly evidence: readonly string[];
  /** The nearest step that would turn it; null where it passes or nothing can be done. */
  readonly next: Step | null;
  readonly children: readonly VerdictNode[];
}

/** A range where unknown facts leave more than one score possible (R-V1). */
export interface Score {
  readonly min: number;
  readonly max: number;
  readonly of: number;
  readonly target: number;
}

export type WindowState = "upcoming" | "open" | "met" | "late" | "missed" | "unknown";

export interface WindowVerdict {
  readonly rule: string;
  readonly title: string;
  readonly state: WindowState;
  readonly opens: Instant;
  readonly deadline: Instant;
  readonly metAt: Instant | null;
}

export type ItemStatus = "open" | "in_progress" | "verified" | "retired";

export type Mode = "shadow" | "warn" | "enforce";

/** A remark that is not a gate: what was found, the facts that show it, what to do. A failing node of `rules`. */
export interface Finding {
  readonly rule: string;
  readonly key: string;
  /** Number of the item it is about; null for the incident. */
  readonly item: number | null;
  readonly phrase: string;
  readonly evidence: readonly string[];
  readonly next: Step | null;
}

export interface ItemVerdict {
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly status: ItemStatus;
  readonly outcome: Outcome;
  readonly bucket: string | null;
  readonly lane: string | null;
  /** The computed band; the written one where the axes are not both there (R-P1, R-P2). */
  readonly band: Band | null;
  /** R-E1: gain by cost; null where the control type is not named. */
  readonly signalToEffort: number | null;
  readonly owner: string | null;
  readonly verifier: string | null;
  readonly operator: string | null;
  readonly due: string | null;
  /** R-B4: verified while its children pass: the QA gate (R-Q1), the rubric (R-S2) and adoption (R-A1). */
  readonly gate: VerdictNode;
  readonly rubric: Score;
  readonly adoption: Score;
  /** When a reminder is due next (R-O3); null where none is. */
  readonly reminder: Instant | null;
}

/** One step of the 14-day sprint (R-T1 to R-T5), as the team's calendar has it. */
export interface SprintStep {
  readonly rule: string;
  readonly title: string;
  /** First and last calendar day in the team's time zone. */
  readonly from: string;
  readonly to: string;
  readonly outcome: Outcome;
  readonly phrase: string;
}

/** An override that was spoken (R-C5). */
export interface OverrideStanding {
  readonly by: string;
  readonly at: Instant;
  readonly until: Instant;
  readonly because: string;
  readonly url: string;
  readonly running: boolean;
}

export type SeverityName = "SEV1" | "SEV2" | "SEV3" | "SEV4";

/** How the incident's closure stands. */
export type ClosureState =
  | { readonly kind: "open" }
  /**
   * Closed, and left so: let go by the right, or not judged. `early`: it would have been undone, and is only told (warn
   * mode) or recorded (shadow mode).
   */
  | { readonly kind: "kept"; readonly why: string; readonly early?: "told" | "recorded" }
  /** Closed within the grace: judged at `until`. */
  | { readonly kind: "grace"; readonly until: Instant }
  /** Closed under unknown: kept and marked (R-V2). */
  | { readonly kind: "pending"; readonly why: string }
  /** To be undone (R-C3). `event` is the close event's node id. */
  | { readonly kind: "undo"; readonly event: string; readonly how: string }
  /** Reopened too often: left closed until `until` (null: for good), the escalation owner is called (R-C8). */
  | { readonly kind: "disputed"; readonly event: string; readonly until: Instant | null }
  /** Passed when it was closed: later decay never reopens (R-C7). */
  | { readonly kind: "settled" };

/** One of the files that decided, as it was then. */
export interface PolicyFileStanding {
  /** `owner/name`. */
  readonly repository: string;
  /** From that repository's root. */
  readonly path: string;
  readonly commit: string;
}

export interface PolicyStanding {
  /** Where the policy in force came from; null for the built-in defaults. */
  readonly path: string | null;
  readonly commit: string | null;
  /** Set where the newest file does not parse and an older one is in force: one line, with file, line and fix. */
  readonly problem: string | null;
  /** Set below the guide's floor. */
  readonly belowFloor: readonly string[];
  /** The files that make it up: the one in force, then each that it builds on; left out where that is not known. */
  readonly files?: readonly PolicyFileStanding[];
  /** Set where a file that it builds on is out of our sight, and no earlier whole is known: its own settings alone count. */
  readonly alone?: true;
}

export interface Verdict {
  readonly schema: "quench/verdict/1";
  readonly incident: { readonly number: number; readonly url: string; readonly title: string };
  readonly severity: SeverityName;
  readonly drill: boolean;
  /** The policy's mode, and what it comes to for this incident: enforce blocks only at high risk. */
  readonly mode: Mode;
  readonly effectiveMode: Mode;
  readonly policy: PolicyStanding;
  /** R-C1. */
  readonly closable: VerdictNode;
  readonly next: Step | null;
  readonly windows: readonly WindowVerdict[];
  readonly items: readonly ItemVerdict[];
  readonly checklist: readonly VerdictNode[];
  /** R-S1: the scorecard's rows, and what it comes to. */
  readonly scorecard: VerdictNode;
  readonly score: Score;
  readonly sprint: readonly SprintStep[];
  readonly override: OverrideStanding | null;
  /** What every other rule says, in the registry's order: one node a rule and subject. */
  readonly rules: readonly VerdictNode[];
  readonly findings: readonly Finding[];
  readonly closure: ClosureState;
  /** The next instant at which this verdict, or what we say of it, changes with no event; null if never. */
  readonly wakeAt: Instant | null;
}
