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
import type { Case, ItemCase } from "../verdict/case.ts";

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
  const serves = (wanted: ItemToCreate) =>
    whole.some(
      ({ fields }) =>
        fields.lane === wanted.lane && (wanted.key.startsWith("lane-") || fields.findingType === wanted.finding),
    );
  return wantedItems(subject.form.findingTypes).filter((item) => !created.has(item.key) && !serves(item));
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
