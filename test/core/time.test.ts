import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  addDays,
  addMs,
  atClock,
  compare,
  DAY,
  daysBetween,
  endOfLocalDay,
  epoch,
  formatDay,
  formatDuration,
  formatInstant,
  fromEpoch,
  HOUR,
  isDay,
  isZone,
  localClock,
  localDay,
  maxInstant,
  minInstant,
  msBetween,
  parseDuration,
  parseTime,
  startOfLocalDay,
  weekday,
} from "../../src/core/time.ts";

describe("durations", () => {
  it.each([
    ["0s", 0],
    ["60s", 60_000],
    ["15m", 900_000],
    ["72h", 3 * DAY],
    ["3d", 3 * DAY],
    ["2w", 14 * DAY],
    [" 1h ", HOUR],
  ])("reads %s", (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(["", "5", "s", "1.5h", "-1d", "1 d", "1D", "1y", "1h30m", "9999999s"])("refuses %j", (text) => {
    expect(parseDuration(text)).toBeNull();
  });

  it.each([
    [0, "0 s"],
    [45_000, "45 s"],
    [3 * HOUR, "3 h"],
    [2 * DAY + 5 * HOUR + 59_000, "2 d 5 h"],
    [-(5 * HOUR + 20 * 60_000), "5 h 20 min"],
    [DAY + 59_000, "1 d"],
  ])("tells %d ms as %s", (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

describe("instants", () => {
  const early = "2026-03-01T09:30:00Z";
  const late = "2026-03-01T10:30:00Z";

  it("adds, subtracts and compares", () => {
    expect(addMs(early, HOUR)).toBe(late);
    expect(addMs(late, -HOUR)).toBe(early);
    expect(addMs(early, 1999)).toBe("2026-03-01T09:30:01Z");
    expect(msBetween(early, late)).toBe(HOUR);
    expect(compare(early, late)).toBeLessThan(0);
    expect(compare("2026-03-01T09:30:00.000Z", early)).toBe(0);
    expect(fromEpoch(epoch(early))).toBe(early);
  });

  it("picks the latest and the earliest, over nulls", () => {
    expect(maxInstant(early, null, late)).toBe(late);
    expect(minInstant(null, late, early)).toBe(early);
    expect(maxInstant()).toBeNull();
    expect(minInstant(null)).toBeNull();
  });

  it("refuses what is none", () => {
    expect(() => epoch("soon")).toThrow(RangeError);
  });
});

describe("days", () => {
  it.each(["2026-03-01", "2024-02-29", "1970-01-01", "2999-12-31"])("knows %s", (day) => expect(isDay(day)).toBe(true));
  it.each([
    "2026-02-29",
    "2026-13-01",
    "2026-3-1",
    "2026-03-01T00:00",
    "later",
    "",
    "1969-12-31",
    "3000-01-01",
    "0001-01-01",
    "9999-12-31",
  ])("does not know %j", (day) => expect(isDay(day)).toBe(false));

  it("counts by the calendar", () => {
    expect(addDays("2026-02-27", 3)).toBe("2026-03-02");
    expect(addDays("2026-03-01", -1)).toBe("2026-02-28");
    expect(daysBetween("2026-03-01", "2026-03-31")).toBe(30);
    expect(daysBetween("2026-03-31", "2026-03-01")).toBe(-30);
    expect(weekday("2026-03-01")).toBe(0);
    expect(weekday("2026-03-07")).toBe(6);
  });

  it.each([
    ["UTC", "2026-03-01", "2026-03-02T00:00:00Z"],
    ["Europe/Berlin", "2026-03-01", "2026-03-01T23:00:00Z"],
    ["Europe/Berlin", "2026-03-29", "2026-03-29T22:00:00Z"],
    ["Europe/Berlin", "2026-10-25", "2026-10-25T23:00:00Z"],
    ["America/New_York", "2026-03-08", "2026-03-09T04:00:00Z"],
    ["Asia/Kolkata", "2026-03-01", "2026-03-01T18:30:00Z"],
    ["Pacific/Kiritimati", "2026-03-01", "2026-03-01T10:00:00Z"],
    // Clocks that go forward at midnight: the next day begins at one o'clock.
    ["America/Sao_Paulo", "2018-11-03", "2018-11-04T03:00:00Z"],
    // A day that was left out.
    ["Pacific/Apia", "2011-12-29", "2011-12-30T10:00:00Z"],
  ])("ends %s's %s", (zone, day, end) => {
    expect(endOfLocalDay(day, zone)).toBe(end);
  });

  it.each([
    ["UTC", "2026-03-01", "09:30", "2026-03-01T09:30:00Z"],
    ["Europe/Berlin", "2026-03-01", "09:30", "2026-03-01T08:30:00Z"],
    // Skipped: moved on by the gap. Shown twice: the first.
    ["Europe/Berlin", "2026-03-29", "02:30", "2026-03-29T01:30:00Z"],
    ["Europe/Berlin", "2026-10-25", "02:30", "2026-10-25T00:30:00Z"],
    ["Pacific/Chatham", "2026-03-01", "00:00", "2026-02-28T10:15:00Z"],
  ])("%s's clocks on %s at %s", (zone, day, clock, instant) => {
    expect(atClock(day, clock, zone)).toBe(instant);
  });

  it("tells the time of day there", () => {
    expect(localClock("2026-03-01T23:59:59Z", "UTC")).toBe("23:59");
    expect(localClock("2026-03-01T18:30:00Z", "Asia/Kolkata")).toBe("00:00");
    expect(localClock("2026-03-29T01:30:00Z", "Europe/Berlin")).toBe("03:30");
  });

  it("begin and end where the clocks say so, in every zone and season", () => {
    const zone = fc.constantFrom(
      "UTC",
      "Europe/Berlin",
      "America/New_York",
      "Australia/Lord_Howe",
      "Asia/Kathmandu",
      "America/St_Johns",
      "Africa/Cairo",
      "Pacific/Chatham",
    );
    fc.assert(
      fc.property(zone, fc.integer({ min: 0, max: 4000 }), (place, count) => {
        const day = addDays("2020-01-01", count);
        const start = startOfLocalDay(day, place);
        const end = endOfLocalDay(day, place);
        expect(localDay(start, place)).toBe(day);
        expect(localDay(addMs(start, -1000), place)).toBe(addDays(day, -1));
        expect(localDay(addMs(end, -1000), place)).toBe(day);
        expect([23, 23.5, 24, 24.5, 25]).toContain(msBetween(start, end) / HOUR);
      }),
    );
  });
});

describe("parseTime", () => {
  it.each([
    ["2026-03-01T09:30Z", "2026-03-01T09:30:00Z"],
    ["2026-03-01T09:30:15.250Z", "2026-03-01T09:30:15Z"],
    ["2026-03-01 09:30 UTC", "2026-03-01T09:30:00Z"],
    ["2026-03-01t09:30z", "2026-03-01T09:30:00Z"],
    ["2026-03-01T09:30+01:00", "2026-03-01T08:30:00Z"],
    ["2026-03-01T09:30-0530", "2026-03-01T15:00:00Z"],
    ["2026-03-01T09:30+01", "2026-03-01T08:30:00Z"],
    ["2026-03-01T09:30", "2026-03-01T08:30:00Z"],
    ["2026-07-01 09:30:00", "2026-07-01T07:30:00Z"],
    // The clocks skip this time, and show that one twice.
    ["2026-03-29T02:30", "2026-03-29T01:30:00Z"],
    ["2026-10-25T02:30", "2026-10-25T00:30:00Z"],
  ])("reads %s on Berlin's clocks", (text, instant) => {
    expect(parseTime(text, "Europe/Berlin")).toBe(instant);
  });

  it.each([
    "",
    "2026-03-01",
    "09:30",
    "2026-02-30T09:30",
    "2026-03-01T24:00",
    "2026-03-01T09:60",
    "2026-03-01T09:30+25:00",
    "2026-03-01T9:30",
    "1969-12-31T23:00Z",
    "yesterday",
    "2026-03-01T09:30 CET",
  ])("refuses %j", (text) => {
    expect(parseTime(text, "UTC")).toBeNull();
  });
});

describe("for people", () => {
  it("tells instants absolutely", () => {
    expect(formatInstant("2026-03-03T14:30:00Z", "UTC")).toBe("Mar 3, 2026, 14:30 UTC");
    expect(formatInstant("2026-03-03T14:30:00Z", "Europe/Berlin")).toBe("Mar 3, 2026, 15:30 GMT+1");
    expect(formatInstant("2026-07-03T23:30:00Z", "Europe/Berlin")).toBe("Jul 4, 2026, 01:30 GMT+2");
    expect(formatInstant("2026-12-31T23:59:59Z", "UTC")).toBe("Dec 31, 2026, 23:59 UTC");
    expect(formatDay("2026-11-09")).toBe("Nov 9, 2026");
  });
});

describe("isZone", () => {
  it.each(["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires"])("knows %s", (zone) =>
    expect(isZone(zone)).toBe(true));
  it.each(["", "Mars/Phobos", "+01:00", "Berlin ", "local"])("does not know %j", (zone) =>
    expect(isZone(zone)).toBe(false));
});
