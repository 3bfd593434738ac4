/** The checks of pull requests that no incident speaks on: those of forks and Dependabot, whose jobs may write none. */
import type { ToldOutcome } from "../../core/render/write.ts";
import { readUnchecked } from "../../github/heads/read-unchecked.ts";
import { checkPull } from "../../pull.ts";
import type { LookDeps } from "./look-at-one.ts";

export interface PullsSwept {
  readonly outcomes: readonly ToldOutcome[];
  /** Incidents whose own passes write a check. */
  readonly incidents: readonly number[];
  /** Some were not looked at. */
  readonly left: boolean;
}

/** Looks at every open pull request without an ended check of ours. @param known incidents by number. */
export async function sweepPulls(
  { job, budget, policy, deadline }: LookDeps,
  known: { has(number: number): boolean },
): Promise<PullsSwept> {
  const { place, identity, inputs } = job;
  const { owner, repo } = place;
  const labels = policy.incident.labels.map((label) => label.toLowerCase());
  const here = `${owner}/${repo}`.toLowerCase();
  const outcomes: ToldOutcome[] = [];
  const incidents = new Set<number>();
  let left = false;
  const numbers = await readUnchecked(budget.client, { owner, name: repo, app: identity.appId ?? 0 });
  for (const number of numbers) {
    if (job.elapsed() >= deadline || !budget.allows(1)) return { outcomes, incidents: [...incidents], left: true };
    const result = await checkPull(
      { owner, repo, number },
      {
        client: budget.client,
        identity,
        readOnly: inputs.dryRun,
        pause: job.sleep,
        mayBeIncident: (issue) =>
          issue.repository.toLowerCase() === here &&
          (known.has(issue.number) || issue.labels.some((label) => labels.includes(label.toLowerCase()))),
      },
    );
    if (result.outcome !== null) outcomes.push(result.outcome);
    for (const issue of result.incidents) incidents.add(issue.number);
    left ||= result.unfinished;
  }
  return { outcomes, incidents: [...incidents], left };
}
