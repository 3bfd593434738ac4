import { describe, expect, it } from "@jest/globals";
import { type Look, lookAt } from "../../../src/action/gate/event.ts";

const look = (name: string, payload: unknown, workflow: string | null = null): Look => lookAt(name, payload, workflow);

const SHA = "a".repeat(40);

describe("the event that started the workflow", () => {
  it("leads to the issue of an issue event and of a comment", () => {
    expect(look("issues", { action: "closed", issue: { number: 12 } })).toEqual({ kind: "issue", number: 12 });
    expect(look("issue_comment", { action: "created", issue: { number: 12 }, comment: { id: 1 } })).toEqual({
      kind: "issue",
      number: 12,
    });
  });

  it("leads to the pull request where the comment is on one", () => {
    expect(look("issue_comment", { issue: { number: 7, pull_request: { url: "https://api.github.com/x" } } })).toEqual({
      kind: "pull_request",
      number: 7,
    });
  });

  it.each(["pull_request", "pull_request_target", "pull_request_review"])("leads to the pull request of %s", (name) => {
    expect(look(name, { pull_request: { number: 7 } })).toEqual({ kind: "pull_request", number: 7 });
  });

  it("leads to the parent when a sub-issue comes or goes", () => {
    expect(look("sub_issues", { parent_issue: { number: 12 }, sub_issue: { number: 13 } })).toEqual({
      kind: "issue",
      number: 12,
    });
  });

  it.each([
    ["issues", {}],
    ["issues", null],
    ["issues", { issue: { number: "12" } }],
    ["pull_request", { pull_request: { number: -1 } }],
    ["pull_request", { number: 7 }],
  ])("leads nowhere for %s with %j", (name, payload) => {
    expect(look(name, payload)).toMatchObject({ kind: "nothing", why: expect.stringContaining("names no") });
  });

  it.each([
    ["workflow_run", { action: "completed", workflow_run: { head_sha: "main" } }],
    ["merge_group", { action: "checks_requested", merge_group: { head_sha: SHA, base_sha: SHA } }],
    ["merge_group", { action: "checks_requested" }],
  ])("leads nowhere for %s that says too little", (name, payload) => {
    expect(look(name, payload)).toMatchObject({ kind: "nothing", misplaced: false });
  });

  it.each(["schedule", "workflow_dispatch"])("belongs to another mode where it is %s", (name) => {
    expect(look(name, {})).toMatchObject({
      kind: "nothing",
      misplaced: true,
      why: expect.stringContaining("`mode: sweep`"),
    });
  });

  it.each(["push", "check_run", "check_suite", "fork"])("is not for this mode where it is %s", (name) => {
    expect(look(name, {})).toMatchObject({
      kind: "nothing",
      misplaced: true,
      why: expect.stringContaining(`\`${name}\``),
    });
  });

  it("repeats no name that is none of GitHub's", () => {
    const said = look("x`\n::error::y", {});
    expect(said).toMatchObject({ kind: "nothing", why: expect.not.stringContaining("::error") });
  });

  it("leads to the commit of a run, and to the pull requests that are of this repository", () => {
    const pull_requests = [
      { number: 7, base: { repo: { id: 1 } } },
      { number: 8, base: { repo: { id: 2 } } },
      { number: 9 },
      { number: "10" },
    ];
    const payload = { action: "completed", repository: { id: 1 }, workflow_run: { head_sha: SHA, pull_requests } };
    expect(look("workflow_run", payload)).toEqual({ kind: "commit", sha: SHA, pulls: [7, 9] });
  });

  it("ends at once for a run of its own workflow, by its file and by its name", () => {
    const run = { head_sha: SHA, path: ".github/workflows/quench.yml@refs/heads/main", name: "Quench" };
    const payload = { action: "completed", workflow_run: run };
    for (const own of [".github/workflows/quench.yml", "Quench"])
      expect(look("workflow_run", payload, own)).toMatchObject({ kind: "nothing", misplaced: false });
    expect(look("workflow_run", payload, ".github/workflows/ci.yml")).toMatchObject({ kind: "commit" });
  });

  it("leads to the merge group that asks for its checks, and not to one that is gone", () => {
    const merge_group = { head_sha: SHA, base_sha: SHA, head_ref: "refs/heads/gh-readonly-queue/main/pr-1-a" };
    expect(look("merge_group", { action: "checks_requested", merge_group })).toEqual({
      kind: "group",
      sha: SHA,
      base: SHA,
      ref: merge_group.head_ref,
    });
    expect(look("merge_group", { action: "destroyed", merge_group })).toMatchObject({ kind: "nothing" });
  });
});
