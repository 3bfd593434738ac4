/** Laws of the reminders' schedule, in every zone. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { isReachable } from "../../../src/core/calendar.ts";
import { nextReminder, remindersOf, reminderWake } from "../../../src/core/rules/reminders.ts";
import { addDays, localClock, localDay } from "../../../src/core/time.ts";
import { policyInForce } from "../../support/policy.ts";
import { subjectOf } from "../../support/rule.ts";
import { item, snapshot } from "../../support/snapshot.ts";

describe("R-O3 in every zone", () => {
  it("law: whatever is sent is sent once, in order, on working days, outside quiet hours, at its hour", () => {
    const zone = fc.constantFrom(
      "Europe/Berlin",
      "America/New_York",
      "Asia/Kolkata",
      "Pacific/Chatham",
      "Africa/Casablanca",
    );
    const quiet = fc.constantFrom(null, { from: "22:00", to: "07:00" }, { from: "12:00", to: "13:00" });
    fc.assert(
      fc.property(
        zone,
        quiet,
        fc.integer({ min: 0, max: 700 }),
        fc.integer({ min: 0, max: 23 }),
        fc.integer({ min: 1, max: 40 }),
        (place, quiet_hours, shift, hour, ahead) => {
          const due = addDays("2026-01-01", shift);
          const settings = { time: { zone: place, quiet_hours }, rhythm: { hour } };
          const issue = item(2, { fields: { due }, owner: "oscar" });
          const now = `${addDays(due, ahead)}T11:00:00Z`;
          const one = subjectOf(snapshot({ items: [issue], now }), policyInForce(settings));
          const all = remindersOf(one);
          expect(new Set(all.map(({ key }) => key)).size).toBe(all.length);
          const days = all.map(({ at }) => localDay(at, place));
          expect(days).toEqual([...new Set(days)].sort());
          for (const { at } of all) expect(isReachable(at, one.policy.rhythm.hour, one.policy.time)).toBe(true);
          if (quiet_hours === null)
            for (const { at } of all) expect(Number(localClock(at, place).slice(0, 2)) - hour).toBeLessThanOrEqual(1);
          const wake = reminderWake(one);
          const [only] = one.items;
          expect(all.at(-1)?.at).toBe(only === undefined ? null : nextReminder(one, only));
          expect(wake !== null && wake > one.snapshot.now).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});
