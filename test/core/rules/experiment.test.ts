import { describe, expect, it } from "@jest/globals";
import { EXPERIMENT_RULES, outcomeOf, statesNumber, statesWindow } from "../../../src/core/rules/experiment.ts";
import type { Comment, Issue } from "../../../src/core/snapshot/issue.ts";
import type { Person } from "../../../src/core/snapshot/types.ts";
import { policyInForce } from "../../support/policy.ts";
import { headings, saysOf, saysOnce, sentences, subjectOf, titles } from "../../support/rule.ts";
import { closed, comment, day, item, person, shut, snapshot } from "../../support/snapshot.ts";

const LOST = { unreadable: "502", transient: true };
const WHOLE = {
  hypothesis: "If we refuse a pool above the limit, incidents of the class drop by 50 %.",
  measure: "Incidents of the class over 90 days.",
  guardrail: "Roll back when it refuses a sound change.",
  review: "2026-03-31",
};
const VERIFIER = comment("/quench verifier @vera", "maya", day(0, 120));

interface Told {
  readonly fields?: Readonly<Record<string, string | null>>;
  readonly comments?: Issue["comments"];
  readonly owner?: string | null;
  readonly over?: Partial<Issue>;
  readonly people?: readonly Person[];
  readonly now?: string;
  readonly zone?: string;
}

function subject({ fields = {}, comments = [VERIFIER], owner = "oscar", over = {}, people = [], ...rest }: Told = {}) {
  const issue = item(2, { fields: { ...WHOLE, ...fields }, comments, owner, ...over });
  return subjectOf(
    snapshot({ items: [issue], people, ...(rest.now === undefined ? {} : { now: rest.now }) }),
    policyInForce(rest.zone === undefined ? {} : { time: { zone: rest.zone } }),
  );
}

const x1 = (told: Told = {}) => saysOnce(EXPERIMENT_RULES, "R-X1", subject(told));

describe("a hypothesis states a number", () => {
  it.each([
    "Y drops by 40 %.",
    "Y drops by 40%",
    "from 5 to 1 a month",
    "-30%",
    "(2 of 3 alerts)",
    "a third, 1,5 times",
    "under 5min",
    "by 20-30 percent",
    "~10x fewer",
    "until 2026-05-01 by 3",
  ])("%s", (text) => {
    expect(statesNumber(text)).toBe(true);
  });

  it.each([
    "If we add X, Y drops by Z %.",
    "v2 of the gate",
    "p95 falls",
    "#12 is fixed",
    "SEV1 and P0 get rarer",
    "by 2026-03-31",
    "node-3 stays up",
    "see https://example.com/12",
    "release v1.24 helps",
    "",
  ])("none in %j", (text) => {
    expect(statesNumber(text)).toBe(false);
  });
});

describe("a measure states its window", () => {
  it.each([
    "failed deploys over 30 days",
    "alerts for two weeks",
    "30d",
    "a 14-day window",
    "over a month",
    "during the quarter",
    "the next sprint",
    "until 2026-05-01",
    "OVER THE NEXT 3 MONTHS",
    "5 working days",
    "within 24 h",
  ])("%s", (text) => {
    expect(statesWindow(text)).toBe(true);
  });

  it.each([
    "failed deploys per week",
    "3 a week",
    "daily errors",
    "later",
    "error rate below 1 %",
    "soon",
    "",
  ])("none in %j", (text) => {
    expect(statesWindow(text)).toBe(false);
  });
});

describe("R-X1 each item is an experiment", () => {
  it("R-X1 pass: all six are there", () => {
    expect(x1()).toMatchObject({
      key: "R-X1:#2",
      item: 2,
      outcome: "pass",
      phrase: "#2 is an experiment: hypothesis, measure, guardrail, owner, verifier and review date.",
      evidence: ["https://github.com/acme/shop/issues/2"],
      next: null,
    });
  });

  it.each([
    ["hypothesis", null, "a hypothesis", "edit", "*Hypothesis* with a number"],
    ["hypothesis", "Y gets better.", "a number in its hypothesis", "edit", "*Hypothesis* with a number"],
    ["measure", null, "a measure", "edit", "as *Measure*"],
    ["measure", "Incidents of the class.", "an observation window in its measure", "edit", "as *Measure*"],
    ["guardrail", null, "a guardrail", "edit", "as *Guardrail*"],
    ["review", null, "a fixed review date", "edit", "as *Review date*"],
    ["review", "next quarter", "a fixed review date", "edit", "as *Review date*"],
    ["review", "later", "a fixed review date", "edit", "as *Review date*"],
    ["review", "soon", "a fixed review date", "edit", "as *Review date*"],
  ])("R-X1 fail: %s %j", (field, value, missing, distance, ask) => {
    const found = x1({ fields: { [field]: value } });
    expect(found).toMatchObject({
      outcome: "fail",
      phrase: `#2 is no experiment yet: it lacks ${missing}.`,
      next: { distance, who: ["oscar"] },
    });
    expect(found.next?.text).toContain(ask);
    expect(found.next?.text).toMatch(/in the form of #2\.$/);
  });

  it("R-X1 fail: without owner or verifier, which a comment mends", () => {
    expect(x1({ owner: null })).toMatchObject({
      outcome: "fail",
      phrase: "#2 is no experiment yet: it lacks one execution owner.",
      next: {
        text: "Name one owner: `/quench owner @login` on #2.",
        distance: "comment",
        who: ["someone with triage or above"],
      },
    });
    expect(x1({ comments: [] })).toMatchObject({
      outcome: "fail",
      phrase: "#2 is no experiment yet: it lacks one verifier.",
      next: { text: "Name one verifier: `/quench verifier @login` on #2.", distance: "comment" },
    });
  });

  it("R-X1 fail: all that is missing is told, and the comment asked for before the edit", () => {
    const nothing = { hypothesis: null, measure: null, guardrail: null, review: null };
    const found = x1({ fields: nothing, comments: [], owner: null });
    expect(found.phrase).toBe(
      "#2 is no experiment yet: it lacks a hypothesis, a measure, a guardrail, one execution owner, one verifier, a fixed review date.",
    );
    expect(found.next?.text).toContain("/quench owner");
  });

  it("R-X1 unknown: who is named could not be read", () => {
    expect(x1({ comments: LOST })).toMatchObject({ outcome: "unknown", phrase: "Cannot tell yet: 502." });
    expect(x1({ people: [person("maya", LOST)] })).toMatchObject({
      outcome: "unknown",
      phrase: "Cannot tell yet: the role of maya could not be read.",
    });
    const owner = comment("/quench owner @otto", "tess", day(1));
    expect(x1({ comments: [VERIFIER, owner], people: [person("tess", LOST)] }).outcome).toBe("unknown");
  });

  it("R-X1 fail: what was read decides, whatever was not", () => {
    expect(x1({ comments: LOST, fields: { guardrail: null } })).toMatchObject({
      outcome: "fail",
      phrase: "#2 is no experiment yet: it lacks a guardrail.",
    });
  });

  it("R-X1 and R-X2: nothing is asked of what was let go", () => {
    const letGo = shut(item(2, { fields: WHOLE }), closed(day(1), "maya", { reason: "not_planned" }));
    for (const id of ["R-X1", "R-X2"])
      expect(saysOf(EXPERIMENT_RULES, id, subjectOf(snapshot({ items: [letGo] })))).toEqual([]);
  });

  it("R-X1 and R-X2 unknown: the items were not read", () => {
    for (const id of ["R-X1", "R-X2"])
      expect(saysOnce(EXPERIMENT_RULES, id, subjectOf(snapshot({ items: LOST })))).toMatchObject({
        key: id,
        outcome: "unknown",
      });
  });
});

describe("R-X2 the outcome is on record by the review date", () => {
  const x2 = (told: Told = {}) => saysOnce(EXPERIMENT_RULES, "R-X2", subject(told));
  const said = (by: string, text = "confirmed -40% fewer of them"): Comment =>
    comment(`/quench outcome ${text}`, by, day(3));
  const OVER = "2026-04-01T00:00:00Z";

  it("R-X2 pass: the verifier, or the owner, recorded it", () => {
    for (const by of ["vera", "oscar"]) {
      const outcome = said(by);
      expect(x2({ comments: [VERIFIER, outcome], now: OVER })).toMatchObject({
        key: "R-X2:#2",
        item: 2,
        outcome: "pass",
        phrase: "The outcome of #2 is on record: confirmed, -40 %.",
        evidence: [outcome.url],
        next: null,
      });
    }
  });

  it("R-X2 pass: before its date already; the last one counts", () => {
    const later = { ...said("oscar", "refuted 5% no change"), createdAt: day(4) };
    expect(x2({ comments: [VERIFIER, later, said("vera")] })).toMatchObject({
      outcome: "pass",
      phrase: "The outcome of #2 is on record: refuted, 5 %.",
    });
  });

  it("R-X2: up to the last second of the day there is time", () => {
    expect(x2({ now: "2026-03-31T23:59:59Z" })).toMatchObject({
      outcome: "not_applicable",
      phrase: "The outcome of #2 is due on Mar 31, 2026.",
      evidence: [],
    });
  });

  it("R-X2 fail: then it is over, and both who may are asked", () => {
    expect(x2({ now: OVER })).toMatchObject({
      outcome: "fail",
      phrase: "The review date of #2 was Mar 31, 2026, and no outcome is on record.",
      evidence: ["https://github.com/acme/shop/issues/2"],
      next: {
        text: "Record the outcome: `/quench outcome confirmed|refuted|inconclusive <number>% <because>` on #2.",
        distance: "comment",
        who: ["oscar", "vera"],
      },
    });
    expect(x2({ now: OVER, owner: null, comments: [] }).next?.who).toEqual([
      "someone with triage or above, who first names an owner",
    ]);
  });

  it("R-X2: the day ends on the team's clocks", () => {
    expect(x2({ now: "2026-03-31T22:00:00Z", zone: "Europe/Berlin" }).outcome).toBe("fail");
    expect(x2({ now: "2026-03-31T21:59:59Z", zone: "Europe/Berlin" }).outcome).toBe("not_applicable");
  });

  it("R-X2 fail: nobody else's word counts", () => {
    expect(x2({ comments: [VERIFIER, said("otto")], now: OVER }).outcome).toBe("fail");
  });

  it("R-X2 unknown: the comments, or the right of who spoke, were not read", () => {
    expect(x2({ comments: LOST, now: OVER })).toMatchObject({
      outcome: "unknown",
      phrase: "Cannot tell yet whether #2 was reviewed: 502.",
      evidence: [],
    });
    expect(x2({ comments: [VERIFIER, said("vera")], people: [person("vera", LOST)], now: OVER }).outcome).toBe(
      "unknown",
    );
    expect(x2({ comments: LOST }).outcome).toBe("not_applicable");
  });

  it("R-X2: without a review date R-X1 speaks", () => {
    expect(saysOf(EXPERIMENT_RULES, "R-X2", subject({ fields: { review: null } }))).toEqual([]);
  });

  it("what was recorded is found for others", () => {
    const [found] = subject({ comments: [VERIFIER, said("vera")] }).items;
    expect(found === undefined ? null : outcomeOf(found)).toMatchObject({ phrase: "confirmed, -40 %" });
    const [bare] = subject().items;
    expect(bare === undefined ? undefined : outcomeOf(bare)).toBeNull();
  });
});

describe("the family in the docs", () => {
  it("is headed as it is", () => {
    expect(headings(EXPERIMENT_RULES)).toEqual([
      "R-X1 (finding) Each item is an experiment []",
      "R-X2 (finding) The outcome is recorded by the review date [time.zone]",
    ]);
    const lines = ["R-X1 Experiment", "R-X2 Review"];
    expect(titles(EXPERIMENT_RULES, subjectOf(snapshot({ items: LOST })))).toEqual(lines);
    expect(titles(EXPERIMENT_RULES, subject())).toEqual(lines);
  });

  it("has its sentences for the docs", () => {
    for (const sentence of sentences(EXPERIMENT_RULES)) expect(sentence).toMatch(/^[A-Z].+\.$/);
  });
});
