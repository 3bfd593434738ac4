/** The job's summary: the tracker's own words, under the incident's name. */
import { inlineText } from "../core/markdown.ts";
import type { Policy } from "../core/policy/schema.ts";
import { renderTracker } from "../core/render/tracker.ts";
import type { Snapshot } from "../core/snapshot/snapshot.ts";
import { buildCase } from "../core/verdict/case.ts";
import type { Verdict } from "../core/verdict/types.ts";

/** GitHub allows 1 MiB a step; a summary that is over it is dropped as a whole. */
const MOST_CHARACTERS = 250_000;

/** What one incident's pass came to. */
export interface Judged {
  readonly verdict: Verdict;
  readonly snapshot: Snapshot;
  readonly policy: Policy;
}

/**
 * Renders the summary of a job.
 *
 * @param notes what happened in this run: one sentence each, Markdown of ours
 */
export function renderSummary(judged: readonly Judged[], notes: readonly string[]): string {
  const parts = judged.map(({ verdict, snapshot, policy }) => {
    const { number, title, url } = verdict.incident;
    return `# [#${number}](${url}) ${inlineText(title)}\n\n${renderTracker(verdict, buildCase(snapshot, policy))}`;
  });
  if (notes.length > 0) parts.push(`**This run**\n\n${notes.map((note) => `- ${note}`).join("\n")}`);
  return `${parts.join("\n\n").slice(0, MOST_CHARACTERS)}\n`;
}
