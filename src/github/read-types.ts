/** Names of issue types, which the public GraphQL schema does not have. */
import type { Readable } from "../core/snapshot/types.ts";
import type { GitHubClient } from "./client.ts";
import { look } from "./look.ts";

interface RestIssue {
  readonly number?: number;
  readonly type?: { name?: string } | null;
}

export interface TypesOf {
  readonly owner: string;
  readonly repo: string;
  readonly incident: number;
  readonly others: readonly number[];
}

/**
 * Types by issue number. One request for the incident, one for all its sub-issues; any other issue of the incident
 * carries no type that a rule reads, and is asked for only where the list of sub-issues left it out.
 */
export async function readTypes(
  client: GitHubClient,
  { owner, repo, incident, others }: TypesOf,
): Promise<ReadonlyMap<number, Readable<string | null>>> {
  const types = new Map<number, Readable<string | null>>();
  const one = async (number: number): Promise<void> => {
    const route = "GET /repos/{owner}/{repo}/issues/{issue_number}";
    const looked = await look(client, route, { owner, repo, issue_number: number }, "issue type");
    if ("found" in looked) types.set(number, nameOf(looked.found as RestIssue));
    else types.set(number, "absent" in looked ? { unreadable: "issue type: the issue is gone" } : looked);
  };
  await one(incident);
  if (others.length === 0) return types;
  // At most 100 per parent: https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/adding-sub-issues
  const route = "GET /repos/{owner}/{repo}/issues/{issue_number}/sub_issues";
  const looked = await look(client, route, { owner, repo, issue_number: incident, per_page: 100 }, "issue type");
  if ("found" in looked && Array.isArray(looked.found)) {
    for (const issue of looked.found as RestIssue[]) {
      if (issue.number !== undefined && others.includes(issue.number)) types.set(issue.number, nameOf(issue));
    }
  }
  for (const number of others) if (!types.has(number)) await one(number);
  return types;
}

function nameOf(issue: RestIssue): string | null {
  return issue.type?.name ?? null;
}
