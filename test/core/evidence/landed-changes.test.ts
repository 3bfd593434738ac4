import { describe, expect, it } from "@jest/globals";
import { type Change, changesOf, type LandedPull, newestFirst } from "../../../src/core/evidence/landed-changes.ts";
import { readPullText } from "../../../src/core/evidence/revert-text.ts";
import { day, HERE, sha } from "../../support/snapshot.ts";

/** Newest first; each a day before the one above it. */
const branch = (...messages: readonly string[]) =>
  messages.map((message, place) => ({ oid: sha(900 - place), at: day(30 - place), message }));

const pullOf = (number: number, mergeCommit: string | null, own: readonly string[]): LandedPull => ({
  key: `${HERE}#${number}`,
  number,
  titles: ["Limit  the pool"],
  mergedAt: day(20),
  mergeCommit,
  commits: own.map((message, index) => ({ oid: sha(number * 100 + index), message })),
  says: readPullText("Limit the pool", ""),
});

const made = (
  commits: ReturnType<typeof branch>,
  pulls: readonly LandedPull[],
  brought: [string, string | null][] = [],
) => changesOf({ repository: HERE, commits, pulls, broughtBy: new Map(brought) });

const pullIn = (commits: ReturnType<typeof branch>, pull: LandedPull): Change =>
  made(commits, [pull]).pulls.get(pull.key) as Change;

describe("a pull request of one commit", () => {
  it("is that commit and its merge's", () => {
    const commits = branch("Later", "Limit the pool (#41)", "Earlier");
    const change = pullIn(commits, pullOf(41, sha(899), ["Limit it"]));
    expect(change).toMatchObject({
      name: `${HERE}#41`,
      number: 41,
      titles: ["Limit the pool"],
      oids: [sha(899), sha(4100)],
      parts: [],
      at: day(20),
      place: 1,
      made: sha(899),
      within: null,
      oid: null,
      asked: true,
    });
  });

  it("counts no merge of the base into its branch as a commit of its own", () => {
    const merges = ["Merge branch 'main' into limit", "Merge remote-tracking branch 'origin/main'", "Merge tag 'v1'"];
    const change = pullIn(branch("Limit the pool (#41)"), pullOf(41, sha(900), [...merges, "Limit it"]));
    expect(change.oids).toEqual([sha(900), sha(4103)]);
    expect(change.parts).toEqual([]);
    const two = pullIn(branch("Limit the pool (#41)"), pullOf(41, sha(900), ["Limit it", "Do not Merge branch x "]));
    expect(two.parts).toHaveLength(2);
  });

  it("has no place where its merge was not read, and only its own commits where there is none", () => {
    expect(pullIn(branch("Later"), pullOf(41, sha(5), ["Limit it"]))).toMatchObject({ place: null, made: sha(5) });
    const none = pullIn(branch("Later"), pullOf(41, null, ["Limit it"]));
    expect(none).toMatchObject({ place: null, made: null, oids: [sha(4100)] });
    expect(pullIn(branch("Later"), pullOf(41, null, [])).oids).toEqual([]);
  });
});

describe("a pull request of several commits", () => {
  it("squashed or merged is its merge commit, and all its commits together", () => {
    const commits = branch("Later", "Limit the pool (#41)", "Test it", "Limit it");
    const change = pullIn(commits, pullOf(41, sha(899), ["Limit it", "Test it"]));
    expect(change.oids).toEqual([sha(899)]);
    expect(change.parts.map(({ name, oids, titles, number }) => ({ name, oids, titles, number }))).toEqual([
      { name: `commit ${sha(4100).slice(0, 12)}`, oids: [sha(4100)], titles: ["Limit it"], number: null },
      { name: `commit ${sha(4101).slice(0, 12)}`, oids: [sha(4101)], titles: ["Test it"], number: null },
    ]);
    expect(change.parts.map(({ place, parts, at }) => ({ place, parts, at }))).toEqual([
      { place: 1, parts: [], at: day(20) },
      { place: 1, parts: [], at: day(20) },
    ]);
  });

  it("rebased is its copies, each in its place, the same message twice as well", () => {
    const commits = branch("Later", "Test it\n", "Fix", "Fix", "Limit it", "Fix");
    const change = pullIn(commits, pullOf(41, sha(899), ["Limit it", "Fix", "Fix", "Test it"]));
    expect(change.oids).toEqual([]);
    expect(change.parts.map(({ oids, place }) => [oids[1], place])).toEqual([
      [sha(896), 4],
      [sha(897), 3],
      [sha(898), 2],
      [sha(899), 1],
    ]);
  });

  it("rebased, keeps the places of the copies that were read", () => {
    const commits = branch("Test it", "Something else");
    const change = pullIn(commits, pullOf(41, sha(900), ["Limit it", "Test it\n\n"]));
    expect(change.oids).toEqual([]);
    expect(change.parts.map(({ oids, place }) => ({ oids, place }))).toEqual([
      { oids: [sha(4100)], place: 0 },
      { oids: [sha(4101), sha(900)], place: 0 },
    ]);
  });

  it("merged, has the places of its own commits", () => {
    const commits = [
      ...branch("Merge pull request #41 from acme/limit\n\nLimit the pool"),
      { oid: sha(4101), at: day(19), message: "Test it" },
      { oid: sha(4100), at: day(18), message: "Limit it" },
    ];
    const { pulls, commits: landed } = made(commits, [pullOf(41, sha(900), ["Limit it", "Test it"])]);
    const change = pulls.get(`${HERE}#41`) as Change;
    expect(change.parts.map(({ place }) => place)).toEqual([2, 1]);
    expect(landed.map(({ within }) => within)).toEqual([change, change, change]);
  });
});

describe("a commit of the branch", () => {
  const commits = branch("Limit the pool (#41)\n\nText");
  const commitIn = (pulls: readonly LandedPull[], brought?: [string, string | null][]): Change =>
    made(commits, pulls, brought).commits[0] as Change;

  it("that nobody asked about has the number that its subject claims", () => {
    expect(commitIn([])).toMatchObject({
      name: `commit ${sha(900).slice(0, 12)}`,
      number: 41,
      titles: ["Limit the pool", "Limit the pool (#41)"],
      oids: [sha(900)],
      at: day(30),
      place: 0,
      within: null,
      oid: sha(900),
      made: null,
      asked: false,
    });
  });

  it("that no pull request brought has none", () => {
    expect(commitIn([], [[sha(900), null]])).toMatchObject({ number: null, within: null, asked: true, at: day(30) });
  });

  it("that a pull request brought goes by that one's name and time, by whatever it is known", () => {
    const its = { name: `${HERE}#41`, number: null, at: day(20), asked: true, oid: sha(900) };
    expect(commitIn([pullOf(41, sha(900), [])])).toMatchObject(its);
    expect(commitIn([pullOf(41, sha(5), [])], [[sha(900), `${HERE}#41`]])).toMatchObject(its);
    // The pull request itself was not read.
    const unread = commitIn([], [[sha(900), `${HERE}#41`]]);
    expect(unread).toMatchObject({ number: null, within: null, asked: true });
  });
});

describe("the order", () => {
  const at = (days: number, place: number | null, within: Change | null = null): Change => ({
    ...commitsOf()[0],
    at: day(days),
    place,
    within,
  });
  const commitsOf = (): readonly [Change] => made(branch("x"), []).commits as [Change];
  const order = (a: Change, b: Change): number[] => [newestFirst(a, b), newestFirst(b, a)].map(Math.sign);

  it("is by time, then by the place on the branch", () => {
    expect(order(at(2, 9), at(1, 3))).toEqual([-1, 1]);
    expect(order(at(1, 3), at(1, 9))).toEqual([-1, 1]);
    expect(newestFirst(at(1, 3), at(1, 3))).toBe(0);
    // Without a place, nothing is later than it.
    expect(order(at(1, null), at(1, 2))).toEqual([-1, 1]);
  });

  it("is by its own place within one pull request, and by that one's among several", () => {
    const pull = at(1, 4);
    expect(order(at(1, 5, pull), at(1, 6, pull))).toEqual([-1, 1]);
    expect(order(at(1, 8, pull), at(1, 5, at(1, 7)))).toEqual([-1, 1]);
    expect(order(at(1, 8, pull), at(1, 5))).toEqual([-1, 1]);
  });
});
