/** Workflows' tokens with chosen permissions. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openStage, type Stage } from "./support.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  await stage.rest("admin", "PATCH", "/repos/acme/shop", { private: true });
});
afterAll(() => stage.close());

const token = async (permissions: object): Promise<string> =>
  (await stage.control("POST", "tokens", { permissions })).body.token;

// docs.github.com "Controlling permissions for GITHUB_TOKEN": what is not named the token lacks.
describe("a workflow's token", () => {
  it("may do what its permissions say, under either spelling, as github-actions[bot]", async () => {
    const made = (await stage.control("POST", "tokens", { permissions: { issues: "write", "pull-requests": "read" } }))
      .body;
    expect(made).toMatchObject({
      login: "github-actions[bot]",
      permissions: { issues: "write", pull_requests: "read", metadata: "read" },
    });
    const issue = await stage.rest(made.token, "POST", "issues", { title: "By a workflow" });
    expect([issue.status, issue.body.user.login]).toEqual([201, "github-actions[bot]"]);
    expect((await stage.rest(made.token, "GET", "pulls")).status).toBe(200);
  });

  // "Troubleshooting the REST API", insufficient permissions: the header names what would have done.
  it("is refused with the permission that would have done", async () => {
    const reading = await token({ issues: "read", contents: "none" });
    const refusedWrite = await stage.rest(reading, "POST", "issues", { title: "No" });
    expect([refusedWrite.status, refusedWrite.body.message]).toEqual([403, "Resource not accessible by integration"]);
    expect(refusedWrite.headers.get("x-accepted-github-permissions")).toBe("issues=write");
    const refusedRead = await stage.rest(reading, "GET", "contents/README.md");
    expect(refusedRead.status).toBe(403);
    expect(refusedRead.headers.get("x-accepted-github-permissions")).toBe("contents=read");
    expect(
      (
        await stage.errors(
          '{ repository(owner: "acme", name: "shop") { pullRequests(first: 1) { totalCount } } }',
          reading,
        )
      )[0]?.type,
    ).toBe("FORBIDDEN");
  });

  it("takes nothing but levels that GitHub has", async () => {
    const wrong = await stage.control("POST", "tokens", { permissions: { issues: "admin" } });
    expect([wrong.status, wrong.body.message]).toEqual([422, '"issues" must be one of read, write, none.']);
    expect((await stage.control("POST", "tokens", { permissions: [] })).status).toBe(422);
  });
});
