import { describe, expect, it } from "@jest/globals";
import { readItemForm } from "../../../src/core/forms/values.ts";
import {
  FINDING_RULES,
  isLoose,
  itemKey,
  itemKeys,
  madeKey,
  styleHint,
  wantedItems,
} from "../../../src/core/rules/finding.ts";
import type { TrackerMemory } from "../../../src/core/plan/write.ts";
import type { Issue } from "../../../src/core/snapshot/issue.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import type { Person } from "../../../src/core/snapshot/types.ts";
import { assess } from "../../../src/core/verdict/assess.ts";
import { buildCase } from "../../../src/core/verdict/case.ts";
import type { ItemCase } from "../../../src/core/verdict/item-case.ts";
import type { VerdictNode } from "../../../src/core/verdict/types.ts";
import { ofKind, planned } from "../../support/judge.ts";
import { policyInForce } from "../../support/policy.ts";
import {
  actor,
  closed,
  comment,
  day,
  incident,
  item,
  person,
  shut,
  snapshot,
  tracker,
} from "../../support/snapshot.ts";

const { policy } = policyInForce();

interface Told {
  readonly findings?: readonly string[];
  readonly memory?: Partial<TrackerMemory>;
  readonly items?: readonly Issue[];
  readonly fields?: Record<string, string>;
}

function read({ findings = [], memory, items = [], fields = {} }: Told = {}): Snapshot {
  const comments = memory === undefined ? [] : [tracker(memory)];
  return snapshot({ incident: incident({ comments, fields: { finding_types: findings, ...fields } }), items });
}

const creations = (told: Told = {}, settings: Record<string, unknown> = {}) =>
  ofKind(planned(read(told), policyInForce(settings)), "create_item");
const keys = (told: Told = {}) => creations(told).map((write) => write.key);

describe("R-F1 what an incident starts with", () => {
  it("R-F1: without a finding, one item a lane", () => {
    expect(keys()).toEqual(["lane-controls", "lane-quality", "lane-operations"]);
  });

  it.each([
    ["missed detection", "missed-detection", "controls", "detect"],
    ["late decision", "late-decision", "operations", "recover"],
    ["slow recovery", "slow-recovery", "controls", "recover"],
    ["repeated regression", "repeated-regression", "quality", "prevent"],
  ])("R-F1: %s yields its candidate, and the other lanes theirs", (finding, key, lane, bucket) => {
    const made = creations({ findings: [finding] });
    expect(made).toHaveLength(3);
    const own = made.find((write) => write.key === key);
    expect(readItemForm(own?.body ?? "", policy)).toMatchObject({
      findingType: finding,
      lane,
      bucket,
      incident: { number: 1 },
    });
    expect(new Set(made.map((write) => readItemForm(write.body, policy).lane))).toEqual(
      new Set(["controls", "quality", "operations"]),
    );
  });

  it("R-F1: every finding yields one, in the rulebook's order, and a lane that is served needs no other", () => {
    const all = ["slow recovery", "repeated regression", "missed detection", "late decision"];
    expect(keys({ findings: all })).toEqual([
      "missed-detection",
      "late-decision",
      "slow-recovery",
      "repeated-regression",
    ]);
    expect(wantedItems(["slow recovery", "missed detection"]).map((one) => one.key)).toEqual([
      "missed-detection",
      "slow-recovery",
      "lane-quality",
      "lane-operations",
    ]);
  });

  it("R-F1: an empty lane's item is of the incident's first finding", () => {
    const made = creations({ findings: ["repeated regression"] }).find((write) => write.key === "lane-operations");
    expect(readItemForm(made?.body ?? "", policy).findingType).toBe("repeated regression");
  });

  it("R-B3: the body is the form, with the class of the incident, and nothing else unclear in it", () => {
    for (const write of creations({ findings: ["slow recovery"] })) {
      const form = readItemForm(write.body, policy);
      expect(form.problems).toEqual([]);
      expect(form.failureClass).toBe("config-change");
      expect(form.proposedControl).not.toBeNull();
      expect(write.labels).toEqual(["hardening", "quench: open"]);
      expect(write.title).toContain("(incident #1)");
      expect(write.incident).toEqual({ number: 1, nodeId: "I_1" });
    }
  });
});

describe("R-F1 created once", () => {
  it("R-F1: what is there is not made again", () => {
    expect(keys({ items: [item(2, { key: "lane-controls" })] })).toEqual(["lane-quality", "lane-operations"]);
  });

  it("R-F1: what a person deleted is not made again, because it is remembered", () => {
    expect(keys({ memory: { created: { "lane-controls": "I_2", "lane-quality": "I_3" } } })).toEqual([
      "lane-operations",
    ]);
  });

  it("R-F1: what a person closed as not planned is not made again", () => {
    const gone = shut(item(2, { key: "lane-controls" }), closed(day(1), "oscar", { reason: "not_planned" }));
    expect(keys({ items: [gone] })).toEqual(["lane-quality", "lane-operations"]);
  });

  it("R-F1: a lane that a person's own item serves needs none of ours", () => {
    const own = item(2, { openedByUs: false, fields: { lane: "quality" } });
    expect(keys({ items: [own] })).toEqual(["lane-controls", "lane-operations"]);
  });

  it("law 7: a marker in an issue that a person opened means nothing", () => {
    const forged = item(2, { openedByUs: false, key: "slow-recovery", fields: { lane: "" } });
    expect(keys({ findings: ["slow recovery"], items: [forged] })).toContain("slow-recovery");
  });

  it("law 7: a class that imitates our marker, pings or opens a heading stays text", () => {
    const hostile = "x <!-- quench:item:lane-quality --> @acme/all #7";
    for (const write of creations({ fields: { failure_class: hostile } })) {
      expect(write.body.match(/<!--/g)).toHaveLength(1);
      expect(write.body.endsWith(`<!-- quench:item:${write.key} -->`)).toBe(true);
      expect(write.body).not.toMatch(/@acme/);
      expect(readItemForm(write.body, policy)).toMatchObject({
        lane: write.key.replace("lane-", ""),
        failureClass: "x @acme/all #7",
      });
    }
  });

  it("law 7: a forged marker that a person typed above ours is not the item's key", () => {
    const base = item(2, { key: "slow-recovery" });
    const edited = { ...base, body: `<!-- quench:item:zzz -->\n${base.body}` };
    expect(keys({ items: [edited], findings: ["slow recovery"] })).toEqual(["lane-quality", "lane-operations"]);
  });

  it("R-F1: a finding added later brings its item", () => {
    const items = [
      item(2, { key: "lane-controls" }),
      item(3, { key: "lane-quality", fields: { lane: "quality" } }),
      item(4, { key: "lane-operations", fields: { lane: "operations" } }),
    ];
    expect(keys({ items, findings: ["late decision"] })).toEqual(["late-decision"]);
  });

  it("R-F1: `on_restored` waits for the restoration", () => {
    expect(creations({}, { items: { create: "on_restored" } })).toEqual([]);
    expect(
      creations({ fields: { restored_at: "2026-03-02T10:00Z" } }, { items: { create: "on_restored" } }),
    ).toHaveLength(3);
  });

  it("R-V1 unknown: where the items could not be read none is created", () => {
    expect(ofKind(planned(snapshot({ items: { unreadable: "items: 502", transient: true } })), "create_item")).toEqual(
      [],
    );
  });
});

describe("duplicates of our own", () => {
  const twin = (over: Partial<Issue> = {}) => ofKind(planned(read({ items: [item(2), item(7, over)] })), "close_own");

  it("law 5: an untouched one is closed as the lower number's duplicate", () => {
    expect(twin()).toEqual([
      {
        kind: "close_own",
        key: "duplicate:7",
        issue: { number: 7, nodeId: "I_7" },
        reason: "duplicate",
        notice: "Duplicate of #2.",
      },
    ]);
  });

  it("law 6: one that somebody has touched stays", () => {
    expect(twin({ assignees: [{ login: "oscar", nodeId: "U_oscar", kind: "user" }] })).toEqual([]);
    expect(twin({ openedByUs: false })).toEqual([]);
  });

  it("R-V1 unknown: one whose links or comments could not be read is not called untouched", () => {
    expect(twin({ links: { unreadable: "links: 502", transient: true } })).toEqual([]);
    expect(twin({ comments: { unreadable: "comments: 502", transient: true } })).toEqual([]);
  });
});

function nodesOf(id: string, from: Snapshot, settings: Record<string, unknown> = {}): readonly VerdictNode[] {
  const inForce = policyInForce(settings);
  const rule = FINDING_RULES.find((one) => one.id === id);
  const found = rule?.judge?.(assess(buildCase(from, inForce.policy), inForce)) ?? [];
  expect(new Set(found.map((one) => one.key)).size).toBe(found.length);
  for (const one of found) expect(one.rule).toBe(id);
  return found;
}

describe("R-F1 what is told of each", () => {
  const told = (parts: Told = {}, settings: Record<string, unknown> = {}) => nodesOf("R-F1", read(parts), settings);

  it("R-F1 fail: still to be created, at the next look", () => {
    const found = told({ findings: ["slow recovery"] });
    expect(found.map((one) => [one.key, one.title, one.outcome, one.phrase])).toEqual([
      [
        "R-F1:slow-recovery",
        "Rollback rehearsal gate",
        "fail",
        'The finding "slow recovery" has no hardening item yet.',
      ],
      [
        "R-F1:lane-quality",
        "Regression test for the root cause",
        "fail",
        "The lane quality has no hardening item yet.",
      ],
      [
        "R-F1:lane-operations",
        "Runbook update and owner confirmation",
        "fail",
        "The lane operations has no hardening item yet.",
      ],
    ]);
    for (const one of found) {
      expect(one).toMatchObject({
        item: null,
        evidence: [],
        next: { text: "Wait: Quench creates it at its next look.", distance: "wait", who: [] },
      });
    }
  });

  it("R-F1 fail: `on_restored` waits for the restoration", () => {
    const settings = { items: { create: "on_restored" } };
    expect(told({}, settings)[0]?.next?.text).toBe("Wait: Quench creates it once service is restored.");
    const restored = told({ fields: { restored_at: "2026-03-02T10:00Z" } }, settings);
    expect(restored[0]?.next?.text).toBe("Wait: Quench creates it at its next look.");
  });

  it("R-F1 pass: its item is there, ours or a person's", () => {
    const ours = item(2, { key: "slow-recovery", fields: { finding_type: "slow recovery" } });
    const theirs = item(3, { openedByUs: false, fields: { lane: "quality" } });
    const found = told({ findings: ["slow recovery"], items: [ours, theirs] });
    expect(found[0]).toMatchObject({
      outcome: "pass",
      item: 2,
      phrase: "#2 is for this.",
      evidence: ["https://github.com/acme/shop/issues/2"],
      next: null,
    });
    expect(found[1]).toMatchObject({ outcome: "pass", item: 3, phrase: "#3 is for this." });
    expect(found[2]?.outcome).toBe("fail");
  });

  it("R-F1: one of the lane serves a finding only where it is of that finding", () => {
    const other = item(2, { openedByUs: false, fields: { lane: "controls", finding_type: "missed detection" } });
    expect(told({ findings: ["slow recovery"], items: [other] })[0]?.outcome).toBe("fail");
    expect(told({ findings: ["missed detection"], items: [other] })[0]).toMatchObject({ outcome: "pass", item: 2 });
  });

  it("R-F1 pass: closed as completed it is still there", () => {
    const done = shut(item(2), closed(day(1), "oscar"));
    expect(told({ items: [done] })[0]).toMatchObject({ outcome: "pass", item: 2 });
  });

  it("R-F1: let go or gone, it is not made again", () => {
    const dropped = shut(item(2), closed(day(1), "oscar", { reason: "not_planned" }));
    expect(told({ items: [dropped] })[0]).toMatchObject({
      outcome: "not_applicable",
      item: 2,
      phrase: "#2 was let go; it is not made again.",
      next: null,
    });
    expect(told({ memory: { created: { "lane-controls": "I_2" } } })[0]).toMatchObject({
      outcome: "not_applicable",
      item: null,
      phrase: "The item that Quench made for this is gone; it is not made again.",
      evidence: ["https://github.com/acme/shop/issues/1"],
    });
  });

  it("R-F1 unknown: the items were not read", () => {
    const unread = snapshot({ items: { unreadable: "items: 502", transient: true } });
    expect(nodesOf("R-F1", unread).map((one) => [one.outcome, one.phrase])).toEqual([
      ["unknown", "Cannot tell yet: items: 502."],
      ["unknown", "Cannot tell yet: items: 502."],
      ["unknown", "Cannot tell yet: items: 502."],
    ]);
  });
});

describe("R-F2 the style of behavioral evidence", () => {
  const RUN = "https://github.com/acme/shop/actions/runs/902";
  const cites = (style: string, by = "oscar") => comment(`/quench evidence behavior ${style} ${RUN}`, by, day(1));
  const told = (
    comments: Issue["comments"],
    finding: string | null = "slow recovery",
    people: readonly Person[] = [],
  ) =>
    nodesOf(
      "R-F2",
      snapshot({
        items: [item(2, { owner: "oscar", comments, fields: finding === null ? {} : { finding_type: finding } })],
        people,
      }),
    );

  it.each([
    ["missed detection", "alert-replay"],
    ["late decision", "drill"],
    ["slow recovery", "rollback"],
    ["repeated regression", "regression-trend"],
  ])("R-F2 pass: %s is proven by %s", (finding, style) => {
    const one = cites(style);
    expect(told([one], finding)).toMatchObject([
      {
        key: "R-F2:#2",
        item: 2,
        outcome: "pass",
        phrase: `Told as ${style}, as the item's finding type asks.`,
        evidence: [one.url],
        next: null,
      },
    ]);
    const wrong = style === "drill" ? "rollback" : "drill";
    const other = cites(wrong);
    expect(told([other], finding)[0]).toMatchObject({
      outcome: "fail",
      evidence: [other.url],
      phrase: `Told as ${wrong}, and this item is proven by ${style}.`,
      next: {
        text: `Exercise it as ${style}, then comment \`/quench evidence behavior ${style} <run URL>\` on #2.`,
        distance: "run",
        who: ["oscar"],
      },
    });
  });

  it("R-F2 pass: one that fits is enough, and only it is shown", () => {
    const fitting = cites("rollback");
    expect(told([cites("drill"), fitting])).toMatchObject([{ outcome: "pass", evidence: [fitting.url] }]);
  });

  it("R-F2 pass: an item of no finding type takes any", () => {
    expect(told([cites("drill")], null)[0]).toMatchObject({
      outcome: "pass",
      phrase: "Told as drill; the item names no finding type, so that any style fits.",
    });
  });

  it("R-F2: nothing told, or nothing that counts, is nothing to judge", () => {
    expect(told([])).toEqual([]);
    expect(told([cites("rollback", "mallory"), comment(`/quench evidence rollback ${RUN}`, "oscar", day(1))])).toEqual(
      [],
    );
  });

  it("R-F2 unknown: comments or a role that were not read, unless one that fits is there", () => {
    const unread = { unreadable: "comments: 502", transient: true };
    expect(told(unread)).toMatchObject([
      { outcome: "unknown", phrase: "Cannot tell yet: comments: 502.", item: 2, evidence: [] },
    ]);
    const people = [person("tess", { unreadable: "role of tess: 502" })];
    expect(told([cites("rollback", "tess")], "slow recovery", people)[0]).toMatchObject({
      outcome: "unknown",
      phrase: "Cannot tell yet: the role of tess could not be read.",
      evidence: [],
    });
    expect(told([cites("rollback", "tess"), cites("rollback")], "slow recovery", people)[0]?.outcome).toBe("pass");
    // What would not fit anyway decides nothing.
    expect(told([cites("drill", "tess"), cites("drill")], "slow recovery", people)[0]?.outcome).toBe("fail");
  });

  it("R-F2 fail: an item without an owner asks those who may tell it", () => {
    const items = [item(2, { comments: [cites("drill", "tess")], fields: { finding_type: "slow recovery" } })];
    expect(nodesOf("R-F2", snapshot({ items }))[0]?.next?.who).toEqual(["someone with triage or above"]);
  });
});

describe("R-F1 the marker of an item we made", () => {
  const cased = (over: Parameters<typeof item>[1] = {}, self: Partial<Snapshot["self"]> = {}, memory = {}) => {
    const from = snapshot({ incident: incident({ comments: [tracker(memory)] }), items: [item(2, over)], self });
    const subject = buildCase(from, policy);
    return { subject, one: subject.items[0] as ItemCase };
  };

  it("counts in an issue of ours; of any bot's it tells what that bot made; a person's means nothing", () => {
    const keysOf = (over: Parameters<typeof item>[1]) => {
      const { one } = cased(over);
      return [itemKey(one), madeKey(one), itemKeys(one)];
    };
    expect(keysOf({})).toEqual(["lane-controls", "lane-controls", ["lane-controls"]]);
    expect(keysOf({ openedByUs: false })).toEqual([null, "lane-controls", []]);
    expect(keysOf({ author: actor("paul") })).toEqual(["lane-controls", "lane-controls", ["lane-controls"]]);
    expect(keysOf({ openedByUs: false, author: actor("paul") })).toEqual([null, null, []]);
    expect(keysOf({ body: "nothing of ours" })).toEqual([null, null, []]);
  });

  it("in an edited body every marker may be the one; unedited only the last is", () => {
    const body = "<!-- quench:item:lane-quality -->\n<!-- quench:item:lane-controls -->";
    expect(itemKeys(cased({ body }).one)).toEqual(["lane-controls"]);
    expect(itemKeys(cased({ body, lastEditedAt: day(1) }).one)).toEqual(["lane-quality", "lane-controls"]);
    expect(itemKeys(cased({ body: "gone", lastEditedAt: day(1) }).one)).toEqual([]);
  });

  it("loose: ours, open, below no issue, and not remembered; never as an Action", () => {
    const loose = (...told: Parameters<typeof cased>) => {
      const { subject, one } = cased(...told);
      return isLoose(subject, one);
    };
    expect(loose({ parentless: true })).toBe(true);
    expect(loose({ parentless: false })).toBe(false);
    expect(loose({})).toBe(false);
    expect(loose({ parentless: true, state: "closed" })).toBe(false);
    expect(loose({ parentless: true, openedByUs: false })).toBe(false);
    expect(loose({ parentless: true }, { kind: "action" })).toBe(false);
    expect(loose({ parentless: true }, {}, { created: { "lane-controls": "I_2" } })).toBe(false);
    expect(loose({ parentless: true }, {}, { created: { "lane-quality": "I_3" } })).toBe(true);
  });

  it("a loose item is still to be created, and then found again", () => {
    expect(keys({ items: [item(2, { parentless: true })] })).toEqual([
      "lane-controls",
      "lane-quality",
      "lane-operations",
    ]);
  });

  it("R-F2: a style is asked for by its name, or any of the four", () => {
    expect(styleHint("drill")).toBe("drill");
    expect(styleHint(null)).toBe("alert-replay|drill|rollback|regression-trend");
  });
});
