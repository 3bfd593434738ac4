/** A pass over what is written for a repository as a whole, as the App makes it (`src/portfolio.ts`). */
import type { Progress } from "../../github/portfolio/read-parts.ts";
import { type PortfolioDeps, type PortfolioResult, reconcilePortfolio } from "../../portfolio.ts";
import { retryOf } from "../../queue/lane.ts";
import { localInstant } from "./local-instant.ts";
import { logOf, tellWrites } from "./account.ts";
import type { PassContext, TurnOf } from "./work.ts";

export interface RepositoryPass {
  /** Looks at a repository's own issues: digest, audit, ledger pages, announcements. */
  look(turn: TurnOf<"repository">): Promise<void>;
}

/** Makes the pass of one App, which remembers what it has read of a report that is not finished. */
export function createRepositoryPass(
  context: PassContext,
  pass: (place: { owner: string; repo: string }, deps: PortfolioDeps) => Promise<PortfolioResult> = reconcilePortfolio,
): RepositoryPass {
  const { clients, clock, metrics, identify } = context;
  const progress = new Map<string, Progress>();
  return {
    async look(turn) {
      const { subject } = turn;
      const { installation, repository } = subject;
      const [owner = "", repo = ""] = repository.split("/");
      const before = clock.now();
      const log = logOf({ ...turn, subject }, context.log);
      const client = clients.forInstallation(installation);
      const result = await pass({ owner, repo }, { client, identity: await identify(), log, progress });
      const { kind, why, reads, retryIn, wake, outcomes } = result;
      const done = outcomes.filter((outcome) => outcome.result === "done").length;
      tellWrites(outcomes, { repository }, { log, metrics });
      if (kind !== "silent") log.info({ repository, kind, why, reads, done, retryIn }, "repository pass");
      if (kind === "closed" || kind === "silent") progress.delete(repository.toLowerCase());
      if (retryIn !== null) {
        const at = clock.now() + retryIn;
        turn.enqueue(subject, { reason: retryOf(subject, turn.reasons), at, retry: kind === "unfinished" });
      } else if (wake !== null) {
        const at = localInstant(wake.at, wake.now, before, clock.now());
        turn.enqueue(subject, { reason: "wake-up", at });
      }
    },
  };
}
