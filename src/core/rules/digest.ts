/** O. The weekly digest: what a standup needs to see of an incident, in the order in which it asks for action (R-O1). */
import { codeSpan, inlineText } from "../markdown.ts";
import type { Policy } from "../policy/schema.ts";
import { type Instant, isUnreadable } from "../snapshot/types.ts";
import { compare, endOfLocalDay, formatInstant, localDay } from "../time.ts";
import { type DigestSpan, digestSpan } from "./cadence.ts";
import { about, datesOf, type DigestCase, type DigestEntry, itemsOf, peopleOf } from "./digest-entries.ts";
import { disputeOf } from "./dispute.ts";
import { countEarly, type EarlyClose, earlyCloses } from "./early-close.ts";
import { isStanding } from "./priority.ts";

export type DigestName =
  | "overdue"
  | "due"
  | "people"
  | "weak"
  | "blocked"
  | "disputed"
  | "overrides"
  | "ready"
  | "would_have_blocked"
  | "closed"
  | "trend";

export interface DigestSection {
  readonly name: DigestName;
  readonly title: string;
  readonly entries: readonly DigestEntry[];
}

const TITLES: Readonly<Record<DigestName, string>> = {
  overdue: "Newly overdue",
  due: "Due this week",
  people: "Ownerless or departed",
  weak: "Weak evidence",
  blocked: "Blocked: reassign now",
  disputed: "Disputed",
  overrides: "Overrides about to expire",
  ready: "Ready to close",
  would_have_blocked: "Would have blocked",
  closed: "Closed with evidence",
  trend: "Trend",
};

const NAMES = Object.keys(TITLES) as readonly DigestName[];

/** R-O1: the digest of these incidents, each as it was when it was read. */
export function digestOf(cases: readonly DigestCase[], now: Instant, policy: Policy): readonly DigestSection[] {
  return mergeDigests(cases.map((one) => sectionsOf(one, now, policy)));
}

/**
 * Digests of single incidents put together, whatever their order; sections without an entry are left out: none at all
 * where there is nothing to say. Within a section what is new comes first, then the oldest date, then the lowest number.
 */
export function mergeDigests(digests: readonly (readonly DigestSection[])[]): readonly DigestSection[] {
  const all = digests.flat();
  return NAMES.map((name) => {
    const entries = all.filter((section) => section.name === name).flatMap((section) => section.entries);
    return { name, title: TITLES[name], entries: once([...entries].sort(inOrder)) };
  }).filter(({ entries }) => entries.length > 0);
}

function inOrder(a: DigestEntry, b: DigestEntry): number {
  const [first, second] = [a.date ?? "", b.date ?? ""];
  const byDate = first < second ? -1 : first > second ? 1 : 0;
  return Number(b.isNew) - Number(a.isNew) || byDate || a.incident - b.incident;
}

/** A failure class has one trend, whichever of its incidents tells it. */
function once(entries: readonly DigestEntry[]): readonly DigestEntry[] {
  const seen = new Set<string>();
  return entries.filter(({ topic }) => {
    if (topic === null) return true;
    const isFirst = !seen.has(topic);
    seen.add(topic);
    return isFirst;
  });
}

function sectionsOf(one: DigestCase, now: Instant, policy: Policy): readonly DigestSection[] {
  const { zone } = policy.time;
  const span = digestSpan(now, policy);
  // What falls on the day of the next digest is told there: it is not over before.
  const ahead = localDay(span.until, zone);
  const dates = datesOf(one, now, policy);
  const isOver = ({ date }: DigestEntry): boolean => date !== null && now >= endOfLocalDay(date, zone);
  const found: Readonly<Record<DigestName, readonly DigestEntry[]>> = {
    ...itemsOf(one),
    overdue: dates.filter(isOver),
    due: dates.filter((entry) => !isOver(entry) && entry.date !== null && entry.date < ahead),
    people: peopleOf(one),
    disputed: disputeLine(one),
    overrides: overrideLine(one, span, policy),
    ready: [...itemsOf(one).ready, ...readyLine(one)],
    would_have_blocked: earlyLines(one, span, policy),
    closed: closedLine(one, span),
    trend: trendLines(one),
  };
  return NAMES.map((name) => ({ name, title: TITLES[name], entries: found[name] }));
}

/** R-C8: until its gate passes, or somebody with the right overrides it. */
function disputeLine(one: DigestCase): readonly DigestEntry[] {
  const { subject, verdict } = one;
  const { incident } = subject.snapshot;
  const settled = verdict.closable.outcome === "pass" || verdict.override?.running === true;
  const dispute = settled ? null : disputeOf(subject, incident);
  if (dispute === null) return [];
  const phrase = `Incident #${incident.number} was closed again and again before its gate passed. ${verdict.closable.phrase}`;
  return [{ ...about(one), phrase, proof: [incident.url] }];
}

/** A running override that ends before the next digest, with the gate unmet. */
function overrideLine(one: DigestCase, span: DigestSpan, policy: Policy): readonly DigestEntry[] {
  const { override, closable } = one.verdict;
  if (override === null || !override.running || closable.outcome === "pass") return [];
  if (compare(override.until, span.until) > 0) return [];
  const until = formatInstant(override.until, policy.time.zone);
  const phrase = `The override of incident #${one.subject.snapshot.incident.number} by ${codeSpan(override.by, 60)} ends ${until}: ${inlineText(override.because)}`;
  return [{ ...about(one), owner: override.by, phrase, proof: [override.url], date: override.until }];
}

function proofOf({ subject }: DigestCase): readonly string[] {
  return subject.items.filter(isStanding).map(({ issue }) => issue.url);
}

function readyLine(one: DigestCase): readonly DigestEntry[] {
  const { incident } = one.subject.snapshot;
  if (incident.state !== "open" || one.verdict.closable.outcome !== "pass") return [];
  return [
    { ...about(one), phrase: `Incident #${incident.number} meets every condition: close it.`, proof: proofOf(one) },
  ];
}

function closedLine(one: DigestCase, span: DigestSpan): readonly DigestEntry[] {
  const { incident } = one.subject.snapshot;
  if (one.verdict.closure.kind !== "settled" || !isNew(incident.closedAt, span)) return [];
  return [{ ...about(one), phrase: `Incident #${incident.number} was closed with its evidence.`, proof: proofOf(one) }];
}

/** R-K2: the closes of the week that enforce mode would have undone, and those called a false alarm since. */
function earlyLines(one: DigestCase, span: DigestSpan, policy: Policy): readonly DigestEntry[] {
  const { subject, verdict } = one;
  const { number } = subject.snapshot.incident;
  return earlyCloses(subject, verdict).flatMap((close) => {
    const alarm = alarmOf(close);
    if (!isNew(close.at, span) && !isNew(alarm?.at ?? null, span)) return [];
    const what = `Enforce mode would have undone the close of incident #${number} on ${formatInstant(close.at, policy.time.zone)}`;
    const still = verdict.closable.outcome === "fail" ? ` ${verdict.closable.phrase}` : "";
    const phrase =
      alarm === null
        ? `${what}.${still}`
        : `${what}; ${codeSpan(alarm.by, 60)} calls that a false alarm: ${inlineText(alarm.because)}`;
    return [{ ...about(one), phrase, proof: alarm === null ? [] : [alarm.url], date: close.at }];
  });
}

function alarmOf({ falseAlarm }: EarlyClose) {
  return isUnreadable(falseAlarm) ? null : falseAlarm;
}

function isNew(at: Instant | null, { since }: DigestSpan): boolean {
  return at !== null && at > since;
}

/** Closes that enforce mode would have undone, and how many of them a person called a false alarm: for K2's decision. */
export function wouldHaveBlocked(cases: readonly DigestCase[]): {
  readonly closes: number;
  readonly falseAlarms: number;
} {
  const { closes, falseAlarms } = countEarly(cases.flatMap(({ subject, verdict }) => earlyCloses(subject, verdict)));
  return { closes, falseAlarms };
}

/** One line a failure class whose effect is measured (R-M1); what is too few to say is no trend. */
function trendLines(one: DigestCase): readonly DigestEntry[] {
  return one.verdict.rules
    .filter(({ rule, outcome }) => rule === "R-M1" && outcome === "pass")
    .map(({ key, phrase }) => ({ ...about(one), phrase, topic: key }));
}
