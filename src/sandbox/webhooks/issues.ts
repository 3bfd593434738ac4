/** `issues`, `issue_comment` and `label`. */
import type { Json, View } from "../rest/answer.ts";
import { commentJson, issueCoreJson, issueTypeJson } from "../rest/serialize/issue.ts";
import { labelJson } from "../rest/serialize/label.ts";
import { repositoryJson } from "../rest/serialize/repository.ts";
import { userJson } from "../rest/serialize/user.ts";
import type { BoxEvent } from "../state/contract.ts";
import { need } from "./parts.ts";

/** The label or person that the action is about. */
export const subjectOf = (view: View, event: BoxEvent): Json => ({
  ...(event.label === undefined ? {} : { label: labelJson(view, event.repository, event.label) }),
  ...(event.assignee === undefined ? {} : { assignee: userJson(view, event.assignee) }),
});

/** `typed` tells the type that the issue has now. */
const typeFields = (view: View, event: BoxEvent): Json => {
  const type = event.issue?.type ?? null;
  return (event.action === "typed" || event.action === "untyped") && type !== null
    ? { type: issueTypeJson(view, type) }
    : {};
};

/** Where a transferred issue is now, or was before. */
const placeChanges = (view: View, event: BoxEvent): Json => {
  if (event.counterpart === undefined) return {};
  const { repository, issue } = event.counterpart;
  const which = event.action === "transferred" ? "new" : "old";
  return {
    changes: {
      [`${which}_issue`]: issueCoreJson(view, repository, issue),
      [`${which}_repository`]: repositoryJson(view, repository),
    },
  };
};

const changesOf = (event: BoxEvent): Json =>
  event.changes === undefined && event.action !== "edited" ? {} : { changes: event.changes ?? {} };

export const issuePayload = (view: View, event: BoxEvent): Json => ({
  issue: issueCoreJson(view, event.repository, need(event, "issue")),
  ...changesOf(event),
  ...placeChanges(view, event),
  ...subjectOf(view, event),
  ...typeFields(view, event),
});

export const commentPayload = (view: View, event: BoxEvent): Json => {
  const issue = need(event, "issue");
  return {
    ...changesOf(event),
    issue: issueCoreJson(view, event.repository, issue),
    comment: commentJson(view, event.repository, issue, need(event, "comment")),
  };
};

export const labelPayload = (view: View, event: BoxEvent): Json => ({
  label: labelJson(view, event.repository, need(event, "label")),
  ...changesOf(event),
});
