/** The verdict in a terminal: what it is and what to do next first, then why; readable at 80 columns. */
import { inlineText, plainText } from "../markdown.ts";
import { formatDay } from "../time.ts";
import type { Finding, ItemVerdict, Outcome, Step, Verdict, VerdictNode, WindowVerdict } from "../verdict/types.ts";
import { headline } from "./headline.ts";
import { policyFault, policySource } from "./policy-standing.ts";
import { bracketed, scoreWords, shortTitle, STATUS_WORDS, windowWords } from "./words.ts";
import { wrapped } from "./wrap.ts";

const CODES = { bold: "1", dim: "2", red: "31", green: "32", yellow: "33" } as const;
type Color = keyof typeof CODES;

/** A mark by its shape, so that it says the same without color. */
const SIGNS: Readonly<Record<Outcome, readonly [string, Color]>> = {
  pass: ["✓", "green"],
  fail: ["✗", "red"],
  unknown: ["?", "yellow"],
  not_applicable: ["–", "dim"],
};

export interface TerminalOptions {
  /** The team's time zone, for deadlines. */
  readonly zone: string;
  /** Colors only where somebody looks: a terminal, and no NO_COLOR. */
  readonly color: boolean;
}

/** Renders a verdict as lines for a terminal, each of at most 80 columns where words allow it. No escape but colors. */
export function renderTerminal(verdict: Verdict, { zone, color }: TerminalOptions): string {
  const paint = (how: Color, text: string): string => (color ? `\u001b[${CODES[how]}m${text}\u001b[0m` : text);
  const sign = (outcome: Outcome): string => paint(SIGNS[outcome][1], SIGNS[outcome][0]);
  const row = (indent: number, outcome: Outcome, text: string): string =>
    `${" ".repeat(indent)}${sign(outcome)} ${wrapped(text, indent + 2)}`;
  const section = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ["", paint("bold", title), ...lines];
  const { incident, closable, policy } = verdict;
  const outcome = closable.outcome;
  const mode = verdict.mode === verdict.effectiveMode ? verdict.mode : `${verdict.mode}, here ${verdict.effectiveMode}`;
  return [
    paint(SIGNS[outcome][1], paint("bold", plainText(headline(verdict).replace(/^\S+ /, "")))),
    wrapped(`#${incident.number} ${inlineText(incident.title)}`, 0),
    paint("dim", `${verdict.severity}, mode ${mode}${verdict.drill ? ", a drill" : ""}`),
    ...(policy.problem === null ? [] : [wrapped(policyFault(policy), 0)]),
    ...((policy.files ?? []).length > 1 ? [paint("dim", wrapped(`Policy: ${policySource(policy)}`, 0))] : []),
    ...policy.belowFloor.map((clause) => wrapped(`Below the recommended floor: ${clause}`, 0)),
    ...(verdict.next === null ? [] : ["", `${paint("bold", "Next:")} ${wrapped(stepText(verdict.next), 6)}`]),
    ...section(
      "Conditions",
      closable.children.flatMap((child) => condition(child, row)),
    ),
    ...section(
      `Scorecard: ${scoreWords(verdict.score)}`,
      verdict.scorecard.children.map((child) => row(2, child.outcome, `${child.title}: ${child.phrase}`)),
    ),
    ...section(
      "Windows",
      verdict.windows.map((window) => row(2, windowOutcome(window), windowLine(window, verdict.rules, zone))),
    ),
    ...section(
      "Hardening items",
      verdict.items.flatMap((item) => itemLines(item, row)),
    ),
    ...section(
      "Sprint",
      verdict.sprint.map(({ outcome: done, title, from, to, phrase }) =>
        row(2, done, `${formatDay(from)} to ${formatDay(to)}: ${title}. ${phrase}`),
      ),
    ),
    ...section("Findings", verdict.findings.flatMap(findingLines)),
    "",
  ].join("\n");
}

type Row = (indent: number, outcome: Outcome, text: string) => string;

/** A condition, and below it what of it does not hold. */
function condition(node: VerdictNode, row: Row): readonly string[] {
  const open = node.children.filter((child) => child.outcome === "fail" || child.outcome === "unknown");
  const inner = node.outcome === "pass" ? [] : open.map((child) => row(4, child.outcome, child.phrase));
  return [row(2, node.outcome, `${node.title}: ${node.phrase}`), ...inner];
}

function windowOutcome({ state }: WindowVerdict): Outcome {
  if (state === "met") return "pass";
  if (state === "late" || state === "missed") return "fail";
  return state === "unknown" ? "unknown" : "not_applicable";
}

/** The rule's own sentence says what is missing; without it the state has to do. */
function windowLine(window: WindowVerdict, rules: readonly VerdictNode[], zone: string): string {
  const phrase = rules.find((rule) => rule.key === window.rule)?.phrase;
  return `${window.title}: ${phrase ?? windowWords(window, zone)}`;
}

function itemLines(item: ItemVerdict, row: Row): readonly string[] {
  const owner = item.owner === null ? "no owner" : `owner ${item.owner}`;
  const due = item.due === null ? "no due date" : `due ${formatDay(item.due)}`;
  const scores = `rubric ${scoreWords(item.rubric)}, adoption ${scoreWords(item.adoption)}`;
  const head = `#${item.number} ${inlineText(shortTitle(item.title))}`;
  const facts = [item.band ?? "no band", STATUS_WORDS[item.status], owner, due, scores].join(", ");
  const missing = item.gate.children
    .filter((child) => child.outcome === "fail" || child.outcome === "unknown")
    .map((child) => row(4, child.outcome, `${child.title}: ${child.phrase}`));
  return [row(2, item.outcome, head), `    ${wrapped(facts, 4)}`, ...missing];
}

function findingLines({ rule, phrase, next }: Finding): readonly string[] {
  const todo = next === null ? [] : [`    ${wrapped(stepText(next), 4)}`];
  return [`  ${wrapped(`${rule} ${phrase}`, 4)}`, ...todo];
}

function stepText({ text, who }: Step): string {
  return bracketed(text, who.join(", "));
}
