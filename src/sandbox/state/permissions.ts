/**
 * Who may do what. Roles: docs.github.com "Repository roles for an organization" (permissions for each role).
 * Installation tokens: "Permissions required for GitHub Apps"; a missing one answers 403
 * "Resource not accessible by integration" ("Troubleshooting the REST API"). A private repository that the caller
 * cannot see answers 404, not 403 (same page: "404 Not Found for an existing resource").
 */
import { actorOf, type Box, notFound } from "./box.ts";
import type { Area, Caller } from "./contract.ts";
import { BoxError } from "./contract.ts";
import type { Account, Issue, Repository, Role } from "./model.ts";

export type { Area } from "./contract.ts";

const RANK: Readonly<Record<Role, number>> = { none: 0, read: 1, triage: 2, write: 3, maintain: 4, admin: 5 };

/** True where `role` has at least the rights of `needed`. */
export const atLeast = (role: Role, needed: Role): boolean => RANK[role] >= RANK[needed];

/** The role in this repository; a public one gives everybody's `none` no more than reading. */
export const roleOf = (repository: Repository, account: Account): Role => {
  if (account.deleted) return "none";
  if (account.id === repository.ownerId) return "admin";
  return repository.collaborators.get(account.id) ?? "none";
};

/** True for installation and Actions tokens: bounded by a permissions map, not by a role. */
export const isBot = (caller: Caller): boolean =>
  caller.token?.kind === "installation" ||
  caller.token?.kind === "actions" ||
  (caller.token === null && caller.installation !== null);

const reaches = (caller: Caller, repository: Repository): boolean => {
  const { installation, token } = caller;
  if (token?.repositoryIds) return token.repositoryIds.includes(repository.id);
  if (installation === null || installation.suspendedAt !== null) return false;
  return installation.repositorySelection === "all"
    ? installation.accountId === repository.ownerId
    : installation.repositoryIds.includes(repository.id);
};

const botHas = (caller: Caller, repository: Repository, area: Area, level: "read" | "write"): boolean => {
  if (!reaches(caller, repository)) return level === "read" && !repository.private;
  const permissions = caller.token?.permissions ?? caller.installation?.permissions ?? {};
  const granted = area === "metadata" ? "read" : permissions[area];
  if (level === "write") return granted === "write" || granted === "admin";
  // "…can be used without the aforementioned permissions if only public resources are requested" (REST reference).
  // Settings are no public resource.
  return granted !== undefined || (!repository.private && area !== "administration");
};

const USER_NEEDS: Readonly<Record<Area, Role>> = {
  issues: "triage",
  pull_requests: "write",
  contents: "write",
  checks: "write",
  statuses: "write",
  actions: "write",
  deployments: "write",
  metadata: "admin",
  administration: "admin",
};

/** True where the caller can see the repository at all. */
export const sees = (caller: Caller, repository: Repository): boolean => {
  if (!repository.private) return true;
  if (isBot(caller)) return reaches(caller, repository);
  return caller.account !== null && roleOf(repository, caller.account) !== "none";
};

/** The contract's `can`. Writing checks is for Apps only ("REST API endpoints for check runs"). */
export const mayDo = (caller: Caller, repository: Repository, area: Area, level: "read" | "write"): boolean => {
  if (!sees(caller, repository)) return false;
  if (isBot(caller)) return botHas(caller, repository, area, level);
  if (area === "administration" && level === "read") {
    return caller.account !== null && atLeast(roleOf(repository, caller.account), "admin");
  }
  if (level === "read") return true;
  if (area === "checks" || caller.account === null) return false;
  return atLeast(roleOf(repository, caller.account), USER_NEEDS[area]);
};

/** Throws 404 where the caller may not even know that the repository exists. */
export const needSight = (caller: Caller, repository: Repository): void => {
  if (!sees(caller, repository)) throw notFound();
};

/** 403 in the words GitHub uses for people without the role (public threads: rmetzger/flink-community-tools#12). */
export const forbidden = (): BoxError => new BoxError(403, "Must have admin rights to Repository.");

const needUnarchived = (repository: Repository): void => {
  // "Archiving repositories": everything becomes read-only.
  if (repository.archived) throw new BoxError(403, "Repository was archived so is read-only.");
};

/**
 * Demands a right to change: an App's permission for one of `areas`, or a person's role.
 * @param refusal what a person without the role is answered; 403 when left out
 */
export const needRight = (
  caller: Caller,
  repository: Repository,
  areas: readonly Area[],
  role: Role,
  refusal: () => BoxError = forbidden,
): void => {
  needSight(caller, repository);
  const actor = actorOf(caller);
  if (isBot(caller)) {
    if (!areas.some((area) => botHas(caller, repository, area, "write"))) throw notAccessible(areas, "write");
  } else if (!atLeast(roleOf(repository, actor), role)) {
    throw refusal();
  }
  needUnarchived(repository);
};

/** An App without the permission, and any of those that would have done ("Troubleshooting the REST API"). */
export const notAccessible = (areas: readonly Area[], level: "read" | "write"): BoxError =>
  new BoxError(
    403,
    "Resource not accessible by integration",
    undefined,
    areas.map((area) => `${area}=${level}`).join("; "),
  );

/** The App permissions that allow changing this issue: a pull request's conversation takes either. */
export const issueAreas = (issue: Pick<Issue, "pull">): Area[] =>
  issue.pull === null ? ["issues"] : ["issues", "pull_requests"];

/** True where the caller has the role, or for an App the permission; never throws. */
export const hasRight = (caller: Caller, repository: Repository, areas: readonly Area[], role: Role): boolean => {
  if (!sees(caller, repository) || caller.account === null) return false;
  if (isBot(caller)) return areas.some((area) => botHas(caller, repository, area, "write"));
  return atLeast(roleOf(repository, caller.account), role);
};

/**
 * What everybody who sees the repository may do: open issues, comment, react. Apps need the permission all the same.
 */
export const needVoice = (caller: Caller, repository: Repository, areas: readonly Area[]): void => {
  needRight(caller, repository, areas, "none");
};

/** Repositories an installation reaches. */
export const repositoriesOf = (
  box: Box,
  installation: { repositorySelection: string; repositoryIds: number[]; accountId: number },
): Repository[] =>
  [...box.world.repositories.values()].filter((repository) =>
    installation.repositorySelection === "all"
      ? repository.ownerId === installation.accountId
      : installation.repositoryIds.includes(repository.id),
  );
