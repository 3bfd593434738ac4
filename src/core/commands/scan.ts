/** Comment → the lines that are addressed to us: `/quench …` at a line's start, where people see it as plain text. */
import { outline, type ParagraphLine } from "../outline.ts";
import { blanked, hiddenIn, mayQuote, type Span } from "./hidden.ts";

/** A line of a comment that is addressed to us. */
export interface ScannedLine {
  /** 1-based line of the comment's body. */
  readonly line: number;
  /** From `/quench` to the end of the line, trimmed. */
  readonly text: string;
}

/** A comment may be thousands of lines long, and each is looked at again in every pass. Nobody says so much at once. */
const MOST_COMMANDS = 100;

/**
 * Up to three blanks, as Markdown allows; further ones make it code. Ideographic and no-break blanks happen in pastes,
 * and so do characters that nobody sees.
 */
const ADDRESSED =
  /^(?:[\u200b-\u200f\u2060\ufeff]*[ \u00a0\u3000]){0,3}[\u200b-\u200f\u2060\ufeff]*(\/quench(?![^\s\u200b-\u200f\u2060]).*)$/is;

/**
 * Finds the commands of a comment's body, in its order.
 *
 * What Markdown shows as code, as a quote (its lazy continuation lines included), as part of a list item, or does not
 * show at all (HTML comments, the insides of tags, titles of links) is not addressed to us.
 */
export function scanCommands(body: string): readonly ScannedLine[] {
  if (!/\/quench/i.test(body)) {
    return [];
  }
  const quotes = mayQuote(body);
  const spans: Span[] = [];
  const tags: Placed[] = [];
  const addressed: { readonly line: number; readonly text: string; readonly at: number }[] = [];
  let start = 0;
  for (const paragraph of outline(body).paragraphs) {
    const text = paragraph.map((line) => line.text).join("\n");
    const end = start + text.length + 1;
    let said = text;
    if (quotes || paragraph.some(isAddressed)) {
      const hidden = hiddenIn(text);
      said = blanked(text, hidden.comments);
      for (const span of hidden.spans) spans.push({ start: start + span.start, end: start + span.end });
      for (const { name, closes, span } of hidden.tags) {
        tags.push({ name, closes, start: start + span.start, end: start + span.end, paragraph: end });
      }
    }
    let at = start;
    for (const line of paragraph) {
      const from = at - start;
      const shown = said.slice(from, from + line.text.length);
      if (isAddressed(line)) addressed.push({ line: line.line, text: shown, at });
      at += line.text.length + 1;
    }
    start = end;
  }
  const shown = outside([...spans, ...quotedIn(tags)]);
  return addressed
    .filter(({ at }) => shown(at))
    .map(({ line, text }) => ({ line, text: (ADDRESSED.exec(text)?.[1] ?? "").trim() }))
    .sort((a, b) => a.line - b.line)
    .slice(0, MOST_COMMANDS);
}

function isAddressed({ plain, text }: ParagraphLine): boolean {
  return plain && ADDRESSED.test(text);
}

/** A tag by its place in all paragraphs. */
interface Placed extends Span {
  readonly name: string;
  readonly closes: boolean;
  /** Where its paragraph ends. */
  readonly paragraph: number;
}

/** What stands between such tags. One that nothing closes reaches to the end of its paragraph. */
function quotedIn(tags: readonly Placed[]): readonly Span[] {
  const quoted: Span[] = [];
  const open = new Map<string, Placed[]>();
  for (const tag of tags) {
    const pending = open.get(tag.name) ?? [];
    if (!tag.closes) pending.push(tag);
    else {
      const opening = pending.pop();
      if (opening !== undefined) quoted.push({ start: opening.start, end: tag.end });
    }
    open.set(tag.name, pending);
  }
  for (const { start, paragraph } of [...open.values()].flat()) quoted.push({ start, end: paragraph });
  return quoted;
}

/** Whether a place is in none of the spans; asked for places in their order. */
function outside(spans: readonly Span[]): (at: number) => boolean {
  const sorted = [...spans].sort((a, b) => a.start - b.start);
  let next = 0;
  let until = 0;
  return (at) => {
    for (let span = sorted[next]; span !== undefined && span.start < at; span = sorted[next]) {
      until = Math.max(until, span.end);
      next += 1;
    }
    return at >= until;
  };
}
