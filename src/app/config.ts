/** Probot's environment, checked at once: every mistake is told, with what to do. */
import { createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { LEVELS, type Level } from "./log.ts";

export interface AppConfig {
  readonly appId: number;
  /** PEM. */
  readonly privateKey: string;
  readonly webhookSecret: string;
  /** 0: any free one. */
  readonly port: number;
  readonly host: string;
  readonly logLevel: Level | "silent";
  /** Without a trailing slash: `https://api.github.com`, `https://HOST/api/v3`. */
  readonly apiUrl: string;
  readonly graphqlUrl: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment has mistakes; `problems` has one line for each. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(["The environment is not complete:", ...problems.map((problem) => `  - ${problem}`)].join("\n"));
    this.problems = problems;
  }
}

/** True where somebody set out to give credentials, complete or not: then a mistake is told, not taken for a demo. */
export function hasCredentials(env: Environment): boolean {
  return ["APP_ID", "PRIVATE_KEY", "PRIVATE_KEY_PATH"].some((name) => given(env, name) !== null);
}

/**
 * Reads the App's configuration.
 *
 * @throws ConfigError with every problem found.
 */
export function readConfig(env: Environment, readFile = (path: string) => readFileSync(path, "utf8")): AppConfig {
  const problems: string[] = [];
  const tell = (problem: string): null => {
    problems.push(problem);
    return null;
  };
  const appId = readNumber(
    env,
    "APP_ID",
    null,
    1,
    Number.MAX_SAFE_INTEGER,
    tell,
    "the number on the App's settings page",
  );
  const privateKey = readPrivateKey(env, readFile, tell);
  const webhookSecret =
    given(env, "WEBHOOK_SECRET") ?? tell("WEBHOOK_SECRET is missing: set the secret that the App's webhook has.");
  const port = readNumber(env, "PORT", 3000, 0, 65_535, tell, "a port, or 0 for any free one");
  const level = given(env, "LOG_LEVEL") ?? "info";
  const logLevel = isLevel(level)
    ? level
    : tell(`LOG_LEVEL is \`${level}\`: set one of ${[...LEVELS, "silent"].join(", ")}.`);
  const { apiUrl, graphqlUrl } = addressesOf(env, tell);
  if (
    appId === null ||
    privateKey === null ||
    webhookSecret === null ||
    port === null ||
    logLevel === null ||
    apiUrl === null ||
    graphqlUrl === null
  ) {
    throw new ConfigError(problems);
  }
  return {
    appId,
    privateKey,
    webhookSecret,
    port,
    host: given(env, "HOST") ?? "127.0.0.1",
    logLevel,
    apiUrl,
    graphqlUrl,
  };
}

/**
 * Where GitHub answers: github.com, unless the environment names another.
 *
 * @throws ConfigError with every problem found.
 */
export function readAddresses(env: Environment): Pick<AppConfig, "apiUrl" | "graphqlUrl"> {
  const problems: string[] = [];
  const { apiUrl, graphqlUrl } = addressesOf(env, (problem) => {
    problems.push(problem);
    return null;
  });
  if (apiUrl === null || graphqlUrl === null) throw new ConfigError(problems);
  return { apiUrl, graphqlUrl };
}

function addressesOf(env: Environment, tell: (problem: string) => null) {
  const apiUrl = readUrl(env, "GITHUB_API_URL", "https://api.github.com", tell);
  // Where the former is wrong, nothing more can be said of the latter.
  const graphqlUrl = graphqlOf(apiUrl ?? "https://api.github.com");
  return { apiUrl, graphqlUrl: readUrl(env, "GITHUB_GRAPHQL_URL", graphqlUrl, tell) };
}

/** GitHub Enterprise Server has REST under `/api/v3` and GraphQL at `/api/graphql`. */
function graphqlOf(apiUrl: string): string {
  return apiUrl.endsWith("/api/v3") ? `${apiUrl.slice(0, -"/v3".length)}/graphql` : `${apiUrl}/graphql`;
}

function given(env: Environment, name: string): string | null {
  const value = env[name]?.trim();
  return value === undefined || value === "" ? null : value;
}

function readNumber(
  env: Environment,
  name: string,
  otherwise: number | null,
  least: number,
  most: number,
  tell: (problem: string) => null,
  what: string,
): number | null {
  const text = given(env, name);
  if (text === null) return otherwise ?? tell(`${name} is missing: set ${what}.`);
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) return tell(`${name} is \`${text}\`: set ${what}.`);
  return value;
}

function readUrl(env: Environment, name: string, otherwise: string, tell: (problem: string) => null): string | null {
  const text = given(env, name) ?? otherwise;
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    return tell(
      `${name} is \`${text}\`: set a URL such as ${otherwise === "" ? "https://api.github.com/graphql" : otherwise}.`,
    );
  }
  return text.replace(/\/+$/, "");
}

/** PEM as it is, with `\n` for line ends, in base64, or in a file. Its text is never told. */
function readPrivateKey(
  env: Environment,
  readFile: (path: string) => string,
  tell: (problem: string) => null,
): string | null {
  const text = given(env, "PRIVATE_KEY");
  const path = given(env, "PRIVATE_KEY_PATH");
  if (text === null && path === null) {
    return tell(
      "PRIVATE_KEY or PRIVATE_KEY_PATH is missing: set the App's private key (PEM), or the path of its file.",
    );
  }
  const where = text === null ? "PRIVATE_KEY_PATH" : "PRIVATE_KEY";
  let pem: string;
  try {
    pem = text ?? readFile(path ?? "");
  } catch {
    return tell(`PRIVATE_KEY_PATH is \`${path ?? ""}\`: that file cannot be read.`);
  }
  if (!pem.includes("-----BEGIN")) pem = Buffer.from(pem, "base64").toString("utf8");
  pem = pem.replaceAll("\\n", "\n").trim();
  try {
    if (createPrivateKey(pem).asymmetricKeyType !== "rsa")
      return tell(`${where} holds no RSA key: GitHub's App keys are RSA.`);
  } catch {
    return tell(`${where} holds no private key in PEM form: it begins with "-----BEGIN RSA PRIVATE KEY-----".`);
  }
  return `${pem}\n`;
}

function isLevel(text: string): text is Level | "silent" {
  return text === "silent" || LEVELS.some((level) => level === text);
}
