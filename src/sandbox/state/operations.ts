/** What can be done in the box: the signatures of the operations. */
import type { ActionsSettings } from "./actions-settings.ts";
import type { Caller, IssueInput, IssuePatch } from "./contract.ts";
import type {
  CheckRun,
  Commit,
  CommitStatus,
  Deployment,
  DeploymentStatus,
  Issue,
  IssueComment,
  Label,
  Protection,
  Reaction,
  Repository,
  Review,
  Role,
  Ruleset,
  Workflow,
  WorkflowRun,
} from "./model.ts";

/** What the controls say of a run; the rest has defaults. */
export interface WorkflowRunInput {
  name: string;
  path?: string;
  event?: string;
  head_sha?: string;
  branch?: string;
  /** Null leaves it running. */
  conclusion?: WorkflowRun["conclusion"];
  duration_seconds?: number;
  actor?: string;
  jobs?: readonly { name: string; conclusion?: string }[];
  artifacts?: readonly ArtifactInput[];
}

export interface ArtifactInput {
  name: string;
  size_in_bytes?: number;
  /** 90 when left out, as GitHub's default. */
  retention_days?: number;
}

export interface RerunOutcome {
  conclusion?: WorkflowRun["conclusion"];
  duration_seconds?: number;
  jobs?: readonly { name: string; conclusion?: string }[];
  /** Only the jobs that did not succeed, and those that are run again with them. */
  failedOnly?: boolean;
}

export interface DeploymentInput {
  ref: string;
  task?: string;
  payload?: unknown;
  environment?: string;
  description?: string | null;
  transient_environment?: boolean;
  production_environment?: boolean;
  /** Undefined: every check and status of the commit must have succeeded. */
  required_contexts?: readonly string[];
}

export interface DeploymentStatusInput {
  state: DeploymentStatus["state"];
  description?: string;
  environment?: string;
  log_url?: string;
  target_url?: string;
  environment_url?: string;
  auto_inactive?: boolean;
}

/** An issue or pull request with its repository. */
export interface Placed {
  repository: Repository;
  issue: Issue;
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
  rerequestCheckSuite(caller: Caller, repository: Repository, id: number): void;
  createStatus(
    caller: Caller,
    repository: Repository,
    sha: string,
    input: { state: CommitStatus["state"]; context?: string; description?: string; target_url?: string },
  ): CommitStatus;
  // workflow-runs.ts, workflows.ts
  /** Not GitHub's API: how the controls make CI runs happen. Creates workflow, suite, jobs' check runs and the run. */
  simulateWorkflowRun(repository: Repository, input: WorkflowRunInput): WorkflowRun;
  /** Runs a run again: its next attempt, which ends at once, with success unless told otherwise. */
  rerunWorkflow(caller: Caller, repository: Repository, runId: number, outcome?: RerunOutcome): WorkflowRun;
  setWorkflowState(caller: Caller, repository: Repository, workflow: Workflow, state: Workflow["state"]): void;
  // deployments.ts
  createDeployment(caller: Caller, repository: Repository, input: DeploymentInput): Deployment;
  createDeploymentStatus(
    caller: Caller,
    repository: Repository,
    deploymentId: number,
    input: DeploymentStatusInput,
  ): DeploymentStatus;
  // people.ts
  setCollaborator(caller: Caller, repository: Repository, login: string, role: Role): void;
  removeCollaborator(caller: Caller, repository: Repository, login: string): void;
  // rulesets.ts
  createRuleset(caller: Caller, repository: Repository, input: Record<string, unknown>): Ruleset;
  updateRuleset(caller: Caller, repository: Repository, id: number, input: Record<string, unknown>): Ruleset;
  deleteRuleset(caller: Caller, repository: Repository, id: number): void;
  // protections.ts
  /** Classic protection; null takes it away. */
  setProtection(caller: Caller, repository: Repository, branch: string, protection: Protection | null): void;
  // actions-settings.ts
  setActionsSettings(caller: Caller, repository: Repository, patch: Partial<ActionsSettings>): void;
  // repository-changes.ts
  updateRepository(
    caller: Caller,
    repository: Repository,
    patch: {
      name?: string;
      description?: string | null;
      private?: boolean;
      archived?: boolean;
      hasIssues?: boolean;
      defaultBranch?: string;
    },
  ): Repository;
  /** A fork shares commits and blobs with its origin, and starts with its branches. */
  createFork(caller: Caller, repository: Repository, input: { owner?: string; name?: string }): Repository;
  deleteRepository(caller: Caller, repository: Repository): void;
  // transfers.ts
  /** To another repository of the same owner; the issue gets a new number and new ids there. */
  transferIssue(caller: Caller, from: Repository, number: number, to: Repository, inGraphql?: boolean): Issue;
  // development-links.ts
  /** The development panel: links a pull request to an issue by hand, or unlinks it. */
  linkPull(caller: Caller, issue: Placed, pull: Placed, linked: boolean): void;
}
