/** Every link that was cited as evidence, looked up: what it is, whether it exists, what could not be told. */
import {
  isUnreadable,
  type CitedLink,
  type LookedUp,
  type PullRequest,
  type Readable,
} from "../core/snapshot/types.ts";
import type { GitHubClient } from "./client.ts";
import { linkTarget, type LinkTarget } from "./link-target.ts";
import { inParallel, look } from "./look.ts";
import { toActor } from "./read-actors.ts";
import { containedIn, type ContainsMemo, readRun } from "./read-runs.ts";

export interface LinkSources {
  readonly client: GitHubClient;
  /** The repository's own URL: links elsewhere are never looked up. */
  readonly webUrl: string;
  /** `owner/name`, as GitHub writes it. */
  readonly repository: string;
  readonly defaultBranch: string;
  readonly pulls: Readonly<Record<string, Readable<PullRequest>>>;
}

/** Links of one incident that are looked up; an honest one has a few dozen. */
const MOST_LINKS = 200;

/** Looks the links up; keys are the URLs as written. */
export async function readLinks(urls: Iterable<string>, sources: LinkSources): Promise<Record<string, CitedLink>> {
  const wanted = [...new Set(urls)].sort();
  const memo: ContainsMemo = new Map();
  const found = await inParallel(wanted, async (url): Promise<CitedLink> => {
    const target = linkTarget(url, sources.webUrl);
    if (target.kind === "image" || target.kind === "other") return { url, found: { kind: target.kind } };
    if (wanted.indexOf(url) >= MOST_LINKS)
      return { url, found: { unreadable: "link: more links than can be looked up" } };
    return { url, found: await readTarget(url, target, sources, memo) };
  });
  return Object.fromEntries(wanted.map((url, index) => [url, found[index] as CitedLink]));
}

async function readTarget(
  url: string,
  target: Exclude<LinkTarget, { kind: "image" | "other" }>,
  sources: LinkSources,
  memo: ContainsMemo,
): Promise<Readable<LookedUp>> {
  switch (target.kind) {
    case "workflow_run":
    case "job":
    case "check_run":
      return withContained(await readRun(sources.client, url, target), target.repository, sources, memo);
    case "pull_request":
      return pullOf(`${target.repository}#${target.number}`, sources);
    case "commit":
      return readCommit(target, sources);
    case "file":
      return readFile(target, sources);
    case "comment":
      return readComment(target, sources);
  }
}

async function withContained(
  found: Readable<LookedUp>,
  repository: string,
  sources: LinkSources,
  memo: ContainsMemo,
): Promise<Readable<LookedUp>> {
  if (isUnreadable(found) || found.kind !== "run") return found;
  const merges = Object.values(sources.pulls).flatMap((pull) =>
    isUnreadable(pull) || pull.mergeCommit === null || !sameRepository(pull.repository, repository)
      ? []
      : [pull.mergeCommit],
  );
  const contains = await containedIn(sources.client, repository, found.run.headSha, [...new Set(merges)].sort(), memo);
  return { kind: "run", run: { ...found.run, contains } };
}

function sameRepository(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function pullOf(key: string, sources: LinkSources): Readable<LookedUp> {
  const known = Object.keys(sources.pulls).find((pull) => sameRepository(pull, key));
  return known === undefined ? { kind: "absent" } : { kind: "pull_request", pull: known };
}

function ownerAndRepo(repository: string): { owner: string; repo: string } {
  const [owner = "", repo = ""] = repository.split("/");
  return { owner, repo };
}

async function readCommit(
  target: Extract<LinkTarget, { kind: "commit" }>,
  sources: LinkSources,
): Promise<Readable<LookedUp>> {
  const where = ownerAndRepo(target.repository);
  const looked = await look(
    sources.client,
    "GET /repos/{owner}/{repo}/commits/{ref}",
    { ...where, ref: target.sha },
    "commit",
    true,
  );
  if ("unreadable" in looked) return looked;
  if ("absent" in looked) return { kind: "absent" };
  const sha = (looked.found as { sha?: string }).sha ?? target.sha;
  const onDefaultBranch = await isOnDefaultBranch(sha, target.repository, sources);
  return typeof onDefaultBranch === "boolean" ? { kind: "commit", sha, onDefaultBranch } : onDefaultBranch;
}

/** True where the default branch contains the commit. Only this repository's default branch is known. */
async function isOnDefaultBranch(sha: string, repository: string, sources: LinkSources): Promise<Readable<boolean>> {
  if (!sameRepository(repository, sources.repository)) return false;
  const basehead = `${sources.defaultBranch}...${sha}`;
  const looked = await look(
    sources.client,
    "GET /repos/{owner}/{repo}/compare/{basehead}",
    { ...ownerAndRepo(repository), basehead, per_page: 1 },
    "commit",
  );
  if ("unreadable" in looked) return looked;
  if ("absent" in looked) return false;
  const status = (looked.found as { status?: string }).status;
  return status === "behind" || status === "identical";
}

/** A file is there when it is on the default branch now; a link to a commit or another branch must name it there too. */
async function readFile(
  target: Extract<LinkTarget, { kind: "file" }>,
  sources: LinkSources,
): Promise<Readable<LookedUp>> {
  const { ref, path } = splitFile(target.rest, sources.defaultBranch);
  const where = ownerAndRepo(target.repository);
  const onDefault = ref === sources.defaultBranch && sameRepository(target.repository, sources.repository);
  const looked = await look(
    sources.client,
    "GET /repos/{owner}/{repo}/contents/{path}",
    { ...where, path, ref },
    "file",
    true,
  );
  if ("unreadable" in looked) return looked;
  if ("absent" in looked) return { kind: "absent" };
  const file = looked.found as { type?: string; sha?: string };
  if (file.type !== "file" || file.sha === undefined) return { kind: "absent" };
  if (onDefault) return { kind: "file", path, blob: file.sha, onDefaultBranch: true };
  const onBranch = /^[0-9a-f]{40}$/.test(ref) ? await isOnDefaultBranch(ref, target.repository, sources) : false;
  return typeof onBranch === "boolean" ? { kind: "file", path, blob: file.sha, onDefaultBranch: onBranch } : onBranch;
}

/** A branch's name may hold slashes: the default branch is known, any other ref is taken to be one part. */
function splitFile(rest: string, defaultBranch: string): { ref: string; path: string } {
  if (rest.startsWith(`${defaultBranch}/`)) return { ref: defaultBranch, path: rest.slice(defaultBranch.length + 1) };
  const slash = rest.indexOf("/");
  const ref = rest.slice(0, slash);
  return { ref: ref === "HEAD" ? defaultBranch : ref, path: rest.slice(slash + 1) };
}

async function readComment(
  target: Extract<LinkTarget, { kind: "comment" }>,
  sources: LinkSources,
): Promise<Readable<LookedUp>> {
  const where = ownerAndRepo(target.repository);
  const looked = await look(
    sources.client,
    "GET /repos/{owner}/{repo}/issues/comments/{comment_id}",
    { ...where, comment_id: target.id },
    "comment",
    true,
  );
  if ("unreadable" in looked) return looked;
  if ("absent" in looked) return { kind: "absent" };
  const { user, created_at: createdAt } = looked.found as {
    user?: { login: string; node_id?: string; type?: string } | null;
    created_at?: string;
  };
  const raw =
    user === null || user === undefined
      ? null
      : { __typename: user.type ?? "User", login: user.login, id: user.node_id };
  return { kind: "comment", author: toActor(raw), createdAt: createdAt ?? "" };
}
