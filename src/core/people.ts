/** People's logins and roles: how two of them compare, and who holds the override right. */
import { identitiesOf } from "./identities.ts";
import { codeSpan } from "./markdown.ts";
import type { Policy } from "./policy/schema.ts";
import type { Snapshot } from "./snapshot/snapshot.ts";
import { type Actor, type Instant, isUnreadable, type Person, type Readable, type Role } from "./snapshot/types.ts";

const RANK: Readonly<Record<Role, number>> = { none: 0, read: 1, triage: 2, write: 3, maintain: 4, admin: 5 };

/** True when `role` includes everything that `least` allows. */
export function atLeast(role: Role, least: Role): boolean {
  return RANK[role] >= RANK[least];
}

/** GitHub's logins do not differ by case. */
export function sameLogin(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/**
 * The login by which an account is known now, for one that has several names here: whoever renamed their account is
 * still one person, who neither loses what was said to them nor becomes somebody independent of themselves.
 */
export function knownAs(snapshot: Snapshot, login: string): string {
  return identitiesOf(snapshot).nameOf(login) ?? login;
}

/** Two logins are one person where they are equal, or where both are names of one account. */
export function samePerson(snapshot: Snapshot, a: string, b: string): boolean {
  return sameLogin(a, b) || sameLogin(knownAs(snapshot, a), knownAs(snapshot, b));
}

/** Whether one account did both. An id outlives a rename; where one is not known, the logins decide. */
export function sameActor(a: Actor, b: Actor): boolean {
  return a.nodeId !== "" && b.nodeId !== "" ? a.nodeId === b.nodeId : sameLogin(a.login, b.login);
}

/**
 * Whether a login belongs to another account by now than when a text named it: to one that was made only after that. A
 * login that was given up is anybody's to take.
 *
 * @param named when the text was written.
 */
export function isAnotherNow(snapshot: Snapshot, login: string, named: Instant): boolean {
  const made = personOf(snapshot, login)?.createdAt;
  if (made === undefined || made <= named || made > snapshot.now) return false;
  // Who said something before the account was made shows that its date is wrong, and says nothing.
  const first = identitiesOf(snapshot).firstAct(login);
  return first === null || first >= made;
}

/** What was looked up under that very name: the snapshot's own, as `constructor` is a login too. */
export function lookedUp({ people }: Pick<Snapshot, "people">, login: string): Person | undefined {
  const name = login.toLowerCase();
  return Object.hasOwn(people, name) ? people[name] : undefined;
}

/** What was looked up of somebody, under whichever name of the account. */
export function personOf(snapshot: Snapshot, login: string): Person | undefined {
  const named = lookedUp(snapshot, login);
  if (named !== undefined) return named;
  const other = identitiesOf(snapshot)
    .namesOf(login)
    .find((name) => lookedUp(snapshot, name) !== undefined);
  return other === undefined ? undefined : lookedUp(snapshot, other);
}

/** The role of a login in this repository; null when it could not be read. */
export function roleOf(snapshot: Snapshot, login: string): Role | null {
  const person = personOf(snapshot, login);
  return person === undefined || isUnreadable(person.role) ? null : person.role;
}

/** Whether somebody is still a member, as the forge says; unreadable where it was not read. */
export function memberOf(snapshot: Snapshot, login: string): Readable<boolean> {
  return personOf(snapshot, login)?.member ?? { unreadable: `whether ${login} is a member was not read` };
}

/** Known to be without a say: on a public repository everybody reads, so only triage and above is a collaborator's role. */
export function isOutsider(snapshot: Snapshot, login: string): boolean {
  const person = personOf(snapshot, login);
  return person !== undefined && (person.role === "none" || person.role === "read") && person.member === false;
}

/** The override right: maintain or admin, or the people and teams the policy names. Null when it could not be read. */
export function mayOverride(snapshot: Snapshot, policy: Policy, login: string): boolean | null {
  const { users, role: least } = policy.people.override;
  const named = isUnreadable(snapshot.overrideTeam) ? users : [...users, ...snapshot.overrideTeam];
  if (named.some((user) => sameLogin(user, login)) && !isNewToPolicy(snapshot, login)) return true;
  const role = roleOf(snapshot, login);
  if (role === null) return null;
  return atLeast(role, least) || (isUnreadable(snapshot.overrideTeam) ? null : false);
}

/** Made after the newest version of the policy: then none of its texts can mean this account. */
export function isNewToPolicy(snapshot: Snapshot, login: string): boolean {
  const [newest] = isUnreadable(snapshot.policy) ? [] : snapshot.policy;
  return newest !== undefined && isAnotherNow(snapshot, login, newest.committedAt);
}

/**
 * The same of whoever did a thing: a bot is nobody whose role could be looked up, and has the right only where the policy
 * names it, as `name[bot]`.
 */
export function actorMayOverride(snapshot: Snapshot, policy: Policy, actor: Actor): boolean | null {
  if (actor.kind !== "bot") return mayOverride(snapshot, policy, actor.login);
  return actor.login.endsWith("[bot]") && policy.people.override.users.some((user) => sameLogin(user, actor.login));
}

/** Who holds the override right, in words. */
export const OVERRIDERS = "someone with maintain or admin";

/** People whom the policy names are counted beyond so many. */
const MOST_NAMED = 3;

/** Who holds the override right by this policy, in words that ping nobody. */
export function overriders(policy: Policy): string {
  const { role, users, teams } = policy.people.override;
  const named = [...users, ...teams].map((name) => codeSpan(name, 60));
  const rest = named.length > MOST_NAMED ? [`${named.length - MOST_NAMED} more whom the policy names`] : [];
  const least = role === "admin" ? "admin" : "maintain or admin";
  const others = [...named.slice(0, MOST_NAMED), ...rest];
  return `someone with ${least}${others.length === 0 ? "" : ` (or ${others.join(", ")})`}`;
}
