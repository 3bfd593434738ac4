/**
 * Which pull requests were reverted, and by which one that is itself in force (R-H2).
 *
 * GitHub's button titles the reverting pull request `Revert "…"` and its body begins `Reverts owner/name#n`; that
 * mention makes a cross reference on the reverted one.
 * Source: https://docs.github.com/en/pull-requests/collaborating-with-pull-requests/incorporating-changes-from-a-pull-request/reverting-a-pull-request
 */
import type { Readable } from "../core/snapshot/types.ts";
import type { GitHubClient } from "./client.ts";
import { entries, placeProblems, present, problemIn, unreadable, unreadableFrom } from "./problems.ts";
import { REVERTS_QUERY } from "./queries/more.ts";
import type { Raw, RawList, RawPull, RawReverter, RawRevertReference } from "./raw.ts";
import { pullKey } from "./read-pull.ts";

/** A revert of a revert of a revert …: nobody goes deeper by mistake. */
const DEPTH = 6;

interface Subject {
  readonly id: string;
  readonly number: number;
  readonly baseRefName: string;
  readonly repository: { readonly nameWithOwner: string };
  readonly reverts: Raw<RawList<RawRevertReference>>;
}

/** By node id: the key of the pull request that reverted it, null where none did. Not merged ones are left out. */
export async function readReverts(
  client: GitHubClient,
  raws: readonly RawPull[],
): Promise<ReadonlyMap<string, Readable<string | null>>> {
  const result = new Map<string, Readable<string | null>>();
  for (const raw of raws) {
    if (raw.mergedAt !== null) result.set(raw.id, await revertedBy(client, raw, DEPTH));
  }
  return result;
}

async function revertedBy(client: GitHubClient, subject: Subject, depth: number): Promise<Readable<string | null>> {
  const references = entries(subject.reverts, "reverts", true);
  if ("unreadable" in references) return references;
  const problem = problemIn(references);
  if (problem !== null) return unreadable(problem, "reverts");
  for (const { source } of references) {
    const reverter = present(source);
    if (reverter === null || !reverts(reverter, subject)) continue;
    if (depth === 0) return { unreadable: "reverts: too many, one of the other" };
    const list = await referencesTo(client, reverter.id);
    if ("unreadable" in list) return list;
    const undone = await revertedBy(client, { ...reverter, reverts: list }, depth - 1);
    if (undone !== null && typeof undone === "object") return undone;
    if (undone === null) return pullKey(reverter);
  }
  return null;
}

function reverts(
  source: { __typename: string } & Partial<RawReverter>,
  subject: Subject,
): source is { __typename: string } & RawReverter {
  if (source.__typename !== "PullRequest" || source.merged !== true) return false;
  if (source.repository?.nameWithOwner !== subject.repository.nameWithOwner) return false;
  if (source.baseRefName !== subject.baseRefName || source.title?.startsWith('Revert "') !== true) return false;
  const named = /^\s*Reverts\s+(?:([\w.-]+\/[\w.-]+))?#(\d+)\b/im.exec(source.body ?? "");
  const repository = named?.[1] ?? subject.repository.nameWithOwner;
  return (
    Number(named?.[2]) === subject.number && repository.toLowerCase() === subject.repository.nameWithOwner.toLowerCase()
  );
}

async function referencesTo(
  client: GitHubClient,
  id: string,
): Promise<Exclude<Subject["reverts"], null | undefined> | { unreadable: string }> {
  try {
    const answer = await client.graphql<{ nodes: Raw<{ reverts: Subject["reverts"] }>[] }>(REVERTS_QUERY, {
      ids: [id],
    });
    placeProblems(answer.data, answer.errors);
    const list = present(answer.data?.nodes[0])?.reverts;
    return list ?? unreadable(problemIn(answer.data), "reverts");
  } catch (error) {
    return unreadableFrom(error, "reverts");
  }
}
