/** Merge queues and their entries. Source: schema, `MergeQueue`, `MergeQueueEntry`. */
import { type QueueEntry, queueOf } from "../../state/merge-queue.ts";
import type { Repository } from "../../state/model.ts";
import { connect } from "../connections.ts";
import type { RepositoryView, Resolvers } from "../context.ts";
import { commitOf, issueView } from "../views.ts";

interface QueueView {
  readonly __typename: "MergeQueue";
  readonly repository: Repository;
  readonly entries: readonly QueueEntry[];
}

interface EntryView {
  readonly __typename: "MergeQueueEntry";
  readonly repository: Repository;
  readonly entry: QueueEntry;
  readonly position: number;
}

/** The queue of a branch; null where nothing is in it. */
export const mergeQueueOf = ({ repository }: RepositoryView, branch: string | null | undefined): QueueView | null => {
  const entries = queueOf(repository, branch ?? repository.defaultBranch);
  return entries.length === 0 ? null : { __typename: "MergeQueue", repository, entries };
};

export const mergeQueueResolvers: Record<string, Resolvers> = {
  MergeQueue: {
    entries: ({ repository, entries }: QueueView, args) =>
      connect(
        entries.map(
          (entry, index): EntryView => ({
            __typename: "MergeQueueEntry",
            repository,
            entry,
            position: index + 1,
          }),
        ),
        args,
        ({ entry }) => entry.ref,
      ),
  },
  MergeQueueEntry: {
    position: ({ position }: EntryView) => position,
    state: () => "AWAITING_CHECKS",
    headCommit: ({ repository, entry }: EntryView) => commitOf(repository, entry.headSha),
    baseCommit: ({ repository, entry }: EntryView) => commitOf(repository, entry.baseSha),
    pullRequest: ({ repository, entry }: EntryView) => {
      const issue = repository.issues.get(entry.number);
      return issue === undefined ? null : issueView(repository, issue);
    },
  },
};
