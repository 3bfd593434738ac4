import { describe, expect, it } from "@jest/globals";
import { ACTIONS_APP_ID } from "../../../src/sandbox/state/workflow-runs.ts";
import { refusal, START, type Town, town } from "./town.ts";

const head = (place: Town) => place.box.ask.commit(place.repository, "main").sha;

describe("check runs (REST: Check runs)", () => {
  it("are Apps' alone", () => {
    const place = town();
    expect(
      refusal(() => place.box.do.createCheckRun(place.admin, place.repository, { name: "x", head_sha: head(place) })),
    ).toMatchObject({
      status: 403,
      message: "You must authenticate via a GitHub App.",
    });
    const reading = place.install("reading", { checks: "read" }).caller;
    expect(
      refusal(() => place.box.do.createCheckRun(reading, place.repository, { name: "x", head_sha: head(place) }))
        .status,
    ).toBe(403);
  });

  it("start queued, and end once there is a conclusion", () => {
    const place = town();
    const { caller, app } = place.install("gate", { checks: "write" });
    const run = place.box.do.createCheckRun(caller, place.repository, { name: "gate", head_sha: head(place) });
    expect(run).toMatchObject({ status: "queued", conclusion: null, appId: app.id, completedAt: null });
    place.box.do.updateCheckRun(caller, place.repository, run.id, { conclusion: "success" });
    expect(run).toMatchObject({ status: "completed", conclusion: "success" });
    place.box.do.updateCheckRun(caller, place.repository, run.id, { status: "in_progress" });
    expect(run).toMatchObject({ status: "in_progress", conclusion: null, completedAt: null });
    expect(
      refusal(() => place.box.do.updateCheckRun(caller, place.repository, run.id, { status: "completed" })).status,
    ).toBe(422);
    expect(place.log.filter((name) => name.startsWith("check_run"))).toEqual([
      "check_run.created",
      "check_run.completed",
    ]);
  });

  it("can be changed only by the App that made them (databricks/cli#4563)", () => {
    const place = town();
    const mine = place.install("mine", { checks: "write" });
    const other = place.actions({ checks: "write" });
    const run = place.box.do.createCheckRun(mine.caller, place.repository, { name: "gate", head_sha: head(place) });
    expect(
      refusal(() => place.box.do.updateCheckRun(other, place.repository, run.id, { conclusion: "success" })),
    ).toMatchObject({
      status: 403,
      message: `Invalid app_id \`${mine.app.id}\` - check run can only be modified by the GitHub App that created it.`,
    });
    expect(place.box.do.createCheckRun(other, place.repository, { name: "gate", head_sha: head(place) }).appId).toBe(
      ACTIONS_APP_ID,
    );
  });

  it("hold their limits: 65,535 characters, 50 annotations, 3 actions", () => {
    const place = town();
    const { caller } = place.install("gate", { checks: "write" });
    const make = (more: Record<string, unknown>) => () =>
      place.box.do.createCheckRun(caller, place.repository, { name: "gate", head_sha: head(place), ...more });
    const output = (more: Record<string, unknown>) => ({ output: { title: "t", summary: "s", ...more } });
    const annotation = { path: "a", start_line: 1, end_line: 1, annotation_level: "notice", message: "m" };
    const action = { label: "l", description: "d", identifier: "i" };
    expect(
      make(output({ text: "x".repeat(65_535), annotations: Array(50).fill(annotation) }))().output.annotations,
    ).toHaveLength(50);
    expect(refusal(make(output({ text: "x".repeat(65_536) }))).status).toBe(422);
    expect(refusal(make(output({ summary: "x".repeat(65_536) }))).status).toBe(422);
    expect(refusal(make(output({ annotations: Array(51).fill(annotation) }))).status).toBe(422);
    expect(refusal(make({ output: { title: "t" } })).status).toBe(422);
    expect(refusal(make({ output: { summary: "s" } })).status).toBe(422);
    expect(refusal(make({ actions: Array(4).fill(action) })).status).toBe(422);
    expect(refusal(make({ actions: [{ ...action, label: "x".repeat(21) }] })).status).toBe(422);
    expect(refusal(make({ conclusion: "fine" })).status).toBe(422);
  });

  it("append annotations update by update", () => {
    const place = town();
    const { caller } = place.install("gate", { checks: "write" });
    const output = { title: "t", summary: "s", annotations: [{ path: "a" }] };
    const run = place.box.do.createCheckRun(caller, place.repository, { name: "gate", head_sha: head(place), output });
    place.box.do.updateCheckRun(caller, place.repository, run.id, { output });
    expect(run.output.annotations).toHaveLength(2);
  });

  it("need a commit that exists", () => {
    const place = town();
    const { caller } = place.install("gate", { checks: "write" });
    expect(
      refusal(() => place.box.do.createCheckRun(caller, place.repository, { name: "gate", head_sha: "1".repeat(40) }))
        .status,
    ).toBe(422);
  });
});

describe("commit statuses (REST: Commit statuses)", () => {
  it("are for those with push access, newest first", () => {
    const place = town();
    const make = (state: "success" | "failure") =>
      place.box.do.createStatus(place.writer, place.repository, head(place), { state, context: "ci" });
    make("failure");
    const last = make("success");
    expect(place.box.ask.statusesOf(place.repository, head(place))[0]).toBe(last);
    expect(
      refusal(() => place.box.do.createStatus(place.outsider, place.repository, head(place), { state: "success" }))
        .status,
    ).toBe(404);
  });
});

describe("workflow runs (controls; REST: Workflow runs)", () => {
  it("leave a run, its jobs' check runs by the Actions App, and the webhooks", () => {
    const place = town();
    const run = place.box.do.simulateWorkflowRun(place.repository, {
      name: "ci",
      jobs: [{ name: "test" }, { name: "lint", conclusion: "failure" }],
      conclusion: "failure",
    });
    expect(run).toMatchObject({
      name: "ci",
      event: "push",
      headBranch: "main",
      headSha: head(place),
      status: "completed",
      conclusion: "failure",
      attempt: 1,
    });
    const checks = place.box.ask.checkRunsOf(place.repository, head(place));
    expect(checks.map((check) => [check.name, check.conclusion, check.appId])).toEqual([
      ["lint", "failure", ACTIONS_APP_ID],
      ["test", "failure", ACTIONS_APP_ID],
    ]);
    expect(run.jobs.map((job) => job.checkRunId)).toEqual(checks.map((check) => check.id).reverse());
    expect(place.log.filter((name) => name.startsWith("workflow_run"))).toEqual([
      "workflow_run.requested",
      "workflow_run.in_progress",
      "workflow_run.completed",
    ]);
  });

  it("end now and last as long as asked, yet begin no earlier than their commit", () => {
    const place = town();
    place.box.clock.moveTo(START + 3_600_000);
    const old = place.box.do.simulateWorkflowRun(place.repository, { name: "drill", duration_seconds: 240 });
    expect(Date.parse(old.updatedAt) - Date.parse(old.startedAt)).toBe(240_000);
    expect(Date.parse(old.updatedAt)).toBeLessThanOrEqual(place.box.clock.now());
    const { commit } = place.box.do.putContents(place.writer, place.repository, "n.txt", {
      message: "n",
      content: Buffer.from("n"),
    });
    const fresh = place.box.do.simulateWorkflowRun(place.repository, { name: "drill", duration_seconds: 240 });
    expect(Date.parse(fresh.startedAt)).toBeGreaterThanOrEqual(Date.parse(commit.committer.date));
    expect(Date.parse(fresh.updatedAt) - Date.parse(fresh.startedAt)).toBe(240_000);
    expect([old.runNumber, fresh.runNumber]).toEqual([1, 2]);
  });
});
