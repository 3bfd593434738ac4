import { describe, expect, it } from "@jest/globals";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import { buildCase } from "../../../src/core/verdict/case.ts";
import { RateLimited } from "../../../src/github/request/errors.ts";
import { readOwners } from "../../../src/github/people/read-owners.ts";
import { createPeopleReader } from "../../../src/github/people/read-people.ts";
import { policyInForce } from "../../support/policy.ts";
import { actor, assigned, comment, day, incident, item, link, person, pull, snapshot } from "../../support/snapshot.ts";
import { type Answers, notAccessible, scriptedRest } from "../request/scripted-rest.ts";

const BOOK = "docs/runbooks/checkout.md";
const GUARD = ".github/workflows/guard.yml";
const members = (team: string, ...logins: readonly string[]): Answers => ({
  [`/orgs/acme/teams/${team}/members`]: logins.map((login) => ({ login })),
});

interface Told {
  readonly codeowners: Snapshot["codeowners"];
  readonly paths?: readonly string[];
  readonly gone?: readonly string[];
  readonly answers?: Answers;
  readonly over?: Partial<Snapshot>;
}

async function read({ codeowners, paths = [BOOK], gone = [], answers = {}, over = {} }: Told) {
  const base = snapshot({
    items: [item(2, { owner: "oscar", fields: { verifier: "@vera" }, links: [link(102)] })],
    pulls: [pull(102, paths)],
    people: gone.map((login) => person(login, "none", false)),
    over: { codeowners, ...over },
  });
  const client = scriptedRest({ "/repos/acme/shop/assignees": [{ login: "tess" }, { login: "vera" }], ...answers });
  const people = createPeopleReader(client, "acme", "shop");
  const teams = await readOwners({ client, subject: buildCase(base, policyInForce().policy), people });
  return { teams, asked: client.asked, people };
}

const lookedUp = (asked: readonly string[]): readonly string[] =>
  asked.flatMap((one) => /collaborators\/([^/]+)\/permission/.exec(one)?.[1] ?? []);

describe("whom CODEOWNERS names", () => {
  it("nothing is asked where it names nobody for a file that matters", async () => {
    for (const codeowners of [null, "", "/src/ @acme/sre @tess", { unreadable: "502" }]) {
      const { teams, asked } = await read({ codeowners });
      expect(teams).toEqual({});
      expect(asked).toEqual([]);
    }
  });

  it("the members of a changed runbook's team are read, and its people looked up", async () => {
    const { teams, asked } = await read({
      codeowners: "/docs/ @Acme/SRE @tess",
      answers: members("sre", "Otto", "maya"),
    });
    expect(teams).toEqual({ "acme/sre": ["maya", "otto"] });
    expect(lookedUp(asked)).toEqual(["tess"]);
  });

  it("a control's files matter once somebody who answers for it has left", async () => {
    const told = {
      codeowners: "/.github/ @acme/platform",
      paths: [GUARD],
      answers: members("platform", "tess", "paul"),
    };
    expect((await read(told)).teams).toEqual({});
    const { teams, asked, people } = await read({ ...told, gone: ["oscar"] });
    expect(teams).toEqual({ "acme/platform": ["paul", "tess"] });
    expect([...lookedUp(asked)].sort()).toEqual(["paul", "tess"]);
    expect(people.known()["tess"]?.member).toBe(true);
  });

  it("a team that may not be read names the permission, and the others are read", async () => {
    const { teams } = await read({
      codeowners: "/docs/ @acme/sre @acme/ops",
      answers: { ...members("ops", "otto"), "/orgs/acme/teams/sre/members": notAccessible() },
    });
    expect(teams["acme/sre"]).toMatchObject({ permission: "members: read" });
    expect(teams["acme/ops"]).toEqual(["otto"]);
  });

  it("another organization's team owns nothing here, and is not asked for", async () => {
    const { teams, asked } = await read({ codeowners: "/docs/ @other/sre" });
    expect(teams).toEqual({ "other/sre": [] });
    expect(asked).toEqual([]);
  });

  it("more teams than a pass reads are told as unread", async () => {
    const names = Array.from({ length: 31 }, (_, at) => `team-${String(at).padStart(2, "0")}`);
    const { teams, asked } = await read({ codeowners: `/docs/ ${names.map((name) => `@acme/${name}`).join(" ")}` });
    expect(asked).toHaveLength(30);
    expect(teams["acme/team-29"]).toEqual([]);
    expect(teams["acme/team-30"]).toEqual({
      unreadable: "team acme/team-30: CODEOWNERS names more teams than are read",
    });
  });

  it("a rate limit ends the pass", async () => {
    const limit = new RateLimited("GET", 0, 60_000);
    const told = { codeowners: "/docs/ @acme/sre", answers: { "/orgs/acme/teams/sre/members": limit } };
    await expect(read(told)).rejects.toBe(limit);
  });
});

describe("R-Y10 an owner whom GitHub unassigned as they left", () => {
  it("is looked up, though nothing else names them, and so is who could take over", async () => {
    const unassigned = { kind: "unassigned" as const, id: "UE_1", at: day(1), actor: actor("maya"), assignee: "olga" };
    const base = snapshot({
      items: [item(2, { events: [assigned(day(0), "maya", "olga"), unassigned], links: [link(102)] })],
      pulls: [pull(102, [GUARD])],
      over: { codeowners: "* @tess" },
    });
    const client = scriptedRest({ "/repos/acme/shop/assignees": [{ login: "tess" }] });
    const people = createPeopleReader(client, "acme", "shop");
    await readOwners({ client, subject: buildCase(base, policyInForce().policy), people });
    expect(people.known()["olga"]).toMatchObject({ role: "none", member: false });
    expect(people.known()["tess"]?.member).toBe(true);
  });
});

describe("R-B2 whom texts name", () => {
  it("of members who are named, it is asked when their accounts were made", async () => {
    const said = comment("/quench escalation @tess", "maya", day(0, 10));
    const base = snapshot({
      incident: incident({ comments: [said] }),
      items: [item(2, { owner: "oscar", fields: { verifier: "@vera" } })],
    });
    const client = scriptedRest({
      "/repos/acme/shop/assignees": [{ login: "tess" }, { login: "vera" }, { login: "oscar" }],
      "/users/vera": { created_at: "2026-03-03T09:00:00Z" },
    });
    const people = createPeopleReader(client, "acme", "shop");
    await people.read(["tess", "vera", "oscar"]);
    client.asked.splice(0);
    await readOwners({ client, subject: buildCase(base, policyInForce().policy), people });
    // The owner is an assignee, and that is an account, not a name.
    expect([...client.asked].sort()).toEqual(["/users/tess", "/users/vera"]);
    expect(people.known()["vera"]?.createdAt).toBe("2026-03-03T09:00:00Z");
    expect(people.known()["tess"]).not.toHaveProperty("createdAt");
  });
});
