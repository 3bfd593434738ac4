import { describe, expect, it } from "@jest/globals";
import {
  deliveryOn,
  isQuiet,
  isReachable,
  isWorkday,
  nextWorkday,
  reachableAgain,
  type TeamTime,
  workdayFrom,
  workdayUntil,
} from "../../src/core/calendar.ts";
import { policyInForce } from "../support/policy.ts";

const time = (over: Record<string, unknown> = {}): TeamTime => policyInForce({ time: over }).policy.time;

// Friday, March 6, to Monday, March 9, 2026.
const [THU, FRI, SAT, SUN, MON] = ["2026-03-05", "2026-03-06", "2026-03-07", "2026-03-08", "2026-03-09"] as const;

describe("working days", () => {
  it("are those of the policy", () => {
    expect([THU, FRI, SAT, SUN, MON].map((day) => isWorkday(day, time()))).toEqual([true, true, false, false, true]);
    expect([SAT, SUN].map((day) => isWorkday(day, time({ workdays: ["sat"] })))).toEqual([true, false]);
  });

  it("a day off is none, whatever day of the week it is", () => {
    const off = time({ days_off: [FRI, MON] });
    expect([THU, FRI, MON, "2026-03-10"].map((day) => isWorkday(day, off))).toEqual([true, false, false, true]);
    expect(workdayFrom(FRI, off)).toBe("2026-03-10");
    expect(workdayUntil(MON, off)).toBe(THU);
  });

  it("the day itself counts where the team works on it", () => {
    expect(workdayFrom(FRI, time())).toBe(FRI);
    expect(workdayFrom(SAT, time())).toBe(MON);
    expect(workdayUntil(MON, time())).toBe(MON);
    expect(workdayUntil(SUN, time())).toBe(FRI);
  });

  it("pass over leap days and years", () => {
    const sundays = time({ workdays: ["sun"] });
    expect(workdayFrom("2028-02-28", sundays)).toBe("2028-03-05");
    expect(workdayUntil("2028-03-01", sundays)).toBe("2028-02-27");
    expect(workdayFrom("2028-02-29", time())).toBe("2028-02-29");
    expect(workdayFrom("2026-12-28", time({ workdays: ["fri"] }))).toBe("2027-01-01");
  });
});

describe("the next working day", () => {
  it("is never the same day, and passes the weekend over", () => {
    expect(nextWorkday("2026-03-02T23:59:59Z", time())).toBe("2026-03-03T00:00:00Z");
    expect(nextWorkday("2026-03-06T00:00:00Z", time())).toBe("2026-03-09T00:00:00Z");
    expect(nextWorkday("2026-03-07T12:00:00Z", time())).toBe("2026-03-09T00:00:00Z");
    expect(nextWorkday("2026-03-06T00:00:00Z", time({ days_off: [MON] }))).toBe("2026-03-10T00:00:00Z");
  });

  it("is in the team's zone: it may be Saturday there already", () => {
    // Friday 16:00 UTC is Saturday 01:00 in Tokyo.
    expect(nextWorkday("2026-03-06T16:00:00Z", time({ zone: "Asia/Tokyo" }))).toBe("2026-03-08T15:00:00Z");
  });

  it("begins at midnight on the day the clocks change, be it 23 hours long", () => {
    const berlin = time({ zone: "Europe/Berlin", workdays: ["sun"] });
    expect(nextWorkday("2026-03-28T12:00:00Z", berlin)).toBe("2026-03-28T23:00:00Z");
    expect(nextWorkday("2026-03-29T12:00:00Z", berlin)).toBe("2026-04-04T22:00:00Z");
  });

  it("is one of the policy's days", () => {
    expect(nextWorkday("2026-03-07T12:00:00Z", time({ workdays: ["sat"] }))).toBe("2026-03-14T00:00:00Z");
  });
});

describe("quiet hours", () => {
  const at = (clock: string, day: string = FRI) => `${day}T${clock}:00Z`;
  const night = time({ quiet_hours: { from: "22:00", to: "07:00" } });
  const noon = time({ quiet_hours: { from: "12:00", to: "13:30" } });

  it.each([
    ["21:59", false],
    ["22:00", true],
    ["00:00", true],
    ["06:59", true],
    ["07:00", false],
  ])("over midnight at %s: %s", (clock, quiet) => {
    expect(isQuiet(at(clock), night)).toBe(quiet);
  });

  it.each([
    ["11:59", false],
    ["12:00", true],
    ["13:29", true],
    ["13:30", false],
    ["23:00", false],
  ])("at midday at %s: %s", (clock, quiet) => {
    expect(isQuiet(at(clock), noon)).toBe(quiet);
  });

  it("are none where the policy has none", () => {
    expect(isQuiet(at("03:00"), time())).toBe(false);
  });

  it("are on the team's clocks", () => {
    const kolkata = time({ zone: "Asia/Kolkata", quiet_hours: { from: "22:00", to: "07:00" } });
    expect(isQuiet(at("16:29"), kolkata)).toBe(false);
    expect(isQuiet(at("16:30"), kolkata)).toBe(true);
  });

  it("people are reachable on working days outside them, from the hour on", () => {
    expect(isReachable(at("12:00"), 9, night)).toBe(true);
    expect(isReachable(at("23:00"), 9, night)).toBe(false);
    expect(isReachable(at("12:00", SAT), 9, night)).toBe(false);
    expect(isReachable(at("03:00"), 9, time())).toBe(false);
    expect(isReachable(at("03:00"), 3, time())).toBe(true);
    expect(isReachable(at("08:59"), 9, night)).toBe(false);
    expect(isReachable(at("09:00"), 9, night)).toBe(true);
    // What the hour would send in quiet hours comes at their end.
    expect(isReachable(at("12:59"), 12, noon)).toBe(false);
    expect(isReachable(at("13:30"), 12, noon)).toBe(true);
  });

  it("move what is sent to their end on the same day", () => {
    expect(deliveryOn(FRI, 9, time())).toBe(at("09:00"));
    expect(deliveryOn(FRI, 9, night)).toBe(at("09:00"));
    expect(deliveryOn(FRI, 5, night)).toBe(at("07:00"));
    expect(deliveryOn(FRI, 23, night)).toBe(at("07:00"));
    expect(deliveryOn(FRI, 12, noon)).toBe(at("13:30"));
    expect(deliveryOn(FRI, 0, time())).toBe(at("00:00"));
  });

  it("once over, or on the next working day, people can be written to again", () => {
    expect(reachableAgain(at("03:00"), 9, night)).toBe(at("09:00"));
    expect(reachableAgain(at("03:00"), 5, night)).toBe(at("07:00"));
    expect(reachableAgain(at("12:30"), 9, noon)).toBe(at("13:30"));
    // In the evening of a Friday the quiet hours end on a Saturday.
    expect(reachableAgain(at("23:00"), 9, night)).toBe(at("09:00", MON));
    expect(reachableAgain(at("06:00", SAT), 9, night)).toBe(at("09:00", MON));
    expect(reachableAgain(at("10:00", SUN), 9, time())).toBe(at("09:00", MON));
    expect(reachableAgain(at("23:00", THU), 9, night)).toBe(at("09:00", FRI));
    expect(reachableAgain(at("07:00"), 9, night)).toBe(at("09:00"));
    expect(reachableAgain(at("00:00", MON), 9, time())).toBe(at("09:00", MON));
  });
});
