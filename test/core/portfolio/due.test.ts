import { describe, expect, it } from "@jest/globals";
import { dueReports, needsParts, nextReportAt } from "../../../src/core/portfolio/due.ts";
import type { Decided } from "../../../src/core/portfolio/types.ts";
import { policyInForce } from "../../support/policy.ts";
import { facts, own } from "../../support/digest.ts";

const due = (now: string, decided: Decided | null, policy: object = {}, committedAt?: string) =>
  dueReports({ now, decided }, policyInForce({ ...policy }, committedAt));
const digest = (...given: Parameters<typeof due>) => due(...given).digest?.day ?? null;
const audit = (...given: Parameters<typeof due>) => due(...given).audit?.day ?? null;

describe("dueReports", () => {
  it("is the digest from its instant on, until it was decided on", () => {
    const before = { digest: "2026-03-23", audit: "2026-03-01" };
    expect(digest("2026-03-30T08:59:59Z", before)).toBeNull();
    expect(digest("2026-03-30T09:00:00Z", before)).toBe("2026-03-30");
    expect(digest("2026-04-03T20:00:00Z", before)).toBe("2026-03-30");
    expect(digest("2026-03-30T09:00:00Z", { digest: "2026-03-30" })).toBeNull();
  });

  it("is the audit on its day of the month", () => {
    expect(audit("2026-04-01T08:59:59Z", { audit: "2026-03-01" })).toBeNull();
    expect(audit("2026-04-01T09:00:00Z", { audit: "2026-03-01" })).toBe("2026-04-01");
    expect(audit("2026-04-30T09:00:00Z", { audit: "2026-04-01" })).toBeNull();
  });

  it("is only the newest after an outage of weeks", () => {
    expect(digest("2026-04-22T12:00:00Z", { digest: "2026-03-30" })).toBe("2026-04-20");
  });

  it("is none of a time before the policy", () => {
    const tuesday = "2026-03-31T10:00:00Z";
    expect(digest(tuesday, null, {}, "2026-03-31T09:00:00Z")).toBeNull();
    expect(digest(tuesday, null, {}, "2026-03-30T09:00:00Z")).toBe("2026-03-30");
    // Nor where the policy had none for a while.
    expect(digest(tuesday, { digest: "2026-02-02" }, {}, "2026-03-31T09:00:00Z")).toBeNull();
  });

  it("is not lost by an edit of the policy between the instant and the look", () => {
    expect(digest("2026-03-31T10:00:00Z", { digest: "2026-03-23" }, {}, "2026-03-31T09:00:00Z")).toBe("2026-03-30");
    expect(audit("2026-04-02T10:00:00Z", { audit: "2026-03-01" }, {}, "2026-04-02T09:00:00Z")).toBe("2026-04-01");
  });

  it("is none where the policy has none", () => {
    const none = { rhythm: { digest: null, audit: null } };
    expect(due("2026-04-01T12:00:00Z", null, none)).toEqual({
      digest: null,
      audit: null,
      promotion: null,
      ledgers: true,
    });
    expect(nextReportAt(facts({ now: "2026-04-01T12:00:00Z" }), policyInForce(none))).toBeNull();
  });

  it("does not believe that the future was decided on", () => {
    expect(digest("2026-03-30T09:00:00Z", { digest: "2999-01-05" })).toBe("2026-03-30");
    expect(audit("2026-04-01T09:00:00Z", { audit: "2999-01-01" })).toBe("2026-04-01");
  });

  it("is in the team's zone, across a change of clocks, and moved over days off", () => {
    const berlin = { time: { zone: "Europe/Berlin" } };
    expect(digest("2026-03-23T07:59:59Z", { digest: "2026-03-16" }, berlin)).toBeNull();
    expect(digest("2026-03-23T08:00:00Z", { digest: "2026-03-16" }, berlin)).toBe("2026-03-23");
    expect(digest("2026-03-30T06:59:59Z", { digest: "2026-03-23" }, berlin)).toBeNull();
    expect(digest("2026-03-30T07:00:00Z", { digest: "2026-03-23" }, berlin)).toBe("2026-03-30");
    const easter = { time: { zone: "Europe/Berlin", days_off: ["2026-04-06"] } };
    expect(digest("2026-04-06T12:00:00Z", { digest: "2026-03-30" }, easter)).toBeNull();
    expect(digest("2026-04-07T07:00:00Z", { digest: "2026-03-30" }, easter)).toBe("2026-04-06");
  });

  it("is a promotion's announcement a week before, once", () => {
    const promote = { mode: "shadow", promote: { warn: "2026-05-04" } };
    expect(due("2026-04-27T08:59:59Z", null, promote).promotion).toBeNull();
    expect(due("2026-04-27T09:00:00Z", null, promote).promotion).toMatchObject({ day: "2026-05-04", mode: "warn" });
    expect(due("2026-04-27T09:00:00Z", { promotion: "2026-05-04" }, promote).promotion).toBeNull();
    expect(due("2026-05-04T00:00:00Z", null, promote).promotion).toBeNull();
  });
});

describe("needsParts", () => {
  const now = "2026-03-30T09:05:00Z";
  it("is false once the report is there: then nothing is read for it", () => {
    const found = due(now, { audit: "2026-03-01" });
    expect(found.digest?.day).toBe("2026-03-30");
    expect(needsParts(facts({ now }), found)).toBe(true);
    expect(needsParts(facts({ now, own: [own(50, "digest:2026-03-30")] }), found)).toBe(false);
    expect(needsParts(facts({ now }), due(now, { digest: "2026-03-30", audit: "2026-03-01" }))).toBe(false);
  });
});

describe("nextReportAt", () => {
  it("is the next digest, audit or announcement, whichever comes first", () => {
    expect(nextReportAt(facts({ now: "2026-03-30T09:00:00Z" }), policyInForce())).toBe("2026-04-01T09:00:00Z");
    expect(nextReportAt(facts({ now: "2026-04-01T09:00:00Z" }), policyInForce())).toBe("2026-04-06T09:00:00Z");
    const promote = policyInForce({
      mode: "shadow",
      promote: { warn: "2026-05-05" },
      rhythm: { digest: null, audit: null },
    });
    expect(nextReportAt(facts({ now: "2026-04-01T09:00:00Z" }), promote)).toBe("2026-04-28T09:00:00Z");
    expect(nextReportAt(facts({ now: "2026-04-28T09:00:00Z" }), promote)).toBe("2026-05-05T00:00:00Z");
  });
});
