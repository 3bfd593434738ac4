/** Artifacts of workflow runs. */
import type { Artifact, Repository } from "../../state/model.ts";
import { notFound, numberParam, readable } from "../access.ts";
import { type Answer, ok, type RestRequest, type Route, route } from "../answer.ts";
import { pagedUnder } from "../pagination.ts";
import { artifactJson } from "../serialize/action.ts";

/** Newest first; `name` narrows to exactly that one. */
const show = (request: RestRequest, repository: Repository, artifacts: readonly Artifact[]): Answer => {
  const name = request.query.get("name");
  const kept = artifacts.filter((artifact) => name === null || artifact.name === name);
  return pagedUnder(request, "artifacts", [...kept].reverse(), (each) => artifactJson(request, repository, each));
};

const listAll = (request: RestRequest): Answer => {
  const repository = readable(request, "actions");
  return show(request, repository, [...repository.artifacts.values()]);
};

const listOfRun = (request: RestRequest): Answer => {
  const repository = readable(request, "actions");
  const runId = numberParam(request, "run_id");
  if (!repository.workflowRuns.has(runId)) throw notFound();
  return show(
    request,
    repository,
    [...repository.artifacts.values()].filter((artifact) => artifact.runId === runId),
  );
};

const getOne = (request: RestRequest): Answer => {
  const repository = readable(request, "actions");
  const artifact = repository.artifacts.get(numberParam(request, "artifact_id"));
  if (artifact === undefined) throw notFound();
  return ok(artifactJson(request, repository, artifact));
};

const ACTIONS = "/repos/{owner}/{repo}/actions";

export const artifactRoutes: readonly Route[] = [
  route("GET", `${ACTIONS}/artifacts`, "actions/artifacts#list-artifacts-for-a-repository", listAll),
  route("GET", `${ACTIONS}/artifacts/{artifact_id}`, "actions/artifacts#get-an-artifact", getOne),
  route("GET", `${ACTIONS}/runs/{run_id}/artifacts`, "actions/artifacts#list-workflow-run-artifacts", listOfRun),
];
