/** Connections that end at any moment: nothing is lost, nothing is done twice, nothing is in two hands at once. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "@jest/globals";
import type { IncidentSubject, Turn } from "../../../src/queue/queue.ts";
import { Dice } from "../../support/dice.ts";
import { createStage, incident, type Stage, startPrepared, until } from "../../support/engines.ts";
import type { Postgres } from "../../support/postgres.ts";

let postgres: Postgres;
let stage: Stage;
beforeAll(async () => {
  postgres = await startPrepared();
});
afterAll(() => postgres.close());
beforeEach(async () => {
  stage = createStage(await postgres.database());
});
afterEach(() => stage.close());

const INCIDENTS = 40;

/** What looks have written to a GitHub that does each thing once, and how many were at one thing at the same time. */
function github() {
  const written = new Map<number, number>();
  const inHand = new Set<number>();
  let twice = 0;
  return {
    written,
    twice: () => twice,
    look: async (turn: Turn): Promise<void> => {
      const { number } = turn.subject as IncidentSubject;
      if (inHand.has(number)) twice += 1;
      inHand.add(number);
      try {
        await new Promise((resolve) => setTimeout(resolve, number % 7));
        if (!written.has(number)) written.set(number, 1);
        turn.keep({ kind: "put", subject: turn.subject as IncidentSubject, keys: [`sha ${number}`] });
        if (number <= INCIDENTS) turn.enqueue(incident(number + 1_000), { reason: "duplicate" });
      } finally {
        inHand.delete(number);
      }
    },
  };
}

it.each([1, 2, 3])("seed %i", async (seed) => {
  const dice = new Dice(seed);
  const { written, twice, look } = github();
  const parts = { work: look, concurrency: 4 };
  const one = await stage.start("one", parts);
  const two = await stage.start("two", parts);
  const receiver = await stage.start("receiver", { role: "receiver" });
  let done = false;
  const cutting = (async () => {
    for (let cuts = 0; !done; cuts += 1) {
      await new Promise((resolve) => setTimeout(resolve, dice.nat(60)));
      await postgres.cutConnections().catch(() => 0);
      if (cuts > 20) break;
    }
  })();
  for (let number = 1; number <= INCIDENTS; number += 1) {
    // As GitHub's deliveries are: whatever was not taken comes again.
    await until(async () => {
      try {
        await receiver.engine.enqueue(incident(number, 1 + (number % 3)), { reason: "issues.edited" });
        return true;
      } catch {
        return false;
      }
    }, "it was taken");
  }
  done = true;
  await cutting;
  await until(async () => {
    try {
      return !(await one.engine.busy());
    } catch {
      return false;
    }
  }, "all is done");
  expect(twice()).toBe(0);
  const wanted = Array.from({ length: INCIDENTS }, (_, at) => [at + 1, at + 1_001]).flat();
  expect([...written.keys()].toSorted((a, b) => a - b)).toEqual(wanted.toSorted((a, b) => a - b));
  expect(await two.engine.index.size()).toBe(INCIDENTS * 2);
  expect(await two.engine.size()).toBe(0);
  expect(await stage.waitingJobs()).toBe(0);
  const { rows } = await stage.pool.query("select count(*)::integer as left from pgboss.job");
  expect(rows).toEqual([{ left: 0 }]);
});
