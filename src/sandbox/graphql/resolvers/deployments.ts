/**
 * Deployments and their statuses.
 * Source: schema, `Deployment.state` (`DeploymentState`: a successful one is active) and `DeploymentStatus`.
 */
import { latestStatus } from "../../state/deployments.ts";
import type { Deployment, DeploymentStatus, Repository } from "../../state/model.ts";
import { connect } from "../connections.ts";
import type { Context, DeploymentStatusView, DeploymentView, Resolvers } from "../context.ts";
import { actorView, commitOf, repositoryView } from "../views.ts";

export const deploymentView = (repository: Repository, deployment: Deployment): DeploymentView => ({
  __typename: "Deployment",
  repository,
  deployment,
});

const statusView = ({ repository, deployment }: DeploymentView, status: DeploymentStatus): DeploymentStatusView => ({
  __typename: "DeploymentStatus",
  repository,
  deployment,
  status,
});

/** REST's word of a status → `DeploymentState`. */
const stateOf = (deployment: Deployment): string => {
  const state = latestStatus(deployment)?.state ?? "pending";
  return state === "success" ? "ACTIVE" : state.toUpperCase();
};

const orNull = (text: string): string | null => (text === "" ? null : text);

export const deploymentResolvers: Record<string, Resolvers> = {
  Deployment: {
    id: ({ deployment }: DeploymentView) => deployment.nodeId,
    databaseId: ({ deployment }: DeploymentView) => deployment.id,
    environment: ({ deployment }: DeploymentView) => deployment.environment,
    originalEnvironment: ({ deployment }: DeploymentView) => deployment.environment,
    latestEnvironment: ({ deployment }: DeploymentView) =>
      latestStatus(deployment)?.environment ?? deployment.environment,
    task: ({ deployment }: DeploymentView) => deployment.task,
    description: ({ deployment }: DeploymentView) => deployment.description,
    payload: ({ deployment }: DeploymentView) => JSON.stringify(deployment.payload),
    state: ({ deployment }: DeploymentView) => stateOf(deployment),
    commitOid: ({ deployment }: DeploymentView) => deployment.sha,
    commit: ({ repository, deployment }: DeploymentView) => commitOf(repository, deployment.sha),
    ref: ({ repository, deployment }: DeploymentView) => {
      const ref = [`refs/heads/${deployment.ref}`, `refs/tags/${deployment.ref}`].find((each) =>
        repository.refs.has(each),
      );
      return ref === undefined ? null : { __typename: "Ref", repository, ref };
    },
    creator: ({ deployment }: DeploymentView, _args, context: Context) => actorView(context, deployment.creatorId),
    createdAt: ({ deployment }: DeploymentView) => deployment.createdAt,
    updatedAt: ({ deployment }: DeploymentView) => deployment.updatedAt,
    repository: ({ repository }: DeploymentView) => repositoryView(repository),
    latestStatus: (view: DeploymentView) => {
      const status = latestStatus(view.deployment);
      return status === undefined ? null : statusView(view, status);
    },
    // Newest first.
    statuses: (view: DeploymentView, args) =>
      connect(
        view.deployment.statuses.map((status) => statusView(view, status)).reverse(),
        args,
        ({ status }) => status.nodeId,
      ),
  },
  DeploymentStatus: {
    id: ({ status }: DeploymentStatusView) => status.nodeId,
    state: ({ status }: DeploymentStatusView) => status.state.toUpperCase(),
    description: ({ status }: DeploymentStatusView) => status.description,
    environment: ({ status }: DeploymentStatusView) => status.environment,
    environmentUrl: ({ status }: DeploymentStatusView) => orNull(status.environmentUrl),
    logUrl: ({ status }: DeploymentStatusView) => orNull(status.logUrl),
    createdAt: ({ status }: DeploymentStatusView) => status.createdAt,
    updatedAt: ({ status }: DeploymentStatusView) => status.createdAt,
    creator: ({ status }: DeploymentStatusView, _args, context: Context) => actorView(context, status.creatorId),
    deployment: ({ repository, deployment }: DeploymentStatusView) => deploymentView(repository, deployment),
  },
};
