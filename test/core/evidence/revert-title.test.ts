import { describe, expect, it } from "@jest/globals";
import {
  type ChangeRef,
  isRevertTitle,
  plainTitle,
  readLine,
  readList,
  readTitle,
  type RevertText,
  splitNumber,
} from "../../../src/core/evidence/revert-title.ts";

const SHA = "4be1c0ffee4be1c0ffee4be1c0ffee4be1c0ffee";
const LETTERS = "abcdefabcdefabcdefabcdefabcdefabcdefabcd";

const short = (ref: ChangeRef): string => {
  if (ref.kind === "pull") return `${ref.repository ?? ""}#${ref.number}`;
  return ref.kind === "commit" ? ref.sha : `${ref.whole ? "" : "~"}${ref.title}`;
};
const said = ({ reverts, restores }: RevertText): string[] => [
  ...reverts.map(short),
  ...restores.map((ref) => `+${short(ref)}`),
];

describe("a revert's title", () => {
  it.each([
    ["Backout #41", ["#41"]],
    ["Back-out #41", ["#41"]],
    ["Backed out #41", ["#41"]],
    ["Backing out #41", ["#41"]],
    ["Rollback #41", ["#41"]],
    ["Rolls back #41", ["#41"]],
    ["Undo #41", ["#41"]],
    ["Undoes #41", ["#41"]],
    ["Reverted #41", ["#41"]],
    ["Unrevert #41", ["+#41"]],
    ["Un-reverts #41", ["+#41"]],
    ["Re-lands #41", ["+#41"]],
    ["Re-apply #41", ["+#41"]],
    ["Reapplies #41", ["+#41"]],
    ["[revert] Limit the pool", ["Limit the pool"]],
    ["[Reverts]Limit the pool", ["Limit the pool"]],
    ["[a] [b]Revert #41", ["#41"]],
    [":rewind: Revert #41", ["#41"]],
    [":rewind:Revert #41", ["#41"]],
    ["revert(pool): #41", ["#41"]],
    ["revert(pool)!: #41", ["#41"]],
    ["reapply: limit the pool", ["+limit the pool"]],
    ["reland: limit the pool", ["+limit the pool"]],
    ["fix:revert #41", ["#41"]],
    ["Revert revert of #41", ["+#41"]],
    ["Reapply the revert of #41", ["+the revert of #41"]],
    ["Revert not the revert of #41", ["not the revert of #41"]],
    ["Revert changes from PR #41", ["#41"]],
    ["Revert change of pull request #41", ["#41"]],
    ["Revert pull requests #41 and #42", ["#41", "#42"]],
    [`Revert commits ${SHA}`, [SHA]],
    [`Revert commit ${LETTERS}`, [LETTERS]],
    ["Revert 41", ["#41"]],
    ["Revert 41(Limit the pool)", ["#41"]],
    ["Revert 41 limits", ["41 limits"]],
    ["Revert 'Limit' and test", ["'Limit' and test"]],
    ["Revert limits of 'pools'", ["limits of 'pools'"]],
    ["Revert", []],
    ["fix: revert", []],
    ["Revert (#41)", ["#41"]],
    ['fix: revert "Limit the pool" on staging', []],
    ["fix: revert #41 on staging", []],
    ['Revert "A"+"B"', ["A", "B", 'A"+"B']],
    ['Revert "A" and "B"', ["A", "B", 'A" and "B']],
    ["Revert http://ghe.example.com/acme/shop/pull/41", ["acme/shop#41"]],
    ["Revert #41,#42", ["#41", "#42"]],
    ["Revert #41, and #42", ["#41", "#42"]],
    ["Revert abcdefa", ["abcdefa"]],
  ])("%s", (title, expected) => {
    expect(said(readTitle(title))).toEqual(expected);
    expect(isRevertTitle(title)).toBe(true);
  });

  it.each([
    ['Revert "Limit the pool (…', ["~Limit the pool"]],
    ['Revert "Limit the pool (acme/sh…', ["~Limit the pool"]],
    ['Revert "Limit the pool (a b…', ["~Limit the pool (a b"]],
    ['Revert "(#4…', ["~(#4"]],
    ['Revert "Limit ..."', ["~Limit"]],
    ['Revert "Limit… the pool"', ["Limit… the pool"]],
    ['Revert " Limit the pool "', ["Limit the pool"]],
    ['Revert "Limit ", "Revert "more"', ["Limit", 'Revert "more', 'Limit ", "Revert "more']],
    ['Revert "Reapply "', ['~Reapply "']],
    ['Revert "', []],
  ])("that was cut off, or looks so: %s", (title, expected) => {
    expect(said(readTitle(title))).toEqual(expected);
  });

  it("reads the button's branch at its beginning only", () => {
    expect(said(readTitle('Revert "Limit"', "revert-41-limit"))).toEqual(["Limit", "#41"]);
    expect(said(readTitle('Revert "Limit"', "oscar-revert-41-limit"))).toEqual(["Limit"]);
    expect(said(readTitle('Reapply "Limit"', "revert-41-limit"))).toEqual(["+Limit"]);
  });
});

describe("a title that is none of a revert", () => {
  it.each([
    "Limit the pool [revert]",
    "No [revert] #41",
    "Do Un-revert #41",
    "Limit :rewind: it",
    "",
  ])("%j", (title) => {
    expect(readTitle(title)).toEqual({ reverts: [], restores: [] });
    expect(isRevertTitle(title)).toBe(false);
  });
});

describe("a line of a body", () => {
  it.each([
    ["This PR reverts #41", ["#41"]],
    ["This reverts the change of #41", ["#41"]],
    ["It relands #41.", ["+#41"]],
    [`Reverts ${SHA} and more`, [SHA]],
    ["So it reverts #41", []],
    ["Reverts the pool of #41", []],
    ["Limit the pool", []],
  ])("%s", (line, expected) => {
    expect(said(readLine(line))).toEqual(expected);
  });
});

describe("the parts of a title", () => {
  it("are spelled with single blanks and straight quotes", () => {
    expect(plainTitle("  Revert\t “Limit „the”  pool ")).toBe('Revert "Limit "the" pool');
  });

  it("end in a number only where it is all that stands in the parentheses", () => {
    const pull = { kind: "pull", repository: null, number: 41 };
    expect(splitNumber("Limit  (#41)")).toEqual({ title: "Limit", pull });
    expect(splitNumber("(#41)")).toEqual({ title: "", pull });
    for (const title of [
      "Limit (x)",
      "Limit #41)",
      "Limit (#0)",
      "Limit (see #41)",
      "Limit (#41 too)",
      "Limit (#41) x",
    ])
      expect(splitNumber(title)).toEqual({ title, pull: null });
    const address = "https://github.com/acme/shop/pull/41";
    expect(splitNumber(`Limit (${address})`).pull).toEqual({ ...pull, repository: "acme/shop" });
    for (const text of [`x${address}`, `${address}/files`, "https://acme/shop/issues/41"])
      expect(splitNumber(`Limit (${text})`).pull).toBeNull();
  });

  it("are numbers and hashes one behind the other, as far as they go", () => {
    const list = (text: string, hashes?: boolean) => readList(text, hashes).refs.map(short);
    expect(list("#41 & #42+#43: then #44")).toEqual(["#41", "#42", "#43"]);
    expect(readList("4be1c0f #41 later").end).toBe(12);
    expect([list("aaaaaaa"), list("1234567"), list("a234567"), list("7abcdef")]).toEqual([
      [],
      [],
      ["a234567"],
      ["7abcdef"],
    ]);
    expect([list("aaaaaaa", true), list("1234567", true), list(LETTERS)]).toEqual([
      ["aaaaaaa"],
      ["1234567"],
      [LETTERS],
    ]);
    expect([list("4be1c0f/x"), list("#41-2"), list("#41st"), list("x")]).toEqual([[], [], [], []]);
  });
});
