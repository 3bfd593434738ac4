import { describe, expect, it } from "@jest/globals";
import { startOf } from "../../../src/core/rules/windows.ts";
import type { Comment, Issue, Person } from "../../../src/core/snapshot/types.ts";
import { buildCase } from "../../../src/core/verdict/case.ts";
import type { Verdict } from "../../../src/core/verdict/types.ts";
import { judge, ofKind, planned } from "../../support/judge.ts";
import { policyInForce } from "../../support/policy.ts";
import { comment, day, incident, NOW, OPENED, person, snapshot, tracker } from "../../support/snapshot.ts";

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
