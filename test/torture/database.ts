/** The database of a run: killed, cut off, and, where a mount of a limited size can be made, out of space. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { type Postgres, startPostgres } from "../support/postgres.ts";

export interface Database {
  readonly url: string;
  /** Whether its disk can be filled: it lies on a mount of its own. */
  readonly isSmall: boolean;
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Ends every connection. */
  cut(): Promise<void>;
  /** Leaves no room, neither for what tables grow by nor for the next segment of the log. */
  fillDisk(): Promise<void>;
  freeDisk(): void;
  /** A look runs, or waits to begin. */
  busy(): Promise<boolean>;
  /** What runs or waits, for whoever asks why there is no end of it. */
  underWay(): Promise<string>;
  /** Time passes for what is kept until an instant of the database's own clock. */
  pass(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** As many segments of 16 MB as lie ready by `min_wal_size`, and more. */
const SEGMENTS = 6;
const SWITCH = "select pg_logical_emit_message(false, 'torture', repeat('x', 10000)), pg_switch_wal()";
const MOUNT = "small";
/** Enough for an empty cluster with its first WAL segments, and little more. */
const SIZE = "160m";

/**
 * The database's own clock cannot be moved: what waits for an instant of it is brought nearer instead. Leases stay as they
 * are, since whoever holds one is alive.
 */
const PASSING = [
  `update quench.turn set
     due = (select coalesce(array_agg(each - $1::float8 order by at), '{}') from unnest(due) with ordinality as x(each, at)),
     wakes = wakes - $1::float8 * interval '1 ms'`,
  `update pgboss.job set start_after = start_after - $1::float8 * interval '1 ms' where state = 'created'`,
];
const ANSWERS_WITHIN = 2_000;

/** @param small on a mount of a limited size; where none can be made, `isSmall` says so. */
export async function createDatabase(folder: string, small: boolean): Promise<Database> {
  const mount = small ? mountIn(folder) : null;
  const settings: Readonly<Record<string, string>> =
    mount === null ? {} : { max_wal_size: "64MB", min_wal_size: "32MB" };
  let postgres: Postgres;
  try {
    postgres = await startPostgres({ durable: true, folder: mount ?? folder, settings });
  } catch (error) {
    unmountIn(folder);
    throw error;
  }
  const url = await postgres.database();
  const filler = mount === null ? null : join(mount, "filler");
  return {
    url,
    isSmall: mount !== null,
    kill: () => postgres.kill(),
    async start() {
      if (!(await answers(url))) await postgres.start();
    },
    cut: async () => void (await postgres.cutConnections().catch(() => 0)),
    async fillDisk() {
      if (filler === null || mount === null) return;
      const { bavail, bsize } = statfsSync(mount);
      try {
        writeFileSync(filler, Buffer.alloc(bavail * bsize));
      } catch {
        // Others took what was left meanwhile: it is full all the same.
      }
      // Segments that were made in advance are used up, as a busy database does.
      for (let segment = 0; segment < SEGMENTS; segment += 1) await postgres.query(url, SWITCH).catch(() => undefined);
    },
    freeDisk() {
      if (filler !== null) rmSync(filler, { force: true });
    },
    async busy() {
      const text = "select count(*)::int as found from quench.turn where job is not null or token is not null";
      const rows = await postgres.query<{ found: number }>(url, text).catch(() => [{ found: 1 }]);
      return (rows[0]?.found ?? 0) > 0;
    },
    async underWay() {
      const text = `select t.key, t.lane, t.worker, t.until - now() as left, t.failures, t.reasons, t.due, t.job,
        j.name, j.state, j.start_after - now() as waits from quench.turn t left join pgboss.job j on j.id = t.job
        where t.job is not null or t.token is not null`;
      const rows = await postgres.query(url, text).catch((error: unknown) => [String(error)]);
      return rows.map((row) => JSON.stringify(row)).join("\n");
    },
    async pass(ms) {
      for (let tries = 1; ; tries += 1) {
        try {
          for (const statement of PASSING) await postgres.query(url, statement, [ms]);
          return;
        } catch (error) {
          // Workers may hold what is to be moved, and it may be down.
          if (tries === 20) throw error;
          await new Promise((resolve) => setTimeout(resolve, 500));
        }
      }
    },
    async close() {
      await postgres.close();
      unmountIn(folder);
    },
  };
}

/** Only root may mount, and not in every container. */
function mountIn(folder: string): string | null {
  const place = join(folder, MOUNT);
  mkdirSync(place, { recursive: true });
  const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${SIZE},mode=0777`, "tmpfs", place]);
  return status === 0 ? place : null;
}

/** Takes away the mount that was made there, if one was. */
export function unmountIn(folder: string): void {
  const place = join(folder, MOUNT);
  if (existsSync(place)) spawnSync("umount", ["-l", place], { stdio: "ignore" });
}

/** Whether it takes connections: it may be starting anew by itself. */
async function answers(url: string): Promise<boolean> {
  const until = performance.now() + ANSWERS_WITHIN;
  do {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000 });
    client.on("error", () => undefined);
    try {
      await client.connect();
      await client.query("select 1");
      return true;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 200));
    } finally {
      await client.end().catch(() => undefined);
    }
  } while (performance.now() < until);
  return false;
}
