/**
 * The repository's incidents, newest first, as GitHub lists them: by each of the policy's labels and, in an organization,
 * by the issue types that make an incident (rulebook V).
 *
 * Every incident of a repository asks for the same pages, so that a 304 to one serves them all.
 * Source: https://docs.github.com/en/rest/issues/issues#list-repository-issues
 */
import type { Policy } from "../../core/policy/schema.ts";
import { type Instant, isUnreadable, type Unreadable } from "../../core/snapshot/types.ts";
import { maxInstant } from "../../core/time.ts";
import type { GitHubClient } from "../request/client.ts";
import type { RestUser } from "../people/read-actors.ts";
import { look } from "../request/look.ts";

/** An issue of the list, as far as anything of it is read. */
export interface ListedIncident {
  readonly number: number;
  readonly html_url?: string;
  readonly created_at: string;
  readonly body?: string | null;
  readonly labels?: readonly ({ readonly name?: string } | string)[];
  readonly state_reason?: string | null;
  readonly locked?: boolean;
  readonly active_lock_reason?: string | null;
  readonly pull_request?: unknown;
  readonly type?: { readonly name?: string } | null;
  readonly user?: RestUser | null;
}

export interface IncidentsOf {
  readonly owner: string;
  readonly repo: string;
  /** Only organizations have issue types. */
  readonly organization: boolean;
}

export interface Listing<T> {
  readonly found: readonly T[];
  /** Older ones than this were not read, because there are too many; null where there is none. */
  readonly cutAt: Instant | null;
}

const PER_PAGE = 100;
/** Of each label and type: a thousand incidents; what is older is told as unread, never guessed. */
const MOST_PAGES = 10;

/**
 * Lists those that were opened at `from` or later.
 *
 * @param parse what to keep of each: bodies are large, and a page is let go once it is read.
 */
export async function listIncidents<T>(
  client: GitHubClient,
  { owner, repo, organization }: IncidentsOf,
  policy: Policy,
  from: Instant,
  parse: (issue: ListedIncident) => T,
): Promise<Listing<T> | Unreadable> {
  const labels = lowered(policy.incident.labels);
  const types = lowered([...policy.incident.types, ...policy.incident.labels]);
  const filters = [
    ...policy.incident.labels.map((label) => ({ labels: label })),
    ...(organization ? [...types].map((type) => ({ type })) : []),
  ];
  const isOne = (issue: ListedIncident): boolean =>
    labelsOf(issue).some((label) => labels.has(label)) || types.has((issue.type?.name ?? "").toLowerCase());
  const found = new Map<number, T>();
  let cutAt: Instant | null = null;
  for (const filter of filters) {
    for (let page = 1; ; page += 1) {
      const parameters = { owner, repo, ...filter, state: "all", sort: "created", direction: "desc" };
      const read = await readPage(client, { ...parameters, per_page: PER_PAGE, page }, "type" in filter);
      if (isUnreadable(read)) return read;
      const listed = read.filter(isListed);
      for (const issue of listed) {
        if (issue.created_at >= from && isOne(issue) && isHere(issue)) found.set(issue.number, parse(issue));
      }
      const oldest = listed.at(-1)?.created_at;
      if (oldest === undefined || oldest < from || read.length < PER_PAGE) break;
      if (page === MOST_PAGES) {
        cutAt = maxInstant(cutAt, oldest);
        break;
      }
    }
  }
  return { found: [...found].sort(([a], [b]) => a - b).map(([, one]) => one), cutAt };
}

async function readPage(
  client: GitHubClient,
  parameters: Record<string, unknown>,
  byType: boolean,
): Promise<readonly unknown[] | Unreadable> {
  const looked = await look(client, "GET /repos/{owner}/{repo}/issues", parameters, "other incidents");
  if ("unreadable" in looked) return looked.transient === true ? looked : { permission: "issues: read", ...looked };
  if ("found" in looked) {
    return Array.isArray(looked.found)
      ? looked.found
      : { unreadable: "other incidents: the answer is no list", transient: true };
  }
  // An organization without a type of that name refuses the filter.
  if (byType && looked.absent === 422) return [];
  return { unreadable: `other incidents: GitHub answered ${looked.absent}`, permission: "issues: read" };
}

/** What lacks a number or a date is no issue. */
function isListed(value: unknown): value is ListedIncident {
  if (typeof value !== "object" || value === null) return false;
  const { number, created_at: at } = value as Partial<ListedIncident>;
  return typeof number === "number" && typeof at === "string";
}

/** No pull request, and nothing that was locked as spam. */
function isHere({ pull_request: pull, locked, active_lock_reason: reason }: ListedIncident): boolean {
  return (pull === undefined || pull === null) && !(locked === true && reason === "spam");
}

/** Names of its labels, in lower case. */
export function labelsOf({ labels = [] }: Pick<ListedIncident, "labels">): readonly string[] {
  return labels.map((label) => (typeof label === "string" ? label : (label.name ?? "")).toLowerCase());
}

function lowered(names: readonly string[]): ReadonlySet<string> {
  return new Set(names.map((name) => name.toLowerCase()));
}
