/** Workflow runs, jobs and check runs that somebody named as evidence, and the artifacts of runs (R-H3). */
import type { LookedUp, Run } from "../../core/snapshot/facts.ts";
import { isUnreadable, type Readable } from "../../core/snapshot/types.ts";
import type { LinkTarget } from "./link-kinds.ts";
import { type RestUser, toActorOfRest } from "../people/read-actors.ts";
import type { Area, Place, Sight } from "./sight.ts";

export type RunTarget = Extract<LinkTarget, { kind: "workflow_run" | "job" | "check_run" }>;
export type ArtifactTarget = Extract<LinkTarget, { kind: "artifact" }>;

/** What the three kinds of answer have in common, as far as it is read. */
export interface RestRun {
  readonly id?: number;
  readonly run_id?: number;
  readonly run_attempt?: number;
  readonly name?: string | null;
  readonly event?: string;
  readonly head_sha?: string;
  readonly status?: string;
  readonly conclusion?: string | null;
  readonly created_at?: string;
  readonly run_started_at?: string;
  readonly started_at?: string | null;
  readonly completed_at?: string | null;
  readonly updated_at?: string;
  readonly app?: { readonly id: number; readonly slug?: string } | null;
  readonly actor?: RestUser | null;
  readonly triggering_actor?: RestUser | null;
}

interface RestArtifact {
  readonly name?: string;
  readonly expired?: boolean;
  readonly workflow_run?: { readonly id?: number } | null;
}

const ROUTES = {
  workflow_run: "GET /repos/{owner}/{repo}/actions/runs/{run_id}",
  attempt: "GET /repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}",
  job: "GET /repos/{owner}/{repo}/actions/jobs/{job_id}",
  check_run: "GET /repos/{owner}/{repo}/check-runs/{check_run_id}",
  artifact: "GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}",
} as const;

type Request = readonly [route: string, parameters: Record<string, unknown>, area: Area];

function requestFor(target: RunTarget): Request {
  switch (target.kind) {
    case "check_run":
      return [ROUTES.check_run, { check_run_id: target.id }, "checks"];
    case "job":
      return [ROUTES.job, { job_id: target.id }, "actions"];
    case "workflow_run":
      return target.attempt === null
        ? [ROUTES.workflow_run, { run_id: target.id }, "actions"]
        : [ROUTES.attempt, { run_id: target.id, attempt_number: target.attempt }, "actions"];
  }
}

/**
 * Looks a run up, without `contains`, which takes the merge commits of the whole snapshot, and without `environments`.
 *
 * @param cited the URL as it was written.
 */
export async function readRun(
  sight: Sight,
  place: Place,
  cited: string,
  target: RunTarget,
): Promise<Readable<LookedUp>> {
  const looked = await sight.look(place, ...requestFor(target));
  if ("unreadable" in looked) return looked;
  if ("absent" in looked) return { kind: "absent" };
  const found = looked.found as RestRun;
  let parent: RestRun = found;
  if (target.kind === "job" && found.run_id !== undefined) {
    const outer = await sight.look(place, ROUTES.workflow_run, { run_id: found.run_id }, "actions");
    if ("unreadable" in outer) return outer;
    parent = "found" in outer ? (outer.found as RestRun) : {};
  }
  return { kind: "run", run: toRun(cited, target, found, parent) };
}

/** Looks an artifact up, with the run that left it: the same run that its address names. */
export async function readArtifact(
  sight: Sight,
  place: Place,
  cited: string,
  target: ArtifactTarget,
): Promise<Readable<LookedUp>> {
  const looked = await sight.look(place, ROUTES.artifact, { artifact_id: target.id }, "actions");
  if ("unreadable" in looked) return looked;
  if ("absent" in looked) return { kind: "absent" };
  const { name = "", expired = false, workflow_run: made } = looked.found as RestArtifact;
  const id = made?.id ?? target.run;
  if (id === null || (target.run !== null && target.run !== id)) return { kind: "absent" };
  const { repository } = target;
  const run = await readRun(sight, place, cited, { kind: "workflow_run", repository, id, attempt: null });
  return isUnreadable(run) || run.kind !== "run" ? run : { kind: "artifact", name, expired, run: run.run };
}

/**
 * A run as it was answered → as the snapshot holds it.
 *
 * @param cited its address. @param parent the workflow run that a job belongs to; else the answer itself.
 */
export function toRun(
  cited: string,
  target: Pick<RunTarget, "kind" | "id">,
  found: RestRun,
  parent: RestRun = found,
): Run {
  const status = found.status === "completed" ? "completed" : found.status === "in_progress" ? "in_progress" : "queued";
  const attempt = found.run_attempt ?? 1;
  const isWorkflow = target.kind === "workflow_run";
  // A workflow run does not say when it ended; what changed it last, once completed, is its end.
  const ended = isWorkflow ? found.updated_at : found.completed_at;
  // It was made when its first attempt began; when a later one began, only `run_started_at` says.
  const made = isWorkflow && attempt === 1 ? found.created_at : null;
  const actor = parent.triggering_actor ?? parent.actor;
  return {
    url: cited,
    kind: target.kind,
    id: found.id ?? target.id,
    attempt,
    name: found.name ?? "",
    ...(target.kind === "check_run"
      ? { app: found.app ? { id: found.app.id, slug: found.app.slug ?? "" } : null }
      : {}),
    event: target.kind === "check_run" ? null : (parent.event ?? null),
    headSha: found.head_sha ?? "",
    status,
    conclusion: status === "completed" ? (found.conclusion ?? null) : null,
    startedAt: found.run_started_at ?? found.started_at ?? made ?? null,
    completedAt: status === "completed" ? (ended ?? null) : null,
    actor: actor ? toActorOfRest(actor) : null,
    contains: [],
  };
}
