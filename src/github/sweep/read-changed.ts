/** What changed in a repository since it was looked at: a few requests, however many incidents it has. */
import type { GitHubClient } from "../request/client.ts";
import { Refused } from "../request/errors.ts";
import { listAll } from "../write/write-context.ts";

/** Up to where a repository was looked at. */
export interface Tip {
  /** GitHub's clock, in milliseconds. */
  readonly at: number;
  /** The default branch's last commit; null where there is none. */
  readonly tip: string | null;
}

interface Place {
  readonly owner: string;
  readonly repo: string;
}

/** What landed between two commits, as one commit of a push. */
export interface Landed {
  readonly message: string;
  readonly added: readonly string[];
  readonly modified: readonly string[];
  readonly removed: readonly string[];
}

/** An issue or pull request as the list of issues has it. */
export interface ChangedIssue {
  readonly number: number;
  readonly title?: string;
  readonly body?: string | null;
  readonly labels?: readonly { readonly name?: string }[];
  readonly type?: { readonly name?: string } | null;
  readonly state?: string;
  readonly closed_at?: string | null;
  readonly updated_at?: string;
  readonly pull_request?: unknown;
  /** API address of the issue it is below. */
  readonly parent_issue_url?: string | null;
}

/** What changed while the last list was read is asked for again. */
const OVERLAP = 2 * 60 * 1000;
/** Pages of a hundred; what changed more than that is looked at as a whole. */
const MOST_PAGES = 10;
/** GitHub lists at most so many files of a comparison. */
const FILES_LISTED = 300;

/** GitHub's clock and the default branch's last commit; null where they could not be told. */
export async function readTip(client: GitHubClient, { owner, repo }: Place): Promise<Tip | null> {
  try {
    const { data, headers } = await client.rest("GET /repos/{owner}/{repo}/commits", { owner, repo, per_page: 1 });
    const at = Date.parse(headers["date"] ?? "");
    return Number.isNaN(at) ? null : { at, tip: (data as readonly { sha: string }[])[0]?.sha ?? null };
  } catch (error) {
    // 409: the repository is empty.
    if (error instanceof Refused) return null;
    throw error;
  }
}

/** Issues and pull requests that changed since, newest first; null where they are too many. @param at milliseconds. */
export async function readChangedIssues(
  client: GitHubClient,
  { owner, repo }: Place,
  at: number,
): Promise<readonly ChangedIssue[] | null> {
  const changed = await listAll(
    client,
    "GET /repos/{owner}/{repo}/issues",
    { owner, repo, state: "all", sort: "updated", since: new Date(at - OVERLAP).toISOString() },
    { pages: MOST_PAGES },
  );
  return changed.length >= MOST_PAGES * 100 ? null : (changed as readonly ChangedIssue[]);
}

/** What landed between two commits of the default branch; null where that cannot be told. */
export async function readLanded(
  client: GitHubClient,
  { owner, repo }: Place,
  from: string | null,
  to: string | null,
): Promise<Landed | null> {
  if (from === null || to === null) return null;
  try {
    const basehead = `${from}...${to}`;
    const { data } = await client.rest("GET /repos/{owner}/{repo}/compare/{basehead}", { owner, repo, basehead });
    const { status, files = [], commits = [], total_commits: total = 0 } = data as Comparison;
    if (status !== "ahead" || files.length >= FILES_LISTED || commits.length < total) return null;
    const named = (...kinds: readonly string[]): string[] =>
      files.filter((file) => kinds.includes(file.status)).map(({ filename }) => filename);
    return {
      message: commits.map(({ commit }) => commit.message).join("\n"),
      added: named("added", "copied", "renamed"),
      modified: named("modified", "changed"),
      removed: [...named("removed"), ...files.flatMap((file) => file.previous_filename ?? [])],
    };
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}

interface Comparison {
  readonly status: string;
  readonly total_commits?: number;
  readonly commits?: readonly { readonly commit: { readonly message: string } }[];
  readonly files?: readonly {
    readonly filename: string;
    readonly previous_filename?: string;
    readonly status: string;
  }[];
}
