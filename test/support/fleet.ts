/**
 * Installations whose looks are simulated: the real queue, budget, worker and client, before a forge that only counts
 * requests against GitHub's limits and remembers who went on asking after it had said no.
 */
import { generateKeyPairSync } from "node:crypto";
import { type Budget, createBudget } from "../../src/app/budget.ts";
import type { Clients } from "../../src/app/clients.ts";
import { createIndex } from "../../src/app/known/index.ts";
import { createLog } from "../../src/app/log.ts";
import { createWorker } from "../../src/app/looks/work.ts";
import type { Api } from "../../src/github/request/allowance.ts";
import { createClient, type GitHubClient } from "../../src/github/request/client.ts";
import { RateLimited } from "../../src/github/request/errors.ts";
import type { Clock } from "../../src/queue/clock.ts";
import { createMemoryQueue } from "../../src/queue/memory.ts";
import type { IncidentSubject, Lane, Queue } from "../../src/queue/queue.ts";
import type { PassResult } from "../../src/reconcile.ts";

const HOUR = 3_600_000;
const MINUTE = 60_000;
const LIMIT = 5_000;
/** What a usual incident's look costs. */
const POINTS = 7;

/** A clock that runs through the instants at which something is due, letting everything settle in between. */
export class SimulatedClock implements Clock {
  private at = Date.parse("2026-03-01T09:00:00Z");
  private jobs: { readonly at: number; readonly job: () => void }[] = [];

  now(): number {
    return this.at;
  }

  schedule(at: number, job: () => void): () => void {
    const entry = { at, job };
    this.jobs.push(entry);
    return () => {
      this.jobs = this.jobs.filter((other) => other !== entry);
    };
  }

  async runTo(end: number): Promise<void> {
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      const [next] = this.jobs.filter(({ at }) => at <= end).sort((one, other) => one.at - other.at);
      if (next === undefined) break;
      this.jobs = this.jobs.filter((other) => other !== next);
      this.at = Math.max(this.at, next.at);
      next.job();
    }
    this.at = Math.max(this.at, end);
  }
}

/** What GitHub counts of one installation. */
class Counted {
  readonly used = { rest: 0, graphql: 0 };
  resetAt = 0;
  /** A secondary limit holds until then. */
  heldUntil = 0;
  /** What it has said: nobody asks before. */
  readonly saidUntil = { rest: 0, graphql: 0 };
  readonly created: number[] = [];
}

/** One look that began. */
export interface Begun {
  readonly subject: IncidentSubject;
  readonly lane: Lane;
  readonly at: number;
}

export class Fleet {
  readonly clock = new SimulatedClock();
  readonly queue: Queue;
  readonly budget: Budget;
  /** Every look that began, in order. */
  readonly begun: Begun[] = [];
  /** By name, where in that order the last look stands that came to its end. */
  readonly finished = new Map<string, number>();
  /** Requests that were sent although GitHub had said no. */
  readonly wrong: string[] = [];
  /** Incidents whose looks create something. */
  readonly creating = new Set<string>();
  requests = 0;
  postponed = 0;
  private readonly counted = new Map<number, Counted>();

  constructor(options: { readonly concurrency?: number; readonly lookMs?: number } = {}) {
    const { clock } = this;
    const { lookMs = 1_000 } = options;
    this.budget = createBudget({ clock });
    const made = new Map<number, GitHubClient>();
    const app = {
      rest: async () => ({ status: 200, data: { slug: "quench" }, headers: {} }),
    } as unknown as GitHubClient;
    const clients: Clients = {
      app,
      forInstallation: (id) => {
        const client = made.get(id) ?? this.clientOf(id);
        made.set(id, client);
        return client;
      },
      forget: () => undefined,
    };
    const index = createIndex();
    const worker = createWorker({
      config: {
        appId: 7,
        privateKey,
        webhookSecret: "s",
        port: 0,
        host: "",
        logLevel: "silent",
        apiUrl: "",
        graphqlUrl: "",
      },
      clients,
      index: () => index,
      clock,
      log: createLog({ level: "silent" }),
      pass: async (subject, { client }) => this.pass(subject, client, lookMs),
    });
    this.queue = createMemoryQueue({
      clock,
      concurrency: options.concurrency ?? 8,
      admit: (subject, lane) => this.budget.admit(subject, lane),
      onPostponed: () => {
        this.postponed += 1;
      },
      onBegin: (subject, lane) => {
        if (subject.kind === "incident") this.begun.push({ subject, lane, at: clock.now() });
      },
      work: worker.work,
    });
  }

  of(installation: number): Counted {
    const known = this.counted.get(installation) ?? new Counted();
    this.counted.set(installation, known);
    if (known.resetAt <= this.clock.now()) {
      known.resetAt = this.clock.now() + HOUR;
      known.used.rest = known.used.graphql = 0;
    }
    return known;
  }

  /** Looks that began in less urgent lanes from the `from`th on until this one did; null where it did not begin. */
  overtaken(from: number, name: string): number | null {
    const begun = this.begun.slice(from);
    const own = begun.findIndex(({ subject }) => nameOf(subject) === name);
    return own < 0 ? null : begun.slice(0, own).filter(({ lane }) => lane !== "urgent").length;
  }

  private async pass(subject: IncidentSubject, client: GitHubClient, lookMs: number): Promise<PassResult> {
    const facts = { outcomes: [], reads: 1, rounds: 1, recalled: false, retryIn: null };
    try {
      await client.graphql("query { viewer { login } }", {});
      await new Promise<void>((resolve) => void this.clock.schedule(this.clock.now() + lookMs, resolve));
      await client.rest("GET /thing");
      if (this.creating.has(nameOf(subject))) await client.rest("POST /things");
    } catch (error) {
      if (!(error instanceof RateLimited)) throw error;
      return { kind: "deferred", why: error.message, ...facts, retryIn: error.waitMs };
    }
    // There is only one look at a subject at a time: it is the last one that began.
    const own = this.begun.findLastIndex((each) => nameOf(each.subject) === nameOf(subject));
    this.finished.set(nameOf(subject), own);
    return { kind: "gone", why: "looked at", ...facts };
  }

  private clientOf(installation: number): GitHubClient {
    return createClient({
      auth: "token",
      baseUrl: "https://forge.test",
      graphqlUrl: "https://forge.test/graphql",
      now: () => this.clock.now(),
      sleep: async () => undefined,
      fetch: async (url, init) => this.answer(installation, url as string, init?.method ?? "GET"),
      observer: this.budget.observer(installation),
      reservoir: this.budget.reservoir(installation),
    });
  }

  /** What was sent before the answer came was no mistake. */
  private says(counted: Counted, apis: readonly Api[], until: number): void {
    setImmediate(() => {
      for (const api of apis) counted.saidUntil[api] = Math.max(counted.saidUntil[api], until);
    });
  }

  private answer(installation: number, url: string, method: string) {
    const now = this.clock.now();
    const counted = this.of(installation);
    const api = url.endsWith("/graphql") ? "graphql" : "rest";
    this.requests += 1;
    if (now < counted.saidUntil[api])
      this.wrong.push(`${installation}: ${method} ${url} ${counted.saidUntil[api] - now} ms too early`);
    const headers = (more: Record<string, string> = {}) => ({
      date: new Date(now).toUTCString(),
      "x-ratelimit-limit": String(LIMIT),
      "x-ratelimit-remaining": String(Math.max(0, LIMIT - counted.used[api])),
      "x-ratelimit-reset": String(Math.ceil(counted.resetAt / 1_000)),
      "x-ratelimit-resource": api === "rest" ? "core" : "graphql",
      ...more,
    });
    const answer = (status: number, data: unknown, more?: Record<string, string>): Response =>
      Response.json(data, { status, headers: headers(more) });
    if (now < counted.heldUntil) {
      this.says(counted, ["rest", "graphql"], counted.heldUntil);
      const after = String(Math.ceil((counted.heldUntil - now) / 1_000));
      return answer(403, { message: "You have exceeded a secondary rate limit" }, { "retry-after": after });
    }
    const cost = api === "graphql" ? POINTS : 1;
    if (counted.used[api] + cost > LIMIT) {
      counted.used[api] = LIMIT;
      this.says(counted, [api], counted.resetAt);
      return answer(403, { message: "API rate limit exceeded" });
    }
    counted.used[api] += cost;
    if (method === "POST" && api === "rest") {
      counted.created.push(now);
      const minute = counted.created.filter((at) => at > now - MINUTE).length;
      if (minute > 80) this.wrong.push(`${installation}: ${minute} things created within a minute`);
    }
    return answer(200, api === "graphql" ? { data: {} } : {});
  }
}

export function nameOf({ installation, number }: IncidentSubject): string {
  return `${installation}#${number}`;
}

export function incidentOf(installation: number, number: number): IncidentSubject {
  return { kind: "incident", installation, repository: `owner-${installation}/shop`, number };
}

const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
});
