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
  const unwritten = (error: Error): void => {
    process.stderr.write(`The output could not be written: ${lineOf(error)}.\n`);
    process.exit(1);
  };
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error) => {
      // The error comes out of band: thrown on, it would be a stack on the terminal.
      if (codeOf(error) === "EPIPE") process.exit(NOBODY_READS);
      unwritten(error);
    });
  }
  const fail = (error: unknown): void => {
    process.stderr.write(`${unforeseen(error, debug)}\n`);
    process.exit(1);
  };
  process.on("uncaughtException", fail);
  run().then((code) => {
    process.exitCode = code;
    // Keep-alive connections of a client that is done must not hold the process; a full disk is heard of after the write.
    process.stdout.write("", () => setImmediate(() => process.exit()));
  }, fail);
}

/** What nobody foresaw: one line and how to get more; the stack where it is asked for. */
export function unforeseen(error: unknown, debug: boolean): string {
  if (debug) return error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `Something went wrong that should not: ${lineOf(error)}. Run it again with --debug to see where.`;
}

function lineOf(error: unknown): string {
  const [line = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
  return line
    .replace(/\p{Cc}/gu, " ")
    .slice(0, 300)
    .replace(/\.$/, "");
}
