/** Deployments, workflows and their further attempts. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openStage, type Stage } from "./support.ts";

let stage: Stage;
let ci: { token: string };
beforeAll(async () => {
  stage = await openStage();
  ci = (await stage.control("POST", "apps", { slug: "build-bot" })).body;
});
afterAll(() => stage.close());

// REST reference "Deployments"
describe("deployments", () => {
  const deploy = (body: object, as = "author") =>
    stage.rest(as, "POST", "deployments", { required_contexts: [], ...body });

  it("are found by commit, environment and task, with what became of them", async () => {
    const first = (await deploy({ ref: "main", environment: "staging" })).body;
    const second = (await deploy({ ref: first.sha, environment: "production", task: "rollback" }, ci.token)).body;
    expect([second.production_environment, second.performed_via_github_app.slug]).toEqual([true, "build-bot"]);
    const list = async (query: string): Promise<number[]> =>
      (await stage.rest("outsider", "GET", `deployments?${query}`)).body.map((each: { id: number }) => each.id);
    expect(await list(`sha=${first.sha}`)).toEqual([second.id, first.id]);
    expect(await list("environment=staging")).toEqual([first.id]);
    expect(await list("task=rollback")).toEqual([second.id]);
    expect(await list("ref=main")).toEqual([first.id]);
    await stage.rest("author", "POST", `deployments/${first.id}/statuses`, { state: "in_progress" });
    await stage.rest("author", "POST", `deployments/${first.id}/statuses`, {
      state: "success",
      log_url: "https://ci.example.com/7",
    });
    const [status, former] = (await stage.rest("outsider", "GET", `deployments/${first.id}/statuses`)).body;
    expect(status).toMatchObject({
      state: "success",
      environment: "staging",
      log_url: "https://ci.example.com/7",
      target_url: "https://ci.example.com/7",
    });
    expect(former.state).toBe("in_progress");
    const data = await stage.graphql(`{ repository(owner: "acme", name: "shop") { object(oid: "${first.sha}") {
      ... on Commit { deployments(first: 5, environments: ["staging"]) { nodes {
        databaseId state environment ref { name } latestStatus { state logUrl } } } } } } }`);
    expect(data.repository.object.deployments.nodes).toEqual([
      {
        databaseId: first.id,
        state: "ACTIVE",
        environment: "staging",
        ref: { name: "main" },
        latestStatus: { state: "SUCCESS", logUrl: "https://ci.example.com/7" },
      },
    ]);
  });

  it("of the same environment become inactive once a newer one succeeds", async () => {
    const former = (await deploy({ ref: "main", environment: "canary" })).body;
    await stage.rest("author", "POST", `deployments/${former.id}/statuses`, { state: "success" });
    const next = (await deploy({ ref: "main", environment: "canary" })).body;
    await stage.rest("author", "POST", `deployments/${next.id}/statuses`, { state: "success" });
    const [status] = (await stage.rest("author", "GET", `deployments/${former.id}/statuses`)).body;
    expect(status.state).toBe("inactive");
  });

  it("wait for every check that has reported, unless told otherwise", async () => {
    const number = await stage.pull("undeployed", { "u.txt": "u\n" });
    const sha = (await stage.rest("owner", "GET", `pulls/${number}`)).body.head.sha as string;
    const failed = { name: "slow", head_sha: sha, status: "completed", conclusion: "failure" };
    await stage.rest(ci.token, "POST", "check-runs", failed);
    const refused = await stage.rest("author", "POST", "deployments", { ref: "undeployed" });
    expect([refused.status, refused.body.message]).toEqual([
      409,
      "Conflict: Commit status checks failed for undeployed.",
    ]);
    expect((await deploy({ ref: "undeployed" })).status).toBe(201);
  });
});

// docs.github.com "Re-running workflows and jobs", "Disabling and enabling a workflow"
describe("workflows", () => {
  const run = async (body: object) => (await stage.control("POST", "workflow-runs", body)).body;

  it("list their runs by what the filters say", async () => {
    const main = await run({ name: "drill", event: "schedule", duration_seconds: 60 });
    const failed = await run({ name: "drill", event: "workflow_dispatch", conclusion: "failure" });
    const listed = async (query: string): Promise<number[]> =>
      (await stage.rest("outsider", "GET", `actions/workflows/drill.yml/runs?${query}`)).body.workflow_runs.map(
        (each: { id: number }) => each.id,
      );
    expect(await listed("event=schedule")).toEqual([main.id]);
    expect(await listed("status=failure")).toEqual([failed.id]);
    expect(await listed(`head_sha=${main.head_sha}&per_page=1`)).toEqual([failed.id]);
    expect(await listed("branch=nowhere")).toEqual([]);
    expect(await listed("created=<2026-01-01")).toEqual([]);
    const all = await stage.rest("outsider", "GET", "actions/runs?event=schedule&branch=main");
    expect(all.body.workflow_runs.map((each: { id: number }) => each.id)).toContain(main.id);
  });

  it("run again in further attempts, which stay apart", async () => {
    const first = await run({
      name: "flaky",
      conclusion: "failure",
      jobs: [{ name: "a", conclusion: "success" }, { name: "b" }],
    });
    await stage.control("POST", "clock", { advance: "PT10M" });
    const second = await run({ rerun_of: first.id, failed_only: true, conclusion: "cancelled", actor: "andy-author" });
    expect([second.id, second.run_attempt, second.conclusion]).toEqual([first.id, 2, "cancelled"]);
    expect((await stage.rest("author", "POST", `actions/runs/${first.id}/rerun`)).status).toBe(201);
    const now = (await stage.rest("outsider", "GET", `actions/runs/${first.id}`)).body;
    expect(now).toMatchObject({ run_attempt: 3, conclusion: "success", triggering_actor: { login: "andy-author" } });
    expect(now.previous_attempt_url).toMatch(/\/attempts\/2$/);
    const one = (await stage.rest("outsider", "GET", `actions/runs/${first.id}/attempts/1`)).body;
    expect(one).toMatchObject({ run_attempt: 1, conclusion: "failure", created_at: now.created_at });
    expect(one.run_started_at < now.run_started_at).toBe(true);
    const jobsOf = async (path: string): Promise<[string, string, number][]> =>
      (await stage.rest("outsider", "GET", `actions/runs/${first.id}/${path}`)).body.jobs.map(
        (job: { name: string; conclusion: string; run_attempt: number }) => [job.name, job.conclusion, job.run_attempt],
      );
    expect(await jobsOf("attempts/1/jobs")).toEqual([
      ["a", "success", 1],
      ["b", "failure", 1],
    ]);
    expect(await jobsOf("attempts/2/jobs")).toEqual([
      ["a", "success", 2],
      ["b", "cancelled", 2],
    ]);
    expect(await jobsOf("jobs")).toEqual([
      ["a", "success", 3],
      ["b", "success", 3],
    ]);
    expect(await jobsOf("jobs?filter=all")).toHaveLength(6);
    await stage.control("POST", "clock", { advance: "P31D" });
    const late = await stage.rest("author", "POST", `actions/runs/${first.id}/rerun`);
    expect([late.status, late.body.message]).toEqual([403, expect.stringContaining("over a month ago")]);
  });

  it("do not run while they are disabled", async () => {
    const { id } = await run({ name: "guard" });
    expect((await stage.rest("author", "PUT", "actions/workflows/guard.yml/disable")).status).toBe(204);
    expect((await stage.rest("outsider", "GET", "actions/workflows/guard.yml")).body.state).toBe("disabled_manually");
    expect((await stage.control("POST", "workflow-runs", { name: "guard" })).status).toBe(422);
    const idle = await stage.control("POST", "workflow-states", { workflow: "guard", state: "disabled_inactivity" });
    expect(idle.body.state).toBe("disabled_inactivity");
    const suite = (await stage.rest("outsider", "GET", `actions/runs/${id}`)).body.check_suite_node_id as string;
    const data = await stage.graphql(
      `{ node(id: "${suite}") { ... on CheckSuite { workflowRun { workflow { state } } } } }`,
    );
    expect(data.node.workflowRun.workflow.state).toBe("DISABLED_INACTIVITY");
    expect((await stage.rest("author", "PUT", "actions/workflows/guard.yml/enable")).status).toBe(204);
    expect((await stage.control("POST", "workflow-runs", { name: "guard" })).status).toBe(201);
    expect((await stage.control("POST", "workflow-states", { workflow: "guard", state: "odd" })).status).toBe(422);
  });

  it("keep artifacts that expire by the box's clock", async () => {
    const made = await run({ name: "report", artifacts: [{ name: "timing", retention_days: 1 }] });
    const further = (await stage.control("POST", "artifacts", { run_id: made.id, name: "log" })).body;
    const list = async () => (await stage.rest("outsider", "GET", `actions/runs/${made.id}/artifacts`)).body.artifacts;
    expect((await list()).map((each: { name: string; expired: boolean }) => [each.name, each.expired])).toEqual([
      ["log", false],
      ["timing", false],
    ]);
    await stage.control("POST", "clock", { advance: "P2D" });
    const one = (await stage.rest("outsider", "GET", `actions/artifacts/${made.artifacts[0].id}`)).body;
    expect(one).toMatchObject({
      name: "timing",
      expired: true,
      workflow_run: { id: made.id, head_sha: made.head_sha },
    });
    expect((await stage.rest("outsider", "GET", `actions/artifacts/${further.id}`)).body.expired).toBe(false);
  });
});
