/** `people.away`, `reminders.paused` and `reminders.pause_label`. */
import { describe, expect, it } from "@jest/globals";
import { formatDiagnostic, parsePolicy } from "../../../src/core/policy/parse.ts";
import { policyWarnings } from "../../../src/core/policy/warnings.ts";

const problems = (text: string): string[] => parsePolicy(`version: 1\n${text}`, "q.yml").problems.map(formatDiagnostic);
const away = (...entries: readonly string[]): string =>
  `people:\n  away:\n${entries.map((one) => `    - ${one}\n`).join("")}`;
const BEN = "{login: ben, from: 2027-04-12, until: 2027-04-16, delegate: '@cho'}";

describe("R-O3 people.away", () => {
  it("reads who is away from when until when, and who stands in", () => {
    const { policy } = parsePolicy(
      `version: 1\n${away(BEN, BEN.replace("until: 2027-04-16", "until: 2027-04-12"))}`,
      "q.yml",
    );
    expect(policy?.people.away).toEqual([
      { login: "ben", from: "2027-04-12", until: "2027-04-16", delegate: "cho" },
      { login: "ben", from: "2027-04-12", until: "2027-04-12", delegate: "cho" },
    ]);
    expect(policy === null ? [] : policyWarnings(away(BEN, BEN), policy, "q.yml", null)).toEqual([]);
  });

  it.each([
    [BEN.replace("2027-04-16", "2027-04-11"), "`people.away[0]` does not add up; make `until` no earlier than `from`."],
    [
      BEN.replace("'@cho'", "Ben"),
      "`people.away[0]` does not add up; name somebody else as `delegate` than who is away.",
    ],
    [BEN.replace("2027-04-16", "soon"), "`people.away[0].until` cannot be `soon`; write a day such as `2026-03-31`."],
    [BEN.replace(", delegate: '@cho'", ""), "`people.away[0].delegate` is missing;"],
    [
      BEN.replace("until:", "last_day:"),
      "`people.away[0].last_day` is no setting; known here: `login`, `from`, `until`, `delegate`.",
    ],
    [BEN.replace("delegate:", "deleqate:"), "did you mean `delegate`?"],
  ])("refuses %s", (entry, message) => {
    expect(problems(away(entry)).join("\n")).toContain(message);
  });
});

describe("R-O3 pausing", () => {
  it("names incidents by number, and a label of its own", () => {
    const { policy } = parsePolicy("version: 1\nreminders: {paused: [12, 13], pause_label: on hold}", "q.yml");
    expect(policy?.reminders).toMatchObject({ paused: [12, 13], pause_label: "on hold" });
    expect(parsePolicy("version: 1", "q.yml").policy?.reminders).toMatchObject({
      paused: [],
      pause_label: "quench: paused",
    });
    expect(problems("reminders: {paused: [0]}").join()).toContain("write a whole number from 1");
    expect(problems("reminders: {pause_label: Hardening}").join()).toContain("give each a label of its own");
  });
});
