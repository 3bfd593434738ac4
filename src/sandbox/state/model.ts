/**
 * What GitHub in a box remembers. Plain mutable records; only the operations of this folder change them.
 *
 * Ids: `id` is GitHub's database id, unique per kind; `nodeId` is the GraphQL global id.
 * Instants are ISO 8601 UTC with seconds, from the box's clock.
 */

export type Role = "none" | "read" | "triage" | "write" | "maintain" | "admin";

export interface Account {
  id: number;
  nodeId: string;
  login: string;
  type: "User" | "Bot" | "Organization";
  name: string | null;
  createdAt: string;
  /** A deleted account shows as `ghost` wherever it acted. */
  deleted: boolean;
}

export interface Token {
  token: string;
  kind: "user" | "installation" | "actions";
  accountId: number;
  /** Set for installation and Actions tokens: whose permissions bound it. */
  installationId: number | null;
  /** Null = every repository its account or installation reaches. */
  repositoryIds: number[] | null;
  permissions: Record<string, "read" | "write" | "admin"> | null;
  expiresAt: string | null;
}

export interface GitHubApp {
  id: number;
  nodeId: string;
  clientId: string;
  slug: string;
  name: string;
  ownerId: number;
  /** The `<slug>[bot]` account its installation tokens act as. */
  botId: number;
  publicKey: string;
  webhookUrl: string | null;
  webhookSecret: string | null;
  events: string[];
  permissions: Record<string, "read" | "write" | "admin">;
  createdAt: string;
}

export interface Installation {
  id: number;
  appId: number;
  accountId: number;
  repositorySelection: "all" | "selected";
  repositoryIds: number[];
  permissions: Record<string, "read" | "write" | "admin">;
  events: string[];
  createdAt: string;
  suspendedAt: string | null;
}

export interface GitPerson {
  name: string;
  email: string;
  date: string;
  /** The GitHub account this signature belongs to, when any. */
  accountId: number | null;
}

export interface Commit {
  sha: string;
  nodeId: string;
  /** The whole flat tree: path → blob SHA. */
  tree: ReadonlyMap<string, string>;
  treeSha: string;
  parents: string[];
  message: string;
  author: GitPerson;
  committer: GitPerson;
}

export interface Label {
  id: number;
  nodeId: string;
  name: string;
  color: string;
  description: string | null;
  isDefault: boolean;
}

export interface Ruleset {
  id: number;
  nodeId: string;
  name: string;
  target: "branch" | "tag" | "push";
  enforcement: "disabled" | "active" | "evaluate";
  /** fnmatch patterns, `~DEFAULT_BRANCH`, `~ALL`. */
  include: string[];
  exclude: string[];
  bypassActors: { actorId: number; actorType: string; bypassMode: "always" | "pull_request" }[];
  /** As GitHub's API writes them: `{ type: "required_status_checks", parameters: {…} }`. */
  rules: { type: string; parameters?: Record<string, unknown> }[];
  createdAt: string;
  updatedAt: string;
}

export interface Repository {
  id: number;
  nodeId: string;
  ownerId: number;
  name: string;
  description: string | null;
  private: boolean;
  archived: boolean;
  defaultBranch: string;
  createdAt: string;
  pushedAt: string;
  collaborators: Map<number, Role>;
  labels: Map<number, Label>;
  /** The number the next issue or pull request gets. */
  nextNumber: number;
  /** Issues and pull requests share numbers. */
  issues: Map<number, Issue>;
  blobs: Map<string, Buffer>;
  commits: Map<string, Commit>;
  /** `refs/heads/main` → commit SHA. */
  refs: Map<string, string>;
  rulesets: Map<number, Ruleset>;
  checkSuites: Map<number, CheckSuite>;
  checkRuns: Map<number, CheckRun>;
  statuses: CommitStatus[];
  workflows: Map<number, Workflow>;
  workflowRuns: Map<number, WorkflowRun>;
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
  | { kind: "commit"; repositoryId: number; sha: string };

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
    | { event: "head_ref_force_pushed" | "head_ref_deleted"; commitSha: string }
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

export interface CheckSuite {
  id: number;
  nodeId: string;
  headSha: string;
  headBranch: string | null;
  appId: number;
  createdAt: string;
  updatedAt: string;
}

export interface CheckRun {
  id: number;
  nodeId: string;
  suiteId: number;
  appId: number;
  name: string;
  headSha: string;
  externalId: string;
  detailsUrl: string | null;
  status: "queued" | "in_progress" | "completed" | "waiting" | "requested" | "pending";
  conclusion:
    | "success"
    | "failure"
    | "neutral"
    | "cancelled"
    | "skipped"
    | "timed_out"
    | "action_required"
    | "stale"
    | null;
  startedAt: string | null;
  completedAt: string | null;
  output: { title: string | null; summary: string | null; text: string | null; annotations: Record<string, unknown>[] };
  actions: { label: string; description: string; identifier: string }[];
}

export interface CommitStatus {
  id: number;
  nodeId: string;
  sha: string;
  state: "error" | "failure" | "pending" | "success";
  context: string;
  description: string | null;
  targetUrl: string | null;
  creatorId: number;
  createdAt: string;
  updatedAt: string;
}

export interface Workflow {
  id: number;
  nodeId: string;
  name: string;
  path: string;
  state: "active" | "disabled_manually";
}

export interface WorkflowRun {
  id: number;
  nodeId: string;
  workflowId: number;
  suiteId: number;
  name: string;
  runNumber: number;
  attempt: number;
  event: string;
  headBranch: string;
  headSha: string;
  status: "queued" | "in_progress" | "completed";
  conclusion: "success" | "failure" | "cancelled" | "skipped" | "timed_out" | null;
  actorId: number;
  createdAt: string;
  startedAt: string;
  updatedAt: string;
  jobs: {
    id: number;
    nodeId: string;
    name: string;
    status: "queued" | "in_progress" | "completed";
    conclusion: string | null;
    startedAt: string;
    completedAt: string | null;
    checkRunId: number;
  }[];
}

/** One delivery of one webhook to one URL, kept for 3 days as GitHub does. */
export interface Delivery {
  id: number;
  guid: string;
  appId: number;
  installationId: number | null;
  repositoryId: number | null;
  event: string;
  action: string | null;
  payload: string;
  deliveredAt: string;
  redelivery: boolean;
  duration: number;
  status: string;
  statusCode: number;
}

export interface World {
  nextId: number;
  accounts: Map<number, Account>;
  tokens: Map<string, Token>;
  apps: Map<number, GitHubApp>;
  installations: Map<number, Installation>;
  repositories: Map<number, Repository>;
  /** Every object with a node id, for `node(id:)`. */
  nodes: Map<string, object>;
  deliveries: Delivery[];
}
