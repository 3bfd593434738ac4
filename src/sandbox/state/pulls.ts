/**
 * Pull requests. Sources: REST reference "Pull requests" and "Pull request reviews"; docs.github.com "About pull
 * requests" (write access to the head branch is needed to open one); webhook events `pull_request` and
 * `pull_request_review`.
 */
import { actorOf, type Box, identify, invalid, keep } from "./box.ts";
import { closeIssue, reopenIssue, tellIssue } from "./closing.ts";
import type { Caller, Operations } from "./contract.ts";
import { BoxError } from "./contract.ts";
import { PREFIX } from "./ids.ts";
import { editTexts, storeIssue } from "./issues.ts";
import { mayTriage } from "./marks.ts";
import { mergeOperations } from "./merging.ts";
import type { Issue, PullRequest, Repository, Review } from "./model.ts";
import { atLeast, forbidden, hasRight, isBot, needRight, needVoice, roleOf } from "./permissions.ts";
import { crossReference, refreshWillClose } from "./references.ts";
import { needBodyWithin, needTitle } from "./texts.ts";

interface Head {
  repository: Repository;
  branch: string;
  sha: string;
}

/** `branch` of this repository, or `owner:branch` of a fork ("head: The name of the branch where your changes are"). */
const headOf = (box: Box, repository: Repository, head: string): Head => {
  const colon = head.indexOf(":");
  const owner = colon < 0 ? null : box.ask.account(head.slice(0, colon));
  const branch = colon < 0 ? head : head.slice(colon + 1);
  const from =
    owner === null || owner?.id === repository.ownerId
      ? repository
      : [...box.world.repositories.values()].find(
          (other) => other.ownerId === owner?.id && other.commits === repository.commits,
        );
  const sha = from?.refs.get(`refs/heads/${branch}`);
  if (from === undefined || sha === undefined) throw invalid("PullRequest", "head", "invalid");
  return { repository: from, branch, sha };
};

const needBase = (repository: Repository, base: string): string => {
  const sha = repository.refs.get(`refs/heads/${base}`);
  if (sha === undefined) throw invalid("PullRequest", "base", "invalid");
  return sha;
};

const custom = (message: string): BoxError =>
  new BoxError(422, "Validation Failed", [{ resource: "PullRequest", code: "custom", message }]);

const isSameHead = (issue: Issue, head: Head, base: string): boolean =>
  issue.state === "open" &&
  issue.pull !== null &&
  issue.pull.headRepositoryId === head.repository.id &&
  issue.pull.headRef === head.branch &&
  issue.pull.baseRef === base;

/** "To open or update a pull request in a public repository, you must have write access to the head or source branch." */
const needHeadRight = (caller: Caller, repository: Repository, head: Head): void => {
  needVoice(caller, repository, ["pull_requests"]);
  if (isBot(caller)) return;
  if (!atLeast(roleOf(head.repository, actorOf(caller)), "write")) throw custom("must be a collaborator");
};

type PullOperations = Pick<Operations, "createPull" | "updatePull" | "createReview" | "mergePull">;

const VERDICTS = { APPROVE: "APPROVED", REQUEST_CHANGES: "CHANGES_REQUESTED", COMMENT: "COMMENTED" } as const;

export const pullOperations = (box: Box): PullOperations => ({
  ...mergeOperations(box),

  createPull(caller, repository, input) {
    needVoice(caller, repository, ["pull_requests"]);
    const title = needTitle("PullRequest", input.title);
    needBodyWithin("PullRequest", input.body);
    const head = headOf(box, repository, input.head);
    const baseSha = needBase(repository, input.base);
    needHeadRight(caller, repository, head);
    if (box.ask.isAncestor(repository, head.sha, baseSha)) {
      throw custom(`No commits between ${input.base} and ${input.head}`);
    }
    if ([...repository.issues.values()].some((issue) => isSameHead(issue, head, input.base))) {
      const owner = box.ask.actor(head.repository.ownerId).login;
      throw custom(`A pull request already exists for ${owner}:${head.branch}.`);
    }
    const pull: PullRequest = {
      ...identify(box, PREFIX.pullRequest),
      draft: input.draft ?? false,
      baseRef: input.base,
      baseSha,
      headRef: head.branch,
      headSha: head.sha,
      headRepositoryId: head.repository.id,
      merged: false,
      mergedAt: null,
      mergedById: null,
      mergeCommitSha: null,
      mergeMethod: null,
      reviews: [],
      requestedReviewerIds: [],
    };
    const issue = storeIssue(box, caller, repository, { title, body: input.body ?? null, type: null, pull });
    tellIssue(box, caller, repository, issue, "opened");
    crossReference(box, caller, { repository, issue }, issue.body);
    return issue;
  },

  updatePull(caller, repository, number, patch) {
    const { issue, pull } = box.ask.pull(repository, number);
    needVoice(caller, repository, ["pull_requests"]);
    const own = caller.account?.id === issue.authorId;
    const writes = hasRight(caller, repository, ["pull_requests"], "write");
    if (!own && !mayTriage(caller, repository, issue)) throw forbidden();
    const touches = patch.title !== undefined || patch.body !== undefined || patch.base !== undefined;
    if (touches && !own && !writes) throw forbidden();
    if (patch.base !== undefined && patch.base !== pull.baseRef) {
      const sha = needBase(repository, patch.base);
      if (issue.state === "closed")
        throw invalid("PullRequest", "base", "invalid", {
          message: "Cannot change the base branch of a closed pull request.",
        });
      const changes = { base: { ref: { from: pull.baseRef }, sha: { from: pull.baseSha } } };
      pull.baseRef = patch.base;
      pull.baseSha = sha;
      issue.updatedAt = box.clock.iso();
      refreshWillClose(box, { repository, issue });
      tellIssue(box, caller, repository, issue, "edited", { changes });
    }
    if (patch.title !== undefined || patch.body !== undefined) {
      const changes = editTexts(box, caller, repository, issue, patch);
      if (Object.keys(changes).length > 0) tellIssue(box, caller, repository, issue, "edited", { changes });
    }
    if (patch.state === "closed") closeIssue(box, caller, repository, issue, { reason: null, closer: null });
    if (patch.state === "open" && issue.state === "closed") {
      if (pull.merged) throw custom("state cannot be changed. The pull request cannot be reopened.");
      reopenPull(box, caller, repository, issue, pull);
    }
    return issue;
  },

  createReview(caller, repository, number, input) {
    const { issue, pull } = box.ask.pull(repository, number);
    needVoice(caller, repository, ["pull_requests"]);
    const state = input.event === undefined ? "PENDING" : VERDICTS[input.event];
    if (state === undefined) throw invalid("PullRequestReview", "event", "invalid");
    const account = actorOf(caller);
    // 422 in these words; approving one's own work is not possible ("About pull request reviews").
    if (account.id === issue.authorId && state === "APPROVED") {
      throw new BoxError(422, "Unprocessable Entity", ["Can not approve your own pull request"]);
    }
    if (account.id === issue.authorId && state === "CHANGES_REQUESTED") {
      throw new BoxError(422, "Unprocessable Entity", ["Can not request changes on your own pull request"]);
    }
    // "body: Required when using REQUEST_CHANGES or COMMENT for the event parameter."
    if ((state === "CHANGES_REQUESTED" || state === "COMMENTED") && (input.body ?? "").trim() === "") {
      throw new BoxError(422, "Unprocessable Entity", ["Could not submit review: body can't be blank"]);
    }
    const sha = input.commit_id ?? pull.headSha;
    if (!repository.commits.has(sha))
      throw new BoxError(422, "Unprocessable Entity", ["commit_id is not part of the pull request"]);
    const review: Review = keep(box, {
      ...identify(box, PREFIX.review),
      authorId: account.id,
      appId: caller.app?.id ?? null,
      body: input.body ?? "",
      state,
      commitSha: sha,
      submittedAt: state === "PENDING" ? null : box.clock.iso(),
    });
    pull.reviews.push(review);
    pull.requestedReviewerIds = pull.requestedReviewerIds.filter((id) => id !== account.id);
    issue.updatedAt = box.clock.iso();
    if (state === "PENDING") return review;
    crossReference(box, caller, { repository, issue }, review.body);
    box.emit({ event: "pull_request_review", action: "submitted", repository, sender: account, issue, review });
    return review;
  },
});

/** Reopening takes up the head branch as it stands now; without one it is refused. */
const reopenPull = (box: Box, caller: Caller, repository: Repository, issue: Issue, pull: PullRequest): void => {
  const from = pull.headRepositoryId === null ? undefined : box.world.repositories.get(pull.headRepositoryId);
  const sha = from?.refs.get(`refs/heads/${pull.headRef}`);
  if (sha === undefined) throw custom("state cannot be changed. The head branch has been deleted.");
  needRight(caller, repository, ["pull_requests"], caller.account?.id === issue.authorId ? "none" : "triage");
  pull.headSha = sha;
  reopenIssue(box, caller, repository, issue);
};
