/**
 * The Action's cold start: from the process to its first request, beside other actions in the same run. Theirs are named
 * by `BENCH_ACTIONS=stale=/path/to/dist/index.js,labeler=…`; without it, ours stands beside a bare request alone.
 */
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { performance } from "node:perf_hooks";
import { parse } from "yaml";
import { round } from "./webhooks.ts";

const RUNS = 15;
/** What any program needs for it: Node's own start and one request. */
const BARE = "await fetch(process.env.GITHUB_API_URL);";
/** An event that each of them asks GitHub about. */
const EVENT = { action: "opened", number: 1, pull_request: { number: 1 }, repository: { full_name: "acme/shop" } };

/** @returns medians in milliseconds, sizes in kB, goals beside them. */
export async function benchColdStart(): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), "quench-cold-"));
  try {
    cpSync("dist/action", join(folder, "quench"), { recursive: true });
    writeFileSync(join(folder, "bare.mjs"), BARE);
    writeFileSync(join(folder, "event.json"), JSON.stringify(EVENT));
    const actions = new Map([
      ["bare", join(folder, "bare.mjs")],
      ["quench", join(folder, "quench", "index.js")],
      ...named(process.env["BENCH_ACTIONS"] ?? ""),
    ]);
    const times = new Map([...actions.keys()].map((name) => [name, [] as number[]]));
    // One after another in each round: a busy moment of the machine strikes all of them.
    for (let run = 0; run < RUNS; run += 1) {
      for (const [name, path] of actions) times.get(name)?.push(await firstRequest(path, folder));
    }
    const figures = [...actions].map(([name, path]) => [
      name,
      { first_request_ms: median(times.get(name) ?? []), kb: Math.round(statSync(path).size / 1000) },
    ]);
    return { action_cold_start: { ...Object.fromEntries(figures), goal: "<= 100 ms, <= 1000 kB" } };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function named(text: string): readonly (readonly [string, string])[] {
  return text.split(",").flatMap((pair) => {
    const [name = "", path = ""] = pair.split("=");
    return path === "" ? [] : [[name, path] as const];
  });
}

function median(values: readonly number[]): number {
  return round([...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN);
}

/** What the runner gives for inputs that a workflow leaves out. */
function defaultsBeside(path: string): Record<string, string> {
  const file = join(dirname(path), "..", "action.yml");
  if (!existsSync(file)) return {};
  const { inputs = {} } = parse(readFileSync(file, "utf8")) as {
    inputs?: Record<string, { default?: string | number | boolean }>;
  };
  return Object.fromEntries(Object.entries(inputs).map(([name, one]) => [name, String(one.default ?? "")]));
}

/** Milliseconds until its first request has come in; then it is ended. */
async function firstRequest(path: string, folder: string): Promise<number> {
  const server = createServer(() => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const inputs = { ...defaultsBeside(path), token: "ghs_1", "repo-token": "ghs_1" };
  const from = performance.now();
  const child = spawn(process.execPath, [path], {
    cwd: folder,
    stdio: "ignore",
    env: {
      PATH: process.env["PATH"],
      GITHUB_ACTIONS: "true",
      GITHUB_API_URL: url,
      GITHUB_GRAPHQL_URL: `${url}/graphql`,
      GITHUB_SERVER_URL: url,
      GITHUB_REPOSITORY: "acme/shop",
      GITHUB_EVENT_NAME: "pull_request",
      GITHUB_EVENT_PATH: join(folder, "event.json"),
      ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
    },
  });
  const ended = new Promise<void>((resolve) => void child.once("close", () => resolve()));
  try {
    await Promise.race([
      new Promise<void>((resolve) => void server.once("request", () => resolve())),
      ended.then(() => Promise.reject(new Error(`${path} ended without a request`))),
    ]);
    return performance.now() - from;
  } finally {
    child.kill("SIGKILL");
    await ended;
    server.closeAllConnections();
    await new Promise<void>((resolve) => void server.close(() => resolve()));
  }
}
