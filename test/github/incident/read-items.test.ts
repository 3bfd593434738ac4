import { describe, expect, it } from "@jest/globals";
import { createAliases } from "../../../src/github/incident/aliases.ts";
import { readBelonging } from "../../../src/github/incident/read-items.ts";
import type { RawIssue } from "../../../src/github/raw.ts";
import type { GitHubClient } from "../../../src/github/request/client.ts";
import { policyInForce } from "../../support/policy.ts";

const HERE = { nameWithOwner: "acme/shop" };
const IDENTITY = { login: "quench[bot]", appId: 4711, kind: "app", key: null } as const;
const whole = (nodes: readonly unknown[]) => ({ nodes, pageInfo: { hasNextPage: false } });

const nobody: GitHubClient = {
  graphql: async () => {
    throw new Error("nothing is asked");
  },
  rest: async () => {
    throw new Error("nothing is asked");
  },
};

/** What belongs to incident #1 where an issue like this refers to it. */
async function belonging(source: object) {
  const referrer = { __typename: "Issue", id: "I_2", number: 2, body: "", repository: HERE, parent: null, ...source };
  const incident = {
    id: "I_1",
    number: 1,
    repository: HERE,
    subIssues: whole([]),
    references: whole([{ __typename: "CrossReferencedEvent", source: referrer }]),
  } as unknown as RawIssue;
  return readBelonging(nobody, incident, policyInForce().policy, IDENTITY, createAliases(nobody, "acme/shop"));
}

describe("what belongs to an incident", () => {
  const problem = { problem: "Something went wrong", type: null };

  it("is no issue without a label of ours", async () => {
    expect(await belonging({ labels: whole([{ name: "bug" }]) })).toMatchObject({ items: [], ledger: [] });
  });

  it.each([
    ["the labels", { labels: problem }],
    ["one of the labels", { labels: whole([problem]) }],
    ["what it says", { labels: whole([{ name: "hardening" }]), body: problem }],
  ])("is unread where %s of an issue that refers to it could not be read", async (_what, source) => {
    const unread = { unreadable: "items: Something went wrong", transient: true };
    expect(await belonging(source)).toMatchObject({ items: unread, ledger: unread });
  });

  it("is not where such an issue lies elsewhere", async () => {
    const elsewhere = { labels: problem, repository: { nameWithOwner: "acme/other" } };
    expect(await belonging(elsewhere)).toMatchObject({ items: [], ledger: [] });
  });
});
