/**
 * Refs, contents and the Git data API. Sources: REST reference "Git references", "Git blobs", "Git trees",
 * "Git commits", "Repository contents".
 */
import { actorOf, type Box, identify, invalid, keep, notFound } from "./box.ts";
import type { Caller, Operations } from "./contract.ts";
import { BoxError } from "./contract.ts";
import { blobSha, commitSha, treeSha } from "./git-objects.ts";
import { PREFIX } from "./ids.ts";
import type { Account, Commit, GitPerson, Repository } from "./model.ts";
import { needRight } from "./permissions.ts";
import { pushed } from "./push.ts";
import { refuseRefChange } from "./rule-enforcement.ts";

/** Without push access GitHub hides Git writes behind 404 (REST reference: 404 of "Create or update file contents"). */
const needPush = (caller: Caller, repository: Repository): void => {
  needRight(caller, repository, ["contents"], "write", notFound);
};

/** The signature of an account's web commits: its noreply address ("Setting your commit email address"). */
export const personOf = (account: Account, date: string): GitPerson => ({
  name: account.name ?? account.login,
  email: `${account.id}+${account.login}@users.noreply.github.com`,
  date,
  accountId: account.id,
});

const treesOf = (box: Box, repository: Repository): Map<string, ReadonlyMap<string, string>> => {
  const trees = box.trees.get(repository.id) ?? new Map<string, ReadonlyMap<string, string>>();
  box.trees.set(repository.id, trees);
  return trees;
};

/** The flat tree of a tree SHA that a commit or `POST git/trees` made; undefined where there is none. */
export const treeOf = (box: Box, repository: Repository, sha: string): ReadonlyMap<string, string> | undefined =>
  treesOf(box, repository).get(sha);

/** Stores a flat tree and returns its SHA. */
export const storeTree = (box: Box, repository: Repository, flat: ReadonlyMap<string, string>): string => {
  const sha = treeSha(flat);
  treesOf(box, repository).set(sha, flat);
  return sha;
};

/** Stores a blob and returns its SHA. */
export const storeBlob = (repository: Repository, content: Buffer): string => {
  const sha = blobSha(content);
  repository.blobs.set(sha, content);
  return sha;
};

/** Stores a commit, moving no ref. */
export const storeCommit = (
  box: Box,
  repository: Repository,
  input: {
    tree: ReadonlyMap<string, string>;
    parents: readonly string[];
    message: string;
    author: GitPerson;
    committer: GitPerson;
  },
): Commit => {
  const tree = storeTree(box, repository, input.tree);
  const sha = commitSha({ ...input, treeSha: tree });
  const known = repository.commits.get(sha);
  if (known !== undefined) return known;
  const commit = keep(box, {
    sha,
    nodeId: identify(box, PREFIX.commit).nodeId,
    tree: input.tree,
    treeSha: tree,
    parents: [...input.parents],
    message: input.message,
    author: input.author,
    committer: input.committer,
  });
  repository.commits.set(sha, commit);
  return commit;
};

const REF =
  /^refs\/(heads|tags)\/(?!.*(?:\.\.|[\s~^:?*[\\]|\/\/|@\{))[^/.].*[^/.]$|^refs\/(heads|tags)\/[^/.\s~^:?*[\\]$/;

/** `heads/main` and `refs/heads/main` alike. */
const fullRef = (ref: string): string => (ref.startsWith("refs/") ? ref : `refs/${ref}`);

/** Moves or makes a ref by `caller` and lets everything follow that follows a push. */
export const moveRef = (box: Box, caller: Caller, repository: Repository, ref: string, sha: string | null): void => {
  const before = repository.refs.get(ref) ?? null;
  if (before === sha) return;
  if (sha === null) repository.refs.delete(ref);
  else repository.refs.set(ref, sha);
  repository.pushedAt = box.clock.iso();
  pushed(box, caller, repository, ref, before, sha);
};

type GitOperations = Pick<
  Operations,
  "createRef" | "updateRef" | "deleteRef" | "putContents" | "createBlob" | "createTree" | "createCommit"
>;

export const gitOperations = (box: Box): GitOperations => ({
  createRef(caller, repository, ref, sha) {
    needPush(caller, repository);
    // "The name of the fully qualified reference … must start with 'refs' and have at least two slashes."
    if (!REF.test(ref))
      throw new BoxError(422, `Reference name must start with 'refs/' and have at least two slashes.`);
    if (!repository.commits.has(sha)) throw new BoxError(422, "Object does not exist");
    if (repository.refs.has(ref)) throw new BoxError(422, "Reference already exists");
    refuseRefChange(box, caller, repository, ref, null, sha);
    moveRef(box, caller, repository, ref, sha);
    return sha;
  },

  updateRef(caller, repository, ref, sha, force) {
    needPush(caller, repository);
    const name = fullRef(ref);
    const before = repository.refs.get(name);
    if (before === undefined) throw new BoxError(422, "Reference does not exist");
    if (!repository.commits.has(sha)) throw new BoxError(422, "Object does not exist");
    // "force: … Leaving this out … will make sure you're not overwriting work."
    if (!force && !box.ask.isAncestor(repository, before, sha)) throw new BoxError(422, "Update is not a fast forward");
    refuseRefChange(box, caller, repository, name, before, sha);
    moveRef(box, caller, repository, name, sha);
    return sha;
  },

  deleteRef(caller, repository, ref) {
    needPush(caller, repository);
    const name = fullRef(ref);
    const before = repository.refs.get(name);
    if (before === undefined) throw new BoxError(422, "Reference does not exist");
    // "Changing the default branch": the default branch cannot be deleted.
    if (name === `refs/heads/${repository.defaultBranch}`) throw new BoxError(422, "Cannot delete the default branch");
    refuseRefChange(box, caller, repository, name, before, null);
    moveRef(box, caller, repository, name, null);
  },

  putContents(caller, repository, path, input) {
    needPush(caller, repository);
    if (path === "" || /^\/|\/$|\/\/|(?:^|\/)\.\.?(?:\/|$)/.test(path))
      throw new BoxError(422, "path contains a malformed path component");
    if (/(?:^|\/)\.git(?:\/|$)/i.test(path)) throw new BoxError(422, "path contains a malformed path component");
    const branch = input.branch ?? repository.defaultBranch;
    const ref = fullRef(branch.startsWith("refs/") ? branch : `heads/${branch}`);
    const head = repository.refs.get(ref);
    if (head === undefined && repository.refs.size > 0) throw new BoxError(404, `Branch ${branch} not found`);
    const parent = head === undefined ? undefined : repository.commits.get(head);
    const present = parent?.tree.get(path);
    // "sha: Required if you are updating a file. The blob SHA of the file being replaced."
    if (present === undefined && input.content === null) throw notFound();
    if (present !== undefined && input.sha === undefined) {
      throw new BoxError(422, `Invalid request.\n\n"sha" wasn't supplied.`);
    }
    if (input.sha !== undefined && input.sha !== present) {
      throw new BoxError(409, present === undefined ? `${path} does not exist` : `${path} does not match ${input.sha}`);
    }
    const tree = new Map(parent?.tree ?? []);
    const blob = input.content === null ? null : storeBlob(repository, input.content);
    if (blob === null) tree.delete(path);
    else tree.set(path, blob);
    const person = personOf(actorOf(caller), box.clock.iso());
    const commit = storeCommit(box, repository, {
      tree,
      parents: head === undefined ? [] : [head],
      message: input.message,
      author: person,
      committer: person,
    });
    refuseRefChange(box, caller, repository, ref, head ?? null, commit.sha, 409);
    moveRef(box, caller, repository, ref, commit.sha);
    return { commit, blobSha: blob };
  },

  createBlob(caller, repository, content) {
    needPush(caller, repository);
    return storeBlob(repository, content);
  },

  createTree(caller, repository, baseTree, entries) {
    needPush(caller, repository);
    const base = baseTree === null ? new Map<string, string>() : flatOf(box, repository, baseTree);
    const tree = new Map(base);
    for (const entry of entries) {
      if (entry.content !== undefined) {
        tree.set(entry.path, storeBlob(repository, Buffer.from(entry.content)));
      } else if (entry.sha === null || entry.sha === undefined) {
        // "If the value is null then the file will be deleted."
        tree.delete(entry.path);
      } else {
        if (!repository.blobs.has(entry.sha)) throw new BoxError(422, `tree.sha ${entry.sha} is not a valid blob`);
        tree.set(entry.path, entry.sha);
      }
    }
    return storeTree(box, repository, tree);
  },

  createCommit(caller, repository, input) {
    needPush(caller, repository);
    const tree = treeOf(box, repository, input.tree);
    if (tree === undefined) throw new BoxError(422, "Tree SHA does not exist");
    const missing = input.parents.find((parent) => !repository.commits.has(parent));
    if (missing !== undefined) throw new BoxError(422, "Parent SHA does not exist or is not a commit object");
    if (typeof input.message !== "string") throw invalid("Commit", "message", "missing_field");
    const person = personOf(actorOf(caller), box.clock.iso());
    return storeCommit(box, repository, { ...input, tree, author: person, committer: person });
  },
});

const flatOf = (box: Box, repository: Repository, sha: string): ReadonlyMap<string, string> => {
  const flat = treeOf(box, repository, sha) ?? repository.commits.get(sha)?.tree;
  if (flat === undefined) throw new BoxError(422, "base_tree is not a valid tree oid");
  return flat;
};
