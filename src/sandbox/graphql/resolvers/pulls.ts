/** Pull requests and their reviews. */
import { issuePage } from "../../rest/serialize/issue.ts";
import { connect } from "../connections.ts";
import type { Context, PullView, Resolvers, ReviewView } from "../context.ts";
import { sees } from "../context.ts";
import { actorView, commitOf, issueView, repositoryView } from "../views.ts";
import { sharedResolvers } from "./issues.ts";
import { filesOf, pullCommit } from "./pull-parts.ts";
import { rollupOf } from "./checks.ts";

const MERGEABLE = {
  clean: "MERGEABLE",
  blocked: "MERGEABLE",
  behind: "MERGEABLE",
  draft: "MERGEABLE",
  dirty: "CONFLICTING",
  unknown: "UNKNOWN",
} as const;

function stateOf({ issue, pull }: PullView): string {
  if (pull.merged) return "MERGED";
  return issue.state === "closed" ? "CLOSED" : "OPEN";
}

function headRepository({ pull }: PullView, context: Context): unknown {
  const repository =
    pull.headRepositoryId === null ? undefined : context.state.world.repositories.get(pull.headRepositoryId);
  return repository === undefined || !sees(context, repository) ? null : repositoryView(repository);
}

function closingIssues(view: PullView, args: Record<string, unknown>, context: Context): unknown {
  const issues = context.state.ask
    .closingIssues(view.repository, view.issue)
    .filter((target) => sees(context, target.repository))
    .filter(
      ({ issue }) =>
        args["userLinkedOnly"] !== true ||
        issue.developmentLinks.some(
          (link) => link.repositoryId === view.repository.id && link.number === view.issue.number,
        ),
    );
  return connect(
    issues.map((target) => issueView(target.repository, target.issue)),
    args,
    ({ issue }) => issue.nodeId,
  );
}

export const pullResolvers: Record<string, Resolvers> = {
  PullRequest: {
    ...sharedResolvers,
    fullDatabaseId: ({ pull }: PullView) => String(pull.id),
    databaseId: ({ pull }: PullView) => pull.id,
    state: (view: PullView) => stateOf(view),
    isDraft: ({ pull }: PullView) => pull.draft,
    merged: ({ pull }: PullView) => pull.merged,
    mergedAt: ({ pull }: PullView) => pull.mergedAt,
    mergedBy: ({ pull }: PullView, _args, context: Context) => actorView(context, pull.mergedById),
    // Before the merge REST's `merge_commit_sha` is a test merge; `mergeCommit` is "The commit that was created when
    // this pull request was merged."
    mergeCommit: ({ repository, pull }: PullView) => (pull.merged ? commitOf(repository, pull.mergeCommitSha) : null),
    mergeable: (view: PullView, _args, { state }: Context) =>
      view.issue.state === "closed" ? "UNKNOWN" : MERGEABLE[state.ask.mergeable(view.repository, view.issue).state],
    mergeStateStatus: (view: PullView, _args, { state }: Context) =>
      view.issue.state === "closed" ? "UNKNOWN" : state.ask.mergeable(view.repository, view.issue).state.toUpperCase(),
    baseRefName: ({ pull }: PullView) => pull.baseRef,
    baseRefOid: ({ pull }: PullView) => pull.baseSha,
    baseRepository: ({ repository }: PullView) => repositoryView(repository),
    headRefName: ({ pull }: PullView) => pull.headRef,
    headRefOid: ({ pull }: PullView) => pull.headSha,
    headRepository: (view: PullView, _args, context: Context) => headRepository(view, context),
    isCrossRepository: ({ repository, pull }: PullView) => pull.headRepositoryId !== repository.id,
    permalink: ({ repository, issue }: PullView, _args, { view }: Context) => issuePage(view, repository, issue),
    files: (view: PullView, args, context: Context) => connect(filesOf(view, context), args, ({ path }) => path),
    changedFiles: (view: PullView, _args, context: Context) => filesOf(view, context).length,
    additions: (view: PullView, _args, context: Context) =>
      filesOf(view, context).reduce((sum, file) => sum + file.additions, 0),
    deletions: (view: PullView, _args, context: Context) =>
      filesOf(view, context).reduce((sum, file) => sum + file.deletions, 0),
    commits: (view: PullView, args, context: Context) =>
      connect(
        context.state.ask.pullCommits(view.repository, view.pull).map((commit) => pullCommit(view, commit, context)),
        args,
        ({ id }) => id,
      ),
    statusCheckRollup: ({ repository, pull }: PullView, _args, context: Context) =>
      rollupOf(repository, pull.headSha, context),
    closingIssuesReferences: closingIssues,
    reviews: ({ repository, issue, pull }: PullView, args) => {
      const states = args["states"] as string[] | undefined;
      const reviews = pull.reviews
        .filter((review) => states === undefined || states === null || states.includes(review.state))
        .map((review): ReviewView => ({ __typename: "PullRequestReview", repository, issue, review }));
      return connect(reviews, args, ({ review }) => review.nodeId);
    },
    totalCommentsCount: ({ issue }: PullView) => issue.comments.length,
  },
  PullRequestReview: {
    id: ({ review }: ReviewView) => review.nodeId,
    databaseId: ({ review }: ReviewView) => review.id,
    fullDatabaseId: ({ review }: ReviewView) => String(review.id),
    author: ({ review }: ReviewView, _args, context: Context) => actorView(context, review.authorId),
    body: ({ review }: ReviewView) => review.body,
    state: ({ review }: ReviewView) => review.state,
    submittedAt: ({ review }: ReviewView) => review.submittedAt,
    commit: ({ repository, review }: ReviewView) => commitOf(repository, review.commitSha),
    repository: ({ repository }: ReviewView) => repositoryView(repository),
    pullRequest: ({ repository, issue }: ReviewView) => issueView(repository, issue),
    url: ({ repository, issue, review }: ReviewView, _args, { view }: Context) =>
      `${issuePage(view, repository, issue)}#pullrequestreview-${review.id}`,
  },
};
