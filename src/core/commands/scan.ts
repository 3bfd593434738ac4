/** Comment → the lines that are addressed to us: `/quench …` at a line's start, where people see it as plain text. */
import { outline } from "../outline.ts";

/** A line of a comment that is addressed to us. */
export interface ScannedLine {
  /** 1-based line of the comment's body. */
  readonly line: number;
  /** From `/quench` to the end of the line, trimmed. */
  readonly text: string;
}

/** A comment may be thousands of lines long, and each is looked at again in every pass. Nobody says so much at once. */
const MOST_COMMANDS = 100;

/** Up to three blanks, as Markdown allows; further ones make it code. Ideographic and no-break blanks happen in pastes. */
const ADDRESSED = /^[ \u00a0\u3000]{0,3}(\/quench(?![^\s\u200b\ufeff]).*)$/i;

/**
 * Finds the commands of a comment's body, in its order.
 *
 * What Markdown shows as code, as a quote (its lazy continuation lines included), as part of a list item, or hides in
 * an HTML comment is not addressed to us.
 */
export function scanCommands(body: string): readonly ScannedLine[] {
  if (!/\/quench/i.test(body)) {
    return [];
  }
  const found: ScannedLine[] = [];
  for (const paragraph of outline(body).paragraphs) {
    if (!paragraph.some(({ plain, text }) => plain && ADDRESSED.test(text))) {
      continue;
    }
    const hidden = hiddenSpans(paragraph.map(({ text }) => text).join("\n"));
    let offset = 0;
    let span = 0;
    for (const { line, text, plain } of paragraph) {
      const address = plain ? ADDRESSED.exec(text)?.[1] : undefined;
      while ((hidden[span]?.end ?? Number.POSITIVE_INFINITY) <= offset) {
        span += 1;
      }
      if (address !== undefined && !((hidden[span]?.start ?? Number.POSITIVE_INFINITY) < offset)) {
        found.push({ line, text: address.trim() });
      }
      offset += text.length + 1;
    }
  }
  return found.sort((a, b) => a.line - b.line).slice(0, MOST_COMMANDS);
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** The code spans and inline HTML comments of a paragraph, in order; both may run over several lines. */
function hiddenSpans(text: string): readonly Span[] {
  const spans: Span[] = [];
  const ticks = tickRuns(text);
  const special = /[\\`<]/g;
  let noComment = false;
  for (let match = special.exec(text); match !== null; match = special.exec(text)) {
    const start = match.index;
    let end: number | null = null;
    if (match[0] === "\\") {
      special.lastIndex = start + 2;
    } else if (match[0] === "`") {
      let behind = start;
      while (text[behind] === "`") {
        behind += 1;
      }
      end = ticks.closing(behind - start, behind);
      special.lastIndex = behind;
    } else if (!noComment && text.startsWith("<!--", start)) {
      const close = text.indexOf("-->", start + 2);
      noComment = close === -1;
      end = noComment ? null : close + 3;
    }
    if (end !== null) {
      spans.push({ start, end });
      special.lastIndex = end;
    }
  }
  return spans;
}

/** Finds the run of exactly `length` backticks that closes a code span; in all, one walk over the text. */
function tickRuns(text: string): { closing: (length: number, from: number) => number | null } {
  const starts = new Map<number, number[]>();
  for (const run of text.matchAll(/`+/g)) {
    const known = starts.get(run[0].length);
    if (known === undefined) {
      starts.set(run[0].length, [run.index]);
    } else {
      known.push(run.index);
    }
  }
  const next = new Map<number, number>();
  return {
    closing(length, from) {
      const runs = starts.get(length) ?? [];
      let index = next.get(length) ?? 0;
      while ((runs[index] ?? Number.POSITIVE_INFINITY) < from) {
        index += 1;
      }
      next.set(length, index);
      const start = runs[index];
      return start === undefined ? null : start + length;
    },
  };
}
