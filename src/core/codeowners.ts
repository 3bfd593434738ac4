/**
 * CODEOWNERS: text → whom GitHub takes for a file's owners.
 *
 * Patterns are those of gitignore without `!` and `[ ]`; the last line that matches decides; a line that GitHub cannot
 * read is passed over. See GitHub's page "About code owners". No line costs more than its length times the path's.
 */
import { isLogin, isTeam } from "./login.ts";

/** Somebody who can be asked. Addresses of mail own files too, but nobody on the forge answers for them. */
export type CodeOwner =
  | { readonly kind: "person"; readonly login: string }
  /** `organization/team`, in lower case. */
  | { readonly kind: "team"; readonly team: string };

/** One line that can be read. */
export interface OwnerRule {
  readonly owners: readonly CodeOwner[];
  /** True for a path from the repository's root: its segments, as characters. */
  readonly matches: (path: readonly (readonly string[])[]) => boolean;
}

/** GitHub does not load a larger file: then nobody owns anything. Characters, which are at least as few as bytes. */
const MOST_TEXT = 3 * 1024 * 1024;

/** No path is longer (Linux's PATH_MAX), so that a longer pattern owns nothing that anybody could check out. */
const MOST_PATTERN = 4096;

/** Reads a CODEOWNERS file, in its order. Lines that GitHub would call invalid are left out. */
export function parseCodeowners(text: string): readonly OwnerRule[] {
  if (text.length > MOST_TEXT) return [];
  return text
    .replace(/^\ufeff/, "")
    .split(/\r\n|\r|\n/)
    .flatMap((line) => parseLine(line) ?? []);
}

/** The owners of a path from the repository's root, without a leading slash: those of the last line that matches, which may name nobody. */
export function ownersOf(rules: readonly OwnerRule[], path: string): readonly CodeOwner[] {
  const segments = path.split("/").map((segment) => [...segment]);
  return rules.findLast((rule) => rule.matches(segments))?.owners ?? [];
}

/** A blank in a pattern is written `\ `; escaping the `#` that begins one does not work on GitHub. */
const LINE = /^\s*((?:\\.|[^\s\\])+)(.*)$/su;

function parseLine(line: string): OwnerRule | null {
  const match = LINE.exec(line);
  const pattern = match?.[1] ?? "#";
  if (pattern.length > MOST_PATTERN || /^(?:\\?#|!)/.test(pattern)) return null;
  // GitHub takes brackets for invalid.
  if (!/^(?:\\.|[^\\[\]])*$/su.test(pattern)) return null;
  const owners = ownersIn(match?.[2] ?? "");
  if (owners === null) return null;
  let matcher: Matcher | null = null;
  return {
    owners,
    matches: (path) => {
      matcher ??= matcherOf(pattern);
      return fits(matcher.segments, path, isNamed, matcher.below);
    },
  };
}

/** The owners behind a pattern, up to a comment; null where one of them is none that GitHub knows. */
function ownersIn(text: string): readonly CodeOwner[] | null {
  // Behind the pattern comes a blank, else it is no pattern that ends here: a lone backslash at the line's end.
  if (text.startsWith("\\")) return null;
  const owners: CodeOwner[] = [];
  for (const word of text.split(/\s+/)) {
    if (word.startsWith("#")) break;
    const name = word.slice(1);
    if (word.startsWith("@") && isLogin(name)) owners.push({ kind: "person", login: name });
    else if (word.startsWith("@") && isTeam(name)) owners.push({ kind: "team", team: name.toLowerCase() });
    else if (word !== "" && !/^[^@]+@[^@]+$/.test(word)) return null;
  }
  return owners;
}

/** Any number of what a pattern is made of, none included: of characters in a segment, of folders in a path. */
const ANY = Symbol("any number");
/** `?`: one character, whichever. */
const ONE = Symbol("any one");

type Segment = readonly (string | typeof ANY | typeof ONE)[];

interface Matcher {
  readonly segments: readonly (Segment | typeof ANY)[];
  /** Fits what lies below what it names, too. */
  readonly below: boolean;
}

/** A pattern as the segments of a path, any folders first where it may match at any depth. */
function matcherOf(pattern: string): Matcher {
  const written = segmentsOf(pattern);
  const isFolder = written.length > 1 && written.at(-1)?.length === 0;
  const named = isFolder ? written.slice(0, -1) : written;
  const isAnchored = named.length > 1;
  const own = named[0]?.length === 0 ? named.slice(1) : named;
  const segments: (Segment | typeof ANY)[] = own.map((segment) =>
    segment.length > 1 && segment.every(isAny) ? ANY : segment,
  );
  const last = segments.at(-1) ?? ANY;
  if (!isAnchored) segments.unshift(ANY);
  // A last `**` is at least one name, and so is what lies in a folder.
  if (last === ANY) segments.push([ANY]);
  if (isFolder) segments.push(ANY, [ANY]);
  // What a pattern names may be a folder; a last `*` alone stands for the folder's own files only.
  return { segments, below: !isFolder && last !== ANY && !last.every(isAny) };
}

function segmentsOf(pattern: string): readonly Segment[] {
  const all: (string | typeof ANY | typeof ONE)[][] = [[]];
  let isEscaped = false;
  for (const char of pattern) {
    if (char === "/") all.push([]);
    else if (isEscaped) all.at(-1)?.push(char);
    else if (char !== "\\") all.at(-1)?.push(char === "*" ? ANY : char === "?" ? ONE : char);
    isEscaped = char === "\\" && !isEscaped;
  }
  return all;
}

const isAny = (part: unknown): boolean => part === ANY;

function isNamed(segment: Segment | typeof ANY, name: readonly string[]): boolean {
  return segment !== ANY && fits(segment, name, (part, char) => part === ONE || part === char, false);
}

/**
 * Whether a pattern fits a text, or with `below` a start of it. Where it does not fit on, only the last `ANY` takes one
 * more: what fitted before it still does.
 */
function fits<P, T>(
  pattern: readonly P[],
  text: readonly T[],
  isOne: (part: P, item: T) => boolean,
  below: boolean,
): boolean {
  let part = 0;
  let item = 0;
  let again: { readonly part: number; item: number } | null = null;
  for (;;) {
    const [wanted, found] = [pattern[part], text[item]];
    if (wanted === undefined && (below || found === undefined)) return true;
    if (wanted === ANY) {
      part += 1;
      again = { part, item };
    } else if (wanted !== undefined && found !== undefined && isOne(wanted, found)) {
      part += 1;
      item += 1;
    } else if (again !== null && again.item < text.length) {
      again.item += 1;
      ({ part, item } = again);
    } else {
      return false;
    }
  }
}
