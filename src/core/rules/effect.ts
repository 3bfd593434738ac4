/** M. Measured effect, from the incidents' own timestamps (R-M1). */
import jstat from "jstat";
import { beganAt } from "../began.ts";
import { codeSpan } from "../markdown.ts";
import type { PastIncident } from "../snapshot/facts.ts";
import { type Instant, isUnreadable, type Unreadable } from "../snapshot/types.ts";
import { addMs, DAY, formatDay, formatDuration, localDay, minInstant, msBetween, SECOND } from "../time.ts";
import type { Case } from "../verdict/case.ts";
import type { ItemCase } from "../verdict/item-case.ts";
import type { Judged } from "../verdict/judged.ts";
import { node } from "../verdict/node.ts";
import type { VerdictNode } from "../verdict/types.ts";
import type { Rule } from "./rule.ts";

/** Of several durations, in seconds. */
export interface Spread {
  readonly of: number;
  readonly median: number;
  /** The nearest rank: the least duration that 95 of 100 do not exceed. */
  readonly p95: number;
}

/** What happened in a stretch of time, `from` to just before `to`; where that is now, to now. */
export interface Period {
  readonly from: Instant;
  readonly to: Instant;
  /** Whole days. */
  readonly days: number;
  /** Incidents of the class that began in it; drills and duplicates do not count. */
  readonly count: number;
  /** From the start to the detection, of those that say both; null where none does. */
  readonly detect: Spread | null;
  /** From the start (else the detection, else the issue) to the restoration. */
  readonly restore: Spread | null;
}

/** The incident rate after by the rate before, with its exact 95 % interval, to two decimals; null: no upper bound. */
export interface Ratio {
  readonly estimate: number | null;
  readonly low: number;
  readonly high: number | null;
}

export interface Effect {
  readonly failureClass: string;
  /** When the control was adopted; null where none was: then `before` is the last window and there is no `after`. */
  readonly since: Instant | null;
  readonly before: Period;
  readonly after: Period | null;
  /** Null where there is nothing to compare. */
  readonly ratio: Ratio | null;
  /** `lower` and `higher`: the interval lies wholly on one side of 1. `too few`: never called a trend. */
  readonly trend: "lower" | "higher" | "unclear" | "too few";
  /** When, with no further incident, there would be enough to tell; null where that is so already, or never. */
  readonly enoughAt: Instant | null;
}

/**
 * R-M1: what a control did to the incidents of its class, from `Snapshot.history` and this incident.
 *
 * @param failureClass as the forms write it; case does not matter.
 * @param since when the control was adopted (`adoptedSince`); null where it was not. One that is still to come is not.
 * @returns the periods of `policy.effect.window` before and after (the latter ends now, at the latest), and what they
 *   come to. The effect is *measured* unless `trend` is `too few`: that takes `policy.effect.least` incidents in both
 *   periods together, and either one afterwards or so long a time without one that the former rate would have brought
 *   one. `Unreadable` where the other incidents were not read.
 */
export function effectOf(subject: Case, failureClass: string, since: Instant | null): Effect | Unreadable {
  const { history, now } = subject.snapshot;
  if (history === undefined) return { unreadable: "the other incidents were not read" };
  if (isUnreadable(history)) return history;
  const wanted = failureClass.toLowerCase();
  const events = [...history, itself(subject)]
    .filter((one) => !one.drill && !one.duplicate && one.failureClass?.toLowerCase() === wanted)
    .map((one) => timesOf(one, now));
  const { window } = subject.policy.effect;
  // What begins this very second counts.
  const next = addMs(now, SECOND);
  if (since === null || since > now) {
    const before = periodOf(events, addMs(now, -window), now, next);
    return { failureClass, since: null, before, after: null, ratio: null, trend: "too few", enoughAt: null };
  }
  const before = periodOf(events, addMs(since, -window), since);
  const end = addMs(since, window);
  const after = periodOf(events, since, minInstant(now, end) ?? now, minInstant(next, end) ?? next);
  const ratio = ratioOf(before, after);
  const enough = before.count + after.count >= subject.policy.effect.least;
  const due = before.count === 0 ? null : addMs(since, Math.ceil(before.days / before.count) * DAY);
  const waited = after.count > 0 || (due !== null && now >= due);
  return {
    failureClass,
    since,
    before,
    after,
    ratio,
    trend: enough && waited && ratio !== null ? directionOf(ratio) : "too few",
    enoughAt: enough && !waited ? due : null,
  };
}

/** When the control of an item was adopted: since when it is verified, as we remember; null where it never was. */
export function adoptedSince({ memory }: Case, { issue }: ItemCase): Instant | null {
  return memory.verified?.[issue.nodeId] ?? null;
}

function itself({ snapshot, form, policy }: Case): PastIncident {
  const { incident } = snapshot;
  const label = policy.incident.drill_label.toLowerCase();
  return {
    number: incident.number,
    url: incident.url,
    failureClass: form.failureClass,
    openedAt: incident.createdAt,
    startedAt: form.startedAt,
    detectedAt: form.detectedAt,
    restoredAt: form.restoredAt,
    drill: form.drill || incident.labels.some((name) => name.toLowerCase() === label),
    duplicate: incident.stateReason === "duplicate",
  };
}

/** What counts of the times that a form claims. */
interface Times {
  readonly began: Instant;
  /** Null where the form does not say, or names a time that is still to come. */
  readonly startedAt: Instant | null;
  readonly detectedAt: Instant | null;
  readonly restoredAt: Instant | null;
}

/** An incident is dated by its start, else by its detection, else by its issue; what was typed ahead of time is no fact. */
function timesOf({ startedAt, detectedAt, restoredAt, openedAt }: PastIncident, now: Instant): Times {
  const past = (at: Instant | null): Instant | null => (at !== null && at <= now ? at : null);
  const began = beganAt(startedAt ?? detectedAt, openedAt);
  const started = startedAt !== null && startedAt <= openedAt ? began : null;
  return { began, startedAt: started, detectedAt: past(detectedAt), restoredAt: past(restoredAt) };
}

/** @param until when what counts has begun before: `to`, unless that is now. */
function periodOf(events: readonly Times[], from: Instant, to: Instant, until: Instant = to): Period {
  const within = events.filter(({ began }) => began >= from && began < until);
  return {
    from,
    to,
    days: Math.max(0, Math.floor(msBetween(from, to) / DAY)),
    count: within.length,
    detect: spreadOf(within.map(({ startedAt, detectedAt }) => between(startedAt, detectedAt))),
    restore: spreadOf(within.map(({ began, restoredAt }) => between(began, restoredAt))),
  };
}

/** Seconds; null where an end is missing, or they stand in the wrong order. */
function between(from: Instant | null, to: Instant | null): number | null {
  const ms = from === null || to === null ? -1 : msBetween(from, to);
  return ms < 0 ? null : ms / 1000;
}

function spreadOf(durations: readonly (number | null)[]): Spread | null {
  const sorted = durations.filter((one) => one !== null).sort((a, b) => a - b);
  const at = (rank: number): number => sorted[rank - 1] ?? 0;
  if (sorted.length === 0) return null;
  const middle = (sorted.length + 1) / 2;
  return {
    of: sorted.length,
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    p95: at(Math.ceil(sorted.length * 0.95)),
  };
}

/**
 * Two Poisson counts, compared given their sum: the later one is binomial, and its exact (Clopper–Pearson) limits are
 * quantiles of the beta distribution. Null where there is nothing to compare.
 */
export function ratioOf(before: Pick<Period, "count" | "days">, after: Pick<Period, "count" | "days">): Ratio | null {
  const all = before.count + after.count;
  if (all === 0 || before.days === 0 || after.days === 0) return null;
  const { ibetainv } = jstat.jStat;
  const rate = (share: number): number => (share / (1 - share)) * (before.days / after.days);
  const low = after.count === 0 ? 0 : ibetainv(0.025, after.count, before.count + 1);
  const high = before.count === 0 ? null : ibetainv(0.975, after.count + 1, before.count);
  return {
    estimate: before.count === 0 ? null : rounded(rate(after.count / all)),
    low: rounded(rate(low)),
    high: high === null ? null : rounded(rate(high)),
  };
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

function directionOf({ low, high }: Ratio): Effect["trend"] {
  if (high !== null && high < 1) return "lower";
  return low > 1 ? "higher" : "unclear";
}

/** An effect in one sentence, with its figures. */
export function effectPhrase(effect: Effect, zone: string): string {
  const { before, after, ratio, trend } = effect;
  const name = codeSpan(effect.failureClass, 60);
  const former = `${incidents(before.count)} of ${name} in the ${before.days} days`;
  if (after === null) {
    return `${former} up to now${restoredIn(before)}; no control of the class is adopted yet, so there is nothing to compare.`;
  }
  const since = formatDay(localDay(after.from, zone));
  const told = `${former} before ${since}${restoredIn(before)}, ${after.count} in the ${after.days} days after${restoredIn(after)}`;
  if (trend === "too few" || ratio === null) return `${told}: too few to say whether it helped.`;
  const bounds = ratio.high === null ? `at least ${times(ratio.low)}` : `${times(ratio.low)} to ${times(ratio.high)}`;
  return `${told}: ${MEANING[trend]}, ${bounds} times the former rate with 95 % confidence.`;
}

/** Two decimals say something of small numbers only. */
function times(ratio: number): string {
  return String(ratio >= 10 ? Math.round(ratio) : ratio);
}

const MEANING = {
  lower: "the class became rarer",
  higher: "the class became more frequent",
  unclear: "no clear change",
} as const;

function restoredIn({ restore }: Period): string {
  return restore === null ? "" : ` (95 % restored within ${formatDuration(restore.p95 * 1000)})`;
}

function incidents(count: number): string {
  return `${count} ${count === 1 ? "incident" : "incidents"}`;
}

/** R-M1, one node a failure class of the incident and its items. */
function judgeClasses(subject: Judged): readonly VerdictNode[] {
  const classes = new Map<string, { readonly name: string; since: Instant | null }>();
  const own = subject.form.failureClass;
  const of = (name: string) => {
    const key = name.toLowerCase();
    const found = classes.get(key) ?? { name, since: null };
    classes.set(key, found);
    return found;
  };
  if (own !== null) of(own);
  for (const item of subject.items) {
    const name = item.obligation.failureClass ?? own;
    if (name === null) continue;
    const found = of(name);
    const since = item.adopted.outcome === "pass" ? adoptedSince(subject, item) : null;
    found.since = minInstant(found.since, since);
  }
  return [...classes].map(([key, { name, since }]) => judgeClass(subject, key, name, since));
}

function judgeClass(subject: Judged, key: string, name: string, since: Instant | null): VerdictNode {
  const id = `R-M1:${key.slice(0, 80)}`;
  const title = "Effect is measured";
  const effect = effectOf(subject, name, since);
  if (isUnreadable(effect)) return node("R-M1", id, title, "unknown", `Cannot tell yet: ${effect.unreadable}.`);
  const measured = effect.trend !== "too few";
  return node("R-M1", id, title, measured ? "pass" : "fail", effectPhrase(effect, subject.policy.time.zone));
}

export const EFFECT_RULES: readonly Rule[] = [
  {
    id: "R-M1",
    title: "Effect is measured",
    passes:
      "Enough incidents of the failure class are there to compare its rate before and after its control was adopted. The line gives both counts, the time within which 95 % were restored, and the exact 95 % interval of the rate; it speaks of a change only where that interval excludes 1. Drills and duplicates do not count.",
    fails:
      "No control of the class is adopted, or there are too few incidents to say: fewer than the least number in both windows together, or none since and not yet the time in which the former rate would have brought one.",
    unknown: "The repository's other incidents could not be read.",
    settings: ["effect.window", "effect.least", "failure_classes", "incident.drill_label"],
    kind: "fact",
    judge: judgeClasses,
  },
];
