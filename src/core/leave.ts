/** Leave and delegation: who stands in for somebody whom the policy says to be away (`people.away`). */
import { isNewToPolicy, knownAs, personOf, sameLogin, samePerson } from "./people.ts";
import type { Policy } from "./policy/schema.ts";
import type { Snapshot } from "./snapshot/snapshot.ts";
import type { Instant } from "./snapshot/types.ts";
import { addDays, endOfLocalDay, localDay, minInstant, startOfLocalDay } from "./time.ts";

/** Somebody who stands in for somebody who is away. */
export interface StandIn {
  readonly login: string;
  /** Who is away, as asked for. */
  readonly of: string;
  /** Last day away, in the team's time zone. */
  readonly until: string;
}

type Settings = Pick<Policy, "people" | "time">;
type Absence = Policy["people"]["away"][number];

/**
 * Who stands in for somebody at a moment; null where they are not away, or nobody can be reached in their place. A
 * stand-in who is away too passes on once to their own, never back and never further.
 */
export function standInOf(snapshot: Snapshot, policy: Settings, login: string, at: Instant): StandIn | null {
  const absence = absenceOf(snapshot, policy, login, at);
  if (absence === null) return null;
  const second = absenceOf(snapshot, policy, absence.delegate, at);
  const delegate = second === null ? absence.delegate : second.delegate;
  if (second !== null && absenceOf(snapshot, policy, delegate, at) !== null) return null;
  if (samePerson(snapshot, delegate, login) || !mayStandIn(snapshot, delegate)) return null;
  return { login: knownAs(snapshot, delegate), of: login, until: absence.until };
}

/** True where one stands in for the other at that moment. */
export function standsInFor(
  snapshot: Snapshot,
  policy: Settings,
  login: string,
  owner: string | null,
  at: Instant,
): boolean {
  const found = owner === null ? null : standInOf(snapshot, policy, owner, at);
  return found !== null && samePerson(snapshot, found.login, login);
}

function absenceOf(snapshot: Snapshot, { people, time }: Settings, login: string, at: Instant): Absence | null {
  if (people.away.length === 0) return null;
  const today = localDay(at, time.zone);
  const absence = people.away.find(
    (one) => one.from <= today && today <= one.until && samePerson(snapshot, one.login, login),
  );
  return absence ?? null;
}

/** Whoever left is not called upon, nor whoever took over a login that the policy wrote down before. */
function mayStandIn(snapshot: Snapshot, login: string): boolean {
  return personOf(snapshot, login)?.member !== false && !isNewToPolicy(snapshot, login);
}

/** Logins of those who may have to stand in on the day of an instant: they are looked up. */
export function delegatesAt({ people, time }: Settings, at: Instant): readonly string[] {
  if (people.away.length === 0) return [];
  const today = localDay(at, time.zone);
  return people.away.flatMap(({ from, until, delegate }) => (from <= today && today <= until ? [delegate] : []));
}

/** When one of these people, or somebody who stands in for them, next leaves or comes back; null where nobody does. */
export function nextLeave(snapshot: Snapshot, { people, time }: Settings, logins: readonly string[]): Instant | null {
  if (people.away.length === 0) return null;
  const { now } = snapshot;
  const isOneOf = (names: readonly string[], login: string): boolean =>
    names.some((name) => sameLogin(name, login) || samePerson(snapshot, name, login));
  const passedOn = (names: readonly string[]): readonly string[] => [
    ...names,
    ...people.away.flatMap(({ login, delegate }) => (isOneOf(names, login) ? [delegate] : [])),
  ];
  const concerned = passedOn(passedOn(logins));
  const turns = people.away
    .filter(({ login, until }) => isOneOf(concerned, login) && endOfLocalDay(until, time.zone) > now)
    .flatMap(({ from, until }) => [startOfLocalDay(from, time.zone), startOfLocalDay(addDays(until, 1), time.zone)]);
  return minInstant(...turns.filter((turn) => turn > now));
}
