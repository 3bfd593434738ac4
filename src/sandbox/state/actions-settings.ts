/**
 * Whether a repository may run workflows, and what their tokens may do by default. Source: REST reference "GitHub
 * Actions permissions" (administration rights, to read them as well).
 */
import { notFound } from "./box.ts";
import type { Operations } from "./contract.ts";
import { needRight } from "./permissions.ts";

export interface ActionsSettings {
  enabled: boolean;
  allowedActions: "all" | "local_only" | "selected";
  /** What a workflow's token may do where the workflow does not say it. */
  workflowPermissions: "read" | "write";
  canApprove: boolean;
}

/** What a new repository of an organization has. */
export const newActionsSettings = (): ActionsSettings => ({
  enabled: true,
  allowedActions: "all",
  workflowPermissions: "read",
  canApprove: false,
});

export const actionsSettingsOperations = (): Pick<Operations, "setActionsSettings"> => ({
  setActionsSettings(caller, repository, patch) {
    needRight(caller, repository, ["administration"], "admin", notFound);
    repository.actions = { ...repository.actions, ...patch };
  },
});
