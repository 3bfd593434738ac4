/** The incidents that a changed policy is tried on: the open ones and those closed lately, newest first. */
import { type Instant, isUnreadable, type Readable } from "../../core/snapshot/types.ts";
import type { Policy } from "../../core/policy/schema.ts";
import type { GitHubClient } from "../request/client.ts";
import { instant } from "../request/errors.ts";
import { look } from "../request/look.ts";

export interface ListedForSimulation {
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly closedAt: Instant | null;
}

export interface SimulationList {
  readonly open: readonly ListedForSimulation[];
  readonly closed: readonly ListedForSimulation[];
}

/** Pages of a hundred, of each label or type and state. */
const MOST_PAGES = 3;

/**
 * Lists what is an incident by any of the policies.
 *
 * @param since closed then or later.
 * @throws `RateLimited`
 */
export async function listForSimulation(
  client: GitHubClient,
  { owner, repo, organization }: { readonly owner: string; readonly repo: string; readonly organization: boolean },
  policies: readonly Policy[],
  since: Instant,
): Promise<Readable<SimulationList>> {
  const labels = new Set(policies.flatMap(({ incident }) => incident.labels.map((label) => label.toLowerCase())));
  const types = new Set(policies.flatMap(({ incident }) => incident.types.map((type) => type.toLowerCase())));
  const filters = [
    ...[...labels].map((label) => ({ labels: label })),
    ...(organization ? [...types].map((type) => ({ type })) : []),
  ];
  const found = new Map<number, ListedForSimulation>();
  for (const filter of filters) {
    for (const state of ["open", "closed"] as const) {
      const order = state === "open" ? { sort: "created" } : { sort: "updated", since };
      const read = await readPages(client, { owner, repo, ...filter, state, ...order, direction: "desc" });
      if (isUnreadable(read)) return read;
      for (const issue of read) {
        if (issue.pull_request !== undefined && issue.pull_request !== null) continue;
        const closedAt = issue.closed_at === null ? null : instant(Date.parse(issue.closed_at));
        if (closedAt !== null && closedAt < since) continue;
        found.set(issue.number, { number: issue.number, url: issue.html_url, title: issue.title, closedAt });
      }
    }
  }
  const all = [...found.values()];
  return {
    open: all.filter(({ closedAt }) => closedAt === null).sort((a, b) => b.number - a.number),
    closed: all
      .filter(({ closedAt }) => closedAt !== null)
      .sort((a, b) => ((a.closedAt ?? "") < (b.closedAt ?? "") ? 1 : -1)),
  };
}

interface ListedIssue {
  readonly number: number;
  readonly html_url: string;
  readonly title: string;
  readonly closed_at: string | null;
  readonly pull_request?: unknown;
}

async function readPages(
  client: GitHubClient,
  parameters: Record<string, unknown>,
): Promise<Readable<readonly ListedIssue[]>> {
  const found: ListedIssue[] = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const asked = { ...parameters, per_page: 100, page };
    const looked = await look(client, "GET /repos/{owner}/{repo}/issues", asked, "incidents");
    if (isUnreadable(looked)) return looked;
    // An organization without a type of that name refuses the filter, as does a repository without issues.
    if ("absent" in looked) return found;
    const list = Array.isArray(looked.found) ? (looked.found as readonly ListedIssue[]) : [];
    found.push(...list);
    if (list.length < 100) break;
  }
  return found;
}
