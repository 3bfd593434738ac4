/** Apps and their installations: `integration`, `installation`, `installation-token`. */
import type { GitHubApp, Installation, Repository, Token } from "../../state/model.ts";
import type { Json, View } from "../answer.ts";
import { repositoryJson } from "./repository.ts";
import { actorJson } from "./user.ts";

/** `integration`. */
export const appJson = (view: View, app: GitHubApp): Json => ({
  id: app.id,
  client_id: app.clientId,
  slug: app.slug,
  node_id: app.nodeId,
  owner: actorJson(view, app.ownerId),
  name: app.name,
  description: "",
  external_url: `${view.urls.web}/apps/${app.slug}`,
  html_url: `${view.urls.web}/apps/${app.slug}`,
  created_at: app.createdAt,
  updated_at: app.createdAt,
  permissions: { ...app.permissions },
  events: [...app.events],
});

/** The App that something was done through, or null. */
export const viaAppJson = (view: View, appId: number | null): Json | null => {
  const app = appId === null ? undefined : view.state.world.apps.get(appId);
  return app === undefined ? null : appJson(view, app);
};

/** `GET /app`: with the number of installations. */
export const ownAppJson = (view: View, app: GitHubApp): Json => ({
  ...appJson(view, app),
  installations_count: view.state.ask.installationsOf(app).length,
});

/** `installation`. */
export const installationJson = (view: View, installation: Installation): Json => {
  const app = view.state.world.apps.get(installation.appId);
  const account = view.state.ask.actor(installation.accountId);
  const web = account.type === "Organization" ? `${view.urls.web}/organizations/${account.login}` : `${view.urls.web}`;
  return {
    id: installation.id,
    client_id: app?.clientId ?? "",
    account: actorJson(view, installation.accountId),
    repository_selection: installation.repositorySelection,
    access_tokens_url: `${view.urls.api}/app/installations/${installation.id}/access_tokens`,
    repositories_url: `${view.urls.api}/installation/repositories`,
    html_url: `${web}/settings/installations/${installation.id}`,
    app_id: installation.appId,
    app_slug: app?.slug ?? "",
    target_id: installation.accountId,
    target_type: account.type,
    permissions: { ...installation.permissions },
    events: [...installation.events],
    created_at: installation.createdAt,
    updated_at: installation.createdAt,
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: installation.suspendedAt === null ? null : actorJson(view, installation.accountId),
    suspended_at: installation.suspendedAt,
  };
};

/** `installation-token`; `repositories` only where the request narrowed them. */
export const installationTokenJson = (
  view: View,
  token: Token,
  selection: Installation["repositorySelection"],
  repositories: readonly Repository[] | null,
): Json => ({
  token: token.token,
  expires_at: token.expiresAt,
  permissions: { ...token.permissions },
  repository_selection: repositories === null ? selection : "selected",
  ...(repositories === null ? {} : { repositories: repositories.map((each) => repositoryJson(view, each)) }),
});
