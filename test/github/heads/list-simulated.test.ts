import { describe, expect, it } from "@jest/globals";
import { listTasks } from "../../../src/github/heads/list-simulated.ts";
import type { PolicyPlace } from "../../../src/github/heads/read-policy-places.ts";
import type { GitHubClient } from "../../../src/github/request/client.ts";
import { Refused } from "../../../src/github/request/errors.ts";
import { policyInForce } from "../../support/policy.ts";

const PLACE = {
  home: { owner: "acme", repo: "shop", organization: true },
  before: policyInForce({}),
  after: policyInForce({ mode: "warn" }),
  same: false,
} as unknown as PolicyPlace;
const ONE = { number: 1, html_url: "https://forge.test/acme/shop/issues/1", title: "Down", closed_at: null };

/** Answers the open issues of a label and of a type; a number is a refusal's status, of the closed ones too. */
async function list(byLabel: readonly unknown[] | number, byType: readonly unknown[] | number) {
  const rest: GitHubClient["rest"] = async (route, parameters = {}) => {
    const data = "type" in parameters ? byType : byLabel;
    if (typeof data === "number") throw new Refused(route, data, { message: "No" }, {});
    return { status: 200, data: parameters["state"] === "open" ? data : [], headers: {} };
  };
  const client: GitHubClient = { graphql: () => Promise.reject(new Error("no GraphQL here")), rest };
  const { tasks } = await listTasks(client, [PLACE], "2026-04-01T00:00:00Z");
  return tasks.map(({ incident }) => incident.number);
}

describe("the incidents that a changed policy is tried on", () => {
  it("are those of the label, where the organization has no type of that name", async () => {
    for (const status of [404, 422]) expect(await list([ONE], status)).toEqual([1]);
  });

  it("are none where issues are switched off", async () => {
    expect(await list(410, 410)).toEqual([]);
  });

  it("are unknown where the list is refused: it is not said that nothing changes for any of them", async () => {
    for (const status of [403, 404, 422]) await expect(list(status, [])).rejects.toThrow(/incidents: /);
  });
});
