/**
 * What landed on one repository's default branch, as changes that can take each other back: pull requests, and the
 * commits whose messages say something (R-H2).
 */
import type { Instant } from "../snapshot/types.ts";
import { plainTitle, readCommitText, type CommitText, type RevertText } from "./revert-text.ts";
import { SAYS_NOTHING } from "./revert-title.ts";

/** A commit of the default branch. */
export interface LandedCommit {
  readonly oid: string;
  /** The committer's clock. */
  readonly at: Instant;
  readonly message: string;
}

/** A pull request that was merged into the default branch. */
export interface LandedPull {
  /** `owner/name#number`. */
  readonly key: string;
  readonly number: number;
  readonly titles: readonly string[];
  readonly mergedAt: Instant;
  readonly mergeCommit: string | null;
  /** Its own commits, oldest first; empty where they are not all known. */
  readonly commits: readonly { readonly oid: string; readonly message: string }[];
  readonly says: RevertText;
}

export interface Landed {
  /** `owner/name`. */
  readonly repository: string;
  /** Newest first, as far as they were read. */
  readonly commits: readonly LandedCommit[];
  readonly pulls: readonly LandedPull[];
  /** By commit, the key of the pull request that brought it, null where none did; a commit without entry: not asked. */
  readonly broughtBy: ReadonlyMap<string, string | null>;
}

/** Something that landed at once. */
export interface Change {
  /** `owner/name#12`, or `commit 0123456789ab`. */
  readonly name: string;
  readonly number: number | null;
  readonly titles: readonly string[];
  /** The commits of which each is all of it. */
  readonly oids: readonly string[];
  /** Its own commits, where it has several: all of them together are all of it. */
  readonly parts: readonly Change[];
  readonly at: Instant;
  /** Its place among the commits: later ones have lower places. */
  readonly place: number | null;
  readonly says: RevertText;
  /** The pull request that brought it. */
  readonly within: Change | null;
  /** Set for a commit of the default branch. */
  readonly oid: string | null;
  /** The commit that its merge made, whose hash nobody knew before. */
  readonly made: string | null;
  /** False for a commit while nobody has asked who brought it. */
  readonly asked: boolean;
}

/** The later one first. */
export function newestFirst(a: Change, b: Change): number {
  if (a.at !== b.at) return a.at < b.at ? 1 : -1;
  const isInside = a.within === b.within;
  return ((isInside ? a.place : placeOf(a)) ?? 0) - ((isInside ? b.place : placeOf(b)) ?? 0);
}

/** Where it landed: with the pull request that brought it. */
export function placeOf({ within, place }: Change): number | null {
  return within?.place ?? place;
}

export interface Changes {
  readonly pulls: ReadonlyMap<string, Change>;
  /** One for each commit of `Landed.commits`, in that order. */
  readonly commits: readonly Change[];
}

const UPDATE = /^Merge (?:branch|remote-tracking branch|commit|tag|pull request) /;

/** Makes the changes of one repository. */
export function changesOf(landed: Landed): Changes {
  const places = new Map(landed.commits.map(({ oid }, place) => [oid, place]));
  const texts = landed.commits.map(({ message }) => readCommitText(message));
  const pulls = new Map<string, Change>();
  const owners = new Map<string, Change>();
  for (const pull of landed.pulls) {
    const change = changeOfPull(pull, landed, places);
    pulls.set(pull.key, change);
    for (const oid of [...change.oids, ...change.parts.flatMap((part) => part.oids)]) owners.set(oid, change);
  }
  const commits = landed.commits.map(({ oid, at }, place): Change => {
    const brought = landed.broughtBy.get(oid);
    const within = owners.get(oid) ?? (typeof brought === "string" ? (pulls.get(brought) ?? null) : null);
    const text = texts[place] as CommitText;
    return {
      name: within?.name ?? `commit ${oid.slice(0, 12)}`,
      // Until somebody has asked who brought it, the number that the subject claims has to do.
      number: within === null && brought === undefined ? text.number : null,
      titles: text.titles,
      oids: [oid],
      parts: [],
      at: within?.at ?? at,
      place,
      says: text.says,
      within,
      oid,
      made: null,
      asked: within !== null || brought !== undefined,
    };
  });
  return { pulls, commits };
}

function changeOfPull(pull: LandedPull, landed: Landed, places: ReadonlyMap<string, number>): Change {
  const own = pull.commits.filter(({ message }) => !UPDATE.test(message));
  const place = pull.mergeCommit === null ? null : (places.get(pull.mergeCommit) ?? null);
  const copies = copiesOf(own, place, landed.commits);
  const base = { number: pull.number, at: pull.mergedAt, within: null, oid: null, made: null, asked: true };
  const merged = pull.mergeCommit === null ? [] : [pull.mergeCommit];
  const parts =
    own.length < 2
      ? []
      : own.map(({ oid, message }, index): Change => {
          const copy = copies[index];
          const oids = copy === undefined ? [oid] : [oid, copy];
          const at = oids.flatMap((each) => places.get(each) ?? []);
          const titles = readCommitText(message).titles;
          const name = `commit ${oid.slice(0, 12)}`;
          return { ...base, name, number: null, titles, oids, parts: [], place: at[0] ?? place, says: SAYS_NOTHING };
        });
  // The last of several commits that a rebase put on top is not all of it.
  const whole = copies.length > 0 ? [] : merged;
  return {
    ...base,
    name: pull.key,
    titles: pull.titles.map(plainTitle),
    oids: own.length === 1 ? [...merged, ...own.map(({ oid }) => oid)] : whole,
    parts,
    place,
    says: pull.says,
    made: pull.mergeCommit,
  };
}

/**
 * The commits that merging by rebase made of several ones, in their order; empty where it was not merged so. A rebase
 * keeps each message, and its last copy is the merge commit; a squash has a message of its own.
 * Source: https://docs.github.com/en/pull-requests/collaborating-with-pull-requests/incorporating-changes-from-a-pull-request/about-pull-request-merges
 */
function copiesOf(
  own: LandedPull["commits"],
  place: number | null,
  commits: readonly LandedCommit[],
): readonly (string | undefined)[] {
  if (own.length < 2 || place === null) return [];
  if (commits[place]?.message.trim() !== own.at(-1)?.message.trim()) return [];
  let next = place;
  return own
    .toReversed()
    .map(({ message }) => {
      const found = commits.findIndex((one, index) => index >= next && one.message.trim() === message.trim());
      if (found < 0) return undefined;
      next = found + 1;
      return commits[found]?.oid;
    })
    .reverse();
}
