/**
 * Accounts and collaborators. Sources: REST reference "Collaborators" ("Remove a repository collaborator": "Unassigns
 * the user from any issues", "Cancels any outstanding invitations"); docs.github.com "Deleting your personal account"
 * (what a deleted account wrote stays under `ghost`); webhook event `member`.
 */
import { actorOf, type Box, identify, invalid, keep, tell } from "./box.ts";
import type { Caller, Operations } from "./contract.ts";
import { BoxError } from "./contract.ts";
import { PREFIX } from "./ids.ts";
import { takeAssignees } from "./marks.ts";
import type { Account, GitHubApp, Repository, Role, Token } from "./model.ts";
import { needRight, roleOf } from "./permissions.ts";
import { leaveName } from "./repository-changes.ts";

const ROLES: readonly Role[] = ["read", "triage", "write", "maintain", "admin"];
const PREFIX_OF = { User: PREFIX.user, Bot: PREFIX.bot, Organization: PREFIX.organization } as const;

/** "Username may only contain alphanumeric characters or single hyphens, and cannot begin or end with a hyphen." */
const FITS = /^[a-z\d](?:[a-z\d]|-(?=[a-z\d])){0,38}$/i;

/** A new account. A login is free again once its holder is deleted: the new holder is somebody else, with another id. */
export const storeAccount = (
  box: Box,
  input: { login: string; type?: Account["type"]; name?: string | null; id?: number },
): Account => {
  const type = input.type ?? "User";
  const fits = type === "Bot" || FITS.test(input.login);
  if (!fits) throw invalid("User", "login", "invalid");
  if (box.ask.account(input.login) !== undefined) throw invalid("User", "login", "already_exists");
  const fresh = identify(box, PREFIX_OF[type]);
  const id = input.id ?? fresh.id;
  const account: Account = keep(box, {
    id,
    nodeId: box.nodeId(PREFIX_OF[type], id),
    login: input.login,
    type,
    name: input.name ?? null,
    createdAt: box.clock.iso(),
    deleted: false,
  });
  box.world.accounts.set(account.id, account);
  return account;
};

/**
 * Gives an account another login. Its ids stay, the former login is free at once, and its repositories' former names
 * lead to the new ones (docs.github.com "Changing your username").
 */
export const renameAccount = (box: Box, account: Account, login: string): void => {
  const other = box.ask.account(login);
  if (!FITS.test(login)) throw invalid("User", "login", "invalid");
  if (other !== undefined && other !== account) throw invalid("User", "login", "already_exists");
  for (const repository of box.world.repositories.values())
    if (repository.ownerId === account.id) leaveName(box, account.login, repository);
  account.login = login;
};

/** A personal access token of an account. */
export const storeUserToken = (box: Box, account: Account, token: string): Token => {
  const made: Token = {
    token,
    kind: "user",
    accountId: account.id,
    installationId: null,
    repositoryIds: null,
    permissions: null,
    expiresAt: null,
  };
  box.world.tokens.set(token, made);
  return made;
};

/** An App with its bot account. */
export const storeApp = (
  box: Box,
  input: Omit<GitHubApp, "id" | "nodeId" | "botId" | "createdAt"> & { id?: number; botId?: number },
): GitHubApp => {
  const fresh = identify(box, PREFIX.app);
  const id = input.id ?? fresh.id;
  const bot = storeAccount(box, { login: `${input.slug}[bot]`, type: "Bot", id: input.botId });
  const app: GitHubApp = keep(box, {
    ...input,
    id,
    nodeId: box.nodeId(PREFIX.app, id),
    botId: bot.id,
    createdAt: box.clock.iso(),
  });
  box.world.apps.set(app.id, app);
  return app;
};

const unassignEverywhere = (box: Box, caller: Caller, repository: Repository, account: Account): void => {
  for (const issue of repository.issues.values()) {
    if (issue.assigneeIds.includes(account.id)) takeAssignees(box, caller, repository, issue, [account]);
    if (issue.pull !== null)
      issue.pull.requestedReviewerIds = issue.pull.requestedReviewerIds.filter((id) => id !== account.id);
  }
};

/** Deletes an account: its tokens, access and assignments go, what it wrote stays under `ghost`. */
export const deleteAccount = (box: Box, login: string): void => {
  const account = box.ask.account(login);
  if (account === undefined || account.type !== "User") throw new BoxError(404, "Not Found");
  for (const [key, token] of box.world.tokens) if (token.accountId === account.id) box.world.tokens.delete(key);
  account.deleted = true;
  const ghost = box.ask.actor(account.id);
  const caller: Caller = { account: ghost, app: null, installation: null, token: null, asApp: false };
  for (const repository of box.world.repositories.values()) {
    repository.collaborators.delete(account.id);
    unassignEverywhere(box, caller, repository, account);
  }
};

export const peopleOperations = (box: Box): Pick<Operations, "setCollaborator" | "removeCollaborator"> => ({
  setCollaborator(caller, repository, login, role) {
    needRight(caller, repository, ["administration"], "admin");
    const account = box.ask.account(login);
    if (account === undefined || account.type !== "User") throw new BoxError(404, "Not Found");
    if (!ROLES.includes(role)) throw invalid("Repository", "permission", "invalid");
    if (account.id === repository.ownerId)
      throw invalid("Repository", "collaborator", "invalid", { message: "Repository owner cannot be a collaborator" });
    const former = repository.collaborators.get(account.id);
    if (former === role) return;
    repository.collaborators.set(account.id, role);
    tell(box, caller, repository, "member", former === undefined ? "added" : "edited", {
      member: account,
      changes: { permission: former === undefined ? { to: role } : { from: former, to: role } },
    });
  },

  removeCollaborator(caller, repository, login) {
    const account = box.ask.account(login);
    // "Users can remove themselves"; removing others is the admins'.
    const leaving =
      account !== undefined && account.id === actorOf(caller).id && roleOf(repository, account) !== "none";
    if (!leaving) needRight(caller, repository, ["administration"], "admin");
    if (account === undefined || !repository.collaborators.has(account.id)) return;
    unassignEverywhere(box, caller, repository, account);
    repository.collaborators.delete(account.id);
    tell(box, caller, repository, "member", "removed", { member: account });
  },
});
