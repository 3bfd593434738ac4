/** The processes of a run: built once, started with their words in files, and gone with the harness however it ends. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { type ClockMessage, OFFSET } from "./clock-message.ts";

/** What is run: the command line, and what is loaded before it. */
export interface Build {
  readonly command: string;
  readonly clock: string;
}

/**
 * Bundles the command line as it is now.
 *
 * @param root the repository's; what the command finds beside package.json is found from lib/scripts as well.
 */
export function build(root: string): Build {
  const folder = join(root, "lib", "scripts");
  mkdirSync(folder, { recursive: true });
  const bundle = (entry: string, name: string): string => {
    const out = join(folder, `torture-${process.pid}-${name}.mjs`);
    const options = ["--bundle", "--packages=external", "--platform=node", "--format=esm", "--target=node20"];
    const program = join(root, "node_modules", "esbuild", "bin", "esbuild");
    const { status, stderr } = spawnSync(
      program,
      [join(root, entry), ...options, `--outfile=${out}`, "--log-level=error"],
      {
        encoding: "utf8",
      },
    );
    if (status !== 0) throw new Error(`the build failed: ${stderr}`);
    return out;
  };
  return { command: bundle("src/cli/main.ts", "main"), clock: bundle("test/torture/clock.ts", "clock") };
}

export interface Process {
  readonly name: string;
  /** File with everything that it said. */
  readonly log: string;
  running(): boolean;
  /** Moves its clock. */
  move(how: { readonly pass: number } | { readonly set: number }): Promise<void>;
  /** `kill -9`; resolves once it is gone. */
  kill(): Promise<void>;
  /** The exit code and signal, once it has ended. */
  readonly ended: Promise<string>;
}

/** Starts the command line. @param offset its clock's difference to the host's; null: it has the host's. */
export function run(
  build: Build,
  options: {
    readonly name: string;
    readonly args: readonly string[];
    readonly env: Readonly<Record<string, string>>;
    readonly folder: string;
    readonly offset: number | null;
  },
): Process & { readonly child: ChildProcess } {
  const { name, args, env, folder, offset } = options;
  const log = join(folder, `${name}.log`);
  const words = openSync(log, "a");
  const child = spawn(
    process.execPath,
    ["--enable-source-maps", "--import", `file://${build.clock}`, build.command, ...args],
    {
      env: { PATH: process.env["PATH"] ?? "", ...env, ...(offset === null ? {} : { [OFFSET]: String(offset) }) },
      stdio: ["ignore", words, words, "ipc"],
    },
  );
  closeSync(words);
  const ended = new Promise<string>((resolve) => {
    child.once("exit", (code, signal) => resolve(signal ?? `code ${code ?? 0}`));
    child.once("error", (error) => resolve(error.message));
  });
  let messages = 0;
  const waiting = new Map<number, () => void>();
  child.on("message", ({ done }: { readonly done: number }) => waiting.get(done)?.());
  // What is told to a process that has just ended is not heard.
  child.on("error", () => undefined);
  const running = (): boolean => child.exitCode === null && child.signalCode === null && child.connected;
  return {
    name,
    log,
    child,
    ended,
    running,
    async move(how) {
      if (!running()) return;
      messages += 1;
      const message: ClockMessage = { id: messages, ...how };
      const heard = new Promise<void>((resolve) => waiting.set(message.id, resolve));
      child.send(message, () => undefined);
      await Promise.race([heard, ended]);
      waiting.delete(message.id);
    },
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** The last lines of a process's log. */
export function lastWords(log: string, lines = 40): string {
  return readFileSync(log, "utf8").trimEnd().split("\n").slice(-lines).join("\n");
}

/** Below those that systems give to connections: none of these is taken by one while a process is down. */
const PORTS = { from: 20_000, to: 30_000 };

/** Ports that nobody listens on. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const found = new Set<number>();
  while (found.size < count) {
    const port = randomInt(PORTS.from, PORTS.to);
    if (await isFree(port)) found.add(port);
  }
  return [...found];
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
