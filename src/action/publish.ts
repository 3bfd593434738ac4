/** Puts what a mode came to where GitHub shows it: outputs, log, annotations, the job's summary, the exit code. */
import * as core from "@actions/core";
import { describeOutcomes, type ToldOutcome } from "../core/render/write.ts";
import { tell } from "./annotations.ts";
import type { JobReport } from "./job.ts";

/** @param clean makes any text a line that is no command (`log.ts`). */
export async function publish(report: JobReport, clean: (text: string) => string): Promise<void> {
  const { outputs, summary, notes, failures } = report;
  for (const [name, value] of Object.entries(outputs)) core.setOutput(name, value);
  for (const note of notes) core.info(clean(note));
  const { outcomes = [] } = report;
  const lines = logLines(outcomes);
  // What a dry run would write is what it was started for.
  const folded = lines.length > FEW && !outcomes.some(({ result }) => result === "planned");
  if (folded) core.startGroup(`${lines.length} writes`);
  for (const line of lines) core.info(clean(line));
  if (folded) core.endGroup();
  const place = (at: { readonly file: string; readonly startLine: number; readonly title: string } | undefined) =>
    at === undefined ? {} : { ...at, file: clean(at.file), title: clean(at.title) };
  tell(report, {
    error: (message, at) => core.error(clean(message), place(at)),
    warning: (message, at) => core.warning(clean(message), place(at)),
    notice: (message, at) => core.notice(clean(message), place(at)),
    info: (message) => core.info(clean(message)),
  });
  if (process.env["GITHUB_STEP_SUMMARY"] && summary !== "") await writeSummary(summary, clean);
  if (failures.length > 0) core.setFailed(failures.map(clean).join("\n"));
}

/** Lines that stand in the log unfolded. */
const FEW = 5;
/** A sweep of a thousand incidents may write as often. */
const MOST_LINES = 1000;

function logLines(outcomes: readonly ToldOutcome[]): readonly string[] {
  const lines = describeOutcomes(outcomes.filter(({ result }) => result !== "unchanged"));
  const more = lines.length - MOST_LINES;
  return more <= 0 ? lines : [...lines.slice(0, MOST_LINES), `${more} more writes are not listed.`];
}

async function writeSummary(summary: string, clean: (text: string) => string): Promise<void> {
  try {
    await core.summary.addRaw(summary).write();
  } catch (error) {
    // A disk that is full must not decide how a gate stands.
    core.warning(clean(`The job's summary could not be written: ${error instanceof Error ? error.message : ""}`));
  }
}
