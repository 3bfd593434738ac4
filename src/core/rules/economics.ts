/** E. Economics: signal to effort, and the measured cost (R-E1, R-E2). */
import type { ControlType } from "../forms/vocabulary.ts";
import { codeSpan } from "../markdown.ts";
import { isUnreadable, type Unreadable } from "../snapshot/types.ts";
import { addMs, DAY, formatDay, localDay, msBetween } from "../time.ts";
import type { ItemCase } from "../verdict/item-case.ts";
import type { Judged, JudgedItem } from "../verdict/judged.ts";
import { node, step } from "../verdict/node.ts";
import type { VerdictNode } from "../verdict/types.ts";
import { isStanding } from "./priority.ts";
import type { Rule } from "./rule.ts";
import { severityOf } from "./severity.ts";
import { ran, sightingsOf } from "./sightings.ts";
import { takersOf } from "./takers.ts";

/** What holds of an incident and one of its items, as far as the table of chapter E asks. */
interface Circumstances {
  readonly item: JudgedItem;
  /** The failure class came back; unreadable where the other incidents were not read. */
  readonly repeat: boolean | Unreadable;
  readonly severe: boolean;
  /** The incident names several finding types: more than one thing had to go wrong. */
  readonly complex: boolean;
}

interface Kind {
  readonly gain: number;
  readonly cost: number;
  readonly useFor: string;
  readonly fits: (circumstances: Circumstances) => boolean | Unreadable;
}

/** The table of chapter E. The gain by its horizon: 3 immediate to 1 medium to long; the cost: 1 low to 3 high. */
const KINDS: Readonly<Record<ControlType, Kind>> = {
  "blocking policy gate": {
    gain: 3,
    cost: 2,
    useFor: "repeat failures of high severity",
    fits: ({ severe, repeat }) => severe && repeat,
  },
  "regression suite expansion": {
    gain: 1.5,
    cost: 2.5,
    useFor: "recurrence of the root-cause class",
    fits: ({ item: { fields }, repeat }) =>
      fields.findingType === "repeated regression" || fields.lane === "quality" || repeat,
  },
  "runbook and template upgrade": {
    gain: 2,
    cost: 1,
    useFor: "unclear ownership",
    fits: ({ item: { fields } }) => fields.findingType === "late decision" || fields.lane === "operations",
  },
  "architecture simplification": {
    gain: 1,
    cost: 3,
    useFor: "chronic, complex failure chains",
    fits: ({ complex, repeat }) => complex && repeat,
  },
};

/** R-E1: gain by cost of the item's control type, to two decimals; null where it names none. */
export function signalToEffort(item: ItemCase): number | null {
  const { controlType } = item.fields;
  if (controlType === null) return null;
  const { gain, cost } = KINDS[controlType];
  return Math.round((gain / cost) * 100) / 100;
}

function judgeType(subject: Judged): readonly VerdictNode[] {
  return subject.items.filter(isStanding).flatMap((item) => typeNode(subject, item));
}

function typeNode(subject: Judged, item: JudgedItem): VerdictNode {
  const where = `#${item.issue.number}`;
  const { controlType } = item.fields;
  const make = (outcome: VerdictNode["outcome"], phrase: string, ask: string | null = null) =>
    node("R-E1", `R-E1:${where}`, "Signal to effort", outcome, phrase, {
      item: item.issue.number,
      evidence: [item.issue.url],
      next: ask === null ? null : step(ask, "edit", takersOf(item)),
    });
  if (controlType === null) {
    return make("fail", `${where} names no control type.`, `Choose the *Control type* in the form of ${where}.`);
  }
  const { useFor, fits } = KINDS[controlType];
  const worth = `${where} is a ${controlType}, signal to effort ${signalToEffort(item)}`;
  const fit = fits(circumstancesOf(subject, item));
  if (isUnreadable(fit)) return make("unknown", `${worth}; whether it fits cannot be told yet: ${fit.unreadable}.`);
  if (fit) return make("pass", `${worth}; it is recommended for ${useFor}.`);
  const ask = `Check whether ${where} is worth its cost here; if another control would do, change its *Control type* with it.`;
  return make("fail", `${worth}; it is recommended for ${useFor}, which this is not.`, ask);
}

function circumstancesOf(subject: Judged, item: JudgedItem): Circumstances {
  return {
    item,
    repeat: isRepeat(subject, item),
    severe: subject.policy.enforce.when.includes(severityOf(subject)),
    complex: subject.form.findingTypes.length > 1,
  };
}

/** Another incident of the item's class, `enforce.repeat_within` before this one or since. Drills are none. */
function isRepeat({ snapshot, policy, form }: Judged, { obligation }: JudgedItem): boolean | Unreadable {
  const own = (obligation.failureClass ?? form.failureClass)?.toLowerCase();
  if (own === undefined) return false;
  const { recent, history } = snapshot;
  const ofClass = (one: { readonly failureClass: string | null }) => one.failureClass?.toLowerCase() === own;
  if (recent !== null && !isUnreadable(recent) && recent.some(ofClass)) return true;
  if (history !== undefined && !isUnreadable(history)) {
    const earliest = addMs(snapshot.incident.createdAt, -policy.enforce.repeat_within);
    return history.some((one) => ofClass(one) && !one.drill && !one.duplicate && one.openedAt >= earliest);
  }
  if (isUnreadable(recent)) return recent;
  return recent === null ? { unreadable: "earlier incidents were not read" } : false;
}

/** R-E2, for each merged control that has a check. */
function judgeCost(subject: Judged): readonly VerdictNode[] {
  return subject.items.flatMap((item) => costNode(subject, item) ?? []);
}

/** R-E2: what the check of one control costs; null where it has none, or is not merged. */
export function costNode(subject: Judged, item: ItemCase): VerdictNode | null {
  const { since, fields } = item;
  if (since === null || fields.controlCheck === null) return null;
  const where = `#${item.issue.number}`;
  const name = codeSpan(fields.controlCheck.name, 80);
  const make = (outcome: VerdictNode["outcome"], phrase: string, evidence: readonly string[] = []) =>
    node("R-E2", `R-E2:${where}`, "Ongoing cost", outcome, phrase, { item: item.issue.number, evidence });
  const sightings = sightingsOf(subject, item);
  if (isUnreadable(sightings)) {
    return make("unknown", `What ${name} of ${where} costs cannot be told yet: ${sightings.unreadable}.`);
  }
  const newest = sightings.slice(0, subject.policy.adoption.pull_requests);
  const timed = newest.filter((one) => one.seconds !== null);
  if (timed.length === 0 && newest.some(ran)) {
    return make("unknown", `What ${name} of ${where} costs cannot be told yet: how long it ran was not read.`);
  }
  // Where more was merged than is looked at, the time that the newest of them span is all that they tell of; and up to
  // the newest, or the rate would change with every second in which nothing is merged.
  const from = newest.length < sightings.length ? (newest.at(-1)?.mergedAt ?? since) : since;
  const weeks = Math.max(1, msBetween(from, newest[0]?.mergedAt ?? from) / (7 * DAY));
  const minutes = timed.reduce((sum, one) => sum + (one.seconds ?? 0), 0) / 60;
  const runs = `${timed.length} ${timed.length === 1 ? "run" : "runs"} since ${formatDay(localDay(from, subject.policy.time.zone))}`;
  const phrase = `${name} of ${where} costs ${Math.round((minutes / weeks) * 10) / 10} minutes a week: ${runs}.`;
  return make(
    "pass",
    phrase,
    timed.map((one) => one.url),
  );
}

export const ECONOMICS_RULES: readonly Rule[] = [
  {
    id: "R-E1",
    title: "Signal to effort",
    passes:
      "The item names its *Control type*, and that type is recommended for what it is used for: a *blocking policy gate* where a class of high severity (one in `enforce.when`) came back; a *regression suite expansion* in the quality lane, for a repeated regression, or where the class came back; a *runbook and template upgrade* in the operations lane or for a late decision; an *architecture simplification* where the class came back and the incident names several finding types. Signal to effort is the gain (3 immediate, 2 short, 1.5 short to medium, 1 medium to long) by the ongoing cost (1 low, 2 medium, 2.5 medium to high, 3 high): 1.5, 0.6, 2 and 0.33.",
    fails: "It names no control type, or one that is used outside its recommended use.",
    unknown: "Whether the class came back decides, and the other incidents could not be read.",
    settings: ["enforce.when", "enforce.repeat_within"],
    kind: "finding",
    judge: judgeType,
  },
  {
    id: "R-E2",
    title: "Ongoing cost",
    passes:
      "The runs of the item's *Control check* on the pull requests that R-A2 looks at are timed; the line gives their minutes a week, over at least one week.",
    fails: "Never: a cost is no failing.",
    unknown: "The pull requests merged since, or how long the check ran on them, could not be read.",
    never: { fail: "It only measures; whether a control is worth its cost is for people to say (R-K1)." },
    settings: ["adoption.pull_requests"],
    kind: "fact",
    judge: judgeCost,
  },
];
