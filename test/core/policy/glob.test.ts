import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { compileGlobs, compileNames, globMatch, globProblem, globsProblem } from "../../../src/core/policy/glob.ts";

describe("globMatch", () => {
  it.each([
    ["docs/a.md", "docs/a.md"],
    ["*.md", "a.md"],
    ["*", ".gitignore"],
    ["docs/*.md", "docs/.md"],
    ["docs/**", "docs/a/b/c.md"],
    ["**/a.md", "a.md"],
    ["**/a.md", "x/y/a.md"],
    ["x/**/a.md", "x/a.md"],
    ["x/**/a.md", "x/y/z/a.md"],
    ["**.js", "x/y.js"],
    ["**/*.test.{js,ts}", "src/a.test.ts"],
    ["{a,b}/**", "b/c"],
    ["{a,{b,c}d}e", "cde"],
    ["{**/x,y}", "a/b/x"],
    ["{,a}b", "b"],
    ["a?c", "abc"],
    ["a?c", "a😀c"],
    ["app/[id]/page.tsx", "app/[id]/page.tsx"],
    ["{{name}}/a", "{{name}}/a"],
    ["{a", "{a"],
    ["a,b", "a,b"],
    ["a}b", "a}b"],
    ["*a*b*c*", "xaybzc"],
    ["***", "a/b"],
  ])("%s matches %s", (pattern, path) => {
    expect(globMatch(pattern, path)).toBe(true);
  });

  it.each([
    ["docs/a.md", "docs/b.md"],
    ["docs/a.md", "x/docs/a.md"],
    ["*.md", "docs/a.md"],
    ["docs/*", "docs/a/b"],
    ["docs/**", "docs"],
    ["**/a.md", "xa.md"],
    ["x/**/a.md", "x/ya.md"],
    ["a?c", "a/c"],
    ["a?c", "ac"],
    ["a.c", "abc"],
    ["**/*Test.java", "src/Latest.java"],
    ["{a,b}", "a,b"],
    ["", "a"],
    ["a", ""],
  ])("%s does not match %s", (pattern, path) => {
    expect(globMatch(pattern, path)).toBe(false);
  });

  it("agrees with a backtracking regular expression", () => {
    const part = fc.constantFrom("a", "b", "/", "*", "**", "**/", "?", ".");
    const pattern = fc.array(part, { maxLength: 6 }).map((parts) => parts.join(""));
    const path = fc.array(fc.constantFrom("a", "b", "/", "."), { maxLength: 7 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(pattern, path, (glob, text) => {
        expect([glob, text, globMatch(glob, text)]).toEqual([glob, text, asRegExp(glob).test(text)]);
      }),
      { numRuns: 2000 },
    );
  });

  it("does not blow up on patterns that make matchers backtrack", () => {
    expect(globMatch(`${"**/*a".repeat(60)}b`, "a/".repeat(2000))).toBe(false);
    expect(globMatch("{a,b}".repeat(60), "ab".repeat(30))).toBe(true);
    expect(globMatch(`${"*a".repeat(150)}!`, "a".repeat(4000))).toBe(false);
    expect(globMatch("{".repeat(5000), "{".repeat(5000))).toBe(true);
  });
});

/** A small, slow and independent reading of the same rules, without braces. */
function asRegExp(glob: string): RegExp {
  const source = glob.replace(/\./g, "\\.").replace(/(?<=^|\/)\*\*+\/|\*\*+|\*|\?/g, (found) => {
    if (found === "?") return "[^/]";
    if (found === "*") return "[^/]*";
    return found.endsWith("/") ? "(?:.*/)?" : ".*";
  });
  return new RegExp(`^${source}$`, "s");
}

describe("compileGlobs", () => {
  it("matches what any of the globs matches, and nothing for none", () => {
    const matches = compileGlobs(["docs/**", "*.md"]);
    expect(["docs/a", "b.md", "src/b.md"].map(matches)).toEqual([true, true, false]);
    expect(compileGlobs([])("a")).toBe(false);
  });

  it("keeps its answers over more states than it remembers", () => {
    const matches = compileGlobs(["**/{a,b,c}?{a,b,c}?{a,b,c}?x", "**/*{a,b}*{b,c}*y"]);
    const letters = ["a", "b", "c", "/", "d"];
    for (let index = 0; index < 4000; index += 1) {
      const path = Array.from({ length: 9 }, (_, place) => letters[(index * 7 + place * place * index) % 5]).join("");
      expect(matches(`${path}y`)).toBe(/[ab][^/]*[bc][^/]*$/.test(path));
    }
  });
});

describe("compileNames", () => {
  it("takes check names: case does not matter, and a star passes a slash", () => {
    const matches = compileNames(["CI / *", "build"]);
    expect(["ci / test (node 20) / linux", "Build", "builds", "ci"].map(matches)).toEqual([true, true, false, false]);
  });
});

describe("globProblem", () => {
  it.each(["/a", "./a", "!a", "a\\b", "", " a", "a "])("refuses %j and says what to write", (glob) => {
    expect(globProblem(glob)).toEqual(expect.stringMatching(/./));
  });

  it.each(["a", "**/*.ts", ".github/**", "{a,b}", "app/[id]/x"])("accepts %j", (glob) => {
    expect(globProblem(glob)).toBeNull();
  });
});

describe("globsProblem", () => {
  const LIMIT = "write fewer globs, or simpler ones: together they hold too many stars and alternatives";

  it("takes the longest list of plain globs that a policy may hold", () => {
    const globs = Array.from({ length: 200 }, (_, at) => `docs/${"x".repeat(280)}/${at}/*.md`);
    expect(globsProblem(globs)).toBeNull();
    expect(compileGlobs(globs)(`docs/${"x".repeat(280)}/199/a.md`)).toBe(true);
  });

  it("refuses what would take too long, and such a list matches nothing", () => {
    expect(globsProblem([`a${"*".repeat(6000)}`])).toBeNull();
    expect(globsProblem([`a${"*".repeat(6001)}`])).toBe(LIMIT);
    expect(globsProblem([`{${",".repeat(6001)}}`])).toBe(LIMIT);
    expect(globsProblem(["x".repeat(70_000)])).toBeNull();
    expect(globsProblem(["x".repeat(35_000), "y".repeat(35_001)])).toBe(LIMIT);
    expect(compileGlobs(["a", `a${"*".repeat(6001)}`])("a")).toBe(false);
  });
});
