#!/usr/bin/env node
/** The `quench` command: finds what was asked for in the table of commands, and runs it. */
import { readFileSync, realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { find } from "./commands/about.ts";
import { COMMANDS } from "./commands.ts";
import { printable, UsageError } from "./frame/command.ts";
import { endWith } from "./frame/ending.ts";
import { asksForHelp, readLine } from "./frame/read-line.ts";

/** What runs where nothing is asked for. */
const DEFAULT = "start";

/**
 * Runs one command line.
 *
 * @param argv without node and script.
 * @returns the exit code: 0 done, 1 anything else; `evaluate` has codes of its own.
 */
export async function main(argv: readonly string[]): Promise<number> {
  let named: string | null = null;
  try {
    const [name = DEFAULT, ...rest] = withoutLeadingDebug(argv);
    if (name === "--version" || name === "-v") return tellVersion();
    if (name === "--help" || name === "-h") return await helpOn(rest);
    if (name.startsWith("-")) throw beforeCommand(name, rest);
    const command = find(name, COMMANDS);
    named = name;
    if (asksForHelp(rest)) return await helpOn([name]);
    const given = readLine(command, rest);
    return given.flag("version") ? tellVersion() : await command.run(given, process.env);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const page = named === null || named === "help" ? "" : ` ${named}`;
    process.stderr.write(`${error.message} See \`quench help${page}\`.\n`);
    return 1;
  }
}

/** Whether the stack is wanted where something unforeseen happens. */
export function wantsDebug(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): boolean {
  const end = argv.indexOf("--");
  return (env["DEBUG"] ?? "") !== "" || argv.slice(0, end < 0 ? argv.length : end).includes("--debug");
}

function withoutLeadingDebug(argv: readonly string[]): readonly string[] {
  return argv[0] === "--debug" ? argv.slice(1) : argv;
}

function helpOn(words: readonly string[]): Promise<number> {
  const help = find("help", COMMANDS);
  return help.run(readLine(help, words.filter((word) => !word.startsWith("-")).slice(0, 1)), process.env);
}

function beforeCommand(word: string, rest: readonly string[]): UsageError {
  const name = word.replace(/^-+|=.*$/g, "");
  const owners = COMMANDS.filter(({ options }) => options.some((one) => one.name === name));
  const owner = owners.find((one) => rest.includes(one.name)) ?? owners[0];
  return owner === undefined
    ? new UsageError(`There is no option \`${printable(word)}\` before a command.`)
    : new UsageError(`\`--${name}\` stands behind a command: \`quench ${owner.name} --${name}\`.`);
}

function tellVersion(): number {
  const file = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  process.stdout.write(`${(JSON.parse(file) as { readonly version: string }).version}\n`);
  return 0;
}

/** True where this file was started, also through the link that npm makes for the bin. */
function isStarted(): boolean {
  const script = process.argv[1];
  if (script === undefined) return false;
  try {
    return realpathSync(script) === fileURLToPath(import.meta.url);
  } catch {
    return false;
  }
}

if (isStarted()) {
  const argv = process.argv.slice(2);
  endWith(() => main(argv), wantsDebug(argv, process.env));
}
