import { describe, expect, it } from "@jest/globals";
import { readItemForm } from "../../../src/core/forms/values.ts";
import { wantedItems } from "../../../src/core/rules/finding.ts";
import type { TrackerMemory } from "../../../src/core/plan/write.ts";
import type { Issue, Snapshot } from "../../../src/core/snapshot/types.ts";
import { ofKind, planned } from "../../support/judge.ts";
import { policyInForce } from "../../support/policy.ts";
import { closed, day, incident, item, shut, snapshot, tracker } from "../../support/snapshot.ts";

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
