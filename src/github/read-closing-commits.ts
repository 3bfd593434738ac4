/**
 * Issues closed by a commit. A keyword in a commit's message, a squash commit's too, closes an issue although the
 * commit's pull request is listed nowhere as linked to it: it is looked up and put among the linked ones.
 * Source: https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/linking-a-pull-request-to-an-issue
 */
import type { GitHubClient } from "./client.ts";
import { placeProblems, present, problemIn, unreadable, unreadableFrom } from "./problems.ts";
import { COMMIT_PULLS_QUERY } from "./queries/more.ts";
import type { Raw, RawIssue, RawList, RawPullRef } from "./raw.ts";

interface CommitPulls {
  readonly id: string;
  readonly pulls: Raw<RawList<RawPullRef>>;
}

const BATCH = 50;

/** Adds the pull requests of closing commits to the issues' `closers`, or marks those as not read whole. */
export async function readClosingCommits(client: GitHubClient, issues: readonly RawIssue[]): Promise<void> {
  const closed = issues.flatMap((issue) => commitsOf(issue).map((id) => ({ issue, id })));
  for (let from = 0; from < closed.length; from += BATCH) {
    const batch = closed.slice(from, from + BATCH);
    try {
      const answer = await client.graphql<{ nodes: Raw<CommitPulls>[] }>(COMMIT_PULLS_QUERY, {
        ids: batch.map(({ id }) => id),
      });
      placeProblems(answer.data, answer.errors);
      batch.forEach(({ issue }, index) => add(issue, answer.data?.nodes[index]));
    } catch (error) {
      for (const { issue } of batch) stop(issue, unreadableFrom(error, "closing commit").unreadable);
    }
  }
}

function commitsOf(issue: RawIssue): readonly string[] {
  return (present(issue.events)?.nodes ?? []).flatMap((entry) => {
    const closer = present(present(entry)?.closer);
    return closer?.__typename === "Commit" ? [closer.id] : [];
  });
}

function add(issue: RawIssue, commit: Raw<CommitPulls>): void {
  const problem = problemIn(commit);
  const pulls = present(present(commit)?.pulls);
  if (problem !== null || pulls === null) return stop(issue, unreadable(problem, "closing commit").unreadable);
  const closers = present(issue.closers);
  for (const pull of pulls.nodes ?? []) {
    const ref = present(pull);
    const known = (closers?.nodes ?? []).some((each) => present(each)?.id === ref?.id);
    if (ref !== null && !known) closers?.nodes?.push(ref);
  }
}

function stop(issue: RawIssue, why: string): void {
  const closers = present(issue.closers);
  if (closers !== null) closers.stopped = why;
}
