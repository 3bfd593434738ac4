/** Reads lists to their end: what one answer cut off is fetched and put behind what is there. */
import { RateLimited, Unavailable } from "./errors.ts";
import type { GitHubClient } from "./client.ts";
import { isProblem, placeProblems } from "./problems.ts";
import { pagesQuery, type PageKind } from "./queries/more.ts";
import type { Raw, RawList } from "./raw.ts";

/** A list that may go on, and the node that holds it. */
export interface OpenList {
  readonly kind: PageKind;
  readonly holder: string;
  readonly list: Raw<RawList<unknown>>;
}

/** Lists of one request: each is 100 entries and more, and GitHub gives up after 10 s. */
const PER_REQUEST = 8;
/** Rounds before a list counts as unreadable: 40 × 100 comments are no incident any more. */
const ROUNDS = 40;

/** Reads all the lists to their end, in place; one that cannot be read further is marked `stopped`. */
export async function completeLists(client: GitHubClient, lists: readonly OpenList[]): Promise<void> {
  for (let round = 0; ; round += 1) {
    const open = lists.filter(({ list }) => goesOn(list));
    if (open.length === 0) return;
    if (round === ROUNDS) {
      for (const { list } of open) stop(list, "there are more than can be read");
      return;
    }
    for (let from = 0; from < open.length; from += PER_REQUEST)
      await readPages(client, open.slice(from, from + PER_REQUEST));
  }
}

function goesOn(list: Raw<RawList<unknown>>): list is RawList<unknown> {
  return (
    list !== null && list !== undefined && !isProblem(list) && list.pageInfo.hasNextPage && list.stopped === undefined
  );
}

function stop(list: Raw<RawList<unknown>>, why: string): void {
  if (list !== null && list !== undefined && !isProblem(list)) list.stopped = why;
}

async function readPages(client: GitHubClient, open: readonly OpenList[]): Promise<void> {
  const variables: Record<string, unknown> = {};
  for (const [index, { holder, list }] of open.entries()) {
    variables[`id${index}`] = holder;
    variables[`after${index}`] = (list as RawList<unknown>).pageInfo.endCursor ?? "";
  }
  let data: Record<string, unknown>;
  try {
    const answer = await client.graphql<Record<string, unknown>>(pagesQuery(open.map(({ kind }) => kind)), variables);
    placeProblems(answer.data, answer.errors);
    data = answer.data ?? {};
  } catch (error) {
    if (error instanceof RateLimited || !(error instanceof Unavailable)) throw error;
    for (const { list } of open) stop(list, error.message);
    return;
  }
  for (const [index, { list }] of open.entries()) append(list as RawList<unknown>, pageOf(data[`p${index}`]));
}

/** The list of one alias: under `page`, for checks one level deeper. */
function pageOf(answer: unknown): unknown {
  if (isProblem(answer) || typeof answer !== "object" || answer === null) return answer;
  if ("statusCheckRollup" in answer) return pageOf(answer.statusCheckRollup);
  return "page" in answer ? answer.page : null;
}

function append(list: RawList<unknown>, page: unknown): void {
  if (isProblem(page)) return stop(list, page.problem);
  if (typeof page !== "object" || page === null) return stop(list, "its next page does not exist any more");
  const next = page as RawList<unknown>;
  list.nodes = [...(list.nodes ?? []), ...(next.nodes ?? [])];
  // A cursor that does not move would be asked for without end.
  if (next.pageInfo.hasNextPage && next.pageInfo.endCursor === list.pageInfo.endCursor) stop(list, "its pages repeat");
  list.pageInfo = next.pageInfo;
}
