/**
 * The job's summary of incidents: the verdict first, in the tracker's own words, then what this run did. The incident
 * that needs attention comes first; others are folded, and of many only one line each is shown. Time and requests are
 * added by `main.ts`.
 */
import { htmlText, inlineText, plainText } from "../core/markdown.ts";
import type { Policy } from "../core/policy/schema.ts";
import { headline } from "../core/render/headline.ts";
import { renderTracker } from "../core/render/tracker.ts";
import { details, renderStep } from "../core/render/words.ts";
import type { ToldOutcome } from "../core/render/write.ts";
import type { Snapshot } from "../core/snapshot/snapshot.ts";
import { buildCase } from "../core/verdict/case.ts";
import type { Verdict } from "../core/verdict/types.ts";
import { dryRunLine, listOf, MOST_BYTES, renderNotes, renderWrites, wholeTexts } from "./summary-parts.ts";

/** Incidents that are shown whole; of others there is one line each. */
const MOST_WHOLE = 10;
/** Characters of one that is folded. */
const FOLDED_ROOM = 20_000;

/** What one incident's pass came to. */
export interface Judged {
  readonly verdict: Verdict;
  readonly snapshot: Snapshot;
  readonly policy: Policy;
}

export interface SummaryMore {
  /** Why the job fails: one sentence each, at the top. */
  readonly failures?: readonly string[];
  /** The writes of the run, folded. */
  readonly outcomes?: readonly ToldOutcome[];
  readonly dryRun?: boolean;
  /** Whether something could not be read: then it is not told whether there is an incident. */
  readonly unread?: boolean;
}

/**
 * Renders the summary of a job.
 *
 * @param judged the one that needs attention first in front.
 * @param notes what happened in this run: one sentence each, Markdown of ours
 */
export function renderSummary(
  judged: readonly Judged[],
  notes: readonly string[],
  { failures = [], outcomes = [], dryRun = false, unread = false }: SummaryMore = {},
): string {
  const [first, ...others] = judged;
  const banners = [
    ...failures.map((failure) => `> ⛔ ${withoutNext(failure, first).replace(/\s*\n\s*/g, " ")}`),
    dryRun ? dryRunLine(outcomes) : "",
  ];
  return composeSummary({
    head: first === undefined ? [...(unread ? UNREAD : NONE), ...banners] : whole(first, banners),
    sections: others.slice(0, MOST_WHOLE - 1).map(folded),
    list: others.slice(MOST_WHOLE - 1).map(({ verdict }) => incidentLine(verdict)),
    tail: [renderNotes(notes), renderWrites(outcomes)],
  });
}

const NONE = ["## ➖ No incident here", "Nothing here belongs to an incident that would hold anything up."];
const UNREAD = ["## ❔ Cannot tell yet: GitHub could not be read"];

export interface SummaryParts {
  /** What stands whatever else is left out: the verdict. */
  readonly head: readonly string[];
  /** Left out from the end where there is no room, and that is said. */
  readonly sections: readonly string[];
  /** Lines of incidents that have no section. */
  readonly list: readonly string[];
  /** What this run did, and what it would write. */
  readonly tail: readonly string[];
}

/** Puts a summary together within what GitHub takes, cut at whole sections. */
export function composeSummary({ head, sections, list, tail }: SummaryParts): string {
  const more = list.length === 0 ? "" : details(incidents(list.length, "more "), listOf(list, ["is", "are"]));
  const fixed = [...head, more, ...tail].filter((part) => part !== "");
  const { kept, left } = wholeTexts(sections, MOST_BYTES - Buffer.byteLength(fixed.join("\n\n")) - NOTE_BYTES);
  const note =
    left === 0 ? "" : `${incidents(left, "")} more: GitHub shows no longer summaries. The tracker on each has it all.`;
  return `${[...head, ...kept, note, more, ...tail].filter((part) => part !== "").join("\n\n")}\n`;
}

/** For the sentence that says what is left out. */
const NOTE_BYTES = 500;

function incidents(count: number, more: string): string {
  return `${count} ${more}${count === 1 ? "incident" : "incidents"}`;
}

/** A failure may end with the next step, which stands right below it here. */
function withoutNext(failure: string, judged: Judged | undefined): string {
  const next = judged?.verdict.next?.text ?? "";
  return next !== "" && failure.endsWith(next)
    ? failure.slice(0, -next.length).replace(/ Next(?: for the incident)?: $/, "")
    : failure;
}

/**
 * The tracker as a file's Markdown: its items take two lines each, and there, unlike in a comment, only two spaces before
 * a line's end keep them apart.
 */
function trackerOf({ verdict, snapshot, policy }: Judged, room?: number): readonly string[] {
  return renderTracker(verdict, buildCase(snapshot, policy), room)
    .replace(/^(- .*)\n(?= {2}[^\s-])/gm, "$1  \n")
    .split("\n\n");
}

/** The verdict, whose it is, and why. */
function whole(judged: Judged, banners: readonly string[]): readonly string[] {
  const { number, title, url } = judged.verdict.incident;
  const [verdictLine = "", ...rest] = trackerOf(judged);
  return [verdictLine, `**[#${number}](${url}) ${inlineText(title)}**`, ...banners, rest.join("\n\n")];
}

function folded(judged: Judged): string {
  const { number, title, url } = judged.verdict.incident;
  const [, ...rest] = trackerOf(judged, FOLDED_ROOM);
  const name = `${htmlText(plainText(headline(judged.verdict)))} · ${number}: ${htmlText(title, 80)}`;
  return details(name, [`[#${number}](${url})`, ...rest].join("\n\n"));
}

/** An incident in one line of a list: its verdict, its name, and its next step. */
export function incidentLine(verdict: Verdict): string {
  const { incident, next } = verdict;
  const step = next === null ? "" : ` · **Next:** ${renderStep(next)}`;
  return `${headline(verdict)} · [#${incident.number}](${incident.url}) ${inlineText(incident.title, 80)}${step}`;
}
