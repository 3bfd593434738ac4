import { describe, expect, it } from "@jest/globals";
import type { PullRequest } from "../../../src/core/snapshot/pull.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import { checklistComplete } from "../../../src/core/rules/checklist.ts";
import type { Outcome } from "../../../src/core/verdict/types.ts";
import { saying } from "../../support/judged.ts";
import { judge, row } from "../../support/judge.ts";
import {
  actor,
  closed,
  comment,
  day,
  file,
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

  // Every item's pull request of the story adds to the runbook beside its own files.
  const bare = { pull: { files: [file("src/app.ts")] } };

  it.each([
    ["R-C6/guardrail", 2, "Merge a guardrail", "Not yet: one automation guardrail is merged."],
    ["R-C6/test", 3, "Merge a regression test", "Not yet: one regression test is merged."],
    ["R-C6/runbook", 4, "Merge a runbook or process update", "Not yet: the runbook update is published."],
  ])("R-C6 fail: %s without what shows it", (key, number, ask, phrase) => {
    const files = key === "R-C6/guardrail" ? { pull: { files: [] } } : bare;
    const verdict = judge(story({ 2: key === "R-C6/guardrail" ? files : bare, 3: bare, 4: bare }));
    expect(row(verdict, key)).toMatchObject({
      outcome: "fail",
      phrase,
      next: {
        distance: "pull_request",
        who: ["oscar"],
        text: `${ask}: a pull request with \`Hardening: #${number}\` in its body.`,
      },
    });
    expect(row(verdict, "R-C6")).toMatchObject({ outcome: "fail" });
    expect(verdict.closable.outcome).toBe("fail");
  });

  it("R-C6 fail: without an item of the lane the step names none, and whoever may takes it", () => {
    const verdict = judge(storyOf([]));
    expect(row(verdict, "R-C6").phrase).toBe("0 of 4 done.");
    expect(row(verdict, "R-C6/test").next).toEqual({
      text: "Merge a regression test from a linked pull request.",
      distance: "pull_request",
      who: ["someone with triage or above"],
    });
    expect(row(verdict, "R-C6/ack")).toMatchObject({ outcome: "fail", next: null });
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

  it("R-C6 unknown: the files of a pull request linked to the incident alone", () => {
    const read = storyOf(provenItems({ 3: { paths: ["src/app.ts"] } }), {
      incident: incident({ links: [link(150)] }),
      pulls: [pull(150, [], { files: { unreadable: "files: 502", transient: true } })],
    });
    expect(row(judge(read), "R-C6/test")).toMatchObject({
      outcome: "unknown",
      phrase: "Cannot tell yet: files: 502.",
    });
  });

  it("R-C6 unknown: where a pull request that might show it could not be read", () => {
    const read = storyOf(provenItems({ 3: { paths: ["src/app.ts"] } }), { incident: incident({ links: [link(150)] }) });
    const verdict = judge({
      ...read,
      pulls: { ...read.pulls, "acme/shop#150": { unreadable: "pull request 150: 502", transient: true } },
    });
    expect(row(verdict, "R-C6/test")).toMatchObject({
      outcome: "unknown",
      phrase: "Cannot tell yet: pull request 150: 502.",
    });
    expect(row(verdict, "R-C6/runbook").outcome).toBe("pass");
  });
});

describe("R-C6 as a condition", () => {
  const one = (outcome: Outcome) => saying("R-C6", `R-C6/${outcome}`, outcome);

  it("R-C6: every row, with how many are done and the nearest step", () => {
    expect(checklistComplete([one("pass"), one("pass")])).toMatchObject({
      rule: "R-C6",
      key: "R-C6",
      title: "Quick checklist",
      outcome: "pass",
      phrase: "2 of 2 done.",
      next: null,
    });
    expect(checklistComplete([one("pass"), one("unknown"), one("fail")])).toMatchObject({
      outcome: "fail",
      phrase: "1 of 3 done.",
      next: { text: "Do R-C6/fail." },
      children: [{ outcome: "pass" }, { outcome: "unknown" }, { outcome: "fail" }],
    });
    expect(checklistComplete([one("pass"), one("unknown")]).outcome).toBe("unknown");
    expect(checklistComplete([]).outcome).toBe("fail");
  });
});

describe("R-C6 what each lane ships", () => {
  it("R-C6 pass: an item of the controls lane by any diff, whatever its files", () => {
    const verdict = judge(storyOf(provenItems({ 2: { pull: { files: [file("src/app.ts")] } } })));
    expect(row(verdict, "R-C6/guardrail")).toMatchObject({
      rule: "R-C6",
      outcome: "pass",
      title: "One automation guardrail is merged",
      phrase: "One automation guardrail is merged: 1 changed file, merged.",
    });
  });

  it("R-C6 fail: the step names an item of the lane that is open", () => {
    const bare = { pull: { files: [file("src/app.ts")] } };
    const [two, three, four] = provenItems({ 2: bare, 3: bare, 4: bare });
    if (two === undefined || three === undefined || four === undefined) throw new Error("no items");
    const done = { ...three, issue: shut(three.issue, closed(day(1), "maya", { reason: "not_planned" })) };
    const other = proven(5, { ...bare, fields: { lane: "quality" } });
    const verdict = judge(storyOf([two, done, four, other]));
    expect(row(verdict, "R-C6/test").next?.text).toContain("`Hardening: #5`");
    const only = judge(storyOf([two, done, four]));
    expect(row(only, "R-C6/test").next?.text).toBe("Merge a regression test from a linked pull request.");
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
        (one) => !/ack (?:runbook|adoption)/.test(one.body),
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

  it("R-C6 fail: before there is an update to read, it is not what comes next", () => {
    const [found] = judge(snapshot({ items: [item(4, { owner: "oscar" })] })).checklist.filter(
      ({ key }) => key === "R-C6/ack",
    );
    expect(found?.next).toMatchObject({
      distance: "wait",
      text: "Acknowledge the runbook once its update is published: `/quench ack runbook` on #4.",
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

  it("R-C6 pass: of on-call duty, by an owner who operates it too", () => {
    const said = [
      comment("/quench operator @oscar", "maya", day(1)),
      comment("/quench ack oncall", "oscar", day(1, 5)),
    ];
    const verdict = judge(snapshot({ items: [item(2, { owner: "oscar", comments: said })] }));
    expect(row(verdict, "R-C6/ack")).toMatchObject({
      rule: "R-C6",
      title: "An owner's acknowledgement is recorded",
      outcome: "pass",
      phrase: "oscar acknowledged on-call duty.",
      evidence: [said[1]?.url],
    });
  });

  it("R-C6 unknown: said on the incident by somebody whose role could not be read", () => {
    const at = (said: string) => {
      const here = incident({ comments: [comment(said, "oscar", day(1))] });
      const people = [person("oscar", { unreadable: "role of oscar: 502" })];
      return row(judge(snapshot({ items: [item(2, { owner: "oscar" })], incident: here, people })), "R-C6/ack");
    };
    expect(at("/quench ack runbook")).toMatchObject({
      outcome: "unknown",
      phrase: "Cannot tell yet: the role of oscar could not be read.",
    });
    expect(at("/quench score")).toMatchObject({ outcome: "fail", phrase: "No owner has acknowledged yet." });
  });

  it("R-C6 fail: of an item that nobody owns, whoever may name an owner is asked", () => {
    const verdict = judge(snapshot({ items: [item(2), item(3, { owner: "paul" })] }));
    expect(row(verdict, "R-C6/ack").next?.who).toEqual(["someone with triage or above"]);
    expect(row(verdict, "R-C6/guardrail").next?.who).toEqual(["paul"]);
  });

  it("R-C6 unknown: the owner's role could not be read", () => {
    const unread = [person("oscar", { unreadable: "role of oscar: 502", transient: true })];
    expect(withAcks("/quench ack runbook", "oscar", "item", unread).outcome).toBe("unknown");
    expect(withAcks("/quench ack runbook", "oscar", "incident", unread).outcome).toBe("unknown");
  });
});
