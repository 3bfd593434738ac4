/** Tokens in GitHub's shape. */
import { randomBytes } from "node:crypto";

/** A personal access token in GitHub's shape ("Behind GitHub's new authentication token formats"). */
export const newToken = (prefix: "ghp" | "ghs"): string => `${prefix}_${randomBytes(18).toString("hex")}`;
