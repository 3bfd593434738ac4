/** The completion bundle's comments (R-G1). */
import { readPartKey } from "../../core/rules/bundle-parts.ts";
import type { Write } from "../../core/plan/write.ts";
import { bundleComments } from "../../core/render/bundle-comments.ts";
import { sealOf } from "../bundle.ts";
import { composeBody } from "../identity.ts";
import type { GitHubClient } from "../request/client.ts";
import {
  createComment,
  deleteComment,
  markerKey,
  type OwnComment,
  ownCommentsWith,
  updateComment,
} from "./write-comments.ts";
import { ensureOnce, repeatable, type WriteContext, type WriteResult } from "./write-context.ts";

/**
 * Posts the parts that are not there yet, in their order: a pass that was cut goes on where it stopped. Parts of another
 * document, which a cut pass began over other facts, go first; where a whole bundle stands already, nothing is posted.
 */
export async function ensureBundle(
  client: GitHubClient,
  context: WriteContext,
  write: Extract<Write, { kind: "bundle" }>,
): Promise<WriteResult> {
  const { number, nodeId } = write.issue;
  const seal = sealOf(write.document, nodeId, context.signer);
  const comments = bundleComments(write.text, write.document, seal);
  const list = (): Promise<readonly OwnComment[]> =>
    ownCommentsWith(client, context, number, (key) => readPartKey(key) !== null);
  const present = await repeatable(context, list);
  const others = present.filter(({ body }) => readPartKey(markerKey(body) ?? "")?.sha256 !== seal.sha256);
  if (isWhole(others)) return "skipped";
  for (const { id } of others) await deleteComment(client, context, id);
  let result: WriteResult = others.length > 0 ? "done" : "unchanged";
  for (const { key, body } of comments) {
    const text = composeBody(key, body);
    const find = (among: readonly OwnComment[]): OwnComment | null =>
      among.find((one) => markerKey(one.body) === key) ?? null;
    const known = find(present);
    const { value, created } =
      known === null
        ? await ensureOnce(
            context,
            async () => find(await list()),
            () => createComment(client, context, number, text),
          )
        : { value: known, created: false };
    if (created) result = "done";
    else if (value.body.replaceAll("\r\n", "\n").trimEnd() !== text) {
      await updateComment(client, context, value.id, text);
      result = "done";
    }
  }
  return result;
}

/** Whether among these comments one document has all its parts. */
function isWhole(comments: readonly OwnComment[]): boolean {
  const keys = comments.flatMap(({ body }) => readPartKey(markerKey(body) ?? "") ?? []);
  return keys.some(({ sha256, of }) => {
    const parts = new Set(keys.flatMap((one) => (one.sha256 === sha256 && one.of === of ? [one.part] : [])));
    return parts.size === of;
  });
}
