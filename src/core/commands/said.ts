/** What accepted commands come to: rules ask for a command by its name and get those that count. */
import type { Instant, Unreadable } from "../snapshot/types.ts";
import type { Heard } from "./hear.ts";
import type { Command, CommandName } from "./types.ts";

/** A command that counts. */
export interface Spoken<N extends CommandName> {
  readonly command: Command & { readonly name: N };
  readonly by: string;
  readonly at: Instant;
  /** Of the comment. */
  readonly url: string;
  /** Node id of the comment. */
  readonly comment: string;
  /** Number of the issue it was said on. */
  readonly issue: number;
}

/** The accepted commands of that name, in the order in which they began to count. */
export function said<N extends CommandName>(heard: readonly Heard[], name: N): readonly Spoken<N>[] {
  return heard.flatMap(({ command, standing, by, at, comment, issue }) =>
    standing.kind === "accepted" && isNamed(command, name)
      ? [{ command, by, at, url: comment.url, comment: comment.nodeId, issue }]
      : [],
  );
}

/** Commands of that name of which nobody can say whether they count: not absent, but unknown (R-V1). */
export function undecided(heard: readonly Heard[], name: CommandName): readonly Unreadable[] {
  return heard.flatMap(({ command, standing }) =>
    standing.kind === "undecided" && command.name === name ? [{ unreadable: standing.why }] : [],
  );
}

function isNamed<N extends CommandName>(command: Heard["command"], name: N): command is Command & { readonly name: N } {
  return command.name === name;
}
