/** Git trees over the box's flat ones (path → blob SHA): folders get the ids that Git itself would give them. */
import type { BoxState } from "../state/contract.ts";
import { BoxError } from "../state/contract.ts";
import { treeSha } from "../state/git-objects.ts";
import type { Repository } from "../state/model.ts";

export type FlatTree = ReadonlyMap<string, string>;

export interface TreeEntry {
  readonly path: string;
  readonly type: "blob" | "tree";
  readonly sha: string;
}

/** What lies under a folder, by paths from there. */
const under = (tree: FlatTree, folder: string): FlatTree =>
  new Map(
    [...tree].flatMap(([path, sha]) => (path.startsWith(`${folder}/`) ? [[path.slice(folder.length + 1), sha]] : [])),
  );

const foldersOf = (tree: FlatTree): Set<string> => {
  const folders = new Set<string>();
  for (const path of tree.keys()) {
    const parts = path.split("/").slice(0, -1);
    for (let depth = 1; depth <= parts.length; depth++) folders.add(parts.slice(0, depth).join("/"));
  }
  return folders;
};

/** The entries of a tree by path: its own level, or every level ("Get a tree", `recursive`). */
export const entriesOf = (tree: FlatTree, recursive: boolean): TreeEntry[] => {
  const here = (path: string): boolean => recursive || !path.includes("/");
  const blobs = [...tree].map(([path, sha]): TreeEntry => ({ path, type: "blob", sha }));
  const folders = [...foldersOf(tree)].filter(here);
  return [
    ...blobs.filter(({ path }) => here(path)),
    ...folders.map((path): TreeEntry => ({ path, type: "tree", sha: treeSha(under(tree, path)) })),
  ].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
};

/** The entries directly in a folder (`""` is the root), with their whole paths. */
export const folderEntries = (tree: FlatTree, folder: string): TreeEntry[] => {
  const inner = folder === "" ? tree : under(tree, folder);
  return entriesOf(inner, false).map((entry) =>
    folder === "" ? entry : { ...entry, path: `${folder}/${entry.path}` },
  );
};

const inFolders = (tree: FlatTree, sha: string): FlatTree | null => {
  for (const folder of foldersOf(tree)) {
    const inner = under(tree, folder);
    if (treeSha(inner) === sha) return inner;
  }
  return null;
};

/** The tree that a tree's SHA, a commit or a ref names, folders of any commit's tree included. */
export const findTree = (state: BoxState, repository: Repository, name: string): FlatTree | null => {
  const made = state.trees?.get(repository.id)?.get(name);
  if (made !== undefined) return made;
  const trees = new Set([...repository.commits.values()].map(({ tree }) => tree));
  for (const commit of repository.commits.values()) if (commit.treeSha === name) return commit.tree;
  try {
    return state.ask.commit(repository, name).tree;
  } catch (error) {
    if (!(error instanceof BoxError)) throw error;
  }
  if (!/^[0-9a-f]{40}$/.test(name)) return null;
  for (const tree of trees) {
    const found = inFolders(tree, name);
    if (found !== null) return found;
  }
  return null;
};
