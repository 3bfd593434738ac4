/**
 * pg-boss, by its public interface only: a queue for each lane with what is due, and one for what is not yet. A job says
 * nothing but which subject; all calls take part in the caller's transaction.
 */
import { createHash } from "node:crypto";
import PgBoss from "pg-boss";
import { LANES, type Lane } from "../../queue/queue.ts";
import type { Sql } from "./sql.ts";

export type QueueName = Lane | "later";
export const QUEUES: readonly QueueName[] = [...LANES, "later"];

export interface Job {
  readonly id: string;
  readonly key: string;
  readonly priority: number;
}

export interface NewJob extends Job {
  readonly queue: QueueName;
  /** Milliseconds of the database's clock; left out: now. */
  readonly at?: number;
}

export interface Jobs {
  /** The foremost ones, which are then active; sorted. */
  fetch(sql: Sql, queue: QueueName, most: number): Promise<readonly Job[]>;
  remove(sql: Sql, queue: QueueName, ids: readonly string[]): Promise<void>;
  add(sql: Sql, jobs: readonly NewJob[]): Promise<void>;
  /** Runs pg-boss's own upkeep from now on. */
  upkeep(): void;
  stop(): Promise<void>;
}

interface Data {
  readonly key: string;
}

/** pg-boss's own take-over is only the net behind ours (`claim.ts`), which takes seconds. */
const EXPIRE_SECONDS = 3_600;
/** Ten years: what waits is never thrown away. */
const RETENTION_MINUTES = 10 * 365 * 24 * 60;
const RETRIES = 1_000_000;
const UPKEEP_EVERY = 300_000;

/**
 * pg-boss finds the foremost of those that wait by sorting them all: at 100,000 that takes 130 ms, at every look, and
 * with this less than one.
 */
const FOREMOST = "create index job_foremost on pgboss.job (name, priority desc, created_on, id) where state < 'active'";

/** Makes pg-boss's tables and our queues; idempotent. Two at once are kept apart by whoever calls (`migrate`). */
export async function prepareJobs(sql: Sql): Promise<void> {
  const boss = new PgBoss({ db: dbOf(sql), schema: "pgboss", supervise: false, schedule: false });
  await boss.start();
  // Even `if not exists` would wait for everybody who changes a job, and make the others wait behind it.
  const [there] = await sql.query<{ yes: boolean }>("select to_regclass('pgboss.job_foremost') is not null as yes");
  if (there?.yes !== true) await sql.query(FOREMOST);
  for (const name of QUEUES) {
    await boss.createQueue(name, {
      name,
      // One job of a subject waits in a lane, which its row sees to. Were pg-boss to see to it as well, it would drop the
      // row's job in silence while a former one that was put back is not fetched yet (`claim.ts`).
      policy: "standard",
      retryLimit: RETRIES,
      expireInSeconds: EXPIRE_SECONDS,
      retentionMinutes: RETENTION_MINUTES,
    });
  }
  await boss.stop({ graceful: false, close: false });
}

/**
 * @param sql for pg-boss's own upkeep.
 * @param onError told where that fails.
 */
export function createJobs(sql: Sql, onError: (error: unknown) => void): Jobs {
  const boss = new PgBoss({ db: dbOf(sql), schema: "pgboss", supervise: false, schedule: false, migrate: false });
  boss.on("error", onError);
  let timer: NodeJS.Timeout | undefined;
  return {
    async fetch(into, queue, most) {
      let failure: Error | null = null as Error | null;
      // pg-boss takes any failure of this statement for a conflict of two jobs and says that there is none.
      const db = dbOf(into, (error) => {
        failure = error instanceof Error ? error : new Error(String(error));
      });
      const jobs = await boss.fetch<Data>(queue, { batchSize: most, includeMetadata: true, db });
      if (failure !== null) throw failure;
      return jobs
        .toSorted((a, b) => b.priority - a.priority || Number(a.createdOn) - Number(b.createdOn) || compare(a.id, b.id))
        .map(({ id, priority, data }) => ({ id, priority, key: data.key }));
    },
    async remove(from, queue, ids) {
      if (ids.length > 0) await boss.deleteJob(queue, [...ids], { db: dbOf(from) });
    },
    async add(into, jobs) {
      if (jobs.length === 0) return;
      const rows = jobs.map(({ id, key, priority, queue, at }) => ({
        id,
        name: queue,
        data: { key },
        priority,
        ...(at === undefined ? {} : { startAfter: new Date(Math.ceil(at)).toISOString() }),
      }));
      await boss.insert(rows, { db: dbOf(into) });
    },
    upkeep() {
      timer ??= setInterval(() => void boss.maintain().catch(onError), UPKEEP_EVERY).unref();
    },
    async stop() {
      clearInterval(timer);
    },
  };
}

/** The id of a subject's one delayed job: the same for the same key, in the form of RFC 9562's version 8. */
export function laterId(key: string): string {
  const hex = createHash("sha256").update(`later ${key}`).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function dbOf(sql: Sql, onError?: (error: unknown) => void): PgBoss.Db {
  return {
    async executeSql(text, values) {
      try {
        return { rows: [...((await sql.query<unknown>(text, values)) ?? [])] };
      } catch (error) {
        onError?.(error);
        throw error;
      }
    },
  };
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
