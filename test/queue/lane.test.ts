import { describe, expect, it } from "@jest/globals";
import { isRetry, lanesAfter, laneOf, retryOf, sooner } from "../../src/queue/lane.ts";
import { LANES, type Subject } from "../../src/queue/queue.ts";

const place = { installation: 1, repository: "acme/shop" };
const incident: Subject = { kind: "incident", ...place, number: 1 };
const pull: Subject = { kind: "pull", ...place, number: 2 };
const group: Subject = { kind: "group", ...place, sha: "a", base: "b", ref: "refs/heads/main" };
const checks: Subject = { kind: "checks", ...place, sha: "a" };
const repository: Subject = { kind: "repository", ...place };
const sweep: Subject = { kind: "sweep", ...place };
const deliveries: Subject = { kind: "deliveries", installation: null, repository: null };

describe("the lane of a look", () => {
  it.each([
    [incident, "issues.closed", "urgent"],
    [incident, "issues.reopened", "urgent"],
    [incident, "issues.labeled", "urgent"],
    [incident, "issues.edited", "usual"],
    [incident, "issue_comment.command", "urgent"],
    [incident, "issue_comment.created", "usual"],
    [incident, "pull_request.synchronize", "urgent"],
    [incident, "pull_request_review.submitted", "urgent"],
    [incident, "check_run.rerequested", "urgent"],
    [incident, "check_run.completed", "usual"],
    [incident, "check", "urgent"],
    [incident, "wake-up", "usual"],
    [incident, "push", "usual"],
    [incident, "sweep", "background"],
    [incident, "changed", "background"],
    [incident, "a reason that nobody knows", "usual"],
    [pull, "pull_request.opened", "urgent"],
    [pull, "asked again", "urgent"],
    [pull, "check", "usual"],
    [pull, "sweep", "background"],
    [group, "merge_group.checks_requested", "urgent"],
    [group, "asked again", "urgent"],
    [checks, "push", "urgent"],
    [repository, "issues.edited", "usual"],
    [repository, "ledger", "background"],
    [repository, "policy", "background"],
    [repository, "set-up", "background"],
    [sweep, "push", "background"],
    [sweep, "start", "background"],
    [deliveries, "start", "background"],
  ] as const)("%j by %s is %s", (subject, reason, lane) => {
    expect(laneOf(subject, reason)).toBe(lane);
  });

  it.each([
    [incident, ["issues.edited", "issues.closed"], "urgent"],
    [incident, ["wake-up"], "usual"],
    [incident, ["sweep"], "background"],
    [incident, ["sweep", "wake-up"], "usual"],
    [incident, [], "usual"],
    [repository, ["ledger"], "background"],
    [group, ["merge_group.checks_requested"], "urgent"],
    [sweep, ["push"], "background"],
  ] as const)("%j by %j is kept when it is tried again", (subject, reasons, lane) => {
    const again = retryOf(subject, reasons);
    expect(laneOf(subject, again)).toBe(lane);
    expect(isRetry(again)).toBe(true);
    // However often.
    expect(retryOf(subject, [again])).toBe(again);
  });

  it("is the more urgent one of two", () => {
    expect([sooner("urgent", "usual"), sooner("background", "usual"), sooner("usual", "usual")]).toEqual([
      "urgent",
      "usual",
      "usual",
    ]);
    expect(isRetry("sweep")).toBe(false);
  });
});

describe("the lanes' turns", () => {
  it("begin with the urgent lane, now and then with a later one, and name all three", () => {
    const firsts = Array.from({ length: 32 }, (_, begun) => lanesAfter(begun)[0]);
    expect(firsts.filter((lane) => lane === "urgent")).toHaveLength(28);
    expect(firsts.flatMap((lane, at) => (lane === "usual" ? [at + 1] : []))).toEqual([8, 16, 24]);
    expect(firsts.at(-1)).toBe("background");
    for (let begun = 0; begun < 64; begun += 1) expect(new Set(lanesAfter(begun))).toEqual(new Set(LANES));
  });
});
