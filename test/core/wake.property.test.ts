/** Laws of the wake-up, over generated worlds. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { isReachable } from "../../src/core/calendar.ts";
import { dueReminders } from "../../src/core/rules/reminders.ts";
import type { Instant } from "../../src/core/snapshot/types.ts";
import { addMs, DAY, msBetween, SECOND } from "../../src/core/time.ts";
import { assess } from "../../src/core/verdict/assess.ts";
import { buildCase } from "../../src/core/verdict/case.ts";
import { evaluate } from "../../src/core/verdict/evaluate.ts";
import type { Verdict } from "../../src/core/verdict/types.ts";
import { Dice } from "../support/dice.ts";
import { timedWorld } from "../support/timed-world.ts";
import type { World } from "../support/world.ts";

describe("until then nothing changes by itself", () => {
  const at = ({ snapshot: read, inForce }: World, now: Instant): Verdict => evaluate({ ...read, now }, inForce);
  const end = ({ snapshot: read }: World, { wakeAt: wake }: Verdict): Instant =>
    addMs(wake ?? addMs(read.now, 400 * DAY), -SECOND);

  /** Parts of two verdicts that differ, but for the wake-up itself: rules by their key, the rest by its name. */
  function changes(before: Verdict, after: Verdict): readonly string[] {
    const parts = ({ wakeAt: _wake, rules, ...rest }: Verdict): ReadonlyMap<string, string> =>
      new Map([
        ...Object.entries(rest).map(([name, part]): [string, string] => [name, JSON.stringify(part)]),
        ...rules.map((rule): [string, string] => [rule.key, JSON.stringify(rule)]),
      ]);
    const [one, other] = [parts(before), parts(after)];
    return [...new Set([...one.keys(), ...other.keys()])].filter((key) => one.get(key) !== other.get(key));
  }

  it("law: the same facts give the same verdict at any instant before the wake-up", () => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 0, max: 1, noNaN: true }), (seed, share) => {
        const one = timedWorld(new Dice(seed));
        const { now } = one.snapshot;
        const before = evaluate(one.snapshot, one.inForce);
        const last = end(one, before);
        expect(last >= now).toBe(true);
        expect(changes(before, at(one, addMs(now, Math.floor(share * msBetween(now, last)))))).toEqual([]);
        expect(changes(before, at(one, last))).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it("law: no reminder comes due before the wake-up", () => {
    const due = ({ snapshot: read, inForce }: World, now: Instant) =>
      dueReminders(assess(buildCase({ ...read, now }, inForce.policy), inForce)).map(({ key }) => key);
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const one = timedWorld(new Dice(seed));
        const { now } = one.snapshot;
        // At night and on days off nobody is written to; what waits then is woken for when they are over.
        if (!isReachable(now, one.inForce.policy.rhythm.hour, one.inForce.policy.time)) return;
        const before = due(one, now);
        expect(due(one, end(one, evaluate(one.snapshot, one.inForce))).filter((key) => !before.includes(key))).toEqual(
          [],
        );
      }),
      { numRuns: 500 },
    );
  });
});
