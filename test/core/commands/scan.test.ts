import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
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
    ["a leading ideographic blank", "\u3000/quench verify"],
    ["a leading zero-width character", "\u200b/quench verify"],
    ["blanks and zero-width characters by turns", "\u200b \u2060\u00a0\u200b/quench verify"],
    ["a direction mark before it", "\u200f/quench verify"],
    ["a line separator behind it", "/quench verify\u2028"],
    ["lone CRs only", "a\r/quench verify\rb"],
    ["behind a quoted heading", "> # said\n/quench verify"],
    ["behind quoted code", ">     said\n/quench verify"],
    ["behind a quoted fence that nothing closes", "> ~~~\n> said\n/quench verify"],
    ["behind a quoted rule", "> said\n***\n/quench verify"],
    ["behind a quoted table", "> |a|b|\n> |-|:-:|\n> |c|d|\n/quench verify"],
    ["behind quoted HTML", "> <div>\n/quench verify"],
    ["behind an instruction that ends where it begins", "<?>\n/quench verify"],
    ["behind a table and a blank line", "|a|\n|-|\n|b|\n\n/quench verify"],
    ["behind a list item that is empty twice", "-\n\n  /quench verify"],
    ["behind a fence that its list item ends", "- ~~~\n  x\n/quench verify"],
    ["behind a definition", "[a]: https://example.com 'title'\n/quench verify"],
    ["behind what only looks like a definition", "[a]:\n/quench verify"],
    ["behind a footnote", "[^1]: said\n/quench verify"],
    ["behind a title that no link has", 'see b](c "\n/quench verify\n")'],
    ["in a link's text", "[a\n/quench verify\nb](c)"],
    ["behind a code element", "a <code>b</code>\n/quench verify"],
    ["behind a code element that its paragraph ends", "use <code> here\n\n/quench verify"],
    ["behind a closing tag alone", "a </code>\n/quench verify"],
    ["behind an escaped tag", "a \\<code>\n/quench verify\n</code>"],
    ["in details without blank lines", "<details><summary>a</summary>\n/quench verify\n</details>"],
    ["in bold HTML", "a <b>\n/quench verify\n</b>"],
    ["behind an instruction that nothing ends", "a <? b\n/quench verify"],
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
    ["a link's title", '[a](b "\n/quench verify\n")'],
    ["a link's title in parentheses", "[a](<b c> (\n/quench verify\n))"],
    ["a definition's target", "[a]:\n/quench"],
    ["a definition's title", "[a]: b '\n/quench verify\n'"],
    ["the second of two definitions", '[a]: b\n[c]: d "\n/quench verify\n"'],
    ["a tag's attribute", "<a title='\n/quench verify\n'>b</a>"],
    ["a code element", "a <code>\n/quench verify\n</code>"],
    ["a code element on its own", "<code>\n/quench verify\n</code>"],
    ["a code element over blank lines", "<code>\n\n/quench verify\n\n</code>"],
    ["a code element in another", "<kbd><code>a</code>\n/quench verify\n</kbd>"],
    ["a code element with attributes, in capitals", 'a <CODE class="x">\n/quench verify\n</Code >'],
    ["a code element that nothing closes", "a <samp>\n/quench verify"],
    ["preformatted text behind a tag", "<div><pre>\n/quench verify\n</pre></div>"],
    ["a quote that begins within a line", "a <blockquote>\n/quench verify\n</blockquote>"],
    ["an instruction", "a <?\n/quench verify\n?>"],
    ["a declaration", "a <!X\n/quench verify\nb>"],
    ["character data", "a <![CDATA[\n/quench verify\n]]>"],
    ["a full-width slash", "\uff0fquench verify"],
    ["a division slash", "\u2215quench verify"],
    ["full-width letters", "/\uff51uench verify"],
    ["a lazy line of a nested quote", "> > a\n> /quench verify\n/quench verify"],
    ["a lazy line of a quoted row of dashes that is no table", "> |a|b|\n> |-|\n/quench verify"],
    ["a lazy line of a quote with a bar below it", "> a\n|\n/quench verify"],
    ["a lazy line of a quoted row without its dashes", "> a\n> |\n/quench verify"],
    ["a lazy line of a quoted row with its dashes outside", "> |a|\n|-|\n/quench verify"],
    ["a list item in the second line of an empty one", "-\n  /quench verify"],
    ["a paragraph of a list item that was empty for one line", "-\n  a\n\n  /quench verify"],
    ["a longer fence within a shorter one", "```\n~~~~\n````js\n/quench verify"],
  ])("does not hear it: %s", (_, body) => {
    expect(scanCommands(body)).toEqual([]);
  });

  it("takes the blanks of other scripts as the end of the word", () => {
    expect(texts("/quench\u3000verify\n/quench\u00a0verify\n/quench\tverify")).toHaveLength(3);
  });

  it("leaves out what a comment hides", () => {
    expect(texts("/quench verify <!-- as agreed -->")).toEqual(["/quench verify"]);
    expect(texts("/quench blocked no <!-- a\nb --> c\n/quench score <!-- d")).toEqual([
      "/quench blocked no",
      "/quench score <!-- d",
    ]);
    expect(texts("/quench blocked `<!-- a -->` shows")).toEqual(["/quench blocked `<!-- a -->` shows"]);
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
    "](".repeat(32_768),
    '[a](b "'.repeat(8000),
    '[a]: b "\n'.repeat(7000),
    "[".repeat(65_536),
    "<code>".repeat(11_000),
    '<a k="<a k=\'" '.repeat(4600),
    "<?".repeat(32_768),
    "|a|\n|-|\n".repeat(8000),
    "\u200b".repeat(65_536),
    "/quench a <!-- b\n".repeat(4000),
  ])("gets through a hostile text: %#", (body) => {
    expect(Array.isArray(scanCommands(`${body}\n/quench verify`))).toBe(true);
  });

  it("hears of two commands on one line one, and of one said twice both", () => {
    expect(texts("/quench verify /quench score")).toEqual(["/quench verify /quench score"]);
    expect(texts("/quench score\n\n/quench score")).toEqual(["/quench score", "/quench score"]);
  });

  it("never throws, and says the same whatever ends the lines", () => {
    const part = fc.constantFrom(
      "/quench verify",
      "\n",
      "\n\n",
      "> ",
      "- ",
      "1. ",
      "    ",
      "```",
      "~~~",
      "`",
      "<!--",
      "-->",
      "<code>",
      "</code>",
      "<pre>",
      "</pre>",
      "<details>",
      "</details>",
      "[a]: b",
      '](b "',
      '"',
      "'",
      ")",
      "|a|",
      "|-|",
      "\u3000",
      "\u200b",
      "<a b='",
      "/>",
      "# ",
      "---",
      "\\",
      "\t",
      "x",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(part, fc.string({ unit: "binary", maxLength: 3 })), { maxLength: 40 }), (parts) => {
        const body = parts.join("").replace(/\r/g, "");
        const lf = scanCommands(body);
        expect(scanCommands(body.replaceAll("\n", "\r\n"))).toEqual(lf);
        expect(scanCommands(body.replaceAll("\n", "\r"))).toEqual(lf);
        for (const { text } of lf) expect(text).toMatch(/^\/quench/i);
      }),
      { numRuns: 1000 },
    );
  });
});
