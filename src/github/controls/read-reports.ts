/** What was reported on a merged pull request's commits: check runs and commit statuses, with the workflow behind them. */
import type { Report } from "../../core/evidence/check-result.ts";
import { isOurs } from "../../core/evidence/pull-request.ts";
import type { Snapshot } from "../../core/snapshot/snapshot.ts";
import type { Instant, Readable, Unreadable } from "../../core/snapshot/types.ts";
import { isProblem, present, problemIn, unreadable } from "../request/problems.ts";
import type { Problem, Raw, RawCheck, RawList } from "../raw.ts";
import type { RawMerged } from "./read-merged.ts";

export interface RawWorkflow {
  readonly databaseId?: number | null;
  readonly name?: string;
  readonly state?: string;
}

export interface RawReport extends Omit<RawCheck, "checkSuite"> {
  checkSuite?: Raw<{
    app: Raw<{ databaseId: number | null; slug: string }>;
    workflowRun?: Raw<{ event?: string; workflow?: Raw<RawWorkflow> }>;
  }>;
  creator?: Raw<{ __typename: string; login: string }>;
}

/** A commit with what was reported on it. */
export interface RawRan {
  readonly id: string;
  readonly oid: string;
  readonly statusCheckRollup: Raw<{ readonly contexts: Raw<RawList<RawReport>> }>;
}

export interface ReadReport extends Report {
  readonly url: string;
  /** The workflow that ran it; null where there is none or GitHub does not say. */
  readonly workflow: RawWorkflow | Problem | null;
}

/** The reports on one commit. */
export interface CommitReports {
  readonly id: string;
  readonly list: Raw<RawList<RawReport>> | null;
  readonly reports: readonly ReadReport[];
  /** Why they are not all; null where they are. */
  readonly rest: Unreadable | null;
}

/**
 * The reports on the last head and on the merge commit, ours left out. Where both are one commit (a fast-forward), what
 * was reported after the merge is the merge commit's.
 */
export function reportsOf(
  raw: RawMerged,
  mergedAt: Instant,
  self: Snapshot["self"],
): Readable<readonly CommitReports[]> {
  const last = isProblem(raw.head) ? raw.head : raw.head?.nodes?.at(-1);
  const head = isProblem(last) ? last : last?.commit;
  if (isProblem(head) || head === null || head === undefined) return unreadable(head, "checks");
  const onHead = onCommit(head, "head", self);
  const { mergeCommit } = raw;
  if (isProblem(mergeCommit)) return unreadable(mergeCommit, "merge commit");
  if (mergeCommit === null || mergeCommit === undefined) return [onHead];
  if (mergeCommit.oid !== head.oid) return [onHead, onCommit(mergeCommit, "merge", self)];
  const reports = onHead.reports.map((one): ReadReport => {
    const told = one.completedAt ?? one.startedAt;
    return told !== null && told > mergedAt ? { ...one, commit: "merge" } : one;
  });
  return [{ ...onHead, reports }];
}

function onCommit(
  { id, statusCheckRollup: rollup }: RawRan,
  commit: Report["commit"],
  self: Snapshot["self"],
): CommitReports {
  // No rollup at all: nothing ever reported on this commit.
  if (rollup === null || rollup === undefined) return { id, list: null, reports: [], rest: null };
  if (isProblem(rollup)) return { id, list: null, reports: [], rest: unreadable(rollup, "checks") };
  const list = rollup.contexts;
  if (isProblem(list) || list === null || list === undefined) {
    return { id, list: null, reports: [], rest: unreadable(list, "checks") };
  }
  const reports: ReadReport[] = [];
  let rest: Unreadable | null = null;
  for (const entry of list.nodes ?? []) {
    const problem = problemOf(entry);
    if (entry === null || entry === undefined || isProblem(entry)) rest = unreadable(entry, "checks");
    else if (problem !== null) rest = unreadable(problem, "checks");
    else {
      const report = entry.__typename === "StatusContext" ? fromStatus(entry, commit) : fromRun(entry, commit);
      if (!isOurs(report, { self })) reports.push(report);
    }
  }
  if (list.stopped !== undefined) {
    const { why, ...more } = list.stopped;
    rest = { unreadable: `checks: ${why}`, ...more };
  } else if (list.pageInfo.hasNextPage) {
    rest = { unreadable: "checks: there are more than were read" };
  }
  return { id, list, reports, rest };
}

/** What is missing of a report. The workflow behind it is asked for apart where it could not be read. */
function problemOf(entry: Raw<RawReport>): Problem | null {
  const { checkSuite, ...own } = present(entry) ?? {};
  return problemIn([own, isProblem(checkSuite) ? checkSuite : checkSuite?.app]);
}

function fromRun(raw: RawReport, commit: Report["commit"]): ReadReport {
  const suite = present(raw.checkSuite);
  const app = present(suite?.app);
  const run = suite?.workflowRun;
  const status = raw.status === "COMPLETED" ? "completed" : raw.status === "IN_PROGRESS" ? "in_progress" : "queued";
  return {
    name: raw.name ?? "",
    // A check run always has an App; one that is hidden is nobody's that we know.
    app: { id: app?.databaseId ?? 0, slug: app?.slug ?? "" },
    bot: null,
    status,
    conclusion: status === "completed" ? (raw.conclusion?.toLowerCase() ?? null) : null,
    startedAt: raw.startedAt ?? null,
    completedAt: status === "completed" ? (raw.completedAt ?? null) : null,
    databaseId: raw.databaseId ?? null,
    commit,
    queued: commit === "merge" && present(run)?.event === "merge_group",
    url: raw.url ?? "",
    workflow: isProblem(run) ? run : (present(run)?.workflow ?? null),
  };
}

/** A commit status is what was last said, `pending` until the final word; it has no duration. */
function fromStatus(raw: RawReport, commit: Report["commit"]): ReadReport {
  const state = raw.state?.toLowerCase() ?? "pending";
  const isDone = state !== "pending" && state !== "expected";
  const creator = present(raw.creator);
  const at = raw.createdAt ?? null;
  return {
    name: raw.context ?? "",
    app: null,
    bot: creator?.__typename === "Bot" ? creator.login.replace(/\[bot\]$/, "") : null,
    status: isDone ? "completed" : "in_progress",
    conclusion: isDone ? state : null,
    startedAt: at,
    completedAt: isDone ? at : null,
    databaseId: null,
    commit,
    queued: false,
    url: raw.targetUrl ?? "",
    workflow: null,
  };
}
