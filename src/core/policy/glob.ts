// Globs over repository paths and check names.
//
// `*` any run of characters but `/`, `?` one character but `/`, `**` any run of characters, `**/` also no folder at all,
// `{a,b}` either. Everything else is literal, letters by case, names with a leading dot included; the whole path must
// match. A list of globs becomes one automaton, simulated without backtracking: anybody who opens an issue may write a
// glob (*Control scope*), so that no pattern may cost more than its length times the path's.

import { Automaton, type Step } from "./automaton.ts";

interface Rules {
  /** Whether `*` and `?` stop at `/`. */
  readonly paths: boolean;
  readonly foldCase: boolean;
}

/** Lists longer than this match nothing, and policy files that hold one are refused: 200 globs of 300 characters fit. */
const MAX_LETTERS = 70_000;
/** So do lists with more stars and alternatives: each of them is one more place to be at, for every letter of a path. */
const MAX_CHOICES = 6000;

const compiled = new Map<string, (path: string) => boolean>();
/** Globs kept compiled; a policy has some dozens. */
const MAX_COMPILED = 1000;

/** True when the path matches the glob. For a list of globs over many paths, `compileGlobs` is faster. */
export function globMatch(pattern: string, path: string): boolean {
  let test = compiled.get(pattern);
  if (test === undefined) {
    if (compiled.size >= MAX_COMPILED) {
      compiled.clear();
    }
    test = compileGlobs([pattern]);
    compiled.set(pattern, test);
  }
  return test(path);
}

/** One test for a list of globs: true when a path matches any of them. */
export function compileGlobs(patterns: readonly string[]): (path: string) => boolean {
  return compile(patterns, { paths: true, foldCase: false });
}

/** The same for names of checks, which are not paths: `*` and `?` also match `/`, and case does not matter. */
export function compileNames(patterns: readonly string[]): (name: string) => boolean {
  return compile(patterns, { paths: false, foldCase: true });
}

/** What is wrong with a glob, as an instruction for its author; null if nothing is. */
export function globProblem(pattern: string): string | null {
  if (pattern.trim() !== pattern || pattern === "") {
    return "write the glob without blanks around it";
  }
  if (pattern.startsWith("/") || pattern.startsWith("./")) {
    return "write the path from the repository's root, without a leading `/` or `./`";
  }
  if (pattern.startsWith("!")) {
    return "a glob cannot exclude with `!`: list what should match";
  }
  if (pattern.includes("\\")) {
    return "write `/` between folders; a backslash has no meaning in a glob";
  }
  return null;
}

/** What is wrong with a list of globs as a whole; null if nothing is. */
export function globsProblem(patterns: readonly string[]): string | null {
  let letters = 0;
  let choices = 0;
  for (const pattern of patterns) {
    letters += pattern.length;
    for (const char of pattern) {
      choices += char === "*" || char === "," ? 1 : 0;
    }
    if (letters > MAX_LETTERS || choices > MAX_CHOICES) {
      return "write fewer globs, or simpler ones: together they hold too many stars and alternatives";
    }
  }
  return null;
}

function compile(patterns: readonly string[], rules: Rules): (text: string) => boolean {
  if (globsProblem(patterns) !== null) {
    return () => false;
  }
  const program: Step[] = [];
  const starts: number[] = [];
  for (const pattern of patterns) {
    starts.push(program.length);
    emit(rules.foldCase ? pattern.toLowerCase() : pattern, rules, program);
  }
  const automaton = new Automaton(program, starts);
  return (text) => automaton.matches(rules.foldCase ? text.toLowerCase() : text);
}

/** A brace group being emitted. */
interface Group {
  /** Jumps at the end of each alternative, to be pointed behind the group. */
  readonly ends: number[];
  /** The split that leads to the current alternative, whose other way is the next one. */
  split: number;
}

function emit(pattern: string, rules: Rules, program: Step[]): void {
  const chars = [...pattern];
  const groups = braceGroups(chars);
  const open: Group[] = [];
  const nextAlternative = (group: Group): void => {
    const split = program[group.split];
    if (split?.op === "split") {
      program[group.split] = { ...split, b: program.length };
    }
  };
  for (let i = 0; i < chars.length; i += 1) {
    const char = chars[i] ?? "";
    const role = groups.get(i);
    const group = open.at(-1);
    if (role === "open") {
      open.push({ ends: [], split: program.length });
      program.push({ op: "split", a: program.length + 1, b: program.length + 1 });
    } else if (role === "comma" && group !== undefined) {
      group.ends.push(program.length);
      program.push({ op: "jump", to: 0 });
      nextAlternative(group);
      group.split = program.length;
      program.push({ op: "split", a: program.length + 1, b: program.length + 1 });
    } else if (role === "close" && group !== undefined) {
      open.pop();
      for (const end of group.ends) {
        program[end] = { op: "jump", to: program.length };
      }
    } else if (char === "*") {
      const atFolder = i === 0 || "/{,".includes(chars[i - 1] ?? "");
      const double = chars[i + 1] === "*";
      while (chars[i + 1] === "*") {
        i += 1;
      }
      // `**/` at a folder's start stands for any number of folders, none included.
      const folders = rules.paths && double && atFolder && chars[i + 1] === "/";
      i += folders ? 1 : 0;
      emitStar(program, double || !rules.paths, folders);
    } else {
      program.push(char === "?" ? { op: "any", slash: !rules.paths } : { op: "char", char });
    }
  }
  program.push({ op: "match" });
}

function emitStar(program: Step[], slash: boolean, folders: boolean): void {
  const start = program.length;
  const behind = start + 3 + (folders ? 2 : 0);
  if (folders) {
    // (.*/)? : either nothing, or anything that ends in a slash.
    program.push({ op: "split", a: start + 1, b: behind });
  }
  const loop = program.length;
  program.push({ op: "split", a: loop + 1, b: loop + 3 }, { op: "any", slash }, { op: "jump", to: loop });
  if (folders) {
    program.push({ op: "char", char: "/" });
  }
}

/** Which `{`, `,` and `}` of a pattern make groups: closed ones with at least one comma. The others are literal. */
function braceGroups(chars: readonly string[]): ReadonlyMap<number, "open" | "comma" | "close"> {
  const roles = new Map<number, "open" | "comma" | "close">();
  const open: { at: number; commas: number[] }[] = [];
  for (const [i, char] of chars.entries()) {
    if (char === "{") {
      open.push({ at: i, commas: [] });
    } else if (char === ",") {
      open.at(-1)?.commas.push(i);
    } else if (char === "}") {
      const group = open.pop();
      if (group !== undefined && group.commas.length > 0) {
        roles.set(group.at, "open").set(i, "close");
        for (const comma of group.commas) {
          roles.set(comma, "comma");
        }
      }
    }
  }
  return roles;
}
