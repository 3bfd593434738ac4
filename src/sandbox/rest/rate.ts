/**
 * Primary rate limits.
 * Source: docs.github.com/rest "Rate limits for the REST API": 60/h without authentication, 5,000/h for a person,
 * 5,000/h and 50 more for each repository above 20 (to 12,500) for an installation, 1,000/h a repository for
 * GITHUB_TOKEN; search 30 a minute (10 without authentication); GraphQL points likewise ("Rate limits and query
 * limits for the GraphQL API").
 */
import type { BoxState, Caller } from "../state/contract.ts";
import { BoxError } from "../state/contract.ts";
import type { Json } from "./answer.ts";

export type Resource = "core" | "search" | "graphql";

/** One allowance as headers and `/rate_limit` show it; `reset` in seconds since the epoch. */
export interface Allowance {
  readonly limit: number;
  readonly used: number;
  readonly remaining: number;
  readonly reset: number;
  readonly resource: Resource;
}

export interface RateLimits {
  /** Looks without spending. */
  peek(caller: Caller, resource: Resource, address?: string): Allowance;
  /** Spends `cost` points. */
  spend(caller: Caller, resource: Resource, cost?: number, address?: string): Allowance;
  /** @throws BoxError 403 where nothing is left */
  demand(caller: Caller, resource: Resource, address?: string): void;
  /** Sets what is left until the next reset: how the controls play an exhausted limit. */
  drain(caller: Caller, resource: Resource, remaining: number): void;
}

const HOUR = 3_600_000;
const MINUTE = 60_000;

const keyOf = (caller: Caller, address: string): string => {
  if (caller.asApp) return `app:${caller.app?.id}`;
  if (caller.token?.kind === "actions") return `actions:${caller.token.repositoryIds?.join(",") ?? caller.account?.id}`;
  if (caller.installation !== null) return `installation:${caller.installation.id}`;
  return caller.account === null ? `address:${address}` : `user:${caller.account.id}`;
};

const limitOf = (state: BoxState, caller: Caller, resource: Resource): number => {
  const anonymous = caller.account === null && !caller.asApp;
  if (resource === "search") return anonymous ? 10 : 30;
  if (anonymous) return resource === "graphql" ? 0 : 60;
  if (caller.token?.kind === "actions") return 1000;
  if (caller.installation === null) return 5000;
  const repositories = state.ask.installationRepositories(caller.installation).length;
  return Math.min(12_500, 5000 + 50 * Math.max(0, repositories - 20));
};

const whom = (caller: Caller, address: string): string => {
  if (caller.installation !== null) return `installation ID ${caller.installation.id}`;
  return caller.account === null ? address : `user ID ${caller.account.id}`;
};

/** Counts by caller and window of the box's clock. */
export const createRateLimits = (state: BoxState): RateLimits => {
  const windows = new Map<string, { used: number; reset: number }>();

  const windowOf = (caller: Caller, resource: Resource, address: string): { used: number; reset: number } => {
    const key = `${resource} ${keyOf(caller, address)}`;
    const now = state.clock.now();
    const present = windows.get(key);
    if (present !== undefined && present.reset > now) return present;
    const fresh = { used: 0, reset: now + (resource === "search" ? MINUTE : HOUR) };
    windows.set(key, fresh);
    return fresh;
  };

  const show = (caller: Caller, resource: Resource, address: string): Allowance => {
    const { used, reset } = windowOf(caller, resource, address);
    const limit = limitOf(state, caller, resource);
    return { limit, used, remaining: Math.max(0, limit - used), reset: Math.floor(reset / 1000), resource };
  };

  return {
    peek: (caller, resource, address = "127.0.0.1") => show(caller, resource, address),
    spend(caller, resource, cost = 1, address = "127.0.0.1") {
      windowOf(caller, resource, address).used += cost;
      return show(caller, resource, address);
    },
    demand(caller, resource, address = "127.0.0.1") {
      if (show(caller, resource, address).remaining > 0) return;
      const hint =
        caller.account === null
          ? " (But here's the good news: Authenticated requests get a higher rate limit. Check out the documentation for more details.)"
          : "";
      throw new BoxError(403, `API rate limit exceeded for ${whom(caller, address)}.${hint}`);
    },
    drain(caller, resource, remaining) {
      windowOf(caller, resource, "127.0.0.1").used = Math.max(0, limitOf(state, caller, resource) - remaining);
    },
  };
};

/** The headers of an allowance. */
export const rateHeaders = (allowance: Allowance): Record<string, string> => ({
  "X-RateLimit-Limit": String(allowance.limit),
  "X-RateLimit-Remaining": String(allowance.remaining),
  "X-RateLimit-Reset": String(allowance.reset),
  "X-RateLimit-Used": String(allowance.used),
  "X-RateLimit-Resource": allowance.resource,
});

/** An allowance as `/rate_limit` writes it. */
export const allowanceJson = ({ limit, used, remaining, reset }: Allowance): Json => ({
  limit,
  used,
  remaining,
  reset,
});
