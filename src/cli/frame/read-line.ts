/** Words of a command line → what was given. Whatever cannot be meant is told in one sentence, with what probably was. */
import { nearest } from "../../core/nearest.ts";
import { type Command, COMMON_OPTIONS, type Given, type OptionSpec, printable, UsageError } from "./command.ts";

/** @throws UsageError */
export function readLine(command: Command, words: readonly string[]): Given {
  const options = [...command.options, ...COMMON_OPTIONS];
  const values = new Map<string, string | true>();
  const operands: string[] = [];
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === "--") {
      operands.push(...rest.splice(0));
      break;
    }
    // A lone dash stands for standard input or output.
    if (!word.startsWith("-") || word === "-") {
      operands.push(word);
      continue;
    }
    const { option, shown, inline } = optionOf(word, options);
    if (values.has(option.name)) throw new UsageError(`\`${shown}\` is given twice: give it once.`);
    values.set(option.name, option.value === undefined ? bare(shown, inline) : valueOf(option, shown, inline, rest));
  }
  checkOperands(command, operands);
  return {
    flag: (name) => values.get(name) === true,
    text(name) {
      const value = values.get(name);
      return typeof value === "string" ? value : options.find((one) => one.name === name)?.fallback;
    },
    operands,
  };
}

/** Whether help is asked for, whatever else is wrong with the line. */
export function asksForHelp(words: readonly string[]): boolean {
  const end = words.indexOf("--");
  return words.slice(0, end < 0 ? words.length : end).some((word) => word === "--help" || word === "-h");
}

/** The known word that was probably meant: misspelt, or only begun. */
export function meant(word: string, known: readonly string[]): string | null {
  const near = nearest(word, known);
  if (near !== null || word.length < 3) return near;
  const begun = known.filter((one) => one.startsWith(word.toLowerCase()));
  return begun.length === 1 ? (begun[0] ?? null) : null;
}

interface Named {
  readonly option: OptionSpec;
  /** As it was typed. */
  readonly shown: string;
  /** What stands behind `=`, or behind the letter; undefined where nothing does. */
  readonly inline: string | undefined;
}

function optionOf(word: string, options: readonly OptionSpec[]): Named {
  return word.startsWith("--") ? longOption(word.slice(2), options) : shortOption(word, options);
}

function longOption(word: string, options: readonly OptionSpec[]): Named {
  const at = word.indexOf("=");
  const name = at < 0 ? word : word.slice(0, at);
  const shown = `--${printable(name)}`;
  const option = options.find((one) => one.name === name);
  if (option !== undefined) return { option, shown, inline: at < 0 ? undefined : word.slice(at + 1) };
  const names = options.map((one) => one.name);
  throw unknown(shown, meant(name, names));
}

function shortOption(word: string, options: readonly OptionSpec[]): Named {
  const [letter, behind] = [word.slice(1, 2), word.slice(2)];
  const option = options.find((one) => one.short === letter);
  if (option !== undefined && (behind === "" || option.value !== undefined)) {
    return { option, shown: `-${letter}`, inline: behind === "" ? undefined : behind.replace(/^=/, "") };
  }
  // `-json` is `--json` with a dash too few.
  throw unknown(printable(word), options.find(({ name }) => name === word.slice(1))?.name ?? null);
}

function unknown(shown: string, near: string | null): UsageError {
  return new UsageError(`There is no option \`${shown}\`.${near === null ? "" : ` Did you mean \`--${near}\`?`}`);
}

function bare(shown: string, inline: string | undefined): true {
  if (inline === undefined) return true;
  throw new UsageError(`\`${shown}\` takes no value: write it alone.`);
}

function valueOf(option: OptionSpec, shown: string, inline: string | undefined, rest: string[]): string {
  const next = rest[0];
  // `-5` may be a value that is refused below; what begins like an option is the next one.
  const value = inline ?? (next === undefined || /^(?:--|-[a-z]$)/.test(next) ? undefined : rest.shift());
  if (value === undefined || value === "") {
    throw new UsageError(
      `\`${shown}\` needs a value: \`${shown} ${option.choices?.join("|") ?? option.value ?? ""}\`.`,
    );
  }
  if (option.choices !== undefined && !option.choices.includes(value)) {
    throw new UsageError(`\`${shown}\` is \`${printable(value)}\`: give ${listed(option.choices)}.`);
  }
  return value;
}

function checkOperands({ name, operands }: Command, given: readonly string[]): void {
  const extra = given[operands.length];
  if (extra !== undefined) {
    const takes = operands.length === 0 ? "options only" : operands.map((one) => one.name).join(" ");
    throw new UsageError(`\`${printable(extra)}\` is too much: \`quench ${name}\` takes ${takes}.`);
  }
  for (const [index, { choices, name: placeholder }] of operands.entries()) {
    const value = given[index];
    if (value === "") throw new UsageError(`\`${placeholder}\` is empty: is a variable of the shell not set?`);
    if (value === undefined || choices === undefined || choices.includes(value)) continue;
    const near = meant(value, choices);
    throw new UsageError(
      `\`${printable(value)}\` is no ${placeholder.toLowerCase()}: give ${listed(choices)}.${near === null ? "" : ` Did you mean \`${near}\`?`}`,
    );
  }
}

/** `a`, `b` or `c`. */
export function listed(words: readonly string[]): string {
  const all = words.map((word) => `\`${word}\``);
  return all.length < 2 ? all.join("") : `${all.slice(0, -1).join(", ")} or ${all.at(-1)}`;
}
