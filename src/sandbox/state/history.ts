/** The commit graph: ancestors, merge bases, the files between two commits. */
import type { Box } from "./box.ts";
import type { Queries } from "./contract.ts";
import { BoxError } from "./contract.ts";
import { unifiedDiff } from "./diff.ts";
import type { Commit, PullRequest, Repository } from "./model.ts";
import { rememberBy, rememberPair } from "./remember.ts";

/** Every commit reachable from `sha`, itself included. */
export const reachable = (repository: Repository, sha: string): Set<string> => {
  const seen = new Set<string>();
  const stack = [sha];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const commit = seen.has(next) ? undefined : repository.commits.get(next);
    if (commit === undefined) continue;
    seen.add(next);
    stack.push(...commit.parents);
  }
  return seen;
};

type Commits = Repository["commits"];
const between = rememberBy<Commits, Commit[]>();
const mergeBases = rememberBy<Commits, { sha: string | null }>();

/** The commits of `to` that `from` does not reach, oldest first, parents before children. */
export const commitsBetween = (repository: Repository, from: string | null, to: string): readonly Commit[] =>
  between(repository.commits, `${from ?? ""}..${to}`, () => walkBetween(repository, from, to));

const walkBetween = (repository: Repository, from: string | null, to: string): Commit[] => {
  const known = from === null ? new Set<string>() : reachable(repository, from);
  const out: Commit[] = [];
  const done = new Set<string>();
  const stack: { sha: string; open: boolean }[] = [{ sha: to, open: false }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const commit = repository.commits.get(next.sha);
    if (commit === undefined || known.has(next.sha) || done.has(next.sha)) continue;
    if (next.open) {
      done.add(next.sha);
      out.push(commit);
      continue;
    }
    stack.push({ sha: next.sha, open: true });
    for (const parent of [...commit.parents].reverse()) stack.push({ sha: parent, open: false });
  }
  return out;
};

/** The best common ancestor: one that no other common ancestor descends from; null for unrelated histories. */
export const mergeBaseOf = (repository: Repository, a: string, b: string): string | null =>
  mergeBases(repository.commits, `${a}..${b}`, () => ({ sha: findMergeBase(repository, a, b) })).sha;

const findMergeBase = (repository: Repository, a: string, b: string): string | null => {
  const ofA = reachable(repository, a);
  const seen = new Set<string>();
  const candidates: string[] = [];
  const stack = [b];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    if (ofA.has(next)) candidates.push(next);
    else stack.push(...(repository.commits.get(next)?.parents ?? []));
  }
  return (
    candidates.find((one) => !candidates.some((other) => other !== one && reachable(repository, other).has(one))) ??
    null
  );
};

/** A commit's SHA by branch, tag, full ref, SHA or its beginning (≥ 4 digits); null where there is none. */
export const resolve = (repository: Repository, ref: string): string | null => {
  const named =
    repository.refs.get(ref) ??
    repository.refs.get(`refs/heads/${ref}`) ??
    repository.refs.get(`refs/tags/${ref}`) ??
    repository.refs.get(`refs/${ref}`);
  if (named !== undefined) return named;
  if (ref === "HEAD") return repository.refs.get(`refs/heads/${repository.defaultBranch}`) ?? null;
  if (repository.commits.has(ref)) return ref;
  if (!/^[0-9a-f]{4,39}$/.test(ref)) return null;
  const matches = [...repository.commits.keys()].filter((sha) => sha.startsWith(ref));
  return matches.length === 1 ? (matches[0] ?? null) : null;
};

const isBinary = (content: Buffer): boolean => content.subarray(0, 8000).includes(0);

type ChangedFile = ReturnType<Queries["changedFiles"]>[number];

type Tree = ReadonlyMap<string, string>;
const diffs = rememberPair<Tree, Tree, readonly ChangedFile[]>();
const EMPTY: Tree = new Map();

/** The files that differ between two flat trees, by path. An unchanged blob at another path is a rename. */
export const treeDiff = (repository: Repository, former: Tree | undefined, latter: Tree): readonly ChangedFile[] =>
  diffs(former ?? EMPTY, latter, () => compareTrees(repository, former ?? EMPTY, latter));

const compareTrees = (repository: Repository, former: Tree, latter: Tree): ChangedFile[] => {
  const removed = [...former].filter(([path]) => !latter.has(path));
  const files: ChangedFile[] = [];
  const text = (sha: string | undefined): Buffer =>
    (sha === undefined ? undefined : repository.blobs.get(sha)) ?? Buffer.alloc(0);
  const compare = (before: string | undefined, after: string | undefined) => {
    const [a, b] = [text(before), text(after)];
    if (isBinary(a) || isBinary(b)) return { additions: 0, deletions: 0 };
    return unifiedDiff(a.toString(), b.toString());
  };
  for (const [path, sha] of latter) {
    const before = former.get(path);
    if (before === sha) continue;
    if (before !== undefined) {
      files.push({ path, status: "modified", sha, ...compare(before, sha) });
      continue;
    }
    const source = removed.findIndex(([, other]) => other === sha);
    const from = source < 0 ? undefined : removed.splice(source, 1)[0];
    if (from !== undefined) {
      files.push({ path, status: "renamed", additions: 0, deletions: 0, sha, previousPath: from[0] });
    } else {
      files.push({ path, status: "added", sha, ...compare(undefined, sha) });
    }
  }
  for (const [path, sha] of removed) files.push({ path, status: "removed", sha, ...compare(sha, undefined) });
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
};

type HistoryQueries = Pick<
  Queries,
  "commit" | "history" | "isAncestor" | "mergeBase" | "changedFiles" | "pullCommits" | "pullsOfCommit"
>;

export const historyQueries = (_box: Box): HistoryQueries => {
  const commit = (repository: Repository, ref: string): Commit => {
    const sha = resolve(repository, ref);
    const found = sha === null ? undefined : repository.commits.get(sha);
    // REST "Get a commit": 422 for a reference that names no commit.
    if (found === undefined) throw new BoxError(422, `No commit found for SHA: ${ref}`);
    return found;
  };
  return {
    commit,
    history(repository, from, path) {
      const commits = [...commitsBetween(repository, null, commit(repository, from).sha)].reverse();
      if (path === undefined || path === "") return commits;
      const under = (tree: ReadonlyMap<string, string> | undefined): string =>
        [...(tree ?? [])]
          .filter(([file]) => file === path || file.startsWith(`${path}/`))
          .map((entry) => entry.join(" "))
          .sort()
          .join("\n");
      // As `git log -- path` simplifies: a commit that equals one of its parents there is left out.
      return commits.filter((one) => {
        const mine = under(one.tree);
        const parents =
          one.parents.length === 0 ? [undefined] : one.parents.map((sha) => repository.commits.get(sha)?.tree);
        return parents.every((tree) => under(tree) !== mine);
      });
    },
    isAncestor: (repository, ancestor, of) => reachable(repository, of).has(ancestor),
    mergeBase: mergeBaseOf,
    changedFiles(repository, base, head) {
      const [a, b] = [commit(repository, base), commit(repository, head)];
      // Pull requests and `compare` show a three-dot diff: against the merge base ("About comparing branches").
      const fork = mergeBaseOf(repository, a.sha, b.sha);
      return treeDiff(repository, fork === null ? undefined : repository.commits.get(fork)?.tree, b.tree);
    },
    pullCommits: (repository: Repository, pull: PullRequest) => commitsBetween(repository, pull.baseSha, pull.headSha),
    // What a merge brought: for a rebase all the new commits, for a squash the one ("List pull requests associated
    // with a commit"). The head's own commits name their pull request as well.
    pullsOfCommit: (repository, sha) =>
      [...repository.issues.values()].filter(({ pull }) => {
        if (pull === null) return false;
        const has = (commits: readonly Commit[]): boolean => commits.some((one) => one.sha === sha);
        if (has(commitsBetween(repository, pull.baseSha, pull.headSha))) return true;
        return (
          pull.merged &&
          pull.mergeCommitSha !== null &&
          has(commitsBetween(repository, pull.baseSha, pull.mergeCommitSha))
        );
      }),
  };
};
