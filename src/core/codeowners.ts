/**
 * CODEOWNERS: text → whom GitHub takes for a file's owners.
 *
 * Patterns are those of gitignore without `!` and `[ ]`; the last line that matches decides; a line that GitHub cannot
 * read is passed over. See GitHub's page "About code owners". Patterns are run without backtracking, so that no line
 * costs more than its length times the path's.
 */
import { isLogin, isTeam } from "./login.ts";
import { Automaton, type Step } from "./policy/automaton.ts";

/** Somebody who can be asked. Addresses of mail own files too, but nobody on the forge answers for them. */
export type CodeOwner =
  | { readonly kind: "person"; readonly login: string }
  /** `organization/team`, in lower case. */
  | { readonly kind: "team"; readonly team: string };

/** One line that can be read. */
export interface OwnerRule {
  readonly owners: readonly CodeOwner[];
  /** True for a path from the repository's root, without a leading slash. */
  readonly matches: (path: string) => boolean;
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

/** The owners of a path: those of the last line that matches, which may name nobody. */
export function ownersOf(rules: readonly OwnerRule[], path: string): readonly CodeOwner[] {
  return rules.findLast((rule) => rule.matches(path))?.owners ?? [];
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
  let automaton: Automaton | null = null;
  return {
    owners,
    matches: (path) => {
      automaton ??= new Automaton(programOf(segmentsOf(pattern)), [0]);
      return automaton.matches(path);
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

/** One character of a pattern; an escaped one stands for itself. */
interface Token {
  readonly char: string;
  readonly escaped: boolean;
}
type Segment = readonly Token[];

const STARS: Segment = [
  { char: "*", escaped: false },
  { char: "*", escaped: false },
];

interface Segments {
  readonly all: readonly Segment[];
  /** Ended in a slash: only what lies below it. */
  readonly folder: boolean;
}

/** A pattern as its path's segments, `**` first where it may match at any depth. */
function segmentsOf(pattern: string): Segments {
  const all: Token[][] = [[]];
  for (const [char] of pattern.matchAll(/\\.|[^\\]/gu)) {
    const escaped = char.length > 1 && char.startsWith("\\");
    if (char === "/") all.push([]);
    else all.at(-1)?.push({ char: escaped ? char.slice(1) : char, escaped });
  }
  const folder = all.length > 1 && all.at(-1)?.length === 0;
  if (folder) all.pop();
  const anchored = all.length > 1;
  if (all[0]?.length === 0) all.shift();
  return { all: anchored ? all : [STARS, ...all], folder };
}

const isStar = (token: Token | undefined): boolean => token?.char === "*" && !token.escaped;
const isStars = (segment: Segment): boolean => segment.length > 1 && segment.every(isStar);

function programOf({ all, folder }: Segments): readonly Step[] {
  const program: Step[] = [];
  // `**/**/` says no more than `**/`, and a long row of them would be tried at every character.
  const segments = all.filter((segment, index) => !(isStars(segment) && isStars(all[index + 1] ?? [])));
  const last = segments.length - 1;
  for (const [index, segment] of segments.entries()) {
    if (isStars(segment) && index < last) {
      emitFolders(program);
    } else {
      emitSegment(segment, program);
      if (index < last) program.push({ op: "char", char: "/" });
    }
  }
  const end = segments[last] ?? [];
  if (folder) {
    program.push({ op: "char", char: "/" });
    emitAny(program, true);
  } else if (end.some((token) => !isStar(token))) {
    // What names a folder owns all that is in it; a last `*` alone stands for the folder's own files only.
    const split = program.length;
    program.push({ op: "split", a: split + 1, b: split + 5 }, { op: "char", char: "/" });
    emitAny(program, true);
  }
  program.push({ op: "match" });
  return program;
}

function emitSegment(segment: Segment, program: Step[]): void {
  for (const [index, token] of segment.entries()) {
    if (!isStar(token)) {
      const any = token.char === "?" && !token.escaped;
      program.push(any ? { op: "any", slash: false } : { op: "char", char: token.char });
    } else if (!isStar(segment[index - 1])) {
      emitAny(program, isStars(segment));
    }
  }
}

/** Any run of characters, none included: three steps. */
function emitAny(program: Step[], slash: boolean): void {
  const loop = program.length;
  program.push({ op: "split", a: loop + 1, b: loop + 3 }, { op: "any", slash }, { op: "jump", to: loop });
}

/** Any number of folders, none included. */
function emitFolders(program: Step[]): void {
  const start = program.length;
  program.push({ op: "split", a: start + 1, b: start + 5 });
  emitAny(program, true);
  program.push({ op: "char", char: "/" });
}
