/**
 * Finding what a path names, with the refusals that GitHub gives on the way.
 * Source: docs.github.com/rest "Troubleshooting the REST API" (404 for what the caller may not know of, 403 "Resource
 * not accessible by integration") and "Authenticating to the REST API" (401 "Requires authentication").
 */
import type { Caller, Queries } from "../state/contract.ts";
import { BoxError } from "../state/contract.ts";
import type { Account, Commit, GitHubApp, Issue, PullRequest, Repository } from "../state/model.ts";
import type { RestRequest } from "./answer.ts";

export type Area = Parameters<Queries["can"]>[2];

export const notFound = (): BoxError => new BoxError(404, "Not Found");

/** @param accepted what would have done, as `X-Accepted-GitHub-Permissions` says it; left out where no permission does. */
export const notAccessible = (accepted?: string): BoxError =>
  new BoxError(403, "Resource not accessible by integration", undefined, accepted);

const isIntegration = (caller: Caller): boolean => caller.installation !== null || caller.token?.kind === "actions";

/** The repository of the path, as far as the caller may know of it. */
export const repositoryOf = (request: RestRequest): Repository => {
  const { params, state, caller } = request;
  // A JWT opens `/app` routes only.
  if (caller.asApp) throw new BoxError(401, "Bad credentials");
  const repository = state.ask.repository(params.owner ?? "", params.repo ?? "");
  if (repository === undefined || !state.ask.can(caller, repository, "metadata", "read")) throw notFound();
  return repository;
};

/** The repository of the path, for reading one of its areas. */
export const readable = (request: RestRequest, area: Area): Repository => {
  const repository = repositoryOf(request);
  if (request.state.ask.can(request.caller, repository, area, "read")) return repository;
  throw isIntegration(request.caller) ? notAccessible(`${area}=read`) : notFound();
};

/** The repository of the path, for a change: the operation itself checks the right to it. */
export const writable = (request: RestRequest): Repository => {
  const repository = repositoryOf(request);
  if (request.caller.account === null) throw new BoxError(401, "Requires authentication");
  return repository;
};

/** The account that asks. */
export const demandAccount = (request: RestRequest): Account => {
  if (request.caller.account === null) throw new BoxError(401, "Requires authentication");
  return request.caller.account;
};

/** A person: installation tokens are nobody's (`/user` answers them 403). */
export const demandPerson = (request: RestRequest): Account => {
  const account = demandAccount(request);
  if (isIntegration(request.caller)) throw notAccessible();
  return account;
};

/** The App of the JWT. */
export const demandApp = (request: RestRequest): GitHubApp => {
  const { caller } = request;
  if (caller.asApp && caller.app !== null) return caller.app;
  throw new BoxError(401, "A JSON web token could not be decoded");
};

const wholeNumber = (text: string | undefined): number => {
  if (text === undefined || !/^\d{1,15}$/.test(text)) throw notFound();
  return Number(text);
};

/** A number of the path; anything else there is a path GitHub does not know. */
export const numberParam = (request: RestRequest, name: string): number => wholeNumber(request.params[name]);

/** The issue (or pull request) of the path, for reading. */
export const issueOf = (request: RestRequest): { repository: Repository; issue: Issue } => {
  const repository = repositoryOf(request);
  const issue = request.state.ask.issue(repository, numberParam(request, "number"));
  const { ask } = request.state;
  const may =
    ask.can(request.caller, repository, "issues", "read") ||
    (issue.pull !== null && ask.can(request.caller, repository, "pull_requests", "read"));
  const accepted = issue.pull === null ? "issues=read" : "issues=read; pull_requests=read";
  if (!may) throw isIntegration(request.caller) ? notAccessible(accepted) : notFound();
  return { repository, issue };
};

/** The pull request of the path, for reading. */
export const pullOf = (request: RestRequest): { repository: Repository; issue: Issue; pull: PullRequest } => {
  const repository = readable(request, "pull_requests");
  return { repository, ...request.state.ask.pull(repository, numberParam(request, "number")) };
};

/**
 * The commit that a SHA, branch or tag names.
 * @throws BoxError 422 "No commit found for SHA: …", as "Get a commit" answers
 */
export const commitOf = (request: RestRequest, repository: Repository, ref: string): Commit => {
  try {
    return request.state.ask.commit(repository, ref);
  } catch (error) {
    if (error instanceof BoxError) throw new BoxError(422, `No commit found for SHA: ${ref}`);
    throw error;
  }
};
