/** The `quench` command as a process: what it prints, how it ends, and that another one takes over where one was killed. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { closeSync, openSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { build } from "esbuild";
import { form, someone, type Issue, type Someone } from "../support/e2e.ts";

// As deep below the root as the built files, so that package.json and app.yml are found from there as well.
const FOLDER = join("lib", "e2e");
const NAME = `quench-${process.pid}`;
const BIN = join(FOLDER, `${NAME}.mjs`);

beforeAll(async () => {
  await build({
    entryPoints: ["src/cli/main.ts"],
    outdir: FOLDER,
    entryNames: NAME,
    chunkNames: `${NAME}-[hash]`,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    // In one file, what is loaded only where it is asked for would be loaded at every start.
    splitting: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "error",
  });
});
afterAll(() => {
  for (const file of readdirSync(FOLDER)) if (file.startsWith(NAME)) rmSync(join(FOLDER, file), { force: true });
});

let running: Running[] = [];
afterEach(async () => {
  for (const each of running) {
    each.child.kill("SIGKILL");
    await each.ended;
  }
  running = [];
});

interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  /** What it has printed so far. */
  out(): string;
  err(): string;
  /** The first line of its standard output. */
  line(): Promise<string>;
}

function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
  const child = spawn(process.execPath, [BIN, ...args], {
    env: { PATH: process.env["PATH"], ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const line = async (): Promise<string> => {
    const gone = ended.then(() => true);
    while (!out.includes("\n")) {
      const over = await Promise.race([gone, new Promise<false>((resolve) => setTimeout(resolve, 20, false))]);
      if (over && !out.includes("\n")) throw new Error(`it ended without a line: ${err}`);
    }
    return out.slice(0, out.indexOf("\n"));
  };
  const each = { child, ended, out: () => out, err: () => err, line };
  running.push(each);
  return each;
}

interface Ready {
  readonly api: string;
  readonly graphql: string;
  readonly app: string;
  readonly repository: string;
  readonly people: Readonly<Record<string, string>>;
  readonly credentials?: {
    readonly appId: number;
    readonly privateKeyPath: string;
    readonly webhookSecret: string;
    readonly webhookUrl: string;
  };
}

async function control(api: string, method: string, path: string, body?: unknown): Promise<{ status: number }> {
  return fetch(`${api}/_sandbox/${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
}

/** Questions, one each 25 ms: longer than any test may take, so that how fast this machine is decides nothing. */
const MOST_TRIES = 4_800;

async function healthy(url: string): Promise<boolean> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const answer = await fetch(`${url}/healthz`).catch(() => null);
    if (answer?.status === 200) return true;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return false;
}

/** Asks again and again until it is so. */
async function until(holds: () => Promise<boolean>): Promise<boolean> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    if (await holds()) return true;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return false;
}

describe("quench sandbox", () => {
  it("prints one line of JSON when it is ready, works, and ends on SIGTERM", async () => {
    const sandbox = start(["sandbox", "--json", "--port", "0"]);
    const ready = JSON.parse(await sandbox.line()) as Ready;
    expect(Object.keys(ready)).toEqual(expect.arrayContaining(["api", "graphql", "app", "repository", "people"]));
    expect(Object.keys(ready.people)).toEqual(["admin", "owner", "verifier", "author", "outsider", "actions"]);
    expect(ready.repository).toBe("acme/shop");
    expect(new URL(ready.graphql).pathname).toBe("/graphql");
    expect(await healthy(ready.app)).toBe(true);
    const owner = someone(ready.api, "owner", ready.people["owner"] ?? "");
    const { number } = await owner.post(`/repos/${ready.repository}/issues`, { title: "x", labels: ["incident"] });
    expect((await control(ready.api, "GET", "idle?timeout=30")).status).toBe(200);
    expect(await owner.get(`/api/v3/repos/${ready.repository}/issues/${number}/sub_issues`)).toHaveLength(3);
    sandbox.child.kill("SIGTERM");
    expect(await sandbox.ended).toBe(0);
    expect(sandbox.out().trim().split("\n")).toHaveLength(1);
    expect(sandbox.err()).toBe("");
  });

  it("ends on SIGINT as well, and tells people what they need", async () => {
    const sandbox = start(["sandbox", "--port", "0", "--empty"]);
    await sandbox.line();
    expect(await until(async () => sandbox.out().includes("Ctrl-C"))).toBe(true);
    expect(sandbox.out()).toContain("acme/shop");
    sandbox.child.kill("SIGINT");
    expect(await sandbox.ended).toBe(0);
  });

  it("says so where its port is taken", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    const address = taken.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const sandbox = start(["sandbox", "--json", "--port", `${port}`]);
    expect(await sandbox.ended).toBe(1);
    expect(sandbox.err()).toContain(`Port ${port} is in use`);
    await new Promise<void>((resolve) => taken.close(() => resolve()));
  });
});

describe("quench demo", () => {
  it("plays the story to its end, as `npm start` without credentials", async () => {
    const demo = start(["start"]);
    expect(await demo.ended).toBe(0);
    expect(demo.err()).toBe("");
    expect(demo.out()).toContain("ten minutes later: the incident is still closed");
    expect(demo.out()).not.toContain("\u001b");
    expect(demo.out()).not.toContain("<!--");
  });
});

describe("how the process ends", () => {
  /** In bash, with the process's own exit code as the last line. */
  function inBash(line: string): { readonly out: string; readonly err: string } {
    const { stdout, stderr } = spawnSync(
      "bash",
      ["--norc", "--noprofile", "-c", `quench() { "${process.execPath}" "${BIN}" "$@"; }; ${line}`],
      {
        encoding: "utf8",
        env: { PATH: process.env["PATH"] },
      },
    );
    return { out: stdout, err: stderr };
  }

  it("is quiet where the reader goes away", () => {
    expect(inBash("quench help | head -n 1; echo ${PIPESTATUS[1]}")).toEqual({
      out: "quench: an incident closes when its fix is proven, not when someone says so.\n0\n",
      err: "",
    });
    // What is done by then keeps its exit code.
    const { out, err } = inBash("quench explain --json | true; echo ${PIPESTATUS[0]}");
    expect([out, err]).toEqual([expect.stringMatching(/^(?:0|141)\n$/), ""]);
    expect(inBash("quench nonsense 2>&1 >/dev/null | true; echo ${PIPESTATUS[0]}").err).toBe("");
  });

  it("says so where its output cannot be written", () => {
    const readOnly = openSync("package.json", "r");
    const { status, stderr } = spawnSync(process.execPath, [BIN, "explain", "R-C1"], {
      stdio: ["ignore", readOnly, "pipe"],
      encoding: "utf8",
    });
    closeSync(readOnly);
    expect([status, stderr]).toEqual([1, expect.stringMatching(/^The output could not be written: EBADF.*\.\n$/)]);
  });

  it("is quiet after Ctrl-C, with 130, whether it waits for input or for GitHub", async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const address = silent.address();
    const api = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
    const reached = new Promise<void>((resolve) => silent.once("connection", () => resolve()));
    const waiting = start(["evaluate", "acme/shop#1"], { GITHUB_API_URL: api, GITHUB_TOKEN: "ghp_x" });
    await reached;
    waiting.child.kill("SIGINT");
    expect([await waiting.ended, waiting.out(), waiting.err()]).toEqual([130, "", ""]);
    await new Promise<void>((resolve) => silent.close(() => resolve()));
    // A shell tells an end by the signal itself in the same way.
    const { out, err } = inBash(
      "set -m; { sleep 2 | quench check-policy - ; } & sleep 1; kill -INT -$! ; wait $!; echo $?",
    );
    expect([out.trim().split("\n").at(-1), err.includes("    at ")]).toEqual(["130", false]);
  });

  it("tells in one line what nobody foresaw, and the stack where it is asked for", async () => {
    const broken = "data:text/javascript,JSON.parse=()=>{throw new Error('boom.%5Cnmore')}";
    const env = { NODE_OPTIONS: `--import "${broken}"` };
    const plain = start(["--version"], env);
    expect([await plain.ended, plain.out()]).toEqual([1, ""]);
    expect(plain.err()).toBe("Something went wrong that should not: boom. Run it again with --debug to see where.\n");
    for (const debug of [start(["help", "--version", "--debug"], env), start(["--version"], { ...env, DEBUG: "1" })]) {
      expect(await debug.ended).toBe(1);
      expect(debug.err()).toMatch(/^Error: boom\.\nmore\n {4}at /);
    }
  });

  it("reads standard input to its end, however slowly it comes", () => {
    expect(
      inBash("{ printf 'version: 1\\n'; sleep 0.2; printf 'mode: warn\\n'; } | quench check-policy -").out,
    ).toMatch(/^stdin: valid; mode warn;/);
  });
});

describe("quench serve", () => {
  it("tells every mistake of its environment", async () => {
    const serve = start(["serve"], { PORT: "eighty" });
    expect(await serve.ended).toBe(1);
    for (const name of ["APP_ID", "PRIVATE_KEY", "WEBHOOK_SECRET", "PORT"]) expect(serve.err()).toContain(name);
    expect(serve.out()).toBe("");
  });

  it("does not take half a configuration for a demo", async () => {
    const started = start([], { APP_ID: "1" });
    expect(await started.ended).toBe(1);
    expect(started.err()).toContain("WEBHOOK_SECRET");
  });

  it("takes over where one was killed, again and again, at whatever moment", async () => {
    const sandbox = start(["sandbox", "--json", "--port", "0", "--no-app"]);
    const ready = JSON.parse(await sandbox.line()) as Ready;
    const { credentials } = ready;
    if (credentials === undefined) throw new Error("no credentials");
    const env = {
      APP_ID: `${credentials.appId}`,
      PRIVATE_KEY_PATH: credentials.privateKeyPath,
      WEBHOOK_SECRET: credentials.webhookSecret,
      PORT: new URL(credentials.webhookUrl).port,
      GITHUB_API_URL: ready.api,
      GITHUB_GRAPHQL_URL: ready.graphql,
      LOG_LEVEL: "warn",
    };
    const person = (role: string): Someone => someone(ready.api, role, ready.people[role] ?? "");
    const owner = person("owner");
    const repo = `/repos/${ready.repository}`;
    const url = new URL(credentials.webhookUrl).origin;
    const { number } = await owner.post(`${repo}/issues`, {
      title: "Down",
      body: form({ Severity: "SEV1" }),
      labels: ["incident"],
    });
    // Each gets a little further than the one before, and leaves its claim behind.
    for (const life of [30, 90, 150]) {
      const app = start(["serve"], env);
      expect(await healthy(url)).toBe(true);
      await new Promise((resolve) => setTimeout(resolve, life));
      app.child.kill("SIGKILL");
      await app.ended;
      await control(ready.api, "POST", "clock", { advance: "PT30S" });
    }
    const app = start(["serve"], env);
    expect(await healthy(url)).toBe(true);
    const items = (): Promise<Issue[]> => owner.get(`${repo}/issues/${number}/sub_issues`);
    expect(await until(async () => (await items()).length === 3)).toBe(true);
    app.child.kill("SIGTERM");
    expect(await app.ended).toBe(0);
    expect(app.err()).toBe("");
    const all: Issue[] = await owner.get(`${repo}/issues?state=all&labels=hardening`);
    expect(all).toHaveLength(3);
    const comments = (await owner.get(`${repo}/issues/${number}/comments`)) as { body: string }[];
    expect(comments.filter(({ body }) => body.startsWith("<!-- quench:tracker -->"))).toHaveLength(1);
    // A close that nobody saw, judged by the next one that starts.
    await person("author").patch(`${repo}/issues/${number}`, { state: "closed" });
    await control(ready.api, "POST", "clock", { advance: "PT5M" });
    start(["serve"], env);
    expect(await until(async () => (await owner.get(`${repo}/issues/${number}`)).state === "open")).toBe(true);
  });
});
