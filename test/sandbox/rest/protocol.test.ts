/** Headers, pages, conditional requests and rate limits. Sources are named at each block. */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Caller } from "../../../src/sandbox/state/contract.ts";
import { startBox, type TestBox } from "./box.ts";

let box: TestBox;
const answers: { route: string | null; status: number; asker: string | null }[] = [];

beforeEach(async () => {
  answers.length = 0;
  box = await startBox({
    onAnswer: ({ route, status, caller }: { route: string | null; status: number; caller: Caller | null }) =>
      void answers.push({ route, status, asker: caller?.account?.login ?? null }),
  });
});
afterEach(async () => box.close());

const open = async (count: number): Promise<void> => {
  for (let index = 1; index <= count; index++) await box.call("author", "POST", "issues", { title: `Issue ${index}` });
};

// docs.github.com/rest "Using pagination in the REST API"
describe("pages", () => {
  it("links to prev, next, last and first, keeping the rest of the query", async () => {
    await open(5);
    const { headers, body } = await box.call("author", "GET", "issues?state=all&per_page=2&page=2");
    const links = Object.fromEntries(
      (headers.get("link") ?? "").split(", ").map((each) => {
        const [, url, name] = /^<(.+)>; rel="(\w+)"$/.exec(each) ?? [];
        return [name, url];
      }),
    );
    expect(Object.keys(links).sort()).toEqual(["first", "last", "next", "prev"]);
    expect(links.next).toBe(`${box.url}/repos/acme/shop/issues?state=all&per_page=2&page=3`);
    expect(links.last).toContain("page=3");
    expect(links.prev).toContain("page=1");
    expect(body.map((issue: { number: number }) => issue.number)).toEqual([3, 2]);
  });

  it("gives no Link header for a single page, and 30 items unless told", async () => {
    await open(2);
    expect((await box.call("author", "GET", "issues")).headers.get("link")).toBeNull();
    await open(31);
    expect((await box.call("author", "GET", "issues")).body).toHaveLength(30);
    expect((await box.call("author", "GET", "issues?per_page=1000")).body).toHaveLength(33);
  });
});

// docs.github.com/rest "Best practices for using the REST API": conditional requests
describe("conditional requests", () => {
  it("answers 304 without a body and without cost while nothing has changed", async () => {
    await open(1);
    const first = await box.call("author", "GET", "issues/1");
    const tag = first.headers.get("etag") ?? "";
    expect(tag).toMatch(/^W\/"[0-9a-f]{64}"$/);
    const used = Number(first.headers.get("x-ratelimit-used"));
    const second = await box.call("author", "GET", "issues/1", undefined, { "if-none-match": tag });
    expect(second.status).toBe(304);
    expect(second.body).toBe("");
    expect(second.headers.get("etag")).toBe(tag);
    expect(Number(second.headers.get("x-ratelimit-used"))).toBe(used);
    await box.call("author", "POST", "issues/1/comments", { body: "More" });
    const third = await box.call("author", "GET", "issues/1", undefined, { "if-none-match": tag });
    expect(third.status).toBe(200);
    expect(third.headers.get("etag")).not.toBe(tag);
  });

  it("counts a 304 that was asked for without credentials", async () => {
    await open(1);
    const first = await box.call("nobody", "GET", "issues/1");
    const tag = first.headers.get("etag") ?? "";
    const second = await box.call("nobody", "GET", "issues/1", undefined, { "if-none-match": tag });
    expect(second.status).toBe(304);
    expect(second.headers.get("x-ratelimit-used")).toBe("2");
  });
});

// docs.github.com/rest "Rate limits for the REST API"
describe("rate limits", () => {
  it("gives people 5,000 an hour and shows no cost for looking", async () => {
    const { body } = await box.call("author", "GET", "/rate_limit");
    expect(body.resources.core).toMatchObject({ limit: 5000, used: 0, remaining: 5000 });
    expect(body.resources.search.limit).toBe(30);
    expect(body.resources.graphql.limit).toBe(5000);
    expect((await box.call("actions", "GET", "/rate_limit")).body.rate.limit).toBe(1000);
    expect((await box.call("author", "GET", "/rate_limit")).body.rate.used).toBe(0);
  });

  it("refuses the 61st anonymous call of an hour and takes it in the next", async () => {
    for (let index = 0; index < 60; index++) {
      expect((await box.call("nobody", "GET", "/repos/acme/shop")).status).toBe(200);
    }
    const refused = await box.call("nobody", "GET", "/repos/acme/shop");
    expect(refused.status).toBe(403);
    expect(refused.body.message).toMatch(/^API rate limit exceeded for /);
    expect(refused.headers.get("x-ratelimit-remaining")).toBe("0");
    const reset = Number(refused.headers.get("x-ratelimit-reset")) * 1000;
    expect((await box.call("author", "GET", "/repos/acme/shop")).status).toBe(200);
    box.state.clock.moveTo(reset + 1000);
    expect((await box.call("nobody", "GET", "/repos/acme/shop")).status).toBe(200);
  });
});

describe("every answer", () => {
  it("carries GitHub's headers, with the box's time", async () => {
    box.state.clock.moveTo(Date.parse("2026-05-04T03:02:01Z"));
    const { headers } = await box.call("author", "GET", "/repos/acme/shop");
    expect(headers.get("date")).toBe("Mon, 04 May 2026 03:02:01 GMT");
    expect(headers.get("x-github-media-type")).toBe("github.v3; format=json");
    expect(headers.get("x-github-request-id")).toMatch(/^[0-9A-F]+(:[0-9A-F]+){4}$/);
    expect(headers.get("x-ratelimit-resource")).toBe("core");
    expect(headers.get("x-oauth-scopes")).toContain("repo");
    expect((await box.call("installation", "GET", "/repos/acme/shop")).headers.get("x-oauth-scopes")).toBeNull();
  });

  it("is the same under /api/v3, with URLs that stay there", async () => {
    await open(1);
    const { status, body } = await box.call("author", "GET", "/api/v3/repos/acme/shop/issues/1");
    expect(status).toBe(200);
    expect(body.url).toBe(`${box.url}/api/v3/repos/acme/shop/issues/1`);
    expect(body.html_url).toBe("https://github.com/acme/shop/issues/1");
    const id = (await box.call("author", "GET", "/repos/acme/shop")).body.id;
    expect((await box.call("author", "GET", `/repositories/${id}/issues/1`)).body.number).toBe(1);
  });

  it("tells of an unknown path and of a missing thing in GitHub's words", async () => {
    const unknown = await box.call("author", "GET", "/nowhere");
    expect(unknown.status).toBe(404);
    expect(unknown.body).toEqual({
      message: "Not Found",
      documentation_url: "https://docs.github.com/rest",
      status: "404",
    });
    const missing = await box.call("author", "GET", "issues/99");
    expect(missing.body).toEqual({
      message: "Not Found",
      documentation_url: "https://docs.github.com/rest/issues/issues#get-an-issue",
      status: "404",
    });
    expect((await box.call("author", "DELETE", "issues/1")).status).toBe(404);
  });

  it("is told to the log with the route's pattern", async () => {
    await box.call("owner", "GET", "issues/99");
    expect(answers).toEqual([{ route: "/repos/{owner}/{repo}/issues/{number}", status: 404, asker: "olu-owner" }]);
  });
});

// docs.github.com/rest "Troubleshooting the REST API"
describe("bodies that do not fit", () => {
  it("are refused with what is wrong", async () => {
    const broken = await box.call("author", "POST", "issues", "{");
    expect([broken.status, broken.body.message]).toEqual([400, "Problems parsing JSON"]);
    const text = await box.call("author", "POST", "issues", '"text"');
    expect([text.status, text.body.message]).toEqual([400, "Body should be a JSON object"]);
    const untitled = await box.call("author", "POST", "issues", { body: "x" });
    expect(untitled.status).toBe(422);
    expect(untitled.body.message).toBe(`Invalid request.\n\n"title" wasn't supplied.`);
    const label = await box.call("owner", "POST", "labels", { name: "bug" });
    const again = await box.call("owner", "POST", "labels", { name: "BUG" });
    expect([label.status === 201 || label.status === 422, again.status]).toEqual([true, 422]);
    expect(again.body.message).toBe("Validation Failed");
    expect(again.body.errors).toEqual([{ resource: "Label", code: "already_exists", field: "name" }]);
  });
});
