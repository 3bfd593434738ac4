/** Runs one command in a shell, in a process group of its own, for no longer than it may take. */
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { MARK } from "./environment.ts";
import { lineReader } from "./output.ts";
import { endProcesses, killProcesses } from "./processes.ts";

export interface Ended {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly signal: string | null;
  /** It was ended because its time was over. */
  readonly timedOut: boolean;
  readonly milliseconds: number;
}

export interface CommandOptions {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Milliseconds it may take. */
  readonly limit: number;
  /** Each line of both streams, in the order in which they came. */
  readonly onLine: (line: string) => void;
  /** Milliseconds between asking a command that takes too long to end, and killing it. */
  readonly grace?: number;
}

/** As GitHub runs a step with `shell: bash`, so that a failing part of a pipe is a failure. */
const SHELLS = [
  ["bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c"]],
  ["sh", ["-e", "-c"]],
] as const;
const GRACE = 5000;
/** For processes that outlive the command, and for the last of its output. */
const AFTERWARDS = 500;

/** @throws where there is no shell */
export async function runCommand(command: string, options: CommandOptions): Promise<Ended> {
  for (const [shell, flags] of SHELLS) {
    const ended = await runIn(shell, [...flags, command], options);
    if (ended !== null) return ended;
  }
  throw new Error("There is no shell to run a command in: neither `bash` nor `sh`.");
}

/** Null where there is no such shell. */
async function runIn(shell: string, parameters: readonly string[], options: CommandOptions): Promise<Ended | null> {
  const mark = randomUUID();
  const began = performance.now();
  const child = spawn(shell, parameters, {
    cwd: options.folder,
    env: { ...options.env, [MARK]: mark },
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own, which is ended as a whole.
    detached: true,
  });
  const { pid } = child;
  const closed = new Promise<void>((resolve) => void child.once("close", () => resolve()));
  const readers = [child.stdout, child.stderr].map((stream) => {
    const reader = lineReader(options.onLine);
    stream.on("data", (chunk: Buffer) => reader.push(chunk));
    return reader;
  });
  const exited = new Promise<{ code: number | null; signal: string | null } | null>((resolve, reject) => {
    child.once("error", (error: NodeJS.ErrnoException) => (error.code === "ENOENT" ? resolve(null) : reject(error)));
    child.once("exit", (code, signal) => resolve({ code, signal }));
  });
  if (pid === undefined) {
    await exited;
    return null;
  }
  // Where the job is canceled, the group would not hear of it; and what runs on would write into its folder again.
  const leave = (): void => killProcesses(pid, mark);
  process.prependOnceListener("exit", leave);
  const timer = new AbortController();
  try {
    const late = sleep(options.limit, "late" as const, { signal: timer.signal });
    late.catch(() => undefined);
    const first = await Promise.race([exited, late]);
    const timedOut = first === "late";
    const milliseconds = performance.now() - began;
    await endProcesses(pid, mark, timedOut ? (options.grace ?? GRACE) : AFTERWARDS);
    const how = first === "late" ? await exited : first;
    // What still holds the pipes is not ours any more; nobody waits for it.
    await Promise.race([closed, sleep(AFTERWARDS, undefined, { signal: timer.signal })]);
    for (const reader of readers) reader.end();
    return { code: how?.code ?? null, signal: how?.signal ?? null, timedOut, milliseconds };
  } finally {
    timer.abort();
    child.stdout.destroy();
    child.stderr.destroy();
    process.off("exit", leave);
  }
}
