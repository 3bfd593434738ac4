/** What a reference means among the changes that landed: nothing where that did not land, or only later (R-H2). */
import { type Change, type Changes, newestFirst, placeOf } from "./landed-changes.ts";
import type { ChangeRef } from "./revert-text.ts";

/** A shorter prefix of a title would fit too many. */
const LEAST_PREFIX = 12;

/** True where `change` is the other one or was brought by it. */
function isWithin(change: Change, other: Change): boolean {
  return change === other || change.within === other;
}

/** Makes the search for one repository; it answers what a reference means where `by` makes it. */
export function finder(repository: string, changes: Changes): (ref: ChangeRef, by: Change) => readonly Change[] {
  const pulls = [...changes.pulls.values()];
  const targets = [...pulls, ...pulls.flatMap(({ parts }) => parts), ...changes.commits];
  const byNumber = new Map<number, Change[]>();
  const byOid = new Map<string, Change[]>();
  for (const change of targets) {
    if (change.number !== null) put(byNumber, change.number, change);
    for (const oid of change.oids) put(byOid, oid, change);
  }
  return (ref, by) => {
    switch (ref.kind) {
      case "pull":
        if (ref.repository !== null && ref.repository.toLowerCase() !== repository.toLowerCase()) return [];
        return (byNumber.get(ref.number) ?? []).filter((change) => isAfter(by, change));
      case "commit": {
        const { sha } = ref;
        const named =
          sha.length === 40
            ? (byOid.get(sha) ?? [])
            : targets.filter(({ oids }) => oids.some((oid) => oid.startsWith(sha)));
        return named.filter((change) => isAfter(by, change) || (change.made?.startsWith(sha) && !isWithin(by, change)));
      }
      case "title":
        return titled(ref, by, changes);
    }
  };
}

function put<K>(map: Map<K, Change[]>, key: K, change: Change): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [change]);
  else list.push(change);
}

/**
 * Whether `by` landed after `change`. A commit that no pull request brought is known by its place: its date is its
 * maker's word.
 */
function isAfter(by: Change, change: Change): boolean {
  if (isWithin(by, change)) return false;
  if (by.within !== null && by.within === change.within) return (by.place ?? 0) < (change.place ?? 0);
  // When it landed is not known yet; asking who brought it will tell.
  if (!by.asked) return true;
  const [mine, its] = [placeOf(by), placeOf(change)];
  const isLater = mine === null || its === null ? null : mine < its;
  const isDirect = by.within === null && by.oid !== null;
  if (isDirect && isLater !== null) return isLater;
  return by.at === change.at ? isLater !== false : by.at > change.at;
}

/** The newest change of that title that landed before: titles come again and again. */
function titled(ref: Extract<ChangeRef, { kind: "title" }>, by: Change, changes: Changes): readonly Change[] {
  if (!ref.whole && ref.title.length < LEAST_PREFIX) return [];
  const fits = (titles: readonly string[]): boolean =>
    titles.some((title) => (ref.whole ? isSame(title, ref.title) : title.startsWith(ref.title)));
  const isBefore = (change: Change): boolean =>
    fits(change.titles) && change.within !== (by.within ?? by) && isAfter(by, change);
  const commit = changes.commits.find(isBefore);
  if (commit === undefined) {
    return [...changes.pulls.values()].filter(isBefore).sort(newestFirst).slice(0, 1);
  }
  const owner = commit.within;
  if (owner === null) return [commit];
  const isAll = owner.oids.some((oid) => commit.oids.includes(oid)) || fits(owner.titles);
  return isAll ? [owner] : [commit, ...owner.parts.filter(({ oids }) => oids.some((oid) => commit.oids.includes(oid)))];
}

/** Equal but for the case of the first letter, which a sentence changes. */
function isSame(title: string, quoted: string): boolean {
  const [a, b] = [title, quoted].map((text) => `${text.slice(0, 1).toLowerCase()}${text.slice(1)}`);
  return a === b;
}
