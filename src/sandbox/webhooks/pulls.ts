/** `pull_request`, `pull_request_review`, `push` and `merge_group`. */
import type { Json, View } from "../rest/answer.ts";
import { commitIn } from "../rest/serialize/check.ts";
import { simpleCommitJson } from "../rest/serialize/commit.ts";
import { pullJson, type PullRecord, pullSimpleJson, reviewJson } from "../rest/serialize/pull.ts";
import { placeOf, repositoryJson } from "../rest/serialize/repository.ts";
import type { BoxEvent } from "../state/contract.ts";
import { treeDiff } from "../state/history.ts";
import type { Commit, GitPerson, Repository } from "../state/model.ts";
import { subjectOf } from "./issues.ts";
import { need } from "./parts.ts";

const recordOf = (event: BoxEvent): PullRecord => {
  const issue = need(event, "issue");
  if (issue.pull === null) throw new Error(`A "${event.event}" event came with an issue that is no pull request.`);
  return { repository: event.repository, issue, pull: issue.pull };
};

export const pullPayload = (view: View, event: BoxEvent): Json => {
  const record = recordOf(event);
  return {
    number: record.issue.number,
    pull_request: pullJson(view, record),
    ...(event.changes === undefined && event.action !== "edited" ? {} : { changes: event.changes ?? {} }),
    ...(event.before === undefined ? {} : { before: event.before }),
    ...(event.after === undefined ? {} : { after: event.after }),
    ...subjectOf(view, event),
  };
};

/** Here the review's state is in small letters and the pull request without its sums. */
export const reviewPayload = (view: View, event: BoxEvent): Json => {
  const record = recordOf(event);
  const review = need(event, "review");
  return {
    review: {
      ...reviewJson(view, record, review),
      state: review.state.toLowerCase(),
      body: review.body === "" ? null : review.body,
      submitted_at: review.submittedAt,
    },
    pull_request: pullSimpleJson(view, record),
    ...(event.changes === undefined ? {} : { changes: event.changes }),
  };
};

const NO_COMMIT = /^0+$/;

const personJson = (view: View, { name, email, date, accountId }: GitPerson): Json => ({
  name,
  email,
  date,
  ...(accountId === null ? {} : { username: view.state.ask.actor(accountId).login }),
});

const pushedCommitJson = (view: View, repository: Repository, commit: Commit): Json => {
  const parent = repository.commits.get(commit.parents[0] ?? "");
  const files = treeDiff(repository, parent?.tree ?? new Map(), commit.tree);
  const paths = (status: string): string[] => files.filter((file) => file.status === status).map((file) => file.path);
  return {
    id: commit.sha,
    tree_id: commit.treeSha,
    distinct: true,
    message: commit.message,
    timestamp: commit.committer.date,
    url: `${placeOf(view, repository).web}/commit/${commit.sha}`,
    author: personJson(view, commit.author),
    committer: personJson(view, commit.committer),
    added: paths("added"),
    removed: paths("removed"),
    modified: [...paths("modified"), ...paths("renamed")],
  };
};

/** In push payloads alone, `created_at` and `pushed_at` are seconds since the epoch and the owner has a `name`. */
export const pushRepositoryJson = (view: View, repository: Repository): Json => {
  const json = repositoryJson(view, repository);
  const owner = view.state.ask.actor(repository.ownerId);
  return {
    ...json,
    owner: { ...(json.owner as Json), name: owner.login, email: null },
    created_at: Math.floor(Date.parse(repository.createdAt) / 1000),
    pushed_at: Math.floor(Date.parse(repository.pushedAt) / 1000),
    stargazers: 0,
    master_branch: repository.defaultBranch,
    ...(owner.type === "Organization" ? { organization: owner.login } : {}),
  };
};

export const pushPayload = (view: View, event: BoxEvent): Json => {
  const { repository, sender } = event;
  const { ref, before, after, commits } = need(event, "push");
  const created = NO_COMMIT.test(before);
  const deleted = NO_COMMIT.test(after);
  const head = deleted ? undefined : commitIn(view, repository, after);
  const { web } = placeOf(view, repository);
  return {
    ref,
    before,
    after,
    created,
    deleted,
    forced: !created && !deleted && !view.state.ask.isAncestor(repository, before, after),
    base_ref: null,
    compare: `${web}/compare/${before.slice(0, 12)}...${after.slice(0, 12)}`,
    commits: commits.map((commit) => pushedCommitJson(view, repository, commit)),
    head_commit: head === undefined ? null : pushedCommitJson(view, repository, head),
    pusher: { name: sender.login, email: `${sender.login}@users.noreply.github.com` },
  };
};

export const mergeGroupPayload = (view: View, event: BoxEvent): Json => {
  const { headSha, headRef, baseSha, baseRef, reason } = need(event, "mergeGroup");
  const head = commitIn(view, event.repository, headSha);
  if (head === undefined) throw new Error(`A merge group's head ${headSha} is no commit of the repository.`);
  return {
    ...(reason === undefined ? {} : { reason }),
    merge_group: {
      head_sha: headSha,
      head_ref: headRef,
      base_sha: baseSha,
      base_ref: baseRef,
      head_commit: simpleCommitJson(head),
    },
  };
};
