/** Collaborators, assignees and accounts. */
import { BoxError } from "../../state/contract.ts";
import type { Account, Repository, Role } from "../../state/model.ts";
import { demandPerson, notFound, readable, writable } from "../access.ts";
import { type Answer, type Json, noContent, ok, type RestRequest, type Route, route } from "../answer.ts";
import { textOrNothing } from "../body.ts";
import { pagedList } from "../pagination.ts";
import { ownProfileJson, profileJson, rightsJson, userJson } from "../serialize/user.ts";

/** The box grants at once, where GitHub would send an invitation to somebody outside the organization (201). */
const PERMISSIONS: Readonly<Record<string, Role>> = {
  pull: "read",
  read: "read",
  triage: "triage",
  push: "write",
  write: "write",
  maintain: "maintain",
  admin: "admin",
};

/**
 * `permission` knows four words: triage counts as read, maintain as write
 * ("Get repository permissions for a user").
 */
const PERMISSION_OF: Readonly<Record<Role, string>> = {
  none: "none",
  read: "read",
  triage: "read",
  write: "write",
  maintain: "write",
  admin: "admin",
};

const collaboratorJson = (request: RestRequest, account: Account, role: Role): Json => ({
  ...userJson(request, account),
  permissions: rightsJson(role),
  role_name: role,
});

/** Everybody with a role here: the owner, when a person, and the collaborators. */
const membersOf = (request: RestRequest, repository: Repository): { account: Account; role: Role }[] => {
  const ids = new Set([repository.ownerId, ...repository.collaborators.keys()]);
  return [...ids].flatMap((id) => {
    const account = request.state.world.accounts.get(id);
    if (account === undefined || account.deleted || account.type === "Organization") return [];
    const role = request.state.ask.role(repository, account);
    return role === "none" ? [] : [{ account, role }];
  });
};

/** Listing needs push access ("List repository collaborators"). */
const demandPush = (request: RestRequest, repository: Repository): void => {
  const { state, caller } = request;
  if (caller.account === null) throw new BoxError(401, "Requires authentication");
  if (caller.installation !== null || caller.token?.kind === "actions") return;
  if (state.ask.can(caller, repository, "contents", "write")) return;
  throw new BoxError(403, "Must have push access to view repository collaborators.");
};

const listCollaborators = (request: RestRequest): Answer => {
  const repository = readable(request, "metadata");
  demandPush(request, repository);
  const wanted = request.query.get("permission");
  const members = membersOf(request, repository).filter(({ role }) => {
    const needed = wanted === null ? undefined : rightsJson(role)[wanted];
    return needed === undefined || needed === true;
  });
  return pagedList(request, members, ({ account, role }) => collaboratorJson(request, account, role));
};

const accountOf = (request: RestRequest, name: string): Account => {
  const account = request.state.ask.account(request.params[name] ?? "");
  if (account === undefined) throw notFound();
  return account;
};

const isCollaborator = (request: RestRequest): Answer => {
  const repository = readable(request, "metadata");
  demandPush(request, repository);
  const account = accountOf(request, "login");
  if (membersOf(request, repository).some((member) => member.account.id === account.id)) return noContent();
  throw notFound();
};

const putCollaborator = (request: RestRequest): Answer => {
  const repository = writable(request);
  const role = PERMISSIONS[textOrNothing(request.body, "permission") ?? "push"];
  if (role === undefined) {
    throw new BoxError(422, "Validation Failed", [{ resource: "Repository", code: "invalid", field: "permission" }]);
  }
  request.state.do.setCollaborator(request.caller, repository, request.params.login ?? "", role);
  return noContent();
};

const deleteCollaborator = (request: RestRequest): Answer => {
  request.state.do.removeCollaborator(request.caller, writable(request), request.params.login ?? "");
  return noContent();
};

/** On a public repository everybody has `read`; an unknown login is 404 ("login is not a user"). */
const getPermission = (request: RestRequest): Answer => {
  const repository = readable(request, "metadata");
  demandPush(request, repository);
  const login = request.params.login ?? "";
  const account = request.state.ask.account(login);
  if (account === undefined) throw new BoxError(404, `${login} is not a user`);
  const own = request.state.ask.role(repository, account);
  const role: Role = own === "none" && !repository.private ? "read" : own;
  return ok({
    permission: PERMISSION_OF[role],
    user: collaboratorJson(request, account, role),
    role_name: role,
  });
};

const listAssignees = (request: RestRequest): Answer => {
  const repository = readable(request, "metadata");
  const people = [...request.state.world.accounts.values()].filter((account) =>
    request.state.ask.isAssignable(repository, account),
  );
  return pagedList(request, people, (account) => userJson(request, account));
};

const checkAssignee = (request: RestRequest): Answer => {
  const repository = readable(request, "metadata");
  const account = accountOf(request, "assignee");
  if (request.state.ask.isAssignable(repository, account)) return noContent();
  throw notFound();
};

const REPO = "/repos/{owner}/{repo}";
const COLLABORATORS = `${REPO}/collaborators`;
const ONE = `${COLLABORATORS}/{login}`;
const DOCS = "collaborators/collaborators";

export const peopleRoutes: readonly Route[] = [
  route("GET", COLLABORATORS, `${DOCS}#list-repository-collaborators`, listCollaborators),
  route("GET", ONE, `${DOCS}#check-if-a-user-is-a-repository-collaborator`, isCollaborator),
  route("PUT", ONE, `${DOCS}#add-a-repository-collaborator`, putCollaborator),
  route("DELETE", ONE, `${DOCS}#remove-a-repository-collaborator`, deleteCollaborator),
  route("GET", `${ONE}/permission`, `${DOCS}#get-repository-permissions-for-a-user`, getPermission),
  route("GET", `${REPO}/assignees`, "issues/assignees#list-assignees", listAssignees),
  route("GET", `${REPO}/assignees/{assignee}`, "issues/assignees#check-if-a-user-can-be-assigned", checkAssignee),
  route("GET", "/user", "users/users#get-the-authenticated-user", (request) =>
    ok(ownProfileJson(request, demandPerson(request))),
  ),
  route("GET", "/users/{login}", "users/users#get-a-user", (request) =>
    ok(profileJson(request, accountOf(request, "login"))),
  ),
];
