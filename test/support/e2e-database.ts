/** The stage's databases in PostgreSQL mode: one for each world, and their time. */
import pg from "pg";
import { createJobs } from "../../src/app/postgres/jobs.ts";
import { sqlOf } from "../../src/app/postgres/sql.ts";
import { shiftDelayed } from "./shift.ts";

let source: (() => Promise<string>) | null = null;

/** Every world that is opened from now on has a database of its own from there; null: its Apps have their memory. */
export function databasesFrom(next: (() => Promise<string>) | null): void {
  source = next;
}

/** The address of a new database; null where the Apps are to have their memory. */
export async function nextDatabase(): Promise<string | null> {
  return source === null ? null : source();
}

/** PostgreSQL's code for a table that is not there, and for a schema: no App has been started yet. */
const NOTHING_THERE = new Set(["42P01", "3F000"]);

/** What waits there for a later time waits so many milliseconds less, as if that much time had passed. */
export async function bringNearer(url: string, ms: number): Promise<void> {
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  const fail = (error: unknown): void => {
    throw error;
  };
  try {
    await shiftDelayed(pool, createJobs(sqlOf(pool), fail), ms);
    await pool.query("select pg_notify('quench_ready', '')");
  } catch (error) {
    if (!NOTHING_THERE.has(String((error as { code?: unknown }).code))) throw error;
  } finally {
    await pool.end();
  }
}
