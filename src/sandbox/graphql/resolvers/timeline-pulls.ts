/** Events of pull requests' timelines alone. Source: schema, union `PullRequestTimelineItems`. */
import type { Context, EventView, Resolvers } from "../context.ts";
import { actorView, commitOf } from "../views.ts";
import { base, type Of, owner, pageOf } from "./timeline-base.ts";

export const pullTimelineResolvers: Record<string, Resolvers> = {
  MergedEvent: {
    ...base,
    pullRequest: owner,
    commit: ({ repository, event }: Of<"merged">) => commitOf(repository, event.commitSha),
    mergeRefName: ({ issue }: EventView) => issue.pull?.baseRef ?? "",
    url: pageOf,
  },
  HeadRefForcePushedEvent: {
    ...base,
    pullRequest: owner,
    beforeCommit: ({ repository, event }: Of<"head_ref_force_pushed">) => commitOf(repository, event.beforeSha),
    ref: ({ repository, issue }: EventView) => {
      const ref = `refs/heads/${issue.pull?.headRef ?? ""}`;
      return issue.pull?.headRepositoryId === repository.id && repository.refs.has(ref)
        ? { __typename: "Ref", repository, ref }
        : null;
    },
    afterCommit: ({ repository, event }: Of<"head_ref_force_pushed">) => commitOf(repository, event.commitSha),
  },
  HeadRefDeletedEvent: {
    ...base,
    pullRequest: owner,
    headRefName: ({ issue }: EventView) => issue.pull?.headRef ?? "",
  },
  ReviewRequestedEvent: {
    ...base,
    pullRequest: owner,
    requestedReviewer: ({ event }: Of<"review_requested">, _args, context: Context) =>
      actorView(context, event.reviewerId),
  },
};
