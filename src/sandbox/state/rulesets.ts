/**
 * Rulesets. Sources: REST reference "Rules" and "Repository rulesets"; docs.github.com "Available rules for rulesets"
 * and "Troubleshooting required status checks" (success, skipped and neutral satisfy a required check).
 */
import { type Box, identify, invalid, keep, notFound } from "./box.ts";
import type { Caller, Operations, Queries } from "./contract.ts";
import { BoxError } from "./contract.ts";
import { PREFIX } from "./ids.ts";
import type { Issue, Repository, Ruleset } from "./model.ts";
import { atLeast, isBot, needRight, roleOf } from "./permissions.ts";

/** fnmatch with FNM_PATHNAME, as "Creating rulesets for a repository" describes: `*` stops at a slash, `**` does not. */
const matches = (pattern: string, repository: Repository, branch: string): boolean => {
  if (pattern === "~ALL") return true;
  if (pattern === "~DEFAULT_BRANCH") return branch === repository.defaultBranch;
  const source = pattern
    .replace(/[.+^${}()|\\]/g, "\\$&")
    .replace(/\*\*\/?|\*|\?/g, (mark) => (mark === "?" ? "[^/]" : mark === "*" ? "[^/]*" : ".*"));
  return new RegExp(`^(?:refs/heads/)?${source.replace(/^refs\/heads\//, "")}$`).test(branch);
};

const rulesetsFor = (repository: Repository, branch: string): Ruleset[] =>
  [...repository.rulesets.values()].filter(
    (ruleset) =>
      ruleset.enforcement === "active" &&
      ruleset.target === "branch" &&
      ruleset.include.some((pattern) => matches(pattern, repository, branch)) &&
      !ruleset.exclude.some((pattern) => matches(pattern, repository, branch)),
  );

/** REST reference "Create a repository ruleset": `RepositoryRole` actor ids. */
const ROLE_OF_ACTOR: Readonly<Record<number, "maintain" | "write" | "admin">> = {
  2: "maintain",
  4: "write",
  5: "admin",
};

const bypasses = (caller: Caller, repository: Repository, ruleset: Ruleset, byPull: boolean): boolean =>
  ruleset.bypassActors.some((actor) => {
    if (actor.bypassMode === "pull_request" && !byPull) return false;
    if (actor.actorType === "Integration") return caller.app?.id === actor.actorId;
    if (isBot(caller) || caller.account === null) return false;
    if (actor.actorType === "User") return caller.account.id === actor.actorId;
    const needed = actor.actorType === "RepositoryRole" ? ROLE_OF_ACTOR[actor.actorId] : undefined;
    if (needed !== undefined) return atLeast(roleOf(repository, caller.account), needed);
    return actor.actorType === "OrganizationAdmin" && caller.account.id === repository.ownerId;
  });

interface RequiredCheck {
  context: string;
  integration_id?: number | null;
}

const requiredChecks = (rule: { parameters?: Record<string, unknown> }): RequiredCheck[] =>
  Array.isArray(rule.parameters?.required_status_checks)
    ? (rule.parameters.required_status_checks as RequiredCheck[])
    : [];

const PASSING = new Set(["success", "neutral", "skipped"]);

/** How a required check stands on a commit. A pinned one counts only from its App. */
export const stateOfRequired = (
  box: Box,
  repository: Repository,
  sha: string,
  required: RequiredCheck,
): "expected" | "pending" | "failing" | "passing" => {
  const pinned = required.integration_id ?? null;
  // Of each App the newest run of a name counts, as `filter=latest` of "List check runs for a Git reference".
  const latest = new Map<number, string>();
  for (const run of box.ask.checkRunsOf(repository, sha)) {
    if (run.name !== required.context || (pinned !== null && run.appId !== pinned)) continue;
    if (latest.has(run.appId)) continue;
    latest.set(
      run.appId,
      run.status !== "completed" ? "pending" : PASSING.has(run.conclusion ?? "") ? "passing" : "failing",
    );
  }
  const states = [...latest.values()];
  const status = box.ask.statusesOf(repository, sha).find((one) => one.context === required.context);
  if (status !== undefined) {
    const creatorApp = [...box.world.apps.values()].find((app) => app.botId === status.creatorId);
    if (pinned === null || creatorApp?.id === pinned) {
      states.push(status.state === "success" ? "passing" : status.state === "pending" ? "pending" : "failing");
    }
  }
  if (states.length === 0) return "expected";
  if (states.includes("failing")) return "failing";
  return states.includes("pending") ? "pending" : "passing";
};

/**
 * What GitHub says of required checks that do not pass. One: "Required status check "x" is expected." (public threads:
 * PennyDreadfulMTG/Penny-Dreadful-Tools#6226, swiftlang/swift#4459). Several: "4 of 4 required status checks are
 * expected." (marcusquinn/aidevops#21895), "2 of 3 required status checks have not succeeded" (mikelward/scripts#197).
 */
const checkSentences = (
  box: Box,
  repository: Repository,
  sha: string,
  rule: { parameters?: Record<string, unknown> },
): string[] => {
  const all = requiredChecks(rule).map((required) => ({
    name: required.context,
    state: stateOfRequired(box, repository, sha, required),
  }));
  const missing = all.filter(({ state }) => state !== "passing");
  const [first] = missing;
  if (first === undefined) return [];
  if (missing.length === 1) return [`Required status check "${first.name}" is ${first.state}.`];
  const share = `${missing.length} of ${all.length} required status checks`;
  if (missing.every(({ state }) => state === first.state)) return [`${share} are ${first.state}.`];
  const counts = (["expected", "pending", "failing"] as const).flatMap((state) => {
    const count = missing.filter((one) => one.state === state).length;
    return count === 0 ? [] : [`${count} ${state}`];
  });
  return [`${share} have not succeeded: ${counts.slice(0, -1).join(", ")} and ${counts.at(-1) ?? ""}.`];
};

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

/** What rules still ask of a merge, in GitHub's sentences; `caller` null leaves bypasses out. */
export const missingForMerge = (box: Box, caller: Caller | null, repository: Repository, issue: Issue): string[] => {
  const { pull } = issue;
  if (pull === null) return [];
  return rulesetsFor(repository, pull.baseRef)
    .filter((ruleset) => caller === null || !bypasses(caller, repository, ruleset, true))
    .flatMap((ruleset) =>
      ruleset.rules.flatMap((rule) => {
        if (rule.type === "required_status_checks") return checkSentences(box, repository, pull.headSha, rule);
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
export const isBehind = (box: Box, repository: Repository, issue: Issue): boolean => {
  const { pull } = issue;
  const tip = pull === null ? undefined : repository.refs.get(`refs/heads/${pull.baseRef}`);
  if (pull === null || tip === undefined) return false;
  const strict = rulesetsFor(repository, pull.baseRef).some((ruleset) =>
    ruleset.rules.some(
      (rule) =>
        rule.type === "required_status_checks" && rule.parameters?.strict_required_status_checks_policy === true,
    ),
  );
  return strict && !box.ask.isAncestor(repository, tip, pull.headSha);
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
};

const TARGETS = ["branch", "tag", "push"] as const;
const ENFORCEMENTS = ["disabled", "active", "evaluate"] as const;

const read = (input: Record<string, unknown>, former: Ruleset | null) => {
  const name = input.name ?? former?.name;
  if (typeof name !== "string" || name === "") throw invalid("Ruleset", "name", "missing_field");
  const enforcement = ENFORCEMENTS.find((one) => one === (input.enforcement ?? former?.enforcement));
  if (enforcement === undefined) throw invalid("Ruleset", "enforcement", "invalid");
  const target = TARGETS.find((one) => one === (input.target ?? former?.target ?? "branch"));
  if (target === undefined) throw invalid("Ruleset", "target", "invalid");
  const refName = (input.conditions as { ref_name?: { include?: string[]; exclude?: string[] } } | undefined)?.ref_name;
  const actors = input.bypass_actors as
    | { actor_id?: number | null; actor_type: string; bypass_mode?: "always" | "pull_request" }[]
    | undefined;
  return {
    name,
    enforcement,
    target,
    include: refName?.include ?? former?.include ?? [],
    exclude: refName?.exclude ?? former?.exclude ?? [],
    bypassActors:
      actors?.map((actor) => ({
        actorId: actor.actor_id ?? 0,
        actorType: actor.actor_type,
        bypassMode: actor.bypass_mode ?? ("always" as const),
      })) ??
      former?.bypassActors ??
      [],
    rules: (input.rules as Ruleset["rules"] | undefined) ?? former?.rules ?? [],
  };
};

type RulesetOperations = Pick<Operations, "createRuleset" | "updateRuleset" | "deleteRuleset">;

/** Without administration rights GitHub answers 404 (REST reference "Create a repository ruleset": 404). */
const needAdmin = (caller: Caller, repository: Repository): void => {
  needRight(caller, repository, ["administration"], "admin", notFound);
};

export const rulesetOperations = (box: Box): RulesetOperations => ({
  createRuleset(caller, repository, input) {
    needAdmin(caller, repository);
    const now = box.clock.iso();
    const ruleset = keep(box, {
      ...identify(box, PREFIX.ruleset),
      ...read(input, null),
      createdAt: now,
      updatedAt: now,
    });
    repository.rulesets.set(ruleset.id, ruleset);
    return ruleset;
  },
  updateRuleset(caller, repository, id, input) {
    needAdmin(caller, repository);
    const ruleset = repository.rulesets.get(id);
    if (ruleset === undefined) throw notFound();
    return Object.assign(ruleset, read(input, ruleset), { updatedAt: box.clock.iso() });
  },
  deleteRuleset(caller, repository, id) {
    needAdmin(caller, repository);
    if (!repository.rulesets.delete(id)) throw notFound();
  },
});

export const rulesFor: Queries["rulesFor"] = (repository, branch) =>
  rulesetsFor(repository, branch).flatMap((ruleset) =>
    ruleset.rules.map((rule) => ({ ...rule, rulesetId: ruleset.id })),
  );
