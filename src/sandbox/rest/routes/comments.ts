/** Comments on issues and pull requests. */
import type { IssueComment, Repository } from "../../state/model.ts";
import { issueOf, numberParam, readable, writable } from "../access.ts";
import { type Answer, created, noContent, ok, type RestRequest, type Route, route } from "../answer.ts";
import { needText } from "../body.ts";
import { pagedList } from "../pagination.ts";
import { commentJson } from "../serialize/issue.ts";

const since = (query: URLSearchParams): ((comment: IssueComment) => boolean) => {
  const from = Date.parse(query.get("since") ?? "");
  return (comment) => Number.isNaN(from) || Date.parse(comment.updatedAt) >= from;
};

/** Comments of one issue, by ascending id ("List issue comments"). */
const listOfIssue = (request: RestRequest): Answer => {
  const { repository, issue } = issueOf(request);
  const comments = issue.comments.filter(since(request.query)).sort((a, b) => a.id - b.id);
  return pagedList(request, comments, (comment) => commentJson(request, repository, issue, comment));
};

/** Comments of the whole repository, by ascending id unless sorted. */
const listOfRepository = (request: RestRequest): Answer => {
  const repository = readable(request, "issues");
  const sort = request.query.get("sort");
  const sign = sort !== null && request.query.get("direction") !== "asc" ? -1 : 1;
  const fresh = since(request.query);
  const key = (comment: IssueComment): string | number =>
    sort === "updated" ? comment.updatedAt : sort === "created" ? comment.createdAt : comment.id;
  const all = [...repository.issues.values()]
    .flatMap((issue) => issue.comments.filter(fresh).map((comment) => ({ issue, comment })))
    .sort((a, b) => {
      const [left, right] = [key(a.comment), key(b.comment)];
      return sign * (left === right ? a.comment.id - b.comment.id : left < right ? -1 : 1);
    });
  return pagedList(request, all, ({ issue, comment }) => commentJson(request, repository, issue, comment));
};

const show = (request: RestRequest, repository: Repository, id: number): Answer => {
  const { issue, comment } = request.state.ask.comment(repository, id);
  return ok(commentJson(request, repository, issue, comment));
};

const getComment = (request: RestRequest): Answer =>
  show(request, readable(request, "issues"), numberParam(request, "comment_id"));

const createComment = (request: RestRequest): Answer => {
  const repository = writable(request);
  const number = numberParam(request, "number");
  const comment = request.state.do.createComment(request.caller, repository, number, needText(request.body, "body"));
  const issue = request.state.ask.issue(repository, number);
  const json = commentJson(request, repository, issue, comment);
  return created(json, json.url);
};

const updateComment = (request: RestRequest): Answer => {
  const repository = writable(request);
  const id = numberParam(request, "comment_id");
  request.state.do.updateComment(request.caller, repository, id, needText(request.body, "body"));
  return show(request, repository, id);
};

const deleteComment = (request: RestRequest): Answer => {
  request.state.do.deleteComment(request.caller, writable(request), numberParam(request, "comment_id"));
  return noContent();
};

const ONE = "/repos/{owner}/{repo}/issues/comments/{comment_id}";

export const commentRoutes: readonly Route[] = [
  route(
    "GET",
    "/repos/{owner}/{repo}/issues/comments",
    "issues/comments#list-issue-comments-for-a-repository",
    listOfRepository,
  ),
  route("GET", ONE, "issues/comments#get-an-issue-comment", getComment),
  route("PATCH", ONE, "issues/comments#update-an-issue-comment", updateComment),
  route("DELETE", ONE, "issues/comments#delete-an-issue-comment", deleteComment),
  route("GET", "/repos/{owner}/{repo}/issues/{number}/comments", "issues/comments#list-issue-comments", listOfIssue),
  route(
    "POST",
    "/repos/{owner}/{repo}/issues/{number}/comments",
    "issues/comments#create-an-issue-comment",
    createComment,
  ),
];
