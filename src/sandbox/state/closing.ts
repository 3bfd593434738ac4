/**
 * Opening and closing. Sources: "Closing an issue" and "Linking a pull request to an issue" (docs.github.com); GraphQL
 * schema `ClosedEvent.closer` ("Object which triggered the creation of this event"); webhook events `issues` and
 * `pull_request`.
 */
import { actorOf, type Box, record, tell } from "./box.ts";
import type { BoxEvent, Caller } from "./contract.ts";
import { closingReferencesOfCommit } from "./keywords.ts";
import type { Closer, Commit, Issue, Repository } from "./model.ts";
import { hasRight } from "./permissions.ts";
import { closedByMerging, targetOf } from "./references.ts";

/** Tells `issues` or `pull_request`, whichever this is. */
export const tellIssue = (
  box: Box,
  caller: Caller,
  repository: Repository,
  issue: Issue,
  action: string,
  more: Partial<BoxEvent> = {},
): void => {
  tell(box, caller, repository, issue.pull === null ? "issues" : "pull_request", action, { issue, ...more });
};

/** Closes an open issue or pull request: state, timeline, webhook. */
export const closeIssue = (
  box: Box,
  caller: Caller,
  repository: Repository,
  issue: Issue,
  how: { reason: "completed" | "not_planned" | "duplicate" | null; closer: Closer | null },
): void => {
  if (issue.state === "closed") return;
  const reason = issue.pull === null ? (how.reason ?? "completed") : null;
  issue.state = "closed";
  issue.stateReason = reason;
  issue.closedAt = box.clock.iso();
  issue.closedById = actorOf(caller).id;
  record(box, issue, caller, { event: "closed", stateReason: reason, closer: how.closer });
  tellIssue(box, caller, repository, issue, "closed");
};

/** Reopens a closed one. `state_reason` is then `reopened` (REST: "Update an issue"). */
export const reopenIssue = (box: Box, caller: Caller, repository: Repository, issue: Issue): void => {
  if (issue.state === "open") return;
  issue.state = "open";
  issue.stateReason = issue.pull === null ? "reopened" : null;
  issue.closedAt = null;
  issue.closedById = null;
  record(box, issue, caller, { event: "reopened" });
  tellIssue(box, caller, repository, issue, "reopened");
};

/** Closing by keyword in another repository needs the right to close there ("Linking a pull request to an issue"). */
const mayClose = (caller: Caller, from: Repository, target: { repository: Repository }): boolean =>
  target.repository === from || hasRight(caller, target.repository, ["issues"], "triage");

/**
 * Closes what the merged pull request's body names; the closer is the pull request. This comes before the commits
 * are looked at: where body and squash message both name an issue, GitHub does not document which is the closer.
 */
export const closeByMerge = (box: Box, caller: Caller, repository: Repository, issue: Issue): void => {
  for (const target of closedByMerging(box, repository, issue)) {
    if (!mayClose(caller, repository, target)) continue;
    closeIssue(box, caller, target.repository, target.issue, {
      reason: "completed",
      closer: { kind: "pull_request", repositoryId: repository.id, number: issue.number },
    });
  }
};

/**
 * Closes what a commit names that reached the default branch: "You can also use closing keywords in a commit message.
 * The issue will be closed when you merge the commit into the default branch, but the pull request that contains the
 * commit will not be listed as a linked pull request" ("Linking a pull request to an issue"). For a squash, too, the
 * closer is the commit (public threads: askalf/dario#1258, mixpeek/amux#134).
 */
export const closeByCommit = (box: Box, caller: Caller, repository: Repository, commit: Commit): void => {
  for (const reference of closingReferencesOfCommit(commit.message)) {
    const target = targetOf(box, repository, reference);
    if (target === undefined || target.issue.pull !== null || !mayClose(caller, repository, target)) continue;
    closeIssue(box, caller, target.repository, target.issue, {
      reason: "completed",
      closer: { kind: "commit", repositoryId: repository.id, sha: commit.sha },
    });
  }
};
