/** The credentials that the environment gives: whether they are whole, whose they are, and whether GitHub takes them. */
import { createClients } from "../../app/clients.ts";
import {
  type AppConfig,
  ConfigError,
  type Environment,
  hasCredentials,
  readConfig,
} from "../../app/settings/config.ts";
import { given } from "../../app/settings/environment.ts";
import type { GitHubClient } from "../../github/request/client.ts";
import { Refused, Unavailable } from "../../github/request/errors.ts";
import { systemClock } from "../../queue/clock.ts";
import { hostOf, NoAccess, NoToken, openToken } from "../credentials.ts";
import { ask, whyNotAnswered, whyUnread } from "./ask.ts";
import type { Addresses } from "./environment.ts";
import { fail, type Line, ok, unknown, warn } from "./line.ts";
import type { Permissions } from "./lacks.ts";

/** The App, as it sees itself. */
export interface AppSeen {
  readonly id: number;
  readonly slug: string;
  readonly client: GitHubClient;
  forInstallation(id: number): GitHubClient;
  readonly permissions: Permissions;
  readonly events: readonly string[];
  /** Its settings; a page below it begins with it. */
  readonly settingsUrl: string;
  /** Where it is installed from. */
  readonly pageUrl: string;
}

export interface TokenSeen {
  readonly client: GitHubClient;
  readonly login: string;
}

export interface CredentialsSeen {
  readonly app: AppSeen | null;
  readonly token: TokenSeen | null;
  readonly lines: readonly Line[];
}

const SILENT = { debug: () => undefined, warn: () => undefined };

/**
 * @param told problems of the environment that are told already.
 * @param reached false where GitHub does not answer: then only what they look like is told.
 */
export async function lookAtCredentials(
  env: Environment,
  addresses: Addresses,
  told: readonly string[],
  reached: boolean,
): Promise<CredentialsSeen> {
  if (!reached) return { app: null, token: null, lines: unaskedLines(env, told) };
  const app = hasCredentials(env) ? await appOf(env, addresses, told) : null;
  // A broken App must not keep the rest from being looked at.
  const token = (app?.app ?? null) === null ? await tokenOf(env, addresses, app === null) : null;
  return {
    app: app?.app ?? null,
    token: token?.token ?? null,
    lines: [...(app?.lines ?? []), ...(token?.lines ?? [])],
  };
}

async function appOf(
  env: Environment,
  addresses: Addresses,
  told: readonly string[],
): Promise<{ readonly app: AppSeen | null; readonly lines: readonly Line[] }> {
  const secret = given(env, "WEBHOOK_SECRET");
  const { config, problems } = configOf({ ...env, WEBHOOK_SECRET: secret ?? "none" });
  if (config === null) return { app: null, lines: problemLines(problems, told) };
  const clients = createClients(config, { clock: systemClock, log: SILENT });
  const asked = await ask(clients.app, "GET /app");
  if (asked.kind === "unread") {
    return { app: null, lines: [unknown("app-credentials", whyNotAnswered(asked), "try again later")] };
  }
  if (asked.kind === "refused") {
    const saw = `${hostOf(addresses.apiUrl)} refuses APP_ID ${config.appId} with this private key (HTTP ${asked.status})`;
    const todo =
      "take both from the settings page of one App (a new private key can be made there), and set GITHUB_API_URL if it lives on another GitHub";
    return { app: null, lines: [fail("app-credentials", saw, todo)] };
  }
  const app = appFrom(asked.data, clients);
  const line =
    app.id === config.appId
      ? ok(
          "app-credentials",
          `the App ${app.slug} (${app.id}) on ${hostOf(addresses.apiUrl)}; the private key is its own`,
        )
      : fail(
          "app-credentials",
          `APP_ID is ${config.appId}, and GitHub knows the App as ${app.id}`,
          `set APP_ID=${app.id}`,
        );
  return {
    app,
    lines: [
      line,
      secret === null
        ? warn(
            "webhook-secret-here",
            "WEBHOOK_SECRET is not set here",
            "`quench serve` needs it: set what the App's webhook has",
          )
        : ok("webhook-secret-here", "WEBHOOK_SECRET is set"),
    ],
  };
}

function problemLines(problems: readonly string[], told: readonly string[]): readonly Line[] {
  const left = problems.filter((problem) => !told.includes(problem));
  const todo = "the App's settings page has both; docs/reference/environment.md tells how to give them";
  return left.map((problem) => fail("app-credentials", problem.replace(/\.$/, ""), todo));
}

/** What can be told of credentials while GitHub cannot be asked. */
function unaskedLines(env: Environment, told: readonly string[]): readonly Line[] {
  if (!hasCredentials(env))
    return [unknown("token", "GitHub could not be asked about any credentials", "mend the above first")];
  const { config, problems } = configOf({ ...env, WEBHOOK_SECRET: given(env, "WEBHOOK_SECRET") ?? "none" });
  if (config === null) return problemLines(problems, told);
  const saw = `APP_ID is ${config.appId} and the private key can be read; GitHub could not be asked about them`;
  return [unknown("app-credentials", saw, "mend the above first")];
}

function configOf(env: Environment): { readonly config: AppConfig | null; readonly problems: readonly string[] } {
  try {
    return { config: readConfig(env), problems: [] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { config: null, problems: error.problems };
  }
}

function appFrom(data: unknown, clients: ReturnType<typeof createClients>): AppSeen {
  const {
    id,
    slug = "",
    html_url: pageUrl = "",
    permissions = {},
    events = [],
    owner,
  } = data as {
    readonly id: number;
    readonly slug?: string;
    readonly html_url?: string;
    readonly permissions?: Permissions;
    readonly events?: readonly string[];
    readonly owner?: { readonly login?: string; readonly type?: string } | null;
  };
  const origin = URL.canParse(pageUrl) ? new URL(pageUrl).origin : "";
  const account = owner?.type === "Organization" ? `/organizations/${owner.login ?? ""}` : "";
  return {
    id,
    slug,
    client: clients.app,
    forInstallation: (installation) => clients.forInstallation(installation),
    permissions,
    events,
    settingsUrl: `${origin}${account}/settings/apps/${slug}`,
    pageUrl,
  };
}

/** @param alone false where the App's credentials are there, and broken: then a token is a bonus. */
async function tokenOf(
  env: Environment,
  { apiUrl, graphqlUrl }: Addresses,
  alone: boolean,
): Promise<{ readonly token: TokenSeen | null; readonly lines: readonly Line[] }> {
  try {
    const { client, viewer, source } = await openToken(env);
    const login = viewer ?? "an account that GitHub does not name";
    return { token: { client, login }, lines: [ok("token", `${source} is valid on ${hostOf(apiUrl)}, as ${login}`)] };
  } catch (error) {
    if (!(error instanceof NoAccess)) {
      // GitHub has GraphQL at its address; whatever answers there else is another server, or another path.
      const strange = (error instanceof Refused || error instanceof Unavailable) && error.status === 404;
      const line = strange
        ? fail("token", `there is no GitHub API at ${graphqlUrl} (HTTP 404)`, "check GITHUB_API_URL")
        : unknown("token", whyUnread(error), "try again later");
      return { token: null, lines: [line] };
    }
    if (!(error instanceof NoToken)) return { token: null, lines: [fail("token", error.message)] };
    return { token: null, lines: alone ? [nothing(hostOf(apiUrl))] : [] };
  }
}

/** How to begin. */
function nothing(host: string): Line {
  return fail(
    "token",
    `there are no credentials for ${host}: neither the App's nor a token`,
    `to look at a repository as you, run \`gh auth login --hostname ${host}\` or set GITHUB_TOKEN; to look as the App, set APP_ID and PRIVATE_KEY_PATH (docs/how-to/run-the-app.md)`,
  );
}
