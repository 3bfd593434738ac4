/** The commands about the command itself. They are told of all the others. */
import { type Command, printable, SECTIONS, UsageError } from "../frame/command.ts";
import { completionScript, SHELLS } from "../frame/completion.ts";
import { commandHelp, overview } from "../frame/help.ts";
import { meant } from "../frame/read-line.ts";
import { wantsColor } from "../demo/terminal.ts";

/** @param all the commands, these included; asked when one of them runs. */
export function about(all: () => readonly Command[]): readonly Command[] {
  const completion: Command = {
    name: "completion",
    section: "set-up",
    line: "print the completion of this command for a shell",
    synopsis: [`quench completion ${SHELLS.join("|")}`],
    operands: [{ name: "SHELL", choices: SHELLS, what: SHELLS.map((shell) => `\`${shell}\``).join(", ") }],
    options: [],
    examples: [
      { line: 'eval "$(quench completion bash)"', what: "in ~/.bashrc" },
      { line: 'quench completion zsh > "${fpath[1]}/_quench"', what: "once; then start a new shell" },
      { line: "quench completion fish > ~/.config/fish/completions/quench.fish", what: "once" },
    ],
    exits: { 0: "printed" },
    environment: [],
    async run({ operands: [shell] }) {
      const known = SHELLS.find((one) => one === shell);
      if (known === undefined) throw new UsageError(`The shell is missing: give one of ${SHELLS.join(", ")}.`);
      process.stdout.write(completionScript(known, all()));
      return 0;
    },
  };

  const help: Command = {
    name: "help",
    section: "set-up",
    line: "tell what a command takes, with examples and exit codes",
    synopsis: ["quench help [COMMAND] [--json]", "quench COMMAND --help"],
    operands: [{ name: "COMMAND", what: "its name; nothing: all commands, a line each" }],
    options: [{ name: "json", what: "print the table of commands, options and exit codes as JSON" }],
    examples: [{ line: "quench help evaluate", what: "or `quench evaluate --help`" }],
    exits: { 0: "told" },
    environment: [],
    async run({ flag, operands: [name] }, env) {
      const chosen = name === undefined ? all() : [find(name, all())];
      const color = wantsColor(process.stdout, env);
      const [only] = chosen;
      if (flag("json")) process.stdout.write(`${JSON.stringify({ sections: SECTIONS, commands: chosen }, null, 2)}\n`);
      else
        process.stdout.write(
          name === undefined || only === undefined ? overview(all(), color) : commandHelp(only, color),
        );
      return 0;
    },
  };
  return [completion, help];
}

/** An incident where a command is meant. */
const NUMBERED = /#\d|\/issues\/\d/;

/** @throws UsageError naming the command that was probably meant */
export function find(name: string, all: readonly Command[]): Command {
  const found = all.find((one) => one.name === name);
  if (found !== undefined) return found;
  const names = all.map((one) => one.name);
  const near = name === "version" ? "quench --version" : meant(name, names);
  const shown = printable(name);
  const hint =
    near ?? (/^[\w:.-]+\/\S+$/.test(name) ? `quench ${NUMBERED.test(name) ? "evaluate" : "report"} ${shown}` : null);
  throw new UsageError(`There is no command \`${shown}\`.${hint === null ? "" : ` Did you mean \`${hint}\`?`}`);
}
