import { describe, expect, it } from "@jest/globals";
import type { PastIncident } from "../../../src/core/snapshot/facts.ts";
import { recentOf } from "../../../src/github/incident/read-recent.ts";
import { past } from "../../support/entries.ts";
import { policyInForce } from "../../support/policy.ts";

const OPENED = "2026-03-02T09:00:00Z";
const BODY = "### Severity\n\nSEV3\n\n### Failure class\n\ncapacity\n";
const ENFORCE = { mode: "enforce", enforce: { when: ["SEV1", "repeat"] } } as const;

function recent(
  found: readonly PastIncident[],
  over: Parameters<typeof policyInForce>[0] = ENFORCE,
  { cutAt = null, body = BODY }: { cutAt?: string | null; body?: string } = {},
) {
  return recentOf({ found, cutAt }, { body, createdAt: OPENED }, policyInForce(over).policy);
}

function numbers(...parameters: Parameters<typeof recent>) {
  const read = recent(...parameters);
  return read === null || "unreadable" in read ? read : read.map(({ number }) => number);
}

describe("recent incidents", () => {
  it("reach back as far as the policy says, to the second, and never ahead", () => {
    const found = [
      past(1, "2026-01-31T08:59:59Z"),
      past(2, "2026-01-31T09:00:00Z"),
      past(3, OPENED),
      past(4, "2026-03-02T09:00:01Z"),
    ];
    expect(numbers(found, { ...ENFORCE, enforce: { ...ENFORCE.enforce, repeat_within: "30d" } })).toEqual([2, 3]);
    expect(numbers([past(1, "2025-12-02T09:00:00Z"), past(2, "2025-12-02T08:59:59Z")])).toEqual([1]);
  });

  it("are told with number, address and class, without drills and duplicates", () => {
    const found = [
      past(2, OPENED, { failureClass: null }),
      past(5, OPENED),
      past(6, OPENED, { drill: true }),
      past(7, OPENED, { duplicate: true }),
    ];
    expect(recent(found)).toEqual([
      { number: 2, url: "https://github.com/acme/shop/issues/2", failureClass: null },
      { number: 5, url: "https://github.com/acme/shop/issues/5", failureClass: "config-change" },
    ]);
  });

  it("are null where nothing depends on them, whatever was listed", () => {
    const found = [past(2, OPENED)];
    expect(numbers(found, { mode: "warn" })).toBeNull();
    expect(numbers(found, { mode: "enforce", enforce: { when: ["SEV1"] } })).toBeNull();
    expect(numbers(found, { mode: "enforce", enforce: { when: ["SEV3", "repeat"] } })).toBeNull();
    expect(numbers(found, ENFORCE, { body: "### Severity\n\nSEV3\n" })).toBeNull();
    const { policy } = policyInForce({ mode: "warn" });
    expect(recentOf({ unreadable: "502" }, { body: BODY, createdAt: OPENED }, policy)).toBeNull();
  });

  it("are unread where the list was, or was cut within the time that matters", () => {
    const { policy } = policyInForce(ENFORCE);
    const why = { unreadable: "other incidents: 502", transient: true };
    expect(recentOf(why, { body: BODY, createdAt: OPENED }, policy)).toEqual(why);
    const found = [past(2, OPENED)];
    expect(numbers(found, ENFORCE, { cutAt: "2025-12-02T09:00:00Z" })).toEqual({
      unreadable: "recent incidents: there are more than were read",
    });
    expect(numbers(found, ENFORCE, { cutAt: "2025-12-02T08:59:59Z" })).toEqual([2]);
  });
});
