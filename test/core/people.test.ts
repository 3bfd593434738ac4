import { describe, expect, it } from "@jest/globals";
import {
  actorMayOverride,
  atLeast,
  isAnotherNow,
  isOutsider,
  knownAs,
  mayOverride,
  memberOf,
  roleOf,
  sameActor,
  sameLogin,
  samePerson,
} from "../../src/core/people.ts";
import type { Snapshot } from "../../src/core/snapshot/snapshot.ts";
import type { Person, Role } from "../../src/core/snapshot/types.ts";
import { policyInForce } from "../support/policy.ts";
import { actor, comment, day, incident, item, NOW, openPull, person, snapshot } from "../support/snapshot.ts";

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

describe("R-Y10 who is an outsider", () => {
  const told = (role: Person["role"], member: Person["member"]) =>
    isOutsider(snapshot({ people: [person("wren", role, member)] }), "Wren");

  it("is whoever may read at the most, and cannot be assigned", () => {
    expect([told("none", false), told("read", false)]).toEqual([true, true]);
    expect([told("none", true), told("read", true), told("triage", false)]).toEqual([false, false, false]);
  });

  it("is nobody of whom that was not read", () => {
    expect(isOutsider(snapshot(), "stranger")).toBe(false);
    expect([told({ unreadable: "502" }, false), told("read", { unreadable: "502" })]).toEqual([false, false]);
  });
});

describe("R-H5 one person under two logins", () => {
  const renamed = { ...person("oz"), nodeId: "U_oscar" };

  it("is told by the id of the account, as it was looked up", () => {
    const read = snapshot({ people: [renamed] });
    expect(samePerson(read, "OSCAR", "oz")).toBe(true);
    expect(samePerson(read, "oscar", "vera")).toBe(false);
    expect(samePerson(read, "nobody", "nowhere")).toBe(false);
    expect(samePerson(read, "nobody", "NoBody")).toBe(true);
  });

  it("is told where a former login is answered with the one of today", () => {
    const read = snapshot({ people: [], over: { people: { former: { ...person("oz"), login: "Oz" } } } });
    expect(samePerson(read, "former", "oz")).toBe(true);
    expect(roleOf(read, "OZ")).toBe("write");
    expect(memberOf(read, "oz")).toBe(true);
  });

  it.each([
    ["assignees", { items: [item(2, { assignees: [{ ...actor("oz"), nodeId: "U_oscar" }] })] }],
    [
      "comments",
      {
        incident: incident({
          comments: [comment("hm", "x", day(1), { author: { ...actor("oz"), nodeId: "U_oscar" } })],
        }),
      },
    ],
    ["editors", { incident: incident({ editor: { ...actor("oz"), nodeId: "U_oscar" } }) }],
    ["pull requests", { pulls: [openPull(9, [], { author: { ...actor("oz"), nodeId: "U_oscar" } })] }],
  ])("is told by %s", (_where, parts) => {
    const read = snapshot(parts);
    expect(samePerson(read, "oscar", "oz")).toBe(true);
    // Who does something goes by the login of today.
    expect([knownAs(read, "oscar"), knownAs(read, "OZ"), knownAs(read, "Vera")]).toEqual(["oz", "oz", "Vera"]);
  });

  it("says nothing where an id is not known", () => {
    const read = snapshot({
      people: [
        { ...person("gone", "none"), nodeId: "" },
        { ...person("lost", "none"), nodeId: "" },
      ],
    });
    expect(samePerson(read, "gone", "lost")).toBe(false);
    expect(knownAs(read, "gone")).toBe("gone");
  });

  it("compares actors by id, and by login where an id is not known", () => {
    expect(sameActor(actor("oscar"), { ...actor("oz"), nodeId: "U_oscar" })).toBe(true);
    expect(sameActor(actor("oscar"), { ...actor("oscar"), nodeId: "U_other" })).toBe(false);
    expect(sameActor(actor("Oscar"), { ...actor("oscar"), nodeId: "" })).toBe(true);
    expect(sameActor(actor("oscar"), actor("ghost", "ghost"))).toBe(false);
  });
});

describe("R-B2 a login that is now another account's", () => {
  const made = (createdAt: string) => ({ ...person("vera"), createdAt });
  const another = (createdAt: string, named: string, comments = [comment("hello", "oscar", day(0))]) =>
    isAnotherNow(snapshot({ people: [made(createdAt)], incident: incident({ comments }) }), "Vera", named);

  it("is one whose account was made after the text that names it", () => {
    expect(another(day(1), day(0))).toBe(true);
    expect(another(day(1), day(1))).toBe(false);
    expect(another(day(0), day(1))).toBe(false);
    expect(another(NOW, day(0))).toBe(true);
    expect(another(day(1), day(0), [comment("hello", "vera", day(1))])).toBe(true);
  });

  it("is none where the account's date is not known, is yet to come, or cannot be true", () => {
    expect(isAnotherNow(snapshot(), "vera", day(0))).toBe(false);
    expect(another("2027-01-01T00:00:00Z", day(0))).toBe(false);
    expect(NOW < "2027-01-01T00:00:00Z").toBe(true);
    expect(another(day(1), day(0), [comment("hello", "vera", day(0, 30))])).toBe(false);
    expect(another(day(1), day(0), [comment("hello", "vera", day(1, 30))])).toBe(true);
  });

  it("holds no right that the policy gave to its former holder", () => {
    const { policy } = policyInForce({ people: { override: { users: ["vera"] } } });
    const version = { path: ".github/quench.yml", commit: "c", committedAt: day(0), text: "version: 1" };
    const read = (createdAt: string) => snapshot({ people: [made(createdAt)], over: { policy: [version] } });
    expect(mayOverride(read(day(1)), policy, "vera")).toBe(false);
    expect(mayOverride(read("2020-01-01T00:00:00Z"), policy, "vera")).toBe(true);
  });
});
