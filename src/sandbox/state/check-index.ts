/** Checks, statuses and runs by what they hang on: a large box has ten thousand of them. */
import type { CheckRun, CheckSuite, CommitStatus, Repository, WorkflowJob, WorkflowRun } from "./model.ts";
import { grouped } from "./remember.ts";

const ofMap = <T, K>(keyOf: (value: T) => K) =>
  grouped<ReadonlyMap<number, T>, T, K>(
    (map) => [...map.values()],
    (map) => map.size,
    keyOf,
  );

const runsByCommit = ofMap((run: CheckRun) => run.headSha);
const runsBySuite = ofMap((run: CheckRun) => run.suiteId);
const suitesByCommit = ofMap((suite: CheckSuite) => suite.headSha);
const workflowRunsBySuite = ofMap((run: WorkflowRun) => run.suiteId);
const statusesByCommit = grouped<readonly CommitStatus[], CommitStatus, string>(
  (list) => list,
  (list) => list.length,
  (status) => status.sha,
);

/** Check runs of a commit, oldest first. */
export const checkRunsOn = (repository: Repository, sha: string): readonly CheckRun[] =>
  runsByCommit(repository.checkRuns, sha);

/** Check runs of a suite, oldest first. */
export const checkRunsIn = (repository: Repository, suiteId: number): readonly CheckRun[] =>
  runsBySuite(repository.checkRuns, suiteId);

/** Suites of a commit, oldest first. */
export const suitesOn = (repository: Repository, sha: string): readonly CheckSuite[] =>
  suitesByCommit(repository.checkSuites, sha);

/** Statuses of a commit, oldest first. */
export const statusesOn = (repository: Repository, sha: string): readonly CommitStatus[] =>
  statusesByCommit(repository.statuses, sha);

/** The workflow run whose suite it is. */
export const workflowRunOf = (repository: Repository, suiteId: number): WorkflowRun | undefined =>
  workflowRunsBySuite(repository.workflowRuns, suiteId)[0];

/** The job that a check run shows, of whichever attempt. */
export const jobOf = (
  repository: Repository,
  checkRunId: number,
): { run: WorkflowRun; job: WorkflowJob } | undefined => {
  const suiteId = repository.checkRuns.get(checkRunId)?.suiteId;
  const run = suiteId === undefined ? undefined : workflowRunOf(repository, suiteId);
  if (run === undefined) return undefined;
  const job = [run, ...run.formerAttempts]
    .flatMap((attempt) => attempt.jobs)
    .find((each) => each.checkRunId === checkRunId);
  return job === undefined ? undefined : { run, job };
};
