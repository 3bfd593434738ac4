import { describe, expect, it } from "@jest/globals";
import { announcedAt, announcementOf, promotionAt } from "../../../src/core/policy/promote.ts";
import { policyInForce } from "../../support/policy.ts";

const policy = (over: Readonly<Record<string, unknown>> = {}) =>
  policyInForce({
    mode: "shadow",
    promote: { warn: "2026-04-13", enforce: "2026-05-04" },
    time: { zone: "Europe/Berlin" },
    ...over,
  }).policy;

describe("R-K2: the mode promotes itself", () => {
  it("at the beginning of its day in the team's zone, one step after the other", () => {
    const at = (now: string) => promotionAt(policy(), now);
    expect(at("2026-04-12T21:59:59Z")).toEqual({
      mode: "shadow",
      since: null,
      next: { mode: "warn", at: "2026-04-12T22:00:00Z" },
    });
    expect(at("2026-04-12T22:00:00Z")).toEqual({
      mode: "warn",
      since: "2026-04-12T22:00:00Z",
      next: { mode: "enforce", at: "2026-05-03T22:00:00Z" },
    });
    expect(at("2026-05-03T22:00:00Z")).toEqual({ mode: "enforce", since: "2026-05-03T22:00:00Z", next: null });
  });

  it("never back: a date of a weaker mode changes nothing", () => {
    const enforced = policy({ mode: "enforce", promote: { warn: "2026-04-13", enforce: null } });
    expect(promotionAt(enforced, "2026-04-20T00:00:00Z")).toEqual({ mode: "enforce", since: null, next: null });
  });
});

describe("R-K2: a promotion is announced", () => {
  const NOW = "2026-03-01T00:00:00Z";

  it("a week before, at the hour of the rhythm, on that day or the last working day before it", () => {
    expect(announcementOf(policy(), NOW)).toEqual({
      mode: "warn",
      day: "2026-04-13",
      begins: "2026-04-12T22:00:00Z",
      from: "2026-04-06T07:00:00Z",
    });
    const monday = policy({ time: { zone: "Europe/Berlin", days_off: ["2026-04-06", "2026-04-03"] } });
    expect(announcedAt(monday, NOW)).toBe("2026-04-02T07:00:00Z");
    expect(announcedAt(policy(), "2026-04-12T22:00:00Z")).toBe("2026-04-27T07:00:00Z");
  });

  it("by the clocks of its own day, be there a change of them in between", () => {
    const spring = policy({ promote: { warn: "2026-04-01" } });
    expect(announcementOf(spring, NOW)).toMatchObject({ from: "2026-03-25T08:00:00Z", begins: "2026-03-31T22:00:00Z" });
  });

  it("at once where the date was written later than that, unless nobody can be reached and there is time", () => {
    // A Wednesday of the week before.
    expect(announcedAt(policy(), "2026-04-08T10:00:00Z")).toBe("2026-04-06T07:00:00Z");
    // A Saturday: it is announced on Monday, unless the mode is that by then.
    const tuesday = policy({ promote: { warn: "2026-04-14" } });
    expect(announcedAt(tuesday, "2026-04-11T10:00:00Z")).toBe("2026-04-13T07:00:00Z");
    expect(announcedAt(policy(), "2026-04-11T10:00:00Z")).toBe("2026-04-06T07:00:00Z");
  });

  it("not where none is to come", () => {
    expect(announcementOf(policy({ promote: {} }), NOW)).toBeNull();
    expect(announcedAt(policy({ promote: {} }), NOW)).toBeNull();
    expect(announcementOf(policy(), "2026-06-01T00:00:00Z")).toBeNull();
  });
});
