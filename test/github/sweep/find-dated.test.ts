import { describe, expect, it } from "@jest/globals";
import { findDated } from "../../../src/github/sweep/find-dated.ts";
import type { GitHubClient } from "../../../src/github/request/client.ts";
import { policyInForce } from "../../support/policy.ts";
import { item } from "../../support/snapshot.ts";

const NOW = Date.parse("2026-06-01T09:00:00Z");
const { policy } = policyInForce();
const API = "https://api.github.com/repos";
const entry = (number: number, label: string, day: string, incident = "#7") => ({
  number,
  body: `### Incident reference\n\n${incident}\n\n### ${label}\n\n${day}`,
});

async function found(lists: Readonly<Record<string, readonly object[]>>, settings = policy) {
  const asked: string[] = [];
  const rest = async (_route: string, { labels, state }: Record<string, unknown> = {}) => {
    asked.push(`${String(labels)} ${String(state)}`);
    return { status: 200, headers: {}, data: lists[String(labels)] ?? [] };
  };
  const client: GitHubClient = { graphql: () => Promise.reject(new Error("no GraphQL here")), rest };
  return { numbers: await findDated(client, { owner: "acme", repo: "shop" }, settings, NOW), asked };
}

describe("R-O3 incidents on which a date is still reminded of", () => {
  it("R-O3: of open risks and debts, however long their date is over", async () => {
    const { numbers, asked } = await found({
      "residual-risk": [entry(30, "Target date", "2025-01-01"), entry(31, "Target date", "soon", "#8")],
      "reliability-debt": [entry(32, "Revisit date", "2026-09-01", "#9"), { number: 33, body: null }],
    });
    expect(numbers).toEqual([7, 9]);
    expect(asked).toEqual(["residual-risk open", "reliability-debt open", "hardening all"]);
  });

  it("R-O3: of items whose review or adoption check lies ahead, or is lately over", async () => {
    const dated = (number: number, fields: Record<string, string>) => ({
      number,
      body: item(number, { fields: { ...fields, incident: `#${number + 100}` } }).body,
    });
    const { numbers } = await found({
      hardening: [
        dated(1, { review: "2026-07-01" }),
        dated(2, { review: "2026-04-15" }),
        dated(3, { review: "2026-04-01" }),
        dated(4, { due: "2026-07-01" }),
        dated(5, { review: "2026-01-01", adoption_check: "2026-06-20" }),
      ],
    });
    expect(numbers).toEqual([101, 102, 105]);
  });

  it("R-O3: of items that are open, whose due date may be said in a comment", async () => {
    const undated = (number: number, state: string) => ({
      number,
      state,
      body: item(number, { fields: { incident: `#${number + 100}` } }).body,
    });
    const { numbers } = await found({ hardening: [undated(1, "open"), undated(2, "closed")] });
    expect(numbers).toEqual([101]);
  });

  it("R-O3: the parent goes before the form; nothing of other repositories, nor of pull requests", async () => {
    const one = entry(30, "Target date", "2026-07-01");
    const { numbers } = await found({
      "residual-risk": [
        { ...one, parent_issue_url: `${API}/Acme/Shop/issues/3` },
        { ...one, parent_issue_url: `${API}/acme/other/issues/4` },
        { ...one, pull_request: {} },
        entry(31, "Target date", "2026-07-01", "acme/other#5"),
      ],
    });
    expect(numbers).toEqual([3]);
  });

  it("R-O3: nothing is asked where reminders are off", async () => {
    const off = policyInForce({ reminders: { enabled: false } }).policy;
    expect(await found({}, off)).toEqual({ numbers: [], asked: [] });
  });
});
