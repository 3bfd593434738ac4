/** Pull requests as they were read: files, checks, merges and what became of them. */
import type { Actor, Instant, Readable } from "./types.ts";

/** A check run, or a commit status folded into the same shape (`app: null`). */
export interface Check {
  readonly name: string;
  /** Numeric App id and slug of the suite's App; null for a commit status. */
  readonly app: { readonly id: number; readonly slug: string } | null;
  readonly status: "queued" | "in_progress" | "completed";
  /** Lower-case conclusion (`success`, `failure`, `skipped`, …), null while not completed. */
  readonly conclusion: string | null;
  readonly url: string;
  readonly startedAt: Instant | null;
  readonly completedAt: Instant | null;
  readonly databaseId: number | null;
  /** Filled for our own check runs only, so that an equal one is not written again. */
  readonly own: { readonly title: string; readonly summary: string; readonly text: string } | null;
}

export interface CommitChecks {
  readonly sha: string;
  readonly checks: Readable<readonly Check[]>;
}

export interface ChangedFile {
  readonly path: string;
  readonly change: "added" | "modified" | "deleted" | "renamed" | "copied" | "changed";
  readonly additions: number;
  readonly deletions: number;
  /** The lines it adds, without their `+`, for telling whether a runbook names a control (R-S3); left out: not read. */
  readonly added?: Readable<readonly string[]>;
  /** Whether it is still on the default branch, under this or a later name (R-H2); left out: not asked. */
  readonly kept?: Readable<boolean>;
}

export interface PullRequest {
  /** `owner/name#number`. */
  readonly key: string;
  readonly repository: string;
  readonly number: number;
  readonly nodeId: string;
  readonly url: string;
  readonly title: string;
  readonly body: string;
  readonly author: Actor;
  /**
   * For R-H5, by login: authors, co-authors and committers of its commits and of those pushed over, and the authors of
   * its squash commit.
   */
  readonly contributors: Readable<readonly string[]>;
  readonly state: "open" | "closed" | "merged";
  readonly draft: boolean;
  readonly createdAt: Instant;
  readonly mergedAt: Instant | null;
  readonly mergedBy: Actor | null;
  readonly mergeCommit: string | null;
  readonly baseBranch: string;
  /** The base repository's default branch: only merges into it count (R-H2). */
  readonly baseIsDefault: boolean;
  readonly headSha: string;
  readonly headRepository: string | null;
  readonly files: Readable<readonly ChangedFile[]>;
  /** Checks and statuses of the last head. */
  readonly head: CommitChecks;
  /** Issues its merge would close, `owner/name#number` (R-C4); none once it is merged or closed. */
  readonly closes: Readable<readonly string[]>;
  /**
   * Issues that keywords in its commits' messages would close, by the first commit that does (R-C4); left out: not read,
   * or no longer open.
   */
  readonly closedByCommits?: Readable<readonly { readonly issue: string; readonly commit: string }[]>;
  /**
   * What reverted it and is itself in force, if anything (R-H2): `owner/name#12`, or `commit 0123456789ab` where no pull
   * request brought it.
   */
  readonly revertedBy: Readable<string | null>;
  /** When that landed (R-C7); null or left out: not known, or not reverted. */
  readonly revertedAt?: Instant | null;
}
