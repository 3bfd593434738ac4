/** Webhook signatures. Source: docs.github.com "Validating webhook deliveries". */
import { createHmac } from "node:crypto";

/** The signature headers of a payload; none without a secret. */
export const signatureHeaders = (secret: string | null, payload: string): Record<string, string> =>
  secret === null || secret === ""
    ? {}
    : {
        "X-Hub-Signature": `sha1=${createHmac("sha1", secret).update(payload).digest("hex")}`,
        "X-Hub-Signature-256": `sha256=${createHmac("sha256", secret).update(payload).digest("hex")}`,
      };
