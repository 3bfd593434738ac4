/** Writes about hardening items: their labels, their creation (R-F1), their status (R-B4), their own comment. */
import { ITEM_FORM } from "../forms/item.ts";
import { renderForm } from "../forms/render.ts";
import { inlineText, plainText } from "../markdown.ts";
import { renderItem } from "../render/item.ts";
import { STATUS_LABELS } from "../rules/backlog.ts";
import { filedKey } from "../rules/debt.ts";
import {
  CANDIDATES,
  isLoose,
  itemKeys,
  itemMarker,
  type ItemToCreate,
  madeKey,
  missingItems,
} from "../rules/finding.ts";
import { startOf } from "../rules/windows.ts";
import { byNumber, isUnreadable } from "../snapshot/types.ts";
import type { Case } from "../verdict/case.ts";
import type { ItemCase } from "../verdict/item-case.ts";
import type { ItemVerdict, Verdict } from "../verdict/types.ts";
import type { IssueRef, Write } from "./write.ts";

/** The key of the item's own comment. */
export const ITEM_TOPIC = "item";

/** R-V2: marks a close that could not be judged yet. */
export const PENDING_LABEL = "quench: not judged yet";
/** R-C8: marks an incident that was reopened too often. */
export const DISPUTED_LABEL = "quench: disputed";

const LABELS: readonly { readonly name: string; readonly color: string; readonly description: string }[] = [
  { name: STATUS_LABELS.open, color: "d4c5f9", description: "Hardening item: nothing has begun" },
  { name: STATUS_LABELS.in_progress, color: "fbca04", description: "Hardening item: begun, not proven yet" },
  { name: STATUS_LABELS.verified, color: "0e8a16", description: "Hardening item: proven by evidence" },
  { name: STATUS_LABELS.retired, color: "cccccc", description: "Hardening item: the control was retired" },
];

const OCCASIONAL = [
  { name: PENDING_LABEL, color: "bfd4f2", description: "Closed, but the facts could not be read yet" },
  { name: DISPUTED_LABEL, color: "b60205", description: "Closed again and again before its gate passed" },
] as const;

const MARKS = { pending: PENDING_LABEL, disputed: DISPUTED_LABEL } as const;

/** Labels that the repository lacks, and the marks of the incident's closure. */
export function planLabels(subject: Case, verdict: Verdict): readonly Write[] {
  const { repository, incident } = subject.snapshot;
  const mark =
    verdict.closure.kind === "pending" || verdict.closure.kind === "disputed" ? MARKS[verdict.closure.kind] : null;
  const wanted = [
    { name: subject.policy.items.label, color: "1d76db", description: "A hardening item of an incident" },
    ...LABELS,
    ...OCCASIONAL.filter((label) => label.name === mark),
  ];
  // Where the list could not be read nothing is lost: GitHub makes a label when it is first put on an issue.
  const existing = isUnreadable(repository.labels)
    ? null
    : new Set(repository.labels.map((name) => name.toLowerCase()));
  const missing = existing === null ? [] : wanted.filter((label) => !existing.has(label.name.toLowerCase()));
  const marks = relabel(incident, mark === null ? [] : [mark], Object.values(MARKS));
  return [...missing.map((label): Write => ({ kind: "label", key: `label:${label.name}`, ...label })), ...marks];
}

/** The labels of ours on an issue: `wanted` of `ours`, and no other of them. */
function relabel(
  issue: { number: number; nodeId: string; labels: readonly string[] },
  wanted: readonly string[],
  ours: readonly string[],
): readonly Write[] {
  const has = (name: string) => issue.labels.some((label) => label.toLowerCase() === name.toLowerCase());
  const add = wanted.filter((name) => !has(name));
  const remove = ours.filter((name) => has(name) && !wanted.includes(name));
  if (add.length + remove.length === 0) return [];
  return [
    {
      kind: "issue_labels",
      key: `labels:${issue.number}`,
      issue: { number: issue.number, nodeId: issue.nodeId },
      add,
      remove,
    },
  ];
}

/**
 * R-F1: creates the items that the incident still lacks, once per key, and those of `/quench item`, whenever they are
 * asked for; duplicates of ours are closed as such.
 */
export function planItems(subject: Case): readonly Write[] {
  if (subject.itemsUnread !== null) return [];
  const held = subject.policy.items.create === "on_restored" && startOf(subject).latched === null;
  const wanted = [...(held ? [] : missingItems(subject)), ...toldItems(subject)];
  return [...duplicateItems(subject), ...wanted.map((one) => creation(subject, one))];
}

function creation(subject: Case, wanted: ItemToCreate): Write {
  const { incident } = subject.snapshot;
  const values = {
    incident: `#${incident.number}`,
    failure_class: subject.form.failureClass === null ? null : inlineText(subject.form.failureClass),
    proposed_control: inlineText(wanted.control),
    bucket: wanted.bucket,
    lane: wanted.lane,
    finding_type: wanted.finding,
  };
  return {
    kind: "create_item",
    key: wanted.key,
    incident: { number: incident.number, nodeId: incident.nodeId },
    title: `${titleText(wanted.control)} (incident #${incident.number})`,
    body: `${renderForm(ITEM_FORM, values)}\n\n${itemMarker(wanted.key)}`,
    labels: [subject.policy.items.label, STATUS_LABELS.open],
  };
}

/** What `/quench item` asks for: one item a command line, once for ever, whatever becomes of it. */
function toldItems(subject: Case): readonly ItemToCreate[] {
  const whole = subject.items.filter((item) => !isLoose(subject, item));
  const created = new Set([...Object.keys(subject.memory.created), ...whole.flatMap(itemKeys)]);
  return subject.heard.flatMap(({ command, standing, comment, index }): readonly ItemToCreate[] => {
    if (command.name !== "item" || standing.kind !== "accepted") return [];
    const key = filedKey("item", comment.databaseId, index);
    const { lane, bucket } = CANDIDATES[command.finding];
    return created.has(key) ? [] : [{ key, control: command.title, lane, bucket, finding: command.finding }];
  });
}

/** A person's words in a title, which GitHub shows as they are: in one line, pinging and naming nobody. */
function titleText(text: string): string {
  const line = plainText(inlineText(text, 120));
  return line.replaceAll("\u200b", "").replace(/[@#]/g, "").replace(/\s+/g, " ").trim();
}

/**
 * Two passes at once may both have created an item: the lower number stays, the other is closed as duplicate by its maker.
 * Whoever may write can put another item's marker into a body; in an edited one it counts only as we remember it.
 */
export function duplicateItems(subject: Case): readonly Write[] {
  const first = new Map<string, ItemCase>();
  const writes: Write[] = [];
  for (const item of subject.items.toSorted((a, b) => byNumber(a.issue, b.issue))) {
    const key = madeKey(item);
    const asMade = item.issue.lastEditedAt === null;
    if (key === null || !(asMade || subject.memory.created[key] === item.issue.nodeId)) continue;
    const leader = first.get(key);
    if (leader === undefined) first.set(key, item);
    else if (asMade && item.issue.openedByUs && item.issue.state === "open" && isUntouched(item)) {
      const issue = { number: item.issue.number, nodeId: item.issue.nodeId };
      writes.push({
        kind: "close_own",
        key: `duplicate:${item.issue.number}`,
        issue,
        reason: "duplicate",
        notice: `Duplicate of #${leader.issue.number}.`,
      });
    }
  }
  return writes;
}

/** Untouched: no owner, no pull request, no comment of a person, no evidence. */
export function isUntouched(item: ItemCase): boolean {
  const { comments, assignees } = item.issue;
  if (assignees.length > 0 || item.evidence.length > 0 || isUnreadable(comments)) return false;
  const { counted, open, refused, suggested, unreadable } = item.pulls;
  if (counted.length + open.length + refused.length + suggested.length + unreadable.length > 0) return false;
  return comments.every((comment) => comment.own !== null || comment.author.kind !== "user");
}

/** R-B4: the status label and the item's own comment; the comment comes once there is something to say. */
export function planItemStatus(subject: Case, verdict: Verdict): readonly Write[] {
  return verdict.items.flatMap((judged) => {
    const item = subject.items.find((one) => one.issue.number === judged.number);
    return item === undefined ? [] : statusWrites(subject, item, judged);
  });
}

function statusWrites(subject: Case, item: ItemCase, judged: ItemVerdict): readonly Write[] {
  const { issue } = item;
  const ref: IssueRef = { number: issue.number, nodeId: issue.nodeId };
  const labels =
    judged.outcome === "unknown" ? [] : relabel(issue, [STATUS_LABELS[judged.status]], Object.values(STATUS_LABELS));
  if (isUnreadable(issue.comments)) return labels;
  const own = issue.comments
    .filter((comment) => comment.own?.key === ITEM_TOPIC)
    .sort((a, b) => a.databaseId - b.databaseId);
  const [present, ...extra] = own;
  const removals = extra.map(
    (comment): Write => ({
      kind: "delete_comment",
      key: `duplicate:${comment.databaseId}`,
      comment: comment.databaseId,
    }),
  );
  if (present === undefined && (judged.status === "open" || issue.state === "closed")) return [...labels, ...removals];
  const body = renderItem(subject, item, judged);
  if (present?.body === body) return [...labels, ...removals];
  return [
    ...labels,
    {
      kind: "topic_comment",
      key: `${ITEM_TOPIC}:${issue.number}`,
      issue: ref,
      topic: ITEM_TOPIC,
      existing: present?.databaseId ?? null,
      body,
    },
    ...removals,
  ];
}
