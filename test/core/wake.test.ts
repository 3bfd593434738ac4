import { describe, expect, it } from "@jest/globals";
import { isWorkday, nextWorkday } from "../../src/core/calendar.ts";
import { judge } from "../support/judge.ts";
import { policyInForce } from "../support/policy.ts";
import { closed, day, incident, type Parts, snapshot, tracker } from "../support/snapshot.ts";

const wakeAt = (parts: Parts) => judge(snapshot(parts)).wakeAt;

describe("R-W1, R-C3, R-C8, R-V2 the next instant at which a verdict changes with no event", () => {
  it("is the open window's deadline", () => {
    expect(wakeAt({ now: day(0, 30) })).toBe(day(1));
    expect(wakeAt({ now: day(1) })).toBeNull();
  });

  it("is a restoration typed ahead of its time", () => {
    expect(wakeAt({ now: day(3), incident: incident({ fields: { restored_at: "2026-03-06T12:00Z" } }) })).toBe(
      "2026-03-06T12:00:00Z",
    );
  });

  it("is the end of the grace", () => {
    const close = closed(day(3), "paul");
    expect(wakeAt({ now: "2026-03-05T09:00:20Z", incident: incident({ comments: [tracker()], close }) })).toBe(
      "2026-03-05T09:01:00Z",
    );
  });

  it("for a close that could not be judged, a quarter of an hour, and a day after it for the question", () => {
    const close = closed(day(3), "paul");
    const pending = incident({ comments: [tracker()], close, links: { unreadable: "502", transient: true } });
    expect(wakeAt({ now: day(3, 10), incident: pending })).toBe(day(3, 25));
    expect(wakeAt({ now: day(3, 1430), incident: pending })).toBe(day(4));
    expect(wakeAt({ now: day(9), incident: pending })).toBe(day(9, 15));
  });

  it("is always ahead", () => {
    for (let minute = 0; minute < 3000; minute += 171) {
      const now = day(0, minute);
      expect((wakeAt({ now }) ?? "9999") > now).toBe(true);
    }
  });
});

describe("the team's working days", () => {
  const { time } = policyInForce().policy;

  it("the next one is never the same day, and passes the weekend over", () => {
    expect(nextWorkday("2026-03-02T23:59:59Z", time)).toBe("2026-03-03T00:00:00Z");
    expect(nextWorkday("2026-03-06T00:00:00Z", time)).toBe("2026-03-09T00:00:00Z");
    expect(nextWorkday("2026-03-07T12:00:00Z", time)).toBe("2026-03-09T00:00:00Z");
  });

  it("is in the team's zone: it may be Saturday there already", () => {
    const tokyo = policyInForce({ time: { zone: "Asia/Tokyo" } }).policy.time;
    // Friday 16:00 UTC is Saturday 01:00 in Tokyo.
    expect(nextWorkday("2026-03-06T16:00:00Z", tokyo)).toBe("2026-03-08T15:00:00Z");
  });

  it("begins at midnight on the day the clocks change, be it 23 hours long", () => {
    const berlin = policyInForce({ time: { zone: "Europe/Berlin", workdays: ["sun"] } }).policy.time;
    expect(nextWorkday("2026-03-28T12:00:00Z", berlin)).toBe("2026-03-28T23:00:00Z");
    expect(nextWorkday("2026-03-29T12:00:00Z", berlin)).toBe("2026-04-04T22:00:00Z");
  });

  it("are the policy's", () => {
    const weekend = policyInForce({ time: { workdays: ["sat"] } }).policy.time;
    expect(isWorkday("2026-03-07", weekend)).toBe(true);
    expect(isWorkday("2026-03-02", weekend)).toBe(false);
    expect(nextWorkday("2026-03-07T12:00:00Z", weekend)).toBe("2026-03-14T00:00:00Z");
  });
});
