/** Environments to which a cited run deployed (R-S3), from the deployments of its commit. */
import type { Run } from "../../core/snapshot/facts.ts";
import { isUnreadable, type Readable } from "../../core/snapshot/types.ts";
import { inParallel } from "../request/look.ts";
import { asList, orAbsent, type Place, type Sight } from "./sight.ts";

interface RestDeployment {
  readonly id?: number;
  readonly environment?: string;
}

interface RestStatus {
  readonly state?: string;
  readonly log_url?: string | null;
  readonly target_url?: string | null;
}

/** Deployments of one commit whose statuses are asked for, and entries of one page. */
const MOST_DEPLOYMENTS = 20;

/**
 * Names of the environments, sorted: those with a deployment of the run's commit of which a successful status names the
 * run, and for a job that job. GitHub Actions writes both into the status:
 * https://docs.github.com/en/rest/deployments/statuses
 */
export async function readEnvironments(sight: Sight, place: Place, run: Run): Promise<Readable<readonly string[]>> {
  if ((run.kind === "check_run" && !isJob(run)) || run.conclusion !== "success" || run.headSha === "") return [];
  const parameters = { sha: run.headSha, per_page: MOST_DEPLOYMENTS + 1 };
  const route = "GET /repos/{owner}/{repo}/deployments";
  const listed = orAbsent(await sight.look(place, route, parameters, "deployments"), asList<RestDeployment>, []);
  if (isUnreadable(listed)) return listed;
  if (listed.length > MOST_DEPLOYMENTS) return { unreadable: "deployments: a commit has more than can be looked up" };
  const names = await inParallel(listed, ({ id, environment }) => environmentOf(sight, place, run, id, environment));
  const unread = names.find(isUnreadable);
  return unread ?? [...new Set(names.flatMap((name) => (typeof name === "string" ? [name] : [])))].sort();
}

async function environmentOf(
  sight: Sight,
  place: Place,
  run: Run,
  id: number | undefined,
  environment: string | undefined,
): Promise<Readable<string | null>> {
  if (id === undefined || environment === undefined) return null;
  const route = "GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses";
  const looked = await sight.look(place, route, { deployment_id: id, per_page: 100 }, "deployments");
  const statuses = orAbsent(looked, asList<RestStatus>, []);
  if (isUnreadable(statuses)) return statuses;
  const isOfRun = ({ state, log_url: log, target_url: to }: RestStatus): boolean =>
    state === "success" && [log, to].some((url) => namesRun(url ?? "", run));
  return statuses.some(isOfRun) ? environment : null;
}

const ADDRESS = /\/actions\/runs\/(\d+)(?:\/attempts\/\d+)?(?:\/job\/(\d+))?(?:[/?#]|$)/;

/** True for the address of that run; a job's names the job as well, where it names any. */
function namesRun(url: string, run: Run): boolean {
  const [, id, job] = ADDRESS.exec(url) ?? [];
  if (!isJob(run)) return id === String(run.id);
  return job === undefined ? id !== undefined && id === ADDRESS.exec(run.url)?.[1] : job === String(run.id);
}

/** A job is a check run of the same id. What another App reports is none, and names no environment. */
function isJob({ kind, app }: Run): boolean {
  return kind === "job" || (kind === "check_run" && app?.slug === "github-actions");
}
