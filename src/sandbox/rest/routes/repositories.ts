/** The repository itself, its branches and its forks. */
import { BoxError } from "../../state/contract.ts";
import type { Repository } from "../../state/model.ts";
import { commitOf, readable, writable } from "../access.ts";
import { type Answer, noContent, ok, type RestRequest, type Route, route } from "../answer.ts";
import { optionalBoolean, optionalText, textOrNothing } from "../body.ts";
import { pagedList } from "../pagination.ts";
import { commitJson } from "../serialize/commit.ts";
import { protectionSummary, protectionUrl } from "../serialize/protection.ts";
import { fullRepositoryJson, minimalRepositoryJson, placeOf } from "../serialize/repository.ts";

const HEADS = "refs/heads/";

const getRepository = (request: RestRequest): Answer => ok(fullRepositoryJson(request, readable(request, "metadata")));

const branchNames = (repository: Repository): string[] =>
  [...repository.refs.keys()]
    .filter((ref) => ref.startsWith(HEADS))
    .map((ref) => ref.slice(HEADS.length))
    .sort();

/** Rulesets make a branch protected too ("About rulesets"): `protected` is true where any rule is in force. */
const isProtected = (request: RestRequest, repository: Repository, branch: string): boolean =>
  repository.protections.has(branch) || request.state.ask.rulesFor(repository, branch).length > 0;

const listBranches = (request: RestRequest): Answer => {
  const repository = readable(request, "contents");
  const { api } = placeOf(request, repository);
  const wanted = request.query.get("protected");
  const names = branchNames(repository).filter(
    (name) => wanted === null || String(isProtected(request, repository, name)) === wanted,
  );
  return pagedList(request, names, (name) => {
    const sha = repository.refs.get(`${HEADS}${name}`) ?? "";
    return {
      name,
      commit: { sha, url: `${api}/commits/${sha}` },
      protected: isProtected(request, repository, name),
      protection: protectionSummary(repository.protections.get(name)),
      protection_url: protectionUrl(request, repository, name),
    };
  });
};

const branchOf = (request: RestRequest, repository: Repository): { name: string; sha: string } => {
  const name = request.params.branch ?? "";
  const sha = repository.refs.get(`${HEADS}${name}`);
  if (sha === undefined) throw new BoxError(404, "Branch not found");
  return { name, sha };
};

const getBranch = (request: RestRequest): Answer => {
  const repository = readable(request, "contents");
  const { name, sha } = branchOf(request, repository);
  const { api, web } = placeOf(request, repository);
  const url = `${api}/branches/${encodeURIComponent(name)}`;
  return ok({
    name,
    commit: commitJson(request, repository, commitOf(request, repository, sha)),
    _links: { self: url, html: `${web}/tree/${name}` },
    protected: isProtected(request, repository, name),
    protection: protectionSummary(repository.protections.get(name)),
    protection_url: protectionUrl(request, repository, name),
  });
};

const updateRepository = (request: RestRequest): Answer => {
  const { body, state, caller } = request;
  const visibility = textOrNothing(body, "visibility");
  const repository = state.do.updateRepository(caller, writable(request), {
    name: textOrNothing(body, "name"),
    ...(body.description === undefined ? {} : { description: optionalText(body, "description") ?? null }),
    private: visibility === undefined ? optionalBoolean(body, "private") : visibility !== "public",
    archived: optionalBoolean(body, "archived"),
    hasIssues: optionalBoolean(body, "has_issues"),
    defaultBranch: textOrNothing(body, "default_branch"),
  });
  return ok(fullRepositoryJson(request, repository));
};

const deleteRepository = (request: RestRequest): Answer => {
  request.state.do.deleteRepository(request.caller, writable(request));
  return noContent();
};

const listForks = (request: RestRequest): Answer => {
  const repository = readable(request, "metadata");
  const { ask, world } = request.state;
  const forks = [...world.repositories.values()].filter(
    (each) => each.forkOfId === repository.id && ask.can(request.caller, each, "metadata", "read"),
  );
  return pagedList(request, forks.reverse(), (each) => minimalRepositoryJson(request, each));
};

/** "Forking a Repository happens asynchronously": 202, though the box is done at once. */
const createFork = (request: RestRequest): Answer => {
  const { body, state, caller } = request;
  const fork = state.do.createFork(caller, writable(request), {
    owner: textOrNothing(body, "organization"),
    name: textOrNothing(body, "name"),
  });
  return { status: 202, body: fullRepositoryJson(request, fork) };
};

const BRANCHES = "/repos/{owner}/{repo}/branches";

export const repositoryRoutes: readonly Route[] = [
  route("GET", "/repos/{owner}/{repo}", "repos/repos#get-a-repository", getRepository),
  route("PATCH", "/repos/{owner}/{repo}", "repos/repos#update-a-repository", updateRepository),
  route("DELETE", "/repos/{owner}/{repo}", "repos/repos#delete-a-repository", deleteRepository),
  route("GET", "/repos/{owner}/{repo}/forks", "repos/forks#list-forks", listForks),
  route("POST", "/repos/{owner}/{repo}/forks", "repos/forks#create-a-fork", createFork),
  route("GET", BRANCHES, "branches/branches#list-branches", listBranches),
  route("GET", `${BRANCHES}/{branch+}`, "branches/branches#get-a-branch", getBranch),
];
