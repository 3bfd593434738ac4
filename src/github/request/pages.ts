/** Reads lists to their end: what one answer cut off is fetched and put behind what is there. */
import { Unavailable } from "./errors.ts";
import type { GitHubClient } from "./client.ts";
import { isProblem, placeProblems, unread, unreadable, unreadableFrom } from "./problems.ts";
import { type PageAsked, type PageKind, PAGES, pagesQuery } from "../queries/more.ts";
import type { Problem, Raw, RawList, Unread } from "../raw.ts";

/** A list that may go on, and the node that holds it. */
export interface OpenList {
  readonly kind: PageKind;
  readonly holder: string;
  readonly list: Raw<RawList<unknown>>;
}

/** Lists of one request: each is 100 entries, and GitHub gives up after 10 s. */
const PER_REQUEST = 20;
const PAGE_SIZE = 100;
/** Below this many entries a page that fails is not failing for its size. */
const SMALLEST_PAGE = 12;
/** Rounds before a list counts as unreadable: 40 × 100 comments are no incident any more. */
const ROUNDS = 40;
/** Requests that may fail before what is left counts as unread. */
const MOST_FAILURES = 12;

/** A list while it is read: from its start on, and where it is long from its end back as well. */
interface Reading {
  readonly open: OpenList;
  readonly list: RawList<unknown>;
  size: number;
  /** Read from the end, in the list's own order. */
  tail: unknown[];
  /** Where the tail begins; undefined where it was not begun. */
  before?: string | null;
}

interface Budget {
  failures: number;
}

/**
 * Reads all the lists to their end, in place; one that cannot be read further is marked `stopped`.
 *
 * @param lists a function is asked anew in each round: what a list brings may hold lists of its own.
 */
export async function completeLists(
  client: GitHubClient,
  lists: readonly OpenList[] | (() => readonly OpenList[]),
): Promise<void> {
  const readings = new Map<unknown, Reading>();
  const budget: Budget = { failures: 0 };
  for (let round = 0; ; round += 1) {
    const known = typeof lists === "function" ? lists() : lists;
    const left = known.flatMap((open) => {
      if (!goesOn(open.list)) return [];
      const reading = readings.get(open.list) ?? { open, list: open.list, size: PAGE_SIZE, tail: [] };
      readings.set(open.list, reading);
      return [reading];
    });
    if (left.length === 0) return;
    if (round === ROUNDS) {
      for (const { list } of left) stop(list, { why: "there are more than can be read" });
      return;
    }
    for (let from = 0; from < left.length; from += PER_REQUEST) {
      await readPages(client, left.slice(from, from + PER_REQUEST), budget);
    }
  }
}

function goesOn(list: Raw<RawList<unknown>>): list is RawList<unknown> {
  return (
    list !== null && list !== undefined && !isProblem(list) && list.pageInfo.hasNextPage && list.stopped === undefined
  );
}

function stop(list: RawList<unknown>, why: Unread): void {
  list.stopped = why;
}

/** More than one page is left, as far as GitHub says how many entries there are: both ends save a request. */
function fromBothEnds({ open, list, tail, size }: Reading): boolean {
  return "last" in PAGES[open.kind] && (list.totalCount ?? 0) - (list.nodes ?? []).length - tail.length > size;
}

async function readPages(client: GitHubClient, readings: readonly Reading[], budget: Budget): Promise<void> {
  const asked = readings.map((reading): PageAsked => ({ kind: reading.open.kind, both: fromBothEnds(reading) }));
  const variables: Record<string, unknown> = {};
  for (const [index, { open, list, size, before }] of readings.entries()) {
    variables[`id${index}`] = open.holder;
    variables[`size${index}`] = size;
    variables[`after${index}`] = list.pageInfo.endCursor ?? null;
    if (asked[index]?.both === true) variables[`before${index}`] = before ?? null;
  }
  let data: Record<string, unknown>;
  try {
    const answer = await client.graphql<Record<string, unknown>>(
      pagesQuery(asked),
      variables,
      // What is halved is not asked the same again, unless there is nothing left to halve.
      budget.failures > 0 && readings.some(({ size }) => size > SMALLEST_PAGE) ? { tries: 1 } : {},
    );
    placeProblems(answer.data, answer.errors);
    data = answer.data ?? {};
  } catch (error) {
    const why = unread(unreadableFrom(error, "the next page"));
    if (error instanceof Unavailable) return await halve(client, readings, budget, why);
    for (const { list } of readings) stop(list, why);
    return;
  }
  for (const [index, reading] of readings.entries()) {
    const { page, last } = partsOf(data[`p${index}`]);
    append(reading, page);
    if (asked[index]?.both === true) prepend(reading, last);
  }
}

/** Half the lists in each request, and of a list alone half as many entries: it may be their size that GitHub fails at. */
async function halve(client: GitHubClient, readings: readonly Reading[], budget: Budget, why: Unread): Promise<void> {
  budget.failures += 1;
  const [first] = readings;
  if (
    budget.failures >= MOST_FAILURES ||
    first === undefined ||
    (readings.length === 1 && first.size <= SMALLEST_PAGE)
  ) {
    for (const { list } of readings) stop(list, why);
    return;
  }
  if (readings.length === 1) {
    first.size = Math.max(SMALLEST_PAGE, Math.ceil(first.size / 2));
    return;
  }
  const middle = Math.ceil(readings.length / 2);
  await readPages(client, readings.slice(0, middle), budget);
  await readPages(client, readings.slice(middle), budget);
}

type Part = RawList<unknown> | Problem | null;

/** The lists of one alias: under `page` and `last`, for checks one level deeper. */
function partsOf(answer: unknown): { readonly page: Part; readonly last: Part } {
  if (isProblem(answer)) return { page: answer, last: answer };
  if (typeof answer !== "object" || answer === null) return { page: null, last: null };
  if ("statusCheckRollup" in answer) return partsOf(answer.statusCheckRollup);
  return {
    page: "page" in answer ? (answer.page as Part) : null,
    last: "last" in answer ? (answer.last as Part) : null,
  };
}

function append({ open, list, tail }: Reading, page: Part): void {
  if (isProblem(page)) return stop(list, { ...unread(unreadable(page, open.kind)), why: page.problem });
  if (typeof page !== "object" || page === null) return stop(list, { why: "its next page does not exist any more" });
  list.nodes = [...(list.nodes ?? []), ...(page.nodes ?? [])];
  const { hasNextPage, endCursor } = page.pageInfo;
  // A cursor that does not move would be asked for without end.
  if (hasNextPage && (typeof endCursor !== "string" || endCursor === list.pageInfo.endCursor)) {
    return stop(list, { why: "its pages repeat" });
  }
  list.pageInfo = page.pageInfo;
  if (!hasNextPage) list.nodes = joined(list.nodes, tail);
  else close(list, tail);
}

function prepend(reading: Reading, page: Part): void {
  const { list } = reading;
  // The start is read on all the same: its end alone is nothing, and nothing is lost without it.
  if (page === null || isProblem(page) || !list.pageInfo.hasNextPage) return;
  const { startCursor } = page.pageInfo as { startCursor?: string | null };
  if (startCursor === reading.before) return;
  reading.tail = [...(page.nodes ?? []), ...reading.tail];
  reading.before = startCursor ?? null;
  close(list, reading.tail);
}

/** Done where the two ends meet: they overlap, or are as many as there are in all. */
function close(list: RawList<unknown>, tail: readonly unknown[]): void {
  if (tail.length === 0) return;
  const nodes = list.nodes ?? [];
  const all = joined(nodes, tail);
  const overlap = nodes.length + tail.length - all.length;
  if (overlap === 0 && all.length < (list.totalCount ?? Number.POSITIVE_INFINITY)) return;
  list.nodes = all;
  list.pageInfo = { hasNextPage: false, endCursor: null };
}

/** The tail behind the start, without what both hold. */
function joined(nodes: readonly Raw<unknown>[], tail: readonly unknown[]): Raw<unknown>[] {
  const known = new Set(nodes.map((node) => idOf(node)));
  return [...nodes, ...tail.filter((node) => idOf(node) === null || !known.has(idOf(node)))];
}

function idOf(node: unknown): string | null {
  return typeof node === "object" && node !== null && "id" in node && typeof node.id === "string" ? node.id : null;
}
