/** Other Apps beside the box's own: what they do, they do with their own installation token. */
import { makeKeys } from "../seed.ts";
import type { Box } from "../state/box.ts";
import { BoxError } from "../state/contract.ts";
import type { Installation } from "../state/model.ts";
import { storeApp } from "../state/people.ts";
import { type Input, needText, repositoryIn, text } from "./input.ts";
import { newToken } from "./tokens.ts";

type Permissions = Record<string, "read" | "write" | "admin">;

/** What a CI or review service is usually given. */
const USUAL: Permissions = {
  checks: "write",
  contents: "write",
  deployments: "write",
  issues: "write",
  pull_requests: "write",
  statuses: "write",
};

/**
 * `POST apps`: an App of this slug, installed on the repository's owner for that repository, and a token that acts as
 * `<slug>[bot]`. Once more for the same slug: installed on a further repository.
 */
export const makeApp = (state: Box, input: Input): Record<string, unknown> => {
  const repository = repositoryIn(state, input);
  const slug = needText(input, "slug");
  const permissions: Permissions = { ...((input.permissions as Permissions | undefined) ?? USUAL), metadata: "read" };
  if (!/^[a-z\d-]+$/.test(slug)) throw new BoxError(422, `"slug" must be lower case, digits and hyphens.`);
  const app =
    [...state.world.apps.values()].find((one) => one.slug === slug) ??
    storeApp(state, {
      slug,
      name: text(input, "name") ?? slug,
      clientId: `Iv23li${slug}`,
      ownerId: repository.ownerId,
      publicKey: makeKeys().publicKey,
      webhookUrl: null,
      webhookSecret: null,
      events: [],
      permissions,
    });
  const former = [...state.world.installations.values()].find(
    (one) => one.appId === app.id && one.accountId === repository.ownerId,
  );
  const installation: Installation = former ?? {
    id: state.id(),
    appId: app.id,
    accountId: repository.ownerId,
    repositorySelection: "selected",
    repositoryIds: [],
    permissions,
    events: [],
    createdAt: state.clock.iso(),
    suspendedAt: null,
  };
  if (!installation.repositoryIds.includes(repository.id)) installation.repositoryIds.push(repository.id);
  state.world.installations.set(installation.id, installation);
  const token = newToken("ghs");
  state.world.tokens.set(token, {
    token,
    kind: "installation",
    accountId: app.botId,
    installationId: installation.id,
    repositoryIds: null,
    permissions: installation.permissions,
    expiresAt: null,
  });
  const { login } = state.ask.actor(app.botId);
  return { id: app.id, slug, login, bot_id: app.botId, installation_id: installation.id, token };
};
