/** Every command, in the order in which help tells them. */
import { about } from "./commands/about.ts";
import { LOOK } from "./commands/look.ts";
import { RUN } from "./commands/run.ts";
import { SET_UP } from "./commands/set-up.ts";
import type { Command } from "./frame/command.ts";

export const COMMANDS: readonly Command[] = [...LOOK, ...SET_UP, ...about(() => COMMANDS), ...RUN];
