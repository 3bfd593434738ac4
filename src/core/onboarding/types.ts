/** What is known of a repository that Quench is installed in and that has no policy, or had none. */
import type { IssueRef } from "../plan/write.ts";
import type { CloseOutcome } from "../simulate/simulate.ts";
import type { Instant, Readable, RepositoryFacts } from "../snapshot/types.ts";
import type { SeverityName } from "../verdict/types.ts";

/**
 * How far the one offer to set Quench up has come, as our label of the repository says: `begun` is a claim, made before
 * the offer, and `offered` outlives it, whatever people delete.
 */
export type OfferMark = "none" | "begun" | "offered";

/** The issue or pull request that is the offer: ours by author and marker. */
export interface Offer {
  readonly kind: "issue" | "pull_request";
  readonly number: number;
  readonly nodeId: string;
  readonly url: string;
  readonly state: "open" | "closed";
  readonly title: string;
  /** Without our marker. */
  readonly body: string;
  /** When what it tells was read, as its body says; null where somebody took that out. */
  readonly asOf: Instant | null;
  /** When it was last reopened by somebody else, which asks for it anew; null: never. */
  readonly reopenedAt: Instant | null;
}

/** One incident, closed as completed, under the default policy, or another one, in enforce mode. */
export interface BaselineRow {
  readonly number: number;
  /** As its author wrote it: raw. */
  readonly title: string;
  readonly closedAt: Instant;
  /** As its form states it; null where it states none, and counts as SEV2 (R-V3). */
  readonly severity: SeverityName | null;
  /** Whether a merged pull request is linked to it, or to an item of it; null where that could not be read. */
  readonly fix: boolean | null;
  /** What the gate would have made of the close. */
  readonly close: CloseOutcome;
  /** The nearest step that was missing, in Markdown of ours; null where nothing was, or nobody can tell. */
  readonly missing: string | null;
}

/** What becomes of the closes, in numbers. */
export interface BaselineCounts {
  readonly fixed: number;
  readonly letGo: number;
  readonly reopened: number;
  /** Told of, not undone: at a severity that enforce mode does not block. */
  readonly told: number;
  readonly unknown: number;
}

/** What the default gate would have said of the incidents that were closed lately. */
export interface Baseline {
  /** The last closed first. */
  readonly rows: readonly BaselineRow[];
  /** How many were closed as completed in that time; more than `rows` where some were not read. */
  readonly closed: number;
  readonly asOf: Instant;
}

/** Reopened since it was written: a fresh look back is asked for. */
export function isAskedAnew({ kind, state, asOf, reopenedAt }: Offer): boolean {
  return kind === "issue" && state === "open" && reopenedAt !== null && (asOf === null || reopenedAt > asOf);
}

export interface SetUpFacts {
  /** GitHub's clock. */
  readonly now: Instant;
  readonly repository: Pick<RepositoryFacts, "owner" | "name" | "url" | "defaultBranch" | "archived">;
  /** The file that speaks here, this repository's own or its owner's; null: none. */
  readonly policy: Readable<{ readonly path: string; readonly enabled: boolean } | null>;
  readonly mark: OfferMark;
  /** By number. More than one: two processes offered at once. */
  readonly offers: readonly Offer[];
  /** True where somebody who may write opened or labeled an incident that is open, or was closed lately. */
  readonly wanted: boolean;
  /** The open incident that somebody who may write has just labeled: the place to point from. */
  readonly pointAt: (IssueRef & { readonly pointed: boolean }) | null;
  /** Names of the files in the folder of issue forms. */
  readonly forms: readonly string[];
  /** Set where contents and pull requests may be written: then the offer is a pull request. */
  readonly mayPropose: boolean;
  /** Null while it is not read to its end. */
  readonly baseline: Baseline | null;
  /** True where `begun` has stood for so long that whoever claimed it cannot be at it any more. */
  readonly abandoned: boolean;
}
