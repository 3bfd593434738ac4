/**
 * The parts of a report, read one incident after another. What stops in between is gone on with later: parts are kept,
 * snapshots are dropped at once, so that a thousand incidents take no more memory than one.
 */
import { type ListedIncident, partOf, unreadPart } from "../../core/portfolio/part.ts";
import type { IncidentPart } from "../../core/portfolio/types.ts";
import type { InForce } from "../../core/policy/resolve.ts";
import type { Snapshot } from "../../core/snapshot/snapshot.ts";
import type { Identity } from "../identity.ts";
import { readSnapshot, type ReadResult } from "../read.ts";
import type { GitHubClient } from "../request/client.ts";
import { RateLimited, Unavailable } from "../request/errors.ts";
import { unreadIn } from "../unread.ts";
import type { Place } from "./read-place.ts";

/** What was read so far for the reports that are due; may be lost: then it is read again. */
export interface Progress {
  /** The reports and the policy that the parts are read for. */
  readonly of: string;
  /** By number; null: it is no incident any more. */
  readonly parts: Map<number, IncidentPart | null>;
  /** How often an incident could not be read while others could. */
  readonly failures: Map<number, number>;
  /** Looks that an outage ended. */
  outages: number;
}

export function startProgress(of: string): Progress {
  return { of, parts: new Map(), failures: new Map(), outages: 0 };
}

/** What was read so far of a repository for just these reports; else what is to be read for them, from the beginning. */
export function progressOf(all: Map<string, Progress>, repository: string, of: string): Progress {
  const known = all.get(repository);
  if (known?.of === of) return known;
  const begun = startProgress(of);
  all.set(repository, begun);
  return begun;
}

/** The verbs; tests put their own in their place. */
export interface PartSteps {
  readonly read: (client: GitHubClient, subject: Place & { number: number }, self: Identity) => Promise<ReadResult>;
  readonly part: (snapshot: Snapshot, inForce: InForce, scope: IncidentPart["scope"]) => IncidentPart | null;
}

export const PART_STEPS: PartSteps = { read: readSnapshot, part: partOf };

export interface PartReading {
  readonly client: GitHubClient;
  readonly identity: Identity;
  readonly place: Place;
  readonly inForce: InForce;
  readonly progress: Progress;
  readonly steps: PartSteps;
  readonly warn: (fields: Record<string, unknown>, message: string) => void;
}

export interface PartsRead {
  /** Incidents read now. */
  readonly reads: number;
  /** Why it has to be gone on with, and after how many milliseconds; null: all are read. */
  readonly rest: { readonly why: string; readonly retryIn: number } | null;
}

/** Incidents read in one go, and the rest afterwards: a report must not use up what people's doings take. */
const BATCH = 100;
const BATCH_PAUSE = 15 * 60 * 1000;
/** So often is an incident tried that cannot be read while others can; then the report says so. */
const MOST_FAILURES = 3;
const FAILED_RETRY = 5 * 60 * 1000;
/** Two that fail one after the other are an outage, and nothing to say of either; unless that is said again and again. */
const OUTAGE = 2;
const MOST_OUTAGES = 8;

/**
 * Reads the incidents that `progress` has no part of.
 *
 * @throws {RateLimited} @throws {Unavailable} in an outage; the parts read so far are kept in either case.
 */
export async function readParts(incidents: readonly ListedIncident[], reading: PartReading): Promise<PartsRead> {
  const { progress } = reading;
  const alone: { readonly incident: ListedIncident; readonly failure: Error }[] = [];
  let reads = 0;
  let failedInARow = 0;
  for (const incident of incidents) {
    if (progress.parts.has(incident.number)) continue;
    if (reads >= BATCH) return { reads, rest: { why: "more incidents are to be read", retryIn: BATCH_PAUSE } };
    reads += 1;
    const failure = await readOne(incident, reading);
    failedInARow = failure === null ? 0 : failedInARow + 1;
    if (failure === null) continue;
    if (failedInARow >= OUTAGE && progress.outages < MOST_OUTAGES) {
      progress.outages += 1;
      throw failure;
    }
    alone.push({ incident, failure });
  }
  for (const { incident, failure } of alone) {
    const times = (progress.failures.get(incident.number) ?? 0) + 1;
    progress.failures.set(incident.number, times);
    if (times >= MOST_FAILURES) progress.parts.set(incident.number, unreadPart(incident, failure.message));
  }
  const [missing, ...more] = incidents.filter(({ number }) => !progress.parts.has(number));
  if (missing === undefined) return { reads, rest: null };
  return { reads, rest: { why: `${more.length + 1} not read yet, first #${missing.number}`, retryIn: FAILED_RETRY } };
}

/** Reads one incident and keeps its part. @returns why that may succeed another time; null where it was done. */
async function readOne(incident: ListedIncident, reading: PartReading): Promise<Error | null> {
  const { client, identity, place, inForce, progress, steps } = reading;
  const { number, scope } = incident;
  try {
    const read = await steps.read(client, { ...place, number }, identity);
    const part = read.kind === "gone" ? null : steps.part(read.snapshot, inForce, scope);
    const triedBefore = progress.failures.get(number) ?? 0;
    const isPartial = part !== null && part.unread !== null && triedBefore + 1 < MOST_FAILURES;
    const [passing] = isPartial && read.kind === "snapshot" ? unreadIn(read.snapshot) : [];
    if (passing !== undefined) return new Unavailable(`#${number}`, 200, passing);
    progress.parts.set(number, part);
    return null;
  } catch (error) {
    if (error instanceof RateLimited) throw error;
    if (error instanceof Unavailable) return error;
    // One that cannot be read for a reason of its own must not keep the report from all the others.
    reading.warn({ number, err: error }, "an incident could not be read");
    progress.parts.set(number, unreadPart(incident, error instanceof Error ? error.message : "it could not be read"));
    return null;
  }
}
