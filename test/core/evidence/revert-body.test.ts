import { describe, expect, it } from "@jest/globals";
import { buttonRefs, readBody } from "../../../src/core/evidence/revert-body.ts";
import { type ChangeRef, pullTitles, readCommitText, readPullText } from "../../../src/core/evidence/revert-text.ts";

const SHA = "4be1c0ffee4be1c0ffee4be1c0ffee4be1c0ffee";
const OTHER = "0ddba11ad50ddba11ad50ddba11ad50ddba11ad5";

const short = (ref: ChangeRef): string => {
  if (ref.kind === "pull") return `${ref.repository ?? ""}#${ref.number}`;
  return ref.kind === "commit" ? ref.sha.slice(0, 7) : `${ref.whole ? "" : "~"}${ref.title}`;
};
const said = ({ reverts, restores }: ReturnType<typeof readBody>): string[] => [
  ...reverts.map(short),
  ...restores.map((ref) => `+${short(ref)}`),
];
/** Each thing once: what is said twice is settled by whoever asked. */
const body = (text: string, isRevert = true): string[] => [...new Set(said(readBody(text, isRevert)))];

describe("the button's paragraph", () => {
  it("is the first, of lines that say nothing else", () => {
    const refs = (text: string): string[] => buttonRefs(text).map(short);
    expect(refs("\n\n  Reverts #41 \nReverts acme/shop#42.\n \nReverts #43")).toEqual(["#41", "acme/shop#42"]);
    expect(refs("Reverts #41\nand more")).toEqual([]);
    expect(refs("It Reverts #41")).toEqual([]);
    expect(refs("")).toEqual([]);
  });
});

describe("a body names hashes", () => {
  it.each([
    [`This re-lands commit ${SHA}.`, ["+4be1c0f"]],
    [`This reapplies commit ${SHA}.`, ["+4be1c0f"]],
    [`~~~\nThis reverts commit ${SHA}.\n~~~\n~~~\nThis reverts commit ${OTHER}.`, ["0ddba11"]],
    [`It relands commits ${SHA}, ${OTHER}.`, ["+4be1c0f", "+0ddba11"]],
    [`It re-applies commit ${SHA}.`, ["+4be1c0f"]],
    [`This un-reverts the commit ${SHA}.`, ["+4be1c0f"]],
    [`This unreverts merge commit: ${SHA}`, ["+4be1c0f"]],
    [`This backs out commit ${SHA}.`, ["4be1c0f"]],
    [`This undoes the merge commit ${SHA}`, ["4be1c0f"]],
    ["This reverts commits aaaaaaa and", ["aaaaaaa"]],
    [`This reverts commits ${SHA} and\n${OTHER}.`, ["4be1c0f", "0ddba11"]],
    [`This reverts commit ${SHA} and others,\nsuch as ${OTHER}.`, ["4be1c0f"]],
    [`This reverts commit ${SHA} and #41.`, ["4be1c0f"]],
    [`This reverts commit http://ghe.example.com/acme/shop/commits/${SHA}.`, ["4be1c0f"]],
    [`As she said: This reverts commit ${SHA}.`, ["4be1c0f"]],
    [`Perhaps this, Thisreverts commit ${SHA}.`, []],
    ["This reverts commit abc.", []],
  ])("%j", (text, expected) => {
    expect(body(text, false)).toEqual(expected);
  });
});

describe("a body of a revert names numbers", () => {
  it.each([
    ["Reverts #41", ["#41"]],
    ["This PR reverts #41", ["#41"]],
    ["Unrevert #41", ["+#41"]],
    ["Un-revert #41", ["+#41"]],
    ["Reland #41", ["+#41"]],
    ["Re-land #41", ["+#41"]],
    ["Reapply #41", ["+#41"]],
    ["Re-apply #41", ["+#41"]],
    ["Back out #41", ["#41"]],
    ["Backs out #41", ["#41"]],
    ["Backing out #41", ["#41"]],
    ["Backout #41", ["#41"]],
    ["Roll back #41", ["#41"]],
    ["Rolls back #41", ["#41"]],
    ["Rollback #41", ["#41"]],
    ["Undo #41", ["#41"]],
    ["- Reverts #41\n-   Reverts #42", ["#41", "#42"]],
    ["a - Reverts #41", []],
    ["We would revert #41", []],
    [`See Refs: ${SHA}`, []],
    ["Refs: abc", []],
  ])("%j", (text, expected) => {
    expect(body(text)).toEqual(expected);
    expect(body(text, false).filter((one) => one.includes("#"))).toEqual([]);
  });
});

describe("a squash text", () => {
  it("takes each heading once while it stands, and its hashes with it", () => {
    const one = `* Revert "Limit (#41)"\n\nThis reverts commit ${SHA}.`;
    expect(body(`${one}\n\n${one}`)).toEqual(["#41", "Limit (#41)", "4be1c0f"]);
    expect(body(`${one}\n\n* Reapply "Limit (#41)"\n\n* Test`)).toEqual([]);
    expect(body(`* Reapply "Limit"\n\n* Revert "Reapply "Limit""`)).toEqual([]);
    expect(body('* Reapply "Limit"\n\n* Limit')).toEqual(["+Limit"]);
  });

  it("leaves out what it says of a commit of its own, in whatever order the lines stand", () => {
    expect(body('* Limit\n\n* Revert "Limit"', true)).toEqual([]);
    expect(body('* Revert "Limit"\n\n* Limit', true)).toEqual(["Limit"]);
    // What stands below another commit is that commit's.
    expect(body(`* Limit\n\n* Revert "Limit"\n\n* Test\n\nThis reverts commit ${SHA}.`)).toEqual(["4be1c0f"]);
  });

  it("does not take a heading in the middle of a line for one", () => {
    expect(body('* Explain Revert "Limit"')).toEqual([]);
    expect(body('* Explain Revert "Limit"', false)).toEqual([]);
    expect(body('* Revert "Limit"\n\n* Explain Revert "Revert "Limit""')).toEqual(["Limit"]);
  });

  it("takes back what a line above said, and neither what was brought back nor another heading's", () => {
    expect(body('* Limit\n\n* Reapply "Limit"')).toEqual(["+Limit"]);
    expect(body('* Revert "Limit"\n\n* Revert "Revert "Limit""\n\n* Revert "Limit"')).toEqual(["Limit"]);
    expect(body('*\t  Revert "Limit"\n  -  Revert "Test"')).toEqual(["Limit", "Test"]);
  });

  it("of more headings than a pull request has commits is read no further as such", () => {
    const list = Array.from({ length: 501 }, (_, at) => `* Revert "${at}"`).join("\n");
    expect(body(list)).toHaveLength(500);
  });
});

describe("a message's parts", () => {
  it("are joined only where both ends were cut off", () => {
    expect(pullTitles("Limit the pool…", "Because.")).toEqual(["Limit the pool…"]);
    expect(pullTitles("Limit the pool", "…and more")).toEqual(["Limit the pool"]);
    expect(pullTitles("Limit the po… ", "\r\n…ol")).toEqual(["Limit the pool", "Limit the po…"]);
    expect(readCommitText("\n\nText").titles).toEqual([]);
    expect(readCommitText("Limit\rText").titles).toEqual(["Limit"]);
    expect(readCommitText("Merge pull request #41 from acme/limit now\n\nLimit").titles).toEqual([
      "Merge pull request #41 from acme/limit now",
    ]);
  });

  it("are visible where no comment of HTML hides them", () => {
    const text = `<!-- a -->Reverts #41<!-- b -->`;
    expect(said(readPullText("x", `${text}\n<!--\nThis reverts commit ${SHA}.`))).toEqual(["#41"]);
    expect(said(readPullText("x", `a <!---->\nThis reverts commit ${SHA}.`))).toEqual(["4be1c0f"]);
  });

  it("say the same thing once, and by its title only where nothing else names it", () => {
    expect(said(readPullText('Revert "Limit"', `This reverts commit ${SHA}.`))).toEqual(["4be1c0f"]);
    expect(said(readPullText(`Revert ${SHA}`, '* Revert "Limit"'))).toEqual(["4be1c0f"]);
    expect(said(readPullText("Revert #41", "Reverts #41."))).toEqual(["#41"]);
    expect(said(readPullText('Revert "Limit (#41)"', '* Revert "Limit (#41)"\n* Revert "Test"'))).toEqual(["#41"]);
  });
});
