/** Issues, pull requests and what hangs on them. Ids and instants as in model.ts. */

export interface Label {
  id: number;
  nodeId: string;
  name: string;
  color: string;
  description: string | null;
  isDefault: boolean;
}

export interface Edit {
  nodeId: string;
  editorId: number;
  editedAt: string;
  /** The whole text after this edit, as GitHub's `diff` field shows it. */
  text: string;
}

export interface Reaction {
  id: number;
  nodeId: string;
  accountId: number;
  content: "+1" | "-1" | "laugh" | "confused" | "heart" | "hooray" | "rocket" | "eyes";
  createdAt: string;
}

export interface IssueComment {
  id: number;
  nodeId: string;
  issueNumber: number;
  authorId: number;
  /** The App whose token wrote it, when one did. */
  appId: number | null;
  body: string;
  createdAt: string;
  updatedAt: string;
  lastEditedAt: string | null;
  editorId: number | null;
  edits: Edit[];
  reactions: Reaction[];
}

export type Closer =
  | { kind: "pull_request"; repositoryId: number; number: number }
  | { kind: "commit"; repositoryId: number; sha: string }
  /** `title`: null for a project that nobody outside of it may see. */
  | { kind: "project"; title: string | null };

interface EventBase {
  id: number;
  nodeId: string;
  actorId: number;
  appId: number | null;
  createdAt: string;
}

/** Timeline events besides comments, reviews and commits, oldest first. */
export type TimelineEvent = EventBase &
  (
    | { event: "closed"; stateReason: "completed" | "not_planned" | "duplicate" | null; closer: Closer | null }
    | { event: "reopened" }
    | { event: "merged"; commitSha: string }
    | { event: "labeled" | "unlabeled"; label: { name: string; color: string } }
    | { event: "assigned" | "unassigned"; assigneeId: number }
    | { event: "renamed"; from: string; to: string }
    | { event: "locked"; lockReason: string | null }
    | { event: "unlocked" }
    | { event: "cross-referenced"; source: { repositoryId: number; number: number }; willCloseTarget: boolean }
    | { event: "connected" | "disconnected"; source: { repositoryId: number; number: number } }
    | {
        event: "sub_issue_added" | "sub_issue_removed" | "parent_issue_added" | "parent_issue_removed";
        other: { repositoryId: number; number: number };
      }
    | {
        event: "marked_as_duplicate" | "unmarked_as_duplicate";
        canonical: { repositoryId: number; number: number };
        duplicate: { repositoryId: number; number: number };
      }
    | { event: "head_ref_force_pushed"; commitSha: string; beforeSha: string }
    | { event: "head_ref_deleted"; commitSha: string }
    | { event: "transferred"; fromRepositoryId: number }
    | { event: "review_requested"; reviewerId: number }
    | { event: "comment_deleted" }
    | { event: "referenced"; commitSha: string; repositoryId: number }
  );

export interface Issue {
  id: number;
  nodeId: string;
  repositoryId: number;
  number: number;
  title: string;
  body: string | null;
  authorId: number;
  appId: number | null;
  state: "open" | "closed";
  stateReason: "completed" | "not_planned" | "duplicate" | "reopened" | null;
  createdAt: string;
  updatedAt: string;
  closedAt: string | null;
  closedById: number | null;
  labelIds: number[];
  assigneeIds: number[];
  locked: boolean;
  lockReason: string | null;
  /** Name of the organization's issue type, or null. */
  type: string | null;
  parent: { repositoryId: number; number: number } | null;
  subIssues: { repositoryId: number; number: number }[];
  blockedBy: { repositoryId: number; number: number }[];
  lastEditedAt: string | null;
  editorId: number | null;
  edits: Edit[];
  comments: IssueComment[];
  events: TimelineEvent[];
  reactions: Reaction[];
  /** Pull requests linked by hand in the development panel. */
  developmentLinks: { repositoryId: number; number: number }[];
  /** Set where this is a pull request. */
  pull: PullRequest | null;
}

/** Where a transferred issue went. */
export interface MovedIssue {
  repositoryId: number;
  number: number;
  /** Whether `Repository.issue(number:)` follows it there. */
  inGraphql: boolean;
}

export interface Review {
  id: number;
  nodeId: string;
  authorId: number;
  appId: number | null;
  body: string;
  state: "APPROVED" | "CHANGES_REQUESTED" | "COMMENTED" | "DISMISSED" | "PENDING";
  commitSha: string;
  submittedAt: string | null;
}

/** The pull-request half; its issue half is the record that holds it. */
export interface PullRequest {
  id: number;
  nodeId: string;
  draft: boolean;
  baseRef: string;
  baseSha: string;
  headRef: string;
  headSha: string;
  /** Null once the fork is deleted. */
  headRepositoryId: number | null;
  merged: boolean;
  mergedAt: string | null;
  mergedById: number | null;
  mergeCommitSha: string | null;
  mergeMethod: "merge" | "squash" | "rebase" | null;
  reviews: Review[];
  requestedReviewerIds: number[];
}
