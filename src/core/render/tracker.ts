/**
 * The tracker comment on the incident: verdict first, the nearest step next, details folded. Nothing in it is volatile,
 * so that it is rewritten only when something changed; it mentions nobody, so that it never pings.
 */
import { codeSpan, inlineText, linkText } from "../markdown.ts";
import { WAY_OUT } from "../rules/closure.ts";
import { formatInstant } from "../time.ts";
import type { Case } from "../verdict/case.ts";
import type { Finding, ItemVerdict, Verdict, VerdictNode, WindowVerdict } from "../verdict/types.ts";
import { details, MARK, modeSentence, person, renderStep, STATUS_WORDS } from "./words.ts";

/** More findings than this are counted, not listed: the least urgent are left out and said to be. */
const MOST_FINDINGS = 40;
/** Lines of the item list; GitHub allows 100 sub-issues, and a comment 65,000 characters. */
const MOST_ITEMS = 100;

/** Renders the tracker of an incident. */
export function renderTracker(verdict: Verdict, subject: Case): string {
  const { zone } = subject.policy.time;
  const parts = [
    `## ${headline(verdict)}`,
    ...banners(verdict),
    nextLine(verdict),
    `${severityLine(verdict)} ${modeSentence(verdict.mode, verdict.effectiveMode)}`,
    closureLine(verdict, zone),
    itemList(verdict.items),
    checklist(verdict.checklist),
    verdict.windows.map((window) => windowLine(window, zone)).join("\n"),
    findings(verdict.findings),
    details("How this works", howItWorks(verdict)),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

/** What the tracker says once somebody with the right took the incident label off. */
export function renderLetGo(by: string): string {
  return `## ➖ No longer an incident\n\n${person(by)} took the incident label off, so its gate is gone. Items that nobody had touched are closed; the others stay. Put the label back to start the gate again.`;
}

/** The verdict in one line, the same words wherever it is shown. */
export function headline(verdict: Verdict): string {
  if (verdict.closure.kind === "settled") return "✅ Closed: the fix is proven";
  if (verdict.closure.kind === "disputed") return "⛔ Disputed: closed again before the fix was proven";
  switch (verdict.closable.outcome) {
    case "pass":
      return "✅ Ready to close: the fix is proven";
    case "unknown":
      return "❔ Cannot tell yet: some facts could not be read";
    case "fail":
    case "not_applicable":
      return `⛔ Not ready to close: ${lower(verdict.closable.phrase)}`.replace(/\.$/, "");
  }
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function banners(verdict: Verdict): readonly string[] {
  const lines: string[] = [];
  if (verdict.drill) lines.push("🧪 This is a drill: the whole loop runs.");
  if (verdict.policy.problem !== null) {
    const standing =
      verdict.policy.commit === null
        ? "the defaults in shadow mode are in force"
        : "the last valid version is in force";
    lines.push(`⚠️ The policy file has an error, so ${standing}: ${verdict.policy.problem}`);
  }
  if (verdict.policy.belowFloor.length > 0)
    lines.push(`⚠️ The policy is below the recommended floor: ${verdict.policy.belowFloor.join("; ")}.`);
  return lines.map((line) => `> ${line.replace(/\s*\n\s*/g, " ")}`);
}

function nextLine(verdict: Verdict): string {
  if (verdict.closable.outcome === "pass") {
    return verdict.closure.kind === "open"
      ? "**Next:** Close this incident whenever you like: the close will hold."
      : "";
  }
  return verdict.next === null ? "" : `**Next:** ${renderStep(verdict.next)}`;
}

function severityLine(verdict: Verdict): string {
  return `**${verdict.severity}** · ${verdict.mode} mode.`;
}

function closureLine(verdict: Verdict, zone: string): string {
  const { closure } = verdict;
  switch (closure.kind) {
    case "kept":
      return `Closed, and left so: ${closure.why}.`;
    case "pending":
      return `Closed, and not judged yet: ${closure.why}. Quench looks again by itself.`;
    case "disputed":
      return closure.until === null
        ? "Quench does not reopen it again. Settle it by finishing the steps below."
        : `Quench reopens it once more after ${formatInstant(closure.until, zone)}.`;
    case "open":
    case "grace":
    case "undo":
    case "settled":
      return "";
  }
}

/** A list, not a table: on a phone a table's last columns, which say what is missing, are out of sight. */
function itemList(items: readonly ItemVerdict[]): string {
  if (items.length === 0) return "";
  const lines = items.slice(0, MOST_ITEMS).map((item) => {
    const missing = item.gate.children.filter((row) => row.outcome !== "pass").map((row) => row.title.toLowerCase());
    // The suffix that our own titles carry for lists of issues says nothing here.
    const title = inlineText(item.title.replace(/ \(incident #\d+\)$/, ""), 60);
    const owner = item.owner === null ? "no owner" : person(item.owner);
    const rest = missing.length === 0 ? "" : ` · missing ${missing.join(", ")}`;
    return `- ${MARK[item.outcome]} #${item.number} ${title}: ${STATUS_WORDS[item.status]} · ${owner}${rest}`;
  });
  if (items.length > MOST_ITEMS) lines.push(`- ${items.length - MOST_ITEMS} more items are not shown.`);
  return `**Hardening items**\n${lines.join("\n")}`;
}

function checklist(rows: readonly VerdictNode[]): string {
  const lines = rows.map((row) => {
    const first = row.evidence[0];
    const proof = row.outcome === "pass" && first !== undefined ? ` (${linkText("proof", first)})` : "";
    return `- ${MARK[row.outcome]} ${row.title}${proof}`;
  });
  return `**Quick checklist**\n${lines.join("\n")}`;
}

function windowLine(window: WindowVerdict, zone: string): string {
  const deadline = formatInstant(window.deadline, zone);
  const words = {
    upcoming: `opens ${formatInstant(window.opens, zone)}`,
    open: `open until ${deadline}: add a timeline and links to the evidence`,
    met: "met",
    late: `met late; it was due ${deadline}`,
    missed: `missed; it was due ${deadline}: add a timeline and links to the evidence`,
    unknown: "cannot tell yet",
  }[window.state];
  return `**${window.title}** (first window): ${words}.`;
}

function findings(all: readonly Finding[]): string {
  if (all.length === 0) return "";
  const lines = all
    .slice(0, MOST_FINDINGS)
    .map((finding) => `- ${finding.phrase}${finding.next === null ? "" : ` ${renderStep(finding.next)}`}`);
  if (all.length > MOST_FINDINGS) lines.push(`- ${all.length - MOST_FINDINGS} more are not shown.`);
  return details(`${all.length} ${all.length === 1 ? "finding" : "findings"}`, lines.join("\n"));
}

function howItWorks(verdict: Verdict): string {
  const source =
    verdict.policy.path === null || verdict.policy.commit === null
      ? "The built-in defaults decide."
      : `${codeSpan(verdict.policy.path)} at ${codeSpan(verdict.policy.commit.slice(0, 7))} on the default branch decides.`;
  return [
    "- An incident may close when every hardening item is verified and the quick checklist is complete.",
    "- An item is verified by a merged pull request with a successful check, a run that exercises the control, the operator's acknowledgement and the verifier's sign-off.",
    "- Link a pull request with a line `Hardening: #<item>` in its body.",
    "- Comment on an item: `/quench owner @login`, `/quench verifier @login`, `/quench operator @login`, `/quench evidence behavior <style> <run URL>`, `/quench ack oncall`, `/quench verify`.",
    `- ${WAY_OUT}`,
    `- ${source}`,
  ].join("\n");
}
