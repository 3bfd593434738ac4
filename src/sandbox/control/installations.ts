/**
 * The App is installed, suspended, changed and removed, with GitHub's own deliveries.
 * Source: docs.github.com "Webhook events and payloads", `installation` and `installation_repositories`; "Suspending a
 * GitHub App installation"; "Reviewing and revoking authorization of GitHub Apps" (its tokens end with it).
 */
import type { Box } from "../state/box.ts";
import { BoxError } from "../state/contract.ts";
import type { Account, GitHubApp, Installation, Repository } from "../state/model.ts";
import { administrator, fullName, type Input, needText, repositoryIn, text } from "./input.ts";

type Level = "read" | "write" | "admin";

/**
 * `POST installations`: `action` is `created`, `deleted`, `suspend`, `unsuspend`, `new_permissions_accepted` (with
 * `permissions`), `repositories_added` or `repositories_removed` (with `repository`). `app`: its slug, default `quench`.
 */
export const changeInstallation = (state: Box, input: Input): Record<string, unknown> => {
  const repository = repositoryIn(state, input);
  const slug = text(input, "app") ?? "quench";
  const app = [...state.world.apps.values()].find((each) => each.slug === slug);
  if (app === undefined) throw new BoxError(404, `There is no App ${slug}.`);
  const login = text(input, "actor");
  const sender = login === undefined ? administrator(state, repository) : state.ask.account(login);
  if (sender === undefined) throw new BoxError(404, `There is no account ${login ?? ""}.`);
  const action = needText(input, "action");
  const installation = change(state, { action, app, repository, sender, permissions: permissionsIn(input) });
  return {
    id: installation.id,
    action,
    suspended_at: installation.suspendedAt,
    permissions: { ...installation.permissions },
    repositories: state.ask.installationRepositories(installation).map((each) => fullName(state, each)),
  };
};

interface Change {
  action: string;
  app: GitHubApp;
  repository: Repository;
  sender: Account;
  permissions: Record<string, Level> | null;
}

const change = (state: Box, { action, app, repository, sender, permissions }: Change): Installation => {
  const present = [...state.world.installations.values()].find(
    (each) => each.appId === app.id && each.accountId === repository.ownerId,
  );
  const tell = (installation: Installation, event: string, name: string, more: object = {}): Installation => {
    state.emit({ event, action: name, repository, sender, installation, ...more });
    return installation;
  };
  if (action === "created") {
    if (present !== undefined) throw new BoxError(422, "The App is installed there already.");
    return tell(install(state, app, repository, permissions), "installation", action);
  }
  if (present === undefined) throw new BoxError(404, "The App is not installed there.");
  switch (action) {
    case "deleted":
      // Told first: afterwards there is no installation that the event could be told to.
      tell(present, "installation", action);
      state.world.installations.delete(present.id);
      for (const [token, { installationId }] of state.world.tokens) {
        if (installationId === present.id) state.world.tokens.delete(token);
      }
      return present;
    case "suspend":
    case "unsuspend":
      present.suspendedAt = action === "suspend" ? state.clock.iso() : null;
      return tell(present, "installation", action);
    case "new_permissions_accepted":
      if (permissions === null) throw new BoxError(422, `"permissions" is missing.`);
      present.permissions = { ...permissions, metadata: "read" };
      // A token has what its installation had when it was made; a new one is asked for within the hour.
      return tell(present, "installation", action);
    case "repositories_added":
      if (!present.repositoryIds.includes(repository.id)) present.repositoryIds.push(repository.id);
      return tell(present, "installation_repositories", "added", { repositoriesAdded: [repository] });
    case "repositories_removed":
      present.repositoryIds = present.repositoryIds.filter((id) => id !== repository.id);
      return tell(present, "installation_repositories", "removed", { repositoriesRemoved: [repository] });
    default:
      throw new BoxError(422, `"action" is none of GitHub's for an installation.`);
  }
};

const install = (
  state: Box,
  app: GitHubApp,
  repository: Repository,
  permissions: Record<string, Level> | null,
): Installation => {
  const installation: Installation = {
    id: state.id(),
    appId: app.id,
    accountId: repository.ownerId,
    repositorySelection: "selected",
    repositoryIds: [repository.id],
    permissions: { ...(permissions ?? app.permissions), metadata: "read" },
    events: [...app.events],
    createdAt: state.clock.iso(),
    suspendedAt: null,
  };
  state.world.installations.set(installation.id, installation);
  return installation;
};

const permissionsIn = (input: Input): Record<string, Level> | null => {
  const { permissions } = input;
  if (permissions === undefined || permissions === null) return null;
  if (typeof permissions !== "object" || Array.isArray(permissions))
    throw new BoxError(422, `"permissions" must be an object such as {"contents": "write"}.`);
  return permissions as Record<string, Level>;
};
