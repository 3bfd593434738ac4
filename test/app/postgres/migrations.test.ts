/** The tables, from nothing and from each older version, by two at once, and with old and new processes side by side. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import pg from "pg";
import { type Migration, migrate, MIGRATIONS, TooNew } from "../../../src/app/postgres/migrations.ts";
import { createStage, incident, until } from "../../support/engines.ts";
import { type Postgres, startPostgres } from "../../support/postgres.ts";

let postgres: Postgres;
let url: string;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.close());
beforeEach(async () => {
  url = await postgres.database();
});

async function withClient<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const made = (): Promise<{ number: number; name: string }[]> =>
  postgres.query(url, "select number, name from quench.migration order by number");

/** Everything of the schema, as text. */
const shape = async (): Promise<string> =>
  JSON.stringify(
    await postgres.query(
      url,
      `select table_name, column_name, data_type, is_nullable, column_default from information_schema.columns
       where table_schema = 'quench' order by 1, 2`,
    ),
  ) +
  JSON.stringify(await postgres.query(url, "select indexdef from pg_indexes where schemaname = 'quench' order by 1"));

/** A version later, which a process of today may work beside. */
const LATER: Migration = {
  number: MIGRATIONS.length + 1,
  name: "later",
  oldest: 1,
  statements: ["alter table quench.turn add column if not exists weather text not null default 'fair'"],
};

describe("migrations", () => {
  it("are numbered without gaps", () => {
    expect(MIGRATIONS.map(({ number }) => number)).toEqual(MIGRATIONS.map((_, at) => at + 1));
    for (const { number, oldest } of MIGRATIONS) expect(oldest).toBeLessThanOrEqual(number);
  });

  it("come to the same from nothing and from each older version, and may be run again", async () => {
    await withClient((client) => migrate(client));
    const wanted = await shape();
    await withClient((client) => migrate(client));
    expect(await shape()).toBe(wanted);
    for (let version = 1; version < MIGRATIONS.length; version += 1) {
      url = await postgres.database();
      await withClient((client) => migrate(client, MIGRATIONS.slice(0, version)));
      expect(await made()).toHaveLength(version);
      await withClient((client) => migrate(client));
      expect(await shape()).toBe(wanted);
      expect(await made()).toEqual(MIGRATIONS.map(({ number, name }) => ({ number, name })));
    }
    // Each statement may be run again by itself: a copy of a database may have lost what was noted of it.
    await postgres.query(url, "delete from quench.migration");
    await withClient((client) => migrate(client));
    expect(await shape()).toBe(wanted);
  });

  it("are made once by many that start at once, pg-boss's as well", async () => {
    const stage = createStage(url);
    const started = await Promise.all(["a", "b", "c", "d"].map((name) => stage.start(name)));
    expect(await made()).toHaveLength(MIGRATIONS.length);
    await started[0]?.engine.enqueue(incident(1), { reason: "a" });
    await until(() => stage.began.length === 1);
    await stage.close();
    expect(await postgres.query(url, "select name from pgboss.queue order by name")).toEqual(
      ["background", "later", "urgent", "usual"].map((name) => ({ name })),
    );
  });

  it("leave nothing behind where one fails, and go on from there", async () => {
    const wrong: Migration = { ...LATER, statements: ["create table quench.half (a integer)", "create nonsense"] };
    await expect(withClient((client) => migrate(client, [...MIGRATIONS, wrong]))).rejects.toThrow("syntax error");
    expect(await made()).toHaveLength(MIGRATIONS.length);
    expect(await postgres.query(url, "select to_regclass('quench.half') as half")).toEqual([{ half: null }]);
    await withClient((client) => migrate(client, [...MIGRATIONS, LATER]));
    expect(await made()).toHaveLength(MIGRATIONS.length + 1);
  });
});

describe("side by side", () => {
  it("works on while a later version migrates, and starts anew beside it", async () => {
    const stage = createStage(url);
    const old = await stage.start("old");
    await old.engine.enqueue(incident(1), { reason: "a" });
    await until(() => old.open.length === 1);
    await withClient((client) => migrate(client, [...MIGRATIONS, LATER]));
    old.open[0]?.turn.enqueue(incident(2), { reason: "policy" });
    old.open[0]?.end();
    await until(() => old.open.length === 1);
    old.open[0]?.end();
    await old.engine.idle();
    const restarted = await stage.start("restarted");
    await restarted.engine.enqueue(incident(3), { reason: "a" });
    await until(() => stage.began.length === 3);
    expect(await made()).toHaveLength(MIGRATIONS.length + 1);
    await stage.close();
  });

  it("refuses to start in plain words where it cannot work beside what is there", async () => {
    await withClient((client) => migrate(client, [...MIGRATIONS, { ...LATER, oldest: LATER.number }]));
    const stage = createStage(url);
    await expect(stage.start("old")).rejects.toThrow(TooNew);
    await expect(stage.start("old")).rejects.toThrow(
      `The database was made for a later version of Quench (it needs migration ${LATER.number}, this one knows ${MIGRATIONS.length}): deploy that version, or a database of its own.`,
    );
    await stage.close();
  });
});
