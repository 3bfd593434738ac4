import { describe, expect, it } from "@jest/globals";
import nock from "nock";
import { applyWrite } from "../../../src/github/write/write.ts";
import type { Write } from "../../../src/core/plan/write.ts";
import { API, comment, ISSUE, PAGE, repo, strictNock, testClient, testContext } from "./write-support.ts";

const reopen = (notice: string | null): Write => ({
  kind: "reopen",
  key: "undo:CE_2",
  issue: ISSUE,
  closeEvent: "CE_2",
  notice,
});

function lastClose(state: string, id: string | null): void {
  const nodes = id === null ? [] : [{ __typename: "ClosedEvent", id }];
  nock(API)
    .post("/graphql", (body: { variables: object }) => JSON.stringify(body.variables) === '{"issue":"I_12"}')
    .reply(200, { data: { node: { __typename: "Issue", state, timelineItems: { nodes } } } });
}

strictNock();

describe("undoing a close", () => {
  it("says why first, then reopens", async () => {
    const order: string[] = [];
    lastClose("CLOSED", "CE_2");
    const scope = repo();
    scope.get("/issues/12/comments").query(PAGE).reply(200, []);
    scope.post("/issues/12/comments").reply(201, () => {
      order.push("notice");
      return comment(1, "");
    });
    scope.patch("/issues/12", { state: "open" }).reply(200, () => {
      order.push("open");
      return {};
    });
    expect(await applyWrite(testClient(), testContext(), reopen("Because"))).toBe("done");
    expect(order).toEqual(["notice", "open"]);
  });

  it("says nothing where it is quiet", async () => {
    lastClose("CLOSED", "CE_2");
    repo().patch("/issues/12", { state: "open" }).reply(200, {});
    expect(await applyWrite(testClient(), testContext(), reopen(null))).toBe("done");
  });

  it("does not say it again where it died between the two", async () => {
    lastClose("CLOSED", "CE_2");
    const scope = repo();
    scope
      .get("/issues/12/comments")
      .query(PAGE)
      .reply(200, [comment(1, "<!-- quench:notice:undo:CE_2 -->\nBecause")]);
    scope.patch("/issues/12").reply(200, {});
    expect(await applyWrite(testClient(), testContext(), reopen("Because"))).toBe("done");
  });

  it("leaves an issue alone that is open, or was closed again by another event", async () => {
    lastClose("OPEN", "CE_2");
    expect(await applyWrite(testClient(), testContext(), reopen("Because"))).toBe("skipped");
    lastClose("CLOSED", "CE_3");
    expect(await applyWrite(testClient(), testContext(), reopen("Because"))).toBe("skipped");
    lastClose("CLOSED", null);
    expect(await applyWrite(testClient(), testContext(), reopen("Because"))).toBe("skipped");
  });

  it("never acts on a partial answer", async () => {
    const errors = [{ message: "Something went wrong", path: ["node", "timelineItems"] }];
    nock(API)
      .post("/graphql")
      .reply(200, { data: { node: { state: "CLOSED", timelineItems: null } }, errors });
    await expect(applyWrite(testClient(), testContext(), reopen("Because"))).rejects.toMatchObject({
      name: "Unavailable",
    });
  });

  it("leaves an issue alone that is gone", async () => {
    const errors = [{ type: "NOT_FOUND", message: "Could not resolve to a node", path: ["node"] }];
    nock(API)
      .post("/graphql")
      .reply(200, { data: { node: null }, errors });
    expect(await applyWrite(testClient(), testContext(), reopen("Because"))).toBe("skipped");
  });
});
