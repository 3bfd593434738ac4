/**
 * A pass, and what a job without a queue must wait for itself: the grace after a close, a limit, another pass's claim.
 */
import { msBetween } from "../../core/time.ts";
import { leaderOf } from "../../core/verdict/instances.ts";
import type { PassResult, PassSubject, WriteOutcome } from "../../reconcile.ts";

/** The last look, and the writes of all of them. */
export interface Watched {
  readonly result: PassResult;
  readonly outcomes: readonly WriteOutcome[];
}

export interface WatchDeps {
  readonly look: (subject: PassSubject) => Promise<PassResult>;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** True where what was not read cannot be read by this job, however long it waits. */
  readonly hopeless?: () => boolean;
  /** Told before each wait: why, and how long, in milliseconds. */
  readonly waiting: (why: string, milliseconds: number) => void;
}

/** A job is not kept longer than this for a limit of GitHub's. */
const LONGEST_LIMIT = 90_000;
/** How often a thing that does not get better by itself is looked at again. */
const MOST_RETRIES = 3;
const RETRY = 10_000;
/** A grace is waited out in at most so many parts of at least so long: a reopening or an override ends it early. */
const GRACE_PARTS = 10;
const GRACE_PART = 15_000;
/** GitHub's answers carry whole seconds. */
const CLOCK_GRAIN = 1_000;

/** Looks until there is nothing to wait for. */
export async function watch(subject: PassSubject, deps: WatchDeps): Promise<Watched> {
  const outcomes: WriteOutcome[] = [];
  let retries = 0;
  let graces = 0;
  for (;;) {
    const result = await deps.look(subject);
    outcomes.push(...result.outcomes);
    const grace = graceLeft(result);
    if (grace !== null) {
      // Twice the parts that the longest grace needs: a GitHub whose clock stands still must not hold the job for ever.
      if (++graces > 2 * GRACE_PARTS) return { result, outcomes };
      const part = Math.min(grace, Math.max(GRACE_PART, grace / GRACE_PARTS));
      deps.waiting("the grace after the close", part);
      await deps.sleep(part);
      continue;
    }
    const wait = result.retryIn === null && deps.hopeless?.() === true ? null : retryAfter(result);
    if (wait === null || wait > LONGEST_LIMIT || ++retries > MOST_RETRIES) return { result, outcomes };
    deps.waiting("something is not finished", wait);
    await deps.sleep(wait);
  }
}

/** Milliseconds of GitHub's clock until the close is judged; null where no close is in its grace. */
function graceLeft(result: PassResult): number | null {
  if (result.kind !== "judged" || result.verdict.closure.kind !== "grace") return null;
  // Where another instance leads, the close is its to judge.
  if (leaderOf(result.snapshot) !== null) return null;
  return Math.max(0, msBetween(result.snapshot.now, result.verdict.closure.until)) + CLOCK_GRAIN;
}

function retryAfter(result: PassResult): number | null {
  if (result.retryIn !== null) return result.retryIn;
  if (result.kind === "deferred") return RETRY;
  if (result.kind !== "judged" || result.unread.length === 0) return null;
  const { closable, closure } = result.verdict;
  return closable.outcome === "unknown" || closure.kind === "pending" ? RETRY : null;
}
