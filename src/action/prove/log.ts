/** A command's output in the job's log: grouped, bounded, and never taken for a command to the runner. */
import { randomUUID } from "node:crypto";
import type { Tail } from "./output.ts";

/** Characters of one run that go to the log as they come; of what follows, the end is shown. */
const MOST = 400_000;
/** Before each line: one that began with a command would start with its colons, and matchers look at a line's start. */
const PREFIX = "| ";

export interface GroupedLog {
  line(text: string): void;
  end(): void;
}

/**
 * Opens a group. Until it is closed the runner carries out no command but our word to go on, which nobody can guess.
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#stopping-and-starting-workflow-commands
 *
 * @param title words of ours
 * @param tail where the last lines are kept
 */
export function openGroup(say: (line: string) => void, title: string, tail: Tail): GroupedLog {
  const word = randomUUID();
  let written = 0;
  let left = 0;
  say(`::group::${title}`);
  say(`::stop-commands::${word}`);
  return {
    line(text) {
      if (written < MOST) say(PREFIX + text);
      else left += 1;
      written += text.length + 1;
    },
    end() {
      if (left > 0) {
        const shown = tail.lines().slice(-left);
        if (left > shown.length) say(`(${left - shown.length} lines are left out)`);
        for (const line of shown) say(PREFIX + line);
      }
      say(`::${word}::`);
      say("::endgroup::");
    },
  };
}
