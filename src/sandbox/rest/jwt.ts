/**
 * The App's JSON web token.
 * Source: docs.github.com/apps, "Generating a JSON Web Token (JWT) for a GitHub App": RS256; `exp` at most 10 minutes
 * ahead; `iss` is the client id or the App's id. The messages are those of public threads, which @octokit/auth-app
 * matches too (octokit/auth-app.js, src/hook.ts: clock skew is corrected from the `Date` header on them).
 */
import { createPublicKey, verify } from "node:crypto";
import type { BoxState } from "../state/contract.ts";
import { BoxError } from "../state/contract.ts";
import type { GitHubApp } from "../state/model.ts";

const LONGEST = 10 * 60;
/** Allowed drift between the two clocks, in seconds: the documentation advises an `iat` 60 seconds in the past. */
const DRIFT = 60;

const undecodable = (): BoxError => new BoxError(401, "A JSON web token could not be decoded");

const readPart = (part: string | undefined): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(Buffer.from(part ?? "", "base64url").toString("utf8"));
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // Falls through to the one answer GitHub has for every malformed token.
  }
  throw undecodable();
};

/** True where the text has a JWT's three parts; installation and personal tokens never hold a dot. */
export const looksLikeJwt = (token: string): boolean => /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token);

const checkTimes = (claims: Record<string, unknown>, nowSeconds: number): void => {
  const { exp, iat } = claims;
  if (typeof iat !== "number" || !Number.isInteger(iat) || iat > nowSeconds + DRIFT) {
    throw new BoxError(
      401,
      "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    );
  }
  if (typeof exp !== "number" || exp <= nowSeconds) {
    throw new BoxError(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    );
  }
  if (exp > nowSeconds + LONGEST + DRIFT) {
    throw new BoxError(401, "'Expiration time' claim ('exp') is too far in the future");
  }
};

/**
 * @returns the App that signed the token
 * @throws BoxError 401 where it cannot be trusted, 404 "Integration not found" where `iss` names no App
 */
export const verifyJwt = (state: BoxState, token: string): GitHubApp => {
  const [head, payload, signature] = token.split(".");
  if (readPart(head).alg !== "RS256") throw undecodable();
  const claims = readPart(payload);
  const issuer = typeof claims.iss === "string" || typeof claims.iss === "number" ? String(claims.iss) : "";
  const app = [...state.world.apps.values()].find((each) => String(each.id) === issuer || each.clientId === issuer);
  if (app === undefined) throw new BoxError(404, "Integration not found");
  checkTimes(claims, Math.floor(state.clock.now() / 1000));
  const trusted = (() => {
    try {
      const key = createPublicKey(app.publicKey);
      return verify("RSA-SHA256", Buffer.from(`${head}.${payload}`), key, Buffer.from(signature ?? "", "base64url"));
    } catch {
      return false;
    }
  })();
  if (!trusted) throw undecodable();
  return app;
};
