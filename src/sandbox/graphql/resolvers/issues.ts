/** Issues, their comments and labels. */
import { issuePage } from "../../rest/serialize/issue.ts";
import type { Issue, Label } from "../../state/model.ts";
import { connect } from "../connections.ts";
import type { CommentView, Context, IssueView, LabelView, Order, PullView, Resolvers } from "../context.ts";
import { demand, orderOf, refusal, sees } from "../context.ts";
import { commentView, issueView, repositoryView, userView, viewAt } from "../views.ts";
import { textResolvers } from "./texts.ts";
import { timelineItems } from "./timeline.ts";

type Either = IssueView | PullView;

const labelView = (view: { repository: LabelView["repository"] }, label: Label): LabelView => ({
  __typename: "Label",
  repository: view.repository,
  label,
});

/** Sorted as `LabelOrder` says; by default by creation. */
export function sortLabels(labels: readonly Label[], order: Order | undefined): Label[] {
  const sorted = [...labels].sort((a, b) =>
    order?.field === "NAME" ? a.name.toLowerCase().localeCompare(b.name.toLowerCase(), "en") : a.id - b.id,
  );
  return order?.direction === "DESC" ? sorted.reverse() : sorted;
}

/** Sorted as `IssueOrder` says; by default by creation. */
export function sortIssues<T extends { readonly issue: Issue }>(views: readonly T[], order: Order | undefined): T[] {
  const keyOf = ({ issue }: T): string | number => {
    if (order?.field === "UPDATED_AT") return issue.updatedAt;
    return order?.field === "COMMENTS" ? issue.comments.length : issue.createdAt;
  };
  const sorted = [...views].sort((a, b) => {
    const [x, y] = [keyOf(a), keyOf(b)];
    return x === y ? a.issue.number - b.issue.number : x < y ? -1 : 1;
  });
  return order?.direction === "DESC" ? sorted.reverse() : sorted;
}

/** What an issue and a pull request have in common. */
export const sharedResolvers: Resolvers = {
  ...textResolvers<Either>(({ issue }) => issue),
  number: ({ issue }: Either) => issue.number,
  title: ({ issue }: Either) => issue.title,
  url: ({ repository, issue }: Either, _args, { view }: Context) => issuePage(view, repository, issue),
  resourcePath: ({ repository, issue }: Either, _args, { view }: Context) =>
    issuePage(view, repository, issue).slice(view.urls.web.length),
  closed: ({ issue }: Either) => issue.state === "closed",
  closedAt: ({ issue }: Either) => issue.closedAt,
  locked: ({ issue }: Either) => issue.locked,
  activeLockReason: ({ issue }: Either) =>
    issue.lockReason?.toUpperCase().replaceAll("-", "_").replaceAll(" ", "_") ?? null,
  assignees: ({ issue }: Either, args, context: Context) =>
    connect(
      issue.assigneeIds.flatMap((id) => userView(context, id) ?? []),
      args,
      ({ account }) => account.nodeId,
    ),
  labels: (view: Either, args) => {
    const labels = view.issue.labelIds.flatMap((id) => view.repository.labels.get(id) ?? []);
    return connect(
      sortLabels(labels, orderOf(args)).map((label) => labelView(view, label)),
      args,
      ({ label }) => label.nodeId,
    );
  },
  comments: ({ repository, issue }: Either, args) => {
    const comments = issue.comments.map((comment) => commentView(repository, issue, comment));
    const order = orderOf(args);
    return connect(order?.direction === "DESC" ? comments.reverse() : comments, args, ({ comment }) => comment.nodeId);
  },
  participants: ({ issue }: Either, args, context: Context) => {
    const ids = [issue.authorId, ...issue.assigneeIds, ...issue.comments.map(({ authorId }) => authorId)];
    return connect(
      [...new Set(ids)].flatMap((id) => userView(context, id) ?? []),
      args,
      ({ account }) => account.nodeId,
    );
  },
  timelineItems: (view: Either, args, context: Context) => timelineItems(view, args, context),
};

function stateReason({ issue }: IssueView, { enableDuplicate }: { enableDuplicate?: boolean }): string | null {
  // Schema, `Issue.stateReason(enableDuplicate:)`: "Whether or not to return state reason for duplicates".
  if (issue.stateReason === "duplicate" && enableDuplicate !== true) return "NOT_PLANNED";
  return issue.stateReason?.toUpperCase() ?? null;
}

function closingPulls({ repository, issue }: IssueView, args: Record<string, unknown>, context: Context): unknown {
  demand(context, repository, "pull_requests");
  const byHand = (pull: PullView): boolean =>
    issue.developmentLinks.some(
      (link) => link.repositoryId === pull.repository.id && link.number === pull.issue.number,
    );
  // Closed and merged ones only on request: schema, `includeClosedPrs` ("Include closed PRs in results").
  const pulls = context.state.ask
    .closingPulls(repository, issue)
    .filter((pull) => sees(context, pull.repository))
    .flatMap((pull) => {
      const view = issueView(pull.repository, pull.issue);
      return view.__typename === "PullRequest" ? [view] : [];
    })
    .filter((pull) => args["includeClosedPrs"] === true || pull.issue.state === "open")
    .filter((pull) => args["userLinkedOnly"] !== true || byHand(pull));
  return connect(pulls, args, ({ pull }) => pull.nodeId);
}

const subIssuesOf = ({ issue }: IssueView, context: Context): IssueView[] =>
  issue.subIssues.flatMap((at) => {
    const view = viewAt(context, at);
    return view?.__typename === "Issue" ? [view] : [];
  });

export const issueResolvers: Record<string, Resolvers> = {
  Issue: {
    ...sharedResolvers,
    state: ({ issue }: IssueView) => issue.state.toUpperCase(),
    stateReason,
    parent: ({ issue }: IssueView, _args, context: Context) =>
      issue.parent === null ? null : viewAt(context, issue.parent),
    subIssues: (view: IssueView, args, context: Context) =>
      connect(subIssuesOf(view, context), args, ({ issue }) => issue.nodeId),
    subIssuesSummary: (view: IssueView, _args, context: Context) => {
      const children = subIssuesOf(view, context);
      const completed = children.filter(({ issue }) => issue.state === "closed").length;
      const total = children.length;
      return { total, completed, percentCompleted: total === 0 ? 0 : Math.floor((completed / total) * 100) };
    },
    closedByPullRequestsReferences: closingPulls,
    milestone: () => null,
    isPinned: () => false,
  },
  IssueComment: {
    ...textResolvers<CommentView>(({ comment }) => comment),
    url: ({ repository, issue, comment }: CommentView, _args, { view }: Context) =>
      `${issuePage(view, repository, issue)}#issuecomment-${comment.id}`,
    resourcePath: ({ repository, issue, comment }: CommentView, _args, { view }: Context) =>
      `${issuePage(view, repository, issue).slice(view.urls.web.length)}#issuecomment-${comment.id}`,
    isMinimized: () => false,
    minimizedReason: () => null,
    // Schema: "Returns the pull request associated with the comment, if this comment was made on a pull request."
    pullRequest: ({ repository, issue }: CommentView) => (issue.pull === null ? null : issueView(repository, issue)),
    issue: ({ repository, issue }: CommentView) => {
      if (issue.pull === null) return issueView(repository, issue);
      throw refusal(
        "NOT_MODELLED",
        "Field IssueComment.issue of a pull request's comment is not modelled in the sandbox",
      );
    },
  },
  Label: {
    id: ({ label }: LabelView) => label.nodeId,
    name: ({ label }: LabelView) => label.name,
    color: ({ label }: LabelView) => label.color,
    description: ({ label }: LabelView) => label.description,
    isDefault: ({ label }: LabelView) => label.isDefault,
    repository: ({ repository }: LabelView) => repositoryView(repository),
    url: ({ repository, label }: LabelView, _args, { view, state }: Context) =>
      `${view.urls.web}/${state.ask.actor(repository.ownerId).login}/${repository.name}/labels/${encodeURIComponent(label.name)}`,
  },
};
