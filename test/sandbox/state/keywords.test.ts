import { describe, expect, it } from "@jest/globals";
import {
  closingReferences,
  closingReferencesOfCommit,
  mentions,
  visibleText,
} from "../../../src/sandbox/state/keywords.ts";

const numbers = (text: string): number[] => closingReferences(text).map((reference) => reference.number);

describe("closing keywords in a description (docs: Linking a pull request to an issue)", () => {
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
  ])("knows %s", (keyword) => {
    expect(numbers(`${keyword} #10`)).toEqual([10]);
    expect(numbers(`${keyword.toUpperCase()} #10`)).toEqual([10]);
    expect(numbers(`${keyword}: #10`)).toEqual([10]);
  });

  it("takes the full syntax for each issue", () => {
    expect(numbers("Resolves #10, resolves #123, resolves octo-org/octo-repo#100")).toEqual([10, 123, 100]);
    expect(numbers("Fixes #10, #11")).toEqual([10]);
  });

  it("takes another repository, a URL and GH-", () => {
    expect(closingReferences("Fixes octo-org/octo-repo#100")).toEqual([
      { owner: "octo-org", repository: "octo-repo", number: 100 },
    ]);
    expect(closingReferences("closes https://github.com/acme/shop/issues/7")).toEqual([
      { owner: "acme", repository: "shop", number: 7 },
    ]);
    expect(numbers("fixes GH-26")).toEqual([26]);
  });

  it("takes a link to a comment for its issue (isaacs/github#1731)", () => {
    expect(numbers("Fix https://github.com/xx/yy/issues/123#issuecomment-12345678")).toEqual([123]);
  });

  it("needs the number right after the keyword (knative/serving#614)", () => {
    expect(numbers("Fixes issue #613")).toEqual([]);
    expect(numbers("GitHub issue resolved: #5")).toEqual([5]);
  });

  it.each(["prefixes #4", "unfixed#4", "bug-fix #4x", "fixing #4", "closes #", "closes #0"])("ignores %j", (text) => {
    expect(numbers(text)).toEqual([]);
  });

  it("does not read code or HTML comments", () => {
    expect(numbers("`fixes #1`")).toEqual([]);
    expect(numbers("``a ` fixes #1``")).toEqual([]);
    expect(numbers("```\nfixes #1\n```\nfixes #2")).toEqual([2]);
    expect(numbers("~~~md\nfixes #1\n```\nfixes #3\n~~~\nfixes #2")).toEqual([2]);
    expect(numbers("text\n\n    fixes #1\n\nfixes #2")).toEqual([2]);
    expect(numbers("<!-- fixes #1 -->\nfixes #2")).toEqual([2]);
    expect(numbers("<!--\nfixes #1\n-->fixes #2")).toEqual([2]);
    expect(numbers("```\nfixes #1")).toEqual([]);
  });

  it("keeps reading after a lone backtick and after a comment mark in code", () => {
    expect(numbers("a ` tick\n\nfixes #2 ` and more")).toEqual([2]);
    expect(numbers("`<!--` fixes #2")).toEqual([2]);
    expect(numbers("```\n<!--\n```\nfixes #2")).toEqual([2]);
  });

  it("reads CRLF", () => {
    expect(numbers("```\r\nfixes #1\r\n```\r\nfixes #2\r\n")).toEqual([2]);
  });

  it.each(["-", "a", "`", "<!--", "a/", "fix ", "#", "``` "])("comes to an end on 60,000 characters of %j", (piece) => {
    expect(numbers(piece.repeat(60_000 / piece.length))).toEqual([]);
  });
});

describe("closing keywords in a commit message (askalf/dario#1258: scanned raw)", () => {
  it("reads backticks as text", () => {
    expect(closingReferencesOfCommit("tell of `fixes #9`").map((one) => one.number)).toEqual([9]);
  });
});

describe("mentions (docs: Autolinked references and URLs)", () => {
  it("finds each once", () => {
    expect(mentions("see #3, #3 and acme/shop#4; not a#5 or &#6; and (#7)")).toEqual([
      { owner: null, repository: null, number: 3 },
      { owner: "acme", repository: "shop", number: 4 },
      { owner: null, repository: null, number: 7 },
    ]);
  });

  it("has nothing to find in an empty body", () => {
    expect(mentions(null)).toEqual([]);
    expect(visibleText("")).toBe("");
  });
});
