import { describe, expect, it } from "@jest/globals";
import { actorMayOverride, atLeast, mayOverride, roleOf, sameLogin, memberOf } from "../../src/core/people.ts";
import type { Role, Snapshot } from "../../src/core/snapshot/types.ts";
import { policyInForce } from "../support/policy.ts";
import { actor, person, snapshot } from "../support/snapshot.ts";

const ROLES: readonly Role[] = ["none", "read", "triage", "write", "maintain", "admin"];

describe("rulebook V the override right", () => {
  const { policy } = policyInForce({ people: { override: { users: ["Rita"] } } });
  const right = (role: Role, login = "zoe") =>
    actorMayOverride(snapshot({ people: [person(login, role)] }), policy, actor(login));

  it("V pass: maintain and admin, and no other role", () => {
    expect(ROLES.filter((role) => right(role) === true)).toEqual(["maintain", "admin"]);
    expect(ROLES.filter((role) => right(role) === false)).toEqual(["none", "read", "triage", "write"]);
  });

  it("V pass: whom the policy names, however spelled, whatever the role", () => {
    expect(right("read", "rita")).toBe(true);
    expect(actorMayOverride(snapshot(), policy, actor("RITA"))).toBe(true);
  });

  it("V fail: a bot, though it were named like a person", () => {
    expect(actorMayOverride(snapshot(), policy, actor("rita", "bot"))).toBe(false);
    expect(actorMayOverride(snapshot(), policy, actor("stale[bot]"))).toBe(false);
  });

  it("V unknown: a role that could not be read, or nobody looked up", () => {
    const read = snapshot({ people: [person("zoe", { unreadable: "502" })] });
    expect(actorMayOverride(read, policy, actor("zoe"))).toBeNull();
    expect(actorMayOverride(read, policy, actor("nobody"))).toBeNull();
    expect(roleOf(read, "zoe")).toBeNull();
  });

  it("logins do not differ by case, roles are ordered", () => {
    expect(sameLogin("OctoCat", "octocat")).toBe(true);
    expect(sameLogin("octocat", "octocat2")).toBe(false);
    expect(roleOf(snapshot(), "MAYA")).toBe("admin");
    for (const [index, role] of ROLES.entries()) {
      expect(ROLES.filter((least) => atLeast(role, least))).toEqual(ROLES.slice(0, index + 1));
    }
  });
});

describe("rulebook V the override right by team", () => {
  const { policy } = policyInForce({ people: { override: { teams: ["acme/sre"] } } });
  const told = (overrideTeam: Snapshot["overrideTeam"]) =>
    mayOverride({ ...snapshot({ people: [person("wren", "write")] }), overrideTeam }, policy, "Wren");

  it("V pass: a member of a team that the policy names holds it", () => {
    expect(told(["wren"])).toBe(true);
  });

  it("V fail: anybody else with the same role does not", () => {
    expect(told(["somebody"])).toBe(false);
  });

  it("V unknown: where the team could not be read, nobody can say", () => {
    expect(told({ unreadable: "team acme/sre: 403", permission: "members: read" })).toBeNull();
  });
});

describe("R-Y10 who is still a member", () => {
  it("as the forge says, in any case of the login", () => {
    const told = (login: string) => memberOf(snapshot({ people: [person("wren", "none")] }), login);
    expect(told("MAYA")).toBe(true);
    expect(told("wren")).toBe(false);
  });

  it("unknown: not read, or not to be read", () => {
    expect(memberOf(snapshot(), "stranger")).toEqual({ unreadable: "whether stranger is a member was not read" });
    const unread = { unreadable: "membership of wren: 502", transient: true };
    expect(memberOf(snapshot({ people: [person("wren", "write", unread)] }), "Wren")).toEqual(unread);
  });
});
