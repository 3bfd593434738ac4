/**
 * Closed incidents on which a date is still reminded of (R-O3): a debt to revisit, a risk's target, a review, and the due
 * date of an item that nobody closed, where the incident was closed before its gate passed. Long after
 * their closing only the issue that holds the date leads to them, and a wake-up that was lost with the queue is found
 * again by it.
 */
import { readDebtForm, readItemForm, readRiskForm } from "../../core/forms/values.ts";
import type { Policy } from "../../core/policy/schema.ts";
import { fromEpoch, addMs, DAY, localDay } from "../../core/time.ts";
import { listAll } from "../write/write-context.ts";
import type { GitHubClient } from "../request/client.ts";

interface ListedIssue {
  readonly number: number;
  readonly state?: string;
  readonly body?: string | null;
  readonly pull_request?: unknown;
  readonly parent_issue_url?: string | null;
}

/** Pages of a hundred issues that are looked at of each label. */
const PAGES = 3;
/** Incidents that one sweep finds so. */
const MOST_FOUND = 100;
/** An item whose review is over for so long leads nowhere any more. */
const LONG_OVER = 60 * DAY;
/** Items are looked for among those that somebody touched since: a review lies weeks after the last word, not years. */
const TOUCHED_SINCE = 180 * DAY;

/**
 * Numbers of incidents, one request for each of the three labels where nothing is found.
 *
 * @param now our clock in milliseconds.
 */
export async function findDated(
  client: GitHubClient,
  place: { readonly owner: string; readonly repo: string },
  policy: Policy,
  now: number,
): Promise<readonly number[]> {
  if (!policy.reminders.enabled) return [];
  const { items, ledger, time } = policy;
  const oldest = localDay(addMs(fromEpoch(now), -LONG_OVER), time.zone);
  const since = addMs(fromEpoch(now), -TOUCHED_SINCE);
  const found = new Set<number>();
  const collect = async (
    filter: Record<string, unknown>,
    read: (body: string) => { readonly incident: Named | null; readonly date: string | null },
  ): Promise<void> => {
    const listed = await listAll(client, "GET /repos/{owner}/{repo}/issues", { ...place, ...filter }, { pages: PAGES });
    for (const each of listed) {
      const issue = each as ListedIssue;
      const { incident, date } = read(issue.body ?? "");
      // What is open is reminded of until it is closed. An item may have its date by command, which is not read here.
      const isOpen = filter["state"] === "open" ? date !== null : issue.state === "open";
      const lives = isOpen || (date !== null && date >= oldest);
      const number = lives && issue.pull_request === undefined ? numberOf(issue, incident, place) : null;
      if (number !== null && found.size < MOST_FOUND) found.add(number);
    }
  };
  await collect({ labels: ledger.risk_label, state: "open" }, (body) => {
    const { incident, target: date } = readRiskForm(body, policy);
    return { incident, date };
  });
  await collect({ labels: ledger.debt_label, state: "open" }, (body) => {
    const { incident, revisit: date } = readDebtForm(body, policy);
    return { incident, date };
  });
  await collect({ labels: items.label, state: "all", since }, (body) => {
    const { incident, review, adoptionCheck } = readItemForm(body, policy);
    const [, later = null] = [review, adoptionCheck].filter((date) => date !== null).sort(byDay);
    return { incident, date: later ?? review ?? adoptionCheck };
  });
  return [...found].sort((a, b) => a - b);
}

interface Named {
  readonly repository: string | null;
  readonly number: number;
}

const byDay = (a: string, b: string): number => (a < b ? -1 : 1);

/** Its parent, else what its form names; null where that is in another repository. */
function numberOf(
  { parent_issue_url: parent }: ListedIssue,
  named: Named | null,
  { owner, repo }: { readonly owner: string; readonly repo: string },
): number | null {
  const here = `${owner}/${repo}`.toLowerCase();
  const [, repository = "", number = ""] = /\/repos\/([^/]+\/[^/]+)\/issues\/(\d{1,9})$/.exec(parent ?? "") ?? [];
  if (number !== "") return repository.toLowerCase() === here ? Number(number) : null;
  return named === null || (named.repository ?? here).toLowerCase() !== here ? null : named.number;
}
