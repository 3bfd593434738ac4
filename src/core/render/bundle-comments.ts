/** The bundle's comments: the text for people, the document in parts, and its seal (R-G1). */
import { fencedPart, MOST_CHARACTERS, partKey, splitDocument } from "../rules/bundle-parts.ts";
import { details } from "./words.ts";

/** For what stands around a part: headings, folds, the seal, and the marker that the writer puts before it. */
const AROUND = 2000;

export interface Seal {
  /** Of the document's UTF-8 bytes, in hexadecimal. */
  readonly sha256: string;
  /** HMAC-SHA-256 over the issue's node id and the former, in base64url; null without a key of our own. */
  readonly hmac: string | null;
}

/** The comments that hold a bundle, in order: the marker's key and the text of each. */
export function bundleComments(
  text: string,
  document: string,
  seal: Seal,
): readonly { readonly key: string; readonly body: string }[] {
  const room = MOST_CHARACTERS - AROUND;
  const parts = splitDocument(document, room - text.length, room);
  return parts.map((part, index) => {
    const number = index + 1;
    const open = number < parts.length && !part.endsWith("\n");
    const key = partKey({ part: number, of: parts.length, sha256: seal.sha256, open });
    const head = number === 1 ? text : `## 📦 Completion bundle: part ${number} of ${parts.length}`;
    const name = `The document for programs (JSON${parts.length === 1 ? "" : `, part ${number} of ${parts.length}`})`;
    const last = number === 1 ? [sealed(seal, parts.length)] : [`SHA-256 of the whole document: \`${seal.sha256}\``];
    return { key, body: [head, details(name, fencedPart(part)), ...last].join("\n\n") };
  });
}

function sealed({ sha256, hmac }: Seal, parts: number): string {
  const signed =
    hmac === null
      ? "- Not signed: this Quench runs without a key of its own. The SHA-256 shows an accident; whoever can edit this comment can change it too, so keep it elsewhere where that matters."
      : `- HMAC-SHA-256, by Quench's key and bound to this issue: \`${hmac}\``;
  return details(
    "Whether anything was changed since",
    [
      `- SHA-256 of the document${parts === 1 ? "" : ` (all ${parts} parts together)`}: \`${sha256}\``,
      signed,
      "- The tracker tells when somebody edits or deletes a part, and when the evidence changes. The bundle itself is never rewritten.",
    ].join("\n"),
  );
}

/** The HMAC that a first comment names; null where it names none. */
export function hmacIn(body: string): string | null {
  const lines = body.replaceAll("\r\n", "\n").split("\n");
  const line = lines.findLast((one) => one.startsWith("- HMAC-SHA-256, "));
  return /: `([A-Za-z0-9_-]{43})`$/.exec(line?.trimEnd() ?? "")?.[1] ?? null;
}
