/**
 * Sub-issues. Sources: docs.github.com "Adding sub-issues" (up to 100 sub-issues for a parent, eight levels; triage
 * and above); REST reference "Sub-issues" (same owner, `replace_parent`); webhook event `sub_issues`; public thread
 * cli/cli#13413 ("Sub issue may only have one parent", 422).
 */
import { type Box, record, tell } from "./box.ts";
import type { Caller, Operations } from "./contract.ts";
import { BoxError } from "./contract.ts";
import type { Repository } from "./model.ts";
import { needRight, sees } from "./permissions.ts";
import type { Target } from "./references.ts";

const MOST_CHILDREN = 100;
const MOST_LEVELS = 8;

const refused = (because: string): BoxError =>
  new BoxError(422, `An error occured while adding the sub-issue to the parent issue. ${because}`);

const at = (box: Box, link: { repositoryId: number; number: number } | null): Target | null => {
  const repository = link === null ? undefined : box.world.repositories.get(link.repositoryId);
  const issue = link === null ? undefined : repository?.issues.get(link.number);
  return repository === undefined || issue === undefined ? null : { repository, issue };
};

/** Levels above an issue, itself included. */
const depth = (box: Box, target: Target): number => {
  const parent = at(box, target.issue.parent);
  return parent === null ? 1 : 1 + depth(box, parent);
};

/** Levels below an issue, itself included. */
const height = (box: Box, target: Target): number =>
  1 + Math.max(0, ...target.issue.subIssues.flatMap((link) => at(box, link) ?? []).map((child) => height(box, child)));

const isUnder = (box: Box, target: Target, ancestor: Target): boolean => {
  if (target.issue === ancestor.issue) return true;
  const parent = at(box, target.issue.parent);
  return parent !== null && isUnder(box, parent, ancestor);
};

const linkTo = (target: Target) => ({ repositoryId: target.repository.id, number: target.issue.number });

const byId = (box: Box, caller: Caller, id: number): Target => {
  for (const repository of box.world.repositories.values()) {
    for (const issue of repository.issues.values()) {
      if (issue.id === id && issue.pull === null && sees(caller, repository)) return { repository, issue };
    }
  }
  // The database id is asked for, not the number; a number finds nothing.
  throw new BoxError(404, "The provided sub-issue does not exist");
};

const tellPair = (box: Box, caller: Caller, parent: Target, child: Target, what: "added" | "removed"): void => {
  record(box, parent.issue, caller, { event: `sub_issue_${what}`, other: linkTo(child) });
  record(box, child.issue, caller, { event: `parent_issue_${what}`, other: linkTo(parent) });
  tell(box, caller, child.repository, "sub_issues", `parent_issue_${what}`, {
    issue: child.issue,
    parent,
    subIssue: child,
  });
  tell(box, caller, parent.repository, "sub_issues", `sub_issue_${what}`, {
    issue: parent.issue,
    parent,
    subIssue: child,
  });
};

const unlink = (box: Box, caller: Caller, parent: Target, child: Target): void => {
  parent.issue.subIssues = parent.issue.subIssues.filter(
    (link) => link.repositoryId !== child.repository.id || link.number !== child.issue.number,
  );
  child.issue.parent = null;
  tellPair(box, caller, parent, child, "removed");
};

export const subIssueOperations = (box: Box): Pick<Operations, "addSubIssue" | "removeSubIssue"> => {
  const open = (caller: Caller, parent: { repository: Repository; number: number }): Target => {
    const issue = box.ask.issue(parent.repository, parent.number);
    needRight(caller, parent.repository, ["issues"], "triage");
    return { repository: parent.repository, issue };
  };
  return {
    addSubIssue(caller, where, subIssueId, replaceParent) {
      const parent = open(caller, where);
      const child = byId(box, caller, subIssueId);
      if (child.repository.ownerId !== parent.repository.ownerId)
        throw refused("Sub issue must belong to the same owner as the parent");
      const former = at(box, child.issue.parent);
      if (former?.issue === parent.issue) {
        throw refused("Issue may not contain duplicate sub-issues and Sub issue may only have one parent");
      }
      if (isUnder(box, parent, child)) throw refused("Sub issue cannot be the parent issue or one of its ancestors");
      if (former !== null && !replaceParent) throw refused("Sub issue may only have one parent");
      if (parent.issue.subIssues.length >= MOST_CHILDREN)
        throw refused(`Parent cannot have more than ${MOST_CHILDREN} sub-issues`);
      if (depth(box, parent) + height(box, child) > MOST_LEVELS)
        throw refused(`Sub-issues cannot be more than ${MOST_LEVELS} levels deep`);
      if (former !== null) unlink(box, caller, former, child);
      parent.issue.subIssues.push(linkTo(child));
      child.issue.parent = linkTo(parent);
      tellPair(box, caller, parent, child, "added");
      return child.issue;
    },
    removeSubIssue(caller, where, subIssueId) {
      const parent = open(caller, where);
      const child = byId(box, caller, subIssueId);
      if (at(box, child.issue.parent)?.issue !== parent.issue)
        throw new BoxError(404, "The provided sub-issue does not exist");
      unlink(box, caller, parent, child);
      return child.issue;
    },
  };
};
