/**
 * The pass that offers Quench to a repository with incidents and without a policy, once for ever, and ends the offer
 * when a policy appears: read → plan → apply, until nothing is left to write. At the level of `reconcile.ts`.
 *
 * Nothing of what it keeps between two passes (`Readings`) is needed: a restart only reads the look back again.
 */
import { BASELINE_WINDOW, baselineRow, closuresSince, MOST_READ } from "./core/onboarding/baseline.ts";
import { type Baseline, type BaselineRow, isAskedAnew, type SetUpFacts } from "./core/onboarding/types.ts";
import { planSetUp } from "./core/portfolio/set-up.ts";
import { type Instant, isUnreadable, type Unreadable } from "./core/snapshot/types.ts";
import { type Identity, onlyReading } from "./github/identity.ts";
import { readOccasion } from "./github/portfolio/read-occasion.ts";
import {
  type ListedIncident,
  readHome,
  readIncidents,
  readMark,
  readOffers,
  readPolicyPresence,
  type SetUpPlace,
} from "./github/portfolio/read-set-up.ts";
import { readSnapshot } from "./github/read.ts";
import type { GitHubClient } from "./github/request/client.ts";
import { RateLimited } from "./github/request/errors.ts";
import { createOutcomes, type WriteOutcome } from "./github/write/outcome.ts";
import { applyWrite } from "./github/write/write.ts";
import { writeContext } from "./github/write/write-context.ts";
import type { ReconcileLog } from "./reconcile.ts";

export interface SetUpSubject {
  readonly owner: string;
  readonly repo: string;
}

export interface SetUpDeps {
  readonly client: GitHubClient;
  readonly identity: Identity;
  readonly log: ReconcileLog;
  /** What the installation was granted, as `GET /app/installations/{id}` names it; asked for only before an offer. */
  readonly permissions: () => Promise<Readonly<Record<string, string>>>;
  readonly readings: Readings;
  /** Our clock in milliseconds. */
  readonly now: () => number;
  readonly pause?: (milliseconds: number) => Promise<void>;
}

export interface SetUpResult {
  /** `quiet`: nothing to do. `reading`: the look back is not complete. `active`: a policy speaks here. */
  readonly kind: "quiet" | "reading" | "offered" | "active" | "unread";
  readonly outcomes: readonly WriteOutcome[];
  /** Unfinished: look again after so many milliseconds. */
  readonly retryIn: number | null;
}

/** Per repository (`owner/name` in lower case), what was read of the look back, and since when a claim is seen. */
export interface Readings {
  of(repository: string): Reading;
  forget(repository: string): void;
}

interface Reading {
  readonly rows: Map<number, BaselineRow>;
  /** Incidents that could not be read: they count as closed, and have no row. */
  readonly unread: Set<number>;
  /** Incidents that could not be read once. */
  readonly failed: Set<number>;
  begunSince: number | null;
}

/** Repositories whose readings are kept. */
const KEPT = 200;
/** Incidents read in one pass, and the pause before the next: 5 of them cost about 35 points. */
const READ_AT_ONCE = 5;
const READ_AGAIN = 10_000;
/** After so long nobody who claimed the offer can still be making it. */
const ABANDONED = 60_000;
const MOST_ROUNDS = 5;

/** Makes an empty memory. */
export function createReadings(): Readings {
  const kept = new Map<string, Reading>();
  return {
    of(repository) {
      const key = repository.toLowerCase();
      const reading = kept.get(key) ?? { rows: new Map(), unread: new Set(), failed: new Set(), begunSince: null };
      kept.set(key, reading);
      const [oldest] = kept.keys();
      if (kept.size > KEPT && oldest !== undefined && oldest !== key) kept.delete(oldest);
      return reading;
    },
    forget: (repository) => void kept.delete(repository.toLowerCase()),
  };
}

/**
 * Looks at a repository's set-up once.
 *
 * @throws what is transient and worth trying again soon, as `reconcile` does; a rate limit is a result.
 */
export async function setUp({ owner, repo }: SetUpSubject, deps: SetUpDeps): Promise<SetUpResult> {
  const { client, identity, log } = deps;
  const place: SetUpPlace = { client, owner, repo, identity };
  const outcomes = createOutcomes((write, why) => {
    log.warn({ repository: `${owner}/${repo}`, kind: write.kind, key: write.key, why }, "a write was refused");
  });
  const context = writeContext(place, deps);
  const result = (kind: SetUpResult["kind"], retryIn: number | null = null): SetUpResult => ({
    kind,
    outcomes: outcomes.all,
    retryIn,
  });
  try {
    for (let round = 1; ; round += 1) {
      const read = await readFacts(place, deps);
      if ("end" in read) return result(read.end, read.retryIn ?? null);
      const { facts, kind, retryIn } = read;
      const todo = planSetUp(facts).filter((write) => !outcomes.hasFailed(write));
      if (todo.length === 0 || round > MOST_ROUNDS) return result(kind, retryIn);
      for (const write of todo) await outcomes.record(write, () => applyWrite(client, context, write));
    }
  } catch (error) {
    if (error instanceof RateLimited) return result("unread", error.waitMs);
    throw error;
  }
}

type Read =
  | { readonly end: SetUpResult["kind"]; readonly retryIn?: number | null }
  | { readonly facts: SetUpFacts; readonly kind: SetUpResult["kind"]; readonly retryIn: number | null };

/** Nothing is known of the offer but that; enough for a policy that has appeared. */
const NOTHING = {
  mark: "offered",
  wanted: false,
  pointAt: null,
  forms: [],
  mayPropose: false,
  baseline: null,
  abandoned: false,
} as const;

/** Reads no more than decides: most repositories have a policy, or no incident, or were offered it long ago. */
async function readFacts(place: SetUpPlace, deps: SetUpDeps): Promise<Read> {
  const { owner, repo } = place;
  const reading = deps.readings.of(`${owner}/${repo}`);
  const policy = await readPolicyPresence(place);
  if (isUnreadable(policy)) return unread(policy);
  if (policy !== null) {
    deps.readings.forget(`${owner}/${repo}`);
    const offers = await readOffers(place, "open");
    // A file of this repository is in force; where it lies at GitHub does not matter for saying so.
    const repository = { owner, name: repo, url: "", defaultBranch: "", archived: false };
    const now = new Date(deps.now()).toISOString();
    return { facts: { ...NOTHING, now, repository, policy, offers }, kind: "active", retryIn: null };
  }
  const listed = await readIncidents(place, deps.now());
  if (isUnreadable(listed)) return unread(listed);
  const { now, incidents } = listed;
  if (incidents.length === 0) return { end: "quiet" };
  const mark = await readMark(place);
  if (isUnreadable(mark)) return unread(mark);
  const offers = mark === "none" ? [] : await readOffers(place, mark === "offered" ? "open" : "all");
  const [offer] = offers;
  const open = mark !== "offered";
  if (!open && (offer === undefined || (offers.length === 1 && !isAskedAnew(offer)))) {
    deps.readings.forget(`${owner}/${repo}`);
    return { end: "quiet" };
  }
  const occasion = open ? await readOccasion(place, incidents, now) : { wanted: true, pointAt: null };
  if (!occasion.wanted && offer === undefined) return { end: "quiet" };
  const abandoned = isAbandoned(reading, mark, deps.now());
  if (mark === "begun" && offer === undefined && !abandoned) return { end: "reading", retryIn: ABANDONED };
  const home = await readHome(place);
  if (isUnreadable(home)) return unread(home);
  if (home.repository.archived) return { end: "quiet" };
  const baseline = offer === undefined || isAskedAnew(offer) ? await readBaseline(place, deps, incidents, now) : null;
  if (baseline === "reading") return { end: "reading", retryIn: READ_AGAIN };
  const mayPropose = offer === undefined && (await mayWriteFiles(deps));
  const facts = { now, policy, mark, offers, ...occasion, ...home, mayPropose, baseline, abandoned };
  return { facts, kind: "offered", retryIn: null };
}

function unread({ transient }: Unreadable): Read {
  return { end: "unread", retryIn: transient === true ? ABANDONED : null };
}

function isAbandoned(reading: Reading, mark: SetUpFacts["mark"], now: number): boolean {
  if (mark !== "begun") {
    reading.begunSince = null;
    return false;
  }
  reading.begunSince ??= now;
  return now - reading.begunSince >= ABANDONED;
}

/** Least privilege is the default: only where both were granted is the offer a pull request. */
async function mayWriteFiles({ permissions }: SetUpDeps): Promise<boolean> {
  const granted = await permissions();
  return granted["contents"] === "write" && granted["pull_requests"] === "write";
}

/** A few incidents at a time; what was read before is not read again. */
async function readBaseline(
  { client, owner, repo }: SetUpPlace,
  { identity, readings }: SetUpDeps,
  incidents: readonly ListedIncident[],
  now: Instant,
): Promise<Baseline | "reading"> {
  const reading = readings.of(`${owner}/${repo}`);
  const since = Date.parse(now) - BASELINE_WINDOW;
  const closed = closuresSince(incidents, since);
  const wanted = closed.slice(0, MOST_READ);
  const isKnown = ({ number, closed_at: closedAt }: (typeof wanted)[number]): boolean =>
    reading.rows.get(number)?.closedAt === closedAt || reading.unread.has(number);
  for (const { number, closed_at: closedAt } of wanted.filter((each) => !isKnown(each)).slice(0, READ_AT_ONCE)) {
    try {
      const read = await readSnapshot(client, { owner, repo, number }, onlyReading(identity));
      if (read.kind === "gone") reading.unread.add(number);
      else reading.rows.set(number, baselineRow(read.snapshot, closedAt));
    } catch (error) {
      if (error instanceof RateLimited) throw error;
      // One that cannot be read must not keep the others from being told; at the first time it may be an outage.
      if (!reading.failed.has(number)) {
        reading.failed.add(number);
        throw error;
      }
      reading.unread.add(number);
    }
  }
  if (!wanted.every(isKnown)) return "reading";
  const rows = wanted.flatMap(({ number }) => reading.rows.get(number) ?? []);
  return { rows, closed: closed.length, asOf: now };
}
