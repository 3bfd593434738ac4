/** Who did a thing, and whether it was us. */
import type { Actor } from "../../core/snapshot/types.ts";
import type { Identity } from "../identity.ts";
import { present } from "../request/problems.ts";
import type { Raw, RawActor } from "../raw.ts";

/** GitHub's placeholder for a deleted account: https://github.com/ghost */
const GHOST: Actor = { login: "ghost", nodeId: "", kind: "ghost" };

/**
 * A login as people see it. GraphQL writes a bot's login without the `[bot]` that REST, the web and the webhooks have;
 * without it a user's account of the same name would look like the bot.
 */
export function loginOf(actor: RawActor): string {
  return actor.__typename === "Bot" && !actor.login.endsWith("[bot]") ? `${actor.login}[bot]` : actor.login;
}

/**
 * Accounts that are no person's: an imported comment's author is a mannequin, which may be called like somebody who is
 * here. https://docs.github.com/en/graphql/reference/interfaces#actor
 */
const IMPERSONAL: ReadonlySet<string> = new Set(["Bot", "Mannequin", "Organization"]);

export function toActor(raw: Raw<RawActor>): Actor {
  const actor = present(raw);
  if (actor === null) return GHOST;
  const login = loginOf(actor);
  const isBot = IMPERSONAL.has(actor.__typename) || login.endsWith("[bot]");
  return { login, nodeId: actor.id ?? "", kind: isBot ? "bot" : "user" };
}

/** An account in an answer of REST, as far as it is read. */
export interface RestUser {
  readonly login?: string;
  readonly node_id?: string;
  readonly type?: string;
}

/** The same of an account over REST; what kind it is may be left out. */
export function toActorOfRest(user: RestUser | null | undefined): Actor {
  const { login, node_id: id, type = "User" } = user ?? {};
  return toActor(login === undefined ? null : { __typename: type, login, id });
}

/** True where this is our own account on the forge. */
export function isUs(actor: Actor, identity: Identity): boolean {
  return actor.kind !== "ghost" && actor.login.toLowerCase() === identity.login.toLowerCase();
}
