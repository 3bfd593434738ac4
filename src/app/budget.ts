/**
 * What is left of each installation's allowances, and so which looks may begin: nothing is asked where GitHub has said
 * no, and what nobody waits for leaves the rest of an allowance to what somebody waits for.
 * Source: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 *
 * It is learned from GitHub's answers, by each process for itself, and may be lost at any time.
 */
import type { Api, LimitObserver, Rate } from "../github/request/allowance.ts";
import { createReservoir, type LocalReservoir, type Reservoir } from "../github/request/reservoir.ts";
import type { Clock } from "../queue/clock.ts";
import { type Lane, type Subject, subjectKey } from "../queue/queue.ts";
import type { InstallationClass } from "./metrics.ts";
import { fractionOf } from "./looks/pace.ts";

export interface Budget {
  /** How long a look of that lane is to be postponed, in milliseconds; 0: it may begin. */
  admit(subject: Subject, lane: Lane): number;
  /** Told of what an installation's client is answered; null: the App's own. */
  observer(installation: number | null): LimitObserver;
  /** What content an installation may still create. */
  reservoir(installation: number | null): Reservoir;
}

export interface BudgetParts {
  readonly clock: Clock;
  /** Where processes share what they create: takes one as `Reservoir` does. Null or left out: there is only this one. */
  readonly takeShared?: (installation: number, nowMs: number) => Promise<number> | null;
  /** Told of every request; `points`: what GraphQL has charged since the last answer. */
  readonly onRequest?: (of: InstallationClass, api: Api, status: number | null, points: number) => void;
  /** Installations that are remembered; the one unheard of for longest is forgotten first. */
  readonly most?: number;
}

/** What must be left of an allowance for a lane to begin anything: the rest is for the lanes before it. */
const LEFT: Readonly<Record<Lane, number>> = { urgent: 0, usual: 0.1, background: 0.33 };
/** A minute's creations are few: what is under way may take some of those that were to be left. */
const CREATIONS_LEFT: Readonly<Record<Lane, number>> = { urgent: 0, usual: 0.25, background: 0.5 };
/** Over how many milliseconds what was held comes back: not all at the first moment of the new hour. */
const SPREAD: Readonly<Record<Lane, number>> = { urgent: 5_000, usual: 120_000, background: 1_200_000 };
const MINUTE = 60_000;
/** What every installation has at least: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#primary-rate-limit-for-github-app-installations */
const SMALLEST_ALLOWANCE = 5_000;
const APIS = ["rest", "graphql"] as const;

/** What one installation has. Instants are by our clock. */
interface Account {
  readonly rates: Map<Api, Rate>;
  readonly blocked: Record<Api, number>;
  readonly creations: LocalReservoir;
  /** Until when the shared reservoir has nothing. */
  dry: number;
  /** When GitHub answered last. */
  heard: number;
}

/** Makes the budgets of one process. */
export function createBudget({ clock, takeShared, onRequest, most = 5_000 }: BudgetParts): Budget {
  const accounts = new Map<number | null, Account>();

  /** A clock that was set back must not make an hour's limit a day's: what was learned before is forgotten then. */
  const known = (installation: number | null): Account | undefined => {
    const account = accounts.get(installation);
    if (account === undefined || clock.now() >= account.heard - MINUTE) return account;
    accounts.delete(installation);
    return undefined;
  };
  const accountOf = (installation: number | null): Account => {
    const account: Account = known(installation) ?? {
      rates: new Map(),
      blocked: { rest: 0, graphql: 0 },
      creations: createReservoir(),
      dry: 0,
      heard: 0,
    };
    account.heard = clock.now();
    // A Map iterates in order of insertion: putting it back makes it the newest.
    accounts.delete(installation);
    accounts.set(installation, account);
    const [oldest] = accounts.keys();
    if (accounts.size > most && oldest !== undefined) accounts.delete(oldest);
    return account;
  };

  return {
    admit(subject, lane) {
      const account = known(subject.installation);
      if (account === undefined) return 0;
      const now = clock.now();
      // Each limit has another order of those that wait for its end, so that none is always the last one.
      const spread = (until: number, over: number): number =>
        until - now + Math.ceil(over * fractionOf(`${subjectKey(subject)} ${until}`));
      const no = untilAllowed(account, now);
      if (no > now) return spread(no, Math.min(SPREAD[lane], no - now));
      if (lane === "urgent") return 0;
      const full = Math.max(...APIS.map((api) => untilLeft(account.rates.get(api), LEFT[lane], now)));
      if (full > now) return spread(full, SPREAD[lane]);
      const creations = { minute: CREATIONS_LEFT[lane], hour: LEFT[lane] };
      const free = Math.max(now + account.creations.waitFor(creations, now), account.dry);
      return free > now ? spread(free, Math.min(SPREAD[lane], MINUTE)) : 0;
    },
    observer: (installation) => ({
      onAnswer(api, status, rate) {
        const { rates } = accountOf(installation);
        const points = rate === null ? 0 : learn(rates, api, rate);
        onRequest?.(classOf(installation, rates), api, status, api === "graphql" ? points : 0);
      },
      onLimited(api, until) {
        const { blocked } = accountOf(installation);
        for (const each of api === "both" ? APIS : [api]) blocked[each] = Math.max(blocked[each], until);
      },
    }),
    reservoir: (installation) => ({
      take(nowMs) {
        const account = accountOf(installation);
        const shared = installation === null ? null : (takeShared?.(installation, nowMs) ?? null);
        // GitHub's clock is known to the second: within one process ours is the steadier one.
        if (shared === null) return account.creations.take(clock.now());
        return shared.then((wait) => {
          if (wait > 0) account.dry = clock.now() + wait;
          else account.creations.take(clock.now());
          return wait;
        });
      },
    }),
  };
}

/** Until when GitHub has said no, in one way or the other: a look needs both of its APIs. */
function untilAllowed({ blocked, rates }: Account, now: number): number {
  return Math.max(...APIS.map((api) => Math.max(blocked[api], untilLeft(rates.get(api), 0, now))));
}

/** Until when that share of an allowance (of none: one call) is not left; 0 where it is, or nobody knows. */
function untilLeft(rate: Rate | undefined, share: number, now: number): number {
  const isLeft = rate === undefined || rate.resetAt <= now || rate.remaining >= Math.max(1, rate.limit * share);
  return isLeft ? 0 : rate.resetAt;
}

/** Takes what an answer told. @returns what was charged since the last one. */
function learn(rates: Map<Api, Rate>, api: Api, rate: Rate): number {
  const known = rates.get(api);
  // The reset of one hour is told by a clock in whole seconds; answers overtake each other.
  const isOther = known === undefined || Math.abs(rate.resetAt - known.resetAt) > MINUTE;
  if (isOther && known !== undefined && rate.resetAt < known.resetAt) return 0;
  rates.set(api, isOther ? rate : { ...rate, remaining: Math.min(rate.remaining, known.remaining) });
  // What was charged before this process began is not told here.
  return known === undefined ? 0 : Math.max(0, (isOther ? rate.limit : known.remaining) - rate.remaining);
}

function classOf(installation: number | null, rates: ReadonlyMap<Api, Rate>): InstallationClass {
  if (installation === null) return "app";
  return Math.max(0, ...APIS.map((api) => rates.get(api)?.limit ?? 0)) > SMALLEST_ALLOWANCE ? "large" : "small";
}
