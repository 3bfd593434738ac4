import { describe, expect, it } from "@jest/globals";
import { nextMemory } from "../../../src/core/plan/memory.ts";
import { roomBeside } from "../../../src/core/plan/plan.ts";
import type { TrackerMemory } from "../../../src/core/plan/write.ts";
import { renderForm } from "../../../src/core/forms/render.ts";
import { DEBT_FORM } from "../../../src/core/forms/debt.ts";
import { entryMarker, filedKey } from "../../../src/core/rules/debt.ts";
import type { StrayedItem } from "../../../src/core/snapshot/facts.ts";
import type { Issue } from "../../../src/core/snapshot/issue.ts";
import { judge } from "../../../src/core/verdict/evaluate.ts";
import { memoryOf, NOTHING_REMEMBERED } from "../../../src/core/verdict/memory.ts";
import { composeBody, createSigner } from "../../../src/github/identity.ts";
import { type Gates, judged } from "../../support/judged.ts";
import { COMMITTED } from "../../support/policy.ts";
import {
  actor,
  closed,
  comment,
  day,
  incident,
  item,
  type Parts,
  SELF,
  shut,
  snapshot,
  tracker,
} from "../../support/snapshot.ts";
import { controlFacts } from "../../support/story.ts";

interface Told {
  readonly memory?: Partial<TrackerMemory>;
  readonly items?: readonly Issue[];
  readonly parts?: Parts;
  readonly gates?: Gates;
}

function next({ memory = {}, items = [item(2)], parts = {}, gates = {} }: Told = {}): TrackerMemory {
  const read = snapshot({ items, incident: incident({ comments: [tracker(memory)] }), ...parts });
  const subject = judged(read, gates);
  return nextMemory(subject, judge(subject), COMMITTED);
}

const FAILS: Gates = { items: { 2: { gate: "fail" } } };

describe("what items owe is remembered (R-B5)", () => {
  const dated = (over: Partial<Issue> & { fields?: Record<string, string> } = {}): Issue =>
    item(2, {
      ...over,
      fields: { due: "2026-03-31", risk_reduction: "high", failure_class: "config-change", ...over.fields },
    });
  const OWED = { due: "2026-03-31", riskReduction: "high", failureClass: "config-change", number: 2 } as const;

  it("R-B5: by node id, as it is owed and not as it is written", () => {
    expect(next({ items: [dated()] }).obligations).toEqual({ I_2: OWED });
    const later = dated({ fields: { due: "2026-05-31" }, lastEditedAt: day(1), editor: actor("oscar") });
    expect(next({ items: [later], memory: { obligations: { I_2: OWED } } }).obligations).toEqual({ I_2: OWED });
  });

  it("R-V1: what could not be read stays as it was", () => {
    const unread = dated({ fields: { due: "2026-03-01" }, comments: { unreadable: "comments: 502" } });
    expect(next({ items: [unread], memory: { obligations: { I_2: OWED } } }).obligations).toEqual({ I_2: OWED });
    expect(next({ items: [unread] }).obligations).toBeUndefined();
  });

  it("R-B5: an item that is gone stays, unless somebody with the right let it go", () => {
    const strayed = (by: string): StrayedItem[] => [
      { nodeId: "I_9", number: 9, url: null, how: "unlinked", by: actor(by) },
    ];
    const at = (parts: Parts) => next({ memory: { obligations: { I_9: OWED } }, items: [dated()], parts }).obligations;
    expect(at({})).toEqual({ I_2: OWED, I_9: OWED });
    expect(at({ over: { strayed: strayed("oscar") } })).toEqual({ I_2: OWED, I_9: OWED });
    expect(at({ over: { strayed: strayed("maya") } })).toEqual({ I_2: OWED });
    expect(at({ over: { strayed: { unreadable: "events: 502" } } })).toEqual({ I_2: OWED, I_9: OWED });
  });

  it("R-B5: commands whose weakening counted, in order, each once", () => {
    const due = comment("/quench due 2026-04-30", "maya", day(1));
    const retire = comment("/quench retire It costs more.", "maya", day(1, 5));
    const told = {
      items: [dated({ comments: [due, retire] })],
      memory: { verified: { I_2: day(1) }, weakenings: ["a", "z"] },
    };
    const keys = [due, retire].map((one) => `${one.nodeId}@${one.createdAt}`);
    expect(next(told).weakenings).toEqual([...keys, "a", "z"].sort());
    expect(next({ items: [dated({ comments: [retire] })], gates: FAILS }).weakenings).toBeUndefined();
  });
});

describe("what items were once is remembered", () => {
  it("R-K1: verified, since it was first seen", () => {
    expect(next().verified).toEqual({ I_2: "2026-03-04T09:00:00Z" });
    expect(next({ memory: { verified: { I_2: day(1) } } }).verified).toEqual({ I_2: day(1) });
    expect(next({ memory: { verified: { I_2: day(1) } }, gates: FAILS }).verified).toEqual({ I_2: day(1) });
    expect(next({ gates: FAILS }).verified).toBeUndefined();
  });

  it("R-A3: required, and never forgotten", () => {
    const at = (controls: NonNullable<Parts["over"]>["controls"], memory: Partial<TrackerMemory> = {}) =>
      next({ memory, parts: { over: controls === undefined ? {} : { controls } } }).required;
    expect(at({ 2: controlFacts() })).toEqual(["I_2"]);
    expect(at({ 2: controlFacts({ required: false }) })).toBeUndefined();
    expect(at({ 2: controlFacts({ required: { unreadable: "rules: 403" } }) })).toBeUndefined();
    expect(at({ 2: { unreadable: "controls: 502" } })).toBeUndefined();
    expect(at(undefined)).toBeUndefined();
    expect(at({ 2: controlFacts() }, { required: ["I_9", "I_1"] })).toEqual(["I_1", "I_2", "I_9"]);
    expect(at({ 2: controlFacts({ required: false }) }, { required: ["I_2"] })).toEqual(["I_2"]);
  });

  it("R-C7: the close that passed", () => {
    const close = closed(day(1), "oscar");
    const acked = item(2, { owner: "oscar", comments: [comment("/quench ack adoption", "oscar", day(0, 60))] });
    const parts = { incident: incident({ comments: [tracker()], close }) };
    expect(next({ items: [acked], parts }).settled).toBe(close.id);
    expect(next({ items: [acked], parts, gates: FAILS }).settled).toBeNull();
    const again = { incident: incident({ comments: [tracker({ settled: "CE_0" })], close }) };
    expect(next({ items: [acked], parts: again, gates: FAILS }).settled).toBe("CE_0");
  });

  it("R-D1: entries of the ledger that we filed", () => {
    const key = filedKey("override", 7, 0);
    const body = `${renderForm(DEBT_FORM, { incident: "#1" })}\n\n${entryMarker(key)}`;
    const filed = item(50, { body, labels: ["reliability-debt"], openedByUs: true, author: actor(SELF) });
    const parts = { over: { ledger: [filed] } };
    expect(next({ parts }).created).toEqual({ "lane-controls": "I_2", [key]: "I_50" });
    expect(next({ parts, memory: { created: { [key]: "I_49" } } }).created[key]).toBe("I_49");
  });

  it("law 1: what was remembered is remembered the same, and nothing is remembered of nothing", () => {
    const gone = shut(item(2), closed(day(1), "maya", { reason: "not_planned" }));
    for (const items of [[], [item(2)], [gone]]) {
      const first = next({ items });
      expect(next({ items, memory: first })).toEqual(first);
    }
    expect(Object.keys(next({ items: [] }))).toEqual([
      "version",
      "restoredAt",
      "created",
      "severity",
      "signOffs",
      "settled",
      "enforcedSince",
    ]);
  });
});

describe("what is remembered is read back", () => {
  const whole: Partial<TrackerMemory> = {
    obligations: { I_2: { due: null, riskReduction: "low", failureClass: "capacity" } },
    verified: { I_2: day(1) },
    required: ["I_2"],
    weakenings: ["IC_1@2026-03-03T09:00:00Z"],
    gates: { items: null, checklist: day(1) },
  };

  it("R-H7: whole", () => {
    const read = snapshot({ incident: incident({ comments: [tracker(whole)] }) });
    expect(memoryOf(read)).toEqual({ ...NOTHING_REMEMBERED, ...whole });
  });

  it.each<[string, Record<string, unknown>]>([
    ["obligations", { I_2: { due: 7, riskReduction: null, failureClass: null } }],
    ["verified", { I_2: null }],
    ["required", { I_2: true }],
    ["weakenings", { 0: "x" }],
    ["gates", { items: 7 }],
  ])("R-H7: a malformed one grants nothing: %s", (key, value) => {
    const broken = tracker({ ...whole, [key]: value });
    expect(memoryOf(snapshot({ incident: incident({ comments: [broken] }) }))).toBe(NOTHING_REMEMBERED);
  });
});

describe("the tracker's text has room beside the memory", () => {
  const remembering = (count: number, text = "x".repeat(20)): TrackerMemory => ({
    ...NOTHING_REMEMBERED,
    signOffs: Object.fromEntries(Array.from({ length: count }, (_, index) => [`IC_${index}`, text])),
  });

  it("all of it where little is remembered, less where much is, and never none", () => {
    expect(roomBeside(NOTHING_REMEMBERED)).toBe(60_000);
    expect(roomBeside(remembering(500))).toBeLessThan(50_000);
    expect(roomBeside(remembering(5000))).toBe(4000);
    // A letter outside ASCII takes more bytes than one.
    expect(roomBeside(remembering(500, "ü".repeat(20)))).toBeLessThan(roomBeside(remembering(500)));
  });

  it("fits into GitHub's comment, whole", () => {
    const signer = createSigner(Buffer.alloc(32, 7));
    for (const count of [0, 200, 500, 900]) {
      const memory = remembering(count);
      const text = "y".repeat(roomBeside(memory));
      const body = composeBody("tracker", text, { issueNodeId: "I_1", data: memory }, signer);
      expect(body).toContain(text);
      expect(body.length).toBeLessThanOrEqual(65_000);
    }
  });
});
