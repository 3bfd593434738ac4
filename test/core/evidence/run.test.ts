import { describe, expect, it } from "@jest/globals";
import { judgeFound, judgeRun, later, runOf } from "../../../src/core/evidence/run.ts";
import type { Run } from "../../../src/core/snapshot/facts.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import { isUnreadable } from "../../../src/core/snapshot/types.ts";
import { APP_ID, day, pull, run, sha } from "../../support/snapshot.ts";

const SELF: Snapshot["self"] = { login: "quench[bot]", kind: "app", appId: APP_ID };
const CONTROL = pull(102);
const judged = (over: Partial<Run> = {}, self = SELF) => judgeRun(run(902, [sha(102)], over), [CONTROL], self);

describe("R-H3 what a run proves", () => {
  it("R-H3 pass: with its duration and its environments", () => {
    expect(judged({ environments: ["production"] })).toEqual({
      strength: 2,
      because: "the run `drill` succeeded on a commit with the control",
      duration: 600,
      run: { environments: ["production"] },
    });
    expect(judged()).toMatchObject({ run: { environments: null } });
    expect(judged({ environments: { unreadable: "deployments: 502" } })).toMatchObject({ run: { environments: null } });
  });

  it.each<[string, Partial<Run>, Partial<Snapshot["self"]>]>([
    ["a check of ours by its name", { name: "Quench / hardening gate" }, {}],
    ["the workflow that runs us", { name: "Quench" }, { kind: "action", appId: null }],
    [
      "a check that our App reported, by whatever name",
      { kind: "check_run", name: "drill", app: { id: APP_ID, slug: "q" } },
      {},
    ],
  ])("R-H3 fail: %s proves nothing", (_name, over, self) => {
    expect(judged(over, { ...SELF, ...self })).toEqual({ strength: 0, because: "it is Quench's own check" });
  });

  it("R-H3 pass: a check of another App, and of ours where that is everybody's", () => {
    const check = { kind: "check_run" as const, app: { id: APP_ID, slug: "github-actions" } };
    expect(judged({ ...check, app: { id: 1, slug: "ci" } })).toMatchObject({ strength: 2 });
    expect(judged(check, { ...SELF, kind: "action" })).toMatchObject({ strength: 2 });
    expect(judged({ ...check, app: null }, { ...SELF, appId: null })).toMatchObject({ strength: 2 });
  });

  it("R-H3 fail: the very commit that a merge queue tested before it was merged", () => {
    const tested = { headSha: sha(102), startedAt: day(1, 170), completedAt: day(1, 175) };
    expect(judged(tested)).toEqual({ strength: 0, because: "the run `drill` began before the control was merged" });
    expect(judged({ ...tested, startedAt: null })).toMatchObject({ strength: 0 });
    expect(judged({ ...tested, startedAt: day(1, 180), completedAt: day(1, 190) })).toMatchObject({ strength: 2 });
  });

  it("R-H3 unknown: on that commit, where nobody can say when it began", () => {
    const unsure = judged({ headSha: sha(102), startedAt: null });
    expect(unsure).toEqual({ unreadable: "when the run `drill` began was not read" });
    expect(judged({ headSha: sha(102), startedAt: null, completedAt: null })).toEqual(unsure);
    expect(judged({ startedAt: null, completedAt: null })).toMatchObject({ strength: 2 });
    expect(judged({ startedAt: null, completedAt: null })).not.toHaveProperty("duration");
  });

  it("R-H3 unknown: without the control, where not all that brought it was read", () => {
    const unread = { unreadable: "reverts: 502" };
    const told = (over: Partial<Run>, implementing = [CONTROL]) =>
      judgeRun(run(902, [sha(102)], over), implementing, SELF, unread);
    expect(told({}, [])).toEqual(unread);
    expect(told({ contains: [] })).toEqual(unread);
    expect(told({ headSha: sha(102), startedAt: day(1, 170), completedAt: day(1, 175) })).toEqual(unread);
    expect(told({})).toMatchObject({ strength: 2 });
    expect(told({ conclusion: "failure" }, [])).toMatchObject({ strength: 0 });
  });

  it("R-H3 fail: it broke off, or there is nothing yet that it could exercise", () => {
    expect(judged({ conclusion: null })).toEqual({ strength: 0, because: "the run `drill` ended with nothing" });
    expect(judgeRun(run(902, [sha(102)]), [], SELF)).toEqual({
      strength: 0,
      because: "nothing is merged yet that the run could exercise",
    });
    const unmerged = judgeRun(run(902, [sha(102)]), [pull(102, undefined, { mergeCommit: null })], SELF);
    expect(unmerged).toEqual({ strength: 0, because: "the run `drill` is on a commit without the merged control" });
  });

  it("R-H3 pass: of two controls that it contains, one was merged before it and on an earlier commit", () => {
    const both = [pull(101), CONTROL];
    const tested = run(902, [sha(101), sha(102)], { headSha: sha(102), startedAt: null });
    expect(judgeRun(tested, both, SELF)).toMatchObject({ strength: 2 });
  });

  it("R-H3: its duration is not known where a time is missing", () => {
    expect(judged({ startedAt: null })).not.toHaveProperty("duration");
    expect(judged({ completedAt: null })).not.toHaveProperty("duration");
    expect(judged({ completedAt: day(1, 1) })).toMatchObject({ duration: 0 });
  });

  it("R-H3: the later of when it was told and when it began counts", () => {
    expect([later(day(1), day(2)), later(day(2), day(1)), later(day(1), null)]).toEqual([day(2), day(2), day(1)]);
  });

  it("R-H3 unknown: what its commit contains could not be read", () => {
    expect(isUnreadable(judged({ contains: { unreadable: "compare: 502" } }))).toBe(true);
  });

  it("R-H3: an artifact stands for its run until it expires; other links are no runs", () => {
    const found = run(902, [sha(102)]);
    const artifact = { kind: "artifact", name: "report", expired: false, run: found } as const;
    expect(runOf(artifact)).toBe(found);
    expect(judgeFound(artifact, [CONTROL], SELF)).toEqual(judgeFound({ kind: "run", run: found }, [CONTROL], SELF));
    expect(judgeFound({ ...artifact, expired: true }, [CONTROL], SELF)).toEqual({
      strength: 1,
      because: "its artifact has expired",
    });
    expect(judgeFound({ kind: "other" }, [CONTROL], SELF)).toBeNull();
  });
});
