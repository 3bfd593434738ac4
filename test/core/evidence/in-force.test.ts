import { describe, expect, it } from "@jest/globals";
import { inForce } from "../../../src/core/evidence/in-force.ts";
import type { LandedCommit, LandedPull } from "../../../src/core/evidence/landed-changes.ts";
import { readPullText } from "../../../src/core/evidence/revert-text.ts";
import { day, sha } from "../../support/snapshot.ts";

const HERE = "acme/shop";
const PULL = `${HERE}#41`;

/** What lands one after the other, the oldest first; a day apart unless told. */
class Branch {
  private readonly commits: LandedCommit[] = [];
  private readonly pulls: LandedPull[] = [];
  private readonly broughtBy = new Map<string, string | null>();
  private at = 0;
  private next = 1;

  push(message: string, at = (this.at += 1)): string {
    const oid = sha(this.next++);
    this.commits.unshift({ oid, at: day(at), message });
    this.broughtBy.set(oid, null);
    return oid;
  }

  squash(
    number: number,
    title: string,
    over: { own?: readonly string[]; body?: string; message?: string; text?: string } = {},
  ): string {
    const made = this.push(over.message ?? `${title} (#${number})${over.body === undefined ? "" : `\n\n${over.body}`}`);
    this.add(
      number,
      title,
      made,
      (over.own ?? [title]).map((message) => ({ oid: sha(this.next++), message })),
      over.text,
    );
    return made;
  }

  merge(
    number: number,
    title: string,
    own: readonly string[],
    text = "",
  ): { readonly made: string; readonly own: readonly string[] } {
    const at = (this.at += 1);
    const commits = own.map((message) => ({ message, oid: this.push(message, at - 0.5) }));
    const made = this.push(`Merge pull request #${number} from acme/branch\n\n${title}`, at);
    this.add(number, title, made, commits, text);
    return { made, own: commits.map(({ oid }) => oid) };
  }

  rebase(number: number, title: string, own: readonly string[], text = ""): readonly string[] {
    const at = (this.at += 1);
    const copies = own.map((message) => this.push(message, at));
    this.add(
      number,
      title,
      copies.at(-1) ?? "",
      own.map((message) => ({ message, oid: sha(this.next++) })),
      text,
    );
    return copies;
  }

  private add(number: number, title: string, made: string, commits: LandedPull["commits"], text = ""): void {
    const key = `${HERE}#${number}`;
    for (const oid of [made, ...commits.map((one) => one.oid)]) this.broughtBy.set(oid, key);
    const says = readPullText(title, text);
    this.pulls.push({ key, number, titles: [title], mergedAt: day(this.at), mergeCommit: made, commits, says });
  }

  judge(over: { asked?: boolean } = {}) {
    const broughtBy = over.asked === false ? new Map<string, null>() : this.broughtBy;
    const pulls = over.asked === false ? this.pulls.slice(0, 1) : this.pulls;
    return inForce({ repository: HERE, commits: this.commits, pulls, broughtBy });
  }

  get revert() {
    return this.judge().revertOf(PULL);
  }
}

const undo = (title: string, oid: string): string => `Revert "${title}"\n\nThis reverts commit ${oid}.`;

describe("a pull request that was merged", () => {
  it("is in force until something takes it back", () => {
    const main = new Branch();
    main.squash(41, "Limit the pool");
    main.push("Tidy");
    main.squash(42, "Limit the queue");
    expect(main.revert).toBeNull();
    const judged = main.judge();
    const unknown = `${HERE}#999`;
    expect([judged.revertOf(unknown), judged.isPartly(unknown)]).toEqual([null, false]);
    expect([judged.bearing(unknown), judged.unasked(unknown)]).toEqual([[], []]);
  });

  it("is taken back by a commit pushed directly, named by its hash", () => {
    const main = new Branch();
    const limit = main.squash(41, "Limit the pool");
    const oid = main.push(undo("Limit the pool (#41)", limit));
    expect(main.revert).toEqual({ by: `commit ${oid.slice(0, 12)}`, at: day(2) });
  });

  it("is taken back by a pull request, however it was merged", () => {
    const squashed = new Branch();
    squashed.squash(41, "Limit the pool");
    squashed.squash(45, 'Revert "Limit the pool"', { text: "Reverts acme/shop#41" });
    expect(squashed.revert).toEqual({ by: `${HERE}#45`, at: day(2) });
    const merged = new Branch();
    const { made } = merged.merge(41, "Limit the pool", ["Limit it", "Test it"]);
    merged.merge(45, "Away with it", [
      `Revert "Merge pull request #41 from acme/branch"\n\nThis reverts commit ${made}, reversing\nchanges made to ${sha(0)}.`,
    ]);
    expect(merged.revert).toEqual({ by: `${HERE}#45`, at: day(2) });
    const rebased = new Branch();
    const [limit = ""] = rebased.rebase(41, "Limit the pool", ["Limit the pool"]);
    rebased.rebase(45, "Away with it", [undo("Limit the pool", limit), "Format"]);
    expect(rebased.revert).toEqual({ by: `${HERE}#45`, at: day(2) });
  });

  it("comes back with each second revert, to any depth and by any name", () => {
    const main = new Branch();
    let last = main.squash(41, "Limit the pool");
    let title = "Limit the pool (#41)";
    for (let number = 45; number < 65; number += 1) {
      last = main.squash(number, `Revert "${title}"`, { body: number % 3 === 0 ? "" : `This reverts commit ${last}.` });
      title = `Revert "${title}" (#${number})`;
      expect(main.revert?.by ?? null).toBe(number % 2 === 1 ? `${HERE}#45` : null);
    }
  });

  it("comes back by Reapply, Reland and Un-revert, and goes again with those", () => {
    for (const title of ['Reapply "Limit the pool"', "Reland #41", "Un-revert #41 and raise it"]) {
      const main = new Branch();
      main.squash(41, "Limit the pool");
      main.squash(45, 'Revert "Limit the pool"');
      main.squash(46, title);
      expect(main.revert).toBeNull();
      main.squash(47, `Revert "${title}"`);
      expect(main.revert?.by).toBe(`${HERE}#45`);
      main.squash(48, "Revert #41");
      expect(main.revert?.by).toBe(`${HERE}#48`);
    }
  });

  it("is taken back twice: the last counts, and must be taken back itself", () => {
    const main = new Branch();
    main.squash(41, "Limit the pool");
    main.squash(45, "Revert #41");
    main.squash(46, "Revert #45");
    main.squash(47, "Revert #41");
    expect(main.revert).toEqual({ by: `${HERE}#47`, at: day(4) });
    main.squash(48, "Revert #47");
    expect(main.revert).toBeNull();
  });
});

describe("several commits of one pull request", () => {
  it.each(["merge", "rebase"] as const)("%s: are all of it only together", (how) => {
    const main = new Branch();
    const own = ["Limit it", "Test it", "Tell of it"];
    const landed = how === "merge" ? main.merge(41, "Limit the pool", own).own : main.rebase(41, "Limit the pool", own);
    const reverts = landed.map((oid, index) => {
      expect(main.revert).toBeNull();
      expect(main.judge().isPartly(PULL)).toBe(index > 0);
      return main.push(undo(own[index] ?? "", oid));
    });
    expect(main.revert).toEqual({ by: `commit ${reverts[2]?.slice(0, 12)}`, at: day(4) });
    main.push(undo(`Revert "${own[0]}"`, reverts[0] ?? ""));
    expect(main.revert).toBeNull();
    expect(main.judge().isPartly(PULL)).toBe(true);
  });

  it("taken back one by one come back with the whole, and go again with it", () => {
    const main = new Branch();
    const own = ["Limit it", "Test it"];
    const copies = main.rebase(41, "Limit the pool", own);
    main.push(undo("Limit it", copies[0] ?? ""));
    main.push(undo("Test it", copies[1] ?? ""));
    expect(main.revert?.at).toBe(day(3));
    main.squash(45, "Reland #41");
    expect(main.revert).toBeNull();
    const again = new Branch();
    const others = again.rebase(41, "Limit the pool", own);
    again.squash(45, "Reland #41");
    for (const [index, oid] of others.entries()) again.push(undo(own[index] ?? "", oid));
    expect(again.revert?.at).toBe(day(4));
  });

  it("rebased: the last of them is not all of it; squashed or merged, the merge is", () => {
    const rebased = new Branch();
    const copies = rebased.rebase(41, "Limit the pool", ["Limit it", "Test it"]);
    rebased.push(undo("Test it", copies[1] ?? ""));
    expect(rebased.revert).toBeNull();
    rebased.squash(45, 'Revert "Limit the pool"', { text: "Reverts acme/shop#41" });
    expect(rebased.revert?.by).toBe(`${HERE}#45`);
    const squashed = new Branch();
    const limit = squashed.squash(41, "Limit the pool", { own: ["Limit it", "Test it"] });
    squashed.push(undo("Limit the pool (#41)", limit));
    expect(squashed.revert).not.toBeNull();
  });

  it("taken back within it, before the merge, leave it in force", () => {
    const main = new Branch();
    const own = main.merge(41, "Limit the pool", ["Limit it"]).own;
    const again = new Branch();
    again.merge(41, "Limit the pool", ["Limit it", undo("Limit it", own[0] ?? ""), "Limit it well"]);
    expect(again.revert).toBeNull();
  });
});

describe("a text alone", () => {
  it("takes nothing back that landed after it", () => {
    const main = new Branch();
    main.squash(45, "Revert #41");
    main.push('Revert "Limit the pool"');
    main.squash(41, "Limit the pool");
    expect(main.revert).toBeNull();
  });

  it("by title means the newest of that title before it", () => {
    const main = new Branch();
    main.squash(41, "Release");
    main.squash(44, "Release");
    main.squash(45, 'Revert "Release"');
    expect(main.revert).toBeNull();
    expect(main.judge().revertOf(`${HERE}#44`)?.by).toBe(`${HERE}#45`);
    main.squash(46, "Release");
    expect(main.judge().revertOf(`${HERE}#46`)).toBeNull();
  });

  it("by a title that was cut off means what begins so, and not by a few letters", () => {
    const main = new Branch();
    main.squash(41, "Limit the pool to what the database can bear");
    main.squash(44, 'Revert "Limit…"');
    expect(main.revert).toBeNull();
    main.squash(45, 'Revert "Limit the pool to what…"');
    expect(main.revert?.by).toBe(`${HERE}#45`);
    main.squash(46, 'Revert "Revert "Limit the pool to…');
    expect(main.revert).toBeNull();
  });

  it("of another repository, or of a hash that did not land, means nothing here", () => {
    const main = new Branch();
    main.squash(41, "Limit the pool");
    main.squash(45, "Revert acme/api#41");
    main.push(undo("Limit the pool", sha(9999)));
    main.squash(46, "Fix the pool", { body: `* Revert "Limit the pool (#41)"\n\nThis reverts commit ${sha(9999)}.` });
    expect(main.revert).toBeNull();
    main.squash(47, "Revert ACME/Shop#41");
    expect(main.revert?.by).toBe(`${HERE}#47`);
  });
});

describe("several that speak of one", () => {
  const pulled = (number: number, title: string, on: number): LandedPull => ({
    key: `${HERE}#${number}`,
    number,
    titles: [title],
    mergedAt: day(on),
    mergeCommit: null,
    commits: [],
    says: readPullText(title, ""),
  });

  it("count by when they landed, in whatever order they were read", () => {
    const pulls = [pulled(41, "Limit the pool", 1), pulled(45, "Revert #41", 2), pulled(46, "Reland #41", 3)];
    for (const order of [pulls, pulls.toReversed()]) {
      const judged = inForce({ repository: HERE, commits: [], pulls: order, broughtBy: new Map() });
      expect(judged.revertOf(PULL)).toBeNull();
      expect([...judged.bearing(PULL)].sort()).toEqual([PULL, `${HERE}#45`, `${HERE}#46`]);
    }
  });

  it("and take back each other, by hashes that nobody could know: the first of them stands", () => {
    const main = new Branch();
    const limit = main.squash(41, "Limit the pool");
    main.push(`Undo\n\nThis reverts commits ${limit} and ${sha(4)}.`);
    expect(main.push(`Undo that\n\nThis reverts commit ${sha(3)}.`)).toBe(sha(4));
    expect(main.judge({ asked: false }).revertOf(PULL)?.by).toBe(`commit ${sha(3).slice(0, 12)}`);
  });
});

describe("who brought a commit", () => {
  it("bears on what the commit takes back", () => {
    const main = new Branch();
    const limit = main.squash(41, "Limit the pool");
    main.merge(45, "Tidy", [undo("Limit the pool (#41)", limit), "Format"]);
    expect(main.judge().bearing(PULL)).toEqual([PULL, `${HERE}#45`]);
    main.squash(46, "Revert #45");
    expect(main.revert).toBeNull();
  });

  it("is asked only of commits that bear on it", () => {
    const main = new Branch();
    const limit = main.squash(41, "Limit the pool");
    main.squash(42, 'Revert "Something else"');
    const first = main.squash(45, undo("Limit the pool (#41)", limit).split("\n")[0] ?? "", {
      body: `This reverts commit ${limit}.`,
    });
    const second = main.push('Revert "Revert "Limit the pool (#41)" (#45)"');
    const judged = main.judge({ asked: false });
    expect([...judged.unasked(PULL)].sort()).toEqual([first, second].sort());
    expect(judged.bearing(PULL)).toEqual([PULL]);
    expect(main.judge().unasked(PULL)).toEqual([]);
    expect(main.judge().bearing(PULL)).toEqual([PULL, `${HERE}#45`]);
  });
});
