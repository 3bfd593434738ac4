/** Comments of ours: the tracker, those kept under a topic, those said once, and reactions. */
import type { TrackerMemory, Write } from "../../core/plan/write.ts";
import type { Snapshot } from "../../core/snapshot/snapshot.ts";
import { isUnreadable } from "../../core/snapshot/types.ts";
import type { GitHubClient } from "../request/client.ts";
import { composeBody, recognize } from "../identity.ts";
import { ensureOnce, isMissing, listAll, repeatable, type WriteContext, type WriteResult } from "./write-context.ts";

type Of<K extends Write["kind"]> = Extract<Write, { kind: K }>;

export interface OwnComment {
  readonly id: number;
  readonly body: string;
}

/** The marker key of a notice: its own namespace, so that no key can be mistaken for the tracker or a topic. */
export function noticeKey(key: string): string {
  return key.startsWith("notice:") ? key : `notice:${key}`;
}

/** The incident's tracker: edited in place; made only where none of ours exists, and read back: the lowest id leads. */
export async function ensureTracker(
  client: GitHubClient,
  context: WriteContext,
  write: Of<"tracker">,
): Promise<WriteResult> {
  const { result } = await ensureTrackerId(client, context, write);
  return result;
}

/** As `ensureTracker`, and tells the leading comment's database id. */
export async function ensureTrackerId(
  client: GitHubClient,
  context: WriteContext,
  write: Of<"tracker">,
): Promise<{ readonly id: number; readonly result: WriteResult }> {
  const kept = await ensureKept(client, context, {
    key: "tracker",
    issue: write.issue,
    existing: write.existing,
    body: write.body,
    memory: write.memory,
  });
  if (!kept.created) return kept;
  // Two passes may both have found none. Each reads back after its own POST, so the later one sees both and yields.
  const leader = (await ownComments(client, context, write.issue.number, "tracker"))[0];
  if (leader !== undefined && leader.id < kept.id) {
    await deleteComment(client, context, kept.id);
    return { id: leader.id, result: "unchanged" };
  }
  return kept;
}

/** A comment of ours under a topic, edited in place. */
export async function ensureTopicComment(
  client: GitHubClient,
  context: WriteContext,
  write: Of<"topic_comment">,
): Promise<WriteResult> {
  return (await ensureKept(client, context, { ...write, key: write.topic })).result;
}

/** A comment said once for ever under its key. */
export async function ensureNotice(
  client: GitHubClient,
  context: WriteContext,
  notice: Pick<Of<"notice">, "key" | "issue" | "body">,
): Promise<WriteResult> {
  const key = noticeKey(notice.key);
  const { created } = await ensureOnce(
    context,
    async () => (await ownComments(client, context, notice.issue.number, key))[0] ?? null,
    () => createComment(client, context, notice.issue.number, composeBody(key, notice.body)),
    context.wasMissing?.(notice.issue.number, key) === true,
  );
  return created ? "done" : "unchanged";
}

/** Whether all comments of an issue were read, and none of ours has the key. */
export function isMissingIn({ incident, items, ledger }: Snapshot, number: number, key: string): boolean {
  const start = incident.url.replace(/\d+$/, "");
  const issue = [incident, ...(isUnreadable(items) ? [] : items), ...(isUnreadable(ledger) ? [] : ledger)].find(
    (one) => one.url === `${start}${number}`,
  );
  if (issue === undefined || isUnreadable(issue.comments)) return false;
  return issue.comments.every(({ own }) => own?.key !== key);
}

/** A duplicate of ours, removed. */
export async function ensureCommentDeleted(
  client: GitHubClient,
  context: WriteContext,
  write: Of<"delete_comment">,
): Promise<WriteResult> {
  return deleteComment(client, context, write.comment);
}

/** A reaction of ours: GitHub keeps one of each content per user, and answers 200 where it is there already. */
export async function ensureReaction(
  client: GitHubClient,
  context: WriteContext,
  write: Of<"reaction">,
): Promise<WriteResult> {
  const { owner, repo } = context;
  const answer = await repeatable(context, () =>
    client.rest("POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions", {
      owner,
      repo,
      comment_id: write.comment,
      content: write.content,
    }),
  );
  return answer.status === 201 ? "done" : "unchanged";
}

/** Our comments with this marker on an issue, lowest id first. */
function ownComments(
  client: GitHubClient,
  context: WriteContext,
  number: number,
  key: string,
): Promise<readonly OwnComment[]> {
  return ownCommentsWith(client, context, number, (one) => one === key);
}

/** Our comments on an issue whose marker's key is wanted, lowest id first. */
export async function ownCommentsWith(
  client: GitHubClient,
  context: WriteContext,
  number: number,
  isWanted: (key: string) => boolean,
): Promise<readonly OwnComment[]> {
  const { owner, repo, identity } = context;
  const comments = await listAll(client, "GET /repos/{owner}/{repo}/issues/{issue_number}/comments", {
    owner,
    repo,
    issue_number: number,
  });
  return comments
    .map((comment) => readComment(comment))
    .filter((comment) => comment.login === identity.login && isWanted(markerKey(comment.body) ?? ""))
    .sort((a, b) => a.id - b.id);
}

async function ensureKept(
  client: GitHubClient,
  context: WriteContext,
  comment: {
    readonly key: string;
    readonly issue: { readonly number: number; readonly nodeId: string };
    readonly existing: number | null;
    readonly body: string;
    readonly memory?: TrackerMemory;
  },
): Promise<{ readonly id: number; readonly result: WriteResult; readonly created: boolean }> {
  const { key, issue, memory } = comment;
  const text = composeBody(
    key,
    comment.body,
    memory === undefined
      ? null
      : {
          issueNodeId: issue.nodeId,
          data: memory,
          place: `${context.owner}/${context.repo}#${issue.number}`,
        },
    context.signer,
  );
  if (comment.existing !== null && (await updateComment(client, context, comment.existing, text))) {
    return { id: comment.existing, result: "done", created: false };
  }
  const { value, created } = await ensureOnce(
    context,
    async () => (await ownComments(client, context, issue.number, key))[0] ?? null,
    () => createComment(client, context, issue.number, text),
  );
  if (created) return { id: value.id, result: "done", created };
  if (value.body === text) return { id: value.id, result: "unchanged", created };
  await updateComment(client, context, value.id, text);
  return { id: value.id, result: "done", created };
}

/** Posts a comment; it has no unique key, so call it within `ensureOnce`. */
export async function createComment(
  client: GitHubClient,
  context: WriteContext,
  number: number,
  body: string,
): Promise<OwnComment> {
  const { owner, repo } = context;
  const answer = await client.rest("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", {
    owner,
    repo,
    issue_number: number,
    body,
  });
  return readComment(answer.data);
}

/** False where the comment is gone: somebody deleted it after the read. */
export async function updateComment(
  client: GitHubClient,
  context: WriteContext,
  id: number,
  body: string,
): Promise<boolean> {
  const { owner, repo } = context;
  try {
    await repeatable(context, () =>
      client.rest("PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}", { owner, repo, comment_id: id, body }),
    );
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** `unchanged` where it was gone already. */
export async function deleteComment(client: GitHubClient, context: WriteContext, id: number): Promise<WriteResult> {
  const { owner, repo } = context;
  try {
    await repeatable(context, () =>
      client.rest("DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}", { owner, repo, comment_id: id }),
    );
    return "done";
  } catch (error) {
    if (isMissing(error)) return "unchanged";
    throw error;
  }
}

/** GitHub stores CRLF as it was sent, and a missing body as null. */
function readComment(data: unknown): OwnComment & { readonly login: string } {
  const { id, body, user } = data as { id: number; body?: string | null; user?: { login?: string } | null };
  return { id, body: body ?? "", login: user?.login ?? "" };
}

/** The key of the marker that a text of ours carries; null where it carries none. */
export function markerKey(text: string): string | null {
  return recognize(text, { ours: true, editorIsUs: true, issueNodeId: "", signer: null }).own?.key ?? null;
}
