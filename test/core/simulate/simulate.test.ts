import { describe, expect, it } from "@jest/globals";
import { changes, closedRow, openRow } from "../../../src/core/simulate/compare.ts";
import { readRecord, writeRecord } from "../../../src/core/simulate/record.ts";
import { defaultsEnforced, enforced, simulateClosing, simulateClosure } from "../../../src/core/simulate/simulate.ts";
import { asOf } from "../../../src/core/simulate/as-of.ts";
import { isUnreadable, type Snapshot } from "../../../src/core/snapshot/types.ts";
import { addMs, DAY } from "../../../src/core/time.ts";
import { policyInForce } from "../../support/policy.ts";
import { closed, incident, item, shut, snapshot } from "../../support/snapshot.ts";
import { closableStory } from "../../support/story.ts";

const shadow = policyInForce({ mode: "shadow" });
const warn = policyInForce({ mode: "warn" });
const enforce = policyInForce();

/** The same story, closed at an instant. */
function closedAt(story: Snapshot, at: string, by = "wanda", over = {}): Snapshot {
  return { ...story, incident: shut(story.incident, closed(at, by, over)) };
}

describe("simulateClosing", () => {
  const early = snapshot({ items: [item(2)] });

  it("says what closing now comes to, by the mode", () => {
    expect(simulateClosing(early, shadow).close).toBe("recorded");
    expect(simulateClosing(early, warn).close).toBe("told");
    expect(simulateClosing(early, enforce).close).toBe("undone");
    expect(simulateClosing(early, policyInForce({ enforce: { when: ["SEV4"] } })).close).toBe("told");
    expect(simulateClosing(early, enforce).unmet.length).toBeGreaterThan(0);
  });

  it("holds where the gate passes", () => {
    const found = simulateClosing(closableStory(), enforce);
    expect(found).toMatchObject({ close: "held", unmet: [] });
    expect(new Set(Object.values(found.gates))).toEqual(new Set(["pass"]));
  });

  it("is unknown, not undone, where what is unread might decide", () => {
    const unread = { ...closableStory(), items: { unreadable: "items: HTTP 502", transient: true } };
    expect(simulateClosing(unread, enforce).close).toBe("unknown");
  });

  it("judges nothing under no policy, and nothing that is no incident there", () => {
    expect(simulateClosing(early, { state: "absent" }).close).toBe("not_judged");
    expect(simulateClosing(early, policyInForce({ incident: { labels: ["outage"], types: [] } }))).toEqual({
      close: "not_judged",
      gates: {},
      unmet: [],
    });
  });
});

describe("simulateClosure", () => {
  const story = closableStory();

  it("lets a close hold that came after the proof", () => {
    const found = simulateClosure(closedAt(story, story.now), enforce);
    expect(found).toMatchObject({ close: "held", closedAt: story.now });
  });

  it("stops one that came before it, whatever was proven since", () => {
    const before = addMs(story.incident.createdAt, 60 * 60 * 1000);
    const found = simulateClosure(closedAt(story, before), enforce);
    expect(found.close).toBe("undone");
    expect(found.gates.checklist).toBe("fail");
    expect(simulateClosure(closedAt(story, before), defaultsEnforced()).close).toBe("undone");
    expect(simulateClosure(closedAt(story, before), enforced(shadow)).close).toBe("undone");
  });

  it("lets go what somebody with the right let go, and nobody else", () => {
    const before = addMs(story.incident.createdAt, 60 * 60 * 1000);
    const people = story.people;
    const right = Object.values(people).find(({ role }) => role === "maintain" || role === "admin")?.login ?? "";
    expect(right).not.toBe("");
    expect(simulateClosure(closedAt(story, before, right, { reason: "not_planned" }), enforce).close).toBe("let_go");
    expect(simulateClosure(closedAt(story, before, "nobody", { reason: "not_planned" }), enforce).close).not.toBe(
      "let_go",
    );
    expect(simulateClosure(closedAt(story, before, right), enforce).close).toBe("undone");
  });

  it("cannot tell without the timeline, and has nothing to say of an open incident", () => {
    const close = closedAt(story, story.now);
    const unread = { ...close, incident: { ...close.incident, events: { unreadable: "events: HTTP 502" } } };
    expect(simulateClosure(unread, enforce).close).toBe("unknown");
    expect(simulateClosure(story, enforce)).toMatchObject({ close: "not_judged", closedAt: null });
  });
});

describe("asOf", () => {
  const story = closableStory();

  it("holds nothing that came later, and the incident open", () => {
    const at = addMs(story.incident.createdAt, 1000);
    const then = asOf(closedAt(story, story.now), at);
    expect(then.now).toBe(at);
    expect(then.incident).toMatchObject({ state: "open", closedAt: null, stateReason: null });
    for (const pull of Object.values(then.pulls)) {
      if (isUnreadable(pull)) throw new Error("unread");
      expect([pull.state, pull.mergedAt, pull.mergeCommit]).toEqual(["open", null, null]);
    }
    const items = isUnreadable(then.items) ? [] : then.items;
    for (const { comments } of [then.incident, ...items]) {
      expect(isUnreadable(comments) ? null : comments.filter(({ createdAt }) => createdAt > at)).toEqual([]);
    }
  });

  it("is the same where nothing came later", () => {
    const later = addMs(story.now, DAY);
    expect({ ...asOf(story, later), now: story.now }).toEqual({ ...story, controls: story.controls ?? {} });
  });

  it("leaves unread what is unread", () => {
    const unread = { ...story, items: { unreadable: "items" } };
    expect(asOf(unread, story.now).items).toEqual({ unreadable: "items" });
  });
});

describe("what is kept of a simulation", () => {
  it("is what changes, and no more", () => {
    const early = snapshot({ items: [item(2)] });
    const same = openRow(simulateClosing(early, enforce), simulateClosing(early, enforce));
    expect(changes(same)).toBe(false);
    const row = openRow(simulateClosing(early, shadow), simulateClosing(early, enforce));
    expect(row).toEqual({ kind: "open", from: "recorded", to: "undone", gates: [] });
    expect(changes(row)).toBe(true);
    const lower = policyInForce({ scores: { scorecard: 0 } });
    const eased = openRow(simulateClosing(early, enforce), simulateClosing(early, lower));
    expect(eased.gates).toEqual([["scorecard", "fail", "pass"]]);
  });

  it("survives in the check's text, and cannot end its comment", () => {
    const row = closedRow({ close: "undone", gates: { items: "fail" }, unmet: ["--> <b>"] }, "2026-03-01T00:00:00Z");
    const record = { key: "a-->b", rows: { "0#1": row, "0#2": { kind: "gone" as const } } };
    const text = `Some text\n\n${writeRecord(record)}`;
    expect(text.match(/-->/g)).toHaveLength(1);
    expect(readRecord(`${text}\n`)).toEqual(record);
    for (const other of ["", "x", "<!-- quench-policy {} -->", '<!-- quench-policy {"key":1} -->', `${text} more`]) {
      expect(readRecord(other)).toBeNull();
    }
    expect(incident().number).toBe(1);
  });
});
