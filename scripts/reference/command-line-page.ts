/** The reference page of the command line, from the table that the command itself reads. */
import { GROUPS } from "../../src/app/settings/environment.ts";
import { COMMANDS } from "../../src/cli/commands.ts";
import {
  type Command,
  COMMON_EXITS,
  COMMON_OPTIONS,
  type OptionSpec,
  type Section,
  SECTIONS,
} from "../../src/cli/frame/command.ts";
import { exitsOf, optionWords } from "../../src/cli/frame/help.ts";

/** @returns Markdown. */
export function commandLinePage(): string {
  const sections = Object.keys(SECTIONS) as Section[];
  return `# The command line

<!-- Written by scripts/generate-reference.ts from src/cli/commands/. Change it there. -->

In a clone, write \`npx quench\`. \`quench help\` tells the commands on one screen, \`quench help <command>\` or
\`quench <command> --help\` what one takes, and \`quench help --json\` all of this page for programs.

${sections.map(listOf).join("\n\n")}

## Every command

${table(
  ["option", ""],
  COMMON_OPTIONS.map((one) => [`\`${optionWords(one)}\``, one.what]),
)}

Options may stand before or behind arguments; a value stands behind a blank or a \`=\`; what comes after a lone \`--\` is an
argument, whatever it begins with. An option that there is not, one without its value, or one given twice is refused
before anything is done.

The result goes to standard output, all else to standard error. Colors come on a terminal alone, and not with
\`NO_COLOR\` set (https://no-color.org) or \`TERM=dumb\`.

${table(["exit code", "of any command"], Object.entries(COMMON_EXITS))}

The commands have these of their own:

${table(["command", "exit code", ""], COMMANDS.flatMap(exitRows))}

${sections.flatMap((section) => COMMANDS.filter((one) => one.section === section).map(partOf)).join("\n\n")}
`;
}

function listOf(section: Section): string {
  const rows = COMMANDS.filter((one) => one.section === section).map(({ name, line }) => [
    `[\`${name}\`](#quench-${name})`,
    line,
  ]);
  return `**${SECTIONS[section]}**\n\n${table(["command", ""], rows)}`;
}

function exitRows({ name, exits }: Command): readonly (readonly string[])[] {
  return Object.entries(exits).map(([code, when]) => [`\`${name}\``, code, when]);
}

function partOf(command: Command): string {
  const { name, line, synopsis, details = [], operands, options, examples, environment } = command;
  const groups = environment.map((group) => `[${GROUPS[group]}](environment.md#${anchorOf(GROUPS[group])})`);
  return [
    `## quench ${name}`,
    `${line.charAt(0).toUpperCase()}${line.slice(1)}.`,
    `\`\`\`text\n${synopsis.join("\n")}\n\`\`\``,
    ...details,
    ...(operands.length === 0
      ? []
      : [
          table(
            ["argument", ""],
            operands.map((one) => [`\`${one.name}\``, one.what]),
          ),
        ]),
    ...(options.length === 0 ? [] : [table(["option", "default", ""], options.map(optionRow))]),
    `\`\`\`console\n${examples.map((one) => `$ ${one.line}    # ${one.what}`).join("\n")}\n\`\`\``,
    `Exit codes: ${Object.entries(exitsOf(command))
      .map(([code, when]) => `**${code}** ${when}`)
      .join("; ")}.`,
    ...(groups.length === 0 ? [] : [`Reads from the environment: ${groups.join(" · ")}.`]),
  ].join("\n\n");
}

function optionRow(option: OptionSpec): readonly string[] {
  return [`\`${optionWords(option)}\``, option.fallback === undefined ? "" : `\`${option.fallback}\``, option.what];
}

/** As GitHub makes it from a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w -]/g, "")
    .replaceAll(" ", "-");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`.replaceAll("  |", " |");
  return [line(head), `|${head.map(() => " --- |").join("")}`, ...rows.map(line)].join("\n");
}
