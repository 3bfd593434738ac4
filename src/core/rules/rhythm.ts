/** O. Ownership's rhythm: what digest and audit look at in one incident (R-O1, R-O2). */
import { said } from "../commands/said.ts";
import { inlineText } from "../markdown.ts";
import { byNumber, isUnreadable, type Unreadable } from "../snapshot/types.ts";
import { endOfLocalDay, formatDay, maxInstant } from "../time.ts";
import type { Judged, JudgedItem } from "../verdict/judged.ts";
import { node, step } from "../verdict/node.ts";
import type { Outcome, Step, VerdictNode } from "../verdict/types.ts";
import { deferralOf } from "./debt.ts";
import { adoptedSince, type Effect, effectOf, effectPhrase } from "./effect.ts";
import { departed } from "./departed.ts";
import { isStanding } from "./priority.ts";
import { REMINDER_RULES } from "./reminders.ts";
import type { Rule } from "./rule.ts";
import { bypassOf } from "./sightings.ts";
import { STEWARDS, takersOf } from "./takers.ts";

/** How an item stands for the digest. */
export interface Standing {
  /** Its due date, once it is over and neither verified nor deferred. */
  readonly overdue: string | null;
  /** Its due date while it is not over, and it is neither verified nor deferred. */
  readonly due: string | null;
  /** The rubric's row of evidence has less than 2 points. */
  readonly weak: boolean;
  /** Why it is blocked, as a clause in Markdown, and where that is said; null where it is not. */
  readonly blocked: { readonly why: string; readonly url: string } | null;
  /** Verified, and still open. */
  readonly ready: boolean;
  /** What was not read and might say otherwise. */
  readonly unread: Unreadable | null;
}

/** R-O1: how an item stands. One that is let go or retired is no matter here. */
export function standingOf(subject: Judged, item: JudgedItem): Standing {
  const { now } = subject.snapshot;
  const { issue, status } = item;
  const deferral = deferralOf(subject, issue.number);
  const pending = status !== "verified" && (deferral === null || isUnreadable(deferral)) ? item.due : null;
  const over = pending !== null && now >= endOfLocalDay(pending, subject.policy.time.zone);
  const evidence = item.rubric.node.children.find(({ key }) => key.endsWith("/evidence"));
  const blocked = blockOf(item);
  const facts = [
    over && isUnreadable(deferral) ? deferral : null,
    evidence?.outcome === "unknown" ? { unreadable: "its evidence could not be read" } : null,
    isUnreadable(blocked) ? blocked : null,
  ];
  return {
    overdue: over && deferral === null ? pending : null,
    due: over ? null : pending,
    weak: evidence?.outcome === "fail",
    blocked: isUnreadable(blocked) ? null : blocked,
    ready: status === "verified" && issue.state === "open",
    unread: facts.find((fact) => fact !== null) ?? null,
  };
}

/**
 * Blocked by an open issue, or since `/quench blocked`, until somebody else owns the item or it is verified: a blocked
 * item is reassigned.
 */
function blockOf({ issue, heard, status }: JudgedItem): Standing["blocked"] | Unreadable {
  if (status === "verified") return null;
  const { blockedBy = [], events } = issue;
  const [first] = isUnreadable(blockedBy) ? [] : [...blockedBy].sort(byNumber);
  if (first !== undefined) return { why: `blocked by #${first.number}`, url: first.url };
  const told = said(heard, "blocked").at(-1);
  const named = said(heard, "owner").at(-1)?.at ?? null;
  const assigned = isUnreadable(events) ? null : (events.findLast(({ kind }) => kind === "assigned")?.at ?? null);
  const since = maxInstant(named, assigned);
  if (told !== undefined && (since === null || since <= told.at)) {
    return { why: `blocked: ${inlineText(told.command.because)}`, url: told.url };
  }
  return isUnreadable(blockedBy) ? blockedBy : null;
}

/** R-O1, one node an item. */
function judgeStandup(subject: Judged): readonly VerdictNode[] {
  return subject.items.filter(isStanding).map((item) => {
    const { overdue, weak, blocked, ready, unread } = standingOf(subject, item);
    const { issue } = item;
    const name = `#${issue.number}`;
    const say = (outcome: Outcome, phrase: string, next: Step | null = null): VerdictNode =>
      node("R-O1", `R-O1:${name}`, "On track for the standup", outcome, phrase, {
        item: issue.number,
        evidence: [issue.url, ...(blocked === null ? [] : [blocked.url])],
        next,
      });
    const troubles = [
      ...(overdue === null ? [] : [`overdue since ${formatDay(overdue)}`]),
      ...(blocked === null ? [] : [`${blocked.why}, to be reassigned now`]),
      ...(weak ? ["weak in its evidence"] : []),
    ];
    if (troubles.length > 0) {
      const next =
        blocked === null
          ? (item.gate.next ?? null)
          : step(`Reassign it: \`/quench owner @login\` on ${name}.`, "comment", STEWARDS);
      return say("fail", `${name} is ${troubles.join("; ")}.`, next);
    }
    if (unread !== null) return say("unknown", `Cannot tell yet how ${name} stands: ${unread.unreadable}.`);
    return say("pass", ready ? `${name} is verified and ready to close.` : `${name} is on track.`);
  });
}

/**
 * R-O2: a control is proposed for retirement once its effect is measured and the class's rate afterwards is no lower than
 * before; null where it is not, or nothing can be said.
 */
export function retirementProposal(subject: Judged, item: JudgedItem): Effect | Unreadable | null {
  const name = item.obligation.failureClass ?? subject.form.failureClass;
  const since = adoptedSince(subject, item);
  if (name === null || since === null) return null;
  const effect = effectOf(subject, name, since);
  if (isUnreadable(effect)) return effect;
  const { ratio, trend } = effect;
  const helps = ratio?.estimate !== null && ratio?.estimate !== undefined && ratio.estimate < 1;
  return trend === "too few" || helps ? null : effect;
}

/** R-O2: each control, what it does to its risk, and the people. */
function judgeAudit(subject: Judged): readonly VerdictNode[] {
  const controls = subject.items
    .filter(isStanding)
    .flatMap((item) => [...runningNode(subject, item), ...retirementNode(subject, item)]);
  return [...controls, ...peopleNode(subject)];
}

function runningNode(subject: Judged, item: JudgedItem): readonly VerdictNode[] {
  const { outcome, because, evidence } = bypassOf(subject, item);
  if (outcome === "not_applicable") return [];
  const { number } = item.issue;
  const words = {
    pass: `The control of #${number} still runs: ${because}.`,
    fail: `The control of #${number} does not run as it should: ${because}.`,
    unknown: `Cannot tell yet whether the control of #${number} still runs: ${because}.`,
  };
  return [
    node("R-O2", `R-O2:#${number}/running`, "Control still runs", outcome, words[outcome], { item: number, evidence }),
  ];
}

function retirementNode(subject: Judged, item: JudgedItem): readonly VerdictNode[] {
  const proposal = retirementProposal(subject, item);
  if (proposal === null) return [];
  const { number, url } = item.issue;
  const say = (outcome: Outcome, phrase: string, next: Step | null = null): readonly VerdictNode[] => [
    node("R-O2", `R-O2:#${number}/effect`, "Control lowers its risk", outcome, phrase, {
      item: number,
      evidence: [url],
      next,
    }),
  ];
  if (isUnreadable(proposal)) return say("unknown", `Cannot tell yet what #${number} does: ${proposal.unreadable}.`);
  const figures = effectPhrase(proposal, subject.policy.time.zone);
  return say(
    "fail",
    `The control of #${number} no longer lowers its risk, and may be retired: ${figures}`,
    step(`Retire it: \`/quench retire <because>\` on #${number}.`, "comment", takersOf(item)),
  );
}

/** All of R-Y10 in one line. */
function peopleNode(subject: Judged): readonly VerdictNode[] {
  const nodes = departed(subject);
  const worst = nodes.find(({ outcome }) => outcome === "fail") ?? nodes.find(({ outcome }) => outcome === "unknown");
  if (nodes.length === 0) return [];
  const { outcome = "pass" as const, phrase = "Everybody who answers for the incident's controls is still a member." } =
    worst ?? {};
  const extra = { evidence: nodes.flatMap(({ evidence }) => evidence), next: worst?.next ?? null };
  return [node("R-O2", "R-O2/people", "Everybody is still a member", outcome, phrase, extra)];
}

export const RHYTHM_RULES: readonly Rule[] = [
  {
    id: "R-O1",
    title: "Weekly standup digest",
    passes: "An item is neither overdue nor blocked nor weak in its evidence, or it is verified and ready to close.",
    fails:
      "An item is overdue, blocked by an open issue or `/quench blocked`, or its evidence earns less than 2 points in the rubric: the digest lists it.",
    unknown: "The item's evidence, what blocks it, or whether it was deferred could not be read.",
    settings: ["rhythm.digest", "rhythm.hour", "time.zone", "time.workdays", "time.days_off"],
    kind: "fact",
    judge: judgeStandup,
  },
  {
    id: "R-O2",
    title: "Monthly control audit",
    passes: "A control still runs (R-A3), and everybody who answers for the incident's controls is still a member.",
    fails:
      "A control has stopped or was bypassed, somebody has left, or a control's effect is measured and its risk is no lower than before: it is proposed for retirement.",
    unknown: "The control's runs, the people, or the other incidents could not be read.",
    settings: ["rhythm.audit", "rhythm.hour", "effect.window", "effect.least"],
    kind: "fact",
    judge: judgeAudit,
  },
  ...REMINDER_RULES,
];
