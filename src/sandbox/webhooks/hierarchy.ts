/** `sub_issues` and `issue_dependencies`: each change is told to the repositories of both halves. */
import type { Json, View } from "../rest/answer.ts";
import { issueJson } from "../rest/serialize/issue.ts";
import { repositoryJson } from "../rest/serialize/repository.ts";
import type { BoxEvent } from "../state/contract.ts";
import type { Issue, Repository } from "../state/model.ts";
import { need } from "./parts.ts";

interface Half {
  readonly repository: Repository;
  readonly issue: Issue;
}

const half = (view: View, name: string, { repository, issue }: Half): Json => ({
  [`${name}_id`]: issue.id,
  [name]: issueJson(view, repository, issue),
});

/** `sub_issue_…` names where the sub-issue lies, `parent_issue_…` where the parent does. */
export const subIssuePayload = (view: View, event: BoxEvent): Json => {
  const parent = need(event, "parent");
  const child = need(event, "subIssue");
  return {
    ...half(view, "sub_issue", child),
    ...half(view, "parent_issue", parent),
    ...(event.action?.startsWith("sub_issue") === true
      ? { sub_issue_repo: repositoryJson(view, child.repository) }
      : { parent_issue_repo: repositoryJson(view, parent.repository) }),
  };
};

const blockedHalf = (view: View, event: BoxEvent, blocked: Issue): Half => {
  // A `blocking_…` event comes from the blocker's repository: the blocked issue is looked up by its own.
  const repository = view.state.world.repositories.get(blocked.repositoryId) ?? event.repository;
  return { repository, issue: blocked };
};

export const dependencyPayload = (view: View, event: BoxEvent): Json => {
  const blocker = need(event, "blockedBy");
  const blocked = blockedHalf(view, event, need(event, "issue"));
  return {
    ...half(view, "blocked_issue", blocked),
    ...half(view, "blocking_issue", blocker),
    ...(event.action?.startsWith("blocked_by") === true
      ? { blocking_issue_repo: repositoryJson(view, blocker.repository) }
      : { blocked_issue_repo: repositoryJson(view, blocked.repository) }),
  };
};
