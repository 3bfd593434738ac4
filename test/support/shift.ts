/**
 * Where a test moves the App's clock, what is delayed comes by so much sooner: the database has a clock of its own, and
 * nobody moves that.
 */
import type { Pool } from "pg";
import { wake } from "../../src/app/postgres/entry.ts";
import type { Jobs } from "../../src/app/postgres/jobs.ts";
import { inTransaction } from "../../src/app/postgres/sql.ts";
import { lockFree, save } from "../../src/app/postgres/store.ts";

/** @param ms how far the clock was moved. */
export async function shiftDelayed(pool: Pool, jobs: Jobs, ms: number): Promise<void> {
  await inTransaction(pool, async (sql) => {
    await sql.query("lock table quench.turn in share row exclusive mode");
    const rows = await sql.query<{ key: string }>("select key from quench.turn where wakes is not null");
    const locked = await lockFree(
      sql,
      rows.map(({ key }) => key),
    );
    for (const entry of locked.entries.values()) {
      entry.due = entry.due.map((at) => (at > locked.now ? at - ms : at));
      wake(entry, locked.now);
    }
    await save(sql, locked, jobs);
  });
}
