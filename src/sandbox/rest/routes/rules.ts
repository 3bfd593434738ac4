/** Rulesets and the rules in force on a branch. */
import type { Repository, Ruleset } from "../../state/model.ts";
import { notFound, numberParam, readable, writable } from "../access.ts";
import { type Answer, noContent, ok, type RestRequest, type Route, route } from "../answer.ts";
import { pagedList } from "../pagination.ts";
import { activeRuleJson, rulesetItemJson, rulesetJson } from "../serialize/ruleset.ts";

/** Needs Metadata read only; a branch that does not exist (yet) has rules too. */
const rulesOfBranch = (request: RestRequest): Answer => {
  const repository = readable(request, "metadata");
  const rules = request.state.ask.rulesFor(repository, request.params.branch ?? "");
  return pagedList(request, rules, (rule) => activeRuleJson(request, repository, rule));
};

const listRulesets = (request: RestRequest): Answer => {
  const repository = readable(request, "metadata");
  const targets = request.query.get("targets")?.split(",");
  const rulesets = [...repository.rulesets.values()].filter(
    (ruleset) => targets === undefined || targets.includes(ruleset.target),
  );
  return pagedList(request, rulesets, (ruleset) => rulesetItemJson(request, repository, ruleset));
};

const rulesetOf = (request: RestRequest): { repository: Repository; ruleset: Ruleset } => {
  const repository = readable(request, "metadata");
  const ruleset = repository.rulesets.get(numberParam(request, "ruleset_id"));
  if (ruleset === undefined) throw notFound();
  return { repository, ruleset };
};

const getRuleset = (request: RestRequest): Answer => {
  const { repository, ruleset } = rulesetOf(request);
  return ok(rulesetJson(request, repository, ruleset));
};

const createRuleset = (request: RestRequest): Answer => {
  const repository = writable(request);
  const ruleset = request.state.do.createRuleset(request.caller, repository, request.body);
  return { status: 201, body: rulesetJson(request, repository, ruleset) };
};

const updateRuleset = (request: RestRequest): Answer => {
  const repository = writable(request);
  const id = numberParam(request, "ruleset_id");
  const ruleset = request.state.do.updateRuleset(request.caller, repository, id, request.body);
  return ok(rulesetJson(request, repository, ruleset));
};

const deleteRuleset = (request: RestRequest): Answer => {
  request.state.do.deleteRuleset(request.caller, writable(request), numberParam(request, "ruleset_id"));
  return noContent();
};

const REPO = "/repos/{owner}/{repo}";
const ONE = `${REPO}/rulesets/{ruleset_id}`;
const DOCS = "repos/rules";

export const ruleRoutes: readonly Route[] = [
  route("GET", `${REPO}/rules/branches/{branch+}`, `${DOCS}#get-rules-for-a-branch`, rulesOfBranch),
  route("GET", `${REPO}/rulesets`, `${DOCS}#get-all-repository-rulesets`, listRulesets),
  route("POST", `${REPO}/rulesets`, `${DOCS}#create-a-repository-ruleset`, createRuleset),
  route("GET", ONE, `${DOCS}#get-a-repository-ruleset`, getRuleset),
  route("PUT", ONE, `${DOCS}#update-a-repository-ruleset`, updateRuleset),
  route("DELETE", ONE, `${DOCS}#delete-a-repository-ruleset`, deleteRuleset),
];
