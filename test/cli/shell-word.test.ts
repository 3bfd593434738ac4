import { execFileSync } from "node:child_process";
import { describe, expect, it } from "@jest/globals";
import { shellWord } from "../../src/cli/shell-word.ts";

describe("a word of a command line", () => {
  it.each([
    "incident",
    "sev one",
    "it's",
    "$(id)",
    "`id`",
    "a;b",
    "--flag x",
    "\\",
    "é",
  ])("is itself to a shell: %s", (text) => {
    expect(execFileSync("sh", ["-c", `printf %s ${shellWord(text)}`], { encoding: "utf8" })).toBe(text);
  });

  it("stands bare where nothing in it means anything to one", () => {
    expect(shellWord("a/b_c-1.yml")).toBe("a/b_c-1.yml");
  });
});
