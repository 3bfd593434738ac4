/** What an installation creates, counted over all processes. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import pg from "pg";
import { createBudget } from "../../../src/app/budget.ts";
import { applyChanges } from "../../../src/app/postgres/changes.ts";
import { createSharedCreations } from "../../../src/app/postgres/creations.ts";
import { sqlOf } from "../../../src/app/postgres/sql.ts";
import { createReservoir } from "../../../src/github/request/reservoir.ts";
import { startPrepared } from "../../support/engines.ts";
import type { Postgres } from "../../support/postgres.ts";
import { createTestClock } from "../../queue/test-clock.ts";

const NOW = Date.parse("2026-03-01T09:00:00Z");
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
let postgres: Postgres;
let pools: pg.Pool[] = [];
let url: string;
beforeAll(async () => {
  postgres = await startPrepared();
});
afterAll(() => postgres.close());
beforeEach(async () => {
  url = await postgres.database();
});
afterEach(async () => {
  for (const pool of pools) await pool.end();
  pools = [];
});

/** One process's view: its own connections, and its own clock, which need not be the others'. */
function processOf(skew = 0) {
  const pool = new pg.Pool({ connectionString: url, max: 4 });
  pool.on("error", () => undefined);
  pools.push(pool);
  const clock = createTestClock(NOW + skew);
  const budget = createBudget({ clock, takeShared: createSharedCreations(sqlOf(pool)) });
  return { clock, budget };
}

describe("two processes that create for the same installation at the same time", () => {
  it("together stay within eighty a minute, and go on when the minute is over", async () => {
    const [one, other] = [processOf(), processOf(700)];
    const rush = async (github: number): Promise<number[]> =>
      Promise.all(
        Array.from({ length: 120 }, async (_, n) => {
          // GitHub's clock is told to the second, so that theirs differ by up to one.
          const { budget } = n % 2 === 0 ? one : other;
          return budget.reservoir(3).take(github + (n % 3) * 400);
        }),
      );
    const first = await rush(NOW);
    expect(first.filter((wait) => wait === 0)).toHaveLength(80);
    for (const wait of first) expect(wait).toBeLessThanOrEqual(MINUTE + 800);
    expect((await rush(NOW + 30_000)).filter((wait) => wait === 0)).toEqual([]);
    expect((await rush(NOW + MINUTE + 800)).filter((wait) => wait === 0)).toHaveLength(80);
    // Another installation has its own.
    expect(await one.budget.reservoir(4).take(NOW)).toBe(0);
    // Whoever was told no holds back what nobody waits for, without asking anew.
    const incident = { kind: "incident", installation: 3, repository: "acme/shop", number: 1 } as const;
    for (const { budget } of [one, other]) {
      expect(budget.admit(incident, "background")).toBeGreaterThan(0);
      expect(budget.admit(incident, "urgent")).toBe(0);
    }
  });

  it("together stay within five hundred an hour", async () => {
    const [one, other] = [processOf(), processOf()];
    const waits: number[] = [];
    for (let minute = 0; minute < 10; minute += 1) {
      const at = NOW + minute * MINUTE;
      const taken = await Promise.all(
        Array.from({ length: 70 }, async (_, n) => (n % 2 === 0 ? one : other).budget.reservoir(3).take(at)),
      );
      waits.push(...taken);
    }
    expect(waits.filter((wait) => wait === 0)).toHaveLength(500);
    expect(await one.budget.reservoir(3).take(NOW + HOUR - 1)).toBe(1);
    expect(await other.budget.reservoir(3).take(NOW + HOUR)).toBe(0);
  });
});

describe("the shared count", () => {
  it("tells what the count of one process would tell, whenever it is asked (property)", async () => {
    const { budget } = processOf();
    let installation = 100;
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: 0, max: 900 }) },
      { weight: 2, arbitrary: fc.integer({ min: 20_000, max: 400_000 }) },
      { weight: 1, arbitrary: fc.constantFrom(-900, -86_400_000, HOUR) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 120 }), async (pauses) => {
        installation += 1;
        const local = createReservoir();
        let now = NOW;
        for (const pause of pauses) {
          now += pause;
          expect(await budget.reservoir(installation).take(now)).toBe(local.take(now));
        }
      }),
      { numRuns: 15 },
    );
  });
});

describe("an installation that is gone", () => {
  it("leaves nothing behind of what it created", async () => {
    const pool = new pg.Pool({ connectionString: url, max: 1 });
    pools.push(pool);
    const take = createSharedCreations(sqlOf(pool));
    for (const installation of [1, 2]) expect(await take(installation, NOW)).toBe(0);
    await applyChanges(sqlOf(pool), [{ kind: "forget_installation", installation: 1 }]);
    expect((await pool.query("select installation::integer from quench.creation")).rows).toEqual([{ installation: 2 }]);
  });
});
