/** Digest, audit, ledger pages and notices, as a sweep makes them: whole, or not at all. */
import type { IncidentPart } from "../../core/portfolio/types.ts";
import type { ToldOutcome } from "../../core/render/write.ts";
import { epoch } from "../../core/time.ts";
import type { Progress } from "../../github/portfolio/read-parts.ts";
import { type PortfolioResult, reconcilePortfolio } from "../../portfolio.ts";
import { LONGEST_WAIT, type LookDeps } from "./look-at-one.ts";

export interface Reported {
  readonly outcomes: readonly ToldOutcome[];
  /** When they are to be looked at again, in seconds; null: never. */
  readonly wake: number | null;
  /** One sentence each, of ours. */
  readonly warnings: readonly string[];
}

/** A pass that another instance's keeps from going on is tried again so often. */
const MOST_PASSES = 12;

/** @param parts of the incidents that this job looked at. */
export async function sweepReports(deps: LookDeps, parts: ReadonlyMap<number, IncidentPart>): Promise<Reported> {
  const { job, budget, deadline } = deps;
  const progress = new Map<string, Progress>();
  const outcomes: ToldOutcome[] = [];
  for (let pass = 1; ; pass += 1) {
    const result = await reconcilePortfolio(job.place, {
      client: budget.client,
      identity: job.identity,
      log: job.log,
      progress,
      known: parts,
      mayRead: (incidents) => budget.allows(incidents),
      readOnly: job.inputs.dryRun,
      pause: job.sleep,
    });
    outcomes.push(...result.outcomes);
    const { retryIn } = result;
    const now = Math.floor((budget.now() ?? 0) / 1000);
    if (result.kind !== "unfinished" || retryIn === null) {
      return { outcomes, wake: wakeOf(result), warnings: [] };
    }
    // Parts that were read are kept in this job: the next pass goes on with the rest.
    const more = result.reads > 0 && budget.allows(1);
    const wait = more ? 0 : retryIn;
    if (pass >= MOST_PASSES || wait > LONGEST_WAIT || job.elapsed() + wait >= deadline) {
      return {
        outcomes,
        wake: now + Math.ceil(retryIn / 1000),
        warnings: [lateBecause(result.why ?? "it was not finished")],
      };
    }
    if (wait > 0) await job.sleep(wait);
  }
}

function wakeOf({ wake }: PortfolioResult): number | null {
  return wake === null ? null : Math.floor(epoch(wake.at) / 1000);
}

function lateBecause(why: string): string {
  return (
    `A digest, an audit or a notice is late: ${why}. Nothing of it is posted until all of it is known, and a later run tries again. ` +
    "Should that go on, give the job a token with a larger allowance (the App's, 5,000 an hour) or a longer `time-limit`, so that it can wait for the next hour."
  );
}
