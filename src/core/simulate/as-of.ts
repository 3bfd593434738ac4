/**
 * A snapshot as it was at an earlier instant, as far as GitHub tells when things happened: for asking what the gate
 * would have said of a close. What has no date (bodies, labels, assignees, roles) is as it is now.
 */
import type { ControlFacts, Run } from "../snapshot/facts.ts";
import type { Issue } from "../snapshot/issue.ts";
import type { Check, PullRequest } from "../snapshot/pull.ts";
import type { Snapshot } from "../snapshot/snapshot.ts";
import { type Instant, isUnreadable, type Readable } from "../snapshot/types.ts";

/**
 * The same incident, still open, with nothing in it that came later.
 *
 * @param said until when comments count: one sent with the close is read (R-C3).
 */
export function asOf(snapshot: Snapshot, at: Instant, said: Instant): Snapshot {
  const { incident, items, ledger, pulls, links, controls = {} } = snapshot;
  const issueThen = (issue: Issue): Issue => issueAt(issue, at, said);
  return {
    ...snapshot,
    now: at,
    incident: { ...issueThen(incident), state: "open", stateReason: null, closedAt: null },
    items: each(items, (list) => list.filter(before(at)).map(issueThen)),
    ledger: each(ledger, (list) => list.filter(before(at)).map(issueThen)),
    pulls: Object.fromEntries(
      Object.entries(pulls).map(([key, pull]) => [key, isUnreadable(pull) ? pull : pullAt(pull, at)]),
    ),
    links: Object.fromEntries(
      Object.entries(links).map(([key, { url, found }]) => {
        const late = !isUnreadable(found) && "run" in found && !ended(found.run, at);
        return [key, { url, found: late ? { kind: "absent" as const, because: "it ran only later" } : found }];
      }),
    ),
    controls: Object.fromEntries(
      Object.entries(controls).map(([item, facts]) => [item, each(facts, (known) => controlAt(known, at))]),
    ),
  };
}

function each<T>(value: Readable<T>, change: (value: T) => T): Readable<T> {
  return isUnreadable(value) ? value : change(value);
}

function before(at: Instant): (issue: Issue) => boolean {
  return ({ createdAt }) => createdAt <= at;
}

function issueAt(issue: Issue, at: Instant, said: Instant): Issue {
  const reopened = issue.closedAt !== null && issue.closedAt > at;
  return {
    ...issue,
    ...(reopened ? { state: "open", stateReason: null, closedAt: null } : {}),
    comments: each(issue.comments, (all) => all.filter(({ createdAt }) => createdAt <= said)),
    events: each(issue.events, (all) => all.filter((event) => event.at < at)),
  };
}

function pullAt(pull: PullRequest, at: Instant): PullRequest {
  const { head, mergedAt, revertedAt } = pull;
  const unmerged = mergedAt !== null && mergedAt > at;
  const unreverted = revertedAt !== undefined && revertedAt !== null && revertedAt > at;
  return {
    ...pull,
    ...(unmerged ? { state: "open", mergedAt: null, mergedBy: null, mergeCommit: null } : {}),
    ...(unreverted ? { revertedBy: null, revertedAt: null } : {}),
    head: { ...head, checks: each(head.checks, (all) => all.filter((check) => reported(check, at))) },
  };
}

function reported({ completedAt }: Check, at: Instant): boolean {
  return completedAt === null || completedAt <= at;
}

function ended({ completedAt }: Run, at: Instant): boolean {
  return completedAt === null || completedAt <= at;
}

function controlAt(facts: ControlFacts, at: Instant): ControlFacts {
  return {
    ...facts,
    sightings: each(facts.sightings, (all) => all.filter(({ mergedAt }) => mergedAt <= at)),
    deployments: each(facts.deployments, (all) => all.filter((deployment) => deployment.at <= at)),
    scheduled: each(facts.scheduled, (all) => all.filter((run) => ended(run, at))),
  };
}
