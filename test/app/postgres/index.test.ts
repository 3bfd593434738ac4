/** The index in PostgreSQL answers as the one in memory does, whatever it was told. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import pg from "pg";
import { createIndex } from "../../../src/app/known/index.ts";
import { applyChanges } from "../../../src/app/postgres/changes.ts";
import { createPostgresIndex, viewOf } from "../../../src/app/postgres/index.ts";
import { inTransaction, type Sql, sqlOf } from "../../../src/app/postgres/sql.ts";
import { fileKey, issueKey, policyKey } from "../../../src/app/events/references.ts";
import type { Change, Known, RepositoryFacts, Wanted } from "../../../src/queue/known.ts";
import type { IncidentSubject } from "../../../src/queue/queue.ts";
import { HOSTILE } from "../../support/hostile-text.ts";
import { startMigrated } from "../../support/migrated.ts";
import type { Postgres } from "../../support/postgres.ts";

let postgres: Postgres;
let pool: pg.Pool;
let db: Sql;
beforeAll(async () => {
  postgres = await startMigrated();
  pool = new pg.Pool({ connectionString: await postgres.database(), max: 4 });
  db = sqlOf(pool);
});
afterAll(async () => {
  await pool.end();
  await postgres.close();
});
beforeEach(() => db.query("truncate quench.repository cascade"));

const keep = (...changes: Change[]): Promise<void> => inTransaction(pool, (sql) => applyChanges(sql, changes));

const REPOSITORIES = ["acme/shop", "Acme/Shop", "acme/api", "other/shop"];
const INSTALLATIONS = [3, 4];
const NUMBERS = [1, 2, 3];
const KEYS = ["sha aa", "acme/shop#2", "acme/shop#70", fileKey("acme/api", "Docs/Ünïcode.md"), "merged acme/api"];
const FILES = [
  policyKey("acme/.github", "quench.yml"),
  policyKey("acme/.github", "Teams/base.yml"),
  policyKey("acme/shop", "base.yml"),
];
const PLACES = ["acme/.github", "acme/shop", "acme/api"].map((place) => policyKey(place, "*"));

const subject: fc.Arbitrary<IncidentSubject> = fc.record({
  kind: fc.constant("incident" as const),
  installation: fc.constantFrom(...INSTALLATIONS),
  repository: fc.constantFrom(...REPOSITORIES),
  number: fc.constantFrom(...NUMBERS),
});
const facts: fc.Arbitrary<RepositoryFacts> = fc.record(
  {
    installation: fc.constantFrom(...INSTALLATIONS),
    incidentLabels: fc.subarray(["incident", "Outage", "\u0000", "\ud800"]),
    incidentTypes: fc.subarray(["Incident"]),
    itemLabels: fc.subarray(["hardening"]),
    ledgerLabels: fc.subarray(["risk"]),
    allPulls: fc.boolean(),
    policyFiles: fc.subarray(FILES),
  },
  { requiredKeys: ["installation", "incidentLabels", "incidentTypes", "itemLabels"] },
);
const swept = fc.record({
  whole: fc.nat(),
  mark: fc.option(fc.record({ tip: fc.option(fc.constant("abc")), at: fc.nat() })),
  policy: fc.constantFrom("p", "q"),
});
const repository = fc.constantFrom(...REPOSITORIES);
const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("put" as const), subject, keys: fc.subarray(KEYS) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("remove" as const), subject }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("learn" as const), repository, facts }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("swept" as const), repository, swept }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("distrust" as const), repository }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("forget_repository" as const), repository }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("forget_installation" as const),
      installation: fc.constantFrom(...INSTALLATIONS),
    }),
  },
);
const wanted: fc.Arbitrary<Wanted> = fc.record(
  {
    keys: fc.subarray([...KEYS, ...NUMBERS.map((number) => issueKey("acme/shop", number))]),
    repositories: fc.subarray(REPOSITORIES),
    usersOf: fc.subarray([...FILES, ...PLACES]),
    incidentsOf: fc.subarray(REPOSITORIES),
    incidentsOfInstallation: fc.subarray(INSTALLATIONS),
  },
  { requiredKeys: [] },
);

/** What is asked for, out of an answer; lists have no order, and how a name is spelled is the last speller's. */
function answers(known: Known, { keys, repositories, usersOf, incidentsOf, incidentsOfInstallation }: Wanted) {
  const told = (subjects: readonly IncidentSubject[]): readonly string[] =>
    subjects.map((one) => `${issueKey(one.repository, one.number)} of ${one.installation}`).toSorted();
  const users = (key: string): readonly string[] => [...new Set(known.usersOf(key))].toSorted();
  return {
    find: keys?.map((key) => told(known.find(key))),
    facts: repositories?.map((name) => known.facts(name)),
    swept: repositories?.map((name) => known.swept(name)),
    users: usersOf?.map(users),
    usersFacts: usersOf?.flatMap(users).map((name) => [known.facts(name), told(known.incidentsOf(name))]),
    incidentsOf: incidentsOf?.map((name) => told(known.incidentsOf(name))),
    ofInstallation: incidentsOfInstallation?.map((one) => told(known.incidentsOfInstallation(one))),
  };
}

describe("the index in PostgreSQL", () => {
  it("answers exactly as the one in memory, over any history", async () => {
    const step = fc.record({ changes: fc.array(change, { maxLength: 8 }), wanted });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        await db.query("truncate quench.repository cascade");
        const memory = createIndex();
        for (const { changes, wanted: question } of steps) {
          for (const each of changes) memory.apply(each);
          await keep(...changes);
          const told = await viewOf(db, question);
          expect(answers(told, question)).toEqual(answers(memory, question));
          expect(await createPostgresIndex(db).size()).toBe(memory.incidents);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("asks for nothing where nothing is wanted, and once for everything", async () => {
    const asked: string[] = [];
    const counting: Sql = {
      query: (text, values) => {
        asked.push(text);
        return db.query(text, values);
      },
    };
    await viewOf(counting, {});
    await viewOf(counting, { keys: [], repositories: [] });
    expect(asked).toEqual([]);
    await viewOf(counting, {
      keys: KEYS,
      repositories: REPOSITORIES,
      usersOf: [...FILES, ...PLACES],
      incidentsOf: REPOSITORIES,
      incidentsOfInstallation: INSTALLATIONS,
    });
    expect(asked).toHaveLength(1);
  });

  it("keeps a repository's name as it was spelled last, whoever asks", async () => {
    await keep({ kind: "put", subject: incident("acme/shop", 1), keys: [] });
    await keep({ kind: "put", subject: incident("Acme/Shop", 1), keys: [] });
    expect((await viewOf(db, { incidentsOf: ["ACME/shop"] })).incidentsOf("acme/SHOP")).toEqual([
      incident("Acme/Shop", 1),
    ]);
  });

  it("writes nothing where nothing is new", async () => {
    const put: Change = { kind: "put", subject: incident("acme/shop", 1), keys: KEYS };
    const learn: Change = { kind: "learn", repository: "acme/shop", facts: FACTS };
    await keep(put, learn);
    const rows = (): Promise<readonly unknown[]> =>
      db.query(
        `select xmin::text, 'repository' as t from quench.repository union all select xmin::text, 'incident' from quench.incident
         union all select xmin::text, 'key' from quench.incident_key union all select xmin::text, 'user' from quench.policy_user`,
      );
    const before = await rows();
    expect(before).toHaveLength(2 + 1 + KEYS.length + FILES.length);
    await keep(put, learn);
    expect(await rows()).toEqual(before);
  });

  it("takes as many keys of an incident as the one in memory, in one statement each", async () => {
    const keys = Array.from({ length: 3000 }, (_, at) => `sha ${at}`);
    const asked: string[] = [];
    await inTransaction(pool, (sql) => {
      const counting: Sql = {
        query: (text, values) => {
          asked.push(text);
          return sql.query(text, values);
        },
      };
      return applyChanges(counting, [{ kind: "put", subject: incident("acme/shop", 1), keys }]);
    });
    expect(asked).toHaveLength(3);
    const memory = createIndex();
    memory.apply({ kind: "put", subject: incident("acme/shop", 1), keys });
    const known = await viewOf(db, { keys });
    expect(keys.filter((key) => known.find(key).length > 0)).toEqual(keys.filter((key) => memory.find(key).length > 0));
    expect(known.find("sha 1998")).toHaveLength(1);
    expect(known.find("sha 1999")).toEqual([]);
  });

  it("takes hostile names and paths as long as a page", async () => {
    const texts = [...HOSTILE, `docs/${"x".repeat(60_000)}`, "a\u0000b", "'; drop table quench.incident; --"];
    const keys = texts.map((text) => fileKey("acme/shop", text));
    const facts: RepositoryFacts = {
      ...FACTS,
      incidentLabels: texts,
      policyFiles: texts.map((each) => policyKey("acme/base", each)),
    };
    await keep(
      { kind: "put", subject: incident("acme/shop", 1), keys },
      { kind: "learn", repository: "acme/shop", facts },
    );
    const asked = {
      keys,
      repositories: ["acme/shop"],
      usersOf: [policyKey("acme/base", "*"), ...(facts.policyFiles ?? [])],
    };
    const known = await viewOf(db, asked);
    for (const key of keys) expect(known.find(key)).toEqual([incident("acme/shop", 1)]);
    expect(known.facts("acme/shop")).toEqual(facts);
    for (const key of asked.usersOf) expect(known.usersOf(key)).toEqual(["acme/shop"]);
  });

  it("survives a repository that is forgotten while a look of it ends", async () => {
    const put: Change = { kind: "put", subject: incident("acme/shop", 1), keys: KEYS };
    for (let round = 0; round < 20; round += 1) {
      await keep({ kind: "learn", repository: "acme/shop", facts: FACTS });
      await Promise.all([keep(put), keep({ kind: "forget_repository", repository: "acme/shop" }), keep(put)]);
    }
    await keep({ kind: "forget_repository", repository: "acme/shop" });
    expect(await createPostgresIndex(db).size()).toBe(0);
    expect(await db.query("select from quench.incident_key")).toHaveLength(0);
    expect(await db.query("select from quench.policy_user")).toHaveLength(0);
  });
});

function incident(name: string, number: number): IncidentSubject {
  return { kind: "incident", installation: 3, repository: name, number };
}

const FACTS: RepositoryFacts = {
  installation: 3,
  incidentLabels: ["incident"],
  incidentTypes: [],
  itemLabels: ["hardening"],
  policyFiles: FILES,
};
