/** Workflows, their runs and jobs. */
import type { Artifact, Repository, Workflow, WorkflowJob, WorkflowRun } from "../../state/model.ts";
import type { Json, View } from "../answer.ts";
import { commitIn } from "./check.ts";
import { simpleCommitJson } from "./commit.ts";
import { minimalPullsJson } from "./pull.ts";
import { minimalRepositoryJson, placeOf } from "./repository.ts";
import { actorJson } from "./user.ts";

/** `workflow`. */
export const workflowJson = (view: View, repository: Repository, workflow: Workflow): Json => {
  const { api, web } = placeOf(view, repository);
  const file = workflow.path.split("/").at(-1) ?? "";
  return {
    id: workflow.id,
    node_id: workflow.nodeId,
    name: workflow.name,
    path: workflow.path,
    state: workflow.state,
    created_at: workflow.createdAt,
    updated_at: workflow.updatedAt,
    ...(workflow.state === "deleted" ? { deleted_at: workflow.updatedAt } : {}),
    url: `${api}/actions/workflows/${workflow.id}`,
    html_url: `${web}/blob/${repository.defaultBranch}/${workflow.path}`,
    badge_url: `${web}/workflows/${encodeURIComponent(workflow.name)}/badge.svg?file=${encodeURIComponent(file)}`,
  };
};

const titleOf = (view: View, repository: Repository, run: WorkflowRun): string => {
  const message = commitIn(view, repository, run.headSha)?.message ?? "";
  return message.split("\n", 1)[0] || run.name;
};

/** `workflow-run`. */
export const workflowRunJson = (view: View, repository: Repository, run: WorkflowRun): Json => {
  const { api, web } = placeOf(view, repository);
  const url = `${api}/actions/runs/${run.id}`;
  const head = commitIn(view, repository, run.headSha);
  const suite = repository.checkSuites.get(run.suiteId);
  const place = minimalRepositoryJson(view, repository);
  return {
    id: run.id,
    name: run.name,
    node_id: run.nodeId,
    head_branch: run.headBranch,
    head_sha: run.headSha,
    path: repository.workflows.get(run.workflowId)?.path ?? "",
    display_title: titleOf(view, repository, run),
    run_number: run.runNumber,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    workflow_id: run.workflowId,
    check_suite_id: run.suiteId,
    check_suite_node_id: suite?.nodeId ?? "",
    url,
    html_url: `${web}/actions/runs/${run.id}`,
    pull_requests: minimalPullsJson(view, repository, run.headSha),
    created_at: run.createdAt,
    updated_at: run.updatedAt,
    actor: actorJson(view, run.actorId),
    run_attempt: run.attempt,
    referenced_workflows: [],
    run_started_at: run.startedAt,
    triggering_actor: actorJson(view, run.triggeringActorId),
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${api}/check-suites/${run.suiteId}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: run.attempt > 1 ? `${url}/attempts/${run.attempt - 1}` : null,
    workflow_url: `${api}/actions/workflows/${run.workflowId}`,
    head_commit: head === undefined ? null : simpleCommitJson(head),
    repository: place,
    head_repository: place,
  };
};

/** `artifact`; `expired` by the box's clock. */
export const artifactJson = (view: View, repository: Repository, artifact: Artifact): Json => {
  const url = `${placeOf(view, repository).api}/actions/artifacts/${artifact.id}`;
  const run = repository.workflowRuns.get(artifact.runId);
  return {
    id: artifact.id,
    node_id: artifact.nodeId,
    name: artifact.name,
    size_in_bytes: artifact.size,
    url,
    archive_download_url: `${url}/zip`,
    expired: Date.parse(artifact.expiresAt) <= view.state.clock.now(),
    created_at: artifact.createdAt,
    updated_at: artifact.createdAt,
    expires_at: artifact.expiresAt,
    workflow_run:
      run === undefined
        ? null
        : {
            id: run.id,
            repository_id: repository.id,
            head_repository_id: repository.id,
            head_branch: run.headBranch,
            head_sha: run.headSha,
          },
  };
};

/** `job`. */
export const jobJson = (view: View, repository: Repository, run: WorkflowRun, job: WorkflowJob): Json => {
  const { api, web } = placeOf(view, repository);
  return {
    id: job.id,
    run_id: run.id,
    workflow_name: run.name,
    head_branch: run.headBranch,
    run_url: `${api}/actions/runs/${run.id}`,
    run_attempt: run.attempt,
    node_id: job.nodeId,
    head_sha: run.headSha,
    url: `${api}/actions/jobs/${job.id}`,
    html_url: `${web}/actions/runs/${run.id}/job/${job.id}`,
    status: job.status,
    conclusion: job.conclusion,
    created_at: run.createdAt,
    started_at: job.startedAt,
    completed_at: job.completedAt,
    name: job.name,
    steps: [],
    check_run_url: `${api}/check-runs/${job.checkRunId}`,
    labels: ["ubuntu-latest"],
    runner_id: null,
    runner_name: null,
    runner_group_id: null,
    runner_group_name: null,
  };
};
