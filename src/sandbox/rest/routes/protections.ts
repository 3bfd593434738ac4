/**
 * Classic branch protection. Source: REST reference "Branch protection" (`checks[].app_id`: -1 lets any App set the
 * status; left out, the App that lately provided the check is taken).
 */
import { BoxError } from "../../state/contract.ts";
import type { Protection, Repository } from "../../state/model.ts";
import { notFound, repositoryOf, writable } from "../access.ts";
import { type Answer, type Json, noContent, ok, type RestRequest, type Route, route } from "../answer.ts";
import { needObjects, needText, optionalBoolean, optionalTexts } from "../body.ts";
import { protectionJson } from "../serialize/protection.ts";

const refuse = (sentence: string): BoxError => new BoxError(422, `Invalid request.\n\n${sentence}`);

/** A part that must be named, though it may be null. */
const partOf = (body: Json, name: string): Json | null => {
  const value = body[name];
  if (value === undefined) throw refuse(`"${name}" wasn't supplied.`);
  if (value === null) return null;
  if (typeof value !== "object" || Array.isArray(value)) throw refuse(`For 'properties/${name}', it is not an object.`);
  return value as Json;
};

/** The App that made the newest check of this name. */
const lately = (repository: Repository, context: string): number | null =>
  [...repository.checkRuns.values()].filter((run) => run.name === context).at(-1)?.appId ?? null;

const checksOf = (repository: Repository, body: Json): Protection["requiredChecks"] => {
  const part = partOf(body, "required_status_checks");
  if (part === null) return null;
  const strict = optionalBoolean(part, "strict");
  if (strict === undefined) throw refuse(`"strict" wasn't supplied.`);
  if (part.checks === undefined) {
    const contexts = optionalTexts(part, "contexts");
    if (contexts === undefined) throw refuse(`"contexts" wasn't supplied.`);
    return { strict, checks: contexts.map((context) => ({ context, appId: lately(repository, context) })) };
  }
  const checks = needObjects(part, "checks").map((check) => {
    const context = needText(check, "context");
    const appId = typeof check.app_id === "number" ? check.app_id : null;
    return { context, appId: appId === null ? lately(repository, context) : appId < 0 ? null : appId };
  });
  return { strict, checks };
};

const reviewsOf = (body: Json): Protection["requiredReviews"] => {
  const part = partOf(body, "required_pull_request_reviews");
  if (part === null) return null;
  return {
    count: typeof part.required_approving_review_count === "number" ? part.required_approving_review_count : 1,
    dismissStale: optionalBoolean(part, "dismiss_stale_reviews") ?? false,
    codeOwners: optionalBoolean(part, "require_code_owner_reviews") ?? false,
  };
};

const putProtection = (request: RestRequest): Answer => {
  const repository = writable(request);
  const { body, params, state, caller } = request;
  const branch = params.branch ?? "";
  partOf(body, "restrictions");
  if (body.enforce_admins === undefined) throw refuse(`"enforce_admins" wasn't supplied.`);
  const protection: Protection = {
    requiredChecks: checksOf(repository, body),
    requiredReviews: reviewsOf(body),
    enforceAdmins: body.enforce_admins === true,
    linearHistory: optionalBoolean(body, "required_linear_history") ?? false,
    allowForcePushes: optionalBoolean(body, "allow_force_pushes") ?? false,
    allowDeletions: optionalBoolean(body, "allow_deletions") ?? false,
  };
  state.do.setProtection(caller, repository, branch, protection);
  return ok(protectionJson(request, repository, branch, protection));
};

/** The protection of the path, for administrators alone: an App without the permission is answered 403. */
const getProtection = (request: RestRequest): Answer => {
  const repository = repositoryOf(request);
  const { ask } = request.state;
  if (!ask.can(request.caller, repository, "administration", "read")) {
    if (request.caller.installation !== null || request.caller.token?.kind === "actions")
      throw new BoxError(403, "Resource not accessible by integration");
    throw notFound();
  }
  const branch = request.params.branch ?? "";
  if (!repository.refs.has(`refs/heads/${branch}`)) throw new BoxError(404, "Branch not found");
  const protection = repository.protections.get(branch);
  if (protection === undefined) throw new BoxError(404, "Branch not protected");
  return ok(protectionJson(request, repository, branch, protection));
};

const deleteProtection = (request: RestRequest): Answer => {
  request.state.do.setProtection(request.caller, writable(request), request.params.branch ?? "", null);
  return noContent();
};

const ONE = "/repos/{owner}/{repo}/branches/{branch+}/protection";
const DOCS = "branches/branch-protection";

export const protectionRoutes: readonly Route[] = [
  route("GET", ONE, `${DOCS}#get-branch-protection`, getProtection),
  route("PUT", ONE, `${DOCS}#update-branch-protection`, putProtection),
  route("DELETE", ONE, `${DOCS}#delete-branch-protection`, deleteProtection),
];
