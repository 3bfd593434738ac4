/** Tokens in GitHub's shape, and those of workflows. */
import { randomBytes } from "node:crypto";
import type { Box } from "../state/box.ts";
import { BoxError } from "../state/contract.ts";
import { ACTIONS_APP_ID } from "../state/workflow-runs.ts";
import { type Input, repositoryIn } from "./input.ts";

/** A personal access token in GitHub's shape ("Behind GitHub's new authentication token formats"). */
export const newToken = (prefix: "ghp" | "ghs"): string => `${prefix}_${randomBytes(18).toString("hex")}`;

const LEVELS = ["read", "write", "none"] as const;

/**
 * `POST tokens`: a GITHUB_TOKEN of a workflow whose `permissions` are these; what is not named it lacks ("Controlling
 * permissions for GITHUB_TOKEN"). Without any, it is the read-only one of a fork's pull request that names none.
 */
export const makeToken = (state: Box, input: Input): Record<string, unknown> => {
  const repository = repositoryIn(state, input);
  const bot = state.world.apps.get(ACTIONS_APP_ID)?.botId;
  if (bot === undefined) throw new BoxError(404, "The box has no GitHub Actions App.");
  const token = newToken("ghs");
  const permissions = permissionsIn(input.permissions ?? {});
  state.world.tokens.set(token, {
    token,
    kind: "actions",
    accountId: bot,
    installationId: null,
    repositoryIds: [repository.id],
    permissions,
    expiresAt: null,
  });
  return { token, login: state.ask.actor(bot).login, permissions };
};

/** Keys as the API has them (`pull_requests`) or as a workflow writes them (`pull-requests`). */
const permissionsIn = (asked: unknown): Record<string, "read" | "write"> => {
  if (typeof asked !== "object" || asked === null || Array.isArray(asked))
    throw new BoxError(422, `"permissions" must be an object such as {"issues": "write"}.`);
  const permissions: Record<string, "read" | "write"> = { metadata: "read" };
  for (const [name, given] of Object.entries(asked)) {
    const level = LEVELS.find((one) => one === given);
    if (level === undefined) throw new BoxError(422, `"${name}" must be one of ${LEVELS.join(", ")}.`);
    if (level !== "none") permissions[name.replaceAll("-", "_")] = level;
  }
  return permissions;
};
