/** The gate of one open pull request: what its merge would close, beside what the incidents' own passes said. */
import { renderClosings, type ClosingTold } from "../../core/render/check-closings.ts";
import type { CheckContent } from "../../core/plan/write.ts";
import { defaultInForce } from "../../core/policy/resolve.ts";
import { isUnreadable } from "../../core/snapshot/types.ts";
import type { Closings } from "../../github/heads/read-closings.ts";
import { readPullHead } from "../../github/heads/read-pull-head.ts";
import { Refused } from "../../github/request/errors.ts";
import { isPermanent } from "../../github/write/write-context.ts";
import { incidentsIn, judgeAll } from "../../merge-closings.ts";
import { checkPull, type PullDeps, type PullResult } from "../../pull.ts";
import { explain, isMistake, isOutage } from "../failing.ts";
import type { Job } from "../job.ts";
import { type GatePolicy, incidentTest } from "./gate-policy.ts";
import { NOTHING_SAID, type Said, sayUnread } from "./say.ts";

export interface PullGate {
  readonly said: Said;
  /** What was judged here, as its check would say it; null where the incidents' passes said it all. */
  readonly content: CheckContent | null;
  /** The check that was written, or in a dry run would be. */
  readonly outcomes: readonly NonNullable<PullResult["outcome"]>[];
}

const NOTHING: PullGate = { said: NOTHING_SAID, content: null, outcomes: [] };

/**
 * @param spoken incidents whose own passes judged this pull request
 * @throws only for a token that is refused, and mistakes of ours
 */
export async function gatePull(
  job: Job,
  number: number,
  gatePolicy: GatePolicy,
  spoken: ReadonlySet<number>,
): Promise<PullGate> {
  const { place, client, identity, inputs } = job;
  const subject = { ...place, number };
  const deps: PullDeps = {
    client,
    identity,
    readOnly: inputs.dryRun,
    defaultPolicy: defaultInForce,
    mayBeIncident: incidentTest(job, gatePolicy, spoken),
  };
  try {
    const app = identity.appId ?? 0;
    const head = await readPullHead(client, { owner: place.owner, name: place.repo, number, app });
    // GitHub has just told us of it: it is out of our sight, and so is what it closes.
    if (head === null) return unread(number, gatePolicy, "it does not exist for this token");
    if (isUnreadable(head)) return unread(number, gatePolicy, head.unreadable);
    if (!head.open) return NOTHING;
    if (isUnreadable(head.closings)) return unread(number, gatePolicy, head.closings.unreadable);
    const closed = await incidentsIn(withoutSpoken(head.closings, spoken, place), deps);
    if (isUnreadable(closed)) return unread(number, gatePolicy, closed.unreadable);
    const told = await judgeAll(closed, deps);
    const outcomes = gatePolicy.policy.checks.all_pull_requests ? await setCheck(subject, deps) : [];
    const content = told.length === 0 ? null : renderClosings(told, `${place.owner}/${place.repo}`, "pull request");
    return { said: sayTold(told, number, gatePolicy), content, outcomes };
  } catch (error) {
    if (isMistake(error) || !(isOutage(error) || error instanceof Refused)) throw error;
    return unread(number, gatePolicy, explain(error));
  }
}

function withoutSpoken(
  { byBody, byCommit }: Closings,
  spoken: ReadonlySet<number>,
  { owner, repo }: Job["place"],
): Closings {
  const keys = new Set([...spoken].map((number) => `${owner}/${repo}#${number}`.toLowerCase()));
  return {
    byBody: byBody.filter((issue) => !keys.has(`${issue.repository}#${issue.number}`.toLowerCase())),
    byCommit: byCommit.filter(({ issue }) => !keys.has(issue.toLowerCase())),
  };
}

/** The check that every pull request gets (`checks.all_pull_requests`). What may not be written is told by `lacks.ts`. */
async function setCheck(
  subject: { readonly owner: string; readonly repo: string; readonly number: number },
  deps: PullDeps,
): Promise<PullGate["outcomes"]> {
  try {
    const first = await checkPull(subject, deps);
    // Left to an incident's pass that has been by already: the second look judges it itself.
    const last = first.incidents.length > 0 && deps.readOnly !== true ? await checkPull(subject, deps) : first;
    return [first, last].flatMap(({ outcome }, index, all) =>
      outcome === null || all.findIndex((one) => one.outcome === outcome) < index ? [] : [outcome],
    );
  } catch (error) {
    if (isPermanent(error)) return [];
    throw error;
  }
}

function sayTold(told: readonly ClosingTold[], pull: number, { mayEnforce }: GatePolicy): Said {
  const said = { notes: [] as string[], warnings: [] as string[], failures: [] as string[] };
  for (const { number, outcome, next, commit } of told) {
    const step = next === null ? "" : ` Next for the incident: ${next}`;
    const by = commit === null ? "" : `, by the message of commit ${commit}`;
    const early = `Merging pull request #${pull} would close incident #${number} too early${by}.`;
    if (outcome === "blocked") said.failures.push(`${early}${step}`);
    else if (outcome === "told") said.warnings.push(`${early}${step}`);
    else if (outcome === "unknown")
      said[mayEnforce ? "failures" : "warnings"].push(sayUnread(pull, `incident #${number}`));
    else said.notes.push(`Merging pull request #${pull} may close incident #${number}.`);
  }
  return said;
}

/** Whether it would close an incident at all is not known: unknown never passes (R-V1), where anything is enforced. */
function unread(pull: number, { mayEnforce }: GatePolicy, why: string): PullGate {
  const sentence = sayUnread(pull, "an incident", why);
  return { ...NOTHING, said: { ...NOTHING_SAID, [mayEnforce ? "failures" : "warnings"]: [sentence] } };
}
