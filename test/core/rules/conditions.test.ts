import { describe, expect, it } from "@jest/globals";
import { letGo } from "../../../src/core/rules/conditions.ts";
import type { StrayedItem } from "../../../src/core/snapshot/facts.ts";
import type { Issue } from "../../../src/core/snapshot/issue.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import type { Judged } from "../../../src/core/verdict/judged.ts";
import { sound } from "../../support/rule-words.ts";
import { child, type Gates, judged } from "../../support/judged.ts";
import { policyInForce } from "../../support/policy.ts";
import {
  actor,
  closed,
  comment,
  day,
  incident,
  item,
  labeled,
  type Parts,
  person,
  shut,
  snapshot,
  tracker,
} from "../../support/snapshot.ts";
import { renderForm } from "../../../src/core/forms/render.ts";
import { RISK_FORM } from "../../../src/core/forms/residual-risk.ts";
import { DEBT_FORM } from "../../../src/core/forms/debt.ts";

const UNREAD = { unreadable: "items: 502", transient: true };

/** Items #2 to #4, owned by oscar; whatever a test says of their gates. */
const items = (...more: readonly Issue[]): readonly Issue[] => [
  ...[2, 3, 4].map((number) => item(number, { owner: "oscar" })),
  ...more,
];

function told(gates: Gates = {}, parts: Parts = {}): Judged {
  const subject = judged(snapshot({ items: items(), ...parts }), gates);
  sound([subject.closable]);
  return subject;
}

describe("R-C1 the scorecard reaches its target", () => {
  const condition = (gates: Gates) => child(told(gates).closable, "R-C1/scorecard");

  it("R-C1 pass, fail, unknown: as the scorecard says, with its points and without its rows", () => {
    expect(condition({})).toMatchObject({
      rule: "R-C1",
      title: "Scorecard",
      outcome: "pass",
      phrase: "The scorecard is at 4 of 5; 4 are needed.",
      next: null,
      children: [],
    });
    expect(condition({ scorecard: "fail", score: { min: 3, max: 3 } })).toMatchObject({
      outcome: "fail",
      phrase: "The scorecard is at 3 of 5; 4 are needed.",
      next: { text: "Do R-S1.", distance: "pull_request", who: ["oscar"] },
    });
    expect(condition({ scorecard: "unknown", score: { min: 3, max: 4 } })).toMatchObject({
      outcome: "unknown",
      phrase: "The scorecard is at 3–4 of 5; 4 are needed.",
    });
  });

  it("R-C1: a target of one point is one", () => {
    expect(condition({ score: { min: 1, max: 1, target: 1 } }).phrase).toBe("The scorecard is at 1 of 5; 1 is needed.");
  });
});

describe("R-C1 a control runs in the normal workflow", () => {
  const condition = (gates: Gates, parts: Parts = {}) => child(told(gates, parts).closable, "R-C1/adoption");

  it("R-C1 pass: one that is implemented and observed is enough", () => {
    const only = { 2: { observed: "fail" }, 3: { implementation: "fail" } } as const;
    expect(condition({ items: only })).toMatchObject({
      outcome: "pass",
      phrase: "#4 is implemented and observed in the normal workflow.",
      evidence: ["https://example.com/R-A2:4"],
      next: null,
    });
    expect(condition({ items: { 2: { observed: "fail" } } }).phrase).toBe(
      "#3, #4 are implemented and observed in the normal workflow.",
    );
  });

  it("R-C1 fail: implemented by one and observed of another is not both", () => {
    const apart = { 2: { observed: "fail" }, 3: { implementation: "fail" }, 4: { observed: "fail" } } as const;
    expect(condition({ items: apart })).toMatchObject({
      outcome: "fail",
      phrase: "2 controls are implemented, and none was observed in the normal workflow yet.",
      next: { text: "Do R-A2:#2." },
    });
    const one = { ...apart, 4: { implementation: "fail" } } as const;
    expect(condition({ items: one }).phrase).toBe(
      "1 control is implemented, and none was observed in the normal workflow yet.",
    );
  });

  it("R-C1 fail: nothing is implemented", () => {
    const none = {
      2: { implementation: "fail" },
      3: { implementation: "fail" },
      4: { implementation: "fail" },
    } as const;
    expect(condition({ items: none })).toMatchObject({
      outcome: "fail",
      phrase: "No control is implemented yet.",
      next: { text: "Do R-Q1:#2/implementation." },
    });
  });

  it("R-C1 fail: nothing passes vacuously", () => {
    expect(condition({}, { items: [] })).toMatchObject({
      outcome: "fail",
      phrase: "No control is implemented yet.",
      next: {
        text: "Give each hardening item an owner as soon as Quench has created them.",
        distance: "comment",
        who: ["someone with triage or above"],
      },
    });
  });

  it("R-C1 unknown: one that may run, and none that is known to", () => {
    const some = { 2: { observed: "unknown" }, 3: { implementation: "fail" }, 4: { observed: "fail" } } as const;
    expect(condition({ items: some })).toMatchObject({
      outcome: "unknown",
      phrase: "Cannot tell yet whether an implemented control runs in the normal workflow.",
      next: { text: "Do R-Q1:#3/implementation." },
    });
    const missed = { ...some, 2: { observed: "unknown", implementation: "fail" } } as const;
    expect(condition({ items: missed }).outcome).toBe("fail");
    expect(condition({}, { items: UNREAD })).toMatchObject({
      outcome: "unknown",
      phrase: "The hardening items could not be read: items: 502.",
    });
  });
});

describe("R-C1 no P0 or P1 is unresolved", () => {
  const condition = (gates: Gates, parts: Parts = {}) => child(told(gates, parts).closable, "R-C1/priorities");

  it("R-C1 pass: every P0 and P1 is verified", () => {
    const found = condition({ items: { 2: { band: "P0" }, 4: { band: "P2", gate: "fail" } } });
    expect(found).toMatchObject({ outcome: "pass", phrase: "2 of 2 resolved.", next: null });
    expect(found.children.map(({ key, outcome, phrase, item }) => [key, outcome, phrase, item])).toEqual([
      ["R-C1:#2", "pass", "#2 is verified.", 2],
      ["R-C1:#3", "pass", "#3 is verified.", 3],
    ]);
  });

  it.each(["P0", "P1", null] as const)("R-C1 fail: band %s, not verified", (band) => {
    const found = condition({ items: { 3: { band, gate: "fail" } } });
    expect(found).toMatchObject({ outcome: "fail", phrase: "2 of 3 resolved.", next: { text: "Do R-B4:#3." } });
    expect(child(found, "R-C1:#3")).toMatchObject({
      outcome: "fail",
      phrase: "#3 is not verified. Missing: behavior.",
      evidence: ["https://github.com/acme/shop/issues/3"],
    });
  });

  it.each(["P2", "P3"] as const)("R-C1: band %s is another condition's matter", (band) => {
    const all = { 2: { band }, 3: { band, gate: "fail" }, 4: { band } } as const;
    expect(condition({ items: all })).toMatchObject({ outcome: "pass", phrase: "No item is P0 or P1.", children: [] });
  });

  it("R-C1 fail: nothing passes vacuously", () => {
    expect(condition({}, { items: [] })).toMatchObject({ outcome: "fail", phrase: "There is no hardening item yet." });
  });

  it("R-C1 unknown: an item that cannot be told, unless another one fails", () => {
    const unsure = { 3: { gate: "unknown" } } as const;
    expect(condition({ items: unsure }).outcome).toBe("unknown");
    expect(child(condition({ items: unsure }), "R-C1:#3").phrase).toBe("#3: Missing: behavior.");
    const blind = { over: { ledger: { unreadable: "ledger: 403" } } };
    expect(child(condition({ items: unsure }, blind), "R-C1:#3").phrase).toBe("#3: Missing: behavior.");
    expect(condition({ items: { ...unsure, 4: { gate: "fail" } } }).outcome).toBe("fail");
    expect(condition({}, { items: UNREAD })).toMatchObject({
      outcome: "unknown",
      phrase: "The hardening items could not be read: items: 502.",
    });
  });
});

const HERE = "https://github.com/acme/shop/issues";

/** A residual risk that covers #3: managed. */
function risk(fields: Record<string, string | null> = {}): Issue {
  const body = renderForm(RISK_FORM, {
    incident: "#1",
    statement: "A second region can still fail.",
    trigger: "Two pages within 30 days.",
    owner: "@oscar",
    target: "2026-06-30",
    covers: "#3",
    ...fields,
  });
  return item(40, { body, labels: ["residual-risk"], openedByUs: false, author: actor("paul") });
}

/** A debt that defers #3, filed by maya. */
function debt(fields: Record<string, string | null> = {}, by = "maya"): Issue {
  const body = renderForm(DEBT_FORM, {
    incident: "#1",
    item: "#3",
    owner: "@oscar",
    revisit: "2026-05-18",
    ...fields,
  });
  return item(50, { body, labels: ["reliability-debt"], openedByUs: false, author: actor(by) });
}

const accept = (by = "maya") => incident({ comments: [comment("/quench risk accept #40", by, day(1))] });

describe("R-C1 what stands in for an item that is not verified", () => {
  const failing = (band: "P0" | "P1" | "P2", ledger: Snapshot["ledger"], parts: Parts = {}) =>
    told({ items: { 3: { band, gate: "fail" } } }, { ...parts, over: { ledger } }).closable;
  const of3 = (band: "P0" | "P1" | "P2", ledger: Snapshot["ledger"], parts: Parts = {}) =>
    child(child(failing(band, ledger, parts), band === "P2" ? "R-C1/items" : "R-C1/priorities"), "R-C1:#3");

  it("R-C1 pass: a managed residual risk that was accepted covers a P0 or P1", () => {
    for (const band of ["P0", "P1"] as const) {
      expect(of3(band, [risk()], { incident: accept() })).toMatchObject({
        outcome: "pass",
        phrase: "#3 is covered by a residual risk that was accepted.",
        evidence: [`${HERE}/3`, `${HERE}/40`],
      });
    }
  });

  it("R-C1 fail: unmanaged, not accepted, accepted without the right, or covering another item", () => {
    expect(of3("P1", [risk({ trigger: null })], { incident: accept() }).outcome).toBe("fail");
    expect(of3("P1", [risk({ target: null })], { incident: accept() }).outcome).toBe("fail");
    expect(of3("P1", [risk()]).outcome).toBe("fail");
    expect(of3("P1", [risk()], { incident: accept("oscar") }).outcome).toBe("fail");
    expect(of3("P1", [risk({ covers: "#4" })], { incident: accept() }).outcome).toBe("fail");
  });

  it("R-C1 fail: a risk covers no P2, a debt defers no P1", () => {
    expect(of3("P2", [risk()], { incident: accept() }).outcome).toBe("fail");
    expect(of3("P1", [debt()]).outcome).toBe("fail");
  });

  it("R-C1 pass: any other item is deferred with owner and revisit date", () => {
    expect(of3("P2", [debt()])).toMatchObject({
      outcome: "pass",
      phrase: "#3 is deferred until May 18, 2026.",
      evidence: [`${HERE}/3`, `${HERE}/50`],
    });
  });

  it("R-C1 fail: a debt without revisit date or owner, or written by somebody without the right", () => {
    expect(of3("P2", [debt({ revisit: null })]).outcome).toBe("fail");
    expect(of3("P2", [debt({ owner: null })]).outcome).toBe("fail");
    expect(of3("P2", [debt({}, "paul")]).outcome).toBe("fail");
  });

  it("R-C1 unknown: the ledger could not be read", () => {
    const ledger = { unreadable: "ledger: 403" };
    expect(of3("P2", ledger)).toMatchObject({
      outcome: "unknown",
      phrase: "#3 is not verified, and whether it is deferred cannot be told yet: ledger: 403.",
      next: { text: "Do R-B4:#3." },
    });
    expect(of3("P1", ledger).phrase).toBe(
      "#3 is not verified, and whether it is covered cannot be told yet: ledger: 403.",
    );
  });

  it("R-C1 pass: what stands in decides where the item itself cannot be told", () => {
    const { closable } = told({ items: { 3: { band: "P2", gate: "unknown" } } }, { over: { ledger: [debt()] } });
    expect(child(child(closable, "R-C1/items"), "R-C1:#3").outcome).toBe("pass");
  });
});

describe("R-C1 every other item", () => {
  const condition = (gates: Gates, parts: Parts = {}) => child(told(gates, parts).closable, "R-C1/items");

  it("R-C1 pass, fail, unknown: by its items", () => {
    expect(condition({ items: { 2: { band: "P2" }, 3: { band: "P3" } } })).toMatchObject({
      outcome: "pass",
      phrase: "2 of 2 resolved.",
    });
    expect(condition({ items: { 2: { band: "P2" }, 3: { band: "P3", gate: "fail" } } })).toMatchObject({
      outcome: "fail",
      phrase: "1 of 2 resolved.",
      next: { text: "Do R-B4:#3." },
    });
    expect(condition({ items: { 3: { band: "P3", gate: "unknown" } } })).toMatchObject({
      outcome: "unknown",
      phrase: "0 of 1 resolved.",
    });
  });

  it("R-C1 pass: where every item is P0 or P1 there is no other", () => {
    expect(condition({})).toMatchObject({ outcome: "pass", phrase: "There is no other item.", children: [] });
  });

  it("R-C1 fail: nothing passes vacuously", () => {
    expect(condition({}, { items: [] })).toMatchObject({
      outcome: "fail",
      phrase: "There is no hardening item yet.",
      next: { text: "Give each hardening item an owner as soon as Quench has created them." },
    });
    // Those that were made once and let go do not come again.
    const gone = shut(item(2), closed(day(1), "maya", { reason: "not_planned" }));
    const created = tracker({ created: { "lane-controls": "I_2", "lane-quality": "I_3", "lane-operations": "I_4" } });
    expect(condition({}, { items: [gone], incident: incident({ comments: [created] }) })).toMatchObject({
      outcome: "fail",
      phrase: "There is no hardening item left.",
      next: {
        text: "Add a hardening item as a sub-issue of this incident.",
        distance: "edit",
        who: ["someone with triage or above"],
      },
    });
    expect(condition({}, { items: [], incident: incident({ comments: [created] }) }).next?.text).toBe(
      "Add a hardening item as a sub-issue of this incident.",
    );
  });

  it("R-C1 pass: a control that was retired", () => {
    const retired = item(3, { owner: "oscar", comments: [comment("/quench retire It costs more.", "maya", day(1))] });
    const memory = tracker({ verified: { I_3: day(1) } });
    const { closable } = told(
      { items: { 3: { band: "P2", gate: "fail" } } },
      { items: [item(2, { owner: "oscar" }), retired], incident: incident({ comments: [memory] }) },
    );
    expect(child(child(closable, "R-C1/items"), "R-C1:#3")).toMatchObject({
      outcome: "pass",
      phrase: "#3 is retired.",
    });
  });
});

describe("R-C1 items that were let go", () => {
  const dropped = (close: ReturnType<typeof closed>, more: Partial<Issue> = {}, parts: Parts = {}): Judged => {
    const gone = { ...shut(item(5, { key: "slow-recovery", owner: "oscar" }), close), ...more };
    return told({ items: { 5: { band: "P1", gate: "fail" } } }, { items: items(gone), ...parts });
  };
  const of5 = (subject: Judged) => child(child(subject.closable, "R-C1/priorities"), "R-C1:#5");

  it.each([
    "not_planned",
    "duplicate",
  ] as const)("R-C1: %s by the override right leaves the rest to decide", (reason) => {
    const subject = dropped(closed(day(1), "maya", { reason }));
    expect(of5(subject)).toMatchObject({ outcome: "not_applicable", phrase: "Let go by someone who may." });
    expect(child(subject.closable, "R-C1/priorities")).toMatchObject({ outcome: "pass", phrase: "3 of 3 resolved." });
  });

  it("R-B5 fail: without the right, by a bot, or completed, it still counts", () => {
    expect(of5(dropped(closed(day(1), "oscar", { reason: "not_planned" }))).outcome).toBe("fail");
    expect(of5(dropped(closed(day(1), "stale[bot]", { reason: "not_planned" }))).outcome).toBe("fail");
    expect(of5(dropped(closed(day(1), "maya"))).outcome).toBe("fail");
    // Who did something else afterwards let nothing go.
    const close = closed(day(1), "oscar", { reason: "not_planned" });
    const after = dropped(close, { events: [close, labeled(day(2), "maya", "later")] });
    expect(of5(after).outcome).toBe("fail");
    const open = { state: "open", closedAt: null } as const;
    expect(of5(dropped(closed(day(1), "maya", { reason: "not_planned" }), open)).outcome).toBe("fail");
  });

  it("R-B5 pass: our own clean-up, or the maker's of its duplicate", () => {
    expect(of5(dropped(closed(day(1), "quench[bot]", { reason: "duplicate" }))).outcome).toBe("not_applicable");
    const other = "github-actions[bot]";
    const twin = { author: actor(other), openedByUs: false };
    const close = closed(day(1), other, { reason: "duplicate" });
    const alone = dropped(close, twin);
    expect(of5(alone).outcome).toBe("fail");
    const beside = items(item(6, { key: "slow-recovery", owner: "oscar" }));
    const gone = { ...shut(item(5, { key: "slow-recovery" }), close), ...twin };
    const both = told({ items: { 5: { gate: "fail" } } }, { items: [...beside, gone] });
    expect(of5(both).outcome).toBe("not_applicable");
    const planned = shut(gone, closed(day(2), other, { reason: "not_planned" }));
    expect(of5(told({ items: { 5: { gate: "fail" } } }, { items: [...beside, planned] })).outcome).toBe("fail");
  });

  it("R-B5 unknown: whoever closed it could not be looked up, unless it is verified", () => {
    const close = closed(day(1), "zoe", { reason: "not_planned" });
    const people = [person("zoe", { unreadable: "role of zoe: 502", transient: true })];
    const subject = dropped(close, {}, { people });
    expect(of5(subject)).toMatchObject({
      outcome: "unknown",
      phrase: "Who closed #5 as not planned could not be read.",
    });
    const gone = shut(item(5, { key: "slow-recovery", owner: "oscar" }), close);
    expect(of5(told({}, { items: items(gone), people })).outcome).toBe("pass");
  });

  it("R-B5 unknown: its timeline could not be read, or does not show the close yet", () => {
    const close = closed(day(1), "maya", { reason: "not_planned" });
    const unread = dropped(close, { events: { unreadable: "events: 502" } });
    expect(of5(unread).outcome).toBe("unknown");
    const late = dropped(close, { events: [] });
    expect(of5(late).outcome).toBe("unknown");
    expect(late.items.map((one) => letGo(late, one))).toEqual([false, false, false, null]);
  });
});

describe("R-C1 items that strayed", () => {
  const gone = (how: StrayedItem["how"], by: string | null, number: number | null = 9): StrayedItem => ({
    nodeId: "I_9",
    number,
    url: number === null ? null : `${HERE}/9`,
    how,
    by: by === null ? null : actor(by),
  });
  const condition = (strayed: Snapshot["strayed"], parts: Parts = {}) =>
    child(told({}, { ...parts, over: strayed === undefined ? {} : { strayed } }).closable, "R-C1/priorities");

  it("R-B5 fail: one that somebody without the right took away blocks like P1", () => {
    const found = condition([gone("unlinked", "oscar")]);
    expect(found).toMatchObject({ outcome: "fail", phrase: "3 of 4 resolved." });
    expect(child(found, "R-C1:strayed/I_9").rule).toBe("R-C1");
  });

  it("R-B5 pass: let go by the right it counts no more", () => {
    expect(condition([gone("deleted", "maya", null)])).toMatchObject({ outcome: "pass", phrase: "3 of 3 resolved." });
  });

  it("R-B5 fail: without any other item it is the one that is left", () => {
    expect(condition([gone("unlinked", "oscar")], { items: [] })).toMatchObject({
      outcome: "fail",
      phrase: "0 of 1 resolved.",
    });
  });

  it("R-V1: not read, nothing follows unless we remember an item that is gone", () => {
    const owed = { due: null, riskReduction: null, failureClass: null };
    const remembered = (...nodeIds: readonly string[]) => ({
      incident: incident({
        comments: [tracker({ obligations: Object.fromEntries(nodeIds.map((nodeId) => [nodeId, owed])) })],
      }),
    });
    expect(condition(undefined).outcome).toBe("pass");
    expect(condition(undefined, remembered("I_2", "I_3")).outcome).toBe("pass");
    expect(condition(undefined, remembered("I_2", "I_9"))).toMatchObject({
      outcome: "unknown",
      phrase: "3 of 4 resolved.",
    });
    expect(condition({ unreadable: "events: 502" }, remembered("I_9")).outcome).toBe("unknown");
    // Read, the list is the whole of it.
    expect(condition([], remembered("I_9")).outcome).toBe("pass");
  });

  it("R-B5: at most the policy decides who has the right", () => {
    const inForce = policyInForce({ people: { override: { users: ["oscar"] } } });
    const subject = told({ inForce }, { over: { strayed: [gone("unlabelled", "oscar")] } });
    expect(child(subject.closable, "R-C1/priorities").outcome).toBe("pass");
  });
});
