/** Engines on one database whose looks are held until released, with a journal of what began. */
import { afterAll, afterEach, beforeAll, beforeEach } from "@jest/globals";
import pg from "pg";
import { createPostgresEngine, type PostgresEngineParts } from "../../src/app/postgres/engine.ts";
import { createJobs } from "../../src/app/postgres/jobs.ts";
import { sqlOf } from "../../src/app/postgres/sql.ts";
import type { Engine } from "../../src/app/engine.ts";
import { createLog } from "../../src/app/log.ts";
import { systemClock } from "../../src/queue/clock.ts";
import { type Subject, subjectKey, type Turn } from "../../src/queue/queue.ts";
import { type Postgres, type PostgresOptions, startPostgres } from "./postgres.ts";
import { shiftDelayed } from "./shift.ts";

export interface Look {
  readonly key: string;
  readonly turn: Turn;
  readonly engine: string;
  end(error?: Error): void;
}

export interface HeldEngine {
  readonly engine: Engine;
  /** Looks that began and were not ended yet, in their order. */
  readonly open: Look[];
}

export interface Stage {
  readonly pool: pg.Pool;
  /** Every look of every engine, as `key`, in the order of their begin. */
  readonly began: string[];
  readonly looks: Look[];
  readonly failed: string[];
  readonly lines: string[];
  /** True once a subject was seen in two hands at once. */
  twice(): boolean;
  start(name: string, parts?: Partial<PostgresEngineParts>): Promise<HeldEngine>;
  /** Moves time. */
  pass(ms: number): Promise<void>;
  /** Jobs of pg-boss that wait. */
  waitingJobs(): Promise<number>;
  /** Runs everything that may begin, one by one, by one worker. @returns the keys in their order. */
  runAll(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export const keyOf = (number: number, installation = 1): string => `incident acme${installation}/shop#${number}`;

export const incident = (number: number, installation = 1): Extract<Subject, { kind: "incident" }> => ({
  kind: "incident",
  installation,
  repository: `acme${installation}/shop`,
  number,
});

/** Waits for it, as long as a slow machine may need. */
export async function until(
  isThere: () => boolean | Promise<boolean>,
  what: string = isThere.toString(),
): Promise<void> {
  const end = performance.now() + 20_000;
  while (!(await isThere())) {
    if (performance.now() > end) throw new Error(`never came: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** A PostgreSQL whose databases have all tables already, pg-boss's as well. */
export function startPrepared(options: PostgresOptions = {}): Promise<Postgres> {
  const prepare = async (databaseUrl: string): Promise<void> => {
    const log = createLog({ level: "silent" });
    const parts = { clock: systemClock, log, work: async () => undefined, onError: () => undefined };
    const engine = await createPostgresEngine({ ...parts, databaseUrl, role: "receiver" });
    await engine.stop(1_000);
  };
  return startPostgres({ ...options, prepare });
}

export function createStage(databaseUrl: string): Stage {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 4 });
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  const began: string[] = [];
  const looks: Look[] = [];
  const failed: string[] = [];
  const lines: string[] = [];
  const engines: Engine[] = [];
  const inHand = new Map<string, number>();
  let twice = false;
  const clock = { ...systemClock };
  return {
    pool,
    began,
    looks,
    failed,
    lines,
    twice: () => twice,
    async start(name, parts = {}) {
      const open: Look[] = [];
      const engine = await createPostgresEngine({
        databaseUrl,
        clock,
        log: createLog({ level: "info", write: (line) => void lines.push(line) }),
        role: "all",
        lease: 60_000,
        onError: (subject) => void failed.push(subjectKey(subject)),
        work: (turn) => {
          const key = subjectKey(turn.subject);
          began.push(key);
          inHand.set(key, (inHand.get(key) ?? 0) + 1);
          twice ||= (inHand.get(key) ?? 0) > 1;
          return new Promise((resolve, reject) => {
            const look: Look = {
              key,
              turn,
              engine: name,
              end(error) {
                open.splice(open.indexOf(look), 1);
                inHand.set(key, (inHand.get(key) ?? 1) - 1);
                if (error === undefined) resolve();
                else reject(error);
              },
            };
            open.push(look);
            looks.push(look);
          });
        },
        ...parts,
      });
      engines.push(engine);
      return { engine, open };
    },
    async waitingJobs() {
      const { rows } = await pool.query<{ count: number }>(
        "select count(*)::integer as count from pgboss.job where state < 'active'",
      );
      return rows[0]?.count ?? 0;
    },
    async runAll() {
      const order: string[] = [];
      const { engine } = await this.start("runner", {
        concurrency: 1,
        work: async ({ subject }) => void order.push(subjectKey(subject)),
      });
      await engine.idle();
      await engine.stop(2_000);
      return order;
    },
    async pass(ms) {
      const jobs = createJobs(sqlOf(pool), () => undefined);
      await shiftDelayed(pool, jobs, ms);
      await pool.query("select pg_notify('quench_ready', '')");
    },
    async close() {
      for (const look of looks) look.end();
      await Promise.all(engines.map((engine) => engine.stop(2_000)));
      await pool.end();
    },
  };
}

/** For a whole test file: one server, and for each test a stage on a database of its own. */
export function stageForEach(take: (stage: Stage) => void): void {
  let postgres: Postgres;
  let stage: Stage;
  beforeAll(async () => {
    postgres = await startPrepared();
  });
  afterAll(() => postgres.close());
  beforeEach(async () => {
    stage = createStage(await postgres.database());
    take(stage);
  });
  afterEach(() => stage.close());
}
