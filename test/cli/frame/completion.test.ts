import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { COMMANDS } from "../../../src/cli/commands.ts";
import { COMMON_OPTIONS } from "../../../src/cli/frame/command.ts";
import { completionScript, type Shell, SHELLS } from "../../../src/cli/frame/completion.ts";

const folder = mkdtempSync(join(tmpdir(), "quench-completion-"));
beforeAll(() => {
  writeFileSync(join(folder, "incident.json"), "");
  writeFileSync(join(folder, "in two words.json"), "");
  mkdirSync(join(folder, "docs"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What bash offers where the last word is being typed. */
function offered(...words: string[]): readonly string[] {
  const script = `${completionScript("bash", COMMANDS)}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _quench; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { status, stdout, stderr } = spawnSync("bash", ["-c", script, "bash", "quench", ...words], {
    cwd: folder,
    encoding: "utf8",
  });
  expect([status, stderr]).toEqual([0, ""]);
  return stdout.split("\n").filter((line) => line !== "");
}

describe("completion in bash", () => {
  it("is registered, and offers commands", () => {
    const { stdout } = spawnSync("bash", ["-c", `${completionScript("bash", COMMANDS)}\ncomplete -p quench`], {
      encoding: "utf8",
    });
    expect(stdout).toBe("complete -o filenames -F _quench quench\n");
    expect(offered("")).toEqual([...COMMANDS.map(({ name }) => name), "--help", "--version"]);
    expect(offered("ev")).toEqual(["evaluate"]);
    expect(offered("nonsense", "")).toEqual([]);
  });

  it("completes a value behind a `=`, which is a word of its own to bash", () => {
    expect(offered("init", "--with", "=")).toEqual(["app", "action", "both"]);
    expect(offered("init", "--with", "=", "ac")).toEqual(["action"]);
    expect(offered("evaluate", "--snapshot", "=", "inc")).toEqual(["incident.json"]);
  });

  it("offers every option of every command", () => {
    for (const { name, options } of COMMANDS) {
      const all = [...options, ...COMMON_OPTIONS].map((one) => `--${one.name}`);
      expect([name, offered(name, "--")]).toEqual([name, all]);
    }
  });

  it("offers what an option or an argument may be", () => {
    expect(offered("init", "--mode", "")).toEqual(["shadow", "warn"]);
    expect(offered("init", "--with", "a")).toEqual(["app", "action"]);
    expect(offered("completion", "")).toEqual(["bash", "zsh", "fish"]);
    expect(offered("help", "ex")).toEqual(["explain"]);
    expect(offered("evaluate", "--snapshot", "in")).toEqual(
      expect.arrayContaining(["incident.json", "in two words.json"]),
    );
    expect(offered("record", "x", "-o", "inci")).toEqual(["incident.json"]);
    expect(offered("init", "d")).toEqual(["docs"]);
    expect(offered("sandbox", "--port", "")).toEqual([]);
  });
});

describe("completion in other shells", () => {
  it("offers every command and every option", () => {
    const [zsh, fish] = [completionScript("zsh", COMMANDS), completionScript("fish", COMMANDS)];
    for (const { name, options } of COMMANDS) {
      expect(zsh).toContain(`    '${name}:`);
      expect(zsh).toContain(`      ${name}) _arguments -s`);
      expect(fish).toContain(`-n __quench_begins -a ${name} -d '`);
      for (const option of options) {
        expect(zsh).toMatch(new RegExp(`--${option.name}[},'\\[]`));
        expect(fish).toContain(`'__quench_runs ${name}' -l ${option.name} `);
      }
    }
  });

  it.each(SHELLS)("is read by %s where it is installed", (shell: Shell) => {
    const found = spawnSync(shell, ["-c", "true"]);
    const { status, stderr } = spawnSync(shell, ["-n"], { input: completionScript(shell, COMMANDS), encoding: "utf8" });
    // A shell that is not here can say nothing; bash is always.
    if (found.error === undefined) expect([status, stderr]).toEqual([0, ""]);
    else expect(shell).not.toBe("bash");
  });

  it("ends no quote early", () => {
    for (const shell of SHELLS) {
      const script = completionScript(shell, COMMANDS)
        .replace(/\\['\\]/g, "")
        .replace(/'\\''/g, "");
      for (const line of script.split("\n").filter((each) => !each.startsWith("#"))) {
        expect([shell, line, (line.match(/'/g) ?? []).length % 2]).toEqual([shell, line, 0]);
      }
    }
  });
});
