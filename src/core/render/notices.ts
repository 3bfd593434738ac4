/** What is said once: why a close was undone or kept, answers to commands, the pointer to a missing policy. */
import type { Heard } from "../commands/hear.ts";
import type { CommandName } from "../commands/types.ts";
import { USAGE } from "../commands/usage.ts";
import { codeSpan, mention } from "../markdown.ts";
import { OVERRIDERS } from "../people.ts";
import { WAY_OUT } from "../rules/closure.ts";
import { escalationOf } from "../rules/departed.ts";
import { type CloseEvent, howClosed } from "../rules/undo.ts";
import type { Case } from "../verdict/case.ts";
import type { Verdict, VerdictNode } from "../verdict/types.ts";
import { renderStep } from "./words.ts";

/** At most this many missing conditions are listed; the tracker has them all. */
const MOST_MISSING = 8;

/** R-C3: a close undone, with how it was closed, what is missing, the nearest step and the way out. */
export function renderUndo(verdict: Verdict, subject: Case, close: CloseEvent): string {
  return [
    `## ⛔ Reopened: the fix is not proven yet`,
    `This incident was closed ${howClosed(close)}${close.reason === "completed" ? "" : ` as ${close.reason.replace("_", " ")}, which only ${OVERRIDERS} can do`}.`,
    verdict.next === null ? "" : `**Next:** ${renderStep(verdict.next)}`,
    missing(verdict.closable),
    `${WAY_OUT} A close by someone else is undone at most ${subject.policy.closure.max_reopens_per_day} times a day.`,
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** R-C3 in warn mode: told, not undone. */
export function renderWarning(verdict: Verdict, close: CloseEvent): string {
  return [
    "## ⚠️ Closed before the fix was proven",
    `This incident was closed ${howClosed(close)}. It stays closed: nothing is enforced here.`,
    verdict.next === null ? "" : `**Next:** ${renderStep(verdict.next)}`,
    missing(verdict.closable),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** R-C8: reopened too often; the escalation owner is called. */
export function renderDisputed(verdict: Verdict, subject: Case): string {
  const { login: owner } = escalationOf(subject);
  const call = owner === null ? `Someone with the override right, please decide.` : `${mention(owner)}, please decide.`;
  return [
    "## ⛔ Disputed: closed again before the fix was proven",
    `${call} Quench has reopened this incident as often as it does in a day and leaves it closed for now.`,
    verdict.next === null ? "" : `**Next:** ${renderStep(verdict.next)}`,
    missing(verdict.closable),
    WAY_OUT,
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** R-V2: a close that could not be judged for a day. */
export function renderPending(why: string): string {
  return `## ❔ Closed, and not judged for a day\n\nQuench could not judge this close: ${why}. It stays closed.\n\n**Next:** Check that Quench can read this repository, or decide yourself. (${OVERRIDERS})`;
}

/** R-C2: an item closed by hand before it is verified. */
export function renderItemReopened(gate: VerdictNode, how: string): string {
  return `## ⛔ Reopened: this item is not verified yet\n\nIt was closed ${how}. ${gate.phrase}${gate.next === null ? "" : `\n\n**Next:** ${renderStep(gate.next)}`}\n\n${OVERRIDERS.charAt(0).toUpperCase()}${OVERRIDERS.slice(1)} can let it go by closing it as *not planned*.`;
}

/** R-C3: the incident label was put back. */
export function renderRelabelled(label: string): string {
  return `## ⛔ The label ${codeSpan(label, 50)} is back\n\nTaking it off would let this incident go without its gate, which only ${OVERRIDERS} can do.`;
}

/** R-C3: it was an incident by its type, and the type was taken off. */
export function renderRetyped(label: string): string {
  return `## ⛔ Still an incident\n\nIts issue type was taken off, and GitHub does not tell by whom. The label ${codeSpan(label, 50)} keeps it an incident; ${OVERRIDERS} can let it go by taking that label off.`;
}

/** What of each condition does not hold; where a condition has no parts, itself. */
function missing(gate: VerdictNode): string {
  const isOpen = ({ outcome }: VerdictNode): boolean => outcome === "fail" || outcome === "unknown";
  const open = gate.children.filter(isOpen).flatMap((condition) => {
    const parts = condition.children.filter(isOpen);
    return parts.length > 0 ? parts : [condition];
  });
  if (open.length === 0) return "";
  const lines = open.slice(0, MOST_MISSING).map(({ phrase }) => `- ${phrase}`);
  if (open.length > MOST_MISSING) lines.push(`- ${open.length - MOST_MISSING} more: see the tracker comment.`);
  return `Still missing:\n${lines.join("\n")}`;
}

/** The one answer to a comment with refused commands. */
export function renderAnswer(refused: readonly Heard[]): string {
  const lines = refused.map((heard) => `- ${heard.standing.kind === "refused" ? heard.standing.why : ""}`);
  return `That command was not taken.\n${[...new Set(lines)].join("\n")}`;
}

/** `/quench help`: every command as it is written, by who may say it. */
export function renderHelp(): string {
  const groups: readonly (readonly [string, readonly CommandName[]])[] = [
    ["The item's owner, or anybody from triage up", ["item", "evidence", "snooze", "blocked", "score", "help"]],
    ["Anybody from triage up", ["owner", "due", "verifier", "operator", "escalation", "merge-owner", "phase"]],
    ["The verifier; `outcome` also the owner", ["verify", "outcome"]],
    ["The person meant", ["ack"]],
    [
      `${OVERRIDERS.charAt(0).toUpperCase()}${OVERRIDERS.slice(1)}`,
      ["retire", "defer", "risk", "restored", "override", "false-alarm"],
    ],
  ];
  const lines = groups.map(([who, names]) =>
    [`${who}:`, ...names.map((name) => `- \`${USAGE[name].form}\`: ${MEANING[name]}`)].join("\n"),
  );
  return ["Write one command a line, as a comment on the item or the incident.", ...lines].join("\n\n");
}

const MEANING: Readonly<Record<CommandName, string>> = {
  item: "adds a hardening item",
  evidence: "shows what proves the control; each link is looked up",
  snooze: "delays reminders, never a gate",
  blocked: "says that it cannot go on, for the standup digest",
  score: "looks again",
  help: "shows this list",
  owner: "names the owner",
  due: "sets the due date",
  verifier: "names the verifier, who is another person",
  operator: "names who is on call for it",
  escalation: "names the escalation owner of the incident",
  "merge-owner": "names who merges where lanes overlap",
  phase: "moves the control to the next rollout phase",
  verify: "signs off",
  outcome: "records what was measured",
  ack: "acknowledges the runbook, on-call duty or adoption",
  retire: "retires a control that was verified once",
  defer: "defers an item to a date, on record as a debt",
  risk: "accepts a residual risk",
  restored: "corrects when service was restored",
  override: "lets the incident close unproven, for a while and on record",
  "false-alarm": "takes back what was found",
};
