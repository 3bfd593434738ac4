/**
 * What was read from GitHub, once, as plain data.
 *
 * A snapshot is deep-readonly JSON: ISO 8601 strings in UTC, no dates, no maps, no functions. It carries its own `now`
 * (GitHub's clock, from the `Date` header of the read's first answer), so that evaluating it again gives the same bytes.
 * A thing that could not be read is `Unreadable`, never an empty list: R-V1 turns it into `unknown`.
 */

/** An instant in ISO 8601, UTC, with seconds: `2026-03-01T09:30:00Z`. */
export type Instant = string;

/** What *we* could not read, and why (R-V1). A 404 on a person's link is not this: that is absent evidence. */
export interface Unreadable {
  readonly unreadable: string;
  /** The permission that would help, where a missing one is the reason: `checks: read`. */
  readonly permission?: string;
  /** True where asking again soon is likely to help (5xx, time-outs, partial answers): the pass is retried. */
  readonly transient?: boolean;
}

export type Readable<T> = T | Unreadable;

/** Narrows a readable fact to the case where it was not read. */
export function isUnreadable(value: unknown): value is Unreadable {
  return typeof value === "object" && value !== null && "unreadable" in value;
}

/** Sorts issues by number, so that the order in which they arrive does not matter (law 2). */
export function byNumber(a: { readonly number: number }, b: { readonly number: number }): number {
  return a.number - b.number;
}

/** Who did a thing. A deleted account is `ghost`, with GitHub's own placeholder login. */
export interface Actor {
  readonly login: string;
  /** GraphQL node id; empty for a ghost. It outlives a rename, a login does not (R-H5). */
  readonly nodeId: string;
  readonly kind: "user" | "bot" | "ghost";
}

/** A repository role; `none` is a person without access. Custom roles are folded to the highest they include. */
export type Role = "none" | "read" | "triage" | "write" | "maintain" | "admin";

/** One person named anywhere in the snapshot, looked up by login. */
export interface Person {
  readonly login: string;
  readonly nodeId: string;
  /** From the collaborator's `role_name`. */
  readonly role: Readable<Role>;
  /** May be assigned here: the forge's own test of "still a member" (R-Y10). */
  readonly member: Readable<boolean>;
  /** When the account was made that holds the login now; left out: not asked for, or GitHub did not say. */
  readonly createdAt?: Instant;
}

/** One version of a policy file on its repository's default branch. */
export interface PolicyFileVersion {
  readonly path: string;
  readonly commit: string;
  readonly committedAt: Instant;
  /** The file's text; null where that commit deleted the file. */
  readonly text: string | null;
  /** `owner/name` that the file lies in; left out: not known, so that it extends nothing. */
  readonly repository?: string;
}

/** One version of the policy file, newest first in `Snapshot.policy`. */
export interface PolicyVersion extends PolicyFileVersion {
  /** Of the newest version only: every file that one of the versions builds on, directly or through another. */
  readonly bases?: readonly PolicyBase[];
}

/** A file that a policy names by `_extends`, as far as it was read. */
export interface PolicyBase {
  /** `owner/name`. */
  readonly repository: string;
  /** From that repository's root. */
  readonly path: string;
  /** Newest first, as far back as was needed; empty where there never was such a file. */
  readonly versions: readonly PolicyFileVersion[];
  /** A clause: why it is out of our sight; null where it is not. */
  readonly absent: string | null;
}

export interface RepositoryFacts {
  readonly owner: string;
  readonly name: string;
  readonly nodeId: string;
  readonly url: string;
  readonly defaultBranch: string;
  readonly private: boolean;
  readonly archived: boolean;
  /** How many people may be assigned here, hence named for anything; left out: not read. */
  readonly members?: number;
  /** Names of the labels that exist; writes create only what is missing. */
  readonly labels: Readable<readonly string[]>;
}

/** Who we are on this forge: only what both this login wrote *and* our marker names is ours (R-H7). */
export interface Self {
  readonly login: string;
  /** `app` has a key of its own; `action` has none, so that stored state grants nothing. */
  readonly kind: "app" | "action";
  /** GitHub's id of the App our check runs belong to; null when unknown. */
  readonly appId: number | null;
}

/** A signed block that we left in one of our own comments, as the reader found it (R-H7). */
export type StoredMemory =
  | { readonly state: "none" }
  | { readonly state: "void"; readonly why: string }
  /** `former`: signed with a key that was ours before (a rotated secret), so that it is to be signed anew. */
  | { readonly state: "valid"; readonly data: unknown; readonly former?: true }
  /** Signed for the issue as it was before a transfer; `proven` where GitHub says that it is this one. */
  | {
      readonly state: "moved";
      readonly data: unknown;
      readonly from: { readonly nodeId: string; readonly repository: string; readonly number: number };
      readonly proven: boolean;
    };

/** Marks that a comment is one of ours: written by us and opened with our marker. */
export interface OwnMark {
  /** `tracker`, `item`, `notice:<key>`, … : the topic or the once-for-ever key. */
  readonly key: string;
  readonly memory: StoredMemory;
  /** False when somebody else edited it last: the text is rewritten, the memory counts for nothing. */
  readonly lastEditorIsUs: boolean;
}

export interface Comment {
  readonly nodeId: string;
  readonly databaseId: number;
  readonly url: string;
  readonly author: Actor;
  /** The raw Markdown; for our own comments without marker and memory block. */
  readonly body: string;
  readonly createdAt: Instant;
  readonly lastEditedAt: Instant | null;
  /** Who edited it last; null when never edited. An edit by somebody else voids the comment as evidence (R-H4). */
  readonly editor: Actor | null;
  /** Contents of the reactions *we* left. */
  readonly ownReactions: readonly string[];
  /** Null for everybody else's comments, even those that imitate our marker. */
  readonly own: OwnMark | null;
  /** Set for the comment of another instance of Quench: a bot wrote it and edited it last, and our marker opens it. */
  readonly peer?: { readonly key: string; readonly kind: "app" | "action" };
}

/** What closed an issue (R-C3): the text names it, the decision does not branch on the actor. */
export type Closer =
  | { readonly kind: "pull_request"; readonly url: string; readonly number: number; readonly repository: string }
  | { readonly kind: "commit"; readonly url: string; readonly sha: string }
  /** `title`: null where the project, or whatever else it was, is out of our sight. */
  | { readonly kind: "project"; readonly title: string | null }
  | { readonly kind: "direct" };

export type CloseReason = "completed" | "not_planned" | "duplicate";

/** The issue's timeline, as far as rules read it; oldest first. Never remembered by us: it is GitHub's. */
export type TimelineEvent =
  | {
      readonly kind: "closed";
      readonly id: string;
      readonly at: Instant;
      readonly actor: Actor;
      readonly reason: CloseReason;
      readonly closer: Closer;
    }
  | { readonly kind: "reopened"; readonly id: string; readonly at: Instant; readonly actor: Actor }
  | {
      readonly kind: "labeled" | "unlabeled";
      readonly id: string;
      readonly at: Instant;
      readonly actor: Actor;
      readonly label: string;
    }
  | {
      readonly kind: "assigned" | "unassigned";
      readonly id: string;
      readonly at: Instant;
      readonly actor: Actor;
      readonly assignee: string;
    }
  | {
      readonly kind: "sub_issue_removed";
      readonly id: string;
      readonly at: Instant;
      readonly actor: Actor;
      /** Node id of the issue that was taken off; null where it is out of our sight, or deleted. */
      readonly subIssue: string | null;
    };

/** How a pull request came to be linked to an issue (R-H1). `mentioned` is only *suggested*. */
export type LinkKind = "closing_keyword" | "development" | "body_line" | "command" | "mentioned";

export interface PullLink {
  /** Key into `Snapshot.pulls`: `owner/name#number`. */
  readonly pull: string;
  readonly kind: LinkKind;
}

/** An incident that was closed as a duplicate, and who closed it. */
export interface Merge {
  readonly number: number;
  readonly by: Actor;
}

export interface Issue {
  readonly nodeId: string;
  readonly databaseId: number;
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly body: string;
  readonly author: Actor;
  /** True where we opened it ourselves: only then does our marker in the body mean anything. */
  readonly openedByUs: boolean;
  /** An item that belongs to the incident by its reference alone: nobody put it below an issue. */
  readonly parentless?: boolean;
  /** Belongs to the incident only by its own *Incident reference*, not as a sub-issue: anybody can write that. */
  readonly byReference?: true;
  /** Came with incidents that were closed as duplicates of this one; the nearest to it first. */
  readonly through?: readonly Merge[];
  /** The issue of which this one was closed as a duplicate, as the timeline has it; left out: of none, or not told. */
  readonly duplicateOf?: { readonly repository: string; readonly number: number };
  readonly state: "open" | "closed";
  readonly stateReason: CloseReason | null;
  readonly createdAt: Instant;
  readonly closedAt: Instant | null;
  readonly lastEditedAt: Instant | null;
  readonly editor: Actor | null;
  readonly labels: readonly string[];
  /** Name of the issue type, where the organization has types; null also where no rule reads it (the ledger's). */
  readonly type: Readable<string | null>;
  readonly assignees: readonly Actor[];
  readonly locked: boolean;
  readonly comments: Readable<readonly Comment[]>;
  readonly events: Readable<readonly TimelineEvent[]>;
  readonly links: Readable<readonly PullLink[]>;
  /** Open issues it is blocked by (R-O1); left out: not read, which blocks nothing. */
  readonly blockedBy?: Readable<readonly { readonly number: number; readonly url: string }[]>;
}

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

/** Our own former check run on a head, found among that head's checks, is in `PullRequest.head`. */
export interface Snapshot {
  readonly schema: "quench/snapshot/1";
  readonly now: Instant;
  readonly repository: RepositoryFacts;
  readonly self: Self;
  /** Versions of the policy file, newest first, as far back as the last one that parses; empty = no policy. */
  readonly policy: Readable<readonly PolicyVersion[]>;
  readonly incident: Issue;
  /** Hardening items of this incident (R-V), by issue number. */
  readonly items: Readable<readonly Issue[]>;
  /** Residual-risk and reliability-debt entries that name this incident. */
  readonly ledger: Readable<readonly Issue[]>;
  /** Recent incidents, for telling a repeat (rulebook V, high risk); null where nothing depends on them. */
  readonly recent: Readable<readonly RecentIncident[]> | null;
  /** Every pull request linked to the incident or an item, by `key`; one that could not be read says why. */
  readonly pulls: Readonly<Record<string, Readable<PullRequest>>>;
  /** Every link cited as evidence, by the URL as written. */
  readonly links: Readonly<Record<string, CitedLink>>;
  /**
   * By lower-case login: everybody named as owner, verifier, operator or escalation owner, the authors of comments with
   * commands, assignees, whoever closed the incident or an item or took the incident label off, and the last editor of
   * the incident's and the items' bodies.
   */
  readonly people: Readonly<Record<string, Person>>;
  /** Logins of the members of the teams to which the policy gives the override right. */
  readonly overrideTeam: Readable<readonly string[]>;
  /** By item number, what was read of its control; an item without an entry: not read (R-V1). */
  readonly controls?: Readonly<Record<string, Readable<ControlFacts>>>;
  /** Items once seen here and gone from here; left out: not read. */
  readonly strayed?: Readable<readonly StrayedItem[]>;
  /** Every other incident of the repository within the policy's windows of effect; left out: not read. */
  readonly history?: Readable<readonly PastIncident[]>;
  /**
   * Other repositories of the owner, in lower case, in which an open pull request is linked and we may write checks
   * (R-C4); left out: not asked, because none is.
   */
  readonly reach?: Readable<readonly string[]>;
  /** Text of the CODEOWNERS file on the default branch; null where there is none; left out: not read. */
  readonly codeowners?: Readable<string | null>;
  /** Members by `organization/team` in lower case, of the teams that CODEOWNERS names. */
  readonly teams?: Readonly<Record<string, Readable<readonly string[]>>>;
}
