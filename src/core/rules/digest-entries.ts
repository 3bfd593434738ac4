/** O. Lines of the weekly digest: dates that somebody answers for, and people (R-O1). */
import type { Policy } from "../policy/schema.ts";
import type { Instant } from "../snapshot/types.ts";
import { addMs, DAY, endOfLocalDay, formatDay } from "../time.ts";
import type { Judged } from "../verdict/judged.ts";
import type { Verdict, VerdictNode } from "../verdict/types.ts";
import { openDebts } from "./debt.ts";
import { departed } from "./departed.ts";
import { isStanding } from "./priority.ts";
import { openRisks } from "./residual-risk.ts";
import { standingOf } from "./rhythm.ts";

/** An incident with its verdict. */
export interface DigestCase {
  readonly subject: Judged;
  readonly verdict: Verdict;
}

/** One line of the digest. */
export interface DigestEntry {
  readonly incident: number;
  /** Number of the item or ledger entry; null for the incident itself. */
  readonly item: number | null;
  readonly url: string;
  /** As its author wrote it: raw. */
  readonly title: string;
  readonly owner: string | null;
  /** One sentence in Markdown; people's text in it is quoted safely. */
  readonly phrase: string;
  /** URLs of what proves it. */
  readonly proof: readonly string[];
  /** New since the last digest. */
  readonly isNew: boolean;
}

/** A digest looks back and ahead as far as the next one is away. */
export const WEEK = 7 * DAY;

/** What all entries of one incident share. */
export function about({ subject }: DigestCase): DigestEntry {
  const { incident } = subject.snapshot;
  const { number, url, title } = incident;
  return { incident: number, item: null, url, title, owner: null, phrase: "", proof: [], isNew: false };
}

/** The dates that somebody answers for: of items that are neither proven nor deferred, of risks, of debts. */
export function datesOf(
  one: DigestCase,
  now: Instant,
  policy: Policy,
): readonly { readonly date: string; readonly entry: DigestEntry }[] {
  const { subject } = one;
  const before = addMs(now, -WEEK);
  const of = (number: number, url: string, title: string, owner: string | null, date: string, what: string) => {
    const over = now >= endOfLocalDay(date, policy.time.zone);
    const isNew = over && before < endOfLocalDay(date, policy.time.zone);
    const phrase = `${what} #${number} ${over ? "was" : "is"} due on ${formatDay(date)}.`;
    return { date, entry: { ...about(one), item: number, url, title, owner, phrase, isNew } };
  };
  return [
    ...subject.items.filter(isStanding).flatMap((item) => {
      const { overdue, due } = standingOf(subject, item);
      const date = overdue ?? due;
      const { number, url, title } = item.issue;
      return date === null ? [] : [of(number, url, title, item.owner, date, "Item")];
    }),
    ...openRisks(subject).flatMap(({ issue, fields, owner }) =>
      fields.target === null ? [] : [of(issue.number, issue.url, issue.title, owner, fields.target, "Risk")],
    ),
    ...openDebts(subject).flatMap(({ issue, fields, owner }) =>
      fields.revisit === null ? [] : [of(issue.number, issue.url, issue.title, owner, fields.revisit, "Debt")],
    ),
  ];
}

/** Items without an owner, and everybody who has left (R-Y10). */
export function peopleOf(one: DigestCase): readonly DigestEntry[] {
  const { subject } = one;
  const ownerless = subject.items
    .filter((item) => isStanding(item) && item.status !== "verified" && item.owner === null && item.ownerIsSure)
    .map(({ issue: { number, url, title } }) => ({
      ...about(one),
      item: number,
      url,
      title,
      phrase: `#${number} has no owner: name one with \`/quench owner @login\`.`,
    }));
  const gone = departed(subject).filter(({ outcome }) => outcome === "fail");
  return [...ownerless, ...gone.map((each) => entryOf(one, each))];
}

function entryOf(one: DigestCase, { item, phrase, evidence, next }: VerdictNode): DigestEntry {
  const found = one.subject.items.find(({ issue }) => issue.number === item);
  const base = about(one);
  return {
    ...base,
    item,
    url: found?.issue.url ?? base.url,
    title: found?.issue.title ?? base.title,
    owner: found?.owner ?? null,
    phrase: next === null ? phrase : `${phrase} ${next.text}`,
    proof: evidence,
  };
}
