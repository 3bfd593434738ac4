import { describe, expect, it } from "@jest/globals";
import { Refused, RateLimited, Unavailable } from "../../../src/github/request/errors.ts";
import {
  entries,
  isAbsence,
  isForbidden,
  placeProblems,
  PERMISSIONS,
  unread,
  unreadable,
  unreadableFrom,
} from "../../../src/github/request/problems.ts";

const forbidden = (field: string) => ({ problem: "Resource not accessible by integration", type: "FORBIDDEN", field });

describe("what could not be read", () => {
  it("stands where its null stands, with the field that failed", () => {
    const data = { repository: { issue: { comments: null, labels: { nodes: [{ name: "a" }, null] } } } };
    placeProblems(data, [
      { message: "no", type: "FORBIDDEN", path: ["repository", "issue", "comments"] },
      { message: "late", path: ["repository", "issue", "labels", "nodes", 1] },
    ]);
    expect(data.repository.issue).toEqual({
      comments: { problem: "no", type: "FORBIDDEN", field: "comments" },
      labels: { nodes: [{ name: "a" }, { problem: "late", type: null, field: "nodes" }] },
    });
  });

  it("stands in a list's place where it spared all the entries", () => {
    const data = { repository: { issue: { comments: { nodes: null, pageInfo: { hasNextPage: false } } } } };
    placeProblems(data, [{ message: "no", type: "FORBIDDEN", path: ["repository", "issue", "comments", "nodes"] }]);
    expect(data.repository.issue.comments).toEqual({ problem: "no", type: "FORBIDDEN", field: "comments" });
  });

  it.each([
    ["comments", "comments", "issues: read"],
    ["nodes", "checks", "checks: read, statuses: read"],
    ["statusCheckRollup", "checks", "checks: read, statuses: read"],
    ["checkSuite", "checks", "checks: read"],
    ["files", "files", "pull requests: read"],
    ["closers", "links", "pull requests: read"],
    ["commits", "contributors", "contents: read"],
    ["mergeCommit", "merge commit", "contents: read"],
    ["beforeCommit", "contributors", "contents: read"],
    ["policy", "policy", "contents: read"],
    ["codeowners1", "CODEOWNERS", "contents: read"],
    ["subIssues", "items", "issues: read"],
    ["pullRequest", "pull request", "pull requests: read"],
  ])("names the permission that would help: %s in %s", (field, what, permission) => {
    expect(unreadable(forbidden(field), what)).toEqual({
      unreadable: `${what}: Resource not accessible by integration`,
      permission,
    });
  });

  it("has a permission for all that the reader calls by a name", () => {
    for (const what of [
      "comments",
      "events",
      "labels",
      "links",
      "files",
      "contributors",
      "checks",
      "policy",
      "items",
    ]) {
      expect(unreadable(forbidden("nodes"), what).permission).toBe(PERMISSIONS[what]);
      expect(PERMISSIONS[what]).toMatch(/: read/);
    }
  });

  it("may pass by itself, unless it is forbidden or gone", () => {
    expect(unreadable({ problem: "timeout", type: null }, "files")).toEqual({
      unreadable: "files: timeout",
      transient: true,
    });
    expect(unreadable({ problem: "gone", type: "NOT_FOUND" }, "files")).toEqual({ unreadable: "files: gone" });
    expect(unreadable({ ...forbidden("x"), problem: "no" }, "whatever")).toEqual({ unreadable: "whatever: no" });
    expect(unreadable(undefined, "files")).toMatchObject({ transient: true });
  });

  it("over REST is told with the permission that GitHub names, else with the one that it takes", () => {
    const refused = (message: string, headers = {}) => new Refused("GET", 403, { message }, headers);
    const lack = "Resource not accessible by integration";
    expect(unreadableFrom(refused(lack), "patches")).toMatchObject({ permission: "pull requests: read" });
    expect(unreadableFrom(refused(lack), "file")).toMatchObject({ permission: "contents: read" });
    expect(unreadableFrom(refused(lack), "issue type")).toMatchObject({ permission: "issues: read" });
    const named = refused(lack, { "x-accepted-github-permissions": "metadata=read" });
    expect(unreadableFrom(named, "file")).toMatchObject({ permission: "metadata: read" });
    expect(unreadableFrom(refused("This API returns blobs up to 1 MB in size"), "file")).not.toHaveProperty(
      "permission",
    );
  });

  it("is no absence where a permission lacks", () => {
    expect([isAbsence(forbidden("files")), isForbidden(forbidden("files"))]).toEqual([false, true]);
    const gone = { problem: "gone", type: "NOT_FOUND" };
    expect([isAbsence(gone), isForbidden(gone)]).toEqual([true, false]);
  });

  it("of a list is told by the list, with what would help", () => {
    const why = unread(unreadableFrom(new Unavailable("GraphQL", 504, "late"), "the next page"));
    const list = { nodes: [], pageInfo: { hasNextPage: true, endCursor: "a" }, stopped: why };
    expect(entries(list, "files")).toEqual({
      unreadable: "files: the next page: GraphQL: HTTP 504 (late)",
      transient: true,
    });
    const refused = new Refused("GET", 403, { message: "no" }, { "x-accepted-github-permissions": "checks=read" });
    expect(unread(unreadableFrom(refused, "x"))).toEqual({ why: "x: GET: HTTP 403 (no)", permission: "checks: read" });
  });

  it("is not what a rate limit is", () => {
    expect(() => unreadableFrom(new RateLimited("GET", 0, 1000), "files")).toThrow(RateLimited);
    expect(() => unreadableFrom(new TypeError("a fault of ours"), "files")).toThrow(TypeError);
  });
});
