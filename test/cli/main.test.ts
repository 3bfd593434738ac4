import { describe, expect, it } from "@jest/globals";
import { COMMANDS } from "../../src/cli/commands.ts";
import { main, wantsDebug } from "../../src/cli/main.ts";
import { type Said, said } from "../support/said.ts";

function run(...argv: string[]): Promise<Said> {
  return said(() => main(argv));
}

describe("help", () => {
  it("tells every command on one screen", async () => {
    for (const argv of [["help"], ["--help"], ["-h"]]) {
      const { code, out, err } = await run(...argv);
      expect([code, err]).toEqual([0, ""]);
      for (const { name, line } of COMMANDS) expect(out).toContain(`  ${name.padEnd(12)}  ${line.slice(0, 40)}`);
      for (const heading of ["Look at incidents", "Set up", "Run", "Try"]) expect(out).toContain(`\n${heading}\n`);
      const lines = out.split("\n");
      expect(lines.length).toBeLessThan(40);
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
      expect(out).not.toContain("\u001b");
    }
  });

  it("tells one command, by its name or its option, whatever else is wrong", async () => {
    const page = await run("help", "evaluate");
    expect([page.code, page.err]).toEqual([0, ""]);
    for (const part of [
      "--snapshot FILE",
      "quench evaluate acme/shop#12  # may it close",
      "Exit codes",
      "GITHUB_TOKEN",
    ]) {
      expect(page.out).toContain(part);
    }
    for (const argv of [
      ["evaluate", "--help"],
      ["evaluate", "-h"],
      ["-h", "evaluate"],
      ["evaluate", "--nonsense", "a", "b", "-h"],
    ]) {
      expect(await run(...argv)).toEqual(page);
    }
    // Behind `--` it is an argument like any other.
    expect((await run("explain", "--", "-h")).err).toContain("There is no rule `-h`");
  });

  it("tells the table to programs", async () => {
    const { out } = await run("help", "--json");
    const { commands } = JSON.parse(out) as { readonly commands: readonly { readonly name: string }[] };
    expect(commands.map(({ name }) => name)).toEqual(COMMANDS.map(({ name }) => name));
  });

  it("tells its version", async () => {
    for (const argv of [["--version"], ["-v"], ["explain", "--version"]]) {
      expect((await run(...argv)).out).toMatch(/^\d+\.\d+\.\d+\S*\n$/);
    }
  });
});

describe("what cannot be meant", () => {
  it.each([
    [["sandbx"], "There is no command `sandbx`. Did you mean `sandbox`? See `quench help`.\n"],
    [["SERVE"], "There is no command `SERVE`. Did you mean `serve`? See `quench help`.\n"],
    [["check"], "There is no command `check`. Did you mean `check-policy`? See `quench help`.\n"],
    [["constructor"], "There is no command `constructor`. See `quench help`.\n"],
    [[""], "There is no command ``. See `quench help`.\n"],
    [
      ["acme/shop#12"],
      "There is no command `acme/shop#12`. Did you mean `quench evaluate acme/shop#12`? See `quench help`.\n",
    ],
    [["acme/shop"], "There is no command `acme/shop`. Did you mean `quench report acme/shop`? See `quench help`.\n"],
    [["--json"], "`--json` stands behind a command: `quench evaluate --json`. See `quench help`.\n"],
    [["--json", "explain"], "`--json` stands behind a command: `quench explain --json`. See `quench help`.\n"],
    [["version"], "There is no command `version`. Did you mean `quench --version`? See `quench help`.\n"],
    [["evaluate", ""], "`OWNER/REPO#N` is empty: is a variable of the shell not set? See `quench help evaluate`.\n"],
    [["--nope", "help"], "There is no option `--nope` before a command. See `quench help`.\n"],
    [["help", "evalute"], "There is no command `evalute`. Did you mean `evaluate`? See `quench help`.\n"],
    [["explain", "--jsn"], "There is no option `--jsn`. Did you mean `--json`? See `quench help explain`.\n"],
    [["serve", "now"], "`now` is too much: `quench serve` takes options only. See `quench help serve`.\n"],
    [
      ["forms", "--write", "--check"],
      "`--write` and `--check` are two things: give one of them. See `quench help forms`.\n",
    ],
    [
      ["parse"],
      "`--form` is missing: give the issue form, as in `--form .github/ISSUE_TEMPLATE/bug.yml`. See `quench help parse`.\n",
    ],
    [["completion"], "The shell is missing: give one of bash, zsh, fish. See `quench help completion`.\n"],
    [["init", "--mode", "enforce"], "`--mode` is `enforce`: give `shadow` or `warn`. See `quench help init`.\n"],
  ] as const)("is refused in one sentence: %j", async (argv, sentence) => {
    expect(await run(...argv)).toEqual({ code: 1, out: "", err: sentence });
  });

  it.each(["x", "70000", "-1", "1.5", "+80", "1e3", " 80"])("refuses the port %j", async (port) => {
    const told = `\`--port\` is \`${port}\`: give a whole number from 0 to 65535. See \`quench help sandbox\`.\n`;
    expect(await run("sandbox", `--port=${port}`)).toEqual({ code: 1, out: "", err: told });
  });

  it("obeys nothing that a terminal would", async () => {
    const { err } = await run("\u001b[31m\u202ered\u0007");
    expect(err).toBe("There is no command `[31mred`. See `quench help`.\n");
    expect((await run("explain", `--${"x".repeat(5000)}`)).err.length).toBeLessThan(200);
  });

  it("refuses to serve without credentials, and tells all that is missing", async () => {
    const env = process.env;
    process.env = {};
    try {
      const { code, err } = await run("serve");
      expect(code).toBe(1);
      for (const name of ["APP_ID", "PRIVATE_KEY", "WEBHOOK_SECRET"]) expect(err).toContain(`  - ${name}`);
    } finally {
      process.env = env;
    }
  });
});

describe("the stack", () => {
  it("is told only where it is asked for", async () => {
    expect(wantsDebug(["explain"], {})).toBe(false);
    expect(wantsDebug(["explain", "--debug"], {})).toBe(true);
    expect(wantsDebug(["explain", "--", "--debug"], {})).toBe(false);
    expect(wantsDebug([], { DEBUG: "1" })).toBe(true);
    expect(wantsDebug([], { DEBUG: "" })).toBe(false);
    expect((await run("--debug", "explain", "R-S2")).out).toBe((await run("explain", "R-S2", "--debug")).out);
  });
});
