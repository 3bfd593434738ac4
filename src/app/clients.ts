/**
 * The App's clients: one as the App itself, one per installation, kept in a bounded cache.
 *
 * Tokens and web tokens live by GitHub's clock, which need not be ours: a skewed host, or a simulated GitHub whose clock
 * was moved. Its time is learned from the `Date` header where an authentication was refused, and the call made again.
 */
import { createSign } from "node:crypto";
import { createAppAuth } from "@octokit/auth-app";
import { type ClientLog, createClient, type GitHubClient } from "../github/request/client.ts";
import { createEtagCache, partOf } from "../github/request/etag-cache.ts";
import { Refused, Unavailable } from "../github/request/errors.ts";
import type { Clock } from "../queue/clock.ts";
import { fenced } from "../queue/fence.ts";
import type { Budget } from "./budget.ts";
import type { AppConfig } from "./settings/config.ts";
import { createProxyFetch } from "./settings/proxy.ts";
import { createTurns, type NextTurn } from "./turns.ts";

export interface Clients {
  /** As the App: `/app…` routes only. */
  readonly app: GitHubClient;
  forInstallation(id: number): GitHubClient;
  forget(installation: number): void;
}

/** Installations whose clients, with their ETags, are kept. */
const KEPT = 500;
/** GitHub gives up on a request after 10 s; the claim's lease counts on nothing being under way for longer. */
const TIMEOUT = 10_000;
/**
 * Answers that are kept for all installations together. A usual incident takes some 40: where fewer
 * are kept than are asked for again, each costs of the hour, and an unchanged one that is kept costs nothing.
 */
export const KEPT_ANSWERS = 100_000;
/** Their bytes as they are packed. */
const ANSWERED = 64_000_000;
const LARGEST_ANSWER = 1_000_000;
/** A token is not used in its last minute. */
const TOKEN_MARGIN = 60_000;

/** Makes the clients of one App. */
export function createClients(
  config: Pick<AppConfig, "appId" | "privateKey" | "apiUrl" | "graphqlUrl" | "proxy">,
  parts: {
    readonly clock: Clock;
    readonly log: ClientLog;
    /** Told of the limits, which outlive a client; left out: each client only knows its own. */
    readonly budget?: Budget;
  },
): Clients {
  const { clock, log, budget } = parts;
  const send = config.proxy === undefined ? undefined : createProxyFetch(config.proxy);
  const answers = createEtagCache(KEPT_ANSWERS, ANSWERED, LARGEST_ANSWER);
  const nextTurn = createTurns();
  let made = 0;
  let skew = 0;
  const now = (): number => clock.now() + skew;
  const learnTime = async (): Promise<void> => {
    const answer = await (send ?? fetch)(config.apiUrl, { method: "HEAD", signal: AbortSignal.timeout(TIMEOUT) }).catch(
      () => null,
    );
    const date = Date.parse(answer?.headers.get("date") ?? "");
    if (Number.isFinite(date)) skew = date - clock.now();
  };
  const createJwt = async (): Promise<{ jwt: string; expiresAt: string }> => {
    const { jwt, expires } = signJwt(config.appId, config.privateKey, now());
    return { jwt, expiresAt: new Date(expires).toISOString() };
  };
  const make = (installation: number | null): GitHubClient => {
    const tokens = createTokenCache(now);
    made += 1;
    const client = createClient({
      auth: {
        strategy: createAppAuth,
        options: {
          appId: config.appId,
          createJwt,
          cache: tokens,
          ...(installation === null ? {} : { installationId: installation }),
        },
      },
      baseUrl: config.apiUrl,
      graphqlUrl: config.graphqlUrl,
      log,
      now: () => clock.now(),
      timeoutMs: TIMEOUT,
      // A client that is made anew after its installation was forgotten knows nothing of what the former one read.
      etagCache: partOf(answers, String(made)),
      ...(budget === undefined
        ? {}
        : { observer: budget.observer(installation), reservoir: budget.reservoir(installation) }),
      // A look that somebody else has taken over sends nothing more.
      fetch: fenced(send ?? ((input, init) => fetch(input, init))),
    });
    const renewing = withNewToken(client, async () => {
      tokens.clear();
      await learnTime();
    });
    return byTurns(renewing, nextTurn);
  };

  const installations = new Map<number, GitHubClient>();
  return {
    app: make(null),
    forInstallation(id) {
      const client = installations.get(id) ?? make(id);
      // A Map iterates in order of insertion: putting it back makes it the newest.
      installations.delete(id);
      installations.set(id, client);
      const [oldest] = installations.keys();
      if (installations.size > KEPT && oldest !== undefined) installations.delete(oldest);
      return client;
    },
    forget: (installation) => void installations.delete(installation),
  };
}

/**
 * Source: https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
 * (issued a minute ago against drift, at most ten minutes long, RS256).
 */
function signJwt(appId: number, privateKey: string, nowMs: number): { readonly jwt: string; readonly expires: number } {
  const seconds = Math.floor(nowMs / 1000);
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = { iat: seconds - 60, exp: seconds + 540, iss: String(appId) };
  const signed = `${encode({ alg: "RS256", typ: "JWT" })}.${encode(claims)}`;
  return {
    jwt: `${signed}.${createSign("RSA-SHA256").update(signed).sign(privateKey, "base64url")}`,
    expires: claims.exp * 1000,
  };
}

/** The cache of `@octokit/auth-app`, by GitHub's clock: its own counts an hour by the host's. */
function createTokenCache(now: () => number) {
  const kept = new Map<string, string>();
  return {
    get(key: string): string | undefined {
      const value = kept.get(key);
      // token | created | expires | …
      const expires = Date.parse(value?.split("|")[2] ?? "");
      return expires - now() > TOKEN_MARGIN ? value : undefined;
    },
    set: (key: string, value: string): void => void kept.set(key, value),
    clear: (): void => kept.clear(),
  };
}

/** Calls again, once, where the authentication was refused: nothing was done then, so a POST may be repeated too. */
function withNewToken(client: GitHubClient, renew: () => Promise<void>): GitHubClient {
  const again = async <T>(call: () => Promise<T>): Promise<T> => {
    try {
      return await call();
    } catch (error) {
      if (isRefusedToken(error)) {
        await renew();
        return call();
      }
      // A token that could not be had looks like no answer. The next pass has one by the right time.
      if (error instanceof Unavailable && !error.answered) await renew();
      throw error;
    }
  };
  return {
    graphql: (query, variables, options) => again(() => client.graphql(query, variables, options)),
    rest: (route, parameters, options) => again(() => client.rest(route, parameters, options)),
  };
}

/** What is done with an answer is done in a turn of its own. */
function byTurns(client: GitHubClient, nextTurn: NextTurn): GitHubClient {
  const inTurn = async <T>(call: Promise<T>): Promise<T> => {
    try {
      return await call;
    } finally {
      await nextTurn();
    }
  };
  return {
    graphql: (query, variables, options) => inTurn(client.graphql(query, variables, options)),
    rest: (route, parameters, options) => inTurn(client.rest(route, parameters, options)),
  };
}

function isRefusedToken(error: unknown): boolean {
  return (error instanceof Refused || error instanceof Unavailable) && error.status === 401;
}
