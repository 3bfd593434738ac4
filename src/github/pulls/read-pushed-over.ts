/**
 * Who wrote what a force push took away (R-H5). The timeline names only the last commit of each such state; what else was
 * in it is told by comparing that commit with the merge.
 * Source: https://docs.github.com/en/rest/commits/commits#compare-two-commits
 */
import type { Readable } from "../../core/snapshot/types.ts";
import type { RawCommit, RawPull } from "../raw.ts";
import type { GitHubClient } from "../request/client.ts";
import { inParallel, look } from "../request/look.ts";
import { present } from "../request/problems.ts";

/** The newest force pushes of a pull request, and of all of a pass, that are looked behind. */
const MOST_OF_ONE = 10;
const MOST_OF_ALL = 100;
/** GitHub compares up to 250 commits. */
const MOST_PAGES = 3;

interface RestCommit {
  readonly author?: { readonly login?: string } | null;
  readonly committer?: { readonly login?: string } | null;
}

/**
 * By node id of each such last commit, the logins of authors and committers of what was in it and is not in the merge.
 * One that GitHub has thrown away is left out.
 *
 * @param pushedOver the last commits of the states of a pull request's branch that are gone, oldest first.
 */
export async function readPushedOver(
  client: GitHubClient,
  raws: readonly RawPull[],
  pushedOver: (raw: RawPull) => readonly RawCommit[],
): Promise<ReadonlyMap<string, Readable<readonly string[]>>> {
  const wanted = raws.flatMap((raw) => {
    const merge = present(raw.mergeCommit);
    if (merge === null) return [];
    const basehead = (before: RawCommit): string => `${merge.oid}...${before.oid}`;
    const [owner, repo] = raw.repository.nameWithOwner.split("/");
    const newest = pushedOver(raw).slice(-MOST_OF_ONE);
    return newest.map((before) => ({ id: before.id, place: { owner, repo, basehead: basehead(before) } }));
  });
  const found = new Map<string, Readable<readonly string[]>>();
  await inParallel(wanted.slice(0, MOST_OF_ALL), async ({ id, place }) => {
    const logins = await loginsIn(client, place);
    if (logins !== null) found.set(id, logins);
  });
  return found;
}

/** Null where GitHub does not have the commit any more. */
async function loginsIn(
  client: GitHubClient,
  place: Readonly<Record<string, unknown>>,
): Promise<Readable<readonly string[]> | null> {
  const logins = new Set<string>();
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const parameters = { ...place, per_page: 100, page };
    const looked = await look(client, "GET /repos/{owner}/{repo}/compare/{basehead}", parameters, "contributors");
    if ("unreadable" in looked) return looked;
    if ("absent" in looked) return null;
    const { commits = [] } = looked.found as { commits?: readonly RestCommit[] };
    for (const login of commits.flatMap(({ author, committer }) => [author?.login, committer?.login]))
      if (login !== undefined) logins.add(login);
    if (commits.length < 100) break;
  }
  return [...logins];
}
