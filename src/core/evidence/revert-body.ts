/**
 * What a body says is taken back: a pull request's description, or the squash text that lists its commits (R-H2).
 *
 * Hashes count whatever the title says, because whoever looks them up finds only what landed; numbers count below a
 * revert's title only. A squash text may hold a commit and its revert, or a revert and its revert: neither landed.
 */
import { outline } from "../outline.ts";
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
  /(?<![\w"'`])(?:This|It) (reverts|backs out|undoes|re-?lands|re-?applies|un-?reverts) (?:the )?(?:merge )?commits?:? (?=[0-9a-f]{7})/i;
/** A hash may be written as code or as its address, which GitHub shows alike. */
const HASH_AS_CODE = /`([0-9a-f]{7,40})`/gi;
const COMMIT_ADDRESS = /https?:\/\/[\w.:-]{1,200}\/[\w.-]{1,100}\/[\w.-]{1,100}\/commits?\/(?=[0-9a-f]{7})/gi;
const FOOTER = /^Refs: (?=[0-9a-f]{7})/i;
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

/** The footer that https://www.conventionalcommits.org recommends below `revert: …`: `Refs: <hash>, <hash>`. */
export function footerRefs(body: string): readonly ChangeRef[] {
  return body.split("\n").flatMap((line) => {
    const footer = FOOTER.exec(line);
    return footer === null ? [] : hashes(line.slice(footer[0].length));
  });
}

/** Lines of fenced code: what they show was said elsewhere. A fence that nothing closes hides nothing here. */
function codeIn(body: string): ReadonlySet<number> {
  if (!/^[ >\t*-]*(?:```|~~~)/m.test(body)) return new Set();
  const { code, unclosed } = outline(body);
  return new Set([...code].filter((line) => unclosed === null || line < unclosed));
}

/** Reads a body with `\n` as line ends; `isRevert`: its title is one of a revert. */
export function readBody(body: string, isRevert: boolean): RevertText {
  const first: Section = { heading: "", reverts: [], restores: [], canceled: false };
  const sections = [first];
  const byHeading = new Map<string, Section>();
  const before = new Set<string>();
  let section = first;
  const lines = body.split("\n");
  const code = codeIn(body);
  for (const [index, raw] of lines.entries()) {
    if (code.has(index + 1)) continue;
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
function hashesIn(said: string, next: string): RevertText {
  const line = said.replace(COMMIT_ADDRESS, "").replace(HASH_AS_CODE, "$1");
  const found = HASHES.exec(line);
  if (found === null) return { reverts: [], restores: [] };
  const list = line.slice(found.index + found[0].length);
  const text = /(?:,|\band)$/.test(list) ? `${list} ${plainTitle(next)}` : list;
  const refs = hashes(text);
  const restores = /^(?:re|un)-?(?:land|appl|revert)/i.test(found[1] ?? "");
  return restores ? { reverts: [], restores: refs } : { reverts: refs, restores: [] };
}

function hashes(text: string): ChangeRef[] {
  return readList(text, true).refs.filter(({ kind }) => kind === "commit");
}
