/** Reactions on issues and comments. */
import type { Issue, IssueComment, Reaction, Repository } from "../../state/model.ts";
import { issueOf, numberParam, readable, writable } from "../access.ts";
import { type Answer, noContent, type RestRequest, type Route, route } from "../answer.ts";
import { choice, needText } from "../body.ts";
import { pagedList } from "../pagination.ts";
import { REACTIONS, reactionJson } from "../serialize/reaction.ts";

type Target = { repository: Repository; target: Issue | IssueComment };

const ofIssue = (request: RestRequest): Target => {
  const { repository, issue } = issueOf(request);
  return { repository, target: issue };
};

const ofComment = (request: RestRequest): Target => {
  const repository = readable(request, "issues");
  return { repository, target: request.state.ask.comment(repository, numberParam(request, "comment_id")).comment };
};

const list =
  (find: (request: RestRequest) => Target) =>
  (request: RestRequest): Answer => {
    const wanted = request.query.get("content");
    const reactions: readonly Reaction[] = find(request).target.reactions;
    return pagedList(
      request,
      reactions.filter((reaction) => wanted === null || reaction.content === wanted),
      (reaction) => reactionJson(request, reaction),
    );
  };

/** 201 for a new reaction, 200 where the same person had given it before. */
const add =
  (find: (request: RestRequest) => Target) =>
  (request: RestRequest): Answer => {
    writable(request);
    const { repository, target } = find(request);
    needText(request.body, "content");
    const content = choice(request.body, "content", REACTIONS) ?? "+1";
    const { reaction, created } = request.state.do.addReaction(request.caller, repository, target, content);
    return { status: created ? 201 : 200, body: reactionJson(request, reaction) };
  };

const remove =
  (find: (request: RestRequest) => Target) =>
  (request: RestRequest): Answer => {
    writable(request);
    const { repository, target } = find(request);
    request.state.do.removeReaction(request.caller, repository, target, numberParam(request, "reaction_id"));
    return noContent();
  };

const ISSUE = "/repos/{owner}/{repo}/issues/{number}/reactions";
const COMMENT = "/repos/{owner}/{repo}/issues/comments/{comment_id}/reactions";
const DOCS = "reactions/reactions";

export const reactionRoutes: readonly Route[] = [
  route("GET", COMMENT, `${DOCS}#list-reactions-for-an-issue-comment`, list(ofComment)),
  route("POST", COMMENT, `${DOCS}#create-reaction-for-an-issue-comment`, add(ofComment)),
  route("DELETE", `${COMMENT}/{reaction_id}`, `${DOCS}#delete-an-issue-comment-reaction`, remove(ofComment)),
  route("GET", ISSUE, `${DOCS}#list-reactions-for-an-issue`, list(ofIssue)),
  route("POST", ISSUE, `${DOCS}#create-reaction-for-an-issue`, add(ofIssue)),
  route("DELETE", `${ISSUE}/{reaction_id}`, `${DOCS}#delete-an-issue-reaction`, remove(ofIssue)),
];
