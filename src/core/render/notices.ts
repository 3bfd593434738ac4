/** What is said once: why a close was undone or kept, answers to commands, the pointer to a missing policy. */
import type { Heard } from "../commands/hear.ts";
import type { CommandName } from "../commands/types.ts";
import { USAGE } from "../commands/usage.ts";
import { STOP_LINE } from "../documentation.ts";
import { standInOf } from "../leave.ts";
import { codeSpan, linkText, mention } from "../markdown.ts";
import { OVERRIDERS, overriders, personOf } from "../people.ts";
import type { Policy } from "../policy/schema.ts";
import { wayOut } from "../rules/closure.ts";
import { escalationOf } from "../rules/departed.ts";
import { howClosed } from "../rules/how-closed.ts";
import { pauseOf } from "../rules/reminder-pause.ts";
import type { CloseEvent } from "../rules/undo.ts";
import type { Actor } from "../snapshot/types.ts";
import { formatDay, formatInstant } from "../time.ts";
import type { Case } from "../verdict/case.ts";
import type { Leader } from "../verdict/instances.ts";
import type { Verdict, VerdictNode } from "../verdict/types.ts";
import { renderStep } from "./words.ts";

/** At most this many of what could not be read are listed; the tracker has them all. */
const MOST_MISSING = 8;
/** Open parts of a condition that are told one by one. */
const MOST_PARTS = 2;

/** R-C3: a close undone, with how it was closed, what is missing, the nearest step and the way out. */
export function renderUndo(verdict: Verdict, subject: Case, close: CloseEvent, because: string | null = null): string {
  const { policy, snapshot } = subject;
  const as = close.reason === "completed" ? "" : ` as ${reasonWords(close)}, which only ${overriders(policy)} can do`;
  return paragraphs(
    `## ⛔ Reopened: the fix is not proven yet`,
    `This incident was closed ${howClosed(close, snapshot.repository)}${as}.`,
    because ?? "",
    verdict.next === null ? "" : `**Next:** ${renderStep(verdict.next)}`,
    missing(verdict.closable),
    `${wayOut(policy)} A close by someone else is undone at most ${policy.closure.max_reopens_per_day} times a day.`,
    STOP_LINE,
  );
}

/** R-C3 in warn mode: told, not undone. */
export function renderWarning(verdict: Verdict, subject: Case, close: CloseEvent): string {
  return paragraphs(
    "## ⚠️ Closed before the fix was proven",
    `This incident was closed ${howClosed(close, subject.snapshot.repository)}. It stays closed: nothing is enforced here.`,
    verdict.next === null ? "" : `**Next:** ${renderStep(verdict.next)}`,
    missing(verdict.closable),
    STOP_LINE,
  );
}

/** R-C8: reopened too often; the escalation owner is called, once a dispute. */
export function renderDisputed(verdict: Verdict, subject: Case): string {
  const { closure } = verdict;
  const until = closure.kind === "disputed" ? closure.until : null;
  const then =
    until === null
      ? "leaves it closed now"
      : `leaves it closed until ${formatInstant(until, subject.policy.time.zone)}, when it reopens it one last time`;
  return paragraphs(
    "## ⛔ Disputed: closed again before the fix was proven",
    `${call(subject)}, please decide. Quench has reopened this incident as often as it does in a day, and ${then}.`,
    verdict.next === null ? "" : `**Next:** ${renderStep(verdict.next)}`,
    missing(verdict.closable),
    wayOut(subject.policy),
    STOP_LINE,
  );
}

/**
 * The escalation owner, or who stands in, is mentioned; while escalation is paused only named. Where there is none, or
 * they have left: whoever may decide.
 */
function call(subject: Case): string {
  const { snapshot, policy } = subject;
  const { login } = escalationOf(subject);
  if (login === null) return capital(overriders(policy));
  const standIn = standInOf(snapshot, policy, login, snapshot.now);
  if (standIn === null && personOf(snapshot, login)?.member === false) return capital(overriders(policy));
  const called = standIn?.login ?? login;
  const name = pauseOf(subject) === null ? mention(called) : codeSpan(called, 60);
  return standIn === null ? name : `${name}, for ${codeSpan(login, 60)}, who is away until ${formatDay(standIn.until)}`;
}

/** R-V2: a close that could not be judged for a day: what was not read, and what would help. */
export function renderPending(verdict: Verdict, subject: Case, why: string): string {
  const unread = verdict.rules.filter(({ rule, outcome }) => rule === "R-V1" && outcome === "unknown");
  const lines = unread.slice(0, MOST_MISSING).map(({ phrase, next }) => {
    const help = next === null ? "" : ` ${renderStep(next)}`;
    return `- ${capital(phrase.replace(/^Cannot tell everything yet: /, ""))}${help}`;
  });
  if (unread.length > MOST_MISSING) lines.push(`- ${unread.length - MOST_MISSING} more: see the tracker comment.`);
  return paragraphs(
    "## ❔ Closed, and not judged for a day",
    `${call(subject)}, please look: Quench could not judge this close, because ${why}. It stays closed, and is judged as soon as the facts can be read.`,
    "**Next:** Let Quench read what is missing, or decide yourself: `/quench override <reason>` keeps it closed for a while and on record.",
    lines.length === 0 ? "" : `What could not be read:\n${lines.join("\n")}`,
    wayOut(subject.policy),
    STOP_LINE,
  );
}

/** R-C2: an item closed by hand before it is verified. */
export function renderItemReopened(gate: VerdictNode, how: string, policy: Policy): string {
  return paragraphs(
    "## ⛔ Reopened: this item is not verified yet",
    `It was closed ${how}. ${gate.phrase}`,
    gate.next === null ? "" : `**Next:** ${renderStep(gate.next)}`,
    `${capital(overriders(policy))} can let it go by closing it as *not planned*.`,
    STOP_LINE,
  );
}

/** R-C3: the incident label was put back. */
export function renderRelabelled(label: string, by: Actor, policy: Policy): string {
  return paragraphs(
    `## ⛔ The label ${codeSpan(label, 50)} is back`,
    `${codeSpan(by.login, 60)} took it off. That would let this incident go without its gate, which only ${overriders(policy)} can do.`,
    STOP_LINE,
  );
}

/** R-C3: it was an incident by its type, and the type was taken off. */
export function renderRetyped(label: string, policy: Policy): string {
  return paragraphs(
    "## ⛔ Still an incident",
    `Its issue type was taken off, and GitHub does not tell by whom. The label ${codeSpan(label, 50)} keeps it an incident; ${overriders(policy)} can let it go by taking that label off.`,
    STOP_LINE,
  );
}

/** What the tracker of an instance says that does not lead: once, and nothing more. */
export function renderFollows({ login, url }: Leader): string {
  return paragraphs(
    `## ➖ ${codeSpan(login, 60)} leads here`,
    `Another instance of Quench keeps this incident: ${linkText("its tracker comment", url)} has the verdict and the next step. This one does nothing here, so that nothing is said or undone twice.`,
    `If ${codeSpan(login, 60)} is gone for good, delete its tracker comment: this one takes over at its next look.`,
    STOP_LINE,
  );
}

function reasonWords({ reason }: CloseEvent): string {
  return reason.replace("_", " ");
}

function paragraphs(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("\n\n");
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** The conditions that do not hold; of one with few open parts, these. The tracker has them all. */
function missing(gate: VerdictNode): string {
  const isOpen = ({ outcome }: VerdictNode): boolean => outcome === "fail" || outcome === "unknown";
  const lines = gate.children.filter(isOpen).map((condition) => {
    const parts = condition.children.filter(isOpen);
    const told = parts.length === 0 || parts.length > MOST_PARTS ? [condition] : parts;
    return `- **${condition.title}**: ${told.map(({ phrase }) => phrase).join(" ")}`;
  });
  return lines.length === 0 ? "" : `Still missing:\n${lines.join("\n")}`;
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
    [capital(OVERRIDERS), ["retire", "defer", "risk", "restored", "override", "false-alarm"]],
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
  "false-alarm": "says that closing was right, for the counts before a stricter mode",
};
