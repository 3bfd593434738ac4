/** What a text or a payload points to, as keys of the index. Pure. */

/** Issues and pull requests of a repository share their numbers. */
export function issueKey(repository: string, number: number): string {
  return `${repository.toLowerCase()}#${number}`;
}

export function shaKey(sha: string): string {
  return `sha ${sha.toLowerCase()}`;
}

export function runKey(repository: string, id: number): string {
  return `run ${repository.toLowerCase()} ${id}`;
}

// Bounded repetitions: without them a hostile text of dashes takes time that grows with its square.
const NUMBER = /(?:(?<![\w.-])([\w-]{1,39}\/[\w.-]{1,100}))?#(\d{1,9})(?!\w)/g;
const URL_OF_ISSUE = /\/\/[^\s/]{1,255}\/([\w-]{1,39}\/[\w.-]{1,100})\/(?:issues|pull)\/(\d{1,9})(?!\d)/g;
const REVERTED = /\bThis reverts commit ([0-9a-f]{40})\b/g;

/**
 * Keys of the issues and pull requests that a text mentions, as `#12`, `owner/name#12` or by URL, whatever the word
 * before it: a closing keyword, `Hardening:`, `Reverts`.
 */
export function mentions(text: string, repository: string): readonly string[] {
  const keys = new Set<string>();
  for (const [, named, number] of text.matchAll(NUMBER)) keys.add(issueKey(named ?? repository, Number(number)));
  for (const [, named, number] of text.matchAll(URL_OF_ISSUE)) keys.add(issueKey(named ?? repository, Number(number)));
  return [...keys];
}

/** Keys of the commits that a commit message says it reverts, in git's own words. */
export function reverts(message: string): readonly string[] {
  return [...message.matchAll(REVERTED)].map(([, sha = ""]) => shaKey(sha));
}
