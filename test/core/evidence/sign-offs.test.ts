import { describe, expect, it } from "@jest/globals";
import { digestOf, runsOf, signOffKey, signOffs } from "../../../src/core/evidence/sign-off.ts";
import type { PullRequest } from "../../../src/core/snapshot/pull.ts";
import type { Person } from "../../../src/core/snapshot/types.ts";
import type { Evidence } from "../../../src/core/evidence/types.ts";
import { actor, comment, day, person, pull, run, sha, snapshot } from "../../support/snapshot.ts";

const behavioral = (url: string, when: string | null): Evidence => ({
  kind: "behavioral",
  strength: 2,
  item: 2,
  who: "oscar",
  when,
  url,
  because: "it ran",
});

type Seen = Parameters<typeof digestOf>[0];
const NOTHING: Seen = { implementing: [], behavioral: [], runs: [], blobs: [], owner: null };
const digest = (over: Partial<Seen>): string => digestOf({ ...NOTHING, ...over });

// Remembered in trackers: another spelling would make every sign-off stale that was given before.
describe("R-H5 what a sign-off saw, as it is remembered", () => {
  it("is the merges, the runs, the cited files and the owner", () => {
    const seen: Seen = {
      implementing: [pull(103), pull(102)],
      behavioral: [behavioral("https://x/2", day(1)), behavioral("https://x/1", null)],
      runs: [
        { url: "https://x/1", attempt: 3, ended: null },
        { url: "https://x/2", attempt: 1, ended: day(1) },
      ],
      blobs: [sha(7)],
      owner: "Oscar",
    };
    expect(digestOf(seen)).toBe(
      `${sha(102).slice(0, 12)}|${sha(103).slice(0, 12)}|https://x/1@#3|https://x/2@${day(1)}|${sha(7).slice(0, 12)}|oscar`,
    );
    const turned = {
      ...seen,
      implementing: seen.implementing.toReversed(),
      behavioral: seen.behavioral.toReversed(),
      runs: seen.runs.toReversed(),
    };
    expect(digestOf(turned)).toBe(digestOf(seen));
  });

  it("has an end where nobody owns the item, and a name for what has no merge commit", () => {
    expect(digest({})).toBe("");
    expect(digest({ owner: "vera" })).toBe("vera");
    expect(digest({ implementing: [pull(102, [], { mergeCommit: null })] })).toBe("acme/shop#102|");
  });

  it("goes by the comment, and by its edit", () => {
    const said = comment("/quench verify", "vera", day(1), { nodeId: "IC_1" });
    expect(signOffKey(said)).toBe("IC_1");
    expect(signOffKey({ ...said, lastEditedAt: day(2) })).toBe(`IC_1@${day(2)}`);
  });

  it("rests on the runs that were found, by their attempt and end", () => {
    const drill = run(902, [], { attempt: 2, completedAt: day(2) });
    const links = [
      { url: "https://x/absent", found: { kind: "absent" as const } },
      { url: "https://x/hidden", found: { unreadable: "502" } },
    ];
    const urls = [drill.url, "https://x/absent", "https://x/hidden", "https://x/unknown"];
    const evidence = urls.map((url) => behavioral(url, day(1)));
    expect(runsOf(snapshot({ runs: [drill], links }), evidence)).toEqual([
      { url: drill.url, attempt: 2, ended: day(2) },
    ]);
  });
});

describe("R-H5 whoever signed", () => {
  const said = comment("/quench verify", "zoe", day(2));
  const judged = (people: Readonly<Record<string, Person>>, over: Partial<PullRequest> = {}, by = "zoe") => {
    const merged = pull(102, [], over);
    return signOffs(snapshot({ pulls: [merged], over: { people } }), {
      ...NOTHING,
      item: 2,
      heard: [
        {
          comment: said,
          index: 0,
          at: day(2),
          issue: 2,
          by,
          command: { name: "verify" },
          standing: { kind: "accepted" },
        },
      ],
      verifier: by,
      ownerSince: null,
      implementing: [merged],
      unseen: [],
      seen: {},
    });
  };
  const zoe = person("zoe");

  it("R-H5 pass: is still a member, and had no hand in the change", () => {
    expect(judged({ zoe })).toMatchObject({
      found: [{ strength: 2, because: "zoe signed off after all of the evidence" }],
      unreadable: [],
    });
  });

  it.each<[string, Readonly<Record<string, Person>>, Partial<PullRequest>, string]>([
    ["has left", { zoe: { ...zoe, member: false } }, {}, "zoe is no longer a member"],
    ["wrote it", { zoe }, { author: actor("Zoe") }, "zoe wrote acme/shop#102, and a sign-off is another person's"],
    [
      "worked on it",
      { zoe },
      { contributors: ["ZOE"] },
      "zoe contributed to acme/shop#102, and a sign-off is another person's",
    ],
  ])("R-H5 fail: %s", (_why, people, over, because) => {
    expect(judged(people, over)).toMatchObject({ found: [{ strength: 0, because }], unreadable: [] });
  });

  it("R-H5 fail: has left, and was looked up under a former name only", () => {
    const former = { zed: { ...zoe, login: "zed", member: false } };
    const merged = { mergedBy: { ...actor("zoe"), nodeId: zoe.nodeId } };
    expect(judged(former, merged)).toMatchObject({ found: [{ strength: 0, because: "zoe is no longer a member" }] });
  });

  it("R-H5 unknown: whether they are a member was not read, or could not be", () => {
    expect(judged({})).toEqual({ found: [], unreadable: [{ unreadable: "whether zoe is a member was not read" }] });
    const member = { unreadable: "membership of zoe: 502" };
    expect(judged({ zoe: { ...zoe, member } })).toEqual({ found: [], unreadable: [member] });
  });
});
