/** Laws of the team's calendar, in every zone and season. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  deliveryOn,
  isReachable,
  isWorkday,
  reachableAgain,
  type TeamTime,
  workdayFrom,
  workdayUntil,
} from "../../src/core/calendar.ts";
import { addDays, endOfLocalDay, localClock, localDay, startOfLocalDay } from "../../src/core/time.ts";
import { policyInForce } from "../support/policy.ts";

const time = (over: Record<string, unknown> = {}): TeamTime => policyInForce({ time: over }).policy.time;

describe("in every zone and season", () => {
  const zone = fc.constantFrom(
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Pacific/Chatham",
    "America/Sao_Paulo",
    "Africa/Casablanca",
    "Pacific/Apia",
    "Australia/Lord_Howe",
    "America/Santiago",
  );
  const someDay = fc.integer({ min: 0, max: 6000 }).map((count) => addDays("2015-01-01", count));
  const days = fc.subarray(["mon", "tue", "wed", "thu", "fri", "sat", "sun"], { minLength: 1 });
  const quiet = fc.constantFrom(
    null,
    { from: "22:00", to: "07:00" },
    { from: "00:00", to: "08:30" },
    { from: "12:00", to: "13:00" },
  );
  const hour = fc.integer({ min: 0, max: 23 });
  const RUNS = { numRuns: 1000 };

  it("what is sent on a working day is sent on that day there, when people can be reached", () => {
    fc.assert(
      fc.property(zone, someDay, days, quiet, hour, (place, day, workdays, quiet_hours, at) => {
        const team = time({ zone: place, workdays, quiet_hours });
        const sent = deliveryOn(workdayFrom(day, team), at, team);
        expect(localDay(sent, place)).toBe(workdayFrom(day, team));
        expect(isReachable(sent, at, team)).toBe(true);
        if (quiet_hours === null) expect(Number(localClock(sent, place).slice(0, 2)) - at).toBeLessThanOrEqual(1);
      }),
      RUNS,
    );
  });

  it("a day is worked on from its first to its last second", () => {
    fc.assert(
      fc.property(zone, someDay, (place, day) => {
        const last = new Date(Date.parse(endOfLocalDay(day, place)) - 1000).toISOString();
        expect(localDay(startOfLocalDay(day, place), place)).toBe(day);
        expect(localDay(last, place)).toBe(day);
      }),
      RUNS,
    );
  });

  it("who cannot be reached now can be later, at a time that is named", () => {
    fc.assert(
      fc.property(zone, someDay, hour, days, quiet, hour, (place, day, now, workdays, quiet_hours, at) => {
        const team = time({ zone: place, workdays, quiet_hours });
        const moment = `${day}T${String(now).padStart(2, "0")}:15:00Z`;
        const again = reachableAgain(moment, at, team);
        expect(again > moment).toBe(true);
        expect(isReachable(again, at, team)).toBe(true);
      }),
      RUNS,
    );
  });

  it("the working days around a day are the nearest ones", () => {
    fc.assert(
      fc.property(someDay, days, (day, workdays) => {
        const team = time({ workdays, days_off: [addDays(day, 1)] });
        const [from, until] = [workdayFrom(day, team), workdayUntil(day, team)];
        expect(from >= day && until <= day).toBe(true);
        for (let other = addDays(until, 1); other < from; other = addDays(other, 1))
          expect(isWorkday(other, team)).toBe(false);
        expect([isWorkday(from, team), isWorkday(until, team)]).toEqual([true, true]);
      }),
      RUNS,
    );
  });
});
