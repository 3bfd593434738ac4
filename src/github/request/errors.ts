/** The ways in which GitHub keeps us from going on. None ever carries a token or what we sent. */
import type { Instant } from "../../core/snapshot/types.ts";

/**
 * GitHub asked us to stop for a while (primary or secondary limit, `retry-after`), or our own write budget is used up.
 * The pass is given up and comes back: nothing sleeps that long inside it.
 */
export class RateLimited extends Error {
  override readonly name = "RateLimited";
  /** When to come back, by GitHub's clock. */
  readonly retryAt: Instant;
  /** The same as a span in milliseconds, for timers that run on the local clock. */
  readonly waitMs: number;

  constructor(why: string, nowMs: number, waitMs: number) {
    const retryAt = instant(nowMs + waitMs);
    super(`${why}; come back at ${retryAt}`);
    this.retryAt = retryAt;
    this.waitMs = waitMs;
  }
}

/**
 * GitHub did not answer, or answered 5xx to the last try. After a write the outcome is *ambiguous*: it may have been
 * done, so whoever wrote lists before writing again.
 */
export class Unavailable extends Error {
  override readonly name = "Unavailable";
  /** HTTP status; 500 where there was no answer at all, as Octokit has it. */
  readonly status: number;
  readonly answered: boolean;

  constructor(what: string, status: number | null, why: string) {
    // What a library says of a failed handshake has several lines.
    const line = why.replace(/\s+/g, " ").trim();
    super(`${what}: ${status === null ? "no answer" : `HTTP ${status}`} (${line})`);
    this.status = status ?? 500;
    this.answered = status !== null;
  }
}

/** GitHub answered 4xx and meant it: not found, not allowed, not valid. Asking again changes nothing. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly status: number;
  readonly data: unknown;
  readonly headers: Readonly<Record<string, string>>;

  constructor(what: string, status: number, data: unknown, headers: Readonly<Record<string, string>>) {
    const said = typeof data === "object" && data !== null && "message" in data ? String(data.message) : "";
    super(`${what}: HTTP ${status} (${said})`);
    this.status = status;
    this.data = data;
    this.headers = headers;
  }
}

/** Milliseconds since the epoch → `2026-03-01T09:30:00Z`. */
export function instant(ms: number): Instant {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
