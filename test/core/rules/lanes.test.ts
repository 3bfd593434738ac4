import { describe, expect, it } from "@jest/globals";
import { LANE_RULES } from "../../../src/core/rules/lanes.ts";
import type { Comment, Issue } from "../../../src/core/snapshot/issue.ts";
import type { PullRequest } from "../../../src/core/snapshot/pull.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import { headings, saysOf, saysOnce, sentences, subjectOf, titles } from "../../support/rule.ts";
import {
  closed,
  comment,
  day,
  incident,
  item,
  link,
  openPull,
  person,
  pull,
  shut,
  snapshot,
} from "../../support/snapshot.ts";

const LOST = { unreadable: "502", transient: true };
const FILE = "src/pool.ts";

interface Meeting {
  readonly lanes?: readonly (string | null)[];
  readonly pulls?: readonly PullRequest[];
  readonly comments?: Issue["comments"];
  readonly over?: Partial<Issue>;
  readonly people?: Snapshot["people"][string][];
}

/** Items #2, #3, … in these lanes, each with the open pull request of its number + 100, which all touch one file. */
function met({ lanes = ["controls", "quality"], pulls, comments = [], over = {}, people = [] }: Meeting = {}) {
  const items = lanes.map((lane, index) =>
    item(index + 2, { fields: { lane }, links: [link(index + 102)], ...(index === 0 ? over : {}) }),
  );
  return saysOf(
    LANE_RULES,
    "R-L2",
    subjectOf(
      snapshot({
        items,
        pulls: pulls ?? lanes.map((_lane, index) => openPull(index + 102, [FILE])),
        incident: incident({ comments }),
        people,
      }),
    ),
  );
}

const naming = (login: string, by = "tess"): Comment => comment(`/quench merge-owner @${login}`, by, day(1));

describe("R-L1 each item lies in one lane", () => {
  const says = (lane: string | null, owner: string | null = null) =>
    saysOnce(LANE_RULES, "R-L1", subjectOf(snapshot({ items: [item(2, { fields: { lane }, owner })] })));

  it("R-L1: an item that was let go lies nowhere", () => {
    const gone = shut(item(2, { fields: { lane: null } }), closed(day(1), "maya", { reason: "not_planned" }));
    expect(saysOf(LANE_RULES, "R-L1", subjectOf(snapshot({ items: [gone] })))).toEqual([]);
  });

  it.each(["controls", "quality", "operations"])("R-L1 pass: %s", (lane) => {
    expect(says(lane)).toMatchObject({
      key: "R-L1:#2",
      item: 2,
      outcome: "pass",
      phrase: `#2 is in the ${lane} lane.`,
      next: null,
    });
  });

  it("R-L1 fail: no lane, or none of the three", () => {
    expect(says(null)).toMatchObject({
      outcome: "fail",
      phrase: "#2 is in no lane.",
      evidence: ["https://github.com/acme/shop/issues/2"],
      next: {
        text: "Choose one *Lane* in the form of #2: controls, quality, operations.",
        distance: "edit",
        who: ["someone with triage or above"],
      },
    });
    expect(says("fast lane", "oscar")).toMatchObject({ outcome: "fail", next: { who: ["oscar"] } });
  });

  it("R-L1 and R-L2 unknown: the items were not read", () => {
    const subject = subjectOf(snapshot({ items: LOST }));
    for (const id of ["R-L1", "R-L2"])
      expect(saysOnce(LANE_RULES, id, subject)).toMatchObject({ key: id, outcome: "unknown" });
  });
});

describe("R-L2 lanes stay independent", () => {
  it("R-L2 fail: open pull requests of two lanes touch one file, and both are named", () => {
    expect(met()).toMatchObject([
      {
        key: "R-L2",
        item: null,
        outcome: "fail",
        phrase:
          "Open pull requests of different lanes touch the same file: `src/pool.ts` (acme/shop#102, acme/shop#103).",
        evidence: ["https://github.com/acme/shop/pull/102", "https://github.com/acme/shop/pull/103"],
        next: {
          text: "Name one merge owner: `/quench merge-owner @login` on #1.",
          distance: "comment",
          who: ["someone with triage or above"],
        },
      },
    ]);
  });

  it("R-L2 fail: of many files six are named and the rest counted, in their order", () => {
    const paths = ["g", "a", "f", "b", "e", "c", "d", "h"];
    const [found] = met({ pulls: [openPull(103, paths), openPull(102, paths)] });
    const both = "(acme/shop#102, acme/shop#103)";
    expect(found?.phrase).toBe(
      `Open pull requests of different lanes touch the same files: ${["a", "b", "c", "d", "e", "f"].map((path) => `\`${path}\` ${both}`).join(", ")}, and 2 more.`,
    );
    const [six] = met({ pulls: [openPull(103, paths.slice(0, 6)), openPull(102, paths.slice(0, 6))] });
    expect(six?.phrase).not.toContain("more");
  });

  it("R-L2 fail: only pull requests of a lane are named, in their order, whatever that of the items", () => {
    const lanes = ["controls", "quality", null];
    expect(met({ lanes })[0]?.phrase).toMatch(/: `src\/pool\.ts` \(acme\/shop#102, acme\/shop#103\)\.$/);
    const items = [
      item(2, { fields: { lane: "controls" }, links: [link(103)] }),
      item(3, { fields: { lane: "quality" }, links: [link(102)] }),
    ];
    const pulls = [openPull(102, [FILE]), openPull(103, [FILE])];
    expect(saysOnce(LANE_RULES, "R-L2", subjectOf(snapshot({ items, pulls }))).evidence).toEqual([
      "https://github.com/acme/shop/pull/102",
      "https://github.com/acme/shop/pull/103",
    ]);
  });

  it("R-L2 pass: apart, in one lane, or only one open pull request for both", () => {
    const apart = [openPull(102, ["a.ts"]), openPull(103, ["b.ts"])];
    expect(met({ pulls: apart })).toMatchObject([
      {
        outcome: "pass",
        phrase: "No file is touched by open pull requests of different lanes.",
        evidence: [],
        next: null,
      },
    ]);
    expect(met({ lanes: ["quality", "quality"] })[0]?.outcome).toBe("pass");
    expect(met({ over: { links: [link(103)] }, pulls: [openPull(103, [FILE])] })[0]?.outcome).toBe("pass");
    expect(met({ lanes: ["controls", null] })[0]?.outcome).toBe("pass");
  });

  it("R-L2 pass: the same path in another repository is another file", () => {
    const there = { key: "acme/lib#103", repository: "acme/lib" };
    const items = { over: {}, pulls: [openPull(102, [FILE]), openPull(103, [FILE], there)] };
    const subject = subjectOf(
      snapshot({
        items: [
          item(2, { fields: { lane: "controls" }, links: [link(102)] }),
          item(3, { fields: { lane: "quality" }, links: [{ pull: "acme/lib#103", kind: "body_line" }] }),
        ],
        pulls: items.pulls,
      }),
    );
    expect(saysOnce(LANE_RULES, "R-L2", subject).outcome).toBe("pass");
  });

  it("R-L2 pass: what is merged, or of an item let go, meets nobody", () => {
    expect(met({ pulls: [pull(102, [FILE]), openPull(103, [FILE])] })[0]?.outcome).toBe("pass");
    const letGo = shut(
      item(2, { fields: { lane: "controls" }, links: [link(102)] }),
      closed(day(1), "maya", { reason: "not_planned" }),
    );
    expect(met({ over: letGo })[0]?.outcome).toBe("pass");
    expect(saysOf(LANE_RULES, "R-L2", subjectOf(snapshot()))).toEqual([]);
  });

  it("R-L2 pass: one person is named to merge them, who is still a member", () => {
    expect(met({ comments: [naming("oscar")] })).toMatchObject([
      { outcome: "pass", phrase: expect.stringMatching(/acme\/shop#103\)\. `oscar` merges them\.$/), next: null },
    ]);
  });

  it("R-L2 fail: named by somebody who may not, or gone since", () => {
    expect(met({ comments: [naming("oscar", "mallory")] })[0]?.outcome).toBe("fail");
    const taken = { ...naming("oscar"), ownReactions: ["+1"] };
    expect(met({ comments: [taken], people: [person("oscar", "none", false)] })[0]?.outcome).toBe("fail");
  });

  it("R-L2: the last one named counts", () => {
    expect(met({ comments: [naming("oscar"), { ...naming("otto"), createdAt: day(2) }] })[0]?.phrase).toContain(
      "`otto` merges them.",
    );
  });

  it("R-L2 unknown: who merges could not be read", () => {
    expect(met({ comments: LOST })).toMatchObject([
      { outcome: "unknown", phrase: expect.stringMatching(/Cannot tell yet who merges: 502\.$/), next: null },
    ]);
    expect(met({ comments: [naming("oscar")], people: [person("tess", LOST)] })[0]?.outcome).toBe("unknown");
    const taken = { ...naming("oscar"), ownReactions: ["+1"] };
    expect(met({ comments: [taken], people: [person("oscar", "write", LOST)] })[0]?.outcome).toBe("unknown");
    const stranger = { ...naming("zoe"), ownReactions: ["+1"] };
    expect(met({ comments: [stranger] })[0]).toMatchObject({
      outcome: "unknown",
      phrase: expect.stringContaining("whether `zoe` is still a member was not read"),
    });
  });

  it("R-L2 unknown: the files of an open pull request, or a pull request, could not be read", () => {
    const blind = [openPull(102, [FILE], { files: LOST }), openPull(103, [FILE])];
    expect(met({ pulls: blind })).toMatchObject([
      { outcome: "unknown", phrase: "Cannot tell yet whether lanes meet: 502." },
    ]);
    expect(met({ over: { links: LOST } })[0]?.outcome).toBe("unknown");
  });

  it("R-L2 pass: what was not read matters neither in one lane nor where a merge owner is named", () => {
    const blind = [openPull(102, [FILE], { files: LOST }), openPull(103, [FILE])];
    expect(met({ lanes: ["quality", "quality"], pulls: blind })[0]?.outcome).toBe("pass");
    expect(met({ pulls: blind, comments: [naming("oscar")] })[0]?.outcome).toBe("pass");
  });

  it("R-L2 fail: a meeting that was read decides, whatever else was not", () => {
    const pulls = [openPull(102, [FILE]), openPull(103, [FILE]), openPull(104, [], { files: LOST })];
    expect(met({ lanes: ["controls", "quality", "operations"], pulls })[0]?.outcome).toBe("fail");
  });
});

describe("the family in the docs", () => {
  it("is headed as it is", () => {
    expect(headings(LANE_RULES)).toEqual(["R-L1 (finding) Three lanes []", "R-L2 (finding) Lanes stay independent []"]);
    const lines = ["R-L1 Lane", "R-L2 Lanes stay independent"];
    expect(titles(LANE_RULES, subjectOf(snapshot({ items: LOST })))).toEqual(lines);
    expect(titles(LANE_RULES, subjectOf(snapshot({ items: [item(2)] })))).toEqual(lines);
  });

  it("has its sentences for the docs", () => {
    for (const sentence of sentences(LANE_RULES)) expect(sentence).toMatch(/^[A-Z].+\.$/);
  });
});
