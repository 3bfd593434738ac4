/**
 * The smallest client that reading and writing need, over Octokit, with a budget of our own instead of the throttling
 * and retry plugins: those space the writes of a first pass over many seconds (docs/adr tells the figures).
 */
import { Octokit } from "@octokit/rest";
import type { Instant } from "../../core/snapshot/types.ts";
import { instant, RateLimited, Refused, Unavailable } from "./errors.ts";
import { type CachedAnswer, createEtagCache, type EtagCache } from "./etag-cache.ts";
import { askedToWait, type GraphqlProblem } from "./limits.ts";
import { unknownToServer } from "./unknown-fields.ts";
import { createReservoir, type Reservoir } from "./reservoir.ts";

export type { GraphqlProblem } from "./limits.ts";

export interface GraphqlAnswer<T> {
  /** Partial where `errors` is not empty: whoever reads it says what is missing. */
  readonly data: T | null;
  readonly errors: readonly GraphqlProblem[];
  /** GitHub's clock: the answer's `Date` header. */
  readonly date: Instant;
  /** What is left of the hour's points; left out where GitHub did not say. */
  readonly rate?: Rate;
}

/** An allowance of GitHub's, as its headers tell: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api */
export interface Rate {
  readonly limit: number;
  readonly remaining: number;
  /** Milliseconds since the epoch, by GitHub's clock. */
  readonly resetAt: number;
}

export interface RestAnswer {
  readonly status: number;
  readonly data: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

export interface RestOptions {
  /** A GET may be answered by what GitHub said at most so many milliseconds ago; 0 where left out. */
  readonly within?: number;
  /** Called where GitHub was not asked. */
  readonly onRecall?: () => void;
}

export interface GraphqlOptions {
  /** How often it is asked in all, 4 where left out: whoever halves what failed asks the same only once. */
  readonly tries?: number;
}

/** Both throw `RateLimited` or `Unavailable` (5xx, no answer); `rest` throws `Refused` for every other 4xx. */
export interface GitHubClient {
  graphql<T>(query: string, variables: Record<string, unknown>, options?: GraphqlOptions): Promise<GraphqlAnswer<T>>;
  /** @param route `GET /repos/{owner}/{repo}/issues/{issue_number}`; a GET answered 304 returns the body it had. */
  rest(route: string, parameters?: Record<string, unknown>, options?: RestOptions): Promise<RestAnswer>;
}

export interface ClientLog {
  debug(message: string): void;
  warn(message: string): void;
}

export interface ClientOptions {
  /** A token, or an Octokit authentication strategy (`createAppAuth`) with its options. */
  readonly auth: string | { readonly strategy: unknown; readonly options: unknown };
  /** `GITHUB_API_URL`: `https://api.github.com`, `https://HOST/api/v3`. */
  readonly baseUrl: string;
  /** `GITHUB_GRAPHQL_URL`: `https://api.github.com/graphql`, `https://HOST/api/graphql`. */
  readonly graphqlUrl: string;
  readonly log?: ClientLog;
  readonly sleep?: (ms: number) => Promise<void>;
  /** Local clock in ms; the `Date` headers correct it to GitHub's. */
  readonly now?: () => number;
  readonly etagCache?: EtagCache;
  readonly reservoir?: Reservoir;
  readonly userAgent?: string;
  /** Sends the requests, in place of the platform's own: through a proxy. */
  readonly fetch?: typeof fetch;
  /** For one try, in ms. GitHub itself gives up after 10 s. */
  readonly timeoutMs?: number;
}

/** Pauses before the second, third and fourth try of a read: a pass never sleeps for longer than a second or two. */
const PAUSES = [100, 400, 1200] as const;
const LONGEST_PAUSE = 2000;
const TRANSIENT = new Set([500, 502, 503, 504]);
const SILENT = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

interface Raw {
  /** Null where there was no answer: refused connection, reset, timeout. */
  readonly status: number | null;
  readonly headers: Record<string, string>;
  readonly data: unknown;
  readonly why: string;
}

/** Makes a client for one identity. */
export function createClient(options: ClientOptions): GitHubClient {
  const log = options.log ?? SILENT;
  const sleep = options.sleep ?? ((ms: number) => new Promise<void>((done) => void setTimeout(done, ms)));
  const local = options.now ?? Date.now;
  const cache = options.etagCache ?? createEtagCache();
  const reservoir = options.reservoir ?? createReservoir();
  let skew = 0;
  const now = (): number => local() + skew;

  const octokit = new Octokit({
    baseUrl: options.baseUrl.replace(/\/+$/, ""),
    userAgent: options.userAgent ?? "quench",
    ...(options.fetch === undefined ? {} : { request: { fetch: options.fetch } }),
    log: { ...SILENT, warn: (message: string) => log.warn(message) },
    ...(typeof options.auth === "string"
      ? { auth: options.auth }
      : { authStrategy: options.auth.strategy, auth: options.auth.options }),
  });

  async function once(route: string, parameters: Record<string, unknown>): Promise<Raw> {
    const request = { signal: AbortSignal.timeout(options.timeoutMs ?? 20_000) };
    let raw: Raw;
    try {
      const answer = await octokit.request(route, { ...parameters, request });
      const { data, headers } = answer;
      // Octokit hands on as text what it cannot parse: an answer that was cut off is none.
      const isCut = typeof data === "string" && (headers["content-type"] ?? "").includes("json");
      raw = { status: isCut ? null : answer.status, headers: texts(headers), data, why: isCut ? "it was cut off" : "" };
    } catch (error) {
      const failure = asFailure(error);
      if (failure === null) throw error;
      raw = failure;
    }
    const date = Date.parse(raw.headers["date"] ?? "");
    if (Number.isFinite(date)) skew = date - local();
    log.debug(`${route.split("?")[0]} ${raw.status ?? "no answer"}`);
    return raw;
  }

  /** Until when nothing is asked, in ms of GitHub's clock; whoever goes on asking while limited may be shut out. */
  const blocked = { graphql: 0, rest: 0 };

  function block(kind: keyof typeof blocked, raw: Raw, wait: number): void {
    blocked[kind] = now() + wait;
    // The budgets of REST and GraphQL are two; a secondary limit is about both.
    const exhausted = raw.headers["x-ratelimit-remaining"] === "0" || raw.status === 200;
    if (!exhausted) blocked.graphql = blocked.rest = blocked[kind];
  }

  /** One call with its retries: reads only, except where GitHub refused before doing anything. */
  async function call(
    route: string,
    parameters: Record<string, unknown>,
    safe: boolean,
    tries = PAUSES.length + 1,
  ): Promise<Raw & { status: number }> {
    const kind = route === `POST ${options.graphqlUrl}` ? "graphql" : "rest";
    for (let attempt = 0; ; attempt += 1) {
      const left = blocked[kind] - now();
      if (left > 0) throw new RateLimited(`${route}: rate limited`, now(), left);
      const raw = await once(route, parameters);
      const pause = PAUSES[attempt];
      const wait =
        raw.status === null ? null : askedToWait({ ...raw, status: raw.status }, problemsOf(raw.data), now());
      if (wait !== null) {
        if (pause === undefined || wait > LONGEST_PAUSE) {
          block(kind, raw, wait);
          throw new RateLimited(`${route}: rate limited`, now(), wait);
        }
        await sleep(wait);
      } else if (raw.status === null || TRANSIENT.has(raw.status)) {
        if (!safe || pause === undefined || attempt + 1 >= tries) throw new Unavailable(route, raw.status, raw.why);
        await sleep(pause);
      } else {
        return { ...raw, status: raw.status };
      }
    }
  }

  return {
    async graphql<T>(
      query: string,
      variables: Record<string, unknown>,
      { tries }: GraphqlOptions = {},
    ): Promise<GraphqlAnswer<T>> {
      const safe = !/^\s*mutation\b/.test(query);
      const answer = await call(`POST ${options.graphqlUrl}`, { query, variables }, safe, tries);
      const body = answer.data;
      if (answer.status !== 200 || typeof body !== "object" || body === null || !("data" in body || "errors" in body)) {
        throw new Unavailable("GraphQL", answer.status, answer.why === "" ? "the answer is not GraphQL's" : answer.why);
      }
      const data = "data" in body ? (body.data as T | null) : null;
      const unknown = data === null ? unknownToServer(problemsOf(body)) : null;
      if (unknown !== null) throw new Unavailable("GraphQL", answer.status, unknown);
      const rate = rateOf(answer.headers);
      return { data, errors: problemsOf(body), date: instant(now()), ...(rate === null ? {} : { rate }) };
    },

    async rest(route, parameters = {}, { within = 0, onRecall } = {}) {
      if (!route.startsWith("GET ")) {
        const wait = route.startsWith("DELETE ") ? 0 : reservoir.take(now());
        if (wait > 0) throw new RateLimited(`${route}: our own write budget is used up`, now(), wait);
        return accepted(route, await call(route, parameters, false));
      }
      const key = octokit.request.endpoint(route, parameters).url;
      const known = cache.get(key);
      const age = known === undefined ? Number.POSITIVE_INFINITY : now() - known.at;
      if (known !== undefined && age >= 0 && age < within) {
        onRecall?.();
        return accepted(route, parsed(known));
      }
      const headersGiven = parameters["headers"] as Record<string, string> | undefined;
      const etag = known?.etag ?? null;
      const conditional = etag === null ? {} : { headers: { ...headersGiven, "if-none-match": etag } };
      const answer = await call(route, { ...parameters, ...conditional }, true);
      if (answer.status === 304 && known !== undefined) {
        const confirmed = { ...known, at: now(), headers: { ...known.headers, ...answer.headers } };
        cache.set(key, confirmed);
        return parsed(confirmed);
      }
      const { status, data, headers } = answer;
      if (RECALLED.has(status)) {
        const text = JSON.stringify(data ?? null);
        cache.set(key, { etag: status === 200 ? (headers["etag"] ?? null) : null, at: now(), status, headers, text });
      }
      return accepted(route, { status, data, headers });
    },
  };
}

/** The allowance that an answer tells of; null where it tells of none. */
export function rateOf(headers: Readonly<Record<string, string>>): Rate | null {
  const of = (name: string): number => Number(headers[`x-ratelimit-${name}`] ?? Number.NaN);
  const [limit, remaining, reset] = [of("limit"), of("remaining"), of("reset")];
  const isTold = [limit, remaining, reset].every((each) => Number.isFinite(each) && each >= 0) && limit > 0;
  return isTold ? { limit, remaining, resetAt: reset * 1000 } : null;
}

/** What is there, and what is not: a refusal for any other reason may be another one a moment later. */
const RECALLED = new Set([200, 204, 404, 410]);

function parsed({ status, headers, text }: CachedAnswer): RestAnswer {
  return { status, headers, data: JSON.parse(text) };
}

function accepted(route: string, { status, data, headers }: RestAnswer): RestAnswer {
  if (status >= 400) throw new Refused(route, status, data, headers);
  return { status, data, headers };
}

/** Octokit throws every answer from 300 on, and wraps a broken connection as a status 500 without a response. */
function asFailure(error: unknown): Raw | null {
  if (!(error instanceof Error) || !("status" in error)) return null;
  const response =
    "response" in error
      ? (error.response as { status: number; headers: object; data: unknown } | undefined)
      : undefined;
  // A refused installation token is no answer to the route that was asked: its 404 must not read as "does not exist".
  const asked = "request" in error ? (error.request as { url?: string }).url : undefined;
  const refusedToken = asked?.endsWith("/access_tokens") === true;
  if (response === undefined || refusedToken) return { status: null, headers: {}, data: null, why: error.message };
  return { status: response.status, headers: texts(response.headers), data: response.data, why: error.message };
}

function texts(headers: object): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}

function problemsOf(data: unknown): readonly GraphqlProblem[] {
  if (typeof data !== "object" || data === null || !("errors" in data) || !Array.isArray(data.errors)) return [];
  return data.errors.filter((entry): entry is GraphqlProblem => typeof entry?.message === "string");
}
