/** What changed in a repository since the last sweep: a few requests, however many incidents it has. */
import type { GitHubClient } from "../github/request/client.ts";
import { Refused } from "../github/request/errors.ts";
import { listAll } from "../github/write/write-context.ts";
import { signalOf } from "./events.ts";
import type { Signal } from "./signal.ts";
import type { Payload } from "./payload.ts";

/** Up to where a repository was looked at. */
export interface Mark {
  /** GitHub's clock, in milliseconds. */
  readonly at: number;
  /** The default branch's last commit; null where there is none. */
  readonly tip: string | null;
}

/** What a sweep found to have changed: where to look, as if the webhooks had come, and up to where that holds. */
export interface Changes {
  readonly signals: readonly Signal[];
  readonly mark: Mark;
}

/** What changed while the last list was read is asked for again. */
const OVERLAP = 2 * 60 * 1000;
/** Pages of a hundred; what changed more than that is looked at as a whole. */
const MOST_PAGES = 10;
/** GitHub lists at most so many files of a comparison. */
const FILES_LISTED = 300;

/**
 * Where to look, by the issues, pull requests and files that changed since: what their webhooks would have said.
 *
 * @returns null where that cannot be told: the policy changed, the branch was rewritten, or too much did.
 */
export async function findChanges(
  client: GitHubClient,
  installation: number,
  repository: string,
  since: Mark,
): Promise<Changes | null> {
  const [owner = "", repo = ""] = repository.split("/");
  const mark = await readMark(client, repository);
  if (mark === null) return null;
  const as = (name: string, what: Payload): Signal | null =>
    signalOf(
      name,
      {
        action: "swept",
        installation: { id: installation },
        ...what,
        repository: { full_name: repository, default_branch: BRANCH },
      },
      { appId: 0, login: null },
    );
  const pushed = mark.tip === since.tip ? undefined : await readPush(client, owner, repo, since.tip, mark.tip);
  if (pushed === null) return null;
  const changed = await listAll(
    client,
    "GET /repos/{owner}/{repo}/issues",
    { owner, repo, state: "all", sort: "updated", since: new Date(since.at - OVERLAP).toISOString() },
    { pages: MOST_PAGES },
  );
  if (changed.length >= MOST_PAGES * 100) return null;
  const signals = [
    ...(pushed === undefined ? [] : [as("push", { ref: `refs/heads/${BRANCH}`, commits: [pushed] })]),
    ...changed
      .map((each) => each as NonNullable<Payload["issue"]>)
      .map((issue) =>
        issue.pull_request === undefined ? as("issues", { issue }) : as("pull_request", { pull_request: issue }),
      ),
  ].filter((signal) => signal !== null);
  // What asks for a sweep is answered by one over everything.
  return signals.some(({ sweep }) => sweep !== null) ? null : { signals, mark };
}

/** A name for the default branch: whatever it is called, its last commit is what was asked for. */
const BRANCH = "default";

/** GitHub's clock and the default branch's last commit; null where they could not be told. */
export async function readMark(client: GitHubClient, repository: string): Promise<Mark | null> {
  const [owner = "", repo = ""] = repository.split("/");
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

/** What landed between two commits, as one commit of a push; null where that cannot be told. */
async function readPush(client: GitHubClient, owner: string, repo: string, from: string | null, to: string | null) {
  if (from === null || to === null) return null;
  try {
    const basehead = `${from}...${to}`;
    const { data } = await client.rest("GET /repos/{owner}/{repo}/compare/{basehead}", { owner, repo, basehead });
    const { status, files = [], commits = [], total_commits: total = 0 } = data as Comparison;
    if (status !== "ahead" || files.length >= FILES_LISTED || commits.length < total) return null;
    const named = (...kinds: readonly string[]) =>
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
