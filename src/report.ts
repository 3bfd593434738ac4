/**
 * The report on a repository: its open and lately closed incidents are read one after another, and of each is kept its
 * row and its digest; verdicts and bundles are handed on at once. It writes nothing to GitHub. What stops it in between
 * is told with what is missing: a report on half of the incidents never looks whole.
 */
import { defaultInForce, type InForce, resolvePolicy } from "./core/policy/resolve.ts";
import { type PortfolioDocument, portfolioDocument, type Stopped } from "./core/portfolio/document.ts";
import { type ListedIncident, partFrom } from "./core/portfolio/part.ts";
import { type PortfolioRow, rowOf, unreadRow } from "./core/portfolio/row.ts";
import { isIncident } from "./core/rules/severity.ts";
import type { DigestSection } from "./core/rules/digest.ts";
import type { Snapshot } from "./core/snapshot/snapshot.ts";
import { isUnreadable } from "./core/snapshot/types.ts";
import { assess } from "./core/verdict/assess.ts";
import { buildCase } from "./core/verdict/case.ts";
import { judge } from "./core/verdict/evaluate.ts";
import type { Verdict } from "./core/verdict/types.ts";
import { type Identity, onlyReading } from "./github/identity.ts";
import { listIncidents } from "./github/portfolio/list-incidents.ts";
import { readLedger } from "./github/portfolio/read-ledger.ts";
import type { Place } from "./github/portfolio/read-place.ts";
import { readStanding } from "./github/portfolio/read-standing.ts";
import { bundleRow } from "./github/portfolio/bundle-row.ts";
import { readSnapshot, type ReadResult } from "./github/read.ts";
import type { GitHubClient } from "./github/request/client.ts";
import { RateLimited, Refused, Unavailable } from "./github/request/errors.ts";
import { unreadIn } from "./github/unread.ts";

/** What of one incident is for a file of its own. */
export interface ReportedIncident {
  readonly number: number;
  readonly verdict: Verdict;
  /** The document, byte for byte, with its SHA-256; null where none is due and none stands as it was posted. */
  readonly bundle: { readonly document: string; readonly sha256: string } | null;
}

export interface ReportDeps {
  readonly client: GitHubClient;
  readonly identity: Identity;
  /** Told before the first incident is read, and after each: how many are done, and of how many. */
  readonly progress?: (done: number, all: number) => void;
  /** Takes each incident as it is judged, so that not all of them are held at once. */
  readonly keep?: (incident: ReportedIncident) => void;
  /** Why no further incident should be read, as a clause; null: go on. Asked before each. */
  readonly enough?: () => string | null;
  readonly steps?: Partial<ReportSteps>;
}

/** The verbs; tests and the command line put their own in their place. */
export interface ReportSteps {
  readonly standing: typeof readStanding;
  readonly ledger: typeof readLedger;
  readonly list: typeof listIncidents;
  readonly read: (client: GitHubClient, subject: Place & { number: number }, self: Identity) => Promise<ReadResult>;
}

export type RepositoryReport =
  /** Out of our sight: the repository, its issues or its policy, and why. */
  | { readonly kind: "closed"; readonly why: string }
  /** The policy says `enabled: false`: nothing is judged. */
  | { readonly kind: "disabled"; readonly repository: string }
  | { readonly kind: "read"; readonly portfolio: PortfolioDocument; readonly inForce: InForce; readonly reads: number };

const STEPS: ReportSteps = { standing: readStanding, ledger: readLedger, list: listIncidents, read: readSnapshot };
/** So many that fail one after another are an outage: the others are not tried. */
const OUTAGE = 3;

/**
 * Reads and judges a repository's incidents.
 *
 * @throws {RateLimited} @throws {Unavailable} before the first incident; later both are told in the report.
 */
export async function reportOn(place: Place, deps: ReportDeps): Promise<RepositoryReport> {
  const steps = { ...STEPS, ...deps.steps };
  const { client, identity } = deps;
  const standing = await steps.standing(client, place, identity);
  if ("closed" in standing) return { kind: "closed", why: standing.closed };
  const { repository, now } = standing;
  const home = { owner: repository.owner, repo: repository.name };
  const name = `${home.owner}/${home.repo}`;
  const resolved = resolvePolicy(standing.policy);
  if (resolved.state === "disabled") return { kind: "disabled", repository: name };
  const inForce = resolved.state === "in_force" ? resolved : defaultInForce();
  const { policy } = inForce;
  const notes: string[] = [];
  let incidents: readonly ListedIncident[];
  try {
    const ledger = await steps.ledger(client, home, policy, identity.login);
    if (isUnreadable(ledger)) {
      notes.push(
        `The ledger could not be read (${ledger.unreadable}): incidents closed long ago that have an open entry may be missing.`,
      );
    }
    const entries = isUnreadable(ledger) ? [] : ledger.entries.flatMap(({ parent }) => parent ?? []);
    const wanted = { now, url: repository.url, entries, settled: false, identity };
    ({ incidents } = await steps.list(client, home, policy, wanted));
  } catch (error) {
    // Issues are switched off, or out of our sight.
    if (error instanceof Refused && error.status !== 401) return { kind: "closed", why: error.message };
    throw error;
  }
  // As the App, which keeps silent without a policy, too little would be read.
  const self = resolved.state === "absent" && identity.kind === "app" ? onlyReading(identity) : identity;
  const reading = new Reading(home, inForce, self, { ...deps, steps });
  const stopped = await reading.readAll(incidents);
  const { rows, digests, reads } = reading;
  const portfolio = portfolioDocument({
    repository: name,
    url: repository.url,
    at: now,
    policy: inForce.standing,
    mode: policy.mode,
    stopped,
    notes,
    rows: [...rows.values()],
    digests,
  });
  return { kind: "read", portfolio, inForce, reads };
}

class Reading {
  /** By number. */
  readonly rows = new Map<number, PortfolioRow>();
  readonly digests: (readonly DigestSection[])[] = [];
  reads = 0;
  private readonly place: Place;
  private readonly inForce: InForce;
  private readonly identity: Identity;
  private readonly deps: ReportDeps & { readonly steps: ReportSteps };
  private done = 0;

  constructor(place: Place, inForce: InForce, identity: Identity, deps: ReportDeps & { readonly steps: ReportSteps }) {
    this.place = place;
    this.inForce = inForce;
    this.identity = identity;
    this.deps = deps;
  }

  /** Every incident has a row afterwards. @returns what stopped it; null: nothing did. */
  async readAll(listed: readonly ListedIncident[]): Promise<Stopped | null> {
    // Where it has to end before its end, what is open is what somebody still has to act on.
    const incidents = [
      ...listed.filter(({ state }) => state === "open"),
      ...listed.filter(({ state }) => state !== "open"),
    ];
    this.tell(incidents.length);
    const again: ListedIncident[] = [];
    const stopped =
      (await this.readEach(incidents, incidents.length, (incident) => void again.push(incident))) ??
      (await this.readEach(again, incidents.length, null));
    const why = stopped === null ? null : "it was not its turn yet";
    for (const incident of incidents) {
      if (why !== null && !this.seen.has(incident.number)) this.rows.set(incident.number, unreadRow(incident, why));
    }
    return stopped;
  }

  /** Read, or found to be none any more. */
  private readonly seen = new Set<number>();

  /** @param postpone takes what may succeed at another try; null: this is the other try. */
  private async readEach(
    incidents: readonly ListedIncident[],
    all: number,
    postpone: ((incident: ListedIncident) => void) | null,
  ): Promise<Stopped | null> {
    let failedInARow = 0;
    for (const incident of incidents) {
      const why = this.deps.enough?.() ?? null;
      if (why !== null) return { why, again: null };
      let failure: string | null;
      try {
        failure = await this.readOne(incident, postpone === null);
      } catch (error) {
        if (error instanceof RateLimited) return { why: "GitHub's rate limit is reached", again: error.retryAt };
        throw error;
      }
      failedInARow = failure === null ? 0 : failedInARow + 1;
      if (failure !== null && postpone !== null) postpone(incident);
      else this.tell(all, 1);
      if (failure !== null && failedInARow >= OUTAGE) {
        return { why: `GitHub cannot be read just now (${failure}): run it again`, again: null };
      }
    }
    return null;
  }

  private tell(all: number, more = 0): void {
    this.done += more;
    this.deps.progress?.(this.done, all);
  }

  /** @returns why it may succeed at another try; null where it is done. */
  private async readOne(incident: ListedIncident, last: boolean): Promise<string | null> {
    const { client, steps } = this.deps;
    const { number } = incident;
    this.reads += 1;
    let kept: ReportedIncident | null = null;
    try {
      const read = await steps.read(client, { ...this.place, number }, this.identity);
      if (read.kind === "snapshot") {
        const [passing] = last ? [] : unreadIn(read.snapshot);
        if (passing !== undefined) return this.leave(incident, passing);
        kept = this.judge(read.snapshot, incident);
      }
      // One that was deleted or transferred meanwhile is no incident of this repository any more.
      else this.rows.delete(number);
      this.seen.add(number);
    } catch (error) {
      if (error instanceof RateLimited) throw error;
      if (error instanceof Refused && error.status === 401) throw error;
      const why = error instanceof Error ? error.message : "it could not be read";
      // One that cannot be read for a reason of its own must not keep the report from all the others.
      this.leave(incident, why);
      return error instanceof Unavailable ? why : null;
    }
    // A disk that is full is no fault of the incident's.
    if (kept !== null) this.deps.keep?.(kept);
    return null;
  }

  private leave(incident: ListedIncident, why: string): string {
    this.rows.set(incident.number, unreadRow(incident, why));
    this.seen.add(incident.number);
    return why;
  }

  /** @returns what is for files; null where it is no incident. */
  private judge(snapshot: Snapshot, { number, scope }: ListedIncident): ReportedIncident | null {
    const subject = assess(buildCase(snapshot, this.inForce.policy), this.inForce);
    this.rows.delete(number);
    if (!isIncident(subject)) return null;
    const verdict = judge(subject);
    const part = partFrom({ subject, verdict }, scope);
    const { key, formerKeys = [] } = this.identity;
    const { document, row } = bundleRow(subject, verdict, key === null ? [] : [key, ...formerKeys]);
    this.rows.set(number, rowOf({ subject, verdict }, part, row));
    this.digests.push(part.digest);
    const bundle = row === null || document === null ? null : { document, sha256: row.sha256 };
    return { number, verdict, bundle };
  }
}
