/** The workflow behind a control's check: whether it still runs, and its runs on schedule (R-A2, R-A3). */
import type { ControlFacts, Run } from "../../core/snapshot/facts.ts";
import { type Instant, isUnreadable, type Readable } from "../../core/snapshot/types.ts";
import { isForbidden, isProblem, unreadable } from "../request/problems.ts";
import { type RestRun, toRun } from "../links/read-runs.ts";
import type { RawWorkflow, ReadReport } from "./read-reports.ts";
import { orAbsent, type Place, type Sight } from "../links/sight.ts";

/** A workflow as it is now. */
export interface Workflow {
  readonly id: number;
  readonly facts: NonNullable<ControlFacts["workflow"]>;
}

/** GraphQL's words and REST's are the same but for their case. */
const STATES: Readonly<Record<string, NonNullable<ControlFacts["workflow"]>["state"]>> = {
  active: "active",
  deleted: "deleted",
  disabled_fork: "disabled",
  disabled_inactivity: "disabled",
  disabled_manually: "disabled",
};

interface ListedRun extends RestRun {
  readonly html_url?: string;
  readonly head_branch?: string | null;
  readonly workflow_id?: number;
}

/**
 * The workflow that made a report; null where none did. GitHub's answer names it with the check; where it did not, the
 * address of an Actions check leads to its run, and that to the workflow.
 */
export async function workflowOf(sight: Sight, place: Place, report: ReadReport): Promise<Readable<Workflow | null>> {
  const { workflow, url } = report;
  if (isProblem(workflow)) {
    return isForbidden(workflow)
      ? { ...unreadable(workflow, "workflow"), permission: "actions: read" }
      : unreadable(workflow, "workflow");
  }
  if (workflow !== null) return toWorkflow({ ...workflow, id: workflow.databaseId });
  const run = /\/actions\/runs\/(\d{1,15})(?:\/|$)/.exec(url)?.[1];
  if (run === undefined || report.app === null) return null;
  const runRoute = "GET /repos/{owner}/{repo}/actions/runs/{run_id}";
  const ran = orAbsent(await sight.look(place, runRoute, { run_id: Number(run) }, "actions"), asRun, null);
  if (isUnreadable(ran)) return ran;
  if (ran?.workflow_id === undefined) return null;
  const route = "GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}";
  const looked = await sight.look(place, route, { workflow_id: ran.workflow_id }, "actions");
  return orAbsent(looked, (found) => toWorkflow(found as RawWorkflow & { id?: number }), null);
}

function toWorkflow({ id, name, state }: RawWorkflow & { readonly id?: number | null }): Workflow | null {
  const known = STATES[state?.toLowerCase() ?? ""];
  if (id === null || id === undefined || known === undefined) return null;
  return { id, facts: { name: name ?? "", state: known } };
}

/** Runs of one page: the newest that succeeded is enough. */
const MOST_RUNS = 5;

/**
 * Successful runs of a workflow on schedule since an instant, on the default branch, newest first.
 * Source: https://docs.github.com/en/rest/actions/workflow-runs#list-workflow-runs-for-a-workflow
 */
export async function scheduledRuns(
  sight: Sight,
  place: Place,
  workflow: number,
  since: Instant,
): Promise<Readable<readonly Run[]>> {
  const route = "GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs";
  const parameters = {
    workflow_id: workflow,
    event: "schedule",
    status: "success",
    branch: place.defaultBranch,
    created: `>=${since}`,
    per_page: MOST_RUNS,
  };
  const runs = orAbsent(await sight.look(place, route, parameters, "actions"), runsIn, []);
  if (isUnreadable(runs)) return runs;
  return runs
    .filter(({ event, conclusion, head_branch: branch = place.defaultBranch }) => {
      return event === "schedule" && conclusion === "success" && branch === place.defaultBranch;
    })
    .map((run) =>
      toRun(run.html_url ?? "", { kind: "workflow_run", id: run.id ?? 0 }, { status: "completed", ...run }),
    );
}

function asRun(found: unknown): ListedRun {
  return found as ListedRun;
}

function runsIn(found: unknown): readonly ListedRun[] {
  const { workflow_runs: runs = [] } = found as { workflow_runs?: readonly ListedRun[] };
  return runs;
}
