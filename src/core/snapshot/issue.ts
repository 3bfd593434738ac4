/** Issues and their comments as they were read: the incident, its items, the entries of its ledger. */
import type { Actor, Instant, Readable } from "./types.ts";

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
  /** An item or an entry that belongs to the incident by its reference alone: nobody put it below an issue. */
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
