import { describe, expect, it } from "@jest/globals";
import { retirementProposal, RHYTHM_RULES, standingOf } from "../../../src/core/rules/rhythm.ts";
import type { Issue } from "../../../src/core/snapshot/issue.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import { addMs } from "../../../src/core/time.ts";
import type { Judged, JudgedItem } from "../../../src/core/verdict/judged.ts";
import { node, step } from "../../../src/core/verdict/node.ts";
import type { ItemStatus, Outcome, VerdictNode } from "../../../src/core/verdict/types.ts";
import { debt, past } from "../../support/entries.ts";
import { judged } from "../../support/judged.ts";
import { policyInForce } from "../../support/policy.ts";
import {
  assigned,
  closed,
  comment,
  day,
  incident,
  item,
  link,
  person,
  pull,
  shut,
  snapshot,
  tracker,
} from "../../support/snapshot.ts";
import { expectWords, nodesOf } from "../../support/rule-nodes.ts";
import { controlFacts, sightings } from "../../support/story.ts";

const LOST = { unreadable: "issues: 502" };
const URL = "https://github.com/acme/shop/issues/12";

interface World {
  readonly now?: string;
  readonly items?: readonly Issue[];
  readonly comments?: Issue["comments"];
  readonly over?: Partial<Snapshot>;
  readonly policy?: object;
  readonly status?: ItemStatus;
  /** What the rubric's row of evidence says. */
  readonly evidence?: Outcome;
}

function subject({
  now = day(2),
  items = [item(12, { owner: "oscar" })],
  comments = [],
  over = {},
  ...rest
}: World): Judged {
  const read = snapshot({ now, incident: incident({ comments }), items, pulls: [pull(112)], over });
  const found = judged(read, { inForce: policyInForce({ ...rest.policy }) });
  const rows = (outcome: Outcome) => [
    node("R-S2", "R-S2:#12/clarity", "", "fail", ""),
    node("R-S2", "R-S2:#12/evidence", "Evidence", outcome, ""),
  ];
  const next = step("Do it.", "comment", ["oscar"]);
  return {
    ...found,
    items: found.items.map((one) => ({
      ...one,
      status: rest.status ?? "in_progress",
      gate: { ...one.gate, next },
      rubric: { ...one.rubric, node: { ...one.rubric.node, children: rows(rest.evidence ?? "pass") } },
    })),
  };
}

function first(found: Judged): JudgedItem {
  const [one] = found.items;
  if (one === undefined) throw new Error("no item");
  return one;
}
const standing = (world: World) => {
  const found = subject(world);
  return standingOf(found, first(found));
};
const lines = (rule: string, world: World): readonly VerdictNode[] => nodesOf(RHYTHM_RULES, rule, subject(world));

const dated = (over: Partial<Issue> = {}) => item(12, { owner: "oscar", fields: { due: "2026-03-20" }, ...over });
const OVER = "2026-03-21T00:00:00Z";
const FINE = { overdue: null, due: null, weak: false, blocked: null, ready: false, unread: null };

it("the family: digest, audit and reminders", () => {
  expect(RHYTHM_RULES.map(({ id }) => id)).toEqual(["R-O1", "R-O2", "R-O3"]);
});

describe("R-O1: an item's date", () => {
  it("is overdue once its day is over in the team's zone", () => {
    expect(standing({})).toEqual(FINE);
    expect(standing({ items: [dated()] })).toEqual({ ...FINE, due: "2026-03-20" });
    expect(standing({ items: [dated()], now: addMs(OVER, -1000) })).toEqual({ ...FINE, due: "2026-03-20" });
    expect(standing({ items: [dated()], now: OVER })).toEqual({ ...FINE, overdue: "2026-03-20" });
    const policy = { time: { zone: "Europe/Berlin" } };
    expect(standing({ items: [dated()], now: addMs(OVER, -3_600_000), policy }).overdue).toBe("2026-03-20");
  });

  it("is no matter once it is verified or deferred", () => {
    expect(standing({ items: [dated()], now: OVER, status: "verified" })).toMatchObject({ overdue: null, due: null });
    expect(standing({ items: [dated()], now: OVER, over: { ledger: [debt(20)] } })).toEqual(FINE);
    expect(standing({ items: [dated()], over: { ledger: [debt(20)] } })).toEqual(FINE);
  });

  it("is unknown where it may be deferred", () => {
    expect(standing({ items: [dated()], now: OVER, over: { ledger: LOST } })).toEqual({ ...FINE, unread: LOST });
    expect(standing({ items: [dated()], over: { ledger: LOST } })).toEqual({ ...FINE, due: "2026-03-20" });
  });
});

describe("R-O1: weak, blocked, ready", () => {
  it("weak is what earns less than two points for its evidence", () => {
    expect(standing({ evidence: "fail" })).toEqual({ ...FINE, weak: true });
    expect(standing({ evidence: "unknown" })).toEqual({
      ...FINE,
      unread: { unreadable: "its evidence could not be read" },
    });
  });

  it("blocked is what an open issue blocks", () => {
    const by = [{ number: 40, url: "https://github.com/acme/shop/issues/40" }];
    const blocked = item(12, { owner: "oscar", blockedBy: by });
    expect(standing({ items: [blocked] })).toEqual({
      ...FINE,
      blocked: { why: "blocked by #40", url: "https://github.com/acme/shop/issues/40" },
    });
    const two = item(12, { owner: "oscar", blockedBy: [{ number: 41, url: "https://x.example/41" }, ...by] });
    expect(standing({ items: [two] }).blocked?.why).toBe("blocked by #40");
    expect(standing({ items: [blocked], status: "verified" }).blocked).toBeNull();
    expect(standing({ items: [item(12, { owner: "oscar", blockedBy: [] })] })).toEqual(FINE);
    expect(standing({ items: [item(12, { blockedBy: LOST })] })).toEqual({ ...FINE, unread: LOST });
  });

  it("blocked is what somebody says is, until somebody else owns it", () => {
    const told = comment("/quench blocked the *cluster* is down", "oscar", day(1));
    const blocked = (over: Partial<Issue> & { owner?: string }) => standing({ items: [item(12, over)] }).blocked;
    const url = told.url;
    expect(blocked({ owner: "oscar", comments: [told] })).toEqual({ why: "blocked: the \\*cluster\\* is down", url });
    expect(blocked({ owner: "oscar", comments: [comment("/quench blocked me", "mallory", day(1))] })).toBeNull();
    const later = comment("/quench owner @otto", "tess", day(1, 1));
    expect(blocked({ owner: "oscar", comments: [told, later] })).toBeNull();
    const sooner = comment("/quench owner @otto", "tess", day(0, 30), { ownReactions: ["+1"] });
    expect(blocked({ comments: [told, sooner] })).toMatchObject({ url });
    const events = [assigned(day(0), "tess", "oscar"), assigned(day(1, 1), "tess", "otto")];
    expect(blocked({ comments: [told], events })).toBeNull();
    expect(blocked({ comments: [told], events: [assigned(day(1), "tess", "otto")] })).toMatchObject({ url });
    expect(blocked({ comments: [told], events: [] })).toMatchObject({ url });
    expect(blocked({ comments: [told], events: LOST })).toMatchObject({ url });
    expect(blocked({ comments: [told], blockedBy: LOST })).toMatchObject({ url });
  });

  it("ready is what is verified and still open", () => {
    expect(standing({ status: "verified" })).toEqual({ ...FINE, ready: true });
    const done = shut(item(12), closed(day(1), "oscar"));
    expect(standing({ status: "verified", items: [done] })).toEqual(FINE);
  });
});

describe("R-O1: one line an item", () => {
  it("passes what is on track, or ready to close", () => {
    expect(lines("R-O1", {})).toMatchObject([
      {
        key: "R-O1:#12",
        title: "On track for the standup",
        item: 12,
        outcome: "pass",
        phrase: "#12 is on track.",
        evidence: [URL],
        next: null,
      },
    ]);
    expect(lines("R-O1", { status: "verified" })).toMatchObject([
      { outcome: "pass", phrase: "#12 is verified and ready to close." },
    ]);
  });

  it("fails with every trouble; whoever is blocked is relieved first", () => {
    const by = [{ number: 40, url: "https://github.com/acme/shop/issues/40" }];
    expect(lines("R-O1", { items: [dated({ blockedBy: by })], now: OVER, evidence: "fail" })).toMatchObject([
      {
        outcome: "fail",
        phrase: "#12 is overdue since Mar 20, 2026; blocked by #40, to be reassigned now; weak in its evidence.",
        evidence: [URL, "https://github.com/acme/shop/issues/40"],
        next: {
          text: "Reassign it: `/quench owner @login` on #12.",
          distance: "comment",
          who: ["someone with triage or above"],
        },
      },
    ]);
    expect(lines("R-O1", { evidence: "fail" })).toMatchObject([
      { outcome: "fail", phrase: "#12 is weak in its evidence.", next: { text: "Do it." } },
    ]);
  });

  it("is unknown where nothing is known to be wrong and not all was read", () => {
    expect(lines("R-O1", { evidence: "unknown" })).toMatchObject([
      { outcome: "unknown", phrase: "Cannot tell yet how #12 stands: its evidence could not be read.", next: null },
    ]);
    expect(lines("R-O1", { items: [item(12, { blockedBy: LOST })], evidence: "fail" })).toMatchObject([
      { outcome: "fail" },
    ]);
  });

  it("says nothing of what is let go or retired", () => {
    const gone = shut(item(12), closed(day(1), "maya", { reason: "not_planned" }));
    expect(lines("R-O1", { items: [gone] })).toEqual([]);
    expect(lines("R-O1", { status: "retired" })).toEqual([]);
  });
});

const SINCE = "2026-03-12T00:00:00Z";
const NOW = "2026-06-10T00:00:00Z";
const remembered = [tracker({ verified: { I_12: SINCE } })];
const control = (fields: Readonly<Record<string, string>> = {}) =>
  item(12, { owner: "oscar", links: [link(112)], fields: { control_check: "guard", ...fields } });
const history = (...at: readonly string[]) => at.map((one, index) => past(100 + index, one));
/** The builders' incident makes one before. */
const BEFORE = ["2026-02-20T00:00:00Z", "2026-02-21T00:00:00Z"];
const AFTER = ["2026-04-20T00:00:00Z", "2026-04-21T00:00:00Z", "2026-04-22T00:00:00Z"];

describe("R-O2: a control is proposed for retirement", () => {
  const proposal = (world: World) => {
    const found = subject({ comments: remembered, now: NOW, ...world });
    return retirementProposal(found, first(found));
  };

  it("once its class is measured to be no rarer than before", () => {
    expect(proposal({ over: { history: history(...BEFORE, ...AFTER) } })).toMatchObject({ ratio: { estimate: 1 } });
    expect(proposal({ over: { history: history(...BEFORE, ...AFTER.slice(1)) } })).toBeNull();
    expect(proposal({ over: { history: history(...BEFORE, ...AFTER, "2026-04-23T00:00:00Z") } })).toMatchObject({
      ratio: { estimate: 1.33 },
    });
  });

  it("of the item's own class, also where it had none before", () => {
    const other = item(12, { owner: "oscar", fields: { failure_class: "capacity" } });
    const later = AFTER.map((at, index) => past(200 + index, at, { failureClass: "capacity" }));
    expect(proposal({ items: [other], over: { history: later } })).toMatchObject({
      failureClass: "capacity",
      ratio: { estimate: null },
    });
  });

  it("not where it is too few, never adopted, or of no class", () => {
    expect(proposal({ over: { history: history(AFTER[0] ?? "") } })).toBeNull();
    expect(proposal({ comments: [], over: { history: history(...BEFORE, ...AFTER) } })).toBeNull();
    const found = subject({ comments: remembered, now: NOW, over: { history: history(...BEFORE, ...AFTER) } });
    const nameless = { ...found, form: { ...found.form, failureClass: null } };
    expect(retirementProposal(nameless, first(nameless))).toBeNull();
  });

  it("is unreadable where the others are", () => {
    expect(proposal({ over: { history: LOST } })).toEqual(LOST);
  });
});

describe("R-O2: the audit's lines", () => {
  const running = (over: Partial<ReturnType<typeof controlFacts>>): Partial<Snapshot> => ({
    controls: { 12: controlFacts(over) },
    history: [],
  });
  const line = (key: string, world: World) => lines("R-O2", world).find((one) => one.key === key);

  it("say whether each control still runs", () => {
    expect(line("R-O2:#12/running", { items: [control()], over: running({}) })).toMatchObject({
      item: 12,
      outcome: "pass",
      phrase: "The control of #12 still runs: nothing was merged around `guard`.",
    });
    const bypassed = running({ sightings: sightings(1, { result: "failed" }) });
    expect(line("R-O2:#12/running", { items: [control()], over: bypassed })).toMatchObject({
      outcome: "fail",
      phrase: expect.stringContaining("The control of #12 does not run as it should: `guard` was bypassed"),
      evidence: ["https://github.com/acme/shop/pull/700"],
    });
    expect(line("R-O2:#12/running", { items: [control()] })).toMatchObject({
      outcome: "unknown",
      phrase: "Cannot tell yet whether the control of #12 still runs: the control of #12 was not read.",
    });
    expect(line("R-O2:#12/running", {})).toBeUndefined();
  });

  it("propose a retirement with the figures", () => {
    const world = { comments: remembered, now: NOW };
    expect(line("R-O2:#12/effect", { ...world, over: { history: history(...BEFORE, ...AFTER) } })).toMatchObject({
      item: 12,
      outcome: "fail",
      phrase:
        "The control of #12 no longer lowers its risk, and may be retired: 3 incidents of `config-change` in the 90 days before Mar 12, 2026, 3 in the 90 days after: no clear change, 0.13 to 7.47 times the former rate with 95 % confidence.",
      evidence: [URL],
      next: { text: "Retire it: `/quench retire <because>` on #12.", distance: "comment", who: ["oscar"] },
    });
    expect(line("R-O2:#12/effect", { ...world, over: { history: LOST } })).toMatchObject({
      outcome: "unknown",
      phrase: "Cannot tell yet what #12 does: issues: 502.",
    });
    expect(line("R-O2:#12/effect", { ...world, over: { history: [] } })).toBeUndefined();
  });

  it("say of all people together whether they are still members", () => {
    const items = [item(12, { owner: "oscar" }), item(13, { owner: "otto" })];
    expect(line("R-O2/people", { items })).toMatchObject({
      item: null,
      outcome: "pass",
      phrase: "Everybody who answers for the incident's controls is still a member.",
      evidence: [URL, "https://github.com/acme/shop/issues/13"],
      next: null,
    });
    const unsure = { ...snapshot().people, oscar: person("oscar", "write", LOST) };
    expect(line("R-O2/people", { items, over: { people: unsure } })).toMatchObject({
      outcome: "unknown",
      phrase: "Cannot tell yet: issues: 502.",
    });
    const people = { ...unsure, otto: person("otto", "none", false) };
    expect(line("R-O2/people", { items, over: { people } })).toMatchObject({
      outcome: "fail",
      phrase: "`otto` (owner) of #13 is no longer a member.",
      next: { text: "Name another owner: `/quench owner @login` on #13." },
    });
    expect(line("R-O2/people", { items: [item(12)] })).toBeUndefined();
  });

  it("leave out what is let go or retired", () => {
    const gone = shut(control(), closed(day(1), "maya", { reason: "not_planned" }));
    expect(lines("R-O2", { items: [gone], over: running({}) })).toEqual([]);
    expect(lines("R-O2", { items: [control()], over: running({}), status: "retired" })).toEqual([]);
  });
});

it("the family has its words for the docs", () => {
  expectWords(RHYTHM_RULES.slice(0, 2));
});
