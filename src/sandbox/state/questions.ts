/** What the faces ask of the box: the signatures of the queries. */
import type { Caller } from "./contract.ts";
import type {
  Account,
  CheckRun,
  Commit,
  CommitStatus,
  GitHubApp,
  Installation,
  Issue,
  IssueComment,
  Label,
  PullRequest,
  Repository,
  Role,
} from "./model.ts";

/** What an App's permissions are asked for, and what a role opens. */
export type Area =
  | "issues"
  | "pull_requests"
  | "contents"
  | "checks"
  | "statuses"
  | "actions"
  | "deployments"
  | "metadata"
  | "administration";

/** Questions that the faces ask; none changes anything. */
export interface Queries {
  repository(owner: string, name: string): Repository | undefined;
  /** By its present name, or by one that it had and that nobody has taken since. */
  repositoryEver(owner: string, name: string): Repository | undefined;
  account(login: string): Account | undefined;
  /** The account, or the `ghost` account when it was deleted. */
  actor(accountId: number): Account;
  role(repository: Repository, account: Account): Role;
  /** The caller's right here: its role, or its installation's permission for the named area. */
  can(caller: Caller, repository: Repository, area: Area, level: "read" | "write"): boolean;
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
  ): readonly {
    path: string;
    status: "added" | "modified" | "removed" | "renamed";
    additions: number;
    deletions: number;
    sha: string;
    previousPath?: string;
    patch?: string;
  }[];
  pullCommits(repository: Repository, pull: PullRequest): readonly Commit[];
  /** Pull requests that hold a commit, or whose merge made it. */
  pullsOfCommit(repository: Repository, sha: string): Issue[];
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
