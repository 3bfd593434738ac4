/** From records of the state to the values that resolvers pass on. */
import type {
  AccountView,
  CommentView,
  CommitView,
  Context,
  EventView,
  IssueView,
  PullView,
  RepositoryView,
} from "./context.ts";
import { sees } from "./context.ts";
import type { Account, Commit, Issue, IssueComment, Repository, TimelineEvent } from "../state/model.ts";

export function repositoryView(repository: Repository): RepositoryView {
  return { __typename: "Repository", repository };
}

/** By its present name, or with `follow` by a former one. */
export const repositoryNamed = (
  { state }: Context,
  owner: string,
  name: string,
  follow: boolean,
): Repository | undefined => (follow ? state.ask.repositoryEver(owner, name) : state.ask.repository(owner, name));

/** An issue or a pull request, whichever the record is. */
export function issueView(repository: Repository, issue: Issue): IssueView | PullView {
  return issue.pull === null
    ? { __typename: "Issue", repository, issue }
    : { __typename: "PullRequest", repository, issue, pull: issue.pull };
}

export function commentView(repository: Repository, issue: Issue, comment: IssueComment): CommentView {
  return { __typename: "IssueComment", repository, issue, comment };
}

export function commitView(repository: Repository, commit: Commit): CommitView {
  return { __typename: "Commit", repository, commit };
}

/** The commit of a SHA; null where the repository no longer has it. */
export function commitOf(repository: Repository, sha: string | null): CommitView | null {
  const commit = sha === null ? undefined : repository.commits.get(sha);
  return commit === undefined ? null : commitView(repository, commit);
}

export function accountView(account: Account): AccountView {
  return { __typename: account.type, account };
}

/** Who did it; null for a deleted account, which the web shows as ghost (schema: `author: Actor` may be null). */
export function actorView(context: Context, accountId: number | null): AccountView | null {
  const account = accountId === null ? undefined : context.state.world.accounts.get(accountId);
  return account === undefined || account.deleted ? null : accountView(account);
}

/** A person; null for bots where the schema has a `User` only (`GitActor.user`, `Reaction.user`). */
export function userView(context: Context, accountId: number | null): AccountView | null {
  const actor = actorView(context, accountId);
  return actor?.__typename === "User" ? actor : null;
}

/** The issue or pull request at a place, as far as the caller may see it. */
export function viewAt(context: Context, at: { repositoryId: number; number: number }): IssueView | PullView | null {
  const repository = context.state.world.repositories.get(at.repositoryId);
  const issue = repository?.issues.get(at.number);
  if (repository === undefined || issue === undefined || !sees(context, repository)) return null;
  return issueView(repository, issue);
}

/** REST's names of timeline events → the GraphQL types. Source: schema, union `IssueTimelineItems`. */
export const EVENT_TYPES: Readonly<Record<string, string>> = {
  closed: "ClosedEvent",
  reopened: "ReopenedEvent",
  merged: "MergedEvent",
  labeled: "LabeledEvent",
  unlabeled: "UnlabeledEvent",
  assigned: "AssignedEvent",
  unassigned: "UnassignedEvent",
  renamed: "RenamedTitleEvent",
  locked: "LockedEvent",
  unlocked: "UnlockedEvent",
  "cross-referenced": "CrossReferencedEvent",
  connected: "ConnectedEvent",
  disconnected: "DisconnectedEvent",
  sub_issue_added: "SubIssueAddedEvent",
  sub_issue_removed: "SubIssueRemovedEvent",
  parent_issue_added: "ParentIssueAddedEvent",
  parent_issue_removed: "ParentIssueRemovedEvent",
  head_ref_force_pushed: "HeadRefForcePushedEvent",
  head_ref_deleted: "HeadRefDeletedEvent",
  review_requested: "ReviewRequestedEvent",
  comment_deleted: "CommentDeletedEvent",
  referenced: "ReferencedEvent",
  transferred: "TransferredEvent",
  marked_as_duplicate: "MarkedAsDuplicateEvent",
  unmarked_as_duplicate: "UnmarkedAsDuplicateEvent",
};

export function eventView(repository: Repository, issue: Issue, event: TimelineEvent): EventView {
  return { __typename: EVENT_TYPES[event.event] ?? "UnknownEvent", repository, issue, event };
}
