/** Which delivery a look follows from, where it was put off until later. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { createStage, incident, startPrepared, until } from "../../support/engines.ts";
import type { Postgres } from "../../support/postgres.ts";

let postgres: Postgres;
beforeAll(async () => {
  postgres = await startPrepared();
});
afterAll(() => postgres.close());

it("leads from a wake-up to the delivery that brought it, however old the one before was", async () => {
  const stage = createStage(await postgres.database());
  try {
    const causes: (readonly string[])[] = [];
    const { engine } = await stage.start("worker", {
      work: async (turn) => {
        causes.push(turn.causes);
        if (causes.length < 3) turn.enqueue(turn.subject, { reason: "wake-up", at: Date.now() + 60_000 });
      },
    });
    await engine.enqueue(incident(1), { reason: "issues.opened", cause: "opened" });
    await until(() => causes.length === 1);
    await until(() => engine.running() === 0);
    await engine.enqueue(incident(1), { reason: "issues.closed", cause: "closed" });
    await until(() => causes.length === 2);
    await until(() => engine.running() === 0);
    await stage.pass(61_000);
    await until(() => causes.length === 3);
    expect(causes).toEqual([["opened"], ["opened", "closed"], ["closed"]]);
  } finally {
    await stage.close();
  }
});
