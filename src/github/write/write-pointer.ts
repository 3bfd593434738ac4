/** What is said once in a whole repository. */
import type { Write } from "../../core/plan/write.ts";
import type { GitHubClient } from "../request/client.ts";
import { deleteComment, ensureNotice, markerKey, noticeKey } from "./write-comments.ts";
import { repeatable, type WriteContext, type WriteResult } from "./write-context.ts";

/**
 * A notice; where it is to stand once in the repository, passes of two incidents or of two processes may both have said
 * it. Each reads back after its own POST, so that the later one sees both and yields.
 */
export async function ensureNoticeOnce(
  client: GitHubClient,
  context: WriteContext,
  notice: Extract<Write, { kind: "notice" }>,
): Promise<WriteResult> {
  const said = await ensureNotice(client, context, notice);
  if (notice.onceInRepository !== true || said !== "done") return said;
  const { owner, repo, identity } = context;
  const newest = { owner, repo, sort: "created", direction: "desc", per_page: 100 };
  const answer = await repeatable(context, () => client.rest("GET /repos/{owner}/{repo}/issues/comments", newest));
  const ours = (answer.data as readonly { id: number; body?: string | null; user?: { login?: string } | null }[])
    .filter(({ user, body }) => user?.login === identity.login && markerKey(body ?? "") === noticeKey(notice.key))
    .map(({ id }) => id)
    .sort((a, b) => a - b);
  for (const extra of ours.slice(1)) await deleteComment(client, context, extra);
  return "done";
}
