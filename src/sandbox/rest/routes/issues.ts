/** Issues: one, creating, changing, locking. */
import type { IssueInput, IssuePatch } from "../../state/contract.ts";
import { BoxError } from "../../state/contract.ts";
import { issueOf, numberParam, repositoryOf, writable } from "../access.ts";
import { type Answer, created, type Json, noContent, ok, type RestRequest, type Route, route } from "../answer.ts";
import { choice, needText, optionalText, optionalTexts } from "../body.ts";
import { issueJson } from "../serialize/issue.ts";
import { listIssues } from "./issue-list.ts";

/** The people of `assignees`, or of the older `assignee`. */
const assigneesOf = (body: Json): string[] | undefined => {
  const many = optionalTexts(body, "assignees");
  if (many !== undefined) return many;
  const one = optionalText(body, "assignee");
  if (one === undefined) return undefined;
  return one === null || one === "" ? [] : [one];
};

/** A title may come as a number ("Create an issue": string or integer). */
const titleOf = (body: Json): string => (typeof body.title === "number" ? String(body.title) : needText(body, "title"));

const createIssue = (request: RestRequest): Answer => {
  const repository = writable(request);
  if (!repository.hasIssues) throw new BoxError(410, "Issues has been disabled in this repository.");
  const { body, state, caller } = request;
  const input: IssueInput = {
    title: titleOf(body),
    body: optionalText(body, "body"),
    labels: optionalTexts(body, "labels"),
    assignees: assigneesOf(body),
    type: optionalText(body, "type"),
  };
  const json = issueJson(request, repository, state.do.createIssue(caller, repository, input));
  return created(json, json.url);
};

const STATES = ["open", "closed"] as const;
const REASONS = ["completed", "not_planned", "duplicate", "reopened"] as const;

const patchOf = (body: Json): IssuePatch => {
  const patch: IssuePatch = {};
  if (body.title !== undefined && body.title !== null) patch.title = titleOf(body);
  const text = optionalText(body, "body");
  if (text !== undefined) patch.body = text;
  const state = choice(body, "state", STATES);
  if (state !== undefined) patch.state = state;
  if (body.state_reason !== undefined) patch.state_reason = choice(body, "state_reason", REASONS) ?? null;
  const labels = optionalTexts(body, "labels");
  if (labels !== undefined) patch.labels = labels;
  const assignees = assigneesOf(body);
  if (assignees !== undefined) patch.assignees = assignees;
  const type = optionalText(body, "type");
  if (type !== undefined) patch.type = type;
  return patch;
};

const updateIssue = (request: RestRequest): Answer => {
  const repository = writable(request);
  const { state, caller, body } = request;
  const issue = state.do.updateIssue(caller, repository, numberParam(request, "number"), patchOf(body));
  return ok(issueJson(request, repository, issue));
};

const getIssue = (request: RestRequest): Answer => {
  const { repository, issue } = issueOf(request);
  return ok(issueJson(request, repository, issue));
};

const LOCK_REASONS = ["off-topic", "too heated", "resolved", "spam"] as const;

const lock =
  (locked: boolean) =>
  (request: RestRequest): Answer => {
    const repository = writable(request);
    const reason = locked ? (choice(request.body, "lock_reason", LOCK_REASONS) ?? null) : null;
    request.state.do.lockIssue(request.caller, repository, numberParam(request, "number"), locked, reason);
    return noContent();
  };

const changeAssignees =
  (add: boolean) =>
  (request: RestRequest): Answer => {
    const repository = writable(request);
    const number = numberParam(request, "number");
    const logins = optionalTexts(request.body, "assignees") ?? [];
    const { state, caller } = request;
    const issue = add
      ? state.do.addAssignees(caller, repository, number, logins)
      : state.do.removeAssignees(caller, repository, number, logins);
    const json = issueJson(request, repository, issue);
    return add ? { status: 201, body: json } : ok(json);
  };

/** 204 where the person can be assigned to this issue ("Check if a user can be assigned to a issue"). */
const checkAssignee = (request: RestRequest): Answer => {
  const repository = repositoryOf(request);
  const { issue } = issueOf(request);
  const account = request.state.ask.account(request.params.assignee ?? "");
  if (account !== undefined && request.state.ask.isAssignable(repository, account)) return noContent();
  throw new BoxError(404, `${request.params.assignee} cannot be assigned to issue ${issue.number}`);
};

export const issueRoutes: readonly Route[] = [
  route("GET", "/repos/{owner}/{repo}/issues", "issues/issues#list-repository-issues", listIssues),
  route("POST", "/repos/{owner}/{repo}/issues", "issues/issues#create-an-issue", createIssue),
  route("GET", "/repos/{owner}/{repo}/issues/{number}", "issues/issues#get-an-issue", getIssue),
  route("PATCH", "/repos/{owner}/{repo}/issues/{number}", "issues/issues#update-an-issue", updateIssue),
  route("PUT", "/repos/{owner}/{repo}/issues/{number}/lock", "issues/issues#lock-an-issue", lock(true)),
  route("DELETE", "/repos/{owner}/{repo}/issues/{number}/lock", "issues/issues#unlock-an-issue", lock(false)),
  route(
    "POST",
    "/repos/{owner}/{repo}/issues/{number}/assignees",
    "issues/assignees#add-assignees-to-an-issue",
    changeAssignees(true),
  ),
  route(
    "DELETE",
    "/repos/{owner}/{repo}/issues/{number}/assignees",
    "issues/assignees#remove-assignees-from-an-issue",
    changeAssignees(false),
  ),
  route(
    "GET",
    "/repos/{owner}/{repo}/issues/{number}/assignees/{assignee}",
    "issues/assignees#check-if-a-user-can-be-assigned-to-a-issue",
    checkAssignee,
  ),
];
