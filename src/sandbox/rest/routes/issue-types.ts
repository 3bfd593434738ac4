/** Issue types of an organization: GitHub's own three, and those in use. Source: docs.github.com/rest/orgs/issue-types. */
import { BoxError } from "../../state/contract.ts";
import { belongsTo } from "../../state/teams.ts";
import { notAccessible, notFound } from "../access.ts";
import { type Answer, ok, type RestRequest, type Route, route } from "../answer.ts";
import { issueTypeJson } from "../serialize/issue.ts";

/** What an organization starts with ("Managing issue types in an organization"). */
const DEFAULTS = ["Task", "Bug", "Feature"];

/** For those who belong to it, and for tokens with "Issue Types", an organization permission that no token here has. */
const list = (request: RestRequest): Answer => {
  const { caller, state } = request;
  if (caller.account === null) throw new BoxError(401, "Requires authentication");
  const organization = state.ask.account(request.params.org ?? "");
  if (organization?.type !== "Organization") throw notFound();
  if (caller.installation !== null || caller.token?.kind === "actions") throw notAccessible();
  if (!belongsTo(state, organization, caller.account)) throw notFound();
  const repositories = [...state.world.repositories.values()].filter(({ ownerId }) => ownerId === organization.id);
  const used = repositories.flatMap(({ issues }) => [...issues.values()].flatMap(({ type }) => type ?? []));
  return ok([...new Set([...DEFAULTS, ...used])].map((name) => issueTypeJson(request, name)));
};

export const issueTypeRoutes: readonly Route[] = [
  route("GET", "/orgs/{org}/issue-types", "orgs/issue-types#list-issue-types-for-an-organization", list),
];
