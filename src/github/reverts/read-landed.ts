/**
 * The commits of default branches since each merge. The page of last commits, read with the first request, covers what
 * was merged lately; what lies further back, and other repositories, are asked by path.
 */
import { isUnreadable, type Unreadable } from "../../core/snapshot/types.ts";
import type { GitHubClient } from "../request/client.ts";
import { entries, isProblem, present } from "../request/problems.ts";
import type { Raw, RawLanded, RawList, RawPull } from "../raw.ts";
import { readPathHistories, sinceMerge } from "./read-path-histories.ts";
import type { Ground } from "./read-reverters.ts";
import { telltalePaths } from "./telltale-paths.ts";

/** The incident's own repository, and what landed last on its default branch, newest first. */
export interface Home {
  readonly nameWithOwner: string;
  readonly branch: string;
  readonly landed: Raw<RawList<RawLanded>>;
}

/** Of a pull request that the page does not cover. Both left out: its history was read whole. */
export interface Reach {
  /** Why nothing of it was read. */
  readonly failed?: Unreadable;
  /** Why older commits are missing; the newest are there. */
  readonly cut?: Unreadable;
}

/** Fills in what landed; answers, by key, for the pull requests that were asked about by path. */
export async function readHistories(
  client: GitHubClient,
  grounds: readonly Ground[],
  home: Home,
): Promise<Map<string, Reach>> {
  const reach = new Map<string, Reach>();
  const old: Wanted[] = [];
  for (const ground of grounds) {
    const page = ground.repository === home.nameWithOwner ? present(home.landed) : null;
    const nodes = page?.nodes ?? [];
    ground.commits = nodes.filter((node) => isCommit(node));
    const isWhole = page !== null && ground.commits.length === nodes.length;
    const ended = page?.pageInfo?.hasNextPage === false;
    for (const [key, raw] of ground.subjects) {
      if (!isWhole || !reaches(ground.commits, ended, raw)) old.push({ ground, key });
    }
  }
  await readPaths(client, old, 1, reach);
  return reach;
}

function isCommit(node: Raw<RawLanded>): node is RawLanded {
  return !isProblem(node) && typeof node?.oid === "string" && typeof node.message === "string";
}

/** Whether commits, newest first, go back to a merge. */
function reaches(commits: readonly RawLanded[], ended: boolean, raw: RawPull): boolean {
  const merge = present(raw.mergeCommit)?.oid;
  if (ended || commits.some(({ oid }) => oid === merge)) return true;
  const oldest = commits.at(-1);
  return oldest !== undefined && oldest.committedDate < sinceMerge(raw.mergedAt ?? "");
}

interface Wanted {
  readonly ground: Ground;
  readonly key: string;
}

/**
 * Reads the histories of the pull requests' files.
 *
 * @param most files of each; where it has more, `cut` says so.
 */
export async function readPaths(
  client: GitHubClient,
  wanted: readonly Wanted[],
  most: number,
  reach: Map<string, Reach>,
): Promise<void> {
  const asks = wanted.flatMap(({ ground, key }) => {
    const raw = ground.subjects.get(key);
    if (raw === undefined) return [];
    const files = entries(raw.files, "files");
    const paths = telltalePaths(raw);
    // One file is enough to begin with, however many more there are; none at all can only be told of a whole list.
    if (paths.length === 0 && isUnreadable(files)) reach.set(key, { failed: files });
    else reach.set(key, most > 1 && paths.length > most ? { cut: { unreadable: "reverts: too many files" } } : {});
    return paths.slice(0, most).map((path) => ({ ground, key, raw, path, since: sinceMerge(raw.mergedAt ?? "") }));
  });
  if (asks.length === 0) return;
  const histories = await readPathHistories(
    client,
    asks.map(({ ground: { repository }, path, since }) => ({ repository, path, since })),
  );
  const found = new Map<Ground, RawLanded[]>();
  for (const [index, { ground, key, raw, path }] of asks.entries()) {
    const history = histories[index];
    if (history === undefined || isUnreadable(history)) {
      if (history !== undefined) reach.set(key, { failed: history });
      continue;
    }
    const commits = history.commits.filter((commit) => isCommit(commit));
    found.set(ground, [...(found.get(ground) ?? []), ...commits]);
    if (!reaches(commits, history.ended, raw))
      reach.set(key, {
        cut: { unreadable: `reverts: too many commits to ${path} since the merge` },
        ...reach.get(key),
      });
  }
  for (const [ground, commits] of found) ground.commits = together(ground.commits, commits);
}

/** Several histories as one, newest first, each commit once. */
function together(page: readonly RawLanded[], more: readonly RawLanded[]): readonly RawLanded[] {
  const commits = new Map([...page, ...more].map((commit) => [commit.oid, commit]));
  return [...commits.values()].sort(
    (a, b) => Number(a.committedDate < b.committedDate) - Number(a.committedDate > b.committedDate),
  );
}
