/** C. Closure: whether an incident may close (R-C1), and the quick checklist that is always shown (R-C6). */
import type { Evidence, EvidenceKind } from "../evidence/types.ts";
import { actorMayOverride, OVERRIDERS, sameLogin } from "../people.ts";
import { type Actor, isUnreadable, type Unreadable } from "../snapshot/types.ts";
import type { Case, ItemCase } from "../verdict/case.ts";
import { allOf, nearestOf, node, step } from "../verdict/node.ts";
import type { ItemVerdict, VerdictNode } from "../verdict/types.ts";
import { madeKey, missingItems } from "./finding.ts";

/** R-C1: every condition must hold; nothing passes vacuously. */
export function closable(subject: Case, items: readonly ItemVerdict[], checklist: readonly VerdictNode[]): VerdictNode {
  const children = [itemsResolved(subject, items), quickChecklist(checklist)];
  const outcome = allOf(children, "fail");
  const open = children.reduce((sum, child) => sum + failures(child), 0);
  const phrase = {
    pass: "Every condition for closing holds.",
    fail: `${open} ${open === 1 ? "condition is" : "conditions are"} not met yet.`,
    unknown: "Some facts could not be read, so Quench cannot tell yet.",
    not_applicable: "",
  }[outcome];
  return node("R-C1", "R-C1", "May close", outcome, phrase, { children, next: nearestOf(children) });
}

/** Rows that fail; a failing group with no failing row is one itself. */
function failures(group: VerdictNode): number {
  return group.outcome === "fail" ? Math.max(1, group.children.filter((child) => child.outcome === "fail").length) : 0;
}

function itemsResolved(subject: Case, items: readonly ItemVerdict[]): VerdictNode {
  const title = "Hardening items";
  if (subject.itemsUnread !== null) {
    return node(
      "R-C1",
      "R-C1/items",
      title,
      "unknown",
      `The hardening items could not be read: ${subject.itemsUnread.unreadable}.`,
    );
  }
  const children = subject.items.map((item) => resolved(subject, item, items));
  const outcome = allOf(children, "fail");
  const done = children.filter((child) => child.outcome === "pass").length;
  const applicable = children.filter((child) => child.outcome !== "not_applicable").length;
  const absent = children.length === 0 ? "There is no hardening item yet." : "There is no hardening item left.";
  const phrase = applicable === 0 ? absent : `${done} of ${applicable} verified.`;
  const coming = children.length === 0 && missingItems(subject).length > 0;
  const next = coming ? ITEMS_COME : applicable === 0 ? FIRST_ITEM : nearestOf(children);
  return node("R-C1", "R-C1/items", title, outcome, phrase, { children, next });
}

/** The first look, whose plan creates the items: nobody else has to. */
const ITEMS_COME = step("Give each hardening item an owner as soon as Quench has created them.", "comment", [
  "someone with triage or above",
]);

const FIRST_ITEM = step("Add a hardening item as a sub-issue of this incident.", "edit", [
  "someone with triage or above",
]);

function resolved(subject: Case, item: ItemCase, items: readonly ItemVerdict[]): VerdictNode {
  const key = `R-C1:#${item.issue.number}`;
  const verdict = items.find((one) => one.number === item.issue.number);
  const gate = verdict?.gate;
  if (item.issue.state === "closed" && item.issue.stateReason !== "completed") {
    const closer = isUnreadable(item.issue.events)
      ? null
      : item.issue.events.findLast((event) => event.kind === "closed");
    const right = closer === undefined || closer === null ? null : droppedByRight(subject, item, closer.actor);
    if (right === true)
      return node("R-C1", key, `#${item.issue.number}`, "not_applicable", "Let go by someone who may.");
    if (right === null && gate?.outcome !== "pass") {
      return node(
        "R-C1",
        key,
        `#${item.issue.number}`,
        "unknown",
        `Who closed #${item.issue.number} as not planned could not be read.`,
      );
    }
  }
  if (gate === undefined || gate.outcome === "fail") {
    return node(
      "R-C1",
      key,
      `#${item.issue.number}`,
      "fail",
      `#${item.issue.number} is not verified. ${gate?.phrase ?? ""}`.trim(),
      {
        evidence: [item.issue.url],
        next: gate?.next ?? null,
      },
    );
  }
  return node(
    "R-C1",
    key,
    `#${item.issue.number}`,
    gate.outcome,
    gate.outcome === "pass" ? `#${item.issue.number} is verified.` : `#${item.issue.number}: ${gate.phrase}`,
    {
      evidence: [item.issue.url],
    },
  );
}

/** Only the override right, or whoever made a duplicate cleaning it up, lets an item go (R-B5, R-C3). */
function droppedByRight(subject: Case, item: ItemCase, actor: Actor): boolean | null {
  const key = madeKey(item);
  const tidied = item.issue.stateReason === "duplicate" && sameLogin(actor.login, item.issue.author.login);
  if (key !== null && tidied && subject.items.some((other) => other !== item && madeKey(other) === key)) return true;
  return sameLogin(actor.login, subject.snapshot.self.login)
    ? true
    : actorMayOverride(subject.snapshot, subject.policy, actor);
}

function quickChecklist(checklist: readonly VerdictNode[]): VerdictNode {
  const outcome = allOf(checklist, "fail");
  const done = checklist.filter((row) => row.outcome === "pass").length;
  return node("R-C6", "R-C6", "Quick checklist", outcome, `${done} of ${checklist.length} done.`, {
    children: checklist,
    next: nearestOf(checklist),
  });
}

/** R-C6: one guardrail merged, one regression test merged, a runbook update published, an owner's acknowledgement. */
export function checklistOf(subject: Case): readonly VerdictNode[] {
  return [
    shipped(subject, "guardrail", "One automation guardrail is merged", "controls", "diff", "Merge a guardrail"),
    shipped(subject, "test", "One regression test is merged", "quality", "test", "Merge a regression test"),
    shipped(
      subject,
      "runbook",
      "The runbook update is published",
      "operations",
      "runbook",
      "Merge a runbook or process update",
    ),
    acknowledged(subject),
  ];
}

function shipped(
  subject: Case,
  row: EvidenceKind,
  title: string,
  lane: string,
  ofLane: EvidenceKind,
  ask: string,
): VerdictNode {
  const inLane = subject.items.filter((item) => item.fields.lane === lane);
  const any = subject.items.flatMap((item) => item.evidence);
  // An item of the lane shows it by what its lane ships; another's pull request, or the incident's own, by its files.
  const found: readonly Evidence[] = [
    ...inLane.flatMap((item) => item.evidence.filter((evidence) => evidence.kind === ofLane)),
    ...[...any, ...subject.evidence].filter((evidence) => evidence.kind === row),
  ];
  const key = `R-C6/${row}`;
  if (found.length > 0) {
    return node("R-C6", key, title, "pass", `${title}: ${found[0]?.because ?? ""}.`, {
      evidence: found.map((evidence) => evidence.url),
    });
  }
  const unread = unreadOf(subject, (item) => item.unread.implementation);
  if (unread !== null) return node("R-C6", key, title, "unknown", `Cannot tell yet: ${unread.unreadable}.`);
  const target = inLane.find((item) => item.issue.state === "open")?.issue.number;
  const text =
    target === undefined
      ? `${ask} from a linked pull request.`
      : `${ask}: a pull request with \`Hardening: #${target}\` in its body.`;
  return node("R-C6", key, title, "fail", `Not yet: ${title.toLowerCase()}.`, {
    next: step(text, "pull_request", ownersOf(inLane)),
  });
}

function acknowledged(subject: Case): VerdictNode {
  const title = "An owner's acknowledgement is recorded";
  const owners = subject.items.flatMap((item) => (item.owner === null || !item.ownerIsSure ? [] : [item.owner]));
  const acks = [...subject.items.flatMap((item) => item.evidence), ...subject.evidence].filter(
    (evidence) =>
      isAck(evidence.kind) && owners.some((owner) => evidence.who !== null && sameLogin(owner, evidence.who)),
  );
  if (acks.length > 0) {
    return node("R-C6", "R-C6/ack", title, "pass", `${acks[0]?.because ?? ""}.`, {
      evidence: acks.map((evidence) => evidence.url),
    });
  }
  const unheard = subject.heard.find(
    ({ command, standing }) => command.name === "ack" && standing.kind === "undecided",
  );
  const why =
    unreadOf(subject, (item) => item.unread.ownership)?.unreadable ??
    (unheard?.standing.kind === "undecided" ? unheard.standing.why : null);
  if (why !== null) return node("R-C6", "R-C6/ack", title, "unknown", `Cannot tell yet: ${why}.`);
  const item = subject.items.find((one) => one.fields.lane === "operations") ?? subject.items[0];
  const next =
    item === undefined
      ? null
      : step(`Acknowledge the runbook: \`/quench ack runbook\` on #${item.issue.number}.`, "comment", ownersOf([item]));
  return node("R-C6", "R-C6/ack", title, "fail", "No owner has acknowledged yet.", { next });
}

function isAck(kind: EvidenceKind): boolean {
  return kind === "runbook_ack" || kind === "adoption_ack" || kind === "oncall_ack";
}

function ownersOf(items: readonly ItemCase[]): readonly string[] {
  const owners = [...new Set(items.flatMap((item) => (item.owner === null ? [] : [item.owner])))];
  return owners.length > 0 ? owners : ["someone with triage or above"];
}

function unreadOf(subject: Case, of: (item: ItemCase) => readonly Unreadable[]): Unreadable | null {
  const { comments } = subject.snapshot.incident;
  return (
    subject.itemsUnread ??
    subject.items.flatMap(of)[0] ??
    subject.pulls.unreadable[0] ??
    (isUnreadable(comments) ? comments : null)
  );
}

/** The way out, named wherever a close is undone. */
export const WAY_OUT = `To let the incident go without the gate, ${OVERRIDERS} closes it as *not planned* or *duplicate*.`;
