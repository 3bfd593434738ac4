/** `team`, `team-full` and `team-membership`. */
import type { Team } from "../../state/model.ts";
import { membersOfTeam } from "../../state/teams.ts";
import type { Json, View } from "../answer.ts";
import { userJson } from "./user.ts";

const simpleJson = (view: View, team: Team): Json => {
  const organization = view.state.ask.actor(team.organizationId);
  const url = `${view.urls.api}/organizations/${organization.id}/team/${team.id}`;
  return {
    name: team.name,
    id: team.id,
    node_id: team.nodeId,
    slug: team.slug,
    description: null,
    privacy: "closed",
    notification_setting: "notifications_enabled",
    url,
    html_url: `${view.urls.web}/orgs/${organization.login}/teams/${team.slug}`,
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
    type: "organization",
    organization_id: organization.id,
    permission: "pull",
  };
};

/** `team`. */
export const teamJson = (view: View, team: Team): Json => {
  const parent = team.parentId === null ? undefined : view.state.world.teams.get(team.parentId);
  return { ...simpleJson(view, team), parent: parent === undefined ? null : simpleJson(view, parent) };
};

/** `team-full`. */
export const fullTeamJson = (view: View, team: Team): Json => {
  const organization = view.state.ask.actor(team.organizationId);
  const user = userJson(view, organization);
  const api = `${view.urls.api}/orgs/${organization.login}`;
  return {
    ...teamJson(view, team),
    created_at: organization.createdAt,
    updated_at: organization.createdAt,
    members_count: membersOfTeam(view.state, team).length,
    repos_count: 0,
    organization: {
      login: organization.login,
      id: organization.id,
      node_id: organization.nodeId,
      url: api,
      repos_url: `${api}/repos`,
      events_url: `${api}/events`,
      hooks_url: `${api}/hooks`,
      issues_url: `${api}/issues`,
      members_url: `${api}/members{/member}`,
      public_members_url: `${api}/public_members{/member}`,
      avatar_url: user.avatar_url,
      description: null,
      name: organization.name ?? organization.login,
      has_organization_projects: true,
      has_repository_projects: true,
      public_repos: 0,
      public_gists: 0,
      followers: 0,
      following: 0,
      html_url: user.html_url,
      created_at: organization.createdAt,
      updated_at: organization.createdAt,
      archived_at: null,
      type: "Organization",
    },
  };
};
