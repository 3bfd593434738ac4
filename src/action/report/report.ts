/**
 * The mode `report`: the portfolio as the job's summary, and it, the verdicts and the bundles as files for the workflow to
 * upload. Nothing is ever written to GitHub, and a gate that fails fails no job: only where nothing could be read does it.
 */
import { createLeaderReader } from "../../github/read-as.ts";
import { Refused } from "../../github/request/errors.ts";
import { reportOn, type RepositoryReport } from "../../report.ts";
import { FolderRefused, folderWithin, openReportFiles } from "../../report-files.ts";
import { explain, isMistake, isOutage } from "../failing.ts";
import { WorkflowError } from "../inputs.ts";
import type { Job, JobReport } from "../job.ts";
import { reportDisabled, reportRead, reportUnread } from "./say.ts";

/** Requests of the token's hour that are left to the gate. */
const LEFT_TO_OTHERS = 50;
/** How often a line says how far it is, in incidents. */
const EVERY = 50;

export async function report(job: Job): Promise<JobReport> {
  const { client, identity, inputs, place, runner, say } = job;
  const { folder, files } = mistaken(() => {
    const within = folderWithin(runner.workspace, inputs.outputDirectory);
    return { folder: within.name, files: openReportFiles(within.path, within.name) };
  });
  let result: RepositoryReport;
  try {
    result = await reportOn(place, {
      client,
      identity,
      keep: (incident) => mistaken(() => files.keep(incident)),
      enough: () => enough(job),
      // Where the App leads, its bundles and items are Quench's too.
      steps: { read: createLeaderReader() },
      progress(done, all) {
        if (done > 0 && done % EVERY === 0) say(`${done} of ${all} incidents read.`);
      },
    });
  } catch (error) {
    if (isMistake(error) || !(isOutage(error) || error instanceof Refused)) throw error;
    return reportUnread(explain(error), job);
  }
  if (result.kind === "closed") return reportUnread(result.why, job);
  if (result.kind === "disabled") return reportDisabled(result.repository);
  const said = reportRead(result, { folder, foreign: files.foreign }, job);
  const count = mistaken(() => files.finish(result.portfolio, said.file));
  return { ...said.report, notes: [`${count} files in ${folder}.`, ...said.report.notes] };
}

/** Why no further incident is read. */
function enough({ elapsed, inputs, meter }: Job): string | null {
  const { timeLimit } = inputs;
  if (elapsed() > timeLimit * 60_000) {
    return `the time limit of ${timeLimit} ${timeLimit === 1 ? "minute" : "minutes"} is reached: the input \`time-limit\` gives it more`;
  }
  const isShort = (["core", "graphql"] as const).some((kind) => (meter.left(kind) ?? LEFT_TO_OTHERS) < LEFT_TO_OTHERS);
  return isShort
    ? `fewer than ${LEFT_TO_OTHERS} requests are left of the token's hour, and they are left to the gate: the token of a GitHub App has more`
    : null;
}

/** A folder that cannot be written to is a mistake in the workflow. */
function mistaken<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof FolderRefused) throw new WorkflowError(error.message);
    throw error;
  }
}
