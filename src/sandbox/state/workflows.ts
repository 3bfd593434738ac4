/**
 * Workflows and their further attempts. Sources: docs.github.com "Re-running workflows and jobs" (up to 30 days after
 * the initial run; the same commit and ref), "Disabling and enabling a workflow"; REST reference "Workflows".
 */
import { actorOf, type Box, notFound } from "./box.ts";
import type { Caller, Operations } from "./contract.ts";
import { BoxError } from "./contract.ts";
import type { Repository, WorkflowRun } from "./model.ts";
import { needRight } from "./permissions.ts";
import { runJob, spanOf } from "./workflow-runs.ts";

const RERUN_DAYS = 30;
const DAY = 86_400_000;

const needActions = (caller: Caller, repository: Repository): void =>
  needRight(caller, repository, ["actions"], "write");

/** 403 where GitHub does not run it again. */
const needFinished = (box: Box, run: WorkflowRun): void => {
  if (run.status !== "completed") throw new BoxError(403, "This workflow is already running");
  if (box.clock.now() - Date.parse(run.createdAt) > RERUN_DAYS * DAY) {
    throw new BoxError(403, "Unable to retry this workflow run because it was created over a month ago");
  }
};

const succeeded = (conclusion: string | null): boolean => conclusion === "success" || conclusion === "skipped";

export const workflowOperations = (box: Box): Pick<Operations, "rerunWorkflow" | "setWorkflowState"> => ({
  rerunWorkflow(caller, repository, runId, outcome = {}) {
    needActions(caller, repository);
    const run = repository.workflowRuns.get(runId);
    if (run === undefined) throw notFound();
    needFinished(box, run);
    const sender = actorOf(caller);
    const span = spanOf(box, repository, run.headSha, outcome);
    const { formerAttempts, ...ended } = run;
    formerAttempts.push({ ...ended, jobs: [...run.jobs], formerAttempts: [] });
    const kept = outcome.failedOnly === true ? run.jobs.filter((job) => succeeded(job.conclusion)) : [];
    const again =
      outcome.jobs ?? run.jobs.filter((job) => !kept.includes(job)).map(({ name }): { name: string } => ({ name }));
    run.attempt += 1;
    run.triggeringActorId = sender.id;
    run.status = "in_progress";
    run.conclusion = null;
    run.startedAt = span.startedAt;
    run.updatedAt = span.startedAt;
    const about = { repository, sender, workflowRun: run };
    box.emit({ event: "workflow_run", action: "requested", ...about });
    box.emit({ event: "workflow_run", action: "in_progress", ...about });
    run.jobs = [...kept, ...again.map((job) => runJob(box, repository, run, sender, job, span))];
    if (span.conclusion !== null) {
      run.status = "completed";
      run.conclusion = span.conclusion;
      run.updatedAt = span.endedAt;
      box.emit({ event: "workflow_run", action: "completed", ...about });
    }
    return run;
  },

  setWorkflowState(caller, repository, workflow, state) {
    needActions(caller, repository);
    if (workflow.state === state) return;
    workflow.state = state;
    workflow.updatedAt = box.clock.iso();
  },
});
