/** Commits, and the rules that guard branches. Ids and instants as in model.ts. */

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

/** Classic branch protection, as far as checks, reviews and pushes go. */
export interface Protection {
  requiredChecks: { strict: boolean; checks: { context: string; appId: number | null }[] } | null;
  requiredReviews: { count: number; dismissStale: boolean; codeOwners: boolean } | null;
  /** "Do not allow bypassing the above settings": binds administrators too. */
  enforceAdmins: boolean;
  linearHistory: boolean;
  allowForcePushes: boolean;
  allowDeletions: boolean;
}
