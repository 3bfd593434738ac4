/**
 * The seams between the parts of the box: the state changes, the REST and GraphQL faces read, the webhooks are told.
 */
import type {
  Account,
  CheckRun,
  CheckSuite,
  Closer,
  Commit,
  CommitStatus,
  GitHubApp,
  Installation,
  Issue,
  IssueComment,
  Label,
  PullRequest,
  Reaction,
  Repository,
  Review,
  Role,
  Ruleset,
  Token,
  TimelineEvent,
  WorkflowRun,
  World,
} from "./model.ts";

/** The clock of box and App alike: wall time plus an offset that the controls move. */
export interface BoxClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** `2026-03-01T09:30:00Z`. */
  iso(): string;
  /** Runs `job` once when the clock reaches `at` (ms), also by a jump; returns how to cancel it. */
  schedule(at: number, job: () => void): () => void;
}

/** Who makes a request: an account through a token, or the App itself through its JWT. */
export interface Caller {
  account: Account | null;
  /** The App whose installation or JWT this is. */
  app: GitHubApp | null;
  installation: Installation | null;
  token: Token | null;
  /** True for a JWT: only `/app…` routes. */
  asApp: boolean;
}

/** An error with GitHub's status and body: `{"message": "Not Found", "documentation_url": …, "errors"?: […]}`. */
export class BoxError extends Error {
  readonly status: number;
  readonly errors: readonly unknown[] | undefined;
  constructor(status: number, message: string, errors?: readonly unknown[]) {
    super(message);
    this.status = status;
    this.errors = errors;
  }
}

export interface IssueInput {
  title: string;
  body?: string | null;
  labels?: readonly string[];
  assignees?: readonly string[];
  type?: string | null;
}

export interface IssuePatch {
  title?: string;
  body?: string | null;
  state?: "open" | "closed";
  state_reason?: "completed" | "not_planned" | "duplicate" | "reopened" | null;
  labels?: readonly string[];
  assignees?: readonly string[];
  type?: string | null;
}

/** Something happened that webhooks may tell. Rendered into a payload at once, while the state is as it was then. */
export interface BoxEvent {
  event: string;
  action: string | null;
  repository: Repository;
  sender: Account;
  issue?: Issue;
  comment?: IssueComment;
  label?: Label;
  assignee?: Account;
  /** `changes` as GitHub writes it: `{ body: { from } }`. */
  changes?: Record<string, unknown>;
  review?: Review;
  checkRun?: CheckRun;
  workflowRun?: WorkflowRun;
  checkSuite?: CheckSuite;
  mergeGroup?: { headSha: string; headRef: string; baseSha: string; baseRef: string };
  status?: CommitStatus;
  requestedAction?: { identifier: string };
  push?: { ref: string; before: string; after: string; commits: Commit[] };
  /** `synchronize`: the former and the new head. */
  before?: string;
  after?: string;
  /** issue_dependencies: the issue that blocks `issue`. */
  blockedBy?: { repository: Repository; issue: Issue };
  /** sub_issues: the other half. */
  parent?: { repository: Repository; issue: Issue };
  subIssue?: { repository: Repository; issue: Issue };
  member?: Account;
  installation?: Installation;
  repositoriesAdded?: Repository[];
  repositoriesRemoved?: Repository[];
}

/**
 * Every change of the box, with GitHub's behavior: permission by role, events on the timeline, webhooks, cross
 * references, closing keywords. Each throws `BoxError` where GitHub refuses.
 */
export interface Operations {
  // issues.ts
  createIssue(caller: Caller, repository: Repository, input: IssueInput): Issue;
  updateIssue(caller: Caller, repository: Repository, number: number, patch: IssuePatch): Issue;
  addLabels(caller: Caller, repository: Repository, number: number, names: readonly string[]): Label[];
  setLabels(caller: Caller, repository: Repository, number: number, names: readonly string[]): Label[];
  removeLabel(caller: Caller, repository: Repository, number: number, name: string): Label[];
  addAssignees(caller: Caller, repository: Repository, number: number, logins: readonly string[]): Issue;
  removeAssignees(caller: Caller, repository: Repository, number: number, logins: readonly string[]): Issue;
  lockIssue(caller: Caller, repository: Repository, number: number, locked: boolean, reason: string | null): void;
  addSubIssue(
    caller: Caller,
    parent: { repository: Repository; number: number },
    subIssueId: number,
    replaceParent: boolean,
  ): Issue;
  removeSubIssue(caller: Caller, parent: { repository: Repository; number: number }, subIssueId: number): Issue;
  deleteIssue(caller: Caller, repository: Repository, number: number): void;
  /** `POST …/dependencies/blocked_by` with the blocking issue's database id; answers the blocked issue. */
  addBlockedBy(caller: Caller, repository: Repository, number: number, blockingIssueId: number): Issue;
  removeBlockedBy(caller: Caller, repository: Repository, number: number, blockingIssueId: number): Issue;
  // comments.ts
  createComment(caller: Caller, repository: Repository, number: number, body: string): IssueComment;
  updateComment(caller: Caller, repository: Repository, commentId: number, body: string): IssueComment;
  deleteComment(caller: Caller, repository: Repository, commentId: number): void;
  addReaction(
    caller: Caller,
    repository: Repository,
    target: IssueComment | Issue,
    content: Reaction["content"],
  ): { reaction: Reaction; created: boolean };
  removeReaction(caller: Caller, repository: Repository, target: IssueComment | Issue, reactionId: number): void;
  // labels.ts
  createLabel(
    caller: Caller,
    repository: Repository,
    input: { name: string; color?: string; description?: string | null },
  ): Label;
  updateLabel(
    caller: Caller,
    repository: Repository,
    name: string,
    patch: { new_name?: string; color?: string; description?: string | null },
  ): Label;
  deleteLabel(caller: Caller, repository: Repository, name: string): void;
  // git.ts
  createRef(caller: Caller, repository: Repository, ref: string, sha: string): string;
  updateRef(caller: Caller, repository: Repository, ref: string, sha: string, force: boolean): string;
  deleteRef(caller: Caller, repository: Repository, ref: string): void;
  /** Commits one file on a branch; `content` null deletes it. `sha` is the former blob's, required to replace one. */
  putContents(
    caller: Caller,
    repository: Repository,
    path: string,
    input: { message: string; content: Buffer | null; branch?: string; sha?: string },
  ): { commit: Commit; blobSha: string | null };
  /** The Git data API: `POST git/blobs`, `git/trees`, `git/commits`. */
  createBlob(caller: Caller, repository: Repository, content: Buffer): string;
  createTree(
    caller: Caller,
    repository: Repository,
    baseTree: string | null,
    entries: readonly { path: string; sha?: string | null; content?: string }[],
  ): string;
  createCommit(
    caller: Caller,
    repository: Repository,
    input: { message: string; tree: string; parents: readonly string[] },
  ): Commit;
  // pulls.ts
  createPull(
    caller: Caller,
    repository: Repository,
    input: { title: string; body?: string | null; head: string; base: string; draft?: boolean },
  ): Issue;
  updatePull(
    caller: Caller,
    repository: Repository,
    number: number,
    patch: { title?: string; body?: string | null; state?: "open" | "closed"; base?: string },
  ): Issue;
  mergePull(
    caller: Caller,
    repository: Repository,
    number: number,
    input: {
      merge_method?: "merge" | "squash" | "rebase";
      commit_title?: string;
      commit_message?: string;
      sha?: string;
    },
  ): { sha: string };
  createReview(
    caller: Caller,
    repository: Repository,
    number: number,
    input: { body?: string; event?: "APPROVE" | "REQUEST_CHANGES" | "COMMENT"; commit_id?: string },
  ): Review;
  // checks.ts
  createCheckRun(
    caller: Caller,
    repository: Repository,
    input: Record<string, unknown> & { name: string; head_sha: string },
  ): CheckRun;
  updateCheckRun(caller: Caller, repository: Repository, id: number, patch: Record<string, unknown>): CheckRun;
  rerequestCheckRun(caller: Caller, repository: Repository, id: number): void;
  createStatus(
    caller: Caller,
    repository: Repository,
    sha: string,
    input: { state: CommitStatus["state"]; context?: string; description?: string; target_url?: string },
  ): CommitStatus;
  /** Not GitHub's API: how the controls make CI runs happen. Creates workflow, suite, jobs' check runs and the run. */
  simulateWorkflowRun(
    repository: Repository,
    input: {
      name: string;
      path?: string;
      event?: string;
      head_sha?: string;
      branch?: string;
      conclusion?: WorkflowRun["conclusion"];
      duration_seconds?: number;
      actor?: string;
      jobs?: readonly { name: string; conclusion?: string }[];
    },
  ): WorkflowRun;
  // people.ts
  setCollaborator(caller: Caller, repository: Repository, login: string, role: Role): void;
  removeCollaborator(caller: Caller, repository: Repository, login: string): void;
  // rulesets.ts
  createRuleset(caller: Caller, repository: Repository, input: Record<string, unknown>): Ruleset;
  updateRuleset(caller: Caller, repository: Repository, id: number, input: Record<string, unknown>): Ruleset;
  deleteRuleset(caller: Caller, repository: Repository, id: number): void;
}

/** Questions that the faces ask; none changes anything. */
export interface Queries {
  repository(owner: string, name: string): Repository | undefined;
  account(login: string): Account | undefined;
  /** The account, or the `ghost` account when it was deleted. */
  actor(accountId: number): Account;
  role(repository: Repository, account: Account): Role;
  /** The caller's right here: its role, or its installation's permission for the named area. */
  can(
    caller: Caller,
    repository: Repository,
    area: "issues" | "pull_requests" | "contents" | "checks" | "statuses" | "actions" | "metadata" | "administration",
    level: "read" | "write",
  ): boolean;
  isAssignable(repository: Repository, account: Account): boolean;
  issue(repository: Repository, number: number): Issue;
  pull(repository: Repository, number: number): { issue: Issue; pull: PullRequest };
  comment(repository: Repository, id: number): { issue: Issue; comment: IssueComment };
  label(repository: Repository, name: string): Label | undefined;
  commit(repository: Repository, ref: string): Commit;
  /** Newest first. */
  history(repository: Repository, from: string, path?: string): Commit[];
  isAncestor(repository: Repository, ancestor: string, of: string): boolean;
  mergeBase(repository: Repository, a: string, b: string): string | null;
  changedFiles(
    repository: Repository,
    base: string,
    head: string,
  ): {
    path: string;
    status: "added" | "modified" | "removed" | "renamed";
    additions: number;
    deletions: number;
    sha: string;
    previousPath?: string;
    patch?: string;
  }[];
  pullCommits(repository: Repository, pull: PullRequest): Commit[];
  /** Issues that merging this pull request would close: keywords of its body, and the development panel. */
  closingIssues(repository: Repository, issue: Issue): { repository: Repository; issue: Issue }[];
  /** Pull requests that would close, or closed, this issue. */
  closingPulls(repository: Repository, issue: Issue): { repository: Repository; issue: Issue }[];
  mergeable(
    repository: Repository,
    issue: Issue,
  ): { state: "clean" | "blocked" | "dirty" | "behind" | "draft" | "unknown"; missing: string[] };
  checkRunsOf(repository: Repository, sha: string): CheckRun[];
  statusesOf(repository: Repository, sha: string): CommitStatus[];
  rulesFor(
    repository: Repository,
    branch: string,
  ): { type: string; parameters?: Record<string, unknown>; rulesetId: number }[];
  installationsOf(app: GitHubApp): Installation[];
  installationRepositories(installation: Installation): Repository[];
}

/** The state of the box with its operations: what `createState()` of `state/create.ts` returns. */
export interface BoxState {
  readonly world: World;
  readonly clock: BoxClock;
  readonly do: Operations;
  readonly ask: Queries;
  /** Called for every event; the webhook engine registers itself here. */
  onEvent(listener: (event: BoxEvent) => void): void;
  /**
   * Where the box is reached, set once it listens: the REST root (`http://127.0.0.1:4010`) that API URLs in payloads
   * begin with, and the root of `html_url` (default `https://github.com`).
   */
  urls?: { api: string; web: string };
  /** Flat trees by SHA, by repository id: what `POST git/trees` made. */
  readonly trees?: ReadonlyMap<number, ReadonlyMap<string, ReadonlyMap<string, string>>>;
  /** A fresh database id. */
  id(): number;
  /** A GraphQL node id with GitHub's prefix: `nodeId("I", 12)` → `I_kwDO…`. */
  nodeId(prefix: string, id: number): string;
}

export type { Closer, TimelineEvent };
