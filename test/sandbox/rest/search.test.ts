/** Searching. Source: docs.github.com "Searching issues and pull requests", "Understanding the search syntax". */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { dateRange, parseQuery } from "../../../src/sandbox/rest/routes/search-query.ts";
import { START, startBox, type TestBox } from "./box.ts";

describe("a query", () => {
  it("falls into qualifiers, quoted values, negations and words", () => {
    expect(parseQuery('repo:acme/shop label:"sev 1" -author:bot NOT stale "exact words" plain')).toEqual([
      { key: "repo", value: "acme/shop", negated: false },
      { key: "label", value: "sev 1", negated: false },
      { key: "author", value: "bot", negated: true },
      { key: null, value: "stale", negated: true },
      { key: null, value: "exact words", negated: false },
      { key: null, value: "plain", negated: false },
    ]);
  });

  it.each([
    [">=2026-03-01", true],
    [">2026-03-02", false],
    ["<2026-03-02", false],
    ["<=2026-03-02", true],
    ["2026-03-02", true],
    ["2026-03-01..2026-03-02", true],
    ["*..2026-03-01", false],
    ["2026-03-02T10:00:00Z..*", false],
  ])("with the range %s", (text, expected) => {
    expect(dateRange(text)?.("2026-03-02T09:30:00Z")).toBe(expected);
  });

  it("with a range that is none", () => {
    expect(dateRange("yesterday")).toBeNull();
  });
});

describe("search over HTTP", () => {
  let box: TestBox;
  beforeAll(async () => {
    box = await startBox();
    const make = (title: string, labels: string[], body = ""): Promise<unknown> =>
      box.call("owner", "POST", "issues", { title, labels, body });
    await make("Checkout down", ["incident", "sev 1"], "Carts are lost");
    await make("Add a guard", ["hardening"], "Incident: #1");
    await make("Write the runbook", ["hardening", "docs"]);
    await box.call("owner", "PATCH", "issues/3", { state: "closed", state_reason: "not_planned" });
    box.state.clock.moveTo(START + 2 * 86_400_000);
    await box.call("author", "POST", "issues", { title: "Later trouble", labels: ["incident"] });
  });
  afterAll(async () => box.close());

  const numbers = async (query: string): Promise<number[]> => {
    const { body } = await box.call("author", "GET", `/search/issues?q=${encodeURIComponent(query)}`);
    return (body.items as { number: number }[]).map((item) => item.number);
  };

  it.each([
    ["repo:acme/shop is:issue label:incident", [4, 1]],
    ['org:acme label:"sev 1"', [1]],
    ["repo:acme/shop label:hardening label:docs", [3]],
    ["repo:acme/shop label:docs,incident", [4, 3, 1]],
    ["repo:acme/shop is:open -label:incident", [2]],
    ["repo:acme/shop state:closed reason:not-planned", [3]],
    ["repo:acme/shop author:andy-author", [4]],
    ["repo:acme/shop carts", [1]],
    ["repo:acme/shop carts in:title", []],
    ["repo:acme/shop created:>=2026-03-04", [4]],
    ["repo:acme/shop created:2026-03-02 is:open", [2, 1]],
    ["repo:acme/shop is:pr", []],
    ["repo:acme/shop no:label", []],
    ["repo:acme/shop sort:created-asc is:open", [1, 2, 4]],
  ])("%s", async (query, expected) => {
    expect(await numbers(query)).toEqual(expected);
  });

  it("needs a query, and repositories that the asker sees", async () => {
    const none = await box.call("author", "GET", "/search/issues");
    expect(none.body.errors).toEqual([{ resource: "Search", field: "q", code: "missing" }]);
    expect((await box.call("author", "GET", "/search/issues?q=repo:acme/none")).status).toBe(422);
    const page = await box.call("author", "GET", "/search/issues?q=is:issue&per_page=100&page=11");
    expect(page.body.message).toBe("Only the first 1000 search results are available");
    expect(page.headers.get("x-ratelimit-resource")).toBe("search");
  });
});
