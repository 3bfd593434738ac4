/**
 * Comments and reactions. Sources: REST reference "Issue comments" and "Reactions" ("A response with an HTTP 200 status
 * means that you already added the reaction type"); docs.github.com "Repository roles for an organization" (write:
 * "Edit and delete anyone's comments"), "Locking conversations"; webhook event `issue_comment`.
 */
import { actorOf, type Box, identify, invalid, keep, notFound, record, tell } from "./box.ts";
import type { Caller, Operations } from "./contract.ts";
import { BoxError } from "./contract.ts";
import { PREFIX } from "./ids.ts";
import type { Issue, IssueComment, Reaction, Repository } from "./model.ts";
import { forbidden, hasRight, isBot, issueAreas, needVoice } from "./permissions.ts";
import { crossReference } from "./references.ts";
import { editBody, needBodyWithin } from "./texts.ts";

const needText = (body: unknown): string => {
  if (typeof body !== "string") throw invalid("IssueComment", "body", "missing_field");
  if (body.trim() === "") throw invalid("IssueComment", "data", "unprocessable", { message: "Body cannot be blank" });
  needBodyWithin("IssueComment", body);
  return body;
};

const needUnlocked = (caller: Caller, repository: Repository, issue: Issue): void => {
  // 403 in these words (public threads: renovatebot/renovate#6215, probot/stale#25). People who may write still may; an
  // App is no collaborator, whatever its permissions (open-telemetry/opentelemetry-dotnet#6554).
  if (issue.locked && (isBot(caller) || !hasRight(caller, repository, issueAreas(issue), "write"))) {
    throw new BoxError(403, "Unable to create comment because issue is locked.");
  }
};

/** Own comments, or anyone's with write access. */
const needHand = (caller: Caller, repository: Repository, issue: Issue, comment: IssueComment): void => {
  needVoice(caller, repository, issueAreas(issue));
  if (comment.authorId !== actorOf(caller).id && !hasRight(caller, repository, issueAreas(issue), "write"))
    throw forbidden();
};

const CONTENTS: readonly string[] = ["+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes"];

/** The issue that a comment or an issue's own text belongs to. */
const issueOf = (repository: Repository, target: IssueComment | Issue): Issue => {
  const issue = repository.issues.get("issueNumber" in target ? target.issueNumber : target.number);
  if (issue === undefined) throw notFound();
  return issue;
};

type CommentOperations = Pick<
  Operations,
  "createComment" | "updateComment" | "deleteComment" | "addReaction" | "removeReaction"
>;

export const commentOperations = (box: Box): CommentOperations => ({
  createComment(caller, repository, number, body) {
    const issue = box.ask.issue(repository, number);
    needVoice(caller, repository, issueAreas(issue));
    needUnlocked(caller, repository, issue);
    const text = needText(body);
    const now = box.clock.iso();
    const comment: IssueComment = keep(box, {
      ...identify(box, PREFIX.issueComment),
      issueNumber: issue.number,
      authorId: actorOf(caller).id,
      appId: caller.app?.id ?? null,
      body: text,
      createdAt: now,
      updatedAt: now,
      lastEditedAt: null,
      editorId: null,
      edits: [],
      reactions: [],
    });
    issue.comments.push(comment);
    issue.updatedAt = now;
    crossReference(box, caller, { repository, issue }, text);
    tell(box, caller, repository, "issue_comment", "created", { issue, comment });
    return comment;
  },

  updateComment(caller, repository, commentId, body) {
    const { issue, comment } = box.ask.comment(repository, commentId);
    needHand(caller, repository, issue, comment);
    const changed = editBody(box, caller, comment, needText(body));
    if (changed === null) return comment;
    issue.updatedAt = comment.updatedAt;
    crossReference(box, caller, { repository, issue }, comment.body);
    tell(box, caller, repository, "issue_comment", "edited", { issue, comment, changes: { body: changed } });
    return comment;
  },

  deleteComment(caller, repository, commentId) {
    const { issue, comment } = box.ask.comment(repository, commentId);
    needHand(caller, repository, issue, comment);
    issue.comments = issue.comments.filter((other) => other !== comment);
    box.world.nodes.delete(comment.nodeId);
    record(box, issue, caller, { event: "comment_deleted" });
    tell(box, caller, repository, "issue_comment", "deleted", { issue, comment });
  },

  addReaction(caller, repository, target, content) {
    const issue = issueOf(repository, target);
    needVoice(caller, repository, issueAreas(issue));
    needUnlocked(caller, repository, issue);
    if (!CONTENTS.includes(content)) throw invalid("Reaction", "content", "invalid");
    const accountId = actorOf(caller).id;
    const known = target.reactions.find((one) => one.accountId === accountId && one.content === content);
    if (known !== undefined) return { reaction: known, created: false };
    const reaction: Reaction = keep(box, {
      ...identify(box, PREFIX.reaction),
      accountId,
      content,
      createdAt: box.clock.iso(),
    });
    target.reactions.push(reaction);
    return { reaction, created: true };
  },

  removeReaction(caller, repository, target, reactionId) {
    const issue = issueOf(repository, target);
    needVoice(caller, repository, issueAreas(issue));
    const reaction = target.reactions.find((one) => one.id === reactionId);
    if (reaction === undefined) throw notFound();
    if (reaction.accountId !== actorOf(caller).id && !hasRight(caller, repository, issueAreas(issue), "write"))
      throw forbidden();
    target.reactions = target.reactions.filter((one) => one !== reaction);
    box.world.nodes.delete(reaction.nodeId);
  },
});
