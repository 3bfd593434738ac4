import { describe, expect, it } from "@jest/globals";
import { changes, closedRow, openRow, rowOf, unknownRow } from "../../../src/core/simulate/compare.ts";
import { readRecord, writeRecord } from "../../../src/core/simulate/record.ts";
import { defaultsEnforced, enforced, simulateClosing, simulateClosure } from "../../../src/core/simulate/simulate.ts";
import { asOf } from "../../../src/core/simulate/as-of.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import { isUnreadable } from "../../../src/core/snapshot/types.ts";
import { addMs, DAY } from "../../../src/core/time.ts";
import { policyInForce } from "../../support/policy.ts";
import { closed, comment, incident, item, person, shut, snapshot } from "../../support/snapshot.ts";
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
    expect(simulateClosing(early, enforce).next).not.toBeNull();
  });

  it("holds where the gate passes", () => {
    const found = simulateClosing(closableStory(), enforce);
    expect(found).toMatchObject({ close: "held", next: null });
    expect(new Set(Object.values(found.gates))).toEqual(new Set(["pass"]));
  });

  it("is unknown, not undone, where what is unread might decide", () => {
    const unread = { ...closableStory(), items: { unreadable: "items: HTTP 502", transient: true } };
    expect(simulateClosing(unread, enforce).close).toBe("unknown");
  });

  it("holds while an override runs, by an earlier gate of its own mode, and tells the nearest step", () => {
    const over = "/quench override the vendor confirmed the fix in writing";
    const overridden = snapshot({ incident: incident({ comments: [comment(over, "maya", addMs(early.now, -1000))] }) });
    expect(simulateClosing(overridden, enforce).close).toBe("held");
    expect(simulateClosing(early, enforce).gates).toMatchObject({ scorecard: "fail", checklist: "fail" });
    expect(Object.keys(simulateClosing(early, enforce).gates)).toHaveLength(6);
  });

  it("judges nothing under no policy, and nothing that is no incident there", () => {
    expect(simulateClosing(early, { state: "absent" }).close).toBe("not_judged");
    expect(simulateClosing(early, policyInForce({ incident: { labels: ["outage"], types: [] } }))).toEqual({
      close: "not_judged",
      gates: {},
      next: null,
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

  it("cannot tell whether it was let go where the right could not be read", () => {
    const before = addMs(story.incident.createdAt, 60 * 60 * 1000);
    const nora = { ...person("nora", "write", true), role: { unreadable: "502" } };
    const told = (reason: "not_planned" | "completed", at: string) => {
      const close = closedAt(story, at, "nora", { reason });
      return simulateClosure({ ...close, people: { ...close.people, nora } }, enforce).close;
    };
    expect(told("not_planned", before)).toBe("unknown");
    expect(told("completed", before)).toBe("undone");
    expect(told("not_planned", story.now)).toBe("held");
  });

  it("reads a comment that was sent with the close", () => {
    const early = snapshot({});
    const at = addMs(early.incident.createdAt, 60 * 60 * 1000);
    const over = "/quench override the vendor confirmed the fix in writing";
    const said = (later: number) => {
      const comments = [comment(over, "maya", addMs(at, later))];
      return simulateClosure(closedAt(snapshot({ incident: incident({ comments }) }), at), enforce).close;
    };
    expect([said(30_000), said(61_000)]).toEqual(["held", "undone"]);
  });

  it("judges no close of what is no incident there, whoever closed it", () => {
    const before = addMs(story.incident.createdAt, 60 * 60 * 1000);
    const other = policyInForce({ incident: { labels: ["outage"], types: [] } });
    const close = closedAt(story, before, "maya", { reason: "not_planned" });
    expect(simulateClosure(close, other)).toEqual({ close: "not_judged", gates: {}, next: null, closedAt: before });
    expect(simulateClosure(close, { state: "absent" })).toMatchObject({ close: "not_judged", closedAt: before });
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
    const then = asOf(closedAt(story, story.now), at, at);
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
    expect({ ...asOf(story, later, later), now: story.now }).toEqual({ ...story, controls: story.controls ?? {} });
  });

  it("leaves unread what is unread", () => {
    const unread = { ...story, items: { unreadable: "items" } };
    expect(asOf(unread, story.now, story.now).items).toEqual({ unreadable: "items" });
  });
});

describe("what is kept of a simulation", () => {
  const early = snapshot({ items: [item(2)] });
  const shutAt = addMs(early.incident.createdAt, 60 * 60 * 1000);
  const gone = { kind: "gone" };

  it("of an open incident both outcomes, under no policy too", () => {
    expect(rowOf(early, null, shadow, enforce)).toMatchObject({ kind: "open", from: "recorded", to: "undone" });
    const none = rowOf(early, null, { state: "absent" }, enforce);
    expect(none).toEqual({ kind: "open", from: "not_judged", to: "undone", gates: [] });
    expect(rowOf(early, null, enforce, { state: "absent" })).toMatchObject({ to: "not_judged", gates: [] });
  });

  it("of a closed one what the proposed policy would have done, enforced", () => {
    const close = closedAt(early, shutAt);
    expect(rowOf(close, "2026-01-01T00:00:00Z", enforce, shadow)).toEqual({
      kind: "closed",
      closedAt: shutAt,
      close: "undone",
      unmet: ["scorecard", "adoption", "owners", "priorities", "checklist"],
    });
    expect(rowOf(close, shutAt, enforce, { state: "absent" })).toEqual(gone);
    // Listed as open, and closed since: it is in neither list.
    expect(rowOf(close, null, enforce, shadow)).toEqual(gone);
  });

  it("of one that could not be read that nobody knows", () => {
    expect(unknownRow(null)).toEqual({ kind: "open", from: "unknown", to: "unknown", gates: [] });
    expect(unknownRow(shutAt)).toEqual({ kind: "closed", closedAt: shutAt, close: "unknown", unmet: [] });
  });

  it("only conditions that fail are unmet", () => {
    const gates = { scorecard: "pass", adoption: "unknown", owners: "not_applicable", items: "fail" } as const;
    expect(closedRow({ close: "undone", gates, next: null }, shutAt).unmet).toEqual(["items"]);
    const one = (from: "told" | "undone") => ({ close: from, gates, next: null });
    expect(changes(openRow(one("told"), one("told")))).toBe(false);
    expect(changes(openRow(one("told"), one("undone")))).toBe(true);
  });

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
    const row = closedRow({ close: "undone", gates: { items: "fail" }, next: "--> <b>" }, "2026-03-01T00:00:00Z");
    const record = { key: "a-->b", rows: { "0#1": row, "0#2": { kind: "gone" as const } } };
    const text = `Some text\n\n${writeRecord(record)}`;
    expect(text.match(/-->/g)).toHaveLength(1);
    expect(readRecord(`${text}\n`)).toEqual(record);
    for (const other of ["", "x", "<!-- quench-policy {} -->", '<!-- quench-policy {"key":1} -->', `${text} more`]) {
      expect(readRecord(other)).toBeNull();
    }
    const kinds = [row, rowOf(early, null, shadow, enforce), unknownRow(null), unknownRow(shutAt)];
    for (const [index, each] of kinds.entries()) {
      const one = { key: "k", rows: { [`0#${index}`]: each } };
      expect(readRecord(writeRecord(one))).toEqual(one);
    }
    for (const close of ["held", "undone", "told", "recorded", "let_go", "not_judged", "unknown"] as const) {
      const one = { key: "k", rows: { a: { kind: "open" as const, from: close, to: close, gates: [] } } };
      expect(readRecord(writeRecord(one))).toEqual(one);
    }
    for (const outcome of ["pass", "fail", "unknown", "not_applicable", "none"] as const) {
      const gates = [["items", outcome, outcome] as const];
      const one = {
        key: "k",
        rows: { a: { kind: "open" as const, from: "told" as const, to: "told" as const, gates } },
      };
      expect(readRecord(writeRecord(one))).toEqual(one);
    }
    const broken = (rows: string) => readRecord(`<!-- quench-policy {"key":"k","rows":${rows}} -->`);
    expect(broken("{}")).toEqual({ key: "k", rows: {} });
    for (const rows of [
      "[",
      '{"a":{"kind":"open"}}',
      '{"a":{"kind":"closed","closedAt":"x","close":"x","unmet":[]}}',
      '{"a":{}}',
    ]) {
      expect(broken(rows)).toBeNull();
    }
  });
});
