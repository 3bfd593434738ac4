import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { type ChangeRef, pullTitles, readCommitText, readPullText } from "../../../src/core/evidence/revert-text.ts";

const SHA = "4be1c0ffee4be1c0ffee4be1c0ffee4be1c0ffee";
const OTHER = "0ddba11ad50ddba11ad50ddba11ad50ddba11ad5";

const short = (ref: ChangeRef): string => {
  if (ref.kind === "pull") return `${ref.repository ?? ""}#${ref.number}`;
  return ref.kind === "commit" ? ref.sha.slice(0, 7) : `${ref.whole ? "" : "~"}${ref.title}`;
};
const said = ({ reverts, restores }: ReturnType<typeof readPullText>): string[] => [
  ...reverts.map(short),
  ...restores.map((ref) => `+${short(ref)}`),
];
const pull = (title: string, body = "", branch: string | null = null): string[] =>
  said(readPullText(title, body, branch));
const commit = (message: string): string[] => said(readCommitText(message).says);

describe("a revert's title", () => {
  it.each([
    // Numbers.
    ["Revert #41", ["#41"]],
    ["Revert 41 (Limit the pool)", ["#41"]],
    ["Reverts #41, #42 and #43", ["#41", "#42", "#43"]],
    ["revert PR #41: it broke checkout", ["#41"]],
    ["Revert acme/shop#41", ["acme/shop#41"]],
    ["Revert https://github.com/acme/shop/pull/41", ["acme/shop#41"]],
    ["Back out #41", ["#41"]],
    ["Roll back #41", ["#41"]],
    ["[hotfix] Revert #41", ["#41"]],
    ["Revert: #41", ["#41"]],
    ["Rollback: #41", ["#41"]],
    ["backout(pool): #41", ["#41"]],
    ["SHOP-12: Revert #41", ["#41"]],
    ["SHOP-12 Revert #41", ["#41"]],
    ["\u23ea\ufe0f Revert #41", ["#41"]],
    ["Merged PR 45: Revert #41", ["#41"]],
    ["revert: limit the pool (#41)", ["#41"]],
    // The last number in the outermost quotes, and only where it stands outside the inner ones.
    ['Revert "Limit the pool (#41)"', ["#41", "Limit the pool (#41)"]],
    ['Revert "Revert "Limit the pool (#41)" (#45)"', ["#45", 'Revert "Limit the pool (#41)" (#45)']],
    ['Revert "Revert "Limit the pool (#41)""', ['Revert "Limit the pool (#41)"']],
    ['Revert "Limit (again, see #7) the pool (#41)"', ["#41", "Limit (again, see #7) the pool (#41)"]],
    ['Revert "Fix the crash of #7"', ["Fix the crash of #7"]],
    ['Revert "Merge pull request #41 from acme/limit"', ["#41"]],
    ['Revert "Revert "Merge pull request #41 from acme/limit""', ['Revert "Merge pull request #41 from acme/limit"']],
    ['Revert "Bump `pg` (acme/api#41)"', ["acme/api#41", "Bump `pg` (acme/api#41)"]],
    // Titles alone.
    ['Revert "Limit the pool"', ["Limit the pool"]],
    ["Revert “Limit the pool”", ["Limit the pool"]],
    ["Revert 'Limit the pool'", ["Limit the pool"]],
    ['Revert "Say "hello" to `all`"', ['Say "hello" to `all`']],
    ['Revert "Limit the pool", until Monday', ["Limit the pool"]],
    [
      'Revert "Limit the pool" + "Limit the queue"',
      ["Limit the pool", "Limit the queue", 'Limit the pool" + "Limit the queue'],
    ],
    ["Revert limit the pool", ["limit the pool"]],
    // Cut off.
    ['Revert "Limit the pool to what the data…', ["~Limit the pool to what the data"]],
    ['Revert "Limit the pool to the database (#…"', ["~Limit the pool to the database"]],
    ['Revert "Limit the pool to the database (#4…"', ["~Limit the pool to the database"]],
    ['Revert "Revert "Limit the pool (#41)" (#…"', ['~Revert "Limit the pool (#41)"']],
    ['Revert "Revert "Limit the pool', ['~Revert "Limit the pool']],
    // Commits.
    [`Revert ${SHA.slice(0, 9)}`, ["4be1c0f"]],
    ["Revert 20260301 image", ["20260301 image"]],
    // Back again.
    ['Reapply "Limit the pool (#41)"', ["+#41", "+Limit the pool (#41)"]],
    ["Un-revert #41 and raise the limit", ["+#41"]],
    ["Reland #41", ["+#41"]],
    ["Revert the revert of #41", ["+#41"]],
    ['Revert "Reapply "Limit the pool""', ['Reapply "Limit the pool"']],
    // Behind another type, only what names a thing beyond doubt.
    ['chore(db): revert "Limit the pool (#41)"', ["#41", "Limit the pool (#41)"]],
    ["fix: revert #41", ["#41"]],
  ])("%s", (title, expected) => {
    expect(pull(title)).toEqual(expected);
    expect(pull(`  ${title.replaceAll(" ", "  ")} `)).toEqual(expected);
  });

  it.each([
    "Limit the pool",
    "fix: revert the pool's limit on staging",
    "fix: revert #41's timeout to 5 s",
    "Revertible migrations",
    "Reverting-friendly names",
    'Explain Revert "Limit the pool (#41)"',
    "Rollback button for #41",
    "Relanding page",
  ])("%s: is none, or names nothing that counts", (title) => {
    expect(pull(title, "See #41.").filter((one) => /^[\w/.-]*#/.test(one))).toEqual([]);
  });

  it("takes the button's branch where the title has no number, and only there", () => {
    expect(pull('Revert "Limit the pool"', "", "revert-41-limit")).toEqual(["#41"]);
    expect(pull('Revert "Limit the pool (#40)"', "", "revert-41-limit")).toEqual(["#40", "Limit the pool (#40)"]);
    expect(pull("Limit the pool", "", "revert-41-limit")).toEqual([]);
    expect(
      commit('Merge pull request #46 from acme/revert-45-revert-41-limit\n\nRevert "Revert "Limit the pool""'),
    ).toEqual(["#45"]);
    expect(commit("Merge pull request #46 from acme/revert-45-config\n\nTidy the configuration")).toEqual([]);
  });

  it("joins what GitHub cut off with the rest in the body", () => {
    const title = 'Revert "Limit the pool to what the database can bear, and o…';
    expect(pull(title, `…ther limits (#41)"\n\nThis reverts commit ${SHA}.`)).toEqual(["#41", "4be1c0f"].reverse());
    expect(pull(title, '…ther limits"')).toEqual(["Limit the pool to what the database can bear, and other limits"]);
    expect(pullTitles("Limit the pool to what the database can bear, and o…", "…ther limits\n\nBecause.")).toEqual([
      "Limit the pool to what the database can bear, and other limits",
      "Limit the pool to what the database can bear, and o…",
    ]);
  });
});

describe("a body", () => {
  it("is the button's: its first paragraph counts whatever the title, and more than a number in it", () => {
    expect(pull("Limit nothing", "Reverts acme/shop#41")).toEqual(["acme/shop#41"]);
    expect(pull("Limit nothing", "\r\nReverts #41\r\n\r\nIt broke #12.")).toEqual(["#41"]);
    expect(pull('Revert "Fix the crash (#12)"', "Reverts acme/shop#41")).toEqual(["acme/shop#41"]);
    expect(pull("Limit nothing", "It broke.\n\nReverts acme/shop#41")).toEqual([]);
    expect(pull("Limit nothing", "- Reverts acme/shop#41. The rest stays.")).toEqual([]);
    expect(pull("Limit nothing", "Reverts acme/shop#41 in part")).toEqual([]);
  });

  it("names hashes whatever the title, those of what is taken back only", () => {
    expect(pull("Limit nothing", `This reverts commit ${SHA}.`)).toEqual(["4be1c0f"]);
    expect(pull("x", `This reverts commit ${SHA}, reversing\nchanges made to ${OTHER}.`)).toEqual(["4be1c0f"]);
    expect(pull("x", `This reverts commit ${SHA}.\nThis reverts commit ${OTHER}.`)).toEqual(["4be1c0f", "0ddba11"]);
    expect(pull("x", `This reverts commits ${SHA},\n${OTHER} and ${SHA}.`)).toEqual(["4be1c0f", "0ddba11"]);
    expect(pull("x", `This reverts commit ${SHA.slice(0, 8).toUpperCase()}.`)).toEqual(["4be1c0f"]);
    expect(pull("x", `This partially reverts commit ${SHA}.`)).toEqual([]);
    expect(pull("x", `> This reverts commit ${SHA}.`)).toEqual([]);
    expect(pull("x", `<!-- This reverts commit ${SHA}. -->`)).toEqual([]);
    expect(pull("x", `<!-- This reverts commit ${SHA}.`)).toEqual([]);
    expect(pull("x", `This reverts commit \`${SHA}\`.`)).toEqual(["4be1c0f"]);
    expect(pull("x", `This reverts commit https://github.com/acme/shop/commit/${SHA}.`)).toEqual(["4be1c0f"]);
    expect(pull("x", `As it says: "This reverts commit ${SHA}."`)).toEqual([]);
    expect(pull("x", `As it says: \`This reverts commit ${SHA}.\``)).toEqual([]);
    expect(pull("x", `The log:\n~~~\nThis reverts commit ${SHA}.\n~~~`)).toEqual([]);
    expect(pull("x", `The log:\n~~~\nThis reverts commit ${SHA}.`)).toEqual(["4be1c0f"]);
    expect(pull("x", `This relands commit ${SHA}.`)).toEqual(["+4be1c0f"]);
    expect(pull('Reapply "Limit the pool"', `This reverts commit ${SHA}.`)).toEqual(["4be1c0f", "+Limit the pool"]);
  });

  it("names numbers below a revert's title only", () => {
    const list = '* Revert "Limit the pool (#41)"\n\n* Revert "Limit the queue (#42)"\n\n* Format';
    expect(pull("Revert both limits", list)).toEqual(["#41", "#42"]);
    expect(pull("Format", list)).toEqual([]);
    expect(pull("Revert the limit", "It broke checkout.\n\nReverts #41, see #12.\nCloses #12")).toEqual(["#41"]);
    expect(pull("Revert the limit", "PR-URL: https://github.com/acme/shop/pull/46\nClose: #46\nRefs: #12")).toEqual([
      "the limit",
    ]);
    expect(pull("Revert the limit", "reverts: #41")).toEqual(["#41"]);
    expect(pull("Revert the limit", "```\nReverts #41\n```")).toEqual(["the limit"]);
    expect(pull("revert: limit the pool", `Refs: ${SHA.slice(0, 7)}, ${OTHER.slice(0, 7)}`)).toEqual([
      "4be1c0f",
      "0ddba11",
    ]);
    expect(pull('Revert "Limit the pool"', `Refs: ${SHA}`)).toEqual(["Limit the pool"]);
    expect(pull("revert: limit the pool", `This reverts commit ${SHA}.\n\nRefs: ${OTHER}`)).toEqual(["4be1c0f"]);
    expect(pull("Limit the pool", `Refs: ${SHA}`)).toEqual([]);
    expect(pull("Revert the limit", "Reverted changes.\n\nReverted")).toEqual(["the limit"]);
    expect(pull('Revert "Limit" for CI', `* Revert "Limit (#41)"\n\nThis reverts commit ${SHA}.`)).toEqual([
      "#41",
      "4be1c0f",
    ]);
  });

  it("of a squash leaves out what began and ended within it", () => {
    const ordinary = `* Use the old path (#40)\n\nRevert "Use the old path (#40)"\n\nThis reverts commit ${SHA}.\n\n* Format`;
    expect(pull("Fix the path", ordinary)).toEqual([]);
    const toAndFro = `* Revert "Limit"\n\nThis reverts commit ${SHA}.\n\n* Revert "Revert "Limit""\n\nThis reverts commit ${OTHER}.`;
    expect(pull("Try without the limit", toAndFro)).toEqual([]);
    expect(pull("Try", toAndFro.replace('Revert "Revert "Limit""', 'Reapply "Limit"'))).toEqual([]);
    const thrice = `${toAndFro}\n\n* Revert "Limit"\n\nThis reverts commit ${OTHER}.`;
    expect(pull("Try without the limit", thrice)).toEqual(["0ddba11"]);
    expect(pull("Try", toAndFro.split("\n\n").slice(0, 2).join("\n\n"))).toEqual(["4be1c0f"]);
  });
});

describe("a commit's message", () => {
  it("has its own number at the end of its subject, which it never takes back", () => {
    expect(readCommitText("Limit the pool (#41)\n\nText")).toEqual({
      titles: ["Limit the pool", "Limit the pool (#41)"],
      number: 41,
      says: { reverts: [], restores: [] },
    });
    expect(readCommitText('Revert "Limit the pool" (#45)')).toMatchObject({
      number: 45,
      titles: ['Revert "Limit the pool"', 'Revert "Limit the pool" (#45)'],
    });
    expect(commit('Revert "Limit the pool" (#45)')).toEqual(["Limit the pool"]);
    expect(commit("Revert #41 (#45)")).toEqual(["#41"]);
    expect(commit("Un-revert #41 and raise it  (#45)")).toEqual(["+#41"]);
    expect(readCommitText('Revert "Limit the pool (#41)"').number).toBeNull();
    expect(commit('Revert "Limit the pool of connecti… (acme/shop#45)')).toEqual(["~Limit the pool of connecti"]);
  });

  it("of a merge has the pull request's title below", () => {
    const text = readCommitText(
      `Merge pull request #45 from acme/undo\n\nRevert "Limit the pool"\n\nReverts acme/shop#41`,
    );
    expect(text).toMatchObject({ number: 45 });
    expect(text.titles).toEqual(['Revert "Limit the pool"', "Merge pull request #45 from acme/undo"]);
    expect(said(text.says)).toEqual(["acme/shop#41"]);
    expect(commit("Merge pull request #45 from acme/undo")).toEqual([]);
  });
});

describe("any text", () => {
  const piece = fc.oneof(
    fc.constantFrom(
      'Revert "',
      "Revert ",
      'Reapply "',
      '"',
      "#41",
      "(#41)",
      "…",
      "\n",
      "\n\n",
      "* ",
      "> ",
      "<!--",
      "-->",
      " ",
    ),
    fc.constantFrom(
      "This reverts commit ",
      SHA,
      ", reversing",
      "Reverts ",
      "acme/shop#41",
      "Merge pull request #4 from a/b",
    ),
    fc.string({ maxLength: 12 }),
  );
  const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(""));

  it("is read without a throw, and the same with either line end", () => {
    fc.assert(
      fc.property(text, text, (title, raw) => {
        const body = raw.replaceAll("\r", "");
        const line = title.replaceAll(/[\r\n]/g, " ");
        expect(readPullText(line, body.replaceAll("\n", "\r\n"))).toEqual(readPullText(line, body));
        expect(readCommitText(`${line}\r\n\r\n${body.replaceAll("\n", "\r\n")}`)).toEqual(
          readCommitText(`${line}\n\n${body}`),
        );
      }),
    );
  });

  it("names what has a number above none, and what is long as well", () => {
    fc.assert(
      fc.property(text, (body) => {
        const { says } = readCommitText(body);
        for (const ref of [...says.reverts, ...says.restores]) {
          if (ref.kind === "pull") expect(ref.number).toBeGreaterThan(0);
          if (ref.kind === "commit") expect(ref.sha).toMatch(/^[0-9a-f]{7,40}$/);
          if (ref.kind === "title") expect(ref.title.trim()).not.toBe("");
        }
      }),
    );
    for (const unit of [
      'Revert "',
      "(",
      "[a] ",
      "#1, ",
      '* Revert "x"\n',
      "…",
      "This reverts commit ",
      "\n",
      "a/",
      "<!--",
      "abcdef12 ",
    ]) {
      const long = unit.repeat(Math.ceil(65_536 / unit.length));
      expect(() => [readPullText(long, long), readCommitText(long), readPullText("Revert #1", long)]).not.toThrow();
    }
  });
});
