/** What holds a merge up: pull requests and merge groups. */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { ActionStage, GATE } from "../stage.ts";

let stage: ActionStage;
beforeEach(async () => {
  stage = await ActionStage.open();
});
afterEach(() => stage.box.close());

interface Group {
  readonly head_ref: string;
  readonly head_sha: string;
  readonly base_sha: string;
}

/** Puts a pull request into the queue, where a check that nobody posts holds the group. */
async function queue({ number, sha }: { readonly number: number; readonly sha: string }): Promise<Group> {
  await stage.api("admin", `POST /statuses/${sha}`, { context: "test", state: "success" });
  await stage.api("admin", "POST /rulesets", {
    name: "tests",
    target: "branch",
    enforcement: "active",
    conditions: { ref_name: { include: ["~DEFAULT_BRANCH"], exclude: [] } },
    rules: [{ type: "required_status_checks", parameters: { required_status_checks: [{ context: "test" }] } }],
    bypass_actors: [{ actor_id: 5, actor_type: "RepositoryRole", bypass_mode: "always" }],
  });
  return stage.control("merge-queue", { pull: number });
}
const onGroup = (group: Group, action = "checks_requested", more = {}) =>
  stage.run("merge_group", { action, merge_group: group }, more);

describe("the bundle, on a merge group", () => {
  it("fails the job and the group's check where it would close an incident too early", async () => {
    await stage.enforce();
    const number = await stage.incident();
    const group = await queue(await stage.pull(`Fixes #${number}`));
    const ended = await onGroup(group);
    expect({ code: ended.code, log: ended.log }).toMatchObject({ code: 1 });
    expect(ended.log).toContain(`::error::Merging would close incident #${number} too early.`);
    expect(ended.outputs).toMatchObject({ outcome: "fail", reopened: "false" });
    expect(ended.summary).toMatch(/^## ⛔ Merging would close incident #\d+ too early\n/);
    expect(await stage.checks(group.head_sha)).toEqual([
      expect.objectContaining({ name: GATE, status: "completed", conclusion: "failure" }),
    ]);
  });

  it("passes one that closes no incident, and concludes its check", async () => {
    await stage.enforce();
    const group = await queue(await stage.pull("A fix."));
    const ended = await onGroup(group);
    expect({ code: ended.code, log: ended.log }).toMatchObject({
      code: 0,
      log: expect.stringContaining("Not about any incident."),
    });
    expect(await stage.checks(group.head_sha)).toEqual([
      expect.objectContaining({ name: GATE, status: "completed", conclusion: "success" }),
    ]);
  });

  it("only tells in warn mode, which holds where there is no policy too", async () => {
    const number = await stage.incident();
    const group = await queue(await stage.pull(`Fixes #${number}`));
    const ended = await onGroup(group);
    expect({ code: ended.code, log: ended.log }).toMatchObject({ code: 0 });
    expect(ended.log).toContain(`Merging would close incident #${number} early; nothing is enforced.`);
    expect((await stage.checks(group.head_sha))[0]).toMatchObject({ conclusion: "success" });
  });

  it("does not pass what could not be read, in enforce mode; and says why it passes elsewhere", async () => {
    const group = await queue(await stage.pull("A fix."));
    const down = () =>
      stage.fault({
        route: "GET /repos/*/compare/*",
        status: 403,
        body: { message: "Resource not accessible by integration" },
      });
    await down();
    const warned = await onGroup(group);
    expect({ code: warned.code, log: warned.log }).toMatchObject({ code: 0 });
    expect(warned.log).toContain(
      "::warning::What this merge group would close could not be read. Nothing is enforced, so it passes.",
    );
    await stage.enforce();
    const failed = await onGroup(group);
    expect({ code: failed.code, log: failed.log }).toMatchObject({ code: 1 });
    expect(failed.log).toContain("::error::What this merge group would close could not be read. It does not pass");
    expect(failed.log).toContain("`contents: read`");
  });

  it("has nothing to do for a group that is gone", async () => {
    const ended = await onGroup({ head_ref: "", head_sha: "", base_sha: "" }, "destroyed");
    expect(ended).toMatchObject({ code: 0, summary: "", outputs: { outcome: "not_applicable" } });
  });

  it("says how the gate stands where it may not write the check", async () => {
    await stage.enforce();
    const number = await stage.incident();
    const group = await queue(await stage.pull(`Fixes #${number}`));
    const token = await stage.token({ issues: "write", contents: "read", "pull-requests": "read", checks: "read" });
    const ended = await onGroup(group, "checks_requested", { token });
    expect({ code: ended.code, log: ended.log }).toMatchObject({ code: 1 });
    expect(ended.log).toContain("::warning::The job's token was refused something that takes `checks: write`.");
    expect(ended.summary).toContain("```yaml\npermissions:\n  checks: write\n```");
  });
});

describe("the bundle, on a pull request", () => {
  it("fails where only a commit's message would close the incident", async () => {
    await stage.enforce();
    const number = await stage.incident();
    const { number: pull } = await stage.pull("A fix.", `Mend the checkout\n\nFixes #${number}`);
    const ended = await stage.onPull(pull);
    expect({ code: ended.code, log: ended.log }).toMatchObject({ code: 1 });
    expect(ended.log).toMatch(
      new RegExp(`::error::Merging pull request #${pull} would close incident #${number} too early`),
    );
  });

  it("fails no job on a comment or a review's neighbor: only what holds the merge up does", async () => {
    await stage.enforce();
    const number = await stage.incident();
    const { number: pull } = await stage.pull(`Fixes #${number}`);
    const commented = await stage.run("issue_comment", {
      action: "created",
      issue: { number: pull, pull_request: {} },
      comment: {},
    });
    expect({ code: commented.code, log: commented.log }).toMatchObject({ code: 0 });
    expect(commented.outputs["outcome"]).toBe("fail");
    const reviewed = await stage.run("pull_request_review", { action: "submitted", pull_request: { number: pull } });
    expect(reviewed.code).toBe(1);
    const target = await stage.run("pull_request_target", { action: "edited", pull_request: { number: pull } });
    expect(target.code).toBe(1);
    const closed = await stage.run("pull_request", { action: "closed", pull_request: { number: pull } });
    expect(closed.code).toBe(0);
  });

  it("gives every pull request the check where the policy says so", async () => {
    await stage.enforce("checks:\n  all_pull_requests: true\n");
    const { number, sha } = await stage.pull("Only a fix.");
    expect(await stage.onPull(number)).toMatchObject({ code: 0 });
    expect(await stage.checks(sha)).toEqual([expect.objectContaining({ name: GATE, conclusion: "success" })]);
    const incident = await stage.incident();
    const other = await stage.pull(`Fixes #${incident}`);
    const ended = await stage.onPull(other.number);
    expect({ code: ended.code, log: ended.log }).toMatchObject({ code: 1 });
    expect(await stage.checks(other.sha)).toEqual([expect.objectContaining({ name: GATE, conclusion: "failure" })]);
    const before = await stage.checks(sha);
    expect(await stage.onPull(number)).toMatchObject({ code: 0 });
    expect(await stage.checks(sha)).toEqual(before);
  });

  it("does not pass what could not be read, and reopens nothing on it", async () => {
    await stage.enforce();
    const number = await stage.incident();
    await stage.onIssue("labeled", number);
    const { number: pull } = await stage.pull(`Fixes #${number}`);
    await stage.close("author", number);
    await stage.fault({ route: "POST /graphql", status: 502, after: 1 });
    const ended = await stage.onPull(pull);
    expect({ code: ended.code, log: ended.log }).toMatchObject({ code: 1 });
    expect(ended.log).toMatch(/::error::.*could not be read/);
    expect(ended.outputs).toMatchObject({ outcome: "unknown", reopened: "false" });
    expect((await stage.issue(number)).state).toBe("closed");
  });

  it("warns and passes in an outage where nothing is enforced", async () => {
    await stage.policy("mode: warn\n");
    const number = await stage.incident();
    const { number: pull } = await stage.pull(`Fixes #${number}`);
    await stage.fault({ route: "POST /graphql", status: 502, after: 1 });
    const ended = await stage.onPull(pull);
    expect({ code: ended.code, log: ended.log }).toMatchObject({ code: 0 });
    expect(ended.log).toMatch(/::warning::.*could not be read/);
  });

  it("is told where it would close an incident and no policy is there", async () => {
    const number = await stage.incident();
    const { number: pull } = await stage.pull(`Fixes #${number}`);
    const ended = await stage.onPull(pull);
    expect({ code: ended.code, log: ended.log }).toMatchObject({ code: 0 });
    expect(ended.log).toContain(`::warning::Merging pull request #${pull} would close incident #${number} too early.`);
  });

  it("writes nothing in a dry run, and passes", async () => {
    await stage.enforce("checks:\n  all_pull_requests: true\n");
    const number = await stage.incident();
    const { number: pull, sha } = await stage.pull(`Fixes #${number}`);
    const ended = await stage.onPull(pull, { inputs: { "dry-run": "true" } });
    expect({ code: ended.code, log: ended.log }).toMatchObject({ code: 0 });
    expect(ended.log).toContain(`Dry run, so the job passes: Merging pull request #${pull} would close`);
    expect(await stage.checks(sha)).toEqual([]);
    expect(await stage.comments(number)).toEqual([]);
  });
});
