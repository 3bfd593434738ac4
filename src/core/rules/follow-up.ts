/** C. The follow-up owners confirmed adoption: those of the items, the accepted risks and the debts (R-C1). */
import { said, undecided } from "../commands/said.ts";
import { sameLogin } from "../people.ts";
import { isUnreadable, type Unreadable } from "../snapshot/types.ts";
import type { Case } from "../verdict/case.ts";
import type { JudgedItem, Weighed } from "../verdict/judged.ts";
import type { LedgerEntry } from "../verdict/ledger.ts";
import { allOf, nearestOf, node, step } from "../verdict/node.ts";
import type { Outcome, VerdictNode } from "../verdict/types.ts";
import { letGo } from "./conditions.ts";
import { deferralOf, entryKey, openDebts } from "./debt.ts";
import { GATE_KEYS } from "./gates.ts";
import { acceptanceOf, coveredBy, openRisks } from "./residual-risk.ts";
import { STEWARDS } from "./takers.ts";
import { adoptionStep } from "./window-needs.ts";

/** Each follow-up owner said `/quench ack adoption`: on the item, on the incident for their items, or on the entry. */
export function ownersConfirmed(subject: Weighed): VerdictNode {
  const title = "Owners confirmed adoption";
  const key = GATE_KEYS.owners;
  if (subject.itemsUnread !== null) {
    const phrase = `The hardening items could not be read: ${subject.itemsUnread.unreadable}.`;
    return node("R-C1", key, title, "unknown", phrase);
  }
  const onIncident = confirmations(subject);
  const children = [...subject.items.flatMap((item) => ofItem(subject, item, onIncident)), ...ofLedger(subject)];
  const asked = children.filter(({ outcome }) => outcome !== "not_applicable");
  const done = asked.filter(({ outcome }) => outcome === "pass").length;
  const phrase =
    asked.length === 0
      ? "There is no owner who could confirm adoption yet."
      : `${done} of ${asked.length} owners confirmed adoption.`;
  const outcome = allOf(children, children.length === 0 ? "fail" : "unknown");
  return node("R-C1", key, title, outcome, phrase, { children, next: nearestOf(children) });
}

interface Confirmations {
  /** By lower-case login, the comment on the incident. */
  readonly by: ReadonlyMap<string, string>;
  readonly unread: Unreadable | null;
}

/** An owner's word on the incident counts for all of their items. */
function confirmations({ heard, snapshot }: Case): Confirmations {
  const { comments } = snapshot.incident;
  return {
    by: new Map(
      said(heard, "ack").flatMap(({ command, by, url }) =>
        command.topic === "adoption" ? [[by.toLowerCase(), url] as const] : [],
      ),
    ),
    unread: isUnreadable(comments) ? comments : (undecided(heard, "ack")[0] ?? null),
  };
}

function ofItem(subject: Weighed, item: JudgedItem, onIncident: Confirmations): readonly VerdictNode[] {
  const { issue, owner } = item;
  const gone = letGo(subject, item);
  const left = isLeftToLedger(subject, item);
  if (gone === true || item.status === "retired" || left === true) return [];
  const row = (outcome: Outcome, phrase: string, more: Partial<VerdictNode> = {}): readonly VerdictNode[] => [
    node("R-C1", `${GATE_KEYS.owners}:#${issue.number}`, `Owner of #${issue.number}`, outcome, phrase, {
      item: issue.number,
      ...more,
    }),
  ];
  if (gone === null && item.gate.outcome !== "pass")
    return row("unknown", `Who closed #${issue.number} as not planned could not be read.`);
  if (!item.ownerIsSure) return row("unknown", `Who owns #${issue.number} cannot be told yet.`);
  if (owner === null) {
    const next = step(`Name one owner: \`/quench owner @login\` on #${issue.number}.`, "comment", STEWARDS);
    return row("fail", `#${issue.number} has no owner who could confirm adoption.`, { next });
  }
  const ack = item.evidence.find(({ kind, who }) => kind === "adoption_ack" && who !== null && sameLogin(who, owner));
  const url = ack?.url ?? onIncident.by.get(owner.toLowerCase());
  if (url !== undefined) {
    const outcome = left === null ? "not_applicable" : "pass";
    return row(outcome, `The owner of #${issue.number} confirmed adoption.`, { evidence: [url] });
  }
  if (left === null) return row("unknown", `Cannot tell yet whether a risk or a debt stands in for #${issue.number}.`);
  const unread = item.unread.ownership[0] ?? onIncident.unread;
  if (unread !== null) return row("unknown", `Cannot tell yet: ${unread.unreadable}.`);
  return row("fail", `The owner of #${issue.number} has not confirmed adoption.`, {
    next: adoptionStep(item, "Confirm adoption", owner),
  });
}

function confirm(number: number, owner: string) {
  return step(`Confirm adoption: \`/quench ack adoption\` on #${number}.`, "comment", [owner]);
}

/**
 * A risk or a debt stands in for an item that is not verified: its own owner answers for what is left. Null where that
 * could not be read: what the item's owner said is then neither asked for nor enough.
 */
function isLeftToLedger(subject: Weighed, item: JudgedItem): boolean | null {
  if (item.gate.outcome === "pass") return false;
  const { number } = item.issue;
  const risk = coveredBy(subject, number);
  if (typeof risk === "string") return true;
  const debt = deferralOf(subject, number);
  if (debt !== null && !isUnreadable(debt) && subject.ledger.some(({ issue }) => issue.url === debt.url)) return true;
  return isUnreadable(risk) || isUnreadable(debt) ? null : false;
}

function ofLedger(subject: Weighed): readonly VerdictNode[] {
  const title = "Owners of risks and debts";
  if (subject.ledgerUnread !== null) {
    const phrase = `The risks and debts could not be read: ${subject.ledgerUnread.unreadable}.`;
    return [node("R-C1", `${GATE_KEYS.owners}/ledger`, title, "unknown", phrase)];
  }
  const risks = openRisks(subject).flatMap((entry) => {
    const accepted = acceptanceOf(subject, entry);
    return accepted === null ? [] : [ofEntry(entry, isUnreadable(accepted) ? accepted : null)];
  });
  // A debt that somebody without the right wrote defers nothing; an override's own is no work left of an item.
  const debts = openDebts(subject)
    .filter((entry) => entry.rightful !== false && entryKey(entry)?.startsWith("override-") !== true)
    .map((entry) =>
      ofEntry(entry, entry.rightful === null ? { unreadable: "whether its author may defer could not be read" } : null),
    );
  return [...risks, ...debts];
}

/** @param doubt why it may be no entry that counts. */
function ofEntry({ kind, issue, owner, confirmed, heard }: LedgerEntry, doubt: Unreadable | null): VerdictNode {
  const name = `${kind} #${issue.number}`;
  const row = (outcome: Outcome, phrase: string, more: Partial<VerdictNode> = {}): VerdictNode =>
    node("R-C1", `${GATE_KEYS.owners}:${kind}#${issue.number}`, `Owner of ${name}`, outcome, phrase, {
      item: issue.number,
      ...more,
    });
  if (confirmed !== null) {
    const outcome = doubt === null ? "pass" : "not_applicable";
    return row(outcome, `The owner of ${name} confirmed adoption.`, { evidence: [confirmed] });
  }
  const unread = doubt ?? (isUnreadable(issue.comments) ? issue.comments : undecided(heard, "ack")[0]);
  if (unread !== undefined) return row("unknown", `Cannot tell yet about ${name}: ${unread.unreadable}.`);
  if (owner === null) {
    const next = step(`Assign exactly one owner to #${issue.number}.`, "edit", STEWARDS);
    return row("fail", `The ${name} has no owner who could confirm adoption.`, { next });
  }
  return row("fail", `The owner of ${name} has not confirmed adoption.`, { next: confirm(issue.number, owner) });
}
