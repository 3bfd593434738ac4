/**
 * Renaming, forking and deleting repositories. Sources: docs.github.com "Renaming a repository" (former names lead to
 * the new one until somebody takes them), "About forks" and "What happens to forks when a repository is deleted or
 * changes visibility"; REST reference "Repositories" and "Forks".
 */
import { actorOf, type Box, invalid, notFound } from "./box.ts";
import type { Operations } from "./contract.ts";
import { BoxError } from "./contract.ts";
import type { Account, Repository } from "./model.ts";
import { forbidden, needRight, needSight } from "./permissions.ts";
import { storeRepository } from "./repositories.ts";

/** How `formerNames` writes a name. */
export const nameKey = (owner: string, name: string): string => `${owner}/${name}`.toLowerCase();

/** Lets `owner/name` lead to this repository from now on. */
export const leaveName = (box: Box, owner: string, repository: Repository): void => {
  box.world.formerNames.set(nameKey(owner, repository.name), repository.id);
};

const rename = (box: Box, repository: Repository, name: string): void => {
  const owner = box.ask.actor(repository.ownerId).login;
  if (!/^[\w.-]{1,100}$/.test(name)) throw invalid("Repository", "name", "invalid");
  const other = box.ask.repository(owner, name);
  if (other !== undefined && other !== repository)
    throw invalid("Repository", "name", "custom", { message: "name already exists on this account" });
  leaveName(box, owner, repository);
  repository.name = name;
  box.world.formerNames.delete(nameKey(owner, name));
};

/** Where the caller forks to: a named organization or account, else its own. */
const ownerOf = (box: Box, actor: Account, login: string | undefined): Account => {
  const owner = login === undefined ? actor : box.ask.account(login);
  if (owner === undefined || (owner.type === "User" && owner.id !== actor.id)) throw notFound();
  return owner;
};

type Changes = Pick<Operations, "updateRepository" | "createFork" | "deleteRepository">;

export const repositoryOperations = (box: Box): Changes => ({
  updateRepository(caller, repository, patch) {
    // An archived repository can be changed back: the right is asked for as if it were not.
    const archived = repository.archived;
    repository.archived = false;
    try {
      needRight(caller, repository, ["administration"], "admin");
    } finally {
      repository.archived = archived;
    }
    if (patch.defaultBranch !== undefined && !repository.refs.has(`refs/heads/${patch.defaultBranch}`)) {
      throw invalid("Repository", "default_branch", "invalid", {
        message: `The branch ${patch.defaultBranch} was not found. Please push that ref first or create it via the Git Data API.`,
      });
    }
    if (patch.name !== undefined && patch.name !== repository.name) rename(box, repository, patch.name);
    if (patch.description !== undefined) repository.description = patch.description;
    if (patch.private !== undefined) repository.private = patch.private;
    if (patch.hasIssues !== undefined) repository.hasIssues = patch.hasIssues;
    if (patch.archived !== undefined) repository.archived = patch.archived;
    if (patch.defaultBranch !== undefined) repository.defaultBranch = patch.defaultBranch;
    return repository;
  },

  createFork(caller, repository, input) {
    needSight(caller, repository);
    const actor = actorOf(caller);
    const owner = ownerOf(box, actor, input.owner);
    // Forking what one owns oneself is not possible.
    if (owner.id === repository.ownerId) throw forbidden();
    const existing = [...box.world.repositories.values()].find(
      (other) => other.ownerId === owner.id && other.forkOfId === repository.id,
    );
    if (existing !== undefined) return existing;
    const fork = storeRepository(box, owner, {
      name: input.name ?? repository.name,
      description: repository.description,
      private: repository.private,
    });
    fork.forkOfId = repository.id;
    fork.commits = repository.commits;
    fork.blobs = repository.blobs;
    fork.defaultBranch = repository.defaultBranch;
    for (const [ref, sha] of repository.refs) fork.refs.set(ref, sha);
    box.trees.set(fork.id, box.trees.get(repository.id) ?? new Map());
    if (owner.type === "Organization") fork.collaborators.set(actor.id, "admin");
    return fork;
  },

  deleteRepository(caller, repository) {
    needRight(
      caller,
      repository,
      ["administration"],
      "admin",
      () => new BoxError(403, "Must have admin rights to Repository."),
    );
    box.world.repositories.delete(repository.id);
    box.world.nodes.delete(repository.nodeId);
    for (const [name, id] of box.world.formerNames) if (id === repository.id) box.world.formerNames.delete(name);
    for (const installation of box.world.installations.values())
      installation.repositoryIds = installation.repositoryIds.filter((id) => id !== repository.id);
    for (const other of box.world.repositories.values()) {
      // A fork of a deleted public repository lives on by itself.
      if (other.forkOfId === repository.id) other.forkOfId = null;
      for (const issue of other.issues.values()) {
        if (issue.pull?.headRepositoryId === repository.id) issue.pull.headRepositoryId = null;
        if (issue.parent?.repositoryId === repository.id) issue.parent = null;
        issue.subIssues = issue.subIssues.filter((link) => link.repositoryId !== repository.id);
        issue.blockedBy = issue.blockedBy.filter((link) => link.repositoryId !== repository.id);
      }
    }
  },
});
