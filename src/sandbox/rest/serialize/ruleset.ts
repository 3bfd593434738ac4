/** `repository-ruleset` and `repository-rule-detailed`. */
import type { Queries } from "../../state/contract.ts";
import type { Repository, Ruleset } from "../../state/model.ts";
import type { Json, View } from "../answer.ts";
import { placeOf } from "./repository.ts";

/** A ruleset as lists show it: without conditions, rules and bypass actors. */
export const rulesetItemJson = (view: View, repository: Repository, ruleset: Ruleset): Json => {
  const { name, api, web } = placeOf(view, repository);
  return {
    id: ruleset.id,
    name: ruleset.name,
    target: ruleset.target,
    source_type: "Repository",
    source: name,
    enforcement: ruleset.enforcement,
    node_id: ruleset.nodeId,
    _links: {
      self: { href: `${api}/rulesets/${ruleset.id}` },
      html: { href: `${web}/rules/${ruleset.id}` },
    },
    created_at: ruleset.createdAt,
    updated_at: ruleset.updatedAt,
  };
};

/** One ruleset whole; `bypass_actors` only for those who may change it ("Get a repository ruleset"). */
export const rulesetJson = (view: View, repository: Repository, ruleset: Ruleset): Json => {
  const { caller, state } = view;
  const mayWrite = caller !== null && state.ask.can(caller, repository, "administration", "write");
  return {
    ...rulesetItemJson(view, repository, ruleset),
    conditions: { ref_name: { include: [...ruleset.include], exclude: [...ruleset.exclude] } },
    rules: ruleset.rules.map((rule) => ({ ...rule })),
    ...(mayWrite
      ? {
          bypass_actors: ruleset.bypassActors.map(({ actorId, actorType, bypassMode }) => ({
            actor_id: actorId,
            actor_type: actorType,
            bypass_mode: bypassMode,
          })),
        }
      : {}),
    current_user_can_bypass: "never",
  };
};

/** A rule in force on a branch. */
export const activeRuleJson = (
  view: View,
  repository: Repository,
  rule: ReturnType<Queries["rulesFor"]>[number],
): Json => ({
  type: rule.type,
  ...(rule.parameters === undefined ? {} : { parameters: rule.parameters }),
  ruleset_source_type: "Repository",
  ruleset_source: placeOf(view, repository).name,
  ruleset_id: rule.rulesetId,
});
