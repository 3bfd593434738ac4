/** B. Items that were seen once and are gone: taken off the incident, unlabelled, transferred or deleted (R-B5). */
import { actorMayOverride, OVERRIDERS, sameLogin } from "../people.ts";
import type { StrayedItem } from "../snapshot/facts.ts";
import { isUnreadable } from "../snapshot/types.ts";
import type { Case } from "../verdict/case.ts";
import { node, step } from "../verdict/node.ts";
import type { Step, VerdictNode } from "../verdict/types.ts";
import { STEWARDS } from "./takers.ts";

const HOW: Readonly<Record<StrayedItem["how"], string>> = {
  unlinked: "was taken off the incident",
  unlabelled: "lost its label",
  transferred: "was transferred",
  left: "stayed behind when this incident was transferred",
  deleted: "was deleted",
  gone: "is gone, deleted or transferred out of Quench's sight",
};

/**
 * A node for each item that strayed: it passes where somebody with the override right let it go, and blocks otherwise.
 * Where nobody read which items strayed, what we remember tells at least that one is gone; where they could not be read,
 * nobody can tell that none is (R-V1).
 *
 * @param rule `R-B5` for the finding, `R-C1` for the row that blocks.
 */
export function strays(subject: Case, rule: string): readonly VerdictNode[] {
  const { strayed } = subject.snapshot;
  if (strayed !== undefined && !isUnreadable(strayed)) {
    return [...strayed]
      .sort((a, b) => (a.nodeId < b.nodeId ? -1 : 1))
      .map((one) => stray(subject, one, `${rule}:strayed/${one.nodeId}`, rule));
  }
  const why = strayed === undefined ? "it was not read" : strayed.unreadable;
  const gone = goneOf(subject);
  if (gone.length === 0 && strayed !== undefined && !isUnreadable(subject.snapshot.items)) {
    const phrase = `Whether an item of this incident is gone cannot be told yet: ${why}.`;
    return [node(rule, `${rule}:strayed`, TITLE, "unknown", phrase)];
  }
  return gone.map((nodeId) =>
    node(
      rule,
      `${rule}:strayed/${nodeId}`,
      TITLE,
      "unknown",
      `An item of this incident is gone, and who took it away cannot be told yet: ${why}.`,
    ),
  );
}

/** True where somebody with the right, or we ourselves, let the item go; null where that cannot be told. */
export function strayedByRight({ snapshot, policy }: Case, { by, how }: StrayedItem): boolean | null {
  // Nobody let it go by moving the incident.
  if (how === "left") return false;
  if (by === null) return null;
  return sameLogin(by.login, snapshot.self.login) || actorMayOverride(snapshot, policy, by);
}

const TITLE = "Item that is gone";

function stray(subject: Case, one: StrayedItem, key: string, rule: string): VerdictNode {
  // A number in another repository would lead to some issue of this one.
  const number = one.how === "transferred" || one.how === "left" ? null : one.number;
  const name = number === null ? elsewhere(one) : `#${number}`;
  const what = `${name} ${HOW[one.how]}`;
  const right = strayedByRight(subject, one);
  const extra = { item: number, evidence: one.url === null ? [] : [one.url] };
  if (right === true) return node(rule, key, TITLE, "pass", `${what} by somebody who may.`, extra);
  if (right === null) {
    const phrase = `${what}, and whether whoever did it may cannot be told.`;
    return node(rule, key, TITLE, "unknown", phrase, { ...extra, next: back(one, number) });
  }
  const phrase = `${what}${one.how === "left" ? "" : " without the right to let it go"}, so it still counts.`;
  return node(rule, key, TITLE, "fail", phrase, { ...extra, next: back(one, number) });
}

/** What stayed behind can be gone to; what was taken away is told by how that was done. */
function elsewhere({ how, url }: StrayedItem): string {
  const [, place, number] = /\/([\w.-]+\/[\w.-]+)\/issues\/(\d+)$/.exec(url ?? "") ?? [];
  return how === "left" && place !== undefined && number !== undefined ? `${place}#${number}` : "An item";
}

function back(one: StrayedItem, number: number | null): Step {
  if (one.how === "left") return step(`Transfer ${elsewhere(one)} to this repository too.`, "edit", STEWARDS);
  if (one.how === "unlinked" && number !== null)
    return step(`Put #${number} below this incident again.`, "edit", STEWARDS);
  if (one.how === "unlabelled" && number !== null)
    return step(`Put the item's label on #${number} again.`, "edit", STEWARDS);
  return step("Bring the item back, or override: `/quench override <reason>` on the incident.", "comment", [
    OVERRIDERS,
  ]);
}

/** Node ids of the items that we remember and that are not among those read, in their order. */
function goneOf({ memory, snapshot }: Case): readonly string[] {
  if (isUnreadable(snapshot.items)) return [];
  const here = new Set(snapshot.items.map((item) => item.nodeId));
  return Object.keys(memory.obligations ?? {})
    .filter((nodeId) => !here.has(nodeId))
    .sort();
}
