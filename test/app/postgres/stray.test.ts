/** What pg-boss has and no row knows: it takes no look's place. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import pg from "pg";
import { enqueue } from "../../../src/app/postgres/ask.ts";
import { claim } from "../../../src/app/postgres/claim.ts";
import { createJobs, prepareJobs } from "../../../src/app/postgres/jobs.ts";
import { inTransaction, sqlOf } from "../../../src/app/postgres/sql.ts";
import { systemClock } from "../../../src/queue/clock.ts";
import { type Subject, subjectKey } from "../../../src/queue/queue.ts";
import { startMigrated } from "../../support/migrated.ts";
import type { Postgres } from "../../support/postgres.ts";

let postgres: Postgres;
let pool: pg.Pool;
beforeAll(async () => {
  postgres = await startMigrated();
  pool = new pg.Pool({ connectionString: await postgres.database() });
  await prepareJobs(sqlOf(pool));
});
afterAll(async () => {
  await pool.end();
  await postgres.close();
});

it("a job that was put back for somebody else's look of the same subject does not swallow the next one", async () => {
  const jobs = createJobs(sqlOf(pool), (error) => {
    throw error;
  });
  const subject: Subject = { kind: "incident", installation: 3, repository: "acme/shop", number: 1 };
  const stray = {
    queue: "urgent",
    key: subjectKey(subject),
    id: "00000000-0000-4000-8000-000000000001",
    priority: 0,
  } as const;
  await jobs.add(sqlOf(pool), [stray]);
  const asked = [{ subject, request: { reason: "issues.closed" } }];
  expect(await inTransaction(pool, (sql) => enqueue(sql, asked, { jobs, clock: systemClock }))).toBe(true);
  const options = { jobs, worker: "00000000-0000-4000-8000-000000000002", lease: 8_000, before: 0, admit: () => 0 };
  const room = { all: 8, urgent: 8, usual: 8, background: 8 };
  const { begun } = await inTransaction(pool, (sql) => claim(sql, { ...options, room }));
  expect(begun.map((one) => [one.subject, one.lane, one.reasons])).toEqual([[subject, "urgent", ["issues.closed"]]]);
  const left = await postgres.query<{ id: string }>(
    pool.options.connectionString ?? "",
    "select id from pgboss.job where name = 'urgent'",
  );
  expect(left.map(({ id }) => id)).not.toContain(stray.id);
});
