import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { hardeningLines } from "../../../src/github/pulls/hardening-lines.ts";

const PULL = "https://github.com/acme/shop/pull/7";
const lines = (body: string) => hardeningLines(body, "acme/Shop", PULL);

describe("R-H1 `Hardening:` lines of a body", () => {
  it.each([
    ["Hardening: #2", ["acme/shop#2"]],
    ["hardening:#2", ["acme/shop#2"]],
    ["**Hardening:** #2", ["acme/shop#2"]],
    ["**Hardening**: #2.", ["acme/shop#2"]],
    ["- Hardening: #1, #2", ["acme/shop#1", "acme/shop#2"]],
    ["* [x] done\n* Hardening: #1 and #2", ["acme/shop#1", "acme/shop#2"]],
    ["1. Hardening: #2", ["acme/shop#2"]],
    ["Why it broke.\nHardening: #2\nCloses #9", ["acme/shop#2"]],
    ["Hardening: acme/infra#4; acme/shop#5", ["acme/infra#4", "acme/shop#5"]],
    ["Hardening: https://github.com/acme/shop/issues/3", ["acme/shop#3"]],
    ["Hardening: <https://github.com/acme/shop/issues/3>", ["acme/shop#3"]],
    ["Hardening: [the guard](https://github.com/acme/shop/issues/3#issuecomment-1).", ["acme/shop#3"]],
    ["Hardening: [#3](https://github.com/acme/shop/issues/3)", ["acme/shop#3", "acme/shop#3"]],
    ["   Hardening: #2", ["acme/shop#2"]],
    ["Hardening: #1\r\n\r\nHardening: #2\r\n", ["acme/shop#1", "acme/shop#2"]],
    ["Hardening: <!-- which? --> #2", ["acme/shop#2"]],
  ])("%j names it", (body, named) => {
    expect(lines(body)).toEqual(named);
  });

  it.each([
    ["a fence", "```\nHardening: #2\n```"],
    ["a fence that nothing closes", "~~~\nHardening: #2"],
    ["indented code", "Text\n\n    Hardening: #2"],
    ["a quote", "> Hardening: #2"],
    ["a quote's lazy line", "> As he said:\nHardening: #2"],
    ["a quote in a list", "- > Hardening: #2"],
    ["a comment", "<!-- Hardening: #2 -->"],
    ["a comment of several lines", "Text\n<!--\nHardening: #2\n-->"],
    ["a comment that nothing closes", "Text\n<!--\n\nHardening: #2"],
    ["code", "`Hardening: #2`"],
    ["code over lines", "`a\nHardening: #2\nb`"],
    ["a number in code", "Hardening: `#2`"],
    ["a number in a comment", "Hardening: <!-- #2 -->"],
    ["the middle of a line", "This is Hardening: #2"],
    ["another word", "No hardening #2"],
    ["another host", "Hardening: https://evil.example/acme/shop/issues/2"],
    ["another owner's address", "Hardening: https://github.com/else/shop/issues/2"],
    ["a pull request's address", "Hardening: https://github.com/acme/shop/pull/2"],
    ["no number", "Hardening: #0, #x, #, #12345678901, a#2b"],
    ["nothing", ""],
  ])("%s names nothing", (_name, body) => {
    expect(lines(body)).toEqual([]);
  });

  it("another owner's name stays that owner's", () => {
    expect(lines("Hardening: else/shop#2")).toEqual(["else/shop#2"]);
  });

  it("line ends change nothing, and nothing makes it throw", () => {
    const piece = fc.constantFrom(
      "Hardening: ",
      "#2",
      "\n",
      "\n\n",
      "> ",
      "- ",
      "```\n",
      "<!-- ",
      " -->",
      "`",
      "acme/infra#3",
      " ",
      "**",
      "[",
      "](",
      "https://github.com/acme/shop/issues/4",
      "<b>",
      "\\",
      "    ",
      "~~~\n",
      "é",
      "\0",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const body = pieces.join("");
        const found = lines(body);
        expect(lines(body.replaceAll("\n", "\r\n"))).toEqual(found);
        for (const one of found) expect(one).toMatch(/^[\w.-]+\/[\w.-]+#[1-9]\d*$/);
      }),
      { numRuns: 500, seed: 20260302 },
    );
  });

  it.each([
    "Hardening: ",
    "Hardening: #2\n",
    "a.",
    "[",
    "`",
    "<!-- ",
    "> ",
    "Hardening: https://a/",
  ])("64 kB of %j are read", (part) => {
    const body = `Hardening: ${part.repeat(65_536 / part.length)}`;
    expect(lines(body).length).toBeLessThanOrEqual(7000);
  });
});
