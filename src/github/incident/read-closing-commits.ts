/**
 * Issues closed by a commit. A keyword in a commit's message, a squash commit's too, closes an issue although the
 * commit's pull request is listed nowhere as linked to it: it is looked up and put among the linked ones.
 * Source: https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/linking-a-pull-request-to-an-issue
 */
import { isUnreadable } from "../../core/snapshot/types.ts";
import type { GitHubClient } from "../request/client.ts";
import { present, problemIn, unread, unreadable } from "../request/problems.ts";
import type { Raw, RawIssue, RawList, RawPullRef, Unread } from "../raw.ts";
import { type NodeRead, readNodes } from "../request/read-nodes.ts";

interface CommitPulls {
  readonly id: string;
  readonly pulls: Raw<RawList<RawPullRef>>;
}

const BATCH = 100;
const WHAT = "closing commit";

/** Adds the pull requests of closing commits to the issues' `closers`, or marks those as not read whole. */
export async function readClosingCommits(client: GitHubClient, issues: readonly RawIssue[]): Promise<void> {
  const closed = issues.flatMap((issue) => commitsOf(issue).map((id) => ({ issue, id })));
  const ids = closed.map(({ id }) => id);
  const read = await readNodes<CommitPulls>(client, { kind: "commitPulls", ids, size: BATCH, what: WHAT });
  for (const { issue, id } of closed) add(issue, read.get(id));
}

function commitsOf(issue: RawIssue): readonly string[] {
  return (present(issue.events)?.nodes ?? []).flatMap((entry) => {
    const closer = present(present(entry)?.closer);
    return closer?.__typename === "Commit" ? [closer.id] : [];
  });
}

function add(issue: RawIssue, answer: NodeRead<CommitPulls> | undefined): void {
  if (answer === undefined) return;
  if (isUnreadable(answer)) return stop(issue, unread(answer));
  const problem = problemIn(answer.node);
  const pulls = present(present(answer.node)?.pulls);
  if (problem !== null || pulls === null) return stop(issue, unread(unreadable(problem, WHAT)));
  const closers = present(issue.closers);
  for (const pull of pulls.nodes ?? []) {
    const ref = present(pull);
    const known = (closers?.nodes ?? []).some((each) => present(each)?.id === ref?.id);
    if (ref !== null && !known) closers?.nodes?.push(ref);
  }
}

function stop(issue: RawIssue, why: Unread): void {
  const closers = present(issue.closers);
  if (closers !== null) closers.stopped = why;
}
