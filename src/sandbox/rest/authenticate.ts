/**
 * Who asks.
 * Source: docs.github.com/rest "Authenticating to the REST API": `Authorization: Bearer` or `token`, Basic with the
 * token as password; wrong credentials answer 401 "Bad credentials" even where none would be needed.
 */
import { anonymous, callerOfApp, callerOfToken } from "../state/callers.ts";
import type { BoxState, Caller } from "../state/contract.ts";
import { BoxError } from "../state/contract.ts";
import { looksLikeJwt, verifyJwt } from "./jwt.ts";

/** Nobody: unauthenticated requests may read public repositories. */
export const ANONYMOUS: Caller = anonymous();

const badCredentials = (): BoxError => new BoxError(401, "Bad credentials");

const credential = (header: string): string => {
  const [scheme = "", value = ""] = header.trim().split(/\s+/, 2);
  switch (scheme.toLowerCase()) {
    case "bearer":
    case "token":
      return value;
    case "basic": {
      const [user = "", password = ""] = Buffer.from(value, "base64").toString("utf8").split(":", 2);
      return password === "" || password === "x-oauth-basic" ? user : password;
    }
    default:
      throw badCredentials();
  }
};

const fromToken = (state: BoxState, text: string): Caller => {
  const caller = callerOfToken(state.world, text, state.clock.now());
  if (caller === null) throw badCredentials();
  // "Suspending a GitHub App installation": it can no longer reach the account's resources.
  if (caller.installation !== null && caller.installation.suspendedAt !== null) {
    throw new BoxError(403, "This installation has been suspended");
  }
  return caller;
};

/**
 * @param header the `Authorization` header, when any
 * @throws BoxError 401 "Bad credentials", or a JWT's own refusals
 */
export const authenticate = (state: BoxState, header: string | undefined): Caller => {
  if (header === undefined || header.trim() === "") return ANONYMOUS;
  const text = credential(header);
  if (looksLikeJwt(text)) {
    return callerOfApp(verifyJwt(state, text));
  }
  return fromToken(state, text);
};
