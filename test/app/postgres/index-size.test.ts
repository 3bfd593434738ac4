/** The index in PostgreSQL with as many incidents as there may be: how it is read, and what room it takes. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import pg from "pg";
import { questionOf } from "../../../src/app/postgres/index.ts";
import { inTransaction, type Sql, sqlOf } from "../../../src/app/postgres/sql.ts";
import { policyKey } from "../../../src/app/events/references.ts";
import { startMigrated } from "../../support/migrated.ts";
import type { Postgres } from "../../support/postgres.ts";

let postgres: Postgres;
let pool: pg.Pool;
let db: Sql;
beforeAll(async () => {
  postgres = await startMigrated();
});
afterAll(() => postgres.close());
beforeEach(async () => {
  pool = new pg.Pool({ connectionString: await postgres.database(), max: 2 });
  db = sqlOf(pool);
});
afterEach(() => pool.end());

/** Rows as they would be, without a look for each. */
async function fill(repositories: number, incidents: number, keys: number): Promise<void> {
  await inTransaction(pool, async (sql) => {
    await sql.query("set local session_replication_role = replica");
    await sql.query(
      `insert into quench.repository (name, spelled, installation, facts)
       select 'acme/r' || n, 'acme/r' || n, n % 50, '{}' from generate_series(1, $1::integer) n`,
      [repositories],
    );
    await sql.query(
      `insert into quench.incident (repository, number, installation)
       select id, n, id % 50 from quench.repository, generate_series(1, $1::integer) n`,
      [incidents],
    );
    await sql.query(
      `insert into quench.incident_key (key, incident)
       select md5(id || ' ' || n)::uuid, id from quench.incident, generate_series(1, $1::integer) n`,
      [keys],
    );
    await sql.query(
      `insert into quench.policy_user (file, repository, place)
       select md5('file ' || id % 20)::uuid, id, md5('place ' || id % 10)::uuid from quench.repository`,
    );
  });
  await db.query("vacuum analyze quench.repository, quench.incident, quench.incident_key, quench.policy_user");
}

describe("with many incidents", () => {
  it("goes by indexes alone: 100,000 of them", async () => {
    await fill(1000, 100, 2);
    const { text, values } = questionOf({
      keys: ["sha aa", "acme/shop#2"],
      repositories: ["acme/r1", "acme/r2"],
      usersOf: [policyKey("acme/base", "a.yml"), policyKey("acme/base", "*")],
      incidentsOf: ["acme/r3"],
      incidentsOfInstallation: [7],
    });
    const rows = await db.query<Record<string, string>>(`explain ${text}`, values);
    const plan = rows.map((row) => row["QUERY PLAN"] ?? "");
    const scans = plan.flatMap((line) => /Seq Scan on (\w+)/.exec(line)?.[1] ?? []);
    // A thousand repositories are few pages; what grows with the incidents is never read as a whole.
    expect(scans.filter((name) => name !== "repository" && name !== "policy_user")).toEqual([]);
    expect(plan.join("\n")).toContain("incident_key_pkey");
  }, 60_000);

  it("takes less than 2 kB for one with ten keys", async () => {
    await fill(100, 50, 10);
    const [size] = await db.query<{ bytes: string }>(
      `select (pg_total_relation_size('quench.incident') + pg_total_relation_size('quench.incident_key')
        + pg_total_relation_size('quench.repository'))::text as bytes`,
    );
    const each = Number(size?.bytes) / 5000;
    expect(each).toBeLessThan(2000);
  }, 60_000);
});
