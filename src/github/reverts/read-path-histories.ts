/**
 * What landed on default branches since merges that lie further back than the page of last commits: asked by path. A
 * revert must touch what the pull request touched, so that the history of one file of it is enough.
 */
import type { Instant, Unreadable } from "../../core/snapshot/types.ts";
import { byText } from "../../core/order.ts";
import { addMs, DAY } from "../../core/time.ts";
import type { GitHubClient } from "../request/client.ts";
import { isProblem, placeProblems, present, problemIn, unreadable, unreadableFrom } from "../request/problems.ts";
import { landedQuery } from "../queries/reverts.ts";
import type { Problem, Raw, RawLanded, RawList } from "../raw.ts";

/** The commits that touch a path of a repository's default branch since an instant, newest first. */
export interface PathAsk {
  /** `owner/name`. */
  readonly repository: string;
  readonly path: string;
  readonly since: Instant;
}

/** `ended`: nothing older remains within `since`. */
export interface PathHistory {
  readonly commits: readonly RawLanded[];
  readonly ended: boolean;
}

/** Histories of one request: each is a walk through the commits since a merge, and GitHub gives up after 10 s. */
const PER_REQUEST = 250;
/** From here on a request is small: it is the forge that fails, not its size. */
const SMALL = 32;
/** Requests that may fail before the rest counts as unread. */
const MOST_FAILURES = 6;
/** Pages of 50 commits before a path counts as too busy to tell. */
const PAGES = 6;

/** A committer's clock may be slow. */
export function sinceMerge(mergedAt: Instant): Instant {
  return addMs(mergedAt, -DAY);
}

/** Reads each path once, whoever asks for it; the answers stand as the questions did. */
export async function readPathHistories(
  client: GitHubClient,
  asks: readonly PathAsk[],
): Promise<readonly (PathHistory | Unreadable)[]> {
  const walks = new Map<string, Walk>();
  for (const ask of asks) {
    const known = walks.get(keyOf(ask));
    if (known === undefined) walks.set(keyOf(ask), { ...ask, commits: [], after: null, ended: false, failed: null });
    else if (ask.since < known.since) known.since = ask.since;
  }
  const all = [...walks.values()].sort((a, b) => byText(a.repository, b.repository));
  for (let page = 0; page < PAGES; page += 1) {
    const open = all.filter(({ ended, failed }) => !ended && failed === null);
    for (let from = 0; from < open.length; from += PER_REQUEST)
      await readPage(client, open.slice(from, from + PER_REQUEST));
  }
  return asks.map((ask) => {
    const walk = walks.get(keyOf(ask));
    return walk === undefined ? unreadable(null, "reverts") : (walk.failed ?? walk);
  });
}

interface Walk extends PathHistory {
  readonly repository: string;
  readonly path: string;
  since: Instant;
  commits: RawLanded[];
  after: string | null;
  ended: boolean;
  failed: Unreadable | null;
}

function keyOf({ repository, path }: PathAsk): string {
  return `${repository.toLowerCase()}:${path}`;
}

type History = Raw<RawList<RawLanded>>;
type Answer = Record<string, Raw<{ defaultBranchRef: Raw<{ target: Raw<Record<string, History>> }> }>>;

/** Reads a page of each; what GitHub fails at is halved, a few times. */
async function readPage(client: GitHubClient, walks: readonly Walk[]): Promise<void> {
  const waiting = [walks];
  let failures = 0;
  for (let batch = waiting.pop(); batch !== undefined; batch = waiting.pop()) {
    const why = await ask(client, batch);
    if (why === null) continue;
    failures += 1;
    const half = Math.ceil(batch.length / 2);
    if (why.transient === true && batch.length > SMALL && failures < MOST_FAILURES)
      waiting.push(batch.slice(half), batch.slice(0, half));
    else for (const walk of batch) walk.failed = why;
  }
}

/** Null where it was answered. */
async function ask(client: GitHubClient, walks: readonly Walk[]): Promise<Unreadable | null> {
  const repositories = [...new Set(walks.map(({ repository }) => repository))];
  const counts = repositories.map((name) => walks.filter(({ repository }) => repository === name).length);
  const variables: Record<string, string | null> = {};
  for (const [index, repository] of repositories.entries()) {
    const [owner = "", name = ""] = repository.split("/");
    variables[`owner${index}`] = owner;
    variables[`name${index}`] = name;
  }
  for (const [index, { path, since, after }] of walks.entries()) {
    variables[`path${index}`] = path;
    variables[`since${index}`] = since;
    variables[`after${index}`] = after;
  }
  try {
    const tries = walks.length > SMALL ? { tries: 1 } : {};
    const answer = await client.graphql<Answer>(landedQuery(counts), variables, tries);
    placeProblems(answer.data, answer.errors);
    for (const [index, walk] of walks.entries()) {
      const holder = answer.data?.[`r${repositories.indexOf(walk.repository)}`];
      take(walk, holder, present(present(present(holder)?.defaultBranchRef)?.target)?.[`h${index}`]);
    }
    return null;
  } catch (error) {
    return unreadableFrom(error, "reverts");
  }
}

function take(walk: Walk, holder: unknown, list: History): void {
  const read = present(list);
  const problem: Problem | null = isProblem(list) ? list : problemIn(read ?? holder);
  const nodes = read?.nodes;
  if (problem !== null || read === null || nodes === null || nodes === undefined) {
    walk.failed = unreadable(problem, "reverts");
    return;
  }
  const commits = nodes.flatMap((node) => present(node) ?? []);
  walk.commits.push(...commits);
  const cursor = read.pageInfo?.endCursor ?? null;
  walk.ended = read.pageInfo?.hasNextPage === false;
  if (!walk.ended && (cursor === null || cursor === walk.after)) walk.failed = unreadable(null, "reverts");
  walk.after = cursor;
}
