/** Workflow runs, jobs and check runs that somebody named as evidence (R-H3). */
import type { LookedUp, Readable, Run, Unreadable } from "../core/snapshot/types.ts";
import type { GitHubClient } from "./client.ts";
import type { LinkTarget } from "./link-target.ts";
import { look } from "./look.ts";
import type { RawActor } from "./raw.ts";
import { toActor } from "./read-actors.ts";

type RunTarget = Extract<LinkTarget, { kind: "workflow_run" | "job" | "check_run" }>;

/** What the three kinds of answer have in common, as far as it is read. */
interface RestRun {
  readonly id?: number;
  readonly run_id?: number;
  readonly run_attempt?: number;
  readonly name?: string | null;
  readonly event?: string;
  readonly head_sha?: string;
  readonly status?: string;
  readonly conclusion?: string | null;
  readonly run_started_at?: string;
  readonly started_at?: string | null;
  readonly completed_at?: string | null;
  readonly updated_at?: string;
  readonly app?: { readonly id: number; readonly slug?: string } | null;
  readonly actor?: RestUser | null;
  readonly triggering_actor?: RestUser | null;
}

interface RestUser {
  readonly login: string;
  readonly node_id?: string;
  readonly type?: string;
}

const ROUTES = {
  workflow_run: "GET /repos/{owner}/{repo}/actions/runs/{id}",
  job: "GET /repos/{owner}/{repo}/actions/jobs/{id}",
  check_run: "GET /repos/{owner}/{repo}/check-runs/{id}",
} as const;

/**
 * Looks a run up. Without `contains`, which takes the merge commits of the whole snapshot: see `withContained`.
 *
 * @param cited the URL as it was written.
 */
export async function readRun(client: GitHubClient, cited: string, target: RunTarget): Promise<Readable<LookedUp>> {
  const [owner = "", repo = ""] = target.repository.split("/");
  const attempt = target.kind === "workflow_run" ? target.attempt : null;
  const route = attempt === null ? ROUTES[target.kind] : `${ROUTES.workflow_run}/attempts/{attempt_number}`;
  const looked = await look(
    client,
    route,
    { owner, repo, id: target.id, attempt_number: attempt ?? undefined },
    "run",
    true,
  );
  if ("unreadable" in looked) return looked;
  if ("absent" in looked) return { kind: "absent" };
  const found = looked.found as RestRun;
  let parent: RestRun = found;
  if (target.kind === "job") {
    const outer = await look(client, ROUTES.workflow_run, { owner, repo, id: found.run_id }, "run", true);
    if ("unreadable" in outer) return outer;
    parent = "found" in outer ? (outer.found as RestRun) : {};
  }
  return { kind: "run", run: toRun(cited, target, found, parent) };
}

function toRun(cited: string, target: RunTarget, found: RestRun, parent: RestRun): Run {
  const status = found.status === "completed" ? "completed" : found.status === "in_progress" ? "in_progress" : "queued";
  // A workflow run does not say when it ended; what changed it last, once completed, is its end.
  const ended = target.kind === "workflow_run" ? found.updated_at : found.completed_at;
  return {
    url: cited,
    kind: target.kind,
    id: found.id ?? target.id,
    attempt: found.run_attempt ?? 1,
    name: found.name ?? "",
    ...(target.kind === "check_run"
      ? { app: found.app ? { id: found.app.id, slug: found.app.slug ?? "" } : null }
      : {}),
    event: target.kind === "check_run" ? null : (parent.event ?? null),
    headSha: found.head_sha ?? "",
    status,
    conclusion: status === "completed" ? (found.conclusion ?? null) : null,
    startedAt: found.run_started_at ?? found.started_at ?? null,
    completedAt: status === "completed" ? (ended ?? null) : null,
    actor: actorOf(parent.triggering_actor ?? parent.actor),
    contains: [],
  };
}

function actorOf(user: RestUser | null | undefined): Run["actor"] {
  if (user === null || user === undefined) return null;
  const raw: RawActor = { __typename: user.type ?? "User", login: user.login, id: user.node_id };
  return toActor(raw);
}

/** Comparisons of one pass; more runs × merges than this are no usual incident. */
const MOST_COMPARISONS = 200;

/** Remembers whether a commit contains another: between two SHAs that never changes. */
export type ContainsMemo = Map<string, Readable<boolean>>;

/**
 * Which of the merge commits the run's commit contains.
 *
 * @param merges merge commits of the same repository as the run's.
 */
export async function containedIn(
  client: GitHubClient,
  repository: string,
  head: string,
  merges: readonly string[],
  memo: ContainsMemo,
): Promise<Readable<readonly string[]>> {
  const contained: string[] = [];
  for (const merge of merges) {
    const answer = await contains(client, repository, head, merge, memo);
    if (typeof answer !== "boolean") return answer;
    if (answer) contained.push(merge);
  }
  return contained;
}

async function contains(
  client: GitHubClient,
  repository: string,
  head: string,
  merge: string,
  memo: ContainsMemo,
): Promise<Readable<boolean>> {
  if (head === merge) return true;
  const key = `${repository} ${merge} ${head}`;
  const known = memo.get(key);
  if (known !== undefined) return known;
  if (memo.size >= MOST_COMPARISONS)
    return { unreadable: "run: there are more commits to compare than can be" } satisfies Unreadable;
  const [owner = "", repo = ""] = repository.split("/");
  const looked = await look(
    client,
    "GET /repos/{owner}/{repo}/compare/{basehead}",
    // One commit a page: only `status` is read. https://docs.github.com/en/rest/commits/commits#compare-two-commits
    { owner, repo, basehead: `${merge}...${head}`, per_page: 1 },
    "run",
  );
  let answer: Readable<boolean>;
  if ("unreadable" in looked) answer = looked;
  else if ("absent" in looked) answer = false;
  else {
    const status = (looked.found as { status?: string }).status;
    answer = status === "ahead" || status === "identical";
  }
  memo.set(key, answer);
  return answer;
}
