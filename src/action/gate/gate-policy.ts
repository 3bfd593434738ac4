/** The policy, as far as the gate of a merge needs it before any incident was read. */
import { defaultInForce } from "../../core/policy/resolve.ts";
import { promotionAt } from "../../core/policy/promote.ts";
import type { Policy } from "../../core/policy/schema.ts";
import { fromEpoch } from "../../core/time.ts";
import type { ClosedIssue } from "../../github/heads/read-closings.ts";
import { sweepPolicy } from "../../github/portfolio/sweep-policy.ts";
import { Refused } from "../../github/request/errors.ts";
import { isMistake, isOutage } from "../failing.ts";
import type { Job } from "../job.ts";

export interface GatePolicy {
  readonly policy: Policy;
  /** The file says `enabled: false`. */
  readonly isOff: boolean;
  /** Whether it may hold up a merge; true where it could not be read: unknown never passes (R-V1). */
  readonly mayEnforce: boolean;
}

/** One request; two where the repository has no policy of its own. @throws only for a token that is refused. */
export async function readGatePolicy(job: Job): Promise<GatePolicy> {
  const { owner, repo } = job.place;
  try {
    const { inForce, now, refused } = await sweepPolicy(job.client, owner, repo, Date.now());
    if (refused) return UNREAD;
    if (inForce.state === "disabled") return { ...DEFAULT, isOff: true };
    if (inForce.state === "absent") return DEFAULT;
    const { policy } = inForce;
    return { policy, isOff: false, mayEnforce: promotionAt(policy, fromEpoch(now)).mode === "enforce" };
  } catch (error) {
    if (isMistake(error) || !(isOutage(error) || error instanceof Refused)) throw error;
    return UNREAD;
  }
}

/** Where the workflow is there but no policy file is. */
const DEFAULT: GatePolicy = { policy: defaultInForce().policy, isOff: false, mayEnforce: false };
const UNREAD: GatePolicy = { ...DEFAULT, mayEnforce: true };

/** Issues of one merge whose type is looked up. */
const MOST_TYPES = 100;

/**
 * Tells whether an issue may be an incident: by its labels, by what this job found, and by its type, which GitHub names
 * over REST alone. One of another repository is never: its policy is not this job's.
 */
export function incidentTest(
  { client, place }: Pick<Job, "client" | "place">,
  { policy }: GatePolicy,
  known: ReadonlySet<number>,
): (issue: ClosedIssue) => Promise<boolean> {
  const { labels, types } = policy.incident;
  let lookedUp = 0;
  return async ({ repository, number, labels: present }) => {
    if (repository.toLowerCase() !== `${place.owner}/${place.repo}`.toLowerCase()) return false;
    if (known.has(number) || present.some((label) => isOneOf(label, labels))) return true;
    if (types.length === 0) return false;
    // Of more nobody can tell: they are judged, and then it shows.
    if (++lookedUp > MOST_TYPES) return true;
    const route = "GET /repos/{owner}/{repo}/issues/{issue_number}";
    const { data } = await client.rest(route, { owner: place.owner, repo: place.repo, issue_number: number });
    const { type } = data as { readonly type?: { readonly name?: string } | null };
    return isOneOf(type?.name ?? "", [...types, ...labels]);
  };
}

function isOneOf(name: string, wanted: readonly string[]): boolean {
  return wanted.some((one) => one.toLowerCase() === name.toLowerCase());
}
