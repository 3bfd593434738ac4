/** The App itself, its installations and their tokens. Source: docs.github.com/rest/apps. */
import { randomBytes } from "node:crypto";
import { isoSeconds } from "../../engine/clock.ts";
import { BoxError } from "../../state/contract.ts";
import type { Installation, Repository, Token } from "../../state/model.ts";
import { demandApp, notFound, numberParam } from "../access.ts";
import { type Answer, type Json, ok, type RestRequest, type Route, route } from "../answer.ts";
import { optionalTexts } from "../body.ts";
import { cut, pagedList } from "../pagination.ts";
import { installationJson, installationTokenJson, ownAppJson } from "../serialize/app.ts";
import { repositoryJson } from "../serialize/repository.ts";

/** "Installation tokens expire one hour from the time you create them." */
const TOKEN_LIFE = 3_600_000;

const installationOf = (request: RestRequest): Installation => {
  const app = demandApp(request);
  const installation = request.state.world.installations.get(numberParam(request, "installation_id"));
  if (installation === undefined || installation.appId !== app.id) throw notFound();
  return installation;
};

const listInstallations = (request: RestRequest): Answer =>
  pagedList(request, request.state.ask.installationsOf(demandApp(request)), (installation) =>
    installationJson(request, installation),
  );

const refuseRepositories = (): BoxError =>
  new BoxError(
    422,
    "There is at least one repository that does not exist or is not accessible to the parent installation.",
  );

/** The repositories that the request narrows the token to; null for all. */
const narrowed = (request: RestRequest, installation: Installation): Repository[] | null => {
  const { body, state } = request;
  const reach = state.ask.installationRepositories(installation);
  const names = optionalTexts(body, "repositories");
  const ids = Array.isArray(body.repository_ids) ? (body.repository_ids as unknown[]) : undefined;
  if (names === undefined && ids === undefined) return null;
  const pick = (test: (repository: Repository) => boolean): Repository => {
    const found = reach.find(test);
    if (found === undefined) throw refuseRepositories();
    return found;
  };
  const chosen = [
    ...(names ?? []).map((name) => pick((each) => each.name.toLowerCase() === name.toLowerCase())),
    ...(ids ?? []).map((id) => pick((each) => each.id === id)),
  ];
  return [...new Set(chosen)];
};

const RANK = { read: 1, write: 2, admin: 3 } as const;

/** A token may ask for less than the installation has, never for more. */
const permissionsOf = (asked: unknown, granted: Installation["permissions"]): Installation["permissions"] => {
  if (typeof asked !== "object" || asked === null) return { ...granted };
  const chosen: Installation["permissions"] = {};
  for (const [name, level] of Object.entries(asked) as [string, unknown][]) {
    const has = granted[name];
    if ((level !== "read" && level !== "write" && level !== "admin") || has === undefined || RANK[has] < RANK[level]) {
      throw new BoxError(422, "The permissions requested are not granted to this installation.");
    }
    chosen[name] = level;
  }
  // Metadata comes with any other permission.
  return granted.metadata === undefined ? chosen : { ...chosen, metadata: "read" };
};

const createToken = (request: RestRequest): Answer => {
  const installation = installationOf(request);
  if (installation.suspendedAt !== null) throw new BoxError(403, "This installation has been suspended");
  const app = demandApp(request);
  const repositories = narrowed(request, installation);
  const token: Token = {
    token: `ghs_${randomBytes(27).toString("base64url").replace(/[-_]/g, "x")}`,
    kind: "installation",
    accountId: app.botId,
    installationId: installation.id,
    repositoryIds: repositories === null ? null : repositories.map((each) => each.id),
    permissions: permissionsOf(request.body.permissions, installation.permissions),
    expiresAt: isoSeconds(request.state.clock.now() + TOKEN_LIFE),
  };
  request.state.world.tokens.set(token.token, token);
  return {
    status: 201,
    body: installationTokenJson(request, token, installation.repositorySelection, repositories),
  };
};

const revokeToken = (request: RestRequest): Answer => {
  const { token } = request.caller;
  if (token?.kind !== "installation") throw new BoxError(401, "Requires authentication");
  request.state.world.tokens.delete(token.token);
  return { status: 204 };
};

/** What the asking token reaches. */
const listRepositories = (request: RestRequest): Answer => {
  const { installation, token } = request.caller;
  if (installation === null) {
    if (request.caller.account === null) throw new BoxError(401, "Requires authentication");
    throw new BoxError(
      403,
      "You must authenticate with an installation access token in order to list repositories for an installation.",
    );
  }
  const reach = request.state.ask
    .installationRepositories(installation)
    .filter(
      (repository) => token === null || token.repositoryIds === null || token.repositoryIds.includes(repository.id),
    );
  const { items, headers } = cut(request, reach);
  return ok(
    {
      total_count: reach.length,
      repository_selection: installation.repositorySelection,
      repositories: items.map((repository): Json => repositoryJson(request, repository)),
    },
    headers,
  );
};

const installationOfRepository = (request: RestRequest): Answer => {
  const app = demandApp(request);
  const repository = request.state.ask.repository(request.params.owner ?? "", request.params.repo ?? "");
  const installation = request.state.ask
    .installationsOf(app)
    .find((each) => request.state.ask.installationRepositories(each).some((one) => one.id === repository?.id));
  if (repository === undefined || installation === undefined) throw notFound();
  return ok(installationJson(request, installation));
};

const installationOfAccount = (request: RestRequest): Answer => {
  const app = demandApp(request);
  const account = request.state.ask.account(request.params.login ?? "");
  const installation = request.state.ask.installationsOf(app).find((each) => each.accountId === account?.id);
  if (account === undefined || installation === undefined) throw notFound();
  return ok(installationJson(request, installation));
};

const APPS = "apps/apps";

export const appRoutes: readonly Route[] = [
  route("GET", "/app", `${APPS}#get-the-authenticated-app`, (request) => ok(ownAppJson(request, demandApp(request)))),
  route("GET", "/app/installations", `${APPS}#list-installations-for-the-authenticated-app`, listInstallations),
  route(
    "GET",
    "/app/installations/{installation_id}",
    `${APPS}#get-an-installation-for-the-authenticated-app`,
    (request) => ok(installationJson(request, installationOf(request))),
  ),
  route(
    "POST",
    "/app/installations/{installation_id}/access_tokens",
    `${APPS}#create-an-installation-access-token-for-an-app`,
    createToken,
  ),
  route("DELETE", "/installation/token", "apps/installations#revoke-an-installation-access-token", revokeToken),
  route(
    "GET",
    "/installation/repositories",
    "apps/installations#list-repositories-accessible-to-the-app-installation",
    listRepositories,
  ),
  route(
    "GET",
    "/repos/{owner}/{repo}/installation",
    `${APPS}#get-a-repository-installation-for-the-authenticated-app`,
    installationOfRepository,
  ),
  route(
    "GET",
    "/orgs/{login}/installation",
    `${APPS}#get-an-organization-installation-for-the-authenticated-app`,
    installationOfAccount,
  ),
  route(
    "GET",
    "/users/{login}/installation",
    `${APPS}#get-a-user-installation-for-the-authenticated-app`,
    installationOfAccount,
  ),
];
