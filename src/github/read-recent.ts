/** Other incidents of the last 90 days (`enforce.repeat_within`), for telling a repeat of a failure class (rulebook V, high risk). */
import { readIncidentForm } from "../core/forms/values.ts";
import type { Policy } from "../core/policy/schema.ts";
import type { Instant, Readable, RecentIncident } from "../core/snapshot/types.ts";
import { addMs } from "../core/time.ts";
import type { GitHubClient } from "./client.ts";
import { look } from "./look.ts";

/** Pages of 100: more incidents than this are told as unread, never guessed. */
const MOST_PAGES = 5;

interface Listed {
  readonly number: number;
  readonly html_url: string;
  readonly created_at: string;
  readonly body?: string | null;
  readonly labels: readonly ({ readonly name?: string } | string)[];
  readonly state_reason?: string | null;
  readonly pull_request?: unknown;
}

/**
 * Reads them, only where they can change something: in enforce mode, for an incident whose own severity does not block
 * and which names a failure class. Null where nothing depends on them.
 */
export async function readRecent(
  client: GitHubClient,
  incident: {
    readonly owner: string;
    readonly repo: string;
    readonly number: number;
    readonly body: string;
    readonly createdAt: Instant;
  },
  policy: Policy,
): Promise<Readable<readonly RecentIncident[]> | null> {
  const form = readIncidentForm(incident.body, policy);
  const { when } = policy.enforce;
  const blocks = (when as readonly string[]).includes(form.severity ?? "SEV2");
  if (policy.mode !== "enforce" || !when.includes("repeat") || blocks || form.failureClass === null) return null;
  const from = addMs(incident.createdAt, -policy.enforce.repeat_within);
  const found = new Map<number, RecentIncident>();
  for (const label of policy.incident.labels) {
    for (let page = 1; ; page += 1) {
      // `since` goes by the last change, which never precedes the opening.
      const parameters = {
        owner: incident.owner,
        repo: incident.repo,
        labels: label,
        state: "all",
        since: from,
        per_page: 100,
        page,
      };
      const looked = await look(client, "GET /repos/{owner}/{repo}/issues", parameters, "recent incidents");
      if ("unreadable" in looked) return looked;
      const listed = "found" in looked && Array.isArray(looked.found) ? (looked.found as Listed[]) : [];
      for (const issue of listed) {
        const other = toRecent(issue, policy);
        if (
          other !== null &&
          issue.number !== incident.number &&
          issue.created_at >= from &&
          issue.created_at <= incident.createdAt
        ) {
          found.set(issue.number, other);
        }
      }
      if (listed.length < 100) break;
      if (page === MOST_PAGES) return { unreadable: "recent incidents: there are more than were read" };
    }
  }
  return [...found.values()].sort((a, b) => a.number - b.number);
}

/** Drills and duplicates are no incidents of a class. */
function toRecent(issue: Listed, policy: Policy): RecentIncident | null {
  if (issue.pull_request !== undefined || issue.state_reason === "duplicate") return null;
  const labels = issue.labels.map((label) => (typeof label === "string" ? label : (label.name ?? "")).toLowerCase());
  const { failureClass, drill } = readIncidentForm(issue.body ?? "", policy);
  return drill || labels.includes(policy.incident.drill_label.toLowerCase())
    ? null
    : { number: issue.number, url: issue.html_url, failureClass };
}
