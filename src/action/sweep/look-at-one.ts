/** One look at one incident, and what is remembered of it. */
import { partOf } from "../../core/portfolio/part.ts";
import type { IncidentPart } from "../../core/portfolio/types.ts";
import { defaultInForce } from "../../core/policy/resolve.ts";
import type { Policy } from "../../core/policy/schema.ts";
import { isIncident } from "../../core/rules/severity.ts";
import { epoch } from "../../core/time.ts";
import { buildCase } from "../../core/verdict/case.ts";
import { type Leader, leaderOf } from "../../core/verdict/instances.ts";
import { trackersOf } from "../../core/verdict/memory.ts";
import type { Verdict } from "../../core/verdict/types.ts";
import { readSnapshot } from "../../github/read.ts";
import type { GitHubClient } from "../../github/request/client.ts";
import { RateLimited, Refused, Unavailable } from "../../github/request/errors.ts";
import type { Lane, Together } from "../../github/request/together.ts";
import { byMutation } from "../../github/write/by-mutation.ts";
import { LEASE } from "../../github/write/claim.ts";
import { type PassResult, reconcile, type WriteOutcome } from "../../reconcile.ts";
import type { Job } from "../job.ts";
import type { Budget } from "./budget.ts";
import { leadsOf } from "./leads.ts";
import type { Remembered } from "./mark.ts";
import type { Turn } from "./order.ts";
import type { Shared } from "./shared.ts";

/** What a look came to, without the snapshot: a thousand take no more memory than one. */
export interface Looked {
  readonly number: number;
  readonly why: Turn["why"];
  /** Null where it is no incident, or nothing could be read. */
  readonly judged: { readonly verdict: Verdict; readonly title: string; readonly leader: Leader | null } | null;
  readonly outcomes: readonly WriteOutcome[];
  /** Why it has to be looked at again, as a clause; null where it was done. */
  readonly unfinished: string | null;
  /** What to remember; null: it is no incident any more; undefined: what was known stays. */
  readonly remember: Remembered | null | undefined;
}

export interface LookDeps {
  readonly job: Job;
  readonly budget: Budget;
  readonly policy: Policy;
  /** What is known of each incident. */
  readonly known: ReadonlyMap<number, Remembered>;
  /** Milliseconds since the job began at which the last look begins. */
  readonly deadline: number;
  /** Filled with the parts of those that were looked at, where a report may need them. */
  readonly parts: Map<number, IncidentPart> | null;
  readonly tell: (looked: Looked) => void;
}

export interface Means {
  readonly shared: Shared;
  readonly together: Together;
}

/** A grace, another pass's claim, and our own pace are waited for in the job; what takes longer is left to the next. */
export const LONGEST_WAIT = 90_000;
/** What changed so shortly before an answer may not be in it; and what is written so long after one hides nobody's doing. */
const UNSURE = 30;
/** What could not be read is tried again after so many seconds. */
const UNREAD_RETRY = 6 * 60 * 60;
/** Milliseconds after which a look that lost its connection is made again: a claim it left behind has run out by then. */
const CUT_RETRY = LEASE;

export interface Ended {
  readonly looked: Looked;
  /** Milliseconds after which it is to be looked at again; null: not in this job. */
  readonly again: number | null;
  readonly outage: boolean;
}

/** Looks at one incident. @throws for what is no trouble of this one: a refused token. */
export async function lookAtOne(
  turn: Turn,
  deps: LookDeps,
  { lane, shared, together }: Means & { readonly lane: Lane },
): Promise<Ended> {
  const { job } = deps;
  const { identity, inputs, place, log } = job;
  const wrote = notingWrites(lane.client);
  const writer = byMutation(
    wrote.client,
    identity,
    (query, variables) => together.later(query, variables),
    job.elapsed,
  );
  const reader = shared.reading(lane.client);
  try {
    const result = await reconcile(
      { ...place, number: turn.number },
      {
        client: writer.client,
        identity,
        log,
        readOnly: inputs.dryRun,
        trustsClaim: true,
        trustsPlan: true,
        defaultPolicy: defaultInForce,
        pause: job.sleep,
        steps: {
          read: async (_client, subject, self) => {
            const read = await readSnapshot(reader, subject, self);
            if (read.kind === "snapshot") writer.learn(read.snapshot);
            return read;
          },
        },
      },
    );
    return endOf(turn, result, deps, wrote.last());
  } catch (error) {
    if (error instanceof RateLimited || (error instanceof Refused && error.status === 401)) throw error;
    // One that cannot be looked at for a reason of its own must not keep the others from it.
    const why = error instanceof Error ? error.message : String(error);
    log.warn({ number: turn.number, why }, "an incident could not be looked at");
    const looked = { ...turn, judged: null, outcomes: [], unfinished: why, remember: undefined };
    // One answer that did not come is no outage (`look.ts` tells them apart), and need not wait for the next run.
    const isOutage = error instanceof Unavailable;
    return { looked, again: isOutage ? CUT_RETRY : null, outage: isOutage };
  } finally {
    lane.end();
  }
}

/** @param wrote when the pass last wrote, by GitHub's clock in seconds: what changed until then is its own doing. */
function endOf(turn: Turn, result: PassResult, { parts }: LookDeps, wrote: number): Ended {
  const { outcomes, retryIn } = result;
  const base = { ...turn, outcomes, judged: null };
  switch (result.kind) {
    case "gone":
    case "no_policy":
      return { looked: { ...base, unfinished: null, remember: null }, again: null, outage: false };
    case "deferred":
      return {
        looked: { ...base, unfinished: result.why, remember: undefined },
        again: retryIn,
        outage: retryIn === null,
      };
    case "judged":
      break;
  }
  const { snapshot, verdict, inForce, unread, wakeAt } = result;
  const { incident } = snapshot;
  const now = Math.floor(epoch(snapshot.now) / 1000);
  const isOne = isIncident(buildCase(snapshot, inForce.policy));
  const leader = leaderOf(snapshot);
  const part = parts === null || !isOne ? null : partOf(snapshot, inForce, "current");
  if (part !== null) parts?.set(incident.number, part);
  const unfinished =
    retryIn !== null
      ? "it has to be gone on with"
      : unread[0] !== undefined
        ? `not everything could be read (${unread[0]})`
        : null;
  const wakes = [
    // An App that leads is there when its instant comes.
    wakeAt === null || leader?.kind === "app" ? null : Math.ceil(epoch(wakeAt) / 1000),
    retryIn === null ? null : now,
    unread.length === 0 ? null : now + UNREAD_RETRY,
  ].filter((at) => at !== null);
  const remember: Remembered = {
    number: incident.number,
    closed: incident.state === "closed",
    seen: retryIn === null ? Math.min(Math.max(now - UNSURE, wrote), now + UNSURE) : now - UNSURE,
    wake: wakes.length === 0 ? null : Math.min(...wakes),
    ...leadsOf(snapshot),
  };
  const { closure } = verdict;
  const rest = closure.kind === "grace" && leader === null ? epoch(closure.until) - epoch(snapshot.now) : null;
  const grace = rest === null || rest > LONGEST_WAIT ? null : Math.max(0, rest);
  const isKept = isOne || closure.kind === "pending" || trackersOf(snapshot).length > 0;
  const judged = isOne || outcomes.length > 0 ? { verdict, title: incident.title, leader } : null;
  return {
    looked: { ...turn, judged, outcomes, unfinished, remember: isKept ? remember : null },
    again: retryIn ?? grace,
    outage: false,
  };
}

/** The same client, and when its last write was made by GitHub's clock, in seconds. */
function notingWrites(client: GitHubClient): { readonly client: GitHubClient; last(): number } {
  let last = 0;
  const note = (date: string | undefined): void => {
    const at = Date.parse(date ?? "");
    if (!Number.isNaN(at)) last = Math.max(last, Math.floor(at / 1000));
  };
  return {
    last: () => last,
    client: {
      async graphql(query, variables, options) {
        const answer = await client.graphql<never>(query, variables, options);
        if (/^\s*mutation\b/.test(query)) note(answer.date);
        return answer;
      },
      async rest(route, parameters, options) {
        const answer = await client.rest(route, parameters, options);
        if (!route.startsWith("GET ")) note(answer.headers["date"]);
        return answer;
      },
    },
  };
}
