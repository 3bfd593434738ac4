import { describe, expect, it } from "@jest/globals";
import { COMMANDS } from "../../../src/cli/commands.ts";
import { commandHelp, exitsOf, optionWords, overview } from "../../../src/cli/frame/help.ts";

describe("the page of a command", () => {
  it.each(COMMANDS.map((command) => [command.name, command] as const))("is complete: %s", (name, command) => {
    const page = commandHelp(command, false);
    expect(page.split("\n")[0]).toMatch(new RegExp(`^quench ${name}: `));
    for (const option of command.options) expect(page).toContain(`  ${optionWords(option)}`);
    for (const { name: operand } of command.operands) expect(page).toContain(`  ${operand}`);
    for (const { line, what } of command.examples) {
      expect(page).toContain(`\n  ${line}`);
      expect(page.replace(/\s+/g, " ")).toContain(`${line} # ${what}`.replace(/\s+/g, " "));
    }
    for (const code of Object.keys(exitsOf(command))) expect(page).toMatch(new RegExp(`\n  ${code} `));
    expect(command.examples.length).toBeGreaterThan(0);
    expect(Object.keys(exitsOf(command))).toEqual(expect.arrayContaining(["0", "1"]));
    // Examples are there to be copied: they alone may be longer than a terminal is wide.
    const examples = new Set(command.examples.map(({ line }) => `  ${line}`));
    const long = page.split("\n").filter((line) => line.length > 80 && !examples.has(line));
    expect(long).toEqual([]);
  });

  it("has each option once, in words without a period", () => {
    for (const { options } of COMMANDS) {
      const names = options.flatMap(({ name, short }) => [name, ...(short === undefined ? [] : [short])]);
      expect(new Set(names).size).toBe(names.length);
      for (const { name, what, value, fallback } of options) {
        expect(name).toMatch(/^[a-z][a-z-]*$/);
        expect(what).not.toMatch(/\.$/);
        if (fallback !== undefined) expect(value).toBeDefined();
      }
    }
  });

  it("is bold where that can be seen, and says the same", () => {
    const [first] = COMMANDS;
    if (first === undefined) throw new Error("no commands");
    const bare = (text: string): string => text.replaceAll("\u001b[1m", "").replaceAll("\u001b[0m", "");
    expect(commandHelp(first, true)).toContain("\u001b[1mOptions\u001b[0m");
    expect(bare(commandHelp(first, true))).toBe(commandHelp(first, false));
    expect(bare(overview(COMMANDS, true))).toBe(overview(COMMANDS, false));
  });
});
