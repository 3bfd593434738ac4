/** What a command is: the one table behind the command line, its help, its completion and its page in the reference. */
import type { Environment, Group } from "../../app/settings/environment.ts";

export interface OptionSpec {
  /** Without dashes. */
  readonly name: string;
  /** One letter, without its dash. */
  readonly short?: string;
  /** What stands for its value in a synopsis, such as `FILE` or `DIR`; left out: it takes none. */
  readonly value?: string;
  /** What holds where it is not given; told as it is. */
  readonly fallback?: string;
  /** All that it may be. */
  readonly choices?: readonly string[];
  /** What it does, without a period at its end; code in backticks. */
  readonly what: string;
}

export interface OperandSpec {
  /** As in a synopsis: `OWNER/REPO#N`, `FILE`, `DIR`. */
  readonly name: string;
  readonly choices?: readonly string[];
  readonly what: string;
}

export interface Example {
  readonly line: string;
  /** What it is for, without a period. */
  readonly what: string;
}

/** Where a command stands in `quench help`. */
export type Section = "look" | "set-up" | "run" | "try";

export const SECTIONS: Readonly<Record<Section, string>> = {
  look: "Look at incidents",
  "set-up": "Set up",
  run: "Run",
  try: "Try",
};

/** A command line, read. */
export interface Given {
  readonly flag: (name: string) => boolean;
  /** An option's value, or its fallback; undefined where there is neither. */
  readonly text: (name: string) => string | undefined;
  readonly operands: readonly string[];
}

export interface Command {
  readonly name: string;
  readonly section: Section;
  /** One line, which goes on from the command's name. */
  readonly line: string;
  readonly synopsis: readonly string[];
  /** Whatever else must be known, a paragraph each. */
  readonly details?: readonly string[];
  /** In their order; all may be left out as far as the reader goes. */
  readonly operands: readonly OperandSpec[];
  readonly options: readonly OptionSpec[];
  readonly examples: readonly Example[];
  /** By exit code: when. */
  readonly exits: Readonly<Record<number, string>>;
  /** The groups of variables that it reads. */
  readonly environment: readonly Group[];
  /** @returns the exit code. */
  run(given: Given, env: Environment): Promise<number>;
}

/** Options that every command takes. */
export const COMMON_OPTIONS: readonly OptionSpec[] = [
  { name: "help", short: "h", what: "tell what the command takes, and do nothing" },
  { name: "debug", what: "tell where something unforeseen happens (or set `DEBUG=1`)" },
  { name: "version", what: "print the version" },
];

/** Exit codes that every command may end with. */
export const COMMON_EXITS: Readonly<Record<number, string>> = {
  1: "it could not be done; standard error says why, and what to do",
  130: "it was interrupted (Ctrl-C)",
  141: "whoever read its output went away before it was done",
};

/** Common to the commands that read GitHub. */
export const GITHUB_ENVIRONMENT: readonly Group[] = ["credentials", "github", "network", "token"];

export const JSON_OPTION: OptionSpec = { name: "json", what: "print the same as JSON" };

/** Somebody wrote a command line in a way that it cannot be meant: what is wrong, and how it is written. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** What was typed, or stands in a file, without anything that a terminal would obey. @param most characters of it */
export function printable(text: string, most = 100): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, "").slice(0, most);
}
