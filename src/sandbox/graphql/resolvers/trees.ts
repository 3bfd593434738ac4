/** Trees, blobs and refs. */
import type { Commit, Repository } from "../../state/model.ts";
import type { BlobView, RefView, Resolvers, TreeView } from "../context.ts";
import { commitOf, repositoryView } from "../views.ts";

/** What stands at a path of a commit's tree; null where nothing does. */
export function objectAt(repository: Repository, commit: Commit, path: string): BlobView | TreeView | null {
  const clean = path.replace(/^\/+|\/+$/g, "");
  const sha = commit.tree.get(clean);
  if (sha !== undefined) return { __typename: "Blob", repository, sha };
  const isRoot = clean === "";
  if (!isRoot && ![...commit.tree.keys()].some((file) => file.startsWith(`${clean}/`))) return null;
  const treeSha = isRoot ? commit.treeSha : treeShaAt(commit, clean);
  return { __typename: "Tree", repository, sha: treeSha, tree: commit.tree, path: clean };
}

/** The state keeps flat trees: a subtree is named after what it holds. */
function treeShaAt(commit: Commit, path: string): string {
  const held = [...commit.tree].filter(([file]) => file.startsWith(`${path}/`)).map((entry) => entry.join(" "));
  let hash = 5381n;
  for (const char of held.join("\n")) hash = (hash * 33n + BigInt(char.codePointAt(0) ?? 0)) % 2n ** 160n;
  return hash.toString(16).padStart(40, "0");
}

function entriesOf(view: TreeView): unknown[] {
  const prefix = view.path === "" ? "" : `${view.path}/`;
  const names = new Set(
    [...view.tree.keys()]
      .filter((file) => file.startsWith(prefix))
      .map((file) => file.slice(prefix.length).split("/")[0] ?? ""),
  );
  return [...names].sort().map((name) => ({
    __typename: "TreeEntry",
    repository: view.repository,
    tree: view.tree,
    path: `${prefix}${name}`,
    name,
  }));
}

interface EntryView {
  readonly repository: Repository;
  readonly tree: ReadonlyMap<string, string>;
  readonly path: string;
  readonly name: string;
}

const entryObject = ({ repository, tree, path }: EntryView): BlobView | TreeView | null =>
  objectAt(repository, { tree, treeSha: "" } as Commit, path);

function blobOf({ repository, sha }: BlobView): Buffer {
  return repository.blobs.get(sha) ?? Buffer.alloc(0);
}

/** Git's own test: a NUL byte within the first 8,000. */
const isBinary = (content: Buffer): boolean => content.subarray(0, 8000).includes(0);
/** Texts above this are cut off (schema, `Blob.isTruncated`; REST's contents API has the same bound of 1 MB). */
const MOST_TEXT = 1_048_576;

/** What every Git object has. */
export const objectBase = <V extends { readonly repository: Repository }>(shaOf: (view: V) => string): Resolvers => ({
  oid: (view: V) => shaOf(view),
  abbreviatedOid: (view: V) => shaOf(view).slice(0, 7),
  repository: ({ repository }: V) => repositoryView(repository),
});

export const treeResolvers: Record<string, Resolvers> = {
  Tree: {
    ...objectBase(({ sha }: TreeView) => sha),
    id: ({ sha }: TreeView) => `T_${sha}`,
    entries: (view: TreeView) => entriesOf(view),
  },
  TreeEntry: {
    name: ({ name }: EntryView) => name,
    path: ({ path }: EntryView) => path,
    type: (view: EntryView) => (entryObject(view)?.__typename === "Blob" ? "blob" : "tree"),
    mode: (view: EntryView) => (entryObject(view)?.__typename === "Blob" ? 0o100644 : 0o40000),
    oid: (view: EntryView) => entryObject(view)?.sha ?? "",
    size: (view: EntryView) => {
      const object = entryObject(view);
      return object?.__typename === "Blob" ? blobOf(object).length : 0;
    },
    object: (view: EntryView) => entryObject(view),
    repository: ({ repository }: EntryView) => repositoryView(repository),
  },
  Blob: {
    ...objectBase(({ sha }: BlobView) => sha),
    id: ({ sha }: BlobView) => `B_${sha}`,
    byteSize: (view: BlobView) => blobOf(view).length,
    isBinary: (view: BlobView) => isBinary(blobOf(view)),
    isTruncated: (view: BlobView) => blobOf(view).length > MOST_TEXT,
    // Schema: "UTF8 text data or null if the Blob is binary".
    text: (view: BlobView) => (isBinary(blobOf(view)) ? null : blobOf(view).subarray(0, MOST_TEXT).toString("utf8")),
  },
  Ref: {
    id: ({ repository, ref }: RefView) => `REF_${Buffer.from(`${repository.id}:${ref}`, "utf8").toString("base64url")}`,
    name: ({ ref }: RefView) => ref.replace(/^refs\/[^/]+\//, ""),
    prefix: ({ ref }: RefView) => /^refs\/[^/]+\//.exec(ref)?.[0] ?? "refs/",
    repository: ({ repository }: RefView) => repositoryView(repository),
    target: ({ repository, ref }: RefView) => commitOf(repository, repository.refs.get(ref) ?? null),
  },
};
