/** F. From finding to control: what each finding type asks for, and which items an incident starts with (R-F1, R-F2). */
import {
  BEHAVIOR_STYLES,
  type BehaviorStyle,
  type Bucket,
  FINDING_TYPES,
  type FindingType,
  type Lane,
  LANES,
} from "../forms/vocabulary.ts";
import { isUnreadable } from "../snapshot/types.ts";
import type { Case } from "../verdict/case.ts";
import type { ItemCase } from "../verdict/item-case.ts";
import type { Judged, JudgedItem } from "../verdict/judged.ts";
import { node, step } from "../verdict/node.ts";
import type { Outcome, Step, VerdictNode } from "../verdict/types.ts";
import type { Rule } from "./rule.ts";
import { startOf } from "./windows.ts";
import { STEWARDS } from "./takers.ts";

interface Candidate {
  readonly control: string;
  readonly style: BehaviorStyle;
  readonly lane: Lane;
  readonly bucket: Bucket;
}

/** The table of chapter F. */
export const CANDIDATES: Readonly<Record<FindingType, Candidate>> = {
  "missed detection": {
    control: "Alert rule and routing update",
    style: "alert-replay",
    lane: "controls",
    bucket: "detect",
  },
  "late decision": {
    control: "Checkpoint SLA and commander script",
    style: "drill",
    lane: "operations",
    bucket: "recover",
  },
  "slow recovery": { control: "Rollback rehearsal gate", style: "rollback", lane: "controls", bucket: "recover" },
  "repeated regression": {
    control: "Test harness and policy check",
    style: "regression-trend",
    lane: "quality",
    bucket: "prevent",
  },
};

/** R-F2: behavioral evidence must be of the style that fits the item's finding type. */
export const STYLE_OF_FINDING = Object.fromEntries(
  FINDING_TYPES.map((finding) => [finding, CANDIDATES[finding].style]),
) as Readonly<Record<FindingType, BehaviorStyle>>;

/** What a lane gets when no finding type of the incident leads there. */
const LANE_CONTROL: Readonly<Record<Lane, { readonly control: string; readonly bucket: Bucket }>> = {
  controls: { control: "Guardrail that stops this failure", bucket: "prevent" },
  quality: { control: "Regression test for the root cause", bucket: "prevent" },
  operations: { control: "Runbook update and owner confirmation", bucket: "recover" },
};

/** An item that R-F1 asks for. Its key names it for ever: one with this key is made once. */
export interface ItemToCreate {
  readonly key: string;
  readonly control: string;
  readonly lane: Lane;
  readonly bucket: Bucket;
  readonly finding: FindingType | null;
}

/** The items that the incident's finding types and its empty lanes ask for, whether they exist or not (R-F1). */
export function wantedItems(findings: readonly FindingType[]): readonly ItemToCreate[] {
  const named = FINDING_TYPES.filter((finding) => findings.includes(finding));
  const byFinding = named.map(
    (finding): ItemToCreate => ({ key: finding.replaceAll(" ", "-"), ...CANDIDATES[finding], finding }),
  );
  const covered = new Set(byFinding.map((item) => item.lane));
  const byLane = LANES.filter((lane) => !covered.has(lane)).map(
    (lane): ItemToCreate => ({ key: `lane-${lane}`, ...LANE_CONTROL[lane], lane, finding: findings[0] ?? null }),
  );
  return [...byFinding, ...byLane];
}

/**
 * The items still to create: those whose key was never created. One that a person deleted or closed as not planned is
 * remembered under its key and is not made again; a finding or a lane that an item of the incident already serves,
 * whoever made it (the Action beside the App), needs no other.
 */
export function missingItems(subject: Case): readonly ItemToCreate[] {
  const whole = subject.items.filter((item) => !isLoose(subject, item));
  const created = new Set([...Object.keys(subject.memory.created), ...whole.flatMap(itemKeys)]);
  return wantedItems(subject.form.findingTypes).filter(
    (wanted) => !created.has(wanted.key) && !whole.some((item) => serves(item, wanted)),
  );
}

/** An item in the lane, and of the finding where one is asked for, whoever made it. */
function serves({ fields }: ItemCase, wanted: ItemToCreate): boolean {
  return fields.lane === wanted.lane && (wanted.key.startsWith("lane-") || fields.findingType === wanted.finding);
}

/**
 * An item of ours that was made and not yet put below its incident: the process ended in between, or GitHub failed. One
 * that was there once is remembered, so that what a person takes away from the incident stays away.
 */
export function isLoose({ snapshot, memory }: Case, item: ItemCase): boolean {
  const key = itemKey(item);
  if (key === null || memory.created[key] !== undefined || snapshot.self.kind === "action") return false;
  return item.issue.parentless === true && item.issue.state === "open";
}

const MARKER = /<!-- quench:item:([a-z-]{1,60}) -->/g;

/** The key in an item's body: its last marker. It means something only where we opened the issue ourselves. */
export function itemKey(item: ItemCase): string | null {
  return item.issue.openedByUs ? madeKey(item) : null;
}

/** The same of an item that any bot made: App and Action may stand side by side. */
export function madeKey({ issue }: ItemCase): string | null {
  if (!(issue.openedByUs || issue.author.kind === "bot")) return null;
  return [...issue.body.matchAll(MARKER)].at(-1)?.[1] ?? null;
}

/** Every key that an item may have been made for: in a body that somebody edited none of its markers is sure. */
export function itemKeys(item: ItemCase): readonly string[] {
  const { issue } = item;
  const key = itemKey(item);
  if (key === null || issue.lastEditedAt === null) return key === null ? [] : [key];
  return [...issue.body.matchAll(MARKER)].flatMap((match) => match[1] ?? []);
}

/** The marker line that ends the body of an item we create. */
export function itemMarker(key: string): string {
  return `<!-- quench:item:${key} -->`;
}

/** How a style is told: the words for a step. */
export function styleHint(style: BehaviorStyle | null): string {
  return style ?? BEHAVIOR_STYLES.join("|");
}

/** R-F1: for each item that the incident's findings and lanes ask for, which one it is, or what became of it. */
function wantedNodes(subject: Judged): readonly VerdictNode[] {
  const { snapshot, policy, itemsUnread } = subject;
  const wanted = wantedItems(subject.form.findingTypes);
  const still = new Set(missingItems(subject).map(({ key }) => key));
  const byKey = new Map(subject.items.flatMap((item) => itemKeys(item).map((key) => [key, item] as const)));
  const waits = policy.items.create === "on_restored" && startOf(subject).latched === null;
  return wanted.map((one) => {
    const rule = "R-F1";
    const key = `R-F1:${one.key}`;
    const title = one.control;
    if (itemsUnread !== null) return node(rule, key, title, "unknown", `Cannot tell yet: ${itemsUnread.unreadable}.`);
    if (still.has(one.key)) {
      const text = waits
        ? "Wait: Quench creates it once service is restored."
        : "Wait: Quench creates it at its next look.";
      const what = one.key.startsWith("lane-") ? `The lane ${one.lane}` : `The finding "${one.finding ?? ""}"`;
      return node(rule, key, title, "fail", `${what} has no hardening item yet.`, { next: step(text, "wait", []) });
    }
    const item = byKey.get(one.key) ?? subject.items.find((each) => serves(each, one));
    if (item === undefined) {
      // It is remembered as created, or it would still be missing.
      const phrase = "The item that Quench made for this is gone; it is not made again.";
      return node(rule, key, title, "not_applicable", phrase, { evidence: [snapshot.incident.url] });
    }
    const { number, url } = item.issue;
    const gone = item.issue.state === "closed" && item.issue.stateReason !== "completed";
    const phrase = gone ? `#${number} was let go; it is not made again.` : `#${number} is for this.`;
    return node(rule, key, title, gone ? "not_applicable" : "pass", phrase, { item: number, evidence: [url] });
  });
}

/** R-F2: whether what is told of an item's behavior is of the style that fits it. */
function styleNodes(subject: Judged): readonly VerdictNode[] {
  return subject.items.flatMap((item) => styleNode(item) ?? []);
}

function styleNode({ issue, style, heard, owner }: JudgedItem): VerdictNode | null {
  const { number, comments } = issue;
  const tell = (outcome: Outcome, phrase: string, evidence: readonly string[], next: Step | null = null) =>
    node("R-F2", `R-F2:#${number}`, "Style of the behavioral evidence", outcome, phrase, {
      item: number,
      evidence,
      next,
    });
  const told = heard.flatMap(({ command, standing, comment }) =>
    command.name === "evidence" && command.topic === "behavior"
      ? [{ style: command.style, standing, url: comment.url, fits: style === null || command.style === style }]
      : [],
  );
  const taken = told.filter(({ standing }) => standing.kind === "accepted");
  const fitting = taken.filter(({ fits }) => fits);
  const [fit] = fitting;
  if (fit !== undefined) {
    const why =
      style === null ? "; the item names no finding type, so that any style fits" : ", as the item's finding type asks";
    return tell(
      "pass",
      `Told as ${fit.style}${why}.`,
      fitting.map(({ url }) => url),
    );
  }
  const unsure = told.find(({ standing, fits }) => standing.kind === "undecided" && fits)?.standing;
  if (isUnreadable(comments)) return tell("unknown", `Cannot tell yet: ${comments.unreadable}.`, []);
  if (unsure?.kind === "undecided") return tell("unknown", `Cannot tell yet: ${unsure.why}.`, []);
  const [other] = taken;
  if (other === undefined) return null;
  const text = `Exercise it as ${style}, then comment \`/quench evidence behavior ${style} <run URL>\` on #${number}.`;
  const next = step(text, "run", owner === null ? STEWARDS : [owner]);
  const phrase = `Told as ${other.style}, and this item is proven by ${style}.`;
  return tell(
    "fail",
    phrase,
    taken.map(({ url }) => url),
    next,
  );
}

export const FINDING_RULES: readonly Rule[] = [
  {
    id: "R-F1",
    title: "From finding to item",
    passes:
      "Each finding type that the incident names has its hardening item, and so has each lane. One that a person deleted or closed as not planned is not made again.",
    fails: "One is still to be created.",
    unknown: "The hardening items could not be read.",
    settings: ["items.create", "items.label"],
    kind: "fact",
    judge: wantedNodes,
  },
  {
    id: "R-F2",
    title: "Style of the behavioral evidence",
    passes:
      "Behavioral evidence was told in the style that fits the item's finding type: alert-replay, drill, rollback or regression-trend. Without a finding type any fits.",
    fails: "All that was told is of other styles, and counts for nothing.",
    unknown: "The comments, or the right of whoever told it, could not be read.",
    settings: [],
    kind: "fact",
    judge: styleNodes,
  },
];
