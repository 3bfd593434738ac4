/** Posts a proof and says how the job went: a proof that failed fails it, one that cannot be told warns. */
import { PROOF_CHECK } from "../../core/evidence/red-green.ts";
import { RateLimited, Refused, Unavailable } from "../../github/request/errors.ts";
import { writeContext } from "../../github/write/write-context.ts";
import { writeProofCheck } from "../../github/write/write-proof-check.ts";
import type { Job, JobReport } from "../job.ts";
import { isLack } from "../permissions.ts";
import type { Rendered } from "./check.ts";
import type { ProofRequest } from "./request.ts";

/** What became of the check, in a sentence; `missing` where it should be there and is not. */
interface Posted {
  readonly sentence: string;
  readonly missing: boolean;
}

/** @param troubles one sentence each, of ours */
export async function report(
  job: Job,
  request: ProofRequest,
  { outcome, next, content }: Rendered,
  troubles: readonly string[],
): Promise<JobReport> {
  const { number } = request;
  const posted = await post(job, request, content);
  const failed = outcome === "fail" && !job.inputs.dryRun;
  const said = `${content.title}.${next === null ? "" : ` ${next}`}`;
  const happened = [posted.sentence, ...troubles];
  return {
    outputs: { outcome, ...(next === null ? {} : { "next-step": next }) },
    summary: [
      `# Red–green proof of #${number}`,
      content.summary,
      content.text,
      `**This run**\n\n${happened.map((each) => `- ${each}`).join("\n")}\n`,
    ]
      .filter((part) => part !== "")
      .join("\n\n"),
    annotations: [],
    notes: [
      ...(outcome === "pass" || outcome === "not_applicable" ? [said] : []),
      ...(posted.missing ? [] : [posted.sentence]),
    ],
    warnings: [
      ...(outcome === "unknown" || (outcome === "fail" && !failed) ? [`Not proven. ${said}`] : []),
      ...(posted.missing ? [posted.sentence] : []),
      ...troubles,
    ],
    failures: failed ? [`Not proven. ${said}`] : [],
  };
}

/** Whatever GitHub says to it, the tests have run: what they showed is told in any case. */
async function post(job: Job, { head, fork }: ProofRequest, content: Rendered["content"]): Promise<Posted> {
  const name = `\`${PROOF_CHECK}\``;
  if (job.inputs.dryRun) {
    return { sentence: `Dry run: the check ${name} would be posted as \`${content.conclusion}\`.`, missing: false };
  }
  const { client, identity, sleep, place } = job;
  try {
    await writeProofCheck(client, writeContext(place, { identity, pause: sleep }), { sha: head, content });
    return { sentence: `The check ${name} on ${head.slice(0, 7)} says \`${content.conclusion}\`.`, missing: false };
  } catch (error) {
    if (error instanceof RateLimited || error instanceof Unavailable) {
      return {
        sentence: `The check ${name} could not be posted: GitHub did not take it. Run this job again.`,
        missing: true,
      };
    }
    if (!(error instanceof Refused)) throw error;
    const refused = `The check ${name} could not be posted (HTTP ${error.status}).`;
    // In a fork's pull request nothing can be done about it, and nothing is wrong.
    if (fork) {
      return { sentence: `${refused} On pull requests from forks the job's token can only read.`, missing: false };
    }
    // What it lacks is told at the job's end, with the line to add.
    return isLack(error)
      ? { sentence: `${refused} The job's token may not write checks.`, missing: false }
      : { sentence: refused, missing: true };
  }
}
