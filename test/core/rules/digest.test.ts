import { describe, expect, it } from "@jest/globals";
import { type DigestName, digestOf, type DigestSection, wouldHaveBlocked } from "../../../src/core/rules/digest.ts";
import type { DigestCase } from "../../../src/core/rules/digest-entries.ts";
import type { Comment, Issue } from "../../../src/core/snapshot/issue.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import { addMs, DAY } from "../../../src/core/time.ts";
import { node, step } from "../../../src/core/verdict/node.ts";
import type {
  ClosureState,
  ItemStatus,
  Outcome,
  OverrideStanding,
  Verdict,
  VerdictNode,
} from "../../../src/core/verdict/types.ts";
import { debt, risk } from "../../support/entries.ts";
import { judged } from "../../support/judged.ts";
import { policyInForce } from "../../support/policy.ts";
import { closed, comment, day, incident, item, person, shut, snapshot } from "../../support/snapshot.ts";

const NOW = "2026-03-23T09:00:00Z";
const { policy } = policyInForce();

interface World {
  readonly number?: number;
  readonly now?: string;
  readonly items?: readonly Issue[];
  readonly comments?: readonly Comment[];
  readonly over?: Partial<Snapshot>;
  readonly status?: ItemStatus;
  readonly evidence?: Outcome;
  readonly closable?: Outcome;
  readonly closure?: ClosureState;
  readonly override?: OverrideStanding;
  readonly rules?: readonly VerdictNode[];
  /** When the incident was closed. */
  readonly closedAt?: string;
}

/** An incident with its verdict: #1, open, with nothing to say of it. */
function world(given: World = {}): DigestCase {
  const { number = 1, now = NOW, items = [], comments = [], over = {}, status = "in_progress" } = given;
  const open = incident({ number, url: `https://github.com/acme/shop/issues/${number}`, comments });
  const issue = given.closedAt === undefined ? open : shut(open, closed(given.closedAt, "oscar"));
  const found = judged(snapshot({ now, incident: issue, items, over }));
  const row = node("R-S2", "R-S2:#12/evidence", "Evidence", given.evidence ?? "pass", "1 of 2: a screenshot.", {
    next: step("Link the run.", "comment", ["oscar"]),
  });
  const subject = {
    ...found,
    items: found.items.map((one) => ({
      ...one,
      status,
      rubric: { ...one.rubric, node: { ...one.rubric.node, children: [row] } },
    })),
  };
  const verdict = {
    incident: { number, url: issue.url, title: issue.title },
    closable: node("R-C1", "R-C1", "May close", given.closable ?? "fail", "2 conditions are not met yet.", {
      children: [node("R-C1", "R-C1/scorecard", "Scorecard", given.closable ?? "fail", "1 of 5.")],
    }),
    closure: given.closure ?? { kind: "open" },
    override: given.override ?? null,
    rules: given.rules ?? [],
  } as unknown as Verdict;
  return { subject, verdict };
}

const digest = (...worlds: readonly World[]): readonly DigestSection[] => digestOf(worlds.map(world), NOW, policy);
const section = (name: DigestName, ...worlds: readonly World[]) =>
  digest(...worlds).find((one) => one.name === name)?.entries ?? [];
const phrases = (name: DigestName, ...worlds: readonly World[]) => section(name, ...worlds).map(({ phrase }) => phrase);
const due = (number: number, day: string, owner: string | null = "oscar") =>
  item(number, { owner, fields: { due: day } });

describe("R-O1: the digest", () => {
  it("is empty where there is nothing to say", () => {
    expect(digest()).toEqual([]);
    expect(digest({ items: [item(12, { owner: "oscar" })] })).toEqual([]);
  });

  it("has its sections in one order, and only those with an entry", () => {
    const rules = [node("R-M1", "R-M1:config-change", "", "pass", "Rarer.")];
    const override = {
      by: "maya",
      at: day(20),
      until: addMs(NOW, DAY),
      because: "we accept",
      url: "https://x.example/1",
      running: true,
    };
    const busy: World = {
      items: [due(12, "2026-03-20"), due(13, "2026-03-25", null)],
      evidence: "fail",
      comments: [],
      override,
      rules,
    };
    const ready: World = { number: 2, closable: "pass" };
    const early: World = { number: 3, closedAt: day(20), closure: { kind: "kept", why: "", early: "recorded" } };
    const settled: World = { number: 4, closedAt: day(20), closure: { kind: "settled" } };
    const blocked: World = {
      number: 5,
      items: [item(50, { owner: "oscar", blockedBy: [{ number: 60, url: "https://x.example/60" }] })],
    };
    expect(digest(early, settled, blocked, busy, ready).map(({ name, title }) => [name, title])).toEqual([
      ["overdue", "Newly overdue"],
      ["due", "Due this week"],
      ["people", "Ownerless or departed"],
      ["weak", "Weak evidence"],
      ["blocked", "Blocked: reassign now"],
      ["overrides", "Overrides about to expire"],
      ["ready", "Ready to close"],
      ["would_have_blocked", "Would have blocked"],
      ["closed", "Closed with evidence"],
      ["trend", "Trend"],
    ]);
  });

  it("law 2: does not depend on the order in which incidents come", () => {
    const one: World = { items: [due(12, "2026-03-20")] };
    const two: World = { number: 2, items: [due(22, "2026-03-20")] };
    expect(digest(two, one)).toEqual(digest(one, two));
    expect(section("overdue", two, one).map(({ item: of }) => of)).toEqual([12, 22]);
  });
});

describe("R-O1: overdue, and due this week", () => {
  it("tells what is new first, then the oldest", () => {
    const items = [due(12, "2026-03-19"), due(13, "2026-03-02"), due(14, "2026-03-16"), due(15, "2026-03-15")];
    expect(section("overdue", { items }).map((one) => [one.item, one.isNew])).toEqual([
      [14, true],
      [12, true],
      [13, false],
      [15, false],
    ]);
    expect(section("overdue", { items: [due(12, "2026-03-20")] })).toEqual([
      {
        incident: 1,
        item: 12,
        url: "https://github.com/acme/shop/issues/12",
        title: "Guardrail 12 (incident #1)",
        owner: "oscar",
        phrase: "Item #12 was due on Mar 20, 2026.",
        proof: [],
        isNew: true,
        date: "2026-03-20",
        topic: null,
      },
    ]);
  });

  it("new is what the last digest did not have: since that one was due, to the second", () => {
    const over = (now: string) =>
      digestOf([world({ now, items: [due(12, "2026-03-15")] })], now, policy)[0]?.entries.map(({ isNew }) => isNew);
    expect(over("2026-03-16T09:00:00Z")).toEqual([true]);
    expect(over("2026-03-23T08:59:59Z")).toEqual([true]);
    expect(over("2026-03-23T09:00:00Z")).toEqual([false]);
  });

  it("what the days off before a digest let become overdue is new in it", () => {
    // The digest of Monday the 16th came on Tuesday: that one had what was due on Monday, this one has not.
    const { policy: moved } = policyInForce({ time: { days_off: ["2026-03-16"] } });
    const over = (date: string) =>
      digestOf([world({ items: [due(12, date)] })], NOW, moved)[0]?.entries.map(({ isNew }) => isNew);
    expect(over("2026-03-16")).toEqual([false]);
    expect(over("2026-03-17")).toEqual([true]);
  });

  it("what is due up to the next digest is due this week, however far days off move that", () => {
    const { policy: moved } = policyInForce({ time: { days_off: ["2026-03-30", "2026-03-31"] } });
    const items = [due(12, "2026-03-31"), due(13, "2026-04-01")];
    const [section] = digestOf([world({ items })], NOW, moved);
    expect([section?.name, section?.entries.map(({ item: of }) => of)]).toEqual(["due", [12]]);
  });

  it("this week is today and the six days after", () => {
    const items = [due(12, "2026-03-29"), due(13, "2026-03-30"), due(14, "2026-03-23")];
    expect(phrases("due", { items })).toEqual(["Item #14 is due on Mar 23, 2026.", "Item #12 is due on Mar 29, 2026."]);
  });

  it("knows the dates of risks and debts", () => {
    const ledger = [
      risk(20, { fields: { target: "2026-03-20" } }),
      debt(21, { fields: { revisit: "2026-03-24", item: "#99" } }),
      risk(22, { fields: { target: null } }),
      debt(23, { fields: { revisit: null, item: "#99" } }),
      shut(risk(24), closed(day(1), "maya")),
    ];
    expect(phrases("overdue", { over: { ledger } })).toEqual(["Risk #20 was due on Mar 20, 2026."]);
    expect(phrases("due", { over: { ledger } })).toEqual(["Debt #21 is due on Mar 24, 2026."]);
    expect(section("due", { over: { ledger } })[0]).toMatchObject({ title: "Entry 21", owner: "oscar" });
  });

  it("leaves out what is verified or let go", () => {
    expect(section("overdue", { items: [due(12, "2026-03-20")], status: "verified" })).toEqual([]);
    const gone = shut(due(12, "2026-03-20"), closed(day(1), "maya", { reason: "not_planned" }));
    expect(digest({ items: [gone] })).toEqual([]);
  });
});

describe("R-C7, R-O2: a settled incident", () => {
  it("asks nobody for what decayed since; entries of the ledger go on", () => {
    const told: World = {
      items: [due(12, "2026-03-20", null), due(13, "2026-03-25")],
      evidence: "fail",
      closedAt: day(20),
      over: { ledger: [debt(31, { fields: { revisit: "2026-03-20" } })] },
    };
    const names = (closure: ClosureState) => digest({ ...told, closure }).map(({ name }) => name);
    expect(names({ kind: "kept", why: "" })).toEqual(["overdue", "due", "people", "weak"]);
    expect(names({ kind: "settled" })).toEqual(["overdue", "closed"]);
    expect(section("overdue", { ...told, closure: { kind: "settled" } }).map(({ item: of }) => of)).toEqual([31]);
  });
});

describe("R-O1: people", () => {
  it("are missing where an item has no owner", () => {
    expect(section("people", { items: [item(12)] })).toMatchObject([
      { item: 12, owner: null, phrase: "#12 has no owner: name one with `/quench owner @login`." },
    ]);
    expect(section("people", { items: [item(12)], status: "verified" })).toEqual([]);
    const gone = shut(item(12), closed(day(1), "maya", { reason: "not_planned" }));
    expect(section("people", { items: [gone] })).toEqual([]);
  });

  it("are not known to be missing where a naming could not be read", () => {
    const people = { ...snapshot().people, tess: person("tess", { unreadable: "502" }) };
    const named = item(12, { comments: [comment("/quench owner @otto", "tess", day(1))] });
    expect(section("people", { items: [named], over: { people } })).toEqual([]);
  });

  it("have left: of an item and of the incident", () => {
    const people = { ...snapshot().people, oscar: person("oscar", "none", false) };
    const comments = [comment("/quench escalation @oscar", "tess", day(1), { ownReactions: ["+1"] })];
    expect(section("people", { items: [item(12, { owner: "oscar" })], comments, over: { people } })).toMatchObject([
      {
        item: 12,
        title: "Guardrail 12 (incident #1)",
        url: "https://github.com/acme/shop/issues/12",
        owner: "oscar",
        phrase: "`oscar` (owner) of #12 is no longer a member. Name another owner: `/quench owner @login` on #12.",
        proof: ["https://github.com/acme/shop/issues/12"],
      },
      { item: null, title: "Checkout is down", url: "https://github.com/acme/shop/issues/1", owner: null },
    ]);
  });
});

describe("R-O1: items", () => {
  it("with weak evidence are told with what is there and what would help", () => {
    expect(section("weak", { items: [item(12, { owner: "oscar" })], evidence: "fail" })).toMatchObject([
      { item: 12, owner: "oscar", phrase: "#12 has 1 of 2: a screenshot. Link the run." },
    ]);
  });

  it("that are blocked are told with what blocks them", () => {
    const blockedBy = [{ number: 60, url: "https://x.example/60" }];
    expect(section("blocked", { items: [item(12, { owner: "oscar", blockedBy })] })).toMatchObject([
      { item: 12, phrase: "#12 is blocked by #60.", proof: ["https://x.example/60"] },
    ]);
  });

  it("that are ready are told with their proof, each link once", () => {
    const acks = [
      comment("/quench ack adoption", "oscar", day(1), { url: "https://x.example/a" }),
      comment("/quench ack runbook", "oscar", day(1), { url: "https://x.example/a" }),
      comment("/quench evidence behavior drill https://x.example/none", "oscar", day(1)),
    ];
    expect(
      section("ready", { items: [item(12, { owner: "oscar", comments: acks })], status: "verified" }),
    ).toMatchObject([{ item: 12, phrase: "#12 is verified: close it.", proof: ["https://x.example/a"] }]);
  });
});

describe("R-O1: overrides", () => {
  const override = (over: Partial<OverrideStanding> = {}): OverrideStanding => ({
    by: "maya",
    at: day(20),
    until: addMs(NOW, 7 * DAY),
    because: "the vendor <needs> a week",
    url: "https://x.example/1",
    running: true,
    ...over,
  });

  it("are told where they end before the next digest and the gate is not met", () => {
    expect(section("overrides", { override: override() })).toMatchObject([
      {
        item: null,
        owner: "maya",
        phrase: "The override of incident #1 by `maya` ends Mar 30, 2026, 09:00 UTC: the vendor &lt;needs&gt; a week",
        proof: ["https://x.example/1"],
      },
    ]);
    expect(section("overrides", { override: override({ until: addMs(NOW, 7 * DAY + 1000) }) })).toEqual([]);
    expect(section("overrides", { override: override({ running: false }) })).toEqual([]);
    expect(section("overrides", { override: override(), closable: "pass" })).toEqual([]);
    expect(section("overrides", { override: override(), closable: "unknown" })).toHaveLength(1);
  });
});

describe("R-O1: incidents", () => {
  const items = [item(12, { owner: "oscar" }), shut(item(13), closed(day(1), "maya", { reason: "not_planned" }))];

  it("that may close are ready, with their items as proof", () => {
    expect(section("ready", { items, closable: "pass" })).toMatchObject([
      {
        item: null,
        phrase: "Incident #1 meets every condition: close it.",
        proof: ["https://github.com/acme/shop/issues/12"],
      },
    ]);
    expect(section("ready", { closable: "unknown" })).toEqual([]);
    expect(section("ready", { closable: "pass", closedAt: day(20) })).toEqual([]);
  });

  it("that were closed with their evidence are told for a week", () => {
    const settled = (closedAt: string): World => ({ closedAt, closure: { kind: "settled" }, items });
    expect(section("closed", settled(addMs(NOW, -7 * DAY + 1000)))).toMatchObject([
      { phrase: "Incident #1 was closed with its evidence.", proof: ["https://github.com/acme/shop/issues/12"] },
    ]);
    expect(section("closed", settled(addMs(NOW, -7 * DAY)))).toEqual([]);
    expect(section("closed", { closedAt: day(20), closure: { kind: "kept", why: "" } })).toEqual([]);
  });

  const early = (closedAt: string, comments: readonly Comment[] = []): World => ({
    closedAt,
    comments,
    closure: { kind: "kept", why: "", early: "told" },
  });

  it("that enforce mode would have reopened are told for a week", () => {
    expect(section("would_have_blocked", early(addMs(NOW, -7 * DAY + 1000)))).toMatchObject([
      {
        phrase:
          "Enforce mode would have undone the close of incident #1 on Mar 16, 2026, 09:00 UTC. 2 conditions are not met yet.",
        proof: [],
      },
    ]);
    expect(section("would_have_blocked", early(addMs(NOW, -7 * DAY)))).toEqual([]);
    expect(section("would_have_blocked", { closedAt: day(20), closure: { kind: "kept", why: "" } })).toEqual([]);
    expect(section("would_have_blocked", { closedAt: day(20), closure: { kind: "settled" } })).toEqual([]);
  });

  it("and, called a false alarm, in the week in which that is said", () => {
    const alarm = (at: string, by = "maya") => comment("/quench false-alarm the probe *lied*", by, at);
    const late = alarm(day(20));
    expect(section("would_have_blocked", early(day(5), [late]))).toMatchObject([
      {
        phrase:
          "Enforce mode would have undone the close of incident #1 on Mar 7, 2026, 09:00 UTC; `maya` calls that a false alarm: the probe \\*lied\\*",
        proof: [late.url],
      },
    ]);
    expect(section("would_have_blocked", early(day(5), [alarm(addMs(NOW, -7 * DAY))]))).toEqual([]);
    expect(section("would_have_blocked", early(day(5), [alarm(day(20), "oscar")]))).toEqual([]);
  });

  it("are counted, with the false alarms among them, however long ago", () => {
    const alarm = [comment("/quench false-alarm the probe lied", "maya", day(5))];
    const worlds = [
      early(day(5)),
      { ...early(day(5), alarm), number: 2 },
      { number: 3, closedAt: day(5), closure: { kind: "settled" as const }, comments: alarm },
    ];
    expect(wouldHaveBlocked(worlds.map(world))).toEqual({ closes: 2, falseAlarms: 1 });
    expect(wouldHaveBlocked([])).toEqual({ closes: 0, falseAlarms: 0 });
  });
});

describe("R-O1: the trend", () => {
  it("has one line a class whose effect is measured", () => {
    const line = (key: string, outcome: Outcome, phrase: string) => node("R-M1", key, "", outcome, phrase);
    const one: World = { rules: [line("R-M1:a", "pass", "A is rarer."), line("R-M1:b", "fail", "too few")] };
    const two: World = {
      number: 2,
      rules: [line("R-M1:a", "pass", "A again."), line("R-M1:c", "pass", "C."), node("R-X", "R-X", "", "pass", "no")],
    };
    expect(phrases("trend", two, one)).toEqual(["A is rarer.", "C."]);
  });
});
