/** A check's own words as a job's summary: where no incident was passed over, they are all there is to say. Pure. */
import type { CheckContent } from "../../core/plan/write.ts";
import type { ToldOutcome } from "../../core/render/write.ts";
import { composeSummary } from "../summary.ts";
import { dryRunLine, renderWrites } from "../summary-parts.ts";

export function contentSummary(
  { title, summary, text, conclusion }: CheckContent,
  { outcomes, dryRun }: { readonly outcomes: readonly ToldOutcome[]; readonly dryRun: boolean },
): string {
  const icon = conclusion === "success" ? "✅" : conclusion === "failure" ? "⛔" : "❔";
  return composeSummary({
    head: [`## ${icon} ${title}`, dryRun ? dryRunLine(outcomes) : "", summary],
    sections: [],
    list: [],
    tail: [text, renderWrites(outcomes)],
  });
}
