/** What was looked up beside issues and pull requests: runs, cited links, controls at work, other incidents. */
import type { Actor, Instant, Readable } from "./types.ts";

/** A workflow run, job or check run that somebody named as evidence, looked up (R-H3). */
export interface Run {
  /** The URL as it was cited, the key under which evidence finds it. */
  readonly url: string;
  readonly kind: "workflow_run" | "job" | "check_run";
  readonly id: number;
  readonly attempt: number;
  readonly name: string;
  /** Who reported it, for a check run: anything may call itself a drill, our own gate's check among it. */
  readonly app?: { readonly id: number; readonly slug: string } | null;
  /** The event that started it: `schedule`, `workflow_dispatch`, `push`, … */
  readonly event: string | null;
  /** Environments it deployed to, by name (R-S3); left out: not read. */
  readonly environments?: Readable<readonly string[]>;
  readonly headSha: string;
  readonly status: "queued" | "in_progress" | "completed";
  readonly conclusion: string | null;
  readonly startedAt: Instant | null;
  readonly completedAt: Instant | null;
  readonly actor: Actor | null;
  /** Merge commits (of the pulls in this snapshot) that the run's commit contains. */
  readonly contains: Readable<readonly string[]>;
}

/** What a cited link turned out to be. `absent`: it does not exist for us (403, 404), whoever is to blame. */
export type LookedUp =
  | { readonly kind: "run"; readonly run: Run }
  /** What a run left behind; once it has expired, nobody can look into it. */
  | { readonly kind: "artifact"; readonly name: string; readonly expired: boolean; readonly run: Run }
  | { readonly kind: "pull_request"; readonly pull: string }
  /** `at`: when it was committed, as it says itself; left out: not read. */
  | { readonly kind: "commit"; readonly sha: string; readonly onDefaultBranch: boolean; readonly at?: Instant }
  | { readonly kind: "file"; readonly path: string; readonly blob: string; readonly onDefaultBranch: boolean }
  | { readonly kind: "comment" | "issue"; readonly author: Actor; readonly createdAt: Instant }
  | { readonly kind: "image" | "other" }
  /** `because`: a clause; left out: it does not exist, or not for us. */
  | { readonly kind: "absent"; readonly because?: string };

export interface CitedLink {
  readonly url: string;
  readonly found: Readable<LookedUp>;
}

/** Another incident of this repository, opened lately before this one. */
export interface RecentIncident {
  readonly number: number;
  readonly url: string;
  readonly failureClass: string | null;
  /** Left out: within the policy's `enforce.repeat_within`, as it was asked for. */
  readonly openedAt?: Instant;
}

/** One pull request merged since a control, and what the control's check did on it (R-A2). */
export interface Sighting {
  /** `owner/name#number`. */
  readonly pull: string;
  readonly url: string;
  readonly mergedAt: Instant;
  /** Paths it changed, for the control's scope; the reader keeps those inside it. */
  readonly paths: readonly string[];
  /** On its last head, merge-group and merge commit; `missing`: nowhere, or without a verdict when it was merged. */
  readonly result: "passed" | "failed" | "skipped" | "missing";
  /** True where it told its result only after the merge: it ran, and held nothing up. */
  readonly late?: boolean;
  /** Whether the check was required where and when it was merged; null where that cannot be known. */
  readonly required: boolean | null;
  /** How long the check ran; null where it did not. */
  readonly seconds: number | null;
}

/** A deployment that succeeded. */
export interface Deployment {
  readonly url: string;
  readonly environment: string;
  readonly at: Instant;
  /** Merge commits (of the pulls in this snapshot) that it contains. */
  readonly contains: readonly string[];
}

/** What was read of the control of one item (R-A2, R-S3). */
export interface ControlFacts {
  /** Merged since the control, newest first; at least as many as the policy asks for, where there are. */
  readonly sightings: Readable<readonly Sighting[]>;
  /** Whether a ruleset or branch protection requires the check now. */
  readonly required: Readable<boolean>;
  /** The App from which it is required; null: from any, so that anybody who may write can report it; left out: not read. */
  readonly pinned?: { readonly id: number; readonly slug: string | null } | null;
  /** The workflow behind the check as it is now; left out: not known, or no workflow's. */
  readonly workflow?: { readonly name: string; readonly state: "active" | "disabled" | "deleted" };
  /** Names of checks that are new on the pull requests which brought it, where its form names none (R-B3). */
  readonly proposed?: readonly string[];
  /** A clause: why there is nothing of its check to read, where it is looked for in a repository out of our sight. */
  readonly absent?: string;
  /** Successful deployments since the control was merged. */
  readonly deployments: Readable<readonly Deployment[]>;
  /** Successful scheduled runs of the check's workflow since the control was merged. */
  readonly scheduled: Readable<readonly Run[]>;
}

/** An item that we saw once and that is not among the items any more (R-B5). */
export interface StrayedItem {
  readonly nodeId: string;
  /** Null where GitHub does not answer for it any more. */
  readonly number: number | null;
  readonly url: string | null;
  /** `gone`: deleted, or transferred to where we cannot see it; `left`: it stayed where the incident was transferred from. */
  readonly how: "unlinked" | "unlabelled" | "transferred" | "left" | "deleted" | "gone";
  /** Null where GitHub does not say who did it. */
  readonly by: Actor | null;
}

/** Another incident, with what its form says of times (R-M1). */
export interface PastIncident {
  readonly number: number;
  readonly url: string;
  readonly failureClass: string | null;
  readonly openedAt: Instant;
  readonly startedAt: Instant | null;
  readonly detectedAt: Instant | null;
  readonly restoredAt: Instant | null;
  readonly drill: boolean;
  readonly duplicate: boolean;
  /** Set where it used the control of an item of this incident, as its form says: item numbers (R-S3). */
  readonly exercised?: readonly number[];
  /** Who opened it and says so: without the right to, it shows nothing (R-S3); left out: somebody with the right. */
  readonly by?: Actor;
}
