import { describe, expect, it } from "@jest/globals";
import { COMMANDS } from "../../../src/cli/commands.ts";
import type { Command } from "../../../src/cli/frame/command.ts";
import { asksForHelp, meant, readLine } from "../../../src/cli/frame/read-line.ts";

const command: Command = {
  name: "try",
  section: "try",
  line: "try",
  synopsis: ["quench try"],
  operands: [
    { name: "FILE", what: "a file" },
    { name: "WORD", choices: ["one", "two"], what: "a word" },
  ],
  options: [
    { name: "output", short: "o", value: "FILE", fallback: "-", what: "where to" },
    { name: "days", value: "N", what: "how many" },
    { name: "mode", value: "MODE", choices: ["shadow", "warn"], what: "how" },
    { name: "json", what: "as JSON" },
  ],
  examples: [],
  exits: {},
  environment: [],
  run: async () => 0,
};

function taken(...words: string[]) {
  const { text, flag, operands } = readLine(command, words);
  return { output: text("output"), days: text("days"), mode: text("mode"), json: flag("json"), operands };
}

const NONE = { output: "-", days: undefined, mode: undefined, json: false, operands: [] };

describe("a line that can be meant", () => {
  it.each([
    [[], NONE],
    [["a", "--json", "two"], { ...NONE, json: true, operands: ["a", "two"] }],
    [["--output", "x", "-"], { ...NONE, output: "x", operands: ["-"] }],
    [["--output=x=y"], { ...NONE, output: "x=y" }],
    [["-o", "x"], { ...NONE, output: "x" }],
    [["-ox"], { ...NONE, output: "x" }],
    [["-o=x"], { ...NONE, output: "x" }],
    [["-o", "-"], { ...NONE, output: "-" }],
    // A sign is no option: whoever reads the number says what it may be.
    [["--days", "-5"], { ...NONE, days: "-5" }],
    [["--days=-5", "--mode", "warn"], { ...NONE, days: "-5", mode: "warn" }],
    [["--", "--json"], { ...NONE, operands: ["--json"] }],
    [["a", "--", "two"], { ...NONE, operands: ["a", "two"] }],
  ] as const)("%j", (words, expected) => {
    expect(taken(...words)).toEqual(expected);
  });

  it("stands in every example of the table", () => {
    let read = 0;
    for (const { examples } of COMMANDS) {
      for (const { line } of examples) {
        for (const part of line.split(/[|(]/)) {
          const words =
            part
              .trim()
              .replace(/^(?:[A-Z_]+=\S+ )+/, "")
              .split(/[)>]/)[0]
              ?.trim()
              .split(/\s+/) ?? [];
          if (words[0] !== "quench") continue;
          const called = COMMANDS.find(({ name }) => name === words[1]);
          expect([line, called?.name]).toEqual([line, words[1]]);
          if (called !== undefined) expect(() => readLine(called, words.slice(2))).not.toThrow();
          read += 1;
        }
      }
    }
    expect(read).toBeGreaterThan(COMMANDS.length);
  });
});

describe("a line that cannot", () => {
  it.each([
    [["--jsn"], "There is no option `--jsn`. Did you mean `--json`?"],
    [["--jsn=1"], "There is no option `--jsn`. Did you mean `--json`?"],
    [["--out"], "There is no option `--out`. Did you mean `--output`?"],
    [["--zzz"], "There is no option `--zzz`."],
    [["--JSON"], "There is no option `--JSON`. Did you mean `--json`?"],
    [["-json"], "There is no option `-json`. Did you mean `--json`?"],
    [["-x"], "There is no option `-x`."],
    [["-5"], "There is no option `-5`."],
    [["--days"], "`--days` needs a value: `--days N`."],
    [["--days", "--json"], "`--days` needs a value: `--days N`."],
    [["--days="], "`--days` needs a value: `--days N`."],
    [["--days", ""], "`--days` needs a value: `--days N`."],
    [["-o"], "`-o` needs a value: `-o FILE`."],
    [["-o", "-h"], "`-o` needs a value: `-o FILE`."],
    [["--mode"], "`--mode` needs a value: `--mode shadow|warn`."],
    [["--mode", "Warn"], "`--mode` is `Warn`: give `shadow` or `warn`."],
    [["--json=1"], "`--json` takes no value: write it alone."],
    [["--json="], "`--json` takes no value: write it alone."],
    [["--json", "--json"], "`--json` is given twice: give it once."],
    [["--output", "a", "-o", "b"], "`-o` is given twice: give it once."],
    [["a", "three"], "`three` is no word: give `one` or `two`."],
    [["a", "tow"], "`tow` is no word: give `one` or `two`. Did you mean `two`?"],
    [["a", "two", "c"], "`c` is too much: `quench try` takes FILE WORD."],
  ] as const)("%j", (words, sentence) => {
    expect(() => readLine(command, words)).toThrow(expect.objectContaining({ name: "UsageError", message: sentence }));
  });

  it("is no ground to keep help back", () => {
    expect(asksForHelp(["--zzz", "-h"])).toBe(true);
    expect(asksForHelp(["--help=1"])).toBe(false);
    expect(asksForHelp(["--", "-h"])).toBe(false);
  });
});

describe("what was probably meant", () => {
  it("is the nearest word, or the only one that was begun", () => {
    const words = ["serve", "sandbox", "check-policy", "demo"];
    expect(meant("srve", words)).toBe("serve");
    expect(meant("SERVER", words)).toBe("serve");
    expect(meant("deom", words)).toBe("demo");
    expect(meant("check", words)).toBe("check-policy");
    expect(meant("deploy-it", words)).toBeNull();
    expect(meant("s", words)).toBeNull();
    expect(meant("", words)).toBeNull();
  });
});
