/**
 * CI that the controls make happen. Shapes: REST reference "Workflow runs" and "Workflow jobs"; webhook event
 * `workflow_run` (`requested`, `in_progress`, `completed`). Each job is a check run of the GitHub Actions App, named
 * like the job, in a suite of the run's own.
 */
import { type Box, identify, isoSeconds, keep } from "./box.ts";
import { newSuite, storeCheckRun } from "./checks.ts";
import type { Operations } from "./contract.ts";
import { BoxError } from "./contract.ts";
import { PREFIX } from "./ids.ts";
import type { Repository, Workflow, WorkflowRun } from "./model.ts";

/** The App that GitHub Actions is: 15368 (public threads on `Invalid app_id`, REST examples). */
export const ACTIONS_APP_ID = 15_368;

type RunInput = Parameters<Operations["simulateWorkflowRun"]>[1];

const workflowFor = (box: Box, repository: Repository, input: RunInput): Workflow => {
  const path = input.path ?? `.github/workflows/${input.name.toLowerCase().replace(/[^a-z0-9]+/g, "-")}.yml`;
  const known = [...repository.workflows.values()].find((workflow) =>
    input.path === undefined ? workflow.name === input.name : workflow.path === path,
  );
  if (known !== undefined) return known;
  const workflow: Workflow = keep(box, { ...identify(box, PREFIX.workflow), name: input.name, path, state: "active" });
  repository.workflows.set(workflow.id, workflow);
  return workflow;
};

/** Where it ran: the named commit, else the tip of the named branch, else of the default branch. */
const placeOf = (repository: Repository, input: RunInput): { branch: string; sha: string } => {
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

export const workflowOperations = (box: Box): Pick<Operations, "simulateWorkflowRun"> => ({
  simulateWorkflowRun(repository, input) {
    if (typeof input.name !== "string" || input.name === "") throw new BoxError(422, "A workflow run needs a name.");
    const app = box.world.apps.get(ACTIONS_APP_ID);
    const actor = input.actor === undefined ? box.world.accounts.get(app?.botId ?? 0) : box.ask.account(input.actor);
    if (app === undefined || actor === undefined)
      throw new BoxError(422, `There is no account ${input.actor ?? "for Actions"}.`);
    const workflow = workflowFor(box, repository, input);
    const { branch, sha } = placeOf(repository, input);
    const conclusion = input.conclusion === undefined ? "success" : input.conclusion;
    const ending = conclusion !== null;

    // It ended now and began its duration ago, yet not before the commit that it ran on was made.
    const duration = Math.max(0, input.duration_seconds ?? 0) * 1000;
    const committed = Date.parse(repository.commits.get(sha)?.committer.date ?? "");
    const begin = ending
      ? Math.max(box.clock.now() - duration, Number.isNaN(committed) ? 0 : committed)
      : box.clock.now();
    const startedAt = isoSeconds(begin);
    const endedAt = isoSeconds(begin + duration);

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
      createdAt: startedAt,
      startedAt,
      updatedAt: startedAt,
      jobs: [],
    });
    repository.workflowRuns.set(run.id, run);
    const about = { repository, sender: actor, workflowRun: run };
    box.emit({ event: "workflow_run", action: "requested", ...about });
    box.emit({ event: "workflow_run", action: "in_progress", ...about });

    for (const job of input.jobs ?? [{ name: input.name }]) {
      const verdict = ending ? (job.conclusion ?? conclusion) : null;
      const check = storeCheckRun(box, repository, suite, {
        name: job.name,
        status: "in_progress",
        started_at: startedAt,
      });
      box.emit({ event: "check_run", action: "created", repository, sender: actor, checkRun: check });
      if (verdict !== null) {
        check.status = "completed";
        check.conclusion = verdict as typeof check.conclusion;
        check.completedAt = endedAt;
        box.emit({ event: "check_run", action: "completed", repository, sender: actor, checkRun: check });
      }
      const ids = identify(box, PREFIX.checkRun);
      run.jobs.push({
        ...ids,
        name: job.name,
        status: verdict === null ? "in_progress" : "completed",
        conclusion: verdict,
        startedAt,
        completedAt: verdict === null ? null : endedAt,
        checkRunId: check.id,
      });
    }
    if (ending) {
      run.status = "completed";
      run.conclusion = conclusion;
      run.updatedAt = endedAt;
      box.emit({ event: "workflow_run", action: "completed", ...about });
    }
    return run;
  },
});
