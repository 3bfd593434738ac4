import { describe, expect, it } from "@jest/globals";
import { broughtBy, isControlCheck, isNamed, mergedSince, newChecks } from "../../../src/core/evidence/control.ts";
import type { PullRequest } from "../../../src/core/snapshot/pull.ts";
import { check, day, pull, sha } from "../../support/snapshot.ts";

const wanted = (name: string, app: string | null = null) => ({ repository: null, name, app });
const bearing = (number: number, mergedAt: string, name = "guard", over: Partial<PullRequest> = {}) =>
  pull(number, [], { mergedAt, head: { sha: sha(number), checks: [check(name)] }, ...over });

describe("R-B3 which check *Control check* means", () => {
  it.each<[string, string | null, boolean]>([
    ["guard", null, true],
    ["guard", "github-actions", true],
    ["guard", "GitHub-Actions", true],
    ["guard", "circleci", false],
    ["guar", null, false],
    ["guard2", null, false],
    ["guar*", null, true],
    ["guard*", null, true],
    ["uard*", null, false],
    ["guards*", null, false],
  ])("%s @%s", (name, app, expected) => {
    expect(isControlCheck(check("guard"), wanted(name, app))).toBe(expected);
  });

  it("a commit status has no App", () => {
    const status = check("guard", "success", { app: null });
    expect(isControlCheck(status, wanted("guard"))).toBe(true);
    expect(isControlCheck(status, wanted("guard", "github-actions"))).toBe(false);
  });
});

describe("R-A2 since when the control is there", () => {
  it("the first merge, where no pull request bears its check", () => {
    expect(mergedSince([pull(3, [], { mergedAt: day(2) }), pull(2, [], { mergedAt: day(1) })], wanted("guard"))).toBe(
      day(1),
    );
    expect(mergedSince([pull(3, [], { mergedAt: day(2) })], null)).toBe(day(2));
  });

  it("the first on whose head the check ran, where there is one", () => {
    const pulls = [bearing(2, day(1), "ci / test"), bearing(4, day(3)), bearing(3, day(2))];
    expect(mergedSince(pulls, wanted("guard"))).toBe(day(2));
    expect(mergedSince(pulls, wanted("other"))).toBe(day(1));
    expect(mergedSince(pulls, null)).toBe(day(1));
  });

  it("a head that was not read tells nothing", () => {
    const hidden = bearing(2, day(1), "guard", { head: { sha: sha(2), checks: { unreadable: "502" } } });
    expect(mergedSince([hidden, bearing(3, day(2))], wanted("guard"))).toBe(day(2));
    expect(mergedSince([hidden], wanted("guard"))).toBe(day(1));
  });

  it("null where nothing is merged", () => {
    expect(mergedSince([], wanted("guard"))).toBeNull();
  });
});

describe("R-A2 which pull request brought it", () => {
  it("the one with which it is there; of several at one time, the first by key", () => {
    const pulls = [bearing(2, day(1), "ci / test"), bearing(4, day(3)), bearing(3, day(2))];
    expect(broughtBy(pulls, wanted("guard"))?.number).toBe(3);
    expect(broughtBy(pulls, null)?.number).toBe(2);
    expect(broughtBy([bearing(5, day(2)), bearing(3, day(2))], wanted("guard"))?.number).toBe(3);
    // The earlier merge, though its key comes later.
    expect(broughtBy([bearing(3, day(3)), bearing(5, day(2))], wanted("guard"))?.number).toBe(5);
    expect(broughtBy([], null)).toBeNull();
  });

  it("by the name alone, and as a prefix with a star", () => {
    expect([isNamed("guard / linux", "guard*"), isNamed("guard", "guard*"), isNamed("guard 2", "guard")]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe("R-B3 which checks came with the control", () => {
  const self = { login: "quench[bot]", kind: "app", appId: 7 } as const;
  const checked = (number: number, ...names: string[]) =>
    pull(number, [], { head: { sha: sha(number), checks: names.map((name) => check(name)) } });

  it("those on its pull requests that were on none before them, once each", () => {
    const pulls = [checked(2, "test", "pool limit"), checked(3, "pool limit", "drill")];
    expect(newChecks(pulls, new Set(["test"]), self)).toEqual(["drill", "pool limit"]);
    expect(newChecks(pulls, new Set(), self)).toEqual(["drill", "pool limit", "test"]);
  });

  it("ours are none, and a head that was not read brings none", () => {
    const ours = pull(2, [], {
      head: { sha: sha(2), checks: [check("gate", "success", { app: { id: 7, slug: "q" } })] },
    });
    const hidden = pull(3, [], { head: { sha: sha(3), checks: { unreadable: "502" } } });
    expect(newChecks([ours, hidden, checked(4, "Quench / gate")], new Set(), self)).toEqual([]);
  });
});
