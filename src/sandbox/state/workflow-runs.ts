/**
 * CI that the controls make happen. Shapes: REST reference "Workflow runs" and "Workflow jobs"; webhook event
 * `workflow_run` (`requested`, `in_progress`, `completed`). Each job is a check run of the GitHub Actions App, named
 * like the job, in a suite of the run's own.
 */
import { storeArtifact } from "./artifacts.ts";
import { type Box, identify, isoSeconds, keep } from "./box.ts";
import { newSuite, storeCheckRun } from "./checks.ts";
import type { Operations } from "./contract.ts";
import { BoxError } from "./contract.ts";
import { PREFIX } from "./ids.ts";
import type { Account, GitHubApp, Repository, Workflow, WorkflowJob, WorkflowRun } from "./model.ts";
import type { WorkflowRunInput } from "./operations.ts";

/** The App that GitHub Actions is: 15368 (public threads on `Invalid app_id`, REST examples). */
export const ACTIONS_APP_ID = 15_368;

/** GitHub Actions itself. */
export const actionsApp = (box: Box): GitHubApp => {
  const app = box.world.apps.get(ACTIONS_APP_ID);
  if (app === undefined) throw new Error("The box has no GitHub Actions App.");
  return app;
};

/** The workflow of a name or path; made where there is none. */
export const workflowFor = (box: Box, repository: Repository, input: { name: string; path?: string }): Workflow => {
  const path = input.path ?? `.github/workflows/${input.name.toLowerCase().replace(/[^a-z0-9]+/g, "-")}.yml`;
  const known = [...repository.workflows.values()].find((workflow) =>
    input.path === undefined ? workflow.name === input.name : workflow.path === path,
  );
  if (known !== undefined) return known;
  const now = box.clock.iso();
  const workflow: Workflow = keep(box, {
    ...identify(box, PREFIX.workflow),
    name: input.name,
    path,
    state: "active",
    createdAt: now,
    updatedAt: now,
  });
  repository.workflows.set(workflow.id, workflow);
  return workflow;
};

/** Where it ran: the named commit, else the tip of the named branch, else of the default branch. */
const placeOf = (repository: Repository, input: WorkflowRunInput): { branch: string; sha: string } => {
  const tipOf = (branch: string): string | undefined => repository.refs.get(`refs/heads/${branch}`);
  if (input.head_sha === undefined) {
    const branch = input.branch ?? repository.defaultBranch;
    const sha = tipOf(branch);
    if (sha === undefined) throw new BoxError(422, `No ref found for: ${branch}`);
    return { branch, sha };
  }
  const sha = input.head_sha;
  if (!repository.commits.has(sha)) throw new BoxError(422, `No commit found for SHA: ${sha}`);
  const named = [...repository.refs].find(([ref, tip]) => tip === sha && ref.startsWith("refs/heads/"))?.[0];
  return { branch: input.branch ?? named?.slice("refs/heads/".length) ?? repository.defaultBranch, sha };
};

/** When an attempt began and ended; `conclusion` null: it goes on. */
export interface Span {
  startedAt: string;
  endedAt: string;
  conclusion: WorkflowRun["conclusion"];
}

/** One job with its check run, from its start to its end. */
export const runJob = (
  box: Box,
  repository: Repository,
  run: WorkflowRun,
  sender: Account,
  job: { name: string; conclusion?: string },
  span: Span,
): WorkflowJob => {
  const suite = repository.checkSuites.get(run.suiteId);
  if (suite === undefined) throw new Error(`The run ${run.id} has no check suite.`);
  const verdict = span.conclusion === null ? null : (job.conclusion ?? span.conclusion);
  const check = storeCheckRun(box, repository, suite, {
    name: job.name,
    status: "in_progress",
    started_at: span.startedAt,
  });
  box.emit({ event: "check_run", action: "created", repository, sender, checkRun: check });
  if (verdict !== null) {
    check.status = "completed";
    check.conclusion = verdict as typeof check.conclusion;
    check.completedAt = span.endedAt;
    box.emit({ event: "check_run", action: "completed", repository, sender, checkRun: check });
  }
  return {
    ...identify(box, PREFIX.checkRun),
    name: job.name,
    status: verdict === null ? "in_progress" : "completed",
    conclusion: verdict,
    startedAt: span.startedAt,
    completedAt: verdict === null ? null : span.endedAt,
    checkRunId: check.id,
  };
};

/** A run ended now and began its duration ago, yet not before the commit that it ran on was made. */
export const spanOf = (
  box: Box,
  repository: Repository,
  sha: string,
  input: { conclusion?: WorkflowRun["conclusion"]; duration_seconds?: number },
): Span => {
  const conclusion = input.conclusion === undefined ? "success" : input.conclusion;
  const duration = Math.max(0, input.duration_seconds ?? 0) * 1000;
  const committed = Date.parse(repository.commits.get(sha)?.committer.date ?? "");
  const begin =
    conclusion === null
      ? box.clock.now()
      : Math.max(box.clock.now() - duration, Number.isNaN(committed) ? 0 : committed);
  return { startedAt: isoSeconds(begin), endedAt: isoSeconds(begin + duration), conclusion };
};

export const workflowRunOperations = (box: Box): Pick<Operations, "simulateWorkflowRun"> => ({
  simulateWorkflowRun(repository, input) {
    if (typeof input.name !== "string" || input.name === "") throw new BoxError(422, "A workflow run needs a name.");
    const app = actionsApp(box);
    const actor = input.actor === undefined ? box.world.accounts.get(app.botId) : box.ask.account(input.actor);
    if (actor === undefined) throw new BoxError(422, `There is no account ${input.actor ?? "for Actions"}.`);
    const workflow = workflowFor(box, repository, input);
    // "Disabling and enabling a workflow": a disabled one is not triggered.
    if (workflow.state !== "active") throw new BoxError(422, `The workflow ${workflow.name} is ${workflow.state}.`);
    const { branch, sha } = placeOf(repository, input);
    const span = spanOf(box, repository, sha, input);

    const suite = newSuite(box, repository, sha, app.id, branch);
    const run: WorkflowRun = keep(box, {
      ...identify(box, PREFIX.workflowRun),
      workflowId: workflow.id,
      suiteId: suite.id,
      name: workflow.name,
      runNumber: [...repository.workflowRuns.values()].filter((other) => other.workflowId === workflow.id).length + 1,
      attempt: 1,
      event: input.event ?? "push",
      headBranch: branch,
      headSha: sha,
      status: "in_progress",
      conclusion: null,
      actorId: actor.id,
      triggeringActorId: actor.id,
      createdAt: span.startedAt,
      startedAt: span.startedAt,
      updatedAt: span.startedAt,
      jobs: [],
      formerAttempts: [],
    });
    repository.workflowRuns.set(run.id, run);
    const about = { repository, sender: actor, workflowRun: run };
    box.emit({ event: "workflow_run", action: "requested", ...about });
    box.emit({ event: "workflow_run", action: "in_progress", ...about });
    for (const job of input.jobs ?? [{ name: input.name }]) {
      run.jobs.push(runJob(box, repository, run, actor, job, span));
    }
    for (const artifact of input.artifacts ?? []) storeArtifact(box, repository, run, artifact);
    if (span.conclusion !== null) {
      run.status = "completed";
      run.conclusion = span.conclusion;
      run.updatedAt = span.endedAt;
      box.emit({ event: "workflow_run", action: "completed", ...about });
    }
    return run;
  },
});
