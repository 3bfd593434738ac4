import { describe, expect, it } from "@jest/globals";
import { CLOSURE_RULES } from "../../../src/core/rules/closure.ts";
import { judge, row } from "../../support/judge.ts";
import { judged } from "../../support/judged.ts";
import { policyInForce } from "../../support/policy.ts";
import { expectWords } from "../../support/rule-words.ts";
import { comment, day, incident, item, snapshot } from "../../support/snapshot.ts";
import { closableStory, proofs, proven, provenItems, storyOf } from "../../support/story.ts";

const KEYS = ["R-C1/scorecard", "R-C1/adoption", "R-C1/owners", "R-C1/priorities", "R-C1/items", "R-C6"];
const said = () => incident({ comments: [comment("/quench ack adoption", "oscar", day(1))] });

describe("R-C1 an incident may close", () => {
  it("R-C1 pass: the whole story, all six conditions", () => {
    const { closable, next, closure } = judge(closableStory());
    expect(closable).toMatchObject({
      rule: "R-C1",
      key: "R-C1",
      title: "May close",
      outcome: "pass",
      phrase: "Every condition for closing holds.",
      next: null,
    });
    expect(closable.children.map(({ key, outcome }) => [key, outcome])).toEqual(KEYS.map((key) => [key, "pass"]));
    expect(next).toBeNull();
    expect(closure).toEqual({ kind: "open" });
  });

  it("R-C1 fail: one item is not verified", () => {
    // The first two comments name people only: its owner confirmed nothing either.
    const { closable, next } = judge(storyOf(provenItems({ 3: { comments: proofs("u").slice(0, 2) } })));
    expect(closable).toMatchObject({ outcome: "fail", phrase: "2 of 6 conditions are not met yet." });
    expect(row(judge(storyOf(provenItems({ 3: { comments: [] } }))), "R-C1/priorities").phrase).toBe(
      "2 of 3 resolved.",
    );
    expect(next?.distance).toBe("comment");
  });

  const open = (gates: Parameters<typeof judged>[1]) =>
    judged(snapshot({ items: [item(2, { owner: "oscar" })], incident: said() }), gates).closable;

  it("R-C1 fail: each condition alone is enough", () => {
    expect(open({}).outcome).toBe("pass");
    const alone: Readonly<Record<string, ReturnType<typeof open>>> = {
      "R-C1/scorecard": open({ scorecard: "fail" }),
      "R-C1/adoption": open({ items: { 2: { observed: "fail" } } }),
      "R-C1/owners": judged(snapshot({ items: [item(2, { owner: "oscar" })] })).closable,
      "R-C1/priorities": open({ items: { 2: { gate: "fail" } } }),
      "R-C1/items": open({ items: { 2: { band: "P3", gate: "fail" } } }),
      "R-C6": open({ checklist: "fail" }),
    };
    for (const key of KEYS) {
      const closable = alone[key];
      expect(closable).toMatchObject({ outcome: "fail", phrase: "1 of 6 conditions is not met yet." });
      expect(closable?.children.filter(({ outcome }) => outcome !== "pass").map((one) => one.key)).toEqual([key]);
      expect(closable?.next).toEqual(closable?.children.find((one) => one.key === key)?.next);
      expect(closable?.next).not.toBeNull();
    }
  });

  it("R-C1 fail: the nearest step of all is the next", () => {
    const far = judged(snapshot({ items: [item(2, { owner: "oscar" })] }), { scorecard: "fail", checklist: "fail" });
    expect(far.closable).toMatchObject({
      phrase: "3 of 6 conditions are not met yet.",
      // Before anything is merged nobody is asked to confirm its adoption first.
      next: { text: "Do R-S1.", distance: "pull_request" },
    });
  });

  it("R-C1 unknown: one that cannot be told, unless another one fails", () => {
    expect(open({ scorecard: "unknown" })).toMatchObject({
      outcome: "unknown",
      phrase: "Some facts could not be read, so Quench cannot tell yet.",
    });
    expect(open({ scorecard: "unknown", checklist: "fail" }).outcome).toBe("fail");
  });

  it("R-C1 fail: nothing passes vacuously", () => {
    const { closable } = judge(snapshot());
    expect(closable.children.map(({ key, outcome }) => [key, outcome])).toEqual(KEYS.map((key) => [key, "fail"]));
    expect(closable.phrase).toBe("6 of 6 conditions are not met yet.");
  });

  it("R-C1 unknown: the items could not be read", () => {
    const { closable } = judge(snapshot({ items: { unreadable: "items: 502", transient: true } }));
    expect(closable.outcome).toBe("unknown");
    for (const one of closable.children) expect([one.key, one.outcome]).toEqual([one.key, "unknown"]);
  });

  it("R-C1 unknown: only one item's facts could not be read", () => {
    const unread = { pull: { files: { unreadable: "files: 502", transient: true } } };
    const verdict = judge(storyOf(provenItems({ 2: unread })));
    expect(verdict.closable.outcome).toBe("unknown");
    expect(row(verdict, "R-C1:#2").outcome).toBe("unknown");
  });
});

describe("R-C1 to R-C8 in the registry", () => {
  it("each once, in their order, with its words and settings", () => {
    const GATES = ["scorecard", "adoption", "owners", "priorities", "items", "checklist"].map((one) => `gates.${one}`);
    expectWords(CLOSURE_RULES, {
      "R-C1": ["scores.scorecard", ...GATES],
      "R-C2": ["mode", "enforce.when"],
      "R-C3": ["mode", "enforce.when", "closure.grace", "people.override.role", "people.override.users"],
      "R-C4": ["mode", "enforce.when", "checks.all_pull_requests"],
      "R-C5": ["closure.override_lasts", "people.override.role"],
      "R-C6": ["gates.checklist", "files.guardrails", "files.tests", "files.runbooks"],
      "R-C7": ["closure.settles_after"],
      "R-C8": ["closure.max_reopens_per_day", "people.escalation", "time.workdays"],
    });
  });

  it("C1 and C6 stand in the tree; C4, C5 and C8 are told as findings", () => {
    expect(CLOSURE_RULES.filter(({ judge: own }) => own === null).map(({ id }) => id)).toEqual(["R-C1", "R-C6"]);
    expect(CLOSURE_RULES.map(({ kind }) => kind)).toEqual([
      "gate",
      "gate",
      "gate",
      "finding",
      "finding",
      "gate",
      "fact",
      "finding",
    ]);
  });
});

describe("R-C1 the verdict's other rows", () => {
  it("R-C1: the mode changes nothing about whether it may close", () => {
    for (const mode of ["shadow", "warn", "enforce"])
      expect(judge(closableStory(), policyInForce({ mode })).closable.outcome).toBe("pass");
  });

  it("R-C1: keys are unique in the whole tree", () => {
    const { closable, checklist, items } = judge(storyOf(provenItems({ 3: { comments: [] } })));
    const keys: string[] = [];
    const walk = (node: typeof closable): void => {
      keys.push(node.key);
      node.children.forEach(walk);
    };
    walk(closable);
    items.forEach((one) => walk(one.gate));
    expect(checklist.every((one) => keys.includes(one.key))).toBe(true);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("R-C1: a failing row says its next step, unless somebody else's row is nearer", () => {
    const verdict = judge(storyOf([proven(2, { comments: [], issue: { links: [], assignees: [] } })]));
    const leaves = verdict.items[0]?.gate.children ?? [];
    for (const leaf of leaves) expect(leaf.next).not.toBeNull();
  });
});
