/** What of a Markdown text is not code: the text in which GitHub looks for mentions, references, links and HTML. */

/**
 * Takes code spans and fences out, by CommonMark's rule: a run of backticks is closed by the next run of the same
 * length; an escaped backtick opens nothing; a code span ends with its paragraph at the latest.
 */
export function withoutCode(markdown: string): string {
  const paragraphs = markdown.replace(/^(`{3,})[^`\n]*\n[\s\S]*?\n\1`*$/gm, "").split(/\n{2,}/);
  return paragraphs.map(withoutSpans).join("\n\n");
}

function withoutSpans(paragraph: string): string {
  let shown = "";
  let at = 0;
  while (at < paragraph.length) {
    const char = paragraph.charAt(at);
    if (char === "\\") {
      shown += paragraph.slice(at, at + 2);
      at += 2;
      continue;
    }
    if (char !== "`") {
      shown += char;
      at += 1;
      continue;
    }
    const fence = /^`+/.exec(paragraph.slice(at))?.[0] ?? "`";
    const close = closing(paragraph, at + fence.length, fence.length);
    shown += close === null ? fence : "CODE";
    at = close ?? at + fence.length;
  }
  return shown;
}

function closing(text: string, from: number, length: number): number | null {
  for (const run of text.slice(from).matchAll(/`+/g)) {
    if (run[0].length === length) return from + run.index + length;
  }
  return null;
}
