/** Check runs, check suites and commit statuses. */
import type { CheckRun, CheckSuite, CommitStatus, Repository } from "../../state/model.ts";
import { commitOf, notFound, numberParam, readable, writable } from "../access.ts";
import { type Answer, created, ok, type RestRequest, type Route, route } from "../answer.ts";
import { choice, needText, textOrNothing } from "../body.ts";
import { cut, pagedList, pagedUnder } from "../pagination.ts";
import { checkRunJson, checkSuiteJson, simpleStatusJson, statusJson } from "../serialize/check.ts";
import { minimalRepositoryJson, placeOf } from "../serialize/repository.ts";

const createRun = (request: RestRequest): Answer => {
  const repository = writable(request);
  const { body, state, caller } = request;
  const input = { ...body, name: needText(body, "name"), head_sha: needText(body, "head_sha") };
  const json = checkRunJson(request, repository, state.do.createCheckRun(caller, repository, input));
  return created(json, json.url);
};

const updateRun = (request: RestRequest): Answer => {
  const repository = writable(request);
  const id = numberParam(request, "check_run_id");
  return ok(
    checkRunJson(request, repository, request.state.do.updateCheckRun(request.caller, repository, id, request.body)),
  );
};

const runOf = (request: RestRequest): { repository: Repository; run: CheckRun } => {
  const repository = readable(request, "checks");
  const run = repository.checkRuns.get(numberParam(request, "check_run_id"));
  if (run === undefined) throw notFound();
  return { repository, run };
};

const getRun = (request: RestRequest): Answer => {
  const { repository, run } = runOf(request);
  return ok(checkRunJson(request, repository, run));
};

const listAnnotations = (request: RestRequest): Answer => {
  const { repository, run } = runOf(request);
  const { web } = placeOf(request, repository);
  return pagedList(request, run.output.annotations, (annotation) => ({
    start_column: null,
    end_column: null,
    title: null,
    raw_details: null,
    ...annotation,
    blob_href: `${web}/blob/${run.headSha}/${typeof annotation.path === "string" ? annotation.path : ""}`,
  }));
};

/** Asks the App that made it to run again: 201 with an empty object. */
const rerequest = (request: RestRequest): Answer => {
  const repository = writable(request);
  request.state.do.rerequestCheckRun(request.caller, repository, numberParam(request, "check_run_id"));
  return { status: 201, body: {} };
};

/** `filter=latest` (default) leaves the newest of each App's runs of one name, by when they completed. */
const newest = (runs: readonly CheckRun[]): CheckRun[] => {
  const latest = new Map<string, CheckRun>();
  for (const run of runs) {
    const key = `${run.appId} ${run.suiteId} ${run.name}`;
    const former = latest.get(key);
    if (former === undefined || former.id < run.id) latest.set(key, run);
  }
  return [...latest.values()];
};

const filtered = (request: RestRequest, repository: Repository, runs: readonly CheckRun[]): Answer => {
  const { query } = request;
  const [name, status, app] = [query.get("check_name"), query.get("status"), query.get("app_id")];
  const kept = (query.get("filter") === "all" ? [...runs] : newest(runs))
    .filter((run) => name === null || run.name === name)
    .filter((run) => status === null || run.status === status)
    .filter((run) => app === null || String(run.appId) === app)
    .sort((a, b) => b.id - a.id);
  return pagedUnder(request, "check_runs", kept, (run) => checkRunJson(request, repository, run));
};

const listRuns = (request: RestRequest): Answer => {
  const repository = readable(request, "checks");
  const { sha } = commitOf(request, repository, request.params.ref ?? "");
  return filtered(request, repository, request.state.ask.checkRunsOf(repository, sha));
};

const suiteOf = (request: RestRequest): { repository: Repository; suite: CheckSuite } => {
  const repository = readable(request, "checks");
  const suite = repository.checkSuites.get(numberParam(request, "check_suite_id"));
  if (suite === undefined) throw notFound();
  return { repository, suite };
};

const getSuite = (request: RestRequest): Answer => {
  const { repository, suite } = suiteOf(request);
  return ok(checkSuiteJson(request, repository, suite));
};

const listRunsOfSuite = (request: RestRequest): Answer => {
  const { repository, suite } = suiteOf(request);
  return filtered(
    request,
    repository,
    [...repository.checkRuns.values()].filter((run) => run.suiteId === suite.id),
  );
};

const listSuites = (request: RestRequest): Answer => {
  const repository = readable(request, "checks");
  const { sha } = commitOf(request, repository, request.params.ref ?? "");
  const [app, name] = [request.query.get("app_id"), request.query.get("check_name")];
  const suites = [...repository.checkSuites.values()].filter(
    (suite) =>
      suite.headSha === sha &&
      (app === null || String(suite.appId) === app) &&
      (name === null ||
        [...repository.checkRuns.values()].some((run) => run.suiteId === suite.id && run.name === name)),
  );
  return pagedUnder(request, "check_suites", suites, (suite) => checkSuiteJson(request, repository, suite));
};

const createStatus = (request: RestRequest): Answer => {
  const repository = writable(request);
  const { body, params, state, caller } = request;
  needText(body, "state");
  const status = state.do.createStatus(caller, repository, params.sha ?? "", {
    state: choice(body, "state", ["error", "failure", "pending", "success"] as const) ?? "pending",
    context: textOrNothing(body, "context"),
    description: textOrNothing(body, "description"),
    target_url: textOrNothing(body, "target_url"),
  });
  const json = statusJson(request, repository, status);
  return created(json, json.url);
};

/** Newest first, every one ("List commit statuses for a reference"). */
const listStatuses = (request: RestRequest): Answer => {
  const repository = readable(request, "statuses");
  const { sha } = commitOf(request, repository, request.params.ref ?? "");
  const all = repository.statuses.filter((status) => status.sha === sha).sort((a, b) => b.id - a.id);
  return pagedList(request, all, (status) => statusJson(request, repository, status));
};

/** "failure if any of the contexts report as error or failure; pending if there are no statuses or one is pending". */
const combinedState = (statuses: readonly CommitStatus[]): string => {
  if (statuses.some((status) => status.state === "error" || status.state === "failure")) return "failure";
  return statuses.length === 0 || statuses.some((status) => status.state === "pending") ? "pending" : "success";
};

const combinedStatus = (request: RestRequest): Answer => {
  const repository = readable(request, "statuses");
  const { sha } = commitOf(request, repository, request.params.ref ?? "");
  const latest = new Map<string, CommitStatus>();
  for (const status of repository.statuses) if (status.sha === sha) latest.set(status.context, status);
  const all = [...latest.values()];
  const { items, headers } = cut(request, all);
  const { api } = placeOf(request, repository);
  return ok(
    {
      state: combinedState(all),
      statuses: items.map((status) => simpleStatusJson(request, repository, status)),
      sha,
      total_count: all.length,
      repository: minimalRepositoryJson(request, repository),
      commit_url: `${api}/commits/${sha}`,
      url: `${api}/commits/${sha}/status`,
    },
    headers,
  );
};

const REPO = "/repos/{owner}/{repo}";
const RUN = `${REPO}/check-runs/{check_run_id}`;
const SUITE = `${REPO}/check-suites/{check_suite_id}`;
const COMMIT = `${REPO}/commits/{ref+}`;

export const checkRoutes: readonly Route[] = [
  route("POST", `${REPO}/check-runs`, "checks/runs#create-a-check-run", createRun),
  route("GET", RUN, "checks/runs#get-a-check-run", getRun),
  route("PATCH", RUN, "checks/runs#update-a-check-run", updateRun),
  route("GET", `${RUN}/annotations`, "checks/runs#list-check-run-annotations", listAnnotations),
  route("POST", `${RUN}/rerequest`, "checks/runs#rerequest-a-check-run", rerequest),
  route("GET", SUITE, "checks/suites#get-a-check-suite", getSuite),
  route("GET", `${SUITE}/check-runs`, "checks/runs#list-check-runs-in-a-check-suite", listRunsOfSuite),
  route("GET", `${COMMIT}/check-runs`, "checks/runs#list-check-runs-for-a-git-reference", listRuns),
  route("GET", `${COMMIT}/check-suites`, "checks/suites#list-check-suites-for-a-git-reference", listSuites),
  route("GET", `${COMMIT}/status`, "commits/statuses#get-the-combined-status-for-a-specific-reference", combinedStatus),
  route("GET", `${COMMIT}/statuses`, "commits/statuses#list-commit-statuses-for-a-reference", listStatuses),
  route("POST", `${REPO}/statuses/{sha}`, "commits/statuses#create-a-commit-status", createStatus),
];
