/** The completion bundle's seal: how it is made, and how anybody with the key checks it (R-G1). */
import { createHash } from "node:crypto";
import { hmacIn, type Seal } from "../core/render/bundle-comments.ts";
import { type PartKey, partIn, readPartKey } from "../core/rules/bundle-parts.ts";
import { createSigner, type MemoryKey, recognize, type Signer } from "./identity.ts";

/** The seal of a document. @param signer null: without a signature. */
export function sealOf(document: string, issueNodeId: string, signer: Signer | null): Seal {
  const sha256 = createHash("sha256").update(document, "utf8").digest("hex");
  return { sha256, hmac: signer?.sign(messageOf(issueNodeId, sha256)) ?? null };
}

function messageOf(issueNodeId: string, sha256: string): string {
  return `quench-bundle-1\n${issueNodeId}\n${sha256}`;
}

export interface BundleCheck {
  /** As the comments name it. */
  readonly sha256: string;
  readonly parts: number;
  /** Numbers of the parts that are not among the comments, or hold no document. */
  readonly missing: readonly number[];
  /** The document, byte for byte as it was posted if `matches`; null where parts are missing. */
  readonly document: string | null;
  /** Whether the document has the SHA-256 that its comments name. */
  readonly matches: boolean;
  /**
   * `valid`: one of the keys made it, for this issue and this document. `unsigned`: no key was there when it was posted.
   * `unchecked`: there is a signature and no key to check it with.
   */
  readonly signature: "valid" | "wrong" | "unsigned" | "unchecked";
}

/**
 * Checks a bundle by its comments alone.
 *
 * @param bodies raw Markdown of Quench's comments on the incident, in their order; others are passed over. Whether Quench
 * wrote them is for the caller to know: without a valid signature anybody may have.
 * @param issueNodeId the issue they stand on; after a transfer, the former one, which the document names.
 * @param keys the App's key and former ones.
 * @returns null where none of them holds a part.
 */
export function verifyBundle(
  bodies: readonly string[],
  issueNodeId: string,
  keys: readonly MemoryKey[],
): BundleCheck | null {
  const found = bodies.flatMap((raw) => {
    const { own, body } = recognize(raw, { ours: true, editorIsUs: true, issueNodeId, signer: null });
    const key = own === null ? null : readPartKey(own.key);
    return key === null ? [] : [{ key, body }];
  });
  const [first] = found;
  if (first === undefined) return null;
  const { sha256, of } = first.key;
  const texts = Array.from({ length: of }, (_, index) => textOf(found, first.key, index + 1));
  const missing = texts.flatMap((text, index) => (text === null ? [index + 1] : []));
  const document = missing.length > 0 ? null : texts.join("");
  const matches = document !== null && createHash("sha256").update(document, "utf8").digest("hex") === sha256;
  const start = found.find(({ key }) => key.part === 1 && key.sha256 === sha256)?.body ?? "";
  return { sha256, parts: of, missing, document, matches, signature: signatureOf(start, issueNodeId, sha256, keys) };
}

function textOf(
  found: readonly { readonly key: PartKey; readonly body: string }[],
  { sha256, of }: PartKey,
  part: number,
): string | null {
  const one = found.find(({ key }) => key.sha256 === sha256 && key.of === of && key.part === part);
  return one === undefined ? null : partIn(one.body, one.key);
}

function signatureOf(
  start: string,
  issueNodeId: string,
  sha256: string,
  keys: readonly MemoryKey[],
): BundleCheck["signature"] {
  const hmac = hmacIn(start);
  if (hmac === null) return "unsigned";
  if (keys.length === 0) return "unchecked";
  const message = messageOf(issueNodeId, sha256);
  return keys.some((key) => createSigner(key)?.verify(message, hmac) === true) ? "valid" : "wrong";
}
