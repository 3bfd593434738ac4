import { describe, expect, it } from "@jest/globals";
import { type Change, changesOf, type LandedPull } from "../../../src/core/evidence/landed-changes.ts";
import { finder } from "../../../src/core/evidence/landed-refs.ts";
import { type ChangeRef, readPullText } from "../../../src/core/evidence/revert-text.ts";
import { day, HERE, sha } from "../../support/snapshot.ts";

interface Commit {
  readonly id: number;
  readonly message: string;
  readonly on: number;
  /** The number of the pull request that brought it; null: none; left out: nobody asked. */
  readonly by?: number | null;
}

interface Pull {
  readonly number: number;
  readonly on: number;
  /** The commit of its merge. */
  readonly made?: number;
  readonly own?: readonly { readonly oid: string; readonly message: string }[];
  readonly title?: string;
}

/** What landed, the newest first, and the search in it: the names of what a reference means. */
function landing(commits: readonly Commit[], pulls: readonly Pull[] = []) {
  const changes = changesOf({
    repository: HERE,
    commits: commits.map(({ id, message, on }) => ({ oid: sha(id), message, at: day(on) })),
    pulls: pulls.map(
      ({ number, on, made, own = [], title = "Limit the pool" }): LandedPull => ({
        key: `${HERE}#${number}`,
        number,
        titles: [title],
        mergedAt: day(on),
        mergeCommit: made === undefined ? null : sha(made),
        commits: own,
        says: readPullText(title, ""),
      }),
    ),
    broughtBy: new Map(
      commits.flatMap(({ id, by }) =>
        by === undefined ? [] : [[sha(id), by === null ? null : `${HERE}#${by}`] as const],
      ),
    ),
  });
  const find = finder(HERE, changes);
  const commit = (id: number): Change => changes.commits.find(({ oid }) => oid === sha(id)) as Change;
  const pull = (number: number): Change => changes.pulls.get(`${HERE}#${number}`) as Change;
  return { commit, pull, find: (ref: ChangeRef, by: Change) => find(ref, by).map(({ name }) => name) };
}

const number = (value: number): ChangeRef => ({ kind: "pull", repository: null, number: value });
const hash = (text: string): ChangeRef => ({ kind: "commit", sha: text });
const title = (text: string, whole = true): ChangeRef => ({ kind: "title", title: text, whole });
const nameOf = (id: number): string => `commit ${sha(id).slice(0, 12)}`;
const LIMIT = "Limit the pool";

describe("a number", () => {
  it("means the pull request that was merged before", () => {
    const { find, pull } = landing(
      [],
      [
        { number: 45, on: 3 },
        { number: 41, on: 2 },
      ],
    );
    expect(find(number(41), pull(45))).toEqual([`${HERE}#41`]);
    expect(find(number(45), pull(41))).toEqual([]);
    expect(find(number(41), pull(41))).toEqual([]);
    expect(find(number(40), pull(45))).toEqual([]);
    // One whose merge has no place among the commits that were read is known by its time.
    expect(find(title("limit the pool"), pull(45))).toEqual([`${HERE}#41`]);
    expect(find(title("LIMIT the pool"), pull(45))).toEqual([]);
    expect(find(title("x", false), pull(45))).toEqual([]);
    expect(find({ kind: "pull", repository: "Acme/SHOP", number: 41 }, pull(45))).toEqual([`${HERE}#41`]);
    expect(find({ kind: "pull", repository: "acme/api", number: 41 }, pull(45))).toEqual([]);
  });

  it("in a commit of a pull request does not mean that pull request itself", () => {
    const { find, commit } = landing([{ id: 1, message: "Revert #41", on: 3 }], [{ number: 41, on: 2, made: 1 }]);
    expect(find(number(41), commit(1))).toEqual([]);
  });

  it("of two that landed in the same second, means the one behind on the branch", () => {
    const { find, pull } = landing(
      [
        { id: 2, message: "b", on: 2 },
        { id: 1, message: "a", on: 2 },
      ],
      [
        { number: 42, on: 2, made: 2 },
        { number: 41, on: 2, made: 1 },
      ],
    );
    expect(find(number(41), pull(42))).toEqual([`${HERE}#41`]);
    expect(find(number(42), pull(41))).toEqual([]);
    const unplaced = landing(
      [{ id: 1, message: "a", on: 2 }],
      [
        { number: 42, on: 2, made: 2 },
        { number: 41, on: 2, made: 1 },
      ],
    );
    expect(unplaced.find(number(41), unplaced.pull(42))).toEqual([`${HERE}#41`]);
    expect(unplaced.find(number(42), unplaced.pull(41))).toEqual([`${HERE}#42`]);
  });
});

describe("a hash", () => {
  it("means the commit that begins with it, and the pull request that is all of it", () => {
    const { find, commit } = landing(
      [
        { id: 0xa3, message: "Revert it", on: 4, by: null },
        { id: 0xa2, message: "Other", on: 3, by: null },
        { id: 0xa1, message: LIMIT, on: 2 },
      ],
      [{ number: 41, on: 2, made: 0xa1 }],
    );
    for (const text of [sha(0xa1), sha(0xa1).slice(0, 8), sha(0xa1).slice(0, 39)]) {
      // The pull request, and its commit, which goes by the same name.
      expect(find(hash(text), commit(0xa3))).toEqual([`${HERE}#41`, `${HERE}#41`]);
      expect(find(hash(text), commit(0xa1))).toEqual([]);
    }
    expect(find(hash(sha(0xa2).slice(0, 8)), commit(0xa3))).toEqual([nameOf(0xa2)]);
    expect(find(hash(sha(0xa3)), commit(0xa2))).toEqual([]);
    expect(find(hash(sha(0xff)), commit(0xa3))).toEqual([]);
  });

  it("means a commit of a pull request that was squashed", () => {
    const own = [
      { oid: sha(0xb1), message: "Limit it" },
      { oid: sha(0xb2), message: "Test it" },
    ];
    const { find, pull } = landing(
      [],
      [
        { number: 45, on: 3 },
        { number: 41, on: 2, own },
      ],
    );
    expect(find(hash(sha(0xb1)), pull(45))).toEqual([nameOf(0xb1)]);
    expect(find(hash(sha(0xb2).slice(0, 8)), pull(45))).toEqual([nameOf(0xb2)]);
  });

  it("that a merge made was known to nobody before, whatever the clock of whoever names it says", () => {
    const { find, commit } = landing(
      [{ id: 0xa3, message: "Revert it", on: 1, by: null }],
      [{ number: 41, on: 2, made: 0xa1, own: [{ oid: sha(0xb1), message: LIMIT }] }],
    );
    expect(find(hash(sha(0xa1)), commit(0xa3))).toEqual([`${HERE}#41`]);
    expect(find(hash(sha(0xa1).slice(0, 8)), commit(0xa3))).toEqual([`${HERE}#41`]);
    // Its own commit was there before the merge.
    expect(find(hash(sha(0xb1)), commit(0xa3))).toEqual([]);
    expect(find(hash(sha(0xa1).slice(-8)), commit(0xa3))).toHaveLength(1);
    expect(find(hash(sha(0x1a1a).slice(0, 8)), commit(0xa3))).toEqual([]);
    const within = landing([{ id: 0xa1, message: "It is itself", on: 2 }], [{ number: 41, on: 2, made: 0xa1 }]);
    expect(within.find(hash(sha(0xa1)), within.commit(0xa1))).toEqual([]);
  });
});

describe("what landed before", () => {
  it("is told by the place of a commit that nobody brought, not by its date", () => {
    const { find, commit } = landing(
      [
        { id: 3, message: "Direct", on: 1, by: null },
        { id: 2, message: LIMIT, on: 2 },
        { id: 1, message: "Direct", on: 9, by: null },
      ],
      [{ number: 41, on: 2, made: 2 }],
    );
    expect(find(number(41), commit(3))).toEqual([`${HERE}#41`]);
    expect(find(number(41), commit(1))).toEqual([]);
  });

  it("is told by its date where the other's place was not read", () => {
    const { find, commit } = landing(
      [
        { id: 3, message: "Direct", on: 4, by: null },
        { id: 2, message: "Direct", on: 1, by: null },
      ],
      [{ number: 41, on: 2, made: 9 }],
    );
    expect(find(number(41), commit(3))).toEqual([`${HERE}#41`]);
    expect(find(number(41), commit(2))).toEqual([]);
  });

  it("is told by the merge of what a pull request brought", () => {
    const { find, commit } = landing(
      [
        { id: 3, message: "Revert #41", on: 1, by: 45 },
        { id: 2, message: LIMIT, on: 2 },
      ],
      [
        { number: 45, on: 3, made: 3 },
        { number: 41, on: 2, made: 2 },
      ],
    );
    expect(find(number(41), commit(3))).toEqual([`${HERE}#41`]);
    const early = landing(
      [
        { id: 3, message: "Revert #41", on: 9, by: 45 },
        { id: 2, message: LIMIT, on: 2 },
      ],
      [
        { number: 45, on: 1, made: 3 },
        { number: 41, on: 2, made: 2 },
      ],
    );
    expect(early.find(number(41), early.commit(3))).toEqual([]);
  });

  it("is everything, for a commit of which nobody has asked who brought it", () => {
    const { find, commit } = landing(
      [
        { id: 2, message: LIMIT, on: 2 },
        { id: 1, message: "Revert #41", on: 1 },
      ],
      [{ number: 41, on: 2, made: 2 }],
    );
    expect(find(number(41), commit(1))).toEqual([`${HERE}#41`]);
  });

  it("within one pull request is what stands behind on the branch", () => {
    const { find, commit } = landing(
      [
        { id: 3, message: "Revert it", on: 2, by: 41 },
        { id: 2, message: "Limit it", on: 2, by: 41 },
        { id: 1, message: "Earlier", on: 1, by: null },
      ],
      [{ number: 41, on: 2, made: 3 }],
    );
    expect(find(hash(sha(2)), commit(3))).toEqual([`${HERE}#41`]);
    expect(find(hash(sha(3)), commit(2))).toEqual([]);
    expect(find(hash(sha(2)), commit(2))).toEqual([]);
    expect(find(hash(sha(1)), commit(2))).toEqual([nameOf(1)]);
  });
});

describe("a title", () => {
  const direct = (...messages: readonly string[]) =>
    landing(messages.map((message, index) => ({ id: 50 - index, message, on: 50 - index, by: null })));

  it("means the newest of that name, but for the case of its first letter", () => {
    const { find, commit } = direct("Undo", "Release", "release", LIMIT, "Limit the Pool");
    expect(find(title("Release"), commit(50))).toEqual([nameOf(49)]);
    expect(find(title("release"), commit(49))).toEqual([nameOf(48)]);
    expect(find(title("limit the Pool"), commit(50))).toEqual([nameOf(46)]);
    expect(find(title("limit the"), commit(50))).toEqual([]);
    expect(find(title("Undo"), commit(50))).toEqual([]);
  });

  it("that was cut off means what begins so, from twelve letters on", () => {
    const { find, commit } = direct("Undo", "Limit the pool");
    expect(find(title("Limit the po", false), commit(50))).toEqual([nameOf(49)]);
    expect(find(title("Limit the p", false), commit(50))).toEqual([]);
    expect(find(title("limit the po", false), commit(50))).toEqual([]);
  });

  it("means a pull request that only its list tells of, the newest", () => {
    const { find, commit, pull } = landing(
      [{ id: 9, message: "Undo", on: 9, by: null }],
      [
        { number: 41, on: 2 },
        { number: 43, on: 4 },
        { number: 42, on: 3 },
      ],
    );
    expect(find(title(LIMIT), commit(9))).toEqual([`${HERE}#43`]);
    expect(find(title(LIMIT), pull(42))).toEqual([`${HERE}#41`]);
    expect(find(title(LIMIT), pull(41))).toEqual([]);
    expect(find(title("Something else"), commit(9))).toEqual([]);
  });

  it("of a commit means the whole pull request where that is all of it, else the commit and its part", () => {
    const own = [
      { oid: sha(7), message: "Limit it" },
      { oid: sha(8), message: "Test it" },
    ];
    const { find, commit } = landing(
      [
        { id: 10, message: "Undo", on: 4, by: null },
        { id: 9, message: "Merge pull request #41 from acme/limit\n\nLimit the pool", on: 3 },
        { id: 8, message: "Test it", on: 3 },
        { id: 7, message: "Limit it", on: 3 },
      ],
      [{ number: 41, on: 3, made: 9, own }],
    );
    expect(find(title(LIMIT), commit(10))).toEqual([`${HERE}#41`]);
    // The commit of the branch goes by its pull request's name, the part by its own.
    expect(find(title("Limit it"), commit(10))).toEqual([`${HERE}#41`, nameOf(7)]);
    const squashed = landing(
      [
        { id: 10, message: "Undo", on: 4, by: null },
        { id: 9, message: "Another name", on: 3 },
      ],
      [{ number: 41, on: 3, made: 9, own: [{ oid: sha(7), message: "Limit it" }] }],
    );
    expect(squashed.find(title("Another name"), squashed.commit(10))).toEqual([`${HERE}#41`]);
    // A rebase's copy and the commit that it copies are one part.
    const rebased = landing(
      [
        { id: 10, message: "Undo", on: 4, by: null },
        { id: 9, message: "Test it", on: 3, by: 41 },
        { id: 6, message: "Limit it", on: 3, by: 41 },
      ],
      [{ number: 41, on: 3, made: 9, own }],
    );
    expect(rebased.find(title("Limit it"), rebased.commit(10))).toEqual([`${HERE}#41`, nameOf(7)]);
  });

  it("does not mean what the same pull request brought", () => {
    const { find, commit, pull } = landing(
      [
        { id: 9, message: "Merge pull request #45 from acme/undo\n\nUndo", on: 4 },
        { id: 8, message: 'Revert "Limit it"', on: 4, by: 45 },
        { id: 7, message: "Limit it", on: 4, by: 45 },
        { id: 6, message: "Limit it", on: 2, by: null },
      ],
      [{ number: 45, on: 4, made: 9, title: "Undo" }],
    );
    expect(find(title("Limit it"), commit(8))).toEqual([nameOf(6)]);
    expect(find(title("Limit it"), pull(45))).toEqual([nameOf(6)]);
  });
});
