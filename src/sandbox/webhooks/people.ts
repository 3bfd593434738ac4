/** `member`, `organization`, `installation` and `installation_repositories`. */
import type { Json, View } from "../rest/answer.ts";
import { installationJson } from "../rest/serialize/app.ts";
import { userJson } from "../rest/serialize/user.ts";
import type { BoxEvent } from "../state/contract.ts";
import { need, shortRepositoryJson } from "./parts.ts";

const FOLDED: Readonly<Record<string, string>> = { triage: "read", maintain: "write" };

/** `permission` has three words, as on `GET …/collaborators/{login}/permission`; `role_name` tells the role itself. */
const foldedChanges = (changes: Record<string, unknown>): Json => {
  const { permission } = changes as { permission?: Record<string, string> };
  if (permission === undefined) return changes;
  const folded = Object.fromEntries(Object.entries(permission).map(([end, role]) => [end, FOLDED[role] ?? role]));
  const told = { ...changes, permission: folded };
  // Only `member.added` tells the role's own name.
  return permission.from === undefined ? { ...told, role_name: { to: permission.to } } : told;
};

export const memberPayload = (view: View, event: BoxEvent): Json => ({
  member: userJson(view, need(event, "member")),
  ...(event.changes === undefined && event.action !== "edited" ? {} : { changes: foldedChanges(event.changes ?? {}) }),
});

/** `member_added` and `member_removed`. */
export const organizationPayload = (view: View, event: BoxEvent): Json => {
  const member = need(event, "member");
  const owner = view.state.ask.actor(event.repository.ownerId);
  const url = `${view.urls.api}/orgs/${owner.login}`;
  return {
    membership: {
      url: `${url}/memberships/${member.login}`,
      state: event.action === "member_removed" ? "inactive" : "active",
      role: event.action === "member_removed" ? "unaffiliated" : "member",
      organization_url: url,
      direct_membership: true,
      enterprise_teams_providing_indirect_membership: [],
      user: userJson(view, member),
    },
  };
};

export const installationPayload = (view: View, event: BoxEvent): Json => {
  const installation = need(event, "installation");
  return {
    installation: installationJson(view, installation),
    repositories: view.state.ask
      .installationRepositories(installation)
      .map((repository) => shortRepositoryJson(view, repository)),
    ...(event.action === "created" ? {} : { requester: null }),
  };
};

export const installationRepositoriesPayload = (view: View, event: BoxEvent): Json => {
  const installation = need(event, "installation");
  return {
    installation: installationJson(view, installation),
    repository_selection: installation.repositorySelection,
    repositories_added: (event.repositoriesAdded ?? []).map((each) => shortRepositoryJson(view, each)),
    repositories_removed: (event.repositoriesRemoved ?? []).map((each) => shortRepositoryJson(view, each)),
    requester: null,
  };
};
