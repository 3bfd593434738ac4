/** Workflows, their runs and jobs. */
import type { Repository, Workflow, WorkflowRun } from "../../state/model.ts";
import { notFound, numberParam, readable, writable } from "../access.ts";
import { type Answer, noContent, ok, type RestRequest, type Route, route } from "../answer.ts";
import { pagedUnder } from "../pagination.ts";
import { jobJson, workflowJson, workflowRunJson } from "../serialize/action.ts";
import { dateRange } from "./search-query.ts";

/** `status=` takes a status or a conclusion. */
const runTests = (request: RestRequest): ((run: WorkflowRun) => boolean)[] => {
  const { query } = request;
  const tests: ((run: WorkflowRun) => boolean)[] = [];
  const plain: [string, (run: WorkflowRun) => readonly (string | null)[]][] = [
    ["status", (run) => [run.status, run.conclusion]],
    ["branch", (run) => [run.headBranch]],
    ["event", (run) => [run.event]],
    ["head_sha", (run) => [run.headSha]],
    ["check_suite_id", (run) => [String(run.suiteId)]],
    ["actor", (run) => [request.state.ask.actor(run.actorId).login]],
  ];
  for (const [name, values] of plain) {
    const wanted = query.get(name);
    if (wanted !== null) tests.push((run) => values(run).includes(wanted));
  }
  const created = query.get("created");
  const range = created === null ? null : dateRange(created);
  if (range !== null) tests.push((run) => range(run.createdAt));
  return tests;
};

const showRuns = (request: RestRequest, repository: Repository, runs: readonly WorkflowRun[]): Answer => {
  const tests = runTests(request);
  const kept = runs.filter((run) => tests.every((test) => test(run))).sort((a, b) => b.id - a.id);
  return pagedUnder(request, "workflow_runs", kept, (run) => workflowRunJson(request, repository, run));
};

const listRuns = (request: RestRequest): Answer => {
  const repository = readable(request, "actions");
  return showRuns(request, repository, [...repository.workflowRuns.values()]);
};

const runOf = (request: RestRequest): { repository: Repository; run: WorkflowRun } => {
  const repository = readable(request, "actions");
  const run = repository.workflowRuns.get(numberParam(request, "run_id"));
  if (run === undefined) throw notFound();
  return { repository, run };
};

const getRun = (request: RestRequest): Answer => {
  const { repository, run } = runOf(request);
  return ok(workflowRunJson(request, repository, run));
};

/** A run as one of its attempts left it. */
const attemptOf = (request: RestRequest): { repository: Repository; run: WorkflowRun } => {
  const { repository, run } = runOf(request);
  const wanted = numberParam(request, "attempt");
  const attempt = [...run.formerAttempts, run].find((each) => each.attempt === wanted);
  if (attempt === undefined) throw notFound();
  return { repository, run: attempt };
};

const getAttempt = (request: RestRequest): Answer => {
  const { repository, run } = attemptOf(request);
  return ok(workflowRunJson(request, repository, run));
};

const listJobsOfAttempt = (request: RestRequest): Answer => {
  const { repository, run } = attemptOf(request);
  return pagedUnder(request, "jobs", run.jobs, (job) => jobJson(request, repository, run, job));
};

/** `filter=latest` (default) shows the latest attempt's jobs, `all` those of every attempt. */
const listJobs = (request: RestRequest): Answer => {
  const { repository, run } = runOf(request);
  const attempts = request.query.get("filter") === "all" ? [run, ...[...run.formerAttempts].reverse()] : [run];
  const jobs = attempts.flatMap((attempt) => attempt.jobs.map((job) => ({ attempt, job })));
  return pagedUnder(request, "jobs", jobs, ({ attempt, job }) => jobJson(request, repository, attempt, job));
};

/** 201 with an empty object. The box's CI passes when it runs again, unless the controls say otherwise. */
const rerun =
  (failedOnly: boolean) =>
  (request: RestRequest): Answer => {
    const repository = writable(request);
    request.state.do.rerunWorkflow(request.caller, repository, numberParam(request, "run_id"), { failedOnly });
    return { status: 201, body: {} };
  };

const getJob = (request: RestRequest): Answer => {
  const repository = readable(request, "actions");
  const id = numberParam(request, "job_id");
  for (const run of repository.workflowRuns.values()) {
    for (const attempt of [run, ...run.formerAttempts]) {
      const job = attempt.jobs.find((each) => each.id === id);
      if (job !== undefined) return ok(jobJson(request, repository, attempt, job));
    }
  }
  throw notFound();
};

const listWorkflows = (request: RestRequest): Answer => {
  const repository = readable(request, "actions");
  return pagedUnder(request, "workflows", [...repository.workflows.values()], (workflow) =>
    workflowJson(request, repository, workflow),
  );
};

/** A workflow by id or by the name of its file. */
const workflowOf = (request: RestRequest): { repository: Repository; workflow: Workflow } =>
  workflowIn(request, readable(request, "actions"));

const workflowIn = (request: RestRequest, repository: Repository): { repository: Repository; workflow: Workflow } => {
  const wanted = request.params.workflow_id ?? "";
  const workflow = [...repository.workflows.values()].find(
    (each) => String(each.id) === wanted || each.path.split("/").at(-1) === wanted,
  );
  if (workflow === undefined) throw notFound();
  return { repository, workflow };
};

const getWorkflow = (request: RestRequest): Answer => {
  const { repository, workflow } = workflowOf(request);
  return ok(workflowJson(request, repository, workflow));
};

const setState =
  (state: "active" | "disabled_manually") =>
  (request: RestRequest): Answer => {
    const { repository, workflow } = workflowIn(request, writable(request));
    request.state.do.setWorkflowState(request.caller, repository, workflow, state);
    return noContent();
  };

const listRunsOfWorkflow = (request: RestRequest): Answer => {
  const { repository, workflow } = workflowOf(request);
  return showRuns(
    request,
    repository,
    [...repository.workflowRuns.values()].filter((run) => run.workflowId === workflow.id),
  );
};

const ACTIONS = "/repos/{owner}/{repo}/actions";
const RUN = `${ACTIONS}/runs/{run_id}`;
const ATTEMPT = `${RUN}/attempts/{attempt}`;
const WORKFLOW = `${ACTIONS}/workflows/{workflow_id}`;

export const actionRoutes: readonly Route[] = [
  route("GET", `${ACTIONS}/runs`, "actions/workflow-runs#list-workflow-runs-for-a-repository", listRuns),
  route("GET", RUN, "actions/workflow-runs#get-a-workflow-run", getRun),
  route("GET", `${RUN}/jobs`, "actions/workflow-jobs#list-jobs-for-a-workflow-run", listJobs),
  route("GET", ATTEMPT, "actions/workflow-runs#get-a-workflow-run-attempt", getAttempt),
  route("GET", `${ATTEMPT}/jobs`, "actions/workflow-jobs#list-jobs-for-a-workflow-run-attempt", listJobsOfAttempt),
  route("POST", `${RUN}/rerun`, "actions/workflow-runs#re-run-a-workflow", rerun(false)),
  route(
    "POST",
    `${RUN}/rerun-failed-jobs`,
    "actions/workflow-runs#re-run-failed-jobs-from-a-workflow-run",
    rerun(true),
  ),
  route("GET", `${ACTIONS}/jobs/{job_id}`, "actions/workflow-jobs#get-a-job-for-a-workflow-run", getJob),
  route("GET", `${ACTIONS}/workflows`, "actions/workflows#list-repository-workflows", listWorkflows),
  route("GET", WORKFLOW, "actions/workflows#get-a-workflow", getWorkflow),
  route("PUT", `${WORKFLOW}/disable`, "actions/workflows#disable-a-workflow", setState("disabled_manually")),
  route("PUT", `${WORKFLOW}/enable`, "actions/workflows#enable-a-workflow", setState("active")),
  route("GET", `${WORKFLOW}/runs`, "actions/workflow-runs#list-workflow-runs-for-a-workflow", listRunsOfWorkflow),
];
