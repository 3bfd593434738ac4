/**
 * References and closing keywords in text. Source: docs.github.com "Linking a pull request to an issue" (keywords,
 * `KEYWORD #n`, `KEYWORD OWNER/REPOSITORY#n`, colon and capitals allowed, one keyword for each issue) and
 * "Autolinked references and URLs" (`#n`, `GH-n`, `owner/repo#n`, full URL).
 */

export interface Reference {
  owner: string | null;
  repository: string | null;
  number: number;
}

// Names are bounded, as GitHub's are, so that a long hostile text costs no more than its length.
const TARGET =
  "(?:https?://[^\\s/]{1,253}/(?<uo>[\\w.-]{1,39})/(?<ur>[\\w.-]{1,100})/(?:issues|pull)/(?<un>\\d{1,10})" +
  "|(?:(?<ro>[\\w.-]{1,39})/(?<rr>[\\w.-]{1,100}))?#(?<rn>\\d{1,10})|GH-(?<gn>\\d{1,10}))(?!\\w)";

const read = (groups: Record<string, string | undefined> | undefined): Reference => ({
  owner: groups?.uo ?? groups?.ro ?? null,
  repository: groups?.ur ?? groups?.rr ?? null,
  number: Number(groups?.un ?? groups?.rn ?? groups?.gn),
});

const distinct = (references: readonly Reference[]): Reference[] => {
  const seen = new Set<string>();
  return references.filter((reference) => {
    const key = `${reference.owner ?? ""}/${reference.repository ?? ""}#${reference.number}`.toLowerCase();
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
};

const all = (text: string, pattern: RegExp): Reference[] =>
  distinct([...text.matchAll(pattern)].map((match) => read(match.groups)).filter((found) => found.number > 0));

/**
 * Text as Markdown shows it: without fenced and indented code, code spans and HTML comments. GitHub takes references
 * from the rendered text; what is code is no reference ("Autolinked references and URLs"; github/cmark-gfm for the
 * shapes of code).
 */
export const visibleText = (markdown: string): string => {
  const lines: string[] = [];
  let fence: string | null = null;
  let comment = false;
  let blankBefore = true;
  for (const raw of markdown.replace(/\r\n?/g, "\n").split("\n")) {
    if (fence !== null) {
      const closing = /^[\s>]*(`{3,}|~{3,})\s*$/.exec(raw)?.[1];
      if (closing?.startsWith(fence)) fence = null;
      continue;
    }
    const opening = comment ? null : /^ {0,3}(?:>\s?|[-*+]\s+|\d+[.)]\s+)*\s{0,3}(`{3,}|~{3,})(.*)$/.exec(raw);
    if (opening !== null && !(opening[1]?.startsWith("`") && opening[2]?.includes("`"))) {
      fence = opening[1] ?? null;
      continue;
    }
    const shown = withoutComments(raw.replace(CODE_SPAN, " "), comment);
    comment = shown.open;
    if (!(blankBefore && /^(?: {4}|\t)/.test(raw))) {
      lines.push(comment || shown.text !== raw.replace(CODE_SPAN, " ") ? shown.text : raw);
      blankBefore = raw.trim() === "";
    }
  }
  return lines.join("\n").replace(CODE_SPAN, " ");
};

/** A code span ends with as many backticks as it began with, within its paragraph (CommonMark, "Code spans"). */
const CODE_SPAN = /(?<!`)(`+)(?!`)(?:(?!\n[ \t]*\n)[\s\S])*?(?<!`)\1(?!`)/g;

/** One line without its HTML comments; `open` tells whether one goes on in the next line. */
const withoutComments = (line: string, insideComment: boolean): { text: string; open: boolean } => {
  let rest = line;
  let text = "";
  let open = insideComment;
  for (;;) {
    const mark = open ? "-->" : "<!--";
    const at = rest.indexOf(mark);
    if (!open) text += at < 0 ? rest : rest.slice(0, at);
    if (at < 0) return { text, open };
    rest = rest.slice(at + mark.length);
    open = !open;
  }
};

const KEYWORD = "(?<![\\w-])(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?[ \\t]+";

/** Issues that a pull request's body says it closes: Markdown, so code does not count. */
export const closingReferences = (markdown: string | null): Reference[] =>
  markdown === null ? [] : all(visibleText(markdown), new RegExp(KEYWORD + TARGET, "gi"));

/**
 * Issues that a commit message closes once it reaches the default branch. The message is scanned raw: backticks mean
 * nothing there (public threads: askalf/dario#1258).
 */
export const closingReferencesOfCommit = (message: string): Reference[] =>
  all(message, new RegExp(KEYWORD + TARGET, "gi"));

/** Every issue or pull request that a Markdown text mentions. */
export const mentions = (markdown: string | null): Reference[] =>
  markdown === null ? [] : all(visibleText(markdown), new RegExp(`(?<![\\w/.&-])${TARGET}`, "gi"));

/** Every issue or pull request that a commit message mentions. */
export const mentionsOfCommit = (message: string): Reference[] =>
  all(message, new RegExp(`(?<![\\w/.&-])${TARGET}`, "gi"));
