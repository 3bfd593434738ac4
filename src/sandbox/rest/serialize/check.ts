/** Check runs, check suites and commit statuses. */
import { BoxError } from "../../state/contract.ts";
import { checkRunsIn, jobOf } from "../../state/check-index.ts";
import type { CheckRun, CheckSuite, Commit, CommitStatus, Repository } from "../../state/model.ts";
import type { Json, View } from "../answer.ts";
import { viaAppJson } from "./app.ts";
import { simpleCommitJson } from "./commit.ts";
import { minimalPullsJson } from "./pull.ts";
import { minimalRepositoryJson, placeOf } from "./repository.ts";
import { actorJson } from "./user.ts";

/** The web page of a check run: the job's where a workflow made it. */
export const checkRunPage = (view: View, repository: Repository, run: CheckRun): string => {
  const { web } = placeOf(view, repository);
  const found = jobOf(repository, run.id);
  return found === undefined ? `${web}/runs/${run.id}` : `${web}/actions/runs/${found.run.id}/job/${found.job.id}`;
};

/** `check-run`. */
export const checkRunJson = (view: View, repository: Repository, run: CheckRun): Json => {
  const url = `${placeOf(view, repository).api}/check-runs/${run.id}`;
  const html = checkRunPage(view, repository, run);
  return {
    id: run.id,
    name: run.name,
    node_id: run.nodeId,
    head_sha: run.headSha,
    external_id: run.externalId,
    url,
    html_url: html,
    details_url: run.detailsUrl ?? html,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: {
      title: run.output.title,
      summary: run.output.summary,
      text: run.output.text,
      annotations_count: run.output.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: run.suiteId },
    app: viaAppJson(view, run.appId),
    pull_requests: minimalPullsJson(view, repository, run.headSha),
  };
};

/** The newest check run of each name in a suite. */
export const latestRunsOf = (repository: Repository, suiteId: number): CheckRun[] => {
  const latest = new Map<string, CheckRun>();
  for (const run of checkRunsIn(repository, suiteId)) latest.set(run.name, run);
  return [...latest.values()];
};

const GRAVITY = ["failure", "timed_out", "cancelled", "action_required", "stale", "success", "neutral", "skipped"];

/** Status and conclusion of a suite: complete when all its runs are, and as bad as the worst of them. */
export const suiteOutcome = (
  repository: Repository,
  suiteId: number,
): { status: "queued" | "in_progress" | "completed"; conclusion: string | null } => {
  const runs = latestRunsOf(repository, suiteId);
  if (runs.length === 0) return { status: "queued", conclusion: null };
  if (runs.some((run) => run.status !== "completed")) {
    return { status: runs.every((run) => run.status === "queued") ? "queued" : "in_progress", conclusion: null };
  }
  const conclusion = GRAVITY.find((word) => runs.some((run) => run.conclusion === word)) ?? "neutral";
  return { status: "completed", conclusion };
};

/** The commit, or undefined where the repository no longer has it. */
export const commitIn = (view: View, repository: Repository, sha: string): Commit | undefined => {
  try {
    return repository.commits.get(sha) ?? view.state.ask.commit(repository, sha);
  } catch (error) {
    if (error instanceof BoxError) return undefined;
    throw error;
  }
};

/** `check-suite`. */
export const checkSuiteJson = (view: View, repository: Repository, suite: CheckSuite): Json => {
  const url = `${placeOf(view, repository).api}/check-suites/${suite.id}`;
  const head = commitIn(view, repository, suite.headSha);
  return {
    id: suite.id,
    node_id: suite.nodeId,
    head_branch: suite.headBranch,
    head_sha: suite.headSha,
    ...suiteOutcome(repository, suite.id),
    url,
    before: head?.parents[0] ?? "0000000000000000000000000000000000000000",
    after: suite.headSha,
    pull_requests: minimalPullsJson(view, repository, suite.headSha),
    app: viaAppJson(view, suite.appId),
    repository: minimalRepositoryJson(view, repository),
    created_at: suite.createdAt,
    updated_at: suite.updatedAt,
    head_commit: head === undefined ? null : simpleCommitJson(head),
    latest_check_runs_count: latestRunsOf(repository, suite.id).length,
    check_runs_url: `${url}/check-runs`,
    rerequestable: true,
    runs_rerequestable: true,
  };
};

/** What `status` and the statuses of the combined status share. */
export const simpleStatusJson = (view: View, repository: Repository, status: CommitStatus): Json => ({
  url: `${placeOf(view, repository).api}/statuses/${status.sha}`,
  avatar_url: `https://avatars.githubusercontent.com/u/${status.creatorId}?v=4`,
  id: status.id,
  node_id: status.nodeId,
  state: status.state,
  description: status.description,
  target_url: status.targetUrl,
  context: status.context,
  created_at: status.createdAt,
  updated_at: status.updatedAt,
});

/** `status`. */
export const statusJson = (view: View, repository: Repository, status: CommitStatus): Json => ({
  ...simpleStatusJson(view, repository, status),
  creator: actorJson(view, status.creatorId),
});
