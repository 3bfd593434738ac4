/** Small projects in a temporary git repository with a bare origin, and the mode `prove` run on their checkouts. */
import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
  const settings = ["init.defaultBranch=main", "protocol.file.allow=always", "advice.detachedHead=false"];
  return execFileSync("git", [...settings.flatMap((setting) => ["-c", setting]), ...parameters], {
    cwd: folder,
    env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  }).trim();
}

/** A commit as `git fast-import` reads it. */
function commit(ref: string, mark: number, parents: readonly number[], files: Files): Buffer {
  const [from, ...merged] = parents;
  const lines = [
    `commit ${ref}`,
    `mark :${mark}`,
    `committer a <a@example.com> ${1_700_000_000 + mark} +0000`,
    "data 0",
  ];
  if (from !== undefined) lines.push(`from :${from}`, ...merged.map((parent) => `merge :${parent}`));
  const parts: Buffer[] = [Buffer.from(`${lines.join("\n")}\n`)];
  for (const [path, content] of Object.entries(files)) {
    const name = `"${path.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
    if (content === null) {
      parts.push(Buffer.from(`D ${name}\n`));
      continue;
    }
    const [mode, text] =
      typeof content === "string" || Buffer.isBuffer(content)
        ? ["100644", content]
        : "link" in content
          ? ["120000", content.link]
          : ["100755", content.script];
    const bytes = Buffer.from(text);
    parts.push(Buffer.from(`M ${mode} inline ${name}\ndata ${bytes.length}\n`), bytes, Buffer.from("\n"));
  }
  return Buffer.concat([...parts, Buffer.from("\n")]);
}

/** As many empty commits, on top of the pull request's head. */
export function lengthen({ origin, head }: Project, count: number): string {
  const ref = "refs/pull/7/head";
  const stream = Array.from({ length: count }, (_none, index) => commit(ref, index + 1, [], {}));
  const input = Buffer.concat([Buffer.from(`reset ${ref}\nfrom ${head}\n\n`), ...stream]);
  execFileSync("git", ["fast-import", "--quiet"], { cwd: origin, input });
  return git(origin, "rev-parse", ref);
}

/** A base on `main`, a head on `refs/pull/7/head`, and a checkout of the head. */
export function project({ base, head }: Sides, checkout: Checkout = {}): Project {
  const root = mkdtempSync(join(tmpdir(), "quench-prove-test-"));
  const [origin, workspace, temp] = ["origin.git", "workspace", "temp"].map((name) => join(root, name)) as [
    string,
    string,
    string,
  ];
  mkdirSync(temp);
  git(root, "init", "--quiet", "--bare", origin);
  appendFileSync(join(origin, "config"), "[uploadpack]\n\tallowAnySHA1InWant = true\n\tallowFilter = true\n");
  const later: Files = { "later.txt": "later\n" };
  const stream = [
    commit("refs/heads/main", 1, [], { "package.json": '{ "type": "module" }\n', ...base }),
    commit("refs/pull/7/head", 2, [1], head),
    // The base branch has moved on since: what it has now is not what the pull request began with.
    commit("refs/heads/main", 3, [1], later),
    commit("refs/pull/7/merge", 4, [3, 2], head),
  ];
  const marks = join(root, "marks");
  execFileSync("git", ["fast-import", "--quiet", `--export-marks=${marks}`], {
    cwd: origin,
    input: Buffer.concat(stream),
  });
  const shas = new Map(
    readFileSync(marks, "utf8")
      .split("\n")
      .map((line) => line.split(" ") as [string, string]),
  );
  const [headSha = "", tip = ""] = [":2", ":3"].map((mark) => shas.get(mark));
  const at = { head: headSha, base: tip, merge: "refs/pull/7/merge" }[checkout.at ?? "head"];
  git(root, "init", "--quiet", workspace);
  appendFileSync(join(workspace, ".git", "config"), `[remote "origin"]\n\turl = ${origin}\n`);
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

/** A runner of our own: a shell script that the base has as well. */
const RUNNER = { script: '#!/bin/sh\nfor each in test/*.sh; do sh "$each" || exit 1; done\n' };

/** A project of scripts, which are quicker than a runner. */
export function scripts(
  test: string,
  more: { readonly base?: Sides["base"]; readonly head?: Sides["head"] } = {},
): Sides {
  return {
    base: { run: RUNNER, "state.txt": "broken\n", "test/old.sh": "true\n", ...more.base },
    head: { "state.txt": "mended\n", "test/new.sh": test, ...more.head },
  };
}

export const RUN = { testCommand: "./run" };
/** A test that fails on the base by an assertion. */
export const ASSERTS =
  'grep -q mended state.txt || { echo "AssertionError: expected mended, got $(cat state.txt)"; exit 1; }\n';
