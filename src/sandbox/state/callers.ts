/** Who stands behind a credential. */
import type { Caller } from "./contract.ts";
import type { Account, GitHubApp, World } from "./model.ts";
import { ACTIONS_APP_ID } from "./workflow-runs.ts";

/** Nobody: reading what is public is all there is. */
export const anonymous = (): Caller => ({ account: null, app: null, installation: null, token: null, asApp: false });

/** The caller of a token; null for one that is unknown, expired at `now` (ms) or whose holder is gone. */
export const callerOfToken = (world: World, token: string, now: number): Caller | null => {
  const found = world.tokens.get(token);
  const account = found === undefined ? undefined : world.accounts.get(found.accountId);
  if (found === undefined || account === undefined || account.deleted) return null;
  if (found.expiresAt !== null && Date.parse(found.expiresAt) <= now) return null;
  const installation = found.installationId === null ? null : (world.installations.get(found.installationId) ?? null);
  if (found.installationId !== null && installation === null) return null;
  const appId = found.kind === "actions" ? ACTIONS_APP_ID : installation?.appId;
  return {
    account,
    app: appId === undefined ? null : (world.apps.get(appId) ?? null),
    installation,
    token: found,
    asApp: false,
  };
};

/** The caller of an App's JWT. */
export const callerOfApp = (app: GitHubApp): Caller => ({
  account: null,
  app,
  installation: null,
  token: null,
  asApp: true,
});

/** A person acting without a token: for seeds and controls. */
export const callerOfAccount = (account: Account): Caller => ({
  account,
  app: null,
  installation: null,
  token: null,
  asApp: false,
});
