import { describe, expect, it } from "@jest/globals";
import type { Comment, Issue } from "../../../src/core/snapshot/issue.ts";
import type { PullRequest } from "../../../src/core/snapshot/pull.ts";
import { QA_RULES } from "../../../src/core/rules/qa-gate.ts";
import { itemIn, judge, row } from "../../support/judge.ts";
import { policyInForce } from "../../support/policy.ts";
import {
  actor,
  check,
  comment,
  day,
  file,
  link,
  openPull,
  person,
  pull,
  sha,
  snapshot,
} from "../../support/snapshot.ts";
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
    const shown = row(verdict, "R-Q1:#2/gate");
    expect(shown).toMatchObject({
      rule: "R-Q1",
      title: "Evidence",
      item: 2,
      outcome: "pass",
      phrase: "All three kinds of evidence are there.",
      next: null,
    });
    expect(shown.children.map((one) => one.title)).toEqual(["Implementation", "Behavior", "Ownership"]);
    for (const child of shown.children) {
      expect(child).toMatchObject({ outcome: "pass", item: 2 });
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
    if (key !== "behavior") expect(row(verdict, "R-Q1:#2/gate").phrase).toBe(phrase);
  });

  it("R-Q1: the nearest step is told first, with who can take it", () => {
    const node = row(gate({ comments: without("ack oncall") }), "R-Q1:#2/gate");
    expect(node.next).toEqual({
      text: "Acknowledge on-call duty: `/quench ack oncall` on #2.",
      distance: "comment",
      who: ["otto"],
    });
  });

  it("R-Q1: a comment is nearer than a run, a run nearer than a pull request", () => {
    const nothing = judge(storyOf([proven(2, { comments: [], issue: { links: [] } })]));
    expect(row(nothing, "R-Q1:#2/gate").next?.distance).toBe("comment");
    const named = judge(
      storyOf([
        proven(2, {
          comments: ALL.slice(0, 2).concat(ALL.slice(4, 5)),
          pull: { state: "open", mergedAt: null, mergeCommit: null },
        }),
      ]),
    );
    expect(row(named, "R-Q1:#2/gate").next?.distance).toBe("run");
  });

  it("R-Q1: no setting loosens it", () => {
    expect(QA_RULES).toMatchObject([{ id: "R-Q1", kind: "gate", judge: null }]);
    const policy = policyInForce({ scores: { scorecard: 0, rubric: 0, adoption: 0 } });
    const one = proven(2, { comments: without("ack oncall") });
    expect(row(judge(storyOf([one]), policy), "R-Q1:#2/gate").outcome).toBe("fail");
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

  it("R-Q1 fail: one whose files somebody took away since", () => {
    const gone = file("test/pool.test.js", { kept: false });
    expect(implementation({ files: [gone, file("src/a.ts", { change: "deleted", additions: 0 })] }).phrase).toBe(
      "acme/shop#102 is merged, but nothing that it added is on the default branch any more.",
    );
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

  it("R-Q1 fail: the operator has left, and somebody with triage is asked to name another", () => {
    const read = storyOf([proven(2, { comments: without("ack oncall"), fields: { operator: "@otto" } })]);
    const left = { ...read, people: { ...read.people, otto: person("otto", "none", false) } };
    expect(row(judge(left), "R-Q1:#2/oncall")).toMatchObject({
      outcome: "fail",
      phrase: "The named operator, otto, is no longer a member.",
      next: { text: "Name another operator: `/quench operator @login` on #2.", who: ["someone with triage or above"] },
    });
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

describe("R-Q1 what each row says, and who is asked", () => {
  const PULL = "https://github.com/acme/shop/pull/102";
  const TRIAGE = ["someone with triage or above"];
  const urlOf = (body: string) => ALL.find((one) => one.body === body)?.url;
  const shown = (verdict: ReturnType<typeof gate>, name: string) => row(verdict, `R-Q1:#2/${name}`);
  /** The gate of an item whose owner, links or comments differ. */
  const of = (
    issue: Partial<Issue>,
    comments: readonly Comment[] = ALL,
    pulls: readonly PullRequest[] = [pull(102)],
  ) => {
    const one = proven(2, { comments, issue });
    return judge(snapshot({ items: [one.issue], pulls, runs: [one.run] }));
  };

  it("R-Q1 pass: each with its rule, its words and all of its proofs", () => {
    const verdict = gate();
    expect(shown(verdict, "implementation")).toMatchObject({
      rule: "R-Q1",
      phrase: "A merged diff with successful command output.",
      evidence: [PULL, expect.stringContaining("/runs/")],
    });
    expect(shown(verdict, "behavior")).toMatchObject({
      rule: "R-Q1",
      phrase: "Exercised: the run `drill` succeeded on a commit with the control.",
      evidence: [RUN],
    });
    expect(shown(verdict, "ownership")).toMatchObject({
      rule: "R-Q1",
      phrase: "On-call duty is acknowledged, and the verifier signed off.",
      evidence: [urlOf("/quench ack oncall"), urlOf("/quench verify")],
    });
    expect(
      shown(verdict, "ownership").children.map(({ rule, title, item, phrase, evidence }) => [
        rule,
        title,
        item,
        phrase,
        evidence,
      ]),
    ).toEqual([
      ["R-Q1", "On-call acknowledgement", 2, "otto acknowledged on-call duty.", [urlOf("/quench ack oncall")]],
      ["R-H5", "Sign-off", 2, "vera signed off after all of the evidence.", [urlOf("/quench verify")]],
    ]);
  });

  it("R-Q1 fail: several are missing, each is named", () => {
    expect(shown(gate({ comments: [] }), "gate").phrase).toBe("Missing: behavior, ownership.");
  });

  it("R-Q1 fail: a diff without command output shows the diff, and says what to run", () => {
    expect(shown(gate({ pull: { head: { sha: sha(9), checks: [] } } }), "implementation")).toMatchObject({
      rule: "R-Q1",
      evidence: [PULL],
      next: { text: "Run a check on the control: merge a pull request whose checks succeed.", who: ["oscar"] },
    });
  });

  it("R-Q1 fail: nothing is linked", () => {
    expect(shown(of({ links: [] }), "implementation")).toMatchObject({
      rule: "R-Q1",
      item: 2,
      phrase: "No pull request is linked.",
      next: {
        text: "Open a pull request with `Hardening: #2` in its body, and merge it.",
        distance: "pull_request",
        who: ["oscar"],
      },
    });
    expect(shown(of({ links: [], assignees: [] }), "implementation").next?.who).toEqual(TRIAGE);
  });

  it("R-Q1 fail: not exercised, with the style that is asked for", () => {
    const found = shown(of({}, without("evidence behavior")), "behavior");
    expect(found).toMatchObject({
      rule: "R-Q1",
      outcome: "fail",
      phrase: "Nothing shows yet that it works.",
      next: {
        text: "Exercise the merged control in a workflow run, then comment `/quench evidence behavior alert-replay|drill|rollback|regression-trend <run URL>` on #2.",
        distance: "run",
        who: ["oscar"],
      },
    });
    const slow = proven(2, { comments: [], fields: { finding_type: "slow recovery" } });
    expect(shown(judge(storyOf([slow])), "behavior").next?.text).toContain(
      "`/quench evidence behavior rollback <run URL>`",
    );
  });

  it("R-Q1 fail: what was told does not count, and the last of it says why", () => {
    const one = proven(2, { run: { conclusion: "failure" } });
    expect(shown(judge(storyOf([one])), "behavior").phrase).toBe(
      "What was told does not count: the run `drill` ended with failure.",
    );
  });

  it("R-Q1 unknown: the run was not read", () => {
    const read = storyOf([proven(2)]);
    const links = { [RUN]: { url: RUN, found: { unreadable: "run: 403", permission: "actions: read" } } };
    expect(shown(judge({ ...read, links }), "behavior")).toMatchObject({
      rule: "R-Q1",
      title: "Behavior",
      outcome: "unknown",
      phrase: "Cannot tell yet: run: 403. Grant Quench actions: read.",
      next: null,
    });
  });

  it("R-Q1 fail: the ownership row repeats what is missing, the duty before the signature", () => {
    const neither = of(
      {},
      without("ack oncall").filter((one) => one.body !== "/quench verify"),
    );
    expect(shown(neither, "ownership")).toMatchObject({
      rule: "R-Q1",
      outcome: "fail",
      phrase: "The operator has not acknowledged on-call duty.",
    });
    const unsigned = of(
      {},
      ALL.filter((one) => one.body !== "/quench verify"),
    );
    expect(shown(unsigned, "ownership")).toMatchObject({ phrase: "The verifier has not signed off." });
    expect(shown(unsigned, "ownership").evidence).toEqual([urlOf("/quench ack oncall")]);
  });

  it("R-Q1 fail: nobody is the operator", () => {
    expect(shown(gate({ comments: without("oper") }), "oncall").next?.text).toBe(
      "Name the operator: `/quench operator @login` on #2.",
    );
  });

  it("R-H5 fail: nobody is the verifier", () => {
    expect(shown(of({}, without("verif")), "sign-off")).toMatchObject({
      rule: "R-H5",
      title: "Sign-off",
      outcome: "fail",
      phrase: "No verifier is named.",
      next: {
        text: "Name a verifier who is not the owner and did not write the change: `/quench verifier @login` on #2.",
        distance: "comment",
        who: TRIAGE,
      },
    });
  });

  it("R-H5 fail: a signature is asked for only once there is something to sign", () => {
    const unsigned = ALL.filter((one) => one.body !== "/quench verify");
    const ready = shown(of({}, unsigned), "sign-off");
    expect(ready).toMatchObject({
      rule: "R-H5",
      outcome: "fail",
      phrase: "The verifier has not signed off.",
      next: { text: "Look at the evidence and sign off: `/quench verify` on #2.", distance: "comment", who: ["vera"] },
    });
    const early = {
      text: "Sign off once the evidence is there: `/quench verify` on #2.",
      distance: "wait",
      who: ["vera"],
    };
    const unexercised = unsigned.filter((one) => !one.body.includes("evidence behavior"));
    expect(shown(of({}, unexercised), "sign-off").next).toEqual(early);
    expect(shown(of({ links: [] }, unsigned), "sign-off").next).toEqual(early);
  });

  it("R-H5 fail: a stale one says so", () => {
    expect(shown(gate({ pull: { mergedAt: day(1, 500) } }), "sign-off")).toMatchObject({
      outcome: "fail",
      phrase: "The sign-off does not count: it is stale: acme/shop#102 was merged after it.",
    });
  });

  it("R-H5 unknown: the verifier's role was not read", () => {
    const read = storyOf([proven(2)], { people: [person("vera", { unreadable: "role of vera: 502" })] });
    expect(shown(judge(read), "sign-off")).toMatchObject({
      rule: "R-H5",
      title: "Sign-off",
      outcome: "unknown",
      phrase: "Cannot tell yet: the role of vera could not be read.",
    });
  });

  describe("R-H5 a named verifier who is not independent", () => {
    const unsigned = ALL.filter((one) => one.body !== "/quench verify");
    const asked = (because: string) => ({
      outcome: "fail",
      rule: "R-H5",
      phrase: `The named verifier cannot sign off: ${because}.`,
      next: {
        text: "Name another verifier, who does not own the item and did not write the change: `/quench verifier @login` on #2.",
        distance: "comment",
        who: TRIAGE,
      },
    });

    it("R-H5 fail: owns the item", () => {
      const owned = of({ assignees: [actor("Vera")] }, unsigned);
      expect(shown(owned, "sign-off")).toMatchObject(asked("vera owns the item"));
      expect(shown(of({ assignees: [] }, unsigned), "sign-off").phrase).toBe("The verifier has not signed off.");
    });

    it("R-H5 fail: wrote the change, or had a part in it, be it merged or open", () => {
      const wrote = asked("vera worked on acme/shop#102");
      for (const made of [
        pull(102, undefined, { author: actor("Vera") }),
        pull(102, undefined, { contributors: ["paul", "VERA"] }),
        openPull(102, undefined, { author: actor("vera") }),
      ]) {
        expect(shown(of({}, unsigned, [made]), "sign-off")).toMatchObject(wrote);
      }
      const unread = pull(102, undefined, { contributors: { unreadable: "commits: 502" } });
      expect(shown(of({}, unsigned, [unread]), "sign-off").phrase).toBe("The verifier has not signed off.");
    });
  });
});
