/**
 * What GitHub in a box remembers. Plain mutable records; only the operations of this folder change them.
 *
 * Ids: `id` is GitHub's database id, unique per kind; `nodeId` is the GraphQL global id.
 * Instants are ISO 8601 UTC with seconds, from the box's clock.
 */
import type { ActionsSettings } from "./actions-settings.ts";
import type {
  Artifact,
  CheckRun,
  CheckSuite,
  CommitStatus,
  Deployment,
  Workflow,
  WorkflowRun,
} from "./model-checks.ts";
import type { Commit, Protection, Ruleset } from "./model-git.ts";
import type { Issue, Label, MovedIssue } from "./model-issues.ts";
import type { Account, GitHubApp, Installation, Role, Team, Token } from "./model-people.ts";

export type * from "./model-checks.ts";
export type * from "./model-git.ts";
export type * from "./model-issues.ts";
export type * from "./model-people.ts";

export interface Repository {
  id: number;
  nodeId: string;
  ownerId: number;
  name: string;
  description: string | null;
  private: boolean;
  archived: boolean;
  /** False where issues are switched off: they are answered 410 then. */
  hasIssues: boolean;
  actions: ActionsSettings;
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
  /** The repository it was forked from; a fork shares its commits and blobs. */
  forkOfId: number | null;
  rulesets: Map<number, Ruleset>;
  /** Classic protection by branch name. */
  protections: Map<string, Protection>;
  checkSuites: Map<number, CheckSuite>;
  checkRuns: Map<number, CheckRun>;
  statuses: CommitStatus[];
  workflows: Map<number, Workflow>;
  workflowRuns: Map<number, WorkflowRun>;
  artifacts: Map<number, Artifact>;
  deployments: Map<number, Deployment>;
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
  teams: Map<number, Team>;
  /** Former `owner/name` in lower case → repository id. */
  formerNames: Map<string, number>;
  /** `repository id#number` of a transferred issue → where it is now. */
  movedIssues: Map<string, MovedIssue>;
  /** Every object with a node id, for `node(id:)`. */
  nodes: Map<string, object>;
  deliveries: Delivery[];
}
