import { describe, expect, it } from "@jest/globals";
import { ANTI_PATTERN_RULES } from "../../../src/core/rules/anti-patterns.ts";
import type { Comment, Issue } from "../../../src/core/snapshot/issue.ts";
import type { PullRequest } from "../../../src/core/snapshot/pull.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import { addMs, DAY, HOUR } from "../../../src/core/time.ts";
import type { VerdictNode } from "../../../src/core/verdict/types.ts";
import { judged } from "../../support/judged.ts";
import {
  closed,
  comment,
  day,
  incident,
  item,
  link,
  openPull,
  OPENED,
  person,
  pull,
  shut,
  snapshot,
} from "../../support/snapshot.ts";
import { expectWords, nodesOf } from "../../support/rule-nodes.ts";

const LOST = { unreadable: "files: 502" };
const RETRO = "https://docs.example.com/retro";
/** The builders' incident is opened, and so its clock begins, on March 2 at 09:00. */
const after = (hours: number, seconds = 0) => addMs(OPENED, hours * HOUR + seconds * 1000);

interface World {
  readonly now?: string;
  readonly fields?: Readonly<Record<string, string>>;
  readonly items?: Snapshot["items"];
  readonly pulls?: readonly PullRequest[];
  /** Pull requests of the incident alone. */
  readonly links?: Issue["links"];
  readonly comments?: Issue["comments"];
  readonly over?: Partial<Snapshot>;
}

const read = ({ now = day(2), fields = {}, items = [], pulls = [], links = [], comments = [], over = {} }: World) =>
  snapshot({ now, incident: incident({ fields, links, comments }), items, pulls, over: { codeowners: null, ...over } });

/** What a rule says of a world. */
function lines(rule: string, world: World): readonly VerdictNode[] {
  return nodesOf(ANTI_PATTERN_RULES, rule, judged(read(world)));
}
const outcomes = (rule: string, world: World) => lines(rule, world).map(({ outcome }) => outcome);

/** An item of a lane whose pull request, its number and 100, is merged a day after the incident. */
const implemented = (number: number, lane: string, over: Partial<Issue> = {}) =>
  item(number, { owner: "oscar", fields: { lane }, links: [link(number + 100)], ...over });
const bare = item(12, { owner: "oscar" });

it("the family is told by number, each once", () => {
  expect(ANTI_PATTERN_RULES.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((n) => `R-Y${n}`));
  for (const rule of ANTI_PATTERN_RULES)
    expect([rule.id, rule.kind, rule.unknown]).toEqual([rule.id, "finding", expect.any(String)]);
});

describe("R-Y1: retro written, controls not shipped", () => {
  const retro = { fields: { retro: RETRO } };

  it("fails once the time is over and no item has implementation evidence", () => {
    expect(lines("R-Y1", { ...retro, items: [bare], now: after(72) })).toEqual([
      {
        rule: "R-Y1",
        key: "R-Y1",
        title: "The retro leads to controls",
        item: null,
        outcome: "fail",
        phrase: "The retro is written, but no control was shipped by Mar 5, 2026, 09:00 UTC.",
        evidence: [RETRO],
        next: {
          text: "Ship the first control: merge a pull request with `Hardening: #12` in its body.",
          distance: "pull_request",
          who: ["oscar"],
        },
        children: [],
      },
    ]);
  });

  it("has the time that the policy gives, from the restoration", () => {
    expect(lines("R-Y1", { ...retro, items: [bare], now: after(72, -1) })).toMatchObject([
      { outcome: "pass", phrase: "The retro is written, and controls have until Mar 5, 2026, 09:00 UTC.", next: null },
    ]);
    const restored = { retro: RETRO, restored_at: "2026-03-03T09:00Z" };
    expect(outcomes("R-Y1", { fields: restored, now: after(72) })).toEqual(["pass"]);
    expect(outcomes("R-Y1", { fields: restored, now: after(96) })).toEqual(["fail"]);
  });

  it("passes with one shipped control", () => {
    const items = [bare, implemented(13, "operations")];
    expect(lines("R-Y1", { ...retro, items, pulls: [pull(113)], now: after(200) })).toMatchObject([
      {
        outcome: "pass",
        phrase: "The retro is written, and a control is shipped.",
        evidence: [RETRO, "https://github.com/acme/shop/pull/113"],
      },
    ]);
  });

  it("a retro is a link in the form, or a merged file; without one there is nothing to say", () => {
    const now = after(100);
    expect(outcomes("R-Y1", { items: [bare], now })).toEqual([]);
    expect(outcomes("R-Y1", { fields: { retro: "to be written" }, items: [bare], now })).toEqual([]);
    expect(outcomes("R-Y1", { items: [implemented(13, "quality")], pulls: [pull(113)], now })).toEqual([]);
    expect(
      lines("R-Y1", { items: [bare], links: [link(50)], pulls: [pull(50, ["docs/postmortems/checkout.md"])], now }),
    ).toMatchObject([{ outcome: "fail", evidence: ["https://github.com/acme/shop/pull/50"] }]);
  });

  it("takes the nearest step: merging what is open, or a first item", () => {
    const items = [bare, implemented(13, "quality")];
    expect(lines("R-Y1", { ...retro, items, pulls: [openPull(113)], now: after(100) })[0]?.next).toEqual({
      text: "Merge [acme/shop#113](https://github.com/acme/shop/pull/113).",
      distance: "pull_request",
      who: ["paul"],
    });
    expect(lines("R-Y1", { ...retro, now: after(100) })[0]?.next).toEqual({
      text: "Say `/quench item <finding type> <title>` on #1, and ship it.",
      distance: "comment",
      who: ["someone with triage or above"],
    });
  });

  it("what is let go ships nothing", () => {
    const gone = shut(implemented(13, "quality"), closed(day(1), "maya", { reason: "not_planned" }));
    expect(outcomes("R-Y1", { ...retro, items: [gone], pulls: [pull(113)], now: after(100) })).toEqual(["fail"]);
  });

  it("is unknown where a control may be shipped, a retro merged, or the clock moved", () => {
    const now = after(100);
    expect(lines("R-Y1", { ...retro, items: LOST, now })).toMatchObject([
      { outcome: "unknown", phrase: "Cannot tell yet: files: 502." },
    ]);
    expect(outcomes("R-Y1", { ...retro, items: [item(12, { comments: LOST })], now })).toEqual(["unknown"]);
    const hidden = pull(50, [], { files: LOST });
    expect(outcomes("R-Y1", { items: [bare], links: [link(50)], pulls: [hidden], now })).toEqual(["unknown"]);
    expect(outcomes("R-Y1", { items: [bare], links: LOST, now })).toEqual(["unknown"]);
    expect(outcomes("R-Y1", { ...retro, items: [bare], comments: LOST, now })).toEqual(["unknown"]);
    const people = { ...read({}).people, maya: person("maya", LOST) };
    const comments = [comment("/quench restored 2026-03-04T09:00Z it took longer", "maya", day(1))];
    expect(outcomes("R-Y1", { ...retro, items: [bare], comments, over: { people }, now })).toEqual(["unknown"]);
  });

  it("but what is readable decides first", () => {
    const items = [item(12, { comments: LOST }), implemented(13, "quality")];
    expect(outcomes("R-Y1", { ...retro, items, pulls: [pull(113)], comments: LOST, now: after(100) })).toEqual([
      "pass",
    ]);
    expect(outcomes("R-Y1", { ...retro, items: LOST, now: after(72, -1) })).toEqual(["pass"]);
    expect(outcomes("R-Y1", { items: [bare], links: LOST, now: after(72, -1) })).toEqual([]);
    const done = { items: [implemented(13, "quality")], pulls: [pull(113)], links: LOST, now: after(100) };
    expect(outcomes("R-Y1", done)).toEqual([]);
  });
});

describe("R-Y2: test added, ownership not updated", () => {
  const tested = (
    over: Partial<Issue> = {},
    pulls: readonly PullRequest[] = [pull(113, ["test/pool.test.ts"])],
  ): World => ({
    items: [implemented(13, "quality", over)],
    pulls,
  });

  it("fails without ownership evidence on the incident", () => {
    expect(lines("R-Y2", tested())).toMatchObject([
      {
        key: "R-Y2",
        item: null,
        outcome: "fail",
        phrase: "A regression test is added, but nobody's ownership was updated.",
        evidence: ["https://github.com/acme/shop/pull/113"],
        next: {
          text: "Name who is on call for it: `/quench operator @login` on #13.",
          distance: "comment",
          who: ["someone with triage or above"],
        },
      },
    ]);
    const named = tested({ comments: [comment("/quench operator @otto", "tess", day(1))] });
    expect(lines("R-Y2", named)[0]?.next).toEqual({
      text: "Acknowledge on-call duty: `/quench ack oncall` on #13.",
      distance: "comment",
      who: ["otto"],
    });
  });

  it("speaks of implemented Quality items alone", () => {
    expect(outcomes("R-Y2", { items: [implemented(13, "controls")], pulls: [pull(113)] })).toEqual([]);
    expect(outcomes("R-Y2", { items: [implemented(13, "quality")], pulls: [openPull(113)] })).toEqual([]);
    const gone = shut(implemented(13, "quality"), closed(day(1), "maya", { reason: "not_planned" }));
    expect(outcomes("R-Y2", { items: [gone], pulls: [pull(113)] })).toEqual([]);
  });

  it("passes with an on-call acknowledgement on any item", () => {
    const acked = [comment("/quench operator @otto", "tess", day(1)), comment("/quench ack oncall", "otto", day(1, 1))];
    const world = tested();
    expect(
      lines("R-Y2", { ...world, items: [implemented(13, "quality"), item(12, { comments: acked })] }),
    ).toMatchObject([{ outcome: "pass", phrase: "The test is added, and ownership is updated.", next: null }]);
  });

  it("passes with a merged ownership file of an item or of the incident", () => {
    expect(outcomes("R-Y2", tested({}, [pull(113, ["test/pool.test.ts", ".github/CODEOWNERS"])]))).toEqual(["pass"]);
    const pulls = [pull(113, ["test/pool.test.ts"]), pull(50, ["CODEOWNERS"])];
    expect(lines("R-Y2", { ...tested({}, pulls), links: [link(50)] })).toMatchObject([
      { outcome: "pass", evidence: ["https://github.com/acme/shop/pull/113", "https://github.com/acme/shop/pull/50"] },
    ]);
  });

  it("passes with an escalation owner named by command, not with one whose command does not count", () => {
    const named = (by: string): World => ({ ...tested(), comments: [comment("/quench escalation @maya", by, day(1))] });
    expect(outcomes("R-Y2", named("tess"))).toEqual(["pass"]);
    expect(outcomes("R-Y2", named("mallory"))).toEqual(["fail"]);
  });

  it("is unknown where the item, or ownership, could not be read", () => {
    expect(outcomes("R-Y2", { items: LOST })).toEqual(["unknown"]);
    expect(outcomes("R-Y2", tested({}, [pull(113, [], { files: LOST })]))).toEqual(["unknown"]);
    expect(outcomes("R-Y2", { ...tested(), comments: LOST })).toEqual(["unknown"]);
    expect(outcomes("R-Y2", { ...tested(), links: LOST })).toEqual(["unknown"]);
    const people = { ...read({}).people, otto: person("otto", LOST) };
    const said = item(12, { comments: [comment("/quench ack oncall", "otto", day(1))], fields: { operator: "otto" } });
    const items = [implemented(13, "quality"), said];
    expect(lines("R-Y2", { ...tested(), items, over: { people } })).toMatchObject([
      { outcome: "unknown", phrase: "Cannot tell yet: the role of otto could not be read." },
    ]);
  });

  it("says nothing where ownership is there and the test may not be", () => {
    const comments = [comment("/quench escalation @maya", "tess", day(1))];
    expect(outcomes("R-Y2", { items: LOST, comments })).toEqual([]);
  });
});

describe("R-Y4: recovered with no backlog", () => {
  const restored = { fields: { restored_at: "2026-03-02T10:00Z" } };
  const end = addMs("2026-03-02T10:00:00Z", DAY);

  it("fails once the first window is over without an item", () => {
    expect(lines("R-Y4", { ...restored, now: end })).toMatchObject([
      {
        key: "R-Y4",
        item: null,
        outcome: "fail",
        phrase:
          "Service was restored at Mar 2, 2026, 10:00 UTC, and there is no hardening item since Mar 3, 2026, 10:00 UTC.",
        evidence: ["https://github.com/acme/shop/issues/1"],
        next: {
          text: "Say `/quench item <finding type> <title>` on #1, or add a hardening item as its sub-issue.",
          distance: "comment",
          who: ["someone with triage or above"],
        },
      },
    ]);
  });

  it("waits for the window", () => {
    expect(lines("R-Y4", { ...restored, now: addMs(end, -1000) })).toMatchObject([
      {
        outcome: "pass",
        phrase: "Service is restored, and the first hardening item has until Mar 3, 2026, 10:00 UTC.",
      },
    ]);
  });

  it("passes with an item", () => {
    expect(lines("R-Y4", { ...restored, items: [bare], now: end })).toMatchObject([
      {
        outcome: "pass",
        phrase: "Service is restored, and 1 hardening item is there.",
        evidence: ["https://github.com/acme/shop/issues/1", "https://github.com/acme/shop/issues/12"],
        next: null,
      },
    ]);
    expect(lines("R-Y4", { ...restored, items: [bare, item(13)], now: end })[0]?.phrase).toBe(
      "Service is restored, and 2 hardening items are there.",
    );
  });

  it("says nothing before service is restored", () => {
    expect(outcomes("R-Y4", { now: end })).toEqual([]);
  });

  it("is unknown where items, or the restoration, could not be read", () => {
    expect(lines("R-Y4", { ...restored, items: LOST, now: end })).toMatchObject([
      { outcome: "unknown", phrase: "Cannot tell yet: files: 502." },
    ]);
    expect(outcomes("R-Y4", { ...restored, comments: LOST, now: end })).toEqual(["unknown"]);
    expect(outcomes("R-Y4", { ...restored, items: LOST, now: addMs(end, -1000) })).toEqual(["pass"]);
  });
});

describe("R-Y6 and R-Y9: a runbook is updated", () => {
  const RUNBOOK = ["docs/runbooks/pool.md"];
  const written = (comments: readonly Comment[] = [], paths: readonly string[] = RUNBOOK, over: World = {}): World => ({
    items: [implemented(13, "operations", { comments })],
    pulls: [pull(113, paths)],
    ...over,
  });
  /** The builders' pull requests are merged a day and three hours after the incident. */
  const ack = (at: string, by = "oscar") => comment("/quench ack runbook", by, at);

  it("R-Y6 fails while nobody has acknowledged it", () => {
    expect(lines("R-Y6", written())).toMatchObject([
      {
        key: "R-Y6",
        item: null,
        outcome: "fail",
        phrase: "A runbook was updated, but no owner has acknowledged it since.",
        evidence: ["https://github.com/acme/shop/pull/113"],
        next: {
          text: "Read the updated runbook and acknowledge it: `/quench ack runbook` on #13.",
          distance: "comment",
          who: ["oscar"],
        },
      },
    ]);
    expect(lines("R-Y6", { links: [link(50)], pulls: [pull(50, RUNBOOK)] })[0]?.next).toMatchObject({
      text: "Read the updated runbook and acknowledge it: `/quench ack runbook` on #1.",
      who: ["someone with triage or above"],
    });
  });

  it("R-Y6 passes once an owner acknowledged it, not before it was merged", () => {
    expect(lines("R-Y6", written([ack(day(1, 180))]))).toMatchObject([
      { outcome: "pass", phrase: "The runbook is updated, and oscar acknowledged the runbook.", next: null },
    ]);
    expect(outcomes("R-Y6", written([ack(day(1, 179))]))).toEqual(["fail"]);
    expect(outcomes("R-Y6", written([ack(day(1, 181), "paul")]))).toEqual(["fail"]);
    expect(outcomes("R-Y6", written([], RUNBOOK, { comments: [ack(day(1, 181))] }))).toEqual(["pass"]);
  });

  it("R-Y6 asks again after the last of several updates", () => {
    const late = pull(50, RUNBOOK, { mergedAt: day(1, 240) });
    const world = written([ack(day(1, 200))]);
    const both = { ...world, links: [link(50)], pulls: [pull(113, RUNBOOK), late] };
    expect(outcomes("R-Y6", world)).toEqual(["pass"]);
    expect(outcomes("R-Y6", both)).toEqual(["fail"]);
  });

  it("R-Y9 fails without a change to an on-call checklist", () => {
    expect(lines("R-Y9", written())).toMatchObject([
      {
        key: "R-Y9",
        item: null,
        outcome: "fail",
        phrase: "A runbook was updated, but no on-call checklist.",
        evidence: ["https://github.com/acme/shop/pull/113"],
        next: {
          text: "Put the new control point into the on-call checklist: merge a pull request with `Hardening: #13` in its body.",
          distance: "pull_request",
          who: ["oscar"],
        },
      },
    ]);
    expect(lines("R-Y9", { links: [link(50)], pulls: [pull(50, RUNBOOK)] })[0]?.next).toEqual({
      text: "Put the new control point into the on-call checklist: merge a pull request.",
      distance: "pull_request",
      who: ["someone with triage or above"],
    });
  });

  it("R-Y9 passes with one, whichever pull request brought it", () => {
    expect(lines("R-Y9", written([], [...RUNBOOK, "docs/oncall/checklist.md"]))).toMatchObject([
      { outcome: "pass", phrase: "The runbook is updated, and so is the on-call checklist.", next: null },
    ]);
    const pulls = [pull(113, RUNBOOK), pull(50, ["docs/oncall/checklist.md"])];
    expect(outcomes("R-Y9", { ...written(), links: [link(50)], pulls })).toEqual(["pass"]);
  });

  it("both say nothing without a runbook, or where only the item's was let go", () => {
    const gone = shut(implemented(13, "operations"), closed(day(1), "maya", { reason: "not_planned" }));
    for (const rule of ["R-Y6", "R-Y9"]) {
      expect(outcomes(rule, written([], ["src/app.ts"]))).toEqual([]);
      expect(outcomes(rule, { items: [gone], pulls: [pull(113, RUNBOOK)] })).toEqual([]);
    }
  });

  it("both are unknown where a runbook may be, or what would answer it", () => {
    for (const rule of ["R-Y6", "R-Y9"]) {
      expect(lines(rule, { items: LOST })).toMatchObject([
        { outcome: "unknown", phrase: "Cannot tell yet: files: 502." },
      ]);
      expect(outcomes(rule, { ...written(), comments: LOST })).toEqual(["unknown"]);
      expect(
        outcomes(rule, { ...written(), items: [implemented(13, "operations"), item(14, { links: LOST })] }),
      ).toEqual(["unknown"]);
    }
    const people = { ...read({}).people, oscar: person("oscar", LOST) };
    expect(outcomes("R-Y6", { ...written([ack(day(1, 200))]), over: { people } })).toEqual(["unknown"]);
    expect(outcomes("R-Y9", { ...written([ack(day(1, 200))]), over: { people } })).toEqual(["fail"]);
  });

  it("both say nothing where the answer is there and the runbook may not be", () => {
    const items = [item(13, { owner: "oscar", comments: [ack(day(1))], links: LOST })];
    expect(outcomes("R-Y6", { items })).toEqual([]);
    const checklist = { links: [link(50)], pulls: [pull(50, ["docs/oncall/checklist.md"])] };
    expect(outcomes("R-Y9", { ...checklist, items: [item(13, { links: LOST })] })).toEqual([]);
  });
});

it("the family has its words for the docs", () => {
  expectWords(ANTI_PATTERN_RULES);
});
