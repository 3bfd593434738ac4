/** Small projects in a temporary git repository with a bare origin, and the mode `prove` run on their checkouts. */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { prove } from "../../../src/action/prove/prove.ts";
import type { Inputs } from "../../../src/action/inputs.ts";
import type { JobReport } from "../../../src/action/job.ts";
import type { GitHubClient } from "../../../src/github/request/client.ts";
import { Refused } from "../../../src/github/request/errors.ts";

/** Path → text; null deletes; an object makes a symbolic link or an executable. */
export type Files = Readonly<
  Record<string, string | Buffer | null | { readonly link: string } | { readonly script: string }>
>;

export interface Sides {
  readonly base: Files;
  readonly head: Files;
}

export interface Checkout {
  /** Arguments of the clone: `--depth=1`. */
  readonly clone?: readonly string[];
  /** Which commit is checked out; default the head. */
  readonly at?: "head" | "base" | "merge";
}

export interface Project {
  readonly root: string;
  readonly workspace: string;
  readonly temp: string;
  readonly origin: string;
  readonly base: string;
  readonly head: string;
  git(folder: string, ...parameters: string[]): string;
  remove(): void;
}

const IDENTITY = {
  GIT_AUTHOR_NAME: "a",
  GIT_AUTHOR_EMAIL: "a@example.com",
  GIT_COMMITTER_NAME: "a",
  GIT_COMMITTER_EMAIL: "a@example.com",
};

function git(folder: string, ...parameters: string[]): string {
  const env = { PATH: process.env["PATH"], HOME: folder, GIT_CONFIG_NOSYSTEM: "1", ...IDENTITY };
  const settings = [
    "-c",
    "init.defaultBranch=main",
    "-c",
    "protocol.file.allow=always",
    "-c",
    "advice.detachedHead=false",
  ];
  return execFileSync("git", [...settings, ...parameters], {
    cwd: folder,
    env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  }).trim();
}

function write(folder: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    if (content === null || (typeof content === "object" && "link" in content))
      rmSync(file, { recursive: true, force: true });
    if (content === null) continue;
    mkdirSync(dirname(file), { recursive: true });
    if (typeof content === "string" || Buffer.isBuffer(content)) writeFileSync(file, content);
    else if ("link" in content) symlinkSync(content.link, file);
    else {
      writeFileSync(file, content.script);
      chmodSync(file, 0o755);
    }
  }
}

/** A base on `main`, a head on `refs/pull/7/head`, and a checkout of the head. */
export function project({ base, head }: Sides, checkout: Checkout = {}): Project {
  const root = mkdtempSync(join(tmpdir(), "quench-prove-test-"));
  const [origin, seed, workspace, temp] = ["origin.git", "seed", "workspace", "temp"].map((name) =>
    join(root, name),
  ) as [string, string, string, string];
  for (const folder of [origin, seed, temp]) mkdirSync(folder);
  git(origin, "init", "--quiet", "--bare");
  git(origin, "config", "uploadpack.allowAnySHA1InWant", "true");
  git(origin, "config", "uploadpack.allowFilter", "true");
  git(seed, "init", "--quiet");
  write(seed, { "package.json": '{ "type": "module" }\n', ...base });
  git(seed, "add", "--all", "--force");
  git(seed, "commit", "--quiet", "--message", "base");
  const baseSha = git(seed, "rev-parse", "HEAD");
  write(seed, head);
  git(seed, "add", "--all", "--force");
  git(seed, "commit", "--quiet", "--allow-empty", "--message", "head");
  const headSha = git(seed, "rev-parse", "HEAD");
  // The base branch has moved on since: what it has now is not what the pull request began with.
  git(seed, "checkout", "--quiet", baseSha);
  write(seed, { "later.txt": "later\n" });
  git(seed, "add", "--all");
  git(seed, "commit", "--quiet", "--message", "later");
  const tip = git(seed, "rev-parse", "HEAD");
  git(seed, "merge", "--quiet", "--no-edit", headSha);
  git(
    seed,
    "push",
    "--quiet",
    origin,
    `${tip}:refs/heads/main`,
    `${headSha}:refs/pull/7/head`,
    "HEAD:refs/pull/7/merge",
  );
  const at = { head: headSha, base: tip, merge: "refs/pull/7/merge" }[checkout.at ?? "head"];
  git(root, "init", "--quiet", "workspace");
  git(workspace, "remote", "add", "origin", origin);
  git(
    workspace,
    "fetch",
    "--quiet",
    ...(checkout.clone ?? []),
    `file://${origin}`,
    checkout.clone === undefined ? "+refs/*:refs/remotes/all/*" : at,
  );
  git(
    workspace,
    "checkout",
    "--quiet",
    checkout.clone === undefined ? (checkout.at === "merge" ? "refs/remotes/all/pull/7/merge" : at) : "FETCH_HEAD",
  );
  return {
    root,
    workspace,
    temp,
    origin,
    base: tip,
    head: headSha,
    git,
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

export interface Posted {
  readonly name: string;
  readonly head_sha?: string;
  readonly conclusion: string;
  readonly output: { readonly title: string; readonly summary: string; readonly text: string };
}

export interface Proven {
  readonly report: JobReport;
  readonly posted: readonly Posted[];
  /** The check's texts together. */
  readonly check: string;
  readonly title: string;
  readonly log: readonly string[];
}

export interface Given {
  readonly event?: string;
  readonly inputs?: Partial<Inputs>;
  readonly fork?: boolean;
  readonly pull?: object;
  /** Status with which writing the check is refused. */
  readonly refuse?: number;
}

export function inputs(given: Partial<Inputs> = {}): Inputs {
  return {
    token: "ghs_token_of_ours",
    mode: "prove",
    dryRun: false,
    timeLimit: 50,
    outputDirectory: "quench-report",
    testCommand: "node --test --test-reporter=spec test/*.test.js",
    setupCommand: "",
    testFiles: ["**/test/**", "**/*.test.js"],
    workingDirectory: ".",
    commandLimit: 0.5,
    repeat: 2,
    ...given,
  };
}

/** Runs the mode on a project, against a GitHub that only takes the check. */
export async function proveIn(where: Project, given: Given = {}): Promise<Proven> {
  const posted: Posted[] = [];
  const log: string[] = [];
  const client: GitHubClient = {
    graphql: () => Promise.reject(new Error("nothing is asked of GraphQL where globs are given")),
    rest: async (route, parameters = {}) => {
      if (route.startsWith("GET ")) return { status: 200, headers: {}, data: { check_runs: [] } };
      if (given.refuse !== undefined)
        throw new Refused(route, given.refuse, { message: "Resource not accessible by integration" }, {});
      posted.push(parameters as unknown as Posted);
      return { status: 201, headers: {}, data: { id: 1 } };
    },
  };
  const report = await prove({
    runner: {
      apiUrl: "https://api.github.test",
      graphqlUrl: "https://api.github.test/graphql",
      owner: "acme",
      repo: "shop",
      eventName: given.event ?? "pull_request",
      eventPath: "",
      workspace: where.workspace,
      temp: where.temp,
      runUrl: null,
      workflow: null,
      actor: null,
    },
    inputs: inputs(given.inputs),
    place: { owner: "acme", repo: "shop" },
    payload: payloadOf(where, given),
    client,
    identity: { login: "github-actions[bot]", appId: 15_368, kind: "action", key: null },
    meter: { requests: () => 0 } as never,
    lacks: () => [],
    log: { info: () => undefined, warn: () => undefined },
    say: (line) => log.push(line),
    command: (line) => log.push(line),
    sleep: async () => undefined,
    elapsed: () => 0,
  });
  const { title = "", summary = "", text = "" } = posted[0]?.output ?? {};
  return { report, posted, check: `${summary}\n${text}`, title, log };
}

export function payloadOf({ base, head }: { readonly base: string; readonly head: string }, given: Given = {}): object {
  return {
    action: "synchronize",
    pull_request: {
      number: 7,
      state: "open",
      base: { ref: "main", sha: base, repo: { full_name: "acme/shop" } },
      head: { ref: "fix", sha: head, repo: { full_name: given.fork === true ? "someone/shop" : "acme/shop" } },
      ...given.pull,
    },
  };
}

/** What is left of it in the runner's folder: nothing. */
export function leftovers({ temp }: Project): readonly string[] {
  return readdirSync(temp);
}

const clamp = (body: string): string => `export function clamp(n, low, high) {\n  ${body}\n}\n`;
export const BROKEN = clamp("return n < low ? low : n;");
export const FIXED = clamp("return n < low ? low : n > high ? high : n;");

/** A test of `clamp`, as node:test runs it. */
export function clampTest(expression: string, expected: string): string {
  return `import test from "node:test";
import assert from "node:assert/strict";
import { clamp } from "../src/clamp.js";
test("clamps", () => {
  assert.equal(${expression}, ${expected});
});
`;
}

/** A test that is green with the fault, too. */
export const LOW = clampTest("clamp(-1, 0, 5)", "0");

/** The proper case: a fault, its fix, and a test that shows it. */
export const PROPER: Sides & {
  readonly base: Readonly<Record<string, string>>;
  readonly head: Readonly<Record<string, string>>;
} = {
  base: { "src/clamp.js": BROKEN, "test/low.test.js": LOW },
  head: { "src/clamp.js": FIXED, "test/high.test.js": clampTest("clamp(9, 0, 5)", "5") },
};
