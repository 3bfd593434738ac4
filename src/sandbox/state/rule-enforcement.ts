/**
 * What active rules refuse. Sources: docs.github.com "Available rules for rulesets"; REST reference "Merge a pull
 * request" (405) and "Update a reference" (422).
 */
import type { Box } from "./box.ts";
import type { Caller } from "./contract.ts";
import { BoxError } from "./contract.ts";
import type { Issue, Repository } from "./model.ts";
import { atLeast } from "./permissions.ts";
import { isStrict, missingByProtection, refuseByProtection } from "./protections.ts";
import { checkSentences } from "./required-checks.ts";
import { bypasses, rulesetsFor } from "./rulesets.ts";

const approvals = (repository: Repository, issue: Issue): number => {
  const last = new Map<number, string>();
  for (const review of issue.pull?.reviews ?? []) {
    if (review.state === "APPROVED" || review.state === "CHANGES_REQUESTED" || review.state === "DISMISSED") {
      last.set(review.authorId, review.state);
    }
  }
  // "reviewers with write access" ("Available rules for rulesets": require a pull request before merging).
  return [...last].filter(
    ([id, state]) =>
      state === "APPROVED" &&
      (id === repository.ownerId || atLeast(repository.collaborators.get(id) ?? "none", "write")),
  ).length;
};

/** What is still asked of a merge, in GitHub's sentences; `caller` null leaves bypasses out. */
export const missingForMerge = (
  box: Box,
  caller: Caller | null,
  repository: Repository,
  issue: Issue,
): { byRules: string[]; byProtection: string[] } => ({
  byRules: missingByRules(box, caller, repository, issue),
  byProtection: missingByProtection(box, caller, repository, issue, approvals(repository, issue)),
});

const missingByRules = (box: Box, caller: Caller | null, repository: Repository, issue: Issue): string[] => {
  const { pull } = issue;
  if (pull === null) return [];
  return rulesetsFor(repository, pull.baseRef)
    .filter((ruleset) => caller === null || !bypasses(caller, repository, ruleset, true))
    .flatMap((ruleset) =>
      ruleset.rules.flatMap((rule) => {
        if (rule.type === "required_status_checks") return checkSentences(box, repository, pull.headSha, rule);
        if (rule.type === "update") return ["Cannot update this protected ref."];
        if (rule.type !== "pull_request") return [];
        const needed = Number(rule.parameters?.required_approving_review_count ?? 0);
        if (approvals(repository, issue) >= needed) return [];
        return [
          `At least ${needed} approving review${needed === 1 ? " is" : "s are"} required by reviewers with write access.`,
        ];
      }),
    );
};

/** True where a rule asks the head to be up to date and it is not (`strict_required_status_checks_policy`). */
export const isBehind = (box: Box, caller: Caller | null, repository: Repository, issue: Issue): boolean => {
  const { pull } = issue;
  const tip = pull === null ? undefined : repository.refs.get(`refs/heads/${pull.baseRef}`);
  if (pull === null || tip === undefined) return false;
  const strict = rulesetsFor(repository, pull.baseRef)
    .filter((ruleset) => caller === null || !bypasses(caller, repository, ruleset, true))
    .some((ruleset) =>
      ruleset.rules.some(
        (rule) =>
          rule.type === "required_status_checks" && rule.parameters?.strict_required_status_checks_policy === true,
      ),
    );
  return (strict || isStrict(caller, repository, pull.baseRef)) && !box.ask.isAncestor(repository, tip, pull.headSha);
};

/** GitHub's preface to what rules refuse. */
export const violations = (sentences: readonly string[]): string =>
  `Repository rule violations found\n\n${sentences.map((sentence) => `${sentence}\n\n`).join("")}`;

/** Refuses a push, creation or deletion that the rules of its branch forbid. */
export const refuseRefChange = (
  box: Box,
  caller: Caller,
  repository: Repository,
  ref: string,
  before: string | null,
  after: string | null,
  status = 422,
): void => {
  if (!ref.startsWith("refs/heads/") || before === after) return;
  const branch = ref.slice("refs/heads/".length);
  const sentences = rulesetsFor(repository, branch)
    .filter((ruleset) => !bypasses(caller, repository, ruleset, false))
    .flatMap((ruleset) =>
      ruleset.rules.flatMap((rule): string[] => {
        if (rule.type === "deletion") return after === null ? ["Cannot delete this branch"] : [];
        if (rule.type === "creation")
          return before === null ? ["Cannot create ref due to creations being restricted."] : [];
        if (after === null || before === null) return [];
        if (rule.type === "update") return ["Cannot update this protected ref."];
        if (rule.type === "non_fast_forward") {
          return box.ask.isAncestor(repository, before, after) ? [] : ["Cannot force-push to this branch"];
        }
        if (rule.type === "pull_request") return ["Changes must be made through a pull request."];
        return rule.type === "required_status_checks" ? checkSentences(box, repository, after, rule) : [];
      }),
    );
  if (sentences.length > 0) throw new BoxError(status, violations(sentences));
  refuseByProtection(box, caller, repository, branch, { before, after, status });
};
