/**
 * People's text inside our Markdown (law 7): it pings nobody, links to no issue, opens no HTML, closes no comment of
 * ours and keeps to its place.
 *
 * GitHub looks for `@login`, `#12`, `GH-12` and addresses in the *rendered* text, so that a backslash or an entity does
 * not stop it; a zero-width space does. Code it leaves alone.
 */
import { isLogin } from "./login.ts";

const ZERO_WIDTH_SPACE = "\u200b";

/** Invisible characters that reorder or hide text. The joiner of emoji sequences, U+200D, stays. */
// biome-ignore lint/suspicious/noMisleadingCharacterClass: single code points are meant
const INVISIBLE = /[\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
const CONTROL = /[\p{Cc}\u2028\u2029]+/gu;

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/**
 * A person's text as one line of plain text in our Markdown, wherever it stands: at a line's start, in a sentence, in a
 * table's cell, in a link's text.
 *
 * @param max code points shown at most; what is cut off is told by an ellipsis.
 */
export function inlineText(text: string, max = 200): string {
  return truncate(oneLine(text), max)
    .replace(/[&<>]/g, (char) => ENTITIES[char] ?? "")
    .replace(/[\\`*_[\]~|$]/g, "\\$&")
    .replace(/^(?:[-+=#/]|\d{1,9}(?=[.)]))/, (start) => (/\d/.test(start) ? `${start}\\` : `\\${start}`))
    .replace(/[@#]/g, `$&${ZERO_WIDTH_SPACE}`)
    .replace(/(gh)-(?=\d)/gi, `$1${ZERO_WIDTH_SPACE}-`)
    .replace(/:(?=\/\/)/g, `:${ZERO_WIDTH_SPACE}`)
    .replace(/(mailto|xmpp):/gi, `$1${ZERO_WIDTH_SPACE}:`)
    .replace(/(www)\./gi, `$1${ZERO_WIDTH_SPACE}.`);
}

const CHARACTERS: Readonly<Record<string, string>> = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };

/** One line of Markdown as the text that people see, escapes undone: what `inlineText` was given, on one line. */
export function plainText(markdown: string): string {
  return oneLine(markdown).replace(
    /\\([!-/:-@[-`{-~])|&(?:amp|lt|gt);/g,
    (whole, char?: string) => char ?? CHARACTERS[whole] ?? whole,
  );
}

/**
 * A person's text as one line inside raw HTML of ours, such as a fold's `<summary>`, where Markdown's escapes would show.
 *
 * @param max code points shown at most.
 */
export function htmlText(text: string, max = 200): string {
  return truncate(oneLine(text), max)
    .replace(/[&<>]/g, (char) => ENTITIES[char] ?? "")
    .replace(/[@#$]/g, `$&${ZERO_WIDTH_SPACE}`)
    .replace(/(gh)-(?=\d)/gi, `$1${ZERO_WIDTH_SPACE}-`)
    .replace(/:(?=\/\/)/g, `:${ZERO_WIDTH_SPACE}`)
    .replace(/(www)\./gi, `$1${ZERO_WIDTH_SPACE}.`);
}

/** A person's text as a code span. */
export function codeSpan(text: string, max = 200): string {
  const shown = truncate(oneLine(text), max);
  if (shown === "") {
    return "(empty)";
  }
  const fence = "`".repeat(longestRun(shown, "`") + 1);
  const pad = shown.startsWith("`") || shown.endsWith("`") ? " " : "";
  return fence + pad + shown + pad + fence;
}

/**
 * A person's text as a fenced code block, lines kept, with a fence that nothing in it can close.
 *
 * @param language word behind the opening fence; left out unless it is a plain one.
 */
export function fenced(text: string, language = ""): string {
  const shown = wellFormed(text)
    .replace(/\r\n?/g, "\n")
    .replace(/[^\P{Cc}\n\t]/gu, "");
  const fence = "`".repeat(Math.max(3, longestRun(shown, "`") + 1));
  const info = /^[a-z0-9+-]{1,20}$/.test(language) ? language : "";
  return `${fence}${info}\n${shown}${shown.endsWith("\n") || shown === "" ? "" : "\n"}${fence}`;
}

/**
 * A person's text as a block quote of plain text, line by line.
 *
 * @param max code points of the whole shown at most.
 */
export function quote(text: string, max = 1000): string {
  return truncate(wellFormed(text).trim(), max)
    .split(/\r\n?|\n/)
    .map((line) => `> ${inlineText(line, max)}`.trimEnd())
    .join("\n");
}

/** A link with a person's text or address; only the text where the address is not a plain http(s) one. */
export function linkText(text: string, url: string, max = 200): string {
  const address = safeUrl(url);
  const shown = inlineText(text, max);
  return address === null || shown === "" ? shown : `[${shown}](${address})`;
}

/** The address, encoded so that it ends nowhere in Markdown or HTML; null unless it is http(s) without credentials. */
export function safeUrl(url: string): string | null {
  if (url.length > 2000 || !/^https?:\/\//i.test(url) || !URL.canParse(url)) {
    return null;
  }
  const parsed = new URL(url);
  if (parsed.username !== "" || parsed.password !== "" || parsed.hostname === "") {
    return null;
  }
  return parsed.href.replace(
    /[()<>[\]\\`|"'$\s]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
}

/** `@login`, which pings; a text that is no GitHub login becomes a code span, which does not. */
export function mention(login: string): string {
  return isLogin(login) ? `@${login}` : codeSpan(login, 60);
}

function oneLine(text: string): string {
  return wellFormed(text).replace(INVISIBLE, "").replace(CONTROL, " ").replace(/\s+/g, " ").trim();
}

/** Half a surrogate pair is no text: GitHub's JSON would refuse or change it. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\ufffd");
}

function truncate(text: string, max: number): string {
  // A text of no more code units than `max` has no more code points.
  if (text.length <= max) {
    return text;
  }
  const points = [...text];
  return points.length <= max
    ? text
    : `${points
        .slice(0, Math.max(0, max - 1))
        .join("")
        .trimEnd()}…`;
}

function longestRun(text: string, char: string): number {
  let longest = 0;
  let run = 0;
  for (const each of text) {
    run = each === char ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}
