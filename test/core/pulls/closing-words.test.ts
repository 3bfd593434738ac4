import { describe, expect, it } from "@jest/globals";
import { closedByCommits, closedByMessage } from "../../../src/core/pulls/closing-words.ts";

const HERE = "acme/shop";
const closed = (message: string) => closedByMessage(message, HERE);

describe("R-C4 what a commit message closes", () => {
  it.each([
    "close",
    "closes",
    "closed",
    "fix",
    "fixes",
    "fixed",
    "resolve",
    "resolves",
    "resolved",
  ])("%s #1, with or without a colon, in whatever case", (word) => {
    expect(closed(`${word} #1`)).toEqual([`${HERE}#1`]);
    expect(closed(`Guard the pool\n\n${word.toUpperCase()}: #1`)).toEqual([`${HERE}#1`]);
  });

  it("issues elsewhere, by name, by address, and as GH-1", () => {
    expect(closed("Fixes acme/api#12")).toEqual(["acme/api#12"]);
    expect(closed("Fixes https://github.com/acme/api/issues/12")).toEqual(["acme/api#12"]);
    expect(closed("Fixes GH-3")).toEqual([`${HERE}#3`]);
  });

  it("several, each once, and whatever stands in backticks: a message is not Markdown", () => {
    expect(closed("Fixes #1, closes #2\n`resolves #3`\nFixes #1")).toEqual([`${HERE}#1`, `${HERE}#2`, `${HERE}#3`]);
  });

  it("nothing where the word is another one, or the number is none", () => {
    for (const message of [
      "Refs #1",
      "prefix #1",
      "un-fixes #1",
      "fixes#1",
      "fixes # 1",
      "fixes #1abc",
      "fixes #0",
      "",
    ])
      expect(closed(message)).toEqual([]);
  });

  it("is bounded: of a hostile message so many issues, and no time that grows with its square", () => {
    expect(closed(`fixes ${"a-".repeat(100_000)}`)).toEqual([]);
    expect(closed("fixes ".repeat(50_000))).toEqual([]);
    expect(closed(Array.from({ length: 500 }, (_, index) => `fixes #${index + 1}`).join(" "))).toHaveLength(20);
  });

  it("names the first commit that closes an issue", () => {
    const commits = [
      { oid: "a".repeat(40), message: "Nothing" },
      { oid: "b".repeat(40), message: "Fixes #1" },
      { oid: "c".repeat(40), message: "Fixes ACME/Shop#1 and closes #2" },
    ];
    expect(closedByCommits(commits, HERE)).toEqual([
      { issue: `${HERE}#1`, commit: "b".repeat(10) },
      { issue: `${HERE}#2`, commit: "c".repeat(10) },
    ]);
  });
});
