/** How the process ends: by its exit code, by Ctrl-C, where nobody reads on, or by what nobody foresaw. */
import { codeOf } from "../file-failure.ts";
import { quitOnInterrupt } from "../signals.ts";

/** As a shell tells that the reader of a pipe went away (128 + SIGPIPE). */
const NOBODY_READS = 141;

/**
 * Runs a command line as the process.
 *
 * @param debug tells where something unforeseen happened
 */
export function endWith(run: () => Promise<number>, debug: boolean): void {
  quitOnInterrupt();
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error) => {
      // The error comes out of band: thrown on, it would be a stack on the terminal.
      if (codeOf(error) === "EPIPE") process.exit(NOBODY_READS);
      fail(error);
    });
  }
  const fail = (error: unknown): void => {
    process.stderr.write(`${unforeseen(error, debug)}\n`);
    process.exit(1);
  };
  process.on("uncaughtException", fail);
  run().then((code) => {
    process.exitCode = code;
    // Keep-alive connections of a client that is done must not hold the process.
    if (process.stdout.writableLength === 0) process.exit();
    else process.stdout.once("drain", () => process.exit());
  }, fail);
}

/** What nobody foresaw: one line and how to get more; the stack where it is asked for. */
export function unforeseen(error: unknown, debug: boolean): string {
  if (debug) return error instanceof Error ? (error.stack ?? error.message) : String(error);
  const [line = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
  return `Something went wrong that should not: ${line
    .replace(/\p{Cc}/gu, " ")
    .slice(0, 300)
    .replace(/\.$/, "")}. Run it again with --debug to see where.`;
}
