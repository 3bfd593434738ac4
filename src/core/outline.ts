/**
 * The outline of a Markdown text, by the block rules of CommonMark (https://spec.commonmark.org/0.31.2/) as far as they
 * decide whether a line is a heading, or text that its author says here: quotes, list items, fences, indented code,
 * HTML blocks.
 *
 * A full Markdown parser takes up to a second on a hostile 64 kB; this one walk is linear.
 */
import { htmlStart, opensComment } from "./html.ts";
import { isTable } from "./table.ts";

/** One line of a paragraph, without the markers of the containers it stands in. */
export interface ParagraphLine {
  /** 1-based line of the body. */
  readonly line: number;
  readonly text: string;
  /** False inside a quote, its lazy continuation lines included, and for lines that stand in a list item. */
  readonly plain: boolean;
  /** True inside a quote, its lazy continuation lines included. */
  readonly quoted: boolean;
}

export interface Outline {
  /** In order; lines of several paragraphs do not overlap. */
  readonly paragraphs: readonly (readonly ParagraphLine[])[];
  /** 1-based lines of the ATX headings (`## …`) that stand in no quote, list item, code or HTML. */
  readonly headings: ReadonlySet<number>;
  /** 1-based lines of fenced code, the fences included. */
  readonly code: ReadonlySet<number>;
  /** Line of the fence, HTML comment or HTML block that is open to the end of the text; null if none is. */
  readonly unclosed: number | null;
}

type Paragraph = ParagraphLine[];

interface Found {
  readonly paragraphs: Paragraph[];
  readonly headings: Set<number>;
  readonly code: Set<number>;
}

type Leaf =
  | { readonly kind: "none" }
  /** `raw`: an HTML block that ends at a blank line, in which no other block begins. */
  | {
      readonly kind: "paragraph";
      readonly lines: Paragraph;
      readonly quoted: boolean;
      readonly raw: boolean;
      table: boolean;
    }
  | { readonly kind: "fence"; readonly fence: string; readonly line: number }
  /** Hidden or literal until a line that holds `end`. */
  | { readonly kind: "html"; readonly end: string; readonly line: number };

interface Level {
  leaf: Leaf;
  /** The container that is open in this one; then the leaf is none. */
  child: { readonly kind: "quote" | "item"; readonly offset: number; readonly level: Level; empty: boolean } | null;
}

const NONE: Leaf = { kind: "none" };

/** Containers nest no deeper than this; what is deeper is taken as text of the deepest. */
const MAX_DEPTH = 24;

/** The lines of a text, which end in LF, CRLF or CR. */
export function linesOf(text: string): string[] {
  return text.replace(/^\ufeff/, "").split(/\r\n|\n|\r/);
}

/** Outlines a text. */
export function outline(text: string): Outline {
  const root: Level = { leaf: NONE, child: null };
  const found: Found = { paragraphs: [], headings: new Set(), code: new Set() };
  let comment: number | null = null;
  for (const [index, line] of linesOf(text).entries()) {
    // An open HTML comment hides what follows wherever its line stood, as it does in the browser.
    const open: boolean =
      comment === null ? addLine(root, expandTabs(line), index + 1, found) : opensComment(line, true);
    comment = open ? (comment ?? index + 1) : null;
  }
  const { leaf } = root;
  return { ...found, unclosed: comment ?? (leaf.kind === "fence" || leaf.kind === "html" ? leaf.line : null) };
}

/** Adds a line; true when it leaves an HTML comment open. */
function addLine(root: Level, line: string, number: number, found: Found): boolean {
  let level = root;
  let rest = line;
  let quoted = false;
  for (let child = level.child; child !== null; child = level.child) {
    if (child.kind === "quote") {
      const marker = /^ {0,3}> ?/.exec(rest)?.[0];
      if (marker === undefined) break;
      rest = rest.slice(marker.length);
      quoted = true;
    } else if (!isBlank(rest)) {
      if (indentOf(rest) < child.offset) break;
      rest = rest.slice(child.offset);
    } else if (child.empty) {
      // A list item may begin with one blank line, not with two.
      level.child = null;
      break;
    }
    child.empty = false;
    level = child.level;
  }
  if (level.leaf.kind === "fence" || level.leaf.kind === "html") {
    if (level.leaf.kind === "fence") {
      found.code.add(number);
    }
    if (
      level.leaf.kind === "fence" ? closesFence(rest, level.leaf.fence) : rest.toLowerCase().includes(level.leaf.end)
    ) {
      level.leaf = NONE;
    }
    return false;
  }
  const raw = level.leaf.kind === "paragraph" && level.leaf.raw && !isBlank(rest);
  for (let depth = 0; ; depth += 1) {
    const block: Block = raw || depth >= MAX_DEPTH ? { kind: "text" } : blockStart(rest, level, number);
    if (block.kind === "quote" || block.kind === "item") {
      const inner: Level = { leaf: NONE, child: null };
      level.leaf = NONE;
      rest = rest.slice(block.offset);
      level.child = {
        kind: block.kind,
        offset: block.offset,
        level: inner,
        empty: block.kind === "item" && isBlank(rest),
      };
      quoted ||= block.kind === "quote";
      level = inner;
      continue;
    }
    const tag = block.kind === "tag";
    if (!tag && block.kind !== "text") {
      level.child = null;
      level.leaf = block.kind === "leaf" ? block.leaf : NONE;
      if (block.kind === "heading" && level === root) {
        found.headings.add(number);
      }
      if (level.leaf.kind === "fence") {
        found.code.add(number);
      }
      return block.kind === "comment" && opensComment(rest, false);
    }
    if (tag) {
      level.child = null;
      level.leaf = NONE;
    }
    addText(level, rest, { number, plain: level === root, quoted, raw: tag }, found);
    return (tag || raw) && opensComment(rest, false);
  }
}

interface At {
  readonly number: number;
  readonly plain: boolean;
  readonly quoted: boolean;
  readonly raw: boolean;
}

function addText(level: Level, text: string, at: At, found: Found): void {
  // A line of text goes on with the paragraph that is open, however deep: a lazy continuation line.
  const open = openParagraph(level);
  if (open !== null) {
    open.lines.push({ line: at.number, text, plain: at.plain && !open.quoted, quoted: at.quoted || open.quoted });
    const [head, second] = open.lines;
    // The row of dashes stands beside the head: one that is lazy makes no table.
    if (open.lines.length === 2 && level.leaf === open) open.table = isTable(head?.text ?? "", second?.text ?? "");
    return;
  }
  const lines: Paragraph = [{ line: at.number, text, plain: at.plain, quoted: at.quoted }];
  found.paragraphs.push(lines);
  level.child = null;
  level.leaf = { kind: "paragraph", lines, quoted: at.quoted, raw: at.raw, table: false };
}

type Block =
  | { readonly kind: "quote" | "item"; readonly offset: number }
  | { readonly kind: "leaf"; readonly leaf: Leaf }
  | { readonly kind: "heading" | "comment" | "tag" | "text" };

/** What a line begins at a level whose leaf, if any, is a paragraph. */
function blockStart(rest: string, level: Level, line: number): Block {
  const other: Block = { kind: "leaf", leaf: NONE };
  if (isBlank(rest)) return other;
  const indent = indentOf(rest);
  if (indent >= 4) return openParagraph(level) === null ? other : { kind: "text" };
  const text = rest.slice(indent);
  if (text.startsWith(">")) return { kind: "quote", offset: indent + (text.startsWith("> ") ? 2 : 1) };
  const fence = /^(?:`{3,}(?=[^`]*$)|~{3,})/.exec(text)?.[0];
  if (fence !== undefined) return { kind: "leaf", leaf: { kind: "fence", fence, line } };
  const html = htmlStart(text, openParagraph(level) !== null);
  if (html !== null)
    return html.kind === "literal"
      ? { kind: "leaf", leaf: html.end === null ? NONE : { kind: "html", end: html.end, line } }
      : html;
  if (/^#{1,6}(?: |$)/.test(text)) return { kind: "heading" };
  if (level.leaf.kind === "paragraph" && /^(?:=+|-+) *$/.test(text)) return other;
  if (/^[-*_]/.test(text) && /^(?:\*{3,}|-{3,}|_{3,})$/.test(text.replaceAll(" ", ""))) return other;
  const marker = /^(?:[-+*]|\d{1,9}[.)])(?= |$)/.exec(text)?.[0];
  if (marker === undefined) return { kind: "text" };
  const content = text.slice(marker.length);
  const empty = isBlank(content);
  // Only a list that begins with 1 and says something may end a paragraph.
  if (level.leaf.kind === "paragraph" && (empty || (/\d/.test(marker) && Number.parseInt(marker, 10) !== 1)))
    return { kind: "text" };
  const gap = indentOf(content);
  return { kind: "item", offset: indent + marker.length + (empty || gap > 4 ? 1 : gap) };
}

function openParagraph(level: Level): Extract<Leaf, { kind: "paragraph" }> | null {
  let deepest = level;
  while (deepest.child !== null) {
    deepest = deepest.child.level;
  }
  if (deepest.leaf.kind !== "paragraph") return null;
  // Lazy lines go on with a paragraph; with HTML or a table they do not: https://github.github.com/gfm/#tables-extension-
  return deepest !== level && (deepest.leaf.raw || deepest.leaf.table) ? null : deepest.leaf;
}

function closesFence(rest: string, fence: string): boolean {
  const closer = /^ {0,3}(`+|~+) *$/.exec(rest)?.[1];
  return closer !== undefined && closer.length >= fence.length && closer.startsWith(fence.charAt(0));
}

function isBlank(text: string): boolean {
  return /^ *$/.test(text);
}

function indentOf(text: string): number {
  return /^ */.exec(text)?.[0].length ?? 0;
}

/** Tabs as the blanks up to the next stop of four columns. */
function expandTabs(line: string): string {
  if (!line.includes("\t")) return line;
  let expanded = "";
  for (const [index, part] of line.split("\t").entries()) {
    expanded += index === 0 ? part : " ".repeat(4 - (expanded.length % 4)) + part;
  }
  return expanded;
}
