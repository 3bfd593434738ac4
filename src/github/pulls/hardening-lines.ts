/** `Hardening: #n` lines of a pull request's body (R-H1): what its readers see said there, and nothing quoted or hidden. */
import { blanked, hiddenIn } from "../../core/commands/hidden.ts";
import { outline, type ParagraphLine } from "../../core/outline.ts";
import { linkTarget } from "../links/link-target.ts";

/** Nobody means more. */
const MOST_WORDS = 200;
const LABEL = /^\s*(?:\*\*|__)?Hardening(?::(?:\*\*|__)?|(?:\*\*|__):)/i;

/**
 * Issues that such lines name, as `owner/name#number` in lower case. A line may stand in a list and name several: `#n`,
 * `owner/name#n`, or an issue's address on this GitHub.
 *
 * @param repository of the pull request, `owner/name`. @param url of the pull request, or of anything beside it.
 */
export function hardeningLines(body: string, repository: string, url: string): readonly string[] {
  if (!/hardening/i.test(body)) return [];
  return outline(body)
    .paragraphs.filter((lines) => lines.some(isLabelled))
    .flatMap((lines) => shownOf(lines).filter(isLabelled))
    .flatMap(({ text }) => text.replace(LABEL, "").split(/[\s,;()<>[\]]+/))
    .filter((word) => word.includes("#") || word.includes("/issues/"))
    .slice(0, MOST_WORDS)
    .flatMap((word) => referenceIn(word, repository, url) ?? []);
}

function isLabelled({ text, quoted }: ParagraphLine): boolean {
  return !quoted && LABEL.test(text);
}

/** The lines without their code and HTML, comments and all that a tag holds; where a link leads to is said, too. */
function shownOf(lines: readonly ParagraphLine[]): readonly ParagraphLine[] {
  const whole = lines.map(({ text }) => text).join("\n");
  const texts = blanked(
    whole,
    hiddenIn(whole).spans.filter(({ start }) => whole[start] !== "]"),
  ).split("\n");
  return lines.map((line, index) => ({ ...line, text: texts[index] ?? "" }));
}

/** Longer words are no reference. */
const LONGEST = 300;
const REFERENCE = /^(?:([A-Za-z0-9][\w.-]*\/[\w.-]+))?#([1-9]\d{0,8})$/;

function referenceIn(word: string, repository: string, url: string): string | null {
  if (word.length > LONGEST) return null;
  const [, named, number] = REFERENCE.exec(word.replace(/[.:!?*_~'"`]+$/, "").replace(/^[*_~'"`]+/, "")) ?? [];
  if (number !== undefined) return `${named ?? repository}#${number}`.toLowerCase();
  const target = /^https?:/i.test(word) ? linkTarget(word.replace(/#.*$/, ""), url) : null;
  return target?.kind === "issue" ? `${target.repository}#${target.number}`.toLowerCase() : null;
}
