import { describe, expect, it } from "@jest/globals";
import { ECONOMICS_RULES, signalToEffort } from "../../../src/core/rules/economics.ts";
import type { ControlFacts, PastIncident, RecentIncident } from "../../../src/core/snapshot/facts.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import { facts, itemOf, judgedOf, nodesOf, seen, sighting, type Told } from "../../support/adopted.ts";
import { day, openPull } from "../../support/snapshot.ts";

const CLASS = "config-change";
const recent = (failureClass: string | null = CLASS): readonly RecentIncident[] => [
  { number: 60, url: "https://github.com/acme/shop/issues/60", failureClass },
];
const past = (over: Partial<PastIncident> = {}): PastIncident => ({
  number: 60,
  url: "https://github.com/acme/shop/issues/60",
  failureClass: CLASS,
  openedAt: day(-10),
  startedAt: null,
  detectedAt: null,
  restoredAt: null,
  drill: false,
  duplicate: false,
  ...over,
});

describe("R-E1 signal to effort", () => {
  it.each([
    ["blocking policy gate", 1.5],
    ["regression suite expansion", 0.6],
    ["runbook and template upgrade", 2],
    ["architecture simplification", 0.33],
    [null, null],
  ])("R-E1: %s is %s", (control_type, expected) => {
    const item = itemOf({ fields: { control_type } });
    expect(signalToEffort(item)).toBe(expected);
    expect(item.signalToEffort).toBe(expected);
  });

  const judge = (control_type: string | null, fields: Told["fields"] = {}, told: Told = {}) =>
    nodesOf(ECONOMICS_RULES, "R-E1", judgedOf({ ...told, fields: { control_type, ...fields } }))[0];
  const gate = (severity: string, over: Partial<Snapshot>, told: Told = {}) =>
    judge("blocking policy gate", {}, { incident: { fields: { severity } }, over, ...told });

  it("R-E1 fail: it names no control type", () => {
    expect(judge(null)).toEqual({
      rule: "R-E1",
      key: "R-E1:#2",
      title: "Signal to effort",
      item: 2,
      outcome: "fail",
      phrase: "#2 names no control type.",
      evidence: ["https://github.com/acme/shop/issues/2"],
      next: { text: "Choose the *Control type* in the form of #2.", distance: "edit", who: ["oscar"] },
      children: [],
    });
  });

  it("R-E1: a blocking policy gate is for repeat failures of high severity", () => {
    expect(gate("SEV1", { recent: recent() })).toMatchObject({
      outcome: "pass",
      phrase:
        "#2 is a blocking policy gate, signal to effort 1.5; it is recommended for repeat failures of high severity.",
      next: null,
    });
    expect(gate("SEV2", { recent: recent("CONFIG-change") })?.outcome).toBe("pass");
    expect(gate("SEV3", { recent: recent() })).toMatchObject({
      outcome: "fail",
      phrase:
        "#2 is a blocking policy gate, signal to effort 1.5; it is recommended for repeat failures of high severity, which this is not.",
      next: {
        text: "Check whether #2 is worth its cost here; if another control would do, change its *Control type* with it.",
        distance: "edit",
        who: ["oscar"],
      },
    });
    expect(gate("SEV1", { recent: recent("capacity") })?.outcome).toBe("fail");
    expect(gate("SEV1", { recent: recent(null) })?.outcome).toBe("fail");
    expect(gate("SEV3", { recent: recent() }, { policy: { enforce: { when: ["SEV3"] } } })?.outcome).toBe("pass");
  });

  it("R-E1: a repeat is told by the other incidents, drills and duplicates apart", () => {
    const told = (over: Partial<PastIncident>) => gate("SEV1", { recent: null, history: [past(over)] })?.outcome;
    expect(told({})).toBe("pass");
    expect(told({ drill: true })).toBe("fail");
    expect(told({ duplicate: true })).toBe("fail");
    expect(told({ failureClass: "capacity" })).toBe("fail");
    expect(told({ failureClass: null })).toBe("fail");
    expect(told({ openedAt: day(-90) })).toBe("pass");
    expect(told({ openedAt: "2025-12-02T08:59:59Z" })).toBe("fail");
    expect(gate("SEV1", { recent: [], history: [past({ openedAt: day(5) })] })?.outcome).toBe("pass");
    const without = { failure_class: null };
    expect(
      judge("blocking policy gate", without, {
        incident: { fields: without },
        over: { recent: recent(null), history: [past({ failureClass: null })] },
      })?.outcome,
    ).toBe("fail");
    expect(judge("blocking policy gate", without, { over: { recent: recent() } })?.outcome).toBe("pass");
  });

  it("R-E1 unknown: whether it came back was not read, and decides", () => {
    const told = (history: Snapshot["history"], latest: Snapshot["recent"], severity = "SEV1") => {
      const subject = judgedOf({
        fields: { control_type: "blocking policy gate" },
        incident: { fields: { severity } },
        over: { recent: latest },
      });
      const { history: _history, ...rest } = subject.snapshot;
      const snapshot = history === undefined ? rest : { ...rest, history };
      return nodesOf(ECONOMICS_RULES, "R-E1", { ...subject, snapshot })[0];
    };
    expect(told(undefined, null)).toMatchObject({
      outcome: "unknown",
      phrase:
        "#2 is a blocking policy gate, signal to effort 1.5; whether it fits cannot be told yet: earlier incidents were not read.",
      next: null,
    });
    expect(told(undefined, { unreadable: "search: 502" })?.phrase).toContain("search: 502.");
    expect(told({ unreadable: "history: 502" }, [])?.outcome).toBe("fail");
    expect(told(undefined, recent())?.outcome).toBe("pass");
    expect(told([], { unreadable: "502" })?.outcome).toBe("fail");
    expect(told(undefined, null, "SEV3")?.outcome).toBe("fail");
  });

  it.each<[string, Told["fields"], Partial<Snapshot>, string]>([
    ["in the quality lane", { lane: "quality" }, {}, "pass"],
    ["for a repeated regression", { finding_type: "repeated regression" }, {}, "pass"],
    ["where the class came back", {}, { recent: recent() }, "pass"],
    ["elsewhere", { lane: "controls", finding_type: "slow recovery" }, {}, "fail"],
    ["where nobody read whether it came back", {}, { recent: null, history: { unreadable: "502" } }, "unknown"],
    ["in the quality lane, whatever was read", { lane: "quality" }, { history: { unreadable: "502" } }, "pass"],
  ])("R-E1: a regression suite %s", (_name, fields, over, outcome) => {
    const found = judge("regression suite expansion", fields, { over });
    expect(found?.outcome).toBe(outcome);
    if (outcome === "pass")
      expect(found?.phrase).toContain("0.6; it is recommended for recurrence of the root-cause class.");
  });

  it.each<[string, Told["fields"], string]>([
    ["in the operations lane", { lane: "operations" }, "pass"],
    ["for a late decision", { finding_type: "late decision" }, "pass"],
    ["elsewhere", { lane: "controls", finding_type: "slow recovery" }, "fail"],
  ])("R-E1: a runbook upgrade %s", (_name, fields, outcome) => {
    const found = judge("runbook and template upgrade", fields);
    expect(found?.outcome).toBe(outcome);
    expect(found?.phrase).toContain("signal to effort 2; it is recommended for unclear ownership");
  });

  it("R-E1: a simplification is for chronic, complex chains", () => {
    const told = (finding_types: readonly string[], over: Partial<Snapshot>) =>
      judge("architecture simplification", {}, { incident: { fields: { finding_types } }, over });
    const two = ["slow recovery", "late decision"];
    expect(told(two, { recent: recent() })).toMatchObject({ outcome: "pass" });
    expect(told(two, { recent: recent() })?.phrase).toContain(
      "0.33; it is recommended for chronic, complex failure chains.",
    );
    expect(told(["slow recovery"], { recent: recent() })?.outcome).toBe("fail");
    expect(told(two, { recent: [] })?.outcome).toBe("fail");
  });

  it("R-E1: no remark on what is retired", () => {
    const subject = judgedOf();
    const retired = { ...subject, items: subject.items.map((one) => ({ ...one, status: "retired" as const })) };
    expect(nodesOf(ECONOMICS_RULES, "R-E1", retired)).toEqual([]);
  });

  it("R-E1: no remark on what was let go", () => {
    const subject = judgedOf();
    const gone = subject.items.map((one) => ({
      ...one,
      issue: { ...one.issue, state: "closed" as const, stateReason: "not_planned" as const },
    }));
    expect(nodesOf(ECONOMICS_RULES, "R-E1", { ...subject, items: gone })).toEqual([]);
  });
});

describe("R-E2 the ongoing cost", () => {
  const cost = (control: Partial<ControlFacts>, told: Told = {}) =>
    nodesOf(ECONOMICS_RULES, "R-E2", judgedOf({ control: facts(control), ...told }))[0];

  it("R-E2 pass: minutes a week since the control was merged", () => {
    const sightings = [
      sighting(1, { seconds: 600 }),
      sighting(2, { seconds: 1200 }),
      sighting(14 * 1440, { result: "missing", seconds: null }),
    ];
    expect(cost({ sightings }, { now: day(15, 180) })).toEqual({
      rule: "R-E2",
      key: "R-E2:#2",
      title: "Ongoing cost",
      item: 2,
      outcome: "pass",
      phrase: "`guard` of #2 costs 15 minutes a week: 2 runs since Mar 3, 2026.",
      evidence: ["https://github.com/acme/shop/pull/1002", "https://github.com/acme/shop/pull/1001"],
      next: null,
      children: [],
    });
    const once = [sighting(1, { seconds: 100 }), sighting(21 * 1440, { result: "missing", seconds: null })];
    expect(cost({ sightings: once }, { now: day(22, 180) })?.phrase).toBe(
      "`guard` of #2 costs 0.6 minutes a week: 1 run since Mar 3, 2026.",
    );
  });

  it("R-E2: the first week is a whole one", () => {
    const sightings = [sighting(1, { seconds: 600 })];
    expect(cost({ sightings }, { now: day(2) })?.phrase).toContain("10 minutes a week");
    expect(cost({ sightings }, { now: day(8, 180) })?.phrase).toContain("10 minutes a week");
    const later = [...sightings, sighting(14 * 1440, { result: "missing", seconds: null })];
    expect(cost({ sightings: later }, { now: day(15, 180) })?.phrase).toContain(" 5 minutes a week");
  });

  it("R-E2: a time in which nothing is merged changes nothing", () => {
    const sightings = [sighting(1, { seconds: 600 })];
    expect(cost({ sightings }, { now: day(80) })).toEqual(cost({ sightings }, { now: day(2) }));
  });

  it("R-E2: where more was merged than is looked at, the time that the newest span", () => {
    const sightings = [
      sighting(1, { seconds: 6000 }),
      sighting(7 * 1440, { seconds: 600 }),
      sighting(21 * 1440, { seconds: 600 }),
    ];
    const told = { now: day(22, 180), policy: { adoption: { pull_requests: 2, least: 1 } } };
    expect(cost({ sightings }, told)?.phrase).toBe("`guard` of #2 costs 10 minutes a week: 2 runs since Mar 10, 2026.");
    const all = { ...told, policy: { adoption: { pull_requests: 3, least: 1 } } };
    expect(cost({ sightings }, all)?.phrase).toBe("`guard` of #2 costs 40 minutes a week: 3 runs since Mar 3, 2026.");
  });

  it("R-E2 pass: nothing ran, nothing it costs", () => {
    expect(cost({ sightings: [] })?.phrase).toBe("`guard` of #2 costs 0 minutes a week: 0 runs since Mar 3, 2026.");
    expect(cost({ sightings: seen(0, 2) })?.outcome).toBe("pass");
  });

  it("R-E2 unknown: what was merged since, or how long it ran, was not read", () => {
    expect(cost({ sightings: { unreadable: "502" } })).toMatchObject({
      outcome: "unknown",
      phrase: "What `guard` of #2 costs cannot be told yet: 502.",
    });
    expect(cost({ sightings: [sighting(1, { seconds: null })] })).toMatchObject({
      outcome: "unknown",
      phrase: "What `guard` of #2 costs cannot be told yet: how long it ran was not read.",
    });
    expect(cost({ sightings: [sighting(1, { seconds: null }), sighting(2)] })?.outcome).toBe("pass");
  });

  it("R-E2: no node without a check, or before the merge", () => {
    expect(cost({}, { fields: { control_check: null } })).toBeUndefined();
    expect(cost({}, { pull: openPull(102) })).toBeUndefined();
  });
});

describe("the registry's words", () => {
  it("says why a cost never fails", () => {
    expect(ECONOMICS_RULES.map(({ id, kind }) => [id, kind])).toEqual([
      ["R-E1", "finding"],
      ["R-E2", "fact"],
    ]);
    expect(ECONOMICS_RULES[1]?.never?.fail).toMatch(/\.$/);
  });
});
