/**
 * What of a paragraph its readers do not see as plain text: code spans, inline HTML with all that a tag holds, the
 * targets and titles of links, and link reference definitions. By CommonMark (https://spec.commonmark.org/0.31.2/), in one
 * walk over the text: what begins first wins, and nothing is looked for twice where it was not found once.
 */

export interface Span {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/** A tag between whose opening and closing one GitHub shows code or a quote. */
interface QuotingTag {
  readonly name: string;
  readonly closes: boolean;
  readonly span: Span;
}

interface Hidden {
  /** In order; they do not overlap. */
  readonly spans: readonly Span[];
  /** Those of them that are comments. */
  readonly comments: readonly Span[];
  readonly tags: readonly QuotingTag[];
}

const QUOTING = /^(?:code|pre|kbd|samp|tt|xmp|listing|blockquote|q|script|style|textarea|template)$/i;

/** Cheap: whether a text may hold such a tag at all. */
export function mayQuote(text: string): boolean {
  return /<\/?(?:code|pre|kbd|samp|tt|xmp|listing|blockquote|q|script|style|textarea|template)\b/i.test(text);
}

const TAG =
  /<(?:([a-z][a-z\d-]*)(?:\s+[a-z_:][\w.:-]*(?:\s*=\s*(?:[^\s"'=<>`]+|'[^']*'|"[^"]*"))?)*\s*\/?|\/([a-z][a-z\d-]*)\s*)>/iy;
/** Declarations, instructions and the like: how they begin, and what ends them. */
const OTHER_HTML: readonly (readonly [RegExp, string])[] = [
  [/<!--/y, "-->"],
  [/<\?/y, "?>"],
  [/<!\[CDATA\[/y, "]]>"],
  [/<![a-z]/iy, ">"],
];
const TITLE = String.raw`(?:"(?:\\[^]|[^"\\])*"|'(?:\\[^]|[^'\\])*'|\((?:\\[^]|[^()\\])*\))`;
const TARGET = String.raw`(?:<(?:\\.|[^<>\n\\])*>|(?!<)(?:\\.|[^\s()\\]|\((?:\\.|[^\s()\\])*\))+)`;
const LINK = new RegExp(String.raw`\]\(\s*(?:${TARGET}(?:\s+${TITLE})?)?\s*\)`, "y");
const LABEL = /\s*\[(?!\^)((?:\\[^]|[^[\]\\]){1,999})\]:[ \t]*\n?[ \t]*/y;
const ONLY_TARGET = new RegExp(String.raw`${TARGET}[ \t]*(?:\n|$)`, "y");
const WITH_TITLE = new RegExp(String.raw`${TARGET}(?:[ \t]+\n?|\n)[ \t]*${TITLE}[ \t]*(?:\n|$)`, "y");

/** Finds what a paragraph hides. `text`: its lines, joined by LF. */
export function hiddenIn(text: string): Hidden {
  const spans: Span[] = [];
  const comments: Span[] = [];
  const tags: QuotingTag[] = [];
  const ticks = tickRuns(text);
  const closers = new Closers(text);
  const special = /[\\`<[\]]/g;
  const behindDefinitions = definitionsEnd(text);
  if (behindDefinitions > 0) spans.push({ start: 0, end: behindDefinitions });
  special.lastIndex = behindDefinitions;
  let bracket = false;
  for (let match = special.exec(text); match !== null; match = special.exec(text)) {
    const start = match.index;
    let end: number | null = null;
    if (match[0] === "\\") {
      special.lastIndex = start + 2;
    } else if (match[0] === "[") {
      bracket = true;
    } else if (match[0] === "]") {
      end = bracket ? endOf(LINK, text, start) : null;
    } else if (match[0] === "`") {
      let behind = start;
      while (text[behind] === "`") behind += 1;
      end = ticks.closing(behind - start, behind);
      special.lastIndex = behind;
    } else {
      TAG.lastIndex = start;
      const tag = TAG.exec(text);
      end = tag === null ? closers.end(start) : start + tag[0].length;
      const name = tag?.[1] ?? tag?.[2] ?? "";
      if (end !== null && QUOTING.test(name) && !tag?.[0].endsWith("/>")) {
        tags.push({ name: name.toLowerCase(), closes: tag?.[2] !== undefined, span: { start, end } });
      }
    }
    if (end !== null) {
      spans.push({ start, end });
      if (text.startsWith("<!--", start)) comments.push({ start, end });
      special.lastIndex = end;
    }
  }
  return { spans, comments, tags };
}

/** The text with blanks where a span is, its line ends left. */
export function blanked(text: string, spans: readonly Span[]): string {
  let shown = "";
  let from = 0;
  for (const { start, end } of spans) {
    shown += text.slice(from, start) + text.slice(start, end).replace(/[^\n]/g, " ");
    from = end;
  }
  return shown + text.slice(from);
}

function endOf(pattern: RegExp, text: string, start: number): number | null {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : null;
}

/** Where the link reference definitions end with which a paragraph may begin: GitHub shows nothing of them. */
function definitionsEnd(text: string): number {
  let end = 0;
  for (;;) {
    LABEL.lastIndex = end;
    const label = LABEL.exec(text)?.[1];
    if (label === undefined || label.trim() === "") return end;
    const target = LABEL.lastIndex;
    const next = endOf(WITH_TITLE, text, target) ?? endOf(ONLY_TARGET, text, target);
    if (next === null) return end;
    end = next;
  }
}

/** Ends of comments and declarations; an end that was not found once is not there further on either. */
class Closers {
  readonly #text: string;
  readonly #missing = new Set<string>();

  constructor(text: string) {
    this.#text = text;
  }

  end(start: number): number | null {
    const close = OTHER_HTML.find(([begins]) => endOf(begins, this.#text, start) !== null)?.[1];
    if (close === undefined || this.#missing.has(close)) return null;
    // `<!-->` is a whole comment: its end may share the start's hyphens.
    const at = this.#text.indexOf(close, start + 2);
    if (at === -1) this.#missing.add(close);
    return at === -1 ? null : at + close.length;
  }
}

/** Finds the run of exactly `length` backticks that closes a code span; in all, one walk over the text. */
function tickRuns(text: string): { closing: (length: number, from: number) => number | null } {
  const starts = new Map<number, number[]>();
  for (const run of text.matchAll(/`+/g)) {
    const known = starts.get(run[0].length);
    if (known === undefined) starts.set(run[0].length, [run.index]);
    else known.push(run.index);
  }
  const next = new Map<number, number>();
  return {
    closing(length, from) {
      const runs = starts.get(length) ?? [];
      let index = next.get(length) ?? 0;
      while ((runs[index] ?? Number.POSITIVE_INFINITY) < from) index += 1;
      next.set(length, index);
      const start = runs[index];
      return start === undefined ? null : start + length;
    },
  };
}
