/** Three-way merges of flat trees, as Git's recursive strategy makes them for files. */
import { mergeText } from "./diff.ts";
import { storeBlob } from "./git.ts";
import { commitsBetween, mergeBaseOf } from "./history.ts";
import type { Commit, Repository } from "./model.ts";

type Tree = ReadonlyMap<string, string>;

/** The merged tree; null on a conflict. Text changed on both sides is merged line by line. */
export const mergeTrees = (
  repository: Repository,
  base: Tree,
  ours: Tree,
  theirs: Tree,
): Map<string, string> | null => {
  const merged = new Map<string, string>();
  for (const path of new Set([...base.keys(), ...ours.keys(), ...theirs.keys()])) {
    const [o, a, b] = [base.get(path), ours.get(path), theirs.get(path)];
    let result: string | undefined;
    if (a === b || b === o) result = a;
    else if (a === o) result = b;
    else if (a === undefined || b === undefined) return null;
    else {
      const read = (sha: string | undefined): string =>
        sha === undefined ? "" : (repository.blobs.get(sha)?.toString() ?? "");
      const text = mergeText(read(o), read(a), read(b));
      if (text === null) return null;
      result = storeBlob(repository, Buffer.from(text));
    }
    if (result !== undefined) merged.set(path, result);
  }
  return merged;
};

const treeAt = (repository: Repository, sha: string | null): Tree =>
  (sha === null ? undefined : repository.commits.get(sha)?.tree) ?? new Map();

/** The tree that merging `head` into `base` gives; null on a conflict. */
export const mergeHeads = (repository: Repository, base: string, head: string): Map<string, string> | null =>
  mergeTrees(
    repository,
    treeAt(repository, mergeBaseOf(repository, base, head)),
    treeAt(repository, base),
    treeAt(repository, head),
  );

/** The commits of `head` that a rebase replays: those `base` lacks, without merges; null on a conflict. */
export const replay = (
  repository: Repository,
  base: string,
  head: string,
): { commit: Commit; tree: Map<string, string> }[] | null => {
  let current: Tree = treeAt(repository, base);
  const steps: { commit: Commit; tree: Map<string, string> }[] = [];
  for (const commit of commitsBetween(repository, base, head)) {
    if (commit.parents.length > 1) continue;
    const tree = mergeTrees(repository, treeAt(repository, commit.parents[0] ?? null), current, commit.tree);
    if (tree === null) return null;
    steps.push({ commit, tree });
    current = tree;
  }
  return steps;
};
