/** The portfolio in a terminal: what is not known first, then one line an incident. */
import { inlineText, plainText } from "../../core/markdown.ts";
import type { PortfolioDocument } from "../../core/portfolio/document.ts";
import type { PortfolioRow, StandingName } from "../../core/portfolio/row.ts";
import { countWords } from "../../core/render/portfolio.ts";
import { policyFault } from "../../core/render/policy-standing.ts";
import { wrapped } from "../../core/render/wrap.ts";
import { formatDay, formatInstant } from "../../core/time.ts";
import { type TableCell, type TableColumn, tableLines } from "../table.ts";

const CODES = { bold: "1", dim: "2", red: "31", green: "32", yellow: "33" } as const;
type Color = keyof typeof CODES;

/** A mark by its shape, so that it says the same without color. */
const STANDINGS: Readonly<Record<StandingName, readonly [string, Color]>> = {
  ready: ["✓ ready to close", "green"],
  not_ready: ["✗ not ready", "red"],
  unknown: ["? cannot tell", "yellow"],
  overridden: ["! overridden", "yellow"],
  disputed: ["✗ disputed", "red"],
  pending: ["? not judged yet", "yellow"],
  closed: ["✓ closed, proven", "green"],
  closed_early: ["✗ closed early", "red"],
  let_go: ["– let go", "dim"],
  unread: ["? not read", "yellow"],
};

const COLUMNS: readonly TableColumn[] = [
  { head: "incident", align: "right" },
  { head: "severity" },
  { head: "verdict" },
  { head: "next step", least: 16 },
  { head: "due", least: 12 },
  { head: "owner", least: 6 },
];

export interface TellOptions {
  /** The team's time zone. */
  readonly zone: string;
  readonly color: boolean;
  /** Width of the terminal; Infinity where nothing is to be cut. */
  readonly columns: number;
}

/** @returns lines that end with a newline. */
export function portfolioText(portfolio: PortfolioDocument, { zone, color, columns }: TellOptions): string {
  const paint =
    (how: Color) =>
    (text: string): string =>
      color ? `\u001b[${CODES[how]}m${text}\u001b[0m` : text;
  const { repository, incidents } = portfolio;
  const many = incidents.length === 1 ? "1 incident" : `${incidents.length} incidents`;
  const head =
    incidents.length === 0
      ? `${repository} has no open incident, and none that was closed in the last 15 days.`
      : `${repository} has ${many}: ${countWords(portfolio)}.`;
  const rows = incidents.map((row): readonly (string | TableCell)[] => {
    const [word, how] = STANDINGS[row.standing];
    return [
      `#${row.number}`,
      row.severity ?? "–",
      { text: word, paint: paint(how) },
      stepText(row),
      { text: dueText(row), ...(row.due?.overdue === true ? { paint: paint("red") } : {}) },
      row.owner ?? "–",
    ];
  });
  const table = tableLines(COLUMNS, rows, { columns, paintHead: paint("dim") });
  return [
    paint("bold")(wrapped(head, 0)),
    ...missingLines(portfolio, zone).map((line) => paint("yellow")(wrapped(line, 0))),
    wrapped(`As of ${formatInstant(portfolio.at, zone)}, ${judgedBy(portfolio)}`, 0),
    ...(table.length === 0 ? [] : ["", ...table]),
    "",
  ].join("\n");
}

/** What was not read, a sentence each. */
export function missingLines({ stopped, notes, incidents }: PortfolioDocument, zone: string): readonly string[] {
  const unread = incidents.filter(({ standing }) => standing === "unread");
  const partly = incidents.filter((row) => row.unread !== null && row.standing !== "unread");
  const lines: string[] = [];
  if (stopped !== null) {
    const again = stopped.again === null ? "" : ` Come again at ${formatInstant(stopped.again, zone)}.`;
    lines.push(`Not whole: ${unread.length} not read, because ${inlineText(stopped.why, 300)}.${again}`);
  } else if (unread.length > 0) {
    const [first] = unread;
    const many = unread.length === 1 ? "" : ` and ${unread.length - 1} more`;
    lines.push(`Not read: #${first?.number ?? 0}${many} (${inlineText(first?.unread ?? "", 200)}).`);
  }
  if (partly.length > 0) {
    const numbers = partly.slice(0, 10).map(({ number }) => `#${number}`);
    const more = partly.length > numbers.length ? ` and ${partly.length - numbers.length} more` : "";
    lines.push(`Not read whole: ${numbers.join(", ")}${more}.`);
  }
  return [...lines, ...notes.map((note) => inlineText(note, 300))];
}

function judgedBy({ policy, mode }: PortfolioDocument): string {
  if (policy.problem !== null) return `in ${mode} mode. ${policyFault(policy)}`;
  return policy.path === null
    ? `by the built-in defaults in ${mode} mode: there is no policy file .github/quench.yml.`
    : `by ${inlineText(policy.path)} in ${mode} mode.`;
}

function stepText({ next, unread }: PortfolioRow): string {
  if (next !== null) return plainText(next.text);
  return unread === null ? "–" : plainText(inlineText(unread));
}

function dueText({ due, overdue }: PortfolioRow): string {
  if (due === null) return "–";
  const about = due.number === null ? "" : ` (#${due.number})`;
  if (!due.overdue) return `${formatDay(due.day)}${about}`;
  return `overdue ${formatDay(due.day)}${about}${overdue > 1 ? ` +${overdue - 1}` : ""}`;
}
