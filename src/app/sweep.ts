/**
 * The sweep: finds the open and the lately closed incidents, so that whatever was lost (a webhook, the queue, the
 * index) comes back. Installations → repositories → incidents; each step enqueues the next.
 */
import type { Policy } from "../core/policy/schema.ts";
import type { GitHubClient } from "../github/request/client.ts";
import { Refused } from "../github/request/errors.ts";
import { listAll } from "../github/write/write-context.ts";
import type { IncidentSubject, SweepSubject } from "../queue/queue.ts";
import { findDated } from "./sweep-dated.ts";
import { sweepPolicy } from "./sweep-policy.ts";

/** Reading of the rulebook: "lately closed" is 15 days, one more than the gate's longest window. */
const LATELY = 15 * 24 * 60 * 60 * 1000;

/** Every installation of the App, as sweeps of their own. */
export async function findInstallations(app: GitHubClient): Promise<readonly SweepSubject[]> {
  const installations = await listAll(app, "GET /app/installations", {});
  return installations
    .map((each) => each as { id: number; suspended_at?: string | null })
    .filter((each) => each.suspended_at === null || each.suspended_at === undefined)
    .map(({ id }) => ({ kind: "sweep", installation: id, repository: null }));
}

/** Every repository of an installation that can be written to, as sweeps of their own. */
export async function findRepositories(client: GitHubClient, installation: number): Promise<readonly SweepSubject[]> {
  const repositories = await listAll(client, "GET /installation/repositories", {}, { under: "repositories" });
  return repositories
    .map((each) => each as { full_name: string; archived?: boolean })
    .filter((each) => each.archived !== true)
    .map((each) => ({ kind: "sweep", installation, repository: each.full_name }));
}

export interface FoundIncidents {
  /** The policy whose labels were looked for; null where there is none, and nothing was looked for. */
  readonly policy: Policy | null;
  /** Keys of the files in other repositories that it is made of. */
  readonly policyFiles: readonly string[];
  readonly incidents: readonly IncidentSubject[];
}

/**
 * A repository's open and lately closed incidents, and those on which a date is still reminded of. Without a policy: none, at one request (and one for its owner).
 *
 * @param now our clock in milliseconds, for where GitHub does not tell its own.
 */
export async function findIncidents(
  client: GitHubClient,
  installation: number,
  repository: string,
  now: number,
): Promise<FoundIncidents> {
  const [owner = "", repo = ""] = repository.split("/");
  const own = await sweepPolicy(client, owner, repo, now);
  const { policy, files: policyFiles } = own;
  if (policy === null) return { policy: null, policyFiles, incidents: [] };
  const since = new Date(own.now - LATELY).toISOString();
  const numbers = new Set<number>();
  const collect = async (filter: Record<string, unknown>, isOne: (issue: ListedIssue) => boolean): Promise<void> => {
    const list = (state: Record<string, unknown>): Promise<readonly unknown[]> =>
      listAll(client, "GET /repos/{owner}/{repo}/issues", { owner, repo, ...state, ...filter });
    // Together: a promise that nobody waits for when the other one fails would end the process.
    const [open, closed] = await Promise.all([list({ state: "open" }), list({ state: "closed", since })]);
    for (const each of [...open, ...closed]) {
      const issue = each as ListedIssue;
      const lately = issue.closed_at === null || Date.parse(issue.closed_at) >= own.now - LATELY;
      if (issue.pull_request === undefined && lately && isOne(issue)) numbers.add(issue.number);
    }
  };
  for (const label of policy.incident.labels) await collect({ labels: label }, () => true);
  for (const type of policy.incident.types) {
    try {
      await collect({ type }, (issue) => issue.type?.name?.toLowerCase() === type.toLowerCase());
    } catch (error) {
      // Only organizations have issue types; elsewhere the filter is refused.
      if (!(error instanceof Refused)) throw error;
    }
  }
  for (const number of await findDated(client, { owner, repo }, policy, own.now)) numbers.add(number);
  const incidents = [...numbers].sort((a, b) => a - b);
  return {
    policy,
    policyFiles,
    incidents: incidents.map((number) => ({ kind: "incident", installation, repository, number })),
  };
}

interface ListedIssue {
  readonly number: number;
  readonly closed_at: string | null;
  readonly pull_request?: unknown;
  readonly type?: { readonly name?: string } | null;
}
