import { describe, expect, it } from "@jest/globals";
import { bandOf, inOrder, isStanding, isUrgent, PRIORITY_RULES, weightOf } from "../../../src/core/rules/priority.ts";
import type { Issue } from "../../../src/core/snapshot/issue.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import { buildCase } from "../../../src/core/verdict/case.ts";
import type { JudgedItem } from "../../../src/core/verdict/judged.ts";
import { judged } from "../../support/judged.ts";
import { policyInForce } from "../../support/policy.ts";
import { headings, saysOf, saysOnce, sentences, subjectOf, titles } from "../../support/rule.ts";
import { actor, closed, day, item, link, openPull, shut, snapshot } from "../../support/snapshot.ts";

const { policy } = policyInForce();
const axes = (risk: string | null, speed: string | null, band: string | null = null) => ({
  risk_reduction: risk,
  adoption_speed: speed,
  band,
});
const only = (issue: Issue) => {
  const [found] = buildCase(snapshot({ items: [issue] }), policy).items;
  if (found === undefined) throw new Error("no item");
  return found;
};
const says = (id: string, issue: Issue) => saysOnce(PRIORITY_RULES, id, subjectOf(snapshot({ items: [issue] })));
const LOST = { unreadable: "items: 502" };

describe("R-P1 the band follows from two axes", () => {
  it.each(["R-P1", "R-P2"])("%s: an item that was let go needs no band", (id) => {
    const open = item(2, { fields: axes("high", "fast", "P3") });
    const gone = shut(open, closed(day(1), "maya", { reason: "not_planned" }));
    expect(saysOf(PRIORITY_RULES, id, subjectOf(snapshot({ items: [open] })))).toHaveLength(1);
    expect(saysOf(PRIORITY_RULES, id, subjectOf(snapshot({ items: [gone] })))).toEqual([]);
  });

  it.each([
    ["high", "fast", "P0"],
    ["high", "medium", "P1"],
    ["high", "slow", "P1"],
    ["medium", "fast", "P2"],
    ["medium", "medium", "P2"],
    ["medium", "slow", "P3"],
    ["low", "fast", "P3"],
    ["low", "medium", "P3"],
    ["low", "slow", "P3"],
  ])("%s risk reduction and %s adoption make %s", (risk, speed, band) => {
    expect(bandOf(only(item(2, { fields: axes(risk, speed) })))).toBe(band);
  });

  it("the written band counts only where an axis is missing", () => {
    expect(bandOf(only(item(2, { fields: axes("low", "slow", "P0") })))).toBe("P3");
    expect(bandOf(only(item(2, { fields: axes("low", null, "P0") })))).toBe("P0");
    expect(bandOf(only(item(2, { fields: axes(null, "fast", "P2") })))).toBe("P2");
    expect(bandOf(only(item(2)))).toBeNull();
  });

  it("an item without a band weighs as a P1", () => {
    expect((["P0", "P1", "P2", "P3", null] as const).map((band) => weightOf({ band }))).toEqual([
      "P0",
      "P1",
      "P2",
      "P3",
      "P1",
    ]);
    expect((["P0", "P1", "P2", "P3", null] as const).map((band) => isUrgent({ band }))).toEqual([
      true,
      true,
      false,
      false,
      true,
    ]);
  });

  it("R-P1 pass: both axes are there", () => {
    expect(says("R-P1", item(2, { fields: axes("high", "fast") }))).toMatchObject({
      key: "R-P1:#2",
      item: 2,
      outcome: "pass",
      phrase: "#2 is P0: high risk reduction, fast adoption.",
      evidence: ["https://github.com/acme/shop/issues/2"],
      next: null,
    });
  });

  it("R-P1 pass: the written band stands in, and what is missing is told", () => {
    expect(says("R-P1", item(2, { fields: axes("high", null, "P2") })).phrase).toBe(
      "#2 is P2, as written: its form has no Adoption speed.",
    );
    expect(says("R-P1", item(2, { fields: axes(null, null, "P2") }))).toMatchObject({
      outcome: "pass",
      phrase: "#2 is P2, as written: its form has no Risk reduction and no Adoption speed.",
    });
  });

  it("R-P1: an axis alone is no reason to name the other", () => {
    expect(says("R-P1", item(2, { fields: axes(null, "fast", "P2") })).phrase).toBe(
      "#2 is P2, as written: its form has no Risk reduction.",
    );
  });

  it("R-P1 fail: no band at all, with the fields to choose and who may", () => {
    expect(says("R-P1", item(2, { fields: axes("high", null), owner: "oscar" }))).toMatchObject({
      outcome: "fail",
      phrase: "#2 has no band, so it blocks like a P1.",
      next: { text: "Choose *Adoption speed* in the form of #2.", distance: "edit", who: ["oscar"] },
    });
    expect(says("R-P1", item(2)).next).toMatchObject({
      text: "Choose *Risk reduction* and *Adoption speed* in the form of #2.",
      who: ["someone with triage or above"],
    });
  });

  it("R-P1 unknown: as every rule of items where these were not read", () => {
    const subject = subjectOf(snapshot({ items: LOST }));
    for (const { id } of PRIORITY_RULES) {
      expect(saysOnce(PRIORITY_RULES, id, subject)).toMatchObject({
        rule: id,
        key: id,
        item: null,
        outcome: "unknown",
        phrase: "Cannot tell yet: the hardening items could not be read: items: 502.",
      });
    }
  });
});

describe("R-P2 the computed band counts", () => {
  it("R-P2 pass: the written one is the same", () => {
    expect(says("R-P2", item(2, { fields: axes("high", "fast", "P0") }))).toMatchObject({
      key: "R-P2:#2",
      outcome: "pass",
      phrase: "#2 is written as P0, as its axes say.",
      next: null,
    });
  });

  it("R-P2 fail: it differs", () => {
    expect(says("R-P2", item(2, { fields: axes("low", "fast", "P0"), owner: "oscar" }))).toMatchObject({
      outcome: "fail",
      phrase: "#2 is written as P0, but its risk reduction and adoption speed make it P3; P3 counts.",
      evidence: ["https://github.com/acme/shop/issues/2"],
      next: {
        text: "Set *Priority band* in the form of #2 to P3, or correct its risk reduction and adoption speed.",
        distance: "edit",
        who: ["oscar"],
      },
    });
  });

  it("R-P2: without one of the two there is nothing to compare", () => {
    for (const fields of [axes("low", "fast"), axes("low", null, "P0"), axes(null, null)])
      expect(saysOf(PRIORITY_RULES, "R-P2", subjectOf(snapshot({ items: [item(2, { fields })] })))).toEqual([]);
  });
});

describe("R-P3 P0 and P1 come before polish", () => {
  const urgent = (over: Partial<Issue> = {}) => item(2, { fields: axes("high", "fast"), ...over });
  const polish = (over: Partial<Issue> = {}) =>
    item(3, { fields: axes("low", "fast"), owner: "oscar", links: [link(103)], ...over });
  const p3 = (items: Snapshot["items"]) =>
    saysOf(PRIORITY_RULES, "R-P3", subjectOf(snapshot({ items, pulls: [openPull(102), openPull(103)] })));

  it("R-P3 fail: a P3 is in progress while a P0 has not been started", () => {
    const [found] = p3([polish(), urgent()]);
    expect(found).toMatchObject({
      key: "R-P3",
      item: null,
      outcome: "fail",
      phrase: "In progress: #3 (P3), before its turn. Not started: #2 (P0).",
      evidence: ["https://github.com/acme/shop/issues/3", "https://github.com/acme/shop/issues/2"],
    });
    expect(found?.next?.text).toContain("#2");
  });

  it("R-P3 fail: an item without a band waits like a P1", () => {
    expect(p3([polish(), item(2)])[0]).toMatchObject({
      outcome: "fail",
      phrase: "In progress: #3 (P3), before its turn. Not started: #2 (no band).",
    });
  });

  it("R-P3 fail: several are told together", () => {
    const more = item(4, { fields: axes("medium", "fast"), owner: "oscar", links: [link(103)] });
    expect(p3([polish(), urgent(), more])[0]?.phrase).toBe(
      "In progress: #4 (P2), #3 (P3), before its turn. Not started: #2 (P0).",
    );
  });

  it("R-P3 pass: the urgent one has been started, or there is none", () => {
    expect(p3([polish(), urgent({ assignees: [actor("paul")], links: [link(102)] })])[0]).toMatchObject({
      outcome: "pass",
      phrase: "Every P0 and P1 has been started.",
      evidence: [],
      next: null,
    });
    expect(p3([polish()])[0]?.outcome).toBe("pass");
    // What else lies untouched is polish, and waits for nobody.
    const begun = urgent({ assignees: [actor("paul")], links: [link(102)] });
    expect(p3([polish(), begun, item(4, { fields: axes("low", "slow") })])[0]?.outcome).toBe("pass");
  });

  it("R-P3 pass: no polish is in progress", () => {
    expect(p3([urgent(), polish({ links: [] })])[0]).toMatchObject({
      outcome: "pass",
      phrase: "No P2 or P3 item is in progress before its turn.",
    });
  });

  it("R-P3: what was let go neither waits nor jumps the queue", () => {
    const close = closed(day(1), "maya", { reason: "not_planned" });
    expect(p3([polish(), shut(urgent(), close)])[0]?.outcome).toBe("pass");
    expect(p3([shut(polish(), close), urgent()])[0]?.outcome).toBe("pass");
    expect(p3([shut(urgent(), close)])).toEqual([]);
    expect(p3([])).toEqual([]);
  });

  const blind = { links: { unreadable: "links: 502" } };

  it("R-P3 unknown: whether the urgent one was started could not be read", () => {
    expect(p3([polish(), urgent({ assignees: [actor("paul")], ...blind })])[0]).toMatchObject({
      outcome: "unknown",
      phrase: "Cannot tell yet whether work on #2 (P0) has begun: links: 502.",
      evidence: ["https://github.com/acme/shop/issues/2"],
      next: null,
    });
  });

  it("R-P3 unknown: whether polish was begun could not be read", () => {
    expect(p3([polish(blind), urgent()])[0]).toMatchObject({
      outcome: "unknown",
      phrase: "Cannot tell yet whether work on #3 (P3) has begun: links: 502.",
    });
  });

  it("R-P3: nothing starts an item without an owner, so that decides", () => {
    expect(p3([polish(), urgent(blind)])[0]?.outcome).toBe("fail");
    expect(p3([polish({ assignees: [], ...blind }), urgent()])[0]?.outcome).toBe("pass");
  });

  it("R-P3 fail: one that could be read decides, and is the one named", () => {
    const hidden = urgent({ assignees: [actor("paul")], ...blind });
    expect(p3([polish(), hidden, item(4, { fields: axes("high", "slow") })])[0]).toMatchObject({
      outcome: "fail",
      phrase: "In progress: #3 (P3), before its turn. Not started: #4 (P1).",
    });
  });
});

describe("R-P4 the order of work", () => {
  const sorted = (issues: readonly Issue[], signal: Readonly<Record<number, number>> = {}) => {
    const subject = judged(snapshot({ items: issues }));
    const items = subject.items.map(
      (one): JudgedItem => ({ ...one, band: bandOf(one), signalToEffort: signal[one.issue.number] ?? null }),
    );
    return inOrder(items).map(({ issue }) => issue.number);
  };
  const with_ = (number: number, fields: Readonly<Record<string, string | null>>, over: Partial<Issue> = {}) =>
    item(number, { fields, ...over });

  it("R-P4 pass: by band; one without a band comes last among the P1", () => {
    expect(
      sorted([
        with_(2, { band: "P3" }),
        with_(3, { reversibility: "easy" }),
        with_(4, { band: "P0" }),
        with_(5, { band: "P2" }),
        with_(6, { band: "P1", reversibility: "hard" }),
      ]),
    ).toEqual([4, 6, 3, 5, 2]);
  });

  it("R-P4: within a band the easily undone first, and last what does not say", () => {
    const fields = (reversibility: string | null) => ({ band: "P1", reversibility });
    expect(
      sorted([
        with_(2, fields(null)),
        with_(3, fields("hard")),
        with_(4, fields("moderate")),
        with_(5, fields("easy")),
      ]),
    ).toEqual([5, 4, 3, 2]);
  });

  it("R-P4: then the better signal to effort, then the older, then the lower number", () => {
    const items = [2, 3, 4].map((number) => with_(number, { band: "P1", reversibility: "easy" }));
    expect(sorted(items, { 2: 0.5, 3: 3 })).toEqual([3, 2, 4]);
    expect(
      sorted([
        with_(2, { band: "P1" }, { createdAt: day(1) }),
        with_(3, { band: "P1" }, { createdAt: day(0, 1) }),
        with_(4, { band: "P1" }, { createdAt: day(0, 1) }),
      ]),
    ).toEqual([3, 4, 2]);
  });

  it("R-P4: the verdict lists them in it, whatever the order in which they came", () => {
    const items = [with_(2, { band: "P3" }), with_(3, { band: "P0" })];
    for (const order of [items, items.toReversed()])
      expect(saysOnce(PRIORITY_RULES, "R-P4", subjectOf(snapshot({ items: order })))).toMatchObject({
        outcome: "pass",
        phrase: "Work in this order: #3, #2.",
      });
    const letGo = shut(with_(4, { band: "P0" }), closed(day(1), "maya", { reason: "not_planned" }));
    expect(saysOnce(PRIORITY_RULES, "R-P4", subjectOf(snapshot({ items: [...items, letGo] }))).phrase).toBe(
      "Work in this order: #3, #2.",
    );
    expect(saysOf(PRIORITY_RULES, "R-P4", subjectOf(snapshot()))).toEqual([]);
  });
});

describe("what is asked of", () => {
  it("not what was let go or retired; a completed one still is", () => {
    const { issue } = only(item(2));
    expect(isStanding({ issue, status: "open" })).toBe(true);
    expect(isStanding({ issue, status: "retired" })).toBe(false);
    for (const [reason, standing] of [
      ["completed", true],
      ["not_planned", false],
      ["duplicate", false],
    ] as const)
      expect(isStanding({ issue: shut(issue, closed(day(1), "maya", { reason })), status: "in_progress" })).toBe(
        standing,
      );
  });
});

describe("the family in the docs", () => {
  it("is headed as it is", () => {
    expect(headings(PRIORITY_RULES)).toEqual([
      "R-P1 (finding) The band follows from two axes []",
      "R-P2 (finding) The computed band counts []",
      "R-P3 (finding) P0 and P1 come before polish []",
      "R-P4 (fact) The order within a band []",
    ]);
    expect(PRIORITY_RULES.map(({ never }) => Object.keys(never ?? {}))).toEqual([[], [], [], ["fail"]]);
    const lines = ["R-P1 Band", "R-P2 Written band", "R-P3 P0 and P1 before polish", "R-P4 Order of work"];
    expect(titles(PRIORITY_RULES, subjectOf(snapshot({ items: LOST })))).toEqual(lines);
    const one = item(2, { fields: axes("high", "fast", "P0") });
    expect(titles(PRIORITY_RULES, subjectOf(snapshot({ items: [one] })))).toEqual(lines);
  });

  it("has its sentences for the docs", () => {
    for (const sentence of sentences(PRIORITY_RULES)) expect(sentence).toMatch(/^[A-Z].+\.$/);
  });
});
