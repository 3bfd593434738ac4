/** Saying that looks are ours waits for nobody. */
import { describe, expect, it } from "@jest/globals";
import { incident, keyOf, type Stage, until, stageForEach } from "../../support/engines.ts";

let stage: Stage;
stageForEach((one) => {
  stage = one;
});

/** In ms. */
const LEASE = 1_500;

describe("a look whose row somebody else has locked", () => {
  it("takes none of its worker's other looks along", async () => {
    const { engine, open } = await stage.start("one", { lease: LEASE, concurrency: 4 });
    await engine.enqueue(incident(1), { reason: "a" });
    await engine.enqueue(incident(2), { reason: "a" });
    await until(() => open.length === 2);
    const other = await stage.pool.connect();
    try {
      await other.query("begin");
      await other.query("select from quench.turn where key = $1 for update", [keyOf(1)]);
      const since = performance.now();
      await until(() => performance.now() - since > 2 * LEASE);
    } finally {
      await other.query("rollback");
      other.release();
    }
    // The first one could not be said to be ours; the second one was all the while.
    await until(() => stage.began.filter((key) => key === keyOf(1)).length === 2);
    expect(stage.began.filter((key) => key === keyOf(2))).toHaveLength(1);
    for (const look of open.toReversed()) look.end();
    await engine.idle();
    expect(await engine.size()).toBe(0);
  });

  it("is its worker's still where that was for a moment", async () => {
    const { engine, open } = await stage.start("one", { lease: LEASE });
    await engine.enqueue(incident(1), { reason: "a" });
    await until(() => open.length === 1);
    for (let times = 0; times < 3; times += 1) {
      const other = await stage.pool.connect();
      await other.query("begin");
      await other.query("select from quench.turn where key = $1 for update", [keyOf(1)]);
      const since = performance.now();
      await until(() => performance.now() - since > LEASE / 3);
      await other.query("rollback");
      other.release();
      const freed = performance.now();
      await until(() => performance.now() - freed > LEASE / 2);
    }
    open[0]?.end();
    await engine.idle();
    expect(stage.began).toEqual([keyOf(1)]);
  });
});
