import { describe, expect, it } from "@jest/globals";
import type { Issue, PullRequest, Snapshot } from "../../../src/core/snapshot/types.ts";
import { judge, row } from "../../support/judge.ts";
import { policyInForce } from "../../support/policy.ts";
import {
  actor,
  closed,
  comment,
  day,
  incident,
  item,
  link,
  person,
  pull,
  shut,
  snapshot,
} from "../../support/snapshot.ts";
import { closableStory, proofs, proven, provenItems, type ProvenOptions, storyOf } from "../../support/story.ts";

const story = (overrides: Readonly<Record<number, ProvenOptions>>): Snapshot => storyOf(provenItems(overrides));
const outcomeOf = (read: Snapshot, key: string) => row(judge(read), key).outcome;

describe("R-C1 an incident may close", () => {
  it("R-C1 pass: every item verified, the quick checklist complete", () => {
    const { closable, next, closure } = judge(closableStory());
    expect(closable).toMatchObject({
      rule: "R-C1",
      outcome: "pass",
      phrase: "Every condition for closing holds.",
      next: null,
    });
    expect(closable.children.map((child) => [child.key, child.outcome, child.phrase])).toEqual([
      ["R-C1/items", "pass", "3 of 3 verified."],
      ["R-C6", "pass", "4 of 4 done."],
    ]);
    expect(next).toBeNull();
    expect(closure).toEqual({ kind: "open" });
  });

  it("R-C1 fail: one item is not verified", () => {
    const { closable, next } = judge(story({ 3: { comments: proofs("u").slice(0, 2) } }));
    expect(closable.outcome).toBe("fail");
    expect(closable.phrase).toBe("1 condition is not met yet.");
    const items = closable.children[0];
    expect(items?.phrase).toBe("2 of 3 verified.");
    expect(items?.children.map((child) => child.outcome)).toEqual(["pass", "fail", "pass"]);
    expect(items?.children[1]?.phrase).toBe("#3 is not verified. Missing: behavior, ownership.");
    expect(next).toMatchObject({ distance: "comment", who: ["otto"], text: expect.stringContaining("on #3") });
  });

  it("R-C1 fail: nothing passes vacuously", () => {
    const { closable } = judge(snapshot());
    expect(closable.outcome).toBe("fail");
    expect(closable.children[0]).toMatchObject({ outcome: "fail", phrase: "There is no hardening item yet." });
    expect(closable.children[0]?.next).toMatchObject({
      distance: "comment",
      text: "Give each hardening item an owner as soon as Quench has created them.",
    });
    expect(closable.phrase).toBe("5 conditions are not met yet.");
  });

  it("R-C1 unknown: the items could not be read", () => {
    const { closable } = judge(snapshot({ items: { unreadable: "items: 502", transient: true } }));
    expect(closable.children[0]).toMatchObject({
      outcome: "unknown",
      phrase: "The hardening items could not be read: items: 502.",
    });
    expect(closable.children[1]?.outcome).toBe("unknown");
    expect(closable).toMatchObject({
      outcome: "unknown",
      phrase: "Some facts could not be read, so Quench cannot tell yet.",
    });
  });

  it("R-C1 unknown: only one item's facts could not be read", () => {
    const { closable } = judge(story({ 2: { pull: { files: { unreadable: "files: 502", transient: true } } } }));
    expect(closable.outcome).toBe("unknown");
    expect(closable.children[0]?.children[0]).toMatchObject({ key: "R-C1:#2", outcome: "unknown" });
  });
});

describe("R-C1 items that were let go", () => {
  const dropped = (close: ReturnType<typeof closed>, more: Partial<Issue> = {}) => {
    const gone = { ...shut(item(5, { key: "slow-recovery", comments: [] }), close), ...more };
    const read = closableStory();
    return judge({ ...read, items: [...(Array.isArray(read.items) ? read.items : []), gone] });
  };

  it.each([
    "not_planned",
    "duplicate",
  ] as const)("R-C1: %s by the override right leaves the rest to decide", (reason) => {
    const verdict = dropped(closed(day(1), "maya", { reason }));
    expect(row(verdict, "R-C1:#5")).toMatchObject({ outcome: "not_applicable", phrase: "Let go by someone who may." });
    expect(verdict.closable.outcome).toBe("pass");
    expect(verdict.closable.children[0]?.phrase).toBe("3 of 3 verified.");
  });

  it("R-B5 fail: without the right it still counts", () => {
    const verdict = dropped(closed(day(1), "oscar", { reason: "not_planned" }));
    expect(row(verdict, "R-C1:#5").outcome).toBe("fail");
    expect(verdict.closable.outcome).toBe("fail");
  });

  it("R-B5 fail: nor does a bot have it", () => {
    expect(row(dropped(closed(day(1), "stale[bot]", { reason: "not_planned" })), "R-C1:#5").outcome).toBe("fail");
  });

  it("R-B5 pass: our own clean-up of our duplicate", () => {
    expect(row(dropped(closed(day(1), "quench[bot]", { reason: "duplicate" })), "R-C1:#5").outcome).toBe(
      "not_applicable",
    );
  });

  it("R-B5: once it is open again the reason of the former close is nothing", () => {
    const open = { state: "open", closedAt: null } as const;
    expect(row(dropped(closed(day(1), "maya", { reason: "not_planned" }), open), "R-C1:#5").outcome).toBe("fail");
  });

  it("R-B5 unknown: the role could not be read", () => {
    const gone = shut(item(5, { key: "slow-recovery" }), closed(day(1), "zoe", { reason: "not_planned" }));
    const read = closableStory({ people: [person("zoe", { unreadable: "role of zoe: 502", transient: true })] });
    const verdict = judge({ ...read, items: [...(Array.isArray(read.items) ? read.items : []), gone] });
    expect(row(verdict, "R-C1:#5")).toMatchObject({
      outcome: "unknown",
      phrase: "Who closed #5 as not planned could not be read.",
    });
    expect(verdict.closable.outcome).toBe("unknown");
  });

  it("R-C1 fail: letting every item go passes nothing, and says what to do", () => {
    const gone = [2, 3, 4].map((number) => shut(item(number), closed(day(1), "maya", { reason: "not_planned" })));
    const { closable } = judge(snapshot({ items: gone }));
    expect(closable.children[0]).toMatchObject({ outcome: "fail", phrase: "There is no hardening item left." });
    expect(closable.children[0]?.next?.text).toContain("Add a hardening item");
    expect(closable.phrase).toBe("5 conditions are not met yet.");
  });
});

describe("R-C6 the quick checklist", () => {
  it("R-C6 pass: each row names its proof", () => {
    const { checklist } = judge(closableStory());
    expect(checklist.map((one) => [one.key, one.outcome])).toEqual([
      ["R-C6/guardrail", "pass"],
      ["R-C6/test", "pass"],
      ["R-C6/runbook", "pass"],
      ["R-C6/ack", "pass"],
    ]);
    for (const one of checklist) expect(one.evidence[0]).toMatch(/^https:\/\/github\.com\/acme\/shop\//);
  });

  it.each([
    ["R-C6/test", 3],
    ["R-C6/runbook", 4],
  ])("R-C6 fail: %s without the file that shows it", (key, number) => {
    const verdict = judge(story({ [number]: { paths: ["src/app.ts"] } }));
    expect(row(verdict, key)).toMatchObject({ outcome: "fail", next: { distance: "pull_request", who: ["oscar"] } });
    expect(row(verdict, key).next?.text).toContain(`\`Hardening: #${number}\``);
    expect(verdict.closable.outcome).toBe("fail");
  });

  it("R-C6 fail: a reverted, foreign-branch or deleting pull request shows nothing", () => {
    const changes: readonly Partial<PullRequest>[] = [
      { revertedBy: "acme/shop#130" },
      { baseIsDefault: false, baseBranch: "release" },
      { files: [{ path: "test/checkout.test.ts", change: "deleted", additions: 0, deletions: 5 }] },
      { mergedAt: day(-3) },
    ];
    for (const change of changes) expect(outcomeOf(story({ 3: { pull: change } }), "R-C6/test")).toBe("fail");
  });

  it("R-C6 pass: by a pull request linked to the incident alone", () => {
    const read = storyOf(provenItems({ 3: { paths: ["src/app.ts"] } }), {
      incident: incident({ links: [link(150)] }),
      pulls: [pull(150, ["test/checkout.test.ts"])],
    });
    expect(outcomeOf(read, "R-C6/test")).toBe("pass");
  });

  it("R-C6 unknown: where a pull request that might show it could not be read", () => {
    const read = storyOf(provenItems({ 3: { paths: ["src/app.ts"] } }), { incident: incident({ links: [link(150)] }) });
    const verdict = judge({
      ...read,
      pulls: { ...read.pulls, "acme/shop#150": { unreadable: "pull request 150: 502", transient: true } },
    });
    expect(row(verdict, "R-C6/test").outcome).toBe("unknown");
    expect(row(verdict, "R-C6/runbook").outcome).toBe("pass");
  });
});

describe("R-C6 an owner's acknowledgement", () => {
  const withAcks = (
    said: string,
    by: string,
    where: "item" | "incident" = "item",
    people = [] as ReturnType<typeof person>[],
  ) => {
    const told = comment(said, by, day(1, 365));
    const plain = (number: number) =>
      proofs(`https://github.com/acme/shop/actions/runs/${number + 900}`).filter(
        (one) => !one.body.includes("ack runbook"),
      );
    const items = provenItems(
      Object.fromEntries(
        [2, 3, 4].map((number) => [
          number,
          { comments: [...plain(number), ...(where === "item" && number === 4 ? [told] : [])] },
        ]),
      ),
    );
    const read = storyOf(items, { incident: incident({ comments: where === "incident" ? [told] : [] }), people });
    return row(judge(read), "R-C6/ack");
  };

  it.each(["runbook", "adoption"])("R-C6 pass: `ack %s` by the owner, on the item or the incident", (topic) => {
    expect(withAcks(`/quench ack ${topic}`, "oscar").outcome).toBe("pass");
    expect(withAcks(`/quench ack ${topic}`, "oscar", "incident").outcome).toBe("pass");
  });

  it("R-C6 fail: nobody's, and the owner of the runbook item is asked", () => {
    const found = withAcks("Nice work.", "oscar");
    expect(found).toMatchObject({ outcome: "fail", phrase: "No owner has acknowledged yet." });
    expect(found.next).toMatchObject({
      distance: "comment",
      who: ["oscar"],
      text: "Acknowledge the runbook: `/quench ack runbook` on #4.",
    });
  });

  it("R-C6 fail: an admin's or an outsider's word is not an owner's", () => {
    expect(withAcks("/quench ack runbook", "maya").outcome).toBe("fail");
    expect(withAcks("/quench ack runbook", "mallory").outcome).toBe("fail");
  });

  it("R-C6 fail: an owner's who has been replaced", () => {
    const items = provenItems({ 4: { issue: { assignees: [actor("tess")] } } }).filter((one) => one.issue.number === 4);
    expect(row(judge(storyOf(items)), "R-C6/ack").outcome).toBe("fail");
  });

  it("R-C6 unknown: the owner's role could not be read", () => {
    const unread = [person("oscar", { unreadable: "role of oscar: 502", transient: true })];
    expect(withAcks("/quench ack runbook", "oscar", "item", unread).outcome).toBe("unknown");
    expect(withAcks("/quench ack runbook", "oscar", "incident", unread).outcome).toBe("unknown");
  });
});

describe("R-C1 the verdict's other rows", () => {
  it("R-C1: the mode changes nothing about whether it may close", () => {
    for (const mode of ["shadow", "warn", "enforce"])
      expect(judge(closableStory(), policyInForce({ mode })).closable.outcome).toBe("pass");
  });

  it("R-C1: keys are unique in the whole tree", () => {
    const { closable, checklist, items } = judge(story({ 3: { comments: [] } }));
    const keys: string[] = [];
    const walk = (node: typeof closable): void => {
      keys.push(node.key);
      node.children.forEach(walk);
    };
    walk(closable);
    items.forEach((one) => walk(one.gate));
    expect(checklist.every((one) => keys.includes(one.key))).toBe(true);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("R-C1: a failing row says its next step, unless somebody else's row is nearer", () => {
    const verdict = judge(storyOf([proven(2, { comments: [], issue: { links: [], assignees: [] } })]));
    const leaves = verdict.items[0]?.gate.children ?? [];
    for (const leaf of leaves) expect(leaf.next).not.toBeNull();
  });
});
