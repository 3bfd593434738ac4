/**
 * The document in comments (R-G1): which comment holds which part, and how the parts come together again, byte by byte.
 *
 * A part is what stands in a comment's last fenced block. It ends with a newline, which belongs to the document unless the
 * marker's key ends with `+`: then the document goes on in the same line.
 */

/** GitHub takes 65,536 characters in a comment. */
export const MOST_CHARACTERS = 65_000;

const KEY = /^bundle:(\d{1,3})\/(\d{1,3}):([0-9a-f]{64})(\+?)$/;
const FENCE = "```";

export interface PartKey {
  /** From 1. */
  readonly part: number;
  readonly of: number;
  /** SHA-256 of the whole document's UTF-8 bytes, in hexadecimal. */
  readonly sha256: string;
  /** The document goes on in the line with which the part ends. */
  readonly open: boolean;
}

/** The key of a part's comment, as its marker has it. */
export function partKey({ part, of, sha256, open }: PartKey): string {
  return `bundle:${part}/${of}:${sha256}${open ? "+" : ""}`;
}

/** What a comment's key says of a part; null for every other comment. */
export function readPartKey(key: string): PartKey | null {
  const [, part, of, sha256, open] = KEY.exec(key) ?? [];
  if (part === undefined || of === undefined || sha256 === undefined) return null;
  const read = { part: Number(part), of: Number(of), sha256, open: open === "+" };
  return read.part >= 1 && read.part <= read.of ? read : null;
}

/**
 * Cuts a document at the ends of its lines; a line that is too long for a whole part, between two characters.
 *
 * @param first characters that the first part may have; `rest`: each other one.
 */
export function splitDocument(document: string, first: number, rest: number): readonly string[] {
  const parts: string[] = [];
  let from = 0;
  while (from < document.length) {
    const end = cutAt(document, from, parts.length === 0 ? first : rest);
    parts.push(document.slice(from, end));
    from = end;
  }
  return parts;
}

function cutAt(document: string, from: number, room: number): number {
  const most = from + room;
  if (most >= document.length) return document.length;
  const line = document.lastIndexOf("\n", most - 1);
  if (line >= from) return line + 1;
  // Half of a surrogate pair is no text.
  const code = document.charCodeAt(most - 1);
  return code >= 0xd800 && code <= 0xdbff ? most - 1 : most;
}

/** A part as a block that nothing in it can leave: the document has no backtick. */
export function fencedPart(text: string): string {
  return `${FENCE}json\n${text}${text.endsWith("\n") ? "" : "\n"}${FENCE}`;
}

/** The part that a comment's text holds; null where it has no such block. */
export function partIn(body: string, { open }: Pick<PartKey, "open">): string | null {
  const text = body.replaceAll("\r\n", "\n");
  const start = text.lastIndexOf(`\n${FENCE}json\n`);
  if (start < 0) return null;
  const from = start + `\n${FENCE}json\n`.length;
  const end = text.indexOf(`\n${FENCE}`, from - 1);
  if (end < from) return null;
  return open ? text.slice(from, end) : text.slice(from, end + 1);
}
