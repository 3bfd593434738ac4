import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { type CodeOwner, ownersOf, parseCodeowners } from "../../src/core/codeowners.ts";

/** The owners of a path, as they are written. */
function owners(text: string, path: string): readonly string[] {
  return ownersOf(parseCodeowners(text), path).map((owner: CodeOwner) =>
    owner.kind === "person" ? owner.login : owner.team,
  );
}

/** Whether one pattern owns a path. */
const owns = (pattern: string, path: string): boolean => owners(`${pattern} @dana`, path).length === 1;

describe("CODEOWNERS: which line decides", () => {
  it("the last line that matches, whatever came before", () => {
    const text = "* @ann\n/docs/ @ben @cleo\n/docs/runbooks/ @dana\n*.ts @eve";
    expect(owners(text, "docs/runbooks/checkout.md")).toEqual(["dana"]);
    expect(owners(text, "docs/index.md")).toEqual(["ben", "cleo"]);
    expect(owners(text, "docs/runbooks/script.ts")).toEqual(["eve"]);
    expect(owners(text, "README.md")).toEqual(["ann"]);
  });

  it("a pattern without owners takes them away", () => {
    expect(owners("* @ann\n/docs/", "docs/index.md")).toEqual([]);
    expect(owners("* @ann\n/docs/ # nobody", "docs/index.md")).toEqual([]);
  });

  it("nobody where nothing matches, or there is nothing", () => {
    expect(owners("/src/ @ann", "docs/index.md")).toEqual([]);
    expect(owners("", "docs/index.md")).toEqual([]);
    expect(parseCodeowners("\n\n   \n# only words @ann\n  # and more")).toEqual([]);
  });

  it("line ends of every kind, a byte-order mark, tabs and blanks around", () => {
    expect(owners("\ufeff* @ann\r\n/docs/\t@ben  @cleo \r/src/ @dana", "docs/a")).toEqual(["ben", "cleo"]);
    expect(owners("\ufeff* @ann\r\n/docs/ @ben\r/src/ @dana", "src/a")).toEqual(["dana"]);
    expect(owners("\ufeff* @ann\r\n/docs/ @ben", "a")).toEqual(["ann"]);
    expect(owners("   *   @ann", "a")).toEqual(["ann"]);
  });
});

describe("CODEOWNERS: who is named", () => {
  it("people as written, teams in lower case; addresses are nobody whom the forge could ask", () => {
    expect(ownersOf(parseCodeowners("* @Dana @Acme/SRE-Team ops@example.com"), "a")).toEqual([
      { kind: "person", login: "Dana" },
      { kind: "team", team: "acme/sre-team" },
    ]);
    expect(owners("* ops@example.com", "a")).toEqual([]);
  });

  it.each([
    "dana",
    "@",
    "@acme/",
    "@acme/sre/x",
    "@-dana",
    "a@b@c",
    "@dana, @ben",
    "https://x",
    "@da/na/",
  ])("a line with %s as owner is passed over", (bad) => {
    expect(owners(`* @ann\n/docs/ @cleo ${bad}`, "docs/a")).toEqual(["ann"]);
  });

  it("comments behind the owners", () => {
    expect(owners("* @ann # @ben", "a")).toEqual(["ann"]);
    expect(owners("* @ann #not an owner", "a")).toEqual(["ann"]);
    expect(owners("# * @ann", "a")).toEqual([]);
    // In the middle of a word it is no comment, and no owner either.
    expect(owners("* @ann#ben", "a")).toEqual([]);
  });
});

describe("CODEOWNERS: what GitHub takes for invalid is passed over", () => {
  it.each(["!docs/", "docs/[ab].md", "docs/a].md", "\\#docs", "docs\\"])("%s", (pattern) => {
    const path = pattern === "\\#docs" ? "#docs" : "docs/a.md";
    expect(owners(`* @ann\n${pattern} @dana`, path)).toEqual(["ann"]);
    expect(parseCodeowners(`${pattern} @dana`).length).toBe(pattern === "docs\\" ? 1 : 0);
  });

  it("a lone backslash at the line's end ends no pattern", () => {
    expect(parseCodeowners("docs\\")).toEqual([]);
  });

  it("a file that GitHub would not load owns nothing", () => {
    const line = "* @ann\n";
    const most = 3 * 1024 * 1024;
    expect(owners(line + "#".repeat(most - line.length), "a")).toEqual(["ann"]);
    expect(owners(line + "#".repeat(most - line.length + 1), "a")).toEqual([]);
  });
});

describe("CODEOWNERS: patterns", () => {
  it.each([
    ["*", "a", true],
    ["*", "a/b/c", true],
    ["**", "a/b", true],
    ["/**", "a/b", true],
    ["/*", "a", true],
    ["/*", "a/b", false],
    ["*.md", "a.md", true],
    ["*.md", "docs/deep/a.md", true],
    ["*.md", "a.mdx", false],
    ["*.md", "notes.md/inside.txt", true],
    ["README", "docs/README", true],
    ["README", "docs/README/a", true],
    ["README", "docs/README2", false],
    ["README", "docs/MY-README", false],
    ["/README", "README", true],
    ["/README", "docs/README", false],
    ["/docs", "docs/a/b.md", true],
    ["/docs", "docs2/a.md", false],
    ["docs/", "docs/a.md", true],
    ["docs/", "deep/docs/a.md", true],
    ["docs/", "docs", false],
    ["/docs/", "docs/a/b.md", true],
    ["/docs/", "deep/docs/a.md", false],
    ["docs/*", "docs/a.md", true],
    ["docs/*", "docs/deep/a.md", false],
    ["docs/*", "deep/docs/a.md", false],
    ["docs/*.md", "docs/a.md", true],
    ["docs/*.md", "docs/deep/a.md", false],
    ["docs/a", "deep/docs/a", false],
    ["**/docs", "docs/a", true],
    ["**/docs", "x/y/docs/a", true],
    ["**/docs", "xdocs/a", false],
    ["docs/**", "docs/a/b", true],
    ["docs/**", "docs", false],
    ["docs/**", "x/docs/a", false],
    ["/a/**/b", "a/b", true],
    ["/a/**/b", "a/x/y/b", true],
    ["/a/**/b", "a/x/y/b/c", true],
    ["/a/**/b", "ab", false],
    ["/a/**/b", "a/xb", false],
    ["/a/**/**/b", "a/b", true],
    ["**/**/b", "x/b", true],
    ["**/", "a/b", true],
    ["**/", "a", false],
    ["a/*/c", "a/b/c", true],
    ["a/*/c", "a/b/b/c", false],
    ["a?c", "abc", true],
    ["a?c", "a/c", false],
    ["a\\?c", "abc", false],
    ["a\\?c", "a?c", true],
    ["a\\*c", "abc", false],
    ["a\\*c", "a*c", true],
    ["a**c", "abbc", true],
    ["a**c", "a/c", false],
    ["*\\*", "ab*", true],
    ["*\\*", "ab", false],
    ["\\**", "*x", true],
    ["\\**", "xx", false],
    ["docs/my\\ file.md", "docs/my file.md", true],
    ["docs/c\\#.md", "docs/c#.md", true],
    ["docs/c#.md", "docs/c#.md", true],
    ["Docs/", "docs/a", false],
    ["docs/{a,b}.md", "docs/a.md", false],
    ["docs/{a,b}.md", "docs/{a,b}.md", true],
    ["a.c", "abc", false],
    ["/", "a", false],
    ["a//b", "a/b", false],
    ["a\\/b", "a/b", true],
    ["a\\/b", "c/a/b", false],
    ["größe/", "größe/a", true],
  ])("%s and %s: %s", (pattern, path, expected) => {
    expect(owns(pattern, path)).toBe(expected);
  });
});

describe("CODEOWNERS: hostile text", () => {
  // With backtracking any of these would outlast the test run.
  const deep = `${"a/".repeat(60)}b`;

  it.each([
    ["stars", `${"*a".repeat(5000)} @ann`, "a".repeat(200), []],
    ["folders", `${"**/".repeat(5000)}x @ann`, deep, []],
    ["named folders", `${"**/a/".repeat(3000)}x @ann`, deep, []],
    ["named folders that are there", `${"**/a/".repeat(30)}b @ann`, deep, ["ann"]],
    ["backslashes", `${"\\".repeat(64_000)} @ann`, deep, []],
    ["separators", `${" ".repeat(64_000)}\u2028${"a".repeat(64_000)}\u2028`, deep, []],
    ["owners", `* ${"@a ".repeat(20_000)}x`, deep, []],
    ["lines", "*?/ @ann\n".repeat(7000), deep, ["ann"]],
  ])("%s in long rows", (_what, text, path, expected) => {
    expect(owners(text, path)).toEqual(expected);
  });
});

describe("CODEOWNERS: whatever it holds", () => {
  it("never throws, and says the same whatever ends the lines", () => {
    const part = fc.constantFrom(
      "*",
      "**",
      "/",
      "a",
      "docs",
      ".ts",
      "\\",
      "\\ ",
      "?",
      "[",
      "]",
      "!",
      "#",
      " ",
      "\t",
      "\n",
      "@ann",
      "@acme/sre",
      "a@b.c",
      "@",
      "\ufeff",
      "\u00a0",
      "\u3000",
      "\u00e9",
    );
    const path = fc
      .array(fc.constantFrom("a", "docs", "/", ".ts", "b"), { maxLength: 8 })
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.array(part, { maxLength: 30 }), path, (parts, file) => {
        const text = parts.join("");
        const lf = owners(text, file);
        expect(owners(text.replaceAll("\n", "\r\n"), file)).toEqual(lf);
        expect(owners(text.replaceAll("\n", "\r"), file)).toEqual(lf);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    "*",
    "**/",
    "a/",
    "*a",
    "* @a\n",
    "*/*a* @o/t\n",
    "\\",
    "a@b ",
    "/**/**",
  ])("gets through %j for ever", (part) => {
    const text = `${part.repeat(Math.ceil(65_536 / part.length))} @dana\n* @ann`;
    expect(owners(text, "a/".repeat(2000))).toEqual(["ann"]);
  });

  it("passes over a pattern that is longer than any path", () => {
    expect(owners(`* @ann\n${"*".repeat(4096)} @ben`, "a")).toEqual(["ben"]);
    expect(owners(`* @ann\n${"*".repeat(4097)} @ben`, "a")).toEqual(["ann"]);
  });
});
