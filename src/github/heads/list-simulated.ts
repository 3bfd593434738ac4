/** The incidents that a changed policy is tried on: the open ones and those closed lately, newest first. */
import { type Instant, isUnreadable, type Readable } from "../../core/snapshot/types.ts";
import type { Policy } from "../../core/policy/schema.ts";
import { addMs, DAY } from "../../core/time.ts";
import type { GitHubClient } from "../request/client.ts";
import { instant, Unavailable } from "../request/errors.ts";
import { look } from "../request/look.ts";
import type { PolicyPlace } from "./read-policy-places.ts";

interface ListedForSimulation {
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly closedAt: Instant | null;
}

interface SimulationList {
  readonly open: readonly ListedForSimulation[];
  readonly closed: readonly ListedForSimulation[];
}

/** One incident that is to be simulated, and where its outcome belongs. */
export interface SimulationTask {
  readonly key: string;
  readonly place: PolicyPlace;
  readonly incident: ListedForSimulation;
}

/** Closures so lately are tried. */
const WINDOW = 90 * DAY;
/** Incidents that are simulated, of the open ones and of the closed ones. */
const MOST_INCIDENTS = 100;
/** Pages of a hundred, of each label or type and state. */
const MOST_PAGES = 3;

/**
 * The newest open and closed incidents of all places, as many as are simulated, and how many of each place are left out.
 *
 * @throws `RateLimited`, `Unavailable`
 */
export async function listTasks(
  client: GitHubClient,
  places: readonly PolicyPlace[],
  now: Instant,
): Promise<{ readonly tasks: readonly SimulationTask[]; readonly left: ReadonlyMap<PolicyPlace, number> }> {
  const tasks: SimulationTask[] = [];
  const left = new Map<PolicyPlace, number>();
  let [open, closed] = [MOST_INCIDENTS, MOST_INCIDENTS];
  for (const [index, place] of places.entries()) {
    const { home, before, after, same } = place;
    const policies = [before, after].flatMap((one) => (one.state === "in_force" ? [one.policy] : []));
    if (policies.length === 0 || same) continue;
    const found = await listForSimulation(client, home, policies, addMs(now, -WINDOW));
    if (isUnreadable(found)) throw new Unavailable(`${home.owner}/${home.repo}`, null, found.unreadable);
    const past = after.state === "in_force" ? found.closed : [];
    const taken = [...found.open.slice(0, open), ...past.slice(0, closed)];
    open -= Math.min(open, found.open.length);
    closed -= Math.min(closed, past.length);
    left.set(place, found.open.length + past.length - taken.length);
    tasks.push(...taken.map((incident) => ({ key: `${index}#${incident.number}`, place, incident })));
  }
  return { tasks, left };
}

/**
 * Lists what is an incident by any of the policies.
 *
 * @param since closed then or later.
 * @throws `RateLimited`
 */
async function listForSimulation(
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
    const looked = await look(client, "GET /repos/{owner}/{repo}/issues", asked, "incidents", true);
    if (isUnreadable(looked)) return looked;
    if ("absent" in looked) {
      // Where issues are switched off there are none, and an organization may have no type of that name.
      if (looked.absent === 410 || "type" in parameters) return found;
      // Not allowed, or not there for us: asking again changes nothing.
      throw new Unavailable("incidents", looked.absent, "they may not be read");
    }
    const list = Array.isArray(looked.found) ? (looked.found as readonly ListedIssue[]) : [];
    found.push(...list);
    if (list.length < 100) break;
  }
  return found;
}
