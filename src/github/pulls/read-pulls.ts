/** Every pull request linked to the incident or an item: found, read whole, and made into the snapshot's form. */
import type { PullRequest } from "../../core/snapshot/pull.ts";
import type { Readable } from "../../core/snapshot/types.ts";
import { type Aliases, sameOwner } from "../incident/aliases.ts";
import type { GitHubClient } from "../request/client.ts";
import type { Identity } from "../identity.ts";
import { completeLists } from "../request/pages.ts";
import { present } from "../request/problems.ts";
import type { Raw, RawIssue, RawList, RawPull, RawPullRef } from "../raw.ts";
import { readAuthors } from "./read-contributors.ts";
import { readLongFiles } from "./read-files.ts";
import { pullKey, pullListsOf, toPull } from "./read-pull.ts";
import { type Found, isWhole, type NamedPull, readPullsById, readPullsByName } from "./read-pulls-found.ts";
import { type Home, readReverts } from "../reverts/read-reverts.ts";

export interface PullsWanted {
  readonly issues: readonly RawIssue[];
  /** Pull requests that a comment names by URL. */
  readonly named: readonly NamedPull[];
  readonly identity: Identity;
  readonly home: Home;
  readonly aliases: Aliases;
}

/**
 * Reads all pull requests that the issues refer to, and those named by URL; of the incident's owner only (R-H1).
 *
 * @returns by key; one that does not exist for us is left out, one that could not be read says why.
 */
export async function readPulls(
  client: GitHubClient,
  { issues, named, identity, home, aliases }: PullsWanted,
): Promise<Record<string, Readable<PullRequest>>> {
  const found: Found = { whole: new Map(), failed: new Map() };
  const isHere = (ref: RawPullRef | RawPull): boolean => sameOwner(ref.repository.nameWithOwner, home.nameWithOwner);
  const refs = issues.flatMap((issue) => refsOf(issue)).filter((ref) => isHere(ref));
  for (const ref of refs) if (isWhole(ref) && !found.whole.has(keyOf(ref))) found.whole.set(keyOf(ref), ref);
  const missing = new Map(refs.filter((ref) => !found.whole.has(keyOf(ref))).map((ref) => [ref.id, pullKey(ref)]));
  const names = named.filter(
    ({ owner, name, number }) =>
      sameOwner(`${owner}/`, home.nameWithOwner) &&
      !found.whole.has(`${aliases.nameOf(`${owner}/${name}`)}#${number}`.toLowerCase()),
  );
  await readPullsByName(client, names, { found, missing, aliases });
  await readPullsById(client, missing, found);

  const raws = [...found.whole.values()].filter((raw) => isHere(raw));
  await readLongFiles(client, raws);
  await completeLists(client, () => raws.flatMap((raw) => pullListsOf(raw)));
  const authors = await readAuthors(client, raws);
  const reverts = await readReverts(client, raws, home);
  const pulls: [string, Readable<PullRequest>][] = raws.map((raw) => [
    pullKey(raw),
    toPull(raw, { identity, authors, revert: reverts.get(raw.id) ?? null }),
  ]);
  return Object.fromEntries([...found.failed, ...pulls].sort(([a], [b]) => (a < b ? -1 : Number(a > b))));
}

function keyOf(ref: RawPullRef | RawPull): string {
  return pullKey(ref).toLowerCase();
}

/** Everything that names a pull request: references, the development panel, closing keywords, and what closed it. */
function refsOf(issue: RawIssue): readonly (RawPullRef | RawPull)[] {
  const referring = (present(issue.references)?.nodes ?? []).flatMap((entry) => {
    const source = present(present(entry)?.source);
    return source?.__typename === "PullRequest" && isNamed(source) ? [source] : [];
  });
  const closing = (present(issue.events)?.nodes ?? []).flatMap((entry) => {
    const closer = present(present(entry)?.closer);
    return closer?.__typename === "PullRequest" && isNamed(closer) ? [closer] : [];
  });
  return [...referring, ...listed(issue.closers), ...listed(issue.developed), ...closing];
}

function listed(list: Raw<RawList<RawPullRef>>): readonly RawPullRef[] {
  return (present(list)?.nodes ?? []).flatMap((entry) => {
    const ref = present(entry);
    return ref !== null && isNamed(ref) ? [ref] : [];
  });
}

/** Its name was read, whatever else was not. */
function isNamed({ id, number, repository }: RawPullRef | RawPull): boolean {
  return typeof id === "string" && typeof number === "number" && typeof repository?.nameWithOwner === "string";
}
