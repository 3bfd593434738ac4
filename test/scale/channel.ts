/** One script in a process of its own, and questions to it: how the driver, the App and GitHub's stand-in stay apart. */
import { type ChildProcess, spawn } from "node:child_process";

interface Question {
  readonly id: number;
  readonly ask: string;
  readonly input: unknown;
}
interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly failure?: string;
}

export type Handlers = Readonly<Record<string, (input: never) => unknown>>;

/** In the child: answers the parent's questions, and ends when the parent does. */
export function answering(handlers: Handlers): void {
  const known = handlers as Readonly<Record<string, (input: unknown) => unknown>>;
  process.on("message", ({ id, ask, input }: Question) => {
    void Promise.resolve()
      .then(() => known[ask]?.(input))
      .then(
        (value): Answer => ({ id, value: value ?? null }),
        (error: unknown): Answer => ({ id, failure: error instanceof Error ? (error.stack ?? error.message) : "?" }),
      )
      .then((answer) => process.send?.(answer));
  });
  process.on("disconnect", () => process.exit(0));
}

export interface Child {
  ask<T>(what: string, input?: unknown): Promise<T>;
  /** Lines that it writes to its error output from now on. */
  onLine(hear: (line: string) => void): void;
  /** Ends it, at last by force. */
  stop(): Promise<void>;
}

/** Starts a TypeScript file with an environment of its own. */
export function start(script: string, env: Readonly<Record<string, string>> = {}): Child {
  const child = spawn(process.execPath, ["--expose-gc", "scripts/run.mjs", script], {
    env: { PATH: process.env["PATH"] ?? "", ...env },
    stdio: ["ignore", "inherit", "pipe", "ipc"],
  });
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let hearers: ((line: string) => void)[] = [];
  let next = 0;
  let rest = "";
  let last = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      last = line;
      for (const hear of hearers) hear(line);
    }
  });
  child.on("message", ({ id, value, failure }: Answer) => {
    const asked = waiting.get(id);
    waiting.delete(id);
    if (failure === undefined) asked?.resolve(value);
    else asked?.reject(new Error(failure));
  });
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  void gone.then(() => {
    for (const { reject } of waiting.values()) reject(new Error(`${script} has ended: ${last}`));
    waiting.clear();
  });
  return {
    ask<T>(what: string, input: unknown = null) {
      return new Promise<T>((resolve, reject) => {
        const id = (next += 1);
        waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
        child.send({ id, ask: what, input } satisfies Question);
      });
    },
    onLine(hear) {
      hearers = [...hearers, hear];
    },
    stop: () => end(child, gone),
  };
}

async function end(child: ChildProcess, gone: Promise<void>): Promise<void> {
  child.kill("SIGTERM");
  const force = setTimeout(() => child.kill("SIGKILL"), 12_000);
  await gone;
  clearTimeout(force);
}
