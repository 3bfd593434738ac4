/** The Action's inputs and the runner's environment, checked: `required` in action.yml is not enforced by GitHub. */

export interface Inputs {
  readonly token: string;
  readonly dryRun: boolean;
}

/** Where the job runs, from the variables that every runner sets. */
export interface Runner {
  readonly apiUrl: string;
  readonly graphqlUrl: string;
  readonly owner: string;
  readonly repo: string;
  readonly eventName: string;
  readonly eventPath: string;
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
  const mode = read("mode").trim();
  if (mode !== "" && mode !== "gate") {
    throw new WorkflowError(`The input \`mode\` is ${JSON.stringify(mode)}. It may be \`gate\`.`);
  }
  return { token, dryRun: readBoolean("dry-run", read("dry-run")) };
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
  const [owner, repo, ...rest] = needed(env, "GITHUB_REPOSITORY").split("/");
  if (!owner || !repo || rest.length > 0) throw new WorkflowError("GITHUB_REPOSITORY is not `owner/name`.");
  const apiUrl = (env["GITHUB_API_URL"] || "https://api.github.com").replace(/\/+$/, "");
  return {
    apiUrl,
    graphqlUrl: env["GITHUB_GRAPHQL_URL"] || graphqlBeside(apiUrl),
    owner,
    repo,
    eventName: needed(env, "GITHUB_EVENT_NAME"),
    eventPath: needed(env, "GITHUB_EVENT_PATH"),
  };
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
