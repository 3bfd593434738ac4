import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { createMemoryQueue, type MemoryQueueOptions } from "../../src/queue/memory.ts";
import type { Lane, Subject, Turn } from "../../src/queue/queue.ts";
import { createTestClock, flush } from "./test-clock.ts";

const incident = (number: number, installation = 1): Subject => ({
  kind: "incident",
  installation,
  repository: `owner-${installation}/shop`,
  number,
});

/** A queue whose looks take until they are released. */
function slow(options: Partial<MemoryQueueOptions> = {}) {
  const clock = createTestClock();
  const began: string[] = [];
  const turns: Turn[] = [];
  const gates: ((error?: Error) => void)[] = [];
  const queue = createMemoryQueue({
    clock,
    work: (turn) => {
      const { subject } = turn;
      began.push(subject.kind === "incident" ? `${subject.installation}#${subject.number}` : subject.kind);
      turns.push(turn);
      return new Promise((resolve, reject) => {
        gates.push((error) => (error === undefined ? resolve() : reject(error)));
      });
    },
    ...options,
  });
  const release = async (error?: Error): Promise<void> => {
    gates.shift()?.(error);
    await flush();
  };
  return { clock, queue, began, turns, release };
}

describe("the lanes of the queue", () => {
  it("let the urgent begin before the usual, and both before the background", async () => {
    const { queue, began, release } = slow({ concurrency: 1 });
    queue.enqueue(incident(1), { reason: "issues.edited" });
    queue.enqueue(incident(2), { reason: "sweep" });
    queue.enqueue(incident(3), { reason: "issues.edited" });
    queue.enqueue(incident(4), { reason: "issues.closed" });
    for (let n = 0; n < 4; n += 1) await release();
    expect(began).toEqual(["1#1", "1#4", "1#3", "1#2"]);
  });

  it("let one installation's urgent looks hold nobody's others for ever", async () => {
    const { queue, began, release } = slow({ concurrency: 1 });
    for (let number = 1; number <= 60; number += 1) queue.enqueue(incident(number), { reason: "issues.closed" });
    queue.enqueue(incident(1, 2), { reason: "issues.edited" });
    queue.enqueue(incident(1, 3), { reason: "sweep" });
    for (let n = 0; n < 40; n += 1) await release();
    expect(began.indexOf("2#1")).toBe(7);
    expect(began.indexOf("3#1")).toBe(31);
  });

  it("are changed by a more urgent reason, and by no less urgent one", async () => {
    const { queue, began, turns, release } = slow({ concurrency: 1 });
    queue.enqueue(incident(1), { reason: "issues.edited" });
    queue.enqueue(incident(2), { reason: "issues.edited" });
    queue.enqueue(incident(3), { reason: "sweep" });
    queue.enqueue(incident(3), { reason: "issues.closed" });
    queue.enqueue(incident(3), { reason: "sweep" });
    await release();
    expect(began).toEqual(["1#1", "1#3"]);
    expect(turns[1]?.reasons).toEqual(["sweep", "issues.closed"]);
  });

  it("leave places to what is urgent however many slow sweeps wait", async () => {
    const { queue, began } = slow();
    for (let n = 1; n <= 20; n += 1) queue.enqueue(incident(n), { reason: "sweep" });
    expect(began).toHaveLength(4);
    expect(queue.running).toBe(4);
    queue.enqueue(incident(99), { reason: "issues.closed" });
    queue.enqueue(incident(98), { reason: "issues.edited" });
    expect(began.slice(4)).toEqual(["1#99", "1#98"]);
    queue.enqueue(incident(20), { reason: "issues.closed" });
    expect(began.at(-1)).toBe("1#20");
  });

  it.each([
    [1, 1],
    [2, 1],
    [3, 2],
    [4, 2],
    [9, 4],
  ])("with %i places leave at most %i to the background", (concurrency, most) => {
    const { queue, began } = slow({ concurrency });
    for (let n = 1; n <= 20; n += 1) queue.enqueue(incident(n), { reason: "sweep" });
    expect(began).toHaveLength(most);
  });

  it("give each installation a turn, whoever has thousands waiting", async () => {
    const { queue, began, release } = slow({ concurrency: 2 });
    for (let n = 1; n <= 1_000; n += 1) queue.enqueue(incident(n, 1), { reason: "issues.edited" });
    queue.enqueue(incident(1, 2), { reason: "issues.edited" });
    queue.enqueue(incident(1, 3), { reason: "issues.edited" });
    for (let n = 0; n < 3; n += 1) await release();
    expect(began).toEqual(["1#1", "1#2", "1#3", "2#1", "3#1"]);
  });

  it("count a wake-up by its own time: what a sweep asks for earlier stays in the background", async () => {
    const { queue, clock, began, release } = slow({ concurrency: 1 });
    queue.enqueue(incident(1), { reason: "wake-up", at: clock.now() + 100_000 });
    queue.enqueue(incident(1), { reason: "sweep", at: clock.now() + 1_000 });
    queue.enqueue(incident(2), { reason: "issues.edited" });
    queue.enqueue(incident(3), { reason: "issues.edited" });
    await clock.advance(2_000);
    await release();
    expect(began).toEqual(["1#2", "1#3"]);
    // Its wake-up comes while it still waits.
    for (const number of [4, 5]) queue.enqueue(incident(number, number), { reason: "sweep" });
    await clock.advance(98_000);
    await release();
    expect(began.at(-1)).toBe("1#1");
  });
});

describe("a look that is not admitted", () => {
  it("is put off and begins by itself, for what it was asked for, and is not failed", async () => {
    const postponed: [number | null, Lane, number][] = [];
    let wait = 40_000;
    const { queue, clock, turns, began, release } = slow({
      admit: () => wait,
      onPostponed: (subject, lane, until) => postponed.push([subject.installation, lane, until]),
    });
    const start = clock.now();
    queue.enqueue(incident(1), { reason: "issues.closed", cause: "d-1" });
    expect(began).toEqual([]);
    expect(postponed).toEqual([[1, "urgent", start + 40_000]]);
    expect([queue.size, queue.running, queue.busy()]).toEqual([1, 0, false]);
    await clock.advance(15_000);
    // A limit that is over soon counts as work.
    expect(queue.busy()).toBe(true);
    wait = 0;
    await clock.advance(25_000);
    expect(turns.map(({ reasons, causes, failures }) => ({ reasons, causes, failures }))).toEqual([
      { reasons: ["issues.closed"], causes: ["d-1"], failures: 0 },
    ]);
    await release();
    expect(queue.size).toBe(0);
  });

  it("keeps nobody else waiting, and moves up when something urgent is asked for", async () => {
    const { queue, clock, began } = slow({
      admit: (subject, lane) => (subject.installation === 1 && lane !== "urgent" ? 600_000 : 0),
    });
    for (let n = 1; n <= 50; n += 1) queue.enqueue(incident(n, 1), { reason: "issues.edited" });
    queue.enqueue(incident(1, 2), { reason: "issues.edited" });
    queue.enqueue(incident(7, 1), { reason: "issues.closed" });
    expect(began).toEqual(["2#1", "1#7"]);
    await clock.advance(599_999);
    expect(began).toHaveLength(2);
    expect(queue.size).toBe(51);
  });

  it("does not take along what is due later in another lane", async () => {
    const { queue, clock, began } = slow({ admit: (_subject, lane) => (lane === "background" ? 3_600_000 : 0) });
    queue.enqueue(incident(1), { reason: "sweep" });
    queue.enqueue(incident(1), { reason: "wake-up", at: clock.now() + 60_000 });
    await clock.advance(59_999);
    expect(began).toEqual([]);
    await clock.advance(1);
    expect(began).toEqual(["1#1"]);
  });
});

describe("a look that fails", () => {
  it("is tried again for the same reasons, in the same lane", async () => {
    const { queue, clock, turns, began, release } = slow({ concurrency: 1 });
    queue.enqueue(incident(1), { reason: "issues.closed", cause: "d-1" });
    await release(new Error("502"));
    queue.enqueue(incident(2), { reason: "issues.edited" });
    queue.enqueue(incident(3), { reason: "issues.edited" });
    await clock.advance(1_000);
    await release();
    expect(began).toEqual(["1#1", "1#2", "1#1"]);
    expect(turns[2]).toMatchObject({ reasons: ["issues.closed", "retry"], causes: ["d-1"], failures: 1 });
  });
});

describe("generated sequences", () => {
  const REASONS = ["issues.closed", "issues.edited", "sweep", "wake-up"];
  const asked = fc.record({
    number: fc.integer({ min: 1, max: 4 }),
    installation: fc.integer({ min: 1, max: 3 }),
    reason: fc.constantFrom(...REASONS),
    delay: fc.integer({ min: 0, max: 500 }),
    fails: fc.boolean(),
  });

  it("lose no look, overlap none, and postpone without dropping (property)", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(asked, { maxLength: 40 }), fc.integer({ min: 1, max: 4 }), async (steps, places) => {
        const clock = createTestClock();
        const key = (subject: Subject): string => JSON.stringify(subject);
        const running = new Set<string>();
        const lastAsked = new Map<string, number>();
        const lastDone = new Map<string, number>();
        const failing = new Set(
          steps.filter(({ fails }) => fails).map((each) => key(incident(each.number, each.installation))),
        );
        const wrong: string[] = [];
        let tick = 0;
        let most = 0;
        let inBackground = 0;
        const queue = createMemoryQueue({
          clock,
          concurrency: places,
          // Installation 2 is held for the first 300 milliseconds, but for what is urgent.
          admit: ({ installation }, lane) =>
            installation === 2 && lane !== "urgent" ? Math.max(0, START + 300 - clock.now()) : 0,
          work: async ({ subject, failures, reasons }) => {
            const name = key(subject);
            if (running.has(name)) wrong.push(`${name} overlaps`);
            running.add(name);
            most = Math.max(most, running.size);
            const background = reasons.every((reason) => reason === "sweep");
            if (background) inBackground += 1;
            if (inBackground > Math.max(1, Math.min(places - 1, 2))) wrong.push(`${inBackground} in the background`);
            const began = tick++;
            await Promise.resolve();
            await Promise.resolve();
            running.delete(name);
            if (background) inBackground -= 1;
            if (failing.has(name) && failures === 0) throw new Error("once");
            lastDone.set(name, began);
          },
        });
        const START = clock.now();
        for (const { number, installation, reason, delay } of steps) {
          const subject = incident(number, installation);
          lastAsked.set(key(subject), tick++);
          queue.enqueue(subject, { reason, ...(delay % 2 === 0 ? {} : { at: clock.now() + delay }) });
          if (delay % 5 === 0) await clock.advance(delay % 7);
        }
        await flush();
        await clock.advance(20_000);
        expect(wrong).toEqual([]);
        expect(queue.size).toBe(0);
        expect(most).toBeLessThanOrEqual(places);
        for (const [name, at] of lastAsked) expect(lastDone.get(name)).toBeGreaterThan(at);
      }),
      { numRuns: 60 },
    );
  });
});
