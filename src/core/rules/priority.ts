/** P. Priority: the band that follows from two axes, and the order of work (R-P1 to R-P4). */
import { type AdoptionSpeed, type Band, BANDS, REVERSIBILITIES, type RiskReduction } from "../forms/vocabulary.ts";
import type { Unreadable } from "../snapshot/types.ts";
import type { ItemCase } from "../verdict/item-case.ts";
import type { Judged, JudgedItem } from "../verdict/judged.ts";
import { node, step } from "../verdict/node.ts";
import type { Step, VerdictNode } from "../verdict/types.ts";
import type { Rule } from "./rule.ts";
import { named, takersOf } from "./takers.ts";

/** R-P1: the band by risk reduction, then adoption speed. */
const TABLE: Readonly<Record<RiskReduction, Readonly<Record<AdoptionSpeed, Band>>>> = {
  high: { fast: "P0", medium: "P1", slow: "P1" },
  medium: { fast: "P2", medium: "P2", slow: "P3" },
  low: { fast: "P3", medium: "P3", slow: "P3" },
};

function computed({ fields }: ItemCase): Band | null {
  const { riskReduction, adoptionSpeed } = fields;
  return riskReduction === null || adoptionSpeed === null ? null : TABLE[riskReduction][adoptionSpeed];
}

/** R-P1: the computed band; where an axis is missing, the written one; null where that is missing too. */
export function bandOf(item: ItemCase): Band | null {
  return computed(item) ?? item.fields.band;
}

/** The band that an item blocks by: without one it blocks like a P1. */
export function weightOf({ band }: Pick<JudgedItem, "band">): Band {
  return band ?? "P1";
}

/** True for the bands that come before polish. */
export function isUrgent(item: Pick<JudgedItem, "band">): boolean {
  return weightOf(item) === "P0" || weightOf(item) === "P1";
}

/** False for an item that was let go or retired: nothing more is asked of it. */
export function isStanding({ issue, status }: Pick<JudgedItem, "issue" | "status">): boolean {
  const letGo = issue.state === "closed" && issue.stateReason !== "completed";
  return !letGo && status !== "retired";
}

/** R-P4: by band, then the easily undone, then the better signal to effort, then the older. */
export function inOrder(items: readonly JudgedItem[]): readonly JudgedItem[] {
  const keyed = items.map((item) => ({ item, key: keyOf(item) }));
  return keyed.sort((a, b) => firstDifference(a.key, b.key)).map(({ item }) => item);
}

/** What an item is sorted by, each number smaller the sooner. What is not said comes after what is. */
function keyOf(item: JudgedItem): readonly number[] {
  const { fields, issue } = item;
  return [
    BANDS.indexOf(weightOf(item)),
    item.band === null ? 1 : 0,
    fields.reversibility === null ? REVERSIBILITIES.length : REVERSIBILITIES.indexOf(fields.reversibility),
    -(item.signalToEffort ?? 0),
    Date.parse(issue.createdAt),
    issue.number,
  ];
}

function firstDifference(a: readonly number[], b: readonly number[]): number {
  return a.map((value, index) => value - (b[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
}

/** The one node of a rule about items, where these could not be read. */
export function itemsUnread(subject: Judged, rule: string, title: string): readonly VerdictNode[] {
  if (subject.itemsUnread === null) return [];
  const why = subject.itemsUnread.unreadable;
  return [node(rule, rule, title, "unknown", `Cannot tell yet: the hardening items could not be read: ${why}.`)];
}

/** R-P1: each item's band is known. */
function banded(item: JudgedItem): VerdictNode {
  const { fields, band, issue } = item;
  const where = `#${issue.number}`;
  const say = (outcome: "pass" | "fail", phrase: string, next: Step | null = null): VerdictNode =>
    node("R-P1", `R-P1:${where}`, "Band", outcome, phrase, { item: issue.number, evidence: [issue.url], next });
  const { riskReduction, adoptionSpeed } = fields;
  if (riskReduction !== null && adoptionSpeed !== null)
    return say("pass", `${where} is ${band}: ${riskReduction} risk reduction, ${adoptionSpeed} adoption.`);
  const missing = [
    ...(riskReduction === null ? ["Risk reduction"] : []),
    ...(adoptionSpeed === null ? ["Adoption speed"] : []),
  ];
  if (band !== null)
    return say("pass", `${where} is ${band}, as written: its form has no ${missing.join(" and no ")}.`);
  return say(
    "fail",
    `${where} has no band, so it blocks like a P1.`,
    step(
      `Choose ${missing.map((label) => `*${label}*`).join(" and ")} in the form of ${where}.`,
      "edit",
      takersOf(item),
    ),
  );
}

/** R-P2: a written band says what the axes say. */
function written(item: JudgedItem): readonly VerdictNode[] {
  const band = computed(item);
  const stated = item.fields.band;
  if (band === null || stated === null) return [];
  const where = `#${item.issue.number}`;
  const same = band === stated;
  const phrase = same
    ? `${where} is written as ${stated}, as its axes say.`
    : `${where} is written as ${stated}, but its risk reduction and adoption speed make it ${band}; ${band} counts.`;
  const next = step(
    `Set *Priority band* in the form of ${where} to ${band}, or correct its risk reduction and adoption speed.`,
    "edit",
    takersOf(item),
  );
  return [
    node("R-P2", `R-P2:${where}`, "Written band", same ? "pass" : "fail", phrase, {
      item: item.issue.number,
      evidence: [item.issue.url],
      next: same ? null : next,
    }),
  ];
}

/** What was not read and may have started an item that looks untouched; nothing starts one without an owner. */
function maybeBegun(item: JudgedItem): Unreadable | null {
  const { implementation, behavior, ownership } = item.unread;
  const unread = [...implementation, ...behavior, ...ownership][0] ?? null;
  return item.owner === null && item.ownerIsSure ? null : unread;
}

/** R-P3: P0 and P1 come before polish. */
function polish(subject: Judged): readonly VerdictNode[] {
  const standing = subject.items.filter(isStanding);
  if (standing.length === 0) return [];
  const untouched = standing.filter(({ status }) => status === "open");
  const waiting = untouched.filter(isUrgent);
  const sure = waiting.filter((item) => maybeBegun(item) === null);
  const begun = standing.filter((item) => !isUrgent(item) && item.status === "in_progress");
  const maybe = untouched.filter((item) => !isUrgent(item) && maybeBegun(item) !== null);
  const say = (
    outcome: VerdictNode["outcome"],
    phrase: string,
    items: readonly JudgedItem[],
    next: Step | null = null,
  ): readonly VerdictNode[] => [
    node("R-P3", "R-P3", "P0 and P1 before polish", outcome, phrase, {
      evidence: items.map(({ issue }) => issue.url),
      next,
    }),
  ];
  if (waiting.length === 0) return say("pass", "Every P0 and P1 has been started.", []);
  if (begun.length === 0 && maybe.length === 0)
    return say("pass", "No P2 or P3 item is in progress before its turn.", []);
  const [first] = sure;
  if (first === undefined || begun.length === 0) {
    const doubtful = first === undefined ? waiting : maybe;
    const why = doubtful.map(maybeBegun)[0]?.unreadable ?? "";
    return say("unknown", `Cannot tell yet whether work on ${named(doubtful)} has begun: ${why}.`, doubtful);
  }
  const phrase = `In progress: ${named(begun)}, before its turn. Not started: ${named(sure)}.`;
  const next = first.gate.next ?? step(`Start #${first.issue.number} first.`, "pull_request", takersOf(first));
  return say("fail", phrase, [...begun, ...sure], next);
}

/** R-P4: the order of work. */
function order(subject: Judged): readonly VerdictNode[] {
  const standing = subject.items.filter(isStanding);
  if (standing.length === 0) return [];
  const said = standing.map(({ issue }) => `#${issue.number}`).join(", ");
  return [node("R-P4", "R-P4", "Order of work", "pass", `Work in this order: ${said}.`)];
}

const FORM_READ = "The hardening items were not read.";

export const PRIORITY_RULES: readonly Rule[] = [
  {
    id: "R-P1",
    title: "The band follows from two axes",
    passes: "The item's form says its risk reduction and its adoption speed, or at least its priority band.",
    fails: "It says neither: the item has no band and blocks like a P1.",
    unknown: FORM_READ,
    settings: [],
    kind: "finding",
    judge: (subject) => [...itemsUnread(subject, "R-P1", "Band"), ...subject.items.filter(isStanding).map(banded)],
  },
  {
    id: "R-P2",
    title: "The computed band counts",
    passes: "The written band is the one that follows from the axes.",
    fails: "The written band differs from the computed one, which counts.",
    unknown: FORM_READ,
    settings: [],
    kind: "finding",
    judge: (subject) => [
      ...itemsUnread(subject, "R-P2", "Written band"),
      ...subject.items.filter(isStanding).flatMap(written),
    ],
  },
  {
    id: "R-P3",
    title: "P0 and P1 come before polish",
    passes: "No P2 or P3 item is in progress while a P0 or P1 (or an item without a band) has not been started.",
    fails: "A P2 or P3 item is in progress while a P0 or P1 has not been started.",
    unknown: "The items were not read, or the pull requests that may have started a P0 or P1.",
    settings: [],
    kind: "finding",
    judge: (subject) => [...itemsUnread(subject, "R-P3", "P0 and P1 before polish"), ...polish(subject)],
  },
  {
    id: "R-P4",
    title: "The order within a band",
    passes:
      "Items stand by band, then the easily undone first, then the better ratio of signal to effort, then the older.",
    fails: "It cannot: the order is computed.",
    unknown: FORM_READ,
    never: { fail: "The order is computed from the items; nobody can break it." },
    settings: [],
    kind: "fact",
    judge: (subject) => [...itemsUnread(subject, "R-P4", "Order of work"), ...order(subject)],
  },
];
