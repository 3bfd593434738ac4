/** Completion scripts for shells, from the table of commands. They ask nobody: everything they offer is in them. */
import { type Command, COMMON_OPTIONS, type OperandSpec, type OptionSpec } from "./command.ts";

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

/** @returns a script that the shell sources */
export function completionScript(shell: Shell, commands: readonly Command[]): string {
  return { bash, zsh, fish }[shell](commands);
}

/** What an argument may be: words of ours, or what lies on the disk. */
type Completed = readonly string[] | "file" | "folder" | "nothing";

/** The placeholder says it: `DIR`, `FILE`; `RULE` or `OWNER/REPO` nobody can list here. */
function completedBy(placeholder: string | undefined, choices: readonly string[] | undefined): Completed {
  if (choices !== undefined) return choices;
  if (placeholder === "DIR") return "folder";
  return placeholder === "FILE" || placeholder === "BODY" ? "file" : "nothing";
}

/** The first operand, as no command takes two that differ; `help` takes a command's name. */
function operandOf({ name, operands }: Command, commands: readonly Command[]): Completed {
  const [first]: readonly (OperandSpec | undefined)[] = operands;
  return name === "help" ? commands.map((one) => one.name) : completedBy(first?.name, first?.choices);
}

function optionsOf({ options }: Command): readonly OptionSpec[] {
  return [...options, ...COMMON_OPTIONS];
}

function flagsOf({ name, short }: OptionSpec): readonly string[] {
  return short === undefined ? [`--${name}`] : [`--${name}`, `-${short}`];
}

function bash(commands: readonly Command[]): string {
  const names = commands.map(({ name }) => name).join(" ");
  const offer = (what: Completed): string => {
    if (what === "file") return `local IFS=$'\\n'; COMPREPLY=($(compgen -f -- "$word"))`;
    if (what === "folder") return `local IFS=$'\\n'; COMPREPLY=($(compgen -d -- "$word"))`;
    return what === "nothing" ? "COMPREPLY=()" : `COMPREPLY=($(compgen -W "${what.join(" ")}" -- "$word"))`;
  };
  const cases = commands.map((command) => {
    const taking = optionsOf(command).filter(({ value }) => value !== undefined);
    const values = taking.map((option) => {
      const what = completedBy(option.value, option.choices);
      return `        ${flagsOf(option).join("|")}) ${offer(what)}; return ;;`;
    });
    return [
      `    ${command.name})`,
      ...(values.length === 0 ? [] : ['      case "$former" in', ...values, "      esac"]),
      `      options="${optionsOf(command).flatMap(flagsOf).join(" ")}"`,
      `      [[ "$word" == -* ]] || { ${offer(operandOf(command, commands))}; return; }`,
      "      ;;",
    ].join("\n");
  });
  return `# bash completion of quench. In ~/.bashrc: eval "$(quench completion bash)"
_quench() {
  local word="\${COMP_WORDS[COMP_CWORD]}" former="\${COMP_WORDS[COMP_CWORD - 1]}" options=""
  # A \`=\` is a word of its own to bash.
  [[ "$former" == "=" ]] && former="\${COMP_WORDS[COMP_CWORD - 2]}"
  [[ "$word" == "=" ]] && word=""
  COMPREPLY=()
  if [[ $COMP_CWORD -eq 1 ]]; then
    COMPREPLY=($(compgen -W "${names} --help --version" -- "$word"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$options" -- "$word"))
}
complete -o filenames -F _quench quench
`;
}

function zsh(commands: readonly Command[]): string {
  const act = (what: Completed): string => {
    if (what === "file") return "_files";
    if (what === "folder") return "_files -/";
    return what === "nothing" ? " " : `(${what.join(" ")})`;
  };
  const cases = commands.map((command) => {
    const specs = optionsOf(command).map((option) => {
      const flags = flagsOf(option);
      const text = zshText(option.what);
      const value =
        option.value === undefined
          ? ""
          : `:${option.value.replaceAll(":", "")}:${act(completedBy(option.value, option.choices))}`;
      const alone = flags.length === 1 ? "" : `'(${flags.join(" ")})'`;
      const words = flags.length === 1 ? `'${flags[0] ?? ""}` : `{${flags.join(",")}}'`;
      return `        ${alone}${words}[${text}]${value}'`;
    });
    const operand = command.operands[0];
    const last = operand === undefined ? [] : [`        '1:${operand.name}:${act(operandOf(command, commands))}'`];
    return `      ${command.name}) _arguments -s \\\n${[...specs, ...last].join(" \\\n")} ;;`;
  });
  const described = commands.map(({ name, line }) => `    '${name}:${zshText(line)}'`);
  return `#compdef quench
# zsh completion of quench. Once: quench completion zsh > "\${fpath[1]}/_quench"
_quench() {
  local context state state_descr line
  typeset -A opt_args
  local -a commands
  commands=(
${described.join("\n")}
  )
  _arguments -C '1: :->command' '*:: :->rest'
  case $state in
    command) _describe -t commands 'command' commands ;;
    rest)
      case $words[1] in
${cases.join("\n")}
      esac ;;
  esac
}
if [[ $funcstack[1] == _quench ]]; then _quench "$@"; else compdef _quench quench; fi
`;
}

function fish(commands: readonly Command[]): string {
  const lines = commands.flatMap((command) => {
    const here = `complete -c quench -n '__quench_runs ${command.name}'`;
    const what = operandOf(command, commands);
    const operands =
      what === "file"
        ? [`${here} -F`]
        : what === "folder"
          ? [`${here} -a '(__fish_complete_directories)'`]
          : what === "nothing"
            ? []
            : [`${here} -a '${what.join(" ")}'`];
    return [
      `complete -c quench -n __quench_begins -a ${command.name} -d '${quoted(command.line)}'`,
      ...optionsOf(command).map((option) => {
        const completed = completedBy(option.value, option.choices);
        const value =
          option.value === undefined
            ? ""
            : completed === "file"
              ? " -r -F"
              : completed === "folder"
                ? " -x -a '(__fish_complete_directories)'"
                : completed === "nothing"
                  ? " -x"
                  : ` -x -a '${completed.join(" ")}'`;
        const short = option.short === undefined ? "" : ` -s ${option.short}`;
        return `${here} -l ${option.name}${short}${value} -d '${quoted(option.what)}'`;
      }),
      ...operands,
    ];
  });
  return `# fish completion of quench. Once: quench completion fish > ~/.config/fish/completions/quench.fish
function __quench_begins
  test (count (commandline -opc)) -eq 1
end
function __quench_runs
  set -l words (commandline -opc)
  test (count $words) -ge 2; and test "$words[2]" = "$argv[1]"
end
complete -c quench -f
${lines.join("\n")}
`;
}

/** Brackets and colons mean something in a specification of zsh, and a quote ends it. */
function zshText(text: string): string {
  return text.replace(/[\\[\]:]/g, "\\$&").replaceAll("'", "'\\''");
}

function quoted(text: string): string {
  return text.replace(/[\\']/g, "\\$&");
}
