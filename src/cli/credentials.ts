/** With what `quench record` reads: the App's own credentials, or somebody's token. */
import { execFile } from "node:child_process";
import { createClients } from "../app/clients.ts";
import { ConfigError, type Environment, hasCredentials, readAddresses, readConfig } from "../app/settings/config.ts";
import { createProxyFetch } from "../app/settings/proxy.ts";
import { VIEWER_QUERY, type ViewerAnswer } from "../github/queries/viewer.ts";
import { createClient, type GitHubClient } from "../github/request/client.ts";
import { Refused } from "../github/request/errors.ts";
import { type Identity, memoryKey } from "../github/identity.ts";
import { listAll } from "../github/write/write-context.ts";
import { systemClock } from "../queue/clock.ts";

export interface Access {
  readonly client: GitHubClient;
  /** Whose credentials they are: the App's bot, a person, or the bot of a workflow; null where GitHub does not say. */
  readonly viewer: string | null;
  /** The App itself, which can verify what it remembers; null with a mere token. */
  readonly app: Identity | null;
}

/** Why there are no credentials that work: what is wrong, where, and what to do. */
export class NoAccess extends Error {
  override readonly name = "NoAccess";
}

/** There are no credentials at all. */
export class NoToken extends NoAccess {}

const SILENT = { debug: () => undefined, warn: () => undefined };
/** `gh` reads a file or a keyring; one that asks for a password must not hold us. */
const GH_PATIENCE = 5_000;

/**
 * Finds what to read with: the App's credentials where the environment has any, else `GITHUB_TOKEN`, `GH_TOKEN`, or what
 * `gh auth token` says.
 *
 * @throws NoAccess
 */
export async function findAccess(env: Environment, owner: string): Promise<Access> {
  try {
    return hasCredentials(env) ? await asApp(env, owner) : await withToken(env);
  } catch (error) {
    if (error instanceof ConfigError) throw new NoAccess(error.message);
    throw error;
  }
}

async function asApp(env: Environment, owner: string): Promise<Access> {
  // Nothing is received here: the webhook's secret may be missing.
  const config = readConfig({ ...env, WEBHOOK_SECRET: env["WEBHOOK_SECRET"] ?? "none" });
  const clients = createClients(config, { clock: systemClock, log: SILENT });
  let slug: string;
  try {
    slug = ((await clients.app.rest("GET /app")).data as { slug: string }).slug;
  } catch (error) {
    if (!(error instanceof Refused) || ![401, 404].includes(error.status)) throw error;
    throw new NoAccess(
      `APP_ID ${config.appId} and its private key were refused by ${config.apiUrl} (HTTP ${error.status}): take both from the App's settings page, and set GITHUB_API_URL if it lives on another GitHub.`,
    );
  }
  const login = `${slug}[bot]`;
  const installations = (await listAll(clients.app, "GET /app/installations", {})) as readonly {
    readonly id: number;
    readonly account: { readonly login: string } | null;
  }[];
  const found = installations.find(({ account }) => account?.login.toLowerCase() === owner.toLowerCase());
  if (found === undefined) {
    throw new NoAccess(
      `The App ${slug} is not installed for ${owner}: install it there, or unset APP_ID and read with a token.`,
    );
  }
  const { appId, privateKey, previousPrivateKey } = config;
  const formerKeys = previousPrivateKey === undefined ? [] : [memoryKey(previousPrivateKey)];
  const app: Identity = { login, appId, kind: "app", key: memoryKey(privateKey), formerKeys };
  return { client: clients.forInstallation(found.id), viewer: login, app };
}

async function withToken(env: Environment): Promise<Access> {
  const { client, viewer } = await openToken(env);
  return { client, viewer, app: null };
}

/**
 * A client with somebody's token.
 *
 * @returns `source`: where the token was found, for people.
 * @throws NoAccess; NoToken where there is none.
 */
export async function openToken(
  env: Environment,
): Promise<Pick<Access, "client" | "viewer"> & { readonly source: string }> {
  const { apiUrl, graphqlUrl, proxy } = readAddresses(env);
  const named = ["GITHUB_TOKEN", "GH_TOKEN"].find((name) => (env[name] ?? "").trim() !== "");
  const host = hostOf(apiUrl);
  const token = named === undefined ? await tokenOfGh(host, env) : (env[named] ?? "").trim();
  const source = named ?? "`gh auth token`";
  if (token === null) {
    throw new NoToken(
      `There is no token for ${host}: set GITHUB_TOKEN or GH_TOKEN, or sign in with \`gh auth login --hostname ${host}\`; or set APP_ID and PRIVATE_KEY_PATH to read as the App.`,
    );
  }
  if (!/^[\x21-\x7e]+$/.test(token))
    throw new NoAccess(`${source} holds no token: blanks or other characters are in it.`);
  const through = proxy === undefined ? {} : { fetch: createProxyFetch(proxy) };
  const client = createClient({
    auth: token,
    baseUrl: apiUrl,
    graphqlUrl,
    userAgent: "quench-cli",
    log: SILENT,
    ...through,
  });
  return { client, viewer: await viewerOf(client, source), source };
}

async function viewerOf(client: GitHubClient, source: string): Promise<string | null> {
  try {
    const { data } = await client.graphql<ViewerAnswer>(VIEWER_QUERY, {});
    return data?.viewer?.login ?? null;
  } catch (error) {
    const status = error instanceof Error && "status" in error ? error.status : null;
    if (status !== 401) throw error;
    throw new NoAccess(
      `GitHub refuses the token of ${source} (HTTP 401): it is not valid, or no longer. Make a new one.`,
    );
  }
}

/** The host that people know an API by: `https://api.github.com` is github.com's. */
export function hostOf(apiUrl: string): string {
  return new URL(apiUrl).host.replace(/^api\.(?=github\.com$|[^.]+\.ghe\.com$)/, "");
}

/**
 * What `gh` is signed in with for one host, so that no other host's token is ever sent there; null where there is no `gh`,
 * or it is signed in nowhere.
 */
function tokenOfGh(host: string, env: Environment): Promise<string | null> {
  return new Promise((resolve) => {
    const options = { env: { ...env }, timeout: GH_PATIENCE, windowsHide: true };
    const child = execFile("gh", ["auth", "token", "--hostname", host], options, (error, stdout) => {
      const token = stdout.trim();
      resolve(error === null && token !== "" ? token : null);
    });
    child.stdin?.end();
  });
}
