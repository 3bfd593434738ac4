/** The completion bundle of an incident, as a report has it: posted and checked, or due and made as it would be now. */
import { planBundle } from "../../core/plan/bundle.ts";
import type { RowBundle } from "../../core/portfolio/row.ts";
import { isUnreadable } from "../../core/snapshot/types.ts";
import type { Judged } from "../../core/verdict/judged.ts";
import type { Verdict } from "../../core/verdict/types.ts";
import { sealOf } from "../bundle.ts";
import type { MemoryKey } from "../identity.ts";
import { type PostedBundle, readPostedBundle } from "../posted-bundle.ts";

export interface ReportedBundle {
  /** Byte for byte; null where it does not stand there as it was posted. */
  readonly document: string | null;
  /** Null where none is due or posted. */
  readonly row: RowBundle | null;
}

/** @param keys the App's key and former ones. */
export function bundleRow(subject: Judged, verdict: Verdict, keys: readonly MemoryKey[]): ReportedBundle {
  const posted = readPostedBundle(subject, keys);
  if (posted !== null && !isUnreadable(posted)) {
    return { document: posted.matches ? posted.document : null, row: postedRow(posted) };
  }
  const due = posted === null ? planBundle(subject, verdict).find((write) => write.kind === "bundle") : undefined;
  if (due === undefined) return { document: null, row: null };
  const { sha256 } = sealOf(due.document, due.issue.nodeId, null);
  return { document: due.document, row: { state: "due", sha256, url: null, signature: null, note: null } };
}

function postedRow(posted: PostedBundle): RowBundle {
  const { sha256, url, signature, missing, edited, matches } = posted;
  const broken = missing.length + edited.length > 0 || !matches || signature === "wrong";
  const note =
    missing.length > 0
      ? `${missing.length} of ${posted.parts} parts are gone, so that there is no file of it.`
      : !matches
        ? "Its text has another SHA-256 than it was posted with, so that there is no file of it."
        : edited.length > 0
          ? "Somebody else edited it since; its SHA-256 is still the one that its comments name."
          : signature === "wrong"
            ? "Its signature is not by the key at hand."
            : null;
  return {
    state: broken ? "changed" : "posted",
    sha256,
    url,
    signature: signature === "gone" ? null : signature,
    note,
  };
}
