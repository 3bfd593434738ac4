/** What `quench baseline` says: the summary first, the table, and what could not be told. */
import { countBaseline } from "../../core/onboarding/baseline.ts";
import type { BaselineCounts, BaselineRow } from "../../core/onboarding/types.ts";
import { plainText } from "../../core/markdown.ts";
import type { Instant } from "../../core/snapshot/types.ts";
import { wrapped } from "../../core/render/wrap.ts";
import { type TableCell, tableLines } from "../table.ts";
import type { JudgedBy } from "./judge-by.ts";
import type { Stop, ToldClosure } from "./read.ts";

/** Names the shape of `--json`; another number means that a field changed its meaning. */
export const BASELINE_SCHEMA = "quench/baseline/1";

export interface BaselineReport {
  readonly repository: string;
  readonly asOf: Instant;
  readonly days: number;
  readonly judge: JudgedBy;
  /** How many incidents were closed in that time, as far as they were listed. */
  readonly closed: number;
  /** True where there are more than were listed. */
  readonly more: boolean;
  readonly told: readonly ToldClosure[];
  readonly stop: Stop | null;
  /** Labels that were looked for and that the repository does not have. */
  readonly missingLabels: readonly string[];
}

/** What the gate would have made of a close. */
type Said = "let_go" | "reopened" | "told" | "unknown";

const SAID: Readonly<Record<BaselineRow["close"], Said>> = {
  held: "let_go",
  let_go: "let_go",
  undone: "reopened",
  told: "told",
  recorded: "told",
  not_judged: "unknown",
  unknown: "unknown",
};

const WORDS: Readonly<Record<Said, readonly [string, string]>> = {
  let_go: ["let go", "32"],
  reopened: ["reopened", "31"],
  told: ["told only", "33"],
  unknown: ["cannot tell", "33"],
};

/** True where everything was told: exit code 0, else 3. */
export function isComplete({ told, closed, more, stop, judge }: BaselineReport): boolean {
  const known = told.every(({ row }) => row !== null && row.fix !== null && SAID[row.close] !== "unknown");
  return known && told.length === closed && !more && stop === null && !judge.unread;
}

/** "Of 23 incidents closed in 90 days, 6 showed their fix; the gate would have let 5 go, reopened 14, …" */
export function summaryOf(report: BaselineReport): string {
  const { told, closed, more, days, judge } = report;
  const span = `${days} ${days === 1 ? "day" : "days"}`;
  if (closed === 0) return nothingFound(report, span);
  const { fixed, letGo, reopened, told: onlyTold, unknown } = countsOf(told);
  const all = `${more ? "at least " : ""}${closed} ${closed === 1 ? "incident" : "incidents"}`;
  if (told.length === 0) return `${upperFirst(all)} closed in ${span}: none was read yet.`;
  const of = told.length === closed && !more ? all : `the last ${told.length} of ${all}`;
  const verdicts = [
    `let ${letGo} go`,
    `reopened ${reopened}`,
    ...(onlyTold > 0 ? [`only told of ${onlyTold} at a lower severity`] : []),
    ...(unknown > 0 ? [`could not tell for ${unknown}`] : []),
  ];
  const list = `${verdicts.slice(0, -1).join(", ")}${verdicts.length > 2 ? "," : ""} and ${verdicts.at(-1) ?? ""}`;
  const gate = judge.source === "default" ? "the default gate" : "the gate";
  const unseen = told.some(({ row }) => row === null || row.fix === null) ? ", as far as can be seen" : "";
  const shown = `${fixed} showed ${fixed === 1 ? "its" : "their"} fix${unseen}`;
  return `Of ${of} closed in ${span}, ${shown}; ${gate} would have ${list}.`;
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The same counts as the offer's to set Quench up; what could not be read at all cannot be told either. */
function countsOf(told: readonly ToldClosure[]): BaselineCounts {
  const counts = countBaseline(told.flatMap(({ row }) => row ?? []));
  return { ...counts, unknown: counts.unknown + told.filter(({ row }) => row === null).length };
}

function nothingFound({ repository, judge, missingLabels }: BaselineReport, span: string): string {
  const { labels, types } = judge.marks;
  const quoted = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(" or ");
  const looked = [
    ...(labels.length > 0 ? [`the label ${quoted(labels)}`] : []),
    ...(types.length > 0 ? [`the type ${quoted(types)}`] : []),
  ];
  const absent =
    missingLabels.length > 0 && missingLabels.length === labels.length
      ? ` The repository has no such label: name the one that its incidents have with --label.`
      : "";
  return `No incident was closed as completed in ${repository} in ${span}. Looked for: closed issues with ${looked.join(" or ")}.${absent}`;
}

export interface TextOptions {
  readonly color: boolean;
  /** Width of the terminal; Infinity where it is none. */
  readonly columns: number;
}

/** For people. Numbers are no links, and nothing here leaves a trace on an incident. */
export function baselineText(report: BaselineReport, { color, columns }: TextOptions): string {
  const paint = (code: string) => (text: string) => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
  const rows = report.told.map(({ listed, row, why }): readonly (string | TableCell)[] => {
    const [word, code] = WORDS[row === null ? "unknown" : SAID[row.close]];
    return [
      `#${listed.number}`,
      listed.closed_at.slice(0, 10),
      row === null ? "?" : (row.severity ?? "none"),
      row === null || row.fix === null ? "?" : row.fix ? "yes" : "no",
      { text: word, paint: paint(code) },
      missingOf(row, why) ?? "",
    ];
  });
  const table = tableLines(
    [
      { head: "number", align: "right" },
      { head: "closed" },
      { head: "severity" },
      { head: "fix" },
      { head: "gate" },
      { head: "what was missing", least: 24 },
    ],
    rows,
    { columns, paintHead: paint("2") },
  );
  const notes = notesOn(report);
  return [
    paint("1")(wrapped(summaryOf(report), 0)),
    ...(table.length > 0 ? ["", ...table] : []),
    ...(notes.length > 0 ? ["", ...notes.map((note) => wrapped(note, 0))] : []),
    "",
  ].join("\n");
}

/** The nearest step that was missing, as plain words; why it could not be read, where it could not. */
function missingOf(row: BaselineRow | null, why: string | null): string | null {
  if (row === null) return why;
  return row.missing === null ? null : plainText(row.missing).replaceAll("\u200b", "");
}

function notesOn(report: BaselineReport): readonly string[] {
  const { judge, told, closed, more, stop } = report;
  const by = { default: "the default policy", repository: judge.path ?? "", file: judge.path ?? "" }[judge.source];
  const left = closed - told.length;
  const notStated = told.some(({ row }) => row !== null && row.severity === null);
  const permissions = permissionCounts(told);
  return [
    ...(closed === 0 ? [] : [`Judged by ${by} in enforce mode, by what GitHub shows of the time of each close.`]),
    ...(notStated ? ["A severity that is not stated counts as SEV2."] : []),
    ...judge.notes,
    ...permissions.map(
      ([permission, count]) =>
        `Not seen of ${count} ${count === 1 ? "incident" : "incidents"}, and therefore unknown: it takes ${permission}.`,
    ),
    ...(left > 0 && stop === null
      ? [`${left} more were not read: the last ${told.length} are. Give fewer --days.`]
      : []),
    ...(more ? ["There are more than can be listed: give fewer --days."] : []),
    ...(stop === null ? [] : [stopText(stop, told.length, closed)]),
  ];
}

function stopText(stop: Stop, read: number, closed: number): string {
  const known = `${read} of ${closed} were read`;
  if (stop.kind === "rate_limit") return `GitHub asks to wait: ${known}. Come back at ${stop.retryAt}.`;
  if (stop.kind === "interrupted") return `Stopped: ${known}.`;
  return `GitHub does not answer: ${known}. Try again later. (${stop.why})`;
}

function permissionCounts(told: readonly ToldClosure[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const { permissions } of told) {
    for (const permission of permissions) counts.set(permission, (counts.get(permission) ?? 0) + 1);
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** For programs: docs/reference/baseline.md. */
export function baselineJson(report: BaselineReport): Readonly<Record<string, unknown>> {
  const { repository, asOf, days, judge, told, closed, more, stop, missingLabels } = report;
  const { letGo, ...counts } = countsOf(told);
  const { labels, types } = judge.marks;
  return {
    schema: BASELINE_SCHEMA,
    repository,
    as_of: asOf,
    days,
    complete: isComplete(report),
    summary: summaryOf(report),
    counts: { closed, more_than_listed: more, read: told.length, let_go: letGo, ...counts },
    judged_by: { source: judge.source, path: judge.path, notes: judge.notes },
    looked_for: { labels, types, missing_labels: missingLabels },
    stopped: stop === null ? null : { why: stop.kind, retry_at: stop.kind === "rate_limit" ? stop.retryAt : null },
    permissions: permissionCounts(told).map(([permission, incidents]) => ({ permission, incidents })),
    incidents: told.map(({ listed, row, why, permissions }) => ({
      number: listed.number,
      title: listed.title,
      url: listed.html_url,
      closed_at: listed.closed_at,
      severity: row?.severity ?? null,
      fix: row?.fix ?? null,
      gate: row === null ? "unknown" : SAID[row.close],
      missing: row === null ? null : missingOf(row, null),
      unread: why,
      permissions,
    })),
  };
}
