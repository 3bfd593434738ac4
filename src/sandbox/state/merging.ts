/**
 * Merging pull requests. Sources: REST reference "Merge a pull request" (403, 404, 405, 409, 422); docs.github.com
 * "About merge methods on GitHub" (squash: every commit becomes one; rebase: new committer and SHAs) and "Merge
 * message for a squash merge".
 */
import { actorOf, type Box, isoSeconds } from "./box.ts";
import type { Caller, Operations, Queries } from "./contract.ts";
import { BoxError } from "./contract.ts";
import { personOf, storeCommit } from "./git.ts";
import { commitsBetween } from "./history.ts";
import { mergeHeads, replay } from "./merge.ts";
import type { Commit, GitPerson, Issue, PullRequest, Repository } from "./model.ts";
import { forbidden, needRight } from "./permissions.ts";
import { markMerged, pushed } from "./push.ts";
import { isBehind, missingForMerge, violations } from "./rule-enforcement.ts";

const firstLine = (message: string): string => message.split("\n")[0] ?? "";
const rest = (message: string): string => message.split("\n").slice(1).join("\n").trim();

/**
 * A new repository's defaults (REST "Get a repository"): `squash_merge_commit_title: COMMIT_OR_PR_TITLE`,
 * `squash_merge_commit_message: COMMIT_MESSAGES`, `merge_commit_title: MERGE_MESSAGE`,
 * `merge_commit_message: PR_TITLE`. One commit: its own title and body; several: the pull request's title and the
 * list of all messages, oldest first. The number follows the title.
 */
const squashMessage = (issue: Issue, commits: readonly Commit[], title?: string, message?: string): string => {
  const only = commits.length === 1 ? commits[0] : undefined;
  const head = title ?? `${only === undefined ? issue.title : firstLine(only.message)} (#${issue.number})`;
  const list = commits.map((commit) => `* ${commit.message.trim()}`).join("\n\n");
  const body = message ?? (only === undefined ? list : rest(only.message));
  return body === "" ? head : `${head}\n\n${body}`;
};

const mergeMessage = (
  box: Box,
  repository: Repository,
  issue: Issue,
  pull: PullRequest,
  title?: string,
  message?: string,
): string => {
  const from =
    pull.headRepositoryId === null ? repository : (box.world.repositories.get(pull.headRepositoryId) ?? repository);
  const head = title ?? `Merge pull request #${issue.number} from ${box.ask.actor(from.ownerId).login}/${pull.headRef}`;
  const body = message ?? issue.title;
  return body === "" ? head : `${head}\n\n${body}`;
};

/** GitHub signs off as itself where it makes the commit ("About commit signature verification": `web-flow`). */
const webFlow = (date: string): GitPerson => ({ name: "GitHub", email: "noreply@github.com", date, accountId: null });

/** Squashing names everybody else who wrote a commit ("Attributing commits when squashing": `Co-authored-by`). */
const coAuthors = (commits: readonly Commit[], author: GitPerson): string => {
  const others = new Map<string, GitPerson>();
  for (const { author: one } of commits) if (one.email !== author.email) others.set(one.email, one);
  return [...others.values()].map((one) => `Co-authored-by: ${one.name} <${one.email}>`).join("\n");
};

const notMergeable = (message = "Pull Request is not mergeable"): BoxError => new BoxError(405, message);

type MergeInput = Parameters<Operations["mergePull"]>[3];

/** Makes the merge's commits and returns the new tip; null on a conflict. */
export const commitMerge = (
  box: Box,
  caller: Caller,
  repository: Repository,
  issue: Issue,
  pull: PullRequest,
  base: string,
  input: MergeInput,
): string | null => {
  const date = isoSeconds(box.clock.now());
  const merger = personOf(actorOf(caller), date);
  const method = input.merge_method ?? "merge";
  if (method === "rebase") {
    let tip = base;
    for (const step of replay(repository, base, pull.headSha) ?? []) {
      tip = storeCommit(box, repository, {
        tree: step.tree,
        parents: [tip],
        message: step.commit.message,
        author: step.commit.author,
        committer: merger,
      }).sha;
    }
    return tip === base ? null : tip;
  }
  const tree = mergeHeads(repository, base, pull.headSha);
  if (tree === null) return null;
  const commits = commitsBetween(repository, base, pull.headSha);
  if (method === "squash") {
    // The author of a squash is who opened the pull request ("About merge methods on GitHub").
    const author = personOf(box.ask.actor(issue.authorId), date);
    const message = squashMessage(issue, commits, input.commit_title, input.commit_message);
    const trailer = input.commit_message === undefined ? coAuthors(commits, author) : "";
    return storeCommit(box, repository, {
      tree,
      parents: [base],
      message: trailer === "" ? message : `${message}\n\n${trailer}`,
      author,
      committer: webFlow(date),
    }).sha;
  }
  return storeCommit(box, repository, {
    tree,
    parents: [base, pull.headSha],
    message: mergeMessage(box, repository, issue, pull, input.commit_title, input.commit_message),
    author: merger,
    committer: webFlow(date),
  }).sha;
};

export const mergeOperations = (box: Box): Pick<Operations, "mergePull"> => ({
  mergePull(caller, repository, number, input) {
    const { issue, pull } = box.ask.pull(repository, number);
    needRight(caller, repository, ["contents"], "write", forbidden);
    const method = input.merge_method ?? "merge";
    if (!["merge", "squash", "rebase"].includes(method)) throw new BoxError(422, "Validation Failed");
    if (issue.state === "closed" || pull.merged) throw notMergeable();
    // 409 in these words (public thread: dlang/dlang-bot#77).
    if (input.sha !== undefined && input.sha !== pull.headSha) {
      throw new BoxError(409, "Head branch was modified. Review and try the merge again.");
    }
    if (pull.draft) throw notMergeable("Pull Request is still a draft");
    const base = repository.refs.get(`refs/heads/${pull.baseRef}`);
    if (base === undefined) throw notMergeable();
    const missing = missingForMerge(box, caller, repository, issue);
    if (missing.byRules.length > 0) throw notMergeable(violations(missing.byRules));
    if (missing.byProtection.length > 0) throw notMergeable(missing.byProtection.join(" "));
    if (isBehind(box, caller, repository, issue))
      throw notMergeable("Head branch is out of date. Review and try the merge again.");
    const sha = commitMerge(box, caller, repository, issue, pull, base, input);
    if (sha === null) throw notMergeable();
    const ref = `refs/heads/${pull.baseRef}`;
    repository.refs.set(ref, sha);
    repository.pushedAt = box.clock.iso();
    markMerged(box, caller, repository, issue, pull, { sha, method, baseSha: base });
    pushed(box, caller, repository, ref, base, sha);
    return { sha };
  },
});

/** GraphQL schema `MergeStateStatus`, in REST's lower case (`mergeable_state`). */
export const mergeableOf =
  (box: Box): Queries["mergeable"] =>
  (repository, issue) => {
    const { pull } = issue;
    const base = pull === null ? undefined : repository.refs.get(`refs/heads/${pull.baseRef}`);
    if (pull === null || base === undefined || issue.state === "closed") return { state: "unknown", missing: [] };
    if (mergeHeads(repository, base, pull.headSha) === null) return { state: "dirty", missing: [] };
    if (pull.draft) return { state: "draft", missing: [] };
    const { byRules, byProtection } = missingForMerge(box, null, repository, issue);
    const missing = [...byRules, ...byProtection];
    if (missing.length > 0) return { state: "blocked", missing };
    return isBehind(box, null, repository, issue) ? { state: "behind", missing: [] } : { state: "clean", missing: [] };
  };
