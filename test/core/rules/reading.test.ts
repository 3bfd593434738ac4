import { describe, expect, it } from "@jest/globals";
import { READING_RULES } from "../../../src/core/rules/reading.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import { assess } from "../../../src/core/verdict/assess.ts";
import { buildCase } from "../../../src/core/verdict/case.ts";
import type { VerdictNode } from "../../../src/core/verdict/types.ts";
import { judge } from "../../support/judge.ts";
import { policyInForce } from "../../support/policy.ts";
import { actor, closed, comment, day, incident, item, person, snapshot, tracker } from "../../support/snapshot.ts";
import { closableStory } from "../../support/story.ts";

const unread = (unreadable: string, over: { permission?: string; transient?: boolean } = {}) => ({
  unreadable,
  ...over,
});

function nodes(id: string, read: Snapshot, settings: Record<string, unknown> = {}): readonly VerdictNode[] {
  const inForce = policyInForce(settings);
  const rule = READING_RULES.find((one) => one.id === id);
  const found = rule?.judge?.(assess(buildCase(read, inForce.policy), inForce)) ?? [];
  expect(new Set(found.map(({ key }) => key)).size).toBe(found.length);
  for (const one of found) expect(one.rule).toBe(id);
  return found;
}

const only = (id: string, read: Snapshot, settings?: Record<string, unknown>): VerdictNode => {
  const found = nodes(id, read, settings);
  expect(found).toHaveLength(1);
  return found[0] as VerdictNode;
};

describe("the rules of chapter V", () => {
  it("stand in the rulebook's order; the first cannot fail, and says why", () => {
    expect(READING_RULES.map(({ id, kind }) => [id, kind])).toEqual([
      ["R-V1", "fact"],
      ["R-V2", "finding"],
      ["R-V3", "finding"],
    ]);
    expect(READING_RULES[0]?.never?.fail).toMatch(/unknown/);
  });
});

describe("R-V1 facts read", () => {
  it("R-V1 pass: everything was read", () => {
    expect(only("R-V1", closableStory())).toMatchObject({
      key: "R-V1",
      title: "Facts read",
      item: null,
      outcome: "pass",
      phrase: "Every fact that was asked for was read.",
      next: null,
    });
  });

  it("R-V1 unknown: what could not be read, wherever it stands, and the permission that would help", () => {
    const read = snapshot({
      items: [item(2, { comments: unread("comments of #2: 403", { permission: "issues: read" }) })],
      over: { recent: unread("recent incidents: 502", { transient: true }) },
    });
    expect(only("R-V1", read)).toMatchObject({
      outcome: "unknown",
      phrase: "Cannot tell everything yet: comments of #2: 403; recent incidents: 502.",
      next: { text: "Grant Quench `issues: read`.", distance: "edit", who: ["someone with admin"] },
    });
  });

  it("R-V1 unknown: each permission once, in one order", () => {
    const read = snapshot({
      items: unread("items: 403", { permission: "issues: read" }),
      over: {
        overrideTeam: unread("team: 403", { permission: "members: read" }),
        ledger: unread("ledger: 403", { permission: "issues: read" }),
      },
    });
    expect(only("R-V1", read).next?.text).toBe("Grant Quench `issues: read`, `members: read`.");
  });

  it("R-V1 unknown: an outage passes by itself; a list that is cut off does not", () => {
    const told = (transient: boolean) => only("R-V1", snapshot({ items: unread("items: 502", { transient }) })).next;
    expect(told(true)).toEqual({ text: "Wait: Quench looks again by itself.", distance: "wait", who: [] });
    expect(told(false)).toBeNull();
    const both = snapshot({ items: unread("a"), over: { ledger: unread("b", { transient: true }) } });
    expect(only("R-V1", both).next?.distance).toBe("wait");
  });

  it("R-V1 unknown: three reasons at most, each once, in one order", () => {
    const told = (...reasons: readonly string[]) => {
      const pulls = Object.fromEntries(reasons.map((reason, index) => [`acme/shop#${index}`, unread(reason)]));
      return only("R-V1", snapshot({ over: { pulls } })).phrase;
    };
    expect(told("c", "a", "b", "a")).toBe("Cannot tell everything yet: a; b; c.");
    expect(told("d", "c", "b", "a")).toBe("Cannot tell everything yet: a; b; c and 1 more.");
    expect(told("e", "d", "c", "b", "a")).toBe("Cannot tell everything yet: a; b; c and 2 more.");
  });
});

describe("R-V2 a close under unknown", () => {
  const CLOSED = day(1);
  const shut = (now: string, over: Partial<Snapshot> = {}) =>
    snapshot({
      now,
      incident: incident({ comments: [tracker()], close: closed(CLOSED, "oscar") }),
      items: unread("items: 502", { transient: true }),
      over,
    });

  it("R-V2: an open incident has no close to judge, nor has one within the grace", () => {
    expect(nodes("R-V2", snapshot())).toEqual([]);
    expect(nodes("R-V2", { ...shut(day(1, 0.5)), items: [] })).toEqual([]);
  });

  it("R-V2 pass: the facts are there, whatever they say", () => {
    expect(only("R-V2", { ...shut(day(2)), items: [] })).toMatchObject({
      key: "R-V2",
      title: "Close judged",
      outcome: "pass",
      phrase: "The facts for judging the close could be read.",
      evidence: ["https://github.com/acme/shop/issues/1"],
      next: null,
    });
  });

  it("R-V2 unknown: kept and awaited, with when somebody is asked", () => {
    expect(only("R-V2", shut(day(1, 10)))).toMatchObject({
      outcome: "unknown",
      phrase:
        "Closed, and kept until it can be judged: some facts could not be read. If that lasts, someone with maintain or admin is asked on Mar 4, 2026, 09:00 UTC.",
      next: {
        text: "Wait: Quench judges the close as soon as the facts can be read.",
        distance: "wait",
        who: [],
      },
    });
    expect(only("R-V2", shut(day(1, 10)), { time: { zone: "Europe/Berlin" } }).phrase).toContain("10:00 GMT+1");
    const untimed = shut(day(1, 10));
    expect(only("R-V2", { ...untimed, incident: { ...untimed.incident, closedAt: null } }).phrase).toBe(
      "Closed, and kept until it can be judged: some facts could not be read.",
    );
  });

  it("R-V2 fail: after 24 hours to the second somebody with the override right is asked", () => {
    expect(only("R-V2", shut("2026-03-04T08:59:59Z")).outcome).toBe("unknown");
    const asked = only("R-V2", shut("2026-03-04T09:00:00Z"));
    expect(asked).toMatchObject({
      outcome: "fail",
      phrase: "Closed, and not judged for a day: some facts could not be read. It stays closed.",
      next: {
        text: "Check that Quench can read this repository, or decide about the close yourself.",
        distance: "edit",
        who: ["someone with maintain or admin"],
      },
    });
    expect(judge(shut("2026-03-04T09:00:00Z")).findings.map(({ key }) => key)).toContain("R-V2");
    expect(judge(shut("2026-03-04T08:59:59Z")).findings.map(({ key }) => key)).not.toContain("R-V2");
  });
});

describe("R-V3 the incident's form", () => {
  const form = (over: Parameters<typeof incident>[0] = {}) => snapshot({ incident: incident(over) });

  it("R-V3 pass: complete and clear", () => {
    expect(only("R-V3", form())).toMatchObject({
      key: "R-V3",
      title: "Incident form",
      outcome: "pass",
      phrase: "The incident's form is complete and clear.",
      evidence: ["https://github.com/acme/shop/issues/1"],
      next: null,
    });
  });

  it("R-V3 fail: written without the form, and without a severity", () => {
    const found = nodes("R-V3", form({ body: "It is all broken." }));
    expect(found.map(({ key, phrase }) => [key, phrase])).toEqual([
      ["R-V3:severity", "No severity is stated, so it counts as SEV2."],
      ["R-V3:missing", "The incident was written without its form."],
    ]);
    for (const one of found) {
      expect(one).toMatchObject({
        outcome: "fail",
        item: null,
        evidence: ["https://github.com/acme/shop/issues/1"],
        next: { text: "Edit the form of #1.", distance: "edit", who: ["paul"] },
      });
    }
  });

  it("R-V3 fail: what cannot be read is told where it stands, each by itself", () => {
    const found = nodes("R-V3", form({ fields: { severity: "very bad", restored_at: "soon", started_at: "" } }));
    expect(found.map(({ phrase }) => phrase)).toEqual([
      "*Severity* cannot be `very bad`: it should be one of SEV1, SEV2, SEV3, SEV4.",
      "*Service restored at* cannot be `soon`: it should be an ISO 8601 time, such as `2026-03-01T09:30Z`.",
    ]);
    expect(found[0]?.key).toMatch(/^R-V3:severity\/\d+$/);
    expect(found[1]?.key).toMatch(/^R-V3:restored_at\/\d+$/);
  });

  it("R-V3 fail: several of one field keep their own keys", () => {
    const found = nodes("R-V3", form({ body: "### Finding types\n\nno such, nor this, missed detection" }));
    const keys = found.map(({ key }) => key).filter((key) => key.startsWith("R-V3:finding_types"));
    expect(keys).toEqual(["R-V3:finding_types/1", "R-V3:finding_types/1/2"]);
  });

  it("R-V3 fail: a heading that is gone", () => {
    const { body } = incident();
    const found = nodes("R-V3", form({ body: body.replace("### Impact", "### What it did") }));
    expect(found.map(({ key, phrase }) => [key, phrase])).toContainEqual([
      "R-V3:missing",
      "The incident lacks these headings of its form: Impact.",
    ]);
  });

  describe("a lowered severity (R-B5)", () => {
    const lowered = (editor: string, over: Partial<Snapshot> = {}, severity: string | null = "SEV3") => ({
      ...form({
        fields: { severity },
        comments: [tracker({ severity: "SEV1" })],
        editor: actor(editor),
        lastEditedAt: day(1),
      }),
      ...over,
    });

    it("R-V3 fail: without the override right it is told that the former one holds", () => {
      expect(only("R-V3", lowered("oscar"))).toMatchObject({
        key: "R-V3:severity/lowered",
        title: "Severity",
        outcome: "fail",
        phrase: "The form says SEV3, and SEV1 holds: only someone with maintain or admin can lower it.",
        next: {
          text: "Save the form of #1 with SEV3, if that is right.",
          distance: "edit",
          who: ["someone with maintain or admin"],
        },
      });
    });

    it("R-V3 pass: by the override right, or raised", () => {
      expect(only("R-V3", lowered("maya")).outcome).toBe("pass");
      const raised = form({ comments: [tracker({ severity: "SEV2" })], editor: actor("oscar"), lastEditedAt: day(1) });
      expect(only("R-V3", raised).outcome).toBe("pass");
    });

    it("R-V3 unknown: by somebody whose role was not read", () => {
      const people = { ...snapshot().people, oscar: person("oscar", unread("role of oscar: 502")) };
      expect(only("R-V3", lowered("oscar", { people }))).toMatchObject({
        outcome: "unknown",
        phrase: "SEV1 holds: whether `oscar` may lower it to SEV3 could not be read.",
        next: null,
      });
    });

    it("R-V3 fail: taken out of the form, it counts as SEV2 and is less than before", () => {
      const found = nodes("R-V3", lowered("oscar", {}, null));
      expect(found.map(({ key, phrase }) => [key, phrase])).toEqual([
        ["R-V3:severity", "No severity is stated, so it counts as SEV1."],
        [
          "R-V3:severity/lowered",
          "The form says SEV2, and SEV1 holds: only someone with maintain or admin can lower it.",
        ],
      ]);
    });

    it("R-V3: who wrote the body is its last editor, the author where nobody edited it", () => {
      const read = form({
        fields: { severity: "SEV3" },
        author: actor("maya"),
        comments: [tracker({ severity: "SEV1" })],
      });
      expect(only("R-V3", read).outcome).toBe("pass");
      expect(only("R-V3", { ...read, incident: { ...read.incident, author: actor("paul") } }).outcome).toBe("fail");
    });
  });

  it("R-V3: comments say nothing of the form", () => {
    expect(only("R-V3", form({ comments: [comment("### Severity\n\nSEV9", "paul", day(1))] })).outcome).toBe("pass");
  });
});
