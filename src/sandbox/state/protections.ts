/**
 * Classic branch protection. Sources: docs.github.com "About protected branches" (by default the rules do not bind
 * administrators; force pushes and deletion are blocked); REST reference "Branch protection" (404 without
 * administration rights, 403 for an App without the permission).
 */
import { type Box, notFound } from "./box.ts";
import type { Caller, Operations } from "./contract.ts";
import { BoxError } from "./contract.ts";
import type { Issue, Protection, Repository } from "./model.ts";
import { atLeast, isBot, needRight, roleOf } from "./permissions.ts";
import { checkSentences } from "./required-checks.ts";

/** The protection of a branch that binds this caller; null where none does. Null asks for whoever is bound. */
const bindingOn = (caller: Caller | null, repository: Repository, branch: string): Protection | null => {
  const protection = repository.protections.get(branch);
  if (protection === undefined) return null;
  if (protection.enforceAdmins || caller === null || isBot(caller) || caller.account === null) return protection;
  return atLeast(roleOf(repository, caller.account), "admin") ? null : protection;
};

/** The required checks of a protection, in the shape of a ruleset's rule. */
export const checkRule = ({ requiredChecks }: Protection): { parameters: Record<string, unknown> } => ({
  parameters: {
    strict_required_status_checks_policy: requiredChecks?.strict ?? false,
    required_status_checks: (requiredChecks?.checks ?? []).map(({ context, appId }) => ({
      context,
      ...(appId === null ? {} : { integration_id: appId }),
    })),
  },
});

/** What protection still asks of a merge, in GitHub's sentences. */
export const missingByProtection = (
  box: Box,
  caller: Caller | null,
  repository: Repository,
  issue: Issue,
  approvals: number,
): string[] => {
  const { pull } = issue;
  const protection = pull === null ? null : bindingOn(caller, repository, pull.baseRef);
  if (pull === null || protection === null) return [];
  const needed = protection.requiredReviews?.count ?? 0;
  return [
    ...checkSentences(box, repository, pull.headSha, checkRule(protection)),
    ...(approvals >= needed
      ? []
      : [
          `At least ${needed} approving review${needed === 1 ? " is" : "s are"} required by reviewers with write access.`,
        ]),
  ];
};

/** True where protection asks the head to be up to date with its base. */
export const isStrict = (caller: Caller | null, repository: Repository, branch: string): boolean =>
  bindingOn(caller, repository, branch)?.requiredChecks?.strict === true;

/** Refuses a push or deletion that protection forbids. */
export const refuseByProtection = (
  box: Box,
  caller: Caller,
  repository: Repository,
  branch: string,
  change: { before: string | null; after: string | null; status: number },
): void => {
  const protection = repository.protections.get(branch);
  const { before, after, status } = change;
  if (protection === undefined || before === null) return;
  const refuse = (message: string): BoxError => new BoxError(status, message);
  if (after === null) {
    if (!protection.allowDeletions) throw refuse("Cannot delete a protected branch");
    return;
  }
  if (!protection.allowForcePushes && !box.ask.isAncestor(repository, before, after))
    throw refuse("Cannot force-push to a protected branch");
  const binding = bindingOn(caller, repository, branch);
  if (binding === null) return;
  if (binding.requiredReviews !== null) throw refuse("Changes must be made through a pull request.");
  const [sentence] = checkSentences(box, repository, after, checkRule(binding));
  if (sentence !== undefined) throw refuse(sentence);
};

export const protectionOperations = (): Pick<Operations, "setProtection"> => ({
  setProtection(caller, repository, branch, protection) {
    needRight(caller, repository, ["administration"], "admin", notFound);
    if (!repository.refs.has(`refs/heads/${branch}`)) throw new BoxError(404, "Branch not found");
    if (protection === null) {
      if (!repository.protections.delete(branch)) throw new BoxError(404, "Branch not protected");
    } else {
      repository.protections.set(branch, protection);
    }
  },
});
