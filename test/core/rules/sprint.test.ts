import { describe, expect, it } from "@jest/globals";
import { SPRINT_RULES, sprintOf } from "../../../src/core/rules/sprint.ts";
import type { Issue } from "../../../src/core/snapshot/issue.ts";
import type { PullRequest } from "../../../src/core/snapshot/pull.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import type { Judged } from "../../../src/core/verdict/judged.ts";
import { node, step } from "../../../src/core/verdict/node.ts";
import type { Score, VerdictNode } from "../../../src/core/verdict/types.ts";
import { judged } from "../../support/judged.ts";
import { policyInForce } from "../../support/policy.ts";
import { headings, saysOnce, sentences, titles } from "../../support/rule.ts";
import {
  actor,
  closed,
  comment,
  day,
  HERE,
  incident,
  item,
  link,
  openPull,
  type Parts,
  pull,
  run,
  shut,
  snapshot,
} from "../../support/snapshot.ts";

const LOST = { unreadable: "502", transient: true };
const BANDS = {
  P0: { risk_reduction: "high", adoption_speed: "fast" },
  P1: { risk_reduction: "high", adoption_speed: "slow" },
  P2: { risk_reduction: "medium", adoption_speed: "fast" },
  P3: { risk_reduction: "low", adoption_speed: "fast" },
} as const;
type Band = keyof typeof BANDS;

/** An item of a band, ranked; `shipped`: its pull request is merged and green; `exercised`: a drill was run on it. */
function ranked(
  number: number,
  band: Band | null,
  {
    shipped = false,
    exercised = false,
    over = {},
  }: { shipped?: boolean; exercised?: boolean; over?: Partial<Issue> } = {},
): Issue {
  const url = `https://github.com/${HERE}/actions/runs/${number + 900}`;
  return item(number, {
    fields: { ...(band === null ? {} : BANDS[band]), reversibility: "easy" },
    owner: "oscar",
    links: shipped ? [link(number + 100)] : [],
    comments: exercised ? [comment(`/quench evidence behavior drill ${url}`, "oscar", day(2))] : [],
    ...over,
  });
}

interface Told extends Parts {
  readonly sprint?: Readonly<Record<string, number>>;
  readonly zone?: string;
  readonly adoption?: Readonly<Record<number, Pick<Score, "min" | "max">>>;
}

function subject({ sprint, zone, adoption = {}, ...parts }: Told): Judged {
  const numbers = [2, 3, 4, 5, 6];
  const pulls: PullRequest[] = numbers.map((number) => pull(number + 100));
  const runs = numbers.map((number) =>
    run(
      number + 900,
      pulls.flatMap((one) => one.mergeCommit ?? []),
    ),
  );
  const inForce = policyInForce({
    ...(sprint === undefined ? {} : { sprint }),
    ...(zone === undefined ? {} : { time: { zone } }),
  });
  const real = judged(snapshot({ pulls, runs, ...parts }), { inForce });
  const next = step("Do what is missing.", "comment", ["oscar"]);
  return {
    ...real,
    items: real.items.map((one) => ({
      ...one,
      band: one.fields.riskReduction === null ? null : one.band === null ? null : bandOf(one.issue.number, parts.items),
      status: one.status === "verified" ? "in_progress" : one.status,
      adoption: {
        node: node("R-S3", `R-S3:#${one.issue.number}`, "Adoption score", "fail", "", { next }),
        score: { of: 5, target: 4, min: 4, max: 4, ...adoption[one.issue.number] },
      },
    })),
  };
}

function bandOf(number: number, items: Parts["items"]): Band {
  const body =
    items === undefined || "unreadable" in items ? "" : (items.find((one) => one.number === number)?.body ?? "");
  const found = (Object.keys(BANDS) as Band[]).find((band) =>
    Object.values(BANDS[band]).every((word, index) =>
      new RegExp(`### ${index === 0 ? "Risk reduction" : "Adoption speed"}\\s+${word}`).test(body),
    ),
  );
  if (found === undefined) throw new Error(`no band in #${number}`);
  return found;
}

const says = (id: string, told: Told): VerdictNode => saysOnce(SPRINT_RULES, id, subject(told));
/** Days of the incident's week: #1 is opened on Monday, March 2. */
const DAYS = { T1: day(2), T2: day(5), T3: day(8), T4: day(11), T5: day(14) };

describe("the sprint's days", () => {
  const days = (told: Told) => sprintOf(subject(told)).map(({ rule, from, to }) => [rule, from, to]);

  it("are counted from the start of the clock, each step after the one before", () => {
    expect(days({})).toEqual([
      ["R-T1", "2026-03-02", "2026-03-03"],
      ["R-T2", "2026-03-04", "2026-03-06"],
      ["R-T3", "2026-03-07", "2026-03-09"],
      ["R-T4", "2026-03-10", "2026-03-12"],
      ["R-T5", "2026-03-13", "2026-03-15"],
    ]);
    expect(days({ incident: incident({ fields: { restored_at: "2026-03-03T23:00Z" } }) })[0]).toEqual([
      "R-T1",
      "2026-03-03",
      "2026-03-04",
    ]);
  });

  it("are the team's calendar days: it may be tomorrow there", () => {
    const told = { incident: incident({ fields: { restored_at: "2026-03-03T23:00Z" } }), zone: "Europe/Berlin" };
    expect(days(told)[0]).toEqual(["R-T1", "2026-03-04", "2026-03-05"]);
  });

  it("are as long as the policy says, and pass over the ends of months", () => {
    const sprint = { rank: 1, build: 20, verify: 30, adopt: 40, conclude: 60 };
    expect(days({ sprint })).toEqual([
      ["R-T1", "2026-03-02", "2026-03-02"],
      ["R-T2", "2026-03-03", "2026-03-21"],
      ["R-T3", "2026-03-22", "2026-03-31"],
      ["R-T4", "2026-04-01", "2026-04-10"],
      ["R-T5", "2026-04-11", "2026-04-30"],
    ]);
    expect(says("R-T1", { sprint }).phrase).toMatch(/^Mar 2, 2026: /);
    expect(says("R-T2", { sprint }).phrase).toMatch(/^Mar 3, 2026 to Mar 21, 2026: /);
  });

  it("a step that is missed fails when its last day ends there, not before", () => {
    const at = (now: string, zone = "UTC") => sprintOf(subject({ now, zone }))[0]?.outcome;
    expect(at("2026-03-03T23:59:59Z")).toBe("not_applicable");
    expect(at("2026-03-04T00:00:00Z")).toBe("fail");
    expect(at("2026-03-03T23:00:00Z", "Europe/Berlin")).toBe("fail");
  });
});

describe("R-T1 rank by risk and reversibility", () => {
  it("R-T1 pass: every item has both, whatever the day", () => {
    expect(says("R-T1", { items: [ranked(2, "P0"), ranked(3, "P3")] })).toMatchObject({
      key: "R-T1",
      item: null,
      outcome: "pass",
      phrase: "Mar 2, 2026 to Mar 3, 2026: Every item has its band and its reversibility.",
      next: null,
    });
  });

  it("R-T1 fail: one lacks its band, another its reversibility", () => {
    const bare = item(3, { fields: BANDS.P3 });
    const told = { items: [ranked(2, "P0"), bare, ranked(4, null)], now: day(9) };
    expect(says("R-T1", told)).toMatchObject({
      outcome: "fail",
      evidence: ["https://github.com/acme/shop/issues/4", "https://github.com/acme/shop/issues/3"],
      next: { distance: "edit", who: ["oscar"] },
    });
    expect(says("R-T1", told).phrase).toContain("Without band or reversibility: #4 (no band), #3 (P3).");
    expect(says("R-T1", told).next?.text).toContain("*Reversibility* in the form of #4.");
    expect(says("R-T1", { items: [bare], now: day(9) }).next?.who).toEqual(["someone with triage or above"]);
  });

  it("R-T1 fail: without an item there is nothing to rank; one let go is none", () => {
    const letGo = shut(ranked(2, "P0"), closed(day(1), "maya", { reason: "not_planned" }));
    for (const items of [[], [letGo]])
      for (const [id, now] of [
        ["R-T1", DAYS.T1],
        ["R-T2", DAYS.T2],
        ["R-T3", DAYS.T3],
        ["R-T4", DAYS.T4],
      ] as const)
        expect(says(id, { items, now })).toMatchObject({
          outcome: "fail",
          phrase: expect.stringMatching(/: There is no hardening item yet\.$/),
          next: { text: "Add a hardening item as a sub-issue of this incident.", distance: "edit" },
        });
  });

  it("R-T1 to R-T4 unknown: the items were not read, on whatever day", () => {
    for (const now of [day(0, 5), day(30)])
      for (const id of ["R-T1", "R-T2", "R-T3", "R-T4"])
        expect(says(id, { items: LOST, now })).toMatchObject({
          outcome: "unknown",
          phrase: expect.stringMatching(/: Cannot tell yet: the hardening items could not be read: 502\.$/),
        });
  });
});

describe("R-T2 put the top controls in", () => {
  const t2 = (items: Snapshot["items"], over: Told = {}) => says("R-T2", { items, now: DAYS.T2, ...over });

  it("R-T2 pass: every P0, and one of the P1", () => {
    const items = [ranked(2, "P0", { shipped: true }), ranked(3, "P1", { shipped: true }), ranked(4, "P1")];
    expect(t2(items)).toMatchObject({
      outcome: "pass",
      phrase: expect.stringMatching(/: Every P0, and a P1 where there is one, has implementation evidence\.$/),
    });
    expect(t2([ranked(2, "P0", { shipped: true })]).outcome).toBe("pass");
    expect(t2([ranked(2, "P1", { shipped: true }), ranked(3, "P3")]).outcome).toBe("pass");
  });

  it("R-T2 fail: a P0 is missing, and is the one named", () => {
    const found = t2([ranked(2, "P0", { shipped: true }), ranked(3, "P0"), ranked(4, "P1", { shipped: true })]);
    expect(found).toMatchObject({
      outcome: "fail",
      phrase: expect.stringMatching(/: Without implementation evidence: #3 \(P0\)\.$/),
      evidence: ["https://github.com/acme/shop/issues/3"],
      next: {
        text: "Merge a pull request with `Hardening: #3` in its body and successful checks.",
        distance: "pull_request",
        who: ["oscar"],
      },
    });
  });

  it("R-T2 fail: none of the P1; an item without a band is one of them", () => {
    expect(t2([ranked(2, "P0", { shipped: true }), ranked(3, "P1"), ranked(4, null)]).phrase).toMatch(
      /: Without implementation evidence: one of #3 \(P1\), #4 \(no band\)\.$/,
    );
    expect(t2([ranked(2, "P0"), ranked(3, "P1")]).phrase).toMatch(
      /: Without implementation evidence: #2 \(P0\), and #3 \(P1\)\.$/,
    );
    expect(t2([ranked(3, "P1"), ranked(4, "P1")]).next?.text).toContain("`Hardening: #3`");
  });

  it("R-T2: a P0 that was let go is asked for no more", () => {
    const letGo = shut(ranked(2, "P0"), closed(day(1), "maya", { reason: "not_planned" }));
    expect(t2([letGo, ranked(3, "P0", { shipped: true })]).outcome).toBe("pass");
  });

  it("R-T2: of many six are named", () => {
    const items = [2, 3, 4, 5, 6, 7, 8].map((number) => ranked(number, "P0"));
    expect(t2(items).phrase).toMatch(/#6 \(P0\), #7 \(P0\), and 1 more\.$/);
  });

  it("R-T2: without P0 and P1 it does not apply", () => {
    expect(t2([ranked(2, "P2"), ranked(3, "P3")])).toMatchObject({
      outcome: "not_applicable",
      phrase: expect.stringMatching(/: No item is P0 or P1\.$/),
    });
  });

  it("R-T2 unknown: what may have put it in could not be read", () => {
    const blind = ranked(2, "P0", { over: { links: LOST } });
    expect(t2([blind])).toMatchObject({
      outcome: "unknown",
      phrase: expect.stringMatching(/: Cannot tell yet, some facts could not be read: #2 \(P0\)\.$/),
      evidence: ["https://github.com/acme/shop/issues/2"],
    });
    expect(t2([ranked(2, "P1", { over: { links: LOST } }), ranked(3, "P1")]).outcome).toBe("unknown");
  });

  it("R-T2: what was read decides", () => {
    const blind = { over: { links: LOST } };
    expect(t2([ranked(2, "P0", blind), ranked(3, "P0")])).toMatchObject({
      outcome: "fail",
      next: { text: expect.stringContaining("#3") },
    });
    expect(t2([ranked(2, "P1", blind), ranked(3, "P1", { shipped: true })]).outcome).toBe("pass");
    expect(t2([ranked(2, "P0", blind), ranked(3, "P1")]).outcome).toBe("fail");
  });

  it("R-T2: until its last day ends it does not fail", () => {
    expect(t2([ranked(2, "P0")], { now: "2026-03-06T23:59:59Z" }).outcome).toBe("not_applicable");
    expect(t2([ranked(2, "P0")], { now: "2026-03-07T00:00:00Z" }).outcome).toBe("fail");
  });
});

describe("R-T3 verification coverage", () => {
  const t3 = (items: Snapshot["items"], over: Told = {}) => says("R-T3", { items, now: DAYS.T3, ...over });
  const both = { shipped: true, exercised: true };

  it("R-T3 pass: what was put in has behavioral evidence; a P1 still to come is not asked for", () => {
    expect(t3([ranked(2, "P0", both), ranked(3, "P1", both), ranked(4, "P1")])).toMatchObject({
      outcome: "pass",
      phrase: expect.stringMatching(/: Every P0 and P1 that was put in has behavioral evidence\.$/),
    });
  });

  it("R-T3 fail: a P0, or a P1 that was put in, has none", () => {
    expect(t3([ranked(2, "P0", { shipped: true }), ranked(3, "P1", both)])).toMatchObject({
      outcome: "fail",
      phrase: expect.stringMatching(/: Without behavioral evidence: #2 \(P0\)\.$/),
      next: {
        text: "Exercise the control in a workflow run, then comment `/quench evidence behavior alert-replay|drill|rollback|regression-trend <run URL>` on #2.",
        distance: "run",
        who: ["oscar"],
      },
    });
    expect(t3([ranked(2, "P1", both), ranked(3, "P1", { shipped: true })]).phrase).toContain(": #3 (P1).");
  });

  it("R-T3 fail: while no P1 was put in, one of them is asked for", () => {
    expect(t3([ranked(2, "P0", both), ranked(3, "P1"), ranked(4, "P1")]).phrase).toContain("one of #3 (P1), #4 (P1)");
  });

  it("R-T3 fail: what is only told is not enough, and each is named once", () => {
    const url = "https://ci.example.com/1";
    const told = ranked(2, "P1", {
      shipped: true,
      over: { comments: [comment(`/quench evidence behavior drill ${url}`, "oscar", day(2))] },
    });
    const found = t3([told], { links: [{ url, found: { kind: "other" } }] });
    expect(found.outcome).toBe("fail");
    expect(found.phrase).toMatch(/: Without behavioral evidence: #2 \(P1\)\.$/);
  });

  it("R-T3 unknown: the run could not be read", () => {
    const told = { links: [{ url: `https://github.com/${HERE}/actions/runs/902`, found: LOST }], runs: [] };
    expect(t3([ranked(2, "P0", both)], told).outcome).toBe("unknown");
  });
});

describe("R-T4 adoption checks", () => {
  const items = [ranked(2, "P0", { shipped: true }), ranked(3, "P2", { shipped: true })];
  const t4 = (min: number, max: number) =>
    says("R-T4", { items, now: DAYS.T4, adoption: { 2: { min, max }, 3: { min: 0, max: 0 } } });

  it("R-T4 pass: at the target, whatever the polish comes to", () => {
    expect(t4(4, 5)).toMatchObject({
      outcome: "pass",
      phrase: expect.stringMatching(/: Every P0 and P1 that was put in has an adoption score of 4 or more\.$/),
    });
  });

  it("R-T4 fail: below it, with the step of the score", () => {
    expect(t4(3, 3)).toMatchObject({
      outcome: "fail",
      phrase: expect.stringMatching(/: With an adoption score below 4: #2 \(P0\)\.$/),
      next: { text: "Do what is missing." },
    });
  });

  it("R-T4 pass: while no P1 was put in, one that is adopted will do", () => {
    const p1 = [ranked(2, "P1"), ranked(3, "P1")];
    const at = (one: number, other: number) =>
      says("R-T4", {
        items: p1,
        now: DAYS.T4,
        adoption: { 2: { min: one, max: one }, 3: { min: other, max: other } },
      });
    expect(at(4, 0).outcome).toBe("pass");
    expect(at(3, 0)).toMatchObject({
      outcome: "fail",
      phrase: expect.stringMatching(/: With an adoption score below 4: one of #2 \(P1\), #3 \(P1\)\.$/),
    });
  });

  it("R-T4 unknown: it may be one or the other", () => {
    expect(t4(3, 4).outcome).toBe("unknown");
  });
});

const risk = (number: number, over: Partial<Issue> = {}, trigger = "Two pages in a month."): Issue =>
  item(number, {
    body: `### Incident reference\n\n#1\n\n### Risk statement\n\nIt may happen again.\n\n### Why not fully solved\n\nThe vendor.\n\n### Temporary control\n\nAn alert.\n\n### Trigger for re-prioritization\n\n${trigger}\n\n### Owner\n\n@oscar\n\n### Target date\n\n2026-06-30\n\n### Covers\n\n#2`,
    labels: ["residual-risk"],
    ...over,
  });

describe("R-T5 summary and residual risk", () => {
  const whole = { pulls: [pull(102, ["src/guard.ts", "test/a.test.ts", "docs/runbooks/a.md"])] };
  const items = [ranked(2, "P0", { shipped: true })];
  const t5 = (ledger: Snapshot["ledger"] = [], told: Told = {}) =>
    says("R-T5", { items, now: DAYS.T5, ...whole, ...told, over: { ledger } });

  it("R-T5 pass: the bundle's inputs are there, and each risk is managed", () => {
    expect(t5([risk(30)])).toMatchObject({
      outcome: "pass",
      phrase:
        "Mar 13, 2026 to Mar 15, 2026: What the completion bundle is made of is there, and each residual risk is managed.",
      next: null,
    });
  });

  it("R-T5 fail: inputs of the bundle are missing, and the nearest step is asked for", () => {
    const found = t5([], { pulls: [pull(102, ["src/guard.ts"])], incident: incident({ fields: { summary: null } }) });
    expect(found).toMatchObject({
      outcome: "fail",
      phrase: expect.stringMatching(/: The completion bundle lacks: summary, tests, runbooks\.$/),
      next: { text: "Write the *Summary* in the form of #1.", distance: "edit" },
    });
  });

  it("R-T5 fail: a risk without trigger is not managed", () => {
    expect(t5([risk(30, {}, "_No response_")])).toMatchObject({
      outcome: "fail",
      phrase: expect.stringMatching(/: Residual risk #30 is not managed, it lacks: trigger for re-prioritization\.$/),
      evidence: ["https://github.com/acme/shop/issues/30"],
      next: { text: "Edit the form of #30: trigger for re-prioritization.", distance: "edit", who: ["oscar"] },
    });
    const bare = risk(30, { assignees: [], body: "### Risk statement\n\nIt may.\n\n### Target date\n\n2026-06-30" });
    expect(t5([bare]).next?.text).toBe("Edit the form of #30: trigger for re-prioritization, owner.");
    expect(t5([bare]).next?.who).toEqual(["someone with triage or above"]);
    expect(t5([shut(risk(30, {}, "_No response_"), closed(day(3), "maya"))]).outcome).toBe("pass");
  });

  it("R-T5 unknown: the ledger, or what may be an input, was not read; what is surely missing decides", () => {
    expect(t5(LOST)).toMatchObject({
      outcome: "unknown",
      phrase: expect.stringMatching(/: Cannot tell yet whether the completion bundle is whole: 502\.$/),
    });
    expect(t5([], { items: LOST, pulls: [] }).outcome).toBe("unknown");
    expect(t5(LOST, { incident: incident({ fields: { summary: null } }) }).outcome).toBe("fail");
  });

  it("R-T5: until day 14 ends it does not fail", () => {
    const at = (now: string) => says("R-T5", { items: [ranked(2, "P0")], now }).outcome;
    expect(at("2026-03-15T23:59:59Z")).toBe("not_applicable");
    expect(at("2026-03-16T00:00:00Z")).toBe("fail");
  });
});

describe("R-T6 behind schedule, scope is cut", () => {
  const scope = [ranked(2, "P0"), ranked(3, "P2"), ranked(4, "P3"), ranked(5, "P1"), ranked(6, "P3")];
  const t6 = (told: Told) => says("R-T6", told);

  it("R-T6 pass: on schedule", () => {
    expect(t6({ items: scope, now: DAYS.T1 })).toMatchObject({
      key: "R-T6",
      outcome: "pass",
      phrase: "The sprint is on schedule.",
      next: null,
    });
  });

  it("R-T6 fail: names what to defer, lowest band first, never P0 or P1", () => {
    expect(t6({ items: scope, now: DAYS.T2 })).toMatchObject({
      outcome: "fail",
      phrase:
        "The sprint is behind schedule: R-T2 was due on Mar 6, 2026. Cut scope, never verification: defer, in this order, #6 (P3), #4 (P3), #3 (P2).",
      next: {
        text: "Defer what can wait: `/quench defer #6 <date> <because>` on the incident.",
        distance: "comment",
        who: ["someone with maintain or admin"],
      },
    });
  });

  it("R-T6 fail: what was deferred, let go or verified is not named again", () => {
    const defer = comment("/quench defer #6 2026-06-01 the vendor comes first", "maya", day(1));
    const letGo = shut(ranked(4, "P3"), closed(day(1), "maya", { reason: "not_planned" }));
    const items = [ranked(2, "P0"), ranked(3, "P2"), letGo, ranked(6, "P3")];
    const told = { items, now: DAYS.T2, incident: incident({ comments: [defer] }) };
    expect(t6(told).phrase).toMatch(/defer, in this order, #3 \(P2\)\.$/);
    const real = subject(told);
    const verified = {
      ...real,
      items: real.items.map((one) => (one.issue.number === 3 ? { ...one, status: "verified" as const } : one)),
    };
    expect(saysOnce(SPRINT_RULES, "R-T6", verified).phrase).toMatch(/There is nothing left to defer/);
  });

  it("R-T6 fail: with nothing left to defer the missed step is the one to take", () => {
    expect(t6({ items: [ranked(2, "P0")], now: DAYS.T2 })).toMatchObject({
      outcome: "fail",
      phrase:
        "The sprint is behind schedule: R-T2 was due on Mar 6, 2026. There is nothing left to defer, and verification is never cut.",
      next: { distance: "pull_request" },
    });
  });

  it("R-T6 pass: done is done, whatever was late", () => {
    const bare = item(3, { fields: BANDS.P3, links: [link(103)] });
    const told = { items: [bare], now: day(20), pulls: [pull(103, ["test/a.test.ts", "docs/runbooks/a.md"])] };
    expect(says("R-T1", told).outcome).toBe("fail");
    expect(t6(told)).toMatchObject({ outcome: "pass", phrase: "The sprint is done." });
  });

  it("R-T6 unknown: whether an overdue step is done could not be read", () => {
    expect(t6({ items: LOST, now: DAYS.T1 })).toMatchObject({
      outcome: "unknown",
      phrase: expect.stringMatching(/^Cannot tell yet whether R-T1 is done: Cannot tell yet: /),
    });
    expect(t6({ items: LOST, now: "2026-03-03T23:59:59Z" }).outcome).toBe("pass");
    // One step is surely overdue, whatever is hidden of another.
    const hidden = item(2, { fields: BANDS.P0, links: LOST });
    expect(says("R-T2", { items: [hidden], now: DAYS.T2 }).outcome).toBe("unknown");
    expect(t6({ items: [hidden], now: DAYS.T2 }).outcome).toBe("fail");
    const blind = [ranked(2, "P0", { over: { links: LOST, assignees: [actor("oscar")] } }), item(3)];
    expect(t6({ items: blind, now: DAYS.T2, pulls: [openPull(102)] }).outcome).toBe("fail");
  });
});

describe("the family in the docs", () => {
  it("is headed as it is", () => {
    const steps = "sprint.rank, sprint.build, sprint.verify, sprint.adopt, sprint.conclude, time.zone";
    expect(headings(SPRINT_RULES)).toEqual([
      "R-T1 (fact) Days 1–2: rank by risk and reversibility [sprint.rank, time.zone]",
      "R-T2 (fact) Days 3–5: put the top controls in [sprint.build, time.zone]",
      "R-T3 (fact) Days 6–8: verification coverage [sprint.verify, time.zone]",
      "R-T4 (fact) Days 9–11: adoption checks [sprint.adopt, scores.adoption, time.zone]",
      "R-T5 (fact) Days 12–14: summary and residual risk [sprint.conclude, time.zone]",
      `R-T6 (finding) Behind schedule, cut scope [${steps}]`,
    ]);
    expect(titles(SPRINT_RULES, subject({}))).toEqual([
      "R-T1 Rank findings by risk and reversibility",
      "R-T2 Put the top P0 and P1 controls in",
      "R-T3 Verify and link the evidence",
      "R-T4 Check adoption in the real workflow",
      "R-T5 Sum up and own the residual risk",
      "R-T6 Schedule",
    ]);
    expect(sprintOf(subject({})).map(({ rule, title }) => `${rule} ${title}`)).toEqual(
      titles(SPRINT_RULES, subject({})).slice(0, 5),
    );
  });

  it("has its sentences for the docs", () => {
    for (const sentence of sentences(SPRINT_RULES)) expect(sentence).toMatch(/^[A-Z].+\.$/);
  });
});
