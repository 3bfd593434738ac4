/** K. Keeping and retiring controls (R-K1), and the phases of a rollout (R-K2). */
import { said, type Spoken, undecided } from "../commands/said.ts";
import type { Phase } from "../forms/vocabulary.ts";
import { PHASES } from "../forms/vocabulary.ts";
import { codeSpan, inlineText } from "../markdown.ts";
import { OVERRIDERS } from "../people.ts";
import type { Instant } from "../snapshot/types.ts";
import { formatDuration, formatInstant, msBetween, startOfLocalDay } from "../time.ts";
import type { Case } from "../verdict/case.ts";
import type { ItemCase } from "../verdict/item-case.ts";
import type { Judged, JudgedItem } from "../verdict/judged.ts";
import { node, step } from "../verdict/node.ts";
import type { Mode, Outcome, VerdictNode } from "../verdict/types.ts";
import { confirmers, mayWeaken, weakeningKey } from "./obligations.ts";
import type { Rule } from "./rule.ts";

/** How it stands with retiring an item's control (R-K1). */
export type Retirement =
  | { readonly kind: "none" }
  | {
      readonly kind: "retired";
      readonly by: string;
      readonly url: string;
      readonly because: string;
      readonly replacedBy: number | null;
      /** Key of the command, to be remembered (R-B5). */
      readonly counted: string;
    }
  /** Asked for by somebody who alone may not: owner or verifier. */
  | { readonly kind: "unconfirmed"; readonly by: string; readonly url: string; readonly confirm: readonly string[] }
  | { readonly kind: "never_verified"; readonly by: string; readonly url: string }
  | { readonly kind: "unknown"; readonly why: string };

/**
 * R-K1: whether the control is retired: asked for by the override right, or by owner and verifier both, and verified
 * once. `gate`: whether it is verified now.
 */
export function retirementOf(subject: Case, item: ItemCase, gate: Outcome): Retirement {
  const { snapshot, policy, memory } = subject;
  const { owner, verifier, issue, heard } = item;
  const asked = said(heard, "retire");
  const last = asked.at(-1);
  const [unread] = undecided(heard, "retire");
  if (last === undefined) return unread === undefined ? { kind: "none" } : { kind: "unknown", why: unread.unreadable };
  const promised = { snapshot, policy, memory, owner, verifier };
  const same = (one: Spoken<"retire">) => asked.filter(({ command }) => command.replacedBy === one.command.replacedBy);
  const judged = asked.map((one) => ({ one, right: mayWeaken(promised, one, same(one)) }));
  const rightful = judged.findLast(({ right }) => right === true)?.one;
  const { by, url } = rightful ?? last;
  if (rightful === undefined && (unread !== undefined || judged.some(({ right }) => right === null)))
    return { kind: "unknown", why: unread?.unreadable ?? `whether ${by} may retire a control could not be read` };
  if (gate !== "pass" && memory.verified?.[issue.nodeId] === undefined) {
    return gate === "unknown"
      ? { kind: "unknown", why: "whether it was ever verified could not be read" }
      : { kind: "never_verified", by, url };
  }
  if (rightful === undefined) return { kind: "unconfirmed", by, url, confirm: confirmers(by, owner, verifier) };
  const { because, replacedBy } = rightful.command;
  return { kind: "retired", by, url, because, replacedBy, counted: weakeningKey(rightful) };
}

/** R-K1, one node an item that somebody would retire. */
function judgeRetirements(subject: Judged): readonly VerdictNode[] {
  return subject.items.flatMap((item): readonly VerdictNode[] => {
    const retirement = retirementOf(subject, item, item.gate.outcome);
    const name = `#${item.issue.number}`;
    const judged = (outcome: Outcome, phrase: string, more: Partial<VerdictNode>) => [
      node("R-K1", `R-K1:${name}`, RETIRING, outcome, phrase, { item: item.issue.number, ...more }),
    ];
    switch (retirement.kind) {
      case "none":
      case "unconfirmed":
        return [];
      case "unknown":
        return judged("unknown", `Cannot tell yet whether ${name} is retired: ${retirement.why}.`, {});
      case "never_verified": {
        const phrase = `${name} was never verified, so it cannot be retired: what was never proven is put off.`;
        const next = step(`Defer it instead: \`/quench defer ${name} YYYY-MM-DD <because>\`.`, "comment", [OVERRIDERS]);
        return judged("fail", phrase, { evidence: [retirement.url], next });
      }
      case "retired": {
        const instead = retirement.replacedBy === null ? "" : `, replaced by #${retirement.replacedBy}`;
        const phrase = `${codeSpan(retirement.by, 60)} retired ${name}${instead}: ${inlineText(retirement.because)}`;
        return judged("pass", phrase, { evidence: [retirement.url] });
      }
    }
  });
}

/** A phase, and since when; `note` says what was wrong with entering it. */
interface Stage {
  readonly phase: Phase;
  readonly since: Instant;
  readonly wrong: string | null;
  readonly url: string;
}

/** The last stage of a control's rollout; null where no phase is named. */
function rolloutOf({ policy }: Case, item: ItemCase): Stage | null {
  const { issue, fields } = item;
  let stage: Stage | null =
    fields.phase === null ? null : { phase: fields.phase, since: issue.createdAt, wrong: null, url: issue.url };
  for (const { command, at, url } of said(item.heard, "phase")) {
    if (stage?.phase === command.phase) continue;
    stage = { phase: command.phase, since: at, wrong: wrongStep(policy.phases, stage, command.phase, at), url };
  }
  return stage;
}

/** What is wrong with going on to a phase; going back is never wrong, and clears what was. */
function wrongStep(
  least: { readonly shadow: number; readonly warn: number },
  from: Stage | null,
  to: Phase,
  at: Instant,
): string | null {
  if (from === null || PHASES.indexOf(to) < PHASES.indexOf(from.phase)) return null;
  if (from.phase === "shadow" && to === "enforce") return "went from shadow to enforce without warn";
  const wanted = from.phase === "shadow" ? least.shadow : least.warn;
  const lasted = msBetween(from.since, at);
  if (lasted < wanted)
    return `went to ${to} after ${formatDuration(lasted)} of ${from.phase}, and the least is ${formatDuration(wanted)}`;
  return from.wrong;
}

/** R-K2, one node a control that names a phase, and one for Quench itself. */
function judgePhases(subject: Judged): readonly VerdictNode[] {
  return [...subject.items.flatMap((item) => judgePhase(subject, item)), judgePolicy(subject)];
}

function judgePhase(subject: Judged, item: JudgedItem): readonly VerdictNode[] {
  const name = `#${item.issue.number}`;
  const key = `R-K2:${name}`;
  const [unread] = undecided(item.heard, "phase");
  if (unread !== undefined) {
    const phrase = `Cannot tell yet in which phase ${name} is: ${unread.unreadable}.`;
    return [node("R-K2", key, PHASING, "unknown", phrase, { item: item.issue.number })];
  }
  const stage = rolloutOf(subject, item);
  if (stage === null) return [];
  const extra = { item: item.issue.number, evidence: [stage.url] };
  const { zone } = subject.policy.time;
  if (stage.wrong === null) {
    const phrase = `${name} is in the phase ${stage.phase} since ${formatInstant(stage.since, zone)}.`;
    return [node("R-K2", key, PHASING, "pass", phrase, extra)];
  }
  const back = stage.phase === "enforce" ? "warn" : "shadow";
  const next = step(`Go back for now: \`/quench phase ${back}\` on ${name}.`, "comment", [
    "someone with triage or above",
  ]);
  return [node("R-K2", key, PHASING, "fail", `${name} ${stage.wrong}.`, { ...extra, next })];
}

/** The gate's own phases. How long the first one lasted is not judged: the file does not say when it began. */
function judgePolicy({ inForce, promotion, policy }: Judged): VerdictNode {
  const { mode, promote, time, phases } = inForce.policy;
  const wrong = wrongPromotion(mode, promote, time.zone, phases.warn);
  if (wrong !== null) {
    const next = step("Change `promote` in the policy file.", "pull_request", [OVERRIDERS]);
    return node("R-K2", "R-K2:policy", PHASING, "fail", `Quench ${wrong}.`, { next });
  }
  const then =
    promotion.next === null
      ? ""
      : ` On ${formatInstant(promotion.next.at, time.zone)} it goes on to ${promotion.next.mode}.`;
  return node("R-K2", "R-K2:policy", PHASING, "pass", `Quench is in ${policy.mode} mode.${then}`);
}

function wrongPromotion(
  mode: Mode,
  { warn, enforce }: { readonly warn: string | null; readonly enforce: string | null },
  zone: string,
  least: number,
): string | null {
  if (mode !== "shadow" || enforce === null) return null;
  if (warn === null) return "is to go from shadow to enforce without warn";
  const lasts = msBetween(startOfLocalDay(warn, zone), startOfLocalDay(enforce, zone));
  return lasts < least
    ? `is to go to enforce after ${formatDuration(lasts)} of warn, and the least is ${formatDuration(least)}`
    : null;
}

const RETIRING = "Retired with reason";
const PHASING = "Phases in their order";

export const KEEPING_RULES: readonly Rule[] = [
  {
    id: "R-K1",
    title: RETIRING,
    passes:
      "A control that was verified once is retired by `/quench retire <reason> [replaced by #n]`: by the override right, or by owner and verifier both.",
    fails: "It was never verified: it is deferred instead.",
    unknown: "Whether it was verified, or whether whoever retired it may, could not be read.",
    settings: ["people.override.role"],
    kind: "finding",
    judge: judgeRetirements,
  },
  {
    id: "R-K2",
    title: PHASING,
    passes:
      "A control goes from shadow to warn to enforce, and stays in each for its least time. So does Quench itself, by the dates of `promote`.",
    fails: "A phase was jumped over, or was shorter than its least time.",
    unknown: "Whether a `/quench phase` counts could not be read.",
    settings: ["phases.shadow", "phases.warn", "mode", "promote.warn", "promote.enforce"],
    kind: "finding",
    judge: judgePhases,
  },
];
