import { describe, expect, it } from "@jest/globals";
import { evidenceOfPull } from "../../../src/core/evidence/pull-request.ts";
import { PROOF_CHECK, redGreenEvidence, redGreenOf } from "../../../src/core/evidence/red-green.ts";
import { judgeRun } from "../../../src/core/evidence/run.ts";
import { QA_RULES } from "../../../src/core/rules/qa-gate.ts";
import { implementedAt } from "../../../src/core/rules/window-needs.ts";
import type { ChangedFile, Check, PullRequest } from "../../../src/core/snapshot/pull.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import { buildCase } from "../../../src/core/verdict/case.ts";
import type { Verdict, VerdictNode } from "../../../src/core/verdict/types.ts";
import { HOSTILE } from "../../support/hostile-text.ts";
import { judge, row } from "../../support/judge.ts";
import { policyInForce } from "../../support/policy.ts";
import { withoutCode } from "../../support/visible.ts";
import { APP_ID, check, day, file, openPull, pull, run, sha, snapshot } from "../../support/snapshot.ts";
import { proven, type ProvenOptions, storyOf } from "../../support/story.ts";

const { policy } = policyInForce();
const UNREAD = { unreadable: "checks: 502", transient: true };
const TEST = "test/checkout.test.ts";
const QUALITY: ProvenOptions = { key: "lane-quality", fields: { lane: "quality" }, paths: [TEST] };
const FAILED = check("ci / test", "failure");

const proof = (conclusion: string | null = "success", over: Partial<Check> = {}): Check =>
  check(PROOF_CHECK, conclusion, over);
const onHead = (...checks: readonly Check[]): Partial<PullRequest> => ({ head: { sha: sha(9), checks } });
const merged = (...checks: readonly Check[]): PullRequest => pull(102, [TEST], onHead(...checks));

/** As the App sees it, whose own id is `APP_ID`. */
function standing(one: PullRequest, self: Partial<Snapshot["self"]> = {}) {
  return redGreenOf(one, snapshot({ self }), policy);
}

describe("the red–green proof of a pull request", () => {
  it("R-Q1 pass: it succeeded, and a test that it adds is there", () => {
    const check = proof();
    expect(standing(merged(check))).toEqual({ state: "proven", check });
  });

  it("is none where none was tried, or under any other name", () => {
    expect(standing(merged())).toBeNull();
    for (const name of ["quench / red-green proof", `${PROOF_CHECK} `, "Quench / hardening gate", "red-green proof"]) {
      expect(standing(merged(check(name)))).toBeNull();
    }
  });

  it.each([
    ["another App", { id: 999, slug: "ci" }],
    ["another App under a like name", { id: 999, slug: "github-action" }],
    ["an App of no known id", { id: 0, slug: "github-actions" }],
    ["a commit status", null],
  ])("R-Q1 fail: one that %s reported is as if it were not there", (_, app) => {
    expect(standing(merged(proof("success", { app })))).toBeNull();
    // Nor does it withdraw the true one, whichever came first.
    const later = proof("failure", { app, completedAt: day(1, 140) });
    expect(standing(merged(later, proof()))?.state).toBe("proven");
  });

  it("R-Q1 pass: our own counts, by the id of the App, or by its login where no id is known", () => {
    const ours = merged(proof("success", { app: { id: APP_ID, slug: "quench" } }));
    expect(standing(ours)?.state).toBe("proven");
    expect(standing(ours, { kind: "action", appId: null, login: "quench[bot]" })?.state).toBe("proven");
    expect(standing(ours, { kind: "action", appId: null, login: "rosa" })).toBeNull();
    expect(standing(ours, { kind: "action", appId: 15_368, login: "github-actions[bot]" })).toBeNull();
  });

  it("R-Q1 fail: a failure is no proof, whatever it adds", () => {
    expect(standing(merged(proof("failure")))).toMatchObject({ state: "not_proven", because: "it failed" });
    expect(standing(pull(102, ["src/app.ts"], onHead(proof("failure"))))?.state).toBe("not_proven");
  });

  it.each([
    "neutral",
    "skipped",
    "cancelled",
    "timed_out",
    "action_required",
    "stale",
  ])("R-Q1 unknown: with %s it could not tell; where the pull request adds no test, there was nothing to prove", (conclusion) => {
    expect(standing(merged(proof(conclusion)))).toMatchObject({
      state: "unknown",
      why: { unreadable: `the red–green proof ended with \`${conclusion}\`` },
    });
    expect(standing(pull(102, ["src/app.ts"], onHead(proof(conclusion))))).toBeNull();
    // Run again, it takes no answer back.
    const before = proof("success", { completedAt: day(1, 100) });
    expect(standing(merged(proof(conclusion), before))).toEqual({ state: "proven", check: before });
  });

  it.each<[string, readonly ChangedFile[]]>([
    ["it adds no test", [file("src/app.ts")]],
    ["it only deletes tests", [file(TEST, { change: "deleted", additions: 0, deletions: 9 }), file("src/app.ts")]],
    ["its test was deleted since", [file(TEST, { kept: false }), file("src/app.ts")]],
  ])("R-Q1 fail: it succeeded, but %s", (_, files) => {
    const found = standing(pull(102, [], { ...onHead(proof()), files }));
    expect(found).toMatchObject({
      state: "not_proven",
      because: "no test that the pull request adds is there",
    });
  });

  it("R-Q1 unknown: it has not ended, or the checks, the files or what became of them could not be read", () => {
    expect(standing(merged(proof(null)))).toMatchObject({ state: "unknown", check: { name: PROOF_CHECK } });
    expect(standing(merged(proof(null, { status: "queued" })))?.state).toBe("unknown");
    expect(standing(pull(102, [TEST], { head: { sha: sha(9), checks: UNREAD } }))).toEqual({
      state: "unknown",
      check: null,
      why: UNREAD,
    });
    expect(standing(pull(102, [], { ...onHead(proof()), files: UNREAD }))).toMatchObject({ why: UNREAD });
    const kept = [file(TEST, { kept: UNREAD })];
    expect(standing(pull(102, [], { ...onHead(proof()), files: kept }))).toMatchObject({ why: UNREAD });
    // One test that is there for sure is enough, and a failure needs none.
    const both = [...kept, file("test/other.test.ts")];
    expect(standing(pull(102, [], { ...onHead(proof()), files: both }))?.state).toBe("proven");
    expect(standing(pull(102, [], { ...onHead(proof("failure")), files: UNREAD }))?.state).toBe("not_proven");
  });

  it("of several the latest with an answer counts, in whatever order they are read (law 2)", () => {
    const first = proof("success", { completedAt: day(1, 130) });
    const second = proof("failure", { completedAt: day(1, 150) });
    const third = proof("success", { completedAt: day(1, 170) });
    const running = proof(null, { startedAt: day(1, 180) });
    for (const order of [(list: Check[]) => list, (list: Check[]) => list.toReversed()]) {
      expect(standing(merged(...order([first, second])))?.state).toBe("not_proven");
      expect(standing(merged(...order([first, second, third])))).toEqual({ state: "proven", check: third });
      // Asked for again, it withdraws nothing until it has an answer.
      expect(standing(merged(...order([first, running])))).toEqual({ state: "proven", check: first });
      const same = { completedAt: day(1, 170) };
      expect(standing(merged(...order([third, proof("failure", same)])))?.state).toBe("not_proven");
    }
  });

  it("is never command output, whoever reported it (R-H2), and no run of a control (R-H3)", () => {
    for (const app of [
      { id: 15_368, slug: "github-actions" },
      { id: APP_ID, slug: "quench" },
      { id: 9, slug: "ci" },
    ]) {
      for (const kind of ["app", "action"] as const) {
        const one = merged(proof("success", { app }));
        const { found } = evidenceOfPull(one, 2, snapshot({ pulls: [one], self: { kind } }), policy);
        expect(found.map((evidence) => evidence.kind)).toEqual(["diff", "test"]);
        const drilled = run(902, [sha(102)], { kind: "check_run", name: PROOF_CHECK, app });
        expect(judgeRun(drilled, [one], { login: "quench[bot]", kind, appId: APP_ID })).toMatchObject({
          strength: 0,
          because: "it is Quench's own check",
        });
      }
    }
  });

  it("R-Q1: as evidence it says whose tests failed and passed, and when", () => {
    const check = proof();
    expect(redGreenEvidence(merged(check), 2, snapshot(), policy)).toEqual([
      {
        kind: "red_green_proof",
        strength: 2,
        item: 2,
        who: "paul",
        when: day(1, 130),
        url: check.url,
        because: "`Quench / red-green proof`: the tests of acme/shop#102 failed without its change and passed with it",
      },
    ]);
    expect(redGreenEvidence(merged(proof("failure")), 2, snapshot(), policy)).toEqual([]);
    expect(redGreenEvidence(merged(proof(null)), 2, snapshot(), policy)).toEqual([]);
  });

  it.each(HOSTILE.filter((text) => text !== ""))("a hostile conclusion stays in its code span: %j", (text) => {
    const found = standing(merged(proof(text.repeat(50))));
    const because = found?.state === "unknown" ? found.why.unreadable : "";
    expect(because.length).toBeLessThan(140);
    expect(because).not.toMatch(/[\n\r\u202e\u200b]/);
    expect(withoutCode(because).trim()).toBe("the red–green proof ended with CODE");
  });
});

describe("R-Q1 a Quality item with a red–green proof", () => {
  const quality = (told: Partial<PullRequest>, over: ProvenOptions = {}): Verdict =>
    judge(storyOf([proven(2, { ...QUALITY, ...over, pull: { ...told, ...over.pull } })]));
  const pullIn = ({ pulls }: Snapshot, ...checks: readonly Check[]): PullRequest => ({
    ...(pulls["acme/shop#102"] as PullRequest),
    ...onHead(...checks),
  });
  const implementation = (verdict: Verdict) => row(verdict, "R-Q1:#2/implementation");
  const told = (verdict: Verdict): VerdictNode | undefined =>
    verdict.rules.find(({ key }) => key === "R-H2:#2/acme/shop#102/red-green");

  it("R-Q1 pass: it stands for command output, and is the first of its evidence", () => {
    const one = proof();
    const verdict = quality(onHead(FAILED, one));
    expect(implementation(verdict)).toMatchObject({
      outcome: "pass",
      phrase: "A merged diff with a red–green proof: its tests failed without the change and passed with it.",
      evidence: [one.url, "https://github.com/acme/shop/pull/102"],
    });
    const both = quality(onHead(check("ci / test"), one));
    expect(implementation(both).evidence[0]).toBe(one.url);
    expect(implementation(both).evidence).toHaveLength(3);
    const rubric = row(both, "R-S2:#2/evidence");
    expect(rubric.phrase).toContain("2 of 2: verified: `Quench / red-green proof`");
    expect(rubric.evidence[0]).toBe(one.url);
    expect(told(verdict)).toMatchObject({
      rule: "R-H2",
      outcome: "pass",
      item: 2,
      phrase: "acme/shop#102 is proven: its tests failed without the change and passed with it.",
      evidence: [one.url],
      next: null,
    });
  });

  it("R-Q1 fail: a failed proof is told, and takes nothing from what else there is", () => {
    const alone = quality(onHead(FAILED, proof("failure")));
    expect(implementation(alone)).toMatchObject({
      outcome: "fail",
      phrase: "Merged, but no successful check ran on the pull request's last commit.",
    });
    const beside = quality(onHead(check("ci / test"), proof("failure")));
    expect(implementation(beside)).toMatchObject({
      outcome: "pass",
      phrase: "A merged diff with successful command output.",
    });
    for (const verdict of [alone, beside]) {
      expect(told(verdict)).toMatchObject({
        outcome: "fail",
        phrase: "acme/shop#102 is not proven: it failed. That takes nothing from its other evidence.",
        next: {
          text: "Merge a test that fails without the fix: a pull request with `Hardening: #2` in its body.",
          distance: "pull_request",
          who: ["oscar"],
        },
      });
      expect(verdict.findings.filter(({ key }) => key.includes("red-green"))).toEqual([]);
    }
    // Its own line is all there is of it.
    const green = check("ci / test");
    const story = storyOf([proven(2, { ...QUALITY, pull: onHead(green) })]);
    const failed = judge({ ...story, pulls: { "acme/shop#102": pullIn(story, green, proof("failure")) } });
    expect({ ...failed, rules: failed.rules.filter((one) => one.key !== told(failed)?.key) }).toEqual(judge(story));
  });

  it("R-Q1 unknown: one that never ended is told as such, and holds nothing up", () => {
    const verdict = quality(onHead(FAILED, proof(null)));
    expect(told(verdict)).toMatchObject({
      outcome: "unknown",
      phrase: "Cannot tell yet: the red–green proof has not ended.",
      next: null,
    });
    // Anybody can leave one running: it must not keep a close from being judged (R-V2).
    expect(implementation(verdict).outcome).toBe("fail");
    expect(implementation(quality(onHead(check("ci / test"), proof(null)))).outcome).toBe("pass");
  });

  it("R-Q1 unknown: the checks could not be read", () => {
    const verdict = quality({ head: { sha: sha(9), checks: UNREAD } });
    expect(implementation(verdict).outcome).toBe("unknown");
    expect(told(verdict)).toMatchObject({ outcome: "unknown", phrase: "Cannot tell yet: checks: 502." });
    const files = quality({ ...onHead(FAILED, proof()), files: UNREAD });
    expect(implementation(files).outcome).toBe("unknown");
    expect(told(files)?.outcome).toBe("unknown");
  });

  it.each([
    "controls",
    "operations",
  ])("R-Q1 fail: of a %s item it proves nothing, and nothing is told of it", (lane) => {
    const verdict = quality(onHead(FAILED, proof()), { fields: { lane } });
    expect(implementation(verdict).outcome).toBe("fail");
    expect(told(verdict)).toBeUndefined();
    expect(row(verdict, "R-S2:#2/evidence").phrase).not.toContain("red-green");
  });

  it.each<[string, Partial<PullRequest>]>([
    ["not merged", openPull(102, [TEST], onHead(FAILED, proof()))],
    ["reverted", { ...onHead(FAILED, proof()), revertedBy: "acme/shop#130" }],
    ["merged elsewhere", { ...onHead(FAILED, proof()), baseIsDefault: false, baseBranch: "next" }],
    ["merged before the incident began", { ...onHead(FAILED, proof()), mergedAt: day(-1) }],
  ])("R-Q1 fail: its pull request is %s", (_, pullRequest) => {
    const verdict = quality(pullRequest);
    expect(implementation(verdict).outcome).toBe("fail");
    expect(told(verdict)).toBeUndefined();
  });

  it("R-W2: it counts from when it ended, and never later than other output", () => {
    const at = (...checks: readonly Check[]) => {
      const [item] = buildCase(storyOf([proven(2, { ...QUALITY, pull: onHead(...checks) })]), policy).items;
      return item === undefined ? null : implementedAt(item);
    };
    const late = proof("success", { completedAt: day(2) });
    expect(at(FAILED, late)).toBe(day(2));
    expect(at(check("ci / test"), late)).toBe(day(1, 180));
  });

  it("R-Q1: taking the proof away never makes anything better (law 3)", () => {
    const rank = { fail: 0, not_applicable: 0, unknown: 1, pass: 2 };
    for (const others of [[], [FAILED], [check("ci / test")]]) {
      const withIt = quality(onHead(...others, proof()));
      const without = quality(onHead(...others));
      for (const key of ["R-Q1:#2/implementation", "R-Q1:#2/gate", "R-S2:#2/evidence"]) {
        expect(rank[row(without, key).outcome]).toBeLessThanOrEqual(rank[row(withIt, key).outcome]);
      }
    }
  });

  it("the rule says so, and what the check is worth", () => {
    const text = QA_RULES[0]?.passes ?? "";
    expect(text).toContain("The strongest implementation evidence of a Quality item is a red–green proof");
    expect(text).toContain("the check `Quench / red-green proof`, reported by GitHub Actions or by Quench itself");
    expect(text).toContain("Any workflow of the repository can report it");
  });
});
