/** What is said once: why a close was undone or kept, answers to commands, the pointer to a missing policy. */
import type { Heard } from "../commands/hear.ts";
import { codeSpan, mention } from "../markdown.ts";
import { OVERRIDERS } from "../people.ts";
import { WAY_OUT } from "../rules/closure.ts";
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
  const owner = subject.policy.people.escalation;
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

function missing(gate: VerdictNode): string {
  const leaves = gate.children
    .flatMap((child) => child.children)
    .filter((leaf) => leaf.outcome === "fail" || leaf.outcome === "unknown");
  if (leaves.length === 0) return "";
  const lines = leaves.slice(0, MOST_MISSING).map((leaf) => `- ${leaf.phrase}`);
  if (leaves.length > MOST_MISSING) lines.push(`- ${leaves.length - MOST_MISSING} more: see the tracker comment.`);
  return `Still missing:\n${lines.join("\n")}`;
}

/** The one answer to a comment with refused commands. */
export function renderAnswer(refused: readonly Heard[]): string {
  const lines = refused.map((heard) => `- ${heard.standing.kind === "refused" ? heard.standing.why : ""}`);
  return `That command was not taken.\n${[...new Set(lines)].join("\n")}`;
}

/** `/quench help`. */
export function renderHelp(): string {
  return [
    "On a hardening item:",
    "- `/quench owner @login`, `/quench verifier @login`, `/quench operator @login`: name its people",
    "- `/quench due YYYY-MM-DD`: set its due date",
    "- `/quench evidence implementation <pull request URL>`: link a pull request",
    "- `/quench evidence behavior <style> <run URL>`: show that the control works; the style is `alert-replay`, `drill`, `rollback` or `regression-trend`",
    "- `/quench ack oncall`, `/quench ack runbook`: acknowledge, as the operator or the owner",
    "- `/quench verify`: sign off, as the verifier",
    "",
    "On the incident: `/quench restored <time> <because>` corrects when service was restored.",
  ].join("\n");
}
