/** Keys of the index as the database holds them. */
import { createHash } from "node:crypto";

/** A key of any length as a UUID's text: two keys with the same one cost a look too many, and nobody can make them. */
export function digestOf(key: string): string {
  return createHash("sha256").update(key).digest("hex").slice(0, 32);
}

/** The digest of what all keys of one repository's policy files begin with: `policy owner/name `. */
export function placeOf(file: string): string {
  return digestOf(/^policy \S* /.exec(file)?.[0] ?? file);
}
