/** A headless Chromium that is already on the machine, spoken to over a pipe in the DevTools protocol. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--hide-scrollbars",
  "--no-first-run",
  "--disable-lcd-text",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--remote-debugging-pipe",
];

export interface Browser {
  /** One command. @param session of a page; null for the browser itself. @throws where it is refused. */
  send(method: string, params: object, session: string | null): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

interface Waiting {
  readonly resolve: (result: Record<string, unknown>) => void;
  readonly reject: (error: Error) => void;
}

/** @param program path or name of Chromium. */
export function openBrowser(program: string): Browser {
  const profile = mkdtempSync(join(tmpdir(), "quench-gallery-"));
  const child = spawn(program, [...FLAGS, `--user-data-dir=${profile}`], {
    stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
  });
  // Descriptors 3 and 4: what Chromium reads, and what it writes. Each message ends with a zero byte.
  const to = child.stdio[3] as Writable;
  const from = child.stdio[4] as Readable;
  const waiting = new Map<number, Waiting>();
  let rest: Buffer<ArrayBufferLike> = Buffer.alloc(0);
  from.on("data", (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
      answer(JSON.parse(rest.subarray(0, end).toString()) as Answer, waiting);
      rest = rest.subarray(end + 1);
    }
  });
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  child.on("error", (error) => {
    for (const { reject } of waiting.values()) reject(error);
  });
  let last = 0;
  return {
    send: (method, params, session) =>
      new Promise((resolve, reject) => {
        last += 1;
        waiting.set(last, { resolve, reject });
        const where = session === null ? {} : { sessionId: session };
        to.write(`${JSON.stringify({ id: last, method, params, ...where })}\0`);
      }),
    async close() {
      child.kill();
      await ended;
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

interface Answer {
  readonly id?: number;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

function answer({ id, result, error }: Answer, waiting: Map<number, Waiting>): void {
  const one = id === undefined ? undefined : waiting.get(id);
  if (one === undefined || id === undefined) return;
  waiting.delete(id);
  if (error === undefined) one.resolve(result ?? {});
  else one.reject(new Error(`the browser: ${error.message}`));
}
