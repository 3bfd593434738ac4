import { describe, expect, it } from "@jest/globals";
import { createFaults, routeMatches } from "../../../src/sandbox/engine/faults.ts";
import { BoxError } from "../../../src/sandbox/state/contract.ts";

describe("where a fault's route fits", () => {
  it.each([
    ["POST /repos/*/issues/*/comments", "POST", "/repos/acme/shop/issues/1/comments", true],
    ["POST /repos/*/*/issues/*/comments", "POST", "/repos/acme/shop/issues/1/comments", true],
    ["POST /repos/*/issues/*/comments", "GET", "/repos/acme/shop/issues/1/comments", false],
    ["POST /repos/*/issues/*/comments", "POST", "/repos/acme/shop/issues/1/comments/2", false],
    ["POST /repos/*/issues", "POST", "/repos/acme/shop/issues/1/comments", false],
    ["* /repos/**", "PATCH", "/repos/acme/shop/issues/1", true],
    ["/graphql", "POST", "/graphql", true],
    ["post /repos/acme/shop/check-runs", "POST", "/repos/acme/shop/check-runs", true],
    ["GET /repos/*/contents/**", "GET", "/repos/acme/shop/contents/.github/quench.yml", true],
    ["GET /users/*", "GET", "/users/a.b", true],
    ["GET /users/a.b", "GET", "/users/aXb", false],
  ])("%s on %s %s: %s", (route, method, path, fits) => {
    expect(routeMatches(route, method, path)).toBe(fits);
  });
});

describe("how often a fault works", () => {
  it("skips the first, then meets as many as asked", () => {
    const faults = createFaults();
    faults.add({ route: "GET /x", status: 502, times: 2, after: 1 });
    const met = Array.from({ length: 5 }, () => faults.forRequest("GET", "/x")?.status ?? null);
    expect(met).toEqual([null, 502, 502, null, null]);
  });

  it("goes on until cleared where no number is given", () => {
    const faults = createFaults();
    faults.add({ rate_limit: "secondary", retry_after: 3 });
    expect(faults.forRequest("GET", "/a")).toMatchObject({ rateLimit: "secondary", retryAfter: 3 });
    expect(faults.forRequest("POST", "/b")).not.toBeNull();
    faults.clear();
    expect(faults.forRequest("GET", "/a")).toBeNull();
  });

  it("keeps webhooks, GraphQL and calls apart", () => {
    const faults = createFaults();
    faults.add({ webhooks: "drop", event: "issues", times: 1 });
    faults.add({ graphql: "partial", path: "repository.issue.comments", times: 1 });
    expect(faults.forRequest("POST", "/graphql")).toBeNull();
    expect(faults.forWebhook("push")).toBeNull();
    expect(faults.forWebhook("issues")?.webhooks).toBe("drop");
    expect(faults.forWebhook("issues")).toBeNull();
    expect(faults.forGraphql()?.path).toBe("repository.issue.comments");
    expect(faults.forGraphql()).toBeNull();
  });
});

describe("what is no fault", () => {
  it.each([
    [null],
    [[]],
    ["x"],
    [{}],
    [{ status: 502 }],
    [{ route: "GET /x", times: "two" }],
    [{ route: 1 }],
    [{ webhooks: "lose" }],
    [{ graphql: "slow" }],
    [{ rate_limit: true }],
    [{ route: "GET /x", statos: 502 }],
  ])("%j", (input) => {
    expect(() => createFaults().add(input)).toThrow(BoxError);
  });
});
