/** Whether Actions is allowed in a repository, and what its tokens may do. Source: docs.github.com/rest/actions/permissions. */
import { BoxError } from "../../state/contract.ts";
import { readable, writable } from "../access.ts";
import { type Answer, noContent, ok, type RestRequest, type Route, route } from "../answer.ts";
import { choice, optionalBoolean } from "../body.ts";

const get = (request: RestRequest): Answer => {
  const { enabled, allowedActions } = readable(request, "administration").actions;
  return ok(enabled ? { enabled, allowed_actions: allowedActions } : { enabled });
};

const put = (request: RestRequest): Answer => {
  const enabled = optionalBoolean(request.body, "enabled");
  if (enabled === undefined) throw new BoxError(422, `Invalid request.\n\n"enabled" wasn't supplied.`);
  const allowedActions = choice(request.body, "allowed_actions", ["all", "local_only", "selected"]);
  const patch = { enabled, ...(allowedActions === undefined ? {} : { allowedActions }) };
  request.state.do.setActionsSettings(request.caller, writable(request), patch);
  return noContent();
};

const getWorkflow = (request: RestRequest): Answer => {
  const { workflowPermissions, canApprove } = readable(request, "administration").actions;
  return ok({
    default_workflow_permissions: workflowPermissions,
    can_approve_pull_request_reviews: canApprove,
  });
};

const putWorkflow = (request: RestRequest): Answer => {
  const workflowPermissions = choice(request.body, "default_workflow_permissions", ["read", "write"]);
  const canApprove = optionalBoolean(request.body, "can_approve_pull_request_reviews");
  request.state.do.setActionsSettings(request.caller, writable(request), {
    ...(workflowPermissions === undefined ? {} : { workflowPermissions }),
    ...(canApprove === undefined ? {} : { canApprove }),
  });
  return noContent();
};

const PATH = "/repos/{owner}/{repo}/actions/permissions";
const DOCS = "actions/permissions";

export const actionsSettingsRoutes: readonly Route[] = [
  route("GET", PATH, `${DOCS}#get-github-actions-permissions-for-a-repository`, get),
  route("PUT", PATH, `${DOCS}#set-github-actions-permissions-for-a-repository`, put),
  route("GET", `${PATH}/workflow`, `${DOCS}#get-default-workflow-permissions-for-a-repository`, getWorkflow),
  route("PUT", `${PATH}/workflow`, `${DOCS}#set-default-workflow-permissions-for-a-repository`, putWorkflow),
];
