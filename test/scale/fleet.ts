/**
 * The simulated organization: repositories that are twins of two real ones in the box, one with an incident and one
 * without. A twin has the original's content under its own name and with its own commits. Pure.
 */

/** The repositories of the box that are copied; their names occur nowhere else. */
export const ORIGINALS = { incident: "acme/original-loud", quiet: "acme/original-calm" } as const;

const NAME = /acme\/twin-(\d{6})|\btwin-(\d{6})\b/g;
const SHA = /\b[0-9a-f]{40}\b/g;
/** Of a commit's name so much is the original's; the rest is the twin's number. */
const KEPT = 34;

export interface Fleet {
  readonly repositories: number;
  /** The first so many have one incident each. */
  readonly incidents: number;
  /** So many of those without are listed, and so swept at start: what a sweep costs is a matter of each repository. */
  readonly listed: number;
  /** Installations over which the repositories are spread. */
  readonly installations: number;
}

/** Between the numbers of the fleet's installations; the first is the box's own. */
const STEP = 1_000_000_000;

/** The installation that a twin belongs to. @param own the box's. */
export function installationOf(index: number, { installations }: Fleet, own: number): number {
  return own + (index % installations) * STEP;
}

/** Any of the fleet's installations → the box's own, for which it hands out a token. */
export function ownInstallation(path: string): string {
  return path.replace(/(?<=\/app\/installations\/)\d+/, (id) => String(Number(id) % STEP));
}

/** `owner/name` of a twin. */
export function twinOf(index: number): string {
  return `acme/twin-${String(index).padStart(6, "0")}`;
}

/** The original that a twin copies. */
export function originalOf(index: number, { incidents }: Fleet): string {
  return index < incidents ? ORIGINALS.incident : ORIGINALS.quiet;
}

/** Which twin a request is about; null where it names none. */
export function indexIn(text: string): number | null {
  NAME.lastIndex = 0;
  const found = NAME.exec(text);
  return found === null ? null : Number(found[1] ?? found[2]);
}

/** A commit of the original → the same in the twin. */
export function twinSha(sha: string, index: number): string {
  return `${sha.slice(0, KEPT)}${index.toString(16).padStart(40 - KEPT, "0")}`;
}

/** What the box answers of the original → what it would answer of the twin. */
export function toTwin(text: string, original: string, index: number): string {
  const [, name = ""] = original.split("/");
  const [, twin = ""] = twinOf(index).split("/");
  return text.replaceAll(name, twin).replace(SHA, (sha) => twinSha(sha, index));
}

/** The commits of the originals that were seen, by what a twin keeps of them. */
export type Commits = Map<string, string>;

export function remember(text: string, commits: Commits): void {
  for (const [sha] of text.matchAll(SHA)) commits.set(sha.slice(0, KEPT), sha);
}

/** What is asked of the twin → what to ask of the original. */
export function toOriginal(text: string, original: string, commits: Commits): string {
  const [, name = ""] = original.split("/");
  return text
    .replace(NAME, (whole) => (whole.includes("/") ? original : name))
    .replace(SHA, (sha) => commits.get(sha.slice(0, KEPT)) ?? sha);
}
