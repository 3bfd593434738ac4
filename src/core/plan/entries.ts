/** Writes of the ledger: the debts that `/quench defer` and `/quench override` file (R-D1, R-C5). */
import type { Heard } from "../commands/hear.ts";
import { DEBT_FORM } from "../forms/debt.ts";
import { renderForm } from "../forms/render.ts";
import { inlineText } from "../markdown.ts";
import { lookedUp } from "../people.ts";
import { entryKey, entryMarker, filedKey, isFiled, isLooseEntry } from "../rules/debt.ts";
import { isUnreadable } from "../snapshot/types.ts";
import { addMs, formatInstant, localDay } from "../time.ts";
import type { Case } from "../verdict/case.ts";
import type { LedgerEntry } from "../verdict/ledger.ts";
import type { Write } from "./write.ts";

/** A debt that a command files. */
interface Debt {
  readonly key: string;
  /** Of the item it is about; null for an override's. */
  readonly item: number | null;
  readonly why: string;
  readonly risk: string | null;
  readonly owner: string | null;
  readonly revisit: string;
}

/** The debts that are not filed yet, each once for ever, and duplicates of ours, closed as such. */
export function planEntries(subject: Case): readonly Write[] {
  if (subject.ledgerUnread !== null || subject.itemsUnread !== null) return [];
  const loose = new Set(subject.ledger.flatMap((entry) => (isLooseEntry(subject, entry) ? entryKey(entry) : [])));
  const wanted = [
    ...subject.everywhere.flatMap((heard) => deferred(subject, heard)),
    ...subject.heard.flatMap((heard) => overridden(subject, heard)),
  ].filter(({ key }) => !isFiled(subject, key) || loose.has(key));
  return [
    ...(wanted.length === 0 ? [] : planLabel(subject)),
    ...duplicates(subject.ledger),
    ...wanted.map((debt) => creation(subject, debt)),
  ];
}

/** The node ids of the entries that we filed, by key: to be remembered, so that one a person deletes is not made again. */
export function filedEntries(subject: Case): Readonly<Record<string, string>> {
  const filed: Record<string, string> = {};
  for (const entry of subject.ledger) {
    const key = entryKey(entry);
    if (key !== null && !isLooseEntry(subject, entry)) filed[key] ??= entry.issue.nodeId;
  }
  return filed;
}

function deferred(subject: Case, { command, standing, comment, index }: Heard): readonly Debt[] {
  if (command.name !== "defer" || standing.kind !== "accepted") return [];
  const item = subject.items.find(({ issue }) => issue.number === command.item);
  // A number that is no item of the incident puts nothing off.
  if (item === undefined) return [];
  return [
    {
      key: filedKey("defer", comment.databaseId, index),
      item: command.item,
      why: inlineText(command.because, 1000),
      risk: null,
      owner: item.ownerIsSure ? item.owner : null,
      revisit: command.until,
    },
  ];
}

function overridden({ policy }: Case, { command, standing, comment, index, by, at }: Heard): readonly Debt[] {
  if (command.name !== "override" || standing.kind !== "accepted") return [];
  const until = addMs(at, policy.closure.override_lasts);
  return [
    {
      key: filedKey("override", comment.databaseId, index),
      item: null,
      why: `${inlineText(by, 60)} overrode the gate until ${formatInstant(until, policy.time.zone)}: ${inlineText(command.because, 1000)}`,
      risk: "The incident was let go before its gate passed. What the gate still lacks is in the incident's tracker comment.",
      owner: by,
      revisit: localDay(until, policy.time.zone),
    },
  ];
}

function creation({ snapshot, policy }: Case, debt: Debt): Write {
  const { incident } = snapshot;
  const values = {
    incident: `#${incident.number}`,
    item: debt.item === null ? null : `#${debt.item}`,
    why_deferred: debt.why,
    risk_of_delay: debt.risk,
    owner: debt.owner,
    revisit: debt.revisit,
  };
  const what = debt.item === null ? "an override" : `item #${debt.item}`;
  const assignable = debt.owner !== null && lookedUp(snapshot, debt.owner)?.member === true;
  return {
    kind: "create_entry",
    key: debt.key,
    incident: { number: incident.number, nodeId: incident.nodeId },
    title: `Reliability debt of ${what} (incident #${incident.number})`,
    body: `${renderForm(DEBT_FORM, values)}\n\n${entryMarker(debt.key)}`,
    labels: [policy.ledger.debt_label],
    assignees: assignable && debt.owner !== null ? [debt.owner] : [],
  };
}

function planLabel({ snapshot, policy }: Case): readonly Write[] {
  const { labels } = snapshot.repository;
  const name = policy.ledger.debt_label;
  // Where the list could not be read nothing is lost: GitHub makes a label when it is first put on an issue.
  if (isUnreadable(labels) || labels.some((label) => label.toLowerCase() === name.toLowerCase())) return [];
  const description = "Hardening work put off, with the day it is revisited";
  return [{ kind: "label", key: `label:${name}`, name, color: "fef2c0", description }];
}

/** Two passes at once may both have filed an entry: the lower number stays. */
function duplicates(ledger: readonly LedgerEntry[]): readonly Write[] {
  const first = new Map<string, number>();
  return ledger.flatMap((entry): readonly Write[] => {
    const { issue } = entry;
    const key = entryKey(entry);
    // Whoever may write can put another entry's marker into a body.
    if (key === null || issue.lastEditedAt !== null) return [];
    const leader = first.get(key);
    if (leader === undefined) first.set(key, issue.number);
    if (leader === undefined || issue.state === "closed") return [];
    return [
      {
        kind: "close_own",
        key: `duplicate:${issue.number}`,
        issue: { number: issue.number, nodeId: issue.nodeId },
        reason: "duplicate",
        notice: `Duplicate of #${leader}.`,
      },
    ];
  });
}
