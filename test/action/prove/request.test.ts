import { describe, expect, it } from "@jest/globals";
import { readRequest } from "../../../src/action/prove/request.ts";
import { payloadOf } from "./project.ts";

const [base, head] = ["a".repeat(40), "b".repeat(40)];

describe("what is to be proven", () => {
  it("is a pull request's base and head", () => {
    expect(readRequest("pull_request", payloadOf({ base, head }))).toEqual({
      number: 7,
      base,
      branch: "main",
      head,
      fork: false,
      closed: false,
    });
  });

  it("is a fork's where the head lies elsewhere, or nowhere any more", () => {
    expect(readRequest("pull_request", payloadOf({ base, head }, { fork: true })).fork).toBe(true);
    const gone = { head: { ref: "fix", sha: head, repo: null } };
    expect(readRequest("pull_request", payloadOf({ base, head }, { pull: gone })).fork).toBe(true);
  });

  it("is refused under pull_request_target, with the reason", () => {
    expect(() => readRequest("pull_request_target", payloadOf({ base, head }))).toThrow(
      /never runs on `pull_request_target`: it runs the pull request's code.*Use `on: pull_request`/,
    );
  });

  it.each([
    "push",
    "workflow_run",
    "issue_comment",
    "merge_group",
    "schedule",
    "pull_request_review",
  ])("is refused on %s", (event) => {
    expect(() => readRequest(event, payloadOf({ base, head }))).toThrow(/on `pull_request` only/);
  });

  it.each([
    null,
    {},
    { pull_request: { number: 7 } },
    payloadOf({ base: "--upload-pack=x", head }),
    payloadOf({ base, head: "HEAD" }),
  ])("is refused where the event names no commits: %j", (payload) => {
    expect(() => readRequest("pull_request", payload)).toThrow(/names no pull request with a base and a head/);
  });
});
