/** Signals that come at once are asked about together, and each has the answer that it would have had alone. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import pg from "pg";
import { issueKey, policyKey, shaKey } from "../../../src/app/events/references.ts";
import type { Signal } from "../../../src/app/events/signal.ts";
import { applyChanges } from "../../../src/app/postgres/changes.ts";
import { type Answer, answerTo, createAsk } from "../../../src/app/postgres/questions.ts";
import { inTransaction, type Sql, sqlOf } from "../../../src/app/postgres/sql.ts";
import { startMigrated } from "../../support/migrated.ts";
import type { Postgres } from "../../support/postgres.ts";

const NAMES = ["acme/shop", "Acme/Shop", "acme/api", "other/site"];

let postgres: Postgres;
let pool: pg.Pool;
let db: Sql;
beforeAll(async () => {
  postgres = await startMigrated();
  pool = new pg.Pool({ connectionString: await postgres.database(), max: 4 });
  db = sqlOf(pool);
  // What is known: incidents of two repositories, a policy that is shared, and looks in hand at some of it.
  const facts = { installation: 3, allPulls: true, incidentLabels: [], incidentTypes: [], itemLabels: [] };
  await inTransaction(pool, (tx) =>
    applyChanges(tx, [
      ...[1, 2, 3].map((number) => ({
        kind: "put" as const,
        subject: { kind: "incident" as const, installation: 3, repository: "acme/shop", number },
        keys: [issueKey("acme/shop", number + 10), shaKey(`a${number}`), issueKey("other/site", 5)],
      })),
      {
        kind: "put",
        subject: { kind: "incident", installation: 4, repository: "other/site", number: 1 },
        keys: [shaKey("a1")],
      },
      {
        kind: "learn",
        repository: "acme/shop",
        facts: { ...facts, ledgerLabels: [], policyFiles: [policyKey("acme/base", "a.yml")] },
      },
    ]),
  );
  await db.query(
    `insert into quench.turn (key, kind, installation, repository, subject, lane, job) values
     ('incident acme/api#1', 'incident', 3, 'acme/api', '{}', 'usual', gen_random_uuid()),
     ('sweep 4 *', 'sweep', 4, null, '{}', 'usual', gen_random_uuid())`,
  );
});
afterAll(async () => {
  await pool.end();
  await postgres.close();
});

const EMPTY: Signal = {
  event: "push",
  installation: 3,
  repository: null,
  issue: null,
  keys: [],
  itemKeys: [],
  everyIncidentOf: null,
  sweep: null,
  others: [],
  mayTouchPolicy: false,
  forget: null,
};

const keys = fc.array(
  fc.oneof(
    fc
      .tuple(fc.constantFrom(...NAMES), fc.integer({ min: 1, max: 14 }))
      .map(([name, number]) => issueKey(name, number)),
    fc.constantFrom(...["a1", "a2", "b9"].map(shaKey)),
    fc.constant(policyKey("acme/base", "a.yml")),
  ),
  { maxLength: 4 },
);
const signals = fc
  .record({
    installation: fc.constantFrom(3, 4),
    repository: fc.constantFrom(null, ...NAMES),
    keys,
    itemKeys: keys,
    issue: fc.constantFrom(
      null,
      { number: 7, labels: ["incident"], types: [] },
      { number: 8, labels: ["hardening"], types: [] },
    ),
    everyIncidentOf: fc.constantFrom(null, null, null, "repository" as const, "installation" as const),
  })
  .map((some): Signal => ({ ...EMPTY, ...some }));

/** The database tells them in any order. */
function sorted(answer: Answer): unknown {
  return { ...answer, subjects: answer.subjects.map((one) => JSON.stringify(one)).toSorted() };
}

/** Counts statements; the first ones wait until they are let go, or fail. */
function counted(first: Promise<void> = Promise.resolve()): { readonly sql: Sql; readonly sent: string[] } {
  const sent: string[] = [];
  return {
    sent,
    sql: {
      async query(text, values) {
        sent.push(text);
        if (sent.length <= 2) await first;
        return db.query(text, values);
      },
    },
  };
}

const about = (at: number): Signal => ({ ...EMPTY, repository: "acme/shop", keys: [issueKey("acme/shop", at)] });

describe("signals that come at once", () => {
  it("have the answers that each of them has alone (property)", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(signals, { minLength: 2, maxLength: 30 }), async (all) => {
        const ask = createAsk(db);
        const together = await Promise.all(all.map(ask));
        const alone = await Promise.all(all.map((signal) => answerTo(db, signal)));
        expect(together.map(sorted)).toEqual(alone.map(sorted));
      }),
      { numRuns: 60 },
    );
  });

  it("wait for what is being asked, and then are one question for all of them", async () => {
    let letGo = (): void => undefined;
    const { sql, sent } = counted(new Promise((resolve) => (letGo = resolve)));
    const ask = createAsk(sql);
    const answers = Array.from({ length: 42 }, (_, at) => ask(about(at + 1)));
    expect(sent).toHaveLength(2);
    letGo();
    const found = (await Promise.all(answers)).map(({ subjects }) => subjects.length);
    // Two alone, as nobody had come before them; and forty together.
    expect(sent).toHaveLength(3);
    expect(found.flatMap((count, at) => (count > 0 ? [at + 1] : []))).toEqual([1, 2, 3, 11, 12, 13]);
  });

  it("are let alone by one that asks for much", async () => {
    const { sql, sent } = counted(new Promise(() => undefined));
    const ask = createAsk(sql);
    void ask(about(1));
    void ask(about(2));
    const many = { ...EMPTY, repository: "acme/shop", keys: Array.from({ length: 51 }, (_, at) => shaKey(`c${at}`)) };
    const [one, other] = [ask(many), ask({ ...EMPTY, repository: "acme/shop", everyIncidentOf: "repository" })];
    expect((await one).subjects).toEqual([]);
    expect((await other).subjects).toHaveLength(3);
    expect(sent).toHaveLength(4);
  });

  it("are asked about alone where thousands may share a policy", async () => {
    const { sql, sent } = counted(new Promise(() => undefined));
    const ask = createAsk(sql);
    void ask(about(1));
    void ask(about(2));
    const pushed = { ...EMPTY, repository: "acme/base", keys: [policyKey("acme/base", "a.yml")] };
    expect((await ask(pushed)).subjects).toHaveLength(4);
    expect(sent).toHaveLength(3);
  });

  it("fail together, and those that come after them do not", async () => {
    let fail = (_: Error): void => undefined;
    const { sql, sent } = counted(new Promise((_, reject) => (fail = reject)));
    const ask = createAsk(sql);
    const first = [1, 2].map((at) => ask(about(at)));
    const later = [11, 12].map((at) => ask(about(at)));
    fail(new Error("no"));
    for (const one of first) await expect(one).rejects.toThrow("no");
    expect((await Promise.all(later)).map(({ subjects }) => subjects.length)).toEqual([1, 1]);
    expect(sent).toHaveLength(3);
  });

  it("are asked about once more where the connection was cut, and no more than once", async () => {
    let cuts = 0;
    const cutting: Sql = {
      async query(text, values) {
        cuts += 1;
        if (cuts <= 3) throw new Error("Connection terminated unexpectedly");
        return db.query(text, values);
      },
    };
    const ask = createAsk(cutting);
    await expect(ask(about(1))).rejects.toThrow("terminated");
    expect((await ask(about(2))).subjects).toHaveLength(1);
    expect(cuts).toBe(4);
  });

  it("do not wait for longer than anybody waits for their answer: what is late is not asked at all", async () => {
    let letGo = (): void => undefined;
    const { sql, sent } = counted(new Promise((resolve) => (letGo = resolve)));
    const ask = createAsk(sql);
    const asked = [1, 2].map((at) => ask(about(at)));
    const late = Promise.allSettled(Array.from({ length: 70 }, (_, at) => ask(about(at))));
    await new Promise((resolve) => setTimeout(resolve, 1_600));
    const fresh = ask(about(3));
    letGo();
    await Promise.all(asked);
    expect((await late).map(({ status }) => status)).toEqual(Array.from({ length: 70 }, () => "rejected"));
    expect((await fresh).subjects).toHaveLength(1);
    expect(sent).toHaveLength(3);
  });

  it("are harmed by none among them that makes no sense", async () => {
    let letGo = (): void => undefined;
    const { sql } = counted(new Promise((resolve) => (letGo = resolve)));
    const ask = createAsk(sql);
    const first = [1, 2].map((at) => ask(about(at)));
    const odd = { ...about(3), issue: { number: 3, labels: [5 as unknown as string], types: [] } };
    const all = Promise.allSettled([ask(about(11)), ask(odd), ask(about(12))]);
    letGo();
    await Promise.all(first);
    expect((await all).map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  });
});
