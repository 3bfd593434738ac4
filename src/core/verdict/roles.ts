/** Who answers for an item: its owner, verifier and operator, from assignees, form and commands (R-B2, R-H5, table N). */
import { type Heard, hear, isLost, ownerToCome } from "../commands/hear.ts";
import type { ItemFields } from "../forms/fields.ts";
import { isAnotherNow, knownAs, sameLogin, samePerson } from "../people.ts";
import type { Policy } from "../policy/schema.ts";
import type { Issue } from "../snapshot/issue.ts";
import type { Snapshot } from "../snapshot/snapshot.ts";
import { type Instant, isUnreadable } from "../snapshot/types.ts";

/** Somebody who was named, and whose login belongs to another account by now: nobody holds that role. */
export interface LostRole {
  readonly role: "owner" | "verifier" | "operator";
  readonly login: string;
}

interface ItemRoles {
  readonly heard: readonly Heard[];
  /** R-B2: the sole assignee, who is a person; null where none or several. */
  readonly owner: string | null;
  /** When the present owner was named or assigned; null where that is not on the timeline. */
  readonly ownerSince: Instant | null;
  readonly verifier: string | null;
  readonly operator: string | null;
  readonly lost: readonly LostRole[];
  /** Whose assignment was taken away last, of an item that nobody is assigned to; null where there is none. */
  readonly former: string | null;
}

/** Each by the name that the account goes by now. */
export function rolesOf(snapshot: Snapshot, policy: Policy, issue: Issue, fields: ItemFields): ItemRoles {
  const written = issue.lastEditedAt ?? issue.createdAt;
  const lost: LostRole[] = [];
  const inForm = (role: LostRole["role"], login: string | null): string | null => {
    if (login === null) return null;
    if (!isAnotherNow(snapshot, login, written)) return knownAs(snapshot, login);
    lost.push({ role, login });
    return null;
  };
  const named = inForm("verifier", fields.verifier);
  // Nobody names themselves verifier: a body last written by the very person it names does not count (table N).
  const verifier = named !== null && !samePerson(snapshot, named, (issue.editor ?? issue.author).login) ? named : null;
  const operator = inForm("operator", fields.operator);
  const sole = issue.assignees.length === 1 ? issue.assignees[0] : undefined;
  let assignee = sole === undefined || sole.kind !== "user" ? null : knownAs(snapshot, sole.login);
  const seed = { verifier, operator, since: written };
  if (assignee !== null && isMisassigned(snapshot, policy, issue, assignee)) {
    lost.push({ role: "owner", login: assignee });
    assignee = null;
  }
  const heard = hear(snapshot, policy, issue, { ...seed, owner: assignee }, []);
  const owner = ownerToCome(heard) ?? assignee;
  return {
    heard,
    owner,
    ownerSince: ownerSince(snapshot, issue, owner, heard),
    verifier: lastNamed(heard, "verifier", verifier, lost),
    operator: lastNamed(heard, "operator", operator, lost),
    lost,
    former: formerOwner(snapshot, issue),
  };
}

/** GitHub unassigns whoever is no longer a collaborator: https://docs.github.com/en/rest/collaborators/collaborators#remove-a-repository-collaborator */
function formerOwner(snapshot: Snapshot, { assignees, events }: Issue): string | null {
  if (assignees.length > 0 || isUnreadable(events)) return null;
  const last = events.findLast((event) => event.kind === "assigned" || event.kind === "unassigned");
  return last?.kind === "unassigned" ? knownAs(snapshot, last.assignee) : null;
}

/** Whom the last naming names; nobody where that one's login is another account's by now. */
function lastNamed(
  heard: readonly Heard[],
  role: "verifier" | "operator",
  seed: string | null,
  lost: LostRole[],
): string | null {
  const last = heard.findLast(
    ({ command, standing }) => command.name === role && (standing.kind === "accepted" || isLost(standing)),
  );
  if (last === undefined || last.command.name !== role) return seed;
  // What the form says of the role does not matter any more.
  const formers = lost.filter((one) => one.role !== role);
  lost.splice(0, lost.length, ...formers);
  if (!isLost(last.standing)) return last.command.login;
  lost.push({ role, login: last.command.login });
  return null;
}

/** Assigned by us, because a text named a login that belonged to somebody else then. */
function isMisassigned(snapshot: Snapshot, policy: Policy, issue: Issue, assignee: string): boolean {
  const assigned = lastAssigned(snapshot, issue, assignee);
  if (assigned === undefined || !sameLogin(assigned.actor.login, snapshot.self.login)) return false;
  // No text about it can be older than the issue, so most accounts are out of the question.
  if (!isAnotherNow(snapshot, assignee, issue.createdAt)) return false;
  const nobody = { owner: null, verifier: null, operator: null, since: issue.createdAt };
  const naming = hear(snapshot, policy, issue, nobody, []).findLast(
    ({ command, at }) => command.name === "owner" && samePerson(snapshot, command.login, assignee) && at <= assigned.at,
  );
  return isAnotherNow(snapshot, assignee, naming?.at ?? issue.lastEditedAt ?? issue.createdAt);
}

function lastAssigned(snapshot: Snapshot, issue: Issue, login: string) {
  if (isUnreadable(issue.events)) return undefined;
  return issue.events.findLast((event) => event.kind === "assigned" && samePerson(snapshot, event.assignee, login));
}

/**
 * Since when the present owner owns it: the last assignment on GitHub's own timeline. Where that one is ours, it only
 * carried out what was said before, in a command or in the form, and that is the time.
 */
function ownerSince(snapshot: Snapshot, issue: Issue, owner: string | null, heard: readonly Heard[]): Instant | null {
  if (owner === null || isUnreadable(issue.events)) return null;
  const said = heard.findLast(
    ({ command, standing }) =>
      command.name === "owner" && standing.kind === "accepted" && samePerson(snapshot, command.login, owner),
  );
  const assigned = lastAssigned(snapshot, issue, owner);
  if (assigned !== undefined && !sameLogin(assigned.actor.login, snapshot.self.login)) return assigned.at;
  return said?.at ?? (assigned === undefined ? null : (issue.lastEditedAt ?? issue.createdAt));
}
