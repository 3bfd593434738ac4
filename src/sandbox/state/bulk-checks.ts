/** A finished workflow run with its jobs, as `simulateWorkflowRun` leaves it, without telling anybody. */
import { type Box, identify, isoSeconds, keep } from "./box.ts";
import type { BulkOptions } from "./bulk-options.ts";
import { newSuite, storeCheckRun } from "./checks.ts";
import { PREFIX } from "./ids.ts";
import type { Repository, WorkflowRun } from "./model.ts";
import { actionsApp, workflowFor } from "./workflow-runs.ts";

const MINUTE = 60_000;

/** Runs of each repository's bulk workflow so far. */
const counts = new WeakMap<Repository, number>();

/** All jobs succeed within a minute from `at` (ms). */
export const storeCheckRuns = (
  box: Box,
  repository: Repository,
  where: { sha: string; branch: string; event: string; at: number },
  { checks }: BulkOptions,
): void => {
  if (checks.length === 0) return;
  const app = actionsApp(box);
  const [startedAt, endedAt] = [isoSeconds(where.at), isoSeconds(where.at + MINUTE)];
  const workflow = workflowFor(box, repository, { name: "ci", path: ".github/workflows/ci.yml" });
  const suite = newSuite(box, repository, where.sha, app.id, where.branch);
  Object.assign(suite, { createdAt: startedAt, updatedAt: endedAt });
  const runNumber = (counts.get(repository) ?? 0) + 1;
  counts.set(repository, runNumber);
  const run: WorkflowRun = keep(box, {
    ...identify(box, PREFIX.workflowRun),
    workflowId: workflow.id,
    suiteId: suite.id,
    name: workflow.name,
    runNumber,
    attempt: 1,
    event: where.event,
    headBranch: where.branch,
    headSha: where.sha,
    status: "completed",
    conclusion: "success",
    actorId: app.botId,
    triggeringActorId: app.botId,
    createdAt: startedAt,
    startedAt,
    updatedAt: endedAt,
    jobs: [],
    formerAttempts: [],
  });
  repository.workflowRuns.set(run.id, run);
  for (const name of checks) {
    const check = storeCheckRun(box, repository, suite, {
      name,
      conclusion: "success",
      started_at: startedAt,
      completed_at: endedAt,
    });
    run.jobs.push({
      ...identify(box, PREFIX.checkRun),
      name,
      status: "completed",
      conclusion: "success",
      startedAt,
      completedAt: endedAt,
      checkRunId: check.id,
    });
  }
};
