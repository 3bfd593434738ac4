/**
 * Issues. Sources: REST reference "Issues"; docs.github.com "Repository roles for an organization" (read: open, close
 * own, reopen what one closed oneself; triage: close and reopen any; write: edit others' text), "Locking
 * conversations", "Deleting an issue"; webhook event `issues`.
 */
import { actorOf, type Box, identify, keep, record } from "./box.ts";
import { closeIssue, reopenIssue, tellIssue } from "./closing.ts";
import type { Caller, IssuePatch, Operations } from "./contract.ts";
import { PREFIX } from "./ids.ts";
import {
  assigneesByLogin,
  labelsByName,
  mayTriage,
  putAssignees,
  putLabels,
  replaceAssignees,
  replaceLabels,
} from "./marks.ts";
import type { Issue, PullRequest, Repository } from "./model.ts";
import { forbidden, hasRight, issueAreas, needRight, needVoice } from "./permissions.ts";
import { crossReference, refreshWillClose } from "./references.ts";
import { editBody, needBodyWithin, needTitle } from "./texts.ts";

/** A new issue or pull request with the next number, in the repository and nowhere told yet. */
export const storeIssue = (
  box: Box,
  caller: Caller,
  repository: Repository,
  input: { title: string; body: string | null; type: string | null; pull: PullRequest | null },
): Issue => {
  const now = box.clock.iso();
  const ids = identify(box, input.pull === null ? PREFIX.issue : PREFIX.pullRequest);
  const issue: Issue = {
    id: ids.id,
    nodeId: input.pull?.nodeId ?? ids.nodeId,
    repositoryId: repository.id,
    number: repository.nextNumber++,
    title: input.title,
    body: input.body,
    authorId: actorOf(caller).id,
    appId: caller.app?.id ?? null,
    state: "open",
    stateReason: null,
    createdAt: now,
    updatedAt: now,
    closedAt: null,
    closedById: null,
    labelIds: [],
    assigneeIds: [],
    locked: false,
    lockReason: null,
    type: input.type,
    parent: null,
    subIssues: [],
    blockedBy: [],
    lastEditedAt: null,
    editorId: null,
    edits: [],
    comments: [],
    events: [],
    reactions: [],
    developmentLinks: [],
    pull: input.pull,
  };
  repository.issues.set(issue.number, issue);
  return keep(box, issue);
};

const isAuthor = (caller: Caller, issue: Issue): boolean => caller.account?.id === issue.authorId;

const needStateRight = (caller: Caller, repository: Repository, issue: Issue, state: "open" | "closed"): void => {
  if (mayTriage(caller, repository, issue)) return;
  if (!isAuthor(caller, issue)) throw forbidden();
  // "Reopen issues they closed themselves": who did not close it may not.
  if (state === "open" && issue.closedById !== caller.account?.id) throw forbidden();
};

/** Title and body by author or by those with write access; `changes` as the `edited` webhook carries them. */
export const editTexts = (
  box: Box,
  caller: Caller,
  repository: Repository,
  issue: Issue,
  patch: { title?: string; body?: string | null },
): Record<string, unknown> => {
  const resource = issue.pull === null ? "Issue" : "PullRequest";
  const title = patch.title === undefined ? issue.title : needTitle(resource, patch.title);
  needBodyWithin(resource, patch.body);
  const changes: Record<string, unknown> = {};
  if (title !== issue.title) {
    changes.title = { from: issue.title };
    record(box, issue, caller, { event: "renamed", from: issue.title, to: title });
    issue.title = title;
  }
  const edit = patch.body === undefined ? null : editBody(box, caller, issue, patch.body);
  if (edit !== null) {
    changes.body = edit;
    crossReference(box, caller, { repository, issue }, issue.body);
    refreshWillClose(box, { repository, issue });
  }
  return changes;
};

const needTextRight = (caller: Caller, repository: Repository, issue: Issue): void => {
  needVoice(caller, repository, issueAreas(issue));
  if (!isAuthor(caller, issue) && !hasRight(caller, repository, issueAreas(issue), "write")) throw forbidden();
};

/** `PATCH issues/{n}`, for issues and pull requests. */
export const patchIssue = (
  box: Box,
  caller: Caller,
  repository: Repository,
  issue: Issue,
  patch: IssuePatch,
): Issue => {
  needVoice(caller, repository, issueAreas(issue));
  const touchesText = patch.title !== undefined || patch.body !== undefined;
  if (touchesText) needTextRight(caller, repository, issue);
  const triage = mayTriage(caller, repository, issue);
  if (!triage && !isAuthor(caller, issue)) throw forbidden();
  const state = patch.state === issue.state ? undefined : patch.state;
  if (state !== undefined) needStateRight(caller, repository, issue, state);
  if (issue.pull?.merged && state === "open") throw forbidden();

  const changes = touchesText ? editTexts(box, caller, repository, issue, patch) : {};
  if (Object.keys(changes).length > 0) tellIssue(box, caller, repository, issue, "edited", { changes });
  // "Without push access to the repository, label changes are silently dropped"; assignees and type likewise.
  if (triage) {
    if (patch.labels !== undefined) replaceLabels(box, caller, repository, issue, patch.labels);
    if (patch.assignees !== undefined) replaceAssignees(box, caller, repository, issue, patch.assignees);
    if (patch.type !== undefined && patch.type !== issue.type) {
      const action = patch.type === null ? "untyped" : "typed";
      issue.type = patch.type;
      issue.updatedAt = box.clock.iso();
      tellIssue(box, caller, repository, issue, action);
    }
  }
  // "state_reason: The reason for the state change. Ignored unless state is changed."
  if (state === "closed") {
    const reason =
      patch.state_reason === "not_planned" || patch.state_reason === "duplicate" ? patch.state_reason : "completed";
    closeIssue(box, caller, repository, issue, { reason, closer: null });
  }
  if (state === "open") reopenIssue(box, caller, repository, issue);
  return issue;
};

type IssueOperations = Pick<Operations, "createIssue" | "updateIssue" | "lockIssue" | "deleteIssue">;

export const issueOperations = (box: Box): IssueOperations => ({
  createIssue(caller, repository, input) {
    needVoice(caller, repository, ["issues"]);
    const title = needTitle("Issue", input.title);
    needBodyWithin("Issue", input.body);
    // "labels: NOTE: Only users with push access can set labels for new issues. Labels are silently dropped otherwise."
    const triage = mayTriage(caller, repository, { pull: null });
    const labels = triage ? labelsByName(box, caller, repository, input.labels ?? []) : [];
    const assignees = triage ? assigneesByLogin(box, repository, null, input.assignees ?? []) : [];
    const issue = storeIssue(box, caller, repository, {
      title,
      body: input.body ?? null,
      type: triage ? (input.type ?? null) : null,
      pull: null,
    });
    // The `opened` payload shows the labels already; a `labeled` event for each follows it.
    issue.labelIds = labels.map((label) => label.id);
    issue.assigneeIds = assignees.map((account) => account.id);
    tellIssue(box, caller, repository, issue, "opened");
    issue.labelIds = [];
    issue.assigneeIds = [];
    putLabels(box, caller, repository, issue, labels);
    putAssignees(box, caller, repository, issue, assignees);
    if (issue.type !== null) tellIssue(box, caller, repository, issue, "typed");
    crossReference(box, caller, { repository, issue }, issue.body);
    return issue;
  },

  updateIssue: (caller, repository, number, patch) =>
    patchIssue(box, caller, repository, box.ask.issue(repository, number), patch),

  lockIssue(caller, repository, number, locked, reason) {
    const issue = box.ask.issue(repository, number);
    // "Locking conversations": triage and above by the roles table.
    needRight(caller, repository, issueAreas(issue), "triage");
    if (issue.locked === locked) return;
    issue.locked = locked;
    issue.lockReason = locked ? reason : null;
    record(box, issue, caller, locked ? { event: "locked", lockReason: reason } : { event: "unlocked" });
    tellIssue(box, caller, repository, issue, locked ? "locked" : "unlocked");
  },

  deleteIssue(caller, repository, number) {
    const issue = box.ask.issue(repository, number);
    // "Deleting an issue": people with admin permissions.
    needRight(caller, repository, ["administration"], "admin");
    repository.issues.delete(number);
    box.world.nodes.delete(issue.nodeId);
    const gone = box.deletedIssues.get(repository.id) ?? new Set<number>();
    box.deletedIssues.set(repository.id, gone.add(number));
    const isGone = (link: { repositoryId: number; number: number }): boolean =>
      link.repositoryId === repository.id && link.number === number;
    for (const other of box.world.repositories.values()) {
      for (const one of other.issues.values()) {
        one.subIssues = one.subIssues.filter((link) => !isGone(link));
        one.blockedBy = one.blockedBy.filter((link) => !isGone(link));
        if (one.parent !== null && isGone(one.parent)) one.parent = null;
      }
    }
    tellIssue(box, caller, repository, issue, "deleted");
  },
});
