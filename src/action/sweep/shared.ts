/**
 * What the passes of one job share. GitHub is asked once a minute for what they all ask: who people are, which checks are
 * required, the repository's other incidents; and what it says of many issues in one list is not asked for each.
 */
import type { Policy } from "../../core/policy/schema.ts";
import type { GitHubClient, RestAnswer } from "../../github/request/client.ts";
import { Refused } from "../../github/request/errors.ts";
import type { Place } from "../job.ts";

/** For how long an answer counts as fresh, in milliseconds. */
const FRESH = 60_000;
/** From so many looks on, lists are cheaper than single questions; and pages of each that are worth it. */
const MANY = 5;
const LOOKS_A_PAGE = 3;
const MOST_PAGES = 10;

const LIST = "GET /repos/{owner}/{repo}/issues";
const ISSUE = "GET /repos/{owner}/{repo}/issues/{issue_number}";
const SUB_ISSUES = "GET /repos/{owner}/{repo}/issues/{issue_number}/sub_issues";

export interface Shared {
  /** For changes: one at a time, as GitHub asks for, and nothing remembered. */
  readonly writing: GitHubClient;
  /** For reading snapshots: answers that are at most a minute old count. */
  reading(graphql: GitHubClient): GitHubClient;
  /** Lists incidents and items where so many looks lie ahead that this spares requests. */
  prepare(looks: number, place: Place, policy: Policy): Promise<void>;
}

interface Listed {
  readonly at: number;
  readonly issue: { readonly number: number; readonly parent_issue_url?: string | null };
}

/**
 * Source: https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#avoid-concurrent-requests
 *
 * @param elapsed a monotonic clock in milliseconds; only differences count.
 */
export function createShared(client: GitHubClient, elapsed: () => number): Shared {
  const known = new Map<string, { readonly at: number; readonly answer: Promise<RestAnswer> }>();
  const issues = new Map<number, Listed>();
  let prepared = Number.NEGATIVE_INFINITY;
  let turn: Promise<unknown> = Promise.resolve();

  const fresh = ({ at }: { readonly at: number }): boolean => elapsed() - at < FRESH;

  const listedAnswer = (route: string, number: number): RestAnswer | null => {
    const own = issues.get(number);
    if (own === undefined || !fresh(own)) return null;
    const answer = (data: unknown): RestAnswer => ({ status: 200, data: structuredClone(data), headers: {} });
    if (route === ISSUE) return answer(own.issue);
    // Those that are not among the listed ones are asked for one by one by whoever misses them.
    const children = [...issues.values()].filter((one) => fresh(one) && parentOf(one) === number);
    return children.length === 0 ? null : answer(children.map(({ issue }) => issue));
  };

  const remembered = async (route: string, parameters: Record<string, unknown> = {}): Promise<RestAnswer> => {
    const isOne = route === ISSUE || route === SUB_ISSUES;
    const listed = isOne ? listedAnswer(route, Number(parameters["issue_number"])) : null;
    if (listed !== null) return listed;
    const key = `${route} ${JSON.stringify(parameters)}`;
    let entry = known.get(key);
    if (entry === undefined || !fresh(entry)) {
      entry = { at: elapsed(), answer: client.rest(route, parameters) };
      known.set(key, entry);
      // What failed may succeed a moment later; what is not there stays so for a minute.
      entry.answer.catch((error: unknown) => {
        if (!(error instanceof Refused)) known.delete(key);
      });
    }
    const answer = await entry.answer;
    return { ...answer, data: structuredClone(answer.data) };
  };

  const list = async (parameters: Record<string, unknown>, pages: number): Promise<void> => {
    for (let page = 1; page <= pages; page += 1) {
      const { data, headers } = await remembered(LIST, { ...parameters, per_page: 100, page });
      const found = Array.isArray(data) ? (data as Listed["issue"][]) : [];
      for (const issue of found) issues.set(issue.number, { at: elapsed(), issue });
      if (!(headers["link"] ?? "").includes('rel="next"')) return;
    }
  };

  return {
    writing: {
      graphql: (query, variables, options) => client.graphql(query, variables, options),
      rest(route, parameters, options) {
        if (route.startsWith("GET ")) return client.rest(route, parameters, options);
        // What is below an issue may be another one now.
        if (/\/issues$|sub_issue|dependencies/.test(route)) {
          issues.clear();
          for (const key of known.keys()) if (key.startsWith(SUB_ISSUES)) known.delete(key);
        }
        // A claim is no content, and many that wait for each other would run out while they do.
        if (route.endsWith("/reactions")) return client.rest(route, parameters, options);
        const mine = turn.then(() => client.rest(route, parameters, options));
        turn = mine.catch(() => undefined);
        return mine;
      },
    },
    reading: (graphql) => ({
      graphql: (query, variables, options) => graphql.graphql(query, variables, options),
      rest: (route, parameters, options) =>
        route.startsWith("GET ") ? remembered(route, parameters) : client.rest(route, parameters, options),
    }),
    async prepare(looks, { owner, repo }, policy) {
      if (looks < MANY || fresh({ at: prepared })) return;
      prepared = elapsed();
      const pages = Math.min(MOST_PAGES, Math.ceil(looks / LOOKS_A_PAGE));
      // The same pages as a history of incidents takes, so that those are asked for once.
      for (const labels of policy.incident.labels) {
        await list({ owner, repo, labels, state: "all", sort: "created", direction: "desc" }, pages);
      }
      await list({ owner, repo, labels: policy.items.label, state: "open" }, pages);
    },
  };
}

function parentOf({ issue }: Listed): number | null {
  const [, number] = /\/issues\/(\d{1,9})$/.exec(issue.parent_issue_url ?? "") ?? [];
  return number === undefined ? null : Number(number);
}
