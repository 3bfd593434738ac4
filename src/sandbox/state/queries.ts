/** What the faces ask. Missing things are 404 in GitHub's words; a deleted issue is 410 (REST "Get an issue"). */
import { type Box, notFound } from "./box.ts";
import { checkQueries } from "./checks.ts";
import type { Queries } from "./contract.ts";
import { BoxError } from "./contract.ts";
import { historyQueries } from "./history.ts";
import { labelNamed } from "./labels.ts";
import { isAssignable } from "./marks.ts";
import { mergeableOf } from "./merging.ts";
import type { Account } from "./model.ts";
import { mayDo, repositoriesOf, roleOf } from "./permissions.ts";
import { referenceQueries } from "./references.ts";
import { nameKey } from "./repository-changes.ts";
import { rulesFor } from "./rulesets.ts";
import { IssueMoved, movedTo } from "./transfers.ts";

/** The account that stands for all deleted ones; GitHub's own has this login and id. */
export const GHOST_ID = 10_137;

const ghostOf = (box: Box): Account => {
  const ghost = box.world.accounts.get(GHOST_ID);
  if (ghost === undefined) throw new Error("The box has no ghost account.");
  return ghost;
};

export const queries = (box: Box): Queries => ({
  ...historyQueries(box),
  ...referenceQueries(box),
  ...checkQueries,
  repository(owner, name) {
    const holder = this.account(owner);
    if (holder === undefined) return undefined;
    const wanted = name.toLowerCase();
    return [...box.world.repositories.values()].find(
      (one) => one.ownerId === holder.id && one.name.toLowerCase() === wanted,
    );
  },
  repositoryEver(owner, name) {
    const present = this.repository(owner, name);
    const id = present === undefined ? box.world.formerNames.get(nameKey(owner, name)) : undefined;
    return id === undefined ? present : box.world.repositories.get(id);
  },
  account(login) {
    const wanted = login.toLowerCase();
    return [...box.world.accounts.values()].find(
      (account) => !account.deleted && account.login.toLowerCase() === wanted,
    );
  },
  actor(accountId) {
    const account = box.world.accounts.get(accountId);
    return account === undefined || account.deleted ? ghostOf(box) : account;
  },
  role: roleOf,
  can: mayDo,
  isAssignable,
  issue(repository, number) {
    const issue = repository.issues.get(number);
    if (issue !== undefined) return issue;
    const moved = movedTo(box, repository.id, number);
    if (moved !== null) throw new IssueMoved(moved);
    if (box.deletedIssues.get(repository.id)?.has(number)) throw new BoxError(410, "This issue was deleted");
    throw notFound();
  },
  pull(repository, number) {
    const issue = repository.issues.get(number);
    if (issue === undefined || issue.pull === null) throw notFound();
    return { issue, pull: issue.pull };
  },
  comment(repository, id) {
    for (const issue of repository.issues.values()) {
      const comment = issue.comments.find((one) => one.id === id);
      if (comment !== undefined) return { issue, comment };
    }
    throw notFound();
  },
  label: labelNamed,
  mergeable: mergeableOf(box),
  rulesFor,
  installationsOf: (app) =>
    [...box.world.installations.values()].filter((installation) => installation.appId === app.id),
  installationRepositories: (installation) => repositoriesOf(box, installation),
});
