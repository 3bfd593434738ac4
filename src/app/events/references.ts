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

/** Whatever incident had pull requests merged into a repository: what lands there later may revert or adopt them. */
export function mergedKey(repository: string): string {
  return `merged ${repository.toLowerCase()}`;
}

/** A file that counts as evidence for as long as it is there. */
export function fileKey(repository: string, path: string): string {
  return `file ${repository.toLowerCase()} ${path}`;
}

/** A cited file: a sign-off binds to what it says (R-H5). */
export function textKey(repository: string, path: string): string {
  return `text ${repository.toLowerCase()} ${path}`;
}

/** A file that policies of other repositories are made of. */
export function policyKey(repository: string, path: string): string {
  return `policy ${repository.toLowerCase()} ${path}`;
}

// Bounded repetitions: without them a hostile text of dashes takes time that grows with its square.
const NUMBER = /(?:(?<![\w.-])([\w-]{1,39}\/[\w.-]{1,100}))?#(\d{1,9})(?!\w)/g;
const URL_OF_ISSUE = /\/\/[^\s/]{1,255}\/([\w-]{1,39}\/[\w.-]{1,100})\/(?:issues|pull)\/(\d{1,9})(?!\d)/g;
const REVERT = /revert|reapply|reland|roll(?:s|ed)?[ -]?back/i;

/**
 * Keys of the issues and pull requests that a text mentions, as `#12`, `owner/name#12` or by URL, whatever the word
 * before it: a closing keyword, `Hardening:`, `Reverts`.
 */
export function mentions(text: string, repository: string): readonly string[] {
  const keys = new Set<string>();
  // Looking for one character is much quicker than looking for what may stand before it.
  const patterns = [...(text.includes("#") ? [NUMBER] : []), ...(text.includes("//") ? [URL_OF_ISSUE] : [])];
  for (const pattern of patterns) {
    for (const [, named, number] of text.matchAll(pattern)) keys.add(issueKey(named ?? repository, Number(number)));
  }
  return [...keys];
}

/** True for a commit message that may be of a revert, or of a revert's revert; the pass finds out of what. */
export function speaksOfRevert(message: string): boolean {
  return REVERT.test(message);
}
