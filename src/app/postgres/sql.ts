/** What the statements of this mode are sent through: a pool, or one client inside of a transaction. */
import type { ClientBase, Pool } from "pg";
import { isOfTheMoment } from "./trouble.ts";

export interface Sql {
  /** The rows of one statement with its values as `$1`, `$2`, … @throws pg's `DatabaseError`, or what ended the connection. */
  query<T>(text: string, values?: readonly unknown[]): Promise<readonly T[]>;
}

/** Statements one by one, each on any connection of a pool, or all on one. */
export function sqlOf(pool: Pool | ClientBase): Sql {
  return {
    query: async <T>(text: string, values?: readonly unknown[]) =>
      (await pool.query(text, values === undefined ? undefined : [...values])).rows as T[],
  };
}

/** Times that two transactions may have waited for each other before it is an error. */
const TRIES = 5;

/**
 * Runs `work` in one transaction: what it did is all there once this resolves, and none of it where it throws. Only
 * where the connection ends while the transaction does, it may be there though this throws. It may run more than once.
 */
export async function inTransaction<T>(pool: Pool, work: (sql: Sql) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await once(pool, work);
    } catch (error) {
      if (attempt >= TRIES || !isOfTheMoment(error)) throw error;
    }
  }
}

async function once<T>(pool: Pool, work: (sql: Sql) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("begin");
    const result = await work(sqlOf(client));
    const { command } = await client.query("commit");
    // PostgreSQL answers so where a statement had failed and somebody went on regardless.
    if (command !== "COMMIT") throw new Error("the transaction was rolled back");
    return result;
  } catch (error) {
    // pg's own limit: the server says nothing more, and would not to this either.
    if (error instanceof Error && error.message === "Query read timeout") broken = error;
    else {
      await client.query("rollback").catch((reason: unknown) => {
        broken = reason instanceof Error ? reason : new Error(String(reason));
      });
    }
    throw error;
  } finally {
    client.release(broken);
  }
}
