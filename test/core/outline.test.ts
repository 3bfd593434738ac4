import { describe, expect, it } from "@jest/globals";
import { linesOf, outline } from "../../src/core/outline.ts";

const headings = (text: string): number[] => [...outline(text).headings];

describe("outline", () => {
  it.each([
    ["# a\n\n### b", [1, 3]],
    ["text\n## a", [2]],
    ["   ### a", [1]],
    ["###", [1]],
    ["- item\n### a", [2]],
    ["> said\n### a", [2]],
    ["<details>\n\n### a\n\n</details>", [3]],
    ["text\n<span>\n### a", [3]],
    ["```\n# a\n```\n# b", [4]],
    ["<!-- a -->\n# b", [2]],
    ["<!-->\n# b", [2]],
  ])("finds the headings of %j", (text, lines) => {
    expect(headings(text)).toEqual(lines);
  });

  it.each([
    "####### a",
    "#a",
    "    # a",
    "> # a",
    "- # a",
    "1. x\n\n   # a",
    "```\n# a",
    "~~~\n# a\n```",
    "<!--\n# a",
    "<!-- a\n\n# b\n-->",
    "<pre>\n\n# a\n\n</pre>",
    "<div>\n# a",
    "<span>\n# a",
    "<?php\n\n# a\n?>",
  ])("finds no heading in %j", (text) => {
    expect(headings(text)).toEqual([]);
  });

  it.each([
    ["text", null],
    ["```\ncode\n```", null],
    ["a\n```\ncode", 2],
    ["a\n\n<!-- b", 3],
    ["<!-- a -->\n<!-- b", 2],
    ["<pre>\nx", 1],
    ["- ```\n  code", null],
  ])("tells what %j leaves open", (text, line) => {
    expect(outline(text).unclosed).toBe(line);
  });

  it("tells the lines of fenced code, in lists too", () => {
    expect([...outline("a\n```\nb\n```\nc\n- ~~~\n  d\n  ~~~").code]).toEqual([2, 3, 4, 6, 7, 8]);
  });

  it("tells what its author says here from what is quoted or listed", () => {
    const plain = outline("a\n> b\nc\n\nd\n- e\nf\n\ng")
      .paragraphs.flat()
      .filter((line) => line.plain);
    expect(plain.map(({ text }) => text)).toEqual(["a", "d", "f", "g"]);
  });
});

describe("outline of what lazy lines go on with", () => {
  const plain = (text: string) =>
    outline(text)
      .paragraphs.flat()
      .filter((line) => line.plain)
      .map((line) => line.text);

  it("is a quoted paragraph, and no quoted table", () => {
    expect(plain("> |a|b|\n> |c|d|\ne")).toEqual([]);
    expect(plain("> |a|b|\n> |-|-|\ne")).toEqual(["e"]);
    expect(plain("> a | b\n> -|:-:\n> c\ne")).toEqual(["e"]);
    expect(plain("> |a|b|\n> |-|\ne")).toEqual([]);
    expect(plain("> a\\|b\n> -|-\ne")).toEqual([]);
  });

  it("a list item begins with one blank line at most", () => {
    expect(plain("-\n\n  a")).toEqual(["  a"]);
    expect(plain("-\n  a")).toEqual([]);
    expect(plain("- a\n\n  b")).toEqual([]);
    expect(plain("1.\n\n   a")).toEqual(["   a"]);
  });
});

describe("linesOf", () => {
  it("splits at every kind of line end", () => {
    expect(linesOf("\ufeffa\nb\r\nc\rd\n")).toEqual(["a", "b", "c", "d", ""]);
  });
});
