import { describe, expect, it } from "@jest/globals";
import { parseCommand } from "../../../src/core/commands/parse.ts";
import { allowed, type Meant, type Speaker } from "../../../src/core/commands/rights.ts";
import { atLeast } from "../../../src/core/people.ts";
import type { Role } from "../../../src/core/snapshot/types.ts";

const MEANT: Meant = { isItem: true, owner: "oscar", owners: [], verifier: "vera", operator: "otto" };
const ROLES: readonly Role[] = ["none", "read", "triage", "write", "maintain", "admin"];

/** `keeper`: CODEOWNERS names them for a changed runbook; null where nobody knows. */
function standing(line: string, login: string, role: Role, meant: Meant = MEANT, over: Partial<Speaker> = {}) {
  const command = parseCommand({ text: `/quench ${line}` });
  if (command.name === "problem") throw new Error(command.message);
  const override = role === "maintain" || role === "admin";
  return allowed(command, { login, steward: atLeast(role, "triage"), override, keeper: false, ...over }, meant);
}

/** The roles whose holders, being nobody in particular, may say it. */
const rolesFor = (line: string, meant?: Meant) =>
  ROLES.filter((role) => standing(line, "somebody", role, meant).kind === "accepted");

const TRIAGE_UP: readonly Role[] = ["triage", "write", "maintain", "admin"];
const OVERRIDE: readonly Role[] = ["maintain", "admin"];
const URL = "https://github.com/acme/shop/pull/1";
const ON_INCIDENT: Meant = { ...MEANT, isItem: false, owner: null };

describe("rulebook N, table: who may say it", () => {
  it.each([
    `evidence implementation ${URL}`,
    `evidence behavior drill ${URL}`,
    "score",
    "help",
  ])("N: %s, triage and above or the item's owner", (line) => {
    expect(rolesFor(line)).toEqual(TRIAGE_UP);
    expect(standing(line, "Oscar", "read")).toEqual({ kind: "accepted" });
    expect(standing(line, "vera", "read").kind).toBe("refused");
  });

  it.each([
    "owner @x",
    "due 2026-04-01",
    "verifier @x",
    "operator @x",
  ])("N: %s, triage and above, and no mere owner", (line) => {
    expect(rolesFor(line)).toEqual(TRIAGE_UP);
    expect(standing(line, "oscar", "read").kind).toBe("refused");
  });

  it("N: verify, the verifier alone, whatever the role", () => {
    expect(rolesFor("verify")).toEqual([]);
    expect(standing("verify", "VERA", "read")).toEqual({ kind: "accepted" });
    expect(standing("verify", "oscar", "admin")).toMatchObject({
      kind: "refused",
      why: expect.stringContaining("Only the named verifier"),
    });
    expect(standing("verify", "vera", "admin", { ...MEANT, verifier: null })).toMatchObject({
      kind: "refused",
      why: expect.stringContaining("No verifier is named yet"),
    });
  });

  it("N: verify, not by the owner, even where somebody named them", () => {
    expect(standing("verify", "oscar", "admin", { ...MEANT, verifier: "Oscar" })).toMatchObject({
      kind: "refused",
      why: expect.stringContaining("a sign-off is another person's"),
    });
  });

  it("N: verifier, never oneself, not even as an admin", () => {
    expect(standing("verifier @maya", "Maya", "admin").kind).toBe("refused");
  });

  it("N: ack, the person meant", () => {
    expect(rolesFor("ack oncall")).toEqual([]);
    expect(standing("ack oncall", "otto", "read")).toEqual({ kind: "accepted" });
    expect(standing("ack oncall", "oscar", "admin").kind).toBe("refused");
    expect(standing("ack oncall", "otto", "admin", { ...MEANT, operator: null })).toMatchObject({
      why: expect.stringContaining("`/quench operator @login`"),
    });
    expect(standing("ack runbook", "oscar", "read")).toEqual({ kind: "accepted" });
    expect(standing("ack adoption", "oscar", "read")).toEqual({ kind: "accepted" });
    expect(standing("ack runbook", "otto", "admin").kind).toBe("refused");
  });

  it("N: restored, the override right, on the incident", () => {
    const line = "restored 2026-03-02T10:00Z the form was wrong";
    expect(rolesFor(line, ON_INCIDENT)).toEqual(OVERRIDE);
    // Whom the policy names holds the right in any role.
    expect(standing(line, "rita", "read", ON_INCIDENT, { override: true })).toEqual({ kind: "accepted" });
    expect(standing(line, "rita", "read", ON_INCIDENT, { override: null })).toEqual({
      kind: "undecided",
      why: "a team of the policy could not be read",
    });
    expect(standing(line, "maya", "admin").kind).toBe("refused");
  });
});

describe("rulebook N: the whole table is acted on", () => {
  it.each([
    "snooze 3 days waiting for the vendor",
    "blocked the vendor is late",
    `evidence dashboard ${URL}`,
    `evidence rollback ${URL}`,
    `evidence ownership ${URL}`,
    `evidence failure-path ${URL}`,
  ])("N: %s, triage and above or the item's owner", (line) => {
    expect(rolesFor(line)).toEqual(TRIAGE_UP);
    expect(standing(line, "oscar", "read")).toEqual({ kind: "accepted" });
    expect(standing(line, "otto", "read")).toEqual({
      kind: "refused",
      why: "Only the item's owner, or someone with triage or above, can say this.",
    });
  });

  it("N: item, on the incident, triage and above or the owner of one of its items", () => {
    const line = "item slow recovery Rehearse the rollback";
    expect(rolesFor(line, ON_INCIDENT)).toEqual(TRIAGE_UP);
    expect(standing(line, "olga", "read", { ...ON_INCIDENT, owners: ["Olga"] })).toEqual({ kind: "accepted" });
  });

  it.each(["phase warn", "escalation @x"])("N: %s, triage and above, and no mere owner", (line) => {
    expect(rolesFor(line)).toEqual(TRIAGE_UP);
    expect(standing(line, "oscar", "read")).toEqual({
      kind: "refused",
      why: "Only someone with triage or above can say this.",
    });
  });

  it("N: escalation and merge-owner on the incident", () => {
    for (const line of ["escalation @x", "merge-owner @x"]) expect(rolesFor(line, ON_INCIDENT)).toEqual(TRIAGE_UP);
  });

  it("N: outcome, the verifier or the owner, whatever the role", () => {
    const line = "outcome confirmed 40% fewer pages";
    expect(rolesFor(line)).toEqual([]);
    expect(standing(line, "vera", "read")).toEqual({ kind: "accepted" });
    expect(standing(line, "oscar", "read")).toEqual({ kind: "accepted" });
    expect(standing(line, "otto", "admin")).toEqual({
      kind: "refused",
      why: "Only the item's verifier or owner can record the outcome.",
    });
  });

  it("N: retire, the override right, and owner and verifier, who only together change anything", () => {
    const line = "retire it costs more than it saves";
    expect(rolesFor(line)).toEqual(OVERRIDE);
    expect(standing(line, "oscar", "read")).toEqual({ kind: "accepted" });
    expect(standing(line, "vera", "read")).toEqual({ kind: "accepted" });
    expect(standing(line, "otto", "write")).toEqual({
      kind: "refused",
      why: "Only someone with maintain or admin, or somebody the policy names, can say this.",
    });
    expect(standing(line, "otto", "write", MEANT, { override: null }).kind).toBe("undecided");
    // Who may say it anyway needs nobody to read a team.
    expect(standing(line, "vera", "write", MEANT, { override: null })).toEqual({ kind: "accepted" });
  });

  it.each([
    "defer #12 2026-06-30 the vendor ships in May",
    "risk accept #12",
  ])("N: %s, the override right, on the incident and on items", (line) => {
    expect(rolesFor(line)).toEqual(OVERRIDE);
    expect(rolesFor(line, ON_INCIDENT)).toEqual(OVERRIDE);
    expect(standing(line, "oscar", "write").kind).toBe("refused");
  });

  it.each([
    "override the customer waits and we accept the risk",
    "false-alarm it was a test",
  ])("N: %s, the override right, on the incident alone", (line) => {
    expect(rolesFor(line, ON_INCIDENT)).toEqual(OVERRIDE);
    expect(rolesFor(line)).toEqual([]);
  });
});

describe("rulebook N: ack runbook, the person meant", () => {
  const ack = (over: Partial<Speaker>, meant: Meant = MEANT, topic = "runbook") =>
    standing(`ack ${topic}`, "dana", "write", meant, over);

  it("N pass: whom CODEOWNERS names for a changed runbook, on the item and on the incident", () => {
    expect(ack({ keeper: true })).toEqual({ kind: "accepted" });
    expect(ack({ keeper: true }, ON_INCIDENT)).toEqual({ kind: "accepted" });
  });

  it("N fail: anybody else, in whatever role", () => {
    expect(ack({ keeper: false, override: true })).toEqual({
      kind: "refused",
      why: "Only the item's owner, or whom CODEOWNERS names for a changed runbook, can acknowledge this.",
    });
  });

  it("N unknown: where nobody can say who owns the runbook", () => {
    expect(ack({ keeper: null })).toEqual({ kind: "undecided", why: "who owns the runbook could not be read" });
    expect(standing("ack runbook", "oscar", "read", MEANT, { keeper: null })).toEqual({ kind: "accepted" });
  });

  it("N fail: adoption is the item's owner's alone", () => {
    expect(ack({ keeper: true }, MEANT, "adoption")).toEqual({
      kind: "refused",
      why: "Only the item's owner can acknowledge this.",
    });
    expect(ack({ keeper: null }, MEANT, "adoption").kind).toBe("refused");
  });
});

describe("rulebook N: where it is said", () => {
  it.each([
    ["verify", "This is said on a hardening item, not on the incident."],
    ["owner @x", "This is said on a hardening item, not on the incident."],
    ["verifier @x", "This is said on a hardening item, not on the incident."],
    ["operator @x", "This is said on a hardening item, not on the incident."],
    ["due 2026-04-01", "This is said on a hardening item, not on the incident."],
    ["phase warn", "This is said on a hardening item, not on the incident."],
    ["outcome confirmed 40% fewer pages", "This is said on a hardening item, not on the incident."],
    ["retire it costs more than it saves", "This is said on a hardening item, not on the incident."],
    ["ack oncall", "On-call duty is acknowledged on a hardening item."],
    [`evidence implementation ${URL}`, "This is said on the hardening item that it proves, not on the incident."],
    [`evidence behavior drill ${URL}`, "This is said on the hardening item that it proves, not on the incident."],
    [`evidence failure-path ${URL}`, "This is said on the hardening item that it proves, not on the incident."],
  ])("N: %s is said on an item", (line, why) => {
    expect(standing(line, "maya", "admin", ON_INCIDENT)).toEqual({ kind: "refused", why });
  });

  it.each([
    "item slow recovery Rehearse the rollback",
    "merge-owner @x",
    "restored 2026-03-02T10:00Z the form was wrong",
    "override the customer waits and we accept the risk",
    "false-alarm it was a test",
  ])("N: %s is said on the incident", (line) => {
    expect(standing(line, "maya", "admin")).toEqual({
      kind: "refused",
      why: "This is said on the incident, not on a hardening item.",
    });
  });

  it.each([
    `evidence rollback ${URL}`,
    `evidence dashboard ${URL}`,
    `evidence ownership ${URL}`,
    "snooze 3 days waiting for the vendor",
    "blocked the vendor is late",
    "score",
    "help",
    "escalation @x",
  ])("N: %s is said on either", (line) => {
    expect(standing(line, "maya", "admin", ON_INCIDENT)).toEqual({ kind: "accepted" });
    expect(standing(line, "maya", "admin")).toEqual({ kind: "accepted" });
  });
});
