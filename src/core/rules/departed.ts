/** Y. Whoever answers for something and has left (R-Y10). */
import { said, undecided } from "../commands/said.ts";
import { codeSpan } from "../markdown.ts";
import { personOf, samePerson } from "../people.ts";
import { isUnreadable, type Unreadable } from "../snapshot/types.ts";
import type { Case } from "../verdict/case.ts";
import type { ItemCase } from "../verdict/item-case.ts";
import type { Judged } from "../verdict/judged.ts";
import { node, step } from "../verdict/node.ts";
import type { VerdictNode } from "../verdict/types.ts";
import { isStanding } from "./priority.ts";
import type { Rule } from "./rule.ts";
import { tell } from "./sighted.ts";
import { escalationFor, type Successor, successorOf } from "./successors.ts";
import { STEWARDS } from "./takers.ts";

interface Role {
  readonly role: "owner" | "verifier" | "operator" | "escalation owner";
  readonly login: string | null;
  /** Their login is another account's by now. */
  readonly lost?: boolean;
}

/** R-Y10: everybody who answers for something is still a member. */
export function departed(subject: Judged): readonly VerdictNode[] {
  const items = subject.items.filter(isStanding).flatMap((item) => {
    const roles: readonly Role[] = [
      { role: "owner", login: item.owner ?? formerOf(subject, item) },
      { role: "verifier", login: item.verifier },
      { role: "operator", login: item.operator },
      ...item.lost.map((one) => ({ ...one, lost: true })),
    ];
    return people(subject, roles, item, [item.issue.url], null);
  });
  const escalation = escalationOf(subject);
  const { url } = subject.snapshot.incident;
  const roles: readonly Role[] = [{ role: "escalation owner", login: escalation.login }];
  return [...items, ...people(subject, roles, null, [escalation.url ?? url], escalation.unread)];
}

/** Whom GitHub unassigned as they left. Whoever is still here was unassigned by somebody, and that is R-B2's to say. */
function formerOf({ snapshot }: Case, { former }: ItemCase): string | null {
  return former !== null && personOf(snapshot, former)?.member === false ? former : null;
}

/** The escalation owner: the last one named by command, else the policy's. */
export function escalationOf(subject: Case): {
  readonly login: string | null;
  readonly url: string | null;
  readonly unread: Unreadable | null;
} {
  const named = said(subject.everywhere, "escalation").at(-1);
  const [unread = null] = undecided(subject.everywhere, "escalation");
  return { login: named?.command.login ?? subject.policy.people.escalation, url: named?.url ?? null, unread };
}

function people(
  subject: Judged,
  roles: readonly Role[],
  of: ItemCase | null,
  evidence: readonly string[],
  undecidedRole: Unreadable | null,
): readonly VerdictNode[] {
  const { snapshot } = subject;
  const item = of?.issue.number ?? null;
  const named = roles.flatMap(({ role, login, lost = false }) => (login === null ? [] : [{ role, login, lost }]));
  if (named.length === 0 && undecidedRole === null) return [];
  const key = item === null ? "R-Y10/escalation" : `R-Y10:#${item}`;
  const where = item === null ? "the incident" : `#${item}`;
  const title = "Everybody is still a member";
  const members = named.map((one) => ({ ...one, member: one.lost ? false : personOf(snapshot, one.login)?.member }));
  const gone = members.filter(({ member }) => member === false);
  const first = gone[0];
  if (first !== undefined) {
    const successor = proposed(subject, of, first.role, first.login);
    const phrase = [...departures(gone, where), ...(successor === null ? [] : [`${sentence(successor.because)}.`])];
    const command = first.role === "escalation owner" ? "escalation" : first.role;
    const on = item === null ? `#${snapshot.incident.number}` : where;
    const login = successor?.login ?? "login";
    const next = step(`Name another ${first.role}: \`/quench ${command} @${login}\` on ${on}.`, "comment", STEWARDS);
    return [node("R-Y10", key, title, "fail", phrase.join(" "), { item, evidence, next })];
  }
  const unsure = members.find(({ member }) => member !== true);
  const why =
    undecidedRole ??
    (unsure === undefined
      ? null
      : isUnreadable(unsure.member)
        ? unsure.member
        : { unreadable: `whether ${codeSpan(unsure.login, 60)} is a member was not read` });
  if (why !== null) return [node("R-Y10", key, title, "unknown", tell(why), { item, evidence })];
  return [
    node("R-Y10", key, title, "pass", `Everybody who answers for ${where} is still a member.`, { item, evidence }),
  ];
}

interface Gone {
  readonly role: Role["role"];
  readonly login: string;
  readonly lost: boolean;
}

/** Who left, and whose login somebody else took: a sentence each. */
function departures(gone: readonly Gone[], where: string): readonly string[] {
  const names = (lost: boolean): readonly string[] =>
    gone.flatMap((one) => (one.lost === lost ? [`${codeSpan(one.login, 60)} (${one.role})`] : []));
  const [left, taken] = [names(false), names(true)];
  const said: string[] = [];
  if (left.length > 0)
    said.push(
      `${left.join(", ")} of ${where} ${left.length === 1 ? "is no longer a member" : "are no longer members"}.`,
    );
  if (taken.length > 0)
    said.push(
      `${taken.join(", ")} of ${where} ${taken.length === 1 ? "is" : "are"} named by a login that is now another account's.`,
    );
  return said;
}

/** Who could take the place of whoever left; null where nobody is known who could. */
function proposed(subject: Judged, item: ItemCase | null, role: Role["role"], left: string): Successor | null {
  const { snapshot, policy } = subject;
  if (item !== null && role !== "escalation owner") return successorOf(subject, item, role, left);
  return escalationFor(snapshot, policy.people.escalation, (login) => !samePerson(snapshot, login, left));
}

function sentence(clause: string): string {
  return clause.charAt(0).toUpperCase() + clause.slice(1);
}

export const DEPARTED_RULE: Rule = {
  id: "R-Y10",
  title: "Owner has left",
  passes: "Owner, verifier, operator and escalation owner can still be assigned here.",
  fails:
    "One of them is no longer a member, or is named by a login that is now another account's. Somebody who could take over is proposed: whom CODEOWNERS names for the control's files, else the policy's escalation owner.",
  unknown: "Whether one of them is a member could not be read, and nobody is known to have left.",
  settings: ["people.escalation"],
  kind: "finding",
  judge: departed,
};
