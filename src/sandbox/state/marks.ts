/**
 * Labels and assignees on issues and pull requests. Sources: REST reference "Labels", "Issue assignees" ("Only users
 * with push access can add assignees to an issue. Assignees are silently ignored otherwise"; up to 10), "Issues";
 * docs.github.com "Repository roles for an organization" (triage applies labels and assigns).
 */
import { actorOf, type Box, invalid, record } from "./box.ts";
import { tellIssue } from "./closing.ts";
import type { Caller, Operations } from "./contract.ts";
import { BoxError } from "./contract.ts";
import { labelNamed, storeLabel } from "./labels.ts";
import type { Account, Issue, Label, Repository } from "./model.ts";
import { hasRight, issueAreas, needRight, roleOf } from "./permissions.ts";

const MOST_ASSIGNEES = 10;

/** True where the caller may label and assign here. */
export const mayTriage = (caller: Caller, repository: Repository, issue: Pick<Issue, "pull">): boolean =>
  hasRight(caller, repository, issueAreas(issue), "triage");

/** Labels by name. An unknown one is created on the way, for those who may create labels. */
export const labelsByName = (box: Box, caller: Caller, repository: Repository, names: readonly string[]): Label[] => {
  const found: Label[] = [];
  for (const name of names) {
    let label = labelNamed(repository, name);
    if (label === undefined) {
      if (!hasRight(caller, repository, ["issues", "pull_requests"], "write"))
        throw invalid("Label", "name", "invalid", { value: name });
      label = storeLabel(box, repository, { name });
      box.emit({ event: "label", action: "created", repository, sender: actorOf(caller), label });
    }
    if (!found.includes(label)) found.push(label);
  }
  return found;
};

/** Labels an issue carries, in the order they were put on. */
export const labelsOf = (repository: Repository, issue: Issue): Label[] =>
  issue.labelIds.flatMap((id) => repository.labels.get(id) ?? []);

/** Puts labels on; each new one is an event and a webhook of its own. */
export const putLabels = (
  box: Box,
  caller: Caller,
  repository: Repository,
  issue: Issue,
  labels: readonly Label[],
): void => {
  const fresh = labels.filter((label) => !issue.labelIds.includes(label.id));
  for (const label of fresh) {
    issue.labelIds.push(label.id);
    record(box, issue, caller, { event: "labeled", label: { name: label.name, color: label.color } });
  }
  for (const label of fresh) tellIssue(box, caller, repository, issue, "labeled", { label });
};

/** Takes labels off. */
export const takeLabels = (
  box: Box,
  caller: Caller,
  repository: Repository,
  issue: Issue,
  labels: readonly Label[],
): void => {
  const present = labels.filter((label) => issue.labelIds.includes(label.id));
  for (const label of present) {
    issue.labelIds = issue.labelIds.filter((id) => id !== label.id);
    record(box, issue, caller, { event: "unlabeled", label: { name: label.name, color: label.color } });
  }
  for (const label of present) tellIssue(box, caller, repository, issue, "unlabeled", { label });
};

/** Makes the labels exactly these. */
export const replaceLabels = (
  box: Box,
  caller: Caller,
  repository: Repository,
  issue: Issue,
  names: readonly string[],
): void => {
  const wanted = labelsByName(box, caller, repository, names);
  takeLabels(
    box,
    caller,
    repository,
    issue,
    labelsOf(repository, issue).filter((label) => !wanted.includes(label)),
  );
  putLabels(box, caller, repository, issue, wanted);
};

/**
 * Whom the repository lists as assignable: its owner and people with access of their own. Everybody's reading of a
 * public repository is no such access.
 */
export const isAssignable = (repository: Repository, account: Account): boolean =>
  account.type === "User" && !account.deleted && roleOf(repository, account) !== "none";

/**
 * Whom one may assign here: also who has commented ("Assigning issues and pull requests to other GitHub users":
 * "anyone who has commented on the issue or pull request").
 */
const mayBeAssigned = (repository: Repository, issue: Issue, account: Account): boolean =>
  isAssignable(repository, account) ||
  (!account.deleted &&
    account.type === "User" &&
    !repository.private &&
    issue.comments.some((comment) => comment.authorId === account.id));

/** Accounts for logins; a login that cannot be assigned is 422, as in creating and updating an issue. */
export const assigneesByLogin = (
  box: Box,
  repository: Repository,
  issue: Issue | null,
  logins: readonly string[],
): Account[] => {
  const accounts = logins.map((login) => {
    const account = box.ask.account(login);
    const fits =
      account !== undefined &&
      (issue === null ? isAssignable(repository, account) : mayBeAssigned(repository, issue, account));
    if (!fits) throw invalid("Issue", "assignees", "invalid", { value: login });
    return account;
  });
  if (accounts.length > MOST_ASSIGNEES)
    throw invalid("Issue", "assignees", "custom", { message: "assignees is too long (maximum is 10)" });
  return [...new Set(accounts)];
};

/** Assigns; each new one is an event and a webhook of its own. */
export const putAssignees = (
  box: Box,
  caller: Caller,
  repository: Repository,
  issue: Issue,
  accounts: readonly Account[],
): void => {
  const fresh = accounts
    .filter((account) => !issue.assigneeIds.includes(account.id))
    .slice(0, MOST_ASSIGNEES - issue.assigneeIds.length);
  for (const account of fresh) {
    issue.assigneeIds.push(account.id);
    record(box, issue, caller, { event: "assigned", assigneeId: account.id });
  }
  for (const assignee of fresh) tellIssue(box, caller, repository, issue, "assigned", { assignee });
};

/** Unassigns. */
export const takeAssignees = (
  box: Box,
  caller: Caller,
  repository: Repository,
  issue: Issue,
  accounts: readonly Account[],
): void => {
  const present = accounts.filter((account) => issue.assigneeIds.includes(account.id));
  for (const account of present) {
    issue.assigneeIds = issue.assigneeIds.filter((id) => id !== account.id);
    record(box, issue, caller, { event: "unassigned", assigneeId: account.id });
  }
  for (const assignee of present) tellIssue(box, caller, repository, issue, "unassigned", { assignee });
};

/** Makes the assignees exactly these. */
export const replaceAssignees = (
  box: Box,
  caller: Caller,
  repository: Repository,
  issue: Issue,
  logins: readonly string[],
): void => {
  const wanted = assigneesByLogin(box, repository, issue, logins);
  const present = issue.assigneeIds.flatMap((id) => box.world.accounts.get(id) ?? []);
  takeAssignees(
    box,
    caller,
    repository,
    issue,
    present.filter((account) => !wanted.includes(account)),
  );
  putAssignees(box, caller, repository, issue, wanted);
};

type MarkOperations = Pick<Operations, "addLabels" | "setLabels" | "removeLabel" | "addAssignees" | "removeAssignees">;

export const markOperations = (box: Box): MarkOperations => {
  const open = (caller: Caller, repository: Repository, number: number): Issue => {
    const issue = box.ask.issue(repository, number);
    // 403 "Must have admin rights to Repository." (public thread: amihaiemil/docker-java-api#86).
    needRight(caller, repository, issueAreas(issue), "triage");
    return issue;
  };
  return {
    addLabels(caller, repository, number, names) {
      const issue = open(caller, repository, number);
      putLabels(box, caller, repository, issue, labelsByName(box, caller, repository, names));
      return labelsOf(repository, issue);
    },
    setLabels(caller, repository, number, names) {
      const issue = open(caller, repository, number);
      replaceLabels(box, caller, repository, issue, names);
      return labelsOf(repository, issue);
    },
    removeLabel(caller, repository, number, name) {
      const issue = open(caller, repository, number);
      const label = labelNamed(repository, name);
      // "This endpoint returns a 404 Not Found status if the label does not exist."
      if (label === undefined || !issue.labelIds.includes(label.id)) throw new BoxError(404, "Label does not exist");
      takeLabels(box, caller, repository, issue, [label]);
      return labelsOf(repository, issue);
    },
    addAssignees(caller, repository, number, logins) {
      const issue = box.ask.issue(repository, number);
      needRight(caller, repository, issueAreas(issue), "none");
      if (!mayTriage(caller, repository, issue)) return issue;
      const accounts = logins.flatMap((login) => box.ask.account(login) ?? []);
      putAssignees(
        box,
        caller,
        repository,
        issue,
        accounts.filter((account) => mayBeAssigned(repository, issue, account)),
      );
      return issue;
    },
    removeAssignees(caller, repository, number, logins) {
      const issue = box.ask.issue(repository, number);
      needRight(caller, repository, issueAreas(issue), "none");
      // Without the right the removal is ignored, but for oneself.
      const own = caller.account?.login.toLowerCase();
      const allowed = logins.filter((login) => mayTriage(caller, repository, issue) || login.toLowerCase() === own);
      takeAssignees(
        box,
        caller,
        repository,
        issue,
        allowed.flatMap((login) => box.ask.account(login) ?? []),
      );
      return issue;
    },
  };
};
