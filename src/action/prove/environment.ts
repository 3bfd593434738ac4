/** The environment in which a pull request's code runs: the job's own, without what only our process may have. */

/** Inputs (our token among them), and the runner's own tokens for artifacts, caches and OpenID. */
const PREFIXES = ["INPUT_", "ACTIONS_"];
/** The files by which a step sets outputs, variables and the summary of the job; and git's own ways around a folder. */
const NAMES = new Set([
  "GITHUB_TOKEN",
  "GITHUB_OUTPUT",
  "GITHUB_ENV",
  "GITHUB_PATH",
  "GITHUB_STATE",
  "GITHUB_STEP_SUMMARY",
]);
const SECRET = /token|secret|passw|credential|private|api_?key|_key$|_pat$|auth/i;
/** A shorter value would be found in every other word. */
const LEAST_SECRET = 8;

/** Marks the processes of one run, so that one that left its group is found. */
export const MARK = "QUENCH_RUN";

type Environment = Readonly<Record<string, string | undefined>>;

/** @param token never handed on, under whatever name it stands in the environment */
export function withoutOurs(env: Environment, token: string): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    const upper = name.toUpperCase();
    if (value === undefined || NAMES.has(upper) || PREFIXES.some((prefix) => upper.startsWith(prefix))) continue;
    if (upper.startsWith("GIT_") || (token !== "" && value.includes(token))) continue;
    kept[name] = value;
  }
  return kept;
}

/**
 * Takes secrets out of a text that goes to GitHub's API: what a step's log hides, a check would show. Of other secrets
 * than our token only those are known that the job hands to its commands by a name that says so.
 */
export function redactor(env: Environment, token: string): (text: string) => string {
  const values = Object.entries(env)
    .filter(([name, value]) => SECRET.test(name) && value !== undefined && value.length >= LEAST_SECRET)
    .flatMap(([, value = ""]) => value.split("\n").filter((line) => line.length >= LEAST_SECRET));
  const secrets = [...new Set([token, ...values])].filter((value) => value !== "").sort((a, b) => b.length - a.length);
  return (text) => secrets.reduce((left, secret) => left.replaceAll(secret, "***"), text);
}
