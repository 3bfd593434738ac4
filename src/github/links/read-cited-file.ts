/** Commits and files that somebody named as evidence: whether they are on the default branch (R-H1, R-A1). */
import type { LookedUp } from "../../core/snapshot/facts.ts";
import { isUnreadable, type Readable } from "../../core/snapshot/types.ts";
import type { LinkTarget } from "./link-kinds.ts";
import { compare } from "./read-contained.ts";
import { orAbsent, type Place, type Sight } from "./sight.ts";

interface RestCommit {
  readonly sha?: string;
  readonly commit?: { readonly committer?: { readonly date?: string } | null };
}

/** Looks a commit up. One that only a fork holds is found, too, and is not on the default branch. */
export async function readCommit(
  sight: Sight,
  place: Place,
  target: Extract<LinkTarget, { kind: "commit" }>,
): Promise<Readable<LookedUp>> {
  const looked = await sight.look(place, "GET /repos/{owner}/{repo}/commits/{ref}", { ref: target.sha }, "contents");
  if ("unreadable" in looked) return looked;
  if ("absent" in looked) return { kind: "absent" };
  const found = looked.found as RestCommit;
  const sha = found.sha ?? target.sha;
  const onDefaultBranch = await isLanded(sight, place, sha);
  if (isUnreadable(onDefaultBranch)) return onDefaultBranch;
  const at = found.commit?.committer?.date;
  return { kind: "commit", sha, onDefaultBranch, ...(at === undefined ? {} : { at }) };
}

/** True where the default branch contains what `ref` names. */
async function isLanded(sight: Sight, place: Place, ref: string): Promise<Readable<boolean>> {
  if (ref === place.defaultBranch) return true;
  const status = await compare(sight, place, place.defaultBranch, ref);
  return isUnreadable(status) ? status : status === "behind" || status === "identical";
}

/** A name of a ref that Git allows, as far as it matters for asking: https://git-scm.com/docs/git-check-ref-format */
const REF = /^(?!.*\.\.)[^\s~^:?*[\\]+$/;

/** Parts of an address that may be a branch's name: who names branches, rarely uses more. */
const LONGEST_REF = 4;

/**
 * Looks a file up. On the default branch it is where it is there now, and the link is to that branch or to a commit that
 * the branch contains: a permalink to what was deleted since, or to a version that was never merged, is not.
 */
export async function readFile(
  sight: Sight,
  place: Place,
  target: Extract<LinkTarget, { kind: "file" }>,
): Promise<Readable<LookedUp>> {
  for (const { ref, path } of readingsOf(target, place.defaultBranch)) {
    if (!REF.test(ref)) continue;
    const blob = await blobOf(sight, place, path, ref);
    if (isUnreadable(blob)) return blob;
    if (blob === null) continue;
    if (ref === place.defaultBranch) return { kind: "file", path, blob, onDefaultBranch: true };
    const landed = await isLanded(sight, place, ref);
    const now = landed === true ? await blobOf(sight, place, path, place.defaultBranch) : null;
    if (isUnreadable(landed)) return landed;
    return isUnreadable(now) ? now : { kind: "file", path, blob, onDefaultBranch: now !== null };
  }
  return { kind: "absent" };
}

async function blobOf(sight: Sight, place: Place, path: string, ref: string): Promise<Readable<string | null>> {
  const looked = await sight.look(place, "GET /repos/{owner}/{repo}/contents/{path}", { path, ref }, "contents");
  const read = (found: unknown): string | null => {
    const { type, sha } = found as { type?: string; sha?: string };
    return type === "file" ? (sha ?? null) : null;
  };
  return orAbsent(looked, read, null);
}

interface Reading {
  readonly ref: string;
  readonly path: string;
}

/** The ways to read an address as ref and path: a branch's name may hold slashes, and only the default one is known. */
function readingsOf({ ref, parts }: Extract<LinkTarget, { kind: "file" }>, branch: string): readonly Reading[] {
  const named = (name: string): string => (name === "HEAD" ? branch : name);
  if (ref !== null) return [{ ref: named(ref), path: parts.join("/") }];
  const full = parts[0] === "refs" && (parts[1] === "heads" || parts[1] === "tags") ? parts.slice(2) : parts;
  const whole = full.join("/");
  if (whole.startsWith(`${branch}/`)) return [{ ref: branch, path: whole.slice(branch.length + 1) }];
  const [first = ""] = full;
  // A commit's full name and HEAD are one part each.
  const most = first === "HEAD" || /^[0-9a-f]{40}$/i.test(first) ? 1 : Math.min(LONGEST_REF, full.length - 1);
  return Array.from({ length: most }, (_, index) => ({
    ref: named(full.slice(0, index + 1).join("/")),
    path: full.slice(index + 1).join("/"),
  }));
}
