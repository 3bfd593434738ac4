/** Pull requests and their reviews. */
import type { Issue, PullRequest, Repository, Review } from "../../state/model.ts";
import type { Json, View } from "../answer.ts";
import { labelsJson } from "./label.ts";
import { issuePage } from "./issue.ts";
import { placeOf, repositoryJson } from "./repository.ts";
import { actorJson, associationOf } from "./user.ts";

export interface PullRecord {
  readonly repository: Repository;
  readonly issue: Issue;
  readonly pull: PullRequest;
}

/** The pull-request half of an issue, where it has one. */
export const asPull = (repository: Repository, issue: Issue): PullRecord[] =>
  issue.pull === null ? [] : [{ repository, issue, pull: issue.pull }];

const headRepository = (view: View, { pull }: PullRecord): Repository | null =>
  pull.headRepositoryId === null ? null : (view.state.world.repositories.get(pull.headRepositoryId) ?? null);

const endJson = (view: View, repository: Repository | null, ref: string, sha: string): Json => {
  // A deleted fork leaves `repo` null and the label "unknown repository" (seen in GitHub's own answers).
  if (repository === null) return { label: `unknown repository:${ref}`, ref, sha, user: null, repo: null };
  const owner = view.state.ask.actor(repository.ownerId);
  return {
    label: `${owner.login}:${ref}`,
    ref,
    sha,
    user: actorJson(view, repository.ownerId),
    repo: repositoryJson(view, repository),
  };
};

/** `pull-request-simple`: what lists show. */
export const pullSimpleJson = (view: View, record: PullRecord): Json => {
  const { repository, issue, pull } = record;
  const { api } = placeOf(view, repository);
  const url = `${api}/pulls/${issue.number}`;
  const issueUrl = `${api}/issues/${issue.number}`;
  const page = issuePage(view, repository, issue);
  const statuses = `${api}/statuses/${pull.headSha}`;
  const assignees = issue.assigneeIds.map((id) => actorJson(view, id));
  return {
    url,
    id: pull.id,
    node_id: pull.nodeId,
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url: issueUrl,
    number: issue.number,
    state: issue.state,
    locked: issue.locked,
    title: issue.title,
    user: actorJson(view, issue.authorId),
    body: issue.body,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    merged_at: pull.mergedAt,
    merge_commit_sha: pull.mergeCommitSha,
    assignee: assignees[0] ?? null,
    assignees,
    requested_reviewers: pull.requestedReviewerIds.map((id) => actorJson(view, id)),
    requested_teams: [],
    labels: labelsJson(view, repository, issue),
    milestone: null,
    draft: pull.draft,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${api}/pulls/comments{/number}`,
    comments_url: `${issueUrl}/comments`,
    statuses_url: statuses,
    head: endJson(view, headRepository(view, record), pull.headRef, pull.headSha),
    base: endJson(view, repository, pull.baseRef, pull.baseSha),
    _links: {
      self: { href: url },
      html: { href: page },
      issue: { href: issueUrl },
      comments: { href: `${issueUrl}/comments` },
      review_comments: { href: `${url}/comments` },
      review_comment: { href: `${api}/pulls/comments{/number}` },
      commits: { href: `${url}/commits` },
      statuses: { href: statuses },
    },
    author_association: associationOf(view, repository, issue.authorId),
    auto_merge: null,
    active_lock_reason: issue.lockReason,
  };
};

/** `mergeable` and `mergeable_state` ("Get a pull request": null while GitHub computes; the box always knows). */
const mergeFields = (view: View, { repository, issue, pull }: PullRecord): Json => {
  if (pull.merged || issue.state === "closed") {
    return { mergeable: null, rebaseable: null, mergeable_state: "unknown" };
  }
  const { state } = view.state.ask.mergeable(repository, issue);
  const fits = state === "unknown" ? null : state !== "dirty";
  return { mergeable: fits, rebaseable: fits, mergeable_state: state };
};

/** `pull-request`: one alone, with its sums. */
export const pullJson = (view: View, record: PullRecord): Json => {
  const { repository, issue, pull } = record;
  const { ask } = view.state;
  const commits = ask.pullCommits(repository, pull);
  const base = pull.merged ? pull.baseSha : (ask.mergeBase(repository, pull.baseSha, pull.headSha) ?? pull.baseSha);
  const files = ask.changedFiles(repository, base, pull.headSha);
  return {
    ...pullSimpleJson(view, record),
    merged: pull.merged,
    ...mergeFields(view, record),
    merged_by: pull.mergedById === null ? null : actorJson(view, pull.mergedById),
    comments: issue.comments.length,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: commits.length,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changed_files: files.length,
  };
};

/** `pull-request-review`. */
export const reviewJson = (view: View, { repository, issue }: PullRecord, review: Review): Json => {
  const html = `${issuePage(view, repository, issue)}#pullrequestreview-${review.id}`;
  const pull = `${placeOf(view, repository).api}/pulls/${issue.number}`;
  return {
    id: review.id,
    node_id: review.nodeId,
    user: actorJson(view, review.authorId),
    body: review.body,
    state: review.state,
    html_url: html,
    pull_request_url: pull,
    author_association: associationOf(view, repository, review.authorId),
    _links: { html: { href: html }, pull_request: { href: pull } },
    ...(review.submittedAt === null ? {} : { submitted_at: review.submittedAt }),
    commit_id: review.commitSha,
  };
};

/** Open pull requests of this repository whose head is the commit. */
export const pullsOfHead = (repository: Repository, sha: string): PullRecord[] =>
  [...repository.issues.values()]
    .flatMap((issue) => asPull(repository, issue))
    .filter(
      ({ issue, pull }) => issue.state === "open" && pull.headSha === sha && pull.headRepositoryId === repository.id,
    );

/** `pull-request-minimal`: what checks and runs name. */
export const minimalPullsJson = (view: View, repository: Repository, sha: string): Json[] => {
  const { api } = placeOf(view, repository);
  const repo = { id: repository.id, url: api, name: repository.name };
  return pullsOfHead(repository, sha).map(({ issue, pull }) => ({
    url: `${api}/pulls/${issue.number}`,
    id: pull.id,
    number: issue.number,
    head: { ref: pull.headRef, sha: pull.headSha, repo },
    base: { ref: pull.baseRef, sha: pull.baseSha, repo },
  }));
};
