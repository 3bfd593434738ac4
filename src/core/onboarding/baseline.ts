/** The baseline: what the gate would have said of the incidents that were closed lately. */
import { codeSpan, inlineText } from "../markdown.ts";
import type { InForce } from "../policy/resolve.ts";
import type { Section } from "../render/fit.ts";
import { defaultsEnforced, simulateClosure } from "../simulate/simulate.ts";
import type { Snapshot } from "../snapshot/snapshot.ts";
import { type Instant, isUnreadable } from "../snapshot/types.ts";
import { addMs, DAY, formatDay } from "../time.ts";
import { buildCase } from "../verdict/case.ts";
import type { Baseline, BaselineCounts, BaselineRow } from "./types.ts";

/** How far back it looks, in milliseconds. */
export const BASELINE_WINDOW = 90 * DAY;
/** Incidents that are read at most, the last closed first. */
export const MOST_READ = 50;

/** An issue as GitHub lists it. */
interface Listed {
  readonly number: number;
  readonly closed_at: Instant | null;
  readonly state_reason: string | null;
}

/** Those closed as completed since then, the last closed first. One without a reason was closed as completed. */
export function closuresSince<T extends Listed>(
  listed: readonly T[],
  since: number,
): readonly (T & { readonly closed_at: Instant })[] {
  return listed
    .filter((issue): issue is T & { readonly closed_at: Instant } => {
      const { closed_at: closedAt, state_reason: reason } = issue;
      if (reason === "not_planned" || reason === "duplicate") return false;
      return closedAt !== null && Date.parse(closedAt) >= since;
    })
    .sort((a, b) => (a.closed_at === b.closed_at ? b.number - a.number : a.closed_at < b.closed_at ? 1 : -1));
}

/**
 * Judges one closed incident by what GitHub shows of the time of its close.
 *
 * @param policy in enforce mode; by default the defaults.
 */
export function baselineRow(snapshot: Snapshot, closedAt: Instant, policy: InForce = defaultsEnforced()): BaselineRow {
  const { close, next } = simulateClosure(snapshot, policy);
  const { number, title } = snapshot.incident;
  const { severity } = buildCase(snapshot, policy.policy).form;
  const stays = close === "held" || close === "let_go" || close === "not_judged";
  const missing = stays || next === null ? null : untraced(next);
  return { number, title, closedAt, severity, fix: showsFix(snapshot), close, missing };
}

/** Counts what the table and the offer's first sentence tell. */
export function countBaseline(rows: readonly BaselineRow[]): BaselineCounts {
  const count = (...outcomes: readonly BaselineRow["close"][]): number =>
    rows.filter(({ close }) => outcomes.includes(close)).length;
  return {
    fixed: rows.filter(({ fix }) => fix === true).length,
    letGo: count("held", "let_go"),
    reopened: count("undone"),
    told: count("told", "recorded"),
    unknown: count("unknown", "not_judged"),
  };
}

/** Markdown of ours without what would leave a trace on another issue: links, and numbers that become links. */
function untraced(text: string): string {
  return text.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/#(?=\d)/g, "#\u200b");
}

/** Whether a merged pull request is linked to the incident, or to an item of it; a bare mention is no link (R-H1). */
function showsFix({ incident, items, pulls }: Snapshot): boolean | null {
  const issues = isUnreadable(items) ? [incident] : [incident, ...items];
  const linked = issues
    .flatMap(({ links }) => (isUnreadable(links) ? [] : links))
    .filter(({ kind }) => kind !== "mentioned")
    .map(({ pull }) => pulls[pull]);
  if (linked.some((pull) => pull !== undefined && !isUnreadable(pull) && pull.state === "merged")) return true;
  const isWhole = !isUnreadable(items) && !issues.some(({ links }) => isUnreadable(links));
  return isWhole && !linked.some((pull) => isUnreadable(pull)) ? false : null;
}

/** The counts, which stand first, and a row for each incident. Numbers are code: a link would leave a trace on each. */
export function baselineSections(baseline: Baseline, listUrl: string): readonly (string | Section)[] {
  const { rows, closed } = baseline;
  const since = formatDay(addMs(baseline.asOf, -BASELINE_WINDOW).slice(0, 10));
  if (closed === 0) {
    return [`No incident was closed as completed in the 90 days since ${since}, so there is nothing to look back on.`];
  }
  const { fixed, letGo, reopened, told, unknown } = countBaseline(rows);
  const of = rows.length === closed ? incidents(closed) : `the last ${rows.length} of ${incidents(closed)}`;
  const verdicts = [
    `let ${letGo} go`,
    `reopened ${reopened}`,
    ...(told > 0 ? [`only told of ${told}, at a lower severity`] : []),
    ...(unknown > 0 ? [`not been able to tell for ${unknown}`] : []),
  ];
  return [
    `**Of ${of} closed in the 90 days since ${since}, ${fixed} showed ${fixed === 1 ? "its" : "their"} fix on GitHub**: a merged pull request linked to the incident or an item of it. The default gate, in enforce mode, would have ${verdicts.slice(0, -1).join(", ")} and ${verdicts.at(-1)}.`,
    {
      head: "What the default gate would have said of each",
      folded: true,
      weight: 1,
      noun: ["incident", "incidents"],
      lines: rows.map((row, index) => ({ text: `- ${line(row)}`, rank: -index })),
    },
    ...(rows.length === closed
      ? []
      : [`${closed - rows.length} more ${closed - rows.length === 1 ? "was" : "were"} not read.`]),
    `This was only read: nothing was written on those incidents. [They are here](${listUrl}).`,
  ];
}

function incidents(count: number): string {
  return `${count} ${count === 1 ? "incident" : "incidents"}`;
}

const WORDS: Readonly<Record<BaselineRow["close"], string>> = {
  held: "let go",
  let_go: "let go",
  undone: "reopened",
  told: "told, not undone",
  recorded: "told, not undone",
  not_judged: "cannot be told",
  unknown: "cannot be told",
};

function line({ number, title, closedAt, close, missing }: BaselineRow): string {
  const name = `${codeSpan(`#${number}`)} ${inlineText(title, 60)}`;
  return `${name}, closed ${formatDay(closedAt.slice(0, 10))}: **${WORDS[close]}**.${missing === null ? "" : ` Nearest step then: ${missing}`}`;
}
