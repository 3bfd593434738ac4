import { describe, expect, it } from "@jest/globals";
import { isControlCheck, mergedSince } from "../../../src/core/evidence/control.ts";
import type { PullRequest } from "../../../src/core/snapshot/types.ts";
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
