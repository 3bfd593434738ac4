/** Parts of a job's summary that every mode shares: what the run did, and what it wrote or would write. */
import { codeSpan } from "../core/markdown.ts";
import { describeOutcomes, type ToldOutcome } from "../core/render/write.ts";
import { details } from "../core/render/words.ts";
import type { JobAnnotation } from "./job.ts";

/**
 * GitHub takes 1 MiB a step, and drops a summary that is over it as a whole:
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary
 * Below it there is room for what `main.ts` adds: permissions that lack, time and requests.
 */
export const MOST_BYTES = 950_000;
/** For one list; the rest is counted. */
const LIST_BYTES = 100_000;

/**
 * Whole texts in their order, as many as fit.
 *
 * @param bytes in UTF-8, with the blank line between two of them.
 * @returns how many are left out.
 */
export function wholeTexts(
  texts: readonly string[],
  bytes: number,
): { readonly kept: readonly string[]; readonly left: number } {
  let room = bytes;
  const over = texts.findIndex((text) => {
    room -= Buffer.byteLength(text) + 2;
    return room < 0;
  });
  return over === -1 ? { kept: texts, left: 0 } : { kept: texts.slice(0, over), left: texts.length - over };
}

/** Lines as a list that says what it leaves out. @param noun one and several. */
export function listOf(lines: readonly string[], noun: readonly [string, string]): string {
  const { kept, left } = wholeTexts(
    lines.map((line) => `- ${line}`),
    LIST_BYTES,
  );
  return [...kept, ...(left === 0 ? [] : [`- ${left} more ${left === 1 ? noun[0] : noun[1]} not shown here.`])].join(
    "\n",
  );
}

/** What happened in this run: one sentence each, Markdown of ours. `""` where nothing did. */
export function renderNotes(notes: readonly string[]): string {
  return notes.length === 0 ? "" : `**This run**\n\n${listOf(notes, ["sentence is", "sentences are"])}`;
}

/** The writes of a run, folded: in a dry run those that it would make. `""` where there are none. */
export function renderWrites(outcomes: readonly ToldOutcome[]): string {
  const lines = describeOutcomes(outcomes);
  if (lines.length === 0) return "";
  const planned = outcomes.some(({ result }) => result === "planned");
  const count = `${lines.length} ${lines.length === 1 ? "write" : "writes"}`;
  return details(planned ? `What it would write (${lines.length})` : count, listOf(lines, ["is", "are"]));
}

/** Says at the top that nothing was written. */
export function dryRunLine(outcomes: readonly ToldOutcome[]): string {
  const count = describeOutcomes(outcomes).length;
  const would =
    count === 0
      ? "there is nothing to write"
      : `${count === 1 ? "one write is" : `${count} writes are`} listed below, without what would follow from ${count === 1 ? "it" : "them"}`;
  return `> 🧪 Dry run: nothing was written, and the job does not fail; ${would}.`;
}

/** Lines of files, as a list; what GitHub shows beside the change, it shows ten of. */
export function renderAnnotations(annotations: readonly JobAnnotation[]): string {
  const lines = annotations.map(({ path, line, message }) => `${codeSpan(`${path}:${line}`, 300)}: ${message}`);
  return lines.length === 0 ? "" : listOf(lines, ["is", "are"]);
}
