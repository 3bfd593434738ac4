/**
 * Merge queues. Sources: docs.github.com "Managing a merge queue" (each entry is built on the one before it, on a branch
 * `gh-readonly-queue/{base}/pr-{number}-{sha}`; required checks must report on the group's commit; an entry that fails
 * is taken out and those behind it are built again), webhook event `merge_group` (`checks_requested`, `destroyed` with
 * `reason` `merged`, `invalidated` or `dequeued`), GraphQL `MergeQueueEntry`.
 */
import { type Box, tell } from "./box.ts";
import type { Caller } from "./contract.ts";
import { BoxError } from "./contract.ts";
import { commitMerge } from "./merging.ts";
import type { Issue, Repository } from "./model.ts";
import { forbidden, needRight } from "./permissions.ts";
import { markMerged, pushed, ZERO_SHA } from "./push.ts";
import { stateOfRequired } from "./required-checks.ts";
import { missingForMerge } from "./rule-enforcement.ts";
import { rulesetsFor } from "./rulesets.ts";

export type MergeMethod = "merge" | "squash" | "rebase";

export interface QueueEntry {
  readonly number: number;
  readonly branch: string;
  readonly method: MergeMethod;
  /** Who put it there, and merges in the end. */
  readonly caller: Caller;
  baseSha: string;
  headSha: string;
  ref: string;
}

const QUEUES = new WeakMap<Repository, QueueEntry[]>();
const WATCHED = new WeakSet<Box>();

/** The entries of a branch's queue, first to merge first. */
export const queueOf = (repository: Repository, branch: string): readonly QueueEntry[] =>
  (QUEUES.get(repository) ?? []).filter((entry) => entry.branch === branch);

/** Puts a pull request at the end of its base branch's queue and asks for the checks of its group. */
export const enqueuePull = (
  box: Box,
  caller: Caller,
  repository: Repository,
  number: number,
  method: MergeMethod = "merge",
): QueueEntry => {
  needRight(caller, repository, ["contents"], "write", forbidden);
  const { issue, pull } = box.ask.pull(repository, number);
  if (issue.state === "closed" || pull.draft) throw new BoxError(422, "Pull request is not mergeable");
  const missing = missingForMerge(box, null, repository, issue);
  const [first] = [...missing.byRules, ...missing.byProtection];
  if (first !== undefined) throw new BoxError(422, first);
  watch(box);
  const entry: QueueEntry = { number, branch: pull.baseRef, method, caller, baseSha: "", headSha: "", ref: "" };
  if (!build(box, repository, entry, queueOf(repository, entry.branch).at(-1)?.headSha)) {
    throw new BoxError(422, "Pull request is not mergeable");
  }
  QUEUES.set(repository, [...(QUEUES.get(repository) ?? []), entry]);
  ask(box, repository, entry);
  return entry;
};

/** Takes a pull request out of its queue; those behind it are built again. */
export const dequeuePull = (box: Box, repository: Repository, number: number): void => {
  const entry = (QUEUES.get(repository) ?? []).find((one) => one.number === number);
  if (entry === undefined) throw new BoxError(404, `Pull request ${number} is in no queue.`);
  drop(box, repository, entry, "dequeued");
};

/** The group's commit on its own branch; false on a conflict. */
const build = (box: Box, repository: Repository, entry: QueueEntry, after?: string): boolean => {
  const { issue, pull } = box.ask.pull(repository, entry.number);
  const base = after ?? repository.refs.get(`refs/heads/${entry.branch}`);
  if (base === undefined) return false;
  const sha = commitMerge(box, entry.caller, repository, issue, pull, base, { merge_method: entry.method });
  if (sha === null) return false;
  entry.baseSha = base;
  entry.headSha = sha;
  entry.ref = `refs/heads/gh-readonly-queue/${entry.branch}/pr-${entry.number}-${base}`;
  repository.refs.set(entry.ref, sha);
  return true;
};

const groupOf = (entry: QueueEntry) => ({
  headSha: entry.headSha,
  headRef: entry.ref,
  baseSha: entry.baseSha,
  baseRef: `refs/heads/${entry.branch}`,
});

const ask = (box: Box, repository: Repository, entry: QueueEntry): void => {
  // "A push event is still sent when a merge group branch is created."
  tell(box, entry.caller, repository, "push", null, {
    push: { ref: entry.ref, before: ZERO_SHA, after: entry.headSha, commits: [] },
  });
  tell(box, entry.caller, repository, "merge_group", "checks_requested", { mergeGroup: groupOf(entry) });
  settle(box, repository, entry.branch);
};

const remove = (
  box: Box,
  repository: Repository,
  entry: QueueEntry,
  reason: "merged" | "invalidated" | "dequeued",
): void => {
  QUEUES.set(
    repository,
    (QUEUES.get(repository) ?? []).filter((one) => one !== entry),
  );
  destroy(box, repository, entry, reason);
};

const destroy = (
  box: Box,
  repository: Repository,
  entry: QueueEntry,
  reason: "merged" | "invalidated" | "dequeued",
): void => {
  tell(box, entry.caller, repository, "merge_group", "destroyed", { mergeGroup: { ...groupOf(entry), reason } });
  repository.refs.delete(entry.ref);
};

const drop = (box: Box, repository: Repository, entry: QueueEntry, reason: "dequeued"): void => {
  const queue = queueOf(repository, entry.branch);
  const behind = queue.slice(queue.indexOf(entry) + 1);
  let after = queue[queue.indexOf(entry) - 1]?.headSha;
  remove(box, repository, entry, reason);
  const built: QueueEntry[] = [];
  for (const one of behind) {
    destroy(box, repository, one, "invalidated");
    if (build(box, repository, one, after)) {
      after = one.headSha;
      built.push(one);
    } else {
      QUEUES.set(
        repository,
        (QUEUES.get(repository) ?? []).filter((other) => other !== one),
      );
    }
  }
  for (const one of built) ask(box, repository, one);
};

/** Checks that the branch's rulesets require, on a group's commit. */
const statesOf = (box: Box, repository: Repository, { branch, headSha }: QueueEntry): readonly string[] =>
  rulesetsFor(repository, branch)
    .flatMap((ruleset) => ruleset.rules)
    .filter(({ type }) => type === "required_status_checks")
    .flatMap(({ parameters }) => parameters?.required_status_checks as { context: string; integration_id?: number }[])
    .map((required) => stateOfRequired(box, repository, headSha, required));

/** Merges what stands first and is green, and takes out what is red. */
const settle = (box: Box, repository: Repository, branch: string): void => {
  for (const entry of queueOf(repository, branch)) {
    const states = statesOf(box, repository, entry);
    if (states.includes("failing")) return drop(box, repository, entry, "dequeued");
    if (states.some((state) => state !== "passing")) return;
    land(box, repository, entry);
  }
};

const land = (box: Box, repository: Repository, entry: QueueEntry): void => {
  const { issue, pull }: { issue: Issue; pull: NonNullable<Issue["pull"]> } = box.ask.pull(repository, entry.number);
  const ref = `refs/heads/${entry.branch}`;
  const before = repository.refs.get(ref) ?? entry.baseSha;
  repository.refs.set(ref, entry.headSha);
  repository.pushedAt = box.clock.iso();
  remove(box, repository, entry, "merged");
  markMerged(box, entry.caller, repository, issue, pull, {
    sha: entry.headSha,
    method: entry.method,
    baseSha: entry.baseSha,
  });
  pushed(box, entry.caller, repository, ref, before, entry.headSha);
};

/** Every report on a group's commit may be the one that was waited for. */
const watch = (box: Box): void => {
  if (WATCHED.has(box)) return;
  WATCHED.add(box);
  box.onEvent(({ event, repository }) => {
    if (event !== "check_run" && event !== "status") return;
    const branches = new Set((QUEUES.get(repository) ?? []).map((entry) => entry.branch));
    // After the report has been told: what follows from it is told later.
    for (const branch of branches) queueMicrotask(() => settle(box, repository, branch));
  });
};
