/** Z. Residual risk: managed and accepted, or it covers nothing (R-Z1). */
import { said, type Spoken, undecided } from "../commands/said.ts";
import { codeSpan } from "../markdown.ts";
import { actorMayOverride, OVERRIDERS } from "../people.ts";
import { isUnreadable, type Unreadable } from "../snapshot/types.ts";
import { endOfLocalDay, formatDay } from "../time.ts";
import type { Case } from "../verdict/case.ts";
import type { LedgerEntry } from "../verdict/ledger.ts";
import { node, step } from "../verdict/node.ts";
import type { VerdictNode } from "../verdict/types.ts";
import type { Rule } from "./rule.ts";
import { STEWARDS } from "./takers.ts";

export type RiskEntry = Extract<LedgerEntry, { readonly kind: "risk" }>;

/** What an entry lacks to be managed, in words, in the form's order; empty: it is managed. */
export function lacksOf({ fields, owner }: RiskEntry): readonly (keyof typeof LABELS)[] {
  return [
    ...(fields.statement === null ? (["risk statement"] as const) : []),
    ...(fields.trigger === null ? (["trigger for re-prioritization"] as const) : []),
    ...(owner === null ? (["owner"] as const) : []),
    ...(fields.target === null ? (["target date"] as const) : []),
  ];
}

/** The open risks of the incident, by number. */
export function openRisks(subject: Case): readonly RiskEntry[] {
  return subject.ledger.filter((entry): entry is RiskEntry => entry.kind === "risk" && entry.issue.state === "open");
}

/**
 * R-Z1: the URL of the risk that covers an item: open, managed, and accepted by the override right (said on the
 * incident, an item or the ledger). Null where none does; what could not be read is said where it might have decided.
 */
export function coveredBy(subject: Case, item: number): string | Unreadable | null {
  if (subject.ledgerUnread !== null) return subject.ledgerUnread;
  let unread: Unreadable | null = null;
  for (const entry of openRisks(subject)) {
    if (!entry.fields.covers.includes(item) || lacksOf(entry).length > 0) continue;
    const accepted = acceptanceOf(subject, entry);
    if (isUnreadable(accepted)) unread ??= accepted;
    else if (accepted !== null) return entry.issue.url;
  }
  return unread;
}

/**
 * The acceptance of a risk that counts. Whoever edits the entry afterwards without the right has it accepted again: what
 * was accepted is what was read.
 */
export function acceptanceOf(subject: Case, { issue }: RiskEntry): Spoken<"risk"> | Unreadable | null {
  const { accepted, undecidedFor } = acceptancesOf(subject);
  const spoken = accepted.get(issue.number);
  if (spoken !== undefined && (issue.lastEditedAt === null || issue.lastEditedAt <= spoken.at)) return spoken;
  const right = spoken === undefined ? false : mayEdit(subject, issue);
  if (spoken !== undefined && right === true) return spoken;
  if (right === null) return { unreadable: `who edited #${issue.number} last could not be looked up` };
  return undecidedFor.get(issue.number) ?? unheard(subject);
}

function mayEdit({ snapshot, policy }: Case, issue: RiskEntry["issue"]): boolean | null {
  return actorMayOverride(snapshot, policy, issue.editor ?? issue.author);
}

/** Comments that could not be read: a command may stand there. */
export function unheard(subject: Case): Unreadable | null {
  const found = silent.get(subject.everywhere);
  if (found !== undefined) return found;
  const { snapshot, items, itemsUnread, ledger } = subject;
  const lists = [snapshot.incident, ...items.map(({ issue }) => issue), ...ledger.map(({ issue }) => issue)];
  const unread = itemsUnread ?? lists.map(({ comments }) => comments).find(isUnreadable) ?? null;
  silent.set(subject.everywhere, unread);
  return unread;
}

interface Acceptances {
  /** By the risk's number, the last acceptance. */
  readonly accepted: ReadonlyMap<number, Spoken<"risk">>;
  readonly undecidedFor: ReadonlyMap<number, Unreadable>;
}

// Every item asks, and the commands of a case are the same: they are sorted once.
const known = new WeakMap<Case["everywhere"], Acceptances>();
const silent = new WeakMap<Case["everywhere"], Unreadable | null>();

function acceptancesOf({ everywhere }: Case): Acceptances {
  const sorted = known.get(everywhere);
  if (sorted !== undefined) return sorted;
  const accepted = new Map<number, Spoken<"risk">>();
  const undecidedFor = new Map<number, Unreadable>();
  for (const one of everywhere) {
    if (one.command.name !== "risk") continue;
    for (const spoken of said([one], "risk")) accepted.set(one.command.accept, spoken);
    for (const why of undecided([one], "risk")) undecidedFor.set(one.command.accept, why);
  }
  const made = { accepted, undecidedFor };
  known.set(everywhere, made);
  return made;
}

/** R-Z1, one node an open entry. */
function judgeRisks(subject: Case): readonly VerdictNode[] {
  if (subject.ledgerUnread !== null) {
    const phrase = `Cannot tell yet which risks remain: ${subject.ledgerUnread.unreadable}.`;
    return [node("R-Z1", "R-Z1", TITLE, "unknown", phrase)];
  }
  return openRisks(subject).map((entry) => judgeRisk(subject, entry));
}

const TITLE = "Residual risk is managed";

function judgeRisk(subject: Case, entry: RiskEntry): VerdictNode {
  const { issue, fields, owner } = entry;
  const key = `R-Z1:#${issue.number}`;
  const lacks = lacksOf(entry);
  const extra = { item: issue.number, evidence: [issue.url] };
  if (lacks.length > 0) {
    const phrase = `Risk #${issue.number} is unmanaged and covers nothing: its ${listed(lacks)} ${lacks.length === 1 ? "is" : "are"} missing.`;
    const who = owner === null ? STEWARDS : [owner];
    const text = `Fill in ${listed(lacks.map((one) => `*${LABELS[one]}*`))} in the form of #${issue.number}.`;
    const names = step(`Assign exactly one owner to #${issue.number}.`, "edit", STEWARDS);
    const next = lacks.every((one) => one === "owner") && issue.assignees.length > 1 ? names : step(text, "edit", who);
    return node("R-Z1", key, TITLE, "fail", phrase, { ...extra, next });
  }
  const day = fields.target ?? "";
  const over = subject.snapshot.now >= endOfLocalDay(day, subject.policy.time.zone);
  const until = over ? `its target date, ${formatDay(day)}, is over` : `until ${formatDay(day)}`;
  const phrase = `Risk #${issue.number} is managed: ${codeSpan(owner ?? "", 60)} watches its trigger, ${until}. ${covering(subject, entry)}`;
  return node("R-Z1", key, TITLE, "pass", phrase, extra);
}

/** What a managed risk covers, in one sentence. */
function covering(subject: Case, entry: RiskEntry): string {
  const { covers } = entry.fields;
  if (covers.length === 0) return "It names no item that it covers.";
  const accepted = acceptanceOf(subject, entry);
  const items = listed(covers.map((number) => `#${number}`));
  if (isUnreadable(accepted)) return `Whether it was accepted for ${items} cannot be told yet.`;
  return accepted === null
    ? `It covers ${items} once ${OVERRIDERS} says \`/quench risk accept #${entry.issue.number}\`.`
    : `It covers ${items}.`;
}

const LABELS = {
  "risk statement": "Risk statement",
  "trigger for re-prioritization": "Trigger for re-prioritization",
  owner: "Owner",
  "target date": "Target date",
} as const;

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  const [last, ...rest] = words.toReversed();
  return rest.length === 0 ? (last ?? "") : `${rest.toReversed().join(", ")} and ${last}`;
}

export const RISK_RULES: readonly Rule[] = [
  {
    id: "R-Z1",
    title: "Residual risk is managed",
    passes:
      "The entry has a risk statement, a trigger for re-prioritization, one owner and a target date. It covers its items once `/quench risk accept #<risk>` is said by the override right.",
    fails: "One of the four is missing: the risk is unmanaged, and covers nothing.",
    unknown: "The incident's residual risks could not be read.",
    settings: ["ledger.risk_label", "people.override.role"],
    kind: "finding",
    judge: judgeRisks,
  },
];
