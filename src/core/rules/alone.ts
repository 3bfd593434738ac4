/**
 * N. A solo maintainer: nobody who wrote a change may sign it off, and where there is nobody else no sign-off can ever
 * come. The documented way is a residual risk, a deferral or an override, on record.
 */
import { ALONE_PAGE } from "../documentation.ts";
import { OVERRIDERS } from "../people.ts";
import type { Case } from "../verdict/case.ts";
import { nearestOf, step } from "../verdict/node.ts";
import type { Step, VerdictNode } from "../verdict/types.ts";

/** Whether one person alone can be named for anything here; false where that was not read. */
export function isAlone({ snapshot }: Case): boolean {
  const { members } = snapshot.repository;
  return members !== undefined && members <= 1;
}

/** Steps that take another person: by the commands that they name. */
const TAKES_ANOTHER = /`\/quench (?:verifier @login|verify)`/;

/**
 * A gate of an item with the way that a team of one has in place of a sign-off. It comes last: whatever can be proven
 * alone is proven first.
 */
export function forOne(gate: VerdictNode, item: number, urgent: boolean): VerdictNode {
  const children = gate.children.map((child) => forOne(child, item, urgent));
  const isImpossible = gate.next !== null && TAKES_ANOTHER.test(gate.next.text);
  const [own] = children.length > 0 ? [nearestOf(children)] : [null];
  const next = isImpossible ? (own ?? wayOf(item, urgent)) : gate.next;
  return { ...gate, children, next };
}

function wayOf(item: number, urgent: boolean): Step {
  const way = urgent
    ? `file a residual risk that covers #${item} and accept it with \`/quench risk accept #<risk>\``
    : `put it off with \`/quench defer #${item} YYYY-MM-DD <because>\``;
  return step(
    `Nobody else is here to sign #${item} off: ${way}, or say \`/quench override <reason>\` on the incident. ([Working alone](${ALONE_PAGE}))`,
    "wait",
    [OVERRIDERS],
  );
}
