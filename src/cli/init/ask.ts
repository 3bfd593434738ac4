/** Questions on a terminal, each with a proposal that Return takes. */
import { createInterface } from "node:readline/promises";
import { interrupted } from "../signals.ts";

/**
 * @param refuse null where it is an answer, else what would be one
 * @returns the answer, or the proposal where nothing was typed
 */
export type Ask = (question: string, proposal: string, refuse: (answer: string) => string | null) => Promise<string>;

/** Whoever was asked went away (Ctrl-D). */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";
}

/** Asks on standard error, so that standard output holds the result alone. Null where nobody sits there. */
export function askOnTerminal(): Ask | null {
  const { stdin, stderr } = process;
  if (!stdin.isTTY || !stderr.isTTY) return null;
  return async (question, proposal, refuse) => {
    for (;;) {
      const typed = (await readAnswer(`${question} [${proposal}] `)).trim();
      const answer = typed === "" ? proposal : typed;
      const wanted = refuse(answer);
      if (wanted === null) return answer;
      stderr.write(`  Give ${wanted}.\n`);
    }
  };
}

async function readAnswer(prompt: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    lines.on("SIGINT", interrupted);
    // Ctrl-D closes it, and leaves the question open for ever.
    const gone = new Promise<never>((_done, refuse) => lines.once("close", () => refuse(new NoAnswer())));
    return await Promise.race([lines.question(prompt), gone]);
  } finally {
    lines.close();
  }
}
