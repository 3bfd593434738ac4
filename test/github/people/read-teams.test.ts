import { describe, expect, it } from "@jest/globals";
import type { GitHubClient } from "../../../src/github/request/client.ts";
import { Refused } from "../../../src/github/request/errors.ts";
import { readTeams } from "../../../src/github/people/read-teams.ts";

/** A GitHub that knows these teams only; every other answers 404. */
function clientOf(teams: Readonly<Record<string, readonly string[]>>): GitHubClient & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    graphql: () => Promise.reject(new Error("no GraphQL is needed")),
    async rest(route, parameters = {}) {
      const team = `${String(parameters["org"])}/${String(parameters["team_slug"])}`;
      asked.push(`${route} ${team} ${String(parameters["page"])}`);
      const members = teams[team];
      if (members === undefined) throw new Refused(route, 404, { message: "Not Found" }, {});
      const page = Number(parameters["page"]);
      const data = members.slice((page - 1) * 100, page * 100).map((login) => ({ login }));
      return { status: 200, data, headers: {} };
    },
  };
}

describe("the teams with the override right", () => {
  it("asks nothing where the policy names none", async () => {
    const client = clientOf({});
    expect(await readTeams(client, [])).toEqual([]);
    expect(client.asked).toEqual([]);
  });

  it("reads every page of every team, each member once, in lower case", async () => {
    const many = Array.from({ length: 130 }, (_, index) => `User-${index}`);
    const client = clientOf({ "acme/sre": many, "acme/leads": ["User-3", "Maya"] });
    const logins = await readTeams(client, ["acme/sre", "acme/leads"]);
    expect(logins).toHaveLength(131);
    expect(logins).toEqual(expect.arrayContaining(["user-3", "user-129", "maya"]));
    expect(client.asked).toHaveLength(3);
  });

  it("a team that does not exist for us has no members", async () => {
    expect(await readTeams(clientOf({}), ["acme/gone"])).toEqual([]);
  });
});
