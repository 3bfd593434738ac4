/** People's logins and roles: how two of them compare, and who holds the override right. */
import type { Policy } from "./policy/schema.ts";
import { type Actor, isUnreadable, type Role, type Snapshot } from "./snapshot/types.ts";

const RANK: Readonly<Record<Role, number>> = { none: 0, read: 1, triage: 2, write: 3, maintain: 4, admin: 5 };

/** True when `role` includes everything that `least` allows. */
export function atLeast(role: Role, least: Role): boolean {
  return RANK[role] >= RANK[least];
}

/** GitHub's logins do not differ by case. */
export function sameLogin(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** The role of a login in this repository; null when it could not be read. */
export function roleOf(snapshot: Snapshot, login: string): Role | null {
  const person = snapshot.people[login.toLowerCase()];
  return person === undefined || isUnreadable(person.role) ? null : person.role;
}

/** The override right: maintain or admin, or somebody the policy names. Null when the role could not be read. */
function mayOverride(snapshot: Snapshot, policy: Policy, login: string): boolean | null {
  if (policy.people.override.users.some((user) => sameLogin(user, login))) return true;
  const role = roleOf(snapshot, login);
  return role === null ? null : atLeast(role, "maintain");
}

/** The same of whoever did a thing: a bot is nobody whose role could be looked up, and never has the right (R-H4). */
export function actorMayOverride(snapshot: Snapshot, policy: Policy, actor: Actor): boolean | null {
  return actor.kind === "bot" ? false : mayOverride(snapshot, policy, actor.login);
}

/** Who holds the override right, in words. */
export const OVERRIDERS = "someone with maintain or admin";
