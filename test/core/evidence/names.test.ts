import { describe, expect, it } from "@jest/globals";
import { checkNames, codeSpans, namedIn, pathNames, pathsOf } from "../../../src/core/evidence/names.ts";
import { check, pull, sha } from "../../support/snapshot.ts";

describe("a text names a control", () => {
  it.each([
    ["Run deploy/guard.sh first.", "deploy/guard.sh"],
    ["run DEPLOY/Guard.sh", "deploy/guard.sh"],
    ["(deploy/guard.sh)", "deploy/guard.sh"],
    ["see `deploy/guard.sh`.", "deploy/guard.sh"],
    ["in my/deploy/guard.sh", "deploy/guard.sh"],
    ["wait for ci / guard to be green", "ci / guard"],
    ["first superguard, then guard", "guard"],
    ["mark `test` as required", "test"],
    ["guard. Then wait", "guard"],
    ["...guard", "guard"],
    ["run ./guard", "guard"],
    ["guard.", "guard"],
    ["ci / pool-1 and ci / pool-2", "ci / pool*"],
    ["the pool of pools", "pool*"],
    ["the pools", "pool*"],
  ])("%s names %s", (text, name) => {
    expect(namedIn(text, ["zzz", name])).toBe(name);
  });

  it.each([
    ["superguard", "guard"],
    ["guard-rail", "guard"],
    ["guard_rail", "guard"],
    ["pre-guard", "guard"],
    ["guards", "guard"],
    ["guard2", "guard"],
    ["guard.yml", "guard"],
    ["v2.guard", "guard"],
    ["carpools", "pool*"],
    ["abc", "ab*"],
    ["tests", "test*"],
    ["Run the test again.", "test"],
    ["the build is green", "build"],
    ["ab", "ab"],
    ["anything", ""],
  ])("%s does not name %s", (text, name) => {
    expect(namedIn(text, [name])).toBeUndefined();
  });

  it("the first name in the list's order is told", () => {
    expect(namedIn("guard and deploy/guard.sh", ["deploy/guard.sh", "guard"])).toBe("deploy/guard.sh");
  });

  it("a name of three characters is long enough", () => {
    expect(namedIn("run abc now", ["abc"])).toBe("abc");
  });
});

describe("what the pieces of a control are called", () => {
  it.each([
    [".github/workflows/guard.yml", [".github/workflows/guard.yml", "guard.yml"]],
    ["src/index.ts", ["src/index.ts"]],
    ["docs/README.md", ["docs/README.md"]],
    ["README.md", []],
    ["Makefile", []],
    ["check-config", ["check-config"]],
    ["bin/rollback", ["bin/rollback"]],
    ["bin/a.sh", ["bin/a.sh"]],
    ["bin/ab.sh", ["bin/ab.sh"]],
    ["bin/abc.sh", ["bin/abc.sh", "abc.sh"]],
    [".eslintrc", [".eslintrc"]],
    ["pkg/.config.yml", ["pkg/.config.yml"]],
    ["src/Index.test.ts", ["src/Index.test.ts"]],
  ])("%s", (path, names) => {
    expect(pathNames([path])).toEqual(names);
  });

  it("paths come sorted, each once, and none from files that were not read", () => {
    const pulls = [pull(2, ["b", "a"]), pull(3, ["a"]), pull(4, [], { files: { unreadable: "502" } })];
    expect(pathsOf(pulls)).toEqual(["a", "b"]);
  });

  it("checks are named without ours, and none where they were not read", () => {
    const own = pull(2, [], { head: { sha: sha(1), checks: [check("Quench / gate"), check("ci / test")] } });
    const unread = pull(3, [], { head: { sha: sha(2), checks: { unreadable: "502" } } });
    expect(checkNames([own, unread])).toEqual(["ci / test"]);
  });

  it("backticks hold names of 4 to 100 characters on one line", () => {
    expect(codeSpans("`abc` `abcd` `a\nbcd` ` wxyz `")).toEqual(["abcd", "wxyz"]);
    expect(codeSpans(`\`${"x".repeat(100)}\` and \`${"y".repeat(101)}\``)).toEqual(["x".repeat(100)]);
  });
});
