import { describe, expect, it } from "@jest/globals";
import { lookAt } from "../../src/action/event.ts";

describe("the event that started the workflow", () => {
  it("leads to the issue of an issue event and of a comment", () => {
    expect(lookAt("issues", { action: "closed", issue: { number: 12 } })).toEqual({ kind: "issue", number: 12 });
    expect(lookAt("issue_comment", { action: "created", issue: { number: 12 }, comment: { id: 1 } })).toEqual({
      kind: "issue",
      number: 12,
    });
  });

  it("leads to the pull request where the comment is on one", () => {
    expect(
      lookAt("issue_comment", { issue: { number: 7, pull_request: { url: "https://api.github.com/x" } } }),
    ).toEqual({
      kind: "pull_request",
      number: 7,
    });
  });

  it.each(["pull_request", "pull_request_target", "pull_request_review"])("leads to the pull request of %s", (name) => {
    expect(lookAt(name, { pull_request: { number: 7 } })).toEqual({ kind: "pull_request", number: 7 });
  });

  it("leads to the parent when a sub-issue comes or goes", () => {
    expect(lookAt("sub_issues", { parent_issue: { number: 12 }, sub_issue: { number: 13 } })).toEqual({
      kind: "issue",
      number: 12,
    });
  });

  it.each([
    ["push", { ref: "refs/heads/main" }],
    ["issues", {}],
    ["issues", null],
    ["issues", { issue: { number: "12" } }],
    ["pull_request", { pull_request: { number: -1 } }],
    ["pull_request", { number: 7 }],
  ])("leads nowhere for %s with %j", (name, payload) => {
    expect(lookAt(name, payload)).toBeNull();
  });
});
