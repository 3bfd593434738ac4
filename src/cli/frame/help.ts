/** What the command says of itself in a terminal: all commands on one screen, and a page for each. */
import { GROUPS, VARIABLES } from "../../app/settings/environment.ts";
import { type Command, COMMON_EXITS, COMMON_OPTIONS, type OptionSpec, type Section, SECTIONS } from "./command.ts";

const WIDTH = 80;

type Paint = (text: string) => string;

/** One screen: every command with its line. */
export function overview(commands: readonly Command[], color: boolean): string {
  const bold = boldWhere(color);
  const width = Math.max(...commands.map(({ name }) => name.length));
  const sections = (Object.keys(SECTIONS) as Section[]).flatMap((section) => [
    bold(SECTIONS[section]),
    ...commands
      .filter((one) => one.section === section)
      .map(({ name, line }) => `  ${name.padEnd(width)}  ${filled(line, width + 4)}`),
    "",
  ]);
  return [
    "quench: an incident closes when its fix is proven, not when someone says so.",
    "",
    `${bold("Usage")}  quench <command> [options]`,
    "",
    ...sections,
    "`quench help <command>`: its options, examples and exit codes.",
    "Everything on one page: docs/reference/command-line.md",
    "",
  ].join("\n");
}

/** The page of one command. */
export function commandHelp(command: Command, color: boolean): string {
  const bold = boldWhere(color);
  const { name, line, synopsis, details = [], operands, options, examples, environment } = command;
  const part = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ["", bold(title), ...lines];
  const variables = VARIABLES.filter(({ group }) => environment.includes(group));
  return [
    filled(`quench ${name}: ${line}`, 0),
    ...part(
      "Usage",
      synopsis.map((each) => `  ${hanging(each)}`),
    ),
    ...details.flatMap((text) => ["", filled(text, 0)]),
    ...part(operands.length === 1 ? "Argument" : "Arguments", rows(operands.map((one) => [one.name, one.what]))),
    ...part("Options", rows([...options, ...COMMON_OPTIONS].map((one) => [optionWords(one), optionText(one)]))),
    ...part(
      "Examples",
      examples.map(({ line: typed, what }) => {
        const said = `# ${what}`;
        const fits = typed.length + said.length + 4 <= WIDTH;
        return fits ? `  ${typed}  ${said}` : `  ${typed}\n    ${filled(said, 4)}`;
      }),
    ),
    ...part("Exit codes", rows(Object.entries(exitsOf(command)))),
    ...part(
      "Environment (docs/reference/environment.md)",
      environment.map((group) => {
        const names = variables.filter((one) => one.group === group).map((one) => one.name);
        return `  ${filled(`${GROUPS[group]}: ${names.join(", ")}`, 4)}`;
      }),
    ),
    "",
  ].join("\n");
}

/** A command's own exit codes, and what 1 means where it does not say. */
export function exitsOf({ exits }: Command): Readonly<Record<number, string>> {
  return { 1: COMMON_EXITS[1] ?? "", ...exits };
}

/** `-o, --output FILE`. */
export function optionWords({ name, short, value, choices }: OptionSpec): string {
  const takes = value === undefined ? "" : ` ${choices?.join("|") ?? value}`;
  return `${short === undefined ? "" : `-${short}, `}--${name}${takes}`;
}

function optionText({ what, fallback }: OptionSpec): string {
  return fallback === undefined ? what : `${what} (default: ${fallback})`;
}

/** Names on the left, words on the right; a name that is too long has a line of its own. */
function rows(entries: readonly (readonly [string, string])[]): readonly string[] {
  const column = Math.min(24, Math.max(...entries.map(([name]) => name.length), 0) + 4);
  return entries.map(([name, text]) => {
    const words = filled(text, column);
    const blanks = " ".repeat(column);
    return name.length + 4 > column ? `  ${name}\n${blanks}${words}` : `  ${name}`.padEnd(column) + words;
  });
}

function hanging(synopsis: string): string {
  return filled(synopsis, 8, /(?<=\]) (?=\[|\w)| (?=\[|--)/);
}

/** Breaks a line between its words; later lines are indented by as much as stands before the first. */
function filled(text: string, indent: number, between: RegExp = / /): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(between)) {
    if (line !== "" && line.length + 1 + word.length > WIDTH - indent) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].join(`\n${" ".repeat(indent)}`);
}

function boldWhere(color: boolean): Paint {
  return (text) => (color ? `\u001b[1m${text}\u001b[0m` : text);
}
