/** The incidents that a sweep looks at, as GitHub lists them: the open and lately closed ones, and those with a date ahead. */
import type { Policy } from "../../core/policy/schema.ts";
import { byMark } from "../portfolio/by-mark.ts";
import type { GitHubClient } from "../request/client.ts";
import { listAll } from "../write/write-context.ts";
import { findDated } from "./find-dated.ts";

/** Reading of the rulebook: "lately closed" is 15 days, one more than the gate's longest window. */
export const LATELY = 15 * 24 * 60 * 60 * 1000;

export interface Swept {
  readonly number: number;
  /** `dated`: closed for longer, and found by a date that is still reminded of (R-O3). */
  readonly state: "open" | "closed" | "dated";
}

interface ListedIssue {
  readonly number: number;
  readonly state?: string;
  readonly closed_at: string | null;
  readonly pull_request?: unknown;
  readonly type?: { readonly name?: string } | null;
}

/**
 * A repository's open and lately closed incidents, and those on which a date is still reminded of, by number.
 *
 * @param now GitHub's clock in milliseconds.
 */
export async function findSwept(
  client: GitHubClient,
  place: { readonly owner: string; readonly repo: string },
  policy: Policy,
  now: number,
): Promise<readonly Swept[]> {
  const { owner, repo } = place;
  const since = new Date(now - LATELY).toISOString();
  const found = new Map<number, Swept>();
  const collect = async (filter: Record<string, unknown>, isOne: (issue: ListedIssue) => boolean): Promise<void> => {
    const list = (state: Record<string, unknown>): Promise<readonly unknown[]> =>
      listAll(client, "GET /repos/{owner}/{repo}/issues", { owner, repo, ...state, ...filter });
    // Together: a promise that nobody waits for when the other one fails would end the process.
    const [open, closed] = await Promise.all([list({ state: "open" }), list({ state: "closed", since })]);
    for (const each of [...open, ...closed]) {
      const issue = each as ListedIssue;
      const lately = issue.closed_at === null || Date.parse(issue.closed_at) >= now - LATELY;
      if (issue.pull_request !== undefined || !lately || !isOne(issue)) continue;
      found.set(issue.number, { number: issue.number, state: issue.closed_at === null ? "open" : "closed" });
    }
  };
  await byMark(policy.incident, collect);
  for (const number of await findDated(client, place, policy, now)) {
    if (!found.has(number)) found.set(number, { number, state: "dated" });
  }
  return [...found.values()].sort((a, b) => a.number - b.number);
}
