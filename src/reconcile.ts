/**
 * The pass: read → evaluate → plan → apply, until nothing is left to write. The only place that knows the order.
 *
 * A dry run is a pass that does not call apply; no flag goes below this file.
 */
import { plan } from "./core/plan/plan.ts";
import type { Write } from "./core/plan/write.ts";
import { type InForce, resolvePolicy } from "./core/policy/resolve.ts";
import type { Snapshot } from "./core/snapshot/snapshot.ts";
import { type Instant, isUnreadable } from "./core/snapshot/types.ts";
import { evaluate } from "./core/verdict/evaluate.ts";
import { leaderOf } from "./core/verdict/instances.ts";
import { trackersOf } from "./core/verdict/memory.ts";
import type { Verdict } from "./core/verdict/types.ts";
import { type Claim, CLAIM_REACTION, ClaimLost, takeClaim } from "./github/write/claim.ts";
import type { GitHubClient } from "./github/request/client.ts";
import { RateLimited } from "./github/request/errors.ts";
import { recalling } from "./github/request/recall.ts";
import type { Identity } from "./github/identity.ts";
import { createOutcomes, type Outcomes, type WriteOutcome } from "./github/write/outcome.ts";
import { readSnapshot, type ReadResult } from "./github/read.ts";
import { unreadIn } from "./github/unread.ts";
import { applyWrite, creates, ensureTrackerId, isLastWord } from "./github/write/write.ts";
import { isMissingIn } from "./github/write/write-comments.ts";
import { isPermanent, type WriteContext, writeContext, type WriteResult } from "./github/write/write-context.ts";

/** An incident, as a pass is asked for it. */
export interface PassSubject {
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
}

interface PassFacts {
  /** Every write that was tried, in order; in a dry run, those that would be. */
  readonly outcomes: readonly WriteOutcome[];
  /** Snapshots read. */
  readonly reads: number;
  readonly rounds: number;
  /** The result rests on answers that were recent enough, and not asked for anew (`recallWithin`). */
  readonly recalled: boolean;
  /** Unfinished (a rate limit, another pass's claim, facts not read): look again after so many milliseconds. */
  readonly retryIn: number | null;
}

export type PassResult = PassFacts &
  (
    | { readonly kind: "gone"; readonly why: string }
    /** No policy file, or one that says `enabled: false`. */
    | { readonly kind: "no_policy"; readonly why: string; readonly snapshot: Snapshot }
    | {
        readonly kind: "judged";
        readonly verdict: Verdict;
        readonly snapshot: Snapshot;
        readonly inForce: InForce;
        /** The verdict's own next instant, by GitHub's clock; `snapshot.now` is what it was then. */
        readonly wakeAt: Instant | null;
        /** Facts that could not be read, and why: what they decide is unknown. */
        readonly unread: readonly string[];
      }
    /** Nothing was read: come back. */
    | { readonly kind: "deferred"; readonly why: string }
  );

export type { WriteOutcome } from "./github/write/outcome.ts";

export interface ReconcileLog {
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
}

export interface ReconcileDeps {
  readonly client: GitHubClient;
  /** For the first look, milliseconds for which an answer about anything but the incident itself is recent enough. */
  readonly recallWithin?: number;
  readonly identity: Identity;
  readonly log: ReconcileLog;
  /** Judges and plans, and writes nothing. */
  readonly readOnly?: boolean;
  /** A comment that a read under the claim did not find is not looked for once more before it is made. */
  readonly trustsClaim?: boolean;
  /** Ends after a round of nothing but last words (`isLastWord`): the plan would be empty, and is not read again for that. */
  readonly trustsPlan?: boolean;
  /** The policy where the repository has no file (the Action); absent: none. */
  readonly defaultPolicy?: () => InForce;
  readonly steps?: Partial<Steps>;
  readonly pause?: (milliseconds: number) => Promise<void>;
}

/** The verbs of a pass; tests put their own in their place. */
export interface Steps {
  readonly read: (client: GitHubClient, subject: PassSubject, identity: Identity) => Promise<ReadResult>;
  readonly evaluate: (snapshot: Snapshot, inForce: InForce) => Verdict;
  readonly plan: (verdict: Verdict, snapshot: Snapshot, inForce: InForce) => readonly Write[];
  readonly apply: (client: GitHubClient, context: WriteContext, write: Write) => Promise<WriteResult>;
  readonly applyTracker: typeof ensureTrackerId;
  readonly claim: typeof takeClaim;
}

const STEPS: Steps = {
  read: readSnapshot,
  evaluate,
  plan,
  apply: applyWrite,
  applyTracker: ensureTrackerId,
  claim: takeClaim,
};

/** A plan that is not empty after so many rounds does not converge: the next event looks again. */
const MOST_ROUNDS = 6;
/** How soon to look again where another pass holds the claim. */
const CLAIMED_RETRY = 3_000;

/**
 * Looks at one incident and makes GitHub be as the verdict says.
 *
 * @throws what is transient and worth trying again soon: `Unavailable`, a refused token.
 */
export async function reconcile(subject: PassSubject, deps: ReconcileDeps): Promise<PassResult> {
  const pass = new Pass(subject, deps);
  try {
    return await pass.run();
  } finally {
    await pass.release();
  }
}

/** An incident under a policy, and no close of it to judge. */
function isOpen(result: PassResult): boolean {
  return result.kind === "judged" && result.verdict.closure.kind === "open";
}

class Pass {
  private readonly subject: PassSubject;
  private readonly deps: ReconcileDeps;
  private readonly steps: Steps;
  private readonly context: WriteContext;
  private readonly outcomes: Outcomes;
  private claim: Claim | null = null;
  private unclaimable = false;
  /** What was read last, where it was read under the claim. */
  private claimed: Snapshot | null = null;
  private reads = 0;
  private rounds = 0;
  private recalled = false;
  private retryIn: number | null = null;

  constructor(subject: PassSubject, deps: ReconcileDeps) {
    this.subject = subject;
    this.deps = deps;
    this.steps = { ...STEPS, ...deps.steps };
    const { owner, repo, number } = subject;
    this.outcomes = createOutcomes((write, why) => {
      const fields = { repository: `${owner}/${repo}`, number, kind: write.kind, key: write.key, why };
      deps.log.warn(fields, "a write was refused");
    });
    this.context = {
      ...writeContext(subject, deps, async () => this.claim?.keep()),
      wasMissing: (issue, key) =>
        deps.trustsClaim === true && this.claimed !== null && isMissingIn(this.claimed, issue, key),
    };
  }

  async run(): Promise<PassResult> {
    let last: PassResult | null = null;
    const recall = recalling(this.deps.client, this.deps.recallWithin ?? 0);
    for (;;) {
      const firstLook = this.reads === 0;
      this.rounds += 1;
      let read: ReadResult;
      try {
        const client = firstLook ? recall.client : this.deps.client;
        read = await this.steps.read(client, this.subject, this.deps.identity);
      } catch (error) {
        if (!(error instanceof RateLimited)) throw error;
        this.retryIn = error.waitMs;
        return last === null ? { kind: "deferred", why: error.message, ...this.facts() } : { ...last, ...this.facts() };
      }
      this.reads += 1;
      this.recalled = firstLook && recall.served() > 0;
      if (read.kind === "gone") {
        if (this.recalled) continue;
        return { kind: "gone", why: read.why, ...this.facts() };
      }
      const { snapshot } = read;
      this.claimed = this.claim === null ? null : snapshot;
      const judged = this.judge(snapshot);
      last = judged.result;
      const todo = judged.writes.filter((write) => !this.outcomes.hasFailed(write));
      // Nothing is said or done on an old answer, and no close is judged on one, even where that would write nothing.
      if (this.recalled && (todo.length > 0 || !isOpen(judged.result))) continue;
      if (this.deps.readOnly === true) {
        for (const write of todo) this.outcomes.plan(write);
        return { ...last, ...this.facts() };
      }
      if (todo.length > 0 && this.rounds > MOST_ROUNDS) {
        const kinds = [...new Set(todo.map((write) => write.kind))].join(", ");
        this.deps.log.warn({ kind: kinds, rounds: this.rounds }, "the plan does not converge");
        return { ...last, ...this.facts() };
      }
      try {
        if (todo.length === 0) {
          await this.tidy(snapshot);
          return { ...last, ...this.facts() };
        }
        // Who does not lead has no tracker to claim.
        await this.write(snapshot, todo, judged.result.kind === "judged" && leaderOf(snapshot) === null);
        if (this.isThrough(todo)) await this.tidy(snapshot);
      } catch (error) {
        if (error instanceof RateLimited) this.retryIn = error.waitMs;
        else if (error instanceof ClaimLost) this.retryIn = CLAIMED_RETRY;
        else throw error;
      }
      if (this.retryIn !== null || this.isThrough(todo)) return { ...last, ...this.facts() };
    }
  }

  /** Whether every write of this round was made, and none brings anything into being that a plan would build on. */
  private isThrough(todo: readonly Write[]): boolean {
    // Whoever has a key remembers in the tracker what was said, which takes another round.
    if (this.deps.trustsPlan !== true || this.deps.identity.key !== null) return false;
    const made = new Map(this.outcomes.all.map(({ write, result }) => [write, result]));
    return todo.every((write) => ["done", "unchanged"].includes(made.get(write) ?? "") && isLastWord(write));
  }

  async release(): Promise<void> {
    const { claim } = this;
    this.claim = null;
    await claim?.release();
  }

  private facts(): PassFacts {
    const { reads, rounds, recalled, retryIn } = this;
    return { outcomes: this.outcomes.all, reads, rounds, recalled, retryIn };
  }

  private judge(snapshot: Snapshot): { readonly result: PassResult; readonly writes: readonly Write[] } {
    const { policy } = snapshot;
    if (isUnreadable(policy)) {
      return { result: { kind: "deferred", why: policy.unreadable, ...this.facts() }, writes: [] };
    }
    const resolved = resolvePolicy(policy);
    const inForce = resolved.state === "absent" ? (this.deps.defaultPolicy?.() ?? resolved) : resolved;
    if (inForce.state !== "in_force") {
      return { result: { kind: "no_policy", why: inForce.state, snapshot, ...this.facts() }, writes: [] };
    }
    const leader = leaderOf(snapshot);
    if (leader !== null) this.deps.log.info({ leader: leader.login, url: leader.url }, "another instance leads here");
    const verdict = this.steps.evaluate(snapshot, inForce);
    const writes = this.steps.plan(verdict, snapshot, inForce);
    const unread = unreadIn(snapshot);
    const { wakeAt } = verdict;
    return { result: { kind: "judged", verdict, snapshot, inForce, wakeAt, unread, ...this.facts() }, writes };
  }

  /** One round of writes; or, where something is to be created, first only what it takes to hold the claim. */
  private async write(snapshot: Snapshot, todo: readonly Write[], hasTracker: boolean): Promise<void> {
    if (hasTracker && this.claim === null && !this.unclaimable && todo.some(creates)) {
      const tracker = await this.leadingTracker(snapshot, todo);
      if (tracker !== null) {
        await this.acquire(tracker);
        // Read again under the claim: another pass may just have created what this plan misses.
        return;
      }
    }
    const mayCreate = !hasTracker || this.claim !== null || this.unclaimable || snapshot.incident.locked;
    for (const write of todo) {
      if (this.outcomes.hasFailed(write)) continue;
      if (creates(write) && !mayCreate) this.outcomes.fail(write, "there is no tracker comment to claim");
      else await this.outcomes.record(write, () => this.steps.apply(this.deps.client, this.context, write));
    }
  }

  /** A claim that a dead process left behind is taken over and released, or it would stand there for ever. */
  private async tidy(snapshot: Snapshot): Promise<void> {
    const tracker = trackersOf(snapshot)[0];
    if (this.claim !== null || tracker?.ownReactions.includes(CLAIM_REACTION) !== true) return;
    await this.acquire(tracker.databaseId);
  }

  /** Database id of the comment that the claim is made on: it comes first, and the lowest one leads. */
  private async leadingTracker(snapshot: Snapshot, todo: readonly Write[]): Promise<number | null> {
    const present = trackersOf(snapshot)[0];
    if (present !== undefined) return present.databaseId;
    const write = todo.find((each) => each.kind === "tracker");
    if (write === undefined) return null;
    let id: number | null = null;
    await this.outcomes.record(write, async () => {
      const made = await this.steps.applyTracker(this.deps.client, this.context, write);
      id = made.id;
      return made.result;
    });
    return id;
  }

  private async acquire(comment: number): Promise<void> {
    const { owner, repo } = this.subject;
    try {
      this.claim = await this.steps.claim(this.deps.client, { owner, repo, comment });
    } catch (error) {
      // The tracker was deleted meanwhile: the next look makes it again.
      if (!isPermanent(error)) throw error;
      // GitHub refuses an App's reactions and comments on a locked conversation, and the gate must work all the same.
      this.unclaimable = error.status === 403;
    }
    if (this.claim === null && !this.unclaimable) this.retryIn = CLAIMED_RETRY;
  }
}
