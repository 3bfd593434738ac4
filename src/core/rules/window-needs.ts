/** W. What each window needs, and since when it is there (R-W1 to R-W3). */
import type { Heard } from "../commands/hear.ts";
import { undecided } from "../commands/said.ts";
import type { EvidenceKind } from "../evidence/types.ts";
import type { Lane } from "../forms/vocabulary.ts";
import { sameLogin } from "../people.ts";
import type { Comment, Issue } from "../snapshot/issue.ts";
import { type Instant, isUnreadable, type Unreadable } from "../snapshot/types.ts";
import { maxInstant, minInstant } from "../time.ts";
import type { Case } from "../verdict/case.ts";
import type { ItemCase } from "../verdict/item-case.ts";
import type { Assessed, JudgedItem } from "../verdict/judged.ts";
import { step } from "../verdict/node.ts";
import type { Outcome, Step } from "../verdict/types.ts";
import { isStanding } from "./priority.ts";
import { STEWARDS, takersOf } from "./takers.ts";

/** One thing that a window needs. */
export interface Need {
  /** Since when it is there; null where it is not. */
  readonly at: Instant | null;
  /** What was not read and may have brought it, or brought it earlier. */
  readonly unread: Unreadable | null;
  /** A clause for a person that says what is missing. */
  readonly missing: string;
  /** The same of several items: what is said behind their numbers, as `have no owner`. */
  readonly ofSeveral?: { readonly name: string; readonly lack: string };
  readonly next: Step;
  /** URLs of what brought it. */
  readonly evidence: readonly string[];
}

/** A line with a time of day or a date: one entry of a timeline. */
const TIMESTAMPED = /(^|[^\d:])([01]?\d|2[0-3]):[0-5]\d(?!\d)|\b\d{4}-\d{2}-\d{2}\b/;
const LINK = /https?:\/\/[^\s<>)\]]/i;

function hasTimeline(text: string): boolean {
  return text.split(/\r?\n/).filter((line) => TIMESTAMPED.test(line)).length >= 2;
}

/** R-W1: a timeline and an evidence packet, in the form or in people's comments. */
export function keepNeeds({ snapshot, form }: Case): readonly Need[] {
  const { incident } = snapshot;
  const comments = isUnreadable(incident.comments) ? [] : incident.comments;
  // A body without these headings has no such fields: then its whole text is looked at (R-V3). Where they are there and
  // empty, the times and links of other fields are no timeline and no packet.
  const lacks = (id: string): boolean =>
    form.problems.some(({ code, field }) => code === "missing" && (field === null || field === id));
  const whole = lacks("timeline") && lacks("evidence_packet") ? incident.body : null;
  const need = (field: string | null, holds: (text: string) => boolean, missing: string, ask: string): Need => {
    const written = field !== null && holds(field) ? (incident.lastEditedAt ?? incident.createdAt) : null;
    const at = minInstant(written, ...spoken(comments, holds));
    return {
      at,
      unread: isUnreadable(incident.comments) ? incident.comments : null,
      missing,
      next: step(`${ask} in the form of #${incident.number} or in a comment there.`, "comment", [
        form.commander ?? incident.author.login,
      ]),
      evidence: at === null ? [] : [incident.url],
    };
  };
  return [
    need(
      form.timeline ?? whole,
      hasTimeline,
      "no timeline is kept",
      "Write a timeline of two or more timestamped lines",
    ),
    need(
      form.evidencePacket ?? whole,
      (text) => LINK.test(text),
      "no evidence packet is kept",
      "Link logs, dashboards, chat or traces",
    ),
  ];
}

/** Since when each of people's comments holds something. */
function spoken(comments: readonly Comment[], holds: (text: string) => boolean): readonly Instant[] {
  return comments
    .filter((one) => one.own === null && one.author.kind === "user" && holds(one.body))
    .map((one) => one.lastEditedAt ?? one.createdAt);
}

/**
 * The owner's word on adoption, `what` they do first: nothing is nearer once it is merged, and before it there is nothing
 * to adopt.
 */
export function adoptionStep(item: ItemCase, what: string, owner: string): Step {
  const isLater = implementationOf(item) === "fail";
  const text = `${what}${isLater ? " once it is merged" : ""}: \`/quench ack adoption\` on #${item.issue.number}.`;
  return step(text, isLater ? "wait" : "comment", [owner]);
}

/** What shows that a merged diff works (R-Q1), the strongest first. */
const OUTPUTS: readonly EvidenceKind[] = ["red_green_proof", "command_output"];

/** Since when an item has implementation evidence (R-Q1): a merged diff and its output; null where it has not. */
export function implementedAt({ evidence }: ItemCase): Instant | null {
  const strong = evidence.filter(({ strength }) => strength === 2);
  const diffs = strong.filter(({ kind }) => kind === "diff");
  const outputs = strong.filter(({ kind }) => OUTPUTS.includes(kind));
  if (diffs.length === 0 || outputs.length === 0) return null;
  // A check that does not say when it ended delays nothing.
  return maxInstant(minInstant(...diffs.map(({ when }) => when)), minInstant(...outputs.map(({ when }) => when)));
}

/** R-Q1: whether an item has implementation evidence. */
export function implementationOf(item: ItemCase): Outcome {
  if (implementedAt(item) !== null) return "pass";
  return item.unread.implementation.length > 0 ? "unknown" : "fail";
}

/** R-W2: a Controls item and a Quality item with implementation evidence. */
export function closeNeeds(subject: Assessed): readonly Need[] {
  return [
    shipped(subject, "controls", "no Controls item has a merged guardrail with successful checks", "Merge a guardrail"),
    shipped(
      subject,
      "quality",
      "no Quality item has a merged regression test with successful checks",
      "Merge a regression test",
    ),
  ];
}

function shipped(subject: Assessed, lane: Lane, missing: string, ask: string): Need {
  const items = subject.items.filter(({ fields }) => fields.lane === lane);
  const ready = items.flatMap((item) => {
    const at = implementedAt(item);
    return at === null ? [] : [{ item, at }];
  });
  const at = minInstant(...ready.map((one) => one.at));
  const first = ready.find((one) => one.at === at);
  const target = items.find(isStanding);
  const text =
    target === undefined
      ? `Add a hardening item of the ${lane} lane to this incident.`
      : `${ask}: a pull request with \`Hardening: #${target.issue.number}\` in its body.`;
  return {
    at,
    unread: subject.itemsUnread ?? items.flatMap((item) => item.unread.implementation)[0] ?? null,
    missing,
    next: target === undefined ? step(text, "edit", STEWARDS) : step(text, "pull_request", takersOf(target)),
    evidence: first === undefined ? [] : urlsOf(first.item, ["diff", ...OUTPUTS]),
  };
}

function urlsOf(item: ItemCase, kinds: readonly EvidenceKind[]): readonly string[] {
  return item.evidence.filter(({ kind, strength }) => kinds.includes(kind) && strength === 2).map(({ url }) => url);
}

/** Files that put what was learned where the next one on duty looks. */
const PROCESS: readonly EvidenceKind[] = ["runbook", "oncall_checklist"];

/** R-W3: a runbook or process update, and each owner's word that the checklist holds. */
export function learnNeeds(subject: Assessed): readonly Need[] {
  const standing = subject.items.filter(isStanding);
  return [published(subject), ...(standing.length === 0 ? [nobody(subject)] : standing.map(confirmed(subject)))];
}

function published(subject: Assessed): Need {
  const all = [...subject.evidence, ...subject.items.flatMap(({ evidence }) => evidence)];
  const found = all.filter(({ kind, strength }) => PROCESS.includes(kind) && strength === 2);
  const at = minInstant(...found.map(({ when }) => when));
  const target = subject.items.find((item) => item.fields.lane === "operations" && isStanding(item));
  const where =
    target === undefined ? "from a linked pull request" : `with \`Hardening: #${target.issue.number}\` in its body`;
  return {
    at,
    unread:
      subject.itemsUnread ??
      subject.pulls.unreadable[0] ??
      subject.items.flatMap((item) => item.unread.implementation)[0] ??
      null,
    missing: "no runbook or process update is merged",
    next: step(
      `Merge a runbook or process update ${where}.`,
      "pull_request",
      target === undefined ? STEWARDS : takersOf(target),
    ),
    evidence: found.filter(({ when }) => when === at).map(({ url }) => url),
  };
}

function nobody(subject: Assessed): Need {
  return {
    at: null,
    unread: subject.itemsUnread,
    missing: "no hardening item is there whose owner could confirm",
    next: step("Add a hardening item as a sub-issue of this incident.", "edit", STEWARDS),
    evidence: [],
  };
}

/** Its owner's own `/quench ack adoption`, on the item or on the incident. */
function confirmed(subject: Assessed): (item: JudgedItem) => Need {
  const told = subject.evidence.filter(({ kind }) => kind === "adoption_ack");
  const { comments } = subject.snapshot.incident;
  return (item) => {
    const { owner, ownerIsSure } = item;
    const where = `#${item.issue.number}`;
    const acks = [...item.evidence.filter(({ kind }) => kind === "adoption_ack"), ...told].filter(
      ({ who }) => owner !== null && ownerIsSure && who !== null && sameLogin(who, owner),
    );
    const at = minInstant(...acks.map(({ when }) => when));
    const unsure = ownerIsSure ? null : { unreadable: `whether the owner of ${where} changed could not be read` };
    return {
      at,
      unread: unsure ?? unheardOn(item.issue.comments, item.heard, owner) ?? unheardOn(comments, subject.heard, owner),
      missing: owner === null ? `${where} has no owner` : `the owner of ${where} has not confirmed the checklist`,
      ofSeveral: {
        name: where,
        lack: owner === null ? "have no owner" : "lack their owners' confirmation of the checklist",
      },
      next:
        owner === null
          ? step(`Name one owner: \`/quench owner @login\` on ${where}.`, "comment", STEWARDS)
          : adoptionStep(item, "Confirm the adoption checklist", owner),
      evidence: acks.filter(({ when }) => when === at).map(({ url }) => url),
    };
  };
}

/** Why an owner's acknowledgement may stand somewhere without being seen; null where it cannot. */
function unheardOn(comments: Issue["comments"], heard: readonly Heard[], owner: string | null): Unreadable | null {
  if (isUnreadable(comments)) return comments;
  const theirs = heard.filter(
    ({ command, by }) =>
      command.name === "ack" && command.topic === "adoption" && owner !== null && sameLogin(by, owner),
  );
  return undecided(theirs, "ack")[0] ?? null;
}
