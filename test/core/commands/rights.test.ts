import { describe, expect, it } from "@jest/globals";
import { parseCommand } from "../../../src/core/commands/parse.ts";
import { allowed, type Meant } from "../../../src/core/commands/rights.ts";
import type { Role } from "../../../src/core/snapshot/types.ts";
import { policyInForce } from "../../support/policy.ts";

const MEANT: Meant = { isItem: true, owner: "oscar", owners: [], verifier: "vera", operator: "otto" };
const ROLES: readonly Role[] = ["none", "read", "triage", "write", "maintain", "admin"];

function standing(line: string, login: string, role: Role, meant: Meant = MEANT, policy = policyInForce().policy) {
  const command = parseCommand({ text: `/quench ${line}` });
  if (command.name === "problem") throw new Error(command.message);
  const named = policy.people.override.users.some((user) => user.toLowerCase() === login.toLowerCase());
  return allowed(command, { login, role, override: named || role === "maintain" || role === "admin" }, meant);
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
    const { policy } = policyInForce({ people: { override: { users: ["rita"] } } });
    expect(standing(line, "Rita", "read", ON_INCIDENT, policy)).toEqual({ kind: "accepted" });
    expect(standing(line, "maya", "admin").kind).toBe("refused");
  });
});

describe("rulebook N: a thumbs-up on a command that changes nothing would be a lie", () => {
  it.each([
    "snooze 3 days waiting for the vendor",
    "blocked the vendor is late",
    "phase warn",
    "retire it costs more than it saves",
    `evidence dashboard ${URL}`,
    "outcome confirmed 40% fewer pages",
  ])("N: %s is told to be without effect yet", (line) => {
    expect(standing(line, "maya", "admin")).toMatchObject({
      kind: "refused",
      why: expect.stringContaining("does not act on that command yet"),
    });
  });

  it.each([
    "override the customer waits and we accept the risk",
    "false-alarm it was a test",
  ])("N: %s likewise, on the incident", (line) => {
    expect(standing(line, "maya", "admin", ON_INCIDENT).kind).toBe("refused");
  });
});

describe("rulebook N: where it is said", () => {
  it.each([
    "verify",
    "owner @x",
    "due 2026-04-01",
    "ack oncall",
    `evidence implementation ${URL}`,
  ])("N: %s is said on an item", (line) => {
    expect(standing(line, "maya", "admin", ON_INCIDENT)).toMatchObject({
      kind: "refused",
      why: expect.stringMatching(/on a hardening item/),
    });
  });
});
