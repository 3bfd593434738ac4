/** The signature of a delivery. Source: https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries */
import { createHmac, timingSafeEqual } from "node:crypto";

export const SIGNATURE = "x-hub-signature-256";

/**
 * True where one of the secrets signed these very bytes. A text that was decoded before may not be what was signed:
 * bytes that are no UTF-8 would be others then.
 */
export function isSigned(bytes: Buffer, signature: string, secrets: readonly string[]): boolean {
  const hex = /^sha256=([0-9a-f]{64})$/.exec(signature)?.[1];
  if (hex === undefined) return false;
  const given = Buffer.from(hex, "hex");
  return secrets.some((secret) => timingSafeEqual(createHmac("sha256", secret).update(bytes).digest(), given));
}
