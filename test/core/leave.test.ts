import { describe, expect, it } from "@jest/globals";
import { delegatesAt, nextLeave, standInOf, standsInFor } from "../../src/core/leave.ts";
import type { Snapshot } from "../../src/core/snapshot/snapshot.ts";
import type { Instant } from "../../src/core/snapshot/types.ts";
import { policyInForce } from "../support/policy.ts";
import { comment, incident, person, snapshot } from "../support/snapshot.ts";

const BERLIN = { zone: "Europe/Berlin" };
const AWAY = [
  { login: "oscar", from: "2026-03-27", until: "2026-03-29", delegate: "vera" },
  { login: "vera", from: "2026-03-29", until: "2026-03-31", delegate: "otto" },
];

function at(now: Instant, over: Partial<Snapshot> = {}, away: readonly object[] = AWAY) {
  const { policy } = policyInForce({ time: BERLIN, people: { away } });
  const read = snapshot({ now, over });
  return {
    of: (login: string) => standInOf(read, policy, login, now),
    next: (...logins: readonly string[]) => nextLeave(read, policy, logins),
    stands: (login: string, owner: string | null) => standsInFor(read, policy, login, owner, now),
    delegates: delegatesAt(policy, now),
  };
}

describe("R-O3 who stands in", () => {
  it("R-O3: from the first day to the last, on the team's clocks, over the change of clocks", () => {
    // Berlin is an hour ahead before Sunday, March 29, and two from then on.
    expect(at("2026-03-26T22:59:59Z").of("oscar")).toBeNull();
    expect(at("2026-03-26T23:00:00Z").of("OSCAR")).toEqual({ login: "vera", of: "OSCAR", until: "2026-03-29" });
    expect(at("2026-03-29T21:59:59Z").of("oscar")).toEqual({ login: "otto", of: "oscar", until: "2026-03-29" });
    expect(at("2026-03-29T22:00:00Z").of("oscar")).toBeNull();
    expect(at("2026-03-27T12:00:00Z").of("otto")).toBeNull();
  });

  it("R-O3: passed on once, never back, never to whoever left", () => {
    const both = (delegate: string) => [AWAY[0] ?? {}, { ...AWAY[1], from: "2026-03-27", delegate }];
    expect(at("2026-03-27T12:00:00Z", {}, both("otto")).of("oscar")?.login).toBe("otto");
    expect(at("2026-03-27T12:00:00Z", {}, both("oscar")).of("oscar")).toBeNull();
    const three = [...both("otto"), { ...AWAY[1], login: "otto", from: "2026-03-27", delegate: "paul" }];
    expect(at("2026-03-27T12:00:00Z", {}, three).of("oscar")).toBeNull();
    const gone = { people: { vera: person("vera", "none", false) } };
    expect(at("2026-03-27T12:00:00Z", gone).of("oscar")).toBeNull();
    const lost = { people: { vera: person("vera", { unreadable: "502" }, { unreadable: "502" }) } };
    expect(at("2026-03-27T12:00:00Z", lost).of("oscar")?.login).toBe("vera");
  });

  it("R-H5: nobody who took over a login that the policy wrote down before", () => {
    const version = { path: "q", commit: "c", committedAt: "2026-01-05T12:00:00Z", text: "" };
    const made = (createdAt: Instant) =>
      at("2026-03-27T12:00:00Z", { policy: [version], people: { vera: { ...person("vera"), createdAt } } }).of("oscar");
    expect(made("2026-01-05T12:00:00Z")?.login).toBe("vera");
    expect(made("2026-01-05T12:00:01Z")).toBeNull();
  });

  it("R-O3: says it the other way round", () => {
    const { stands, delegates } = at("2026-03-27T12:00:00Z");
    expect([stands("Vera", "oscar"), stands("otto", "oscar"), stands("vera", null)]).toEqual([true, false, false]);
    expect(delegates).toEqual(["vera"]);
    expect(at("2026-03-29T12:00:00Z").delegates).toEqual(["vera", "otto"]);
    expect(at("2026-04-29T12:00:00Z").delegates).toEqual([]);
  });

  it("R-O3: tells when that changes, for those it concerns and who stands in for them", () => {
    expect(at("2026-03-20T12:00:00Z").next("oscar")).toBe("2026-03-26T23:00:00Z");
    expect(at("2026-03-27T12:00:00Z").next("oscar")).toBe("2026-03-28T23:00:00Z");
    expect(at("2026-03-29T12:00:00Z").next("oscar")).toBe("2026-03-29T22:00:00Z");
    expect(at("2026-03-29T22:00:00Z").next("oscar")).toBe("2026-03-31T22:00:00Z");
    expect(at("2026-03-31T22:00:00Z").next("oscar")).toBeNull();
    expect(at("2026-03-20T12:00:00Z").next("paul")).toBeNull();
    expect(at("2026-03-20T12:00:00Z", {}, []).next("oscar")).toBeNull();
  });

  it("R-O3: an account under another name is still away", () => {
    const said = comment("Hello", "oscar-new", "2026-03-03T10:00:00Z");
    const renamed = { ...said, author: { ...said.author, nodeId: "U_oscar" } };
    const over = { incident: incident({ comments: [renamed] }) };
    expect(at("2026-03-27T12:00:00Z", over).of("oscar-new")?.login).toBe("vera");
  });
});
