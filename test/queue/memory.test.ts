import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { createMemoryQueue, type MemoryQueueOptions } from "../../src/queue/memory.ts";
import { Overloaded, type Queue, type Subject } from "../../src/queue/queue.ts";
import { createTestClock, flush } from "./test-clock.ts";

const incident = (number: number): Subject => ({ kind: "incident", installation: 1, repository: "acme/shop", number });

/** A queue whose passes are held until released, with a journal of what began. */
function held(options: Partial<MemoryQueueOptions> = {}) {
  const clock = createTestClock();
  const began: string[] = [];
  const reasonsOf: (readonly string[])[] = [];
  const gates: { settle: (error?: Error) => void; number: number }[] = [];
  let running = 0;
  let mostAtOnce = 0;
  const queue: Queue = createMemoryQueue({
    clock,
    work: ({ subject, reasons }) => {
      const number = subject.kind === "incident" ? subject.number : 0;
      began.push(`#${number}`);
      reasonsOf.push(reasons);
      running += 1;
      mostAtOnce = Math.max(mostAtOnce, running);
      return new Promise((resolve, reject) => {
        gates.push({
          number,
          settle: (error) => {
            running -= 1;
            if (error === undefined) resolve();
            else reject(error);
          },
        });
      });
    },
    ...options,
  });
  const release = async (error?: Error): Promise<void> => {
    gates.shift()?.settle(error);
    await flush();
  };
  return { queue, clock, began, reasonsOf, gates, release, most: () => mostAtOnce };
}

describe("one pass at a time", () => {
  it("turns any number of events during a pass into exactly one more", async () => {
    const { queue, began, reasonsOf, release } = held();
    queue.enqueue(incident(1), { reason: "a" });
    queue.enqueue(incident(1), { reason: "b" });
    queue.enqueue(incident(1), { reason: "c" });
    queue.enqueue(incident(1), { reason: "b" });
    expect(began).toEqual(["#1"]);
    await release();
    expect(began).toEqual(["#1", "#1"]);
    expect(reasonsOf).toEqual([["a"], ["b", "c"]]);
    await release();
    expect(began).toHaveLength(2);
    expect(queue.size).toBe(0);
    expect(queue.busy()).toBe(false);
  });

  it("runs different incidents side by side, up to the bound, first come first served", async () => {
    const { queue, began, release, most } = held({ concurrency: 2 });
    for (const number of [3, 1, 2, 4]) queue.enqueue(incident(number), { reason: "event" });
    expect(began).toEqual(["#3", "#1"]);
    await release();
    await release();
    expect(began).toEqual(["#3", "#1", "#2", "#4"]);
    expect(most()).toBe(2);
  });

  it("knows a repository by its name in any case", async () => {
    const { queue, began, release } = held();
    queue.enqueue(incident(1), { reason: "a" });
    queue.enqueue({ kind: "incident", installation: 1, repository: "Acme/Shop", number: 1 }, { reason: "b" });
    expect(queue.size).toBe(1);
    await release();
    expect(began).toEqual(["#1", "#1"]);
  });

  it("never overlaps passes of one incident, whatever the order of events (property)", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ number: fc.integer({ min: 1, max: 3 }), delay: fc.integer({ min: 0, max: 50 }) }), {
          maxLength: 30,
        }),
        fc.integer({ min: 1, max: 4 }),
        async (events, concurrency) => {
          const clock = createTestClock();
          const running = new Set<number>();
          const lastAsked = new Map<number, number>();
          const lastBegan = new Map<number, number>();
          let tick = 0;
          let overlaps = 0;
          const queue = createMemoryQueue({
            clock,
            concurrency,
            work: async ({ subject }) => {
              const number = subject.kind === "incident" ? subject.number : 0;
              if (running.has(number)) overlaps += 1;
              running.add(number);
              lastBegan.set(number, tick++);
              await Promise.resolve();
              await Promise.resolve();
              running.delete(number);
            },
          });
          for (const { number, delay } of events) {
            lastAsked.set(number, tick++);
            queue.enqueue(incident(number), { reason: "event", at: delay === 0 ? undefined : clock.now() + delay });
            if (delay % 3 === 0) await Promise.resolve();
          }
          await clock.advance(100);
          await queue.idle();
          expect(overlaps).toBe(0);
          expect(queue.size).toBe(0);
          // Whatever was asked for was looked at after it was asked for.
          for (const [number, asked] of lastAsked) expect(lastBegan.get(number)).toBeGreaterThan(asked);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe("wake-ups", () => {
  it("run when due, the earliest wins, and a pass absorbs what it was asked for before", async () => {
    const { queue, clock, began, release } = held();
    queue.enqueue(incident(1), { reason: "late", at: clock.now() + 60_000 });
    queue.enqueue(incident(1), { reason: "early", at: clock.now() + 10_000 });
    expect(queue.busy()).toBe(false);
    expect(queue.size).toBe(1);
    await clock.advance(9_999);
    expect(began).toEqual([]);
    await clock.advance(1);
    expect(began).toEqual(["#1"]);
    await release();
    await clock.advance(3_600_000);
    expect(began).toEqual(["#1"]);
    expect(queue.size).toBe(0);
  });

  it("that a pass asks for itself are kept, even when an event brings one more pass", async () => {
    const { queue, clock, began, release } = held();
    queue.enqueue(incident(1), { reason: "event" });
    queue.enqueue(incident(1), { reason: "wake-up", at: clock.now() + 5_000 });
    await release();
    expect(queue.size).toBe(1);
    await clock.advance(5_000);
    expect(began).toEqual(["#1", "#1"]);
  });

  it("count as busy only when practically due", async () => {
    const { queue, clock } = held();
    queue.enqueue(incident(1), { reason: "wake-up", at: clock.now() + 60_000 });
    expect(queue.busy()).toBe(false);
    await queue.idle();
    clock.jump(59_000);
    expect(queue.busy()).toBe(true);
  });

  it("in the past run at once", () => {
    const { queue, clock, began } = held();
    queue.enqueue(incident(1), { reason: "wake-up", at: clock.now() - 1 });
    expect(began).toEqual(["#1"]);
  });
});

describe("failures", () => {
  it("are tried again, later and later, and count as busy while the retry is near", async () => {
    const told: number[] = [];
    const { queue, clock, began, release } = held({ onError: (_subject, _error, at) => told.push(at) });
    const start = clock.now();
    queue.enqueue(incident(1), { reason: "event" });
    await release(new Error("502"));
    expect(told).toEqual([start + 1_000]);
    expect(queue.busy()).toBe(true);
    await clock.advance(1_000);
    await release(new Error("502"));
    expect(told).toEqual([start + 1_000, start + 3_000]);
    await clock.advance(1_999);
    expect(began).toHaveLength(2);
    await clock.advance(1);
    expect(began).toHaveLength(3);
    await release();
    expect(queue.busy()).toBe(false);
    expect(queue.size).toBe(0);
  });

  it("do not spin under a stream of events, and do not keep a person waiting for the whole backoff", async () => {
    const { queue, clock, began, release } = held();
    queue.enqueue(incident(1), { reason: "event" });
    for (let failure = 0; failure < 8; failure += 1) {
      await release(new Error("500"));
      if (failure < 7) await clock.advance(600_000);
    }
    expect(began).toHaveLength(8);
    for (let n = 0; n < 50; n += 1) queue.enqueue(incident(1), { reason: "event" });
    expect(began).toHaveLength(8);
    await clock.advance(5_000);
    expect(began).toHaveLength(9);
  });

  it("of one incident keep nobody else waiting", async () => {
    const { queue, began, release } = held({ concurrency: 1 });
    queue.enqueue(incident(1), { reason: "event" });
    queue.enqueue(incident(2), { reason: "event" });
    await release(new Error("boom"));
    expect(began).toEqual(["#1", "#2"]);
  });
});

describe("stop", () => {
  it("waits for the running pass and starts nothing more", async () => {
    const { queue, clock, began, release } = held({ concurrency: 1 });
    queue.enqueue(incident(1), { reason: "event" });
    queue.enqueue(incident(1), { reason: "again" });
    queue.enqueue(incident(2), { reason: "event" });
    queue.enqueue(incident(3), { reason: "wake-up", at: clock.now() + 1_000 });
    let stopped = false;
    const stopping = queue.stop().then(() => {
      stopped = true;
    });
    await flush();
    expect(stopped).toBe(false);
    await release();
    await stopping;
    queue.follow(incident(4), { reason: "event" });
    // Whoever sent it is told: it is found again by who comes next.
    expect(() => queue.enqueue(incident(4), { reason: "event" })).toThrow(Overloaded);
    await clock.advance(10_000);
    expect(began).toEqual(["#1"]);
    expect(queue.size).toBe(0);
    expect(queue.busy()).toBe(false);
  });

  it("gives up on a pass that hangs", async () => {
    const { queue } = held();
    queue.enqueue(incident(1), { reason: "event" });
    await queue.stop(20);
    expect(queue.size).toBe(0);
  });
});

describe("what is in flight", () => {
  const inShop = (queue: Queue): boolean => queue.inFlight("ACME/shop", 1);

  it("is what runs or waits its turn, not what sleeps", async () => {
    const { queue, clock, release } = held({ concurrency: 1 });
    queue.enqueue(incident(2), { reason: "wake-up", at: clock.now() + 60_000 });
    expect(inShop(queue)).toBe(false);
    queue.enqueue({ ...incident(1), repository: "acme/other" } as Subject, { reason: "event" });
    expect(inShop(queue)).toBe(false);
    queue.enqueue(incident(2), { reason: "event" });
    expect(inShop(queue)).toBe(true);
    await release();
    expect(queue.inFlight("acme/other", 1)).toBe(false);
    expect(inShop(queue)).toBe(true);
    await release();
    expect(inShop(queue)).toBe(false);
  });

  it.each([
    ["everything", { kind: "sweep", installation: null, repository: null }, true],
    ["its installation", { kind: "sweep", installation: 1, repository: null }, true],
    ["another installation", { kind: "sweep", installation: 11, repository: null }, false],
    ["the repository", { kind: "sweep", installation: 1, repository: "Acme/Shop" }, true],
    ["another repository", { kind: "sweep", installation: 1, repository: "acme/shops" }, false],
    ["lost deliveries", { kind: "deliveries", installation: null, repository: null }, false],
  ] as const)("is a look at %s: %j", async (_what, subject, expected) => {
    const { queue, release } = held();
    queue.enqueue(subject, { reason: "start" });
    expect(inShop(queue)).toBe(expected);
    await release();
    expect(inShop(queue)).toBe(false);
  });

  it("is counted where an installation's number changes meanwhile", async () => {
    const { queue, release } = held();
    queue.enqueue({ kind: "incident", installation: 1, repository: "acme/shop", number: 1 }, { reason: "event" });
    queue.enqueue({ kind: "incident", installation: 2, repository: "Acme/Shop", number: 1 }, { reason: "event" });
    await release();
    expect(inShop(queue)).toBe(true);
    await release();
    expect(inShop(queue)).toBe(false);
  });
});
