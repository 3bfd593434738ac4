/** A pull request as it was answered → as the snapshot holds it. */
import type { Revert } from "../../core/evidence/in-force.ts";
import { closedByCommits, type CommitClosing } from "../../core/pulls/closing-words.ts";
import type { ChangedFile, Check, CommitChecks, PullRequest } from "../../core/snapshot/pull.ts";
import { isUnreadable, type Readable } from "../../core/snapshot/types.ts";
import type { Identity } from "../identity.ts";
import { isProblem, listOf, present, problemIn, unreadable } from "../request/problems.ts";
import type { Raw, RawCheck, RawCommitChecks, RawPull } from "../raw.ts";
import { toActor } from "../people/read-actors.ts";
import { type CommitAuthors, contributorsOf } from "./read-contributors.ts";

const CHANGES: Readonly<Record<string, ChangedFile["change"]>> = {
  ADDED: "added",
  MODIFIED: "modified",
  DELETED: "deleted",
  RENAMED: "renamed",
  COPIED: "copied",
  CHANGED: "changed",
};

/** The parts that may be unread one by one, and the fork that it comes from, which may be out of our sight. */
const PARTS = new Set(["files", "head", "mergeCommit", "commits", "closes", "reverts", "headRepository"]);

export interface PullSources {
  readonly identity: Identity;
  readonly authors: CommitAuthors;
  readonly revert: Readable<Revert | null>;
}

/** `owner/name#number`, the key of a pull request in a snapshot. */
export function pullKey(raw: { number: number; repository: { nameWithOwner: string } }): string {
  return `${raw.repository.nameWithOwner}#${raw.number}`;
}

export function toPull(raw: RawPull, sources: PullSources): Readable<PullRequest> {
  const problem = problemIn(Object.entries(raw).filter(([name]) => !PARTS.has(name)));
  if (problem !== null) return unreadable(problem, "pull request");
  // Merged, and nobody can tell into what: too much hangs on the merge commit to read on without it.
  if (isProblem(raw.mergeCommit)) return unreadable(raw.mergeCommit, "merge commit");
  return {
    key: pullKey(raw),
    repository: raw.repository.nameWithOwner,
    number: raw.number,
    nodeId: raw.id,
    url: raw.url,
    title: raw.title,
    body: raw.body,
    author: toActor(raw.author),
    contributors: contributorsOf(raw, sources.authors),
    state: raw.state === "MERGED" ? "merged" : raw.state === "CLOSED" ? "closed" : "open",
    draft: raw.isDraft,
    createdAt: raw.createdAt,
    mergedAt: raw.mergedAt,
    mergedBy: raw.mergedAt === null ? null : toActor(raw.mergedBy),
    mergeCommit: present(raw.mergeCommit)?.oid ?? null,
    baseBranch: raw.baseRefName,
    baseIsDefault: present(raw.repository.defaultBranchRef)?.name === raw.baseRefName,
    headSha: raw.headRefOid,
    headRepository: present(raw.headRepository)?.nameWithOwner ?? null,
    files: listOf(raw.files, "files", (file) => ({
      path: file.path,
      change: CHANGES[file.changeType] ?? "changed",
      additions: file.additions,
      deletions: file.deletions,
    })),
    head: headChecks(raw, sources.identity),
    closes: raw.state === "OPEN" ? listOf(raw.closes, "closing references", (issue) => pullKey(issue)) : [],
    ...(raw.state === "OPEN" ? { closedByCommits: commitClosings(raw) } : {}),
    revertedBy: isUnreadable(sources.revert) ? sources.revert : (sources.revert?.by ?? null),
    revertedAt: isUnreadable(sources.revert) ? null : (sources.revert?.at ?? null),
  };
}

function commitClosings(raw: RawPull): Readable<readonly CommitClosing[]> {
  const commits = listOf(raw.commits, "commits", ({ commit }) => commit);
  return isUnreadable(commits) ? commits : closedByCommits(commits, raw.repository.nameWithOwner);
}

/** Checks of the last head. The commit's list and `headRefOid` are read at one time and name the same commit. */
function headChecks(raw: RawPull, identity: Identity): CommitChecks {
  const list = raw.head;
  const last = isProblem(list) ? list : list?.nodes?.at(-1);
  if (last === undefined || last === null || isProblem(last))
    return { sha: raw.headRefOid, checks: unreadable(last, "checks") };
  return toChecks(last.commit, raw.headRefOid, identity);
}

function toChecks(raw: Raw<RawCommitChecks>, fallback: string, identity: Identity): CommitChecks {
  if (isProblem(raw) || raw === null || raw === undefined) return { sha: fallback, checks: unreadable(raw, "checks") };
  const rollup = raw.statusCheckRollup;
  // No rollup at all: nothing ever reported on this commit.
  if (rollup === null || rollup === undefined) return { sha: raw.oid, checks: [] };
  if (isProblem(rollup)) return { sha: raw.oid, checks: unreadable(rollup, "checks") };
  return { sha: raw.oid, checks: listOf(rollup.contexts, "checks", (check) => toCheck(check, identity)) };
}

function toCheck(raw: RawCheck, identity: Identity): Check {
  if (raw.__typename === "StatusContext") return fromStatus(raw);
  const app = present(present(raw.checkSuite)?.app);
  const ours = app !== null && app.databaseId !== null && app.databaseId === identity.appId;
  const status = raw.status === "COMPLETED" ? "completed" : raw.status === "IN_PROGRESS" ? "in_progress" : "queued";
  return {
    name: raw.name ?? "",
    app: app === null ? null : { id: app.databaseId ?? 0, slug: app.slug },
    status,
    conclusion: status === "completed" ? (raw.conclusion?.toLowerCase() ?? null) : null,
    url: raw.url ?? "",
    startedAt: raw.startedAt ?? null,
    completedAt: raw.completedAt ?? null,
    databaseId: raw.databaseId ?? null,
    own: ours ? { title: raw.title ?? "", summary: raw.summary ?? "", text: raw.text ?? "" } : null,
  };
}

/** A commit status has no life of its own: it is what was last said, `pending` until the final word. */
function fromStatus(raw: RawCheck): Check {
  const done = raw.state === "SUCCESS" || raw.state === "FAILURE" || raw.state === "ERROR";
  return {
    name: raw.context ?? "",
    app: null,
    status: done ? "completed" : "in_progress",
    conclusion: done ? (raw.state === "SUCCESS" ? "success" : "failure") : null,
    url: raw.targetUrl ?? "",
    startedAt: raw.createdAt ?? null,
    completedAt: done ? (raw.createdAt ?? null) : null,
    databaseId: null,
    own: null,
  };
}

/** Which lists of a pull request may go on. */
export function pullListsOf(raw: RawPull) {
  const of = (kind: "files" | "commits" | "closes" | "reverts") => ({
    kind,
    holder: raw.id,
    list: raw[kind] as Raw<never>,
  });
  const head = present(present(present(raw.head)?.nodes?.at(-1))?.commit);
  const rollup = present(head?.statusCheckRollup);
  return [
    of("files"),
    of("commits"),
    ...(raw.state === "OPEN" ? [of("closes")] : []),
    of("reverts"),
    ...(head === null || rollup === null
      ? []
      : [{ kind: "contexts" as const, holder: head.id, list: rollup.contexts as Raw<never> }]),
  ];
}
