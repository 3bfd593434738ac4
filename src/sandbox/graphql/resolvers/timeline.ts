/**
 * Timelines of issues and pull requests.
 * Source: schema, unions `IssueTimelineItems` and `PullRequestTimelineItems`, and the types they hold.
 */
import type { TimelineEvent } from "../../state/model.ts";
import { connect } from "../connections.ts";
import type { Context, EventView, IssueView, PullView, Resolvers, Typed } from "../context.ts";
import { refusal, sees } from "../context.ts";
import { accountView, commentView, commitOf, eventView, repositoryView, viewAt } from "../views.ts";
import { pullCommit } from "./pull-parts.ts";
import { base, type Of, owner, pageOf } from "./timeline-base.ts";

type Either = IssueView | PullView;
type Entry = { readonly at: string; readonly order: number; readonly key: string; readonly view: Typed<string> };

/** `CLOSED_EVENT` → `ClosedEvent`. */
const typeOf = (itemType: string): string =>
  itemType.toLowerCase().replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** A reference from where the reader may not look does not show. */
function isVisible(event: TimelineEvent, context: Context): boolean {
  if (event.event === "cross-referenced" || event.event === "connected" || event.event === "disconnected") {
    return viewAt(context, event.source) !== null;
  }
  if (event.event !== "referenced") return true;
  const repository = context.state.world.repositories.get(event.repositoryId);
  return repository !== undefined && sees(context, repository);
}

function entriesOf(view: Either, context: Context): Entry[] {
  const { repository, issue } = view;
  const entries: Entry[] = issue.events
    .filter((event) => isVisible(event, context))
    .map((event) => ({
      at: event.createdAt,
      order: event.id,
      key: event.nodeId,
      view: eventView(repository, issue, event),
    }));
  for (const comment of issue.comments) {
    entries.push({
      at: comment.createdAt,
      order: comment.id,
      key: comment.nodeId,
      view: commentView(repository, issue, comment),
    });
  }
  if (view.__typename === "PullRequest") {
    for (const commit of context.state.ask.pullCommits(repository, view.pull)) {
      entries.push({
        at: commit.committer.date,
        order: 0,
        key: commit.nodeId,
        view: pullCommit(view, commit, context),
      });
    }
    for (const review of view.pull.reviews) {
      const reviewed = { __typename: "PullRequestReview", repository, issue, review };
      if (review.submittedAt !== null)
        entries.push({ at: review.submittedAt, order: review.id, key: review.nodeId, view: reviewed });
    }
  }
  return entries.sort((a, b) => (a.at === b.at ? a.order - b.order : a.at < b.at ? -1 : 1));
}

/** `timelineItems`, oldest first; `totalCount` counts all items, `filteredCount` those of the types asked for. */
export function timelineItems(view: Either, args: { readonly [name: string]: unknown }, context: Context): unknown {
  if (typeof args["skip"] === "number")
    throw refusal("NOT_MODELLED", "Argument timelineItems(skip:) is not modelled in the sandbox");
  const all = entriesOf(view, context);
  const types = Array.isArray(args["itemTypes"])
    ? new Set(args["itemTypes"].map((type: string) => typeOf(type)))
    : null;
  const since = typeof args["since"] === "string" ? Date.parse(args["since"]) : null;
  const wanted = all
    .filter((entry) => types === null || types.has(entry.view.__typename))
    .filter((entry) => since === null || Date.parse(entry.at) >= since);
  const page = connect(wanted, args, ({ key }) => key);
  return {
    ...page,
    nodes: page.nodes.map((entry) => (entry as Entry).view),
    edges: page.edges.map(({ cursor, node }) => ({ cursor, node: (node as Entry).view })),
    totalCount: all.length,
    filteredCount: wanted.length,
    pageCount: page.nodes.length,
    updatedAt: view.issue.updatedAt,
  };
}

/** Schema, `ClosedEvent.closer`: "Object which triggered the creation of this event." */
function closer({ event }: Of<"closed">, context: Context): unknown {
  const by = event.closer;
  if (by === null) return null;
  if (by.kind === "pull_request") return viewAt(context, by);
  if (by.kind === "project") return by.title === null ? null : { __typename: "ProjectV2", title: by.title };
  const repository = context.state.world.repositories.get(by.repositoryId);
  return repository === undefined || !sees(context, repository) ? null : commitOf(repository, by.sha);
}

const assigned: Resolvers = {
  ...base,
  assignable: owner,
  assignee: ({ event }: Of<"assigned">, _args, context: Context) => {
    const account = context.state.world.accounts.get(event.assigneeId);
    return account === undefined || account.deleted ? null : accountView(account);
  },
  user: ({ event }: Of<"assigned">, _args, context: Context) => {
    const account = context.state.world.accounts.get(event.assigneeId);
    return account === undefined || account.deleted || account.type !== "User" ? null : accountView(account);
  },
};
const labeled: Resolvers = {
  ...base,
  labelable: owner,
  label: ({ repository, event }: Of<"labeled">, _args, { state }: Context) => {
    // A label that was deleted since still shows, by the name and color it had.
    const label = state.ask.label(repository, event.label.name) ?? {
      id: 0,
      nodeId: `LA_${event.nodeId}`,
      name: event.label.name,
      color: event.label.color,
      description: null,
      isDefault: false,
    };
    return { __typename: "Label", repository, label };
  },
};
/** Schema, `ConnectedEvent`: `source` is the object it is shown on, `subject` the one that was linked to it. */
const connected: Resolvers = {
  ...base,
  isCrossRepository: ({ repository, event }: Of<"connected">) => event.source.repositoryId !== repository.id,
  source: owner,
  subject: ({ event }: Of<"connected">, _args, context: Context) => viewAt(context, event.source),
};
const subIssue: Resolvers = {
  ...base,
  subIssue: ({ event }: Of<"sub_issue_added">, _args, context: Context) => viewAt(context, event.other),
};
const parentIssue: Resolvers = {
  ...base,
  parent: ({ event }: Of<"parent_issue_added">, _args, context: Context) => viewAt(context, event.other),
};

const duplicate: Resolvers = {
  ...base,
  canonical: ({ event }: Of<"marked_as_duplicate">, _args, context: Context) => viewAt(context, event.canonical),
  duplicate: ({ event }: Of<"marked_as_duplicate">, _args, context: Context) => viewAt(context, event.duplicate),
  isCrossRepository: () => false,
};

export const timelineResolvers: Record<string, Resolvers> = {
  ClosedEvent: {
    ...base,
    closable: owner,
    closer: (view: Of<"closed">, _args, context: Context) => closer(view, context),
    stateReason: ({ event }: Of<"closed">) => event.stateReason?.toUpperCase() ?? null,
    url: pageOf,
    resourcePath: (view: EventView, args, context: Context) =>
      pageOf(view, args, context).slice(context.view.urls.web.length),
  },
  ReopenedEvent: { ...base, closable: owner, stateReason: () => "REOPENED" },
  LabeledEvent: labeled,
  UnlabeledEvent: labeled,
  AssignedEvent: assigned,
  UnassignedEvent: assigned,
  RenamedTitleEvent: {
    ...base,
    previousTitle: ({ event }: Of<"renamed">) => event.from,
    currentTitle: ({ event }: Of<"renamed">) => event.to,
    subject: owner,
  },
  LockedEvent: {
    ...base,
    lockable: owner,
    lockReason: ({ event }: Of<"locked">) => event.lockReason?.toUpperCase().replace(/[- ]/g, "_") ?? null,
  },
  UnlockedEvent: { ...base, lockable: owner },
  CrossReferencedEvent: {
    ...base,
    isCrossRepository: ({ repository, event }: Of<"cross-referenced">) => event.source.repositoryId !== repository.id,
    referencedAt: ({ event }: EventView) => event.createdAt,
    source: ({ event }: Of<"cross-referenced">, _args, context: Context) => viewAt(context, event.source),
    target: owner,
    willCloseTarget: ({ event }: Of<"cross-referenced">) => event.willCloseTarget,
    url: pageOf,
  },
  ConnectedEvent: connected,
  DisconnectedEvent: connected,
  SubIssueAddedEvent: subIssue,
  SubIssueRemovedEvent: subIssue,
  ParentIssueAddedEvent: parentIssue,
  ParentIssueRemovedEvent: parentIssue,
  MarkedAsDuplicateEvent: duplicate,
  UnmarkedAsDuplicateEvent: duplicate,
  ProjectV2: { title: ({ title }: { title: string }) => title },
  CommentDeletedEvent: base,
  ReferencedEvent: {
    ...base,
    subject: owner,
    commit: ({ event }: Of<"referenced">, _args, { state }: Context) => {
      const repository = state.world.repositories.get(event.repositoryId);
      return repository === undefined ? null : commitOf(repository, event.commitSha);
    },
    commitRepository: ({ event, repository }: Of<"referenced">, _args, { state }: Context) =>
      repositoryView(state.world.repositories.get(event.repositoryId) ?? repository),
    isCrossRepository: ({ event, repository }: Of<"referenced">) => event.repositoryId !== repository.id,
  },
  TransferredEvent: {
    ...base,
    issue: owner,
    fromRepository: ({ event }: Of<"transferred">, _args, context: Context) => {
      const from = context.state.world.repositories.get(event.fromRepositoryId);
      return from === undefined || !sees(context, from) ? null : repositoryView(from);
    },
  },
};
