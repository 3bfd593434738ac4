/** Whom to propose where somebody who answered for an item has left: the owners of its control's files (R-Y10). */
import { filesOf, ownersOfFile } from "../commands/runbooks.ts";
import { dependenceOf } from "../evidence/sign-off.ts";
import { isLogin } from "../login.ts";
import { codeSpan } from "../markdown.ts";
import { memberOf, samePerson } from "../people.ts";
import type { PullRequest } from "../snapshot/pull.ts";
import type { Snapshot } from "../snapshot/snapshot.ts";
import { isUnreadable } from "../snapshot/types.ts";
import type { Case } from "../verdict/case.ts";
import type { ItemCase } from "../verdict/item-case.ts";
import type { LostRole } from "../verdict/roles.ts";

/** Files of a control that are asked for their owners. */
const MOST_FILES = 50;
/** People who are considered for a role: as many are looked up. */
const MOST_CANDIDATES = 10;

/** Somebody who could take a role over, and why they are proposed. */
export interface Successor {
  readonly login: string;
  /** A clause: `CODEOWNERS names … for …`. */
  readonly because: string;
}

/** The paths of what brought an item's control, guardrails and tests first; of this repository, as its CODEOWNERS is. */
export function controlPaths({ snapshot, policy }: Case, item: ItemCase): readonly string[] {
  const { owner, name } = snapshot.repository;
  const here = ({ repository }: PullRequest): boolean => repository.toLowerCase() === `${owner}/${name}`.toLowerCase();
  const pulls = (item.pulls.counted.length > 0 ? item.pulls.counted : item.pulls.open).filter(here);
  const first = (["guardrails", "tests"] as const).flatMap((kind) =>
    pulls.flatMap((pull) => pathsIn(filesOf(pull, policy, kind))),
  );
  const rest = pulls.flatMap((pull) => pathsIn(pull.files)).sort();
  return [...new Set([...first, ...rest])].slice(0, MOST_FILES);
}

function pathsIn(files: PullRequest["files"]): readonly string[] {
  return isUnreadable(files) ? [] : files.flatMap(({ path, change }) => (change === "deleted" ? [] : [path]));
}

/** Whom CODEOWNERS names for the control of an item and who may take the role, members or not, in its order. */
export function candidatesFor(
  subject: Case,
  item: ItemCase,
  role: LostRole["role"],
  left: string,
): readonly Successor[] {
  const { snapshot } = subject;
  const found: Successor[] = [];
  for (const path of controlPaths(subject, item)) {
    const owners = ownersOfFile(snapshot, path);
    for (const owner of isUnreadable(owners) ? [] : owners) {
      const members = owner.kind === "person" ? [owner.login] : isUnreadable(owner.members) ? [] : owner.members;
      for (const login of members) {
        if (found.length >= MOST_CANDIDATES) return found;
        if (!suits(snapshot, item, role, login, left) || found.some((one) => samePerson(snapshot, one.login, login)))
          continue;
        found.push({ login, because: `CODEOWNERS names ${codeSpan(login, 60)} for ${codeSpan(path)}` });
      }
    }
  }
  return found;
}

/** Who is proposed for a role: the first candidate who is a member, else the policy's escalation owner; null if none. */
export function successorOf(subject: Case, item: ItemCase, role: LostRole["role"], left: string): Successor | null {
  const { snapshot, policy } = subject;
  const known = candidatesFor(subject, item, role, left).find(({ login }) => memberOf(snapshot, login) === true);
  return (
    known ?? escalationFor(snapshot, policy.people.escalation, (login) => suits(snapshot, item, role, login, left))
  );
}

/** The policy's escalation owner, where they are a member and suit. */
export function escalationFor(
  snapshot: Snapshot,
  login: string | null,
  isFit: (login: string) => boolean,
): Successor | null {
  if (login === null || memberOf(snapshot, login) !== true || !isFit(login)) return null;
  return { login, because: `the policy's escalation owner is ${codeSpan(login, 60)}` };
}

/** Another person than the one who left; an owner is not the verifier, and a verifier is an independent one (R-H5). */
function suits(snapshot: Snapshot, item: ItemCase, role: LostRole["role"], login: string, left: string): boolean {
  if (!isLogin(login) || samePerson(snapshot, login, left)) return false;
  if (role === "owner") return item.verifier === null || !samePerson(snapshot, login, item.verifier);
  const { counted, open } = item.pulls;
  return role === "operator" || dependenceOf(snapshot, item.owner, login, [...counted, ...open]) === null;
}
