/** The queue in PostgreSQL: one at a time, coalesced, in the promised order, at the promised times. */
import { describe, expect, it } from "@jest/globals";
import { incident, keyOf as key, type Stage, until, stageForEach } from "../../support/engines.ts";

let stage: Stage;
stageForEach((one) => {
  stage = one;
});

const HOUR = 3_600_000;

describe("one look at a time", () => {
  it("turns any number of requests during a look into exactly one more", async () => {
    const { engine, open } = await stage.start("a");
    await engine.enqueue(incident(1), { reason: "a", cause: "d1" });
    await until(() => open.length === 1);
    for (const reason of ["b", "c", "b"]) await engine.enqueue(incident(1), { reason });
    open[0]?.end();
    await until(() => stage.began.length === 2);
    expect(stage.looks.map(({ turn }) => [turn.reasons, turn.causes])).toEqual([
      [["a"], ["d1"]],
      [["b", "c"], []],
    ]);
    open[0]?.end();
    await engine.idle();
    expect(stage.began).toEqual([key(1), key(1)]);
    expect(await engine.size()).toBe(0);
    expect(await engine.busy()).toBe(false);
  });

  it("absorbs what was asked for before it begins, whichever lane it waited in, and its wake-up", async () => {
    const asking = await stage.start("receiver", { role: "receiver" });
    await asking.engine.enqueue(incident(1), { reason: "sweep" });
    await asking.engine.enqueue(incident(1), { reason: "wake-up", at: Date.now() + HOUR });
    await asking.engine.enqueue(incident(1), { reason: "issues.edited" });
    await asking.engine.enqueue(incident(1), { reason: "issues.closed", cause: "d" });
    const { engine, open } = await stage.start("worker");
    await until(() => open.length === 1);
    expect(open[0]?.turn.reasons).toEqual(["sweep", "wake-up", "issues.edited", "issues.closed"]);
    open[0]?.end();
    await engine.idle();
    expect(await engine.size()).toBe(0);
    expect(await stage.waitingJobs()).toBe(0);
    await stage.pass(2 * HOUR);
    await engine.idle();
    expect(stage.began).toEqual([key(1)]);
  });

  it("gives a subject into one hand only, over two workers", async () => {
    const one = await stage.start("one", { concurrency: 4 });
    const two = await stage.start("two", { concurrency: 4 });
    for (let round = 0; round < 3; round += 1) {
      await Promise.all(
        [1, 2, 3, 4, 5, 6].map((number) =>
          (number % 2 === 0 ? one : two).engine.enqueue(incident(number), { reason: `r${round}` }),
        ),
      );
      await until(() => one.open.length + two.open.length === 6);
      for (const number of [1, 2, 3]) await two.engine.enqueue(incident(number), { reason: "again" });
      for (const look of [...one.open, ...two.open]) look.end();
      await until(() => one.open.length + two.open.length === 3);
      for (const look of [...one.open, ...two.open]) look.end();
      await one.engine.idle();
    }
    expect(stage.began).toHaveLength(27);
    expect(stage.twice()).toBe(false);
    expect(await two.engine.size()).toBe(0);
  });

  it("hands on to what follows the delivery that it follows from", async () => {
    const { engine, open } = await stage.start("a");
    await engine.enqueue(incident(1), { reason: "a", cause: "d1" });
    await until(() => open.length === 1);
    open[0]?.turn.enqueue(incident(2), { reason: "duplicate" });
    open[0]?.turn.keep({ kind: "put", subject: incident(1), keys: ["sha abc"] });
    open[0]?.end();
    await until(() => stage.began.includes(key(2)));
    expect(stage.looks.at(-1)?.turn.causes).toEqual(["d1"]);
    expect((await engine.index.view({ keys: ["sha abc"] })).find("sha abc")).toEqual([incident(1)]);
  });

  it("takes texts that PostgreSQL does not hold", async () => {
    const { engine, open } = await stage.start("a");
    await engine.enqueue(incident(1), { reason: "a\0b \\u0000 \ud800", cause: "c".repeat(1_000) });
    await until(() => open.length === 1);
    expect(open[0]?.turn.reasons).toEqual(["ab \\u0000 \ufffd"]);
    expect(open[0]?.turn.causes).toEqual(["c".repeat(100)]);
  });
});

describe("order", () => {
  it("begins what somebody waits for before what is usual, and that before a sweep's", async () => {
    const { engine } = await stage.start("receiver", { role: "receiver" });
    await engine.enqueue({ kind: "sweep", installation: 1, repository: null }, { reason: "sweep" });
    await engine.enqueue(incident(1), { reason: "sweep" });
    await engine.enqueue(incident(2), { reason: "issues.edited" });
    await engine.enqueue(incident(3), { reason: "issues.closed" });
    await engine.enqueue(incident(4), { reason: "sweep" });
    await engine.enqueue(incident(4), { reason: "issues.closed" });
    await engine.enqueue(incident(2), { reason: "sweep" });
    const order = await stage.runAll();
    expect(order).toEqual([key(3), key(4), key(2), "sweep 1 *", key(1)]);
  });

  it("makes one installation wait a few turns behind another's thousands, not all of them", async () => {
    const { engine } = await stage.start("receiver", { role: "receiver" });
    const { open } = await stage.start("worker", { concurrency: 1 });
    await engine.enqueue(incident(1, 9), { reason: "a" });
    await until(() => open.length === 1);
    const many = Array.from({ length: 2_000 }, (_, number) => incident(number + 1, 1));
    for (const subject of many) open[0]?.turn.enqueue(subject, { reason: "issues.edited" });
    open[0]?.end();
    for (let ended = 0; ended < 20; ended += 1) {
      await until(() => open.length === 1);
      open[0]?.end();
      await until(() => stage.began.length === ended + 3);
    }
    await engine.enqueue(incident(1, 2), { reason: "issues.edited" });
    await engine.enqueue(incident(2, 2), { reason: "issues.edited" });
    for (let ended = 0; ended < 8; ended += 1) {
      const before = stage.began.length;
      open[0]?.end();
      await until(() => stage.began.length === before + 1);
    }
    const turn = (number: number): number => stage.began.indexOf(key(number, 2)) - 22;
    expect(turn(1)).toBeGreaterThanOrEqual(0);
    expect(turn(1)).toBeLessThanOrEqual(3);
    expect(turn(2)).toBeLessThanOrEqual(6);
    // Of one installation, in the order in which they were asked for.
    expect(stage.began.slice(1, 20)).toEqual(many.slice(0, 19).map(({ number }) => key(number, 1)));
  });

  it("leaves room for what is urgent while sweeps run", async () => {
    const { engine } = await stage.start("receiver", { role: "receiver" });
    for (let number = 1; number <= 8; number += 1) await engine.enqueue(incident(number), { reason: "sweep" });
    const { open } = await stage.start("worker", { concurrency: 4 });
    await until(() => open.length === 2);
    await engine.enqueue(incident(20), { reason: "issues.closed" });
    await engine.enqueue(incident(21), { reason: "issues.edited" });
    await until(() => open.length === 4);
    expect(open.map((look) => look.key)).toEqual([key(1), key(2), key(20), key(21)]);
  });
});

describe("times", () => {
  it("wakes a subject once, at the earliest of several times", async () => {
    const { engine, open } = await stage.start("a");
    const now = Date.now();
    await engine.enqueue(incident(1), { reason: "wake-up", at: now + 3 * HOUR });
    await engine.enqueue(incident(1), { reason: "wake-up", at: now + HOUR });
    await engine.enqueue(incident(1), { reason: "later", at: now + 2 * HOUR });
    expect(await engine.busy()).toBe(false);
    expect(await stage.waitingJobs()).toBe(1);
    await stage.pass(HOUR - 60_000);
    expect(stage.began).toEqual([]);
    await stage.pass(60_000);
    await until(() => open.length === 1);
    expect(open[0]?.turn.reasons).toEqual(["wake-up", "later"]);
    open[0]?.end();
    await engine.idle();
    await stage.pass(9 * HOUR);
    await engine.idle();
    expect(stage.began).toHaveLength(1);
  });

  it("means a time by the App's clock, whatever the database's says", async () => {
    const ahead = 400 * 24 * HOUR;
    const clock = { now: () => Date.now() + ahead, schedule: () => () => undefined };
    const { engine, open } = await stage.start("a", { clock });
    await engine.enqueue(incident(1), { reason: "wake-up", at: clock.now() + HOUR });
    await engine.enqueue(incident(2), { reason: "wake-up", at: clock.now() - HOUR });
    await until(() => open.length === 1);
    expect(open[0]?.key).toBe(key(2));
    await stage.pass(HOUR);
    await until(() => open.length === 2);
  });

  it("wakes by itself what is due in a moment", async () => {
    const { engine, open } = await stage.start("a");
    await engine.enqueue(incident(1), { reason: "retry", at: Date.now() + 50, retry: true });
    expect(await engine.busy()).toBe(true);
    await until(() => open.length === 1);
  });

  it("tries what failed again, later and later, and for the same reasons", async () => {
    const { engine, open } = await stage.start("a");
    await engine.enqueue(incident(1), { reason: "issues.closed", cause: "d1" });
    const backoffs: number[] = [];
    for (let failures = 0; failures < 5; failures += 1) {
      await until(() => open.length === 1);
      expect(open[0]?.turn.failures).toBe(failures);
      open[0]?.end(new Error("502"));
      await until(() => stage.failed.length === failures + 1);
      const [row] = (await stage.pool.query("select extract(epoch from wakes - now()) as left from quench.turn")).rows;
      backoffs.push(Math.ceil(Number(row.left)));
      await stage.pass(HOUR);
    }
    expect(backoffs).toEqual([1, 2, 4, 8, 16]);
    await until(() => open.length === 1);
    expect(open[0]?.turn.reasons).toEqual(["issues.closed", "retry"]);
    expect(open[0]?.turn.causes).toEqual(["d1"]);
    open[0]?.end();
    await engine.idle();
    expect(await engine.size()).toBe(0);
  });

  it("lets an event hurry what fails, but not make it spin", async () => {
    const { engine, open } = await stage.start("a");
    await engine.enqueue(incident(1), { reason: "a" });
    for (let failures = 0; failures < 6; failures += 1) {
      await until(() => open.length === 1);
      open[0]?.end(new Error("502"));
      await until(() => stage.failed.length === failures + 1);
      if (failures < 5) await stage.pass(HOUR);
    }
    const left = async (): Promise<number> => {
      const { rows } = await stage.pool.query("select extract(epoch from wakes - now()) as left from quench.turn");
      return Number(rows[0]?.left);
    };
    expect(await left()).toBeGreaterThan(20);
    await engine.enqueue(incident(1), { reason: "issues.closed" });
    expect(stage.began).toHaveLength(6);
    expect(await left()).toBeLessThanOrEqual(5);
    expect(await left()).toBeGreaterThan(1);
    await stage.pass(5_000);
    await until(() => open.length === 1);
    expect(open[0]?.turn.reasons).toEqual(["a", "retry", "issues.closed"]);
  });

  it("postpones what may not begin, drops none of it, and counts it as no failure", async () => {
    let wait = HOUR;
    const postponed: string[] = [];
    const { engine, open } = await stage.start("a", {
      admit: (subject) => (subject.installation === 1 ? wait : 0),
      onPostponed: (subject, lane) => void postponed.push(`${subject.installation} ${lane}`),
    });
    await engine.enqueue(incident(1), { reason: "issues.closed", cause: "d" });
    await engine.enqueue(incident(2), { reason: "issues.edited" });
    await until(() => postponed.length === 2);
    await engine.enqueue(incident(1, 2), { reason: "issues.edited" });
    await until(() => open.length === 1);
    expect(open[0]?.key).toBe(key(1, 2));
    open[0]?.end();
    expect(postponed.toSorted()).toEqual(["1 urgent", "1 usual"]);
    await engine.idle();
    expect(await engine.size()).toBe(2);
    wait = 0;
    await stage.pass(HOUR);
    await until(() => open.length === 2);
    expect(open.map(({ turn }) => [turn.failures, turn.reasons[0]])).toEqual([
      [0, "issues.closed"],
      [0, "issues.edited"],
    ]);
    expect(stage.failed).toEqual([]);
  });
});
