/**
 * The mode that needs no event: looks at every incident once a day, and every hour at those that changed or are due. Its
 * memory is a mark (`mark.ts`); what it cannot finish within the token's hour the next run goes on with.
 */
import { createHash } from "node:crypto";
import { codeSpan } from "../../core/markdown.ts";
import type { IncidentPart } from "../../core/portfolio/types.ts";
import { REPORT_LABEL } from "../../core/portfolio/report.ts";
import { defaultInForce, type InForce, resolvePolicy } from "../../core/policy/resolve.ts";
import { epoch } from "../../core/time.ts";
import type { ToldOutcome } from "../../core/render/write.ts";
import { findSwept } from "../../github/sweep/find-swept.ts";
import { readChangedIssues, readLanded } from "../../github/sweep/read-changed.ts";
import { readSweep, type SweepStart } from "../../github/sweep/read-sweep.ts";
import { RateLimited, Unavailable } from "../../github/request/errors.ts";
import type { Job, JobReport } from "../job.ts";
import { type Budget, createBudget } from "./budget.ts";
import { isWorthWriting, keepMark, SWEEP_CHECK } from "./keep-mark.ts";
import { type Concerned, concernedBy, touchedBy } from "./leads.ts";
import { lookAtAll, type Stop } from "./look.ts";
import { LONGEST_WAIT, type Looked } from "./look-at-one.ts";
import { type Mark, readMark, type Remembered } from "./mark.ts";
import { isSeen, turnsOf } from "./order.ts";
import { sweepPulls } from "./pulls.ts";
import { sweepReports } from "./reports.ts";
import { nothingToSweep, reportSweep } from "./say.ts";

/** Everything is listed and looked at again after so many seconds, whatever the mark says. */
const DAY = 24 * 60 * 60;
/** Milliseconds that the last writes of a job are given. */
const LAST_WRITES = 30_000;
/** Incidents that are named in a warning. */
const MOST_NAMED = 10;
/** Of incidents that are not listed any more, those with an instant ahead stay for it: an override that runs out. */
const MOST_UNLISTED = 100;
const NOTHING: Concerned = { changed: new Map(), found: [], pulls: false, own: false };

export async function sweep(job: Job): Promise<JobReport> {
  const { place, inputs, identity } = job;
  const budget = createBudget(job.client, job.elapsed);
  const start = await readSweep(budget.client, place, { app: identity.appId, check: SWEEP_CHECK });
  if ("closed" in start) return nothingToSweep(job, start.closed, "unknown");
  if (start.archived) return nothingToSweep(job, "the repository is archived");
  const resolved = resolvePolicy(start.policy);
  if (resolved.state === "disabled") return nothingToSweep(job, "the policy says `enabled: false`");
  const inForce = resolved.state === "absent" ? defaultInForce() : resolved;

  const before = start.mark === null ? null : readMark(start.mark.text, secondsOf(start));
  const found = await find(job, budget, start, inForce, before);
  const { mark, concerned } = found;
  const known = new Map(mark.incidents.map((one) => [one.number, one]));
  const looked: Looked[] = [];
  const now = secondsOf(start);
  const reportsDue = found.listed || concerned.own || (mark.reports !== null && mark.reports <= now);
  const parts = reportsDue ? new Map<number, IncidentPart>() : null;
  const deps = {
    job,
    budget,
    policy: inForce.policy,
    known,
    deadline: inputs.timeLimit * 60_000 - LAST_WRITES,
    parts,
    tell: (one: Looked): void => {
      looked.push(one);
      if (one.remember === null) known.delete(one.number);
      else if (one.remember !== undefined) known.set(one.number, one.remember);
    },
  };
  let stop: Stop | null = null;
  let pullsLeft = mark.pulls;
  let reports = mark.reports;
  const others: ToldOutcome[] = [];
  const warnings: string[] = [];
  try {
    stop = await lookAtAll(turnsOf(mark, concerned.changed, now), deps);
    if (stop === null && inForce.policy.checks.all_pull_requests && (found.listed || concerned.pulls || mark.pulls)) {
      const pulls = await sweepPulls(deps, known);
      others.push(...pulls.outcomes);
      pullsLeft = pulls.left;
      const again = pulls.incidents.filter((number) => !looked.some((one) => one.number === number));
      stop = await lookAtAll(
        again.map((number) => ({ number, why: "due" })),
        deps,
      );
    } else if (stop !== null) pullsLeft = pullsLeft || concerned.pulls || found.listed;
    if (parts !== null || looked.some(hasEntered)) {
      // What could not be done now is due for the next run.
      reports = now;
      const made = stop === null ? await sweepReports(deps, parts ?? new Map()) : null;
      if (made !== null) {
        reports = made.wake;
        others.push(...made.outcomes);
        warnings.push(...made.warnings);
      }
    }
  } catch (error) {
    // What was done until then is remembered, and told.
    if (error instanceof RateLimited) stop = "limit";
    else if (error instanceof Unavailable) stop = "outage";
    else throw error;
  }

  // What changed and was not looked at is due: the next sweep is not told of that change again.
  for (const number of concerned.changed.keys()) {
    const one = known.get(number);
    if (one !== undefined && !looked.some((each) => each.number === number && each.remember !== undefined)) {
      known.set(number, { ...one, wake: Math.min(one.wake ?? now, now) });
    }
  }
  // What failed at first may have been done since.
  const last = [...new Map(looked.map((one) => [one.number, one])).values()];
  const broken = last.filter((one) => one.judged === null && one.unfinished !== null && stop !== "outage");
  if (broken.length > 0) {
    const names = broken.slice(0, MOST_NAMED).map(({ number }) => `#${number}`);
    warnings.push(
      `Could not be looked at: ${names.join(", ")} (${codeSpan(broken[0]?.unfinished ?? "", 200)}). The next run tries again.`,
    );
  }
  const incidents = [...known.values()].sort((a, b) => a.number - b.number);
  const left = incidents.filter((one) => !isSeen(one, mark.round) || (one.wake !== null && one.wake <= now)).length;
  const reset = stop === "budget" || stop === "limit" ? budget.resetAt() : null;
  const goesOn = reset === null ? null : Math.ceil(reset / 1000);
  const swept = { incidents: incidents.length, left, goesOn, zone: inForce.policy.time.zone };
  const next = { ...mark, reports, pulls: inForce.policy.checks.all_pull_requests && pullsLeft, incidents };
  // What was asked because of a pull request is not asked again because of the same one.
  const isNews = (concerned.pulls && inForce.policy.checks.all_pull_requests) || concerned.own;
  if (!inputs.dryRun && start.place !== null && (isNews || isWorthWriting(next, before))) {
    try {
      const at = { place: start.place, existing: start.mark };
      const why = await patiently(job, () => keepMark(budget.client, place, at, next, swept));
      if (why !== null)
        warnings.push(
          `The next sweep looks at everything again, because this one could not leave its mark (the check \`${SWEEP_CHECK}\`): ${why}.`,
        );
    } catch (error) {
      if (!(error instanceof RateLimited) && !(error instanceof Unavailable)) throw error;
      stop ??= "outage";
    }
  }
  return reportSweep(job, { ...swept, looked, others, stop, warnings });
}

/** Whether a look filed something that belongs on a page of the ledger. */
function hasEntered({ outcomes }: Looked): boolean {
  return outcomes.some(({ write, result }) => write.kind === "create_entry" && result === "done");
}

/** The mark is worth waiting for: without it, the next sweep begins where this one did. */
async function patiently<T>({ sleep }: Job, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof RateLimited) || error.waitMs > LONGEST_WAIT) throw error;
    await sleep(error.waitMs + 1000);
    return write();
  }
}

interface Found {
  /** What was known, brought up to date with what changed; its incidents are those to look at. */
  readonly mark: Mark;
  readonly concerned: Concerned;
  /** All incidents were listed. */
  readonly listed: boolean;
}

/** What there is to look at: by what changed since the last sweep, or, once a day and without a mark, by a list of all. */
async function find(
  { place }: Job,
  { client }: Budget,
  start: SweepStart,
  { policy }: InForce,
  before: Mark | null,
): Promise<Found> {
  const now = secondsOf(start);
  const digest = digestOf(start);
  const { ledger } = policy;
  const wanted = { place, policy, ownLabels: [REPORT_LABEL, ledger.risk_label, ledger.debt_label] };
  const changed = before === null ? null : await readChangedIssues(client, place, before.at * 1000);
  const isNew = before === null || changed === null || before.policy !== digest;
  const incidents = before?.incidents ?? [];
  const concerned = changed === null ? NOTHING : concernedBy(changed, incidents, wanted);
  const touched =
    before === null || before.tip === start.tip
      ? []
      : touchedBy(await readLanded(client, place, before.tip, start.tip), incidents);
  const changes = new Map([...touched.map((number): [number, number] => [number, now]), ...concerned.changed]);
  const fresh = { at: now, tip: start.tip, policy: digest };
  if (!isNew && now - before.listed < DAY) {
    const more = concerned.found.map(({ number, closed }) => unseen(number, closed));
    return {
      mark: { ...before, ...fresh, incidents: [...incidents, ...more] },
      concerned: { ...concerned, changed: withNew(changes, more, now) },
      listed: false,
    };
  }
  const byNumber = new Map(incidents.map((one) => [one.number, one]));
  const listed = (await findSwept(client, place, policy, now * 1000)).map(({ number, state }) => {
    const one = byNumber.get(number);
    byNumber.delete(number);
    return one === undefined ? unseen(number, state === "closed") : { ...one, closed: state !== "open" };
  });
  const waiting = [...byNumber.values()].filter(({ wake }) => wake !== null).slice(0, MOST_UNLISTED);
  // A round that more than a day's allowance takes is finished before the next one begins.
  const isWhole = incidents.every((one) => isSeen(one, before?.round ?? 0));
  const round = isNew || isWhole ? now : before.round;
  return {
    mark: {
      ...fresh,
      listed: now,
      round,
      reports: before?.reports ?? null,
      pulls: before?.pulls ?? false,
      incidents: [...listed, ...waiting],
    },
    concerned: { ...concerned, changed: changes },
    listed: true,
  };
}

function unseen(number: number, closed: boolean): Remembered {
  return { number, closed, seen: 0, wake: null, leads: [], files: [], merged: false };
}

function withNew(
  changed: ReadonlyMap<number, number>,
  found: readonly Remembered[],
  now: number,
): ReadonlyMap<number, number> {
  return new Map([...changed, ...found.map(({ number }): [number, number] => [number, now])]);
}

/** Of the policy's files as they are: another one's incidents, or the same judged by other rules, are looked at anew. */
function digestOf({ policy }: SweepStart): string {
  const files = policy
    .slice(0, 1)
    .map(({ path, text, bases }) => [path, text, bases?.map(({ versions }) => versions[0]?.text)]);
  return createHash("sha256").update(JSON.stringify(files)).digest("base64url").slice(0, 22);
}

function secondsOf({ now }: SweepStart): number {
  return Math.floor(epoch(now) / 1000);
}
