/** C. The conditions of R-C1 but for the owners' and the checklist: scorecard, adoption, P0 and P1, every other item. */
import { actorMayOverride, sameLogin } from "../people.ts";
import { type Actor, isUnreadable, type Unreadable } from "../snapshot/types.ts";
import { formatDay } from "../time.ts";
import type { Case } from "../verdict/case.ts";
import type { ItemCase } from "../verdict/item-case.ts";
import type { JudgedItem, Weighed } from "../verdict/judged.ts";
import { allOf, nearest, nearestOf, node, step } from "../verdict/node.ts";
import type { Outcome, Score, VerdictNode } from "../verdict/types.ts";
import { deferralOf } from "./debt.ts";
import { madeKey, missingItems } from "./finding.ts";
import { GATE_KEYS } from "./gates.ts";
import { coveredBy } from "./residual-risk.ts";
import { strays } from "./strayed.ts";
import { isUrgent } from "./priority.ts";

/** The scorecard reaches its target; its rows stand in the verdict's own scorecard. */
export function scorecardReached({ scorecard }: Weighed): VerdictNode {
  const { score } = scorecard;
  const phrase = `The scorecard is at ${shown(score)}; ${score.target} ${score.target === 1 ? "is" : "are"} needed.`;
  return node("R-C1", GATE_KEYS.scorecard, "Scorecard", scorecard.node.outcome, phrase, {
    next: scorecard.node.outcome === "pass" ? null : (scorecard.node.next ?? nearestOf(scorecard.node.children)),
  });
}

function shown({ min, max, of }: Score): string {
  return `${min === max ? min : `${min}–${max}`} of ${of}`;
}

/** At least one control is implemented, and its guardrails run in the normal workflow (R-A2). */
export function adopted(subject: Weighed): VerdictNode {
  const title = "A control runs in the normal workflow";
  if (subject.itemsUnread !== null) return unreadItems(GATE_KEYS.adoption, title, subject.itemsUnread);
  const controls = subject.items.map((item) => ({ item, outcome: running(item) }));
  const live = controls.filter(({ outcome }) => outcome === "pass").map(({ item }) => item);
  if (live.length > 0) {
    const names = live.map((item) => `#${item.issue.number}`).join(", ");
    const phrase = `${names} ${live.length === 1 ? "is" : "are"} implemented and observed in the normal workflow.`;
    const evidence = live.flatMap((item) => item.observed.evidence);
    return node("R-C1", GATE_KEYS.adoption, title, "pass", phrase, { evidence });
  }
  const next =
    nearest(controls.map(({ item }) => nearestOf([implementationOf(item), item.observed]))) ??
    (subject.items.length === 0 ? firstStep(subject) : null);
  if (controls.some(({ outcome }) => outcome === "unknown")) {
    const phrase = "Cannot tell yet whether an implemented control runs in the normal workflow.";
    return node("R-C1", GATE_KEYS.adoption, title, "unknown", phrase, { next });
  }
  const built = subject.items.filter((item) => implementationOf(item).outcome === "pass").length;
  const phrase =
    built === 0
      ? "No control is implemented yet."
      : `${built} ${built === 1 ? "control is" : "controls are"} implemented, and none was observed in the normal workflow yet.`;
  return node("R-C1", GATE_KEYS.adoption, title, "fail", phrase, { next });
}

function running(item: JudgedItem): Outcome {
  return allOf([implementationOf(item), item.observed], "fail");
}

/** R-Q1's row of implementation evidence. */
function implementationOf({ qa }: JudgedItem): VerdictNode {
  return qa.children.find(({ key }) => key.endsWith("/implementation")) ?? qa;
}

/** No P0 or P1 is unresolved; an item without a band blocks like P1, and so does one that strayed (R-B5). */
export function prioritiesResolved(subject: Weighed): VerdictNode {
  const gone = strays(subject, "R-C1").filter(({ outcome }) => outcome !== "pass");
  return group(subject, GATE_KEYS.priorities, "P0 and P1 items", isUrgent, "No item is P0 or P1.", gone);
}

/** Every other item is verified, retired, or deferred with owner and revisit date. */
export function itemsResolved(subject: Weighed): VerdictNode {
  return group(
    subject,
    GATE_KEYS.items,
    "Other hardening items",
    (item) => !isUrgent(item),
    "There is no other item.",
    [],
  );
}

function group(
  subject: Weighed,
  key: string,
  title: string,
  belongs: (item: JudgedItem) => boolean,
  none: string,
  gone: readonly VerdictNode[],
): VerdictNode {
  if (subject.itemsUnread !== null) return unreadItems(key, title, subject.itemsUnread);
  const children = [...subject.items.filter(belongs).map((item) => resolved(subject, item)), ...gone];
  const applicable = children.filter((child) => child.outcome !== "not_applicable");
  if (applicable.length > 0) {
    const done = applicable.filter((child) => child.outcome === "pass").length;
    const phrase = `${done} of ${applicable.length} resolved.`;
    return node("R-C1", key, title, allOf(children, "fail"), phrase, { children, next: nearestOf(children) });
  }
  // Nothing passes vacuously: without any item left there is nothing that could have been done.
  if (subject.items.some((item) => letGo(subject, item) !== true))
    return node("R-C1", key, title, "pass", none, { children });
  const phrase = subject.items.length === 0 ? "There is no hardening item yet." : "There is no hardening item left.";
  return node("R-C1", key, title, "fail", phrase, { children, next: firstStep(subject) });
}

function unreadItems(key: string, title: string, { unreadable }: Unreadable): VerdictNode {
  return node("R-C1", key, title, "unknown", `The hardening items could not be read: ${unreadable}.`);
}

/** The first look, whose plan creates the items: nobody else has to. */
const ITEMS_COME = step("Give each hardening item an owner as soon as Quench has created them.", "comment", [
  "someone with triage or above",
]);

const FIRST_ITEM = step("Add a hardening item as a sub-issue of this incident.", "edit", [
  "someone with triage or above",
]);

function firstStep(subject: Weighed) {
  return subject.items.length === 0 && missingItems(subject).length > 0 ? ITEMS_COME : FIRST_ITEM;
}

/** Resolved: verified, rightly retired, let go by right; a P0 or P1 covered by a risk, any other one deferred. */
function resolved(subject: Case, item: JudgedItem): VerdictNode {
  const { gate, issue } = item;
  const name = `#${issue.number}`;
  const row = (outcome: Outcome, phrase: string, more: Partial<VerdictNode> = {}): VerdictNode =>
    node("R-C1", `R-C1:${name}`, name, outcome, phrase, { item: issue.number, evidence: [issue.url], ...more });
  const right = letGo(subject, item);
  if (right === true) return row("not_applicable", "Let go by someone who may.");
  if (item.status === "retired") return row("pass", `${name} is retired.`);
  if (gate.outcome === "pass") return row("pass", `${name} is verified.`);
  const other = isUrgent(item) ? covered(subject, issue.number) : deferred(subject, issue.number);
  if (!isUnreadable(other) && other !== null)
    return row("pass", `${name} ${other.how}.`, { evidence: [issue.url, other.url] });
  if (right === null) return row("unknown", `Who closed ${name} as not planned could not be read.`);
  if (gate.outcome !== "fail") return row("unknown", `${name}: ${gate.phrase}`, { next: gate.next });
  if (other !== null) {
    const phrase = `${name} is not verified, and whether it is ${isUrgent(item) ? "covered" : "deferred"} cannot be told yet: ${other.unreadable}.`;
    return row("unknown", phrase, { next: gate.next });
  }
  return row("fail", `${name} is not verified. ${gate.phrase}`, { next: gate.next });
}

interface StandIn {
  readonly how: string;
  readonly url: string;
}

function covered(subject: Case, item: number): StandIn | Unreadable | null {
  const risk = coveredBy(subject, item);
  return risk === null || isUnreadable(risk)
    ? risk
    : { how: "is covered by a residual risk that was accepted", url: risk };
}

function deferred(subject: Case, item: number): StandIn | Unreadable | null {
  const debt = deferralOf(subject, item);
  return debt === null || isUnreadable(debt)
    ? debt
    : { how: `is deferred until ${formatDay(debt.until)}`, url: debt.url };
}

/**
 * Whether somebody who may let the item go: false where it is open, closed as completed, or closed without the right;
 * null where that could not be read.
 */
export function letGo(subject: Case, item: ItemCase): boolean | null {
  const { issue } = item;
  if (issue.state !== "closed" || issue.stateReason === "completed") return false;
  if (isUnreadable(issue.events)) return null;
  const close = issue.events.findLast((event) => event.kind === "closed");
  return close === undefined ? null : droppedByRight(subject, item, close.actor);
}

/** Only the override right, or whoever made a duplicate cleaning it up, lets an item go (R-B5, R-C3). */
function droppedByRight(subject: Case, item: ItemCase, actor: Actor): boolean | null {
  const key = madeKey(item);
  const tidied = item.issue.stateReason === "duplicate" && sameLogin(actor.login, item.issue.author.login);
  if (key !== null && tidied && subject.items.some((other) => other.issue !== item.issue && madeKey(other) === key))
    return true;
  return sameLogin(actor.login, subject.snapshot.self.login)
    ? true
    : actorMayOverride(subject.snapshot, subject.policy, actor);
}
