/** An App's JWT, made as the documentation shows. */
import { createSign } from "node:crypto";

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** @param claims over the usual ones: issued a minute ago, good for nine */
export const signedJwt = (
  credentials: { appId: number; privateKey: string },
  nowMs: number,
  claims: Record<string, unknown> = {},
  header: Record<string, unknown> = { alg: "RS256", typ: "JWT" },
): string => {
  const now = Math.floor(nowMs / 1000);
  const text = `${part(header)}.${part({ iat: now - 60, exp: now + 540, iss: credentials.appId, ...claims })}`;
  const signature = createSign("RSA-SHA256").update(text).sign(credentials.privateKey, "base64url");
  return `${text}.${signature}`;
};
