/** The repository itself, its branches and their (absent) classic protection. */
import { BoxError } from "../../state/contract.ts";
import type { Repository } from "../../state/model.ts";
import { commitOf, notFound, readable } from "../access.ts";
import { type Answer, type Json, ok, type RestRequest, type Route, route } from "../answer.ts";
import { pagedList } from "../pagination.ts";
import { commitJson } from "../serialize/commit.ts";
import { fullRepositoryJson, placeOf } from "../serialize/repository.ts";

const HEADS = "refs/heads/";

const getRepository = (request: RestRequest): Answer => ok(fullRepositoryJson(request, readable(request, "metadata")));

const branchNames = (repository: Repository): string[] =>
  [...repository.refs.keys()]
    .filter((ref) => ref.startsWith(HEADS))
    .map((ref) => ref.slice(HEADS.length))
    .sort();

/** Rulesets make a branch protected too ("About rulesets"): `protected` is true where any rule is in force. */
const isProtected = (request: RestRequest, repository: Repository, branch: string): boolean =>
  request.state.ask.rulesFor(repository, branch).length > 0;

const noProtection = (): Json => ({
  enabled: false,
  required_status_checks: { enforcement_level: "off", contexts: [], checks: [] },
});

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
      protection: noProtection(),
      protection_url: `${api}/branches/${encodeURIComponent(name)}/protection`,
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
    protection: noProtection(),
    protection_url: `${url}/protection`,
  });
};

/** The box has rulesets only; a branch without classic protection answers 404 "Branch not protected". */
const getProtection = (request: RestRequest): Answer => {
  const repository = readable(request, "metadata");
  const { ask } = request.state;
  if (!ask.can(request.caller, repository, "administration", "read")) {
    if (request.caller.installation !== null) throw new BoxError(403, "Resource not accessible by integration");
    throw notFound();
  }
  branchOf(request, repository);
  throw new BoxError(404, "Branch not protected");
};

const BRANCHES = "/repos/{owner}/{repo}/branches";

export const repositoryRoutes: readonly Route[] = [
  route("GET", "/repos/{owner}/{repo}", "repos/repos#get-a-repository", getRepository),
  route("GET", BRANCHES, "branches/branches#list-branches", listBranches),
  route("GET", `${BRANCHES}/{branch+}/protection`, "branches/branch-protection#get-branch-protection", getProtection),
  route("GET", `${BRANCHES}/{branch+}`, "branches/branches#get-a-branch", getBranch),
];
