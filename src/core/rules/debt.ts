/** D. Reliability debt: deferred work with an owner and a revisit date (R-D1). */
import { said, type Spoken, undecided } from "../commands/said.ts";
import type { CalendarDay } from "../forms/fields.ts";
import { OVERRIDERS } from "../people.ts";
import type { Instant, Unreadable } from "../snapshot/types.ts";
import { compare, endOfLocalDay, formatDay } from "../time.ts";
import type { Case } from "../verdict/case.ts";
import type { ItemCase } from "../verdict/item-case.ts";
import type { LedgerEntry } from "../verdict/ledger.ts";
import { node, step } from "../verdict/node.ts";
import type { VerdictNode } from "../verdict/types.ts";
import { unheard } from "./residual-risk.ts";
import type { Rule } from "./rule.ts";
import { STEWARDS } from "./takers.ts";

export type DebtEntry = Extract<LedgerEntry, { readonly kind: "debt" }>;

/** An item that is put off, by whom it is answered for, and until when. */
export interface Deferral {
  /** The day on which it is revisited. */
  readonly until: CalendarDay;
  readonly owner: string;
  /** Of the debt's issue, or of the comment that deferred it. */
  readonly url: string;
}

/** The open debts of the incident, by number. */
export function openDebts(subject: Case): readonly DebtEntry[] {
  return subject.ledger.filter((entry): entry is DebtEntry => entry.kind === "debt" && entry.issue.state === "open");
}

/**
 * R-D1: the deferral of an item that counts: an open debt, filed (or edited last) by us or by the override right, with
 * owner and revisit date; or an accepted `/quench defer`, whose owner is the item's until its debt is filed. Null where
 * there is none; what could not be read is said where it might have decided.
 */
export function deferralOf(subject: Case, item: number): Deferral | Unreadable | null {
  if (subject.ledgerUnread !== null) return subject.ledgerUnread;
  let unread: Unreadable | null = null;
  for (const { issue, fields, owner, rightful } of openDebts(subject).toReversed()) {
    if (fields.item !== item || fields.revisit === null || owner === null) continue;
    if (rightful === true) return { until: fields.revisit, owner, url: issue.url };
    if (rightful === null)
      unread ??= { unreadable: `whether the last hand on #${issue.number} may defer could not be read` };
  }
  const { accepted, undecidedFor } = defersOf(subject);
  const told = accepted.get(item)?.findLast(({ key }) => !isFiled(subject, key))?.spoken;
  const found = told === undefined ? undefined : itemOf(subject, item);
  if (told !== undefined && found !== undefined) {
    if (!found.ownerIsSure) unread ??= { unreadable: `the owner of #${item} could not be told` };
    else if (found.owner !== null) return { until: told.command.until, owner: found.owner, url: told.url };
  }
  return unread ?? undecidedFor.get(item) ?? unheard(subject);
}

/** The key of the debt that a command files: of its comment and its place there, in letters and dashes. */
export function filedKey(kind: "item" | "defer" | "override", comment: number, index: number): string {
  const letters = (number: number): string => [...String(number)].map((digit) => "abcdefghij"[Number(digit)]).join("");
  return `${kind}-${letters(comment)}-${letters(index)}`;
}

const FILED = /<!-- quench:entry:([a-z-]{1,60}) -->/g;

/** The key under which we filed an entry: its last marker; null where it is not one of ours. */
export function entryKey({ issue }: LedgerEntry): string | null {
  return issue.openedByUs ? ([...issue.body.matchAll(FILED)].at(-1)?.[1] ?? null) : null;
}

/** The marker line that ends the body of an entry we file. */
export function entryMarker(key: string): string {
  return `<!-- quench:entry:${key} -->`;
}

interface Defers {
  /** By item, the deferrals that count, in their order, each with the key of the debt it files. */
  readonly accepted: ReadonlyMap<number, readonly { readonly key: string; readonly spoken: Spoken<"defer"> }[]>;
  readonly undecidedFor: ReadonlyMap<number, Unreadable>;
}

// Every item asks, and commands, ledger and items of a case are the same: they are sorted once.
const deferrals = new WeakMap<Case["everywhere"], Defers>();
const filed = new WeakMap<Case["ledger"], ReadonlySet<string>>();
const numbered = new WeakMap<Case["items"], ReadonlyMap<number, ItemCase>>();

function defersOf({ everywhere }: Case): Defers {
  const sorted = deferrals.get(everywhere);
  if (sorted !== undefined) return sorted;
  const accepted = new Map<number, { key: string; spoken: Spoken<"defer"> }[]>();
  const undecidedFor = new Map<number, Unreadable>();
  for (const one of everywhere) {
    if (one.command.name !== "defer") continue;
    const { item } = one.command;
    const key = filedKey("defer", one.comment.databaseId, one.index);
    for (const spoken of said([one], "defer")) accepted.set(item, [...(accepted.get(item) ?? []), { key, spoken }]);
    for (const why of undecided([one], "defer")) undecidedFor.set(item, why);
  }
  const made = { accepted, undecidedFor };
  deferrals.set(everywhere, made);
  return made;
}

/** True once we filed the entry of that key: the ledger shows it, or we remember. */
export function isFiled({ ledger, memory }: Case, key: string): boolean {
  const known = filed.get(ledger) ?? new Set(ledger.flatMap((entry) => entryKey(entry) ?? []));
  filed.set(ledger, known);
  return known.has(key) || memory.created[key] !== undefined;
}

/**
 * An entry of ours that was made and not yet put below its incident, as an item may be (`isLoose` of findings): until it
 * is, it is not remembered, and the plan goes on to make it.
 */
export function isLooseEntry({ snapshot, memory }: Case, entry: LedgerEntry): boolean {
  const key = entryKey(entry);
  if (key === null || memory.created[key] !== undefined || snapshot.self.kind === "action") return false;
  return entry.issue.parentless === true && entry.issue.state === "open";
}

function itemOf({ items }: Case, number: number): ItemCase | undefined {
  const known = numbered.get(items) ?? new Map(items.map((item) => [item.issue.number, item]));
  numbered.set(items, known);
  return known.get(number);
}

/** R-D1, one node an open debt. */
function judgeDebts(subject: Case): readonly VerdictNode[] {
  if (subject.ledgerUnread !== null) {
    const phrase = `Cannot tell yet what was put off: ${subject.ledgerUnread.unreadable}.`;
    return [node("R-D1", "R-D1", TITLE, "unknown", phrase)];
  }
  return openDebts(subject).map((entry) => judgeDebt(subject, entry));
}

const TITLE = "Deferred work is revisited";

function judgeDebt({ snapshot, policy }: Case, entry: DebtEntry): VerdictNode {
  const { issue, fields, owner } = entry;
  const key = `R-D1:#${issue.number}`;
  const extra = { item: issue.number, evidence: [issue.url] };
  const who = owner === null ? STEWARDS : [owner];
  const { revisit } = fields;
  if (revisit === null) {
    return node("R-D1", key, TITLE, "fail", `Debt #${issue.number} has no revisit date, and defers nothing.`, {
      ...extra,
      next: step(`Write the day into *Revisit date* in the form of #${issue.number}.`, "edit", who),
    });
  }
  if (snapshot.now >= endOfLocalDay(revisit, policy.time.zone)) {
    const again =
      fields.item === null
        ? `do the work and close it, or have ${OVERRIDERS} write a later *Revisit date*`
        : `do the work and close it, or have ${OVERRIDERS} say \`/quench defer #${fields.item} YYYY-MM-DD <because>\``;
    return node(
      "R-D1",
      key,
      TITLE,
      "fail",
      `The revisit date of debt #${issue.number}, ${formatDay(revisit)}, is over.`,
      {
        ...extra,
        next: step(`Revisit #${issue.number} now: ${again}.`, "comment", who),
      },
    );
  }
  const counts =
    owner === null
      ? " It defers nothing until it has one owner."
      : entry.rightful === false
        ? ` It defers nothing: ${OVERRIDERS} has to file it or to edit it last.`
        : "";
  const phrase = `Debt #${issue.number} is revisited on ${formatDay(revisit)}.${counts}`;
  return node("R-D1", key, TITLE, "pass", phrase, extra);
}

/** One line of the ledger's page. */
export interface LedgerRow {
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly incident: number;
  readonly item: number | null;
  readonly why: string | null;
  readonly riskOfDelay: string | null;
  readonly owner: string | null;
  readonly revisit: CalendarDay | null;
  readonly filedAt: Instant;
  /** `overdue`: its revisit date is over; `undated`: it has none. */
  readonly state: "overdue" | "dated" | "undated";
}

/** R-D1: what the ledger's one page lists, the oldest first; closed debts are off it. Raw text of people. */
export function ledgerPage(cases: readonly Case[]): readonly LedgerRow[] {
  const rows = cases.flatMap((subject) =>
    openDebts(subject).map(({ issue, fields, owner }): LedgerRow => {
      const { now } = subject.snapshot;
      const { revisit } = fields;
      const over = revisit !== null && now >= endOfLocalDay(revisit, subject.policy.time.zone);
      return {
        number: issue.number,
        url: issue.url,
        title: issue.title,
        incident: subject.snapshot.incident.number,
        item: fields.item,
        why: fields.whyDeferred,
        riskOfDelay: fields.riskOfDelay,
        owner,
        revisit,
        filedAt: issue.createdAt,
        state: revisit === null ? "undated" : over ? "overdue" : "dated",
      };
    }),
  );
  return rows.sort((a, b) => compare(a.filedAt, b.filedAt) || a.number - b.number);
}

export const DEBT_RULES: readonly Rule[] = [
  {
    id: "R-D1",
    title: "Deferred work is revisited",
    passes: "Each open debt has a revisit date that is not over. It defers its item while it has an owner, too.",
    fails: "A debt has no revisit date, or the date is over: revisit it now.",
    unknown: "The incident's debts could not be read.",
    settings: ["ledger.debt_label", "people.override.role", "time.zone"],
    kind: "finding",
    judge: judgeDebts,
  },
];
