/**
 * Issue dependencies. Sources: REST reference "Issue dependencies" (`issue_id` is the database id of the blocking
 * issue); docs.github.com "Creating issue dependencies" (triage and above; up to 50 issues of each kind); webhook
 * event `issue_dependencies`.
 */
import { type Box, notFound, tell } from "./box.ts";
import type { Caller, Operations } from "./contract.ts";
import { BoxError } from "./contract.ts";
import type { Repository } from "./model.ts";
import { needRight, sees } from "./permissions.ts";
import type { Target } from "./references.ts";

const MOST_BLOCKERS = 50;

const refused = (message: string): BoxError =>
  new BoxError(422, "Validation Failed", [{ resource: "IssueDependency", code: "custom", message }]);

export const dependencyOperations = (box: Box): Pick<Operations, "addBlockedBy" | "removeBlockedBy"> => {
  const open = (caller: Caller, repository: Repository, number: number): Target => {
    const issue = box.ask.issue(repository, number);
    needRight(caller, repository, ["issues"], "triage");
    return { repository, issue };
  };
  const byId = (caller: Caller, id: number): Target => {
    for (const repository of box.world.repositories.values()) {
      for (const issue of repository.issues.values()) {
        if (issue.id === id && issue.pull === null && sees(caller, repository)) return { repository, issue };
      }
    }
    throw notFound();
  };
  const isLink = (blocker: Target) => (link: { repositoryId: number; number: number }) =>
    link.repositoryId === blocker.repository.id && link.number === blocker.issue.number;
  const tellBoth = (caller: Caller, blocked: Target, blocker: Target, what: "added" | "removed"): void => {
    blocked.issue.updatedAt = box.clock.iso();
    const both = { issue: blocked.issue, blockedBy: blocker };
    tell(box, caller, blocked.repository, "issue_dependencies", `blocked_by_${what}`, both);
    tell(box, caller, blocker.repository, "issue_dependencies", `blocking_${what}`, both);
  };
  return {
    addBlockedBy(caller, repository, number, blockingIssueId) {
      const blocked = open(caller, repository, number);
      const blocker = byId(caller, blockingIssueId);
      if (blocker.issue === blocked.issue) throw refused("An issue cannot be blocked by itself");
      if (blocked.issue.blockedBy.some(isLink(blocker))) throw refused("This dependency already exists");
      if (blocked.issue.blockedBy.length >= MOST_BLOCKERS)
        throw refused(`No more than ${MOST_BLOCKERS} dependencies are allowed`);
      blocked.issue.blockedBy.push({ repositoryId: blocker.repository.id, number: blocker.issue.number });
      tellBoth(caller, blocked, blocker, "added");
      return blocked.issue;
    },
    removeBlockedBy(caller, repository, number, blockingIssueId) {
      const blocked = open(caller, repository, number);
      const blocker = byId(caller, blockingIssueId);
      const is = isLink(blocker);
      if (!blocked.issue.blockedBy.some(is)) throw notFound();
      blocked.issue.blockedBy = blocked.issue.blockedBy.filter((link) => !is(link));
      tellBoth(caller, blocked, blocker, "removed");
      return blocked.issue;
    },
  };
};
