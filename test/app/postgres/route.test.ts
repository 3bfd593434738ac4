/** Signals in PostgreSQL: what they match, what is kept, and that none is left behind. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import pg from "pg";
import { signalOf } from "../../../src/app/events/events.ts";
import type { Asked } from "../../../src/app/postgres/asked.ts";
import { applyChanges } from "../../../src/app/postgres/changes.ts";
import { createPostgresIndex } from "../../../src/app/postgres/index.ts";
import { keep, lockToEnd, routeKept } from "../../../src/app/postgres/kept.ts";
import { type Ask, createAsk } from "../../../src/app/postgres/questions.ts";
import { receiveSignal } from "../../../src/app/postgres/route.ts";
import { inTransaction, type Sql, sqlOf } from "../../../src/app/postgres/sql.ts";
import { issueKey } from "../../../src/app/events/references.ts";
import { concerns } from "../../../src/app/route.ts";
import type { Signal } from "../../../src/app/events/signal.ts";
import type { Change } from "../../../src/queue/known.ts";
import { type IncidentSubject, type Subject, subjectKey } from "../../../src/queue/queue.ts";
import { startMigrated } from "../../support/migrated.ts";
import type { Postgres } from "../../support/postgres.ts";

let postgres: Postgres;
let pool: pg.Pool;
let db: Sql;
let ask: Ask;
/** What was sent, as `subject reason cause`; that of a transaction that fails is not there. */
let sent: string[] = [];
beforeAll(async () => {
  postgres = await startMigrated();
  pool = new pg.Pool({ connectionString: await postgres.database(), max: 20 });
  db = sqlOf(pool);
  ask = createAsk(db);
});
afterAll(async () => {
  await pool.end();
  await postgres.close();
});
beforeEach(async () => {
  sent = [];
  await db.query("truncate quench.repository, quench.turn, quench.kept_signal, quench.kept_overflow cascade");
});

const SELF = { appId: 7, login: null };

function incident(number: number, repository = "acme/shop"): IncidentSubject {
  return { kind: "incident", installation: 3, repository, number };
}

function pull(text: string, repository = "acme/shop"): Signal {
  const payload = {
    action: "opened",
    installation: { id: 3 },
    repository: { full_name: repository },
    pull_request: { number: 70, body: text },
  };
  return signal("pull_request", payload);
}

function signal(name: string, payload: Record<string, unknown>): Signal {
  const found = signalOf(name, payload, SELF);
  if (found === null) throw new Error("no signal");
  return found;
}

async function send(_: Sql, asked: readonly Asked[]): Promise<void> {
  sent.push(...asked.map(({ subject, request }) => `${subjectKey(subject)} ${request.reason} ${request.cause ?? "-"}`));
}

const receive = (one: Signal, cause = "d1"): Promise<number> =>
  receiveSignal(ask, (work) => inTransaction(pool, work), one, cause, send);

/** A look at the subject is in hand from now on. */
async function begin(subject: Subject): Promise<void> {
  const { kind, installation, repository } = subject;
  await db.query(
    `insert into quench.turn (key, kind, installation, repository, subject, lane, job)
     values ($1, $2, $3, $4, $5, 'usual', gen_random_uuid())`,
    [subjectKey(subject), kind, installation, repository?.toLowerCase() ?? null, JSON.stringify(subject)],
  );
}

/** It ends with what it learned, as the queue ends one. */
async function end(subject: Subject, ...changes: Change[]): Promise<void> {
  await inTransaction(pool, async (tx) => {
    await lockToEnd(tx, subject);
    await applyChanges(tx, changes);
    await tx.query("delete from quench.turn where key = $1", [subjectKey(subject)]);
    await routeKept(tx, subject, send);
  });
}

async function kept(): Promise<number> {
  return (await db.query("select from quench.kept_signal")).length;
}

const learned = (number: number): Change => ({
  kind: "put",
  subject: incident(1),
  keys: [issueKey("acme/shop", number)],
});

describe("a signal", () => {
  it("that concerns nobody costs one statement, and leaves nothing", async () => {
    const asked: string[] = [];
    const counting: Sql = {
      query: (text, values) => {
        asked.push(text);
        return db.query(text, values);
      },
    };
    const found = await receiveSignal(
      createAsk(counting),
      () => Promise.reject(new Error("none")),
      pull("Fixes #2"),
      "d1",
      send,
    );
    expect(found).toBe(0);
    expect(asked).toHaveLength(1);
    expect(await kept()).toBe(0);
  });

  it("is sent to whatever it matches, with its cause", async () => {
    await end(incident(1), learned(2));
    expect(await receive(pull("Fixes #2"), "d7")).toBe(1);
    expect(sent).toEqual(["incident acme/shop#1 pull_request.opened d7"]);
  });

  it("forgets what is not ours to see, and sweeps what is new", async () => {
    await end(incident(1), learned(2));
    const removed = signal("installation_repositories", {
      action: "removed",
      installation: { id: 3 },
      repositories_removed: [{ full_name: "Acme/shop" }],
    });
    expect(await receive(removed)).toBe(0);
    expect(await createPostgresIndex(db).size()).toBe(0);
    expect(await receive(signal("installation", { action: "created", installation: { id: 3 } }), "d8")).toBe(1);
    expect(sent).toEqual(["sweep 3 * installation.created d8"]);
  });

  it("about very many is stored in parts: nobody else's delivery waits for all of them", async () => {
    const subjects = Array.from({ length: 250 }, (_, at) => incident(at + 1));
    await inTransaction(pool, (tx) =>
      applyChanges(
        tx,
        subjects.map((subject) => ({ kind: "put", subject, keys: [] })),
      ),
    );
    const parts: number[] = [];
    const counting = async (_: Sql, asked: readonly Asked[]): Promise<void> => {
      parts.push(asked.length);
      await send(_, asked);
    };
    const everybody = signal("organization", { action: "member_removed", installation: { id: 3 } });
    const transaction = <T>(work: (tx: Sql) => Promise<T>): Promise<T> => inTransaction(pool, work);
    expect(await receiveSignal(ask, transaction, everybody, "d1", counting)).toBe(250);
    expect(parts).toEqual([100, 100, 50]);
    expect(new Set(sent)).toEqual(
      new Set(subjects.map(({ number }) => `incident acme/shop#${number} organization.member_removed d1`)),
    );
  });

  it("is not kept for a failing transaction", async () => {
    await begin(incident(1));
    const failing = receiveSignal(
      ask,
      (work) =>
        inTransaction(pool, async (tx) => {
          await work(tx);
          throw new Error("no");
        }),
      pull("Fixes #2"),
      "d1",
      send,
    );
    await expect(failing).rejects.toThrow("no");
    expect(await kept()).toBe(0);
  });
});

describe("a signal that matches nothing yet", () => {
  it("is kept during a look, and routed by the look's end", async () => {
    await begin(incident(1));
    expect(await receive(pull("Fixes #2"), "d2")).toBe(0);
    expect(await receive(pull("Fixes #3"), "d3")).toBe(0);
    expect(await kept()).toBe(2);
    await end(incident(1), learned(2));
    expect(sent).toEqual(["incident acme/shop#1 pull_request.opened d2"]);
    expect(await kept()).toBe(0);
  });

  it.each<[string, Subject]>([
    ["a sweep over everything", { kind: "sweep", installation: null, repository: null }],
    ["a sweep of its installation", { kind: "sweep", installation: 3, repository: null }],
    ["a sweep of its repository, spelled otherwise", { kind: "sweep", installation: 3, repository: "Acme/SHOP" }],
  ])("waits for %s, and then for the looks that it asked for", async (_name, sweep) => {
    await begin(sweep);
    await receive(pull("Fixes #2"));
    await begin(incident(1));
    await end(sweep);
    expect(await kept()).toBe(1);
    expect(sent).toEqual([]);
    await end(incident(1), learned(2));
    expect(sent).toEqual(["incident acme/shop#1 pull_request.opened d1"]);
    expect(await kept()).toBe(0);
  });

  it.each<[string, Subject]>([
    ["another repository", incident(1, "acme/api")],
    ["another installation", { kind: "sweep", installation: 4, repository: null }],
    ["deliveries", { kind: "deliveries", installation: null, repository: null }],
  ])("does not wait for a look at %s", async (_name, subject) => {
    expect(concerns(subject, "acme/shop", 3)).toBe(false);
    await begin(subject);
    await receive(pull("Fixes #2"));
    expect(await kept()).toBe(0);
    await inTransaction(pool, (tx) => keep(tx, pull("Fixes #2"), "d1"));
    await end(subject, learned(2));
    expect(await kept()).toBe(1);
  });

  it("is kept in part where it matches something already, and that part is routed alone", async () => {
    await end(incident(8), { kind: "put", subject: incident(8), keys: [issueKey("acme/shop", 70)] });
    await begin(incident(1));
    expect(await receive(pull("Fixes #2"))).toBe(1);
    expect(await kept()).toBe(1);
    await end(incident(1), learned(2));
    expect(sent).toEqual([
      "incident acme/shop#8 pull_request.opened d1",
      "incident acme/shop#1 pull_request.opened d1",
    ]);
    expect(await kept()).toBe(0);
  });

  it("holds no more of a repository than its share: then every known incident is looked at", async () => {
    await end(incident(8), { kind: "put", subject: incident(8), keys: [] });
    await begin(incident(1));
    await db.query(
      `insert into quench.kept_signal (repository, installation, signal)
       select 'acme/shop', 3, $1 from generate_series(1, 499)`,
      [JSON.stringify(pull("Fixes #3"))],
    );
    await receive(pull("Fixes #2"));
    await receive(pull("Fixes #2"));
    await receive(pull("Fixes #2"));
    expect(await kept()).toBe(500);
    await begin(incident(2, "acme/api"));
    await receive(pull("Fixes #2", "acme/api"));
    expect(await kept()).toBe(501);
    await end(incident(1));
    expect(sent).toEqual(["incident acme/shop#8 too many events -"]);
    expect(await kept()).toBe(1);
    expect(await db.query("select from quench.kept_overflow")).toHaveLength(0);
  });

  it("is left behind by no look that ends at the same moment", async () => {
    for (let round = 0; round < 40; round += 1) {
      sent = [];
      const causes = ["a", "b", "c", "d"];
      const other: Subject = { kind: "sweep", installation: null, repository: null };
      await begin(incident(1));
      await begin(other);
      await Promise.all([
        ...causes.map((cause) => receive(pull("Fixes #2"), cause)),
        end(incident(1), learned(2)),
        end(other),
      ]);
      expect(sent.toSorted()).toEqual(causes.map((cause) => `incident acme/shop#1 pull_request.opened ${cause}`));
      expect(await kept()).toBe(0);
      await end(incident(1), { kind: "remove", subject: incident(1) });
    }
  });

  it("is dropped with the last of the looks that told nothing of it, whichever is last", async () => {
    const other: Subject = { kind: "sweep", installation: 3, repository: null };
    for (let round = 0; round < 40; round += 1) {
      await begin(incident(1));
      await begin(other);
      await Promise.all([receive(pull("Fixes #2"), "a"), end(incident(1)), end(other), receive(pull("Fixes #4"), "b")]);
      expect(await kept()).toBe(0);
    }
    expect(sent).toEqual([]);
  });
});
