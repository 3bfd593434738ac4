/** The same tests once more, in PostgreSQL mode. */
import { afterAll, beforeAll } from "@jest/globals";
import { databasesFrom } from "./e2e-database.ts";
import { type Postgres, startPostgres } from "./postgres.ts";

/** Every world that the test file opens has a database of its own, in one PostgreSQL. */
export function inPostgres(): void {
  let postgres: Postgres | null = null;
  beforeAll(async () => {
    const started = await startPostgres();
    postgres = started;
    databasesFrom(() => started.database());
  });
  afterAll(async () => {
    databasesFrom(null);
    await postgres?.close();
    postgres = null;
  });
}
