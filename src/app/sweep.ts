/**
 * The sweep: finds the open and the lately closed incidents, so that whatever was lost (a webhook, the queue, the
 * index) comes back. Installations → repositories → incidents; each step enqueues the next.
 */
import { parsePolicy, POLICY_PATH } from "../core/policy/parse.ts";
import { defaultPolicy } from "../core/policy/resolve.ts";
import type { Policy } from "../core/policy/schema.ts";
import type { GitHubClient } from "../github/request/client.ts";
import { Refused } from "../github/request/errors.ts";
import { isMissing, listAll } from "../github/write/write-context.ts";
import type { IncidentSubject, SweepSubject } from "../queue/queue.ts";

/** Reading of the rulebook: "lately closed" is 15 days, one more than the gate's longest window. */
const LATELY = 15 * 24 * 60 * 60 * 1000;
/** Versions of a policy file that are tried where the newest does not parse. */
const VERSIONS_TRIED = 10;

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
  readonly incidents: readonly IncidentSubject[];
}

/**
 * A repository's open and lately closed incidents. Without a policy: none, at one request (and one for its owner).
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
  const own = await readPolicy(client, owner, repo, now);
  const policy = own.policy ?? (repo === ".github" ? null : (await readPolicy(client, owner, ".github", now)).policy);
  if (policy === null || !policy.enabled) return { policy: null, incidents: [] };
  const since = new Date(own.now - LATELY).toISOString();
  const numbers = new Set<number>();
  const collect = async (filter: Record<string, unknown>, isOne: (issue: ListedIssue) => boolean): Promise<void> => {
    const open = listAll(client, "GET /repos/{owner}/{repo}/issues", { owner, repo, state: "open", ...filter });
    const closed = listAll(client, "GET /repos/{owner}/{repo}/issues", {
      owner,
      repo,
      state: "closed",
      since,
      ...filter,
    });
    for (const each of [...(await open), ...(await closed)]) {
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
  const incidents = [...numbers].sort((a, b) => a - b);
  return { policy, incidents: incidents.map((number) => ({ kind: "incident", installation, repository, number })) };
}

interface ListedIssue {
  readonly number: number;
  readonly closed_at: string | null;
  readonly pull_request?: unknown;
  readonly type?: { readonly name?: string } | null;
}

/** The newest policy that parses, and GitHub's clock at that time (`fallback` where it does not tell). */
async function readPolicy(
  client: GitHubClient,
  owner: string,
  repo: string,
  fallback: number,
): Promise<{ readonly policy: Policy | null; readonly now: number }> {
  const newest = await readFileAt(client, owner, repo);
  const now = Number.isNaN(newest.date) ? fallback : newest.date;
  if (newest.text === null) return { policy: null, now };
  const { policy } = parsePolicy(newest.text, POLICY_PATH);
  if (policy !== null) return { policy, now };
  const parameters = { owner, repo, path: POLICY_PATH, per_page: VERSIONS_TRIED };
  const answer = await client.rest("GET /repos/{owner}/{repo}/commits", parameters);
  for (const { sha } of answer.data as readonly { sha: string }[]) {
    const { text } = await readFileAt(client, owner, repo, sha);
    if (text === null) break;
    const earlier = parsePolicy(text, POLICY_PATH).policy;
    if (earlier !== null) return { policy: earlier, now };
  }
  // One that was never valid means the defaults.
  return { policy: defaultPolicy("shadow"), now };
}

async function readFileAt(
  client: GitHubClient,
  owner: string,
  repo: string,
  ref?: string,
): Promise<{ readonly text: string | null; readonly date: number }> {
  try {
    const parameters = { owner, repo, ...(ref === undefined ? {} : { ref }) };
    const { data, headers } = await client.rest(`GET /repos/{owner}/{repo}/contents/${POLICY_PATH}`, parameters);
    const { content } = data as { content?: string };
    const text = content === undefined ? null : Buffer.from(content, "base64").toString("utf8");
    return { text, date: Date.parse(headers["date"] ?? "") };
  } catch (error) {
    if (!(error instanceof Refused) || !isMissing(error)) throw error;
    return { text: null, date: Date.parse(error.headers["date"] ?? "") };
  }
}
