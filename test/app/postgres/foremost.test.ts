/** What a look costs the database does not grow with what waits. */
import { describe, expect, it } from "@jest/globals";
import { createJobs } from "../../../src/app/postgres/jobs.ts";
import { reap } from "../../../src/app/postgres/claim.ts";
import { createHolds } from "../../../src/app/postgres/holds.ts";
import { sqlOf, type Sql } from "../../../src/app/postgres/sql.ts";
import { type Stage, stageForEach } from "../../support/engines.ts";

let stage: Stage;
stageForEach((one) => {
  stage = one;
});

/** The plans of the statements that something sends, and does not carry out. */
async function plansOf(send: (sql: Sql) => Promise<unknown>): Promise<string> {
  const plans: string[] = [];
  await send({
    async query(text, values) {
      const { rows } = await stage.pool.query<{ "QUERY PLAN": string }>(`explain ${text}`, [...(values ?? [])]);
      plans.push(...rows.map((row) => row["QUERY PLAN"]));
      return [];
    },
  });
  return plans.join("\n");
}

/** Ten thousand wait, and PostgreSQL has not counted them yet. */
async function fill(): Promise<void> {
  await stage.pool.query(
    `insert into pgboss.job (name, data, priority)
     select 'background', jsonb_build_object('key', 'k' || n), n from generate_series(1, 10000) n`,
  );
  await stage.pool.query(
    `insert into quench.turn (key, kind, subject, lane, job)
     select 'k' || n, 'incident', '{}', 'background', gen_random_uuid() from generate_series(1, 10000) n`,
  );
}

describe("with ten thousand looks that wait", () => {
  it("the foremost ones are not sorted out of all", async () => {
    await fill();
    await stage.pool.query("analyze");
    const jobs = createJobs(sqlOf(stage.pool), () => undefined);
    const plan = await plansOf((sql) => jobs.fetch(sql, "background", 4));
    expect(plan).toMatch(/LockRows.*\n\s*->\s+Index Scan using \w*priority\w* on/);
    expect(plan).not.toContain("Sort Key: job.priority");
    const fetched = await jobs.fetch(sqlOf(stage.pool), "background", 4);
    expect(fetched.map(({ key }) => key)).toEqual(["k10000", "k9999", "k9998", "k9997"]);
  });

  it.each([false, true])("whose looks they are is told by an index (statistics: %s)", async (isAnalyzed) => {
    await fill();
    if (isAnalyzed) await stage.pool.query("analyze");
    const holds = createHolds({ lease: 60_000 });
    const token = "6f1b1a4e-7d0b-4a55-9d3c-0f9a5d1f2b3c";
    holds.take(token, { steady: performance.now(), wall: Date.now() });
    const renewing = await plansOf((sql) => holds.renew(sql));
    const reaping = await plansOf((sql) =>
      reap(
        sql,
        createJobs(sql, () => undefined),
      ),
    );
    holds.end(token);
    for (const plan of [renewing, reaping]) {
      expect(plan).toMatch(/turn_held|turn_until/);
      expect(plan).not.toContain("Seq Scan");
    }
  });
});
