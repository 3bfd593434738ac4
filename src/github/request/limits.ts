/**
 * Telling a rate limit from a refusal.
 * Sources: https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api#rate-limit-errors and
 * https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api#exceeding-the-rate-limit
 */
export interface GraphqlProblem {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly type?: string;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly data: unknown;
}

/** Without any header to go by, GitHub asks to wait at least a minute, and longer each time. */
const UNSAID = 60_000;
/** Who is told to wait for no time at all (`retry-after: 0`) would ask again and again. */
const SOONEST = 1_000;
const MOST_DOUBLED = 4;

const LIMIT_TEXT = /secondary rate limit|rate limit exceeded|abuse detection/i;

/**
 * How long an answer asks us to wait, in ms; null where it is no rate limit.
 *
 * @param nowMs GitHub's clock, which `x-ratelimit-reset` is written in.
 * @param again how many times in a row it has been limited before, although it waited.
 */
export function askedToWait(
  answer: Answer,
  problems: readonly GraphqlProblem[],
  nowMs: number,
  again = 0,
): number | null {
  const after = Number(answer.headers["retry-after"] ?? Number.NaN);
  const refused = answer.status === 403 || answer.status === 429;
  const exhausted = answer.headers["x-ratelimit-remaining"] === "0";
  const limited =
    answer.status === 429 ||
    (refused && (exhausted || Number.isFinite(after) || LIMIT_TEXT.test(messageOf(answer.data)))) ||
    problems.some((problem) => problem.type === "RATE_LIMITED" || LIMIT_TEXT.test(problem.message));
  const asked = Math.max(SOONEST, after * 1000);
  if (!limited) return answer.status === 503 && Number.isFinite(after) ? asked : null;
  if (Number.isFinite(after)) return asked;
  const reset = Number(answer.headers["x-ratelimit-reset"] ?? Number.NaN);
  return exhausted && Number.isFinite(reset)
    ? Math.max(SOONEST, reset * 1000 - nowMs)
    : UNSAID * 2 ** Math.min(again, MOST_DOUBLED);
}

function messageOf(data: unknown): string {
  return typeof data === "object" && data !== null && "message" in data ? String(data.message) : "";
}

/** The errors of a GraphQL answer. */
export function problemsOf(data: unknown): readonly GraphqlProblem[] {
  if (typeof data !== "object" || data === null || !("errors" in data) || !Array.isArray(data.errors)) return [];
  return data.errors.filter((entry): entry is GraphqlProblem => typeof entry?.message === "string");
}
