/** The mode `gate`: the event's incident, the same pass as the App's, and a job that says how it went. */
import { Refused } from "../../github/request/errors.ts";
import { explain, holdsUp, isMistake, isOutage } from "../failing.ts";
import { WorkflowError } from "../inputs.ts";
import type { Job, JobReport } from "../job.ts";
import { renderSummary } from "../summary.ts";
import { contentSummary } from "./content.ts";
import { type Look, lookAt } from "./event.ts";
import { findIncidents } from "./find.ts";
import { readGatePolicy } from "./gate-policy.ts";
import { gateGroup } from "./group.ts";
import { passOver } from "./passes.ts";
import { gatePull, type PullGate } from "./pull.ts";
import { inDryRun, NOTHING_SAID, report, type Report } from "./say.ts";

export async function gate(job: Job): Promise<JobReport> {
  const { eventName, workflow } = job.runner;
  const look = lookAt(eventName, job.payload, workflow);
  switch (look.kind) {
    case "nothing":
      return sayNothing(look);
    case "group":
      return gateGroup(job, look);
    case "pull_request":
      return holdsUp(eventName, job.payload) ? gateMerge(job, look) : gateIncidents(job, look);
    case "issue":
    case "commit":
      return gateIncidents(job, look);
  }
}

/** A pull request whose merge waits for this job. */
async function gateMerge(job: Job, look: Extract<Look, { readonly kind: "pull_request" }>): Promise<JobReport> {
  const [gatePolicy, numbers] = await Promise.all([
    readGatePolicy(job),
    // What a merge closes is read once more by itself: on that alone nothing is let pass.
    findIncidents(job.client, job.place, look).catch((error: unknown) => asUnread(error)),
  ]);
  const none = { watched: [], broken: new Map<number, unknown>(), left: [] };
  if (gatePolicy.isOff)
    return asJob(job, { ...report({ holding: null, passes: none, dryRun: false }), notes: [SWITCHED_OFF] }, null);
  const passes = "unread" in numbers ? none : await passOver(job, numbers);
  const told = report({ holding: look.number, passes, dryRun: job.inputs.dryRun });
  const warnings = "unread" in numbers ? [numbers.unread, ...told.warnings] : told.warnings;
  return asJob(job, { ...told, warnings }, await gatePull(job, look.number, gatePolicy, told.spoken));
}

/** @throws what is no trouble with reading: a refused token, a mistake of ours. */
function asUnread(error: unknown): { readonly unread: string } {
  if (isMistake(error) || !(isOutage(error) || error instanceof Refused)) throw error;
  return { unread: `The incidents that this pull request belongs to could not be found: ${explain(error)}` };
}

const SWITCHED_OFF = "Quench is switched off here: the policy says `enabled: false`.";

/** The incidents behind anything else: nothing waits for the job, so that only a close that it undid fails it. */
async function gateIncidents(job: Job, look: Extract<Look, { readonly kind: "issue" | "pull_request" | "commit" }>) {
  const numbers = await findIncidents(job.client, job.place, look);
  if (numbers.length === 0) await needRepository(job);
  const passes = await passOver(job, numbers);
  return asJob(job, report({ holding: null, passes, dryRun: job.inputs.dryRun }), null);
}

/** Nothing was found: where not even the repository is, the workflow is wrong. */
async function needRepository({ client, place }: Job): Promise<void> {
  try {
    await client.rest("GET /repos/{owner}/{repo}", { ...place });
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 404) throw error;
    throw new WorkflowError(
      `The repository ${place.owner}/${place.repo} (GITHUB_REPOSITORY) does not exist for this token: use the job's own, or one that may read it.`,
    );
  }
}

function sayNothing({ why, misplaced }: Extract<Look, { readonly kind: "nothing" }>): JobReport {
  const { outputs } = report({ holding: null, passes: { watched: [], broken: new Map(), left: [] }, dryRun: false });
  return {
    outputs,
    summary: misplaced ? why : "",
    annotations: [],
    notes: misplaced ? [] : [why],
    warnings: misplaced ? [why] : [],
    failures: [],
  };
}

function asJob(job: Job, told: Report, pull: PullGate | null): JobReport {
  const { dryRun } = job.inputs;
  const beside = pull?.said ?? NOTHING_SAID;
  const all = {
    notes: [...told.notes, ...beside.notes],
    warnings: [...told.warnings, ...beside.warnings],
    failures: [...told.failures, ...beside.failures],
  };
  const { notes, warnings, failures } = dryRun ? inDryRun(all) : all;
  const outcomes = [...told.outcomes, ...(pull?.outcomes ?? [])];
  const happened = [...warnings, ...notes];
  const { judged, annotations } = told;
  const content = pull?.content ?? null;
  const nothing = judged.length + happened.length + failures.length + outcomes.length === 0;
  const outcome = judged.length === 0 ? outcomeOf(content, all.failures, told.outputs.outcome) : told.outputs.outcome;
  const unread = outcome === "unknown";
  const summary = nothing
    ? ""
    : judged.length === 0 && content !== null
      ? contentSummary(content, { outcomes, dryRun })
      : renderSummary(judged, happened, { failures, outcomes, dryRun, unread });
  const empty = judged.length === 0 && content === null && happened.length + failures.length === 0;
  return {
    outputs: { ...told.outputs, outcome },
    summary,
    annotations,
    notes: empty ? ["Nothing here belongs to an incident.", ...notes] : notes,
    warnings,
    failures,
    outcomes,
  };
}

/** How the gate stands where no incident's pass said it. */
function outcomeOf(content: PullGate["content"], failures: readonly string[], otherwise: string): string {
  if (content?.conclusion === "success") return "pass";
  if (content?.conclusion === "failure") return "fail";
  return content !== null || failures.length > 0 ? "unknown" : otherwise;
}
