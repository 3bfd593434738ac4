/**
 * The mode `policy`: what a pull request's change of the policy would put in force, and what that would change. The same
 * check as the App's; where the token may not post it, the job itself says what the check would.
 */
import { policyCheck, type PolicyCheckResult } from "../../simulate.ts";
import type { Job, JobReport } from "../job.ts";
import { readPolicyInForce } from "../read-policy.ts";
import { reportInForce, reportNothing, reportPulls } from "./say.ts";
import { whichPulls } from "./which.ts";

/** A job is not kept longer than this for a limit of GitHub's, in milliseconds. */
const LONGEST_LIMIT = 90_000;
/** How often one that does not get better by itself is waited for. */
const MOST_WAITS = 3;
/** What is gone on with sooner is no wait for anything. */
const AT_ONCE = 5_000;

export async function policy(job: Job): Promise<JobReport> {
  const which = await whichPulls(job);
  if (which.kind === "none") return reportNothing(which.event, job);
  if (which.kind === "in_force") return reportInForce(await readPolicyInForce(job), which.branch, job);
  const looked: { readonly number: number; readonly result: PolicyCheckResult }[] = [];
  for (const number of which.numbers) looked.push({ number, result: await lookAt(number, job) });
  return reportPulls(looked, job);
}

const LEFT = ["core", "graphql"] as const;
/** Requests of the token's hour that are kept for concluding the check, and for the repository's other jobs. */
const RESERVE = 100;

/** Looks until nothing is left to simulate, or the job's time is over. */
async function lookAt(number: number, job: Job): Promise<PolicyCheckResult> {
  const { client, identity, inputs, place, log, say, sleep, elapsed, meter } = job;
  const progress = { key: "", rows: {} };
  let waits = 0;
  const givesUp = (milliseconds: number): "limit" | "time" | null => {
    if (elapsed() + milliseconds > inputs.timeLimit * 60_000) return "time";
    if (milliseconds > LONGEST_LIMIT || (milliseconds > AT_ONCE && waits >= MOST_WAITS)) return "limit";
    return LEFT.some((kind) => (meter.left(kind) ?? RESERVE) < RESERVE) ? "limit" : null;
  };
  // Only an App's token may make checks.
  const readOnly = inputs.dryRun || identity.appId === null;
  for (;;) {
    const result = await policyCheck({ ...place, number }, { client, identity, log, readOnly, progress, givesUp });
    if (result.kind !== "unfinished" || givesUp(result.retryIn) !== null) return result;
    if (result.retryIn > AT_ONCE) waits += 1;
    say(`Going on in ${Math.ceil(result.retryIn / 1000)} s: ${result.why}.`);
    await sleep(result.retryIn);
  }
}
