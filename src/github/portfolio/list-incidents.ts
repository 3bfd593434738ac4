/** The incidents that a report looks at, as GitHub lists them: numbers and states, nothing of what they hold. */
import { isOwnText } from "../../core/portfolio/own-text.ts";
import type { ListedIncident } from "../../core/portfolio/part.ts";
import type { Policy } from "../../core/policy/schema.ts";
import type { Instant } from "../../core/snapshot/types.ts";
import { addMs, DAY } from "../../core/time.ts";
import type { Identity } from "../identity.ts";
import type { GitHubClient } from "../request/client.ts";
import { instant } from "../request/errors.ts";
import { listAll } from "../write/write-context.ts";
import { byMark } from "./by-mark.ts";
import type { Place } from "./read-place.ts";

/** Reading of the rulebook: "lately closed" is 15 days. */
const LATELY = 15 * DAY;
/** Settled incidents that an audit reads, those closed last first. */
const MOST_SETTLED = 200;
/** Pages of a hundred that are listed to find them. */
const SETTLED_PAGES = 10;

export interface IncidentList {
  /** By number. */
  readonly incidents: readonly ListedIncident[];
  /** Settled ones that were left out, because there are too many. */
  readonly beyond: number;
}

interface RestIssue {
  readonly number: number;
  readonly html_url: string;
  readonly title: string;
  readonly body?: string | null;
  readonly state: string;
  readonly closed_at?: string | null;
  readonly user?: { readonly login?: string } | null;
  readonly pull_request?: unknown;
  readonly type?: { readonly name?: string } | null;
}

/**
 * Lists open and lately closed incidents; those with an open entry of the ledger, however long they are closed; and for
 * an audit the settled ones.
 *
 * @param wanted `entries`: numbers of the issues that open entries of the ledger belong to.
 * @throws what the client throws.
 */
export async function listIncidents(
  client: GitHubClient,
  place: Place,
  policy: Policy,
  wanted: {
    readonly now: Instant;
    readonly url: string;
    readonly entries: readonly number[];
    readonly settled: boolean;
    readonly identity: Pick<Identity, "login">;
  },
): Promise<IncidentList> {
  const { now, entries, settled, identity } = wanted;
  const since = addMs(now, -LATELY);
  const found = new Map<number, RestIssue>();
  const list = async (
    filter: Record<string, unknown>,
    pages: number,
    isOne: (issue: RestIssue) => boolean,
  ): Promise<void> => {
    const parameters = { owner: place.owner, repo: place.repo, ...filter };
    for (const each of await listAll(client, "GET /repos/{owner}/{repo}/issues", parameters, { pages })) {
      const issue = each as RestIssue;
      const isOurs = issue.user?.login === identity.login && isOwnText(issue.body);
      if (issue.pull_request === undefined && !isOurs && isOne(issue)) found.set(issue.number, issue);
    }
  };
  const closed = settled ? { sort: "updated", direction: "desc" } : { since };
  const states: readonly { readonly state: Record<string, unknown>; readonly pages: number }[] = [
    { state: { state: "open" }, pages: 100 },
    { state: { state: "closed", ...closed }, pages: settled ? SETTLED_PAGES : 100 },
  ];
  for (const { state, pages } of states) {
    await byMark(policy.incident, (filter, isOne) => list({ ...state, ...filter }, pages, isOne));
  }
  for (const number of entries) {
    const url = `${wanted.url}/issues/${number}`;
    if (!found.has(number)) found.set(number, { number, html_url: url, title: `#${number}`, state: "closed" });
  }
  const all = [...found.values()].map((issue) => listed(issue, since, entries));
  const old = all.filter(({ scope }) => scope === "settled").sort((a, b) => (last(a) < last(b) ? 1 : -1));
  const kept = settled ? old.slice(0, MOST_SETTLED) : [];
  const current = all.filter(({ scope }) => scope === "current");
  return {
    incidents: [...current, ...kept].sort((a, b) => a.number - b.number),
    beyond: settled ? old.length - kept.length : 0,
  };
}

function listed(issue: RestIssue, since: Instant, entries: readonly number[]): ListedIncident {
  const { number, html_url: url, title, state, closed_at: closed } = issue;
  const closedAt = typeof closed === "string" ? instant(Date.parse(closed)) : null;
  const isCurrent = state !== "closed" || entries.includes(number) || (closedAt !== null && closedAt >= since);
  return {
    number,
    url,
    title,
    state: state === "closed" ? "closed" : "open",
    closedAt,
    scope: isCurrent ? "current" : "settled",
  };
}

function last({ closedAt }: ListedIncident): string {
  return closedAt ?? "";
}
