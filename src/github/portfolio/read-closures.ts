/** The incidents that were closed lately, as the list of issues has them: however many a repository has of them. */
import { closuresSince } from "../../core/onboarding/baseline.ts";
import type { Instant } from "../../core/snapshot/types.ts";
import type { GitHubClient } from "../request/client.ts";
import { instant } from "../request/errors.ts";
import { byMark, type IncidentMarks } from "./by-mark.ts";

export interface ListedClosure {
  readonly number: number;
  readonly title: string;
  readonly html_url: string;
  readonly closed_at: Instant;
}

export interface Closures {
  /** GitHub's clock. */
  readonly now: Instant;
  /** Closed as completed since then, the last closed first. */
  readonly closures: readonly ListedClosure[];
  /** True where there are more than were listed. */
  readonly more: boolean;
}

interface RestIssue {
  readonly number: number;
  readonly title: string;
  readonly html_url: string;
  readonly closed_at: string | null;
  readonly state_reason?: string | null;
  readonly updated_at: string;
  readonly pull_request?: unknown;
  readonly type?: { readonly name?: string } | null;
}

/** Pages of a hundred that are listed of each label or type. */
const MOST_PAGES = 30;

/**
 * Lists them, the last touched first, until the rest was touched before that time.
 *
 * @param span how far back, in milliseconds.
 * @param fallback our clock in milliseconds, for where GitHub does not tell its own.
 * @throws what the client throws: `Refused` with 404 for a repository out of sight, 410 where issues are switched off.
 */
export async function readClosures(
  client: GitHubClient,
  { owner, repo }: { readonly owner: string; readonly repo: string },
  marks: IncidentMarks,
  { span, fallback }: { readonly span: number; readonly fallback: number },
): Promise<Closures> {
  const found = new Map<number, RestIssue>();
  let now = fallback;
  let more = false;
  const list = async (filter: Record<string, unknown>, isOne: (issue: RestIssue) => boolean): Promise<void> => {
    const query = { owner, repo, ...filter, state: "closed", sort: "updated", direction: "desc", per_page: 100 };
    for (let page = 1; ; page += 1) {
      const { data, headers } = await client.rest("GET /repos/{owner}/{repo}/issues", { ...query, page });
      const date = Date.parse(headers["date"] ?? "");
      if (Number.isFinite(date)) now = date;
      const issues = Array.isArray(data) ? (data as readonly RestIssue[]) : [];
      for (const issue of issues) if (issue.pull_request === undefined && isOne(issue)) found.set(issue.number, issue);
      const last = issues.at(-1);
      if (issues.length < 100 || last === undefined || Date.parse(last.updated_at) < now - span) return;
      if (page >= MOST_PAGES) {
        more = true;
        return;
      }
    }
  };
  await byMark(marks, list);
  const listed = [...found.values()].map(({ number, title, html_url, closed_at: closedAt, state_reason: reason }) => ({
    number,
    title,
    html_url,
    closed_at: closedAt === null ? null : instant(Date.parse(closedAt)),
    state_reason: reason ?? null,
  }));
  return { now: instant(now), closures: closuresSince(listed, now - span), more };
}
