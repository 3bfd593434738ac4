/** What cannot be taken is refused at once, in plain words, and told once. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { signalOf } from "../../../src/app/events/events.ts";
import { createTrouble, isOfTheStatement, isOutOfReach, wordsOf } from "../../../src/app/postgres/trouble.ts";
import type { Signal } from "../../../src/app/events/signal.ts";
import { createLog } from "../../../src/app/log.ts";
import { Overloaded } from "../../../src/queue/queue.ts";
import { createStage, incident, type Stage, startPrepared, until } from "../../support/engines.ts";
import type { Postgres } from "../../support/postgres.ts";
import { wayTo, type Way } from "../../support/severed.ts";

let postgres: Postgres;
let stage: Stage;
let url: string;
let way: Way | null = null;
beforeAll(async () => {
  postgres = await startPrepared();
});
afterAll(() => postgres.close());
beforeEach(async () => {
  url = await postgres.database();
  stage = createStage(url);
});
afterEach(async () => {
  way?.mend();
  await stage.close();
  await way?.close();
  way = null;
});

function labeled(number: number): Signal {
  const issue = { number, labels: [{ name: "incident" }] };
  const payload = { action: "labeled", installation: { id: 1 }, repository: { full_name: "acme1/shop" }, issue };
  const signal = signalOf("issues", payload, { appId: 7, login: null });
  if (signal === null) throw new Error("no signal");
  return signal;
}

function irrelevant(): Signal {
  return { ...labeled(5), repository: "acme1/other", issue: { number: 5, labels: ["bug"], types: [] }, keys: [] };
}

describe("receive", () => {
  it("stores a delivery's subjects, which any worker then looks at", async () => {
    const { engine } = await stage.start("receiver", { role: "receiver" });
    expect(await engine.receive(labeled(4), "d1")).toBe(1);
    expect(stage.began).toEqual([]);
    const { open } = await stage.start("worker", { role: "worker" });
    await until(() => open.length === 1);
    expect(open[0]?.turn).toMatchObject({ subject: incident(4), reasons: ["issues.labeled"], causes: ["d1"] });
  });

  it("refuses once too much waits, and takes again once it does not", async () => {
    const { engine } = await stage.start("receiver", { role: "receiver", most: 3 });
    for (const number of [1, 2, 3]) await engine.receive(labeled(number), "d");
    await until(async () => (await engine.unready()) === "3 looks wait already");
    await expect(engine.receive(labeled(4), "d")).rejects.toThrow(Overloaded);
    await expect(engine.receive(labeled(4), "d")).rejects.toThrow("3 looks wait already");
    // What concerns nobody would only have to be found and healed as well.
    expect(await engine.receive(irrelevant(), "d")).toBe(0);
    expect(await stage.runAll()).toHaveLength(3);
    expect(await engine.unready()).toBeNull();
    expect(await engine.receive(labeled(4), "d")).toBe(1);
  });

  it("refuses, and never hangs, where the database is gone, and recovers by itself", async () => {
    way = await wayTo(url);
    const { engine } = await stage.start("receiver", { role: "receiver", databaseUrl: way.url });
    way.cut();
    await expect(engine.receive(labeled(1), "d")).rejects.toThrow(Overloaded);
    expect(await engine.unready()).toMatch(/connection to the database was cut|no connection to the database/);
    await Promise.allSettled([1, 2, 3, 4, 5, 6, 7, 8].map((number) => engine.receive(labeled(number), "d")));
    way.mend();
    await until(async () => (await engine.unready()) === null);
    expect(await engine.receive(labeled(1), "d")).toBe(1);
  });

  it("refuses where the database takes it and says nothing", async () => {
    const { engine } = await stage.start("receiver", { role: "receiver" });
    const held = await stage.pool.connect();
    await held.query("begin");
    await held.query("lock table quench.turn in access exclusive mode");
    const answers = await Promise.allSettled(
      [1, 2, 3, 4, 5, 6, 7, 8].map((number) => engine.receive(labeled(number), "d")),
    );
    for (const answer of answers) {
      expect(answer.status).toBe("rejected");
      expect(answer.status === "rejected" && answer.reason).toBeInstanceOf(Overloaded);
    }
    await held.query("rollback");
    held.release();
    await until(async () => (await engine.unready()) === null);
    expect(await engine.receive(labeled(1), "d")).toBe(1);
  });

  it("refuses what is read-only, and says so", async () => {
    const { engine } = await stage.start("receiver", { role: "receiver" });
    const name = new URL(url).pathname.slice(1);
    await stage.pool.query(`alter database ${name} set default_transaction_read_only = on`);
    await postgres.cutConnections();
    await until(async () => {
      const refused = await engine.receive(labeled(1), "d").catch((error: unknown) => error as Error);
      return refused instanceof Overloaded && refused.message.includes("read-only");
    });
    // Reading goes on, and a probe that only reads would call it ready.
    expect(await engine.unready()).toMatch(/^the database is read-only/);
    await postgres.query(url.replace(/[^/]*$/, "postgres"), `alter database ${name} reset all`);
    await postgres.cutConnections();
    await until(async () => (await engine.receive(labeled(1), "d").catch(() => 0)) === 1);
    expect(await engine.size()).toBe(1);
  });
});

describe("trouble", () => {
  it("is told once when it begins and once when it is over", () => {
    const lines: string[] = [];
    let now = 0;
    const log = createLog({ level: "info", write: (line) => void lines.push(line) });
    const trouble = createTrouble(log, () => now);
    const full = Object.assign(new Error("could not extend file"), { code: "53100" });
    for (let times = 0; times < 50; times += 1) {
      now += 1_000;
      trouble.told(full);
      trouble.over();
    }
    expect(lines).toHaveLength(1);
    expect(trouble.why).toMatch(/^the database's disk is full/);
    now += 6_000;
    trouble.over();
    trouble.over();
    expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
      "the database is out of reach: looks and webhooks wait for it",
      "the database answers again",
    ]);
    expect(trouble.why).toBeNull();
  });

  it.each([
    ["53100", "disk is full"],
    ["25006", "read-only"],
    ["57P01", "shut down"],
    ["53300", "no more connections"],
    ["28P01", "password"],
    ["ECONNREFUSED", "refuses connections"],
    ["ENOENT", "a file or socket that DATABASE_URL names"],
  ])("says %s in plain words, without values", (code, words) => {
    const error = Object.assign(new Error("postgres://u:hunter2@h"), { code });
    expect(wordsOf(error)).toContain(words);
    expect(wordsOf(error)).not.toContain("hunter2");
    expect(isOfTheStatement(error)).toBe(false);
    expect(wordsOf(new AggregateError([error]))).toContain(words);
  });

  it.each([
    [
      'no pg_hba.conf entry for host "10.0.0.1", user "u", database "d", no encryption',
      "28000",
      "takes encrypted connections only",
    ],
    ["The server does not support SSL connections", undefined, "speaks no TLS"],
    ["self-signed certificate in certificate chain", "SELF_SIGNED_CERT_IN_CHAIN", "certificate is not trusted"],
    ["SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string", undefined, "DATABASE_URL has none"],
  ])("tells what DATABASE_URL lacks, which no waiting mends: %s", (message, code, words) => {
    const error = Object.assign(new Error(message), code === undefined ? {} : { code });
    expect(wordsOf(error)).toContain(words);
    expect(isOutOfReach(error)).toBe(false);
  });

  it("waits for what does not answer yet", () => {
    const silent = new Error("Connection terminated due to connection timeout");
    expect(isOutOfReach(silent)).toBe(true);
    expect(wordsOf(silent)).toContain("does not answer");
    expect(isOutOfReach(new Error("Connection terminated unexpectedly"))).toBe(true);
    expect(isOutOfReach(Object.assign(new Error(""), { code: "57P03" }))).toBe(true);
  });

  it("tells nothing any more once we end the connections ourselves", () => {
    const lines: string[] = [];
    const trouble = createTrouble(createLog({ level: "info", write: (line) => void lines.push(line) }));
    trouble.end();
    trouble.told(new Error("Cannot use a pool after calling end on the pool"));
    expect(lines).toEqual([]);
  });
});
