/**
 * The pass over a repository's own issues: read → is anything due → read the incidents one after another → plan → apply,
 * until nothing is left to write. Where nothing is due, no incident is read.
 *
 * What is kept of an incident is its part; snapshots are dropped at once. A pass that has to stop in between keeps the
 * parts in the App's memory and goes on later: a report on half of the incidents is never written.
 */
import { dueReports, needsParts, nextReportAt } from "./core/portfolio/due.ts";
import { planPortfolio } from "./core/portfolio/plan.ts";
import type { DueReports, IncidentPart, Portfolio, PortfolioFacts } from "./core/portfolio/types.ts";
import type { Write } from "./core/plan/write.ts";
import { type InForce, resolvePolicy } from "./core/policy/resolve.ts";
import { type Instant, isUnreadable } from "./core/snapshot/types.ts";
import type { Identity } from "./github/identity.ts";
import { listIncidents } from "./github/portfolio/list-incidents.ts";
import { readLedger } from "./github/portfolio/read-ledger.ts";
import { readOwn } from "./github/portfolio/read-own.ts";
import { PART_STEPS, type PartSteps, type Progress, progressOf, readParts } from "./github/portfolio/read-parts.ts";
import type { Place } from "./github/portfolio/read-place.ts";
import { readStanding } from "./github/portfolio/read-standing.ts";
import type { GitHubClient } from "./github/request/client.ts";
import { RateLimited, Refused } from "./github/request/errors.ts";
import { type Claim, ClaimLost, takeClaim } from "./github/write/claim.ts";
import { createOutcomes, type Outcomes, type WriteOutcome } from "./github/write/outcome.ts";
import { applyWrite } from "./github/write/write.ts";
import { isPermanent, type WriteContext, writeContext, type WriteResult } from "./github/write/write-context.ts";
import type { ReconcileLog } from "./reconcile.ts";

export interface PortfolioDeps {
  readonly client: GitHubClient;
  readonly identity: Identity;
  readonly log: ReconcileLog;
  /** By repository, in lower case. */
  readonly progress: Map<string, Progress>;
  /** Judges and plans, and writes nothing. */
  readonly readOnly?: boolean;
  /** By number, parts of incidents that were read a moment ago; they are not read again. */
  readonly known?: ReadonlyMap<number, IncidentPart>;
  /** Whether so many incidents may be read now. Where not, no report is made, and the pages alone are brought up to date. */
  readonly mayRead?: (incidents: number) => boolean;
  readonly steps?: Partial<PortfolioSteps>;
  readonly pause?: (milliseconds: number) => Promise<void>;
}

/** The verbs of the pass; tests put their own in their place. */
export interface PortfolioSteps extends PartSteps {
  readonly standing: typeof readStanding;
  readonly own: typeof readOwn;
  readonly ledger: typeof readLedger;
  readonly list: typeof listIncidents;
  readonly plan: (portfolio: Portfolio) => readonly Write[];
  readonly claim: typeof takeClaim;
  readonly apply: (client: GitHubClient, context: WriteContext, write: Write) => Promise<WriteResult>;
}

export interface PortfolioResult {
  /** `closed`: out of our sight; `silent`: no policy, or a disabled one; `unfinished`: come back after `retryIn`. */
  readonly kind: "closed" | "silent" | "done" | "unfinished";
  readonly why: string | null;
  readonly outcomes: readonly WriteOutcome[];
  /** Incidents read in this pass. */
  readonly reads: number;
  /** Milliseconds. */
  readonly retryIn: number | null;
  /** When something comes due by itself, by GitHub's clock, and what that showed then. */
  readonly wake: { readonly at: Instant; readonly now: Instant } | null;
}

const STEPS: PortfolioSteps = {
  ...PART_STEPS,
  standing: readStanding,
  own: readOwn,
  ledger: readLedger,
  list: listIncidents,
  plan: planPortfolio,
  claim: takeClaim,
  apply: applyWrite,
};

/** A plan that is not empty after so many rounds does not converge: the next sweep looks again. */
const MOST_ROUNDS = 5;
/** After something was made, another look: somebody else may have made it at the same moment. */
const SECOND_LOOK = 60 * 1000;
/** How soon to look again where there were too many incidents to read. */
const TOO_MANY_RETRY = 3 * 60 * 60 * 1000;
/** How soon to look again where another instance is writing. */
const CLAIMED_RETRY = 3_000;

/**
 * Makes a repository's own issues be as its incidents say.
 *
 * @throws what is transient and worth trying again soon: `Unavailable`, a refused token.
 */
export async function reconcilePortfolio(place: Place, deps: PortfolioDeps): Promise<PortfolioResult> {
  const pass = new Pass(place, deps);
  try {
    return await pass.run();
  } catch (error) {
    if (error instanceof ClaimLost) return pass.result("unfinished", error.message, { retryIn: CLAIMED_RETRY });
    if (!(error instanceof RateLimited)) throw error;
    return pass.result("unfinished", error.message, { retryIn: error.waitMs });
  } finally {
    await pass.release();
  }
}

function isCreation(write: Write): boolean {
  return write.kind === "own_issue" && write.existing === null;
}

interface Seen {
  readonly facts: PortfolioFacts;
  readonly inForce: InForce;
  readonly due: DueReports;
}

class Pass {
  private readonly place: Place;
  private readonly deps: PortfolioDeps;
  private readonly steps: PortfolioSteps;
  private readonly context: WriteContext;
  private readonly outcomes: Outcomes;
  private reads = 0;
  /** Incidents that the reports would need and that were not to be read. */
  private tooMany: number | null = null;
  /** Held while something is created; null: none was to be had, and it is done without. */
  private claim: Claim | null | undefined;

  constructor(place: Place, deps: PortfolioDeps) {
    this.place = place;
    this.deps = deps;
    this.steps = { ...STEPS, ...deps.steps };
    const repository = `${place.owner}/${place.repo}`;
    this.outcomes = createOutcomes((write, why) => {
      deps.log.warn({ repository, kind: write.kind, key: write.key, why }, "a write was refused");
    });
    this.context = writeContext(place, deps, async () => this.claim?.keep());
  }

  async run(): Promise<PortfolioResult> {
    let read: { readonly parts: readonly IncidentPart[]; readonly beyond: number } | null = null;
    for (let round = 1; ; round += 1) {
      const seen = await this.look();
      if ("kind" in seen) return seen;
      const { facts, inForce, due } = seen;
      if (read === null) {
        const found = needsParts(facts, due) ? await this.readAll(seen) : { parts: [], beyond: 0 };
        if ("kind" in found) return found;
        if ("tooMany" in found) this.tooMany = found.tooMany ?? null;
        read = "tooMany" in found ? { parts: [], beyond: 0 } : found;
      }
      const todo = this.steps
        .plan({
          facts,
          inForce,
          due: this.tooMany === null ? due : { digest: null, audit: null, promotion: null, ledgers: due.ledgers },
          parts: read.parts,
          beyond: read.beyond,
        })
        .filter((write) => !this.outcomes.hasFailed(write));
      if (this.deps.readOnly === true) for (const write of todo) this.outcomes.plan(write);
      if (todo.length === 0 || this.deps.readOnly === true) return this.finish(seen);
      if (round > MOST_ROUNDS) {
        this.deps.log.warn(
          { kind: [...new Set(todo.map(({ kind }) => kind))].join(", ") },
          "the plan does not converge",
        );
        return this.finish(seen);
      }
      const creates = todo.some(isCreation);
      if (creates && this.claim === undefined) {
        const claimed = await this.acquire(facts);
        if (claimed === "another's") return this.anothers();
        // Read again under the claim: another instance may just have made what this plan misses.
        if (claimed === "ours") continue;
      }
      for (const write of todo) {
        await this.outcomes.record(write, () => this.steps.apply(this.deps.client, this.context, write));
        // Of two that begin here at once, the first report is left to the one that made the label.
        const last = this.outcomes.all.at(-1);
        if (creates && last?.write.kind === "label" && last.result === "unchanged") return this.anothers();
      }
    }
  }

  /** Never throws: what cannot be released runs out by itself. */
  async release(): Promise<void> {
    await this.claim?.release();
  }

  /**
   * Takes the claim on the oldest issue of ours, which is the same for every instance. Before there is one, or where
   * GitHub refuses it, it is done without: of two that were made at once the lower number stays.
   */
  private async acquire({ own: [oldest] }: PortfolioFacts): Promise<"ours" | "another's" | "none"> {
    this.claim = null;
    if (oldest === undefined) return "none";
    try {
      this.claim = await this.steps.claim(this.deps.client, { ...this.place, issue: oldest.number });
      return this.claim === null ? "another's" : "ours";
    } catch (error) {
      if (!isPermanent(error)) throw error;
      return "none";
    }
  }

  private anothers(): PortfolioResult {
    return this.result("unfinished", "another instance is writing", { retryIn: CLAIMED_RETRY });
  }

  result(
    kind: PortfolioResult["kind"],
    why: string | null,
    more: Partial<Pick<PortfolioResult, "retryIn" | "wake">> = {},
  ): PortfolioResult {
    return { kind, why, outcomes: this.outcomes.all, reads: this.reads, retryIn: null, wake: null, ...more };
  }

  /** Everything but the incidents. */
  private async look(): Promise<Seen | PortfolioResult> {
    const { client, identity } = this.deps;
    const standing = await this.steps.standing(client, this.place, identity);
    if ("closed" in standing) return this.result("closed", standing.closed);
    if (standing.repository.archived) return this.result("silent", "the repository is archived");
    const inForce = resolvePolicy(standing.policy);
    if (inForce.state !== "in_force") return this.result("silent", inForce.state);
    try {
      const [own, ledger] = [
        await this.steps.own(client, this.place, identity, standing.decided !== null),
        await this.steps.ledger(client, this.place, inForce.policy, identity.login),
      ];
      return { facts: { ...standing, own, ledger }, inForce, due: dueReports(standing, inForce) };
    } catch (error) {
      // Issues are switched off, or we may not see them: there is nothing to write to.
      if (error instanceof Refused && error.status !== 401) return this.result("closed", error.message);
      throw error;
    }
  }

  private finish({ facts, inForce }: Seen): PortfolioResult {
    const { now } = facts;
    this.deps.progress.delete(this.key());
    const made = this.outcomes.all.some(({ write, result }) => isCreation(write) && result === "done");
    const at = nextReportAt(facts, inForce);
    if (this.tooMany !== null) {
      const why = `a report needs ${this.tooMany} incidents read, which is more than may be read now`;
      return this.result("unfinished", why, { retryIn: TOO_MANY_RETRY });
    }
    return this.result("done", null, { retryIn: made ? SECOND_LOOK : null, wake: at === null ? null : { at, now } });
  }

  private key(): string {
    return `${this.place.owner}/${this.place.repo}`.toLowerCase();
  }

  /** The part of each incident, or why the pass has to be gone on with later. */
  private async readAll({ facts, inForce, due }: Seen) {
    const { client, identity, log } = this.deps;
    const entries = facts.ledger === undefined || isUnreadable(facts.ledger) ? [] : facts.ledger.entries;
    const { incidents, beyond } = await this.steps.list(client, this.place, inForce.policy, {
      now: facts.now,
      url: facts.repository.url,
      entries: entries.flatMap(({ parent }) => parent ?? []),
      // What speaks for a promotion is every close since the mode began, not those of the last days.
      settled: due.audit !== null || due.promotion !== null,
      identity,
    });
    const { place, steps } = this;
    const days = [due.digest?.day, due.audit?.day, due.promotion?.day, inForce.standing.commit];
    const progress = progressOf(this.deps.progress, this.key(), days.map((part) => part ?? "-").join(" "));
    const { known, mayRead } = this.deps;
    for (const { number, scope } of incidents) {
      const part = known?.get(number);
      if (part?.scope === scope && !progress.parts.has(number)) progress.parts.set(number, part);
    }
    const unread = incidents.filter(({ number }) => !progress.parts.has(number)).length;
    if (mayRead?.(unread) === false) return { tooMany: unread };
    const warn = log.warn.bind(log);
    const { reads, rest } = await readParts(incidents, { client, identity, place, inForce, progress, steps, warn });
    this.reads += reads;
    if (rest !== null) return this.result("unfinished", rest.why, { retryIn: rest.retryIn });
    return { parts: incidents.flatMap(({ number }) => progress.parts.get(number) ?? []), beyond };
  }
}
