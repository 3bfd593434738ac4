/**
 * What REST alone says of an issue: its type and what blocks it, which the public GraphQL schema does not have. Both come
 * with the list of sub-issues, so that a hundred items cost one request.
 */
import { isUnreadable, type Readable } from "../../core/snapshot/types.ts";
import type { GitHubClient } from "../request/client.ts";
import { inParallel, look } from "../request/look.ts";

interface RestIssue {
  readonly number?: number;
  readonly html_url?: string;
  readonly state?: string;
  readonly type?: { readonly name?: string } | null;
  /** Left out by servers that have no dependencies. */
  readonly issue_dependencies_summary?: { readonly blocked_by?: number } | null;
}

export type Blocking = readonly { readonly number: number; readonly url: string }[];

export interface RestFacts {
  readonly type: Readable<string | null>;
  /** Open issues that block it; left out where the server does not say. */
  readonly blockedBy?: Readable<Blocking>;
}

export interface FactsOf {
  readonly owner: string;
  readonly repo: string;
  readonly incident: number;
  /** Items: their numbers. */
  readonly items: readonly number[];
  /** Entries of the ledger: nothing is asked about them alone. */
  readonly others: readonly number[];
  /** Issue types belong to organizations: https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/managing-issue-types-in-an-organization */
  readonly hasTypes: boolean;
}

const ISSUE = "GET /repos/{owner}/{repo}/issues/{issue_number}";
const SUB_ISSUES = "GET /repos/{owner}/{repo}/issues/{issue_number}/sub_issues";
const BLOCKED_BY = "GET /repos/{owner}/{repo}/issues/{issue_number}/dependencies/blocked_by";
/** Items that belong by reference only, each of which is a request of its own. */
const MOST_ALONE = 20;

/** Facts by issue number; one without an entry has no type that a rule reads. */
export async function readTypes(client: GitHubClient, asked: FactsOf): Promise<ReadonlyMap<number, RestFacts>> {
  const { owner, repo, incident, items, others, hasTypes } = asked;
  const facts = new Map<number, RestFacts>();
  const issueOf = (issue_number: number): Record<string, unknown> => ({ owner, repo, issue_number });
  const one = async (number: number): Promise<void> => {
    const looked = await look(client, ISSUE, issueOf(number), "issue type");
    if ("found" in looked) await told(looked.found as RestIssue, number);
    else {
      const why = "absent" in looked ? { unreadable: "issue type: the issue is gone" } : looked;
      facts.set(number, number === incident ? { type: why } : { type: why, blockedBy: why });
    }
  };
  const told = async (issue: RestIssue, number: number): Promise<void> => {
    const type = issue.type?.name ?? null;
    const count = issue.issue_dependencies_summary?.blocked_by;
    if (count === undefined || !items.includes(number)) return void facts.set(number, { type });
    facts.set(number, { type, blockedBy: count === 0 ? [] : await blockersOf(client, issueOf(number)) });
  };

  if (hasTypes) await one(incident);
  if (items.length + others.length === 0) return facts;
  // At most 100 per parent: https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/adding-sub-issues
  const parameters = { ...issueOf(incident), per_page: 100 };
  const looked = await look(client, SUB_ISSUES, parameters, "issue type");
  if ("found" in looked && Array.isArray(looked.found)) {
    await inParallel(looked.found as RestIssue[], async (issue) => {
      if (issue.number !== undefined && [...items, ...others].includes(issue.number)) await told(issue, issue.number);
    });
  }
  const alone = items.filter((number) => !facts.has(number));
  if (isUnreadable(looked)) {
    for (const number of alone) facts.set(number, { type: looked, blockedBy: looked });
    return facts;
  }
  await inParallel(alone.slice(0, MOST_ALONE), one);
  const unreadable = `blocking issues: it is one of more than ${MOST_ALONE} that are no sub-issues`;
  for (const number of alone.slice(MOST_ALONE)) facts.set(number, { type: null, blockedBy: { unreadable } });
  return facts;
}

async function blockersOf(client: GitHubClient, issue: Record<string, unknown>): Promise<Readable<Blocking>> {
  const what = "blocking issues";
  const looked = await look(client, BLOCKED_BY, { ...issue, per_page: 100 }, what);
  if ("absent" in looked) return { unreadable: `${what}: the list does not exist for us` };
  if (!("found" in looked)) return looked;
  if (!Array.isArray(looked.found)) return { unreadable: `${what}: the answer is no list` };
  return (looked.found as RestIssue[]).flatMap(({ number, html_url, state }) =>
    number === undefined || state === "closed" ? [] : [{ number, url: html_url ?? "" }],
  );
}
