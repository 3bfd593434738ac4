/**
 * Check runs and commit statuses. Sources: REST reference "Check runs" (Apps only; `output` limits; 50 annotations a
 * request; 3 actions), "Commit statuses"; GitHub docs "Using the REST API to interact with checks"; webhook events
 * `check_run` and `status`.
 */
import { actorOf, type Box, identify, invalid, keep, notFound, tell } from "./box.ts";
import { applyState, readActions, readOutput, refused } from "./check-input.ts";
import { checkRunsOn, statusesOn, suitesOn } from "./check-index.ts";
import type { Caller, Operations, Queries } from "./contract.ts";
import { BoxError } from "./contract.ts";
import { PREFIX } from "./ids.ts";
import type { CheckRun, CheckSuite, CommitStatus, Repository } from "./model.ts";
import { needRight, needSight } from "./permissions.ts";

/** The suite of a commit for one App; made with its first run ("Check suites are created automatically"). */
export const suiteFor = (
  box: Box,
  repository: Repository,
  headSha: string,
  appId: number,
  headBranch: string | null,
): CheckSuite => {
  const known = suitesOn(repository, headSha).find((suite) => suite.appId === appId);
  return known ?? newSuite(box, repository, headSha, appId, headBranch);
};

/** A suite of its own: each workflow run has one. */
export const newSuite = (
  box: Box,
  repository: Repository,
  headSha: string,
  appId: number,
  headBranch: string | null,
): CheckSuite => {
  const now = box.clock.iso();
  const suite = keep(box, {
    ...identify(box, PREFIX.checkSuite),
    headSha,
    headBranch,
    appId,
    createdAt: now,
    updatedAt: now,
  });
  repository.checkSuites.set(suite.id, suite);
  return suite;
};

/** The branch whose tip a commit is: of an open pull request first, then any. */
const branchAt = (repository: Repository, sha: string): string | null => {
  const pull = [...repository.issues.values()].find((issue) => issue.state === "open" && issue.pull?.headSha === sha);
  const ref = [...repository.refs].find(([name, tip]) => tip === sha && name.startsWith("refs/heads/"))?.[0];
  return pull?.pull?.headRef ?? ref?.slice("refs/heads/".length) ?? null;
};

/** Stores a run; who asks was judged before. */
export const storeCheckRun = (
  box: Box,
  repository: Repository,
  suite: CheckSuite,
  input: Record<string, unknown> & { name: string },
): CheckRun => {
  const empty: CheckRun["output"] = { title: null, summary: null, text: null, annotations: [] };
  const run: CheckRun = {
    ...identify(box, PREFIX.checkRun),
    suiteId: suite.id,
    appId: suite.appId,
    name: input.name,
    headSha: suite.headSha,
    externalId: typeof input.external_id === "string" ? input.external_id : "",
    detailsUrl: typeof input.details_url === "string" ? input.details_url : null,
    status: "queued",
    conclusion: null,
    startedAt: box.clock.iso(),
    completedAt: null,
    output: readOutput(input.output, empty),
    actions: readActions(input.actions, []),
  };
  applyState(box, run, input);
  repository.checkRuns.set(run.id, keep(box, run));
  suite.updatedAt = box.clock.iso();
  return run;
};

/** Only Apps write checks (403, "You must authenticate via a GitHub App."). */
const needApp = (caller: Caller, repository: Repository): number => {
  needSight(caller, repository);
  actorOf(caller);
  if (caller.app === null) throw new BoxError(403, "You must authenticate via a GitHub App.");
  needRight(caller, repository, ["checks"], "admin");
  return caller.app.id;
};

const tellRun = (box: Box, caller: Caller, repository: Repository, action: string, checkRun: CheckRun): void =>
  tell(box, caller, repository, "check_run", action, { checkRun });

type CheckOperations = Pick<
  Operations,
  "createCheckRun" | "updateCheckRun" | "rerequestCheckRun" | "rerequestCheckSuite" | "createStatus"
>;

export const checkOperations = (box: Box): CheckOperations => ({
  createCheckRun(caller, repository, input) {
    const appId = needApp(caller, repository);
    if (typeof input.name !== "string" || input.name === "") throw refused(`"name" wasn't supplied.`);
    if (typeof input.head_sha !== "string") throw refused(`"head_sha" wasn't supplied.`);
    if (!repository.commits.has(input.head_sha)) throw new BoxError(422, `No commit found for SHA: ${input.head_sha}`);
    const suite = suiteFor(box, repository, input.head_sha, appId, branchAt(repository, input.head_sha));
    const run = storeCheckRun(box, repository, suite, input);
    tellRun(box, caller, repository, "created", run);
    if (run.status === "completed") tellRun(box, caller, repository, "completed", run);
    return run;
  },

  updateCheckRun(caller, repository, id, patch) {
    const appId = needApp(caller, repository);
    const run = repository.checkRuns.get(id);
    if (run === undefined) throw notFound();
    // 403 in these words (public threads: int128/argocd-commenter#631, databricks/cli#4563).
    if (run.appId !== appId) {
      throw new BoxError(
        403,
        `Invalid app_id \`${run.appId}\` - check run can only be modified by the GitHub App that created it.`,
      );
    }
    const wasCompleted = run.status === "completed";
    const output = readOutput(patch.output, run.output);
    const actions = readActions(patch.actions, run.actions);
    applyState(box, run, patch);
    run.output = output;
    run.actions = actions;
    if (typeof patch.name === "string" && patch.name !== "") run.name = patch.name;
    if (typeof patch.details_url === "string") run.detailsUrl = patch.details_url;
    if (typeof patch.external_id === "string") run.externalId = patch.external_id;
    if (!wasCompleted && run.status === "completed") tellRun(box, caller, repository, "completed", run);
    return run;
  },

  rerequestCheckRun(caller, repository, id) {
    needRight(caller, repository, ["checks"], "write");
    const run = repository.checkRuns.get(id);
    if (run === undefined) throw notFound();
    // "Triggers GitHub to rerequest an existing check run … will trigger the check_run webhook with the action
    // rerequested." Only the App that made the run is told; the run itself is the App's to reset.
    tellRun(box, caller, repository, "rerequested", run);
  },

  rerequestCheckSuite(caller, repository, id) {
    needRight(caller, repository, ["checks"], "write");
    const checkSuite = repository.checkSuites.get(id);
    if (checkSuite === undefined) throw notFound();
    // "This endpoint will trigger the check_suite webhook event with the action rerequested."
    tell(box, caller, repository, "check_suite", "rerequested", { checkSuite });
  },

  createStatus(caller, repository, sha, input) {
    needRight(caller, repository, ["statuses"], "write", notFound);
    if (!repository.commits.has(sha)) throw new BoxError(422, `No commit found for SHA: ${sha}`);
    if (!["error", "failure", "pending", "success"].includes(input.state))
      throw invalid("Status", "state", "inclusion");
    if ([...(input.description ?? "")].length > 140) {
      throw invalid("Status", "description", "custom", {
        message: "description is too long (maximum is 140 characters)",
      });
    }
    const now = box.clock.iso();
    const status: CommitStatus = keep(box, {
      ...identify(box, PREFIX.status),
      sha,
      state: input.state,
      context: input.context ?? "default",
      description: input.description ?? null,
      targetUrl: input.target_url ?? null,
      creatorId: actorOf(caller).id,
      createdAt: now,
      updatedAt: now,
    });
    repository.statuses.push(status);
    tell(box, caller, repository, "status", null, { status });
    return status;
  },
});

/** Newest first, as GitHub lists both. */
export const checkQueries: Pick<Queries, "checkRunsOf" | "statusesOf"> = {
  checkRunsOf: (repository, sha) => [...checkRunsOn(repository, sha)].sort((a, b) => b.id - a.id),
  statusesOf: (repository, sha) => [...statusesOn(repository, sha)].sort((a, b) => b.id - a.id),
};
