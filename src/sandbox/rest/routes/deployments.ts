/** Deployments and their statuses. */
import type { Deployment, Repository } from "../../state/model.ts";
import { notFound, numberParam, readable, writable } from "../access.ts";
import { type Answer, created, ok, type RestRequest, type Route, route } from "../answer.ts";
import { choice, needText, optionalBoolean, optionalText, optionalTexts, textOrNothing } from "../body.ts";
import { pagedList } from "../pagination.ts";
import { deploymentJson, deploymentStatusJson } from "../serialize/deployment.ts";

/** Newest first; `sha`, `ref`, `task` and `environment` narrow, `none` meaning any ("List deployments"). */
const listDeployments = (request: RestRequest): Answer => {
  const repository = readable(request, "deployments");
  const wants = (name: string, of: (deployment: Deployment) => string) => {
    const wanted = request.query.get(name) ?? "none";
    return (deployment: Deployment): boolean => wanted === "none" || of(deployment) === wanted;
  };
  const tests = [
    wants("sha", (each) => each.sha),
    wants("ref", (each) => each.ref),
    wants("task", (each) => each.task),
    wants("environment", (each) => each.environment),
  ];
  const found = [...repository.deployments.values()].filter((each) => tests.every((test) => test(each))).reverse();
  return pagedList(request, found, (each) => deploymentJson(request, repository, each));
};

const createDeployment = (request: RestRequest): Answer => {
  const repository = writable(request);
  const { body, state, caller } = request;
  const deployment = state.do.createDeployment(caller, repository, {
    ref: needText(body, "ref"),
    task: textOrNothing(body, "task"),
    payload: body.payload,
    environment: textOrNothing(body, "environment"),
    description: optionalText(body, "description"),
    transient_environment: optionalBoolean(body, "transient_environment"),
    production_environment: optionalBoolean(body, "production_environment"),
    required_contexts: optionalTexts(body, "required_contexts"),
  });
  const json = deploymentJson(request, repository, deployment);
  return created(json, json.url);
};

const deploymentOf = (request: RestRequest): { repository: Repository; deployment: Deployment } => {
  const repository = readable(request, "deployments");
  const deployment = repository.deployments.get(numberParam(request, "deployment_id"));
  if (deployment === undefined) throw notFound();
  return { repository, deployment };
};

const getDeployment = (request: RestRequest): Answer => {
  const { repository, deployment } = deploymentOf(request);
  return ok(deploymentJson(request, repository, deployment));
};

/** Newest first. */
const listStatuses = (request: RestRequest): Answer => {
  const { repository, deployment } = deploymentOf(request);
  return pagedList(request, [...deployment.statuses].reverse(), (status) =>
    deploymentStatusJson(request, repository, deployment, status),
  );
};

const getStatus = (request: RestRequest): Answer => {
  const { repository, deployment } = deploymentOf(request);
  const id = numberParam(request, "status_id");
  const status = deployment.statuses.find((each) => each.id === id);
  if (status === undefined) throw notFound();
  return ok(deploymentStatusJson(request, repository, deployment, status));
};

const STATES = ["error", "failure", "inactive", "in_progress", "queued", "pending", "success"] as const;

const createStatus = (request: RestRequest): Answer => {
  const repository = writable(request);
  const { body, state, caller } = request;
  needText(body, "state");
  const id = numberParam(request, "deployment_id");
  const status = state.do.createDeploymentStatus(caller, repository, id, {
    state: choice(body, "state", STATES) ?? "pending",
    description: textOrNothing(body, "description"),
    environment: textOrNothing(body, "environment"),
    log_url: textOrNothing(body, "log_url"),
    target_url: textOrNothing(body, "target_url"),
    environment_url: textOrNothing(body, "environment_url"),
    auto_inactive: optionalBoolean(body, "auto_inactive"),
  });
  const deployment = repository.deployments.get(id);
  if (deployment === undefined) throw notFound();
  const json = deploymentStatusJson(request, repository, deployment, status);
  return created(json, json.url);
};

const ALL = "/repos/{owner}/{repo}/deployments";
const ONE = `${ALL}/{deployment_id}`;

export const deploymentRoutes: readonly Route[] = [
  route("GET", ALL, "deployments/deployments#list-deployments", listDeployments),
  route("POST", ALL, "deployments/deployments#create-a-deployment", createDeployment),
  route("GET", ONE, "deployments/deployments#get-a-deployment", getDeployment),
  route("GET", `${ONE}/statuses`, "deployments/statuses#list-deployment-statuses", listStatuses),
  route("POST", `${ONE}/statuses`, "deployments/statuses#create-a-deployment-status", createStatus),
  route("GET", `${ONE}/statuses/{status_id}`, "deployments/statuses#get-a-deployment-status", getStatus),
];
