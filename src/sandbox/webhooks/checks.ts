/** `check_run`, `check_suite`, `workflow_run` and `status`. */
import type { Json, View } from "../rest/answer.ts";
import { workflowJson, workflowRunJson } from "../rest/serialize/action.ts";
import { checkRunJson, checkSuiteJson, commitIn } from "../rest/serialize/check.ts";
import { commitJson } from "../rest/serialize/commit.ts";
import { placeOf } from "../rest/serialize/repository.ts";
import type { BoxEvent } from "../state/contract.ts";
import type { CheckSuite, Repository } from "../state/model.ts";
import { need } from "./parts.ts";

/** `simple-check-suite`: a suite without its head commit. */
const simpleSuiteJson = (view: View, repository: Repository, suite: CheckSuite): Json => {
  const whole = checkSuiteJson(view, repository, suite);
  const {
    head_commit: _head,
    latest_check_runs_count: _count,
    check_runs_url: _runs,
    rerequestable: _again,
    runs_rerequestable: _runsAgain,
    repository: _repository,
    ...simple
  } = whole;
  return simple;
};

export const checkRunPayload = (view: View, event: BoxEvent): Json => {
  const { repository } = event;
  const run = need(event, "checkRun");
  const suite = repository.checkSuites.get(run.suiteId);
  return {
    check_run: {
      ...checkRunJson(view, repository, run),
      check_suite: suite === undefined ? { id: run.suiteId } : simpleSuiteJson(view, repository, suite),
    },
    ...(event.requestedAction === undefined ? {} : { requested_action: { ...event.requestedAction } }),
  };
};

export const checkSuitePayload = (view: View, event: BoxEvent): Json => {
  const { repository: _repository, ...suite } = checkSuiteJson(view, event.repository, need(event, "checkSuite"));
  return { check_suite: suite };
};

export const workflowRunPayload = (view: View, event: BoxEvent): Json => {
  const run = need(event, "workflowRun");
  const workflow = event.repository.workflows.get(run.workflowId);
  return {
    workflow_run: workflowRunJson(view, event.repository, run),
    workflow: workflow === undefined ? null : workflowJson(view, event.repository, workflow),
  };
};

/** Up to ten branches whose head is the commit. */
const branchesAt = (view: View, repository: Repository, sha: string): Json[] => {
  const url = `${placeOf(view, repository).api}/commits/${sha}`;
  return [...repository.refs]
    .filter(([ref, head]) => ref.startsWith("refs/heads/") && head === sha)
    .slice(0, 10)
    .map(([ref]) => ({ name: ref.slice("refs/heads/".length), commit: { sha, url }, protected: false }));
};

export const statusPayload = (view: View, event: BoxEvent): Json => {
  const status = need(event, "status");
  const commit = commitIn(view, event.repository, status.sha);
  return {
    id: status.id,
    sha: status.sha,
    name: placeOf(view, event.repository).name,
    avatar_url: `https://avatars.githubusercontent.com/u/${status.creatorId}?v=4`,
    target_url: status.targetUrl,
    context: status.context,
    description: status.description,
    state: status.state,
    commit: commit === undefined ? null : commitJson(view, event.repository, commit),
    branches: branchesAt(view, event.repository, status.sha),
    created_at: status.createdAt,
    updated_at: status.updatedAt,
  };
};
