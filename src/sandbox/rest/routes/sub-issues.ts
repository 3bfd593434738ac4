/** Sub-issues, parents and dependencies. Bodies name issues by database id, never by number. */
import type { Issue } from "../../state/model.ts";
import { issueOf, notFound, numberParam, writable } from "../access.ts";
import { type Answer, created, ok, type RestRequest, type Route, route } from "../answer.ts";
import { needInteger, optionalBoolean } from "../body.ts";
import { pagedList } from "../pagination.ts";
import { blockingOf, issueJson, lookUp, placedIssueJson } from "../serialize/issue.ts";

type At = { repositoryId: number; number: number };

/** The issues of a list that the reader may see, with their repositories. */
const listed = (request: RestRequest, places: readonly At[]): Answer => {
  const found = places.flatMap((at) => {
    const each = lookUp(request, at);
    return each !== null && request.state.ask.can(request.caller, each.repository, "metadata", "read") ? [each] : [];
  });
  return pagedList(request, found, (each) => placedIssueJson(request, each));
};

const listSubIssues = (request: RestRequest): Answer => listed(request, issueOf(request).issue.subIssues);

const getParent = (request: RestRequest): Answer => {
  const { issue } = issueOf(request);
  const parent = issue.parent === null ? null : lookUp(request, issue.parent);
  if (parent === null || !request.state.ask.can(request.caller, parent.repository, "metadata", "read")) {
    throw notFound();
  }
  return ok(placedIssueJson(request, parent));
};

/** Both changes answer with the parent. */
const parentAnswer = (request: RestRequest, issue: Issue): ReturnType<typeof issueJson> =>
  issueJson(request, writable(request), issue);

const addSubIssue = (request: RestRequest): Answer => {
  const repository = writable(request);
  const parent = request.state.do.addSubIssue(
    request.caller,
    { repository, number: numberParam(request, "number") },
    needInteger(request.body, "sub_issue_id"),
    optionalBoolean(request.body, "replace_parent") ?? false,
  );
  const json = parentAnswer(request, parent);
  return created(json, json.url);
};

const removeSubIssue = (request: RestRequest): Answer => {
  const repository = writable(request);
  const parent = request.state.do.removeSubIssue(
    request.caller,
    { repository, number: numberParam(request, "number") },
    needInteger(request.body, "sub_issue_id"),
  );
  return ok(parentAnswer(request, parent));
};

const listBlockedBy = (request: RestRequest): Answer => listed(request, issueOf(request).issue.blockedBy);

const listBlocking = (request: RestRequest): Answer => {
  const { issue } = issueOf(request);
  const places = blockingOf(request, issue).map((each) => ({
    repositoryId: each.repository.id,
    number: each.issue.number,
  }));
  return listed(request, places);
};

const addBlockedBy = (request: RestRequest): Answer => {
  const repository = writable(request);
  const id = needInteger(request.body, "issue_id");
  const number = numberParam(request, "number");
  return created(issueJson(request, repository, request.state.do.addBlockedBy(request.caller, repository, number, id)));
};

const removeBlockedBy = (request: RestRequest): Answer => {
  const repository = writable(request);
  const id = numberParam(request, "issue_id");
  const number = numberParam(request, "number");
  return ok(issueJson(request, repository, request.state.do.removeBlockedBy(request.caller, repository, number, id)));
};

const ISSUE = "/repos/{owner}/{repo}/issues/{number}";

export const subIssueRoutes: readonly Route[] = [
  route("GET", `${ISSUE}/parent`, "issues/sub-issues#get-parent-issue", getParent),
  route("GET", `${ISSUE}/sub_issues`, "issues/sub-issues#list-sub-issues", listSubIssues),
  route("POST", `${ISSUE}/sub_issues`, "issues/sub-issues#add-sub-issue", addSubIssue),
  route("DELETE", `${ISSUE}/sub_issue`, "issues/sub-issues#remove-sub-issue", removeSubIssue),
  route(
    "GET",
    `${ISSUE}/dependencies/blocked_by`,
    "issues/issue-dependencies#list-dependencies-an-issue-is-blocked-by",
    listBlockedBy,
  ),
  route(
    "POST",
    `${ISSUE}/dependencies/blocked_by`,
    "issues/issue-dependencies#add-a-dependency-an-issue-is-blocked-by",
    addBlockedBy,
  ),
  route(
    "DELETE",
    `${ISSUE}/dependencies/blocked_by/{issue_id}`,
    "issues/issue-dependencies#remove-dependency-an-issue-is-blocked-by",
    removeBlockedBy,
  ),
  route(
    "GET",
    `${ISSUE}/dependencies/blocking`,
    "issues/issue-dependencies#list-dependencies-an-issue-is-blocking",
    listBlocking,
  ),
];
