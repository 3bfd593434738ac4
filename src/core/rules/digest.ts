/** O. The weekly digest: what a standup needs to see of all incidents, in the order in which it asks for action (R-O1). */
import { said } from "../commands/said.ts";
import { codeSpan, inlineText } from "../markdown.ts";
import type { Policy } from "../policy/schema.ts";
import type { Instant } from "../snapshot/types.ts";
import { addDays, addMs, compare, endOfLocalDay, formatInstant, localDay } from "../time.ts";
import type { Judged } from "../verdict/judged.ts";
import { about, datesOf, type DigestCase, type DigestEntry, peopleOf, WEEK } from "./digest-entries.ts";
import { isStanding } from "./priority.ts";
import { standingOf } from "./rhythm.ts";

export type DigestName =
  | "overdue"
  | "due"
  | "people"
  | "weak"
  | "blocked"
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
  overdue: "Overdue",
  due: "Due this week",
  people: "Without an owner, or whose people have left",
  weak: "Weak evidence",
  blocked: "Blocked: reassign now",
  overrides: "Overrides about to expire",
  ready: "Ready to close",
  would_have_blocked: "Closed early, and let be",
  closed: "Closed with evidence",
  trend: "Trend",
};

const NAMES = Object.keys(TITLES) as readonly DigestName[];

/**
 * R-O1: the digest's sections, in its order, those without an entry left out; none at all where there is nothing to say.
 * Within a section what is new comes first, then the oldest date or the lowest number.
 */
export function digestOf(cases: readonly DigestCase[], now: Instant, policy: Policy): readonly DigestSection[] {
  const sorted = [...cases].sort((a, b) => a.verdict.incident.number - b.verdict.incident.number);
  const found: Record<DigestName, DigestEntry[]> = {
    overdue: [],
    due: [],
    people: [],
    weak: [],
    blocked: [],
    overrides: [],
    ready: [],
    would_have_blocked: [],
    closed: [],
    trend: [],
  };
  const dated: { readonly date: string; readonly entry: DigestEntry }[] = [];
  for (const one of sorted) {
    dated.push(...datesOf(one, now, policy));
    found.people.push(...peopleOf(one));
    itemsOf(one, found);
    found.overrides.push(...overrideOf(one, now, policy));
    incidentOf(one, now, found);
  }
  found.trend.push(...trendOf(sorted));
  const today = localDay(now, policy.time.zone);
  for (const { date, entry } of dated.sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0))) {
    if (now >= endOfLocalDay(date, policy.time.zone)) found.overdue.push(entry);
    else if (date < addDays(today, 7)) found.due.push(entry);
  }
  found.overdue.sort((a, b) => Number(b.isNew) - Number(a.isNew));
  return NAMES.map((name) => ({ name, title: TITLES[name], entries: found[name] })).filter(
    ({ entries }) => entries.length > 0,
  );
}

function itemsOf(one: DigestCase, found: Record<DigestName, DigestEntry[]>): void {
  const { subject } = one;
  for (const item of subject.items.filter(isStanding)) {
    const { number, url, title } = item.issue;
    const entry = { ...about(one), item: number, url, title, owner: item.owner };
    const standing = standingOf(subject, item);
    if (standing.weak) {
      const row = item.rubric.node.children.find(({ key }) => key.endsWith("/evidence"));
      const phrase = `#${number}: ${row?.phrase ?? ""} ${row?.next?.text ?? ""}`.trim();
      found.weak.push({ ...entry, phrase });
    }
    if (standing.blocked !== null) {
      const { why, url: where } = standing.blocked;
      found.blocked.push({ ...entry, phrase: `#${number} is ${why}.`, proof: [where] });
    }
    if (standing.ready) {
      const proof = item.evidence.filter(({ strength }) => strength === 2).map((evidence) => evidence.url);
      found.ready.push({ ...entry, phrase: `#${number} is verified: close it.`, proof: [...new Set(proof)] });
    }
  }
}

/** A running override that ends before the next digest, with the gate unmet. */
function overrideOf(one: DigestCase, now: Instant, policy: Policy): readonly DigestEntry[] {
  const { override, closable } = one.verdict;
  if (override === null || !override.running || closable.outcome === "pass") return [];
  if (compare(override.until, addMs(now, WEEK)) > 0) return [];
  const phrase = `The override by ${codeSpan(override.by, 60)} ends ${formatInstant(override.until, policy.time.zone)}: ${inlineText(override.because)}`;
  return [{ ...about(one), owner: override.by, phrase, proof: [override.url] }];
}

function incidentOf(one: DigestCase, now: Instant, found: Record<DigestName, DigestEntry[]>): void {
  const { subject, verdict } = one;
  const { incident } = subject.snapshot;
  const since = addMs(now, -WEEK);
  const base = about(one);
  const { number } = incident;
  if (incident.state === "open" && verdict.closable.outcome === "pass") {
    const proof = subject.items.filter(isStanding).map(({ issue }) => issue.url);
    found.ready.push({ ...base, phrase: `Incident #${number} meets every condition: close it.`, proof });
  }
  const lately = incident.closedAt !== null && incident.closedAt > since;
  if (verdict.closure.kind === "settled" && lately) {
    const proof = subject.items.filter(isStanding).map(({ issue }) => issue.url);
    found.closed.push({ ...base, phrase: `Incident #${number} was closed with its evidence.`, proof });
  }
  if (verdict.closure.kind !== "kept" || verdict.closure.early === undefined) return;
  const alarm = falseAlarmOf(subject);
  if (!lately && (alarm === null || alarm.at <= since)) return;
  const told =
    alarm === null
      ? `Enforce mode would have reopened incident #${number}. ${verdict.closable.phrase}`
      : `Incident #${number} would have been reopened wrongly: ${inlineText(alarm.because)}`;
  found.would_have_blocked.push({ ...base, phrase: told, proof: alarm === null ? [] : [alarm.url] });
}

/** What says that the gate was wrong about an incident; the last word counts. */
function falseAlarmOf(
  subject: Judged,
): { readonly because: string; readonly at: Instant; readonly url: string } | null {
  const last = said(subject.heard, "false-alarm").at(-1);
  return last === undefined ? null : { because: last.command.because, at: last.at, url: last.url };
}

/** Closes that enforce mode would have undone, and how many of them a person called a false alarm: for K2's decision. */
export function wouldHaveBlocked(cases: readonly DigestCase[]): {
  readonly closes: number;
  readonly falseAlarms: number;
} {
  const early = cases.filter(({ verdict: { closure } }) => closure.kind === "kept" && closure.early !== undefined);
  return { closes: early.length, falseAlarms: early.filter(({ subject }) => falseAlarmOf(subject) !== null).length };
}

/** One line a failure class whose effect is measured (R-M1); what is too few to say is no trend. */
function trendOf(cases: readonly DigestCase[]): readonly DigestEntry[] {
  const seen = new Set<string>();
  return cases.flatMap((one) =>
    one.verdict.rules
      .filter(({ rule, key, outcome }) => rule === "R-M1" && outcome === "pass" && !seen.has(key))
      .map(({ key, phrase }) => {
        seen.add(key);
        return { ...about(one), phrase };
      }),
  );
}
