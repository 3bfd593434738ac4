/** Y. Whoever answers for something and has left (R-Y10). */
import { said, undecided } from "../commands/said.ts";
import { codeSpan } from "../markdown.ts";
import { isUnreadable, type Unreadable } from "../snapshot/types.ts";
import type { Case } from "../verdict/case.ts";
import type { Judged } from "../verdict/judged.ts";
import { node, step } from "../verdict/node.ts";
import type { VerdictNode } from "../verdict/types.ts";
import { isStanding } from "./priority.ts";
import type { Rule } from "./rule.ts";
import { tell } from "./sighted.ts";
import { STEWARDS } from "./takers.ts";

interface Role {
  readonly role: "owner" | "verifier" | "operator" | "escalation owner";
  readonly login: string | null;
}

/** R-Y10: everybody who answers for something is still a member. */
export function departed(subject: Judged): readonly VerdictNode[] {
  const items = subject.items.filter(isStanding).flatMap((item) => {
    const roles: readonly Role[] = [
      { role: "owner", login: item.owner },
      { role: "verifier", login: item.verifier },
      { role: "operator", login: item.operator },
    ];
    return people(subject, roles, item.issue.number, [item.issue.url], null);
  });
  const escalation = escalationOf(subject);
  const { url } = subject.snapshot.incident;
  const roles: readonly Role[] = [{ role: "escalation owner", login: escalation.login }];
  return [...items, ...people(subject, roles, null, [escalation.url ?? url], escalation.unread)];
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
  { snapshot }: Judged,
  roles: readonly Role[],
  item: number | null,
  evidence: readonly string[],
  undecidedRole: Unreadable | null,
): readonly VerdictNode[] {
  const named = roles.flatMap(({ role, login }) => (login === null ? [] : [{ role, login }]));
  if (named.length === 0 && undecidedRole === null) return [];
  const key = item === null ? "R-Y10/escalation" : `R-Y10:#${item}`;
  const where = item === null ? "the incident" : `#${item}`;
  const title = "Everybody is still a member";
  const members = named.map((one) => ({ ...one, member: snapshot.people[one.login.toLowerCase()]?.member }));
  const gone = members.filter(({ member }) => member === false);
  const first = gone[0];
  if (first !== undefined) {
    const told = gone.map(({ role, login }) => `${codeSpan(login, 60)} (${role})`).join(", ");
    const phrase = `${told} of ${where} ${gone.length === 1 ? "is no longer a member" : "are no longer members"}.`;
    const command = first.role === "escalation owner" ? "escalation" : first.role;
    const on = item === null ? `#${snapshot.incident.number}` : where;
    const next = step(`Name another ${first.role}: \`/quench ${command} @login\` on ${on}.`, "comment", STEWARDS);
    return [node("R-Y10", key, title, "fail", phrase, { item, evidence, next })];
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

export const DEPARTED_RULE: Rule = {
  id: "R-Y10",
  title: "Owner has left",
  passes: "Owner, verifier, operator and escalation owner can still be assigned here.",
  fails: "One of them is no longer a member.",
  unknown: "Whether one of them is a member could not be read, and nobody is known to have left.",
  settings: ["people.escalation"],
  kind: "finding",
  judge: departed,
};
