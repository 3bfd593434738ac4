/** The undo of a close (R-C2, R-C3). */
import type { Write } from "../../core/plan/write.ts";
import type { GitHubClient } from "../request/client.ts";
import { Unavailable } from "../request/errors.ts";
import { ensureNotice } from "./write-comments.ts";
import { isPermanent, type WriteContext, type WriteResult } from "./write-context.ts";
import { patchIssue } from "./write-issues.ts";

/** REST names events by database id only where it matters; the close event's node id is GraphQL's. */
export const LAST_CLOSE_QUERY = `query LastClose($issue: ID!) {
  node(id: $issue) {
    __typename
    ... on Issue {
      state
      timelineItems(last: 1, itemTypes: [CLOSED_EVENT]) {
        nodes {
          __typename
          ... on ClosedEvent {
            id
          }
        }
      }
    }
  }
}`;

/**
 * Reopens an issue, once per close event: only where that very event still stands as the last close. The reason is
 * said before, so that nobody ever finds an issue open again without one.
 */
export async function ensureReopened(
  client: GitHubClient,
  context: WriteContext,
  write: Extract<Write, { kind: "reopen" }>,
): Promise<WriteResult> {
  const closedBy = await lastClose(client, write.issue.nodeId);
  if (closedBy === null || closedBy !== write.closeEvent) return "skipped";
  if (write.notice !== null) {
    await sayWhy(client, context, { key: write.key, issue: write.issue, body: write.notice });
  }
  await patchIssue(client, context, write.issue.number, { state: "open" });
  return "done";
}

/**
 * A locked conversation takes no comment of an App's (403, public thread renovatebot/renovate#6215). The close is undone
 * even so: the tracker, which stood before, says what is missing.
 */
async function sayWhy(
  client: GitHubClient,
  context: WriteContext,
  notice: Parameters<typeof ensureNotice>[2],
): Promise<void> {
  try {
    await ensureNotice(client, context, notice);
  } catch (error) {
    if (!isPermanent(error) || error.status !== 403) throw error;
  }
}

/** Node id of the event that closed the issue; null where it is open, or gone. */
async function lastClose(client: GitHubClient, issue: string): Promise<string | null> {
  const answer = await client.graphql<{
    node: { state?: string; timelineItems?: { nodes?: readonly ({ id?: string } | null)[] | null } } | null;
  }>(LAST_CLOSE_QUERY, { issue });
  // A partial answer must not decide whether a person's close still stands.
  if (answer.data === null || answer.errors.some((problem) => problem.type !== "NOT_FOUND")) {
    throw new Unavailable("the last close", 200, answer.errors[0]?.message ?? "no data");
  }
  const { node } = answer.data;
  if (node?.state !== "CLOSED") return null;
  return node.timelineItems?.nodes?.at(-1)?.id ?? null;
}
