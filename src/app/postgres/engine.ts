/** The engine of many processes: queue and index are in PostgreSQL, and whatever process ends leaves nothing undone. */
import { randomUUID } from "node:crypto";
import type { Client } from "pg";
import type { Engine, EngineParts } from "../engine.ts";
import type { Log } from "../log.ts";
import type { Role } from "../settings/role.ts";
import { enqueue } from "./ask.ts";
import { connect } from "./connect.ts";
import { createSharedCreations } from "./creations.ts";
import type { Times } from "./holds.ts";
import { createPostgresIndex } from "./index.ts";
import { createIntake } from "./intake.ts";
import { createJobs, prepareJobs } from "./jobs.ts";
import { migrate, TooNew } from "./migrations.ts";
import { inTransaction, sqlOf } from "./sql.ts";
import { createTrouble, DatabaseUnusable, isOutOfReach, type Trouble } from "./trouble.ts";
import { createWake } from "./wake.ts";
import { type QueueWorker, startWorker } from "./worker.ts";

export interface PostgresEngineParts extends EngineParts {
  readonly databaseUrl: string;
  readonly log: Log;
  readonly role: Role;
  /** Looks that may wait: beyond it deliveries are refused. */
  readonly most?: number;
  /** How long a look is its worker's unless that says so again, in ms: others take it over so long after its end. */
  readonly lease?: number;
  /** The clocks by which a worker tells that a look is its own still. */
  readonly times?: () => Times;
}

const LEASE = 8_000;
const MOST = 200_000;
/** A retry this near counts as busy, a wake-up only when it is practically due. */
const NEAR_RETRY = "30 seconds";
const IMMINENT = "2 seconds";
const IDLE_POLL = 25;
/** A database that starts at the same time may take so long, in ms. */
const PATIENCE = 30_000;
const BETWEEN_TRIES = 1_000;
/** What closing the connections may take, in ms. */
const TO_CLOSE = 500;

/**
 * Connects, brings the tables up to date, and begins to work where the role is to.
 *
 * @throws TooNew, or DatabaseUnusable where it cannot be reached in time or refuses us.
 */
export async function createPostgresEngine(parts: PostgresEngineParts): Promise<Engine> {
  const { databaseUrl, log, role, clock, most = MOST, lease = LEASE, concurrency = 8 } = parts;
  const trouble = createTrouble(log);
  const connections = connect(databaseUrl, (error) => trouble.told(error), {
    intake: 4,
    work: Math.max(2, Math.min(8, concurrency)),
  });
  try {
    await prepare(() => connections.own(), trouble);
  } catch (error) {
    await connections.close();
    throw error instanceof TooNew ? error : new DatabaseUnusable(error);
  }
  const db = sqlOf(connections.intake);
  const jobs = createJobs(sqlOf(connections.work), (error) => trouble.told(error));
  const wake = createWake(
    connections.intake,
    () => connections.own(),
    (error) => trouble.told(error),
  );
  const intake = createIntake({
    pool: connections.intake,
    jobs,
    clock,
    trouble,
    most,
    onReady: () => wake.everywhere(),
  });
  let worker: QueueWorker | null = null;
  if (role !== "receiver") {
    wake.listen();
    jobs.upkeep();
    worker = startWorker({
      ...parts,
      connections,
      jobs,
      wake,
      trouble,
      lease,
      concurrency,
      worker: randomUUID(),
      admit: (subject, lane) => parts.admit?.(subject, lane) ?? 0,
      onPostponed: ({ subject, lane, wait }) => parts.onPostponed?.(subject, lane, clock.now() + wait),
    });
  }
  const exists = async (condition: string): Promise<boolean> => {
    const [row] = await db.query<{ yes: boolean }>(`select exists (select from quench.turn where ${condition}) as yes`);
    return row?.yes === true;
  };
  const busy = (): Promise<boolean> =>
    exists(
      `job is not null or wakes <= now() + interval '${IMMINENT}'
       or (retry and wakes <= now() + interval '${NEAR_RETRY}')`,
    );
  return {
    index: createPostgresIndex(sqlOf(connections.work)),
    receive: (signal, cause) => intake.receive(signal, cause),
    async enqueue(subject, request) {
      const asked = [{ subject, request }];
      if (await inTransaction(connections.intake, (sql) => enqueue(sql, asked, { jobs, clock }))) wake.everywhere();
    },
    busy,
    async size() {
      const [row] = await db.query<{ count: number }>("select count(*)::integer as count from quench.turn");
      return row?.count ?? 0;
    },
    running: () => worker?.running ?? 0,
    async idle() {
      while (await busy()) await new Promise((resolve) => setTimeout(resolve, IDLE_POLL));
    },
    unready: () => intake.unready(),
    takeCreation: createSharedCreations(sqlOf(connections.work)),
    sweptBefore: () => exists("key = 'sweep * *'"),
    async stop(within) {
      await worker?.stop(Math.max(0, within - TO_CLOSE));
      trouble.end();
      await jobs.stop();
      let late: NodeJS.Timeout | undefined;
      const closed = Promise.all([wake.stop(), connections.close()]);
      await Promise.race([closed, new Promise((resolve) => (late = setTimeout(resolve, TO_CLOSE)))]);
      clearTimeout(late);
    },
  };
}

/** Brings the tables up to date; waits for a database that is not there yet. */
async function prepare(open: () => Client, trouble: Trouble): Promise<void> {
  for (const since = performance.now(); ; ) {
    const client = open();
    try {
      await client.connect();
      await migrate(client, undefined, () => prepareJobs(sqlOf(client)));
      return;
    } catch (error) {
      if (!isOutOfReach(error) || performance.now() - since > PATIENCE) throw error;
      trouble.told(error);
    } finally {
      await client.end().catch(() => undefined);
    }
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_TRIES));
  }
}
