/**
 * The policy by itself, as a sweep or a pull request's gate needs it: which labels to look for, and how strict it is. Over
 * REST, so that an unchanged file costs nothing (304); each pass reads its policy again with everything that it tells.
 */
import type { PolicySource } from "../../core/policy/combine.ts";
import { POLICY_PATH, type PolicyReference, referencePath } from "../../core/policy/extends.ts";
import { type PolicyInForce, resolvePolicy } from "../../core/policy/resolve.ts";
import type { Policy } from "../../core/policy/schema.ts";
import { isUnreadable, type PolicyFileVersion, type PolicyVersion } from "../../core/snapshot/types.ts";
import { fromEpoch } from "../../core/time.ts";
import { completePolicy, type PolicyFetcher } from "../incident/complete-policy.ts";
import type { GitHubClient } from "../request/client.ts";
import { Refused, Unavailable } from "../request/errors.ts";

/** Versions of a policy file that are tried where the newest does not hold. */
const VERSIONS_TRIED = 10;

export interface SweptPolicy {
  /** Null where there is none, or it is switched off. */
  readonly policy: Policy | null;
  /** GitHub's clock in milliseconds (`fallback` where it does not tell). */
  readonly now: number;
  readonly inForce: PolicyInForce;
  /** What it was resolved from, newest first; empty where there is no file. */
  readonly versions: readonly PolicyVersion[];
  /** True where we may not read the repository's files: whether there is a policy cannot be told, so `absent` is a guess. */
  readonly refused: boolean;
}

/**
 * A repository's policy, or its owner's: one request, two where it has none of its own, and one for each base.
 *
 * @param fallback the local clock in milliseconds, for where GitHub does not tell its own.
 * @throws `RateLimited`, `Unavailable`
 */
export async function sweepPolicy(
  client: GitHubClient,
  owner: string,
  repo: string,
  fallback: number,
): Promise<SweptPolicy> {
  let now = Number.NaN;
  let refused = false;
  const here = { owner, repo, path: POLICY_PATH };
  const own = await readFile(client, here, (date, status) => {
    now = date;
    refused = status === 403;
  });
  let at = here;
  let newest = own;
  if (own === null && repo !== ".github") {
    at = { ...here, repo: ".github" };
    newest = await readFile(client, at);
  }
  const told = { now: Number.isNaN(now) ? fallback : now, refused };
  if (newest === null) return { ...told, policy: null, inForce: { state: "absent" }, versions: [] };
  const source = { versions: [newest], more: true, absent: null };
  const versions = await completePolicy(source, new Map(), fetcherOf(client, at));
  if (isUnreadable(versions)) throw new Unavailable(referencePath(at), null, versions.unreadable);
  const inForce = resolvePolicy(versions);
  return { ...told, policy: inForce.state === "in_force" ? inForce.policy : null, inForce, versions };
}

function fetcherOf(client: GitHubClient, own: PolicyReference): PolicyFetcher {
  const history = async (reference: PolicyReference | null, newest: PolicySource): Promise<PolicySource> => {
    const at = reference ?? own;
    const versions: PolicyFileVersion[] = [];
    for (const sha of await commitsOf(client, at)) {
      const version = await readFile(client, at, undefined, sha);
      versions.push(version ?? { ...versionOf(at, sha), text: null });
    }
    return { ...newest, versions: versions.length === 0 ? newest.versions : versions, more: false };
  };
  return {
    async base(reference) {
      const newest = await readFile(client, reference);
      const source: PolicySource = { versions: newest === null ? [] : [newest], more: newest !== null, absent: null };
      // A file that is gone may have been there: its last version still holds.
      return newest === null ? history(reference, source) : source;
    },
    history,
  };
}

async function commitsOf(client: GitHubClient, { owner, repo, path }: PolicyReference): Promise<readonly string[]> {
  try {
    const parameters = { owner, repo, path, per_page: VERSIONS_TRIED };
    const { data } = await client.rest("GET /repos/{owner}/{repo}/commits", parameters);
    return (data as readonly { sha: string }[]).map(({ sha }) => sha);
  } catch (error) {
    // 409: the repository is empty. Others: it is out of our sight.
    if (error instanceof Refused) return [];
    throw error;
  }
}

/** A file on the default branch, or at a commit; null where there is none for us. */
async function readFile(
  client: GitHubClient,
  at: PolicyReference,
  tell?: (date: number, status: number) => void,
  ref?: string,
): Promise<PolicyVersion | null> {
  const { owner, repo, path } = at;
  try {
    const parameters = { owner, repo, ...(ref === undefined ? {} : { ref }) };
    const encoded = path.split("/").map(encodeURIComponent).join("/");
    const { data, headers, status } = await client.rest(`GET /repos/{owner}/{repo}/contents/${encoded}`, parameters);
    tell?.(Date.parse(headers["date"] ?? ""), status);
    const { content } = data as { content?: string };
    if (content === undefined) return null;
    return { ...versionOf(at, ref ?? ""), text: Buffer.from(content, "base64").toString("utf8") };
  } catch (error) {
    if (!(error instanceof Refused) || ![403, 404, 409, 410, 451].includes(error.status)) throw error;
    tell?.(Date.parse(error.headers["date"] ?? ""), error.status);
    return null;
  }
}

function versionOf(at: PolicyReference, commit: string): Omit<PolicyFileVersion, "text"> {
  // When it was changed is nobody's question here.
  return { path: referencePath(at), commit, committedAt: fromEpoch(0), repository: `${at.owner}/${at.repo}` };
}
