/** The versions of the policy file, newest first, as far back as the last that is valid, with what they build on. */
import type { PolicySource } from "../../core/policy/combine.ts";
import { POLICY_PATH, type PolicyReference, referenceKey, referencePath } from "../../core/policy/extends.ts";
import { isUnreadable, type PolicyFileVersion, type PolicyVersion, type Readable } from "../../core/snapshot/types.ts";
import { fromEpoch } from "../../core/time.ts";
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
import { POLICY_BASE_QUERY, POLICY_HISTORY_QUERY } from "../queries/policy.ts";
import type { Raw, RawPolicyFile, RawPolicyHolder } from "../raw.ts";
import { completePolicy, type PolicyFetcher } from "./complete-policy.ts";

/** A repository as it was answered with its policy file. */
export type PolicyHolder = { readonly id: string } & RawPolicyHolder;

interface History {
  defaultBranchRef: Raw<{
    target: Raw<{
      history?: Raw<{
        nodes: Raw<{ oid: string; committedDate: string; file: Raw<{ object: Raw<RawPolicyFile> }> }>[];
      }>;
    }>;
  }>;
}

const UNSEEN = "which does not exist, or is out of Quench's sight";

/**
 * The repository's own policy; the owner's `.github` repository speaks where it has no such file.
 *
 * @param shared the owner's `.github` repository as it was answered, NOT_FOUND included.
 * @param nameWithOwner the repository's own.
 * @param proposed versions to be taken for the newest of their files, by `referenceKey`: what a change would put in force.
 */
export async function readPolicy(
  client: GitHubClient,
  own: PolicyHolder,
  shared: Raw<PolicyHolder>,
  nameWithOwner: string,
  proposed: ReadonlyMap<string, PolicyFileVersion> = new Map(),
): Promise<Readable<readonly PolicyVersion[]>> {
  const [owner = "", repo = ""] = nameWithOwner.split("/");
  const reader = createFetcher(client, proposed);
  const here = { owner, repo, path: POLICY_PATH };
  const there = { owner, repo: ".github", path: POLICY_PATH };
  const near = new Map<string, Readable<PolicySource>>([[referenceKey(there), reader.answered(there, shared)]]);
  const newest = reader.answered(here, own, POLICY_PATH);
  if (isUnreadable(newest)) return newest;
  if (isThere(newest)) {
    near.set(referenceKey(here), newest);
    return completePolicy(newest, near, reader.fetcher(here));
  }
  const inherited = near.get(referenceKey(there)) ?? newest;
  if (isUnreadable(inherited)) return inherited;
  if (!isThere(inherited)) return newest.versions;
  return completePolicy(inherited, near, reader.fetcher(there));
}

/**
 * A proposed version with what it builds on, as that is now or is proposed too: for judging it by itself.
 *
 * @param shared the owner's `.github` repository, where it was answered along.
 */
export async function readProposed(
  client: GitHubClient,
  at: PolicyReference,
  proposed: ReadonlyMap<string, PolicyFileVersion>,
  shared?: Raw<PolicyHolder>,
): Promise<Readable<readonly PolicyVersion[]>> {
  const version = proposed.get(referenceKey(at));
  if (version === undefined) return [];
  const reader = createFetcher(client, proposed);
  const there = { owner: at.owner, repo: ".github", path: POLICY_PATH };
  const near = new Map<string, Readable<PolicySource>>();
  if (shared !== undefined) near.set(referenceKey(there), reader.answered(there, shared));
  return completePolicy({ versions: [version], more: false, absent: null }, near, reader.fetcher(at));
}

function isThere({ versions: [newest] }: PolicySource): boolean {
  return newest !== undefined && newest.text !== null;
}

interface Fetching {
  /** A file's newest version, as a repository was answered with it. */
  answered(at: PolicyReference, holder: Raw<PolicyHolder>, shown?: string): Readable<PolicySource>;
  /** @param own where the policy file itself lies. */
  fetcher(own: PolicyReference): PolicyFetcher;
}

/** Makes a fetcher over GraphQL: a file at a request, as is each history. */
function createFetcher(client: GitHubClient, proposed: ReadonlyMap<string, PolicyFileVersion>): Fetching {
  const ids = new Map<string, string>();

  const answered: Fetching["answered"] = (at, raw, shown = referencePath(at)) => {
    if (isProblem(raw)) {
      return isAbsence(raw) || isForbidden(raw)
        ? { versions: [], more: false, absent: UNSEEN }
        : unreadable(raw, "policy");
    }
    const holder = present(raw);
    if (holder === null) return { versions: [], more: false, absent: UNSEEN };
    ids.set(referenceKey(at), holder.id);
    const version = newestOf(holder, shown, `${at.owner}/${at.repo}`);
    if (version !== null && "unreadable" in version) return version;
    const change = proposed.get(referenceKey(at));
    const newer = change === undefined ? [] : [{ ...change, path: shown }];
    return { versions: [...newer, ...(version === null ? [] : [version])], more: version !== null, absent: null };
  };

  const base = async (at: PolicyReference): Promise<Readable<PolicySource>> => {
    const { owner, repo, path } = at;
    try {
      const variables = { owner, repo, path, expression: `HEAD:${path}` };
      const answer = await client.graphql<{ repository: Raw<PolicyHolder & { owner: { login: string } }> }>(
        POLICY_BASE_QUERY,
        variables,
      );
      placeProblems(answer.data, answer.errors);
      const raw = answer.data?.repository;
      const holder = present(raw);
      // A repository that was transferred answers under its old name: it is another owner's now.
      if (holder !== null && holder.owner.login.toLowerCase() !== owner.toLowerCase()) {
        return { versions: [], more: false, absent: "which is another owner's now" };
      }
      return answered(at, raw);
    } catch (error) {
      return unreadableFrom(error, "policy");
    }
  };

  return {
    answered,
    fetcher: (own) => ({
      base,
      async history(reference, newest) {
        const at = reference ?? own;
        const id = ids.get(referenceKey(at));
        const [first] = newest.versions;
        if (id === undefined || first === undefined) return { ...newest, more: false };
        const earlier = await readHistory(client, id, at.path, first);
        if (isUnreadable(earlier)) return earlier;
        const older = newest.versions.filter(({ commit }) => earlier.every((version) => version.commit !== commit));
        const versions = [...older, ...earlier];
        return { ...newest, versions, more: false };
      },
    }),
  };
}

function newestOf(holder: PolicyHolder, path: string, repository: string): Readable<PolicyVersion> | null {
  const branch = isProblem(holder.defaultBranchRef)
    ? holder.defaultBranchRef
    : { ...holder.defaultBranchRef, tip: null };
  const problem = problemIn([holder.policy, branch]);
  if (problem !== null) return unreadable(problem, "policy");
  const target = present(present(holder.defaultBranchRef)?.target);
  const last = present(present(target?.history)?.nodes[0]);
  const text = textOf(holder.policy);
  if (typeof text === "object" && text !== null) return text;
  if (last !== null) return { path, commit: last.oid, committedAt: last.committedDate, text, repository };
  // A file without a commit that touched it: only where the history was cut off.
  return text === null ? null : { path, commit: target?.oid ?? "", committedAt: fromEpoch(0), text, repository };
}

async function readHistory(
  client: GitHubClient,
  id: string,
  path: string,
  like: PolicyVersion,
): Promise<Readable<readonly PolicyVersion[]>> {
  try {
    const answer = await client.graphql<{ node: Raw<History> }>(POLICY_HISTORY_QUERY, { id, path });
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
      versions.push({ ...like, commit: commit.oid, committedAt: commit.committedDate, text });
    }
    return versions;
  } catch (error) {
    return unreadableFrom(error, "policy");
  }
}

/**
 * A file's text; null where there is none. One that GitHub cut off, or that is no text, is no valid policy either: told
 * as such, it leaves the last valid version in force, which not reading it would not.
 */
function textOf(raw: Raw<RawPolicyFile>): Readable<string> | null {
  const file = present(raw);
  if (file === null || file.__typename !== "Blob") return null;
  return file.text === undefined ? unreadable(null, "policy") : (file.text ?? "");
}
