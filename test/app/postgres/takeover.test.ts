/** A worker that is gone, cut off or stopped: its looks go on elsewhere, and nothing of it counts any more. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { createHolds, type Times } from "../../../src/app/postgres/holds.ts";
import { fenced, Lost, runBehind } from "../../../src/queue/fence.ts";
import { createStage, incident, keyOf as key, type Stage, startPrepared, until } from "../../support/engines.ts";
import type { Postgres } from "../../support/postgres.ts";
import { wayTo, type Way } from "../../support/severed.ts";

let postgres: Postgres;
let stage: Stage;
let url: string;
const ways: Way[] = [];
beforeAll(async () => {
  postgres = await startPrepared();
});
afterAll(() => postgres.close());
beforeEach(async () => {
  url = await postgres.database();
  stage = createStage(url);
});
afterEach(async () => {
  for (const way of ways) way.mend();
  await stage.close();
  await Promise.all(ways.splice(0).map((way) => way.close()));
});

/** Requests that would have been sent. */
function sender() {
  const sent: string[] = [];
  const send = fenced(async (input) => {
    sent.push(input instanceof Request ? input.url : input.toString());
    return new Response();
  });
  return { sent, send };
}

const LEASE = 800;

describe("a worker that is cut off from the database", () => {
  it("loses its looks to others, sends nothing more, and stores nothing of them", async () => {
    const way = await wayTo(url);
    ways.push(way);
    const { sent, send } = sender();
    const ended: unknown[] = [];
    let goOn = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const lost = await stage.start("lost", {
      databaseUrl: way.url,
      lease: LEASE,
      work: async (turn) => {
        stage.began.push(`lost ${turn.reasons.join()}`);
        await send("https://github.test/before");
        await gate;
        turn.keep({ kind: "put", subject: incident(1), keys: ["sha of the lost one"] });
        turn.enqueue(incident(5), { reason: "policy" });
        await send("https://github.test/after").catch((error: unknown) => {
          ended.push(error);
          throw error;
        });
      },
    });
    await lost.engine.enqueue(incident(1), { reason: "issues.closed", cause: "d1" });
    await until(() => sent.length === 1);
    way.cut();
    const other = await stage.start("other", { lease: LEASE });
    await until(() => other.open.length === 1);
    expect(other.open[0]?.turn).toMatchObject({ reasons: ["issues.closed"], causes: ["d1"], failures: 1 });
    goOn();
    await until(() => ended.length === 1);
    expect(ended[0]).toBeInstanceOf(Lost);
    expect(sent).toEqual(["https://github.test/before"]);
    way.mend();
    other.open[0]?.end();
    await other.engine.idle();
    expect(stage.began).toEqual(["lost issues.closed", key(1)]);
    expect(await other.engine.size()).toBe(0);
    const known = await other.engine.index.view({ keys: ["sha of the lost one"] });
    expect(known.find("sha of the lost one")).toEqual([]);
    // It goes on once it is back.
    await until(async () => (await lost.engine.unready()) === null);
    await other.engine.stop(1_000);
    await lost.engine.enqueue(incident(2), { reason: "back" });
    await until(() => stage.began.includes("lost back"));
    expect(stage.lines.some((line) => line.includes("out of reach"))).toBe(true);
    expect(stage.lines.some((line) => line.includes("taken over"))).toBe(true);
  });

  it("stores the end of a look once it is back, where nobody took it over", async () => {
    const way = await wayTo(url);
    ways.push(way);
    const { engine, open } = await stage.start("a", { databaseUrl: way.url });
    await engine.enqueue(incident(1), { reason: "a" });
    await until(() => open.length === 1);
    open[0]?.turn.enqueue(incident(2), { reason: "policy" });
    way.cut();
    open[0]?.end();
    await until(() => stage.lines.length > 0);
    way.mend();
    await until(() => open.length === 1);
    expect(stage.began).toEqual([key(1), key(2)]);
  });
});

describe("a worker that was stopped and goes on", () => {
  it("knows by its clocks that its look is no longer its own, before any timer of it", async () => {
    let slept: Times = { steady: 0, wall: 0 };
    const times = (): Times => ({ steady: performance.now() + slept.steady, wall: Date.now() + slept.wall });
    const holds = createHolds({ lease: 60_000, times });
    for (const [name, by] of [
      ["paused", { steady: 53_000, wall: 53_000 }],
      ["asleep with its machine", { steady: 0, wall: 53_000 }],
      ["set back", { steady: 53_000, wall: -3_600_000 }],
    ] as const) {
      slept = { steady: 0, wall: 0 };
      const hold = holds.take(name, times());
      const { sent, send } = sender();
      await runBehind(hold, () => send("https://github.test/1"));
      slept = by;
      expect(hold.alive()).toBe(false);
      await expect(runBehind(hold, () => send("https://github.test/2"))).rejects.toThrow(Lost);
      expect(sent).toEqual(["https://github.test/1"]);
      holds.end(name);
    }
  });

  it("cuts what is under way once it is lost", async () => {
    const holds = createHolds({ lease: 60_000 });
    const hold = holds.take("t", { steady: performance.now(), wall: Date.now() });
    const send = fenced(
      (_, init) =>
        new Promise((_resolve, reject) => {
          init?.signal?.addEventListener("abort", () => reject(init.signal?.reason as Error));
        }),
    );
    const answer = runBehind(hold, () => send("https://github.test/slow", { signal: AbortSignal.timeout(60_000) }));
    hold.lose();
    await expect(answer).rejects.toThrow(Lost);
    holds.end("t");
  });

  it("sends nothing more once it has ended: what it left running is not its own", async () => {
    const holds = createHolds({ lease: 60_000 });
    const hold = holds.take("t", { steady: performance.now(), wall: Date.now() });
    const { sent, send } = sender();
    let goOn = (): void => undefined;
    const left = runBehind(hold, async () => {
      await new Promise<void>((resolve) => (goOn = resolve));
      await send("https://github.test/late");
    });
    holds.end("t");
    goOn();
    await expect(left).rejects.toThrow(Lost);
    expect([sent, hold.alive()]).toEqual([[], false]);
  });

  it("finds at its next word that others have it", async () => {
    const { engine, open } = await stage.start("a", { lease: 2_000 });
    await engine.enqueue(incident(1), { reason: "a" });
    await until(() => open.length === 1);
    await stage.pool.query("update quench.turn set token = gen_random_uuid(), until = now() + interval '1 minute'");
    open[0]?.turn.keep({ kind: "put", subject: incident(1), keys: ["k"] });
    open[0]?.end();
    await until(() => stage.lines.some((line) => line.includes("a look was lost")));
    const { rows } = await stage.pool.query("select token is not null as held from quench.turn");
    expect(rows).toEqual([{ held: true }]);
    expect((await engine.index.view({ keys: ["k"] })).find("k")).toEqual([]);
    await stage.pool.query("update quench.turn set until = now()");
    await until(() => open.length === 1);
  });
});

describe("a look that takes its worker along", () => {
  it("is taken over twice at once, and then later and later", async () => {
    const { engine, open } = await stage.start("a", { lease: 60_000 });
    await engine.enqueue(incident(1), { reason: "a" });
    for (let failures = 0; failures < 3; failures += 1) {
      await until(() => open.length === failures + 1);
      expect(open.at(-1)?.turn.failures).toBe(failures);
      await stage.pool.query("update quench.turn set until = now()");
    }
    const left = async (): Promise<number | null> => {
      const { rows } = await stage.pool.query(
        "select extract(epoch from wakes - now())::float8 as left from quench.turn",
      );
      return rows[0]?.left as number | null;
    };
    await until(async () => (await left()) !== null);
    expect(await left()).toBeGreaterThan(1);
    expect(open).toHaveLength(3);
    await stage.pass(10_000);
    await until(() => open.length === 4);
  });
});

describe("a worker that is told to stop", () => {
  it("begins nothing more, waits for what ends, and hands back what does not", async () => {
    const a = await stage.start("a", { concurrency: 3 });
    for (const number of [1, 2, 3, 4]) await a.engine.enqueue(incident(number), { reason: `r${number}` });
    await until(() => a.open.length === 3);
    const [first, second, third] = a.open;
    const stopped = a.engine.stop(3_000);
    first?.turn.enqueue(incident(9), { reason: "policy" });
    first?.end();
    second?.end(new Error("502"));
    await stopped;
    expect(a.engine.running()).toBe(1);
    const b = await stage.start("b", { concurrency: 4 });
    await until(() => b.open.length === 4);
    expect(b.open.map((look) => look.key).toSorted()).toEqual([key(2), key(3), key(4), key(9)]);
    expect(b.open[0]?.turn).toMatchObject({ reasons: ["r3"], failures: 0 });
    // It ends after all, too late: others have it.
    third?.turn.enqueue(incident(10), { reason: "policy" });
    third?.end();
    b.open[0]?.end();
    while (b.open.length > 0) b.open[0]?.end();
    await b.engine.idle();
    expect(stage.began).not.toContain(key(10));
  });
});

describe("an end", () => {
  it("is stored as a whole or not at all", async () => {
    const { engine, open } = await stage.start("a");
    await engine.enqueue(incident(1), { reason: "a" });
    await until(() => open.length === 1);
    open[0]?.turn.keep({ kind: "put", subject: incident(1), keys: ["good"] });
    // No installation has a number of this size.
    open[0]?.turn.keep({ kind: "put", subject: { ...incident(2), installation: 1e30 }, keys: ["bad"] });
    open[0]?.turn.enqueue(incident(3), { reason: "policy" });
    open[0]?.end();
    await until(() => stage.failed.length === 1);
    expect(stage.failed).toEqual([key(1)]);
    expect((await engine.index.view({ keys: ["good"] })).find("good")).toEqual([]);
    expect(await engine.size()).toBe(1);
    await stage.pass(10_000);
    await until(() => open.length === 1);
    expect(open[0]?.turn).toMatchObject({ failures: 1, reasons: ["a", "retry"] });
    open[0]?.turn.keep({ kind: "put", subject: incident(1), keys: ["good"] });
    open[0]?.turn.enqueue(incident(3), { reason: "policy" });
    open[0]?.end();
    await until(() => stage.began.includes(key(3)));
    expect((await engine.index.view({ keys: ["good"] })).find("good")).toEqual([incident(1)]);
  });
});
