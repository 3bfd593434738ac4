/**
 * The tracker comment on the incident: the verdict and the nearest step first, then why; what is long is folded. Nothing
 * in it is volatile, so that it is rewritten only when something changed; it mentions nobody, so that it never pings.
 */
import { linkText } from "../markdown.ts";
import type { BundleStanding } from "../rules/bundle-standing.ts";
import { WAY_OUT } from "../rules/closure.ts";
import { formatInstant } from "../time.ts";
import type { Case } from "../verdict/case.ts";
import type { Finding, Verdict, VerdictNode } from "../verdict/types.ts";
import { renderBundleStanding } from "./bundle.ts";
import { bullets, fit, type Line, type Part, type Section } from "./fit.ts";
import { renderGantt } from "./gantt.ts";
import { headline } from "./headline.ts";
import { itemLine } from "./item-line.ts";
import { awayLine, pauseLine } from "./pause.ts";
import { policyFault, policySource } from "./policy-standing.ts";
import { earlySection, promotionLine, renderEarly } from "./shadow.ts";
import { details, MARK, modeSentence, person, renderStep, scoreShort, windowMark, windowWords } from "./words.ts";

/** GitHub takes 65,536 characters; the marker, and the memory that is signed below the text, need their part. */
const ROOM = 60_000;

/** Clauses of one sentence; more are counted. */
const MOST_CLAUSES = 6;

/**
 * Renders the tracker of an incident.
 *
 * @param room characters that the text may have; the least urgent lines are left out where it would have more.
 * @param bundle how the completion bundle stands (R-G1); null while none is posted.
 */
export function renderTracker(
  verdict: Verdict,
  subject: Case,
  room: number = ROOM,
  bundle: BundleStanding | null = null,
): string {
  const { zone } = subject.policy.time;
  const parts: readonly Part[] = [
    `## ${headline(verdict)}`,
    ...banners(verdict, promotionLine(subject)),
    nextLine(verdict),
    standingLine(verdict),
    renderEarly(verdict, subject) || closureLine(verdict, zone),
    pauseLine(subject),
    awayLine(subject),
    renderBundleStanding(bundle),
    { head: "**Windows**", lines: windows(verdict, zone), weight: 90 },
    scorecard(verdict),
    items(verdict),
    findings(verdict),
    sprint(verdict),
    {
      head: "**Quick checklist**",
      lines: bullets(verdict.checklist.map((row) => `${proven(row)}${todo(row, ": ")}`)),
      weight: 80,
    },
    conditions(verdict),
    remains(verdict),
    earlySection(verdict, subject),
    details("How this works", howItWorks(verdict)),
  ];
  return fit(parts, room);
}

/** What the tracker says once somebody with the right took the incident label off. */
export function renderLetGo(by: string): string {
  return `## ➖ No longer an incident\n\n${person(by)} took the incident label off, so its gate is gone. Items that nobody had touched are closed; the others stay. Put the label back to start the gate again.`;
}

function banners(verdict: Verdict, promotion: string): readonly string[] {
  const { drill, policy, override, rules } = verdict;
  const lines: string[] = [];
  if (drill) lines.push("🧪 This is a drill: the whole loop runs.");
  const overridden = override === null ? undefined : rules.find(({ rule }) => rule === "R-C5");
  if (overridden !== undefined) lines.push(`⚠️ ${overridden.phrase}`);
  if (policy.problem !== null) lines.push(`⚠️ ${policyFault(policy)}`);
  if (policy.belowFloor.length > 0)
    lines.push(`⚠️ The policy is below the recommended floor: ${policy.belowFloor.join("; ")}.`);
  if (promotion !== "") lines.push(promotion);
  return lines.map((line) => `> ${line.replace(/\s*\n\s*/g, " ")}`);
}

function nextLine({ closable, closure, next }: Verdict): string {
  if (closable.outcome === "pass") {
    return closure.kind === "open" ? "**Next:** Close this incident whenever you like: the close will hold." : "";
  }
  return next === null ? "" : `**Next:** ${renderStep(next)}`;
}

function standingLine({ severity, mode, effectiveMode, closure }: Verdict): string {
  const isClosed = closure.kind === "settled" || closure.kind === "kept" || closure.kind === "pending";
  return `**${severity}** · ${mode} mode.${isClosed ? "" : ` ${modeSentence(mode, effectiveMode)}`}`;
}

function closureLine({ closure }: Verdict, zone: string): string {
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

function windows({ windows: all, rules }: Verdict, zone: string): readonly Line[] {
  return bullets(
    all.map((window) => {
      // The rule's own sentence says what is missing.
      const phrase = rules.find(({ key }) => key === window.rule)?.phrase ?? `${windowWords(window, zone)}.`;
      return `${windowMark(window)} **${window.title}**: ${fewer(phrase)}`;
    }),
  );
}

function scorecard({ scorecard: { children }, score }: Verdict): Section {
  const lines = bullets(children.map((row) => `${proven(row, "**")}: ${row.phrase}${todo(row)}`));
  return { head: `**Scorecard: ${scoreShort(score)}** (${score.target} needed)`, lines, weight: 70 };
}

/** A list, not a table: on a phone a table's last columns, which say what is missing, are out of sight. */
function items(verdict: Verdict): Section {
  return {
    head: `**Hardening items** (${verdict.items.length}, in the order of work)`,
    lines: verdict.items.map((item) => ({ text: `- ${itemLine(item)}`, rank: item.outcome === "pass" ? 0 : 1 })),
    least: 10,
    noun: ["item", "items"],
    weight: 60,
  };
}

/** Of the incident first, then of the items in the order of work. */
function findings({ findings: all, items: order }: Verdict): Section {
  const places = new Map(order.map(({ number }, index) => [number, index + 1]));
  const place = ({ item }: Finding): number => (item === null ? 0 : (places.get(item) ?? order.length + 1));
  const sorted = all.toSorted((a, b) => place(a) - place(b));
  return {
    head: `${all.length} ${all.length === 1 ? "finding" : "findings"}`,
    lines: bullets(
      sorted.map(({ rule, phrase, next }) => `${rule}: ${phrase}${next === null ? "" : ` ${renderStep(next)}`}`),
    ),
    least: 5,
    noun: ["finding", "findings"],
    folded: true,
    weight: 10,
  };
}

function sprint({ sprint: steps, items: order }: Verdict): Section {
  const done = steps.filter(({ outcome }) => outcome === "pass").length;
  const gantt = renderGantt(steps, order);
  const lines = bullets(steps.map(({ title, outcome, phrase }) => `${MARK[outcome]} ${title}: ${phrase}`));
  return {
    head: `The 14-day sprint: ${done} of ${steps.length} steps done`,
    lines: gantt === "" ? [] : [{ text: `${gantt}\n`, rank: 1 }, ...lines],
    noun: ["part", "parts"],
    folded: true,
    weight: 20,
  };
}

/** A row with the fact that proves it. */
function proven(row: VerdictNode, bold = ""): string {
  const [first] = row.evidence;
  const proof = row.outcome === "pass" && first !== undefined ? ` (${linkText("proof", first)})` : "";
  return `${MARK[row.outcome]} ${bold}${row.title}${bold}${proof}`;
}

/** A sentence that lists what each of many items lacks, without most of them: they stand in the list of items. */
function fewer(phrase: string): string {
  const clauses = phrase.split("; ");
  const shown = clauses.slice(0, MOST_CLAUSES).join("; ");
  const hidden = clauses.length - MOST_CLAUSES;
  // Never inside a code span: what people wrote may hold semicolons.
  const whole = (shown.match(/`/g) ?? []).length % 2 === 0;
  return hidden > 1 && whole ? `${shown}; and ${hidden} more.` : phrase;
}

/** What would turn a row that does not pass. */
function todo({ outcome, next }: VerdictNode, between = " "): string {
  return outcome === "pass" || next === null ? "" : `${between}${next.text}`;
}

/** R-C1, each condition with what of it does not hold. */
function conditions({ closable }: Verdict): Section {
  const holds = closable.children.filter(({ outcome }) => outcome === "pass").length;
  const lines = closable.children.flatMap((condition): readonly Line[] => {
    const open = condition.children.filter(({ outcome }) => outcome === "fail" || outcome === "unknown");
    return [
      { text: `- ${MARK[condition.outcome]} **${condition.title}**: ${condition.phrase}`, rank: 1 },
      // The checklist stands above.
      ...(condition.rule === "R-C6"
        ? []
        : open.map((child) => ({ text: `  - ${MARK[child.outcome]} ${child.phrase}` }))),
    ];
  });
  return {
    head: `Conditions for closing: ${holds} of ${closable.children.length} hold`,
    lines,
    least: closable.children.length,
    noun: ["line", "lines"],
    folded: true,
    weight: 30,
  };
}

/** What is accepted, deferred or overridden: residual risks (R-Z1), reliability debts (R-D1), the override (R-C5). */
function remains({ rules }: Verdict): Section {
  const nodes = rules.filter(
    ({ rule, outcome }) => (rule === "R-Z1" || rule === "R-D1" || rule === "R-C5") && outcome !== "not_applicable",
  );
  return {
    head: `Residual risks, debts and overrides (${nodes.length})`,
    lines: nodes.map(({ outcome, phrase, next }) => ({
      text: `- ${MARK[outcome]} ${phrase}${next === null || outcome === "pass" ? "" : ` ${renderStep(next)}`}`,
      rank: outcome === "pass" ? 0 : 1,
    })),
    least: 5,
    noun: ["entry", "entries"],
    folded: true,
    weight: 40,
  };
}

function howItWorks({ policy }: Verdict): string {
  return [
    "- An incident may close when every condition above holds. **Next** names the nearest step of all; who can take it stands behind it.",
    "- An item is verified by a merged pull request with a successful check, a run that exercises the control, the operator's acknowledgement, the verifier's sign-off, its rubric, and its adoption in the real workflow.",
    "- Link a pull request with a line `Hardening: #<item>` in its body.",
    "- Comment on an item: `/quench owner @login`, `/quench verifier @login`, `/quench operator @login`, `/quench evidence behavior <style> <run URL>`, `/quench ack oncall`, `/quench ack adoption`, `/quench verify`. `/quench help` lists them all.",
    `- ${WAY_OUT}`,
    `- ${policySource(policy)}`,
  ].join("\n");
}
