/** The versions of the policy file, newest first, as far back as the last one that parses. */
import { POLICY_PATH } from "../../core/policy/parse.ts";
import type { PolicyVersion, Readable } from "../../core/snapshot/types.ts";
import type { GitHubClient } from "../request/client.ts";
import {
  isAbsence,
  isForbidden,
  isProblem,
  placeProblems,
  present,
  problemIn,
  unreadable,
  unreadableFrom,
} from "../request/problems.ts";
import { POLICY_HISTORY_QUERY } from "../queries/incident.ts";
import type { Raw, RawPolicyFile, RawPolicyHolder } from "../raw.ts";

/** Whether a text is a valid policy; the reader only needs to know how far back to go. */
export type Parses = (text: string) => boolean;

interface History {
  defaultBranchRef: Raw<{
    target: Raw<{
      history?: Raw<{
        nodes: Raw<{ oid: string; committedDate: string; file: Raw<{ object: Raw<RawPolicyFile> }> }>[];
      }>;
    }>;
  }>;
}

/**
 * The repository's own policy; the owner's `.github` repository speaks where it has no such file.
 *
 * @param shared the owner's `.github` repository as it was answered, NOT_FOUND included.
 */
export async function readPolicy(
  client: GitHubClient,
  own: { id: string } & RawPolicyHolder,
  shared: Raw<{ id: string } & RawPolicyHolder>,
  owner: string,
  parses: Parses,
): Promise<Readable<readonly PolicyVersion[]>> {
  const versions = await versionsOf(client, own, POLICY_PATH, parses);
  if ("unreadable" in versions || versions.some(({ text }) => text !== null)) return versions;
  if (isProblem(shared)) return isAbsence(shared) || isForbidden(shared) ? versions : unreadable(shared, "policy");
  const holder = present(shared);
  if (holder === null) return versions;
  const inherited = await versionsOf(client, holder, `${owner}/.github/${POLICY_PATH}`, parses);
  if ("unreadable" in inherited || inherited.some(({ text }) => text !== null)) return inherited;
  return versions;
}

async function versionsOf(
  client: GitHubClient,
  holder: { id: string } & RawPolicyHolder,
  path: string,
  parses: Parses,
): Promise<Readable<readonly PolicyVersion[]>> {
  const branch = isProblem(holder.defaultBranchRef)
    ? holder.defaultBranchRef
    : { ...holder.defaultBranchRef, tip: null };
  const problem = problemIn([holder.policy, branch]);
  if (problem !== null) return unreadable(problem, "policy");
  const history = present(present(present(holder.defaultBranchRef)?.target)?.history);
  const last = present(history?.nodes[0]);
  const text = textOf(holder.policy);
  if (typeof text === "object" && text !== null) return text;
  if (last === null) {
    // A file without a commit that touched it: only where the history was cut off.
    return text === null
      ? []
      : [{ path, commit: present(present(holder.defaultBranchRef)?.target)?.oid ?? "", committedAt: "", text }];
  }
  const newest: PolicyVersion = { path, commit: last.oid, committedAt: last.committedDate, text };
  if (text === null || parses(text)) return [newest];
  const earlier = await readHistory(client, holder.id, path, parses);
  if ("unreadable" in earlier) return earlier;
  return earlier[0]?.commit === newest.commit ? earlier : [newest, ...earlier];
}

async function readHistory(
  client: GitHubClient,
  id: string,
  path: string,
  parses: Parses,
): Promise<Readable<readonly PolicyVersion[]>> {
  try {
    const answer = await client.graphql<{ node: Raw<History> }>(POLICY_HISTORY_QUERY, { id, path: POLICY_PATH });
    placeProblems(answer.data, answer.errors);
    const problem = problemIn(answer.data);
    if (problem !== null) return unreadable(problem, "policy");
    const commits =
      present(present(present(present(answer.data?.node)?.defaultBranchRef)?.target)?.history)?.nodes ?? [];
    const versions: PolicyVersion[] = [];
    for (const entry of commits) {
      const commit = present(entry);
      if (commit === null) continue;
      const text = textOf(present(commit.file)?.object);
      if (typeof text === "object" && text !== null) return text;
      versions.push({ path, commit: commit.oid, committedAt: commit.committedDate, text });
      if (text === null || parses(text)) break;
    }
    return versions;
  } catch (error) {
    return unreadableFrom(error, "policy");
  }
}

/** A file's text; null where there is none. What GitHub cut off is not read. */
function textOf(raw: Raw<RawPolicyFile>): Readable<string> | null {
  const file = present(raw);
  if (file === null || file.__typename !== "Blob") return null;
  if (file.isTruncated === true || file.text === null || file.text === undefined) {
    return { unreadable: "policy: the file is too large or no text" };
  }
  return file.text;
}
