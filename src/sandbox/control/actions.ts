/** What the controls do to CI beyond GitHub's own API. */
import { storeArtifact } from "../state/artifacts.ts";
import type { Box } from "../state/box.ts";
import { BoxError } from "../state/contract.ts";
import { dequeuePull, enqueuePull } from "../state/merge-queue.ts";
import type { Repository, Workflow, WorkflowRun } from "../state/model.ts";
import type { RerunOutcome } from "../state/operations.ts";
import { actorIn, administrator, fullName, type Input, needNumber, needText, repositoryIn, text } from "./input.ts";

/** `POST workflow-runs`: the run in a few fields, named as REST names them. */
export const runWorkflow = (state: Box, web: string, input: Input): Record<string, unknown> => {
  const repository = repositoryIn(state, input);
  const { repository: _where, ...run } = input;
  if (run.jobs !== undefined && !Array.isArray(run.jobs))
    throw new BoxError(422, `"jobs" must be a list of {"name", "conclusion"?}.`);
  if (run.duration_seconds !== undefined && typeof run.duration_seconds !== "number") {
    throw new BoxError(422, `"duration_seconds" must be a number.`);
  }
  if (run.artifacts !== undefined && !Array.isArray(run.artifacts))
    throw new BoxError(422, `"artifacts" must be a list of {"name", "size_in_bytes"?, "retention_days"?}.`);
  if (run.rerun_of !== undefined) return runJson(state, web, repository, rerun(state, repository, input));
  const done = state.do.simulateWorkflowRun(repository, {
    ...run,
    name: needText(input, "name"),
  });
  return runJson(state, web, repository, done);
};

/** Another attempt of a run; who acts needs the right to it, as on the web. */
const rerun = (state: Box, repository: Repository, input: Input): WorkflowRun => {
  const { failed_only: failedOnly, ...outcome } = input as RerunOutcome & { failed_only?: boolean };
  const caller = actorIn(state, input, repository);
  return state.do.rerunWorkflow(caller, repository, needNumber(input, "rerun_of"), { ...outcome, failedOnly });
};

const runJson = (state: Box, web: string, repository: Repository, done: WorkflowRun): Record<string, unknown> => ({
  id: done.id,
  node_id: done.nodeId,
  name: done.name,
  run_number: done.runNumber,
  run_attempt: done.attempt,
  event: done.event,
  status: done.status,
  conclusion: done.conclusion,
  head_branch: done.headBranch,
  head_sha: done.headSha,
  created_at: done.createdAt,
  run_started_at: done.startedAt,
  updated_at: done.updatedAt,
  html_url: `${web}/${fullName(state, repository)}/actions/runs/${done.id}`,
  artifacts: [...repository.artifacts.values()]
    .filter((artifact) => artifact.runId === done.id)
    .map(({ id, name }) => ({ id, name })),
  jobs: done.jobs.map((job) => ({
    id: job.id,
    name: job.name,
    conclusion: job.conclusion,
    check_run_id: job.checkRunId,
    html_url: `${web}/${fullName(state, repository)}/actions/runs/${done.id}/job/${job.id}`,
  })),
});

/** `POST check-actions`: somebody presses a button of a check run (webhook `check_run`, `requested_action`). */
export const requestAction = (state: Box, input: Input): Record<string, unknown> => {
  const repository = repositoryIn(state, input);
  const checkRun = repository.checkRuns.get(Number(input.check_run_id));
  if (checkRun === undefined) throw new BoxError(404, `There is no check run ${String(input.check_run_id)}.`);
  const identifier = needText(input, "identifier");
  if (!checkRun.actions.some((action) => action.identifier === identifier))
    throw new BoxError(422, `The check run has no action ${identifier}.`);
  const sender = state.ask.account(text(input, "actor") ?? administrator(state, repository).login);
  if (sender === undefined) throw new BoxError(404, `There is no account ${text(input, "actor") ?? ""}.`);
  state.emit({
    event: "check_run",
    action: "requested_action",
    repository,
    sender,
    checkRun,
    requestedAction: { identifier },
  });
  return { check_run_id: checkRun.id, identifier };
};

/** `POST merge-queue`: a pull request is put into its base branch's merge queue, or with `queued: false` taken out. */
export const queuePull = (state: Box, input: Input): Record<string, unknown> => {
  const repository = repositoryIn(state, input);
  const number = needNumber(input, "pull");
  if (input.queued === false) {
    dequeuePull(state, repository, number);
    return { pull: number, queued: false };
  }
  const method = text(input, "method") ?? "merge";
  if (method !== "merge" && method !== "squash" && method !== "rebase")
    throw new BoxError(422, `"method" must be "merge", "squash" or "rebase".`);
  const entry = enqueuePull(state, actorIn(state, input, repository), repository, number, method);
  const { ref, headSha, baseSha } = entry;
  return { pull: number, queued: true, head_ref: ref, head_sha: headSha, base_sha: baseSha };
};

/** `POST check-reruns`: somebody presses *Re-run* on a check run, or on all of its suite with `suite: true`. */
export const rerunChecks = (state: Box, input: Input): Record<string, unknown> => {
  const repository = repositoryIn(state, input);
  const checkRun = repository.checkRuns.get(Number(input.check_run_id));
  if (checkRun === undefined) throw new BoxError(404, `There is no check run ${String(input.check_run_id)}.`);
  const caller = actorIn(state, input, repository);
  if (input.suite === true) state.do.rerequestCheckSuite(caller, repository, checkRun.suiteId);
  else state.do.rerequestCheckRun(caller, repository, checkRun.id);
  return { check_run_id: checkRun.id, rerequested: true };
};

/** `POST artifacts`: a run keeps a file. */
export const makeArtifact = (state: Box, input: Input): Record<string, unknown> => {
  const repository = repositoryIn(state, input);
  const run = repository.workflowRuns.get(needNumber(input, "run_id"));
  if (run === undefined) throw new BoxError(404, `There is no run ${String(input.run_id)}.`);
  const { id, name, expiresAt } = storeArtifact(state, repository, run, {
    ...input,
    name: needText(input, "name"),
  });
  return { id, name, run_id: run.id, expires_at: expiresAt };
};

const STATES: readonly Workflow["state"][] = ["active", "disabled_manually", "disabled_inactivity", "deleted"];

/** `POST workflow-states`: a workflow is disabled for want of activity, or its file deleted. */
export const setWorkflowState = (state: Box, input: Input): Record<string, unknown> => {
  const repository = repositoryIn(state, input);
  const name = needText(input, "workflow");
  const wanted = STATES.find((one) => one === input.state);
  const workflow = [...repository.workflows.values()].find((one) => one.name === name || one.path === name);
  if (workflow === undefined) throw new BoxError(404, `There is no workflow ${name}.`);
  if (wanted === undefined) throw new BoxError(422, `"state" must be one of ${STATES.join(", ")}.`);
  state.do.setWorkflowState(actorIn(state, input, repository), repository, workflow, wanted);
  return { id: workflow.id, name: workflow.name, path: workflow.path, state: workflow.state };
};
