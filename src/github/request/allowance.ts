/** What GitHub's answers tell of our allowance, and who is told. */

/** The two hourly budgets; a secondary limit is about both. */
export type Api = "rest" | "graphql";

/** An allowance of GitHub's, as its headers tell: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api */
export interface Rate {
  readonly limit: number;
  readonly remaining: number;
  /** Milliseconds since the epoch, by GitHub's clock. */
  readonly resetAt: number;
}

/** Told what becomes of a client's requests. Instants are by the client's own clock (`now` of its options). */
export interface LimitObserver {
  /**
   * One try of one request was answered, or was not (status null).
   *
   * @param rate what is left of that budget; null where GitHub did not say, or spoke of another one (search).
   */
  onAnswer(api: Api, status: number | null, rate: Rate | null): void;
  /** GitHub has asked to stop: nothing is sent until then. */
  onLimited(api: Api | "both", until: number): void;
}

type Headers = Readonly<Record<string, string>>;

/** The allowance that an answer tells of; null where it tells of none. */
export function rateOf(headers: Headers): Rate | null {
  const of = (name: string): number => Number(headers[`x-ratelimit-${name}`] ?? Number.NaN);
  const [limit, remaining, reset] = [of("limit"), of("remaining"), of("reset")];
  const isTold = [limit, remaining, reset].every((each) => Number.isFinite(each) && each >= 0) && limit > 0;
  return isTold ? { limit, remaining, resetAt: reset * 1000 } : null;
}

/** The same where it is the hourly budget of that API: a search, for one, has its own. */
export function hourlyRateOf(api: Api, headers: Headers): Rate | null {
  const resource = headers["x-ratelimit-resource"];
  return resource === undefined || resource === (api === "rest" ? "core" : "graphql") ? rateOf(headers) : null;
}
