/** The gate of a merge queue's group: one check on the group's own commit, which always comes to a conclusion. */
import type { CheckContent } from "../../core/plan/write.ts";
import { defaultInForce } from "../../core/policy/resolve.ts";
import { RateLimited, Refused } from "../../github/request/errors.ts";
import { isPermanent } from "../../github/write/write-context.ts";
import { checkGroup, type PullDeps, type PullResult } from "../../pull.ts";
import { explain, isMistake, isOutage } from "../failing.ts";
import type { Job, JobReport } from "../job.ts";
import { renderSummary } from "../summary.ts";
import { contentSummary } from "./content.ts";
import type { Look } from "./event.ts";
import { incidentTest, readGatePolicy } from "./gate-policy.ts";

/** How often a group is looked at that could not be read, and after how many milliseconds; a limit says so itself. */
const TRIES = 3;
const PAUSE = 10_000;
/** A job is not kept longer than this for a limit of GitHub's. */
const LONGEST_PAUSE = 90_000;

export async function gateGroup(job: Job, look: Extract<Look, { readonly kind: "group" }>): Promise<JobReport> {
  const { place, client, identity, inputs, say, sleep } = job;
  const gatePolicy = await readGatePolicy(job);
  if (gatePolicy.isOff) return reportOf(job, null, { notes: ["Quench is switched off here (`enabled: false`)."] });
  const { sha, base, ref } = look;
  const subject = { ...place, sha, base, ref };
  let content: CheckContent | null = null;
  let outcome: PullResult["outcome"] = null;
  let why = "";
  for (let left = TRIES; left > 0; left -= 1) {
    const deps = {
      client,
      identity,
      readOnly: inputs.dryRun,
      defaultPolicy: defaultInForce,
      mayBeIncident: incidentTest(job, gatePolicy, new Set()),
    };
    let pause = PAUSE;
    try {
      ({ content, outcome } = await checked(subject, deps));
      if (content?.status === "completed") break;
    } catch (error) {
      if (isMistake(error) || !(isOutage(error) || error instanceof Refused)) throw error;
      why = ` (${explain(error).replace(/\.$/, "")})`;
      if (error instanceof RateLimited) pause = error.waitMs;
    }
    if (left === 1 || pause > LONGEST_PAUSE || job.lacks().some(({ reading }) => reading)) break;
    say(`Waiting ${Math.ceil(pause / 1000)} s: what the merge group would close could not be read.`);
    await sleep(pause);
  }
  const outcomes = outcome === null ? [] : [outcome];
  if (content === null || content.status !== "completed") {
    const unread = `What this merge group would close could not be read${why}.`;
    return gatePolicy.mayEnforce
      ? reportOf(job, content, { failures: [`${unread} It does not pass: put it into the queue again.`], outcomes })
      : reportOf(job, content, { warnings: [`${unread} Nothing is enforced, so it passes.`], outcomes });
  }
  const title = `${content.title}.`;
  if (content.conclusion === "failure") return reportOf(job, content, { failures: [title], outcomes });
  return reportOf(job, content, { notes: [title], outcomes });
}

/** Without the right to write the check, the job itself still says how the gate stands. */
async function checked(subject: Parameters<typeof checkGroup>[0], deps: PullDeps): Promise<PullResult> {
  try {
    return await checkGroup(subject, deps);
  } catch (error) {
    if (!isPermanent(error)) throw error;
    return checkGroup(subject, { ...deps, readOnly: true });
  }
}

interface Told {
  readonly notes?: readonly string[];
  readonly warnings?: readonly string[];
  readonly failures?: readonly string[];
  readonly outcomes?: readonly NonNullable<PullResult["outcome"]>[];
}

function reportOf(
  job: Job,
  content: CheckContent | null,
  { notes = [], warnings = [], failures = [], outcomes = [] }: Told,
): JobReport {
  const { dryRun } = job.inputs;
  const spared = dryRun ? failures.map((failure) => `Dry run, so the job passes: ${failure}`) : [];
  return {
    outputs: {
      verdict: "",
      outcome:
        OUTCOMES[content?.conclusion ?? ""] ?? (failures.length + warnings.length > 0 ? "unknown" : "not_applicable"),
      closable: "false",
      "next-step": "",
      reopened: "false",
    },
    summary:
      content === null
        ? renderSummary([], [...warnings, ...notes], { unread: failures.length + warnings.length > 0 })
        : contentSummary(content, { outcomes, dryRun }),
    annotations: [],
    notes,
    warnings: [...warnings, ...spared],
    failures: dryRun ? [] : failures,
    outcomes,
  };
}

const OUTCOMES: Readonly<Record<string, string>> = { success: "pass", failure: "fail" };
