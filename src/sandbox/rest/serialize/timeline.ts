/**
 * Events of an issue as `/events` and `/timeline` write them.
 * Source: docs.github.com/rest "Issue event types" (what each event carries, and where it shows).
 */
import type { Commit, Issue, IssueComment, Repository, Review, TimelineEvent } from "../../state/model.ts";
import type { Json, View } from "../answer.ts";
import { viaAppJson } from "./app.ts";
import { gitCommitJson } from "./commit.ts";
import { commentJson, issueReferenceJson, lookUp, placedIssueJson } from "./issue.ts";
import { type PullRecord, reviewJson } from "./pull.ts";
import { placeOf } from "./repository.ts";
import { actorJson } from "./user.ts";

/** Events that only the timeline has. */
const TIMELINE_ONLY = new Set(["cross-referenced"]);

export const isIssueEvent = (event: TimelineEvent): boolean => !TIMELINE_ONLY.has(event.event);

const commitUrl = (view: View, repositoryId: number, sha: string): string | null => {
  const repository = view.state.world.repositories.get(repositoryId);
  return repository === undefined ? null : `${placeOf(view, repository).api}/commits/${sha}`;
};

const specifics = (view: View, event: TimelineEvent, where: "events" | "timeline"): Json => {
  switch (event.event) {
    case "closed":
      return {
        state_reason: event.stateReason,
        // Only a commit is named; a pull request that closed the issue shows in GraphQL's `closer` alone.
        ...(event.closer?.kind === "commit"
          ? { commit_id: event.closer.sha, commit_url: commitUrl(view, event.closer.repositoryId, event.closer.sha) }
          : {}),
      };
    case "labeled":
    case "unlabeled":
      return { label: { name: event.label.name, color: event.label.color } };
    case "assigned":
    case "unassigned":
      return {
        assignee: actorJson(view, event.assigneeId),
        ...(where === "events" ? { assigner: actorJson(view, event.actorId) } : {}),
      };
    case "renamed":
      return { rename: { from: event.from, to: event.to } };
    case "locked":
      return { lock_reason: event.lockReason };
    case "sub_issue_added":
    case "sub_issue_removed":
      return { sub_issue: issueReferenceJson(view, event.other) };
    case "parent_issue_added":
    case "parent_issue_removed":
      return { parent_issue: issueReferenceJson(view, event.other) };
    case "review_requested":
      return {
        review_requester: actorJson(view, event.actorId),
        requested_reviewer: actorJson(view, event.reviewerId),
      };
    default:
      return {};
  }
};

const commitOfEvent = (event: TimelineEvent, repositoryId: number): { sha: string; repositoryId: number } | null => {
  switch (event.event) {
    case "merged":
    case "head_ref_force_pushed":
      return { sha: event.commitSha, repositoryId };
    case "referenced":
      return { sha: event.commitSha, repositoryId: event.repositoryId };
    default:
      return null;
  }
};

/** One event, in the shape that both lists share. */
export const eventJson = (
  view: View,
  repository: Repository,
  event: TimelineEvent,
  where: "events" | "timeline" = "events",
): Json => {
  const commit = commitOfEvent(event, repository.id);
  return {
    id: event.id,
    node_id: event.nodeId,
    url: `${placeOf(view, repository).api}/issues/events/${event.id}`,
    actor: actorJson(view, event.actorId),
    event: event.event,
    commit_id: commit?.sha ?? null,
    commit_url: commit === null ? null : commitUrl(view, commit.repositoryId, commit.sha),
    created_at: event.createdAt,
    ...specifics(view, event, where),
    performed_via_github_app: viaAppJson(view, event.appId),
  };
};

const crossReferenceJson = (view: View, event: TimelineEvent & { event: "cross-referenced" }): Json | null => {
  const source = lookUp(view, event.source);
  // A reference from where the reader may not look does not show.
  if (source === null) return null;
  const { caller, state } = view;
  if (caller !== null && !state.ask.can(caller, source.repository, "metadata", "read")) return null;
  return {
    actor: actorJson(view, event.actorId),
    created_at: event.createdAt,
    updated_at: event.createdAt,
    source: { type: "issue", issue: placedIssueJson(view, source) },
    event: "cross-referenced",
  };
};

const commentEventJson = (view: View, repository: Repository, issue: Issue, comment: IssueComment): Json => ({
  ...commentJson(view, repository, issue, comment),
  event: "commented",
  actor: actorJson(view, comment.authorId),
});

const reviewEventJson = (view: View, record: PullRecord, review: Review): Json => ({
  ...reviewJson(view, record, review),
  state: review.state.toLowerCase(),
  event: "reviewed",
});

const committedJson = (view: View, repository: Repository, commit: Commit): Json => ({
  ...gitCommitJson(view, repository, commit),
  event: "committed",
});

/** The whole timeline, oldest first; a pull request's commits and reviews stand among the events. */
export const timelineOf = (view: View, repository: Repository, issue: Issue): Json[] => {
  const entries: { at: string; order: number; json: Json | null }[] = [];
  const add = (at: string, order: number, json: Json | null): void => void entries.push({ at, order, json });
  for (const event of issue.events) {
    add(
      event.createdAt,
      event.id,
      event.event === "cross-referenced"
        ? crossReferenceJson(view, event)
        : eventJson(view, repository, event, "timeline"),
    );
  }
  for (const comment of issue.comments) {
    add(comment.createdAt, comment.id, commentEventJson(view, repository, issue, comment));
  }
  if (issue.pull !== null) {
    const record = { repository, issue, pull: issue.pull };
    for (const commit of view.state.ask.pullCommits(repository, issue.pull)) {
      add(commit.committer.date, 0, committedJson(view, repository, commit));
    }
    for (const review of issue.pull.reviews) {
      if (review.submittedAt !== null) add(review.submittedAt, review.id, reviewEventJson(view, record, review));
    }
  }
  return entries
    .sort((a, b) => (a.at === b.at ? a.order - b.order : a.at < b.at ? -1 : 1))
    .flatMap(({ json }) => (json === null ? [] : [json]));
};
