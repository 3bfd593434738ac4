/** Who did a thing, and whether it was us. */
import type { Actor } from "../core/snapshot/types.ts";
import type { Identity } from "./identity.ts";
import { present } from "./problems.ts";
import type { Raw, RawActor } from "./raw.ts";

/** GitHub's placeholder for a deleted account: https://github.com/ghost */
const GHOST: Actor = { login: "ghost", nodeId: "", kind: "ghost" };

/**
 * A login as people see it. GraphQL writes a bot's login without the `[bot]` that REST, the web and the webhooks have;
 * without it a user's account of the same name would look like the bot.
 */
export function loginOf(actor: RawActor): string {
  return actor.__typename === "Bot" && !actor.login.endsWith("[bot]") ? `${actor.login}[bot]` : actor.login;
}

export function toActor(raw: Raw<RawActor>): Actor {
  const actor = present(raw);
  if (actor === null) return GHOST;
  return { login: loginOf(actor), nodeId: actor.id ?? "", kind: actor.__typename === "Bot" ? "bot" : "user" };
}

/** True where this is our own account on the forge. */
export function isUs(actor: Actor, identity: Identity): boolean {
  return actor.kind !== "ghost" && actor.login.toLowerCase() === identity.login.toLowerCase();
}
