import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { Fleet, incidentOf, nameOf } from "../support/fleet.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe("three installations, one of them with five thousand looks and little left of its hour", () => {
  it("have their closes and checks looked at promptly, drop nothing, and are done in the end", async () => {
    const fleet = new Fleet();
    const { clock, queue } = fleet;
    const start = clock.now();
    const all: string[] = [];
    const ask = (installation: number, number: number, reason: string): string => {
      const subject = incidentOf(installation, number);
      queue.enqueue(subject, { reason });
      all.push(nameOf(subject));
      return nameOf(subject);
    };
    // The busy one has 14 % left when the work comes.
    const busy = fleet.of(1);
    busy.used.rest = busy.used.graphql = 4_300;
    for (let n = 1; n <= 3_000; n += 1) ask(1, n, "sweep");
    for (let n = 3_001; n <= 5_000; n += 1) ask(1, n, "issues.edited");
    for (const other of [2, 3]) for (let n = 1; n <= 60; n += 1) ask(other, n, "issues.edited");

    let number = 10_000;
    const overtaken: (number | null)[] = [];
    for (let round = 0; round < 60; round += 1) {
      const from = fleet.begun.length;
      const names: string[] = [];
      // For five minutes in the middle GitHub asks the busy one and a calm one to stop.
      if (round === 20) fleet.of(1).heldUntil = fleet.of(2).heldUntil = clock.now() + 5 * MINUTE;
      const held = round >= 20 && round <= 25 ? [1, 2] : [];
      for (const installation of [1, 2, 3]) {
        number += 2;
        const asked = [ask(installation, number, "issues.closed")];
        asked.push(ask(installation, number + 1, "pull_request.synchronize"));
        if (!held.includes(installation)) names.push(...asked);
      }
      await clock.runTo(clock.now() + (round < 30 ? MINUTE : 20 * MINUTE));
      for (const name of names) overtaken.push(fleet.overtaken(from, name));
    }
    // At most what was under way, one look in each of the eight places, came before any of them.
    expect(overtaken).toHaveLength(60 * 6 - 6 * 4);
    expect(overtaken.filter((count) => count === null)).toEqual([]);
    expect(Math.max(...overtaken.map((count) => count ?? 0))).toBeLessThanOrEqual(8);

    await clock.runTo(start + 24 * HOUR);
    expect(queue.size).toBe(0);
    expect(fleet.finished.size).toBe(all.length);
    expect(fleet.wrong).toEqual([]);
    // The calm ones' looks did not wait for the busy one's.
    const lastOf = (installation: number, most: number): number =>
      Math.max(
        ...fleet.begun
          .filter((each) => each.subject.installation === installation && each.subject.number <= most)
          .map(({ at }) => at),
      );
    expect(lastOf(2, 60) - start).toBeLessThan(10 * MINUTE);
    expect(lastOf(1, 5_000) - start).toBeGreaterThan(5 * HOUR);
    // What was put off was put off, not asked for in vain.
    expect(fleet.postponed).toBeGreaterThan(5_000);
    const looks = fleet.begun.length - all.length;
    expect(looks).toBeLessThan(60);
  }, 120_000);
});

describe("looks that create something", () => {
  it("stay within eighty a minute, and what somebody waits for goes first", async () => {
    const fleet = new Fleet({ lookMs: 200 });
    const { clock, queue } = fleet;
    for (let n = 1; n <= 300; n += 1) {
      fleet.creating.add(`1#${n}`);
      queue.enqueue(incidentOf(1, n), { reason: n <= 200 ? "sweep" : "issues.edited" });
    }
    await clock.runTo(clock.now() + 30_000);
    const from = fleet.begun.length;
    for (let n = 301; n <= 310; n += 1) {
      fleet.creating.add(`1#${n}`);
      queue.enqueue(incidentOf(1, n), { reason: "issues.closed" });
    }
    await clock.runTo(clock.now() + 5_000);
    for (let n = 301; n <= 308; n += 1) expect([n, fleet.finished.has(`1#${n}`)]).toEqual([n, true]);
    expect(fleet.overtaken(from, "1#310")).toBeLessThanOrEqual(8);
    await clock.runTo(clock.now() + 6 * HOUR);
    expect(fleet.finished.size).toBe(310);
    expect(fleet.wrong).toEqual([]);
    expect(queue.size).toBe(0);
  });
});

describe("generated installations, looks and limits", () => {
  const step = fc.record({
    installation: fc.integer({ min: 1, max: 3 }),
    number: fc.integer({ min: 1, max: 15 }),
    reason: fc.constantFrom("issues.closed", "pull_request.opened", "issues.edited", "wake-up", "sweep"),
    creates: fc.boolean(),
    pause: fc.oneof(
      { weight: 5, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 2 * MINUTE }) },
    ),
    /** GitHub's own moods: a secondary limit, or little left of the hour. */
    mood: fc.oneof(
      { weight: 8, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 5 }).map((minutes) => ({ held: minutes * MINUTE })) },
      { weight: 1, arbitrary: fc.constantFrom(0, 5, 40, 400, 1_500).map((left) => ({ left })) },
    ),
  });

  it("lose no look, starve none, and send nothing where GitHub has said no (property)", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 5, maxLength: 60 }),
        fc.integer({ min: 1, max: 8 }),
        async (steps, concurrency) => {
          const fleet = new Fleet({ concurrency, lookMs: 700 });
          const { clock, queue } = fleet;
          const asked = new Map<string, number>();
          for (const { installation, number, reason, creates, pause, mood } of steps) {
            const counted = fleet.of(installation);
            if (mood !== null && "held" in mood) counted.heldUntil = clock.now() + mood.held;
            if (mood !== null && "left" in mood) {
              counted.used.rest = counted.used.graphql = Math.max(counted.used.rest, 5_000 - mood.left);
            }
            const subject = incidentOf(installation, number);
            if (creates) fleet.creating.add(nameOf(subject));
            asked.set(nameOf(subject), fleet.begun.length);
            queue.enqueue(subject, { reason });
            await clock.runTo(clock.now() + pause);
          }
          await clock.runTo(clock.now() + 5 * HOUR);
          expect(queue.size).toBe(0);
          expect(fleet.wrong).toEqual([]);
          // Whatever was asked for was looked at, wholly, after it was asked for for the last time.
          for (const [name, from] of asked)
            expect([name, (fleet.finished.get(name) ?? -1) >= from]).toEqual([name, true]);
        },
      ),
      { numRuns: 40 },
    );
  }, 120_000);
});
