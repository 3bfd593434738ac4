/** O. Lines of the weekly digest: dates that somebody answers for, and people (R-O1). */
import type { Policy } from "../policy/schema.ts";
import type { Issue } from "../snapshot/issue.ts";
import type { Instant } from "../snapshot/types.ts";
import { endOfLocalDay, formatDay } from "../time.ts";
import type { Judged } from "../verdict/judged.ts";
import type { Verdict, VerdictNode } from "../verdict/types.ts";
import { digestSpan } from "./cadence.ts";
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
  /** What it is sorted by, the earliest first: a day, or an instant. */
  readonly date: string | null;
  /** Of several entries on one topic, only the first is shown. */
  readonly topic: string | null;
}

/** What all entries of one incident share. */
export function about({ subject }: DigestCase): DigestEntry {
  const { incident } = subject.snapshot;
  const { number, url, title } = incident;
  const nothing = { item: null, owner: null, phrase: "", proof: [], isNew: false, date: null, topic: null };
  return { incident: number, url, title, ...nothing };
}

/** The items that somebody still answers for: those of a settled incident are the audit's alone (R-C7, R-O2). */
function itemsAskedFor({ subject, verdict }: DigestCase): Judged["items"] {
  return verdict.closure.kind === "settled" ? [] : subject.items.filter(isStanding);
}

/** The dates that somebody answers for: of items that are neither proven nor deferred, of risks, of debts. */
export function datesOf(one: DigestCase, now: Instant, policy: Policy): readonly DigestEntry[] {
  const { subject } = one;
  const { since } = digestSpan(now, policy);
  const of = (
    { number, url, title }: Pick<Issue, "number" | "url" | "title">,
    owner: string | null,
    date: string | null,
    what: string,
  ): readonly DigestEntry[] => {
    if (date === null) return [];
    const over = now >= endOfLocalDay(date, policy.time.zone);
    const isNew = over && since < endOfLocalDay(date, policy.time.zone);
    const phrase = `${what} #${number} ${over ? "was" : "is"} due on ${formatDay(date)}.`;
    return [{ ...about(one), item: number, url, title, owner, phrase, isNew, date }];
  };
  return [
    ...itemsAskedFor(one).flatMap((item) => {
      const { overdue, due } = standingOf(subject, item);
      return of(item.issue, item.owner, overdue ?? due, "Item");
    }),
    ...openRisks(subject).flatMap(({ issue, fields, owner }) => of(issue, owner, fields.target, "Risk")),
    ...openDebts(subject).flatMap(({ issue, fields, owner }) => of(issue, owner, fields.revisit, "Debt")),
  ];
}

/** Items with weak evidence, those that are blocked, and those that are verified and still open, with their proof. */
export function itemsOf(one: DigestCase): Readonly<Record<"weak" | "blocked" | "ready", readonly DigestEntry[]>> {
  const { subject } = one;
  const weak: DigestEntry[] = [];
  const blocked: DigestEntry[] = [];
  const ready: DigestEntry[] = [];
  const asked = itemsAskedFor(one);
  for (const item of subject.items.filter(isStanding)) {
    const { number, url, title } = item.issue;
    const entry = { ...about(one), item: number, url, title, owner: item.owner };
    const standing = standingOf(subject, item);
    if (standing.weak && asked.includes(item)) {
      const row = item.rubric.node.children.find(({ key }) => key.endsWith("/evidence"));
      weak.push({ ...entry, phrase: `#${number} has ${row?.phrase ?? ""} ${row?.next?.text ?? ""}`.trim() });
    }
    if (standing.blocked !== null && asked.includes(item)) {
      blocked.push({ ...entry, phrase: `#${number} is ${standing.blocked.why}.`, proof: [standing.blocked.url] });
    }
    if (standing.ready) {
      const proof = item.evidence.filter(({ strength }) => strength === 2).map((evidence) => evidence.url);
      ready.push({ ...entry, phrase: `#${number} is verified: close it.`, proof: [...new Set(proof)] });
    }
  }
  return { weak, blocked, ready };
}

/** Items without an owner, and everybody who has left (R-Y10). */
export function peopleOf(one: DigestCase): readonly DigestEntry[] {
  const { subject } = one;
  if (one.verdict.closure.kind === "settled") return [];
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
