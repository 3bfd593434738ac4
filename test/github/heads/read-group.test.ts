import { describe, expect, it } from "@jest/globals";
import { queueRef } from "../../../src/github/heads/read-group.ts";

describe("the branch of a merge group", () => {
  it("names its base branch and the pull request that was put into the queue", () => {
    expect(queueRef("refs/heads/gh-readonly-queue/main/pr-12-0a1b2c")).toEqual({ branch: "main", pull: 12 });
    expect(queueRef("gh-readonly-queue/release/1.x/pr-7-abc")).toEqual({ branch: "release/1.x", pull: 7 });
  });

  it("is no other branch", () => {
    for (const ref of ["refs/heads/main", "refs/heads/gh-readonly-queue/main/12", "refs/heads/my/pr-12-abc", ""])
      expect(queueRef(ref)).toBeNull();
  });
});
