/** `deployment` and `deployment-status`. */
import type { Deployment, DeploymentStatus, Repository } from "../../state/model.ts";
import type { Json, View } from "../answer.ts";
import { viaAppJson } from "./app.ts";
import { placeOf } from "./repository.ts";
import { actorJson } from "./user.ts";

/** `deployment`. */
export const deploymentJson = (view: View, repository: Repository, deployment: Deployment): Json => {
  const { api } = placeOf(view, repository);
  const url = `${api}/deployments/${deployment.id}`;
  return {
    url,
    id: deployment.id,
    node_id: deployment.nodeId,
    task: deployment.task,
    original_environment: deployment.environment,
    environment: deployment.environment,
    description: deployment.description,
    created_at: deployment.createdAt,
    updated_at: deployment.updatedAt,
    statuses_url: `${url}/statuses`,
    repository_url: api,
    creator: actorJson(view, deployment.creatorId),
    sha: deployment.sha,
    ref: deployment.ref,
    payload: deployment.payload,
    transient_environment: deployment.transient,
    production_environment: deployment.production,
    performed_via_github_app: viaAppJson(view, deployment.appId),
  };
};

/** `deployment-status`. */
export const deploymentStatusJson = (
  view: View,
  repository: Repository,
  deployment: Deployment,
  status: DeploymentStatus,
): Json => {
  const { api } = placeOf(view, repository);
  const url = `${api}/deployments/${deployment.id}`;
  return {
    url: `${url}/statuses/${status.id}`,
    id: status.id,
    node_id: status.nodeId,
    state: status.state,
    creator: actorJson(view, status.creatorId),
    description: status.description,
    environment: status.environment,
    target_url: status.targetUrl,
    created_at: status.createdAt,
    updated_at: status.createdAt,
    deployment_url: url,
    repository_url: api,
    environment_url: status.environmentUrl,
    log_url: status.logUrl,
    performed_via_github_app: viaAppJson(view, status.appId),
  };
};
