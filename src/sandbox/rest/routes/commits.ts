/** Commits, comparisons, and the pull requests of a commit. */
import { BoxError } from "../../state/contract.ts";
import { treeDiff } from "../../state/history.ts";
import type { Commit, Repository } from "../../state/model.ts";
import { commitOf, notFound, readable } from "../access.ts";
import { type Answer, type Json, ok, type RestRequest, type Route, route } from "../answer.ts";
import { cut, pagedList } from "../pagination.ts";
import { commitJson, fileJson } from "../serialize/commit.ts";
import { asPull, pullSimpleJson } from "../serialize/pull.ts";
import { placeOf } from "../serialize/repository.ts";

const within = (query: URLSearchParams): ((commit: Commit) => boolean) => {
  const since = Date.parse(query.get("since") ?? "");
  const until = Date.parse(query.get("until") ?? "");
  return ({ committer }) => {
    const at = Date.parse(committer.date);
    return (Number.isNaN(since) || at >= since) && (Number.isNaN(until) || at <= until);
  };
};

const byAuthor = (request: RestRequest): ((commit: Commit) => boolean) => {
  const author = request.query.get("author");
  if (author === null) return () => true;
  const id = request.state.ask.account(author)?.id;
  return (commit) => commit.author.email === author || (id !== undefined && commit.author.accountId === id);
};

/** Newest first, from `sha` (a branch or a commit; default: the default branch). */
const listCommits = (request: RestRequest): Answer => {
  const repository = readable(request, "contents");
  const { query, state } = request;
  // An empty repository answers 409 ("List commits").
  if (repository.refs.size === 0) throw new BoxError(409, "Git Repository is empty.");
  const from = query.get("sha") ?? repository.defaultBranch;
  let start: Commit;
  try {
    start = state.ask.commit(repository, from);
  } catch (error) {
    if (error instanceof BoxError) throw notFound();
    throw error;
  }
  const [inTime, written] = [within(query), byAuthor(request)];
  const history = state.ask.history(repository, start.sha, query.get("path") ?? undefined);
  return pagedList(
    request,
    history.filter((commit) => inTime(commit) && written(commit)),
    (commit) => commitJson(request, repository, commit),
  );
};

/** Against the first parent; a commit without one has added all it holds. */
const filesOf = (request: RestRequest, repository: Repository, commit: Commit): Json[] => {
  const parent = repository.commits.get(commit.parents[0] ?? "");
  return treeDiff(repository, parent?.tree, commit.tree).map((file) => fileJson(request, repository, file, commit.sha));
};

const sum = (files: readonly Json[], field: string): number =>
  files.reduce((total, file) => total + Number(file[field] ?? 0), 0);

const getCommit = (request: RestRequest): Answer => {
  const repository = readable(request, "contents");
  const commit = commitOf(request, repository, request.params.ref ?? "");
  const files = filesOf(request, repository, commit);
  const [additions, deletions] = [sum(files, "additions"), sum(files, "deletions")];
  return ok({
    ...commitJson(request, repository, commit),
    stats: { total: additions + deletions, additions, deletions },
    files,
  });
};

/** Pull requests that hold the commit, or whose merge made it ("List pull requests associated with a commit"). */
const listPulls = (request: RestRequest): Answer => {
  const repository = readable(request, "pull_requests");
  const commit = commitOf(request, repository, request.params.ref ?? "");
  const found = request.state.ask.pullsOfCommit(repository, commit.sha).flatMap((issue) => asPull(repository, issue));
  return pagedList(request, found, (record) => pullSimpleJson(request, record));
};

const sidesOf = (repository: Repository, basehead: string): [string, string] => {
  const [base, head] = basehead.split("...", 2);
  if (base === undefined || head === undefined) throw notFound();
  // `owner:branch` names a fork's branch; the owner of this repository may be named as well.
  const plain = (name: string): string => (name.includes(":") ? name.slice(name.lastIndexOf(":") + 1) : name);
  return [plain(base) || repository.defaultBranch, plain(head)];
};

const compare = (request: RestRequest): Answer => {
  const repository = readable(request, "contents");
  const { ask } = request.state;
  const [baseName, headName] = sidesOf(repository, request.params.basehead ?? "");
  const find = (name: string): Commit => {
    try {
      return ask.commit(repository, name);
    } catch (error) {
      if (error instanceof BoxError) throw notFound();
      throw error;
    }
  };
  const [base, head] = [find(baseName), find(headName)];
  const fork = ask.mergeBase(repository, base.sha, head.sha);
  // Histories without a common commit cannot be compared.
  if (fork === null) throw new BoxError(404, `No common ancestor between ${baseName} and ${headName}.`);
  const old = new Set(ask.history(repository, base.sha).map((commit) => commit.sha));
  const young = new Set(ask.history(repository, head.sha).map((commit) => commit.sha));
  const ahead = ask.history(repository, head.sha).filter((commit) => !old.has(commit.sha));
  const behind = [...old].filter((sha) => !young.has(sha)).length;
  const status = ahead.length === 0 ? (behind === 0 ? "identical" : "behind") : behind === 0 ? "ahead" : "diverged";
  const { api, web } = placeOf(request, repository);
  const span = `${baseName}...${headName}`;
  const { items, headers } = cut(request, [...ahead].reverse());
  const html = `${web}/compare/${span}`;
  return ok(
    {
      url: `${api}/compare/${span}`,
      html_url: html,
      permalink_url: `${web}/compare/${base.sha}...${head.sha}`,
      diff_url: `${html}.diff`,
      patch_url: `${html}.patch`,
      base_commit: commitJson(request, repository, base),
      merge_base_commit: commitJson(request, repository, find(fork)),
      status,
      ahead_by: ahead.length,
      behind_by: behind,
      total_commits: ahead.length,
      commits: items.map((commit) => commitJson(request, repository, commit)),
      files: ask.changedFiles(repository, fork, head.sha).map((file) => fileJson(request, repository, file, head.sha)),
    },
    headers,
  );
};

const REPO = "/repos/{owner}/{repo}";

export const commitRoutes: readonly Route[] = [
  route("GET", `${REPO}/commits`, "commits/commits#list-commits", listCommits),
  route(
    "GET",
    `${REPO}/commits/{ref+}/pulls`,
    "commits/commits#list-pull-requests-associated-with-a-commit",
    listPulls,
  ),
  route("GET", `${REPO}/compare/{basehead+}`, "commits/commits#compare-two-commits", compare),
];

/** Last of the `/commits/…` routes, since a ref may hold slashes. */
export const lastCommitRoutes: readonly Route[] = [
  route("GET", `${REPO}/commits/{ref+}`, "commits/commits#get-a-commit", getCommit),
];
