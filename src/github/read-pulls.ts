/** Every pull request linked to the incident or an item: found, read whole, and made into the snapshot's form. */
import type { PullRequest, Readable, Unreadable } from "../core/snapshot/types.ts";
import type { GitHubClient } from "./client.ts";
import type { Identity } from "./identity.ts";
import { completeLists } from "./pages.ts";
import { isAbsence, isProblem, placeProblems, present, problemIn, unreadable, unreadableFrom } from "./problems.ts";
import { AUTHORS_QUERY, namedPullsQuery, PULLS_QUERY } from "./queries/more.ts";
import type { Raw, RawIssue, RawList, RawPull, RawPullRef } from "./raw.ts";
import { namesCoAuthors, pullKey, pullListsOf, toPull } from "./read-pull.ts";
import { readReverts } from "./read-reverts.ts";

/** A pull request that a comment names by its URL. */
export interface NamedPull {
  readonly owner: string;
  readonly name: string;
  readonly number: number;
}

const BATCH = 10;

interface Found {
  /** By key in lower case: the first copy of each, however often it was answered. */
  readonly whole: Map<string, RawPull>;
  readonly failed: Map<string, Unreadable>;
}

/**
 * Reads all pull requests that the issues refer to, and those named by URL.
 *
 * @returns by key; one that does not exist for us is left out, one that could not be read says why.
 */
export async function readPulls(
  client: GitHubClient,
  issues: readonly RawIssue[],
  named: readonly NamedPull[],
  identity: Identity,
): Promise<Record<string, Readable<PullRequest>>> {
  const found: Found = { whole: new Map(), failed: new Map() };
  for (const issue of issues) collect(issue, found);
  await readByIds(client, missingRefs(issues, found), found);
  await readByName(client, named, found);
  const raws = [...found.whole.values()];
  await completeLists(
    client,
    raws.flatMap((raw) => pullListsOf(raw)),
  );
  const authors = await readAuthors(client, raws);
  const reverts = await readReverts(client, raws);
  const pulls: [string, Readable<PullRequest>][] = raws.map((raw) => [
    pullKey(raw),
    toPull(raw, { identity, authors, revertedBy: reverts.get(raw.id) ?? null }),
  ]);
  return Object.fromEntries([...pulls, ...found.failed].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isWhole(pull: RawPull): boolean {
  return problemIn([pull.number, pull.repository]) === null && typeof pull.id === "string";
}

function collect(issue: RawIssue, { whole }: Found): void {
  for (const entry of present(issue.references)?.nodes ?? []) {
    const source = present(present(entry)?.source);
    if (source?.__typename !== "PullRequest" || !isWhole(source)) continue;
    const key = pullKey(source).toLowerCase();
    if (!whole.has(key)) whole.set(key, source);
  }
}

function refsOf(list: Raw<RawList<RawPullRef>>): readonly RawPullRef[] {
  return (present(list)?.nodes ?? []).flatMap((entry) => present(entry) ?? []);
}

/** Linked in the development panel, or as the closer, without a cross reference: only their names were answered. */
function missingRefs(issues: readonly RawIssue[], { whole }: Found): ReadonlyMap<string, string> {
  const missing = new Map<string, string>();
  const want = (ref: RawPullRef): void => {
    if (!whole.has(pullKey(ref).toLowerCase())) missing.set(ref.id, pullKey(ref));
  };
  for (const issue of issues) {
    for (const ref of [...refsOf(issue.closers), ...refsOf(issue.developed)]) want(ref);
    for (const entry of present(issue.events)?.nodes ?? []) {
      const closer = present(present(entry)?.closer);
      if (closer?.__typename === "PullRequest") want(closer);
    }
  }
  return missing;
}

async function readByIds(client: GitHubClient, missing: ReadonlyMap<string, string>, found: Found): Promise<void> {
  const ids = [...missing.keys()];
  for (let from = 0; from < ids.length; from += BATCH) {
    const batch = ids.slice(from, from + BATCH);
    try {
      const answer = await client.graphql<{ nodes: Raw<RawPull>[] }>(PULLS_QUERY, { ids: batch });
      placeProblems(answer.data, answer.errors);
      batch.forEach((id, index) => take(answer.data?.nodes[index], missing.get(id) ?? "", found));
    } catch (error) {
      for (const id of batch) found.failed.set(missing.get(id) ?? "", unreadableFrom(error, "pull request"));
    }
  }
}

async function readByName(client: GitHubClient, named: readonly NamedPull[], found: Found): Promise<void> {
  const wanted = new Map(named.map((pull) => [`${pull.owner}/${pull.name}#${pull.number}`.toLowerCase(), pull]));
  const missing = [...wanted].filter(([key]) => !found.whole.has(key)).map(([, pull]) => pull);
  for (let from = 0; from < missing.length; from += BATCH) {
    const batch = missing.slice(from, from + BATCH);
    const variables = Object.fromEntries(
      batch.flatMap((pull, i) => [
        [`owner${i}`, pull.owner],
        [`name${i}`, pull.name],
        [`number${i}`, pull.number],
      ]),
    );
    try {
      const answer = await client.graphql<Record<string, Raw<{ pullRequest: Raw<RawPull> }>>>(
        namedPullsQuery(batch.length),
        variables,
      );
      placeProblems(answer.data, answer.errors);
      batch.forEach((pull, i) => {
        const holder = answer.data?.[`u${i}`];
        take(isProblem(holder) ? holder : holder?.pullRequest, `${pull.owner}/${pull.name}#${pull.number}`, found);
      });
    } catch (error) {
      for (const pull of batch) {
        found.failed.set(`${pull.owner}/${pull.name}#${pull.number}`, unreadableFrom(error, "pull request"));
      }
    }
  }
}

function take(raw: Raw<RawPull>, key: string, { whole, failed }: Found): void {
  if (isProblem(raw)) {
    if (!isAbsence(raw)) failed.set(key, unreadable(raw, "pull request"));
  } else if (raw !== null && raw !== undefined) {
    // An empty object is a node of another type: no pull request at all.
    if (!("id" in raw)) return;
    if (isWhole(raw)) whole.set(pullKey(raw).toLowerCase(), raw);
    else failed.set(key, unreadable(problemIn(raw), "pull request"));
  }
}

async function readAuthors(
  client: GitHubClient,
  raws: readonly RawPull[],
): Promise<ReadonlyMap<string, Readable<readonly string[]>>> {
  const authors = new Map<string, Readable<readonly string[]>>();
  const ids = raws.flatMap((raw) =>
    (present(raw.commits)?.nodes ?? []).flatMap((entry) => {
      const commit = present(present(entry)?.commit);
      return commit !== null && typeof commit.message === "string" && namesCoAuthors(commit) ? [commit.id] : [];
    }),
  );
  type Authors = { id: string; authors: Raw<RawList<{ user: Raw<{ login: string }> }>> };
  for (let from = 0; from < ids.length; from += 50) {
    const batch = ids.slice(from, from + 50);
    try {
      const answer = await client.graphql<{ nodes: Raw<Authors>[] }>(AUTHORS_QUERY, { ids: batch });
      placeProblems(answer.data, answer.errors);
      batch.forEach((id, index) => {
        const node = answer.data?.nodes[index];
        const list = present(present(node)?.authors);
        const problem = problemIn(node);
        const read = (list?.nodes ?? []).flatMap((author) => present(present(author)?.user)?.login ?? []);
        authors.set(id, problem !== null || list === null ? unreadable(problem, "contributors") : read);
      });
    } catch (error) {
      for (const id of batch) authors.set(id, unreadableFrom(error, "contributors"));
    }
  }
  return authors;
}
