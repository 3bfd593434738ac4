/** Teams of an organization, for Apps with "Members" and for those who belong to it. */
import { BoxError } from "../../state/contract.ts";
import type { Account, Team } from "../../state/model.ts";
import { belongsTo, membersOfTeam, teamOf } from "../../state/teams.ts";
import { notAccessible, notFound } from "../access.ts";
import { type Answer, ok, type RestRequest, type Route, route } from "../answer.ts";
import { pagedList } from "../pagination.ts";
import { fullTeamJson, teamJson } from "../serialize/team.ts";
import { userJson } from "../serialize/user.ts";

const organizationOf = (request: RestRequest): Account => {
  const { caller, state } = request;
  if (caller.account === null) throw new BoxError(401, "Requires authentication");
  const organization = state.ask.account(request.params.org ?? "");
  if (organization?.type !== "Organization") throw notFound();
  if (caller.token?.kind === "actions") throw notAccessible();
  if (caller.installation === null) {
    if (!belongsTo(state, organization, caller.account)) throw notFound();
    return organization;
  }
  if (caller.installation.accountId !== organization.id) throw notFound();
  if ((caller.token?.permissions ?? caller.installation.permissions).members === undefined) throw notAccessible();
  return organization;
};

const needTeam = (request: RestRequest): Team => {
  const team = teamOf(request.state, organizationOf(request), request.params.team_slug ?? "");
  if (team === undefined) throw notFound();
  return team;
};

const listTeams = (request: RestRequest): Answer => {
  const organization = organizationOf(request);
  const teams = [...request.state.world.teams.values()].filter((team) => team.organizationId === organization.id);
  return pagedList(request, teams, (team) => teamJson(request, team));
};

const getTeam = (request: RestRequest): Answer => ok(fullTeamJson(request, needTeam(request)));

/** Nobody in the box maintains a team. */
const listMembers = (request: RestRequest): Answer => {
  const members = request.query.get("role") === "maintainer" ? [] : membersOfTeam(request.state, needTeam(request));
  return pagedList(request, members, (account) => userJson(request, account));
};

const getMembership = (request: RestRequest): Answer => {
  const team = needTeam(request);
  const account = request.state.ask.account(request.params.login ?? "");
  if (account === undefined || !membersOfTeam(request.state, team).includes(account)) throw notFound();
  const { url } = teamJson(request, team);
  return ok({ state: "active", role: "member", url: `${String(url)}/memberships/${account.login}` });
};

const TEAMS = "/orgs/{org}/teams";
const ONE = `${TEAMS}/{team_slug}`;

export const teamRoutes: readonly Route[] = [
  route("GET", TEAMS, "teams/teams#list-teams", listTeams),
  route("GET", ONE, "teams/teams#get-a-team-by-name", getTeam),
  route("GET", `${ONE}/members`, "teams/members#list-team-members", listMembers),
  route("GET", `${ONE}/memberships/{login}`, "teams/members#get-team-membership-for-a-user", getMembership),
];
