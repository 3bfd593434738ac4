/**
 * How much of the token's hour a sweep may use. What people's doings start needs the same token: a third is theirs.
 * Source: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#primary-rate-limit-for-github_token-in-github-actions
 */
import { type GitHubClient, type Rate, rateOf } from "../../github/request/client.ts";

export type Kind = "graphql" | "rest";

export interface Budget {
  /** The same client, watched. */
  readonly client: GitHubClient;
  /** Whether so many looks may be made now, by what the looks so far have cost. */
  allows(looks: number): boolean;
  looked(looks: number): void;
  /** Milliseconds until so many things may be created; 0: now. Of more than GitHub takes at once, never 0. */
  waitToCreate(things: number): number;
  /** When there will be more, by GitHub's clock in milliseconds; null where that is not known. */
  resetAt(): number | null;
  /** The hour is over: what was told of it counts no more. */
  renew(): void;
  /** GitHub's clock in milliseconds, as the last answer told it; null before the first. */
  now(): number | null;
}

/** The part of an hour's allowance that is left to others. */
const RESERVE = 1 / 3;
/** What a look is taken to cost before one was made: a read of a usual incident, its plan, and its writes. */
const GUESS: Readonly<Record<Kind, number>> = { graphql: 10, rest: 3 };
/**
 * What GitHub lets one account create, a minute and an hour; some of it is left to others.
 * Source: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
 */
const CREATED: readonly { readonly span: number; readonly most: number }[] = [
  { span: 60_000, most: 76 },
  { span: 3_600_000, most: 480 },
];
/** Looks after which the costs so far say more than the guess. */
const LEARNED = 4;

/**
 * @param elapsed a monotonic clock in milliseconds; only differences count.
 * @param reserve part of the allowance that is left untouched
 */
export function createBudget(client: GitHubClient, elapsed: () => number, reserve: number = RESERVE): Budget {
  const rates: Partial<Record<Kind, Rate>> = {};
  const spent: Record<Kind, number> = { graphql: 0, rest: 0 };
  let looks = 0;
  let created: number[] = [];
  /** GitHub's clock, and ours when it was told. */
  let told: { readonly at: number; readonly elapsed: number } | null = null;
  const now = (): number | null => (told === null ? null : told.at + elapsed() - told.elapsed);

  const see = (kind: Kind, rate: Rate | null | undefined): void => {
    if (rate === null || rate === undefined) return;
    const before = rates[kind];
    // Answers may come out of their order: within an hour only less is left.
    const same = before !== undefined && before.resetAt === rate.resetAt;
    if (same && rate.remaining >= before.remaining) return;
    if (same) spent[kind] += before.remaining - rate.remaining;
    rates[kind] = rate;
  };
  const tell = (date: string | undefined): void => {
    const at = Date.parse(date ?? "");
    if (!Number.isNaN(at) && at >= (told?.at ?? 0)) told = { at, elapsed: elapsed() };
  };
  const cost = (kind: Kind): number => (looks < LEARNED ? GUESS[kind] : Math.max(1, spent[kind] / looks));
  const left = (kind: Kind): number => {
    const rate = rates[kind];
    return rate === undefined ? Number.POSITIVE_INFINITY : rate.remaining - Math.ceil(rate.limit * reserve);
  };
  // Looks differ: there is room for one more than are wanted.
  const fits = (wanted: number): boolean =>
    (["graphql", "rest"] as const).every((kind) => cost(kind) * (wanted + 1) <= left(kind));

  const note = (things: number): void => {
    const at = now() ?? 0;
    const last = Math.max(...CREATED.map(({ span }) => span));
    created = [...created.filter((one) => one > at - last), ...Array.from({ length: things }, () => at)];
  };

  return {
    client: {
      async graphql(query, variables, options) {
        if (/^\s*mutation\b/.test(query)) note(query.match(/\b(?:addComment|updateIssueComment)\(/g)?.length ?? 0);
        const answer = await client.graphql<never>(query, variables, options);
        see("graphql", answer.rate);
        tell(answer.date);
        return answer;
      },
      async rest(route, parameters, options) {
        if (!/^(?:GET|DELETE) /.test(route)) note(1);
        const answer = await client.rest(route, parameters, options);
        // A 304 or a recalled answer tells of an earlier moment.
        see("rest", rateOf(answer.headers));
        tell(answer.headers["date"]);
        return answer;
      },
    },
    allows: fits,
    looked(more) {
      looks += more;
    },
    waitToCreate(things) {
      const at = now() ?? 0;
      const waits = CREATED.map(({ span, most }) => {
        const recent = created.filter((one) => one > at - span);
        // More than GitHub ever takes at once: not even where nothing was created lately.
        if (things > most) return span;
        const last = recent[recent.length - (most - things + 1)];
        return last === undefined ? 0 : last + span - at;
      });
      return Math.max(0, ...waits);
    },
    resetAt: () => {
      const scarce = (["graphql", "rest"] as const).filter((kind) => left(kind) < cost(kind) * LEARNED);
      const resets = scarce.flatMap((kind) => rates[kind]?.resetAt ?? []);
      return resets.length === 0 ? null : Math.max(...resets);
    },
    renew() {
      delete rates.graphql;
      delete rates.rest;
    },
    now,
  };
}
