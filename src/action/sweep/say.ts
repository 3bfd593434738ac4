/** What a sweep says of itself: the verdict first, then what was written, and what is left. */
import { codeSpan, inlineText, linkText } from "../../core/markdown.ts";
import { headline } from "../../core/render/headline.ts";
import { renderStep } from "../../core/render/words.ts";
import type { ToldOutcome } from "../../core/render/write.ts";
import { fromEpoch, formatInstant } from "../../core/time.ts";
import type { Job, JobReport } from "../job.ts";
import { refusedApart } from "../lacks.ts";
import { composeSummary } from "../summary.ts";
import { dryRunLine, listOf, renderNotes, renderWrites } from "../summary-parts.ts";
import type { Stop } from "./look.ts";
import type { Looked } from "./look-at-one.ts";

export interface Swept {
  readonly looked: readonly Looked[];
  /** Writes beside those of incidents: checks of pull requests, the repository's own issues. */
  readonly others: readonly ToldOutcome[];
  readonly incidents: number;
  readonly left: number;
  readonly stop: Stop | null;
  /** When GitHub allows more, in seconds; null where that is not known. */
  readonly goesOn: number | null;
  readonly zone: string;
  /** One sentence each, of ours. */
  readonly warnings: readonly string[];
}

const STOPS: Readonly<Record<Stop, string>> = {
  time: "the job's `time-limit` was reached",
  budget: "two thirds of the token's hour are used up, and the rest is left to other jobs",
  limit: "GitHub asked for a pause",
  outage: "GitHub could not be read",
};

interface Told {
  readonly failures: string[];
  readonly lines: string[];
  readonly warnings: string[];
  readonly notReady: number;
  readonly reopened: number;
  readonly reminded: number;
}

/** The job's report. */
export function reportSweep(job: Job, swept: Swept): JobReport {
  const { dryRun } = job.inputs;
  const told = tell(swept, dryRun);
  const outcomes = [...swept.looked.flatMap((one) => one.outcomes), ...swept.others];
  const left = leftOf(swept);
  const warnings = [
    ...swept.warnings,
    ...told.warnings,
    ...(dryRun ? told.failures.map((failure) => `Dry run, so the job passes: ${failure}`) : []),
    ...(left === null ? [] : [left]),
  ];
  const failures = dryRun ? [] : told.failures;
  const [first] = attention(swept);
  const notes = [countsOf(swept, told)];
  return {
    outputs: {
      outcome: first?.judged?.verdict.closable.outcome ?? (isUnread(swept) ? "unknown" : "not_applicable"),
      closable: String(first?.judged?.verdict.closable.outcome === "pass"),
      "next-step": first?.judged?.verdict.next?.text ?? "",
      reopened: String(told.reopened > 0 && !dryRun),
    },
    summary: composeSummary({
      head: [
        `## ${titleOf(swept, told, dryRun)}`,
        ...failures.map((failure) => `> ⛔ ${failure}`),
        ...(dryRun ? [dryRunLine(outcomes)] : []),
        ...(left === null ? [] : [`> ⏳ ${left}`]),
      ],
      sections:
        told.lines.length === 0 ? [] : [listOf(told.lines.slice(0, MOST_SHOWN), ["incident is", "incidents are"])],
      list: told.lines.slice(MOST_SHOWN),
      tail: [renderNotes([...warnings.filter((warning) => warning !== left), ...notes]), renderWrites(outcomes)],
    }),
    annotations: [],
    notes,
    warnings,
    failures,
    outcomes,
  };
}

/** Nothing could be judged, and not because there is nothing. */
function isUnread({ looked, stop }: Swept): boolean {
  return stop === "outage" || looked.some(({ unfinished }) => unfinished !== null);
}

/** Incidents that are shown at once; of more, one folded list. */
const MOST_SHOWN = 20;
const ORDER = { fail: 0, unknown: 1, pass: 2, not_applicable: 3 } as const;

function attention({ looked }: Swept): readonly Looked[] {
  const judged = [...new Map(looked.filter((one) => one.judged !== null).map((one) => [one.number, one])).values()];
  const rank = (one: Looked): number => {
    const undone = one.outcomes.some(({ write, result }) => write.kind === "reopen" && result === "done");
    return undone ? -1 : ORDER[one.judged?.verdict.closable.outcome ?? "not_applicable"];
  };
  return judged.sort((a, b) => rank(a) - rank(b) || a.number - b.number);
}

function tell(swept: Swept, dryRun: boolean): Told {
  const failures: string[] = [];
  const warnings: string[] = [];
  let reopened = 0;
  let reminded = 0;
  for (const { number, outcomes, judged } of swept.looked) {
    const next = judged?.verdict.next ?? null;
    const step = next === null ? "" : ` Next: ${next.text}`;
    for (const { write, result, reason: why } of outcomes) {
      if (write.kind === "notice" && write.key.startsWith("reminder:") && isMade(result, dryRun)) reminded += 1;
      if (write.kind !== "reopen") continue;
      const isIncident = write.issue.number === number;
      const name = isIncident ? `Incident #${number}` : `Hardening item #${write.issue.number}`;
      const early = isIncident ? "before it was ready" : "before it was verified";
      if (result === "failed")
        warnings.push(`${name} was closed ${early} and could not be reopened: ${codeSpan(why ?? "refused", 200)}.`);
      else if (isMade(result, dryRun)) {
        reopened += 1;
        if (write.notice === null) continue;
        const end = dryRun ? "would be reopened" : "is open again";
        failures.push(`${name} was closed ${early} and ${end}.${isIncident ? step : ""}`);
      }
    }
  }
  const refused = refusedApart(swept.looked.flatMap(({ outcomes }) => outcomes));
  const [first] = refused;
  if (first !== undefined) {
    const count = refused.length === 1 ? "One write was" : `${refused.length} writes were`;
    warnings.push(`${count} refused: ${codeSpan(first.reason ?? first.write.kind, 200)}.`);
  }
  const shown = attention(swept).filter((one) => one.judged?.leader === null);
  const notReady = shown.filter(({ judged }) => judged?.verdict.closable.outcome === "fail").length;
  return { failures, warnings, lines: shown.map(lineOf), notReady, reopened, reminded };
}

function isMade(result: ToldOutcome["result"], dryRun: boolean): boolean {
  return result === "done" || (dryRun && result === "planned");
}

function lineOf({ judged, number, unfinished }: Looked): string {
  if (judged === null) return `#${number}`;
  const { verdict, title } = judged;
  const next = verdict.next === null ? "" : ` · **Next:** ${renderStep(verdict.next)}`;
  const later = unfinished === null ? "" : " · looked at again by the next run";
  return `${headline(verdict)} · ${linkText(`#${number}`, verdict.incident.url)} ${inlineText(title, 80)}${next}${later}`;
}

function titleOf({ looked, incidents, left }: Swept, { notReady, reopened }: Told, dryRun: boolean): string {
  if (incidents === 0) return "➖ No incident to look at";
  const done = countOf(looked);
  const undone = `${reopened} ${dryRun ? "to be reopened" : "reopened"}`;
  if (reopened > 0) return `↩️ ${undone}, ${notReady} of ${done} not ready to close`;
  if (done === 0) return left === 0 ? `✅ Nothing is due for ${many(incidents)}` : `⏳ ${many(left)} left to look at`;
  return notReady === 0 ? `✅ Looked at ${done} of ${many(incidents)}` : `⛔ ${notReady} of ${done} not ready to close`;
}

/** Incidents that were looked at, less those that are none any more. */
function countOf(looked: Swept["looked"]): number {
  return new Set(looked.filter(({ remember }) => remember !== null).map(({ number }) => number)).size;
}

function countsOf({ looked, incidents }: Swept, { reopened, reminded }: Told): string {
  const done = countOf(looked);
  const parts = [
    `Looked at ${done} of ${many(incidents)}`,
    ...(reopened === 0 ? [] : [`${reopened} closed early`]),
    ...(reminded === 0 ? [] : [reminded === 1 ? "1 reminder" : `${reminded} reminders`]),
  ];
  return `${parts.join(", ")}.`;
}

function leftOf({ left, stop, goesOn, zone }: Swept): string | null {
  if (left === 0 && stop === null) return null;
  const why = stop === null ? "they were not finished" : STOPS[stop];
  const when =
    goesOn === null
      ? "The next run goes on there."
      : `A run after ${formatInstant(fromEpoch(goesOn * 1000), zone)} goes on there.`;
  return `${left === 0 ? "Not everything is finished" : `${many(left)} left`}, because ${why}. ${when}`;
}

function many(count: number): string {
  return count === 1 ? "1 incident" : `${count} incidents`;
}

/** What stands in the summary where nothing is swept. @param why a clause. @param outcome unknown: it could not be read. */
export function nothingToSweep(
  job: Job,
  why: string,
  outcome: "not_applicable" | "unknown" = "not_applicable",
): JobReport {
  const said = `Nothing is swept: ${why}.`;
  const isUnknown = outcome === "unknown";
  const title = isUnknown ? "## ❔ Cannot tell yet: GitHub could not be read" : "## ➖ Nothing to sweep";
  return {
    outputs: { outcome, closable: "false", "next-step": "", reopened: "false" },
    summary: composeSummary({ head: [title, said], sections: [], list: [], tail: [] }),
    annotations: [],
    notes: isUnknown ? [] : [said],
    warnings: isUnknown ? [said] : [],
    failures: [],
  };
}
