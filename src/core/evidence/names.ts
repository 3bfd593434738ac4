/** Whether a text names a control: by a path it changes, by a check, or by what its item calls it (R-S2, R-S3). */
import type { PullRequest } from "../snapshot/pull.ts";
import { isUnreadable } from "../snapshot/types.ts";
import { checksOf } from "./control.ts";
import { OUR_CHECKS } from "./types.ts";

/** Words of which every text is full, and that many checks are called by: as a name they count only in backticks. */
const COMMON_WORDS: ReadonlySet<string> = new Set(
  "build check checks ci deploy docs e2e format integration lint main release test tests unit verify".split(" "),
);

/** Files of which a repository has many, or that every change touches: only their whole path names one. */
const COMMON_FILES: ReadonlySet<string> = new Set(
  (
    "__init__ base build cargo changelog ci codeowners common config conftest default dockerfile gemfile go index init " +
    "lib license main makefile mod outputs owners package package-lock pom readme requirements server settings setup " +
    "spec test tests types util utils values variables yarn"
  ).split(" "),
);

/** True for a file's name that means one file: `guard.yml`, and not `index.ts`, `README.md` or `run`. */
function isSpecific(file: string): boolean {
  const stem = file.replace(/^\./, "").replace(/\..*$/, "").toLowerCase();
  return file.length >= 6 && /[._-]/.test(file) && !COMMON_FILES.has(stem);
}

/** The paths that pull requests change, each once. */
export function pathsOf(pulls: readonly PullRequest[]): readonly string[] {
  const paths = pulls.flatMap((pull) => (isUnreadable(pull.files) ? [] : pull.files.map((file) => file.path)));
  return [...new Set(paths)].sort();
}

/** What paths are called: in full, and by a file's name that means one file. */
export function pathNames(paths: readonly string[]): readonly string[] {
  return paths.flatMap((path) => {
    const file = path.slice(path.lastIndexOf("/") + 1);
    return [...(file === path ? [] : [path]), ...(isSpecific(file) ? [file] : [])];
  });
}

/** The checks on the last heads of pull requests, without ours. */
export function checkNames(pulls: readonly PullRequest[]): readonly string[] {
  return pulls.flatMap(checksOf).flatMap(({ name }) => (name.startsWith(OUR_CHECKS) ? [] : [name]));
}

/** What a text puts in backticks: the names of alerts, commands and files. */
export function codeSpans(text: string): readonly string[] {
  return [...text.matchAll(/`([^`\n]{4,100})`/g)].flatMap((match) => match[1]?.trim() ?? []);
}

/**
 * The first of the names that the text names; undefined for none. Case does not matter, and a name within a word is
 * none; one that ends in `*` may go on.
 */
export function namedIn(text: string, names: readonly string[]): string | undefined {
  const haystack = text.toLowerCase();
  return names.find((name) => isNamed(haystack, name.toLowerCase()));
}

function isNamed(text: string, wanted: string): boolean {
  const goesOn = wanted.endsWith("*");
  const name = goesOn ? wanted.slice(0, -1).trimEnd() : wanted;
  if (name.length < 3) return false;
  if (COMMON_WORDS.has(name)) return text.includes(`\`${name}\``);
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    const end = at + name.length;
    if (!BEFORE.test(text.slice(Math.max(0, at - 2), at)) && (goesOn || !BEHIND.test(text.slice(end, end + 2))))
      return true;
  }
  return false;
}

/** A letter, digit, `_` or `-` beside a name makes it a part of another one, and so does an extension. */
const BEFORE = /[a-z0-9_-]$|[a-z0-9]\.$/;
const BEHIND = /^[a-z0-9_-]|^\.[a-z0-9]/;
