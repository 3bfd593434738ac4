/**
 * A real PostgreSQL for a test file: brought up by it, with a fresh database for each test, and gone with it, even where
 * the test's process is killed.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { initialize, launch, type Place, placeIn, type Server } from "./postgres-server.ts";

export interface PostgresOptions {
  /** Brings the template up to date, once: every database of `database()` is a copy of it. */
  readonly prepare?: (url: string) => Promise<void>;
  /** Commits reach the disk, as they do where it matters; left out: they do not, which is quicker. */
  readonly durable?: boolean;
  /** Where its folder is made (a mount of a limited size); left out: the host's folder for such things. */
  readonly folder?: string;
  /** More settings, as of `postgresql.conf`. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface Postgres {
  readonly port: number;
  /** The folder with the database's files in `data`. */
  readonly folder: string;
  /** @returns the address of a new database, made by the template. */
  database(): Promise<string>;
  /** One statement in the database of that address. */
  query<T>(url: string, text: string, values?: readonly unknown[]): Promise<T[]>;
  /** Ends every connection of others, as a failing network does; new ones are taken. @returns how many. */
  cutConnections(): Promise<number>;
  /** Ends as a deployment ends it: what runs is broken off, and all that was committed is there after `start`. */
  stop(): Promise<void>;
  /** `kill -9`, of the server and all that it started. */
  kill(): Promise<void>;
  /** Starts it again, at the same port. */
  start(): Promise<void>;
  /** Ends it for good, and removes its files. */
  close(): Promise<void>;
}

const USER = "quench";
const TEMPLATE = "quench_template";

/** @throws where it cannot be started, with its last words. */
export async function startPostgres(options: PostgresOptions = {}): Promise<Postgres> {
  const folder = await mkdtemp(join(options.folder ?? tmpdir(), "quench-postgres-"));
  const reaper = reap(folder);
  const password = randomBytes(16).toString("hex");
  const place: Place = await placeIn(folder);
  let server: Server | null = null;
  let databases = 0;

  const addressOf = (port: number, name: string): string =>
    `postgres://${USER}:${password}@127.0.0.1:${port}/${encodeURIComponent(name)}`;
  const query = async <T>(url: string, text: string, values: readonly unknown[] = []): Promise<T[]> => {
    const client = new pg.Client({ connectionString: url });
    client.on("error", () => undefined);
    await client.connect();
    try {
      return (await client.query(text, [...values])).rows as T[];
    } finally {
      await client.end().catch(() => undefined);
    }
  };
  const close = async (): Promise<void> => {
    await server?.stop("SIGQUIT");
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    reaper?.stdin?.end();
  };

  try {
    await initialize(place, { user: USER, password });
    server = await launch(place, { durable: options.durable === true, settings: options.settings ?? {} });
    const { port } = server;
    await query(addressOf(port, "postgres"), `create database ${TEMPLATE}`);
    await options.prepare?.(addressOf(port, TEMPLATE));
    const running = server;
    return {
      port,
      folder,
      async database() {
        databases += 1;
        const name = `t${databases}`;
        await query(addressOf(port, "postgres"), `create database ${name} template ${TEMPLATE}`);
        return addressOf(port, name);
      },
      query,
      async cutConnections() {
        const rows = await query<{ cut: boolean }>(
          addressOf(port, "postgres"),
          "select pg_terminate_backend(pid) as cut from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()",
        );
        return rows.filter(({ cut }) => cut).length;
      },
      stop: () => running.stop("SIGINT"),
      kill: () => running.kill(),
      start: () => running.start(),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * What ends the server and removes its folder once this process is gone, however it went: its input ends with us. It is
 * in a group of its own, so that what interrupts a test run does not end it first.
 */
function reap(folder: string): ChildProcess | null {
  if (process.platform === "win32") return null;
  const script = [
    "trap '' INT TERM HUP",
    "cat > /dev/null",
    'pid=$(head -n 1 "$0/data/postmaster.pid" 2> /dev/null)',
    'if [ -n "$pid" ]; then kill -QUIT "$pid"; while kill -0 "$pid"; do sleep 0.1; done; fi',
    'rm -rf "$0"',
  ].join("\n");
  const child = spawn("sh", ["-c", script, folder], { detached: true, stdio: ["pipe", "ignore", "ignore"] });
  child.unref();
  (child.stdin as unknown as { unref?: () => void }).unref?.();
  return child;
}
