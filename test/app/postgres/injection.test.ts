/** Names that people choose reach the database as values: none of them is ever a part of a statement. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import pg from "pg";
import { createIndex } from "../../../src/app/known/index.ts";
import { applyChanges } from "../../../src/app/postgres/changes.ts";
import { viewOf } from "../../../src/app/postgres/index.ts";
import { inTransaction, type Sql, sqlOf } from "../../../src/app/postgres/sql.ts";
import type { Change, Wanted } from "../../../src/queue/known.ts";
import { startMigrated } from "../../support/migrated.ts";
import type { Postgres } from "../../support/postgres.ts";

let postgres: Postgres;
let pool: pg.Pool;
let db: Sql;
beforeAll(async () => {
  postgres = await startMigrated();
  pool = new pg.Pool({ connectionString: await postgres.database(), max: 2 });
  db = sqlOf(pool);
});
afterAll(async () => {
  await pool.end();
  await postgres.close();
});

const NAMES = [
  "acme/shop'; drop table quench.incident; --",
  'acme/shop"; drop schema quench cascade; --',
  "acme/$1",
  "acme/$$; select pg_sleep(60); $$",
  "acme/\\'; truncate quench.repository; --",
  "acme/{shop,api}",
  'acme/{"a":"b"}',
  "acme/%",
  "acme/_hop",
  "acme/shop\n; select 1",
  "acme/' or '1'='1",
  "acme/ſhop",
];

const tables = () =>
  db.query<{ name: string }>("select tablename as name from pg_tables where schemaname = 'quench' order by 1");

describe("a name that would be SQL", () => {
  it.each(NAMES)("is a name: %j", async (name) => {
    const before = await tables();
    await db.query("truncate quench.repository cascade");
    const other = { kind: "incident", installation: 3, repository: "acme/shop", number: 1 } as const;
    const own = { kind: "incident", installation: 4, repository: name, number: 1 } as const;
    const facts = {
      installation: 4,
      incidentLabels: [name, "\u0000", "\ud800"],
      incidentTypes: [name],
      itemLabels: [name],
      ledgerLabels: [name],
      policyFiles: [`policy acme/.github ${name}`],
    };
    const changes: readonly Change[] = [
      { kind: "put", subject: other, keys: ["sha aa"] },
      { kind: "put", subject: own, keys: [name, `file acme/shop ${name}`] },
      { kind: "learn", repository: name, facts },
      { kind: "swept", repository: name, swept: { whole: 1, mark: { tip: name, at: 2 }, policy: name } },
    ];
    await inTransaction(pool, (sql) => applyChanges(sql, changes));
    const wanted: Wanted = {
      keys: [name, "sha aa", `file acme/shop ${name}`],
      repositories: [name, "acme/shop"],
      incidentsOf: [name, "acme/shop"],
      usersOf: [`policy acme/.github ${name}`],
      incidentsOfInstallation: [4],
    };
    const known = await viewOf(db, wanted);
    const memory = createIndex();
    for (const change of changes) memory.apply(change);
    expect(known.find(name)).toEqual([own]);
    expect(known.find("sha aa")).toEqual([other]);
    expect(known.incidentsOf(name)).toEqual([own]);
    expect(known.incidentsOf("acme/shop")).toEqual([other]);
    expect(known.incidentsOfInstallation(4)).toEqual([own]);
    expect(known.facts(name)).toEqual(memory.facts(name));
    expect(known.facts("acme/shop")).toBeNull();
    expect(known.usersOf(`policy acme/.github ${name}`)).toEqual(memory.usersOf(`policy acme/.github ${name}`));

    await inTransaction(pool, (sql) => applyChanges(sql, [{ kind: "forget_repository", repository: name }]));
    const after = await viewOf(db, wanted);
    expect(after.find(name)).toEqual([]);
    expect(after.find("sha aa")).toEqual([other]);
    expect(await tables()).toEqual(before);
  });
});

describe("what the database holds", () => {
  it("is names and numbers: no token, no secret, and no text that anybody wrote", async () => {
    await db.query("truncate quench.repository cascade");
    const subject = { kind: "incident", installation: 3, repository: "acme/shop", number: 1 } as const;
    await inTransaction(pool, (sql) => applyChanges(sql, [{ kind: "put", subject, keys: ["acme/shop#2", "sha aa"] }]));
    const columns = await db.query<{ name: string }>(
      "select table_name || '.' || column_name as name from information_schema.columns where table_schema = 'quench'",
    );
    const names = columns.map(({ name }) => name).join(" ");
    expect(names).not.toMatch(/title|body|comment|login|sender|secret|payload|private/);
    const keys = await db.query<{ key: string }>("select key from quench.incident_key");
    // A key is its digest: whoever reads the table does not read paths and commits in it.
    for (const { key } of keys) expect(key).toMatch(/^[0-9a-f-]{36}$/);
    expect(keys).toHaveLength(3);
  });
});
