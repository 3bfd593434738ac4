/**
 * Rulesets. Sources: REST reference "Rules" and "Repository rulesets"; docs.github.com "Available rules for rulesets"
 * and "Troubleshooting required status checks" (success, skipped and neutral satisfy a required check).
 */
import { type Box, identify, invalid, keep, notFound } from "./box.ts";
import type { Caller, Operations, Queries } from "./contract.ts";
import { PREFIX } from "./ids.ts";
import type { Repository, Ruleset } from "./model.ts";
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

/** The active rulesets that apply to a branch. */
export const rulesetsFor = (repository: Repository, branch: string): Ruleset[] =>
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

/** True where a ruleset does not bind the caller; `byPull` for merges of pull requests. */
export const bypasses = (caller: Caller, repository: Repository, ruleset: Ruleset, byPull: boolean): boolean =>
  ruleset.bypassActors.some((actor) => {
    if (actor.bypassMode === "pull_request" && !byPull) return false;
    if (actor.actorType === "Integration") return caller.app?.id === actor.actorId;
    if (isBot(caller) || caller.account === null) return false;
    if (actor.actorType === "User") return caller.account.id === actor.actorId;
    const needed = actor.actorType === "RepositoryRole" ? ROLE_OF_ACTOR[actor.actorId] : undefined;
    if (needed !== undefined) return atLeast(roleOf(repository, caller.account), needed);
    return actor.actorType === "OrganizationAdmin" && caller.account.id === repository.ownerId;
  });

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
