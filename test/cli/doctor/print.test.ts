import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "@jest/globals";
import { exitCode, fail, type Group, ok, unknown, verdictOf, warn } from "../../../src/cli/doctor/line.ts";
import { doctorJson, doctorText } from "../../../src/cli/doctor/print.ts";
import { HOSTILE } from "../../support/hostile-text.ts";

const group = (...lines: Group["lines"]): readonly Group[] => [{ name: "Labels", lines }];

describe("a doctor's verdict", () => {
  it.each([
    [group(ok("a", "x")), "All is well.", 0],
    [group(ok("a", "x"), warn("b", "x")), "All is well, with 1 warning.", 0],
    [group(unknown("a", "x"), warn("b", "x"), warn("c", "x")), "1 could not be checked, 2 warnings.", 3],
    [group(fail("a", "x"), fail("b", "x"), unknown("c", "x")), "2 things to mend, 1 could not be checked.", 2],
    [group(fail("a", "x")), "1 thing to mend.", 2],
  ] as const)("counts what is to be done", (groups, verdict, code) => {
    expect(verdictOf(groups)).toBe(verdict);
    expect(exitCode(groups)).toBe(code);
    expect(doctorText(groups, false).startsWith(`${verdict}\n\nLabels\n`)).toBe(true);
    expect(doctorJson(groups, null)).toMatchObject({ schema: "quench/doctor/1", repository: null, verdict });
  });
});

describe("a doctor's line", () => {
  it("keeps a command and an address on one line, to be copied", () => {
    const command = `gh label create ${"long-".repeat(20)} --repo acme/shop`;
    const url = `https://github.com/acme/shop/${"x".repeat(100)}`;
    const text = doctorText(group(fail("label", "there is no label", `\`${command}\``, url)), false);
    expect(text).toBe(
      `1 thing to mend.\n\nLabels\n  FAIL     there is no label\n           → ${command}\n             ${url}\n`,
    );
  });

  it("colors on a terminal alone, and says the same", () => {
    const groups = group(ok("a", "there"), fail("b", "gone", "mend it"));
    const colored = doctorText(groups, true);
    expect(colored).toContain("\u001b[31mFAIL   \u001b[0m");
    expect(stripVTControlCharacters(colored)).toBe(doctorText(groups, false));
  });

  it("leaves out groups that have none", () => {
    expect(doctorText([{ name: "Webhook", lines: [] }, ...group(ok("a", "there"))], false)).not.toContain("Webhook");
  });

  it.each([
    ...HOSTILE,
    "\u001b[2J\u0007gone",
    "x".repeat(60_000),
  ])("shows nothing that a terminal would obey: %j", (hostile) => {
    const text = doctorText(
      group(fail("label", `there is no label \`${hostile}\``, `name ${hostile}`, hostile)),
      false,
    );
    expect(text).not.toMatch(/[\p{Cf}\p{Zl}\p{Zp}]/u);
    const controls = [...text].filter((char) => char !== "\n" && /\p{Cc}/u.test(char));
    expect(controls).toEqual([]);
    expect(text.split("\n").filter((each) => /^\S/.test(each))).toEqual(["1 thing to mend.", "Labels"]);
  });
});
