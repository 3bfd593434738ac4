/** Check runs, statuses, GitHub Actions and deployments. Ids and instants as in model.ts. */

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
  state: "active" | "disabled_manually" | "disabled_inactivity" | "deleted";
  createdAt: string;
  updatedAt: string;
}

export interface WorkflowJob {
  id: number;
  nodeId: string;
  name: string;
  status: "queued" | "in_progress" | "completed";
  conclusion: string | null;
  startedAt: string;
  completedAt: string | null;
  checkRunId: number;
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
  /** Who started the present attempt. */
  triggeringActorId: number;
  createdAt: string;
  startedAt: string;
  updatedAt: string;
  jobs: WorkflowJob[];
  /** Attempts before this one, oldest first, as they ended; each has none of its own. */
  formerAttempts: WorkflowRun[];
}

/** A file that a run kept; it expires, and stays listed as expired. */
export interface Artifact {
  id: number;
  nodeId: string;
  runId: number;
  name: string;
  /** Bytes. */
  size: number;
  createdAt: string;
  expiresAt: string;
}

export interface DeploymentStatus {
  id: number;
  nodeId: string;
  state: "error" | "failure" | "inactive" | "in_progress" | "queued" | "pending" | "success";
  creatorId: number;
  appId: number | null;
  description: string;
  environment: string;
  logUrl: string;
  targetUrl: string;
  environmentUrl: string;
  createdAt: string;
}

export interface Deployment {
  id: number;
  nodeId: string;
  sha: string;
  /** The branch, tag or SHA that was named. */
  ref: string;
  task: string;
  payload: unknown;
  environment: string;
  description: string | null;
  transient: boolean;
  production: boolean;
  creatorId: number;
  appId: number | null;
  createdAt: string;
  updatedAt: string;
  /** Oldest first. */
  statuses: DeploymentStatus[];
}
