/** People's logins and roles: how two of them compare, and who holds the override right. */
import type { Policy } from "./policy/schema.ts";
import { type Actor, isUnreadable, type Readable, type Role, type Snapshot } from "./snapshot/types.ts";

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

/** Whether somebody is still a member, as the forge says; unreadable where it was not read. */
export function memberOf(snapshot: Snapshot, login: string): Readable<boolean> {
  return snapshot.people[login.toLowerCase()]?.member ?? { unreadable: `whether ${login} is a member was not read` };
}

/** Known to be without a say: on a public repository everybody reads, so only triage and above is a collaborator's role. */
export function isOutsider(snapshot: Snapshot, login: string): boolean {
  const person = snapshot.people[login.toLowerCase()];
  return person !== undefined && (person.role === "none" || person.role === "read") && person.member === false;
}

/** The override right: maintain or admin, or the people and teams the policy names. Null when it could not be read. */
export function mayOverride(snapshot: Snapshot, policy: Policy, login: string): boolean | null {
  const { users, role: least } = policy.people.override;
  const named = isUnreadable(snapshot.overrideTeam) ? users : [...users, ...snapshot.overrideTeam];
  if (named.some((user) => sameLogin(user, login))) return true;
  const role = roleOf(snapshot, login);
  if (role === null) return null;
  return atLeast(role, least) || (isUnreadable(snapshot.overrideTeam) ? null : false);
}

/** The same of whoever did a thing: a bot is nobody whose role could be looked up, and never has the right (R-H4). */
export function actorMayOverride(snapshot: Snapshot, policy: Policy, actor: Actor): boolean | null {
  return actor.kind === "bot" ? false : mayOverride(snapshot, policy, actor.login);
}

/** Who holds the override right, in words. */
export const OVERRIDERS = "someone with maintain or admin";
