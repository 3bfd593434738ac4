/** The Action's inputs and the runner's environment, checked: `required` in action.yml is not enforced by GitHub. */
import { readFileSync } from "node:fs";
import { isAbsolute } from "node:path";
import { MODE_NAMES, type ModeName } from "../core/onboarding/modes.ts";

export interface Inputs {
  readonly token: string;
  readonly mode: ModeName;
  readonly dryRun: boolean;
  /** Minutes after which a sweep or report stops by itself and says where to go on. */
  readonly timeLimit: number;
  /** Where `report` puts its files, from the workspace. */
  readonly outputDirectory: string;
  /** `prove`: the command that runs the tests, from the workflow; `""` where none is given. */
  readonly testCommand: string;
  /** `prove`: runs once in each tree before the tests; `""` for none. */
  readonly setupCommand: string;
  /** `prove`: globs of test files; empty: the policy's. */
  readonly testFiles: readonly string[];
  /** `prove`: folder in which the commands run, from the repository's root. */
  readonly workingDirectory: string;
  /** `prove`: minutes that one run of a command may take. */
  readonly commandLimit: number;
  /** `prove`: how often each side is run. */
  readonly repeat: number;
}

/** Where the job runs, from the variables that every runner sets. */
export interface Runner {
  readonly apiUrl: string;
  readonly graphqlUrl: string;
  readonly owner: string;
  readonly repo: string;
  readonly eventName: string;
  readonly eventPath: string;
  /** Where the repository is checked out: `GITHUB_WORKSPACE`, else the working directory. */
  readonly workspace: string;
  /** A folder for what the job needs no longer than itself: `RUNNER_TEMP`; null where it is not set. */
  readonly temp: string | null;
  /** The workflow that runs: its file (`.github/workflows/quench.yml`), else its name; null where the runner does not tell. */
  readonly workflow: string | null;
  /** Login of who set the workflow off; null where the runner does not tell. */
  readonly actor: string | null;
}

/** A mistake in the workflow file: the message says what to change. */
export class WorkflowError extends Error {}

/**
 * @param read gives an input's text by its name, `""` where it is not set
 * @throws WorkflowError naming the input and what it may be
 */
export function readInputs(read: (name: string) => string): Inputs {
  const token = read("token").trim();
  if (token === "") {
    throw new WorkflowError(
      "The input `token` is empty. Remove it to use the job's own token, or name a secret that exists.",
    );
  }
  // A token with a line break in it is refused by `fetch` in words that hold the token.
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new WorkflowError(
      "The input `token` holds a space, a line break or another character that no token has. Set the secret anew.",
    );
  }
  const text = read("mode").trim();
  const mode = MODE_NAMES.find((name) => name === (text === "" ? "gate" : text));
  if (mode === undefined) {
    const names = MODE_NAMES.map((name) => `\`${name}\``).join(", ");
    throw new WorkflowError(`The input \`mode\` is ${JSON.stringify(text)}. It may be one of ${names}.`);
  }
  return {
    token,
    mode,
    dryRun: readBoolean("dry-run", read("dry-run")),
    timeLimit: readNumber("time-limit", read("time-limit"), { fallback: 50, least: 1, most: 350 }),
    outputDirectory: readFolder("output-directory", read("output-directory"), "quench-report"),
    testCommand: read("test-command").trim(),
    setupCommand: read("setup-command").trim(),
    testFiles: read("test-files")
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== ""),
    workingDirectory: readFolder("working-directory", read("working-directory"), "."),
    commandLimit: readNumber("command-limit", read("command-limit"), { fallback: 10, least: 1, most: 300 }),
    repeat: readNumber("repeat", read("repeat"), { fallback: 3, least: 1, most: 20 }),
  };
}

function readNumber(
  name: string,
  text: string,
  { fallback, least, most }: { readonly fallback: number; readonly least: number; readonly most: number },
): number {
  if (text.trim() === "") return fallback;
  const number = /^\d{1,6}$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new WorkflowError(
    `The input \`${name}\` is ${JSON.stringify(text)}. It may be a whole number from ${least} to ${most}.`,
  );
}

/** A folder below the workspace: nothing is written or run beside what was checked out. */
function readFolder(name: string, text: string, fallback: string): string {
  const path = text.trim() || fallback;
  if (!isAbsolute(path) && !path.includes("\0") && !path.split(/[\\/]/).includes("..")) return path;
  throw new WorkflowError(
    `The input \`${name}\` is ${JSON.stringify(text)}. It may be a folder below the workspace, such as \`${fallback}\`.`,
  );
}

function readBoolean(name: string, text: string): boolean {
  const word = text.trim().toLowerCase();
  if (word === "true") return true;
  if (word === "false" || word === "") return false;
  throw new WorkflowError(`The input \`${name}\` is ${JSON.stringify(text)}. It may be \`true\` or \`false\`.`);
}

/**
 * @param env the process's environment
 * @throws WorkflowError where a variable is missing that GitHub's runners always set
 */
export function readRunner(env: Readonly<Record<string, string | undefined>>): Runner {
  const [, owner, repo] = /^([\w-]+)\/([\w.-]+)$/.exec(needed(env, "GITHUB_REPOSITORY")) ?? [];
  if (owner === undefined || repo === undefined) throw new WorkflowError("GITHUB_REPOSITORY is not `owner/name`.");
  const apiUrl = address(env, "GITHUB_API_URL") ?? "https://api.github.com";
  return {
    apiUrl,
    graphqlUrl: address(env, "GITHUB_GRAPHQL_URL") ?? graphqlBeside(apiUrl),
    owner,
    repo,
    eventName: needed(env, "GITHUB_EVENT_NAME"),
    eventPath: needed(env, "GITHUB_EVENT_PATH"),
    workspace: env["GITHUB_WORKSPACE"] || process.cwd(),
    temp: env["RUNNER_TEMP"] || null,
    workflow: workflowOf(env),
    actor: env["GITHUB_ACTOR"] || null,
  };
}

/**
 * The event that started the workflow, as the runner wrote it into a file.
 *
 * @throws WorkflowError where there is none, or it is no JSON object
 */
export function readEvent(path: string): object {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const why = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "unknown";
    throw new WorkflowError(
      `The event file ${path} (GITHUB_EVENT_PATH) could not be read: ${why}. The runner writes it before each step.`,
    );
  }
  const payload = parsed(text);
  if (typeof payload === "object" && payload !== null && !Array.isArray(payload)) return payload;
  throw new WorkflowError(
    `The event file ${path} (GITHUB_EVENT_PATH) is not a JSON object (${text.length} characters): a step before this one may have changed it.`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Its message would quote the payload.
    return undefined;
  }
}

/** An address without the slash at its end; null where the variable is not set. */
function address(env: Readonly<Record<string, string | undefined>>, name: string): string | null {
  const text = env[name] ?? "";
  if (text === "") return null;
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text.replace(/\/+$/, "");
  throw new WorkflowError(`${name} is not the address of a GitHub: it is ${JSON.stringify(text)}.`);
}

/** `owner/name/.github/workflows/quench.yml@refs/heads/main` → its file. */
function workflowOf(env: Readonly<Record<string, string | undefined>>): string | null {
  const [, file] = /^[^/]+\/[^/]+\/([^@]+)@/.exec(env["GITHUB_WORKFLOW_REF"] ?? "") ?? [];
  return file ?? (env["GITHUB_WORKFLOW"] || null);
}

/** GitHub Enterprise Server has REST at `/api/v3` and GraphQL at `/api/graphql`. */
function graphqlBeside(apiUrl: string): string {
  return apiUrl.endsWith("/api/v3") ? `${apiUrl.slice(0, -"/v3".length)}/graphql` : `${apiUrl}/graphql`;
}

function needed(env: Readonly<Record<string, string | undefined>>, name: string): string {
  const value = env[name];
  if (!value) throw new WorkflowError(`${name} is not set: this program runs as a GitHub Action.`);
  return value;
}
