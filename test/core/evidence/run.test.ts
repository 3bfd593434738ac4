import { describe, expect, it } from "@jest/globals";
import { judgeFound, judgeRun, runOf } from "../../../src/core/evidence/run.ts";
import { isUnreadable, type Run, type Snapshot } from "../../../src/core/snapshot/types.ts";
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
