/**
 * The seams between the parts of the box: the state changes, the REST and GraphQL faces read, the webhooks are told.
 */
import type {
  Account,
  CheckRun,
  CheckSuite,
  Commit,
  CommitStatus,
  GitHubApp,
  Installation,
  Issue,
  IssueComment,
  Label,
  Repository,
  Review,
  Token,
  WorkflowRun,
  World,
} from "./model.ts";
import type { Operations } from "./operations.ts";
import type { Queries } from "./questions.ts";

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
  /** What an App would have needed, as `X-Accepted-GitHub-Permissions` says it: `issues=write; pull_requests=write`. */
  readonly accepted: string | undefined;
  constructor(status: number, message: string, errors?: readonly unknown[], accepted?: string) {
    super(message);
    this.status = status;
    this.errors = errors;
    this.accepted = accepted;
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
  /** `reason`: of `destroyed`. */
  mergeGroup?: { headSha: string; headRef: string; baseSha: string; baseRef: string; reason?: string };
  status?: CommitStatus;
  requestedAction?: { identifier: string };
  push?: { ref: string; before: string; after: string; commits: readonly Commit[] };
  /** `synchronize`: the former and the new head. */
  before?: string;
  after?: string;
  /** issue_dependencies: the issue that blocks `issue`. */
  blockedBy?: { repository: Repository; issue: Issue };
  /** sub_issues: the other half. */
  parent?: { repository: Repository; issue: Issue };
  subIssue?: { repository: Repository; issue: Issue };
  /** `transferred`: the issue in its new place; `opened` there: in its former one. */
  counterpart?: { repository: Repository; issue: Issue };
  member?: Account;
  installation?: Installation;
  repositoriesAdded?: Repository[];
  repositoriesRemoved?: Repository[];
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

export type { Closer, TimelineEvent } from "./model.ts";
export type { Operations } from "./operations.ts";
export type { Area, Queries } from "./questions.ts";
