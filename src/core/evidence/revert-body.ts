/**
 * What a body says is taken back: a pull request's description, or the squash text that lists its commits (R-H2).
 *
 * Hashes count whatever the title says, because whoever looks them up finds only what landed; numbers count below a
 * revert's title only. A squash text may hold a commit and its revert, or a revert and its revert: neither landed.
 */
import { type ChangeRef, plainTitle, readLine, readList, readTitle, type RevertText } from "./revert-title.ts";

interface Section {
  /** `Revert "…"` or `Reapply "…"`; empty where another commit, or nothing, stands above. */
  readonly heading: string;
  readonly reverts: ChangeRef[];
  readonly restores: ChangeRef[];
  canceled: boolean;
}

/** GitHub lists at most 250 commits of a pull request; what a longer list says is no commit's heading. */
const MOST_HEADINGS = 500;

const BULLET = /^[ \t]*[*-][ \t]+/;
const HEADING = /^(?:Revert|Reapply) "/;
const HASHES =
  /\b(?:This|It) (reverts|backs out|undoes|re-?lands|re-?applies|un-?reverts) (?:the )?(?:merge )?commits?:? (?=[0-9a-f]{7})/i;
const NUMBERS =
  /^(?:(?:This PR|This|It) )?(?:(?:un-?)?revert|re-?land|re-?appl|back(?:s|ing)? ?out|roll(?:s|ing)? ?back|undo)/i;
const BUTTON = /^Reverts ((?:[\w.-]{1,100}\/[\w.-]{1,100})?#\d{1,9})\.?$/i;

/** GitHub's button begins the body with `Reverts owner/name#12`, a paragraph of its own. */
export function buttonRefs(body: string): readonly ChangeRef[] {
  const refs: ChangeRef[] = [];
  for (const line of body.trimStart().split("\n")) {
    if (line.trim() === "") break;
    const named = BUTTON.exec(line.trim())?.[1];
    if (named === undefined) return [];
    refs.push(...readList(named).refs);
  }
  return refs;
}

/** Reads a body with `\n` as line ends; `isRevert`: its title is one of a revert. */
export function readBody(body: string, isRevert: boolean): RevertText {
  const first: Section = { heading: "", reverts: [], restores: [], canceled: false };
  const sections = [first];
  const byHeading = new Map<string, Section>();
  const before = new Set<string>();
  let section = first;
  const lines = body.split("\n");
  for (const [index, raw] of lines.entries()) {
    const isBullet = BULLET.test(raw);
    const line = plainTitle(isBullet ? raw.replace(BULLET, "") : raw);
    // A quotation is somebody else's text.
    if (line === "" || line.startsWith(">")) continue;
    const isHeading = byHeading.size < MOST_HEADINGS && HEADING.test(line);
    if (isHeading || isBullet) {
      section = { heading: isHeading ? line : "", reverts: [], restores: [], canceled: false };
      sections.push(section);
    }
    if (isHeading) {
      const isKnown = byHeading.get(line)?.canceled === false;
      section.canceled = cancel(line, byHeading, before);
      byHeading.set(line, section);
      if (isRevert && !isKnown) add(section, readTitle(line));
    } else {
      add(section, hashesIn(line, lines[index + 1] ?? ""));
      if (isRevert && NUMBERS.test(line)) add(section, readLine(line));
    }
    before.add(line);
  }
  const landed = sections.filter(({ canceled }) => !canceled);
  return {
    reverts: landed.flatMap(({ reverts }) => reverts),
    restores: landed.flatMap(({ restores }) => restores),
  };
}

function add(section: Section, said: RevertText): void {
  section.reverts.push(...said.reverts);
  section.restores.push(...said.restores);
}

/** Whether a heading takes back what an earlier line of the same text did; then both are as if never done. */
function cancel(heading: string, byHeading: ReadonlyMap<string, Section>, before: ReadonlySet<string>): boolean {
  const inner = heading.slice(heading.indexOf('"') + 1, heading.lastIndexOf('"'));
  const undone = heading.startsWith("Reapply") ? `Revert "${inner}"` : inner;
  const earlier = byHeading.get(undone);
  if (earlier !== undefined && !earlier.canceled) {
    earlier.canceled = true;
    return true;
  }
  return earlier === undefined && heading.startsWith("Revert") && before.has(inner);
}

/** `This reverts commit <hash>`, several of them, and a merge's `…, reversing changes made to <hash>` left aside. */
function hashesIn(line: string, next: string): RevertText {
  const found = HASHES.exec(line);
  if (found === null) return { reverts: [], restores: [] };
  const list = line.slice(found.index + found[0].length);
  const text = /(?:,|\band)$/.test(list) ? `${list} ${plainTitle(next)}` : list;
  const refs = readList(text, true).refs.filter(({ kind }) => kind === "commit");
  const restores = /^(?:re|un)-?(?:land|appl|revert)/i.test(found[1] ?? "") && !/^reverts$/i.test(found[1] ?? "");
  return restores ? { reverts: [], restores: refs } : { reverts: refs, restores: [] };
}
