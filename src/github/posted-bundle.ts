/** The completion bundle that stands on an incident, put together from its comments and checked (R-G1). */
import { bundleParts, postedBundle } from "../core/rules/bundle-standing.ts";
import { isUnreadable, type Unreadable } from "../core/snapshot/types.ts";
import type { Case } from "../core/verdict/case.ts";
import { type BundleCheck, verifyBundle } from "./bundle.ts";
import { composeBody, type MemoryKey } from "./identity.ts";

export interface PostedBundle extends Omit<BundleCheck, "signature"> {
  readonly signature: BundleCheck["signature"] | "gone";
  /** Of its first comment; null where that is gone. */
  readonly url: string | null;
  /** Parts whose comment somebody else edited last. */
  readonly edited: readonly { readonly part: number; readonly by: string | null }[];
  /** Our signed memory names just this SHA-256. */
  readonly remembered: boolean;
  /** `owner/name#12`, where the signature is for another issue, from which this one says it was transferred. */
  readonly signedFor: string | null;
}

/**
 * @param keys the App's key and former ones; none: a signature stays unchecked.
 * @returns null where none was posted, as far as can be seen; unreadable where the comments could not be read.
 */
export function readPostedBundle(subject: Case, keys: readonly MemoryKey[]): PostedBundle | Unreadable | null {
  const { incident } = subject.snapshot;
  if (isUnreadable(incident.comments)) return incident.comments;
  const posted = postedBundle(subject) ?? begun(subject);
  if (posted === null) return null;
  const seen = new Set<number>();
  const parts = bundleParts(subject.snapshot).filter(({ key }) => {
    if (key.sha256 !== posted.sha256 || key.of !== posted.parts || seen.has(key.part)) return false;
    seen.add(key.part);
    return true;
  });
  const bodies = parts.map(({ comment }) => composeBody(comment.own?.key ?? "", comment.body));
  const check = verifyBundle(bodies, incident.nodeId, keys);
  const edited = parts.flatMap(({ key, comment }) =>
    comment.own?.lastEditorIsUs === true ? [] : [{ part: key.part, by: comment.editor?.login ?? null }],
  );
  const about = {
    url: parts.find(({ key }) => key.part === 1)?.comment.url ?? null,
    edited,
    remembered: subject.memory.bundle?.sha256 === posted.sha256,
    signedFor: null,
  };
  if (check === null) {
    const missing = Array.from({ length: posted.parts }, (_, index) => index + 1);
    return { ...posted, missing, document: null, matches: false, signature: "gone", ...about };
  }
  if (!parts.some(({ key }) => key.part === 1)) return { ...check, ...about, signature: "gone" };
  if (check.signature !== "wrong" || check.document === null) return { ...check, ...about };
  const former = originOf(check.document);
  const moved = former === null || former.id === incident.nodeId ? null : verifyBundle(bodies, former.id, keys);
  return moved?.signature === "valid"
    ? { ...moved, ...about, signedFor: former?.name ?? null }
    : { ...check, ...about };
}

/** One of which not every part is there, and nothing is remembered: somebody deleted some, or it is being posted. */
function begun({ snapshot }: Case): { readonly sha256: string; readonly parts: number } | null {
  const [first] = bundleParts(snapshot);
  return first === undefined ? null : { sha256: first.key.sha256, parts: first.key.of };
}

/** The issue that a document names as its own; null where it names none. */
export function originOf(document: string): { readonly id: string; readonly name: string } | null {
  try {
    const { schema, incident } = JSON.parse(document) as {
      readonly schema?: unknown;
      readonly incident?: { readonly id?: unknown; readonly repository?: unknown; readonly number?: unknown };
    };
    if (schema !== "quench/bundle/1" || typeof incident?.id !== "string") return null;
    return { id: incident.id, name: `${String(incident.repository)}#${String(incident.number)}` };
  } catch {
    return null;
  }
}
