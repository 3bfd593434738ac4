/** Runs the committed bundle as a GitHub runner does: alone in a folder, with an environment and an event file. */
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Job {
  readonly apiUrl: string;
  readonly graphqlUrl: string;
  readonly repository: string;
  readonly token: string;
  readonly event: string;
  readonly payload: unknown;
  readonly inputs?: Readonly<Record<string, string>>;
  /** Variables beside those that every runner sets, or in their place; undefined takes one away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The event file's own text, where it is not the payload's. */
  readonly eventText?: string;
  /** A signal, sent once the log holds these words. */
  readonly interrupt?: { readonly at: string; readonly signal: NodeJS.Signals };
}

export interface Ended {
  readonly code: number | null;
  /** What it printed, both streams together. */
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

export async function runJob(job: Job): Promise<Ended> {
  const folder = mkdtempSync(join(tmpdir(), "quench-action-"));
  try {
    cpSync("dist/action", join(folder, "action"), { recursive: true });
    const file = (name: string, text: string): string => {
      const path = join(folder, name);
      writeFileSync(path, text);
      return path;
    };
    const inputs = { token: job.token, mode: "gate", "dry-run": "false", ...job.inputs };
    const env = {
      PATH: process.env["PATH"],
      CI: "true",
      GITHUB_ACTIONS: "true",
      GITHUB_API_URL: job.apiUrl,
      GITHUB_GRAPHQL_URL: job.graphqlUrl,
      GITHUB_REPOSITORY: job.repository,
      GITHUB_EVENT_NAME: job.event,
      GITHUB_EVENT_PATH: file("event.json", job.eventText ?? JSON.stringify(job.payload)),
      GITHUB_OUTPUT: file("output", ""),
      GITHUB_STEP_SUMMARY: file("summary.md", ""),
      // The runner keeps an input's dashes, and turns only its spaces into underscores.
      ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
      ...job.env,
    };
    // GitHub's runners have Node 24; the one to take may be named.
    const child = spawn(process.env["ACTION_NODE"] ?? process.execPath, [join(folder, "action", "index.js")], {
      cwd: folder,
      env,
    });
    let log = "";
    let interrupt = job.interrupt;
    child.stdout.on("data", (chunk: Buffer) => {
      log += chunk.toString();
      if (interrupt === undefined || !log.includes(interrupt.at)) return;
      child.kill(interrupt.signal);
      interrupt = undefined;
    });
    child.stderr.on("data", (chunk: Buffer) => (log += chunk.toString()));
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    return {
      code,
      log,
      outputs: outputsOf(readFileSync(env.GITHUB_OUTPUT, "utf8")),
      summary: readFileSync(env.GITHUB_STEP_SUMMARY, "utf8"),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `name<<delimiter`, the value's lines, `delimiter`. */
function outputsOf(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  for (const [, name = "", , value = ""] of text.matchAll(/^([\w-]+)<<(\S+)\n([\s\S]*?)\n?\2$/gm))
    outputs[name] = value;
  return outputs;
}
