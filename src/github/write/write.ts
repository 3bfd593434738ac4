/** Applies one planned write. Every writer is an `ensure…`: twice is the same as once. */
import type { Write } from "../../core/plan/write.ts";
import type { GitHubClient } from "../request/client.ts";
import { ensureBundle } from "./write-bundle.ts";
import { ensureCheck } from "./write-check.ts";
import { ensureCommentDeleted, ensureReaction, ensureTopicComment, ensureTracker } from "./write-comments.ts";
import type { WriteContext, WriteResult } from "./write-context.ts";
import { ensureEntry, ensureItem, ensureOwnClosed, ensureOwnIssue } from "./write-issues.ts";
import { ensureAssignees, ensureIssueLabels, ensureLabel } from "./write-marks.ts";
import { ensureOffer, ensureProposalClosed } from "./write-onboarding.ts";
import { ensureNoticeOnce } from "./write-pointer.ts";
import { ensureReopened } from "./write-reopen.ts";

/**
 * Makes GitHub be as the write says.
 *
 * @returns `done`, `unchanged` (it already was so), or `skipped` (its precondition no longer holds).
 * @throws what the client throws: `RateLimited`, a request error with its status, or `ClaimLost` of the context.
 */
export function applyWrite(client: GitHubClient, context: WriteContext, write: Write): Promise<WriteResult> {
  switch (write.kind) {
    case "label":
      return ensureLabel(client, context, write);
    case "issue_labels":
      return ensureIssueLabels(client, context, write);
    case "tracker":
      return ensureTracker(client, context, write);
    case "topic_comment":
      return ensureTopicComment(client, context, write);
    case "notice":
      return ensureNoticeOnce(client, context, write);
    case "bundle":
      return ensureBundle(client, context, write);
    case "delete_comment":
      return ensureCommentDeleted(client, context, write);
    case "reaction":
      return ensureReaction(client, context, write);
    case "create_item":
      return ensureItem(client, context, write);
    case "create_entry":
      return ensureEntry(client, context, write);
    case "reopen":
      return ensureReopened(client, context, write);
    case "close_own":
      return ensureOwnClosed(client, context, write);
    case "assign":
      return ensureAssignees(client, context, write);
    case "check":
      return ensureCheck(client, context, write);
    case "own_issue":
      return ensureOwnIssue(client, context, write);
    case "offer_set_up":
      return ensureOffer(client, context, write);
    case "close_proposal":
      return ensureProposalClosed(client, context, write);
  }
}

/**
 * True for writes that make something new, for which GitHub has no unique key: they need the claim. The tracker is not
 * among them, because the claim is made on it; labels and reactions have unique keys.
 */
export function creates(write: Write): boolean {
  switch (write.kind) {
    case "create_item":
    case "create_entry":
    case "bundle":
    case "notice":
    case "reopen":
    case "offer_set_up":
    case "close_proposal":
      return true;
    case "topic_comment":
    case "check":
    case "own_issue":
      return write.existing === null;
    case "close_own":
      return write.notice !== null;
    case "label":
    case "issue_labels":
    case "tracker":
    case "delete_comment":
    case "reaction":
    case "assign":
      return false;
  }
}

/**
 * True for writes that say or show something of what is there, and that no later plan builds on: where a plan holds nothing
 * else, it is empty once they are made (law 1; test/core/verdict/last-words.test.ts).
 */
export function isLastWord(write: Write): boolean {
  switch (write.kind) {
    case "notice":
      return write.onceInRepository !== true;
    case "tracker":
    case "topic_comment":
      return write.existing !== null;
    default:
      return false;
  }
}

export { ensureTrackerId } from "./write-comments.ts";
