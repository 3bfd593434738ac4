/**
 * The sweep: finds the open and the lately closed incidents, so that whatever was lost (a webhook, the queue, the
 * index) comes back. Installations → repositories → incidents; each step enqueues the next.
 */
import type { Policy } from "../../core/policy/schema.ts";
import { sweepPolicy } from "../../github/portfolio/sweep-policy.ts";
import type { GitHubClient } from "../../github/request/client.ts";
import { findSwept } from "../../github/sweep/find-swept.ts";
import { listAll } from "../../github/write/write-context.ts";
import type { IncidentSubject, SweepSubject } from "../../queue/queue.ts";
import { policyFilesOf } from "./related.ts";

/** Of a hundred each: nobody has as many repositories. */
const MOST_PAGES = 2_000;

/** Every installation of the App, as sweeps of their own. */
export async function findInstallations(app: GitHubClient): Promise<readonly SweepSubject[]> {
  const installations = await listAll(app, "GET /app/installations", {}, { pages: MOST_PAGES });
  return installations
    .map((each) => each as { id: number; suspended_at?: string | null })
    .filter((each) => each.suspended_at === null || each.suspended_at === undefined)
    .map(({ id }) => ({ kind: "sweep", installation: id, repository: null }));
}

/** Every repository of an installation that can be written to, as sweeps of their own. */
export async function findRepositories(
  client: GitHubClient,
  installation: number,
): Promise<readonly (SweepSubject & { readonly repository: string })[]> {
  const repositories = await listAll(
    client,
    "GET /installation/repositories",
    {},
    { under: "repositories", pages: MOST_PAGES },
  );
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
  const { policy } = own;
  const policyFiles = policyFilesOf(own.versions, repository);
  if (policy === null) return { policy: null, policyFiles, incidents: [] };
  const incidents = await findSwept(client, { owner, repo }, policy, own.now);
  return {
    policy,
    policyFiles,
    incidents: incidents.map(({ number }) => ({ kind: "incident", installation, repository, number })),
  };
}
