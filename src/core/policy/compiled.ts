/** Lists of globs and of names, compiled once for as long as policies use them. */
import { compileGlobs, compileNames } from "./glob.ts";

type Matcher = (text: string) => boolean;
type Kind = "paths" | "names";

const COMPILERS = { paths: compileGlobs, names: compileNames } as const;
// A list costs far more to compile than to use, and even reading it to know it again costs more than a match: a policy's
// own lists are known by identity, others by what is in them.
const byIdentity = {
  paths: new WeakMap<readonly string[], Matcher>(),
  names: new WeakMap<readonly string[], Matcher>(),
};
const byContent = new Map<string, Matcher>();
/** Lists kept: those of a hundred policies. */
const MOST_LISTS = 1000;
/** Texts whose answer one list keeps. */
const MOST_ANSWERS = 2000;

/** What says whether a path, or a check's name, matches one of the patterns. */
export function compiled(kind: Kind, patterns: readonly string[]): Matcher {
  const met = byIdentity[kind].get(patterns);
  if (met !== undefined) return met;
  const key = `${kind}\n${patterns.join("\n")}`;
  const made = byContent.get(key) ?? remembering(COMPILERS[kind](patterns));
  if (byContent.size >= MOST_LISTS) byContent.clear();
  byContent.set(key, made);
  byIdentity[kind].set(patterns, made);
  return made;
}

/** The same few paths are asked about by every item and every rule that a pull request serves. */
function remembering(matches: Matcher): Matcher {
  const answers = new Map<string, boolean>();
  return (text) => {
    const known = answers.get(text);
    if (known !== undefined) return known;
    if (answers.size >= MOST_ANSWERS) answers.clear();
    const answer = matches(text);
    answers.set(text, answer);
    return answer;
  };
}
