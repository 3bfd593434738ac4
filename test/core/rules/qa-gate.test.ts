import { describe, expect, it } from "@jest/globals";
import type { Comment, Issue, PullRequest } from "../../../src/core/snapshot/types.ts";
import { itemIn, judge, row } from "../../support/judge.ts";
import { check, comment, day, link, openPull, person, pull, sha, snapshot } from "../../support/snapshot.ts";
import { proofs, proven, storyOf } from "../../support/story.ts";

const RUN = "https://github.com/acme/shop/actions/runs/902";
const ALL = proofs(RUN);
/** The proofs without those that say `word`. */
const without = (word: string): readonly Comment[] => ALL.filter((one) => !one.body.includes(word));

function gate(told: { comments?: readonly Comment[]; pull?: Partial<PullRequest>; issue?: Partial<Issue> } = {}) {
  const one = proven(2, { comments: told.comments ?? ALL, pull: told.pull ?? {}, issue: told.issue ?? {} });
  return judge(storyOf([one]));
}

describe("R-Q1 the QA gate", () => {
  it("R-Q1 pass: implementation, behavior and ownership, each with its proof", () => {
    const verdict = gate();
    const item = itemIn(verdict, 2);
    expect(item.status).toBe("verified");
    expect(item.gate).toMatchObject({
      rule: "R-Q1",
      outcome: "pass",
      phrase: "All three kinds of evidence are there.",
      next: null,
    });
    expect(item.gate.children.map((one) => one.title)).toEqual(["Implementation", "Behavior", "Ownership"]);
    for (const child of item.gate.children) {
      expect(child.outcome).toBe("pass");
      expect(child.evidence.length).toBeGreaterThan(0);
      expect(child.next).toBeNull();
    }
    expect(item).toMatchObject({ owner: "oscar", verifier: "vera", operator: "otto", due: "2026-03-31" });
  });

  it.each([
    ["behavior", "evidence behavior", "Missing: behavior, ownership."],
    ["oncall", "ack oncall", "Missing: ownership."],
    ["sign-off", "verify\u0000", "Missing: ownership."],
  ])("R-Q1 fail: without its %s it stays in progress", (key, word, phrase) => {
    const comments = key === "sign-off" ? ALL.filter((one) => one.body !== "/quench verify") : without(word);
    const verdict = gate({ comments });
    expect(row(verdict, `R-Q1:#2/${key}`).outcome).toBe("fail");
    expect(itemIn(verdict, 2)).toMatchObject({ status: "in_progress", outcome: "fail" });
    if (key !== "behavior") expect(itemIn(verdict, 2).gate.phrase).toBe(phrase);
  });

  it("R-Q1: the nearest step is told first, with who can take it", () => {
    const { gate: node } = itemIn(gate({ comments: without("ack oncall") }), 2);
    expect(node.next).toEqual({
      text: "Acknowledge on-call duty: `/quench ack oncall` on #2.",
      distance: "comment",
      who: ["otto"],
    });
  });

  it("R-Q1: a comment is nearer than a run, a run nearer than a pull request", () => {
    const nothing = judge(storyOf([proven(2, { comments: [], issue: { links: [] } })]));
    expect(itemIn(nothing, 2).gate.next?.distance).toBe("comment");
    const named = judge(
      storyOf([
        proven(2, {
          comments: ALL.slice(0, 2).concat(ALL.slice(4, 5)),
          pull: { state: "open", mergedAt: null, mergeCommit: null },
        }),
      ]),
    );
    expect(itemIn(named, 2).gate.next?.distance).toBe("run");
  });
});

describe("R-Q1 implementation", () => {
  const implementation = (told: Partial<PullRequest>, issue: Partial<Issue> = {}) =>
    row(gate({ pull: told, issue }), "R-Q1:#2/implementation");

  it("R-Q1 fail: a diff without command output", () => {
    const found = implementation({ head: { sha: sha(9), checks: [check("ci / test", "failure")] } });
    expect(found).toMatchObject({
      outcome: "fail",
      phrase: "Merged, but no successful check ran on the pull request's last commit.",
    });
    expect(found.next).toMatchObject({ distance: "pull_request", who: ["oscar"] });
  });

  it("R-Q1 fail: command output without a diff, as of a pull request that only deletes", () => {
    const found = implementation({ files: [{ path: "src/a.ts", change: "deleted", additions: 0, deletions: 9 }] });
    expect(found.outcome).toBe("fail");
    expect(found.phrase).toBe("acme/shop#102 is merged, but adds nothing: taking away proves no control.");
  });

  it("R-Q1 fail: an open one, and its author is asked to merge it", () => {
    const one = proven(2, {});
    const verdict = judge(snapshot({ items: [one.issue], pulls: [openPull(102)], runs: [one.run] }));
    const found = row(verdict, "R-Q1:#2/implementation");
    expect(found.phrase).toBe("acme/shop#102 is not merged yet.");
    expect(found.next).toMatchObject({
      distance: "pull_request",
      who: ["paul"],
      text: "Merge [acme/shop#102](https://github.com/acme/shop/pull/102).",
    });
  });

  it("R-Q1 fail: one only mentioned, which a comment confirms", () => {
    const found = implementation({}, { links: [link(102, "mentioned")] });
    expect(found.phrase).toBe("acme/shop#102 only mentions this item.");
    expect(found.next).toMatchObject({ distance: "comment", who: ["oscar"] });
    expect(found.next?.text).toContain("`/quench evidence implementation https://github.com/acme/shop/pull/102` on #2");
  });

  it("R-Q1 fail: one that does not count says why", () => {
    expect(implementation({ revertedBy: "acme/shop#130" }).phrase).toBe(
      "acme/shop#102 does not count: it was reverted by acme/shop#130.",
    );
  });

  it("R-Q1 unknown: files, checks or the links themselves could not be read", () => {
    const unread = { unreadable: "files: 502", transient: true };
    expect(implementation({ files: unread }).outcome).toBe("unknown");
    expect(implementation({ head: { sha: sha(9), checks: unread } }).outcome).toBe("unknown");
    expect(implementation({}, { links: unread })).toMatchObject({
      outcome: "unknown",
      phrase: "Cannot tell yet: files: 502.",
    });
  });

  it("R-Q1 pass: what is proven stays so though more could not be read", () => {
    const one = proven(2, { issue: { links: [link(102), link(103)] } });
    const read = storyOf([one]);
    const verdict = judge({
      ...read,
      pulls: { ...read.pulls, "acme/shop#103": { unreadable: "pull request 103: 502" } },
    });
    expect(row(verdict, "R-Q1:#2/implementation").outcome).toBe("pass");
  });

  it("R-H1 fail: a pull request linked to the incident alone earns no item's row", () => {
    const one = proven(2, { issue: { links: [] } });
    const read = storyOf([one]);
    const verdict = judge({ ...read, incident: { ...read.incident, links: [link(102)] } });
    expect(row(verdict, "R-Q1:#2/implementation").outcome).toBe("fail");
    expect(row(verdict, "R-C6/guardrail").outcome).toBe("pass");
  });
});

describe("R-Q1 ownership", () => {
  it("R-Q1 fail: an acknowledgement of somebody who is no longer the operator", () => {
    const other = comment("/quench operator @tess", "maya", day(1, 400));
    const recorded = ALL.map((one) => ({ ...one, ownReactions: ["+1"] }));
    const found = row(gate({ comments: [...recorded, other] }), "R-Q1:#2/oncall");
    expect(found).toMatchObject({ outcome: "fail", phrase: "The operator has not acknowledged on-call duty." });
    expect(found.next?.who).toEqual(["tess"]);
  });

  it("R-Q1 fail: no operator named", () => {
    const found = row(gate({ comments: without("oper") }), "R-Q1:#2/oncall");
    expect(found).toMatchObject({ outcome: "fail", phrase: "No operator is named." });
    expect(found.next).toMatchObject({ distance: "comment", who: ["someone with triage or above"] });
  });

  it("R-Q1 unknown: the operator's role could not be read", () => {
    const read = storyOf([proven(2)], {
      people: [person("otto", { unreadable: "role of otto: 502", transient: true })],
    });
    expect(row(judge(read), "R-Q1:#2/oncall")).toMatchObject({
      outcome: "unknown",
      phrase: expect.stringContaining("role of otto"),
    });
  });

  it("R-Q1 pass: the operator the form names", () => {
    const read = storyOf([proven(2, { comments: without("oper"), fields: { operator: "@otto" } })]);
    expect(row(judge(read), "R-Q1:#2/oncall").outcome).toBe("pass");
  });
});

describe("R-Q1 unknown", () => {
  it("R-V1 unknown: a fail beside an unknown stays a fail, unknown alone is unknown", () => {
    const unread = { unreadable: "files: 502", transient: true };
    expect(itemIn(gate({ pull: { files: unread } }), 2).outcome).toBe("unknown");
    const both = gate({ pull: { head: { sha: sha(9), checks: unread } }, comments: without("oper") });
    expect(row(both, "R-Q1:#2/implementation").outcome).toBe("unknown");
    expect(itemIn(both, 2).outcome).toBe("fail");
  });

  it("R-B4: an item under unknown keeps the label it has", () => {
    const verdict = gate({ pull: { files: { unreadable: "files: 502", transient: true } } });
    expect(itemIn(verdict, 2).outcome).toBe("unknown");
  });
});

describe("R-H2 the time of the incident", () => {
  it("R-H2: counts from *Started at*, though not further back than two weeks before the issue", () => {
    const begun = (started: string, merged: string) => {
      const one = proven(2, { pull: { mergedAt: merged } });
      const read = storyOf([one]);
      const body = read.incident.body.replace("2026-03-02T08:30Z", started);
      return row(judge({ ...read, incident: { ...read.incident, body } }), "R-Q1:#2/implementation").outcome;
    };
    expect(begun("2026-03-01T08:30Z", "2026-03-01T20:00:00Z")).toBe("pass");
    expect(begun("2026-03-02T08:30Z", "2026-03-01T20:00:00Z")).toBe("fail");
    expect(begun("2025-03-02T08:30Z", "2025-12-01T20:00:00Z")).toBe("fail");
    expect(begun("2027-03-02T08:30Z", "2026-03-03T20:00:00Z")).toBe("pass");
  });

  it("R-H2 fail: two linked, the one in force counts", () => {
    const one = proven(2, { issue: { links: [link(102), link(103)] }, pull: { revertedBy: "acme/shop#130" } });
    const verdict = judge(storyOf([one], { pulls: [pull(103)] }));
    expect(row(verdict, "R-Q1:#2/implementation").outcome).toBe("pass");
    expect(row(verdict, "R-Q1:#2/behavior").phrase).toContain("on a commit without the merged control");
  });
});
