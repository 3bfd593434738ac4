/**
 * The tables of this mode, version by version. Processes of two versions work side by side while a deployment is
 * rolled out, so a migration only adds, and what is taken away is taken away a version later.
 */
import type { Client } from "pg";
import { queue } from "./migrations/0001-queue.ts";
import { index } from "./migrations/0002-index.ts";
import { creations } from "./migrations/0003-creations.ts";

export interface Migration {
  /** 1, 2, …, without gaps. */
  readonly number: number;
  readonly name: string;
  /** The number of the last migration that a process has to know to go on working once this one was made. */
  readonly oldest: number;
  /** Each may be run again: `if not exists`, `on conflict do nothing`. */
  readonly statements: readonly string[];
}

export const MIGRATIONS: readonly Migration[] = [queue, index, creations];

/** The database was made for a version that this process cannot work beside. */
export class TooNew extends Error {
  override readonly name = "TooNew";
}

/** Any number: one of our own in the database's space of advisory locks. */
const LOCK = 7_264_019_355;
/** A lock on a table that somebody holds for longer makes everybody behind us wait as well. */
const LOCK_TIMEOUT = "5s";

/**
 * Brings the database to the last of `migrations`, one transaction each, while whoever else starts waits.
 *
 * @param client a connection of its own: the lock is the connection's.
 * @param between runs under the same lock, after the migrations: pg-boss's own.
 * @throws TooNew where a later version has been here that this one cannot work beside.
 */
export async function migrate(
  client: Client,
  migrations: readonly Migration[] = MIGRATIONS,
  between: () => Promise<void> = async () => undefined,
): Promise<void> {
  await client.query("select pg_advisory_lock($1)", [LOCK]);
  try {
    await client.query("create schema if not exists quench");
    await client.query(
      `create table if not exists quench.migration (
         number integer primary key, name text not null, oldest integer not null, at timestamptz not null default now()
       )`,
    );
    const { rows } = await client.query<{ number: number; oldest: number }>(
      "select number, oldest from quench.migration",
    );
    const known = migrations.at(-1)?.number ?? 0;
    const oldest = Math.max(0, ...rows.map((row) => row.oldest));
    if (oldest > known) {
      throw new TooNew(
        `The database was made for a later version of Quench (it needs migration ${oldest}, this one knows ${known}): deploy that version, or a database of its own.`,
      );
    }
    const made = new Set(rows.map((row) => row.number));
    for (const migration of migrations) if (!made.has(migration.number)) await make(client, migration);
    await between();
  } finally {
    // Where the connection is gone the lock is too.
    await client.query("select pg_advisory_unlock($1)", [LOCK]).catch(() => undefined);
  }
}

async function make(client: Client, { number, name, oldest, statements }: Migration): Promise<void> {
  await client.query("begin");
  try {
    await client.query(`set local lock_timeout = '${LOCK_TIMEOUT}'`);
    for (const statement of statements) await client.query(statement);
    await client.query("insert into quench.migration (number, name, oldest) values ($1, $2, $3)", [
      number,
      name,
      oldest,
    ]);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch(() => undefined);
    throw error;
  }
}
