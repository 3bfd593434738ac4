/** What was merged into a branch since a control, newest first, as far as somebody needs it (R-A2). */
import { byText } from "../../core/order.ts";
import { type Instant, isUnreadable, type Readable, type Unreadable } from "../../core/snapshot/types.ts";
import type { GitHubClient } from "../request/client.ts";
import { completeLists } from "../request/pages.ts";
import { isProblem, placeProblems, present, problemIn, unreadable, unreadableFrom } from "../request/problems.ts";
import { MERGED_QUERY } from "../queries/controls.ts";
import type { Raw, RawList } from "../raw.ts";
import type { RawRan } from "./read-reports.ts";
import type { Place } from "../links/sight.ts";

export interface RawMerged {
  readonly id: string;
  readonly number: number;
  readonly url: string;
  readonly mergedAt: Instant | null;
  readonly updatedAt: Instant;
  readonly files?: Raw<RawList<{ readonly path: string }>>;
  readonly head: Raw<{ readonly nodes?: Raw<{ readonly commit: Raw<RawRan> }>[] | null }>;
  readonly mergeCommit: Raw<RawRan>;
}

export type RawMergedList = Raw<RawList<RawMerged>>;

const WHAT = "merged pull requests";

interface AnsweredRepository {
  readonly nameWithOwner: string;
  readonly pullRequests: RawMergedList;
}

interface Answer {
  readonly repository: Raw<AnsweredRepository>;
}

/** One merged pull request; `at` is when. */
export interface Merged {
  readonly key: string;
  readonly at: Instant;
  readonly raw: RawMerged;
}

/** What one control asks of the list. */
export interface MergedWant {
  readonly since: Instant;
  /** Keys, in lower case, of the pull requests that brought it. */
  readonly own: ReadonlySet<string>;
  /** Null where it guards everything. */
  readonly inScope: ((path: string) => boolean) | null;
  /** How many of the newest to read. */
  readonly count: number;
  /** How many of them the rules look at: so many are enough where the list is too long to be read on. */
  readonly enough: number;
}

export interface MergedList {
  /** Everything that was read, of whatever scope. */
  readonly all: readonly Merged[];
  /** The newest of those that a control guards, its own not among them. */
  of(want: MergedWant): Readable<readonly Merged[]>;
}

/** Later than everything: nothing has been read yet. */
const NEVER: Instant = "9999-12-31T23:59:59Z";

/** Pages of 30: a scope that 300 merged pull requests do not touch often enough is told as unread, never guessed. */
const MOST_PAGES = 10;

/**
 * Reads the list once for all the controls of a repository.
 *
 * @param lately its beginning, where the request that read the incident answered it already.
 */
export async function readMerged(
  client: GitHubClient,
  place: Place,
  wants: readonly MergedWant[],
  lately: RawMergedList = null,
): Promise<MergedList> {
  const all = new Map<string, Merged>();
  /** Whatever was merged at this instant or later has been read; null: whatever anybody asks for. */
  let reached: Instant | null = NEVER;
  let why: Unreadable = { unreadable: `${WHAT}: there are more since the control than can be read` };
  let after: string | null = null;

  const of = (want: MergedWant): Readable<readonly Merged[]> => {
    const later = [...all.values()].filter(({ key, at }) => at > want.since && !want.own.has(key.toLowerCase()));
    const found = later.filter(({ raw }) => touches(raw, want) === true);
    found.sort((a, b) => byText(b.at, a.at) || b.raw.number - a.raw.number);
    if (!isServed(want, found, reached) && found.length < want.enough) return why;
    const newest = found.slice(0, want.count);
    const oldest = newest.length < want.count ? want.since : (newest.at(-1)?.at ?? want.since);
    const unsure = later.filter(({ at }) => at >= oldest).map(({ raw }) => touches(raw, want));
    return unsure.find(isUnreadable) ?? newest;
  };

  const isDone = (): boolean =>
    wants.every((want) => {
      const found = of(want);
      return isUnreadable(found) ? found !== why : isServed(want, found, reached);
    });

  const add = async (list: Page): Promise<void> => {
    for (const { key, at, raw } of list.merged) all.set(key, { key, at, raw });
    await completeFiles(client, list.merged, wants);
    reached = list.next === null ? null : (list.reached ?? reached);
  };

  const begun = lately === null ? null : pageOf(lately, place.name, null);
  if (begun !== null && !isUnreadable(begun)) await add(begun);
  for (let page = 1; page <= MOST_PAGES && !isDone(); page += 1) {
    const list = await readPage(client, place, wants, after);
    if (isUnreadable(list)) {
      why = list;
      break;
    }
    await add(list);
    after = list.next;
    if (reached === null) break;
  }
  return { all: [...all.values()], of };
}

/** The list's beginning alone, for when the request that read the incident had to go without it; null: not read. */
export async function readLately(client: GitHubClient, place: Place): Promise<RawMergedList> {
  const answer = await askPage(client, place, false, null);
  return isUnreadable(answer) ? null : answer.pullRequests;
}

/** Of what it needs, everything that was merged later than all that was not read. */
function isServed({ since, count }: MergedWant, found: readonly Merged[], reached: Instant | null): boolean {
  if (reached === null || reached <= since) return true;
  return found.filter(({ at }) => at >= reached).length >= count;
}

interface Page {
  readonly merged: readonly Merged[];
  /** When the last of the page was changed; null for an empty one. */
  readonly reached: Instant | null;
  /** Cursor of the next page; null where there is none. */
  readonly next: string | null;
}

async function readPage(
  client: GitHubClient,
  place: Place,
  wants: readonly MergedWant[],
  after: string | null,
): Promise<Page | Unreadable> {
  const files = wants.some(({ inScope }) => inScope !== null);
  const answer = await askPage(client, place, files, after);
  return isUnreadable(answer) ? answer : pageOf(answer.pullRequests, answer.nameWithOwner, after);
}

async function askPage(
  client: GitHubClient,
  { owner, repo, defaultBranch: branch }: Place,
  files: boolean,
  after: string | null,
): Promise<AnsweredRepository | Unreadable> {
  try {
    const { data, errors } = await client.graphql<Answer>(MERGED_QUERY, { owner, repo, branch, after, files });
    placeProblems(data, errors);
    const repository = data?.repository;
    const isThere = !isProblem(repository) && repository !== null && repository !== undefined;
    return isThere ? repository : unreadable(repository, WHAT);
  } catch (error) {
    return unreadableFrom(error, WHAT);
  }
}

function pageOf(list: RawMergedList, repository: string, after: string | null): Page | Unreadable {
  if (isProblem(list) || list === null || list === undefined) return unreadable(list, WHAT);
  const merged: Merged[] = [];
  let reached: Instant | null = null;
  for (const raw of list.nodes ?? []) {
    if (raw === null || raw === undefined || isProblem(raw)) return unreadable(raw, WHAT);
    const problem = problemIn([raw.number, raw.url, raw.mergedAt, raw.updatedAt]);
    if (problem !== null) return unreadable(problem, WHAT);
    reached = raw.updatedAt;
    if (raw.mergedAt !== null) merged.push({ key: `${repository}#${raw.number}`, at: raw.mergedAt, raw });
  }
  const { hasNextPage, endCursor = null } = list.pageInfo;
  // A cursor that does not move would be asked for without end.
  const next = hasNextPage && endCursor !== after ? endCursor : null;
  if (hasNextPage && next === null) return { unreadable: `${WHAT}: its pages repeat` };
  return { merged, reached, next };
}

/** Reads the files of those on to which a scope's glob has not been met yet. */
async function completeFiles(
  client: GitHubClient,
  merged: readonly Merged[],
  wants: readonly MergedWant[],
): Promise<void> {
  const isOpen = ({ raw, at }: Merged): boolean =>
    present(raw.files)?.pageInfo.hasNextPage === true &&
    wants.some((want) => at > want.since && touches(raw, want) !== true);
  const open = merged.filter(isOpen);
  await completeLists(
    client,
    open.map(({ raw }) => ({ kind: "files" as const, holder: raw.id, list: raw.files })),
  );
}

/** Whether it changes a path that the control guards. */
function touches({ files }: RawMerged, { inScope }: MergedWant): Readable<boolean> {
  if (inScope === null || pathsOf(files).some(inScope)) return true;
  const list = present(files);
  if (list === null) return unreadable(isProblem(files) ? files : null, "files");
  const isWhole = !list.pageInfo.hasNextPage && problemIn(list.nodes) === null;
  return isWhole ? false : { unreadable: "files: a merged pull request has more than were read", transient: true };
}

/** The paths that a pull request changes, as far as they were read. */
export function pathsOf(files: RawMerged["files"]): readonly string[] {
  return (present(files)?.nodes ?? []).flatMap((entry) => present(entry)?.path ?? []);
}
