import { describe, expect, it } from "@jest/globals";
import { RateLimited, Unavailable } from "../../../src/github/request/errors.ts";
import { createPeopleReader, roleOf } from "../../../src/github/people/read-people.ts";
import { type Answers, notAccessible, refused, scriptedRest } from "../request/scripted-rest.ts";

const HERE = "/repos/acme/shop";
const listed = (...logins: readonly string[]) => ({ [`${HERE}/assignees`]: logins.map((login) => ({ login })) });
const role = (login: string, role_name: unknown, user: Record<string, unknown> = {}): Answers => ({
  [`${HERE}/collaborators/${login}/permission`]: {
    permission: "read",
    role_name,
    user: { login, node_id: `U_${login}`, type: "User", ...user },
  },
});

async function read(answers: Answers, ...logins: readonly string[]) {
  const client = scriptedRest(answers);
  const people = createPeopleReader(client, "acme", "shop");
  await people.read(logins);
  return { people, client, known: people.known() };
}

describe("N roles", () => {
  it.each(["admin", "maintain", "write", "triage", "read", "none"])("%s, as `role_name` says", (name) => {
    expect(roleOf({ permission: "read", role_name: name })).toBe(name);
  });

  it.each([
    [{ admin: true, maintain: true, push: true, triage: true, pull: true }, "admin"],
    [{ admin: false, maintain: true, push: true, triage: true, pull: true }, "maintain"],
    [{ admin: false, maintain: false, push: true, triage: true, pull: true }, "write"],
    [{ push: false, triage: true, pull: true }, "triage"],
    [{ triage: false, pull: true }, "read"],
    [{ pull: false }, "none"],
  ])("a custom role by what it lets: %j", (permissions, expected) => {
    expect(roleOf({ permission: "write", role_name: "security-lead", user: { permissions } })).toBe(expected);
  });

  it("a custom role without single permissions by what it is folded into; nothing at all is no role", () => {
    expect(roleOf({ permission: "write", role_name: "security-lead" })).toBe("write");
    expect([roleOf({}), roleOf(null), roleOf("admin"), roleOf({ role_name: null, user: null })]).toEqual(
      Array(4).fill("none"),
    );
  });
});

describe("R-Y10 people", () => {
  it("are read with role, id and membership, each once", async () => {
    const { people, known, client } = await read({ ...listed("Vera"), ...role("vera", "triage") }, "vera", "VERA");
    await people.read(["Vera"]);
    expect(known).toEqual({ vera: { login: "VERA", nodeId: "", role: "none", member: true } });
    expect(client.asked).toHaveLength(2);
  });

  it("an organization's member who is no collaborator has no role, and can be assigned", async () => {
    const { known, people } = await read(listed("mona"), "mona");
    expect(known["mona"]).toEqual({ login: "mona", nodeId: "", role: "none", member: true });
    expect(people.isOutsider("mona")).toBe(false);
  });

  it("whoever only reads a public repository is an outsider, and so is nobody at all", async () => {
    const { known, people } = await read({ ...listed(), ...role("eve", "read") }, "eve", "gone");
    expect(known["eve"]).toMatchObject({ nodeId: "U_eve", role: "read", member: false });
    expect(known["gone"]).toEqual({ login: "gone", nodeId: "", role: "none", member: false });
    expect([people.isOutsider("Eve"), people.isOutsider("gone"), people.isOutsider("unread")]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it("bots and what is no login are not looked up; an account that turns out to be none of a person has no say", async () => {
    const { known, client } = await read(
      { ...listed("robot"), ...role("robot", "admin", { type: "Bot" }) },
      "dependabot[bot]",
      "acme/sre",
      "",
      "robot",
    );
    expect(known).toEqual({ robot: { login: "robot", nodeId: "U_robot", role: "none", member: false } });
    expect(client.asked).toEqual([`${HERE}/assignees?per_page=100`, `${HERE}/collaborators/robot/permission`]);
  });

  it("a bot in the list of assignees is no member", async () => {
    const answers = {
      [`${HERE}/assignees`]: [
        { login: "copilot", type: "Bot" },
        { login: "mona", type: "User" },
      ],
    };
    const { known } = await read(answers, "copilot", "mona");
    expect([known["copilot"]?.member, known["mona"]?.member]).toEqual([false, true]);
  });

  it("a former login that is still answered is the account of today", async () => {
    const { known } = await read(
      { ...listed("oz"), ...role("oscar", "write", { login: "oz", node_id: "U_1" }) },
      "oscar",
    );
    expect(known).toEqual({ oscar: { login: "oz", nodeId: "U_1", role: "write", member: true } });
  });

  it("are asked for one by one where the list is longer than a page, or was not read", async () => {
    const full = listed(...Array.from({ length: 100 }, (_, at) => `u${at}`));
    const test = { [`${HERE}/assignees/vera`]: {} };
    expect((await read({ ...full, ...test }, "vera", "u1")).known).toMatchObject({
      vera: { member: true },
      u1: { member: false },
    });
    const unlisted = await read({ ...test, [`${HERE}/assignees`]: new Unavailable("GET", 502, "Bad Gateway") }, "vera");
    expect(unlisted.known["vera"]?.member).toBe(true);
  });

  it("a permission that we lack is named, and nobody is an outsider by it", async () => {
    const forbidden = {
      [`${HERE}/assignees`]: notAccessible(),
      [`${HERE}/assignees/vera`]: notAccessible(),
      [`${HERE}/collaborators/vera/permission`]: notAccessible(),
    };
    const { known, people } = await read(forbidden, "vera");
    expect(known["vera"]?.role).toMatchObject({ permission: "metadata: read" });
    expect(known["vera"]?.member).toMatchObject({ permission: "issues: read" });
    expect(people.isOutsider("vera")).toBe(false);
    const said = { ...forbidden, [`${HERE}/collaborators/vera/permission`]: notAccessible("members=read") };
    expect((await read(said, "vera")).known["vera"]?.role).toMatchObject({ permission: "members: read" });
  });

  it("an outage is transient and names no permission", async () => {
    const down = { ...listed("vera"), [`${HERE}/collaborators/vera/permission`]: new Unavailable("GET", 502, "Bad") };
    const { known } = await read(down, "vera");
    expect(known["vera"]?.role).toMatchObject({ transient: true });
    expect(known["vera"]?.role).not.toHaveProperty("permission");
  });

  it("answers that lack everything are no role, and crash nothing", async () => {
    const bare = { [`${HERE}/assignees`]: [{}, { login: "vera" }], [`${HERE}/collaborators/vera/permission`]: {} };
    expect((await read(bare, "vera")).known["vera"]).toEqual({ login: "vera", nodeId: "", role: "none", member: true });
  });

  it("a rate limit ends the pass", async () => {
    const limit = new RateLimited("GET", 0, 60_000);
    const people = createPeopleReader(scriptedRest({ [`${HERE}/assignees`]: limit }), "acme", "shop");
    await expect(people.read(["vera"])).rejects.toBe(limit);
  });
});

describe("R-B2 when accounts were made", () => {
  const VERA = { ...listed("vera"), ...role("vera", "write") };

  it("is asked of members who were looked up, once each", async () => {
    const { people, client } = await read(
      { ...VERA, "/users/vera": { created_at: "2026-03-01T09:00:00.000Z" } },
      "vera",
      "gone",
    );
    await people.date(["Vera", "vera", "gone", "nobody"]);
    await people.date(["vera"]);
    expect(people.known()["vera"]?.createdAt).toBe("2026-03-01T09:00:00Z");
    expect(client.asked.filter((one) => one.startsWith("/users/"))).toEqual(["/users/vera"]);
  });

  it("costs nothing where it came with the role", async () => {
    const answers = { ...listed("vera"), ...role("vera", "write", { created_at: "2026-03-01T09:00:00Z" }) };
    const { people, client } = await read(answers, "vera");
    await people.date(["vera"]);
    expect(people.known()["vera"]?.createdAt).toBe("2026-03-01T09:00:00Z");
    expect(client.asked.some((one) => one.startsWith("/users/"))).toBe(false);
  });

  it.each([
    ["404", refused(404, "Not Found")],
    ["403", notAccessible()],
    ["5xx", new Unavailable("GET", 502, "Bad Gateway")],
    ["no date", {}],
    ["no time", { created_at: "once" }],
    ["nothing", null],
  ])("is left out on %s", async (_name, answer) => {
    const { people } = await read({ ...VERA, "/users/vera": answer }, "vera");
    await people.date(["vera"]);
    expect(people.known()["vera"]).toEqual({ login: "vera", nodeId: "U_vera", role: "write", member: true });
  });

  it("ends the pass where GitHub limits the rate", async () => {
    const limit = new RateLimited("GET", 0, 60_000);
    const { people } = await read({ ...VERA, "/users/vera": limit }, "vera");
    await expect(people.date(["vera"])).rejects.toBe(limit);
  });
});
