/** From the figures to rates: what an organization's repositories send, by kind. Pure. */
import { ASSUMPTIONS as A, FIGURES as F } from "./sources.ts";

/** Kinds of deliveries, as `event.action`; pushes and statuses have no action. */
export type Kind = (typeof KINDS)[number];

export const KINDS = [
  "check_run.created",
  "check_run.completed",
  "check_suite.requested",
  "check_suite.completed",
  "workflow_run.requested",
  "workflow_run.in_progress",
  "workflow_run.completed",
  "status",
  "push",
  "pull_request.opened",
  "pull_request.synchronize",
  "pull_request.closed",
  "pull_request.labeled",
  "pull_request.review_requested",
  "pull_request.edited",
  "pull_request_review.submitted",
  "issue_comment.created",
  "issues.opened",
  "issues.labeled",
  "issues.edited",
  "issues.closed",
] as const;

/** Commits of a pull request that checks run on: every push, and the merge. */
export const HEADS = A.pushesAPull.value + 1;
const RUNS = F.workflows.value;
const JOBS = RUNS * A.jobs.value;
const WORKDAYS_A_WEEK = 5;
const WORKDAYS_A_MONTH = 22;
const DAYS_A_MONTH = 30;
const PER = 10_000;

/** What people send beside the checks, for each pull request; the sum is `ASSUMPTIONS.talk`. */
export const TALK: Readonly<Partial<Record<Kind, number>>> = {
  "pull_request.labeled": 1,
  "pull_request.review_requested": 1,
  "pull_request.edited": 0.5,
  "pull_request_review.submitted": 1.5,
  "issue_comment.created": 3,
  "issues.opened": 0.2,
  "issues.labeled": 0.3,
  "issues.edited": 0.3,
  "issues.closed": 0.2,
};

/** Deliveries of one head commit's checks. */
export const CHECKS: Readonly<Partial<Record<Kind, number>>> = {
  "check_run.created": JOBS,
  "check_run.completed": JOBS,
  // One for the push, as the App may write checks; of Actions every run has a suite of its own.
  "check_suite.requested": 1,
  "check_suite.completed": RUNS,
  "workflow_run.requested": RUNS,
  "workflow_run.in_progress": RUNS,
  "workflow_run.completed": RUNS,
  status: A.statuses.value,
};

/** Deliveries of one pull request from its opening to its merge, by kind. */
export function perPull(): Readonly<Record<Kind, number>> {
  const own: Partial<Record<Kind, number>> = {
    "pull_request.opened": 1,
    "pull_request.synchronize": A.pushesAPull.value - 1,
    "pull_request.closed": 1,
    // Its branch is pushed, the merge lands, and the branch is deleted.
    push: A.pushesAPull.value + 2,
  };
  return Object.fromEntries(
    KINDS.map((kind) => [kind, (CHECKS[kind] ?? 0) * HEADS + (own[kind] ?? 0) + (TALK[kind] ?? 0)]),
  ) as Record<Kind, number>;
}

export interface Load {
  readonly repositories: number;
  /** Pull requests opened on a workday. */
  readonly pulls: number;
  /** Incidents opened in a month. */
  readonly incidentsAMonth: number;
  /** Incidents open at once. */
  readonly incidents: number;
  /** Share of the pull requests that belong to an incident. */
  readonly incidentShare: number;
  /** Deliveries an hour by kind, over the eight hours of a workday. */
  readonly mean: Readonly<Record<Kind, number>>;
  /** The same of all kinds. */
  readonly meanAnHour: number;
  /** Deliveries in the busiest hour. */
  readonly busiestHour: number;
  /** Deliveries a second in the busiest minute: what is driven. */
  readonly peakASecond: number;
  /** Pull requests a second then, and events of people on incidents a second. */
  readonly pullsASecond: number;
  readonly talkASecond: number;
  /** Deliveries a second then that an incident must be looked at for. */
  readonly relevantASecond: number;
  /** Busiest minute against the workday's mean. */
  readonly peakFactor: number;
}

/**
 * The load of so many repositories.
 *
 * @param factor incidents, as a multiple of the public figure.
 */
export function loadOf(repositories: number, factor: number = A.incidentFactor.value): Load {
  const human = (F.pullsAWeek.value / F.repositories.value) * repositories;
  const bots = (F.botPullsAYear.value / 52 / A.botRepositories.value) * repositories;
  const pulls = (human + bots) / WORKDAYS_A_WEEK;
  const incidentsAMonth = ((F.incidentsAMonth.value * factor) / PER) * repositories;
  const incidentPulls = (incidentsAMonth / WORKDAYS_A_MONTH) * A.items.value * A.pullsAnItem.value;
  const talk = (incidentsAMonth / WORKDAYS_A_MONTH) * A.talkAnIncident.value;
  const each = perPull();
  const hours = A.workday.value;
  const mean = Object.fromEntries(KINDS.map((kind) => [kind, (each[kind] * pulls) / hours])) as Record<Kind, number>;
  mean["issue_comment.created"] += talk / 2 / hours;
  mean["issues.edited"] += talk / 2 / hours;
  const meanAnHour = Object.values(mean).reduce((sum, one) => sum + one, 0);
  const peakFactor = A.busiestHour.value * A.busiestMinute.value;
  const second = peakFactor / hours / 3600;
  const incidents = Math.round((incidentsAMonth * A.openDays.value) / DAYS_A_MONTH);
  const incidentShare = incidentPulls / pulls;
  // Whatever is merged where an incident is open may undo what it rests on.
  const merges = (1 - incidentShare) * (incidents / repositories);
  const relevant = (incidentShare * tellingOf(each) + merges) * pulls + talk;
  return {
    repositories,
    pulls,
    incidentsAMonth,
    incidents,
    incidentShare,
    mean,
    meanAnHour,
    busiestHour: meanAnHour * A.busiestHour.value,
    peakASecond: (meanAnHour * peakFactor) / 3600,
    pullsASecond: pulls * second,
    talkASecond: talk * second,
    relevantASecond: relevant * second,
    peakFactor,
  };
}

/** Deliveries of an incident's pull request that say so: pushes name no pull request, and issues are none. */
function tellingOf(each: Readonly<Record<Kind, number>>): number {
  const telling = KINDS.filter((kind) => kind !== "push" && !kind.startsWith("issues."));
  return telling.reduce((sum, kind) => sum + each[kind], 0);
}
