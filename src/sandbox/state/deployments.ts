/**
 * Deployments. Source: REST reference "Deployments" (`required_contexts`: left out, all unique contexts must succeed,
 * 409 otherwise; `production_environment` is true for an environment named production) and "Deployment statuses"
 * (`auto_inactive`: earlier successes of the same environment that are neither transient nor production become
 * inactive). Left out: `auto_merge`; the box deploys the commit that is named.
 */
import { actorOf, type Box, identify, keep, notFound } from "./box.ts";
import type { Caller, Operations } from "./contract.ts";
import { BoxError } from "./contract.ts";
import { PREFIX } from "./ids.ts";
import type { Deployment, DeploymentStatus, Repository } from "./model.ts";
import { needRight } from "./permissions.ts";
import { stateOfRequired } from "./required-checks.ts";

const needDeploy = (caller: Caller, repository: Repository): void =>
  needRight(caller, repository, ["deployments"], "write", notFound);

/** Every context that has reported on a commit. */
const contextsOf = (box: Box, repository: Repository, sha: string): string[] => [
  ...new Set([
    ...box.ask.checkRunsOf(repository, sha).map((run) => run.name),
    ...box.ask.statusesOf(repository, sha).map((status) => status.context),
  ]),
];

const STATES: readonly DeploymentStatus["state"][] = [
  "error",
  "failure",
  "inactive",
  "in_progress",
  "queued",
  "pending",
  "success",
];

/** The newest status; a deployment has none at first. */
export const latestStatus = (deployment: Deployment): DeploymentStatus | undefined => deployment.statuses.at(-1);

export const deploymentOperations = (box: Box): Pick<Operations, "createDeployment" | "createDeploymentStatus"> => {
  const add = (
    caller: Caller,
    deployment: Deployment,
    input: Parameters<Operations["createDeploymentStatus"]>[3],
  ): DeploymentStatus => {
    const status: DeploymentStatus = keep(box, {
      ...identify(box, PREFIX.deploymentStatus),
      state: input.state,
      creatorId: actorOf(caller).id,
      appId: caller.app?.id ?? null,
      description: input.description ?? "",
      environment: input.environment ?? deployment.environment,
      logUrl: input.log_url ?? "",
      targetUrl: input.target_url ?? input.log_url ?? "",
      environmentUrl: input.environment_url ?? "",
      createdAt: box.clock.iso(),
    });
    deployment.statuses.push(status);
    deployment.updatedAt = status.createdAt;
    return status;
  };
  return {
    createDeployment(caller, repository, input) {
      needDeploy(caller, repository);
      let sha: string;
      try {
        sha = box.ask.commit(repository, input.ref).sha;
      } catch (error) {
        if (!(error instanceof BoxError)) throw error;
        throw new BoxError(422, `No ref found for: ${input.ref}`);
      }
      const needed = input.required_contexts ?? contextsOf(box, repository, sha);
      const failing = needed.filter((context) => stateOfRequired(box, repository, sha, { context }) !== "passing");
      if (failing.length > 0) throw new BoxError(409, `Conflict: Commit status checks failed for ${input.ref}.`);
      const environment = input.environment ?? "production";
      const now = box.clock.iso();
      const deployment: Deployment = keep(box, {
        ...identify(box, PREFIX.deployment),
        sha,
        ref: input.ref,
        task: input.task ?? "deploy",
        payload: input.payload ?? {},
        environment,
        description: input.description ?? null,
        transient: input.transient_environment ?? false,
        production: input.production_environment ?? environment === "production",
        creatorId: actorOf(caller).id,
        appId: caller.app?.id ?? null,
        createdAt: now,
        updatedAt: now,
        statuses: [],
      });
      repository.deployments.set(deployment.id, deployment);
      return deployment;
    },

    createDeploymentStatus(caller, repository, deploymentId, input) {
      needDeploy(caller, repository);
      const deployment = repository.deployments.get(deploymentId);
      if (deployment === undefined) throw notFound();
      if (!STATES.includes(input.state)) {
        throw new BoxError(422, "Validation Failed", [
          {
            resource: "DeploymentStatus",
            field: "state",
            code: "custom",
            message: "state is not included in the list",
          },
        ]);
      }
      const status = add(caller, deployment, input);
      if (status.state === "success" && input.auto_inactive !== false) {
        for (const other of repository.deployments.values()) {
          const same = other !== deployment && other.environment === status.environment;
          if (!same || other.transient || other.production || latestStatus(other)?.state !== "success") continue;
          add(caller, other, { state: "inactive" });
        }
      }
      return status;
    },
  };
};
