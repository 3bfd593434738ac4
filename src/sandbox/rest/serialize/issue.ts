/** `issue`, `issue-comment` and the summaries of sub-issues and dependencies. */
import type { Issue, IssueComment, Repository } from "../../state/model.ts";
import type { Json, View } from "../answer.ts";
import { viaAppJson } from "./app.ts";
import { labelsJson } from "./label.ts";
import { reactionsJson } from "./reaction.ts";
import { minimalRepositoryJson, placeOf, repositoryJson } from "./repository.ts";
import { actorJson, associationOf } from "./user.ts";

/** An issue where it may lie in any repository. */
export const lookUp = (
  view: View,
  at: { repositoryId: number; number: number },
): { repository: Repository; issue: Issue } | null => {
  const repository = view.state.world.repositories.get(at.repositoryId);
  const issue = repository?.issues.get(at.number);
  return repository === undefined || issue === undefined ? null : { repository, issue };
};

/** The web page of an issue or pull request. */
export const issuePage = (view: View, repository: Repository, issue: Issue): string =>
  `${placeOf(view, repository).web}/${issue.pull === null ? "issues" : "pull"}/${issue.number}`;

/** Ids by name, stable within a process: the box keeps types by name only. */
const typeIds = new Map<string, number>();

/** `issue-type`: the organization's defaults are Bug, Feature and Task ("Managing issue types in an organization"). */
export const issueTypeJson = (view: View, name: string): Json => {
  const id = typeIds.get(name) ?? typeIds.size + 1;
  typeIds.set(name, id);
  return {
    id,
    node_id: view.state.nodeId("IT", id),
    name,
    description: null,
    color: "gray",
    created_at: "2025-01-01T00:00:00Z",
    updated_at: "2025-01-01T00:00:00Z",
    is_enabled: true,
  };
};

const subIssuesSummary = (view: View, issue: Issue): Json => {
  const total = issue.subIssues.length;
  const completed = issue.subIssues.filter((each) => lookUp(view, each)?.issue.state === "closed").length;
  return { total, completed, percent_completed: total === 0 ? 0 : Math.floor((completed / total) * 100) };
};

const blockedBy = (issue: Issue, by: Issue): boolean =>
  issue.blockedBy.some((each) => each.repositoryId === by.repositoryId && each.number === by.number);

/** Issues that wait for this one. */
export const blockingOf = (view: View, issue: Issue): { repository: Repository; issue: Issue }[] =>
  [...view.state.world.repositories.values()].flatMap((repository) =>
    [...repository.issues.values()]
      .filter((each) => blockedBy(each, issue))
      .map((each) => ({ repository, issue: each })),
  );

const dependenciesSummary = (view: View, issue: Issue): Json => {
  const before = issue.blockedBy.flatMap((each) => lookUp(view, each)?.issue ?? []);
  const after = blockingOf(view, issue).map((each) => each.issue);
  const open = (issues: readonly Issue[]): number => issues.filter((each) => each.state === "open").length;
  return {
    blocked_by: open(before),
    total_blocked_by: before.length,
    blocking: open(after),
    total_blocking: after.length,
  };
};

const pullFields = (view: View, repository: Repository, issue: Issue): Json => {
  if (issue.pull === null) return {};
  const { api, web } = placeOf(view, repository);
  return {
    draft: issue.pull.draft,
    pull_request: {
      url: `${api}/pulls/${issue.number}`,
      html_url: `${web}/pull/${issue.number}`,
      diff_url: `${web}/pull/${issue.number}.diff`,
      patch_url: `${web}/pull/${issue.number}.patch`,
      merged_at: issue.pull.mergedAt,
    },
  };
};

const parentFields = (view: View, issue: Issue): Json => {
  const parent = issue.parent === null ? null : lookUp(view, issue.parent);
  if (parent === null) return {};
  return { parent_issue_url: `${placeOf(view, parent.repository).api}/issues/${parent.issue.number}` };
};

/** What `issue` and the `issue` of webhooks have in common. */
export const issueCoreJson = (view: View, repository: Repository, issue: Issue): Json => {
  const { api } = placeOf(view, repository);
  const url = `${api}/issues/${issue.number}`;
  const assignees = issue.assigneeIds.map((id) => actorJson(view, id));
  return {
    url,
    repository_url: api,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: issuePage(view, repository, issue),
    id: issue.id,
    node_id: issue.pull?.nodeId ?? issue.nodeId,
    number: issue.number,
    title: issue.title,
    user: actorJson(view, issue.authorId),
    labels: labelsJson(view, repository, issue),
    state: issue.state,
    locked: issue.locked,
    assignee: assignees[0] ?? null,
    assignees,
    milestone: null,
    comments: issue.comments.length,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    author_association: associationOf(view, repository, issue.authorId),
    type: issue.type === null ? null : issueTypeJson(view, issue.type),
    active_lock_reason: issue.lockReason,
    ...pullFields(view, repository, issue),
    sub_issues_summary: subIssuesSummary(view, issue),
    issue_dependencies_summary: dependenciesSummary(view, issue),
    ...parentFields(view, issue),
    body: issue.body,
    reactions: reactionsJson(url, issue.reactions),
    timeline_url: `${url}/timeline`,
    performed_via_github_app: viaAppJson(view, issue.appId),
    state_reason: issue.stateReason,
  };
};

/** `issue`. */
export const issueJson = (view: View, repository: Repository, issue: Issue): Json => ({
  ...issueCoreJson(view, repository, issue),
  closed_by: issue.closedById === null ? null : actorJson(view, issue.closedById),
});

/** An issue with the repository it lies in: sub-issues, parents and dependencies may be elsewhere. */
export const placedIssueJson = (view: View, at: { repository: Repository; issue: Issue }): Json => ({
  ...issueJson(view, at.repository, at.issue),
  repository: repositoryJson(view, at.repository),
});

/** `issue-reference`, as timeline events name another issue. */
export const issueReferenceJson = (view: View, at: { repositoryId: number; number: number }): Json | null => {
  const found = lookUp(view, at);
  if (found === null) return null;
  const { repository, issue } = found;
  const type = issue.type === null ? null : issueTypeJson(view, issue.type);
  return {
    number: issue.number,
    title: issue.title,
    state: issue.state,
    state_reason: issue.stateReason,
    repository: minimalRepositoryJson(view, repository),
    issue_type: type === null ? null : { id: type.id, node_id: type.node_id, name: type.name, color: type.color },
  };
};

/** `issue-comment`. */
export const commentJson = (view: View, repository: Repository, issue: Issue, comment: IssueComment): Json => {
  const { api } = placeOf(view, repository);
  const url = `${api}/issues/comments/${comment.id}`;
  return {
    url,
    html_url: `${issuePage(view, repository, issue)}#issuecomment-${comment.id}`,
    issue_url: `${api}/issues/${issue.number}`,
    id: comment.id,
    node_id: comment.nodeId,
    user: actorJson(view, comment.authorId),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    body: comment.body,
    author_association: associationOf(view, repository, comment.authorId),
    reactions: reactionsJson(url, comment.reactions),
    performed_via_github_app: viaAppJson(view, comment.appId),
  };
};
