import { describe, expect, it } from "@jest/globals";
import { readItemForm } from "../../../src/core/forms/values.ts";
import { planItems } from "../../../src/core/plan/items.ts";
import { filedKey } from "../../../src/core/rules/debt.ts";
import { itemMarker } from "../../../src/core/rules/finding.ts";
import type { Comment } from "../../../src/core/snapshot/issue.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import { buildCase } from "../../../src/core/verdict/case.ts";
import { applyPlan } from "../../support/apply-plan.ts";
import { ofKind } from "../../support/judge.ts";
import { policyInForce } from "../../support/policy.ts";
import { closed, comment, day, incident, item, shut, snapshot, tracker } from "../../support/snapshot.ts";

const { policy } = policyInForce();
const ASK = "/quench item missed detection Alert on a stalled queue";

/** An incident whose lanes are all served. */
const SERVED = [
  item(12, { fields: { lane: "controls" } }),
  item(13, { fields: { lane: "quality" }, key: "lane-quality" }),
  item(14, { fields: { lane: "operations" }, key: "lane-operations" }),
];
const read = (comments: readonly Comment[], items: Snapshot["items"] = SERVED): Snapshot =>
  snapshot({ incident: incident({ comments }), items });
const created = (from: Snapshot, given = policy) => ofKind(planItems(buildCase(from, given)), "create_item");
const keyOf = (said: Comment, index = 0) => filedKey("item", said.databaseId, index);

describe("`/quench item` creates an item", () => {
  const said = comment(ASK, "tess", day(1));

  it("with the finding's lane and bucket, beside what every incident starts with", () => {
    const [write, ...others] = created(read([said]));
    expect(others).toEqual([]);
    expect(write).toMatchObject({
      key: keyOf(said),
      incident: { number: 1, nodeId: "I_1" },
      title: "Alert on a stalled queue (incident #1)",
      labels: ["hardening", "quench: open"],
    });
    expect(write?.body.endsWith(`\n\n${itemMarker(keyOf(said))}`)).toBe(true);
    expect(readItemForm(write?.body ?? "", policy)).toMatchObject({
      incident: { repository: null, number: 1 },
      failureClass: "config-change",
      proposedControl: "Alert on a stalled queue",
      bucket: "detect",
      lane: "controls",
      findingType: "missed detection",
    });
    expect(created(read([said], [])).map(({ key }) => key)).toEqual([
      "lane-controls",
      "lane-quality",
      "lane-operations",
      keyOf(said),
    ]);
  });

  it("once a line and comment, for ever: whatever became of it", () => {
    const whole = SERVED.concat(item(20, { key: keyOf(said) }));
    expect(created(read([said], whole))).toEqual([]);
    const gone = shut(item(20, { key: keyOf(said) }), closed(day(1), "maya", { reason: "not_planned" }));
    expect(created(read([said], SERVED.concat(gone)))).toEqual([]);
    expect(created(read([tracker({ created: { [keyOf(said)]: "I_20" } }), said]))).toEqual([]);
    const twice = comment(`${ASK}\n${ASK}`, "tess", day(1));
    expect(created(read([twice])).map(({ key }) => key)).toEqual([keyOf(twice, 0), keyOf(twice, 1)]);
    expect(created(read([twice], SERVED.concat(item(20, { key: keyOf(twice, 0) })))).map(({ key }) => key)).toEqual([
      keyOf(twice, 1),
    ]);
  });

  it("one that was made and not put below its incident is asked for again, which attaches it", () => {
    const loose = item(20, { key: keyOf(said), parentless: true });
    expect(created(read([said], SERVED.concat(loose))).map(({ key }) => key)).toEqual([keyOf(said)]);
  });

  it("law 1: applied once, there is nothing left to create", () => {
    const from = read([said]);
    const after = applyPlan(from, planItems(buildCase(from, policy)));
    expect(planItems(buildCase(after, policy))).toEqual([]);
  });

  it("not by somebody without the right, and not while the items cannot be read", () => {
    expect(created(read([comment(ASK, "mallory", day(1))]))).toEqual([]);
    expect(created(read([comment("/quench help", "tess", day(1))]))).toEqual([]);
    expect(created(read([said], { unreadable: "items: 502" }))).toEqual([]);
  });

  it("whenever it is asked for, though the others wait for the restoration", () => {
    const { policy: waiting } = policyInForce({ items: { create: "on_restored" } });
    expect(created(read([said], []), waiting).map(({ key }) => key)).toEqual([keyOf(said)]);
  });

  it("people's words in its title name and ping nobody", () => {
    const hostile = comment(
      `/quench item late decision @maya fixes #12 & <b> *bold* \u202e\u200b ${"x".repeat(200)}`,
      "tess",
      day(1),
    );
    const [write] = created(read([hostile]));
    expect(write?.title).toMatch(/^maya fixes 12 & <b> \*bold\* x+… \(incident #1\)$/);
    expect(write?.title.length).toBeLessThanOrEqual(140);
    const body = readItemForm(write?.body ?? "", policy);
    expect(body.proposedControl).toContain("@\u200bmaya fixes #\u200b12 &amp; &lt;b&gt; \\*bold\\*");
    expect(body).toMatchObject({ lane: "operations", bucket: "recover", findingType: "late decision" });
  });
});
