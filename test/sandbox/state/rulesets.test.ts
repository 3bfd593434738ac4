import { describe, expect, it } from "@jest/globals";
import type { Issue } from "../../../src/sandbox/state/model.ts";
import { ACTIONS_APP_ID } from "../../../src/sandbox/state/workflow-runs.ts";
import { refusal, type Town, town } from "./town.ts";

const require = (
  place: Town,
  checks: { context: string; integration_id?: number }[],
  more: Record<string, unknown> = {},
) =>
  place.box.do.createRuleset(place.admin, place.repository, {
    name: "main",
    target: "branch",
    enforcement: "active",
    conditions: { ref_name: { include: ["~DEFAULT_BRANCH"], exclude: [] } },
    rules: [
      {
        type: "required_status_checks",
        parameters: { required_status_checks: checks, strict_required_status_checks_policy: false },
      },
    ],
    ...more,
  });

const merge = (place: Town, work: Issue) => () =>
  place.box.do.mergePull(place.writer, place.repository, work.number, {});
const headOf = (work: Issue) => work.pull?.headSha ?? "";

describe("required status checks (docs: Available rules for rulesets)", () => {
  it("block a merge until they are there and pass", () => {
    const place = town();
    require(place, [{ context: "build" }]);
    const work = place.pull({});
    expect(refusal(merge(place, work))).toMatchObject({ status: 405 });
    expect(refusal(merge(place, work)).message).toContain('Required status check "build" is expected.');
    expect(place.box.ask.mergeable(place.repository, work)).toEqual({
      state: "blocked",
      missing: ['Required status check "build" is expected.'],
    });
    place.box.do.createStatus(place.writer, place.repository, headOf(work), { state: "pending", context: "build" });
    expect(refusal(merge(place, work)).message).toContain("pending");
    place.box.do.createStatus(place.writer, place.repository, headOf(work), { state: "failure", context: "build" });
    expect(refusal(merge(place, work)).message).toContain("failing");
    place.box.do.createStatus(place.writer, place.repository, headOf(work), { state: "success", context: "build" });
    expect(merge(place, work)().sha).toHaveLength(40);
  });

  it.each([
    "success",
    "neutral",
    "skipped",
  ])("%s satisfies (docs: Troubleshooting required status checks)", (conclusion) => {
    const place = town();
    require(place, [{ context: "gate" }]);
    const work = place.pull({});
    const { caller } = place.install("gate", { checks: "write" });
    place.box.do.createCheckRun(caller, place.repository, { name: "gate", head_sha: headOf(work), conclusion });
    expect(merge(place, work)().sha).toHaveLength(40);
  });

  it.each(["failure", "cancelled", "timed_out", "action_required", "stale"])("%s does not", (conclusion) => {
    const place = town();
    require(place, [{ context: "gate" }]);
    const work = place.pull({});
    const { caller } = place.install("gate", { checks: "write" });
    place.box.do.createCheckRun(caller, place.repository, { name: "gate", head_sha: headOf(work), conclusion });
    expect(refusal(merge(place, work)).status).toBe(405);
  });

  it("count only from the App they are pinned to", () => {
    const place = town();
    const { caller, app } = place.install("gate", { checks: "write" });
    require(place, [{ context: "gate", integration_id: app.id }]);
    const work = place.pull({});
    const forged = place.actions({ checks: "write" });
    expect(
      place.box.do.createCheckRun(forged, place.repository, {
        name: "gate",
        head_sha: headOf(work),
        conclusion: "success",
      }).appId,
    ).toBe(ACTIONS_APP_ID);
    place.box.do.createStatus(place.writer, place.repository, headOf(work), { state: "success", context: "gate" });
    expect(refusal(merge(place, work)).message).toContain("expected");
    place.box.do.createCheckRun(caller, place.repository, {
      name: "gate",
      head_sha: headOf(work),
      conclusion: "success",
    });
    expect(merge(place, work)().sha).toHaveLength(40);
  });

  it("count anew on a new head", () => {
    const place = town();
    require(place, [{ context: "build" }]);
    const work = place.pull({ branch: "work" });
    place.box.do.createStatus(place.writer, place.repository, headOf(work), { state: "success", context: "build" });
    place.box.do.putContents(place.writer, place.repository, "n.txt", {
      message: "n",
      content: Buffer.from("n"),
      branch: "work",
    });
    expect(refusal(merge(place, work)).status).toBe(405);
  });

  it("look at the newest run of a name", () => {
    const place = town();
    require(place, [{ context: "gate" }]);
    const work = place.pull({});
    const { caller } = place.install("gate", { checks: "write" });
    for (const conclusion of ["failure", "success"]) {
      place.box.do.createCheckRun(caller, place.repository, { name: "gate", head_sha: headOf(work), conclusion });
    }
    expect(merge(place, work)().sha).toHaveLength(40);
  });

  it("refuse a push straight to the branch, and name how many are missing", () => {
    const place = town();
    require(place, [{ context: "a" }, { context: "b" }]);
    const push = refusal(() =>
      place.box.do.putContents(place.writer, place.repository, "x", { message: "m", content: Buffer.from("x") }),
    );
    expect(push.status).toBe(409);
    expect(push.message).toContain("2 of 2 required status checks are expected.");
  });
});

describe("rulesets (REST: Repository rulesets)", () => {
  it("are the admins' to make (404 for others)", () => {
    const place = town();
    expect(
      refusal(() => place.box.do.createRuleset(place.writer, place.repository, { name: "x", enforcement: "active" }))
        .status,
    ).toBe(404);
    expect(
      refusal(() => place.box.do.createRuleset(place.admin, place.repository, { enforcement: "active" })).status,
    ).toBe(422);
    expect(refusal(() => place.box.do.deleteRuleset(place.admin, place.repository, 1)).status).toBe(404);
  });

  it("apply where they are active and their patterns fit", () => {
    const place = town();
    const ruleset = require(place, [{ context: "build" }], {
      conditions: { ref_name: { include: ["refs/heads/release/*", "main"], exclude: ["refs/heads/release/old"] } },
    });
    const types = (branch: string) => place.box.ask.rulesFor(place.repository, branch).map((rule) => rule.type);
    expect(types("main")).toEqual(["required_status_checks"]);
    expect(types("release/1")).toHaveLength(1);
    expect(types("release/1/x")).toEqual([]);
    expect(types("release/old")).toEqual([]);
    place.box.do.updateRuleset(place.admin, place.repository, ruleset.id, { enforcement: "evaluate" });
    expect(types("main")).toEqual([]);
  });

  it("let bypass actors through", () => {
    const place = town();
    require(place, [{ context: "build" }], {
      bypass_actors: [{ actor_id: 5, actor_type: "RepositoryRole", bypass_mode: "pull_request" }],
    });
    const work = place.pull({});
    expect(refusal(merge(place, work)).status).toBe(405);
    expect(
      refusal(() =>
        place.box.do.putContents(place.admin, place.repository, "x", { message: "m", content: Buffer.from("x") }),
      ).status,
    ).toBe(409);
    expect(place.box.do.mergePull(place.admin, place.repository, work.number, {}).sha).toHaveLength(40);
  });

  it("ask for approvals by people with write access, and for pull requests", () => {
    const place = town();
    require(place, [], { rules: [{ type: "pull_request", parameters: { required_approving_review_count: 1 } }] });
    const work = place.pull({});
    place.box.do.createReview(place.reader, place.repository, work.number, { event: "APPROVE" });
    expect(refusal(merge(place, work)).message).toContain(
      "At least 1 approving review is required by reviewers with write access.",
    );
    place.box.do.createReview(place.admin, place.repository, work.number, { event: "APPROVE" });
    expect(merge(place, work)().sha).toHaveLength(40);
    const push = refusal(() =>
      place.box.do.putContents(place.writer, place.repository, "x", { message: "m", content: Buffer.from("x") }),
    );
    expect(push.message).toContain("Changes must be made through a pull request.");
  });
});
