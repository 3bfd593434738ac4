import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { quickHeadings } from "../../../src/core/forms/quick.ts";
import { outline } from "../../../src/core/outline.ts";

const quick = (text: string): ReturnType<typeof quickHeadings> => quickHeadings(text, text.split("\n"));

const PIECES = [
  ["### a", "# b", "#c", "### ", "> ### d", "- ### h", "1. f", "    g", "  i", "\tk", "- e", "- - l", "> c", "text"],
  [
    "```",
    "````",
    "~~~",
    "``` sh",
    "```a`",
    "```  ",
    "   ```",
    "> ```",
    "- ```",
    "`j`",
    "---",
    "===",
    "* * *",
    "",
    "",
    "",
  ],
].flat();

describe("quickHeadings", () => {
  it.each([
    ["### a\n\n#\n## b\n####### c\n#d\n###\te", [1, 3, 4, 7], null],
    ["```\n### a\n```\n### b", [4], null],
    ["````x\n### a\n```\n### b\n  `````  \n### c", [6], null],
    ["~~~ `\n### a\n~~~", [], null],
    ["``` a`b\n### a", [2], null],
    ["- a\n### b\n> c\n### d", [2, 4], null],
    ["a\n```\n### b", [], 2],
    ["```\na < b\n```\n### c", [4], null],
  ])("finds the headings of %j", (text, lines, unclosed) => {
    const found = quick(text);
    expect([...(found?.headings ?? [])]).toEqual(lines);
    expect(found?.unclosed).toBe(unclosed);
  });

  it.each([
    "a <b>",
    "<!--",
    "# a <!-- b",
    "``` <",
    " ### a",
    "\t# a",
    "- a\n\n  ```\n  b\n  ```",
    "  ~~~",
  ])("leaves %j to the outline", (text) => {
    expect(quick(text)).toBeNull();
  });

  it("finds what the outline finds", () => {
    const piece = fc.constantFrom(...PIECES);
    let decided = 0;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (lines) => {
        const text = lines.join("\n");
        const found = quick(text);
        decided += found === null ? 0 : 1;
        if (found !== null) {
          const { headings, unclosed } = outline(text);
          expect([...found.headings]).toEqual([...headings]);
          expect(found.unclosed).toBe(unclosed);
        }
      }),
      { numRuns: 5000 },
    );
    expect(decided).toBeGreaterThan(1000);
  });
});
