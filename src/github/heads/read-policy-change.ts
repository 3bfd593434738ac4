/** A pull request as far as it changes policy files: which, what they say at its head, and our check there. */
import { POLICY_PATH, type PolicyReference, referenceKey } from "../../core/policy/extends.ts";
import type { Instant, PolicyFileVersion } from "../../core/snapshot/types.ts";
import type { PolicyHolder } from "../incident/read-policy.ts";
import { FILE_AT_QUERY, POLICY_CHANGE_QUERY, POLICY_HOLDERS_QUERY } from "../queries/policy.ts";
import type { Raw, RawList, RawPolicyFile } from "../raw.ts";
import type { GitHubClient } from "../request/client.ts";
import { Unavailable } from "../request/errors.ts";
import { isAbsence, isProblem, listOf, placeProblems, present, problemIn } from "../request/problems.ts";
import { type OwnRun, ownRunsIn, type RawSuites } from "./own-runs.ts";

/** A policy file as a pull request leaves it. */
export interface ChangedPolicy {
  readonly at: PolicyReference;
  /** At the head: `text` null where it is deleted there. */
  readonly version: PolicyFileVersion;
  /** Identity of its content; null where it is deleted. */
  readonly blob: string | null;
}

export interface PolicyChange {
  /** GitHub's clock. */
  readonly now: Instant;
  readonly sha: string;
  /** Where it goes: only the default branch's file is ever in force. */
  readonly intoDefault: boolean;
  readonly baseBranch: string;
  readonly repository: PolicyHome;
  readonly files: readonly ChangedPolicy[];
  /** Our newest check there; null where none is. */
  readonly check: OwnRun | null;
}

/** A repository with what its policy is read from. */
export interface PolicyHome {
  readonly owner: string;
  readonly repo: string;
  readonly private: boolean;
  /** Only organizations have issue types. */
  readonly organization: boolean;
  readonly holder: PolicyHolder;
  readonly shared: Raw<PolicyHolder>;
}

type RawHome = PolicyHolder & { readonly isPrivate: boolean; readonly isInOrganization: boolean };

interface Answer {
  readonly repository: Raw<
    RawHome & {
      readonly pullRequest: Raw<{
        readonly state: string;
        readonly baseRefName: string;
        readonly files: Raw<RawList<{ readonly path: string; readonly changeType: string }>>;
        readonly head: Raw<{ readonly nodes: Raw<readonly Raw<{ readonly commit: RawHead }>[]> }>;
      }>;
    }
  >;
  readonly organization: Raw<PolicyHolder>;
}

interface RawHead {
  readonly oid: string;
  readonly committedDate: string;
  readonly file: Raw<{ readonly oid: string; readonly object: Raw<RawPolicyFile> }>;
  readonly checkSuites: Raw<RawSuites>;
}

/** Policy files that one pull request is looked at for; each but the repository's own is a request. */
const MOST_FILES = 5;

/**
 * Reads it: one request where it touches no policy file, or the repository's own only.
 *
 * @param basePaths files that policies elsewhere are made of.
 * @returns null where it is closed, does not exist for us, or touches none.
 * @throws `RateLimited`, `Unavailable`
 */
export async function readPolicyChange(
  client: GitHubClient,
  subject: { readonly owner: string; readonly repo: string; readonly number: number },
  { app, check, basePaths }: { readonly app: number; readonly check: string; readonly basePaths: readonly string[] },
): Promise<PolicyChange | null> {
  const { owner, repo, number } = subject;
  const variables = { owner, repo, number, app, check, path: POLICY_PATH, expression: `HEAD:${POLICY_PATH}` };
  const { data, errors, date } = await client.graphql<Answer>(POLICY_CHANGE_QUERY, variables);
  placeProblems(data, errors);
  const repository = data?.repository;
  const pull = isProblem(repository) ? repository : repository?.pullRequest;
  if (isProblem(pull) && isAbsence(pull)) return null;
  const holder = present(repository);
  const read = present(pull);
  if (holder === null || read === null) throw new Unavailable(`${owner}/${repo}#${number}`, 200, "it was left out");
  const broken = problemIn([read.files, read.head, holder.isPrivate]);
  if (broken !== null) throw new Unavailable(`${owner}/${repo}#${number}`, 200, broken.problem);
  const head = present(present(present(read.head)?.nodes)?.at(-1))?.commit;
  if (read.state !== "OPEN" || head === undefined) return null;
  const own = { owner, repo, path: POLICY_PATH };
  const list = listOf({ nodes: [], ...read.files, pageInfo: { hasNextPage: false } }, "files", (file) => file);
  const changed = "unreadable" in list ? [] : list;
  const isChanged = (path: string): boolean => changed.some((file) => file.path === path);
  const text = textOf(present(head.file)?.object);
  // GitHub names a file that was renamed by its new name only.
  const renamed =
    text === null && present(holder.policy) !== null && changed.some((file) => file.changeType === "RENAMED");
  const versionAt = (at: PolicyReference, said: string | null): PolicyFileVersion => ({
    path: at.path,
    commit: head.oid,
    committedAt: head.committedDate,
    text: said,
    repository: `${owner}/${repo}`,
  });
  const files: ChangedPolicy[] = [];
  if (isChanged(POLICY_PATH) || renamed) {
    files.push({ at: own, version: versionAt(own, text), blob: present(head.file)?.oid ?? null });
  }
  const others = [...new Set(basePaths)].filter((path) => path !== POLICY_PATH && isChanged(path));
  for (const path of others.slice(0, MOST_FILES - 1)) {
    const at = { owner, repo, path };
    const found = await readFileAt(client, at, head.oid);
    files.push({ at, version: versionAt(at, found.text), blob: found.blob });
  }
  if (files.length === 0) return null;
  return {
    now: date,
    sha: head.oid,
    intoDefault: present(holder.defaultBranchRef)?.name === read.baseRefName,
    baseBranch: read.baseRefName,
    repository: homeOf(owner, repo, holder, data?.organization),
    files,
    check: ownRunsIn(present(head.checkSuites))[0] ?? null,
  };
}

function homeOf(owner: string, repo: string, holder: RawHome, shared: Raw<PolicyHolder>): PolicyHome {
  const { isPrivate, isInOrganization } = holder;
  return { owner, repo, private: isPrivate, organization: isInOrganization, holder, shared };
}

/**
 * Another repository with what its policy is read from; null where it does not exist for us.
 *
 * @throws `RateLimited`, `Unavailable`
 */
export async function readPolicyHome(client: GitHubClient, owner: string, repo: string): Promise<PolicyHome | null> {
  const variables = { owner, repo, path: POLICY_PATH, expression: `HEAD:${POLICY_PATH}` };
  const { data, errors } = await client.graphql<{ repository: Raw<RawHome>; organization: Raw<PolicyHolder> }>(
    POLICY_HOLDERS_QUERY,
    variables,
  );
  placeProblems(data, errors);
  const repository = data?.repository;
  if (isProblem(repository) && !isAbsence(repository)) {
    throw new Unavailable(`${owner}/${repo}`, 200, repository.problem);
  }
  const holder = present(repository);
  return holder === null ? null : homeOf(owner, repo, holder, data?.organization);
}

/** By the key under which a reader of policies takes a proposed version. */
export function proposedBy({ files }: PolicyChange): ReadonlyMap<string, PolicyFileVersion> {
  return new Map(files.map(({ at, version }) => [referenceKey(at), version]));
}

async function readFileAt(
  client: GitHubClient,
  { owner, repo, path }: PolicyReference,
  sha: string,
): Promise<{ readonly text: string | null; readonly blob: string | null }> {
  const variables = { owner, repo, expression: `${sha}:${path}` };
  const { data, errors } = await client.graphql<{
    readonly repository: Raw<{ readonly file: Raw<RawPolicyFile & { readonly oid: string }> }>;
  }>(FILE_AT_QUERY, variables);
  placeProblems(data, errors);
  const problem = problemIn(data);
  if (problem !== null) throw new Unavailable(`${owner}/${repo}:${path}`, 200, problem.problem);
  const file = present(present(data?.repository)?.file);
  return { text: textOf(file), blob: file?.oid ?? null };
}

function textOf(raw: Raw<RawPolicyFile>): string | null {
  const file = present(raw);
  return file === null || file.__typename !== "Blob" ? null : (file.text ?? "");
}
