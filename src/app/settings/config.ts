/** The App's environment, checked at once: every mistake is told, with what to do, and no secret is. */
import { readFileSync } from "node:fs";
import { type Environment, fallbackOf, given, type VariableName } from "./environment.ts";
import { LEVELS, type Level } from "../log.ts";
import { misspeltLine, misspeltNames } from "./misspelt.ts";
import { type Proxy, readProxy } from "./proxy.ts";
import { readKey } from "./read-key.ts";

export type { Environment } from "./environment.ts";

export interface AppConfig {
  readonly appId: number;
  /** PEM. */
  readonly privateKey: string;
  readonly webhookSecret: string;
  /** PEM: what was signed with it is believed still; left out: none. */
  readonly previousPrivateKey?: string;
  /** Webhooks signed with it are taken still; left out: none. */
  readonly previousWebhookSecret?: string;
  /** 0: any free one. */
  readonly port: number;
  readonly host: string;
  readonly logLevel: Level | "silent";
  /** Without a trailing slash: `https://api.github.com`, `https://HOST/api/v3`. */
  readonly apiUrl: string;
  readonly graphqlUrl: string;
  /** Left out: GitHub is asked directly. */
  readonly proxy?: Proxy;
  /** Of PostgreSQL; left out: queue and index are in memory. */
  readonly databaseUrl?: string;
  /** Looks at once; left out: 8. */
  readonly concurrency?: number;
  /** Where `/metrics` is served; left out: on `port`. */
  readonly metricsPort?: number;
  /** True: looks are counted by repository too; left out: not. */
  readonly metricsRepositories?: boolean;
}

/** The environment has mistakes; `problems` has one line for each. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly problems: readonly string[];
  constructor(problems: readonly string[], remarks: readonly string[] = []) {
    super(["The environment is not complete:", ...[...problems, ...remarks].map((line) => `  - ${line}`)].join("\n"));
    this.problems = problems;
  }
}

/** Takes one line for a mistake. */
type Tell = (problem: string) => null;
type ReadFile = (path: string) => string;

/** True where somebody set out to give credentials, complete or not: then a mistake is told, not taken for a demo. */
export function hasCredentials(env: Environment): boolean {
  return (["APP_ID", "PRIVATE_KEY", "PRIVATE_KEY_PATH"] as const).some((name) => given(env, name) !== null);
}

/** Names in the environment that look as if they were meant for Quench and that nothing reads: one line each. */
export function configWarnings(env: Environment): readonly string[] {
  return misspeltNames(env).map(misspeltLine);
}

/**
 * Reads the App's configuration.
 *
 * @throws ConfigError with every problem found.
 */
export function readConfig(env: Environment, readFile: ReadFile = (path) => readFileSync(path, "utf8")): AppConfig {
  const problems: string[] = [];
  const tell: Tell = (problem) => {
    problems.push(problem);
    return null;
  };
  const appId = readNumber(env, "APP_ID", 1, Number.MAX_SAFE_INTEGER, tell, "the number on the App's settings page");
  const privateKey = readKey(env, "PRIVATE_KEY", readFile, tell);
  if (privateKey === undefined) {
    tell("PRIVATE_KEY or PRIVATE_KEY_PATH is missing: set the App's private key (PEM), or the path of its file.");
  }
  const webhookSecret =
    given(env, "WEBHOOK_SECRET") ?? tell("WEBHOOK_SECRET is missing: set the secret that the App's webhook has.");
  const previousPrivateKey = readKey(env, "PRIVATE_KEY_PREVIOUS", readFile, tell);
  const previousWebhookSecret = given(env, "WEBHOOK_SECRET_PREVIOUS");
  const port = readNumber(env, "PORT", 0, 65_535, tell, "a port, or 0 for any free one");
  const host = given(env, "HOST") ?? fallbackOf("HOST");
  const level = given(env, "LOG_LEVEL") ?? fallbackOf("LOG_LEVEL");
  const logLevel = isLevel(level)
    ? level
    : tell(`LOG_LEVEL is \`${level}\`: set one of ${[...LEVELS, "silent"].join(", ")}.`);
  const { apiUrl, graphqlUrl } = addressesOf(env, tell);
  const proxy = readProxy(env, tell);
  const concurrency = readNumber(env, "CONCURRENCY", 1, 64, tell, "a number of looks at once, 1 to 64");
  const metricsPort =
    given(env, "METRICS_PORT") === null ? null : readNumber(env, "METRICS_PORT", 0, 65_535, tell, "a port");
  if (metricsPort !== null && metricsPort !== 0 && metricsPort === port) {
    tell("METRICS_PORT is PORT: set another one, or leave it out to have both on one.");
  }
  const metricsRepositories = readSwitch(env, "METRICS_REPOSITORIES", tell);
  const databaseUrl = readDatabaseUrl(env, tell);
  const whole = {
    appId,
    privateKey,
    webhookSecret,
    port,
    logLevel,
    apiUrl,
    graphqlUrl,
    concurrency,
    metricsRepositories,
  };
  if (problems.length > 0 || !isWhole(whole)) throw new ConfigError(problems, configWarnings(env));
  return {
    ...whole,
    host,
    ...(previousPrivateKey === null || previousPrivateKey === undefined ? {} : { previousPrivateKey }),
    ...(previousWebhookSecret === null ? {} : { previousWebhookSecret }),
    ...(proxy === null ? {} : { proxy }),
    ...(databaseUrl === null ? {} : { databaseUrl }),
    ...(metricsPort === null ? {} : { metricsPort }),
  };
}

type Whole<T> = { readonly [Key in keyof T]: NonNullable<T[Key]> };

function isWhole<T extends object>(parts: T): parts is T & Whole<T> {
  return Object.values(parts).every((part) => part !== null && part !== undefined);
}

/**
 * Where GitHub answers, and through which proxy: github.com directly, unless the environment says otherwise.
 *
 * @throws ConfigError with every problem found.
 */
export function readAddresses(env: Environment): Pick<AppConfig, "apiUrl" | "graphqlUrl" | "proxy"> {
  const problems: string[] = [];
  const tell: Tell = (problem) => {
    problems.push(problem);
    return null;
  };
  const { apiUrl, graphqlUrl } = addressesOf(env, tell);
  const proxy = readProxy(env, tell);
  if (problems.length > 0 || apiUrl === null || graphqlUrl === null) throw new ConfigError(problems);
  return { apiUrl, graphqlUrl, ...(proxy === null ? {} : { proxy }) };
}

function addressesOf(env: Environment, tell: Tell) {
  const usual = fallbackOf("GITHUB_API_URL");
  const apiUrl = readUrl(env, "GITHUB_API_URL", usual, tell);
  // Where the former is wrong, nothing more can be said of the latter.
  return { apiUrl, graphqlUrl: readUrl(env, "GITHUB_GRAPHQL_URL", graphqlOf(apiUrl ?? usual), tell) };
}

/** GitHub Enterprise Server has REST under `/api/v3` and GraphQL at `/api/graphql`. */
function graphqlOf(apiUrl: string): string {
  return apiUrl.endsWith("/api/v3") ? `${apiUrl.slice(0, -"/v3".length)}/graphql` : `${apiUrl}/graphql`;
}

function readNumber(
  env: Environment,
  name: VariableName,
  least: number,
  most: number,
  tell: Tell,
  what: string,
): number | null {
  const text = given(env, name) ?? fallbackOf(name);
  if (text === "") return tell(`${name} is missing: set ${what}.`);
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) return tell(`${name} is \`${text}\`: set ${what}.`);
  return value;
}

function readSwitch(env: Environment, name: VariableName, tell: Tell): boolean | null {
  const text = given(env, name) ?? fallbackOf(name);
  return text === "true" || text === "false" ? text === "true" : tell(`${name} is \`${text}\`: set true or false.`);
}

/** Its text holds a password: it is never told. */
function readDatabaseUrl(env: Environment, tell: Tell): string | null {
  const text = given(env, "DATABASE_URL");
  if (text === null) return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && /^postgres(?:ql)?:$/.test(url.protocol) && url.pathname.length > 1) return text;
  return tell(
    "DATABASE_URL is not a database's address: set one such as postgres://NAME:PASSWORD@HOST:5432/DATABASE, with `/`, `#`, `?`, `@` and `%` in the password as %2F, %23, %3F, %40 and %25.",
  );
}

function readUrl(env: Environment, name: VariableName, otherwise: string, tell: Tell): string | null {
  const text = given(env, name) ?? otherwise;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    // What is no URL may hold a password all the same.
    return tell(`${name} is ${text.includes("@") ? "no URL" : `\`${text}\``}: set a URL such as ${otherwise}.`);
  }
  // A password would be sent to nobody, and shown in every log.
  if (url.username !== "" || url.password !== "") return tell(`${name} holds a name or a password: leave them out.`);
  if (url.search !== "" || url.hash !== "") return tell(`${name} has more behind the path: end it there.`);
  if (name === "GITHUB_API_URL" && url.pathname === "/" && isPage(url)) {
    return tell(`${name} is the address of GitHub's pages: set ${apiOf(url)}.`);
  }
  return text.replace(/\/+$/, "");
}

/** Whether people rather than programs are answered there. A Server's own host may be named anyhow, but has a path. */
function isPage({ hostname }: URL): boolean {
  return /^(?:www\.)?github\.com$/.test(hostname) || /^(?!api\.)[^.]+\.ghe\.com$/.test(hostname);
}

function apiOf({ hostname }: URL): string {
  return `https://api.${hostname.replace(/^www\./, "")}`;
}

function isLevel(text: string): text is Level | "silent" {
  return text === "silent" || LEVELS.some((level) => level === text);
}
