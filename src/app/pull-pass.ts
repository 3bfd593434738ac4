/** A pass over the checks of a pull request, a merge group or a commit, as the App makes it (`src/pull.ts`). */
import type { ClosedIssue } from "../github/heads/read-closings.ts";
import { readUnchecked } from "../github/heads/read-unchecked.ts";
import { RateLimited } from "../github/request/errors.ts";
import { askedAgain, checkGroup, checkPull, type PullDeps } from "../pull.ts";
import type { ChecksSubject, GroupSubject, IncidentSubject, PullSubject, Subject } from "../queue/queue.ts";
import { policyCheck } from "../simulate.ts";
import { issueKey, policyKey, shaKey } from "./references.ts";
import type { PassContext } from "./work.ts";

/** An incident's own pass should have spoken by then. */
const SPOKEN_AFTER = 60_000;
/** How often a commit's closing words are judged anew: no event of the incident names such a pull request. */
const JUDGED_AFTER = 15 * 60_000;
/** GitHub asks for at most 80 new things a minute: one check every two seconds leaves most of that to others. */
const PACE = 2_000;

/** What asks for a look although nothing may have changed. */
const AGAIN = "asked again";

class Unfinished extends Error {
  override readonly name = "Unfinished";
}

/** Looks at the checks of a pull request, of a merge queue's group, or of a commit that are asked for again. */
export async function lookAtPull(
  subject: PullSubject | GroupSubject | ChecksSubject,
  reasons: readonly string[],
  context: PassContext,
): Promise<void> {
  try {
    switch (subject.kind) {
      case "pull":
        return await lookAtOne(subject, reasons.includes(AGAIN), context);
      case "group":
        return await lookAtGroup(subject, context);
      case "checks":
        return await lookAgain(subject, context);
    }
  } catch (error) {
    if (!(error instanceof RateLimited)) throw error;
    const at = context.clock.now() + error.waitMs;
    context.queue().enqueue(subject, { reason: reasons[0] ?? "retry", at, retry: true });
  }
}

async function lookAtOne(subject: PullSubject, again: boolean, context: PassContext): Promise<void> {
  const { repository, number, installation } = subject;
  const { index, clock } = context;
  const [owner = "", repo = ""] = repository.split("/");
  const deps = await depsFor(subject, context);
  let unfinished = false;
  let touchesPolicy = true;
  if (index.facts(repository)?.allPulls === true) {
    const result = await checkPull({ owner, repo, number }, deps);
    ({ unfinished, touchesPolicy } = result);
    for (const issue of result.incidents) context.queue().enqueue(incidentOf(issue, installation), { reason: "check" });
    if (result.lookLater) {
      const wait = result.incidents.length > 0 ? SPOKEN_AFTER : JUDGED_AFTER;
      context.queue().enqueue(subject, { reason: "check", at: clock.now() + wait });
    }
  }
  const [users, basePaths] = [usersOf(repository, context), basePathsOf(repository, context)];
  // A file that others build on may have any name.
  if (basePaths.length > 0 || (touchesPolicy && (index.facts(repository) !== null || users.length > 0))) {
    const result = await policyCheck({ owner, repo, number }, { ...deps, log: context.log, again, users, basePaths });
    if (result.kind === "unfinished") {
      const at = clock.now() + result.retryIn;
      context.queue().enqueue(subject, { reason: again ? AGAIN : "retry", at, retry: true });
    }
  }
  if (unfinished) throw new Unfinished("what a pull request would close could not be read");
}

async function lookAtGroup(subject: GroupSubject, context: PassContext): Promise<void> {
  const { repository, sha, base, ref } = subject;
  const [owner = "", repo = ""] = repository.split("/");
  const deps = await depsFor(subject, context);
  const { unfinished } = await checkGroup({ owner, repo, sha, base, ref }, deps);
  if (unfinished) throw new Unfinished("what a merge group would close could not be told");
}

/** First the conclusion that GitHub waits for, then every pass that may come to another one. */
async function lookAgain(subject: ChecksSubject, context: PassContext): Promise<void> {
  const { repository, installation, sha } = subject;
  const [owner = "", repo = ""] = repository.split("/");
  const found = await askedAgain({ owner, repo, sha }, await depsFor(subject, context));
  const queue = context.queue();
  const incidents = new Map<string, IncidentSubject>();
  const keys = [
    shaKey(sha),
    ...found.flatMap((one) => (one.kind === "pull" ? [issueKey(repository, one.number)] : [])),
  ];
  for (const each of keys.flatMap((key) => context.index.find(key))) {
    incidents.set(issueKey(each.repository, each.number), { ...each, installation });
  }
  for (const incident of incidents.values()) queue.enqueue(incident, { reason: AGAIN });
  for (const one of found) {
    const next: PullSubject | GroupSubject =
      one.kind === "pull"
        ? { kind: "pull", installation, repository, number: one.number }
        : { kind: "group", installation, repository, sha, base: one.base, ref: one.ref };
    queue.enqueue(next, { reason: AGAIN });
  }
}

/**
 * Finds the open pull requests of a repository whose check is missing or has not ended, where the policy gives it to all
 * of them: those that were open before, and those whose event was lost.
 */
export async function sweepPulls(
  { installation, repository }: { readonly installation: number; readonly repository: string },
  context: PassContext,
): Promise<void> {
  if (context.index.facts(repository)?.allPulls !== true) return;
  const [owner = "", name = ""] = repository.split("/");
  const { appId } = await context.identify();
  const numbers = await readUnchecked(context.clients.forInstallation(installation), { owner, name, app: appId ?? 0 });
  const now = context.clock.now();
  for (const [index, number] of numbers.entries()) {
    const subject: Subject = { kind: "pull", installation, repository, number };
    context.queue().enqueue(subject, { reason: "sweep", at: now + index * PACE });
  }
}

async function depsFor({ installation }: { readonly installation: number }, context: PassContext): Promise<PullDeps> {
  const { index } = context;
  return {
    client: context.clients.forInstallation(installation),
    identity: await context.identify(),
    mayBeIncident: ({ repository, number, labels }) => {
      const facts = index.facts(repository);
      if (facts === null) return false;
      const wanted = facts.incidentLabels.map((label) => label.toLowerCase());
      return (
        labels.some((label) => wanted.includes(label.toLowerCase())) ||
        // By its type, or with a label that somebody took off: then we speak on it already.
        index.incidentsOf(repository).some((incident) => incident.number === number)
      );
    },
  };
}

function incidentOf({ repository, number }: ClosedIssue, installation: number): IncidentSubject {
  return { kind: "incident", installation, repository, number };
}

/** Repositories whose policies are made of files of this one (`_extends`). */
function usersOf(repository: string, { index }: PassContext): readonly string[] {
  return index.usersOf(policyKey(repository, "*"));
}

function basePathsOf(repository: string, context: PassContext): readonly string[] {
  const prefix = policyKey(repository, "");
  const keys = usersOf(repository, context).flatMap((user) => context.index.facts(user)?.policyFiles ?? []);
  return [...new Set(keys.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length)))];
}
