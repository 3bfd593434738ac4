/** Thousands that are put off keep nobody from hearing of what comes due meanwhile. */
import { describe, expect, it } from "@jest/globals";
import { enqueue } from "../../../src/app/postgres/ask.ts";
import { createJobs } from "../../../src/app/postgres/jobs.ts";
import { inTransaction, sqlOf } from "../../../src/app/postgres/sql.ts";
import { systemClock } from "../../../src/queue/clock.ts";
import { incident, keyOf, type Stage, until, stageForEach } from "../../support/engines.ts";

let stage: Stage;
stageForEach((one) => {
  stage = one;
});

const LIMITED = 2;
const MANY = 600;

describe("while thousands of an installation are put off", () => {
  it("what comes due begins, and is not kept for their end", async () => {
    const jobs = createJobs(sqlOf(stage.pool), () => undefined);
    const asked = Array.from({ length: MANY }, (_, number) => ({
      subject: incident(number, LIMITED),
      request: { reason: "issues.edited" },
    }));
    await inTransaction(stage.pool, (sql) => enqueue(sql, asked, { jobs, clock: systemClock }));
    let putOff = 0;
    let atBegin = 0;
    const { engine, open } = await stage.start("one", {
      concurrency: 2,
      admit: ({ installation }) => (installation === LIMITED ? 3_600_000 : 0),
      onPostponed: () => void (putOff += 1),
      onBegin: () => void (atBegin = putOff),
    });
    await engine.enqueue(incident(1), { reason: "issues.closed", at: Date.now() + 300 });
    await until(() => open.length === 1);
    expect(open[0]?.key).toBe(keyOf(1));
    expect(atBegin).toBeLessThan(MANY);
    open[0]?.end();
    await until(() => putOff === MANY);
  });
});
