/** The engine in memory and the one in PostgreSQL run the same looks, for the same reasons, in the same order. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "@jest/globals";
import fc from "fast-check";
import { createMemoryEngine } from "../../../src/app/engine.ts";
import { type Subject, subjectKey } from "../../../src/queue/queue.ts";
import { createTestClock, flush } from "../../queue/test-clock.ts";
import { createStage, type HeldEngine, incident, type Stage, startPrepared, until } from "../../support/engines.ts";
import type { Postgres } from "../../support/postgres.ts";

let postgres: Postgres;
let stage: Stage;
let held: HeldEngine;
beforeAll(async () => {
  postgres = await startPrepared();
});
afterAll(() => postgres.close());
beforeEach(async () => {
  stage = createStage(await postgres.database());
  held = await stage.start("only", { concurrency: 1 });
});
afterEach(() => stage.close());

/** What may happen; delays are hours, so that no real time makes a difference. */
type Step =
  | { readonly kind: "ask"; readonly number: number; readonly reason: string; readonly hours: number }
  | { readonly kind: "end"; readonly failed: boolean; readonly follows: number | null }
  | { readonly kind: "pass"; readonly hours: number };

/** A look that only takes the one place. */
const PLUG = incident(99);
const REASONS = ["issues.closed", "issues.edited", "sweep"];
const HOUR = 3_600_000;

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("ask" as const),
      number: fc.integer({ min: 1, max: 4 }),
      reason: fc.constantFrom(...REASONS),
      hours: fc.constantFrom(0, 0, 0, 10, 20),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("end" as const),
      failed: fc.integer({ min: 0, max: 4 }).map((dice) => dice === 0),
      follows: fc.option(fc.integer({ min: 1, max: 4 }), { nil: null, freq: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("pass" as const), hours: fc.constantFrom(5, 11) }) },
);

interface Player {
  ask(subject: Subject, reason: string, hours: number): Promise<void>;
  /** Ends the look that runs, if one does. */
  end(failed: boolean, follows: number | null): Promise<void>;
  pass(hours: number): Promise<void>;
  readonly journal: readonly string[];
}

const noted = (subject: Subject, reasons: readonly string[], failures: number): string =>
  `${subjectKey(subject)} ${reasons.join(",")} ${failures}`;

function inMemory(): Player {
  const clock = createTestClock();
  const journal: string[] = [];
  const open: ((failed: boolean, follows: number | null) => void)[] = [];
  const engine = createMemoryEngine({
    clock,
    concurrency: 1,
    onError: () => undefined,
    work: (turn) => {
      if (subjectKey(turn.subject) !== subjectKey(PLUG)) journal.push(noted(turn.subject, turn.reasons, turn.failures));
      return new Promise((resolve, reject) => {
        open.push((failed, follows) => {
          if (follows !== null) turn.enqueue(incident(follows), { reason: "policy" });
          if (failed) reject(new Error("502"));
          else resolve();
        });
      });
    },
  });
  return {
    journal,
    async ask(subject, reason, hours) {
      await engine.enqueue(subject, hours === 0 ? { reason } : { reason, at: clock.now() + hours * HOUR });
      await flush();
    },
    async end(failed, follows) {
      open.shift()?.(failed, follows);
      await flush();
    },
    async pass(hours) {
      const plugged = open.length === 0;
      if (plugged) await engine.enqueue(PLUG, { reason: "issues.closed" });
      // Nobody looks before all that is due is: what wakes between is ordered by its lane, not by its time.
      clock.jump(hours * HOUR);
      await clock.advance(0);
      if (plugged) open.shift()?.(false, null);
      await flush();
    },
  };
}

function inPostgres(): Player {
  const { engine, open } = held;
  let began = stage.looks.length;
  const journal: string[] = [];
  /** Until all that may begin has begun. */
  const settled = async (): Promise<void> => {
    await until(async () => {
      if (open.length > 0) return true;
      const { rows } = await stage.pool.query(
        "select exists (select from quench.turn where job is not null or wakes <= now()) as more",
      );
      return rows[0]?.more === false && open.length === 0;
    }, "settled");
    for (; began < stage.looks.length; began += 1) {
      const turn = stage.looks[began]?.turn;
      if (turn !== undefined && subjectKey(turn.subject) !== subjectKey(PLUG))
        journal.push(noted(turn.subject, turn.reasons, turn.failures));
    }
  };
  return {
    journal,
    async ask(subject, reason, hours) {
      await engine.enqueue(subject, hours === 0 ? { reason } : { reason, at: Date.now() + hours * HOUR });
      await settled();
    },
    async end(failed, follows) {
      const [look] = open;
      if (look === undefined) return;
      if (follows !== null) look.turn.enqueue(incident(follows), { reason: "policy" });
      const tokens = async (): Promise<string | undefined> =>
        (await stage.pool.query<{ token: string }>("select token from quench.turn where token is not null")).rows[0]
          ?.token;
      const token = await tokens();
      look.end(failed ? new Error("502") : undefined);
      await until(async () => (await tokens()) !== token, "its end");
      await settled();
    },
    async pass(hours) {
      // A worker that looks at this very moment may see the later lane's and not yet the earlier one's: keep it busy.
      const plugged = open.length === 0;
      if (plugged) {
        await engine.enqueue(PLUG, { reason: "issues.closed" });
        await until(() => open.length === 1, "the plug");
      }
      await stage.pass(hours * HOUR);
      const plug = open[0];
      if (plugged) {
        plug?.end();
        await until(async () => {
          const { rows } = await stage.pool.query("select from quench.turn where key = $1", [subjectKey(PLUG)]);
          return rows.length === 0;
        }, "the plug's end");
      }
      await settled();
    },
  };
}

it("as far as it is promised, whatever is asked", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      const players = [inMemory(), inPostgres()];
      for (const player of players) {
        for (const one of steps) {
          if (one.kind === "ask") await player.ask(incident(one.number), one.reason, one.hours);
          else if (one.kind === "end") {
            await player.end(one.failed, one.follows);
            // A second of the database's is real: what is tried again after one is not left to it.
            if (one.failed) await player.pass(0.5);
          } else await player.pass(one.hours);
        }
        // What is left runs to its end.
        for (let more = 0; more < 12; more += 1) {
          await player.pass(100);
          await player.end(false, null);
        }
      }
      expect(players[1]?.journal).toEqual(players[0]?.journal);
      expect(await held.engine.size()).toBe(0);
    }),
    { numRuns: 15, seed: 7 },
  );
}, 60_000);
