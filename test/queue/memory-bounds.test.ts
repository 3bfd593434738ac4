import { describe, expect, it } from "@jest/globals";
import { createMemoryQueue } from "../../src/queue/memory.ts";
import { Overloaded, type Subject, type Turn } from "../../src/queue/queue.ts";
import { createTestClock, flush } from "./test-clock.ts";

const incident = (number: number): Subject => ({ kind: "incident", installation: 1, repository: "acme/shop", number });
const never = (): Promise<void> => new Promise(() => undefined);

describe("a full queue", () => {
  it("refuses what it does not know, and takes more of what it knows", () => {
    const queue = createMemoryQueue({ clock: createTestClock(), work: never, most: 10 });
    for (let n = 1; n <= 10; n += 1) queue.enqueue(incident(n), { reason: "issues.edited" });
    expect(() => queue.enqueue(incident(11), { reason: "issues.closed" })).toThrow(Overloaded);
    expect([queue.size, queue.full]).toEqual([10, true]);
    queue.enqueue(incident(3), { reason: "issues.closed" });
    queue.enqueue(incident(10), { reason: "issues.closed" });
    expect(queue.size).toBe(10);
  });

  it("takes new subjects again once some are looked at", async () => {
    const gates: (() => void)[] = [];
    const work = (): Promise<void> => new Promise((resolve) => gates.push(resolve));
    const queue = createMemoryQueue({ clock: createTestClock(), work, most: 3, concurrency: 1 });
    for (let n = 1; n <= 3; n += 1) queue.enqueue(incident(n), { reason: "event" });
    expect(() => queue.enqueue(incident(4), { reason: "event" })).toThrow(Overloaded);
    gates.shift()?.();
    await flush();
    queue.enqueue(incident(4), { reason: "event" });
    expect(queue.size).toBe(3);
  });

  it("never refuses what a look asks for itself, nor what follows from what was taken", () => {
    const turns: Turn[] = [];
    const work = (turn: Turn): Promise<void> => {
      turns.push(turn);
      return never();
    };
    const queue = createMemoryQueue({ clock: createTestClock(), work, most: 1 });
    queue.enqueue(incident(1), { reason: "event" });
    turns[0]?.enqueue(incident(2), { reason: "sweep" });
    queue.follow(incident(3), { reason: "event" });
    expect(queue.size).toBe(3);
    expect(() => queue.enqueue(incident(4), { reason: "event" })).toThrow("3 subjects wait already");
  });

  it("counts what is postponed or tried again, and not what sleeps until its wake-up", async () => {
    const clock = createTestClock();
    const queue = createMemoryQueue({ clock, work: never, most: 3, admit: () => 60_000 });
    for (let n = 1; n <= 20; n += 1) queue.follow(incident(n), { reason: "wake-up", at: clock.now() + 86_400_000 });
    queue.enqueue(incident(21), { reason: "event" });
    queue.enqueue(incident(22), { reason: "event" });
    queue.follow(incident(23), { reason: "retry", at: clock.now() + 60_000, retry: true });
    expect(() => queue.enqueue(incident(24), { reason: "event" })).toThrow(Overloaded);
    // What sleeps is bounded too.
    const asleep = createMemoryQueue({ clock, work: never, most: 3 });
    for (let n = 1; n <= 30; n += 1) asleep.enqueue(incident(n), { reason: "wake-up", at: clock.now() + 86_400_000 });
    expect(() => asleep.enqueue(incident(31), { reason: "event" })).toThrow(Overloaded);
  });
});

describe("what is kept of a subject", () => {
  it("is bounded in number and in length, and beyond a number in all only the first delivery is", async () => {
    const turns: Turn[] = [];
    const clock = createTestClock();
    const work = async (turn: Turn): Promise<void> => void turns.push(turn);
    const queue = createMemoryQueue({ clock, work, most: 5, concurrency: 1 });
    const at = clock.now() + 1_000;
    for (let n = 0; n < 30; n += 1) queue.enqueue(incident(1), { reason: `r${n}`, cause: `d${n}`, at });
    queue.enqueue(incident(2), { reason: "x".repeat(5_000), cause: "y".repeat(5_000), at });
    queue.enqueue(incident(2), { reason: "z", cause: "another", at });
    await clock.advance(1_000);
    expect(turns.map(({ reasons, causes }) => [reasons.length, causes.length])).toEqual([
      [10, 6],
      [2, 1],
    ]);
    expect(turns[1]?.causes).toEqual(["y".repeat(100)]);
    expect(turns[1]?.reasons[0]).toHaveLength(100);
    // What a look took along makes room.
    queue.enqueue(incident(2), { reason: "r", cause: "d1", at: clock.now() + 10 });
    queue.enqueue(incident(2), { reason: "r", cause: "d2", at: clock.now() + 10 });
    await clock.advance(10);
    expect(turns.at(-1)?.causes).toEqual(["d1", "d2"]);
  });

  it("leads from a wake-up to the delivery that brought it, however old the one before was", async () => {
    const turns: Turn[] = [];
    const clock = createTestClock();
    const work = async (turn: Turn): Promise<void> => {
      turns.push(turn);
      if (turns.length < 3) turn.enqueue(turn.subject, { reason: "wake-up", at: clock.now() + 60_000 });
    };
    const queue = createMemoryQueue({ clock, work });
    queue.enqueue(incident(1), { reason: "issues.opened", cause: "opened" });
    await clock.advance(1_000);
    queue.enqueue(incident(1), { reason: "issues.closed", cause: "closed" });
    await clock.advance(60_000);
    expect(turns.map(({ causes }) => causes)).toEqual([["opened"], ["opened", "closed"], ["closed"]]);
  });
});

describe("a hundred thousand wake-ups", () => {
  it("take one timer of the clock, and asking whether the queue is busy looks at none of them", async () => {
    const clock = createTestClock();
    let reads = 0;
    let timers = 0;
    let mostTimers = 0;
    const counting = {
      now: () => {
        reads += 1;
        return clock.now();
      },
      schedule: (at: number, job: () => void) => {
        timers += 1;
        mostTimers = Math.max(mostTimers, timers);
        const cancel = clock.schedule(at, () => {
          timers -= 1;
          job();
        });
        return () => {
          timers -= 1;
          cancel();
        };
      },
    };
    const looked: number[] = [];
    const queue = createMemoryQueue({
      clock: counting,
      work: async ({ subject }) => void looked.push(subject.kind === "incident" ? subject.number : 0),
    });
    const start = clock.now();
    // The later the number the earlier it is due, but for every hundredth.
    for (let n = 1; n <= 100_000; n += 1) {
      const at = start + 60_000 + (n % 100 === 0 ? n : 10_000_000 - n);
      queue.follow(incident(n), { reason: "wake-up", at });
    }
    expect([queue.size, timers, mostTimers]).toEqual([100_000, 1, 1]);
    reads = 0;
    expect(queue.busy()).toBe(false);
    expect(reads).toBe(1);
    await clock.advance(60_000 + 500);
    expect(looked).toEqual([100, 200, 300, 400, 500]);
    expect(timers).toBe(1);
    await queue.stop();
    expect(timers).toBe(0);
  });
});
