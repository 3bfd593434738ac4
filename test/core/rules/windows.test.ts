import { describe, expect, it } from "@jest/globals";
import { implementationOf, implementedAt } from "../../../src/core/rules/window-needs.ts";
import { startOf, WINDOW_RULES } from "../../../src/core/rules/windows.ts";
import type { Comment, Issue } from "../../../src/core/snapshot/issue.ts";
import type { PullRequest } from "../../../src/core/snapshot/pull.ts";
import type { Instant, Person } from "../../../src/core/snapshot/types.ts";
import { buildCase } from "../../../src/core/verdict/case.ts";
import type { Verdict } from "../../../src/core/verdict/types.ts";
import { judge, ofKind, planned } from "../../support/judge.ts";
import { policyInForce } from "../../support/policy.ts";
import { headings, saysOnce, sentences, subjectOf, titles } from "../../support/rule.ts";
import {
  assigned,
  check,
  closed,
  comment,
  day,
  incident,
  item,
  link,
  NOW,
  OPENED,
  openPull,
  type Parts,
  person,
  pull,
  shut,
  snapshot,
  tracker,
} from "../../support/snapshot.ts";

interface Told {
  readonly fields?: Record<string, string | null>;
  readonly comments?: readonly Comment[];
  readonly issue?: Partial<Issue>;
  readonly now?: string;
  readonly people?: readonly Person[];
}

function read({ fields = {}, comments = [], issue = {}, now = NOW, people = [] }: Told = {}) {
  return snapshot({ now, people, incident: incident({ fields, comments, ...issue }) });
}

const { policy } = policyInForce();
const start = (told: Told) => startOf(buildCase(read(told), policy));
const keep = (told: Told) => {
  const [window] = judge(read(told)).windows;
  if (window === undefined) throw new Error("no window");
  return window;
};
const w4 = (verdict: Verdict) => verdict.findings.filter((finding) => finding.rule === "R-W4");

const TIMELINE = "- 08:30 error rate rises\n- 08:42 on-call is paged";
const PACKET = "Graphs: https://grafana.example.com/d/1";

describe("R-W1 the first day keeps the signal", () => {
  it("R-W1 pass: the form holds a timeline and an evidence packet from the start", () => {
    expect(keep({ fields: { timeline: TIMELINE, evidence_packet: PACKET } })).toEqual({
      rule: "R-W1",
      title: "Keep the signal",
      state: "met",
      opens: OPENED,
      deadline: day(1),
      metAt: OPENED,
    });
  });

  it("R-W1 pass: people's comments hold them", () => {
    const told = { comments: [comment(TIMELINE, "paul", day(0, 30)), comment(PACKET, "oscar", day(0, 90))] };
    expect(keep(told)).toMatchObject({ state: "met", metAt: day(0, 90) });
  });

  it("R-W1 pass: an incident written without the form", () => {
    expect(keep({ issue: { body: `It broke.\n${TIMELINE}\n${PACKET}` } })).toMatchObject({
      state: "met",
      metAt: OPENED,
    });
  });

  it("R-W1 pass: a form of one's own that has other headings", () => {
    expect(
      keep({ issue: { body: `### Summary\n\nIt broke.\n\n### What happened\n\n${TIMELINE}\n${PACKET}` } }).state,
    ).toBe("met");
  });

  it("R-W1 fail: times and links of other fields do not fill the empty ones", () => {
    const fields = { detected_at: "2026-03-02T08:40Z", restored_at: "2026-03-02T08:50Z", retro: PACKET };
    expect(keep({ fields }).state).toBe("missed");
    expect(keep({ fields: { ...fields, timeline: TIMELINE } }).state).toBe("missed");
    expect(keep({ fields: { ...fields, evidence_packet: PACKET } }).state).toBe("missed");
  });

  it("R-W1 fail: one entry is no timeline, a word is no packet", () => {
    expect(keep({ fields: { timeline: "- 08:30 it broke", evidence_packet: PACKET } }).state).toBe("missed");
    expect(keep({ fields: { timeline: TIMELINE, evidence_packet: "see chat" } }).state).toBe("missed");
  });

  it("R-W1 fail: a bot's comment, or our own, is nobody's memory", () => {
    expect(keep({ comments: [comment(`${TIMELINE}\n${PACKET}`, "alerts[bot]", day(0, 10))] }).state).toBe("missed");
    expect(keep({ comments: [tracker({}, { body: `${TIMELINE}\n${PACKET}` })] }).state).toBe("missed");
  });

  it("R-W1: open until its deadline, to the second, then missed", () => {
    expect(keep({ now: day(0, 1439) })).toMatchObject({ state: "open", deadline: day(1) });
    expect(keep({ now: day(1) }).state).toBe("missed");
  });

  it("R-W1: late, by the last edit of the text that meets it", () => {
    const late = comment(`${TIMELINE}\n${PACKET}`, "paul", day(0, 30), { lastEditedAt: day(1, 60) });
    expect(keep({ comments: [late] })).toMatchObject({ state: "late", metAt: day(1, 60) });
  });

  it("R-W1: a later edit of the form takes nothing from a comment that was there in time", () => {
    const told = {
      fields: { timeline: TIMELINE, evidence_packet: PACKET },
      issue: { lastEditedAt: day(1, 600) },
      comments: [comment(`${TIMELINE}\n${PACKET}`, "paul", day(0, 30))],
    };
    expect(keep(told)).toMatchObject({ state: "met", metAt: day(0, 30) });
  });

  it("R-W1 unknown: comments that could not be read may hold it", () => {
    expect(keep({ issue: { comments: { unreadable: "comments: 502", transient: true } } }).state).toBe("unknown");
    const told = {
      fields: { timeline: TIMELINE, evidence_packet: PACKET },
      issue: { comments: { unreadable: "comments: 502" } },
    };
    expect(keep(told).state).toBe("met");
  });

  it("R-W1: the policy sets its length", () => {
    const verdict = judge(read(), policyInForce({ windows: { keep: "48h" } }));
    expect(verdict.windows[0]?.deadline).toBe(day(2));
  });
});

describe("R-W4 the clock", () => {
  it("R-W4: starts when service was restored, else when the issue was opened", () => {
    expect(start({})).toEqual({ at: OPENED, latched: null, differs: null });
    expect(start({ fields: { restored_at: "2026-03-02T11:00Z" } })).toMatchObject({
      at: "2026-03-02T11:00:00Z",
      latched: "2026-03-02T11:00:00Z",
    });
  });

  it("R-W4: a restoration ahead of now, or before the start, is not valid", () => {
    expect(start({ fields: { restored_at: "2026-03-05T11:00Z" } }).latched).toBeNull();
    expect(start({ fields: { restored_at: "2026-03-02T08:00Z" } }).latched).toBeNull();
  });

  it("R-W4: latched when first valid, in the tracker's memory", () => {
    const [written] = ofKind(planned(read({ fields: { restored_at: "2026-03-02T11:00Z" } })), "tracker");
    expect(written?.memory.restoredAt).toBe("2026-03-02T11:00:00Z");
  });

  it("R-W4: a later change moves no deadline back, and is a finding that says what would", () => {
    const told = {
      fields: { restored_at: "2026-03-03T11:00Z" },
      comments: [tracker({ restoredAt: "2026-03-02T11:00:00Z" })],
    };
    expect(start(told)).toEqual({
      at: "2026-03-02T11:00:00Z",
      latched: "2026-03-02T11:00:00Z",
      differs: "2026-03-03T11:00:00Z",
    });
    const [finding] = w4(judge(read(told)));
    expect(finding?.next).toMatchObject({ distance: "comment", who: ["someone with maintain or admin"] });
    expect(finding?.next?.text).toContain("`/quench restored 2026-03-03T11:00:00Z <because>`");
  });

  it("R-W4: an earlier one makes the deadline earlier", () => {
    const told = {
      fields: { restored_at: "2026-03-02T10:00Z" },
      comments: [tracker({ restoredAt: "2026-03-02T11:00:00Z" })],
    };
    expect(start(told)).toEqual({ at: "2026-03-02T10:00:00Z", latched: "2026-03-02T10:00:00Z", differs: null });
  });

  it("R-W4: taking it out of the form changes nothing", () => {
    const told = { fields: { restored_at: null }, comments: [tracker({ restoredAt: "2026-03-02T11:00:00Z" })] };
    expect(start(told)).toMatchObject({ at: "2026-03-02T11:00:00Z", differs: null });
  });

  it("R-W4 pass: `/quench restored` by the override right sets it, without a finding", () => {
    const said = comment("/quench restored 2026-03-03T11:00Z the form was wrong", "maya", day(1, 200));
    const told = {
      fields: { restored_at: "2026-03-03T11:00Z" },
      comments: [tracker({ restoredAt: "2026-03-02T11:00:00Z" }), said],
    };
    expect(start(told)).toEqual({ at: "2026-03-03T11:00:00Z", latched: "2026-03-03T11:00:00Z", differs: null });
    expect(w4(judge(read(told)))).toEqual([]);
  });

  it("R-W4 fail: by anybody else it does not", () => {
    const said = comment("/quench restored 2026-03-03T11:00Z the form was wrong", "oscar", day(1, 200));
    const told = {
      fields: { restored_at: "2026-03-03T11:00Z" },
      comments: [tracker({ restoredAt: "2026-03-02T11:00:00Z" }), said],
    };
    expect(start(told).at).toBe("2026-03-02T11:00:00Z");
    expect(w4(judge(read(told)))).toHaveLength(1);
  });

  it("R-W4 unknown: nor where the role could not be read", () => {
    const said = comment("/quench restored 2026-03-03T11:00Z the form was wrong", "maya", day(1, 200));
    const people = [person("maya", { unreadable: "role of maya: 502", transient: true })];
    expect(start({ comments: [tracker({ restoredAt: "2026-03-02T11:00:00Z" }), said], people }).at).toBe(
      "2026-03-02T11:00:00Z",
    );
  });
});

const LOST = { unreadable: "502", transient: true };
const node = (id: string, parts: Parts) => saysOnce(WINDOW_RULES, id, subjectOf(snapshot(parts)));
const windowOf = (index: number, parts: Parts) => {
  const window = judge(snapshot(parts)).windows[index];
  if (window === undefined) throw new Error("no window");
  return window;
};
const STEWARDS = ["someone with triage or above"];

describe("R-W1 as a line of the verdict", () => {
  const told = (fields: Record<string, string>, now = NOW, over: Partial<Issue> = {}): Parts => ({
    now,
    incident: incident({ fields, ...over }),
  });

  it("R-W1 pass: with the time it was met", () => {
    expect(node("R-W1", told({ timeline: TIMELINE, evidence_packet: PACKET }))).toMatchObject({
      key: "R-W1",
      item: null,
      outcome: "pass",
      phrase: "Met on Mar 2, 2026, 09:00 UTC; the deadline is Mar 3, 2026, 09:00 UTC.",
      evidence: ["https://github.com/acme/shop/issues/1"],
      next: null,
    });
  });

  it("R-W1 fail: missed, with what is missing and where to write it", () => {
    expect(node("R-W1", told({ timeline: TIMELINE }))).toMatchObject({
      outcome: "fail",
      phrase: "Missed, the deadline was Mar 3, 2026, 09:00 UTC: no evidence packet is kept.",
      next: {
        text: "Link logs, dashboards, chat or traces in the form of #1 or in a comment there.",
        distance: "comment",
        who: ["paul"],
      },
    });
    expect(node("R-W1", told({ commander: "@maya", evidence_packet: PACKET })).next).toMatchObject({
      text: "Write a timeline of two or more timestamped lines in the form of #1 or in a comment there.",
      who: ["maya"],
    });
    expect(node("R-W1", told({})).phrase).toMatch(/: no timeline is kept; no evidence packet is kept\.$/);
  });

  it("R-W1 fail: late, by how much", () => {
    const late = told({ timeline: TIMELINE, evidence_packet: PACKET }, NOW, { lastEditedAt: day(1, 90) });
    expect(node("R-W1", late)).toMatchObject({
      outcome: "fail",
      phrase: "Late by 1 h 30 min: met on Mar 3, 2026, 10:30 UTC, the deadline was Mar 3, 2026, 09:00 UTC.",
      next: null,
    });
  });

  it("R-W1: met at the very deadline is met, a second later late", () => {
    const edited = (lastEditedAt: Instant) =>
      windowOf(0, told({ timeline: TIMELINE, evidence_packet: PACKET }, NOW, { lastEditedAt })).state;
    expect(edited("2026-03-03T09:00:00Z")).toBe("met");
    expect(edited("2026-03-03T09:00:01Z")).toBe("late");
  });

  it("R-W1: open is neither, and asks for what is missing", () => {
    expect(node("R-W1", told({}, day(0, 30)))).toMatchObject({
      outcome: "not_applicable",
      phrase: "Open until Mar 3, 2026, 09:00 UTC: no timeline is kept; no evidence packet is kept.",
      next: { distance: "comment" },
    });
  });

  it("R-W1 unknown: what may hold it was not read; late may have been in time", () => {
    expect(node("R-W1", { incident: incident({ comments: LOST }) })).toMatchObject({
      outcome: "unknown",
      phrase: "Cannot tell yet: 502.",
      next: null,
    });
    const late = { fields: { timeline: TIMELINE, evidence_packet: PACKET }, lastEditedAt: day(1, 90), comments: LOST };
    expect(windowOf(0, { incident: incident(late) }).state).toBe("unknown");
  });

  it("R-W1: is told in the team's zone", () => {
    const subject = subjectOf(snapshot({ now: day(0, 30) }), policyInForce({ time: { zone: "Asia/Kolkata" } }));
    expect(saysOnce(WINDOW_RULES, "R-W1", subject).phrase).toContain("Open until Mar 3, 2026, 14:30 GMT+5:30");
  });
});

/** A Controls and a Quality item, whose pull requests merged at these times; null: not merged. */
function built(guard: Instant | null, test: Instant | null, over: Parts & { quality?: Partial<Issue> } = {}): Parts {
  const { quality = {}, ...parts } = over;
  const of = (number: number, at: Instant | null): PullRequest =>
    at === null
      ? openPull(number)
      : pull(number, ["src/app.ts"], {
          mergedAt: at,
          head: { sha: "x", checks: [check("ci / test", "success", { completedAt: OPENED })] },
        });
  return {
    items: [
      item(2, { fields: { lane: "controls" }, owner: "oscar", links: [link(102)] }),
      item(3, { fields: { lane: "quality" }, links: [link(103)], ...quality }),
    ],
    pulls: [of(102, guard), of(103, test)],
    ...parts,
  };
}

describe("R-W2 close the dominant failure mode", () => {
  it("R-W2 pass: a guardrail and a regression test, met when the later was earned", () => {
    expect(windowOf(1, built(day(1, 60), day(2), { now: day(4) }))).toEqual({
      rule: "R-W2",
      title: "Close the failure mode",
      state: "met",
      opens: day(1),
      deadline: day(3),
      metAt: day(2),
    });
    expect(node("R-W2", built(day(1, 60), day(2), { now: day(4) }))).toMatchObject({
      key: "R-W2",
      outcome: "pass",
      phrase: "Met on Mar 4, 2026, 09:00 UTC; the deadline is Mar 5, 2026, 09:00 UTC.",
      evidence: expect.arrayContaining([
        "https://github.com/acme/shop/pull/102",
        "https://github.com/acme/shop/pull/103",
      ]),
    });
  });

  it("R-W2: met before it opened is met, and so at its very deadline", () => {
    expect(windowOf(1, built(day(0, 60), day(0, 90), { now: day(0, 100) })).state).toBe("met");
    expect(windowOf(1, built(day(1), "2026-03-05T09:00:00Z", { now: day(9) })).state).toBe("met");
    expect(windowOf(1, built(day(1), "2026-03-05T09:00:01Z", { now: day(9) })).state).toBe("late");
  });

  it("R-W2: upcoming until W1 ends, then open until its deadline, then missed, to the second", () => {
    const at = (now: Instant) => windowOf(1, built(null, null, { now })).state;
    expect(at("2026-03-03T08:59:59Z")).toBe("upcoming");
    expect(at("2026-03-03T09:00:00Z")).toBe("open");
    expect(at("2026-03-05T08:59:59Z")).toBe("open");
    expect(at("2026-03-05T09:00:00Z")).toBe("missed");
  });

  it("R-W2 fail: one of the two is not enough", () => {
    expect(node("R-W2", built(day(1), null, { now: day(4) }))).toMatchObject({
      outcome: "fail",
      phrase:
        "Missed, the deadline was Mar 5, 2026, 09:00 UTC: no Quality item has a merged regression test with successful checks.",
      next: {
        text: "Merge a regression test: a pull request with `Hardening: #3` in its body.",
        distance: "pull_request",
        who: STEWARDS,
      },
    });
    expect(node("R-W2", built(null, day(1), { now: day(1, 60) }))).toMatchObject({
      outcome: "not_applicable",
      phrase: "Open until Mar 5, 2026, 09:00 UTC: no Controls item has a merged guardrail with successful checks.",
      next: { text: "Merge a guardrail: a pull request with `Hardening: #2` in its body.", who: ["oscar"] },
    });
    expect(node("R-W2", built(null, null, { now: day(0, 1) })).phrase).toMatch(
      /^Opens on Mar 3, 2026, 09:00 UTC, until Mar 5, 2026, 09:00 UTC: no Controls item .*; no Quality item /,
    );
  });

  it("R-W2 fail: late, and what of the two came late", () => {
    expect(node("R-W2", built(day(1), day(5, 300), { now: day(9) }))).toMatchObject({
      outcome: "fail",
      phrase: "Late by 2 d 5 h: met on Mar 7, 2026, 14:00 UTC, the deadline was Mar 5, 2026, 09:00 UTC.",
      next: null,
    });
  });

  it("R-W2 fail: an item of the lane is asked for where there is none, or it was let go", () => {
    const letGo = shut(
      item(2, { fields: { lane: "controls" }, links: [] }),
      closed(day(1), "maya", { reason: "not_planned" }),
    );
    for (const items of [[], [letGo]])
      expect(node("R-W2", { items, now: day(4) }).next).toMatchObject({
        text: "Add a hardening item of the controls lane to this incident.",
        distance: "edit",
        who: STEWARDS,
      });
  });

  it("R-W2: a test in the Controls lane, or a guardrail in Operations, is neither", () => {
    expect(windowOf(1, built(day(1), day(1), { now: day(4), quality: { body: "### Lane\n\noperations" } })).state).toBe(
      "missed",
    );
  });

  it("R-W2 fail: merged without successful checks", () => {
    const bare = built(day(1), day(1), { now: day(4) });
    const pulls = (bare.pulls ?? []).map((one) => ({ ...one, head: { sha: "x", checks: [] } }));
    expect(windowOf(1, { ...bare, pulls }).state).toBe("missed");
  });

  it("R-W2 unknown: what may have brought it was not read", () => {
    for (const lost of [
      { items: LOST },
      built(null, day(1), {
        pulls: [openPull(103)],
        over: { pulls: { "acme/shop#102": LOST, "acme/shop#103": LOST } },
      }),
    ])
      expect(node("R-W2", { now: day(4), ...lost })).toMatchObject({
        outcome: "unknown",
        phrase: "Cannot tell yet: 502.",
      });
  });

  it("R-W2: what was read decides", () => {
    // The guardrail is surely missing, so that nothing about the test could save the window.
    const told = built(null, null, { now: day(4), quality: { links: LOST } });
    expect(windowOf(1, told).state).toBe("missed");
    expect(windowOf(1, built(day(1), day(1), { now: day(4), incident: incident({ comments: LOST }) })).state).toBe(
      "met",
    );
  });

  it("R-W2 unknown: the start of the clock is not sure", () => {
    expect(windowOf(1, built(null, null, { now: day(4), incident: incident({ comments: LOST }) })).state).toBe(
      "unknown",
    );
    const said = comment("/quench restored 2026-03-03T11:00Z the form was wrong", "maya", day(1, 200));
    const people = [person("maya", LOST)];
    expect(
      windowOf(1, built(null, null, { now: day(4), incident: incident({ comments: [said] }), people })),
    ).toMatchObject({ state: "unknown" });
  });

  it("R-W2: late is unknown where something earlier may not have been read", () => {
    const late = built(day(1), day(5), { now: day(9) });
    const [guard, test] = late.items as readonly Issue[];
    if (guard === undefined || test === undefined) throw new Error("no items");
    const hidden = item(4, { fields: { lane: "quality" }, links: LOST });
    expect(windowOf(1, { ...late, items: [guard, test, hidden] }).state).toBe("unknown");
    expect(windowOf(1, { ...late, items: [guard, test, { ...hidden, links: [] }] }).state).toBe("late");
    // A guardrail that may have come earlier saves no test that came late.
    const other = item(4, { fields: { lane: "controls" }, links: LOST });
    expect(windowOf(1, { ...late, items: [guard, test, other] }).state).toBe("late");
  });

  it("R-W2 and R-W3: the policy sets their lengths", () => {
    const [, two, three] = judge(
      snapshot(),
      policyInForce({ windows: { keep: "1h", close: "2h", learn: "3h" } }),
    ).windows;
    expect([two?.opens, two?.deadline]).toEqual([day(0, 60), day(0, 120)]);
    expect([three?.opens, three?.deadline]).toEqual([day(0, 120), day(0, 180)]);
  });
});

describe("since when an item has implementation evidence", () => {
  const since = (checks: PullRequest["head"]["checks"], over: Partial<PullRequest> = {}) => {
    const [found] = subjectOf(
      snapshot({
        items: [item(2, { links: [link(102)] })],
        pulls: [pull(102, ["a"], { head: { sha: "x", checks }, ...over })],
      }),
    ).items;
    if (found === undefined) throw new Error("no item");
    return [implementedAt(found), implementationOf(found)];
  };

  it("the later of merge and command output; a check that says no time delays nothing", () => {
    expect(since([check("ci", "success", { completedAt: day(1) })])).toEqual([day(1, 180), "pass"]);
    expect(since([check("ci", "success", { completedAt: day(2) })])).toEqual([day(2), "pass"]);
    expect(since([check("ci", "success", { completedAt: null })])).toEqual([day(1, 180), "pass"]);
    expect(since([])).toEqual([null, "fail"]);
    expect(since(LOST)).toEqual([null, "unknown"]);
    expect(since([check("ci")], { files: [] })).toEqual([null, "fail"]);
  });
});

describe("R-W3 lower the risk of the class", () => {
  const ack = (by: string, at: Instant = day(4)): Comment => comment("/quench ack adoption", by, at);
  interface Learned extends Parts {
    readonly acks?: Issue["comments"];
    readonly more?: readonly Issue[];
    readonly paths?: readonly string[];
  }
  const learned = ({
    acks = [ack("oscar")],
    more = [],
    paths = ["docs/runbooks/pool.md"],
    ...parts
  }: Learned = {}) => ({
    now: day(20),
    items: [item(4, { fields: { lane: "operations" }, owner: "oscar", links: [link(104)], comments: acks }), ...more],
    pulls: [pull(104, paths)],
    ...parts,
  });

  it("R-W3 pass: an update is merged and every owner has confirmed, met at the last of them", () => {
    const more = [item(5, { owner: "vera", comments: [ack("vera", day(6))] })];
    expect(windowOf(2, learned({ more }))).toEqual({
      rule: "R-W3",
      title: "Make it the institution's",
      state: "met",
      opens: day(3),
      deadline: day(14),
      metAt: day(6),
    });
    expect(windowOf(2, learned())).toMatchObject({ state: "met", metAt: day(4) });
    expect(windowOf(2, learned({ acks: [ack("oscar", day(1))] })).metAt).toBe(day(1, 180));
    expect(node("R-W3", learned()).evidence).toEqual([
      "https://github.com/acme/shop/pull/104",
      expect.stringContaining("#issuecomment-"),
    ]);
  });

  it("R-W3 pass: the owner confirms on the incident, or with the first of several words", () => {
    expect(windowOf(2, learned({ acks: [], incident: incident({ comments: [ack("oscar", day(5))] }) })).metAt).toBe(
      day(5),
    );
    expect(windowOf(2, learned({ acks: [ack("oscar", day(9)), ack("oscar", day(8))] })).metAt).toBe(day(8));
  });

  it("R-W3 pass: an on-call checklist, or the incident's own pull request", () => {
    expect(windowOf(2, learned({ paths: ["docs/oncall/list.md"] })).state).toBe("met");
    const own = {
      pulls: [pull(104, ["src/app.ts"]), pull(201, ["docs/runbooks/a.md"])],
      incident: incident({ links: [link(201)] }),
    };
    expect(windowOf(2, learned(own)).state).toBe("met");
  });

  it("R-W3: upcoming until W2 ends, then open, then missed, to the second", () => {
    const at = (now: Instant) => windowOf(2, learned({ now, acks: [] })).state;
    expect(at("2026-03-05T08:59:59Z")).toBe("upcoming");
    expect(at("2026-03-05T09:00:00Z")).toBe("open");
    expect(at("2026-03-16T08:59:59Z")).toBe("open");
    expect(at("2026-03-16T09:00:00Z")).toBe("missed");
    expect(windowOf(2, learned({ acks: [ack("oscar", "2026-03-16T09:00:01Z")] })).state).toBe("late");
  });

  it("R-W3 fail: no update is merged", () => {
    expect(node("R-W3", learned({ paths: ["src/app.ts"] }))).toMatchObject({
      outcome: "fail",
      phrase: "Missed, the deadline was Mar 16, 2026, 09:00 UTC: no runbook or process update is merged.",
      next: {
        text: "Merge a runbook or process update with `Hardening: #4` in its body.",
        distance: "pull_request",
        who: ["oscar"],
      },
    });
    expect(
      node("R-W3", { now: day(20), items: [item(2, { owner: "oscar", comments: [ack("oscar")] })] }).next,
    ).toMatchObject({ text: "Merge a runbook or process update from a linked pull request.", who: STEWARDS });
  });

  it("R-W3 fail: one owner has not confirmed, another item has none; a comment is nearest", () => {
    expect(node("R-W3", learned({ acks: [ack("vera")] }))).toMatchObject({
      outcome: "fail",
      phrase: expect.stringMatching(/: the owner of #4 has not confirmed the checklist\.$/),
      next: {
        text: "Confirm the adoption checklist: `/quench ack adoption` on #4.",
        distance: "comment",
        who: ["oscar"],
      },
    });
    expect(node("R-W3", learned({ more: [item(5)], paths: ["src/app.ts"] }))).toMatchObject({
      phrase: expect.stringMatching(/: no runbook or process update is merged; #5 has no owner\.$/),
      next: { text: "Name one owner: `/quench owner @login` on #5.", distance: "comment", who: STEWARDS },
    });
  });

  it("R-W3 fail: another acknowledgement, or one by whom the item was taken from, is no confirmation", () => {
    expect(windowOf(2, learned({ acks: [comment("/quench ack runbook", "oscar", day(4))] })).state).toBe("missed");
    const passedOn = item(5, {
      owner: "vera",
      events: [assigned(day(0, 60), "maya", "oscar"), assigned(day(5), "maya", "vera")],
      comments: [{ ...ack("oscar", day(4)), ownReactions: ["+1"] }],
    });
    expect(windowOf(2, learned({ more: [passedOn] })).state).toBe("missed");
  });

  it("R-W3: what was let go needs nobody's word; without an item nobody gave it", () => {
    const letGo = shut(item(5), closed(day(1), "maya", { reason: "duplicate" }));
    expect(windowOf(2, learned({ more: [letGo] })).state).toBe("met");
    const own = {
      now: day(20),
      items: [letGo],
      pulls: [pull(201, ["docs/runbooks/a.md"])],
      incident: incident({ links: [link(201)] }),
    };
    expect(node("R-W3", own)).toMatchObject({
      outcome: "fail",
      phrase: expect.stringMatching(/: no hardening item is there whose owner could confirm\.$/),
      next: { text: "Add a hardening item as a sub-issue of this incident.", distance: "edit" },
    });
  });

  it("R-W3 unknown: items, comments, roles or pull requests were not read", () => {
    expect(windowOf(2, { now: day(20), items: LOST }).state).toBe("unknown");
    expect(windowOf(2, learned({ acks: LOST })).state).toBe("unknown");
    expect(windowOf(2, learned({ people: [person("oscar", LOST)] })).state).toBe("unknown");
    expect(
      windowOf(
        2,
        learned({ acks: [], incident: incident({ comments: [ack("oscar")] }), people: [person("oscar", LOST)] }),
      ).state,
    ).toBe("unknown");
    expect(windowOf(2, learned({ over: { pulls: { "acme/shop#104": LOST } } })).state).toBe("unknown");
    const own = { paths: ["src/app.ts"], incident: incident({ links: LOST }) };
    expect(windowOf(2, learned(own)).state).toBe("unknown");
  });

  it("R-W3 unknown: who owns the item now is not sure", () => {
    const renamed = comment("/quench owner @vera", "tess", day(2));
    const told = learned({ acks: [ack("oscar"), renamed], people: [person("tess", LOST)] });
    expect(node("R-W3", told)).toMatchObject({
      outcome: "unknown",
      phrase: "Cannot tell yet: whether the owner of #4 changed could not be read.",
    });
  });

  it("R-W3: what was read decides", () => {
    expect(windowOf(2, learned({ people: [person("oscar", LOST)], paths: ["src/app.ts"] })).state).toBe("missed");
  });
});

describe("R-W4 as a line of the verdict", () => {
  const w4node = (told: Told) => saysOnce(WINDOW_RULES, "R-W4", subjectOf(read(told)));

  it("R-W4 pass: restored, and the form still says so", () => {
    expect(w4node({ fields: { restored_at: "2026-03-02T11:00Z" } })).toMatchObject({
      key: "R-W4",
      outcome: "pass",
      phrase: "The clock started when service was restored, on Mar 2, 2026, 11:00 UTC.",
      evidence: ["https://github.com/acme/shop/issues/1"],
      next: null,
    });
  });

  it("R-W4: not restored yet is neither", () => {
    expect(w4node({})).toMatchObject({
      outcome: "not_applicable",
      phrase: "No restoration counts yet: the clock started on Mar 2, 2026, 09:00 UTC, with the incident.",
      next: {
        text: "Write *Service restored at* into the form of #1 once service is back.",
        distance: "edit",
        who: ["paul"],
      },
    });
  });

  it("R-W4 fail: the form was changed", () => {
    const told = {
      fields: { restored_at: "2026-03-03T11:00Z" },
      comments: [tracker({ restoredAt: "2026-03-02T11:00:00Z" })],
    };
    expect(w4node(told)).toMatchObject({
      outcome: "fail",
      phrase:
        "The form now says that service was restored at 2026-03-03T11:00:00Z; the clock started at 2026-03-02T11:00:00Z, and the earlier deadline holds.",
    });
  });

  it("R-W4 unknown: what was latched, or who said otherwise, was not read", () => {
    expect(w4node({ fields: { restored_at: "2026-03-02T11:00Z" }, issue: { comments: LOST } })).toMatchObject({
      outcome: "unknown",
      phrase: "Cannot tell yet when the clock started: 502.",
    });
    const said = comment("/quench restored 2026-03-03T11:00Z the form was wrong", "maya", day(1, 200));
    expect(w4node({ comments: [said], people: [person("maya", LOST)] }).outcome).toBe("unknown");
  });

  it("R-W4: of two restorations said the later counts, once its time has come", () => {
    const said = (at: Instant, when: Instant) => comment(`/quench restored ${at} it was so`, "maya", when);
    const comments = [said("2026-03-02T10:00:00Z", day(0, 90)), said("2026-03-02T12:00:00Z", day(0, 200))];
    expect(start({ comments }).at).toBe("2026-03-02T12:00:00Z");
    expect(start({ comments: [...comments, said("2026-03-09T12:00:00Z", day(1))] }).at).toBe("2026-03-02T12:00:00Z");
    expect(start({ comments: [said(NOW, day(1))] }).at).toBe(NOW);
  });
});

describe("R-W1 what is a timeline and an evidence packet", () => {
  const kept = (timeline: string, packet: string) => keep({ fields: { timeline, evidence_packet: packet } }).state;

  it.each([
    "9:05 paged\n23:59 over",
    "at 00:00 it broke\n(19:30) restored",
    "2026-03-01 it broke\n2026-03-02 restored",
    "20:00\n2:00",
  ])("a timeline: %j", (text) => {
    expect(kept(text, PACKET)).toBe("met");
  });

  it.each([
    "24:00 paged\n25:10 over",
    "12:60 paged\n1:5 over",
    "ratio 3:112\nversion 1:2:3",
    "026-03-01 it broke\n2026-3-2 restored",
    "12026-03-01 it broke\n2026-03-021 restored",
    "one line 09:00 and 10:00",
  ])("none: %j", (text) => {
    expect(kept(text, PACKET)).toBe("missed");
  });

  it.each(["http://logs.example.com", "see HTTPS://x.example.com.", "<https://a>"])("a packet: %j", (text) => {
    expect(kept(TIMELINE, text)).toBe("met");
  });

  it.each(["https://", "https:// logs", "logs.example.com", "ftp://x"])("no packet: %j", (text) => {
    expect(kept(TIMELINE, text)).toBe("missed");
  });

  it("where the form has its fields, the rest of the text counts for neither", () => {
    const elsewhere = `${TIMELINE}\n${PACKET}`;
    expect(keep({ fields: { timeline: TIMELINE, summary: elsewhere } }).state).toBe("missed");
    expect(keep({ fields: { evidence_packet: PACKET, summary: elsewhere } }).state).toBe("missed");
  });

  it("our own words count for neither, whoever's account they are said with", () => {
    const own = tracker({}, { body: `${TIMELINE}\n${PACKET}`, author: { login: "ci", nodeId: "U_ci", kind: "user" } });
    expect(keep({ comments: [own] }).state).toBe("missed");
    expect(node("R-W1", { incident: incident({ comments: [own] }) }).evidence).toEqual([]);
  });
});

describe("R-W4 what is valid", () => {
  it("R-W4: without a start in the form; at the very start; at the very present", () => {
    expect(start({ fields: { started_at: null, restored_at: "2026-03-02T08:00Z" } }).latched).toBe(
      "2026-03-02T08:00:00Z",
    );
    expect(start({ fields: { restored_at: "2026-03-02T08:30Z" } }).latched).toBe("2026-03-02T08:30:00Z");
    expect(start({ fields: { restored_at: NOW } }).latched).toBe(NOW);
  });

  it("R-W4: one that is not valid yet differs from nothing", () => {
    expect(start({ fields: { restored_at: "2026-03-05T11:00Z" } }).differs).toBeNull();
  });
});

describe("W: the facts that decided", () => {
  it("R-W2: the first item that has both, and nothing of one that has half", () => {
    const two = built(day(2), day(1), { now: day(4) });
    const early = item(5, { fields: { lane: "controls" }, links: [link(105)] });
    const first = pull(105, ["a"], {
      mergedAt: day(1),
      head: { sha: "x", checks: [check("ci", "success", { completedAt: OPENED })] },
    });
    const told = { ...two, items: [...(two.items as readonly Issue[]), early], pulls: [...(two.pulls ?? []), first] };
    const urls = node("R-W2", told).evidence;
    expect(urls).toContain("https://github.com/acme/shop/pull/105");
    expect(urls).not.toContain("https://github.com/acme/shop/pull/102");
    const half = built(day(1), null, { now: day(4) });
    const pulls = (half.pulls ?? []).map((one) => ({ ...one, head: { sha: "x", checks: [] } }));
    expect(node("R-W2", { ...half, pulls }).evidence).toEqual([]);
  });

  it("R-W2: names the diff and the check of an item, and nothing else of it", () => {
    const shipped = pull(102, ["docs/runbooks/a.md"], {
      head: { sha: "x", checks: [check("ci", "success", { url: "https://ci.example.com/1" })] },
    });
    const told = {
      items: [
        item(2, {
          fields: { lane: "controls" },
          owner: "oscar",
          links: [link(102)],
          comments: [comment("/quench ack runbook", "oscar", day(1))],
        }),
      ],
      pulls: [shipped],
      now: day(2),
    };
    expect(node("R-W2", told).evidence).toEqual(["https://github.com/acme/shop/pull/102", "https://ci.example.com/1"]);
  });

  it("R-W2 missed: surely, by the second of the two, whatever is hidden of the first", () => {
    const two = built(null, null, { now: day(4) });
    const [guard, test] = two.items as readonly Issue[];
    if (guard === undefined || test === undefined) throw new Error("no items");
    expect(windowOf(1, { ...two, items: [{ ...guard, links: LOST }, test] }).state).toBe("missed");
  });

  it("R-W3: the first update and the first word of each owner", () => {
    const acks = [comment("/quench ack adoption", "oscar", day(5)), comment("/quench ack adoption", "oscar", day(4))];
    const told = {
      now: day(20),
      items: [item(4, { owner: "oscar", links: [link(104), link(105)], comments: acks })],
      pulls: [pull(104, ["docs/runbooks/a.md"], { mergedAt: day(3) }), pull(105, ["docs/runbooks/b.md"])],
    };
    expect(node("R-W3", told).evidence).toEqual(["https://github.com/acme/shop/pull/105", acks[1]?.url]);
    expect(node("R-W3", { now: day(20), items: [] }).evidence).toEqual([]);
  });

  it("R-W3: only a word of the owner's own about adoption may be hidden", () => {
    const told = (body: string, by: string, people: readonly Person[]) =>
      windowOf(2, {
        now: day(20),
        items: [item(4, { owner: "oscar", links: [link(104)], comments: [comment(body, by, day(4))] })],
        pulls: [pull(104, ["docs/runbooks/a.md"])],
        people,
      }).state;
    expect(told("/quench ack adoption", "vera", [person("vera", LOST)])).toBe("missed");
    expect(told("/quench ack runbook", "oscar", [person("oscar", LOST)])).toBe("missed");
    expect(told("/quench ack adoption", "oscar", [person("oscar", LOST)])).toBe("unknown");
    expect(told("/quench score", "oscar", [person("oscar", LOST)])).toBe("missed");
  });

  it("R-W3: of many owners six are named, and the rest counted", () => {
    const items = [11, 12, 13, 14, 15, 16, 17].map((number) => item(number));
    expect(node("R-W3", { now: day(20), items }).phrase).toMatch(
      /: no runbook or process update is merged; #11, #12, #13, #14, #15, #16, and 1 more have no owner\.$/,
    );
  });

  it("what is only told is no implementation", () => {
    const [one] = subjectOf(snapshot({ items: [item(2)] })).items;
    if (one === undefined) throw new Error("no item");
    const evidence = (strength: 1 | 2) =>
      (["diff", "command_output"] as const).map((kind) => ({
        kind,
        strength,
        item: 2,
        who: null,
        when: NOW,
        url: "",
        because: "",
      }));
    expect(implementedAt({ ...one, evidence: evidence(2) })).toBe(NOW);
    expect(implementedAt({ ...one, evidence: evidence(1) })).toBeNull();
  });
});

describe("the family in the docs", () => {
  it("is headed as it is", () => {
    expect(headings(WINDOW_RULES)).toEqual([
      "R-W1 (fact) Keep the signal (0–24 h) [windows.keep, time.zone]",
      "R-W2 (fact) Close the dominant failure mode (24–72 h) [windows.keep, windows.close, evidence.output_checks]",
      "R-W3 (fact) Lower the risk of the class (3–14 d) [windows.close, windows.learn, files.runbooks, files.oncall_checklists]",
      "R-W4 (finding) The start of the clock is latched [people.override.role, people.override.users, people.override.teams]",
    ]);
    expect(titles(WINDOW_RULES, subjectOf(snapshot()))).toEqual([
      "R-W1 Keep the signal",
      "R-W2 Close the failure mode",
      "R-W3 Make it the institution's",
      "R-W4 The clock",
    ]);
  });

  it("has its sentences for the docs", () => {
    for (const sentence of sentences(WINDOW_RULES)) expect(sentence).toMatch(/^[A-Z].+\.$/);
  });
});
