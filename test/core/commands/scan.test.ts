import { describe, expect, it } from "@jest/globals";
import { scanCommands } from "../../../src/core/commands/scan.ts";

const texts = (body: string): string[] => scanCommands(body).map(({ text }) => text);

describe("scanCommands", () => {
  it("finds lines that begin with /quench, with their lines", () => {
    expect(scanCommands("Thanks.\n\n/quench verify\n/quench ack oncall\n")).toEqual([
      { line: 3, text: "/quench verify" },
      { line: 4, text: "/quench ack oncall" },
    ]);
  });

  it.each([
    ["alone", "/quench verify"],
    ["without a command", "/quench"],
    ["CRLF", "hello\r\n/quench verify\r\n"],
    ["a lone CR", "/quench verify \r"],
    ["mixed line ends", "a\n/quench verify\r\nb"],
    ["three leading blanks", "   /quench verify"],
    ["a leading no-break blank", "\u00a0/quench verify"],
    ["a byte order mark", "\ufeff/quench verify"],
    ["capitals", "/Quench verify"],
    ["after text in the same paragraph", "text\n/quench verify"],
    ["after a fence", "```\ncode\n```\n/quench verify"],
    ["after a longer closer", "```\n/quench score\n`````\n/quench verify"],
    ["after a tilde fence with backticks in it", "~~~\n```\n~~~\n/quench verify"],
    ["after a quote and a blank line", "> said\n\n/quench verify"],
    ["after a quote that ends in code", "> ```\n/quench verify"],
    ["after a comment", "<!-- x -->\n/quench verify"],
    ["after a multi-line comment", "<!--\n/quench score\n-->\n/quench verify"],
    ["between two comments", "<!-- a -->\n/quench verify\n<!--\n/quench score\n-->"],
    ["after an opener shown as code", "see `<!--` there\n/quench verify"],
    ["after an opener that nothing closes", "a <!-- b\n/quench verify"],
    ["after a list, unindented", "- item\n/quench verify"],
    ["after three backticks in a line", "```x``` is code\n/quench verify"],
    ["behind a heading", "# title\n/quench verify"],
    ["in details", "<details>\n\n/quench verify\n\n</details>"],
    ["after an escaped backtick", "\\`a\n/quench verify\nb`"],
    ["an unmatched backtick", "it`s\n/quench verify"],
  ])("hears it: %s", (_, body) => {
    expect(scanCommands(body)).toHaveLength(1);
  });

  it.each([
    ["in the middle of a line", "please /quench verify"],
    ["longer words", "/quenching verify\n/quench-verify\n/quenchverify"],
    ["a fence", "```\n/quench verify\n```"],
    ["an unclosed fence", "```\n/quench verify"],
    ["a tilde fence", "~~~\n/quench verify\n~~~"],
    ["a closer that is too short", "````\n```\n/quench verify"],
    ["a closer that is indented by four", "```\n    ```\n/quench verify"],
    ["a closer with text behind it", "```\n``` js\n/quench verify"],
    ["indented code", "    /quench verify"],
    ["a leading tab", "\t/quench verify"],
    ["a quote", "> /quench verify"],
    ["a quote without a blank", ">/quench verify"],
    ["a nested quote", "> > /quench verify"],
    ["a lazy line of a quote", "> said\n/quench verify"],
    ["a lazy line of a list in a quote", "> - said\n/quench verify"],
    ["a quote in HTML", "<blockquote>\n\n/quench verify\n\n</blockquote>"],
    ["a comment", "<!--\n/quench verify\n-->"],
    ["a comment over blank lines", "<!--\n\n/quench verify\n\n-->"],
    ["an unclosed comment", "<!--\n/quench verify"],
    ["a comment in a sentence", "text <!--\n/quench verify\n--> text"],
    ["a second comment on the first's last line", "<!-- a --> b <!--\n/quench verify\n-->"],
    ["behind a comment on its line", "<!-- a --> /quench verify"],
    ["a comment that HTML leaves open", "<div> <!--\n\n/quench verify"],
    ["a list item", "- /quench verify"],
    ["a list item's second line", "- item\n  /quench verify"],
    ["a list item's second paragraph", "1. item\n\n   /quench verify"],
    ["code in a list item", "- ```\n  /quench verify\n  ```"],
    ["a code span", "`/quench verify`"],
    ["a code span over lines", "`a\n/quench verify\nb`"],
    ["a code span of two backticks", "``a ` b\n/quench verify\n``"],
    ["preformatted HTML", "<pre>\n\n/quench verify\n\n</pre>"],
    ["a link's target", "[me](/quench verify)"],
  ])("does not hear it: %s", (_, body) => {
    expect(scanCommands(body)).toEqual([]);
  });

  it("takes the blanks of other scripts as the end of the word", () => {
    expect(texts("/quench\u3000verify\n/quench\u00a0verify\n/quench\tverify")).toHaveLength(3);
  });

  it("says each of several, trimmed", () => {
    expect(texts("/quench score  \r\n /quench score\n")).toEqual(["/quench score", "/quench score"]);
  });

  it.each([
    ">".repeat(65_536),
    "> ".repeat(32_768),
    "- ".repeat(32_768),
    "`".repeat(65_536),
    Array.from({ length: 360 }, (_, at) => "`".repeat(at + 1)).join(" "),
    "<!--".repeat(16_384),
    "a <!--\n/quench x\n".repeat(3800),
    "```\n~~~\n".repeat(8192),
    "\t".repeat(65_536),
    "* ".repeat(32_768),
    "<a ".repeat(20_000),
    "\\".repeat(65_536),
  ])("gets through a hostile text: %#", (body) => {
    expect(Array.isArray(scanCommands(`${body}\n/quench verify`))).toBe(true);
  });
});
