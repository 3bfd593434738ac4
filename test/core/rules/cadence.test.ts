import { describe, expect, it } from "@jest/globals";
import { digestSpan, rhythmOf } from "../../../src/core/rules/cadence.ts";
import { policyInForce } from "../../support/policy.ts";

const whole = (what: "digest" | "audit", now: string, policy: object = {}) =>
  rhythmOf(what, now, policyInForce({ ...policy }).policy);
const rhythm = (...given: Parameters<typeof whole>) => {
  const found = whole(...given);
  return found === null ? null : { last: found.last, next: found.next };
};

describe("R-O1: the weekly digest is due", () => {
  it("on Monday at nine, to the second", () => {
    // March 2, 2026 is a Monday.
    expect(rhythm("digest", "2026-03-02T08:59:59Z")).toEqual({
      last: { day: "2026-02-23", at: "2026-02-23T09:00:00Z" },
      next: "2026-03-02T09:00:00Z",
    });
    expect(rhythm("digest", "2026-03-02T09:00:00Z")).toEqual({
      last: { day: "2026-03-02", at: "2026-03-02T09:00:00Z" },
      next: "2026-03-09T09:00:00Z",
    });
    expect(rhythm("digest", "2026-03-08T23:59:59Z")?.last?.day).toBe("2026-03-02");
  });

  it.each([
    ["sun", "2026-03-01", "2026-03-08"],
    ["mon", "2026-03-02", "2026-03-09"],
    ["tue", "2026-03-03", "2026-03-10"],
    ["wed", "2026-02-25", "2026-03-04"],
    ["sat", "2026-02-28", "2026-03-07"],
  ])("on the policy's day, %s", (digest, last, next) => {
    const week = { workdays: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] };
    const found = rhythm("digest", "2026-03-03T12:00:00Z", { rhythm: { digest, hour: 12 }, time: week });
    expect(found).toEqual({ last: { day: last, at: `${last}T12:00:00Z` }, next: `${next}T12:00:00Z` });
  });

  it("at the hour of the team's zone, across a change of clocks", () => {
    const time = { zone: "Europe/Berlin" };
    expect(rhythm("digest", "2026-03-24T00:00:00Z", { time })).toEqual({
      last: { day: "2026-03-23", at: "2026-03-23T08:00:00Z" },
      next: "2026-03-30T07:00:00Z",
    });
  });

  it("on the next working day where that one is off, under its own day's name", () => {
    const time = { days_off: ["2026-03-02", "2026-03-03"] };
    expect(rhythm("digest", "2026-03-03T12:00:00Z", { time })).toEqual({
      last: { day: "2026-02-23", at: "2026-02-23T09:00:00Z" },
      next: "2026-03-04T09:00:00Z",
    });
    expect(rhythm("digest", "2026-03-04T09:00:00Z", { time })?.last).toEqual({
      day: "2026-03-02",
      at: "2026-03-04T09:00:00Z",
    });
    expect(rhythm("digest", "2026-03-04T09:00:00Z", { rhythm: { digest: "sat" } })?.last).toEqual({
      day: "2026-02-28",
      at: "2026-03-02T09:00:00Z",
    });
  });

  it("once for several weeks of holidays, under the newest day's name", () => {
    const days_off = Array.from({ length: 21 }, (_, index) => `2026-03-${String(index + 2).padStart(2, "0")}`);
    const found = rhythm("digest", "2026-03-23T09:00:00Z", { time: { days_off } });
    expect(found?.last).toEqual({ day: "2026-03-23", at: "2026-03-23T09:00:00Z" });
    expect(rhythm("digest", "2026-03-23T08:59:59Z", { time: { days_off } })).toEqual({
      last: { day: "2026-02-23", at: "2026-02-23T09:00:00Z" },
      next: "2026-03-23T09:00:00Z",
    });
  });

  it("never where the policy has none", () => {
    expect(rhythm("digest", "2026-03-03T12:00:00Z", { rhythm: { digest: null } })).toBeNull();
    expect(rhythm("audit", "2026-03-03T12:00:00Z", { rhythm: { digest: null } })).not.toBeNull();
  });
});

describe("R-O2: the monthly audit is due", () => {
  it("on the first working day from the policy's day of the month on", () => {
    // March 1, 2026 is a Sunday.
    expect(rhythm("audit", "2026-03-02T08:59:59Z")).toEqual({
      last: { day: "2026-02-01", at: "2026-02-02T09:00:00Z" },
      next: "2026-03-02T09:00:00Z",
    });
    expect(rhythm("audit", "2026-03-02T09:00:00Z")).toEqual({
      last: { day: "2026-03-01", at: "2026-03-02T09:00:00Z" },
      next: "2026-04-01T09:00:00Z",
    });
  });

  it("on other days and hours, across the turn of the year", () => {
    const policy = { rhythm: { audit: 15, hour: 7 } };
    expect(rhythm("audit", "2027-01-10T00:00:00Z", policy)).toEqual({
      last: { day: "2026-12-15", at: "2026-12-15T07:00:00Z" },
      next: "2027-01-15T07:00:00Z",
    });
    expect(rhythm("audit", "2026-12-20T00:00:00Z", policy)?.next).toBe("2027-01-15T07:00:00Z");
  });

  it("never where the policy has none", () => {
    expect(rhythm("audit", "2026-03-03T12:00:00Z", { rhythm: { audit: null } })).toBeNull();
  });
});

describe("R-O1: what a digest looks back on, and ahead to", () => {
  const span = (now: string, policy: object = {}) => digestSpan(now, policyInForce({ ...policy }).policy);

  it("goes from the digest before to the next one", () => {
    expect(whole("digest", "2026-03-09T09:05:00Z")?.before).toEqual({ day: "2026-03-02", at: "2026-03-02T09:00:00Z" });
    expect(span("2026-03-09T09:05:00Z")).toEqual({ since: "2026-03-02T09:00:00Z", until: "2026-03-16T09:05:00Z" });
  });

  it("is longer or shorter where days off moved one of them, and leaves no day out", () => {
    const time = { days_off: ["2026-03-09"] };
    expect(span("2026-03-02T09:00:00Z", { time })).toEqual({
      since: "2026-02-23T09:00:00Z",
      until: "2026-03-10T09:00:00Z",
    });
    expect(span("2026-03-10T09:00:00Z", { time })).toEqual({
      since: "2026-03-02T09:00:00Z",
      until: "2026-03-17T09:00:00Z",
    });
    expect(span("2026-03-16T09:00:00Z", { time }).since).toBe("2026-03-10T09:00:00Z");
  });

  it("is a week each way where there is no digest", () => {
    expect(span("2026-03-10T12:00:00Z", { rhythm: { digest: null } })).toEqual({
      since: "2026-03-03T12:00:00Z",
      until: "2026-03-17T12:00:00Z",
    });
  });
});
