import { describe, expect, it } from "@jest/globals";
import type { Clients } from "../../../src/app/clients.ts";
import { isOut } from "../../../src/app/looks/presence.ts";
import type { GitHubClient } from "../../../src/github/request/client.ts";
import { RateLimited, Refused, Unavailable } from "../../../src/github/request/errors.ts";

const refused = (status: number) => new Refused("GET /x", status, {}, {});

/** What GitHub tells the App of its installation, and of itself. */
function clients(installation: unknown, app: unknown = { slug: "quench" }): Clients {
  const client: GitHubClient = {
    graphql: () => Promise.reject(new Error("no GraphQL here")),
    rest: async (route) => {
      const answer = route === "GET /app" ? app : installation;
      if (answer instanceof Error) throw answer;
      return { status: 200, data: answer, headers: {} };
    },
  };
  return { app: client, forInstallation: () => client, forget: () => undefined };
}

describe("an installation that a pass fails in", () => {
  it.each([
    ["removed", refused(404), true],
    ["suspended", { suspended_at: "2026-03-01T09:00:00Z" }, true],
    ["there", { suspended_at: null }, false],
    ["out of sight for now", new Unavailable("GET /x", 502, ""), false],
  ])("is %s", async (_what, answer, out) => {
    await expect(isOut(clients(answer), 3, refused(404))).resolves.toBe(out);
    await expect(isOut(clients(answer), 3, new Unavailable("GraphQL", 401, ""))).resolves.toBe(out);
  });

  it("is not judged where GitHub does not know the App itself", async () => {
    await expect(isOut(clients(refused(404), refused(404)), 3, refused(404))).resolves.toBe(false);
  });

  it.each([
    ["a fault of GitHub's", new Unavailable("GET /x", 502, "")],
    ["a rate limit", new RateLimited("x", 0, 1000)],
    ["a refusal of the thing", refused(422)],
    ["a bug", new TypeError("x")],
  ])("is not asked for after %s", async (_what, error) => {
    await expect(isOut(clients(refused(404)), 3, error)).resolves.toBe(false);
  });
});
