/**
 * The search syntax for issues and pull requests.
 * Source: docs.github.com "Searching issues and pull requests" and "Understanding the search syntax".
 */

/** One term of a query: a qualifier with its value, or a word of text. */
export interface Term {
  readonly key: string | null;
  readonly value: string;
  readonly negated: boolean;
}

const TERM = /(-?)(?:([a-z][a-z-]*):)?(?:"((?:[^"\\]|\\.)*)"|(\S+))/gi;

const unescape = (text: string): string => text.replace(/\\(["\\])/g, "$1");

/** Splits a query into its terms; `NOT` before a term negates it, as `-` does. */
export const parseQuery = (text: string): Term[] => {
  const terms: Term[] = [];
  let negateNext = false;
  for (const [, minus, key, quoted, plain] of text.matchAll(TERM)) {
    const value = quoted === undefined ? (plain ?? "") : unescape(quoted);
    if (key === undefined && quoted === undefined && (value === "NOT" || value === "AND" || value === "OR")) {
      negateNext = value === "NOT";
      continue;
    }
    terms.push({ key: key?.toLowerCase() ?? null, value, negated: minus === "-" || negateNext });
    negateNext = false;
  }
  return terms;
};

const DAY = 86_400_000;

/** A day covers all of its 24 hours. */
const spanOf = (text: string): { from: number; to: number } | null => {
  const at = Date.parse(text);
  if (Number.isNaN(at)) return null;
  return { from: at, to: /^\d{4}-\d{2}-\d{2}$/.test(text) ? at + DAY - 1 : at };
};

/**
 * A test for `>=2026-01-01`, `2026-01-01..2026-02-01`, `*..2026-02-01` or one day.
 * @returns null where the text is no range
 */
export const dateRange = (text: string): ((instant: string | null) => boolean) | null => {
  const between = (from: number, to: number) => (instant: string | null) =>
    instant !== null && Date.parse(instant) >= from && Date.parse(instant) <= to;
  const range = /^(.+?)\.\.(.+)$/.exec(text);
  if (range !== null) {
    const from = range[1] === "*" ? { from: Number.NEGATIVE_INFINITY } : spanOf(range[1] ?? "");
    const to = range[2] === "*" ? { to: Number.POSITIVE_INFINITY } : spanOf(range[2] ?? "");
    return from === null || to === null ? null : between(from.from, to.to);
  }
  const compared = /^(>=|<=|>|<)?(.+)$/.exec(text);
  const span = spanOf(compared?.[2] ?? "");
  if (span === null) return null;
  switch (compared?.[1]) {
    case ">=":
      return between(span.from, Number.POSITIVE_INFINITY);
    case ">":
      return between(span.to + 1, Number.POSITIVE_INFINITY);
    case "<=":
      return between(Number.NEGATIVE_INFINITY, span.to);
    case "<":
      return between(Number.NEGATIVE_INFINITY, span.from - 1);
    default:
      return between(span.from, span.to);
  }
};
