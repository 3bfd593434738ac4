/**
 * The smallest client that reading and writing need, over Octokit, with a budget of our own instead of the throttling
 * and retry plugins: those space the writes of a first pass over many seconds (docs/adr tells the figures).
 */
import { Octokit } from "@octokit/rest";
import type { Instant } from "../../core/snapshot/types.ts";
import { type Api, hourlyRateOf, type LimitObserver, type Rate, rateOf } from "./allowance.ts";
import { instant, RateLimited, Refused, Unavailable } from "./errors.ts";
import { createEtagCache, type EtagCache, type RestAnswer } from "./etag-cache.ts";
import { askedToWait, type GraphqlProblem, problemsOf } from "./limits.ts";
import { asFailure, asRaw, type Raw } from "./raw.ts";
import { unknownToServer } from "./unknown-fields.ts";
import { createReservoir, type Reservoir } from "./reservoir.ts";

export { type Rate, rateOf } from "./allowance.ts";
export type { RestAnswer } from "./etag-cache.ts";
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
  readonly observer?: LimitObserver;
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

/** Makes a client for one identity. */
export function createClient(options: ClientOptions): GitHubClient {
  const log = options.log ?? SILENT;
  const sleep = options.sleep ?? ((ms: number) => new Promise<void>((done) => void setTimeout(done, ms)));
  const local = options.now ?? Date.now;
  const cache = options.etagCache ?? createEtagCache();
  const reservoir = options.reservoir ?? createReservoir();
  const graphqlRoute = `POST ${options.graphqlUrl}`;
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
    const signal = AbortSignal.timeout(options.timeoutMs ?? 20_000);
    // GraphQL's answers are the long ones, and Octokit searches all of a text for numbers that GraphQL never sends.
    const parseSuccessResponseBody = route !== graphqlRoute;
    let raw: Raw;
    try {
      raw = await asRaw(await octokit.request(route, { ...parameters, request: { signal, parseSuccessResponseBody } }));
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

  /** Until when nothing is asked, in ms of our clock; whoever goes on asking while limited may be shut out. */
  const blocked: Record<Api, number> = { graphql: 0, rest: 0 };
  let blockedAt = 0;
  /** Times in a row that GitHub has asked to stop although we had waited. */
  let limits = 0;

  function block(kind: Api, raw: Raw, wait: number): void {
    if (blocked[kind] <= local()) limits += 1;
    blockedAt = local();
    blocked[kind] = blockedAt + wait;
    // The budgets of REST and GraphQL are two; a secondary limit is about both.
    const exhausted = raw.headers["x-ratelimit-remaining"] === "0" || raw.status === 200;
    if (!exhausted) blocked.graphql = blocked.rest = blocked[kind];
    options.observer?.onLimited(exhausted ? kind : "both", blocked[kind]);
  }

  /** One call with its retries: reads only, except where GitHub refused before doing anything. */
  async function call(
    route: string,
    parameters: Record<string, unknown>,
    safe: boolean,
    tries = PAUSES.length + 1,
  ): Promise<Raw & { status: number }> {
    const kind = route === graphqlRoute ? "graphql" : "rest";
    for (let attempt = 0; ; attempt += 1) {
      // A clock that was set back must not make a minute's limit a day's.
      const left = local() < blockedAt ? 0 : blocked[kind] - local();
      if (left > 0) throw new RateLimited(`${route}: rate limited`, now(), left);
      const raw = await once(route, parameters);
      const rate = hourlyRateOf(kind, raw.headers);
      options.observer?.onAnswer(kind, raw.status, rate === null ? null : { ...rate, resetAt: rate.resetAt - skew });
      const pause = PAUSES[attempt];
      const wait =
        raw.status === null ? null : askedToWait({ ...raw, status: raw.status }, problemsOf(raw.data), now(), limits);
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
        limits = 0;
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
      const answer = await call(graphqlRoute, { query, variables }, safe, tries);
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
        const wait = route.startsWith("DELETE ") ? 0 : await reservoir.take(now());
        if (wait > 0) throw new RateLimited(`${route}: our own write budget is used up`, now(), wait);
        return accepted(route, await call(route, parameters, false));
      }
      const key = octokit.request.endpoint(route, parameters).url;
      const known = cache.get(key);
      const age = known === undefined ? Number.POSITIVE_INFINITY : now() - known.at;
      if (known !== undefined && age >= 0 && age < within) {
        onRecall?.();
        return accepted(route, known.unpack());
      }
      const headersGiven = parameters["headers"] as Record<string, string> | undefined;
      const etag = known?.etag ?? null;
      const conditional = etag === null ? {} : { headers: { ...headersGiven, "if-none-match": etag } };
      const answer = await call(route, { ...parameters, ...conditional }, true);
      if (answer.status === 304 && known !== undefined) {
        known.confirm(now());
        const before = known.unpack();
        return { ...before, headers: { ...before.headers, ...answer.headers } };
      }
      const { status, data, headers } = answer;
      if (RECALLED.has(status)) {
        const own = status === 200 ? (headers["etag"] ?? null) : null;
        cache.set(key, { etag: own, at: now() }, { status, headers, data: data ?? null });
      }
      return accepted(route, { status, data, headers });
    },
  };
}

/** What is there, and what is not: a refusal for any other reason may be another one a moment later. */
const RECALLED = new Set([200, 204, 404, 410]);

function accepted(route: string, { status, data, headers }: RestAnswer): RestAnswer {
  if (status >= 400) throw new Refused(route, status, data, headers);
  return { status, data, headers };
}
