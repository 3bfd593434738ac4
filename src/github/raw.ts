/** GitHub's GraphQL answers as they arrive, before they become a snapshot. Anything may be a `Problem` instead. */
import type { RawMerged } from "./controls/read-merged.ts";

/** Marks the place of an answer that an error left empty. */
export interface Problem {
  readonly problem: string;
  readonly type: string | null;
  /** The field that failed, which tells the permission it takes; left out where only its place is known. */
  readonly field?: string | null;
}

/** Why a list ends early: what the snapshot says of it, without the name of the part. */
export interface Unread {
  readonly why: string;
  readonly permission?: string;
  readonly transient?: boolean;
}

export type Raw<T> = T | Problem | null | undefined;

export interface RawList<T> {
  nodes?: Raw<T>[] | null;
  pageInfo: { hasNextPage: boolean; endCursor?: string | null };
  /** How many there are in all, where it was asked for. */
  totalCount?: number;
  /** Set by us where the rest could not be fetched, or an entry belongs here that could not be told. */
  stopped?: Unread;
}

export interface RawActor {
  __typename: string;
  login: string;
  id?: string;
}

export interface RawRepositoryName {
  nameWithOwner: string;
}

export interface RawComment {
  id: string;
  fullDatabaseId?: string | null;
  databaseId?: number | null;
  url: string;
  body: string;
  createdAt: string;
  lastEditedAt: string | null;
  author: Raw<RawActor>;
  editor: Raw<RawActor>;
  reactionGroups: Raw<{ content: string; viewerHasReacted: boolean }[]>;
}

export interface RawPullRef {
  id: string;
  number: number;
  url: string;
  repository: RawRepositoryName;
}

export interface RawEvent {
  __typename: string;
  id: string;
  createdAt: string;
  actor: Raw<RawActor>;
  stateReason?: string | null;
  closer?: Raw<
    | ({ __typename: "PullRequest" } & RawPullRef)
    | { __typename: "Commit"; id: string; oid: string; url: string }
    | { __typename: "ProjectV2"; title: string }
  >;
  label?: { name: string };
  assignee?: Raw<{ login: string }>;
  subIssue?: Raw<{ id: string }>;
  /** Of a mark as duplicate: the issue that survives, and its duplicate; empty objects where they are pull requests. */
  canonical?: Raw<RawIssueRef>;
  duplicate?: Raw<{ id?: string }>;
}

export interface RawIssueRef {
  id?: string;
  number: number;
  repository: RawRepositoryName;
}

export interface RawReferrer {
  __typename: "Issue";
  id: string;
  number: number;
  body: string;
  /** Under another name: pull requests of the same list have a `state` of another type. */
  issueState?: string;
  stateReason?: string | null;
  repository: RawRepositoryName;
  parent: Raw<{ id: string }>;
  labels: Raw<RawList<{ name: string }>>;
}

export interface RawReference {
  __typename: string;
  willCloseTarget?: boolean;
  /** Read whole, or named only: then the pull request is read by its id. */
  source?: Raw<({ __typename: "PullRequest" } & (RawPull | RawPullRef)) | RawReferrer>;
}

export interface RawIssue {
  __typename: string;
  id: string;
  fullDatabaseId?: string | null;
  databaseId?: number | null;
  number: number;
  url: string;
  title: string;
  body: string;
  locked: boolean;
  state: string;
  stateReason: string | null;
  createdAt: string;
  closedAt: string | null;
  lastEditedAt: string | null;
  author: Raw<RawActor>;
  editor: Raw<RawActor>;
  repository: RawRepositoryName;
  parent: Raw<{ id: string }>;
  labels: Raw<RawList<{ name: string }>>;
  assignees: Raw<RawList<RawActor>>;
  comments: Raw<RawList<RawComment>>;
  events: Raw<RawList<RawEvent>>;
  closers: Raw<RawList<RawPullRef>>;
  developed: Raw<RawList<RawPullRef>>;
  references: Raw<RawList<RawReference>>;
  subIssues?: Raw<RawList<RawIssue>>;
}

export interface RawCheck {
  __typename: "CheckRun" | "StatusContext";
  id: string;
  databaseId?: number | null;
  name?: string;
  status?: string;
  conclusion?: string | null;
  url?: string;
  startedAt?: string | null;
  completedAt?: string | null;
  title?: string | null;
  summary?: string | null;
  text?: string | null;
  checkSuite?: Raw<{ app: Raw<{ databaseId: number | null; slug: string }> }>;
  context?: string;
  state?: string;
  targetUrl?: string | null;
  createdAt?: string;
}

export interface RawCommitChecks {
  id: string;
  oid: string;
  statusCheckRollup: Raw<{ contexts: Raw<RawList<RawCheck>> }>;
}

export interface RawCommit {
  id: string;
  oid: string;
  message: string;
  author: Raw<{ user: Raw<{ login: string }> }>;
  committer: Raw<{ user: Raw<{ login: string }> }>;
}

export interface RawPullCommit {
  commit: RawCommit;
}

export interface RawReverter {
  id: string;
  number: number;
  title: string;
  body: string;
  merged: boolean;
  baseRefName: string;
  repository: RawRepositoryName;
}

/** An entry of a pull request's timeline: what refers to it, and what was pushed over. */
export interface RawRevertReference {
  __typename: string;
  source?: Raw<{ __typename: string } & Partial<RawReverter>>;
  /** The last commit of the branch before a force push; null where GitHub has thrown it away. */
  beforeCommit?: Raw<RawCommit>;
}

export interface RawFile {
  path: string;
  changeType: string;
  additions: number;
  deletions: number;
}

export interface RawPull {
  id: string;
  number: number;
  url: string;
  title: string;
  body: string;
  isDraft: boolean;
  state: string;
  createdAt: string;
  mergedAt: string | null;
  author: Raw<RawActor>;
  mergedBy: Raw<RawActor>;
  repository: RawRepositoryName & { defaultBranchRef: Raw<{ name: string }> };
  baseRefName: string;
  headRefOid: string;
  headRepository: Raw<RawRepositoryName>;
  /** How many files it changes, for telling how long the list is. */
  changedFiles?: number | null;
  files: Raw<RawList<RawFile>>;
  head: Raw<{ nodes?: Raw<{ commit: Raw<RawCommitChecks> }>[] | null }>;
  mergeCommit: Raw<RawCommit>;
  commits: Raw<RawList<RawPullCommit>>;
  /** Left out of one that was read among many, and read apart where it is open. */
  closes?: Raw<RawList<{ number: number; repository: RawRepositoryName }>>;
  reverts: Raw<RawList<RawRevertReference>>;
}

export interface RawPolicyFile {
  __typename: string;
  text?: string | null;
  isTruncated?: boolean;
}

/** A commit on the default branch. */
export interface RawLanded {
  id: string;
  oid: string;
  committedDate: string;
  message: string;
}

export interface RawPolicyHolder {
  defaultBranchRef: Raw<{
    name: string;
    target: Raw<{ oid?: string; history?: Raw<{ nodes: Raw<{ oid: string; committedDate: string }>[] }> }>;
    tip?: Raw<{ oid?: string; landed?: Raw<RawList<RawLanded>> }>;
  }>;
  policy: Raw<RawPolicyFile>;
}

export interface RawRepository extends RawPolicyHolder {
  id: string;
  name: string;
  url: string;
  isPrivate: boolean;
  isArchived: boolean;
  isInOrganization: boolean;
  owner: { login: string };
  labels: Raw<RawList<{ name: string }>>;
  members?: Raw<{ totalCount: number }>;
  codeowners1?: Raw<RawPolicyFile>;
  codeowners2?: Raw<RawPolicyFile>;
  codeowners3?: Raw<RawPolicyFile>;
  issue: Raw<RawIssue>;
}

export interface RawIncident {
  repository: Raw<RawRepository>;
  /** What was merged there lately, into whatever branch. */
  lately?: Raw<{ merged: Raw<RawList<RawMerged & { baseRefName: string }>> }>;
  organization: Raw<{ id: string } & RawPolicyHolder>;
}
