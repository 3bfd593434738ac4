/** A pass over the checks of a pull request, a merge group or a commit, as the App makes it (`src/pull.ts`). */
import type { ClosedIssue } from "../../github/heads/read-closings.ts";
import { readUnchecked } from "../../github/heads/read-unchecked.ts";
import { askedAgain, checkGroup, checkPull, type PullDeps } from "../../pull.ts";
import type { Known } from "../../queue/known.ts";
import { retryOf } from "../../queue/lane.ts";
import type { GroupSubject, IncidentSubject, PullSubject, Subject } from "../../queue/queue.ts";
import { policyCheck } from "../../simulate.ts";
import { issueKey, policyKey, shaKey } from "../events/references.ts";
import type { PassContext, TurnOf } from "./work.ts";

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
export async function lookAtPull(turn: TurnOf<"pull" | "group" | "checks">, context: PassContext): Promise<void> {
  const { subject } = turn;
  switch (subject.kind) {
    case "pull":
      return lookAtOne({ ...turn, subject }, context);
    case "group":
      return lookAtGroup(subject, context);
    case "checks":
      return lookAgain({ ...turn, subject }, context);
  }
}

async function lookAtOne(turn: TurnOf<"pull">, context: PassContext): Promise<void> {
  const { subject } = turn;
  const { repository, number, installation } = subject;
  const { clock } = context;
  const again = turn.reasons.includes(AGAIN);
  const [owner = "", repo = ""] = repository.split("/");
  const known = await context.index().view({ repositories: [repository], usersOf: [policyKey(repository, "*")] });
  const deps = await depsFor(subject, context);
  let unfinished = false;
  let touchesPolicy = true;
  if (known.facts(repository)?.allPulls === true) {
    const result = await checkPull({ owner, repo, number }, deps);
    ({ unfinished, touchesPolicy } = result);
    for (const issue of result.incidents) turn.enqueue(incidentOf(issue, installation), { reason: "check" });
    if (result.lookLater) {
      const wait = result.incidents.length > 0 ? SPOKEN_AFTER : JUDGED_AFTER;
      turn.enqueue(subject, { reason: "check", at: clock.now() + wait });
    }
  }
  const [users, basePaths] = [usersOf(repository, known), basePathsOf(repository, known)];
  // A file that others build on may have any name.
  if (basePaths.length > 0 || (touchesPolicy && (known.facts(repository) !== null || users.length > 0))) {
    const result = await policyCheck({ owner, repo, number }, { ...deps, log: context.log, again, users, basePaths });
    if (result.kind === "unfinished") {
      const at = clock.now() + result.retryIn;
      turn.enqueue(subject, { reason: again ? AGAIN : retryOf(subject, turn.reasons), at, retry: true });
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
async function lookAgain(turn: TurnOf<"checks">, context: PassContext): Promise<void> {
  const { subject } = turn;
  const { repository, installation, sha } = subject;
  const [owner = "", repo = ""] = repository.split("/");
  const found = await askedAgain({ owner, repo, sha }, await depsFor(subject, context));
  const incidents = new Map<string, IncidentSubject>();
  const keys = [
    shaKey(sha),
    ...found.flatMap((one) => (one.kind === "pull" ? [issueKey(repository, one.number)] : [])),
  ];
  const known = await context.index().view({ keys });
  for (const each of keys.flatMap((key) => known.find(key))) {
    incidents.set(issueKey(each.repository, each.number), { ...each, installation });
  }
  for (const incident of incidents.values()) turn.enqueue(incident, { reason: AGAIN });
  for (const one of found) {
    const next: PullSubject | GroupSubject =
      one.kind === "pull"
        ? { kind: "pull", installation, repository, number: one.number }
        : { kind: "group", installation, repository, sha, base: one.base, ref: one.ref };
    turn.enqueue(next, { reason: AGAIN });
  }
}

/**
 * Finds the open pull requests of a repository whose check is missing or has not ended, where the policy gives it to all
 * of them: those that were open before, and those whose event was lost.
 */
export async function sweepPulls(
  turn: TurnOf<"sweep">,
  { installation, repository }: { readonly installation: number; readonly repository: string },
  allPulls: boolean,
  context: PassContext,
): Promise<void> {
  if (!allPulls) return;
  const [owner = "", name = ""] = repository.split("/");
  const { appId } = await context.identify();
  const numbers = await readUnchecked(context.clients.forInstallation(installation), { owner, name, app: appId ?? 0 });
  const now = context.clock.now();
  for (const [index, number] of numbers.entries()) {
    const subject: Subject = { kind: "pull", installation, repository, number };
    turn.enqueue(subject, { reason: "sweep", at: now + index * PACE });
  }
}

async function depsFor({ installation }: { readonly installation: number }, context: PassContext): Promise<PullDeps> {
  return {
    client: context.clients.forInstallation(installation),
    identity: await context.identify(),
    mayBeIncident: async ({ repository, number, labels }) => {
      const known = await context.index().view({ repositories: [repository], keys: [issueKey(repository, number)] });
      const facts = known.facts(repository);
      if (facts === null) return false;
      const wanted = facts.incidentLabels.map((label) => label.toLowerCase());
      return (
        labels.some((label) => wanted.includes(label.toLowerCase())) ||
        // By its type, or with a label that somebody took off: then we speak on it already.
        known
          .find(issueKey(repository, number))
          .some((one) => issueKey(one.repository, one.number) === issueKey(repository, number))
      );
    },
  };
}

function incidentOf({ repository, number }: ClosedIssue, installation: number): IncidentSubject {
  return { kind: "incident", installation, repository, number };
}

/** Repositories whose policies are made of files of this one (`_extends`). */
function usersOf(repository: string, known: Known): readonly string[] {
  return known.usersOf(policyKey(repository, "*"));
}

function basePathsOf(repository: string, known: Known): readonly string[] {
  const prefix = policyKey(repository, "");
  const keys = usersOf(repository, known).flatMap((user) => known.facts(user)?.policyFiles ?? []);
  return [...new Set(keys.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length)))];
}
