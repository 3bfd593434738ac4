/**
 * What follows a push. Sources: webhook events `push` and `pull_request` (`synchronize`); "About pull request merges"
 * (indirect merges: "Pull requests are merged automatically when the head branch's commits become reachable from the
 * base branch"); "Deleting and restoring branches in a pull request"; "Issue event types" (`head_ref_deleted`,
 * `head_ref_force_pushed`).
 */
import { actorOf, type Box, record, tell } from "./box.ts";
import { closeByCommit, closeByMerge, closeIssue, tellIssue } from "./closing.ts";
import type { Caller } from "./contract.ts";
import { commitsBetween, reachable } from "./history.ts";
import type { Issue, PullRequest, Repository } from "./model.ts";
import { referenceCommit } from "./references.ts";

/** What Git writes for "no commit". */
export const ZERO_SHA = "0".repeat(40);

interface OpenPull {
  repository: Repository;
  issue: Issue;
  pull: PullRequest;
}

const openPulls = (box: Box): OpenPull[] =>
  [...box.world.repositories.values()].flatMap((repository) =>
    [...repository.issues.values()].flatMap((issue) =>
      issue.pull !== null && issue.state === "open" ? [{ repository, issue, pull: issue.pull }] : [],
    ),
  );

const moveHeads = (
  box: Box,
  caller: Caller,
  pushedTo: Repository,
  branch: string,
  before: string,
  after: string,
): void => {
  for (const { repository, issue, pull } of openPulls(box)) {
    if (pull.headRepositoryId !== pushedTo.id || pull.headRef !== branch) continue;
    pull.headSha = after;
    pull.baseSha = repository.refs.get(`refs/heads/${pull.baseRef}`) ?? pull.baseSha;
    issue.updatedAt = box.clock.iso();
    if (!reachable(pushedTo, after).has(before)) {
      record(box, issue, caller, { event: "head_ref_force_pushed", commitSha: after, beforeSha: before });
    }
    tellIssue(box, caller, repository, issue, "synchronize", { before, after });
  }
};

const closeOrphans = (box: Box, caller: Caller, deletedFrom: Repository, branch: string, before: string): void => {
  for (const repository of box.world.repositories.values()) {
    for (const issue of repository.issues.values()) {
      const { pull } = issue;
      if (pull === null) continue;
      const lostHead = pull.headRepositoryId === deletedFrom.id && pull.headRef === branch;
      const lostBase = repository === deletedFrom && pull.baseRef === branch;
      if (lostHead && pull.headSha === before)
        record(box, issue, caller, { event: "head_ref_deleted", commitSha: before });
      if ((lostHead || lostBase) && issue.state === "open") {
        closeIssue(box, caller, repository, issue, { reason: null, closer: null });
      }
    }
  }
};

/** Marks a pull request as merged at `sha` and tells so; the base ref has moved already. */
export const markMerged = (
  box: Box,
  caller: Caller,
  repository: Repository,
  issue: Issue,
  pull: PullRequest,
  merge: { sha: string; method: PullRequest["mergeMethod"]; baseSha: string },
): void => {
  pull.merged = true;
  pull.mergedAt = box.clock.iso();
  pull.mergedById = actorOf(caller).id;
  pull.mergeCommitSha = merge.sha;
  pull.mergeMethod = merge.method;
  pull.baseSha = merge.baseSha;
  record(box, issue, caller, { event: "merged", commitSha: merge.sha });
  closeIssue(box, caller, repository, issue, { reason: null, closer: null });
  closeByMerge(box, caller, repository, issue);
};

const mergeIndirectly = (
  box: Box,
  caller: Caller,
  repository: Repository,
  branch: string,
  before: string,
  after: string,
): void => {
  const arrived = new Set(commitsBetween(repository, before, after).map((commit) => commit.sha));
  for (const open of openPulls(box)) {
    if (open.repository !== repository || open.pull.baseRef !== branch || !arrived.has(open.pull.headSha)) continue;
    markMerged(box, caller, repository, open.issue, open.pull, { sha: after, method: "merge", baseSha: before });
  }
};

/**
 * Lets a ref change have its consequences; the ref itself has moved already.
 * @param before null for a new ref; @param after null for a deleted one
 */
export const pushed = (
  box: Box,
  caller: Caller,
  repository: Repository,
  ref: string,
  before: string | null,
  after: string | null,
): void => {
  const branch = ref.startsWith("refs/heads/") ? ref.slice("refs/heads/".length) : null;
  const trunk = repository.refs.get(`refs/heads/${repository.defaultBranch}`) ?? null;
  const commits = after === null ? [] : commitsBetween(repository, before ?? (trunk === after ? null : trunk), after);
  tell(box, caller, repository, "push", null, {
    push: { ref, before: before ?? ZERO_SHA, after: after ?? ZERO_SHA, commits },
  });
  if (branch === null) return;
  for (const commit of commits) referenceCommit(box, caller, repository, commit);
  if (after === null) {
    if (before !== null) closeOrphans(box, caller, repository, branch, before);
    return;
  }
  if (before !== null) {
    moveHeads(box, caller, repository, branch, before, after);
    mergeIndirectly(box, caller, repository, branch, before, after);
  }
  if (branch === repository.defaultBranch) {
    for (const commit of commits) closeByCommit(box, caller, repository, commit);
  }
};
