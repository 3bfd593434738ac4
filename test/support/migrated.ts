/** A database with Quench's own tables in it, for tests of what is read and written there. */
import pg from "pg";
import { migrate } from "../../src/app/postgres/migrations.ts";
import { type Postgres, type PostgresOptions, startPostgres } from "./postgres.ts";

/** A PostgreSQL whose databases have the tables of the last migration; pg-boss's are not in them. */
export function startMigrated(options: PostgresOptions = {}): Promise<Postgres> {
  return startPostgres({ ...options, prepare: migrateAt });
}

async function migrateAt(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await migrate(client);
  } finally {
    await client.end();
  }
}
